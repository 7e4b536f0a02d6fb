"""What two sets say of the same units, compared: who rises, who falls and why, which goals move, what is to review."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from engine.criteria import CriteriaSet
from engine.figures import Mask
from engine.impact.rules import Change, changes
from engine.reviewing import under_review
from engine.rules import MET, NOT_APPLICABLE, UNMET, Codes, Verdict
from engine.scoring import Scores
from engine.targets import GoalProgress, State, TargetProgress


@dataclass(frozen=True, slots=True)
class Side:
    """What one set says: ``kinds`` of units tell which of them it applies to (None, or no kinds: any)."""

    scores: Scores
    targets: tuple[TargetProgress, ...] = ()
    kinds: tuple[str | None, ...] = ()

    @property
    def criteria(self) -> CriteriaSet:
        """The set."""
        return self.scores.rules.criteria

    @property
    def covered(self) -> Mask:
        """Which units the set applies to."""
        kinds = self.kinds or (None,) * self.scores.figures.size
        return np.array([kind is None or kind in self.criteria.applies_to for kind in kinds], np.bool_)

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
    ``populations`` tells of each target that counts another number of units how many it counted and will count.
    """

    rises: tuple[UnitImpact, ...] = ()
    falls: tuple[UnitImpact, ...] = ()
    unchanged: int = 0
    shifts: tuple[UnitImpact, ...] = ()
    joined: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    goals: tuple[GoalImpact, ...] = ()
    populations: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    reviews: tuple[Review, ...] = ()
    changes: tuple[Change, ...] = ()


def impact(units: Sequence[str], old: Side, new: Side, recognised: Mapping[str, Codes] | None = None) -> Impact:
    """Compare what two sets say of the same units, scored on the same figures in the order of ``units``.

    ``recognised`` tells by level which of them hold a recognition (met). ValueError when the scores are of other units.
    """
    if {old.scores.figures.size, new.scores.figures.size} != {len(units)}:
        raise ValueError("the scores are not of these units")
    was, now = old.covered, new.covered
    compared = was == now  # where neither set applies the unit is a fault of the figures, and scored all the same
    way = np.sign(new.ranks - old.ranks)

    def those(mask: Mask) -> tuple[UnitImpact, ...]:
        return tuple(_unit(units[place], place, old, new) for place in _places(mask))

    still = compared & (way == 0)
    return Impact(
        rises=those(compared & (way > 0)),
        falls=those(compared & (way < 0)),
        unchanged=int(still.sum()),
        shifts=those(still & _regraded(old, new)),
        joined=tuple(units[place] for place in _places(~was & now)),
        left=tuple(units[place] for place in _places(was & ~now)),
        goals=_goals_moved(old.targets, new.targets),
        populations=_populations(old.targets, new.targets),
        reviews=_reviews(units, old, new, recognised or {}),
        changes=changes(old.criteria, new.criteria),
    )


def _places(mask: Mask) -> list[int]:
    return [int(place) for place in np.flatnonzero(mask)]


def _unit(name: str, unit: int, old: Side, new: Side) -> UnitImpact:
    was, now = old.scores, new.scores
    bands, new_bands = old.band(unit), new.band(unit)
    return UnitImpact(
        unit=name,
        met=(int(was.met[unit]), int(now.met[unit])),
        possible=(int(was.possible[unit]), int(now.possible[unit])),
        band=(bands[0], new_bands[0]),
        possible_band=(bands[1], new_bands[1]),
        eligible={
            level: (_verdict(was.eligible[level], unit), _verdict(now.eligible[level], unit))
            for level in _levels(old, new)
            if was.eligible[level][unit] != now.eligible[level][unit]
        },
        because=tuple(_shifts(unit, old.verdicts, new.verdicts)),
        recounted=tuple(_recounted(unit, old, new)),
    )


def _shifts(unit: int, old: Mapping[str, Codes], new: Mapping[str, Codes]) -> Iterator[Shift]:
    for criterion in dict.fromkeys((*old, *new)):
        was, now = (_verdict(side[criterion], unit) if criterion in side else None for side in (old, new))
        if was != now:
            yield Shift(criterion, was, now)


def _recounted(unit: int, old: Side, new: Side) -> Iterator[str]:
    if old.criteria.not_applicable_counts_as == new.criteria.not_applicable_counts_as:
        return
    was, now = old.verdicts, new.verdicts
    for criterion in was:
        if criterion in now and was[criterion][unit] == now[criterion][unit] == NOT_APPLICABLE:
            yield criterion


def _verdict(codes: Codes, unit: int) -> Verdict:
    return Verdict.of(int(codes[unit]))


def _levels(old: Side, new: Side) -> list[str]:
    return [level for level in old.scores.eligible if level in new.scores.eligible]


def _regraded(old: Side, new: Side) -> Mask:
    """Tell which units change their band, sure or possible, or their eligibility at a level of both sets."""
    found = np.array([old.band(unit) != new.band(unit) for unit in range(old.scores.figures.size)], np.bool_)
    for level in _levels(old, new):
        found |= old.scores.eligible[level] != new.scores.eligible[level]
    return found


def _goals_moved(old: Sequence[TargetProgress], new: Sequence[TargetProgress]) -> tuple[GoalImpact, ...]:
    was, now = ({(each.target.id, goal.place): goal for each in side for goal in each.goals} for side in (old, new))
    order = list(dict.fromkeys(each.target.id for each in (*old, *new)))
    pairs = (
        GoalImpact(*at, was.get(at), now.get(at))
        for at in sorted({*was, *now}, key=lambda at: (order.index(at[0]), at[1]))
    )
    return tuple(each for each in pairs if _standing(each.old) != _standing(each.new))


def _standing(goal: GoalProgress | None) -> tuple[int, State] | None:
    return None if goal is None else (goal.reached, goal.state)


def _populations(old: Sequence[TargetProgress], new: Sequence[TargetProgress]) -> dict[str, tuple[int, int]]:
    was, now = ({each.target.id: each.population for each in side} for side in (old, new))
    return {key: (was[key], now[key]) for key in was if key in now and was[key] != now[key]}


def _reviews(units: Sequence[str], old: Side, new: Side, recognised: Mapping[str, Codes]) -> tuple[Review, ...]:
    """List the recognised units that the new set brings up for review, or may, and the old one did not so surely."""
    never = np.full(len(units), UNMET, np.uint8)
    was, now = (never if codes is None else codes for codes in (under_review(old.scores), under_review(new.scores)))
    was = np.where(old.covered | ~new.covered, was, UNMET)
    newly = (now > was) & (new.covered | ~old.covered)
    held = {level: codes for level, codes in recognised.items() if level in new.criteria.levels}
    found = (
        Review(
            units[unit],
            tuple(level for level, codes in held.items() if codes[unit] == MET),
            _verdict(was, unit),
            _verdict(now, unit),
        )
        for unit in _places(newly)
    )
    return tuple(each for each in found if each.levels)
