"""Progress toward targets: how many units stand where, for sure and possibly, against what each goal asks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from engine.criteria import CriteriaSet, Goal, SizedList, Target
from engine.figures import Mask
from engine.rules import UNKNOWN, UNMET, Codes
from engine.scoring import Counts, Scores, reaches
from engine.units import UnitKey

Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Recognition:
    """A decision that recognises a unit at a level, in force from its day until the day of its revocation."""

    unit: str
    level: str
    decision: str
    decided_on: date
    revoked_on: date | None = None

    def in_force(self, on: date) -> bool:
        """Tell whether it is in force on a day; on the day of revocation it no longer is."""
        return self.decided_on <= on and (self.revoked_on is None or on < self.revoked_on)


@dataclass(frozen=True, slots=True)
class Population:
    """The units that a target counts, with what is known of each on one day: a place a unit.

    ``met``/``possible`` are counts of criteria, ``eligible`` verdict codes by level, ``recognised`` masks by level.
    """

    keys: tuple[UnitKey, ...]
    districts: tuple[str | None, ...]
    met: Counts
    possible: Counts
    eligible: Mapping[str, Codes]
    recognised: Mapping[str, Mask]

    @classmethod
    def unknown(cls, criteria: CriteriaSet, keys: Sequence[UnitKey], districts: Sequence[str | None]) -> Population:
        """Make a population of which nothing is known yet."""
        size = len(keys)
        return cls(
            keys=tuple(keys),
            districts=tuple(districts),
            met=np.zeros(size, np.uint16),
            possible=np.full(size, len(criteria.criteria), np.uint16),
            eligible={},
            recognised={level: np.zeros(size, np.bool_) for level in criteria.levels},
        )

    def with_scores(self, scores: Scores, rows: Sequence[tuple[int, int]]) -> Population:
        """Return it with the scores of some units put in: pairs of (place here, place in the scores)."""
        met, possible = self.met.copy(), self.possible.copy()
        here, there = (np.array([pair[side] for pair in rows], np.int64) for side in (0, 1))
        met[here], possible[here] = scores.met[there], scores.possible[there]
        eligible = dict(self.eligible)
        for level, codes in scores.eligible.items():
            known = eligible.get(level, np.full(len(met), UNKNOWN, np.uint8)).copy()
            known[here] = codes[there]
            eligible[level] = known
        return Population(self.keys, self.districts, met, possible, eligible, self.recognised)


class State(StrEnum):
    """How a goal stands."""

    REACHED = "reached"
    POSSIBLE = "possible"
    OPEN = "open"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class GoalProgress:
    """One goal: ``standing`` units exactly at its place; ``required``, ``reached``, ``possible`` are compared."""

    place: int
    goal: Goal
    standing: int
    required: int
    reached: int
    possible: int
    state: State
    units: tuple[UnitKey, ...]
    reached_on_due: int | None = None
    due: date | None = None

    @property
    def gap(self) -> int:
        """How many are lacking for sure."""
        return max(0, self.required - self.reached)


@dataclass(frozen=True, slots=True)
class TargetProgress:
    """One target on one day."""

    target: Target
    as_of: date
    population: int
    goals: tuple[GoalProgress, ...]
    below: tuple[UnitKey, ...]
    """The units that stand in no place."""

    @property
    def off_base(self) -> bool:
        """Tell whether the goals add up to something else than the base that the document names."""
        rest = any(goal.rest for goal in self.target.goals)
        return rest and self.target.base is not None and self.target.asked != self.target.base

    @property
    def off_population(self) -> bool:
        """Tell whether other units are counted than the document counted."""
        return self.target.base is not None and self.population != self.target.base


@dataclass(frozen=True, slots=True)
class Standing:
    """Where units stand in a target on a day: a place a unit, or a place so many ``sizes`` units that stand alike.

    ``sure`` and ``could`` are the index of the highest goal that they reach, for sure and possibly, ``free`` of the
    highest that they could reach without being on a list of unknown members; the number of goals when none. ``units``
    is empty where units were only counted.
    """

    sure: Places
    could: Places
    free: Places
    sizes: Places
    districts: tuple[str | None, ...]
    units: tuple[UnitKey, ...] = ()

    @classmethod
    def of(cls, criteria: CriteriaSet, target: Target, units: Population, on: date) -> Standing:
        """Find where each unit of a population stands."""
        size, count = len(units.keys), len(target.goals)
        sure, could, free = (np.full(size, count) for _ in range(3))
        for index in range(count - 1, -1, -1):
            goal = target.goals[index]
            is_sure, is_possible = _reaching(criteria, goal, units, on)
            sure[is_sure] = index
            could[is_possible | is_sure] = index
            if goal.among is None or not isinstance(criteria.lists[goal.among], SizedList):
                free[is_possible | is_sure] = index
        return cls(sure, could, free, np.ones(size, np.int64), units.districts, units.keys)

    def at(self, index: int) -> tuple[UnitKey, ...]:
        """Return the units that stand exactly at a place, where they are known one by one."""
        return tuple(self.units[unit] for unit in np.flatnonzero(self.sure == index)) if self.units else ()


def _reaching(criteria: CriteriaSet, goal: Goal, units: Population, on: date) -> tuple[Mask, Mask]:
    """Return per unit whether it reaches a goal's level or band, for sure and possibly."""
    if goal.band is not None:
        codes = reaches(criteria, goal.band, units.met, units.possible)
        sure, possible = codes > UNKNOWN, codes > UNMET
    else:
        sure, possible = _recognised(criteria, goal.level or "", units, on)
    if goal.among is None:
        return sure, possible
    members = criteria.lists[goal.among]
    if isinstance(members, SizedList):
        return np.zeros_like(sure), possible
    start = criteria.effective_from
    listed = np.array([code in members and first <= start for code, first in units.keys], np.bool_)
    return sure & listed, possible & listed


