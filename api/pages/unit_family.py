"""What a unit was made of and what became of it, across codes, and which other units bear its code."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from api.exchange.before import wanted_before
from api.pages.merging.carried import CarriedLine, carried_lines, period_before
from api.workflow import Board, Scored
from engine.units import Lineage, UnitVersion
from engine.wording.numbers import day


@dataclass(frozen=True, slots=True)
class Relative:
    """A unit that this one was made of or became; ``link`` is empty where nothing can be shown of it."""

    name: str
    code: str
    part: bool
    link: str
    """Its page, in the period that stands nearest to the change; without figures its place in the register."""
    has_figures: bool


@dataclass(frozen=True, slots=True)
class Family:
    """What happened to a unit on one day."""

    said: str
    basis: str
    relatives: tuple[Relative, ...]


def lineage(board: Board, result: Scored, code: str, *, rooms: bool) -> tuple[Family, ...]:
    """Tell what a unit was made of and what became of it, across codes; ``rooms``: the register has its own pages."""
    register = board.register
    unit = register.version(code, result.scores.figures.last_day)
    if unit is None:
        return ()
    told = [
        *_families(board, register.predecessors(unit.key), made_of=True, rooms=rooms),
        *_families(board, register.successors(unit.key), made_of=False, rooms=rooms),
    ]
    return tuple(told)


def _families(board: Board, rows: tuple[Lineage, ...], *, made_of: bool, rooms: bool) -> Iterator[Family]:
    for on in dict.fromkeys(row.effective for row in rows):
        those = [row for row in rows if row.effective == on]
        relatives = (_relative(board, row, made_of=made_of, rooms=rooms) for row in those)
        verb = "thành lập từ" if made_of else "trở thành"
        bases = "; ".join(dict.fromkeys(row.legal_basis for row in those))
        yield Family(f"Ngày {day(on)} {verb}", bases, tuple(filter(None, relatives)))


def _relative(board: Board, row: Lineage, *, made_of: bool, rooms: bool) -> Relative | None:
    unit = board.register.version(*(row.old if made_of else row.new))
    if unit is None:
        return None
    shown = page_of(board, unit, last=made_of)
    return Relative(unit.name, unit.code, row.extent == "part", shown or (place_of(unit) if rooms else ""), bool(shown))


def place_of(unit: UnitVersion) -> str:
    """Return the place of a unit on the page of its code in the register."""
    return f"/don-vi/{unit.code}#tu-{unit.first_day.isoformat()}"


def page_of(board: Board, unit: UnitVersion, *, last: bool) -> str:
    """Return the page of a unit in the last (or first) period in which it bears its code and has figures; else none."""
    periods = [each for each in sorted(board.data.periods) if unit.exists_on(board.criteria.period.bounds(each)[1])]
    for period in reversed(periods) if last else periods:
        if unit.code in board.scored(period).codes:
            return f"/xa/{unit.code}?ky={period}"
    return ""


def namesakes(board: Board, result: Scored, code: str, *, rooms: bool) -> tuple[Relative, ...]:
    """Return the other units that bear or bore the same code under another name; each is a unit of its own."""
    unit = board.register.version(code, result.scores.figures.last_day)
    found = []
    for other in board.register.history(code):
        if unit is not None and other.key != unit.key and other.short_name != unit.short_name:
            shown = page_of(board, other, last=other.first_day < unit.first_day)
            name = f"{other.name} ({_days(other)})"
            found.append(
                Relative(
                    name, code, part=False, link=shown or (place_of(other) if rooms else ""), has_figures=bool(shown)
                )
            )
    return tuple(found)


def _days(unit: UnitVersion) -> str:
    return f"đến hết {day(unit.last_day)}" if unit.last_day else f"từ {day(unit.first_day)}"


def period_of_day(board: Board, code: str, on: date) -> str | None:
    """Return the newest period with figures, ended by a day, of the unit that bears a code on that day."""
    unit = board.register.version(code, on)
    for period in sorted(board.data.periods, reverse=True):
        last = board.criteria.period.bounds(period)[1]
        if last <= on and (unit is None or unit.exists_on(last)) and code in board.scored(period).codes:
            return period
    return None


# ------------------------------------------------------------------------------------------------------- carried


@dataclass(frozen=True, slots=True)
class Carrying:
    """The figures of the period before as they were carried onto a unit; no lines where they are its own."""

    period: str
    lines: tuple[CarriedLine, ...]
    link: str
    """Every figure that was carried; empty where the pages of the register are not there."""


def carrying(board: Board, result: Scored, code: str, *, rooms: bool) -> Carrying:
    """Tell what the figures were made of that changes of a period are measured from."""
    figures = result.scores.figures
    unit, before = board.register.version(code, figures.last_day), period_before(figures.period)
    lines = () if unit is None else carried_lines(board, unit.key, before, wanted_before(board.criteria))
    link = f"/don-vi/{code}/mang-sang?ky={before}&ngay={figures.last_day.isoformat()}" if rooms and lines else ""
    return Carrying(before, lines, link)
