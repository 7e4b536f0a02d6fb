"""One figure on an entry form: what stands in it, what stood there before, who wrote it, what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from api.pages.movement.fed import FedNote
from api.store.figures import Entry
from api.store.tables import Figure
from api.workflow.entering import Cell, Entered
from api.workflow.office import VIETNAM
from api.workflow.trying import Ground, Typed
from engine.figures import as_written, in_units
from engine.indicators import Indicator, Kind
from engine.wording.numbers import day, number

HINTS = {Kind.DOCUMENT: "ngày/tháng/năm, hoặc «không»"}
"""How a value is typed, where its field alone does not tell."""


@dataclass(frozen=True, slots=True)
class CellView:
    """A figure that is entered here; ``text`` stands in its field, ``shown`` is how it is read."""

    key: str
    name: str
    """What ends the names of its fields: the indicator, in a table of units behind the unit's code."""
    label: str
    unit: str
    kind: str
    hint: str
    text: str
    shown: str
    seen: int
    before: str
    locked: bool
    code: str = ""
    evidence: int = 0
    cited: str = ""
    """The document that it cites."""
    note: str = ""
    state: str = ""
    fault: Typed | None = None
    refused: str = ""
    conflict: str = ""
    doubt: str = ""
    notices: tuple[str, ...] = ()
    fed: FedNote | None = None
    """What the register of models says of it."""

    @property
    def is_amiss(self) -> bool:
        """Whether it was sent and not saved."""
        return bool(self.fault or self.refused or self.conflict or self.doubt)


@dataclass(frozen=True, slots=True)
class LinkView:
    """A figure that is shown here and entered elsewhere, or added up."""

    key: str
    label: str
    unit: str
    shown: str
    text: str
    link: str = ""


@dataclass(frozen=True)
class Sent:
    """What a form sent that could not all be saved, by unit and indicator."""

    cells: Mapping[tuple[str, str], tuple[Cell, int]] = field(default_factory=dict)
    """Each with its place in what became of them."""
    entered: Entered = field(default_factory=Entered)

    @classmethod
    def of(cls, cells: tuple[Cell, ...], entered: Entered) -> Sent:
        """Put cells in order."""
        return cls({(each.unit.code, each.indicator): (each, at) for at, each in enumerate(cells)}, entered)

    def unsaved(self, code: str, key: str) -> tuple[Cell, int] | None:
        """Return a cell that was sent and not saved, with its place."""
        found = self.cells.get((code, key))
        if found is None:
            return None
        done = self.entered
        amiss = any(found[1] in each for each in (done.faults, done.stale, done.refused, done.doubtful))
        return found if amiss else None


NOTHING_SENT = Sent()


@dataclass(frozen=True)
class Column:
    """Makes the cells of one unit."""

    ground: Ground
    place: int
    rows: Mapping[str, Figure]
    """The rows that hold, by indicator."""
    notices: Mapping[str, tuple[str, ...]]
    entries: Mapping[str, Entry] = field(default_factory=dict)
    sent: Sent = NOTHING_SENT
    prefixed: bool = False
    cited: Mapping[int, str] = field(default_factory=dict)
    """Documents by number."""
    fed: Mapping[str, FedNote] = field(default_factory=dict)
    """What the register of models says, by indicator."""

    @property
    def code(self) -> str:
        """The unit's code."""
        return self.ground.units[self.place].code

    def cell(self, key: str, *, locked: bool) -> CellView:
        """Return the cell of an indicator, as it is on record or as it was sent."""
        indicator, row, held = (
            self.ground.criteria.indicators[key],
            self.rows.get(key),
            self.sent.unsaved(self.code, key),
        )
        steps = row.steps if row is not None and row.kind == indicator.kind else None
        before = self.ground.before(key, self.place)
        done = self.sent.entered
        at = held[1] if held else -1
        sent = held[0] if held else None
        evidence = sent.evidence if sent and sent.evidence is not None else (row.evidence_id if row else None) or 0
        return CellView(
            key=key,
            name=f"{self.code}.{key}" if self.prefixed else key,
            label=indicator.label,
            unit=indicator.unit or "",
            kind=str(indicator.kind),
            hint=HINTS.get(indicator.kind, ""),
            text=sent.text if sent else as_typed(indicator.kind, steps),
            shown=as_read(indicator, steps),
            seen=row.id if row else 0,
            before=as_read(indicator, before),
            locked=locked and not sent,
            code=self.code,
            evidence=evidence,
            cited=self.cited.get(evidence, f"Minh chứng số {evidence} (đã rút)") if evidence else "",
            note=sent.note if sent and sent.note is not None else row.note if row else "",
            state=written_by(self.entries.get(key)),
            fault=done.faults.get(at),
            refused=done.refused.get(at, ""),
            conflict=self._conflict(indicator, steps, key) if at in done.stale else "",
            doubt=done.doubtful.get(at, ""),
            notices=self.notices.get(key, ()),
            fed=self.fed.get(key),
        )

    def _conflict(self, indicator: Indicator, steps: int | None, key: str) -> str:
        by = written_by(self.entries.get(key))
        other = as_read(indicator, steps) or "để trống"
        return f"Người khác đã ghi {other}{f' ({by})' if by else ''}; ô này đang giữ số của mình, chưa lưu"


def as_typed(kind: Kind, steps: int | None) -> str:
    """Write whole steps the way they are typed into a form."""
    if steps is None:
        return ""
    if kind is Kind.DOCUMENT and steps:
        return day(date.fromordinal(steps))
    return as_written(kind, steps).replace(".", ",")


def as_read(indicator: Indicator, steps: int | None) -> str:
    """Write whole steps the way they are read; empty when there are none."""
    if steps is None:
        return ""
    if indicator.kind in (Kind.COUNT, Kind.NUMBER):
        return number(in_units(indicator, steps))
    return as_typed(indicator.kind, steps)


def written_by(entry: Entry | None) -> str:
    """Say who wrote a figure and when; empty when nobody did."""
    return f"{entry.actor}, {moment_of(entry.at)}" if entry is not None else ""


def moment_of(text: str) -> str:
    """Write a moment of the record in Vietnamese time: «10:32 05/02/2026»."""
    at = datetime.fromisoformat(text).astimezone(VIETNAM)
    return f"{at:%H:%M} {day(at.date())}"
