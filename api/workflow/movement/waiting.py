"""Tables of models handed in through a page: what they ask for is kept until it is confirmed or forgotten."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from secrets import token_hex

from api.store import imports as stored
from api.store.acts import moment
from api.store.database import Actor, Write
from api.store.import_tables import ImportPreview
from api.workflow.importing.importer import KEPT_DAYS, SHOWN, NoImportError
from api.workflow.movement.adding import Added
from api.workflow.movement.changing import undo_models
from api.workflow.movement.edits import Edits, as_kept, from_kept, read_edits
from api.workflow.movement.from_workbook import write_plan
from api.workflow.movement.plans import Plan, State
from api.workflow.movement.writer import MovementError, Writer, stale
from api.workflow.office import Office

UNDO = "model.undo"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file as it is kept; ``undone_by`` is the act that undid what it wrote."""

    row: ImportPreview
    edits: Edits
    undone_by: int | None

    @property
    def key(self) -> str:
        """Its key."""
        return self.row.key


def begin(office: Office, actor: Actor, content: bytes, name: str) -> str:
    """Read and keep a file; return the key by which it is found again. Those left for long are forgotten."""
    edits, now, key = read_edits(office, content, name), office.now(), token_hex(16)
    with office.database.changing() as session:
        stored.forget(session, moment(now - timedelta(days=KEPT_DAYS)))
        row = ImportPreview(
            key=key, account_id=actor.account_id, actor=actor.name, set_id=stored.OF_MODELS, created=moment(now)
        )
        stored.add_preview(session, row)
        session.flush()
        stored.add_file(session, key, name, edits.sha256, content, as_kept(edits))
    return key


def waiting(office: Office, actor: Actor, key: str) -> Waiting:
    """Find a file again. NoImportError."""
    with office.database.reading() as session:
        row = stored.preview(session, key)
        if row is None or (row.account_id, row.actor, row.set_id) != (actor.account_id, actor.name, stored.OF_MODELS):
            said = f"Không có lần nhập này: địa chỉ sai, của tài khoản khác, hoặc đã quá {KEPT_DAYS} ngày; gửi lại tệp."
            raise NoImportError(said)
        file = stored.files_of(session, key)[0]
        undone = stored.undone_by(session, row.act, UNDO) if row.act is not None else None
    return Waiting(row, from_kept(json.loads(file.said)), undone)


def confirm(office: Office, writer: Writer, held: Waiting, plan: Plan) -> Added:
    """Write what a file was seen to do, and remember in the same transaction that it did; MovementError.

    ``stale`` where somebody wrote to the register meanwhile, or confirmed the file in another window.
    """
    counts = {str(each): plan.count(each) for each in (State.NEW, State.CHANGED)}

    def settle(write: Write) -> None:
        if not stored.settle(write.session, held.key, write.seq, counts):
            raise stale(None)

    return write_plan(office, writer, plan, settle)


def undo(office: Office, writer: Writer, held: Waiting) -> int:
    """Take back what a file wrote, once; return the act that did. MovementError."""
    if held.row.act is None:
        raise MovementError("state_forbids", "Tệp này chưa ghi gì nên không có gì để hoàn tác.")
    return held.undone_by if held.undone_by is not None else undo_models(office, writer, held.row.act)


def mine(office: Office, actor: Actor) -> tuple[ImportPreview, ...]:
    """Return somebody's latest files, newest first."""
    with office.database.reading() as session:
        return tuple(stored.previews_of(session, actor.account_id, actor.name, SHOWN, models=True))


def drop(office: Office, actor: Actor, key: str) -> None:
    """Forget a file; what it wrote stays. NoImportError."""
    waiting(office, actor, key)
    with office.database.changing() as session:
        stored.drop(session, key)
