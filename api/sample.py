"""Sample figures: SỐ LIỆU MẪU, all of them invented, for demonstrations and tests. No commune reported them.

They cover the 139 xã and thị trấn of the map of 151 in the years 2021 to 2024 and every indicator entered for
the set nq12-tu. A draw is a hash of what it is for (:func:`_draw`), so the table is the same to the byte on
every machine, and an indicator added to the set changes no figure of another (only which are missing).

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
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from hashlib import sha256
from importlib.resources import files
from math import ceil
from pathlib import Path

import xlsxwriter

from api.exchange.register import load_register
from engine.checking import check
from engine.criteria import CriteriaSet
from engine.units import Register

Table = tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]
"""A heading row, and rows of cell text."""
Limits = tuple[int, int]

LABEL = "SỐ LIỆU MẪU"
SEED = "dienhinh 11"
YEARS = (2021, 2022, 2023, 2024)
LEADERS = {2022: 7, 2023: 10, 2024: 13}
"""How many units, by rank, do everything well in a year; nobody in 2021."""
BEST, START, STEP, GAIN = 0.9, 0.71, 0.0043, 0.057
"""Strength of the others, where that of leaders is 1: at most, in 2021, less a rank, more a year."""
LAPSED = (4, 2024, "serious_cases")
"""Rank, year and indicator of the one leader that fails."""
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


@dataclass(frozen=True, slots=True)
class Unit:
    """A commune or township and its rank by diligence, 0 the most diligent."""

    code: str
    township: bool
    rank: int


class Row(dict[str, str]):
    """The figures of one unit and year as they are entered, sums too; each is made when first asked for."""

    def __init__(self, criteria: CriteriaSet, unit: Unit, year: int) -> None:
        super().__init__()
        self.criteria, self.unit, self.year = criteria, unit, year

    def __missing__(self, key: str) -> str:
        indicator = self.criteria.indicators[key]
        if indicator.sum is not None:
            self[key] = str(sum(self.whole(part) for part in indicator.sum))
        elif key in RECIPES:
            self[key] = RECIPES[key](self, key)
        else:
            raise KeyError(f"no sample recipe for the indicator {key}")
        if indicator.at_most is not None:
            self[key] = str(min(self.whole(key), self.whole(indicator.at_most)))
        return self[key]

    def whole(self, key: str) -> int:
        """Return a count."""
        return int(self[key])

    def draw(self, *what: object) -> float:
        """Return a number from 0 up to 1, always the same for the same unit and question."""
        return _draw(self.unit.code, *what)

    def does_well(self, key: str, hard: float, year: int | None = None) -> bool:
        """Say whether the unit does well, in this year unless told; where ``hard`` is 0 all do, where 1 few.

        The luck of a unit lasts, but in three of ten years it is drawn anew.
        """
        year = year or self.year
        if self.unit.rank < LEADERS.get(year, 0):
            return (self.unit.rank, year, key) != LAPSED
        strength = min(BEST, START - STEP * self.unit.rank + GAIN * (year - YEARS[0]))
        anew = self.draw(key, "luck", year) / 0.3
        return (anew if anew < 1 else self.draw(key, "luck")) >= hard * (1 - strength)

    def between(self, key: str, low: float, high: float) -> float:
        """Return a figure of the unit's own within limits, that climbs a little with the years."""
        climb = 0.6 * self.draw(key) + 0.1 * (self.year - YEARS[0]) + 0.1 * self.draw(key, self.year)
        return low + (high - low) * climb


Recipe = Callable[[Row, str], str]
"""How the cell text of an indicator is made up. ``hard``: see :meth:`Row.does_well`."""


def _size(commune: Limits, township: Limits, per: str | None = None, growth: float = 0) -> Recipe:
    """What a unit has: the same every year, but for ``growth``, a share a year."""

    def figure(row: Row, key: str) -> str:
        low, high = township if row.unit.township else commune
        size = (low + (high - low) * row.draw(key)) * (row.whole(per) if per else 1)
        return str(int(size * (1 + growth * (row.year - YEARS[0])) + 0.5))

    return figure


