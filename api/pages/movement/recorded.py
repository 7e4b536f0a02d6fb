"""A model as the record has it: its row that stands, its ratings and turns, and what somebody changed meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from api.access.deciding import Action
from api.pages.days import read_day
from api.pages.movement.facts import LABELS, said
from api.pages.movement.forms import DAYS, FIELDS, YES, typed_as
from api.pages.movement.ground import Ground, key_of
from api.pages.movement.lines import known, name_of
from api.pages.sheets.words import when
from api.store import movement as stored
from api.store.movement import Entry
from api.store.movement_tables import ModelReview, ModelRow, ModelTurn
from api.store.units import numbers
from api.workflow.movement.changing import where as lies
from api.workflow.movement.kept import model_of
from engine.movement.entries import Model, Standing
from engine.units import UnitKey
from engine.wording.movement import STANDINGS
from engine.wording.numbers import day

_Kind = TypeVar("_Kind", ModelReview, ModelTurn)


@dataclass(frozen=True, slots=True)
class Recorded:
    """A model on record: its row that stands, every row there ever was, and where it was last said to lie."""

    row: ModelRow
    model: Model
    entries: tuple[Entry, ...]
    units: Mapping[int, UnitKey]
    lies: UnitKey


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """What a model was rated for a year; ``number`` is the row."""

    year: int
    rating: str
    members: str
    households: str
    decision: str
    by: str
    number: int


@dataclass(frozen=True, slots=True)
class TurnLine:
    """How a model stands from a day on; of its founding ``number`` is 0."""

    since: str
    iso: str
    said: str
    by: str
    number: int


def recorded_model(here: Ground, key: str) -> Recorded | None:
    """Read a model, withdrawn or not; None where there never was one, or where who asks may not see it."""
    office = here.gate.office
    with office.database.reading() as session:
        row = stored.model(session, key)
        if row is None:
            return None
        units = {number: unit for unit, number in numbers(session).items()}
        found = Recorded(
            row,
            model_of(row.model_dump(), units),
            stored.history(session, key),
            units,
            lies(session, row, office.today),
        )
    return found if here.may(Action.READ, found.lies) else None


def withdrawal(held: Recorded) -> str:
    """Say who withdrew a model, and when; empty where it stands."""
    if not held.row.withdrawn:
        return ""
    entry = next(each for each in held.entries if isinstance(each.row, ModelRow) and each.row.id == held.row.id)
    return f"{entry.actor} rút ngày {when(entry.at)}."


def _standing(held: Recorded, kind: type[_Kind]) -> list[tuple[_Kind, str]]:
    """Return the rows of a kind that stand, each with who wrote it and when."""
    return [
        (each.row, f"{each.actor}, {when(each.at)}")
        for each in held.entries
        if isinstance(each.row, kind) and each.stands and not each.row.withdrawn
    ]


def reviews(here: Ground, held: Recorded) -> Iterator[ReviewLine]:
    """Give the ratings that stand, the newest year first."""
    for row, by in sorted(_standing(held, ModelReview), key=lambda each: each[0].year, reverse=True):
        yield ReviewLine(
            year=row.year,
            rating=here.snapshot.title("ratings", row.rating) if row.rating else "",
            members=known(row.members),
            households=known(row.households),
            decision=row.decision,
            by=by,
            number=row.id,
        )


def turns(here: Ground, held: Recorded) -> Iterator[TurnLine]:
    """Give its founding and the turns that stand, by day."""
    founded = held.model.founded_on
    yield TurnLine(day(founded), founded.isoformat(), f"thành lập, {STANDINGS[Standing.ACTIVE]}", "", 0)
    for row, by in sorted(_standing(held, ModelTurn), key=lambda each: each[0].since):
        moved = f", thuộc {name_of(here, held.units[row.unit_id])}" if row.unit_id is not None else ""
        paper = f", văn bản {row.decision}" if row.decision else ""
        text = f"{STANDINGS[Standing(row.standing)]}{moved}{paper}"
        yield TurnLine(day(row.since), row.since.isoformat(), text, by, row.id)


def overtaken(here: Ground, recorded: Recorded, mine: Mapping[str, str]) -> tuple[tuple[str, str, str], ...]:
    """Return the facts of a model that stand otherwise than they were sent: label, what stands, what was sent."""
    now = typed_as(recorded.model)
    found = []
    for name, of in FIELDS.items():
        sent = mine.get(name, "")
        on = read_day(sent) if of in DAYS else None
        if now[name] != (on.isoformat() if on else sent):
            found.append((LABELS[of], said(here, of, getattr(recorded.model, of)), _sent(here, of, sent)))
    return tuple(found)


def _sent(here: Ground, of: str, text: str) -> str:
    """Say what was sent for a fact the way what stands is said."""
    if of == "unit":
        key = key_of(text)
        return name_of(here, key) if key else ""
    if of == "regulations":
        return said(here, of, YES.get(text))
    return said(here, of, text) if text else ""
