"""What two sets say of the same units, compared: who rises, who falls and why, which goals move, what is to review."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from engine.figures import Mask
from engine.impact.results import CriterionImpact, GoalImpact, Impact, Review, Shift, Side, UnitImpact
from engine.impact.rules import changes
from engine.reviewing import under_review
from engine.rules import MET, NOT_APPLICABLE, UNMET, VERDICTS, Codes, Verdict
from engine.targets import GoalProgress, State, TargetProgress


def impact(
    units: Sequence[str],
    old: Side,
    new: Side,
    recognised: Mapping[str, Codes] | None = None,
    only: Mask | None = None,
) -> Impact:
    """Compare what two sets say of the same units, scored on the same figures in the order of ``units``.

    ``recognised`` tells by level which of them hold a recognition (met). ``only`` narrows everything but the goals and
    the rules to some of the units. ValueError when the scores are of other units.
    """
    if {old.scores.figures.size, new.scores.figures.size} != {len(units)}:
        raise ValueError("the scores are not of these units")
    told = np.ones(len(units), np.bool_) if only is None else only
    was, now = old.covered & told, new.covered & told
    compared = told & (
        was == now
    )  # where neither set applies the unit is a fault of the figures, and scored all the same
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
        by_criterion=tuple(_by_criterion(old, new, compared)),
        goals=_goals_moved(old.targets, new.targets),
        populations=_populations(old.targets, new.targets),
        reviews=_reviews(units, old, new, recognised or {}, told),
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


def _by_criterion(old: Side, new: Side, compared: Mask) -> Iterator[CriterionImpact]:
    """Count the changes of verdicts, criterion by criterion; what both sets say the same of is left out."""
    nothing = len(VERDICTS)
    was, now = old.verdicts, new.verdicts
    missing = np.full(int(compared.sum()), nothing, np.uint8)
    for criterion in dict.fromkeys((*was, *now)):
        sides = [side[criterion][compared] if criterion in side else missing for side in (was, now)]
        pairs = Counter(zip(*(side.tolist() for side in sides), strict=True))
        moves = {
            (None if a == nothing else VERDICTS[a], None if b == nothing else VERDICTS[b]): count
            for (a, b), count in sorted(pairs.items())
            if a != b
        }
        if moves:
            yield CriterionImpact(criterion, moves)


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


def _reviews(
    units: Sequence[str], old: Side, new: Side, recognised: Mapping[str, Codes], told: Mask
) -> tuple[Review, ...]:
    """List the recognised units that the new set brings up for review, or may, and the old one did not so surely."""
    never = np.full(len(units), UNMET, np.uint8)
    was, now = (never if codes is None else codes for codes in (under_review(old.scores), under_review(new.scores)))
    was = np.where(old.covered | ~new.covered, was, UNMET)
    newly = told & (now > was) & (new.covered | ~old.covered)
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
