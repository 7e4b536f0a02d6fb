"""Figures put on record, corrected, taken back; all of one request or none, and never over what nobody saw."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from api.store import figures as stored
from api.store.database import Actor, Database, Write
from api.store.tables import Act, Evidence, Figure, Waiver
from api.store.units import numbered, numbers_of
from api.workflow.replacing import ReplacedError, found, newest_of, of_act, put_back
from engine.indicators import Kind
from engine.units import UnitKey

IMPORT = "figures.import"


@dataclass(frozen=True, slots=True)
class Change:
    """What one figure is to be: whole steps of its kind (None: taken back), over the row that the writer saw."""

    unit: UnitKey
    period: str
    indicator: str
    kind: Kind
    steps: int | None
    seen: int
    """The number of the row that held when the writer looked; 0: there was none."""
    evidence: int | None = None
    note: str = ""
    cell: str = ""
    sample: bool = False
    """Whether the file that it came in says that its figures are invented."""

    def is_said_by(self, row: Figure | None) -> bool:
        """Tell whether a row says the same already."""
        if row is None:
            return self.steps is None
        said = (row.steps, row.kind if row.steps is not None else str(self.kind), row.evidence_id, row.note)
        return said == (self.steps, str(self.kind), self.evidence, self.note)


class StaleError(Exception):
    """Somebody else wrote in between; holds the newer rows, by the place of their change. Nothing was written."""

    def __init__(self, newer: dict[int, Figure | None]) -> None:
        super().__init__(f"{len(newer)} stale")
        self.newer = newer


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of a request: the act that it was (None: nothing was new), and a row for each change."""

    act: int | None
    rows: tuple[Figure | None, ...]


def record(  # noqa: PLR0913 -- who, what, and how it is decided
    database: Database,
    actor: Actor,
    set_id: str,
    changes: Sequence[Change],
    *,
    may: Callable[[Write, Change], None] = lambda _write, _change: None,
    action: str = "figures.record",
    about: Mapping[str, object] | None = None,
    first: Callable[[Write], Sequence[Change]] | None = None,
    also: Callable[[Write], None] = lambda _write: None,
) -> Recorded:
    """Write figures as one act. StaleError when a row is not the one that was seen and says something else.

    ``may`` is asked under the lock for every change that is new; what it raises ends the write. ``also`` writes what
    belongs to the same act, when nothing is stale; ``first`` does so before, and returns the changes (with the numbers
    of documents that it put down); ``about`` is said of it in the log.
    """
    periods = {each.period for each in changes}
    one_period = periods.pop() if len(periods) == 1 else None
    rows: list[Figure | None] = []
    stale: dict[int, Figure | None] = {}
    content: dict[str, object] = dict(about or {})
    with database.writing(actor, action, set_id=set_id, period=one_period, content=content) as write:
        holding = _holding(write, set_id, changes)
        changes = first(write) if first is not None else changes
        for place, change in enumerate(changes):
            key = (change.unit, change.period, change.indicator)
            row = holding.get(key)
            if change.is_said_by(row):
                rows.append(row)
                continue
            if (row.id if row else 0) != change.seen:
                stale[place] = row
                continue
            may(write, change)
            holding[key] = write.add(_row(write, set_id, change, row))
            rows.append(holding[key])
        if stale:
            raise StaleError(stale)
        also(write)
        units = [row.unit_id for row in write.rows if isinstance(row, Figure | Evidence | Waiver)]
        content["figures"] = sum(isinstance(row, Figure) for row in write.rows)
        write.unit_id = units[0] if len(set(units)) == 1 else None
        act = write.seq if units else None
    return Recorded(act, tuple(rows))


def _holding(write: Write, set_id: str, changes: Iterable[Change]) -> dict[tuple[UnitKey, str, str], Figure]:
    """Return the row that holds of every figure that is written to; asked once for the units of the same indicators."""
    numbers = numbers_of(write.session, {each.unit for each in changes})
    wanted: dict[tuple[int, str], set[str]] = {}
    for each in changes:
        if each.unit in numbers:
            wanted.setdefault((numbers[each.unit], each.period), set()).add(each.indicator)
    together: dict[tuple[str, frozenset[str]], list[int]] = {}
    for (number, period), indicators in wanted.items():
        together.setdefault((period, frozenset(indicators)), []).append(number)
    keys = {number: key for key, number in numbers.items()}
    return {
        (keys[row.unit_id], row.period, row.indicator): row
        for (period, indicators), units in together.items()
        for row in stored.rows_holding(write.session, set_id, units, period, indicators)
    }


def _row(write: Write, set_id: str, change: Change, before: Figure | None) -> Figure:
    return Figure(
        set_id=set_id,
        unit_id=numbered(write, change.unit),
        period=change.period,
        indicator=change.indicator,
        kind=str(change.kind),
        steps=change.steps,
        evidence_id=change.evidence,
        cell=change.cell,
        note=change.note,
        sample=change.sample,
        replaces=before.id if before else None,
    )


def undo(  # noqa: PLR0913 -- as record
    database: Database,
    actor: Actor,
    set_id: str,
    act: int,
    *,
    units: Mapping[int, UnitKey],
    may: Callable[[Write, Change], None] = lambda _write, _change: None,
    waive: Callable[[Write, Waiver], None] | None = None,
) -> Recorded:
    """Put back what an act's figures replaced, as new rows; StaleError when one was changed again since.

    A document that was withdrawn in between is not cited again. Documents that came with the figures of a file are put
    back with them, and so are criteria that do not apply, where ``waive`` lets that be.

    ``units`` are the versions by number. LookupError when the act wrote no figure of the set, or nothing from a file.
    """
    with database.reading() as session:
        written = [row for row in stored.of_act(session, act) if row.set_id == set_id]
        proofs = [row for row in of_act(session, Evidence, act) if row.set_id == set_id]
        waived = [row for row in of_act(session, Waiver, act) if row.set_id == set_id]
        before = {row.id: row for row in stored.by_number(session, [row.replaces for row in written if row.replaces])}
        cited = {row.evidence_id for row in before.values() if row.evidence_id}
        withdrawn = {
            number
            for number in cited
            if (document := found(session, Evidence, number)) is None or newest_of(session, document).withdrawn
        }
        deed = session.get(Act, act)
        imported = deed is not None and deed.action == IMPORT
    if not (written or ((proofs or waived) and imported)) or (waived and waive is None):
        raise LookupError(act)
    if not {each.unit_id for each in proofs} | {each.unit_id for each in waived} <= units.keys():
        raise LookupError(act)
    changes = []
    for row in written:
        old = before.get(row.replaces) if row.replaces else None
        changes.append(
            Change(
                units[row.unit_id],
                row.period,
                row.indicator,
                Kind(old.kind if old else row.kind),
                old.steps if old else None,
                row.id,
                old.evidence_id if old and old.evidence_id not in withdrawn else None,
                old.note if old else "",
                sample=old.sample if old else False,
            )
        )

    def also(write: Write) -> None:
        for each in proofs:  # no figure of the act need be of the same unit
            may(write, Change(units[each.unit_id], each.period, "", Kind.COUNT, None, 0))
        if waive is not None:
            for row in waived:
                waive(write, row)
        put_back(write, proofs)
        put_back(write, waived)

    about = {"undoes": act}
    try:
        return record(database, actor, set_id, changes, action="figures.undo", may=may, about=about, also=also)
    except ReplacedError as error:  # a document was corrected since
        raise StaleError({}) from error