def _range(hard: float, weak: Limits, good: Limits, places: int = 0, since: int = 0) -> Recipe:
    """Count, or number with decimal places, of the good range or the weak; ``since``: once good, good."""

    def figure(row: Row, key: str) -> str:
        years = range(since or row.year, row.year + 1)
        low, high = good if any(row.does_well(key, hard, year) for year in years) else weak
        number = row.between(key, low, high if places else high + 1)
        return f"{number:.{places}f}" if places else str(int(number))

    return figure


def _share(hard: float, of: str, weak: Limits, good: Limits) -> Recipe:
    """Count as a part of another, in per cent, rounded to the side that is meant."""

    def figure(row: Row, key: str) -> str:
        well = row.does_well(key, hard)
        part = row.whole(of) * row.between(key, *(good if well else weak)) / 100
        return str(ceil(part) if well is not row.criteria.indicators[key].lower_is_better else int(part))

    return figure


def _cases(hard: float, commune: Limits, township: Limits, fall: int) -> Recipe:
    """Cases, from 2021: down by ``fall`` per cent or more in a good year, up by one or more in a bad one."""

    def figure(row: Row, key: str) -> str:
        cases = int(_size(commune, township)(row, key))
        for year in range(YEARS[0] + 1, row.year + 1):
            much = int(cases * 0.25 * row.draw(key, "much", year) + 0.6)
            least = ceil(cases * fall / 100)
            cases += -min(cases, max(least, much)) if row.does_well(key, hard, year) else max(1, much)
        return str(cases)

    return figure


def _flag(hard: float, good: str = "có", weak: str = "không") -> Recipe:
    return lambda row, key: good if row.does_well(key, hard) else weak


def _document(hard: float, first: str, due: str, late: int = 0, since: int = 0) -> Recipe:
    """Day of issue, from one MM-DD to another in a good year; in a bad one up to ``late`` days late, or none.

    ``since``: it stays in force, and was issued in the first good year from that one on.
    """

    def figure(row: Row, key: str) -> str:
        years = range(since or row.year, row.year + 1)
        issued = next((year for year in years if row.does_well(key, hard, year)), None)
        opens, closes = (date.fromisoformat(f"{issued or row.year}-{day}") for day in (first, due))
        day = row.draw(key, "day", issued or row.year)
        if issued:
            return (opens + timedelta(int(day * ((closes - opens).days + 1)))).isoformat()
        comes = late and row.draw(key, "late", row.year) < 0.6  # noqa: PLR2004 -- three of five come late
        return (closes + timedelta(1 + int(day * late))).isoformat() if comes else "không"

    return figure


RECIPES: Mapping[str, Recipe] = {
    "villages": _size((6, 14), (6, 12)),
    "offices": _size((4, 9), (12, 26)),
    "households": _size((80, 135), (150, 240), per="villages", growth=0.008),
    "resolution": _document(0.4, "01-08", "03-31", late=45),
    "work_plan": _document(0.45, "01-15", "03-31", late=60),
    "steering_programme": _document(0.55, "02-01", "03-31", late=60),
    "registered": _flag(0.3),
    "bodies_briefed": _share(0.6, "bodies", (60, 97), (100, 100)),
    "superior_plan": _document(0.5, "07-04", "12-20", since=2022),  # what it carries out is of 27/6/2022
    "festival_report": _document(0.25, "07-25", "09-05"),
    "propaganda_sessions": _range(0.6, (0, 3), (4, 14)),
    "online_page": _flag(0.6),
    "contests": _range(0.7, (0, 0), (1, 3)),
    "villages_with_broadcast": _share(0, "villages", (0, 0), (100, 100)),  # published: 139/139
    "working_models": _range(0.4, (0, 0), (1, 6), since=2020),
    "villages_in_models": _share(0.6, "villages", (15, 50), (55, 100)),
    "cameras": _range(1, (0, 4), (5, 30), since=2020),
    "digital_channel": _flag(0.7),
    "hotline": _flag(0.5),
    "households_registered": _share(0.9, "households", (86, 99), (100, 100)),
    "bodies_registered": _share(0.5, "bodies", (75, 97), (100, 100)),
    "bodies_recognised": _share(0.7, "bodies", (40, 69), (72, 100)),
    "serious_cases": _range(0.07, (1, 1), (0, 0)),
    "offences": _cases(0.6, (2, 9), (8, 22), fall=5),
    "social_evils": _cases(0.4, (0, 6), (4, 12), fall=0),
    "traffic_accidents": _cases(0.4, (0, 4), (2, 7), fall=0),
    "fires": _cases(0.15, (0, 2), (0, 3), fall=0),
    "mass_petition": _flag(0.06, good="không", weak="có"),
    "petitions": _range(0, (0, 0), (0, 24)),
    "petitions_overdue": _share(0.4, "petitions", (8, 35), (0, 0)),
    "police_disciplined": _range(0.06, (1, 1), (0, 0)),
    "tips": _range(0, (0, 0), (0, 16)),
    "tips_resolved": _share(0.5, "tips", (55, 85), (92, 100)),
    "villages_with_good_team": _share(0.8, "villages", (55, 89), (91, 100)),
    "disaster_plan": _document(0, "03-01", "05-31"),  # published: 139/139
    "fire_plan": _document(0, "02-15", "11-30", since=2019),
    "drills": _range(0.7, (0, 0), (1, 3)),
    "economic_targets_met": _flag(0.6),
    "environment_plan": _document(0.35, "01-20", "04-30"),
    "epidemic_plan": _document(0.45, "01-20", "05-15"),
    "waste_collected": _range(0.8, (38, 69), (71, 97), places=1),
    "front_programme": _document(0.35, "01-25", "05-10"),
    "raised_fund": _range(0.6, (0, 9), (11, 65), places=1),
    "labour_days": _range(0.7, (0, 95), (110, 900)),
    "review_report": _document(0.4, "11-15", "12-25"),
}
FAULTS: Mapping[tuple[str, int, str], Callable[[Row], str]] = {
    ("05173", 2024, "bodies_recognised"): lambda row: str(row.whole("bodies_registered") + 2),
    ("05371", 2024, "households"): lambda row: f"{row.whole('households'):,}".replace(",", "."),
}


