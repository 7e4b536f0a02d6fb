"""One model corrected, withdrawn, brought back; and a whole act taken back, each by new rows over what was seen."""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar

from sqlmodel import Session

from api.store import movement as stored
from api.store.database import Write
from api.store.growing import Kept
from api.store.movement import Row
from api.store.movement_tables import ModelRow, ModelTurn
from api.store.units import numbers
from api.workflow.movement.adding import Added, add_models
from api.workflow.movement.guarding import guard, lying, sole, stays_theirs
from api.workflow.movement.judging import Given
from api.workflow.movement.writer import MovementError, Writer, stale
from api.workflow.office import Office
from api.workflow.replacing import says_the_same
from engine.units import UnitKey

_Row = TypeVar("_Row", bound=Kept)


def correct_model(office: Office, writer: Writer, given: Given) -> Added:
    """Change the model of ``given.key`` over the row ``seen``. MovementError, ``not_found`` when there is none."""
    with office.database.reading() as session:
        standing_model(session, given.key)
    return add_models(office, writer, [given], places=[""], action="model.correct")


def withdraw_model(office: Office, writer: Writer, key: str, seen: int) -> ModelRow:
    """Take a model out of the register, as one that never was; what was said of it stays on record. MovementError."""
    return _set_withdrawn(office, writer, key, seen, withdrawn=True)


def restore_model(office: Office, writer: Writer, key: str, seen: int) -> ModelRow:
    """Bring a withdrawn model back as it was. MovementError."""
    return _set_withdrawn(office, writer, key, seen, withdrawn=False)


def _set_withdrawn(office: Office, writer: Writer, key: str, seen: int, *, withdrawn: bool) -> ModelRow:
    action = "model.withdraw" if withdrawn else "model.restore"
    with office.database.writing(writer.actor, action, content={"model": key}) as write:
        row = standing_model(write.session, key)
        must_be_theirs(office, write.session, writer, row)
        wanted = row.model_copy(update={"withdrawn": withdrawn})
        found = replace_row(write, row, wanted, seen)
        write.unit_id = row.unit_id
        guard(office, write, writer)
        return found


def standing_model(session: Session, key: str) -> ModelRow:
    """Return the row of a model that stands; MovementError ``not_found`` when there was never one."""
    row = stored.model(session, key)
    if row is None:
        raise MovementError("not_found", f"Không có mô hình «{key[:20]}»; xem danh sách ở trang Mô hình.")
    return row


def living_model(session: Session, key: str) -> ModelRow:
    """Return the row of a model that stands and is not withdrawn; MovementError."""
    row = standing_model(session, key)
    if row.withdrawn:
        raise MovementError("state_forbids", f"Mô hình {key} đã rút khỏi sổ; đưa lại vào sổ trước khi ghi thêm.")
    return row


def must_be_theirs(office: Office, session: Session, writer: Writer, row: ModelRow) -> UnitKey:
    """Refuse who may not write to the unit that a model lies in today, as somebody recorded it; return that unit."""
    unit = where(session, row, office.today)
    writer.must([unit])
    return unit


def where(session: Session, row: ModelRow, today: date) -> UnitKey:
    """Return the unit version that a model was last said to lie in."""
    turns = {
        (each.model_key, each.since): (each.unit_id, each.withdrawn)
        for each in stored.of_keys(session, ModelTurn, [row.model_key])
    }
    number = lying({row.model_key: row.unit_id}, turns, today)[row.model_key]
    return next(key for key, each in numbers(session).items() if each == number)


def replace_row(write: Write, row: _Row, wanted: _Row, seen: int) -> _Row:
    """Write a row in the place of the one that stands, if that was seen; the same again writes nothing."""
    if says_the_same(row, wanted):
        return row
    if seen != row.id:
        raise stale(row)
    said = wanted.model_dump(exclude={"id", "act", "replaces"})
    return write.add(type(row)(**{**said, "replaces": row.id}))


def undo_models(office: Office, writer: Writer, act: int) -> int:
    """Put back what an act wrote to the register, as one act of new rows; return its number.

    MovementError: ``not_found`` when the act wrote nothing there, ``stale`` when something of it was changed since.
    """
    with office.database.writing(writer.actor, "model.undo", content={"undoes": act}) as write:
        session = write.session
        written = {kind: stored.of_act(session, kind, act) for kind in stored.REGISTER}
        if not any(written.values()):
            raise MovementError("not_found", f"Lần ghi số {act} không ghi gì vào sổ mô hình.")
        for kind in stored.REGISTER:
            newer = stored.overtaken(session, kind, act)
            if newer:
                raise stale(newer[0])
        for kind, rows in written.items():
            old = stored.replaced_by(session, kind, act)
            write.add_many(kind, [_back(each, old.get(each.replaces or 0)) for each in rows])
        write.unit_id = sole(stays_theirs(office, write, writer))
        guard(office, write, writer)
        return write.seq


def _back(row: Row, before: Row | None) -> dict[str, Any]:
    """Return the row that says again what was said before; where nothing was, that it is withdrawn."""
    said = (before or row).model_dump(exclude={"id", "act", "replaces"})
    return {**said, "replaces": row.id} | ({} if before is not None else {"withdrawn": True})
