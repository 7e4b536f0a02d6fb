"""Figures that come from the register: where a unit closed it for a period its count stands, not what somebody typed.

A count whose ends differ is unknown, never guessed; a typed figure that says something else is a fault for both sides.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import isnan
from typing import TYPE_CHECKING

import numpy as np
from sqlmodel import Session

from api.exchange.faults import DataFault, severity_of
from api.store import figures as stored_figures
from api.store import movement as stored
from api.store.figures import Held
from api.store.units import numbers
from api.workflow.movement.kept import Movements
from engine.criteria import CriteriaSet
from engine.indicators import Kind
from engine.movement.book import CountRule
from engine.movement.counting import NOTHING, Counted
from engine.scalars import MAX_COUNT
from engine.units import UnitKey

if TYPE_CHECKING:
    from api.workflow.office import Office

DISAGREES, OPEN = "REGISTER_DISAGREES", "REGISTER_OPEN"


def rules_for(criteria: CriteriaSet, rules: tuple[CountRule, ...]) -> tuple[CountRule, ...]:
    """Return the rules whose indicator a set has as a count that is entered."""
    entered = {key for key, each in criteria.indicators.items() if each.sum is None and each.kind == "count"}
    return tuple(each for each in rules if each.indicator in entered)


@dataclass(frozen=True, slots=True)
class FedFigure:
    """One figure of a unit in a period beside what the register counts; ``typed`` is what somebody entered.

    While ``closed`` the count is the figure (:attr:`value`); else the typed one stands and the count is an offer.
    """

    rule: CountRule
    unit: UnitKey
    period: str
    counted: Counted
    typed: int | None
    closed: bool

    @property
    def value(self) -> int | None:
        """The figure that is scored where the register is closed; None while its count is a range, or it is open."""
        found = self.counted.value if self.closed else None
        return found if found is None or found <= MAX_COUNT else None

    @property
    def disagrees(self) -> bool:
        """Whether what was typed can't be what the register counts, closed or not."""
        most = self.counted.possible
        return self.typed is not None and (self.typed < self.counted.sure or (most is not None and self.typed > most))


@dataclass(frozen=True, slots=True)
class Fed:
    """The figures of a set in a period that have a rule, by unit and indicator."""

    day: date
    cells: Mapping[tuple[UnitKey, str], FedFigure]
    rules: tuple[CountRule, ...] = ()


@dataclass(frozen=True)
class Feed:
    """What the register says of the figures of a programme, as known after an act."""

    movements: Movements
    upto: int

    def rules(self, criteria: CriteriaSet, period: str) -> tuple[CountRule, ...]:
        """Return the rules of the book in force on a period's last day whose figure the set has."""
        book = self.movements.books.in_force(criteria.period.bounds(period)[1])
        return rules_for(criteria, book.rules_of(criteria.set))

    def closed_in(self, session: Session, period: str) -> frozenset[int]:
        """Return the numbers of the units that closed their register for a period."""
        return frozenset(each.unit_id for each in stored.closed(session, [period], upto=self.upto))

    def counts(self, criteria: CriteriaSet, period: str) -> Mapping[str, Mapping[UnitKey, Counted]]:
        """Count every figure that has a rule, by indicator and unit."""
        day = criteria.period.bounds(period)[1]
        rules = self.rules(criteria, period)
        if not rules:
            return {}
        held = self.movements.at(self.upto, day)
        return {rule.indicator: held.counted(rule, day) for rule in rules}

    def laid_over(  # noqa: PLR0913, PLR0917 -- where and of what
        self,
        session: Session,
        criteria: CriteriaSet,
        period: str,
        held: Held,
        places: Sequence[int],
        keys: Mapping[int, UnitKey],
        only: Collection[str] | None = None,
    ) -> tuple[Held, tuple[FedFigure, ...]]:
        """Lay the counts of closed registers over figures of the units in ``places``; a closed one without any joins.

        Also return every figure that was laid. ``only`` are the indicators wanted (all when None).
        """
        rules = [each for each in self.rules(criteria, period) if only is None or each.indicator in only]
        closed = {
            unit
            for unit in (self.closed_in(session, period) if rules else frozenset()) & set(places)
            if (version := self.movements.units.version(*keys[unit])) is not None
            and self.movements.units.covers(criteria, version)
        }
        if not closed:
            return held, ()
        counts, laid = self.counts(criteria, period), []
        known = closed | set(held.units)
        units = tuple(unit for unit in places if unit in known)
        place = {unit: at for at, unit in enumerate(units)}
        columns = {key: np.full(len(units), np.nan) for key in held.columns}
        for key, column in held.columns.items():
            columns[key][[place[unit] for unit in held.units]] = column
        for rule in rules:
            column = columns.setdefault((rule.indicator, Kind.COUNT), np.full(len(units), np.nan))
            for unit in sorted(closed, key=place.__getitem__):
                found = counts[rule.indicator].get(keys[unit], NOTHING)
                typed = column[place[unit]]
                figure = FedFigure(rule, keys[unit], period, found, None if isnan(typed) else int(typed), closed=True)
                laid.append(figure)
                column[place[unit]] = np.nan if figure.value is None else figure.value
        return replace(held, units=units, columns=columns), tuple(laid)


