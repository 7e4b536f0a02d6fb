"""Figures as they are known: read by column for the engine, or one by one with who, when and from where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import count as counter

import numpy as np
from sqlalchemy import Select, bindparam, func, text
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from api.store.acts import table_of
from api.store.chains import outlasting
from api.store.tables import Act, Figure
from engine.figures import Column
from engine.indicators import Kind

FigureKey = tuple[str, Kind]
"""Id and kind of an indicator: where its kind changes, its steps are others."""
_Cell = tuple[int, str, str, int | None, bool]
"""Unit, indicator, kind, steps, whether invented."""
LAST_ACT = 2**63 - 1
"""Above every act."""
_KINDS = {str(kind): kind for kind in Kind}
_LATER = table_of(Figure).alias()
_HOLDING = (
    select(Figure)
    .where(Figure.set_id == bindparam("set"), Figure.period == bindparam("period"))
    .where(col(Figure.unit_id).in_(bindparam("units", expanding=True)))
    .where(~select_columns(_LATER.c.id).where(_LATER.c.replaces == Figure.id).exists())
    .order_by(col(Figure.id))
)
"""The figures of units in a period that none replaces; put together once, as it is asked with every write."""
_HOLDING_OF = _HOLDING.where(col(Figure.indicator).in_(bindparam("indicators", expanding=True)))


@dataclass(frozen=True, slots=True)
class Held:
    """The figures of some units in a period: a column of whole steps an indicator, a place a unit of ``units``."""

    units: tuple[int, ...]
    columns: dict[FigureKey, Column]
    sample: bool


def held(  # noqa: PLR0913 -- what narrows a reading
    session: Session,
    set_id: str,
    period: str,
    places: Sequence[int],
    *,
    upto: int | None = None,
    indicators: Collection[str] | None = None,
) -> Held:
    """Return what is known of the units in ``places`` (numbers, in the order wanted); one without a figure is left out.

    ``upto`` is the last act that counts. Of the rows of one figure the last one holds: each replaces the one before.
    """
    of = table_of(Figure).c
    wanted = (
        select_columns(of.unit_id, of.indicator, of.kind, of.steps, of.sample)
        .where(of.set_id == set_id, of.period == period)
        .order_by(of.act, of.id)  # as the index has them; numbers grow with acts
    )
    if upto is not None:
        wanted = wanted.where(of.act <= upto)
    if indicators is not None:
        wanted = wanted.where(of.indicator.in_(indicators))
    if len(places) <= FEW:
        wanted = wanted.where(of.unit_id.in_(places))
    with session.connection().execute(wanted) as result:
        rows: Sequence[_Cell] = (
            result.cursor.fetchall()
        )  # the driver's own tuples: rows of the mapper cost more than all else
    known = {row[0] for row in rows}
    units = tuple(unit for unit in places if unit in known)
    place = {unit: at for at, unit in enumerate(units)}
    return Held(units, *_columns(rows if len(units) == len(known) else [row for row in rows if row[0] in place], place))


FEW = 50
"""Up to so many units are asked for by number; more are read with their whole period."""


def _columns(rows: Sequence[_Cell], place: Mapping[int, int]) -> tuple[dict[FigureKey, Column], bool]:
    """Sort rows, oldest first, into columns, and tell whether any is invented.

    A later row of the same figure writes over the earlier one, also where its kind is another.
    """
    if not rows:
        return {}, False
    units, indicators, kinds, steps, invented = zip(*rows, strict=True)
    numbers: defaultdict[tuple[str, str], int] = defaultdict(counter().__next__)
    which = list(map(numbers.__getitem__, zip(indicators, kinds, strict=True)))  # numbered as they are met
    values = np.full((len(numbers), len(place)), np.nan)
    values[which, list(map(place.__getitem__, units))] = np.array(steps, np.float64)
    columns = {(indicator, _KINDS[kind]): values[at] for (indicator, kind), at in numbers.items()}
    of_indicator: dict[str, set[str]] = {}
    for indicator, kind in numbers:
        of_indicator.setdefault(indicator, set()).add(kind)
    if len(of_indicator) < len(numbers):
        last = {(unit, indicator): kind for unit, indicator, kind, *_ in rows}
        for (unit, indicator), kind in last.items():
            for other in of_indicator[indicator] - {kind}:
                columns[indicator, _KINDS[other]][place[unit]] = np.nan
    return columns, any(invented)


_PERIODS = text("""
    WITH RECURSIVE known(period) AS (
        SELECT min(period) FROM figure WHERE set_id = :set
        UNION ALL
        SELECT (SELECT min(period) FROM figure WHERE set_id = :set AND period > known.period)
        FROM known WHERE known.period IS NOT NULL)
    SELECT period FROM known
    WHERE (SELECT min(act) FROM figure WHERE set_id = :set AND figure.period = known.period) <= :upto
    ORDER BY period
