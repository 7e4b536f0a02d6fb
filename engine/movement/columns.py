"""The register as columns: one place a model, in the order of keys; what was said of them, by day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from engine.movement.book import LISTS, Book
from engine.movement.entries import Model, Review, Standing, Turn
from engine.movement.texts import ranks
from engine.movement.villages import NONE, Villages
from engine.names import search_key
from engine.units import Register, UnitKey

STANDINGS = tuple(Standing)
SEPARATOR = "\0"
"""What stands between the texts of two models where they are searched."""


class Latest:
    """Values said of models from days on; of one day the later in the input holds."""

    def __init__(self, models: int, said: Iterable[tuple[int, int, int]] | np.ndarray) -> None:
        """Take (place of the model, day as ordinal, value) for a register of so many models."""
        table = said if isinstance(said, np.ndarray) else np.array(list(said), dtype=np.int64).reshape(-1, 3)
        table = table[np.lexsort((table[:, 1], table[:, 0]))]  # stable: the order of the input breaks ties
        self._models = models
        self.places, self.days, self.values = table[:, 0], table[:, 1], table[:, 2]

    def on(self, day: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the value of each model on a day and since when; NONE where nothing had been said."""
        found = np.flatnonzero(self.days <= day)
        places = self.places[found]
        last = found[np.append(places[1:] != places[:-1], True)] if len(found) else found
        values, since = np.full(self._models, NONE), np.full(self._models, NONE)
        values[self.places[last]], since[self.places[last]] = self.values[last], self.days[last]
        return values, since

    def between(self, first: int, last: int) -> tuple[np.ndarray, np.ndarray]:
        """Return places and values of what was said from one day to another, both included."""
        found = (first <= self.days) & (self.days <= last)
        return self.places[found], self.values[found]


@dataclass(frozen=True)
class Codes:
    """A closed list as numbers: the ids of the book in its order, then ids that only older entries have."""

    ids: tuple[str, ...]
    titles: tuple[str, ...]
    numbers: Mapping[str, int]

    @classmethod
    def of(cls, book: Book, name: str, used: Iterable[str]) -> Codes:
        """Number the entries of a list of the book, and what else was used."""
        listed = {each.id: each.title for each in getattr(book, name)}
        titles = listed | {each: each for each in sorted(set(used) - listed.keys())}
        return cls(tuple(titles), tuple(titles.values()), {each: at for at, each in enumerate(titles)})

    def table(self, wanted: Iterable[str] | None) -> np.ndarray:
        """Return whether each number is wanted; the last place, which NONE finds, is for «none» (an empty id)."""
        if wanted is None:
            return np.ones(len(self.ids) + 1, dtype=bool)
        listed = frozenset(wanted)
        return np.array([each in listed for each in (*self.ids, "")])


class Columns:
    """Everything recorded, once; turns and reviews of models that are not there any more are left out."""

    standings: Latest
    moves: Latest
    ratings: Latest
    members_said: Latest
    households_said: Latest

    def __init__(
        self, book: Book, units: Register, models: Sequence[Model], turns: Sequence[Turn], reviews: Sequence[Review]
    ) -> None:
        """Order by key; ValueError when a key stands twice."""
        self.book, self.units = book, units
        self.models = tuple(sorted(models, key=lambda each: each.key))
        self.places = {each.key: at for at, each in enumerate(self.models)}
        if len(self.places) < len(self.models):
            raise ValueError("a model twice")
        turned = [(self.places[each.model], each) for each in turns if each.model in self.places]
        reviewed = [(self.places[each.model], each) for each in reviews if each.model in self.places]
        self._number(turned, reviewed)
        self._say(turned, reviewed)

    def _number(self, turned: list[tuple[int, Turn]], reviewed: list[tuple[int, Review]]) -> None:
        rated = [each.rating for _, each in reviewed if each.rating is not None]
        used = ([each.field for each in self.models], [each.kind for each in self.models])
        lists = zip(LISTS, (*used, [each.body for each in self.models], rated), strict=True)
        self.codes = {name: Codes.of(self.book, name, ids) for name, ids in lists}
        self.kind = self._column(lambda each: self.codes["kinds"].numbers[each.kind])
        self.field = self._column(lambda each: self.codes["fields"].numbers[each.field])
        self.body = self._column(lambda each: self.codes["bodies"].numbers[each.body])
        self.founded = self._column(lambda each: each.founded_on.toordinal())
        self.members = self._column(lambda each: NONE if each.members is None else each.members)
        self.households = self._column(lambda each: NONE if each.households is None else each.households)
        named = [each.unit for each in self.models] + [each.unit for _, each in turned if each.unit is not None]
        self.bases: tuple[UnitKey, ...] = tuple(dict.fromkeys(named))
        """Every unit version that something was recorded in."""
        self.base_numbers = {each: at for at, each in enumerate(self.bases)}
        self.base = self._column(lambda each: self.base_numbers[each.unit])

    def _say(self, turned: list[tuple[int, Turn]], reviewed: list[tuple[int, Review]]) -> None:
        for name, rows in self.said(turned, reviewed).items():
            setattr(self, name, Latest(len(self.models), rows))

    def said(
        self, turned: Sequence[tuple[int, Turn]], reviewed: Sequence[tuple[int, Review]]
    ) -> dict[str, list[tuple[int, int, int]]]:
        """Return turns and reviews of models by their places as (place, day, value), by the table they belong in."""
        numbers = {each: at for at, each in enumerate(STANDINGS)}
        ends = [(at, date(each.year, 12, 31).toordinal(), each) for at, each in reviewed]
        ratings = self.codes["ratings"].numbers
        return {
            "standings": [(at, each.since.toordinal(), numbers[each.standing]) for at, each in turned],
            "moves": [
                (at, each.since.toordinal(), self.base_numbers[each.unit])
                for at, each in turned
                if each.unit is not None
            ],
            "ratings": [(a, d, ratings[r.rating]) for a, d, r in ends if r.rating is not None],
            "members_said": [(a, d, r.members) for a, d, r in ends if r.members is not None],
            "households_said": [(a, d, r.households) for a, d, r in ends if r.households is not None],
        }

    def _column(self, value: Callable[[Model], int]) -> np.ndarray:
        return np.fromiter(map(value, self.models), dtype=np.int64, count=len(self.models))

    @cached_property
    def villages(self) -> Villages:
        """The villages of the models."""
        return Villages.of(self.units, self.models)

    @cached_property
    def title_rank(self) -> np.ndarray:
        """Vietnamese alphabetical order of titles."""
        return ranks([each.title for each in self.models])

    @cached_property
    def village_rank(self) -> np.ndarray:
        """Vietnamese alphabetical order of villages; NONE where none is said."""
        found = ranks([each.village for each in self.models])
        return np.where([bool(each.village) for each in self.models], found, NONE)

    @cached_property
    def searched(self) -> tuple[np.ndarray, np.ndarray]:
        """All texts of all models without diacritics as one row of bytes, and where each model's begin."""
        texts = [text_of(each) for each in self.models]
        whole = np.frombuffer(search_key(SEPARATOR.join(texts)).encode(), dtype=np.uint8)
        return whole, starts_of(whole)


def starts_of(whole: np.ndarray) -> np.ndarray:
    """Return where each of the texts begins that stand in one row of bytes."""
    return np.append(0, np.flatnonzero(whole == 0) + 1)


def text_of(model: Model) -> str:
    """Return what a search looks through of a model; no NUL in it, which keeps models apart."""
    return f"{model.key} {model.title} {model.village} {model.decision}".replace(SEPARATOR, " ")
