"""Closing the register of a unit for a period: what its counts change in the figures, before one confirms it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from api.access.deciding import Action
from api.pages.choosing import Choice, of_periods
from api.pages.frame import Link
from api.pages.movement.asking import CLOSING
from api.pages.movement.closing_choices import sets_fed
from api.pages.movement.fed import list_of
from api.pages.movement.forms import NO_OUTCOME, Outcome
from api.pages.movement.ground import Ground
from api.pages.movement.lines import known
from api.pages.sheets.words import when
from api.store import movement as stored
from api.store.movement_tables import RegisterClosed
from api.store.tables import Act
from api.store.units import numbers
from api.workflow.movement.feeding import Fed, FedFigure, fed
from engine.criteria import CriteriaSet
from engine.movement.wanted import Wanted
from engine.names import sort_key
from engine.units import UnitKey, UnitVersion
from engine.wording.movement import amount
from engine.wording.numbers import day, figure_range, number

NONE = "chưa rõ"


@dataclass(frozen=True, slots=True)
class FedLine:
    """A figure beside what the register counts: what is used now, and what would be after the deed."""

    label: str
    link: str
    counted: str
    typed: str
    now: str
    after: str
    changes: bool
    said: str


@dataclass(frozen=True, slots=True)
class ClosingUnit:
    """One unit before its register is closed or opened again."""

    code: str
    name: str
    closed: bool
    said: str
    lines: tuple[FedLine, ...]
    may_write: bool


@dataclass(frozen=True, slots=True)
class ClosingLine:
    """A unit of the list."""

    name: str
    district: str
    link: str
    models: str
    closed: bool
    by: str
    differs: str


@dataclass(frozen=True, slots=True)
class ClosingPage:
    """The whole page."""

    rooms: tuple[Link, ...]
    sets: tuple[Choice, ...]
    """The programmes that have figures from the register; empty where there is nothing to choose."""
    periods: tuple[Choice, ...]
    period: str
    rules: tuple[str, ...]
    problems: tuple[str, ...]
    outcome: Outcome
    one: ClosingUnit | None
    lines: tuple[ClosingLine, ...]
    by_district: bool
    said: str
    back: str
    token: str
    title: str = "Chốt sổ mô hình"
    styles: tuple[str, ...] = ("movement.css",)


@dataclass(frozen=True)
class Period:
    """A period of a set and its figures that come from the register, for the units that may be seen."""

    criteria: CriteriaSet
    period: str
    fed: Fed
    units: tuple[UnitVersion, ...]
    closings: Mapping[UnitKey, tuple[RegisterClosed, Act]]


def period_at(here: Ground, criteria: CriteriaSet, period: str) -> Period:
    """Read a period, for the units of its map that may be seen."""
    office, last = here.gate.office, criteria.period.bounds(period)[1]
    units = office.register.covered(criteria, last)
    seen = here.gate.seen(here.request, (each.key for each in units))
    with office.database.reading() as session:
        keys = {number: key for key, number in numbers(session).items()}
        closings = {keys[row.unit_id]: (row, act) for row, act in stored.closings(session) if row.period == period}
    mine = sorted((each for each in units if each.key in seen), key=_order)
    found = fed(office, criteria, period, office.known_now(), [each.key for each in mine])
    return Period(criteria, period, found, tuple(mine), closings)


def closing_page(
    here: Ground, at: Period, periods: Iterable[str], code: str, outcome: Outcome = NO_OUTCOME
) -> ClosingPage:
    """Lay out the page, with the unit of that code on top where it is one that may be seen."""
    problems = list(here.faults)
    unit = next((each for each in at.units if each.code == code), None)
    if code and unit is None:
        problems.append(f"Kỳ {at.period} không có đơn vị mã «{code[:20]}» trong phạm vi được xem.")
    on = min(at.fed.day, here.gate.office.today)
    snapshot = here.held.movement.on(on)
    wanted = Wanted(units=frozenset(each.code for each in at.units))
    models = {each.key: figure_range(each.models, each.possible) for each in snapshot.totals("unit", wanted)}
    done = sum(each.key in at.closings for each in at.units)
    return ClosingPage(
        rooms=here.rooms(),
        sets=sets_fed(here, at.criteria.set, at.period),
        periods=of_periods(sorted(periods), at.period, lambda each: f"{CLOSING}?ky={each}"),
        period=at.period,
        rules=tuple(f"{at.criteria.indicators[each.indicator].label}: {_lower(each.title)}" for each in at.fed.rules),
        problems=tuple(problems),
        outcome=outcome,
        one=_unit(here, at, unit) if unit else None,
        lines=tuple(_line(at, each, models.get(each.code, "0")) for each in at.units),
        by_district=any(each.district_name for each in at.units),
        said=f"{number(done)} trong {number(len(at.units))} đơn vị đã chốt sổ; mô hình tính đến hết ngày {day(on)}",
        back=f"{CLOSING}?ky={at.period}",
        token=here.gate.token(here.request),
    )


def _order(unit: UnitVersion) -> tuple[object, ...]:
    return sort_key(unit.district_name or ""), sort_key(unit.short_name)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _figures(at: Period, unit: UnitKey) -> Iterator[FedFigure]:
    for rule in at.fed.rules:
        yield at.fed.cells[unit, rule.indicator]


def _line(at: Period, unit: UnitVersion, models: str) -> ClosingLine:
    closing = at.closings.get(unit.key)
    differs = [at.criteria.indicators[each.rule.indicator].label for each in _figures(at, unit.key) if each.disagrees]
    return ClosingLine(
        name=unit.name,
        district=unit.district_name or "",
        link=f"{CLOSING}?ky={at.period}&don-vi={unit.code}",
        models=models,
        closed=closing is not None,
        by=f"{closing[1].actor}, {when(closing[1].at)}" if closing else "",
        differs="; ".join(differs),
    )


def _unit(here: Ground, at: Period, unit: UnitVersion) -> ClosingUnit:
    closing = at.closings.get(unit.key)
    said = (
        f"Sổ kỳ {at.period} đã chốt: {closing[1].actor}, {when(closing[1].at)}. Mở lại thì dùng số gõ tay."
        if closing
        else f"Sổ kỳ {at.period} chưa chốt. Chốt thì các số dưới đây lấy từ sổ như cột «Sau khi chốt»."
    )
    lines = (_fed_line(at, each) for each in _figures(at, unit.key))
    return ClosingUnit(
        code=unit.code,
        name=unit.name,
        closed=closing is not None,
        said=said,
        lines=tuple(lines),
        may_write=here.may(Action.RECORD, unit.key),
    )


def _fed_line(at: Period, each: FedFigure) -> FedLine:
    other = replace(each, closed=not each.closed)
    now, after = _used(each), _used(other)
    return FedLine(
        label=at.criteria.indicators[each.rule.indicator].label,
        link=list_of(each),
        counted=amount(each.counted.sure, each.counted.possible),
        typed=known(each.typed),
        now=now,
        after=after,
        changes=now != after,
        said=_remark(each),
    )


def _used(each: FedFigure) -> str:
    """Write the figure that is scored."""
    return known(each.value if each.closed else each.typed) or NONE


def _remark(each: FedFigure) -> str:
    if each.disagrees:
        return "Số gõ tay khác sổ: ghi thêm mô hình còn thiếu, hoặc sửa số gõ tay."
    if each.counted.value is None:
        if each.counted.maybe:
            return f"{number(len(each.counted.maybe))} mô hình chưa xếp loại, hoặc chưa rõ đơn vị."
        return "Có mô hình chưa ghi thôn, hoặc chưa ghi số cần đếm."
    return ""
