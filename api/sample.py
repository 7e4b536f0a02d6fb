"""Sample figures: SỐ LIỆU MẪU, all of them invented, for demonstrations and tests. No commune reported them.

They cover the 139 xã and thị trấn of the map of 151 in the years 2021 to 2024 and every indicator entered for
the set nq12-tu. A draw is a hash of what it is for (``api.sample_rows.drawn``), so the table is the same to the byte
on every machine, and an indicator added to the set changes no figure of another (only which are missing).

What is planted: the most diligent units do everything well (7 meet 16/16 in 2022, as the resolution forecast;
which ones is invented, as is every recognition); one of them has a serious case in 2024 and loses its
recognition; six units are far behind with entry; a few criteria are waived. All figures agree with each other
but for two faults:

* Xã Đông Lai (05173), 2024, ``bodies_recognised``: two above ``bodies_registered``, its limit;
* Xã Hữu Lợi (05371), 2024, ``households``: «1.213», which reads two ways (in .csv as a decimal).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path

import xlsxwriter

from api.exchange.register import load_register
from api.sample_recipes import RECIPES
from api.sample_rows import LEADERS, YEARS, Row, Unit, drawn
from engine.checking import check
from engine.criteria import CriteriaSet
from engine.units import Register

Table = tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]
"""A heading row, and rows of cell text."""

LABEL = "SỐ LIỆU MẪU"
BEHIND_RANKS = (24, 47, 66, 85, 103, 126)
BEHIND = {2021: 0.02, 2022: 0.06, 2023: 0.2, 2024: 0.5}
"""Share of its cells that a unit far behind has not entered: one run of columns, as when a clerk stops."""
SLIPS = 0.0018
"""Share of the cells that the others forgot, leaders aside."""
WAIVERS = {
    "TC06": ("Đang thay toàn bộ hệ thống camera theo kế hoạch của huyện", {(30, 2022)}),
    "TC13": ("Đang kiện toàn tổ bảo vệ an ninh, trật tự từ ngày 01/7/2024", {(61, 2024), (110, 2024)}),
    "TC15": ("Khắc phục hậu quả mưa lũ, được Ban Chỉ đạo tỉnh cho miễn trong năm", {(72, 2023)}),
}
"""By criterion, why it does not apply, and to which ranks in which years."""
RECOGNITIONS = {
    "2022-12-20": ("commune", (0, 2, 4)),
    "2023-12-15": ("commune", (1, 3, 6, 8)),
    "2023-12-22": ("district", (0,)),
    "2024-12-17": ("commune", (5, 7, 9, 11)),
    "2024-12-24": ("district", (1,)),
}
"""By the day of the decision, the level and the ranks recognised there."""
REVOKED = {4: "2024-11-18"}
FAULTS: Mapping[tuple[str, int, str], Callable[[Row], str]] = {
    ("05173", 2024, "bodies_recognised"): lambda row: str(row.whole("bodies_registered") + 2),
    ("05371", 2024, "households"): lambda row: f"{row.whole('households'):,}".replace(",", "."),
}


def sample_table(criteria: CriteriaSet | None = None, register: Register | None = None) -> Table:
    """Return the sample as a DATA file has it, a row a year and unit, for the shipped set unless given one.

    KeyError, naming it, for an indicator without a recipe.
    """
    criteria, units = criteria or shipped_criteria(), units_of_sample(register)
    entered = [key for key, each in criteria.indicators.items() if each.sum is None]
    waived = [each.id for each in criteria.criteria if each.id in WAIVERS]
    rows = []
    for year in YEARS:
        for unit in units:
            reasons = (WAIVERS[each][0] if (unit.rank, year) in WAIVERS[each][1] else "" for each in waived)
            cells = _cells(Row(criteria, RECIPES, unit, year), entered)
            rows.append((unit.code, str(year), *cells, *reasons, LABEL))
    return ("unit", "period", *entered, *waived, "note"), tuple(rows)


def _cells(row: Row, keys: list[str]) -> Iterator[str]:
    """Give the cells of a row, with what is missing and the planted faults."""
    unit, start, stop = row.unit, 0, 0
    slips = 0 if unit.rank < LEADERS[YEARS[-1]] else SLIPS
    if unit.rank in BEHIND_RANKS:
        length = int(len(keys) * BEHIND[row.year] * (0.8 + 0.4 * row.draw("behind", row.year)))
        start = int((len(keys) - length + 1) * row.draw("behind from", row.year))
        stop = start + length
    for place, key in enumerate(keys):
        missing = start <= place < stop or row.draw(key, "slip", row.year) < slips
        fault = FAULTS.get((unit.code, row.year, key))
        yield fault(row) if fault else "" if missing else row[key]


def sample_recognitions(register: Register | None = None) -> Table:
    """Return invented recognitions as a REC file has them; who the 9 pilots of 2022 were is not known."""
    codes = {unit.rank: unit.code for unit in units_of_sample(register)}
    given = [(rank, level, day) for day, (level, ranks) in RECOGNITIONS.items() for rank in ranks]
    return ("unit", "level", "decision", "decided_on", "revoked_on"), tuple(
        (codes[rank], level, f"MẪU-{number:02}/QĐ", day, REVOKED.get(rank, ""))
        for number, (rank, level, day) in enumerate(given, start=1)
    )


def write_sample(path: Path) -> None:
    """Write the sample as .csv or .xlsx, by the ending of the path; ValueError for another ending."""
    write_table(path, *sample_table())


def write_sample_recognitions(path: Path) -> None:
    """Write the recognitions as .csv or .xlsx, by the ending of the path; ValueError for another ending."""
    write_table(path, *sample_recognitions())


def write_table(path: Path, heading: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> None:
    """Write a table of the sample as .csv or .xlsx; ValueError for another ending."""
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows((heading, *rows))
    elif path.suffix == ".xlsx":
        with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy"}) as book:
            book.set_properties({"title": LABEL, "created": datetime(2024, 12, 31)})  # noqa: DTZ001 -- no clock
            sheet = book.add_worksheet(LABEL)
            sheet.freeze_panes(1, 2)
            for line, row in enumerate((heading, *rows)):
                sheet.write_row(line, 0, [*row[:2], *map(_typed, row[2:])])
    else:
        raise ValueError(f"tệp số liệu mẫu phải có đuôi .csv hoặc .xlsx, không phải «{path.suffix}»")


def _typed(text: str) -> str | float | date:
    """Return what a sheet holds for a text: a number, a day, or (as of the fault «1.213») the text."""
    if re.fullmatch(r"\d+(\.\d)?", text):
        return float(text)
    return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else text


def units_of_sample(register: Register | None) -> list[Unit]:
    """Rank the xã and thị trấn by their own diligence and their district's; return them by code."""
    found = (register or load_register()[0]).of_kinds(date(YEARS[-1], 12, 31), ("xã", "thị trấn"))
    lag = {each.code: 0.4 * drawn(each.district) + 0.6 * drawn(each.code) for each in found}
    ranks = {code: rank for rank, code in enumerate(sorted(lag, key=lag.__getitem__))}
    return [Unit(each.code, each.kind == "thị trấn", ranks[each.code]) for each in found]


@cache
def shipped_criteria() -> CriteriaSet:
    """Return the set that the sample is made for."""
    criteria = check((files("criteria") / "nq12-tu" / "2022-06-27.yaml").read_bytes()).criteria
    if criteria is None:
        raise ValueError("the shipped set nq12-tu has errors: run dienhinh check")
    return criteria
