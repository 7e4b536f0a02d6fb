"""Models put on record or corrected, one or forty thousand of them, as one act; the same again adds nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.workflow.movement.guarding import guard
from api.workflow.movement.judging import Given, tidied
from api.workflow.movement.rows import Sheet
from api.workflow.movement.writer import Writer, unusable
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
) -> Added:
    """Put models on record as one act: new ones, and those with a key over what stands; all of them or none.

    ``places`` name each in the faults, «models.0.» and so on by itself. MovementError: ``not_usable`` with every fault,
    ``stale``, ``not_your_place``, ``state_forbids``.
    """
    models = [tidied(each) for each in given]
    named = places or [f"models.{at}." for at in range(len(models))]
    content: dict[str, Any] = dict(about or {})
    with office.database.writing(writer.actor, action, content=content) as write:
        sheet = Sheet.of(office, write, writer, models)
        faults = [fault for each, place in zip(models, named, strict=True) for fault in sheet.faults(each, place)]
        if faults:
            raise unusable(faults)
        done = [sheet.put(each) for each in models]
        sheet.hand_in()
        guard(office, write, writer)
        touched = set(done) & sheet.touched
        content.update({"models": len(touched)} if len(touched) != 1 else {"model": next(iter(touched))})
        write.unit_id = next(iter(sheet.units)) if len(sheet.units) == 1 else None
        act = write.seq if touched else None
    return Added(act, tuple(done), sheet.new, len(touched) - sheet.new)
