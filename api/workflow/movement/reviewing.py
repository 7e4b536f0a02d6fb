"""What models are rated for a year, one or many as one act; a rating taken back is unknown again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from api.store import movement as stored
from api.store.database import Write
from api.store.movement_tables import ModelReview
from api.workflow.movement.changing import living_model, must_be_theirs, replace_row
from api.workflow.movement.guarding import guard
from api.workflow.movement.judging import GivenReview, tidy
from api.workflow.movement.rows import judge_of
from api.workflow.movement.writer import MovementError, Writer, stale, unusable
from api.workflow.office import Office


@dataclass(frozen=True, slots=True)
class Rated:
    """A review of a model by its key, over the row of that year that was ``seen`` (0: there was none)."""

    key: str
    given: GivenReview
    seen: int = 0


def review_model(office: Office, writer: Writer, key: str, given: GivenReview, seen: int = 0) -> ModelReview:
    """Put on record what a model is rated for a year; the same again adds nothing. MovementError."""
    return review_models(office, writer, [Rated(key, given, seen)], places=[""])[0]


def review_models(
    office: Office, writer: Writer, rated: Sequence[Rated], *, places: Sequence[str] | None = None
) -> tuple[ModelReview, ...]:
    """Put many on record as one act, all of them or none. MovementError: ``not_usable`` has every fault."""
    named = places or [f"reviews.{at}." for at in range(len(rated))]
    content: dict[str, object] = {"models": len(rated)} if len(rated) != 1 else {"model": rated[0].key}
    with office.database.writing(writer.actor, "model.review", content=content) as write:
        judge = judge_of(office)
        rows = [living_model(write.session, each.key) for each in rated]
        faults = [
            fault
            for each, row, place in zip(rated, rows, named, strict=True)
            for fault in judge.review(each.given, row.founded_on, place)
        ]
        if faults:
            raise unusable(faults)
        for row in rows:
            must_be_theirs(office, write.session, writer, row)
        done = tuple(_put(write, each) for each in rated)
        units = {row.unit_id for row in rows}
        write.unit_id = next(iter(units)) if len(units) == 1 else None
        guard(office, write, writer)
        return done


def _put(write: Write, rated: Rated) -> ModelReview:
    given = replace(rated.given, decision=tidy(rated.given.decision))
    wanted = ModelReview(
        model_key=rated.key,
        year=given.year,
        rating=given.rating,
        members=given.members,
        households=given.households,
        decision=given.decision,
        sample=given.sample,
    )
    held = stored.review(write.session, rated.key, given.year)
    if held is None and rated.seen:
        raise stale(None)
    if held is None:
        return write.add(wanted)
    seen = held.id if held.withdrawn and rated.seen == 0 else rated.seen
    found: ModelReview = replace_row(write, held, wanted, seen)
    return found


def withdraw_review(office: Office, writer: Writer, key: str, year: int, seen: int) -> ModelReview:
    """Take back what a model was rated for a year. MovementError."""
    with office.database.writing(writer.actor, "model.review_back", content={"model": key}) as write:
        row = living_model(write.session, key)
        must_be_theirs(office, write.session, writer, row)
        held = stored.review(write.session, key, year)
        if held is None:
            raise MovementError("not_found", f"Mô hình {key} chưa được xếp loại năm {year}.")
        write.unit_id = row.unit_id
        found: ModelReview = replace_row(write, held, held.model_copy(update={"withdrawn": True}), seen)
        guard(office, write, writer)
        return found
