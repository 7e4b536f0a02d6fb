"""Models put on record or corrected, one or forty thousand of them, as one act; the same again adds nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.store import movement as stored
from api.store.database import Write
from api.workflow.movement.guarding import guard, sole
from api.workflow.movement.judging import Given, tidied
from api.workflow.movement.rows import Sheet
from api.workflow.movement.writer import Writer, stale, unusable
from api.workflow.office import Office


@dataclass(frozen=True, slots=True)
class Added:
    """What became of models that were sent: the act (None: all of it stood already), and the key of each."""

    act: int | None
    keys: tuple[str, ...]
    new: int = 0
    changed: int = 0


def add_model(office: Office, writer: Writer, given: Given) -> Added:
    """Put one model on record. MovementError."""
    return add_models(office, writer, [given], places=[""], action="model.add")


def add_models(  # noqa: PLR0913 -- what is written by whom, and what the log says of it
    office: Office,
    writer: Writer,
    given: Sequence[Given],
    *,
    places: Sequence[str] | None = None,
    action: str = "model.import",
    about: Mapping[str, object] | None = None,
    laid_over: int | None = None,
    also: Callable[[Write], None] | None = None,
) -> Added:
    """Put models on record as one act: new ones, and those with a key over what stands; all of them or none.

    ``places`` name each in the faults, «models.0.» and so on by itself. ``laid_over`` is the last act of the register
    that all this was made of: a later one makes it stale. ``also`` is done in the same transaction where something is
    written. MovementError: ``not_usable`` with every fault, ``stale``, ``not_your_place``, ``state_forbids``.
    """
    models = [tidied(each) for each in given]
    named = places or [f"models.{at}." for at in range(len(models))]
    content: dict[str, Any] = dict(about or {})
    with office.database.writing(writer.actor, action, content=content) as write:
        if laid_over is not None and stored.last_act(write.session, write.seq) > laid_over:
            raise stale(None)
        sheet = Sheet.of(office, write, writer, models)
        faults = [fault for each, place in zip(models, named, strict=True) for fault in sheet.faults(each, place)]
        if faults:
            raise unusable(faults)
        done = [sheet.put(each) for each in models]
        sheet.hand_in()
        guard(office, write, writer)
        touched = set(done) & sheet.touched
        content.update({"models": len(touched)} if len(touched) != 1 else {"model": next(iter(touched))})
        write.unit_id = sole(sheet.units)
        act = write.seq if touched else None
        if touched and also is not None:
            also(write)
    return Added(act, tuple(done), sheet.new, len(touched) - sheet.new)
