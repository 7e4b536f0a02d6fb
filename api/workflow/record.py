"""The figures of the database as data to be scored: of one programme, as known after one act.

What is known after an act never changes, so a record may be kept as long as wanted and read when needed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np
import pyarrow as pa
from sqlmodel import Session

from api.exchange.before import origins, wanted_before
from api.exchange.data import Data, DataFault, in_order
from api.exchange.rows import Rows
from api.store import figures as stored
from api.store import movement, recognitions
from api.store.chains import standing
from api.store.database import Database
from api.store.shares import shares
from api.store.tables import Waiver
from api.store.units import numbers
from api.workflow.movement.feeding import FedFigure, Feed, faults_of
from api.workflow.movement.kept import Movements
from engine.criteria import CriteriaSet
from engine.figures import Figures
from engine.merging import Shares, Way
from engine.targets import Recognition
from engine.units import Register, UnitKey

NAME = "cơ sở dữ liệu"
"""Where a fault of a stored figure is said to stand."""
NO_CODES: tuple[str, ...] = ()


@dataclass(frozen=True)
class Record:
    """Stands where ``Data`` stands for a file; ``units`` narrows it to some codes, so that one unit is read alone."""

    database: Database
    register: Register
    set_id: str
    upto: int
    units_wanted: tuple[str, ...] | None = None
    movements: Movements | None = None
    """Where figures come from that the register of models feeds; without it every figure is a typed one."""
    _kept: dict[tuple[str, int], tuple[CriteriaSet, Data, tuple[FedFigure, ...]]] = field(default_factory=dict)
    faults: tuple[DataFault, ...] = ()

    @cached_property
    def _around(self) -> tuple[tuple[str, ...], tuple[Recognition, ...], bool, frozenset[str]]:
        """What every answer needs beside figures, in one go.

        Periods with figures, recognitions, whether anything is invented, periods for which any register is closed.
        """
        with self.database.reading() as session:
            closed = self._closed_periods(session)
            fed = self._fed_periods(closed)
            return (
                tuple(sorted({*stored.periods(session, self.set_id, self.upto), *fed})),
                tuple(
                    Recognition(each.code, each.level, each.decision, each.decided_on, each.revoked_on)
                    for each in recognitions.decisions(session, self.set_id, upto=self.upto)
                ),
                stored.any_invented(session, self.set_id, self.upto)
                or (bool(fed) and movement.any_sample(session, self.upto)),
                closed,
            )

    def _closed_periods(self, session: Session) -> frozenset[str]:
        """Return the periods for which a unit closed its register."""
        if self.movements is None:
            return frozenset()
        return frozenset(each.period for each in movement.closed(session, upto=self.upto))

    def _fed_periods(self, closed: frozenset[str]) -> frozenset[str]:
        """Return the periods, of those, in which the register feeds figures of the programme."""
        if self.movements is None:
            return frozenset()
        books = self.movements.books
        return frozenset(each for each in closed if books.in_force(date(int(each), 12, 31)).rules_of(self.set_id))

    @cached_property
    def shares(self) -> Shares:
        """What went where of units that were split, as somebody entered it."""
        with self.database.reading() as session:
            return shares(session, self.set_id, upto=self.upto)

    @property
    def periods(self) -> tuple[str, ...]:
        """The periods with figures, oldest first."""
        return self._around[0]

    @property
    def newest_period(self) -> str:
        """The newest period; empty when there is none."""
        return self.periods[-1] if self.periods else ""

    @property
    def sample(self) -> bool:
        """Whether any figure of the programme is invented, in whichever period."""
        return self._around[2]

    def figures(
        self, criteria: CriteriaSet, register: Register, period: str | None = None
    ) -> tuple[tuple[str, ...], Figures]:
        """Return the units of a period (the newest when None), in the order of codes, and their figures."""
        period = period or self.newest_period
        if not period:
            raise ValueError("no figure is known, so there is no newest period")
        return self._data(criteria, period).figures(criteria, register, period)

    def faults_of(self, criteria: CriteriaSet, register: Register, period: str | None = None) -> tuple[DataFault, ...]:
        """Return the faults that a set finds in the figures of a period."""
        period = period or self.newest_period
        data = self._data(criteria, period)
        fed = self._kept[period, id(criteria)][2]
        return in_order((*data.faults_of(criteria, register, period), *faults_of(criteria, NAME, fed)))

    def reasons(self, period: str) -> dict[str, dict[str, str]]:
        """Return why criteria do not apply in a period: by unit, by criterion."""
        found = next((kept[1] for (each, _), kept in list(self._kept.items()) if each == period), None)
        return {} if found is None else found.reasons(period)

    def recognitions(self) -> tuple[Recognition, ...]:
        """Return the recognitions known, with their revocations."""
        return self._around[1]

    def _data(self, criteria: CriteriaSet, period: str) -> Data:
        key = (period, id(criteria))  # the set is kept beside the data, so that its identity stays its own
        if key not in self._kept:
            rows, fed = self._rows(criteria, period)
            self._kept[key] = criteria, Data(NAME, rows, shares=self.shares), fed
        return self._kept[key][1]

    def _wanted_before(self, criteria: CriteriaSet, period: str) -> tuple[str, ...] | None:
        """Return the codes whose earlier figures those of the period are compared with."""
        if self.units_wanted is None:
            return None
        last, before = (criteria.period.bounds(each)[1] for each in (period, f"{int(period) - 1:04}"))
        way = Way(self.register, before)
        return tuple(code for unit in self.units_wanted for code in origins(way, unit, last))

    def _rows(self, criteria: CriteriaSet, period: str) -> tuple[Rows, tuple[FedFigure, ...]]:
        """Read a period, and of the one before what changes and their checks need; with what the register fed."""
        earlier = f"{int(period) - 1:04}"
        with self.database.reading() as session:
            wanted = (self.units_wanted, self._wanted_before(criteria, period))
            known = numbers(session, None if wanted[0] is None else {code for each in wanted for code in each or ()})
            parts = [
                _Part(criteria, self.register, each, known, codes)
                for each, codes in zip((period, earlier), wanted, strict=True)
            ]
            now, before = (
                stored.held(session, self.set_id, part.period, part.places, upto=self.upto, indicators=indicators)
                for part, indicators in zip(parts, (None, wanted_before(criteria)), strict=True)
            )
            now, fed = self._fed(session, criteria, parts[0], now, known)
            before, fed_before = self._fed(session, criteria, parts[1], before, known, wanted_before(criteria))
            waivers = standing(session, Waiver, Waiver.set_id == self.set_id, Waiver.period == period, upto=self.upto)
        last = criteria.period.bounds(period)[1]
        codes = {number: code for part in parts for number, code in part.codes.items()}
        held = [(parts[0], now), (parts[1], before)]
        size = sum(len(each.units) for _, each in held)
        columns = {
            key: np.concatenate([each.columns.get(key, np.full(len(each.units), np.nan)) for _, each in held])
            for key in {**now.columns, **before.columns}
        }
        reasons: dict[str, dict[int, str]] = {}
        place = {unit: at for at, unit in enumerate(now.units)}
        for each in waivers:
            holds = not each.withdrawn and (each.last_day is None or each.last_day >= last)
            if holds and each.unit_id in place:
                reasons.setdefault(each.criterion, {})[place[each.unit_id]] = each.reason
        rows = Rows(
            numbers=np.zeros(size, np.int64),
            codes=pa.array([codes[unit] for _, each in held for unit in each.units], pa.string()),
            years=np.array([int(part.period) for part, each in held for _ in each.units], np.int16),
            columns=columns,
            reasons=reasons,
            sample=now.sample or before.sample,
        )
        return rows, (*fed, *fed_before)

    def _fed(  # noqa: PLR0913, PLR0917 -- figures of which units, when, of which indicators
        self,
        session: Session,
        criteria: CriteriaSet,
        part: _Part,
        held: stored.Held,
        known: Mapping[UnitKey, int],
        only: Sequence[str] | None = None,
    ) -> tuple[stored.Held, tuple[FedFigure, ...]]:
        """Lay what the register says over the figures of a part."""
        if self.movements is None or not part.places or part.period not in self._around[3]:
            return held, ()
        keys = {number: key for key, number in known.items()}
        feed = Feed(self.movements, self.upto)
        return feed.laid_over(session, criteria, part.period, held, part.places, keys, only)


class _Part:
    """The units of the map of a period's last day that something is known of, in the order of codes."""

    def __init__(
        self,
        criteria: CriteriaSet,
        register: Register,
        period: str,
        known: Mapping[UnitKey, int],
        wanted: Sequence[str] | None,
    ) -> None:
        self.period = period
        day = criteria.period.bounds(period)[1]
        on_map = ((register.version(code, day), number) for (code, _), number in sorted(known.items()))
        self.codes = {
            number: unit.code for unit, number in on_map if unit is not None and known.get(unit.key) == number
        }
        self.places = tuple(number for number, code in self.codes.items() if wanted is None or code in wanted)