def sample_table(criteria: CriteriaSet | None = None, register: Register | None = None) -> Table:
    """Return the sample as a DATA file has it, a row a year and unit, for the shipped set unless given one.

    KeyError, naming it, for an indicator without a recipe.
    """
    criteria, units = criteria or _shipped_criteria(), _units(register)
    entered = [key for key, each in criteria.indicators.items() if each.sum is None]
    waived = [each.id for each in criteria.criteria if each.id in WAIVERS]
    rows = []
    for year in YEARS:
        for unit in units:
            reasons = (WAIVERS[each][0] if (unit.rank, year) in WAIVERS[each][1] else "" for each in waived)
            cells = _cells(Row(criteria, unit, year), entered)
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
    codes = {unit.rank: unit.code for unit in _units(register)}
    given = [(rank, level, day) for day, (level, ranks) in RECOGNITIONS.items() for rank in ranks]
    return ("unit", "level", "decision", "decided_on", "revoked_on"), tuple(
        (codes[rank], level, f"MẪU-{number:02}/QĐ", day, REVOKED.get(rank, ""))
        for number, (rank, level, day) in enumerate(given, start=1)
    )


def write_sample(path: Path) -> None:
    """Write the sample as .csv or .xlsx, by the ending of the path; ValueError for another ending."""
    _write(path, *sample_table())


def write_sample_recognitions(path: Path) -> None:
    """Write the recognitions as .csv or .xlsx, by the ending of the path; ValueError for another ending."""
    _write(path, *sample_recognitions())


def _write(path: Path, heading: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> None:
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


def _draw(*what: object) -> float:
    digest = sha256("/".join(map(str, (SEED, *what))).encode()).digest()
    return int.from_bytes(digest[:6], "big") / 2**48


def _units(register: Register | None) -> list[Unit]:
    """Rank the xã and thị trấn by their own diligence and their district's; return them by code."""
    found = (register or load_register()[0]).of_kinds(date(YEARS[-1], 12, 31), ("xã", "thị trấn"))
    lag = {each.code: 0.4 * _draw(each.district) + 0.6 * _draw(each.code) for each in found}
    ranks = {code: rank for rank, code in enumerate(sorted(lag, key=lag.__getitem__))}
    return [Unit(each.code, each.kind == "thị trấn", ranks[each.code]) for each in found]


@cache
def _shipped_criteria() -> CriteriaSet:
    criteria = check((files("criteria") / "nq12-tu" / "2022-06-27.yaml").read_bytes()).criteria
    if criteria is None:
        raise ValueError("the shipped set nq12-tu has errors: run dienhinh check")
    return criteria