def fed(office: Office, criteria: CriteriaSet, period: str, upto: int, units: Collection[UnitKey] | None = None) -> Fed:
    """Return every figure of a period that has a rule, for the units of its map (or some), closed or not."""
    feed = Feed(office.movements, upto)
    day = criteria.period.bounds(period)[1]
    rules, counts = feed.rules(criteria, period), feed.counts(criteria, period)
    if not rules:
        return Fed(day, {})
    wanted = units if units is not None else [each.key for each in office.register.covered(criteria, day)]
    with office.database.reading() as session:
        known = numbers(session)
        closed = feed.closed_in(session, period)
        places = [known[key] for key in wanted if key in known]
        indicators = [each.indicator for each in rules]
        typed = stored_figures.held(session, criteria.set, period, places, upto=upto, indicators=indicators)
    place = {unit: at for at, unit in enumerate(typed.units)}
    cells = {}
    for rule in rules:
        column = typed.columns.get((rule.indicator, Kind.COUNT))
        for key in wanted:
            number = known.get(key, 0)
            value = column[place[number]] if column is not None and number in place else np.nan
            cells[key, rule.indicator] = FedFigure(
                rule,
                key,
                period,
                counts[rule.indicator].get(key, NOTHING),
                None if isnan(value) else int(value),
                number in closed,
            )
    return Fed(day, cells, rules)


def faults_of(criteria: CriteriaSet, file: str, laid: Sequence[FedFigure]) -> Iterator[DataFault]:
    """Say of figures that the register fed what somebody typed otherwise, and which the register leaves open."""
    for each in laid:
        if each.value is not None and not each.disagrees:
            continue
        code = DISAGREES if each.disagrees else OPEN
        values = {
            "label": criteria.indicators[each.rule.indicator].label,
            "typed": str(each.typed),
            "counted": range_of(each.counted),
            "beside": "" if each.typed is None else f", số nhập tay {each.typed} không được dùng",
            "used": "lấy số của sổ" if each.value is not None else "coi là chưa rõ",
            "rule": each.rule.title,
            "where": page_of(each),
        }
        yield DataFault(
            code,
            file,
            column=each.rule.indicator,
            unit=each.unit[0],
            period=each.period,
            severity=severity_of(code),
            values=values,
        )


def range_of(found: Counted) -> str:
    """Write what is counted: a number, or from what to what."""
    if found.value is not None:
        return str(found.value)
    return f"từ {found.sure} trở lên" if found.possible is None else f"từ {found.sure} đến {found.possible}"


def page_of(figure: FedFigure) -> str:
    """Return the address of the page that lists the models which a figure counts."""
    return f"/mo-hinh?ky={figure.period}&xa={figure.unit[0]}&dem={figure.rule.id}"
