"""A document on every unit as a job: all of one moment and one criteria file, put on record together at the end."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from hashlib import sha256
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from sqlmodel import Session

from api.access.deciding import Action, Refusal, Who
from api.store import jobs as stored
from api.store.acts import head
from api.store.jobs import Item, ItemState
from api.workflow.board import Board
from api.workflow.jobs.kinds import Outcome, Work
from api.workflow.office import Office
from api.workflow.reporting.case import NoCaseError
from api.workflow.reporting.making import FILES, Kind, case_for, draft_on_unit, issuing_for
from engine.units import UnitKey, UnitVersion

KINDS = (Kind.SHEET, Kind.DOSSIER)
"""What there is of every unit."""
NEEDED = (Action.READ, Action.EXPORT)


def units_of(office: Office, who: Who, board: Board, period: str) -> list[UnitVersion]:
    """Return the units with figures in a period that somebody may take along, in the order of the list."""
    result = board.scored(period)
    last = result.scores.figures.last_day
    found = [unit for code in result.codes if (unit := board.register.version(code, last)) is not None]
    kept = [each for each in found if board.register.covers(board.criteria, each)]
    seen = [office.access.visible(who, each, [unit.key for unit in kept], office.today) for each in NEEDED]
    return [each for each in kept if all(each.key in one for one in seen)]


def make(work: Work, item: Item) -> Outcome:
    """Make the document on a unit."""
    office, chosen, period = work.office, work.chosen, work.job.period
    board = office.board(office.version_by_digest(chosen["digest"]), chosen["known"])
    last = board.criteria.period.bounds(period)[1]
    unit = board.register.version(item.about, last)
    if unit is None or any(office.access.decide(work.who, each, unit.key, office.today) for each in NEEDED):
        return Outcome(ItemState.FAILED, {"fault": "Tài khoản không còn được lấy văn bản của đơn vị này."})
    try:
        case = case_for(board, item.about, period, office, texts=sees_texts(work, unit.key))
        drafted = draft_on_unit(Kind(chosen["kind"]), case, issuing_for(board, last, office.database), chosen["level"])
    except NoCaseError as error:
        return Outcome(ItemState.FAILED, {"fault": f"{error}."})
    body, file = drafted.body(chosen["ending"]), f"{drafted.name}.{chosen['ending']}"
    said = {"file": file, "sha256": sha256(body).hexdigest(), "sample": case.result.sample}
    return Outcome(ItemState.DONE, said, stored.packed(body))


def sees_texts(work: Work, unit: UnitKey) -> bool:
    """Tell whether they work on the items of a unit, be it that another level appraises today."""
    office = work.office
    decided = [
        office.access.decide(work.who, each, unit, office.today) for each in (Action.SELF_ASSESS, Action.APPRAISE)
    ]
    return any(reason in (None, Refusal.NOT_THE_APPRAISER) for reason in decided)


def finish(work: Work, runner: str, ended: str) -> None:
    """Put on record that the documents were handed out and end the job, both or neither; LookupError when lost."""
    office, job, chosen = work.office, work.job, work.chosen
    with office.database.reading() as session:
        items = [each for each in stored.items_of(session, job.key) if each.state is ItemState.DONE]
        body = zipped(session, job.key, items)
    content: dict[str, object] = {
        "kind": chosen["kind"],
        "file": zip_name(chosen["kind"], job.period),
        "sha256": sha256(body).hexdigest(),
        "criteria": chosen["digest"],
        "known": chosen["known"],
        "units": len(items),
    }
    with office.database.writing(
        work.actor, "report.make", set_id=job.set_id, period=job.period, content=content, bare=True
    ) as write:
        end = head(write.session)
        content |= {"head": end.seq, "head_hash": end.hash}
        if not stored.move(write.session, job.key, runner, stored.State.DONE, ended=ended):
            raise LookupError(job.key)


def zip_name(kind: str, period: str) -> str:
    """Return the name of the zip of all documents."""
    return f"{FILES[Kind(kind)]}-{period}-moi-xa.zip"


def zipped(session: Session, key: str, items: Sequence[Item]) -> bytes:
    """Put documents into one zip, the same bytes each time: what the log says of it can be compared."""
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_STORED) as archive:
        for name, body in _documents(session, key, items):
            archive.writestr(ZipInfo(name), body)
    return out.getvalue()


def _documents(session: Session, key: str, items: Sequence[Item]) -> Iterator[tuple[str, bytes]]:
    for item in items:
        body = stored.body_of(session, key, item.number)
        if body is not None:
            yield json.loads(item.said)["file"], body
