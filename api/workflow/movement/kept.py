"""The register in memory: read once for each act that touched it, the next time only what came since."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any, TypeVar

from sqlmodel import Session

from api.exchange.movement_book import MovementBooks
from api.store import movement as stored
from api.store.database import Database
from api.store.movement_tables import ModelReview, ModelRow, ModelTurn
from api.store.units import numbers
from engine.movement.book import Book, CountRule
from engine.movement.counting import Counted, counted, rated_year
from engine.movement.entries import Model, Review, Standing, Turn
from engine.movement.register import Movement
from engine.units import Register, UnitKey

FEW = 200
"""Up to so many changed models the register before is brought up to date; of more it is made anew."""
MOST_KEPT = 4
"""Registers that are held, each as known after another act; the one that was not asked for the longest goes first."""

Rows = Mapping[type[Any], Iterable[Mapping[str, Any]]]
_Said = TypeVar("_Said", Turn, Review)


@dataclass(frozen=True)
class Known:
    """What stands on record after an act: by key the model, its turns by day, its reviews by year; and their rows."""

    act: int = 0
    models: Mapping[str, Model] = field(default_factory=dict)
    turns: Mapping[str, Mapping[date, Turn]] = field(default_factory=dict)
    reviews: Mapping[str, Mapping[int, Review]] = field(default_factory=dict)
    rows: Mapping[str, int] = field(default_factory=dict)
    """The number of the row that stands of each model: what a change is written over."""
    sample: frozenset[str] = frozenset()
    """The models that are invented."""
    changed: frozenset[str] = frozenset()
    """The models that were written to since the act ``base``, after which it was read before."""
    base: int = 0

    def since(self, session: Session, act: int) -> Known:
        """Return what stands after a later act: only rows that came in between are read."""
        keys = {number: key for key, number in numbers(session).items()}
        return self.with_rows(
            {kind: stored.written(session, kind, self.act, act) for kind in stored.REGISTER}, keys, act
        )

    def with_rows(self, written: Rows, keys: Mapping[int, UnitKey], act: int = 0) -> Known:
        """Lay rows over what stands, by table, each in the order of entry; ``keys`` are unit versions by number."""
        models, rows, sample = dict(self.models), dict(self.rows), set(self.sample)
        changed: set[str] = set()
        for row in written.get(ModelRow, ()):
            key = row["model_key"]
            changed.add(key)
            rows[key] = row["id"]
            if row["withdrawn"]:
                models.pop(key, None)
            else:
                models[key] = model_of(row, keys)
            (sample.add if row["sample"] and not row["withdrawn"] else sample.discard)(key)
        turns = _laid(self.turns, written.get(ModelTurn, ()), lambda row: turn_of(row, keys), "since", changed)
        reviews = _laid(self.reviews, written.get(ModelReview, ()), review_of, "year", changed)
        return Known(act, models, turns, reviews, rows, frozenset(sample), frozenset(changed), self.act)

    def movement(self, book: Book, units: Register, before: Movement | None = None) -> Movement:
        """Make the register that is asked by day; turns and reviews of what was withdrawn are left out.

        ``before`` is the one after the act ``base``, by the same book: of few changes it is brought up to date.
        """
        if before is not None and len(self.changed) <= FEW:
            turns = {key: tuple(self.turns[key].values()) for key in self.changed if key in self.turns}
            reviews = {key: tuple(self.reviews[key].values()) for key in self.changed if key in self.reviews}
            found = before.after({key: self.models.get(key) for key in self.changed}, turns, reviews)
            if found is not None:
                return found
        return Movement(book, units, list(self.models.values()), self._of(self.turns), self._of(self.reviews))

    def _of(self, said: Mapping[str, Mapping[Any, _Said]]) -> list[_Said]:
        return [each for key, listed in said.items() if key in self.models for each in listed.values()]


def _laid(
    held: Mapping[str, Mapping[Any, _Said]],
    rows: Iterable[Mapping[str, Any]],
    made: Callable[[Mapping[str, Any]], _Said],
    when: str,
    changed: set[str],
) -> dict[str, Mapping[Any, _Said]]:
    """Lay rows over what was said of models by day or year; what is withdrawn goes. Models of rows join ``changed``."""
    found, fresh = dict(held), dict[str, dict[Any, _Said]]()
    for row in rows:
        key = row["model_key"]
        said = fresh.setdefault(key, dict(held.get(key, {})))
        if row["withdrawn"]:
            said.pop(row[when], None)
        else:
            said[row[when]] = made(row)
    changed.update(fresh)
    found.update(fresh)
    return found


def model_of(row: Mapping[str, Any], units: Mapping[int, UnitKey]) -> Model:
    """Read a row as the engine has it."""
    return Model(
        key=row["model_key"],
        kind=row["kind"],
        field=row["field"],
        title=row["title"],
        body=row["body"],
        unit=units[row["unit_id"]],
        village=row["village"],
        founded_on=row["founded_on"],
        decision=row["decision"],
        decided_on=row["decided_on"],
        regulations=row["regulations"],
        members=row["members"],
        households=row["households"],
    )


def turn_of(row: Mapping[str, Any], units: Mapping[int, UnitKey]) -> Turn:
    """Read a row as the engine has it."""
    moved = row["unit_id"]
    unit = None if moved is None else units[moved]
    return Turn(row["model_key"], row["since"], Standing(row["standing"]), unit, row["decision"])


def review_of(row: Mapping[str, Any]) -> Review:
    """Read a row as the engine has it."""
    rating = row["rating"] or None
    return Review(row["model_key"], row["year"], rating, row["members"], row["households"], row["decision"])


@dataclass(frozen=True)
class Held:
    """The register as known after an act by one book: the rows that stand, and what is asked by day."""

    known: Known
    movement: Movement
    tag: str
    """Changes with anything that an answer made of it depends on."""
    _counted: dict[tuple[str, date], Mapping[UnitKey, Counted]] = field(default_factory=dict)

    def counted(self, rule: CountRule, day: date) -> Mapping[UnitKey, Counted]:
        """Count a figure for every unit of a day by a rule of the book, once: nothing in a register moves."""
        key = (rule.id, day)
        if key not in self._counted:
            self._counted[key] = counted(self.movement.on(day), rule, rated_year(day))
        return self._counted[key]


class Movements:
    """The register as known after any act, by the book in force on any day; shared by all threads."""

    def __init__(self, database: Database, books: MovementBooks, units: Register) -> None:
        self._database, self.books, self.units = database, books, units
        self._turn = threading.Lock()
        self._known: dict[int, Known] = {}
        self._held: dict[tuple[int, int], Held] = {}
        self._digests: dict[int, tuple[Book, str]] = {}

    def over(self, database: Database) -> Movements:
        """Return the same over another database."""
        return Movements(database, self.books, self.units)

    def at(self, upto: int, day: date) -> Held:
        """Return the register as known after an act, by the book in force on a day.

        It is read anew only where it moved since it was last read, and then by one thread for all.
        """
        book = self.books.in_force(day)
        with self._database.reading() as session:
            act = stored.last_act(session, upto)
            with self._turn:
                key = (act, id(book))  # the book is held in the movement, so that its identity stays its own
                found = self._held.pop(key, None) or self._make(session, act, book)
                self._held[key] = found
                while len(self._held) > MOST_KEPT:
                    self._held.pop(next(iter(self._held)))
                return found

    def _make(self, session: Session, act: int, book: Book) -> Held:
        known = self._at(session, act)
        before = self._held.get((known.base, id(book)))
        movement = known.movement(book, self.units, before.movement if before else None)
        return Held(known, movement, f"{act} {self._digest(book)}")

    def _digest(self, book: Book) -> str:
        if id(book) not in self._digests:
            self._digests[id(book)] = book, sha256(book.model_dump_json().encode()).hexdigest()
        return self._digests[id(book)][1]

    def _at(self, session: Session, act: int) -> Known:
        found = self._known.pop(act, None)
        if found is None:
            older = max((each for each in self._known if each < act), default=None)
            found = (self._known[older] if older is not None else Known()).since(session, act)
        self._known[act] = found
        while len(self._known) > MOST_KEPT:
            self._known.pop(next(iter(self._known)))
        return found

    def forget(self) -> None:
        """Let go of everything that is held."""
        with self._turn:
            self._known.clear()
            self._held.clear()
