"""Figures that hold, one by one in the order of units, in memory that does not grow with how many there are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import Select, select
from sqlmodel import Session

from api.store.acts import ACTS, table_of
from api.store.chains import outlasting, replacements
from api.store.tables import Evidence, Figure, Unit
from engine.units import UnitKey

UNITS_AT_A_TIME = 40
"""Of a commune some 45 figures a year, and twenty years."""


@dataclass(frozen=True, slots=True)
class HeldFigure:
    """A figure that holds: whole steps of its kind (None: it was taken back), when it was written, what it cites."""

    unit: UnitKey
    period: str
    indicator: str
    kind: str
    steps: int | None
    note: str
    sample: bool
    at: str
    evidence: Evidence | None


@dataclass(frozen=True, slots=True)
class Taking:
    """Which figures are taken: of a programme, as known after an act, of one period or of all."""

    set_id: str
    upto: int
    period: str | None = None

    def where(self, wanted: Select[Any]) -> Select[Any]:
        """Narrow a question about rows of figures to them."""
        of = table_of(Figure).c
        wanted = wanted.where(of.set_id == self.set_id, of.act <= self.upto)
        return wanted if self.period is None else wanted.where(of.period == self.period)


def units_with_figures(session: Session, taking: Taking) -> dict[UnitKey, int]:
    """Return the number of every unit version with a figure, in the order of codes."""
    unit = table_of(Unit).c
    known = session.execute(select(unit.code, unit.first_day, unit.id).order_by(unit.code, unit.first_day)).all()
    of = table_of(Figure).c
    return {
        (code, first_day): number
        for code, first_day, number in known
        if session.execute(taking.where(select(of.id).where(of.unit_id == number)).limit(1)).first()
    }


def held_figures(
    session: Session, taking: Taking, units: Mapping[UnitKey, int], order: Sequence[str]
) -> Iterator[HeldFigure]:
    """Give the figures of some units (by number): unit by unit as they come, by period, by the ``order`` of indicators.

    Also those that were taken back; indicators that ``order`` does not name come last, by their ids.
    """
    place = {key: at for at, key in enumerate(order)}
    left = iter(units.items())
    while some := dict(islice(left, UNITS_AT_A_TIME)):
        rows = _rows(session, taking, list(some.values()))
        cited = _cited(session, taking, list(some.values()), {row[5] for row in rows} - {None})
        by_unit: dict[int, list[Any]] = {number: [] for number in some.values()}
        for row in rows:
            by_unit[row[0]].append(row)
        for key, number in some.items():
            for row in sorted(by_unit[number], key=lambda row: (row[1], place.get(row[2], len(place)), row[2])):
                _, period, indicator, kind, steps, document, note, sample, at = row
                yield HeldFigure(key, period, indicator, kind, steps, note, sample, at, cited.get(document))


def _rows(session: Session, taking: Taking, units: Sequence[int]) -> list[Any]:
    """Return the rows that hold of some units: of each figure the last one, since each replaces the one before."""
    of, act = table_of(Figure).c, ACTS.c
    columns = (of.unit_id, of.period, of.indicator, of.kind, of.steps, of.evidence_id, of.note, of.sample, act.at)
    wanted = (
        taking.where(select(*columns))
        .join(ACTS, act.seq == of.act)
        .where(of.unit_id.in_(units))
        .order_by(of.act, of.id)
    )
    last = {(row[0], row[1], row[2]): row for row in session.connection().execute(wanted)}
    return list(last.values())


def _cited(session: Session, taking: Taking, units: Sequence[int], numbers: set[int]) -> dict[int | None, Evidence]:
    """Return the documents by the numbers that figures cite: each as it stands now, without those withdrawn."""
    if not numbers:
        return {}
    of = table_of(Evidence).c
    where = (of.set_id == taking.set_id, of.unit_id.in_(units))
    newest = replacements(session, Evidence, *where, upto=taking.upto)
    wanted = select(Evidence).where(of.id.in_({newest.get(number, number) for number in numbers}))
    rows = {row.id: row for row in outlasting(session, session.execute(wanted).scalars())}
    found: dict[int | None, Evidence] = {}
    for number in numbers:
        row = rows.get(newest.get(number, number))
        if row is not None and not row.withdrawn:
            found[number] = row
    return found
