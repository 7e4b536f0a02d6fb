"""What is recorded of a group or model: itself, its turns, its yearly reviews. A body without people, ever."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from engine.units import UnitKey


class Standing(StrEnum):
    """What a model does on a day; the order is that of lists."""

    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Model:
    """A group or model as it is recorded; ``title`` and ``village`` name a thing and a place, never a person.

    ``unit`` is the unit version it was recorded in, whenever it was founded. ``village`` is empty where none is said.
    ``members`` and ``households`` are counts at founding; None is unknown, as are ``decided_on`` and ``regulations``
    (has it written regulations).
    """

    key: str
    kind: str
    field: str
    title: str
    body: str
    unit: UnitKey
    village: str
    founded_on: date
    decision: str = ""
    decided_on: date | None = None
    regulations: bool | None = None
    members: int | None = None
    households: int | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """From a day on a model has this standing, and another unit where one is named (after a split, or a move)."""

    model: str
    since: date
    standing: Standing
    unit: UnitKey | None = None
    decision: str = ""


@dataclass(frozen=True, slots=True)
class Review:
    """What was found of a model for one year, known from the last day of that year; None is unknown."""

    model: str
    year: int
    rating: str | None = None
    members: int | None = None
    households: int | None = None
    decision: str = ""
