"""A line of an import: what a file says of a figure, a document or a waiver beside what is on record."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from api.exchange.filled.told import Cited, ToldDocument, ToldWaiver
from api.store.imports import Held
from api.store.tables import Evidence, Waiver
from engine.units import UnitVersion


class State(StrEnum):
    """How what a cell says stands to the record."""

    NEW = "new"
    DIFFERENT = "different"
    CLEARED = "cleared"
    """Blank in a template that held a figure: it is to be taken back."""
    CONFLICT = "conflict"
    """Changed in the system since the template was made, and in the file to something else."""
    LOCKED = "locked"
    SAME = "same"
    KEPT = "kept"
    """Not touched in the template, and changed in the system since: what is there stays."""


WRITTEN = (State.NEW, State.DIFFERENT, State.CLEARED)
"""What is written unless somebody says otherwise."""
PICKABLE = (*WRITTEN, State.CONFLICT)
SHOWN = (*PICKABLE, State.LOCKED)
"""What there is to look at."""


@dataclass(frozen=True, slots=True)
class Line:
    """One figure, or (``told``) the document of a criterion or that it does not apply, with record and file.

    Values are as they are entered; None is none. ``made_from`` is what the template held, ``why`` why it is locked.
    ``note`` and ``cites`` are what a file says beside a figure, None where it has nothing about them; ``beside`` says
    in words what of that is new.
    """

    unit: UnitVersion
    period: str
    what: str
    state: State
    given: str | None
    now: str | None
    made_from: str | None
    steps: int | None
    told: ToldDocument | ToldWaiver | None
    held: Held | Evidence | Waiver | None
    file: str
    place: str
    why: str
    sample: bool
    note: str | None = None
    cites: Cited | None = None
    beside: str = ""

    @property
    def row(self) -> str:
        """The unit and period it belongs to, as an address has it."""
        return f"{self.unit.code}.{self.period}"

    @property
    def key(self) -> str:
        """What identifies it within an import."""
        return f"{self.row}.{prefix(self.told)}{self.what}"

    @property
    def seen(self) -> int:
        """The number of the row that holds; 0 when there is none."""
        return self.held.id if self.held else 0


OF_DOCUMENT, OF_WAIVER = "mc-", "kad-"
"""How the key of a line begins that is not about a figure, after its unit and period."""


def prefix(told: ToldDocument | ToldWaiver | None) -> str:
    """Return how the key of a line begins."""
    return OF_DOCUMENT if isinstance(told, ToldDocument) else OF_WAIVER if told is not None else ""


def label_of_key(what: str) -> str | None:
    """Name what a line is about by its key without unit and period; None when it is about a figure."""
    for begin, word in ((OF_DOCUMENT, "Minh chứng"), (OF_WAIVER, "Không áp dụng")):
        if what.startswith(begin):
            return f"{word} {what.removeprefix(begin)}"
    return None
