"""What somebody typed, put on record: all that can be, and what could not be said place by place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlmodel import Session

from api.exchange.rulebooks import Version
from api.store import figures as stored
from api.store.database import Actor, Write
from api.store.tables import Figure
from api.store.units import number_of
from api.workflow.citing import not_citable
from api.workflow.locks import may_record
from api.workflow.office import Office
from api.workflow.recording import Change, Recorded, StaleError, record, undo
from api.workflow.sheets import ForbiddenError
from api.workflow.trying import Typed, read_typed
from engine.criteria import CriteriaSet
from engine.units import UnitVersion
from engine.wording.privacy import about_text

ALONE = "Ghi số liệu trước; minh chứng và ghi chú đi cùng số liệu."


@dataclass(frozen=True, slots=True)
class Desk:
    """Where somebody enters figures: the office, who they are in the log, and what is entered for which period."""

    office: Office
    actor: Actor
    version: Version
    period: str
    by_province: bool

    @property
    def criteria(self) -> CriteriaSet:
        """What the file says."""
        return self.version.criteria

    def forbidden(
        self, session: Session, unit: int | None, *, indicator: str | None = None, criterion: str | None = None
    ) -> str | None:
        """Say why a figure or evidence of a unit (by number) can't be written now; None: it can."""
        return may_record(
            session,
            self.criteria.set,
            unit,
            self.period,
            self.criteria,
            self.office.today,
            indicator=indicator,
            criterion=criterion,
            by_province=self.by_province,
        )


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure as a form sent it; what the form has no room for (None) stays as it is, and no evidence is 0.

    ``note_meant``: the writer was asked about the note and means it.
    """

    unit: UnitVersion
    indicator: str
    text: str
    seen: int
    evidence: int | None = None
    note: str | None = None
    note_meant: bool = False


@dataclass(slots=True)
class Entered:
    """What became of the cells, by their place: saved, or why not. ``act`` is what can be undone."""

    act: int | None = None
    saved: list[int] = field(default_factory=list)
    faults: dict[int, Typed] = field(default_factory=dict)
    stale: dict[int, Figure | None] = field(default_factory=dict)
    refused: dict[int, str] = field(default_factory=dict)
    doubtful: dict[int, str] = field(default_factory=dict)
    """Notes that look as if they spoke of a person; the whole cell waits."""

    @property
    def is_whole(self) -> bool:
        """Whether nothing was left unsaved."""
        return not (self.faults or self.stale or self.refused or self.doubtful)


def enter(desk: Desk, cells: Sequence[Cell]) -> Entered:
    """Record the cells that were changed; a cell that can't be never keeps another back."""
    done = Entered()
    changes = _changes(desk, cells, done)
    while changes:
        try:
            written = record(
                desk.office.database, desk.actor, desk.criteria.set, list(changes.values()), may=_may(desk)
            )
        except StaleError as error:
            places = list(changes)
            for at, row in error.newer.items():
                done.stale[places[at]] = row
                del changes[places[at]]
        except ForbiddenError as error:  # the state of things moved between looking and writing
            done.refused |= dict.fromkeys(changes, str(error))
            break
        else:
            done.act, done.saved = written.act, list(changes)
            break
    return done


def _changes(desk: Desk, cells: Sequence[Cell], done: Entered) -> dict[int, Change]:
    with desk.office.database.reading() as session:
        rows = {row.id: row for row in stored.by_number(session, [each.seen for each in cells if each.seen])}
        changes: dict[int, Change] = {}
        for place, cell in enumerate(cells):
            change = _change(desk, cell, rows.get(cell.seen), place, done)
            if change is None:
                continue
            number = number_of(session, cell.unit.key)
            why = desk.forbidden(session, number, indicator=cell.indicator) or not_citable(
                session, desk.criteria.set, number, change.period, change.evidence
            )
            if why is None:
                changes[place] = change
            else:
                done.refused[place] = why
    return changes


def _change(desk: Desk, cell: Cell, seen: Figure | None, place: int, done: Entered) -> Change | None:
    """Return what a cell is to be; None when it is as it was seen, or can't be used."""
    indicator = desk.criteria.indicators[cell.indicator]
    typed = read_typed(indicator, cell.text)
    if not typed.is_usable:
        done.faults[place] = typed
        return None
    kept_evidence, kept_note = (seen.evidence_id, seen.note) if seen else (None, "")
    change = Change(
        cell.unit.key,
        desk.period,
        cell.indicator,
        indicator.kind,
        typed.steps,
        cell.seen,
        kept_evidence if cell.evidence is None else cell.evidence or None,
        kept_note if cell.note is None else cell.note,
    )
    if seen is None and typed.steps is None and (change.evidence or change.note):
        done.refused[place] = ALONE
        return None
    if change.is_said_by(seen):
        return None
    doubt = about_text(change.note) if change.note != kept_note and not cell.note_meant else None
    if doubt is not None:
        done.doubtful[place] = doubt[1]
        return None
    return change


def _may(desk: Desk) -> Callable[[Write, Change], None]:
    def may(write: Write, change: Change) -> None:
        number = number_of(write.session, change.unit)
        why = desk.forbidden(write.session, number, indicator=change.indicator)
        why = why or not_citable(write.session, desk.criteria.set, number, change.period, change.evidence)
        if why is not None:
            raise ForbiddenError(why)

    return may


def take_back(desk: Desk, act: int, units: Mapping[int, UnitVersion]) -> Recorded:
    """Put back what an act of the form replaced; ``units`` are those it may touch, by number.

    LookupError when it wrote nothing of theirs, StaleError, ForbiddenError.
    """
    with desk.office.database.reading() as session:
        rows = [row for row in stored.of_act(session, act) if row.set_id == desk.criteria.set]
    written = {row.unit_id for row in rows}
    if not written or not written <= units.keys() or {row.period for row in rows} != {desk.period}:
        raise LookupError(act)
    keys = {number: unit.key for number, unit in units.items()}
    return undo(desk.office.database, desk.actor, desk.criteria.set, act, units=keys, may=_may(desk))
