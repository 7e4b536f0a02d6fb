"""Progress toward targets: how many units stand where, for sure and possibly, against what each goal asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

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
    """One goal: ``standing`` units exactly at its place; ``required``, ``reached``, ``possible`` are what is compared."""

    place: int
    goal: Goal
    standing: int
    required: int
    reached: int
    possible: int
    state: State
    units: tuple[UnitKey, ...]
    reached_on_due: int | None = None

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


def progress(
    criteria: CriteriaSet, target: Target, now: Population, as_of: date, on_due: Population | None = None
) -> TargetProgress:
    """Measure a target on ``as_of``; ``on_due`` is the population as it was on the due day, once that has passed."""
    sure, possible = _places(criteria, target, now)
    due_sure = _places(criteria, target, on_due)[0] if on_due and as_of > target.due else None
    return TargetProgress(
        target=target,
        as_of=as_of,
        population=len(now.keys),
        goals=tuple(
            _goal(criteria, target, index, now, (sure, possible), None if due_sure is None else (due_sure, on_due or now))
            for index in range(len(target.goals))
        ),
        below=tuple(now.keys[unit] for unit in np.flatnonzero(sure == len(target.goals))),
    )


def _places(criteria: CriteriaSet, target: Target, units: Population) -> tuple[Places, Places]:
    """Return per unit the index of the highest goal that it reaches, for sure and possibly; their number when none."""
    size, count = len(units.keys), len(target.goals)
    sure, possible = np.full(size, count), np.full(size, count)
    for index in range(count - 1, -1, -1):
        is_sure, is_possible = _reaching(criteria, target.goals[index], units)
        sure[is_sure] = index
        possible[is_possible | is_sure] = index
    return sure, possible


def _reaching(criteria: CriteriaSet, goal: Goal, units: Population) -> tuple[Mask, Mask]:
    if goal.band is not None:
        codes = reaches(criteria, goal.band, units.met, units.possible)
        sure, possible = codes > UNKNOWN, codes > UNMET
    else:
        level = goal.level or ""
        sure = units.recognised[level]
        eligible = units.eligible.get(level)
        possible = sure if eligible is None else sure | (eligible != UNMET)
    if goal.among is None:
        return sure, possible
    members = criteria.lists[goal.among]
    if isinstance(members, SizedList):
        return np.zeros_like(sure), possible
    listed = np.array([code in members and first <= criteria.effective_from for code, first in units.keys], np.bool_)
    return sure & listed, possible & listed


def _goal(  # noqa: PLR0913 -- the parts of one line of one table
    criteria: CriteriaSet,
    target: Target,
    index: int,
    now: Population,
    places: tuple[Places, Places],
    due: tuple[Places, Population] | None,
) -> GoalProgress:
    goal = target.goals[index]
    sure, possible = places
    required = _required(target, index, now)
    reached = _counted(goal, sure <= index, now)
    void = goal.level is not None and not criteria.levels[goal.level].in_force(target.due)
    could = max(reached, _possibly(criteria, target, index, now, possible))
    state = State.VOID if void else _state(reached, could, required)
    return GoalProgress(
        place=index + 1,
        goal=goal,
        standing=int((sure == index).sum()),
        required=required,
        reached=reached,
        possible=could,
        state=state,
        units=tuple(now.keys[unit] for unit in np.flatnonzero(sure == index)),
        reached_on_due=None if due is None else _counted(goal, due[0] <= index, due[1]),
    )


def _state(reached: int, possible: int, required: int) -> State:
    if reached >= required:
        return State.REACHED
    return State.POSSIBLE if possible >= required else State.OPEN


def _required(target: Target, index: int, units: Population) -> int:
    """Return the figure that a goal is compared with: its own, or in the disjoint reading all up to it."""
    districts = len({district for district in units.districts if district is not None})
    goal = target.goals[index]
    if goal.per is not None:
        return districts
    if target.reading == "nested":
        return goal.at_least
    return sum(each.at_least * (districts if each.per else 1) for each in target.goals[: index + 1])


def _counted(goal: Goal, standing: Mask, units: Population) -> int:
    """Count units, or the districts that have as many as the goal asks in each."""
    if goal.per is None:
        return int(standing.sum())
    by_district: dict[str, int] = {}
    for unit in np.flatnonzero(standing):
        district = units.districts[unit]
        if district is not None:
            by_district[district] = by_district.get(district, 0) + 1
    known = {district for district in units.districts if district is not None}
    return sum(by_district.get(district, 0) >= goal.at_least for district in known)


def _possibly(criteria: CriteriaSet, target: Target, index: int, units: Population, possible: Places) -> int:
    """Count what could stand at a place or above; a list of unknown members adds at most its size."""
    goals = target.goals[: index + 1]
    sizes = {each.among: criteria.lists[each.among] for each in goals if each.among}
    capped = [size.size for size in sizes.values() if isinstance(size, SizedList)]
    if not capped:
        return _counted(target.goals[index], possible <= index, units)
    open_goals = [each for each in goals if not isinstance(sizes.get(each.among or ""), SizedList)]
    free = np.zeros(len(units.keys), np.bool_)
    for each in open_goals:
        is_sure, is_possible = _reaching(criteria, each, units)
        free |= is_sure | is_possible
    listed = (possible <= index) & ~free
    return _counted(target.goals[index], free, units) + min(int(listed.sum()), sum(capped))
