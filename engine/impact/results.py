"""What is compared and what comes of it, as values: two sides; the units, criteria, goals and reviews that change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from engine.criteria import CriteriaSet
from engine.figures import Mask
from engine.impact.rules import Change
from engine.rules import Codes, Verdict
from engine.scoring import Scores
from engine.targets import GoalProgress, TargetProgress


@dataclass(frozen=True, slots=True)
class Side:
    """What one set says: ``kinds`` of units tell which of them it applies to (None, or no kinds: any)."""

    scores: Scores
    targets: tuple[TargetProgress, ...] = ()
    kinds: tuple[str | None, ...] = ()
    outside: tuple[bool, ...] = ()
    """Which units lie outside the province that the set is for; none where it is left out."""

    @property
    def criteria(self) -> CriteriaSet:
        """The set."""
        return self.scores.rules.criteria

    @property
    def covered(self) -> Mask:
        """Which units the set applies to."""
        kinds = self.kinds or (None,) * self.scores.figures.size
        covered = np.array([kind is None or kind in self.criteria.applies_to for kind in kinds], np.bool_)
        return covered & ~np.array(self.outside, np.bool_) if self.outside else covered

    @property
    def ranks(self) -> NDArray[np.int64]:
        """A number a unit that grows with the sure count and, where it is equal, with the possible one."""
        return (self.scores.met.astype(np.int64) << 16) + self.scores.possible

    def band(self, unit: int) -> tuple[str, str]:
        """Return the ids of the sure and of the possible band of a unit."""
        scores = self.scores
        return scores.band_id(int(scores.band[unit])), scores.band_id(int(scores.possible_band[unit]))

    @property
    def verdicts(self) -> dict[str, Codes]:
        """The verdict codes of each criterion."""
        return {each.id: self.scores.criteria[index] for index, each in enumerate(self.criteria.criteria)}


@dataclass(frozen=True, slots=True)
class Shift:
    """A criterion whose verdict changes for a unit; None where the set has no such criterion."""

    criterion: str
    old: Verdict | None
    new: Verdict | None


@dataclass(frozen=True, slots=True)
class UnitImpact:
    """A unit that moves; ``eligible`` holds the levels of both sets where its eligibility changes."""

    unit: str
    met: tuple[int, int]
    possible: tuple[int, int]
    band: tuple[str, str]
    possible_band: tuple[str, str]
    eligible: Mapping[str, tuple[Verdict, Verdict]]
    because: tuple[Shift, ...]
    recounted: tuple[str, ...] = ()
    """Criteria that do not apply to the unit under either set, and that the new one counts otherwise."""


@dataclass(frozen=True, slots=True)
class CriterionImpact:
    """A criterion (of either set) and how many units have each change of its verdict; None: a set has none of it."""

    criterion: str
    moves: Mapping[tuple[Verdict | None, Verdict | None], int]


@dataclass(frozen=True, slots=True)
class GoalImpact:
    """A goal whose reached figure or state moves; None where the set has no such goal."""

    target: str
    place: int
    old: GoalProgress | None
    new: GoalProgress | None


@dataclass(frozen=True, slots=True)
class Review:
    """A recognised unit that comes up for review: for sure (met), or possibly while figures are missing (unknown)."""

    unit: str
    levels: tuple[str, ...]
    old: Verdict
    new: Verdict


@dataclass(frozen=True, slots=True)
class Impact:
    """Everything that changes; units in the order given.

    ``unchanged`` counts the units whose counts stay; ``shifts`` are those of them whose band or eligibility changes.
    ``joined`` and ``left`` are the units to which only the new or only the old set applies: they are in no other list.
    ``by_criterion`` has the criteria whose verdict changes for some unit that both sets apply to.
    ``populations`` tells of each target that counts another number of units how many it counted and will count.
    """

    rises: tuple[UnitImpact, ...] = ()
    falls: tuple[UnitImpact, ...] = ()
    unchanged: int = 0
    shifts: tuple[UnitImpact, ...] = ()
    joined: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    by_criterion: tuple[CriterionImpact, ...] = ()
    goals: tuple[GoalImpact, ...] = ()
    populations: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    reviews: tuple[Review, ...] = ()
    changes: tuple[Change, ...] = ()
