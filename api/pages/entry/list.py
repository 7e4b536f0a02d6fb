"""The units that somebody may enter figures for: how complete each is and what is due; or one criterion of them all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

import numpy as np

from api.pages.choosing import Choice, of_list, of_periods
from api.pages.entry.cells import CellView
from api.pages.entry.grid import Grid, grid_of
from api.pages.entry.sections import Shown
from api.pages.entry.sheet import due_words
from api.store import assessments
from api.store import figures as stored
from api.store.assessments import NO_STEPS, State
from api.store.units import numbers
from api.workflow.entering import Desk
from api.workflow.locks import STATE_WORDS
from api.workflow.schedule import not_open, overdue
from engine.names import search_key, sort_key
from engine.units import UnitVersion

LATE = {State.SELF_ASSESSED: "tự chấm", State.SUBMITTED: "nộp", State.APPRAISED: "thẩm định"}
LONGEST_SEARCH = 100
SHARES = 20
"""Steps in which the bar of completeness is drawn."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for; ``faults`` say what of it could not be used."""

    period: str
    search: str = ""
    district: str = ""
    lacking: bool = False
    criterion: str = ""
    faults: tuple[str, ...] = ()

    def link(self, **changes: str) -> str:
        """Write the address of this view with some values changed; an empty one is left out."""
        held = {
            "ky": self.period,
            "tieu-chi": self.criterion,
            "tim": self.search,
            "huyen": self.district,
            "con-thieu": "1" if self.lacking else "",
        }
        wanted = {key: value for key, value in {**held, **changes}.items() if value}
        return f"/nhap?{urlencode(wanted)}"


def asked_of(desk: Desk, units: Sequence[UnitVersion], query: Mapping[str, str], faults: Sequence[str]) -> Asked:
    """Judge a query; what can't be used is said and left out, after the faults that were found before."""
    found, criterion, district = [*faults], query.get("tieu-chi", ""), query.get("huyen", "")
    if criterion and criterion not in {each.id for each in desk.criteria.criteria}:
        found.append(f"Không có tiêu chí «{criterion[:40]}»; chọn trong danh sách.")
        criterion = ""
    if district and district not in {unit.district for unit in units}:
        found.append(f"Không có huyện «{district[:40]}»; đang hiện mọi huyện.")
        district = ""
    search = " ".join(query.get("tim", "").split())[:LONGEST_SEARCH]
    return Asked(desk.period, search, district, query.get("con-thieu") == "1", criterion, tuple(found))


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit of the list."""

    code: str
    name: str
    district: str
    entered: int
    of: int
    share: int
    state: str
    late: tuple[str, ...]


@dataclass(frozen=True)
class EntryList:
    """The whole page."""

    title: str
    asked: Asked
    periods: tuple[Choice, ...]
    districts: tuple[Choice, ...]
    criteria: tuple[Choice, ...]
    due: str
    locked: str
    before: str
    set_id: str
    lines: tuple[UnitLine, ...]
    total: int
    grid: Grid | None
    shown: Shown
    styles: tuple[str, ...] = ("entry.css",)

    @property
    def scripts(self) -> tuple[str, ...]:
        """The list itself needs none."""
        return ("entry.js",) if self.grid else ()

    @property
    def amiss(self) -> tuple[CellView, ...]:
        """The cells that were sent and not saved."""
        return tuple(cell for row in (self.grid.rows if self.grid else ()) for cell in row.cells if cell.is_amiss)


def entry_list(
    desk: Desk, units: Sequence[UnitVersion], asked: Asked, periods: Sequence[str], shown: Shown
) -> EntryList:
    """Lay out the units that may be entered for, in the order of districts and names."""
    districts = {
        each.code: each.name
        for each in desk.office.register.districts_on(desk.criteria.period.bounds(desk.period)[1]).values()
    }
    lines = _lines(desk, sorted(units, key=_order), districts)
    words = search_key(asked.search)
    chosen = [
        (unit, line)
        for unit, line in lines
        if words in search_key(f"{line.name} {line.code}")
        and asked.district in ("", unit.district)
        and (not asked.lacking or line.entered < line.of)
    ]
    with desk.office.database.reading() as session:
        plan = assessments.plans(session, desk.criteria.set, desk.period).get(desk.period)
    here = {unit.district for unit in units}
    grid = (
        grid_of(desk, [unit for unit, _ in chosen], districts, asked.criterion, shown.sent) if asked.criterion else None
    )
    return EntryList(
        title=f"Nhập số liệu, kỳ {desk.period}" + (f", {asked.criterion}" if grid else ""),
        asked=asked,
        periods=of_periods(periods, desk.period, lambda each: f"/nhap?ky={each}"),
        districts=of_list(((code, name) for code, name in sorted(districts.items()) if code in here), asked.district),
        criteria=of_list(((each.id, f"{each.id} {each.title}") for each in desk.criteria.criteria), asked.criterion),
        due=due_words(plan),
        locked=not_open(plan, desk.period, desk.office.today) or "",
        before=f"{int(desk.period) - 1:04}",
        set_id=desk.criteria.set,
        lines=tuple(line for _, line in chosen),
        total=len(units),
        grid=grid,
        shown=shown,
    )


def _order(unit: UnitVersion) -> tuple[object, ...]:
    return not unit.district, unit.district or "", sort_key(unit.short_name)


def _lines(
    desk: Desk, units: Iterable[UnitVersion], districts: Mapping[str, str]
) -> list[tuple[UnitVersion, UnitLine]]:
    criteria, found = desk.criteria, []
    entered = {(key, each.kind) for key, each in criteria.indicators.items() if each.sum is None}
    with desk.office.database.reading() as session:
        known = numbers(session)
        held = stored.held(
            session, criteria.set, desk.period, tuple(known[each.key] for each in units if each.key in known)
        )
        courses = assessments.courses(session, criteria.set, desk.period)
        plan = assessments.plans(session, criteria.set, desk.period).get(desk.period)
    columns = [column for key, column in held.columns.items() if key in entered]
    counts = sum((~np.isnan(column)).astype(int) for column in columns) if columns else ()
    filled = dict(zip(held.units, (int(each) for each in counts), strict=False))  # type: ignore[union-attr]  # an array
    for unit in units:
        number = known.get(unit.key, 0)
        course = courses.get(number, NO_STEPS)
        count = filled.get(number, 0)
        found.append(
            (
                unit,
                UnitLine(
                    code=unit.code,
                    name=unit.name,
                    district=districts.get(unit.district or "", ""),
                    entered=count,
                    of=len(entered),
                    share=count * SHARES // len(entered),
                    state=STATE_WORDS[course.state],
                    late=tuple(LATE[step] for step in overdue(course, criteria, plan, desk.office.today)),
                ),
            )
        )
    return found
