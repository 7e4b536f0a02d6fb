"""Where units stand for a plan, and what the next places ask of their scores.

A unit stands at a level that it is recognised at, or whose chain of requirements its score fulfils while no veto bites
that blocks a level of the chain which it doesn't hold yet: the decision can then be made.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from engine.criteria import CriteriaSet, Goal, Level, SizedList, Target
from engine.figures import Mask
from engine.scoring import Counts
from engine.targets import Population, State, TargetProgress, progress


@dataclass(frozen=True, slots=True)
class Judged:
    """What is known of a population's scores: sure and possible counts, and for each veto whom it bites."""

    met: Counts
    possible: Counts
    biting: Mask


@dataclass(frozen=True, slots=True)
class Asks:
    """What a place asks of a unit: so many criteria, and that none of these vetoes (by index) bites."""

    count: int
    vetoes: frozenset[int]


@dataclass(frozen=True)
class Ground:
    """A target over a population on a day."""

    criteria: CriteriaSet
    target: Target
    population: Population
    as_of: date

    @cached_property
    def void(self) -> frozenset[int]:
        """The goals whose level no longer exists on the due day; nobody is planned for them."""
        found = progress(self.criteria, self.target, self.population, self.as_of).goals
        return frozenset(index for index, goal in enumerate(found) if goal.state is State.VOID)

    def measured(self, judged: Judged) -> TargetProgress:
        """Measure the target, units standing at the levels whose requirements they fulfil."""
        recognised = dict(self.population.recognised)
        for index, goal in enumerate(self.target.goals):
            if goal.level is not None and index not in self.void:
                fulfils = judged.met >= self.count(goal)
                for level in self.chain(goal.level):
                    blocked = judged.biting[self.blocking(level)].any(axis=0)
                    fulfils &= ~blocked | self.population.recognised[level.level]
                recognised[goal.level] = recognised[goal.level] | fulfils
        there = replace(self.population, met=judged.met, possible=judged.possible, recognised=recognised)
        return progress(self.criteria, self.target, there, self.as_of)

    def asks(self, index: int, place: int) -> Asks | None:
        """Return what a goal's place asks of the score of a unit; None where it can't be planned for it."""
        goal = self.target.goals[index]
        if index in self.void or not self.is_among(goal, place):
            return None
        blocking: set[int] = set()
        for level in self.chain(goal.level):
            if not self.population.recognised[level.level][place]:
                blocking |= set(self.blocking(level))
        return Asks(self.count(goal), frozenset(blocking))

    def is_among(self, goal: Goal, place: int) -> bool:
        """Tell whether a unit is in the list that a goal counts; of a list without names nobody is for sure."""
        if goal.among is None:
            return True
        members, (code, first) = self.criteria.lists[goal.among], self.population.keys[place]
        return not isinstance(members, SizedList) and code in members and first <= self.criteria.effective_from

    def count(self, goal: Goal) -> int:
        """Return how many criteria a goal's band, or the bands of its level's chain, ask for."""
        bands = {goal.band, *(level.requires.band for level in self.chain(goal.level))}
        return max((band.criteria_met for band in self.criteria.bands if band.id in bands), default=0)

    def chain(self, level: str | None) -> list[Level]:
        """Return a level and those whose recognition it requires, one by one (each stands below in the file)."""
        found = []
        while level is not None:
            found.append(self.criteria.levels[level])
            level = found[-1].requires.recognised
        return found

    def blocking(self, level: Level) -> list[int]:
        """Return the vetoes that block a level."""
        vetoes = enumerate(self.criteria.vetoes)
        return [index for index, veto in vetoes if veto.blocks is None or level.level in veto.blocks]
