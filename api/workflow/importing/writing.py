"""An import confirmed: what was picked is written as one act, or nothing; and undone as one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256

from api.exchange.filled.faults import FilledFault
from api.exchange.filled.files import Filled
from api.exchange.filled.told import Cited, ToldDocument, ToldWaiver
from api.store import assessments
from api.store import figures as figures_stored
from api.store import imports as stored
from api.store.acts import canonical
from api.store.database import Write
from api.store.imports import Held
from api.store.tables import Evidence, Figure, Waiver
from api.store.units import number_of, numbers
from api.workflow.importing import documents, waivers
from api.workflow.importing.beside import lines_of
from api.workflow.importing.documents import Citing, Proof
from api.workflow.importing.effects import Effects, effects_of
from api.workflow.importing.importer import Importer
from api.workflow.importing.lines import PICKABLE, SHOWN, WRITTEN, Line, State
from api.workflow.importing.waivers import Waived
from api.workflow.locks import may_record
from api.workflow.recording import IMPORT, Change, Recorded, StaleError, record, undo
from api.workflow.replacing import ReplacedError, of_act
from api.workflow.schedule import not_open
from api.workflow.sheets import ForbiddenError, OvertakenError
from engine.criteria import CriteriaSet
from engine.units import UnitKey


@dataclass(frozen=True)
class Preview:
    """What an import would do, as of this moment."""

    files: tuple[Filled, ...]
    lines: tuple[Line, ...]
    faults: tuple[FilledFault, ...]
    effects: Effects

    @cached_property
    def counts(self) -> Counter[State]:
        """How many lines there are of each state."""
        return Counter(line.state for line in self.lines)

    @cached_property
    def shown(self) -> tuple[Line, ...]:
        """The lines that there is something to look at of."""
        return tuple(line for line in self.lines if line.state in SHOWN)

    @cached_property
    def edition(self) -> str:
        """A digest of everything that somebody who looks at it decides by."""
        said = [[line.key, line.state, line.given, line.now, line.seen, line.beside] for line in self.shown]
        return sha256(canonical([[each.sha256 for each in self.files], said]).encode()).hexdigest()[:32]

    @property
    def usual(self) -> frozenset[str]:
        """The keys of everything that is written unless somebody says otherwise."""
        return frozenset(line.key for line in self.lines if line.state in WRITTEN)


def previewed(importer: Importer, files: Sequence[Filled]) -> Preview:
    """Lay files beside the record and judge what they would change."""
    lines, faults = lines_of(importer, files)
    said = tuple(fault for each in files for fault in each.faults)
    return Preview(tuple(files), lines, (*said, *faults), effects_of(importer, lines))


def picked(preview: Preview, rows: Collection[str], keys: Collection[str]) -> frozenset[str]:
    """Return the keys of what was picked: of whole rows (unit and period) what is usual, and single lines."""
    usual = {line.key for line in preview.lines if line.state in WRITTEN and line.row in rows}
    return frozenset(usual | {line.key for line in preview.lines if line.state in PICKABLE and line.key in keys})


def confirm(
    importer: Importer, preview: Preview, chosen: Collection[str], *, key: str = "", sure: str | None = None
) -> Recorded:
    """Write the chosen lines of a preview as one act; ``key`` is the import that is settled by it, if it is kept.

    OvertakenError when the record moved since, or ``sure`` is another edition than this; ForbiddenError.
    """
    if sure is not None and sure != preview.edition:
        raise OvertakenError
    lines = [line for line in preview.lines if line.key in chosen and line.state in PICKABLE]
    rules = _rules(importer, {line.period for line in lines})
    changes = [_change(rules[line.period], line) for line in lines if line.told is None]
    proofs = [Proof(line.unit.key, line.told, line.seen) for line in lines if isinstance(line.told, ToldDocument)]
    waived = [Waived(line.unit.key, line.told, line.seen) for line in lines if isinstance(line.told, ToldWaiver)]
    cites = {(line.unit.key, line.period, line.what): line.cites for line in lines if line.cites is not None}
    about = {
        "files": [{"name": each.file, "sha256": each.sha256} for each in preview.files],
        "documents": len(proofs) + len({(unit, period, each) for (unit, period, _), each in cites.items()}),
        **({"waivers": len(waived)} if waived else {}),
        **({"import": key} if key else {}),
    }

    def first(write: Write) -> Sequence[Change]:
        citing = Citing(write, importer.set_id)
        for (unit, period, _), each in cites.items():
            _refuse(importer, rules, write, unit, period, criterion=each.criterion)
        return [_citing(citing, each, cites.get((each.unit, each.period, each.indicator))) for each in changes]

    def also(write: Write) -> None:
        for each in proofs:
            _refuse(importer, rules, write, each.unit, each.told.period, criterion=each.told.criterion)
        for one in waived:
            _refuse_waiving(importer, write, one.unit, one.told.period)
        documents.put_down(write, importer.set_id, proofs)
        waivers.put_down(write, importer.set_id, waived)
        outcome = {
            "figures": len(changes),
            "documents": about["documents"],
            "waivers": len(waived),
            "lines": [_outcome(line) for line in lines],
        }
        if key and write.rows and not stored.settle(write.session, key, write.seq, outcome):
            raise OvertakenError  # somebody confirmed it in another window

    database, actor = importer.office.database, importer.actor
    try:
        return record(
            database,
            actor,
            importer.set_id,
            changes,
            may=_may(importer, rules),
            action=IMPORT,
            about=about,
            first=first if cites else None,
            also=also,
        )
    except (StaleError, ReplacedError) as error:
        raise OvertakenError from error


def take_back(importer: Importer, act: int) -> Recorded:
    """Undo what an import wrote, as one act; LookupError when the act wrote nothing that they may touch.

    StaleError when something of it was changed since, ForbiddenError.
    """
    with importer.office.database.reading() as session:
        known = {number: key for key, number in numbers(session).items()}
        rows: tuple[Figure | Evidence, ...] = figures_stored.of_act(session, act) + of_act(session, Evidence, act)
        said = of_act(session, Waiver, act)
        periods = {row.period for row in (*rows, *said)}
    for found, may in ((rows, importer.may), (said, importer.may_waive)):
        units = {known[row.unit_id] for row in found}
        if len(may(units)) < len(units):
            raise LookupError(act)
    database, actor = importer.office.database, importer.actor
    rules = _rules(importer, periods)

    def waive(write: Write, row: Waiver) -> None:
        _refuse_waiving(importer, write, known[row.unit_id], row.period)

    return undo(database, actor, importer.set_id, act, units=known, may=_may(importer, rules), waive=waive)


def _rules(importer: Importer, periods: Collection[str]) -> Mapping[str, CriteriaSet]:
    """Return the sets of periods, before anything is written: a file that is used for the first time is put on record.

    ForbiddenError when one has gone.
    """
    found = {}
    for period in periods:
        criteria = importer.rules(period)
        if criteria is None:
            raise ForbiddenError(f"Kỳ {period} không còn bộ tiêu chí nào có hiệu lực; báo cho cán bộ cấp tỉnh.")
        found[period] = criteria
    return found


def _change(criteria: CriteriaSet, line: Line) -> Change:
    held = line.held if isinstance(line.held, Held) else None
    return Change(
        line.unit.key,
        line.period,
        line.what,
        criteria.indicators[line.what].kind,
        line.steps,
        line.seen,
        held.evidence_id if held else None,
        line.note if line.note is not None else held.note if held else "",
        line.place,
        line.sample,
    )


def _citing(citing: Citing, change: Change, cites: Cited | None) -> Change:
    if cites is None:
        return change
    return replace(change, evidence=citing.number(change.unit, change.period, cites))


def _outcome(line: Line) -> list[str | None]:
    return [line.key, line.now, line.given]


def _may(importer: Importer, rules: Mapping[str, CriteriaSet]) -> Callable[[Write, Change], None]:
    def may(write: Write, change: Change) -> None:
        _refuse(importer, rules, write, change.unit, change.period, indicator=change.indicator)

    return may


def _refuse(
    importer: Importer, rules: Mapping[str, CriteriaSet], write: Write, unit: UnitKey, period: str, **what: str
) -> None:
    """Refuse, under the lock, what the course of the assessment does not allow."""
    why = may_record(
        write.session,
        importer.set_id,
        number_of(write.session, unit),
        period,
        rules[period],
        importer.office.today,
        by_province=importer.by_province(unit),
        **what,
    )
    if why is not None:
        raise ForbiddenError(why)


def _refuse_waiving(importer: Importer, write: Write, unit: UnitKey, period: str) -> None:
    """Refuse, under the lock, what can't be said not to apply: before the period is open, or to another's unit."""
    plan = assessments.plans(write.session, importer.set_id, period).get(period)
    why = not_open(plan, period, importer.office.today)
    if unit not in importer.may_waive([unit]):
        why = "Tài khoản không có quyền ghi tiêu chí không áp dụng của đơn vị này; nhờ cán bộ cấp tỉnh."
    if why is not None:
        raise ForbiddenError(why)
