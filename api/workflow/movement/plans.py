"""What a table of models would do to the register: each of its rows beside what stands, and what is wrong with it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from hashlib import sha256

from api.exchange.filled.faults import FilledFault
from api.exchange.movement.columns import SINCE, STANDING, TURN_DECISION, UNIT
from api.workflow.movement.edits import Edits
from api.workflow.movement.judging import Given


class State(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    CONFLICT = "conflict"
    """Somebody else changed the same cell since the file was made: not written."""
    SAME = "same"
    """It stands already."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the file beside the register; ``changes`` are heading, before, after, as people read them."""

    state: State
    number: int
    key: str
    title: str
    unit: str
    changes: tuple[tuple[str, str, str], ...] = ()
    given: Given | None = None


@dataclass(frozen=True)
class Plan:
    """What a file would do to the register."""

    edits: Edits
    lines: tuple[Line, ...]
    faults: tuple[FilledFault, ...]
    known: int = 0
    """The last act of the register that it was laid over."""

    @cached_property
    def edition(self) -> str:
        """Changes with anything that would be written: what is confirmed is what was shown."""
        said = [[line.state, line.number, line.key, line.changes] for line in self.lines]
        return sha256(json.dumps(said).encode()).hexdigest()[:32]

    def count(self, state: State) -> int:
        """Say how many rows are in a state."""
        return sum(line.state is state for line in self.lines)

    @property
    def given(self) -> list[Given]:
        """What would be written."""
        return [line.given for line in self.lines if line.given is not None]

    @property
    def same(self) -> int:
        """How many rows say what stands."""
        return self.edits.unchanged + self.count(State.SAME)

    @property
    def counts(self) -> dict[str, int]:
        """How many rows are in each state."""
        return {str(each): self.same if each is State.SAME else self.count(each) for each in State}


def column_of(place: str, given: Given) -> str:
    """Return the column that a fault of a model is about."""
    of, _, rest = place.partition(".")
    at, _, name = rest.partition(".")
    if of == "reviews":
        year = given.reviews[int(at)].year
        return f"{name if name in ('members', 'households') else 'rating'}_{year:04}"
    if of == "turns":
        return {"since": SINCE, "standing": STANDING, "unit": UNIT}.get(name, TURN_DECISION)
    return of
