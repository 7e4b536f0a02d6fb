"""How the service fares with years of figures: filling, size on disk, one commune's answers, a whole period, the chain.

    python bench/loads.py [--loads 151x10,3321x20] [--databases sqlite,postgresql] [--seconds 3]

The units are invented (a register made for this), and so are their figures of the 45 indicators of the shipped set.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import numpy as np
from rich.console import Console
from rich.progress import Progress

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # a checkout that is not installed runs too

from api.store.acts import Head, verify
from api.store.database import Actor, Database
from api.store.tables import Figure
from api.store.units import numbered
from api.workflow.office import Office
from bench.asking import Asker, percentile
from bench.databases import databases, megabytes, say_machine
from bench.served import BARE, FRESH, office_over, served
from engine.criteria import CriteriaSet
from engine.indicators import Kind

LAST_YEAR = 2024
UNITS_AN_ACT = 100
"""Whose figures of a year are one act, as when a province hands in its file."""
UNITS_A_DISTRICT = 15
FIRST_DAY = date(2000, 1, 1)
MOST_MILLISECONDS = 20.0
WARM = 3
BY = Actor("đo tốc độ", "command")
UNIT_HEADINGS = (
    "code,name,kind,district,province,province_name,first_day,first_day_exact,last_day,alt_names",
    "old_code,new_code,extent,effective,legal_basis",
    "code,name,kind,province,first_day,first_day_exact,last_day",
)


def main() -> None:
    """Fill each database with each load, ask, and print."""
    parser = argparse.ArgumentParser(description="Years of figures: filling, size, answers, the chain.")
    parser.add_argument("--loads", default="151x10,3321x20", help="units x years, with commas between")
    parser.add_argument("--databases", default="sqlite,postgresql")
    parser.add_argument("--seconds", type=float, default=3.0, help="of each kind of request")
    chosen = parser.parse_args()
    say_machine()
    for load in chosen.loads.split(","):
        units, years = map(int, load.split("x"))
        with TemporaryDirectory(prefix="dienhinh-units-") as folder:
            register = made_register(Path(folder), units)
            for kind, address in databases(chosen.databases):
                _measure(f"{kind}: {units:,} units × {years} years", address, register, years, chosen.seconds)


def made_register(folder: Path, units: int) -> Path:
    """Write the three files of a register of so many communes."""
    names = ("units.csv", "lineage.csv", "districts.csv")
    rows: dict[str, list[tuple[object, ...]]] = {name: [] for name in names}
    for number in range(units):
        district = f"{number // UNITS_A_DISTRICT + 1:03}"
        if number % UNITS_A_DISTRICT == 0:
            rows["districts.csv"].append((district, f"Huyện Số {district}", "huyện", "17", FIRST_DAY, "không", ""))
        code = f"{number + 1:05}"
        rows["units.csv"].append(
            (code, f"Xã Số {code}", "xã", district, "17", "Tỉnh Hòa Bình", FIRST_DAY, "không", "", "")
        )
    for name, heading in zip(names, UNIT_HEADINGS, strict=True):
        with (folder / name).open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([heading.split(","), *rows[name]])
    return folder


def _measure(what: str, address: str, register: Path, years: int, seconds: float) -> None:
    office = office_over(address, register)
    began = perf_counter()
    count = fill(office, years)
    filled = perf_counter() - began
    print(f"\n{what} = {count:,} figures, filled in {filled:,.0f} s", end="")
    print(f" ({count / filled:,.0f} a second), {megabytes(address):,.0f} MB on disk", flush=True)
    with served(address, register) as where:
        _ask(where, len(office.register.versions), seconds)
    began = perf_counter()
    with office.database.engine.connect() as connection:
        found = list(verify(connection))
    walked = perf_counter() - began
    holds = all(isinstance(each, Head) for each in found)
    print(f"  the chain of {found[-1].seq:,} acts {'holds' if holds else 'is BROKEN'}, walked in {walked:,.1f} s")
    office.database.close()


def fill(office: Office, years: int) -> int:
    """Put figures of every unit, indicator and year on record; return how many."""
    criteria = office.version_of_period(office.settings.main_set, str(LAST_YEAR)).criteria
    keys = sorted(each.key for each in office.register.versions)
    with office.database.writing(BY, "units.number") as write:
        numbers = [numbered(write, key) for key in keys]
    parts = [numbers[at : at + UNITS_AN_ACT] for at in range(0, len(numbers), UNITS_AN_ACT)]
    chance = np.random.default_rng(11)
    count = 0
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("filling", total=years * len(parts))
        for year in range(LAST_YEAR - years + 1, LAST_YEAR + 1):
            for part in parts:
                count += _act(office.database, criteria, str(year), part, chance)
                progress.advance(task)
    if not office.database.is_sqlite:
        _let_it_count(office.database)
    return count


def _act(
    database: Database, criteria: CriteriaSet, period: str, units: Sequence[int], chance: np.random.Generator
) -> int:
    with database.writing(BY, "figures.import", set_id=criteria.set, period=period) as write:
        return write.add_many(Figure, _figures(criteria, period, units, chance))


def _figures(
    criteria: CriteriaSet, period: str, units: Sequence[int], chance: np.random.Generator
) -> Iterator[Mapping[str, Any]]:
    """Draw a figure of every indicator that is entered, unit by unit."""
    day = date(int(period), 3, 1).toordinal()
    most = {Kind.COUNT: 400, Kind.NUMBER: 1_000_000, Kind.FLAG: 2, Kind.DOCUMENT: 200}
    base = {Kind.COUNT: 0, Kind.NUMBER: 0, Kind.FLAG: 0, Kind.DOCUMENT: day}
    entered = [(key, each.kind) for key, each in criteria.indicators.items() if each.sum is None]
    for unit in units:
        for (indicator, kind), drawn in zip(entered, chance.random(len(entered)).tolist(), strict=True):
            yield {
                "set_id": criteria.set,
                "unit_id": unit,
                "period": period,
                "indicator": indicator,
                "kind": str(kind),
                "steps": base[kind] + int(drawn * most[kind]),
            }


def _let_it_count(database: Database) -> None:
    """Do at once what PostgreSQL's own housekeeping does within minutes: gather what its plans are made from."""
    with database.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("VACUUM ANALYZE")


