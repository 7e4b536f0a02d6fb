"""The register of groups and models: built once from what was recorded, asked about any day."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from engine.movement.book import Book
from engine.movement.columns import STANDINGS, Columns
from engine.movement.entries import Model, Review, Standing, Turn
from engine.movement.following import LAZY, columns_after
from engine.movement.rollups import By, Total, by_group, whole
from engine.movement.state import State
from engine.movement.villages import NONE
from engine.movement.wanted import Wanted, in_order, sift
from engine.units import Register, UnitKey

DAYS_KEPT = 8


@dataclass(frozen=True, slots=True)
class Row:
    """A model as it is on a day.

    ``since`` is the day from which it stands as it does. ``unit`` is None where it is not clear, and ``candidates``
    then has the units it may lie in. ``rating`` is that of ``rated_year``, the newest year with one; ``members`` and
    ``households`` are the newest known.
    """

    model: Model
    standing: Standing
    since: date
    unit: UnitKey | None
    candidates: tuple[UnitKey, ...]
    rating: str | None
    rated_year: int | None
    members: int | None
    households: int | None


class Snapshot:
    """The register on one day; what had not been founded by then is not in it, what had ended is, as ended."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.day, self.book = state.day, state.columns.book

    def chosen(self, wanted: Wanted) -> np.ndarray:
        """Return the places of the models that surely satisfy a question, in its order."""
        return in_order(self.state, np.flatnonzero(sift(self.state, wanted)[0]), wanted.sort, down=wanted.down)

    def maybe(self, wanted: Wanted) -> np.ndarray:
        """Return the places of those that may satisfy it: nobody said which part of a split unit they are in."""
        return in_order(self.state, np.flatnonzero(sift(self.state, wanted)[1]), wanted.sort, down=wanted.down)

    def place_of(self, key: str) -> int | None:
        """Return the place of a model that had been founded by the day."""
        at = self.state.columns.places.get(key)
        return at if at is not None and self.state.there[at] else None

    def row(self, place: int) -> Row:
        """Return a model as it is on the day."""
        state, at = self.state, int(place)
        where, rating = state.place(at), int(state.rating[at])
        return Row(
            model=state.columns.models[at],
            standing=STANDINGS[state.standing[at]],
            since=date.fromordinal(int(state.since[at])),
            unit=where.unit,
            candidates=where.candidates,
            rating=None if rating == NONE else state.columns.codes["ratings"].ids[rating],
            rated_year=None if rating == NONE else date.fromordinal(int(state.rated_on[at])).year,
            members=_known(state.members[at]),
            households=_known(state.households[at]),
        )

    def title(self, listed: str, entry: str) -> str:
        """Return the title of an entry of a list (``fields``, ``kinds``, ``bodies``, ``ratings``); of none its id."""
        codes = self.state.columns.codes[listed]
        return codes.titles[codes.numbers[entry]] if entry in codes.numbers else entry

    def totals(self, by: By, wanted: Wanted) -> tuple[Total, ...]:
        """Add up by unit, district, province, field, kind or body; the rows come to :meth:`total` together."""
        return by_group(self.state, by, wanted)

    def total(self, wanted: Wanted) -> Total:
        """Add up everything that satisfies a question."""
        return whole(self.state, wanted)

    @property
    def earlier_than_known(self) -> bool:
        """Whether the day is before some unit's first known day, so that its first known make-up stands for it."""
        return self.state.earlier_than_known


class Movement:
    """Everything recorded as known at one moment; may be asked from many threads."""

    def __init__(
        self, book: Book, units: Register, models: Sequence[Model], turns: Sequence[Turn], reviews: Sequence[Review]
    ) -> None:
        """Take rows that stand; those of a model that is not among them are left out. ValueError for a doubled key."""
        self._take(Columns(book, units, models, turns, reviews))

    def _take(self, columns: Columns) -> None:
        self.columns, self.book = columns, columns.book
        self._kept: OrderedDict[date, Snapshot] = OrderedDict()
        self._turn = threading.Lock()

    def after(
        self,
        models: Mapping[str, Model | None],
        turns: Mapping[str, Sequence[Turn]],
        reviews: Mapping[str, Sequence[Review]],
    ) -> Movement | None:
        """Return the register with these models as they stand now, each with all its turns and reviews.

        None where it is to be built anew: one was withdrawn (None), or something is new to a list or out of order.
        """
        columns = columns_after(self.columns, models, turns, reviews)
        if columns is None:
            return None
        made = Movement.__new__(Movement)
        made._take(columns)  # noqa: SLF001 -- its own
        return made

    def on(self, day: date) -> Snapshot:
        """Return the register on a day; the last few days asked for are kept."""
        with self._turn:
            found = self._kept.get(day)
            if found is not None:
                self._kept.move_to_end(day)
                return found
        made = Snapshot(self.state(day))
        with self._turn:
            self._kept[day] = made
            while len(self._kept) > DAYS_KEPT:
                self._kept.popitem(last=False)
        return made

    def prepare(self, between: Callable[[], None] = lambda: None) -> None:
        """Work out now what lists and roll-ups need of texts, not when the first asks; half a second of 40,000.

        ``between`` is called before each of its four pieces.
        """
        columns = self.columns
        for each in LAZY:
            between()
            getattr(columns, each)

    def state(self, day: date, map_day: date | None = None) -> State:
        """Return the columns of a day, with places as on another day where one is given."""
        return State(self.columns, day, map_day)


def _known(value: np.int64) -> int | None:
    return None if value == NONE else int(value)