""")
"""Two looks into the index a period, however many figures there are: neither database finds that by itself."""


def periods(session: Session, set_id: str, upto: int | None = None) -> tuple[str, ...]:
    """Return the periods with a figure, oldest first."""
    return tuple(session.execute(_PERIODS, {"set": set_id, "upto": LAST_ACT if upto is None else upto}).scalars())


def periods_of(session: Session, set_id: str, unit: int) -> tuple[str, ...]:
    """Return the periods in which a unit has a figure, in no order."""
    wanted = select(Figure.period).where(Figure.set_id == set_id, Figure.unit_id == unit).distinct()
    return tuple(session.exec(wanted))


def any_invented(session: Session, set_id: str, upto: int | None = None) -> bool:
    """Tell whether any figure of a programme, still standing or not, is of the sample."""
    invented = text("figure.sample")  # to the letter as the index has it: SQLite does not know «sample = 1» again
    wanted = select(Figure.id).where(Figure.set_id == set_id, invented)
    if upto is not None:
        wanted = wanted.where(Figure.act <= upto)
    return session.exec(wanted.limit(1)).first() is not None


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a figure's history with the act that wrote it."""

    row: Figure
    at: str
    actor: str
    channel: str
    action: str


_Wanted = Select[Figure, str, str, str, str]


def _entries(session: Session, wanted: _Wanted) -> tuple[Entry, ...]:
    return tuple(Entry(*row) for row in session.execute(wanted))


def _with_acts(set_id: str, unit: int) -> _Wanted:
    """Ask for figures with what an entry tells of their acts; whole acts would take as long again."""
    return (
        select_columns(Figure, col(Act.at), col(Act.actor), col(Act.channel), col(Act.action))
        .join(Act, col(Act.seq) == col(Figure.act))
        .where(col(Figure.set_id) == set_id, col(Figure.unit_id) == unit)
        .order_by(col(Figure.id))
    )


def history(session: Session, set_id: str, unit: int, period: str, indicator: str) -> tuple[Entry, ...]:
    """Return every row of one figure, oldest first."""
    wanted = _with_acts(set_id, unit).where(col(Figure.period) == period, col(Figure.indicator) == indicator)
    return _entries(session, wanted)


def current(
    session: Session, set_id: str, unit: int, period: str | None = None, upto: int | None = None
) -> tuple[Entry, ...]:
    """Return the row that holds of each figure of a unit, also of those taken back, in the order of entry."""
    wanted = _with_acts(set_id, unit)
    if period is not None:
        wanted = wanted.where(col(Figure.period) == period)
    if upto is not None:
        wanted = wanted.where(col(Figure.act) <= upto)
    last: dict[tuple[str, str], Entry] = {}
    for entry in _entries(session, wanted):
        last[entry.row.period, entry.row.indicator] = entry
    return tuple(sorted(last.values(), key=lambda each: each.row.id))


def rows_holding(
    session: Session, set_id: str, units: Collection[int], period: str, indicators: Collection[str] | None = None
) -> tuple[Figure, ...]:
    """Return the row that holds of each figure (or of some) of units in a period, also of those taken back."""
    which: dict[str, object] = {"set": set_id, "units": list(units), "period": period}
    if indicators is None:
        return outlasting(session, session.execute(_HOLDING, which).scalars())
    return outlasting(session, session.execute(_HOLDING_OF, {**which, "indicators": list(indicators)}).scalars())


def by_number(session: Session, numbers: Sequence[int]) -> tuple[Figure, ...]:
    """Return rows by their numbers."""
    return tuple(session.exec(select(Figure).where(col(Figure.id).in_(numbers)))) if numbers else ()


def of_act(session: Session, act: int) -> tuple[Figure, ...]:
    """Return the figures that an act wrote."""
    return tuple(session.exec(select(Figure).where(Figure.act == act).order_by(col(Figure.id))))


def count(session: Session) -> int:
    """Return how many rows of figures there are."""
    return session.exec(select(func.count()).select_from(Figure)).one()
