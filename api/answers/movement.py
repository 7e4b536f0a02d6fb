"""JSON of the register of groups and models: models on a day, totals, overlaps, what feeds figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict

from api.answers.json import Json
from api.store.growing import Kept
from api.store.movement import Entry
from api.store.movement_tables import ModelReview, ModelRow, ModelTurn, RegisterClosed
from api.workflow.movement.feeding import FedFigure, page_of
from api.workflow.movement.kept import Known
from engine.criteria import CriteriaSet
from engine.movement.book import Book
from engine.movement.overlaps import Overlap
from engine.movement.register import Row, Snapshot
from engine.movement.rollups import Total
from engine.units import Register, UnitKey


def model(snapshot: Snapshot, known: Known, register: Register, row: Row) -> Json:
    """Give a model as it is on the day of a snapshot; ``id`` is what a change of it is written over."""
    each = row.model
    said = {
        "key": each.key,
        "id": known.rows[each.key],
        "title": each.title,
        "kind": each.kind,
        "kind_title": snapshot.title("kinds", each.kind),
        "field": each.field,
        "field_title": snapshot.title("fields", each.field),
        "body": each.body,
        "body_title": snapshot.title("bodies", each.body),
        **unit(register, row.unit),
        "candidates": [code for code, _ in row.candidates],
        "village": each.village,
        "founded_on": each.founded_on.isoformat(),
        "decision": each.decision,
        "decided_on": each.decided_on.isoformat() if each.decided_on else None,
        "regulations": each.regulations,
        "standing": str(row.standing),
        "since": row.since.isoformat(),
        "rating": row.rating,
        "rated_year": row.rated_year,
        "members": row.members,
        "households": row.households,
    }
    return said | ({"sample": True} if each.key in known.sample else {})


def unit(register: Register, key: UnitKey | None) -> Json:
    """Give a unit version; nulls where it is not clear which."""
    version = register.version(*key) if key else None
    return {
        "unit": key[0] if key else None,
        "first_day": key[1].isoformat() if key else None,
        "unit_name": version.name if version else None,
    }


def written(row: Kept, keys: Mapping[int, UnitKey] | None = None) -> Json:
    """Give a row of the register as it was written, with the code of its unit where the units are given."""
    said = row.model_dump(mode="json", exclude={"unit_id", "sample"})
    number = getattr(row, "unit_id", None)
    if keys is not None and not isinstance(row, ModelReview):
        said["unit"] = keys[number][0] if number is not None else None
        said["first_day"] = keys[number][1].isoformat() if number is not None else None
    return said | ({"sample": True} if getattr(row, "sample", False) else {})


_KINDS = {ModelRow: "model", ModelTurn: "turn", ModelReview: "review"}


def entry(each: Entry, keys: Mapping[int, UnitKey]) -> Json:
    """Give a row of the history of a model with who wrote it, when and through what."""
    said = {"of": _KINDS[type(each.row)], "stands": each.stands}
    by = {"act": each.act, "at": each.at, "by": each.actor, "channel": each.channel, "action": each.action}
    return said | written(each.row, keys) | by


def total(each: Total) -> Json:
    """Give what a group comes to."""
    return asdict(each)


def overlap(snapshot: Snapshot, register: Register, each: Overlap, *, sample: bool) -> Json:
    """Give models of one kind in one village; ``sample``: some of them are invented."""
    said = {
        "kind": each.kind,
        "kind_title": snapshot.title("kinds", each.kind),
        **unit(register, each.unit),
        "village": each.village,
        "models": list(each.models),
        "bodies": [{"id": body, "title": snapshot.title("bodies", body)} for body in each.bodies],
        "sure": each.sure,
    }
    return said | ({"sample": True} if sample else {})


def book(found: Book) -> Json:
    """Give the closed lists, and the figures that are counted from the register."""
    return found.model_dump(mode="json", by_alias=True, exclude_none=True)


def fed(criteria: CriteriaSet, register: Register, cells: Iterable[FedFigure]) -> list[Json]:
    """Give figures beside what the register counts, with where the counted models are listed."""
    return [
        {
            **unit(register, each.unit),
            "period": each.period,
            "indicator": each.rule.indicator,
            "label": criteria.indicators[each.rule.indicator].label,
            "rule": each.rule.id,
            "rule_title": each.rule.title,
            "from_register": each.closed,
            "value": None if each.value is None else str(each.value),
            "typed": None if each.typed is None else str(each.typed),
            "sure": each.counted.sure,
            "possible": each.counted.possible,
            "disagrees": each.disagrees,
            "models": list(each.counted.models),
            "maybe": list(each.counted.maybe),
            "page": page_of(each),
        }
        for each in cells
    ]


def closed(register: Register, key: UnitKey, row: RegisterClosed, by: Json) -> Json:
    """Give who closed the register of which unit for which period, and when."""
    return {**unit(register, key), "period": row.period, "id": row.id, "closed": not row.withdrawn, **by}