def _recognised(criteria: CriteriaSet, level: str, units: Population, on: date) -> tuple[Mask, Mask]:
    sure = units.recognised[level]
    eligible = units.eligible.get(level)
    if eligible is not None:
        return sure, sure | (eligible != UNMET)
    # Nobody has been judged at the level yet: unknown while it exists, out of reach once it has ended.
    return sure, sure | criteria.levels[level].in_force(on)


def progress(
    criteria: CriteriaSet, target: Target, now: Population, as_of: date, on_due: Population | None = None
) -> TargetProgress:
    """Measure a target on ``as_of``; ``on_due`` is the population as it was on the due day, once that has passed."""
    here = Standing.of(criteria, target, now, as_of)
    due = Standing.of(criteria, target, on_due, target.due) if on_due and as_of > target.due else None
    return counted(criteria, target, here, as_of, due)


def counted(
    criteria: CriteriaSet, target: Target, now: Standing, as_of: date, on_due: Standing | None = None
) -> TargetProgress:
    """Count a target by where units stand on ``as_of``, and stood on the due day once that has passed."""
    here = _Count(criteria, target, now)
    due = None if on_due is None else _Count(criteria, target, on_due)
    return TargetProgress(
        target=target,
        as_of=as_of,
        population=int(now.sizes.sum()),
        goals=tuple(here.goal(index, due) for index in range(len(target.goals))),
        below=now.at(len(target.goals)),
    )


@dataclass(frozen=True)
class _Count:
    """What stands where in a target, counted."""

    criteria: CriteriaSet
    target: Target
    standing: Standing

    def goal(self, index: int, due: _Count | None) -> GoalProgress:
        """Measure the goal of that index."""
        goal = self.target.goals[index]
        required, reached = self.required(index), self.reached(index)
        possible = max(reached, self.possible(index))
        void = goal.level is not None and not self.criteria.levels[goal.level].in_force(self.target.due)
        return GoalProgress(
            place=index + 1,
            goal=goal,
            standing=int(self.standing.sizes[self.standing.sure == index].sum()),
            required=required,
            reached=reached,
            possible=possible,
            state=State.VOID if void else _state(reached, possible, required),
            units=self.standing.at(index),
            reached_on_due=None if due is None else due.reached(index),
            due=self.target.due,
        )

    @cached_property
    def districts(self) -> frozenset[str]:
        """The districts of the units that are counted."""
        return frozenset(district for district in self.standing.districts if district is not None)

    def required(self, index: int) -> int:
        """Return the figure that a goal is compared with: its own, or in the disjoint reading all up to it."""
        goals = self.target.goals
        if goals[index].per is not None:
            return len(self.districts)
        if self.target.reading == "nested":
            return goals[index].at_least
        return sum(each.at_least * (len(self.districts) if each.per else 1) for each in goals[: index + 1])

    def reached(self, index: int) -> int:
        """Count what stands at a place or above for sure."""
        return self._counted(index, self.standing.sure <= index)

    def possible(self, index: int) -> int:
        """Count what could stand at a place or above; a list of unknown members adds at most its size."""
        goals = self.target.goals[: index + 1]
        members = {each.among: self.criteria.lists[each.among] for each in goals if each.among}
        sizes = {key: each.size for key, each in members.items() if isinstance(each, SizedList)}
        could = self.standing.could <= index
        if not sizes:
            return self._counted(index, could)
        free = self.standing.free <= index
        return self._counted(index, free) + min(int(self.standing.sizes[could & ~free].sum()), sum(sizes.values()))

    def _counted(self, index: int, standing: Mask) -> int:
        """Count units, or the districts that have as many as the goal asks in each."""
        goal = self.target.goals[index]
        if goal.per is None:
            return int(self.standing.sizes[standing].sum())
        found: Counter[str | None] = Counter()
        for place in np.flatnonzero(standing):
            found[self.standing.districts[place]] += int(self.standing.sizes[place])
        return sum(found[district] >= goal.at_least for district in self.districts)


def _state(reached: int, possible: int, required: int) -> State:
    if reached >= required:
        return State.REACHED
    return State.POSSIBLE if possible >= required else State.OPEN