def _ask(where: str, units: int, seconds: float) -> None:
    """Time what is asked of one commune, another each time, and once of a whole period."""
    asker = Asker(where)
    for _ in range(WARM):
        asker.ask("/api/v1/scores/00001?period=2024")
    bare = median(asker.ask(BARE).milliseconds for _ in range(200))
    chance = np.random.default_rng(12)
    for name, path in (
        ("scores of a commune", "/api/v1/scores/{unit}?period=2024"),
        ("its figures of a year", "/api/v1/figures?unit={unit}&period=2024"),
        ("its figures, first page", "/api/v1/figures?unit={unit}"),
    ):
        times: list[float] = []
        ends = perf_counter() + seconds
        while perf_counter() < ends:
            code = f"{chance.integers(units) + 1:05}"
            times.append(_asked(asker, path.format(unit=code)))
        found = median(times)
        state = "reached" if found <= MOST_MILLISECONDS else "NOT REACHED"
        print(
            f"  {name:<24}{found:6.1f} ms, p95 {percentile(times, 0.95):.1f}, {found / bare:.0f} × bare; "
            f"{state}: at most {MOST_MILLISECONDS:.0f}"
        )
    whole = median(_asked(asker, "/api/v1/scores?period=2024") for _ in range(3))
    print(f"  scores of all {units:,}     {whole:,.0f} ms, nothing kept")


def _asked(asker: Asker, path: str) -> float:
    answer = asker.ask(path, {FRESH: "1"})
    if answer.status != 200:  # noqa: PLR2004 -- HTTP
        sys.exit(f"{path} answers {answer.status}: {answer.body[:500]!r}")
    return answer.milliseconds


if __name__ == "__main__":
    main()
