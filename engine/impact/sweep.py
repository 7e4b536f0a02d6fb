"""One bound from a to b: how many units meet the rule at each step, and how many would reach each band.

The conditions beside the bound are judged once; only the bound's own is judged at every step, all steps in one row of
NumPy. So is the count of criteria: what the criterion gave a unit is taken off, and what it gives at the step put on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from engine.conditions import AllOf, AnyOf, Condition, Group, SomeOf, leaves
from engine.figures import Mask
from engine.impact.bounds import Bound, BoundPlace, Measured, bound_at, conditions_of, with_bound
from engine.rules import MET, NOT_APPLICABLE, UNKNOWN, UNMET, Codes, combine, rows_of, tests_of, verdicts
from engine.scoring import Scores


@dataclass(frozen=True, slots=True)
class Step:
    """What comes of one figure of the bound: how many units meet the rule (of a veto: are blocked by it).

    ``met`` for sure, ``possible`` with those that may, ``not_applicable`` apart from both. ``bands`` has for each band,
    highest first, how many units reach it or a higher one, for sure and possibly; of a veto it is empty.
    """

    value: Decimal
    met: int
    possible: int
    not_applicable: int
    bands: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Sweep:
    """A bound taken from step to step over ``units`` units; one of the steps is the figure of the set."""

    bound: Bound
    units: int
    steps: tuple[Step, ...]

    @property
    def now(self) -> Step:
        """The step of the figure that the set has."""
        return next(each for each in self.steps if each.value == self.bound.value)


def sweep(scores: Scores, place: BoundPlace, values: Iterable[Decimal], counted: Mask | None = None) -> Sweep:
    """Take a bound through some figures and the one that it has, in order, over the counted units (all when None).

    KeyError when the set has no such bound.
    """
    criteria = scores.rules.criteria
    bound = bound_at(criteria, place)
    within = np.ones(scores.figures.size, np.bool_) if counted is None else counted
    figures = sorted({*values, bound.value})
    index, judged = next(
        (index, condition) for index, (rule, condition) in enumerate(conditions_of(criteria)) if rule == place.rule
    )
    codes = _outcomes(scores, index, judged, bound, figures)
    is_criterion = index < len(criteria.criteria)
    waived = scores.figures.not_applicable.get(place.rule) if is_criterion else None
    if waived is not None:
        codes[:, waived] = NOT_APPLICABLE
    codes = codes[:, within]
    bands: list[tuple[tuple[int, int], ...]] = [()] * len(figures)
    if is_criterion:
        bands = _bands(scores, scores.criteria[index, within], codes, within)
    return Sweep(
        bound=bound,
        units=int(within.sum()),
        steps=tuple(
            Step(
                value=value,
                met=int((row == MET).sum()),
                possible=int(((row == MET) | (row == UNKNOWN)).sum()),
                not_applicable=int((row == NOT_APPLICABLE).sum()),
                bands=standing,
            )
            for value, row, standing in zip(figures, codes, bands, strict=True)
        ),
    )


def _outcomes(scores: Scores, index: int, condition: Condition, bound: Bound, values: list[Decimal]) -> Codes:
    """Judge a rule at every figure of the bound: a row a figure, a column a unit."""
    first, size = scores.rules.first_rows[index], scores.figures.size
    own = scores.leaves[first : first + len(scores.rules.tests_of(index))]
    if isinstance(bound.part, SomeOf):
        changed = [_replaced(condition, bound, value) for value in values]
        return np.array([combine(rows_of(each, 0), own) for each in changed])
    row = [path for path, _ in leaves(condition)].index(bound.place.path)
    at_each = np.empty((len(values), size), np.uint8)
    part, key = bound.part, bound.place.key
    tests = [test for each in values for test in tests_of(scores.rules.criteria, with_bound(part, key, each))]
    verdicts(tests, scores.figures, at_each)
    side_by_side = np.tile(own, len(values))
    side_by_side[row] = at_each.ravel()
    return combine(rows_of(condition, 0), side_by_side).reshape(len(values), size).copy()


def _replaced(condition: Condition, bound: Bound, value: Decimal) -> Condition:
    """Return a condition with another figure in a bound, wherever in it the bound stands."""

    def again(part: Condition, path: str) -> Condition:
        if path == bound.place.path and isinstance(part, SomeOf | Measured):
            changed: Condition = with_bound(part, bound.place.key, value)
            return changed
        if not isinstance(part, Group):
            return part
        parts = [again(each, f"{path}.{part.key}.{at}".lstrip(".")) for at, each in enumerate(part.parts)]
        if isinstance(part, AllOf):
            return AllOf.model_construct(all=parts)
        if isinstance(part, AnyOf):
            return AnyOf.model_construct(any=parts)
        return SomeOf.model_construct(at_least=part.at_least, of=parts)

    return again(condition, "")


def _bands(scores: Scores, was: Codes, codes: Codes, within: Mask) -> list[tuple[tuple[int, int], ...]]:
    """Count the units that reach each band at every step, for sure and possibly."""
    criteria = scores.rules.criteria
    waived_counts = criteria.not_applicable_counts_as == "met"

    def adds(found: Codes, least: int) -> np.ndarray:
        counts = found >= least
        return counts if waived_counts else counts & (found != NOT_APPLICABLE)

    sides = [
        each[within].astype(np.int64) - adds(was, least) + adds(codes, least)
        for each, least in ((scores.met, MET), (scores.possible, UNKNOWN))
    ]
    needed = [band.criteria_met for band in criteria.bands]
    counted = [[(side >= need).sum(axis=1).tolist() for need in needed] for side in sides]
    return [
        tuple((counted[0][band][step], counted[1][band][step]) for band in range(len(needed)))
        for step in range(len(codes))
    ]


assert UNMET < UNKNOWN < MET < NOT_APPLICABLE  # noqa: S101 -- what is counted from a code on rests on their order
