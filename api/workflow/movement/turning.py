"""What becomes of a model from a day on: paused, ended, at work again, in another unit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from api.store import movement as stored
from api.store.movement_tables import ModelTurn
from api.store.units import numbered
from api.workflow.movement.changing import living_model, must_be_theirs, replace_row
from api.workflow.movement.guarding import guard, sole, stays_theirs
from api.workflow.movement.judging import GivenTurn, tidy
from api.workflow.movement.rows import judge_of
from api.workflow.movement.writer import MovementError, Writer, stale, unusable
from api.workflow.office import Office


def turn_model(office: Office, writer: Writer, key: str, given: GivenTurn, seen: int = 0) -> ModelTurn:
    """Put on record how a model stands from a day on, over the row of that day that was ``seen`` (0: there was none).

    The same again adds nothing. A model that moves must be theirs to write to in both units. MovementError.
    """
    given = replace(given, decision=tidy(given.decision))
    with office.database.writing(writer.actor, "model.turn", content={"model": key}) as write:
        row = living_model(write.session, key)
        faults = tuple(judge_of(office).turn(given, row.founded_on))
        if faults:
            raise unusable(faults)
        must_be_theirs(office, write.session, writer, row)
        moved = office.register.version(given.unit, given.since) if given.unit else None
        if moved is not None:
            writer.must([moved.key])
        wanted = ModelTurn(
            model_key=key,
            since=given.since,
            standing=given.standing,
            unit_id=numbered(write, moved.key) if moved else None,
            decision=given.decision,
            sample=given.sample,
        )
        held = stored.turn(write.session, key, given.since)
        if held is None and seen:
            raise stale(None)
        found: ModelTurn = write.add(wanted) if held is None else replace_row(write, held, wanted, _over(held, seen))
        write.unit_id = wanted.unit_id or sole(stays_theirs(office, write, writer))
        guard(office, write, writer)
        return found


def _over(held: ModelTurn, seen: int) -> int:
    """Let a day whose turn was taken back be written to by somebody who saw none."""
    return held.id if held.withdrawn and seen == 0 else seen


def withdraw_turn(office: Office, writer: Writer, key: str, since: date, seen: int) -> ModelTurn:
    """Take back what was said of a model from a day on. MovementError."""
    with office.database.writing(writer.actor, "model.turn_back", content={"model": key}) as write:
        row = living_model(write.session, key)
        must_be_theirs(office, write.session, writer, row)
        held = stored.turn(write.session, key, since)
        if held is None:
            raise MovementError("not_found", f"Mô hình {key} không có thay đổi nào từ ngày {since:%d/%m/%Y}.")
        found: ModelTurn = replace_row(write, held, held.model_copy(update={"withdrawn": True}), seen)
        write.unit_id = sole(stays_theirs(office, write, writer))
        guard(office, write, writer)
        return found
