"""One unit's assessment in one period, and how a step of it is refused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from api.exchange.rulebooks import Version
from engine.criteria import CriteriaSet
from engine.units import UnitVersion


@dataclass(frozen=True, slots=True)
class Assessment:
    """The sheet of one unit in one period: the file in force on its last day, the unit of that day's map."""

    version: Version
    period: str
    unit: UnitVersion

    @property
    def criteria(self) -> CriteriaSet:
        """What the file says."""
        return self.version.criteria

    @property
    def id(self) -> str:
        """Its address: set, period, code."""
        return f"{self.criteria.set}.{self.period}.{self.unit.code}"

    @property
    def ids(self) -> tuple[str, ...]:
        """The criteria, in the order of the file."""
        return tuple(each.id for each in self.criteria.criteria)

    @property
    def bounds(self) -> tuple[date, date]:
        """The first and the last day of the period."""
        return self.criteria.period.bounds(self.period)

    @property
    def before(self) -> str:
        """The period before."""
        return f"{int(self.period) - 1:04}"

    @property
    def last_day_before(self) -> date:
        """The last day of the period before."""
        return self.criteria.period.bounds(self.before)[1]


class Fault(NamedTuple):
    """What is wrong with something that was sent, and where; in Vietnamese, with the cure."""

    place: str
    message: str
    cure: str


class FaultyError(Exception):
    """What was sent can't be used."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(f"{self.faults[0].place}: {self.faults[0].message} — {self.faults[0].cure}.")


class ForbiddenError(Exception):
    """The state of things forbids it; the message is Vietnamese and holds the cure."""

    def __init__(self, message: str, faults: Iterable[Fault] = ()) -> None:
        self.faults = tuple(faults)
        super().__init__(message)


class OvertakenError(Exception):
    """Somebody else changed it since it was seen."""
