"""Figures of criteria sets counted from the register by a rule of the book: sure, possible, and never guessed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from engine.movement.book import CountRule
from engine.movement.places import Place
from engine.movement.register import Snapshot
from engine.movement.state import State
from engine.movement.villages import NONE
from engine.movement.wanted import Wanted, codes, sift
from engine.units import UnitKey


@dataclass(frozen=True, slots=True)
class Counted:
    """A figure of one unit: at least ``sure``, at most ``possible``; None: how much more it may be is not known.

    ``models`` are the keys of those that surely count, ``maybe`` of those that may: not rated for the year, or lying
    nobody knows in which part of a split unit.
    """

    sure: int
    possible: int | None
    models: tuple[str, ...] = ()
    maybe: tuple[str, ...] = ()

    @property
    def value(self) -> int | None:
        """The figure where it is known."""
        return self.sure if self.sure == self.possible else None


NOTHING = Counted(0, 0)
"""The figure of a unit that :func:`counted` does not list."""


def rated_year(day: date) -> int:
    """Return the newest year that has ended on or before a day: ratings of that year hold."""
    return (day + timedelta(days=1)).year - 1


def counted(snapshot: Snapshot, rule: CountRule, year: int) -> dict[UnitKey, Counted]:
    """Count a figure for every unit of the day that has, or may have, a model to count.

    ``year`` is the one whose ratings the rule asks for; a model without a rating for it may count, or not.
    """
    state = snapshot.state
    fits, rated = _fitting(state, rule), _rated(state, rule, year)
    yes, open_ = np.flatnonzero(fits & (rated == 1)), np.flatnonzero(fits & (rated == NONE))
    sure: defaultdict[UnitKey, list[int]] = defaultdict(list)
    maybe: defaultdict[UnitKey, list[int]] = defaultdict(list)
    for base, places in _by_base(state, yes):
        for unit in base.possible:
            (sure if base.unit is not None else maybe)[unit] += places
    for base, places in _by_base(state, open_):
        for unit in base.possible:
            maybe[unit] += places
    return {unit: _figure(state, rule, sure.get(unit, []), maybe.get(unit, [])) for unit in {**sure, **maybe}}


def _by_base(state: State, places: np.ndarray) -> Iterator[tuple[Place, list[int]]]:
    """Part models by where they are on the day."""
    in_order = places[np.argsort(state.base[places], kind="stable")]
    starts = np.flatnonzero(np.diff(state.base[in_order])) + 1
    for each in np.split(in_order, starts):
        if len(each):
            yield state.place(each[0]), each.tolist()


def _fitting(state: State, rule: CountRule) -> np.ndarray:
    where = rule.where
    asked = Wanted(
        fields=codes(where.fields),
        kinds=codes(where.kinds),
        bodies=codes(where.bodies),
        standings=frozenset(where.standings),
    )
    return sift(state, asked)[0]


def _rated(state: State, rule: CountRule, year: int) -> np.ndarray:
    """Return 1 where the rating is one of those asked for, 0 where it is not, NONE where there is none."""
    columns = state.columns
    count = len(columns.models)
    if rule.where.ratings is None:
        return np.ones(count, dtype=np.int64)
    last = min(date(year, 12, 31).toordinal(), state.day.toordinal())
    places, ratings = columns.ratings.between(date(year, 12, 31).toordinal(), last)
    found = np.full(count, NONE)
    found[places] = columns.codes["ratings"].table(rule.where.ratings)[ratings]
    return found


def _figure(state: State, rule: CountRule, sure: list[int], maybe: list[int]) -> Counted:
    columns = state.columns
    low, high = _amount(state, rule, sure, maybe)
    models, others = ([columns.models[at].key for at in each] for each in (sorted(sure), sorted(maybe)))
    return Counted(low, high, tuple(models), tuple(others))


def _amount(state: State, rule: CountRule, sure: list[int], maybe: list[int]) -> tuple[int, int | None]:
    """Return the least and the most that the models come to; None where a model does not tell what is counted."""
    if rule.of == "models":
        return len(sure), len(sure) + len(maybe)
    both = np.array(sure + maybe, dtype=np.int64)
    if rule.of == "villages":
        villages = state.columns.villages
        low, _ = villages.counted(both[: len(sure)], np.zeros(len(sure), dtype=np.int64), 1)
        _, high = villages.counted(both, np.zeros(len(both), dtype=np.int64), 1)
        return int(low[0]), None if (villages.numbers[both] == NONE).any() else int(high[0])
    column = (state.members if rule.of == "members" else state.households)[both]
    known = np.where(column == NONE, 0, column)
    return int(known[: len(sure)].sum()), None if (column == NONE).any() else int(known.sum())
