"""Scores -> what is said of one unit, line by line: each criterion, each condition, its figure and its shortfall."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property, partial
from math import isnan

import numpy as np
from numpy.typing import NDArray

from engine.conditions import ChangeCondition, Leaf
from engine.criteria import CriteriaSet
from engine.figures import Column, as_entered, in_units
from engine.rules import NOT_APPLICABLE, UNMET, Ratio, Test, Verdict
from engine.scalars import STEPS, plain
from engine.scoring import Scores
from engine.shortfalls import Cures, Lacking, cures_of_criterion, cures_of_leaf

Shortfall = Mapping[str, Decimal]
Places = Sequence[int] | NDArray[np.intp]
"""Places of units in the columns of scores."""


@dataclass(frozen=True, slots=True)
class ConditionResult:
    """One leaf of a criterion: the way to it, its verdict, the figure compared (None when unknown), what it lacks."""

    path: str
    leaf: Leaf
    verdict: Verdict
    actual: str | None
    shortfall: Shortfall


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """One criterion of one unit with its leaves, depth first (none where it does not apply)."""

    id: str
    verdict: Verdict
    shortfall: Shortfall
    conditions: tuple[ConditionResult, ...]


@dataclass(frozen=True, slots=True)
class Shortfalls:
    """A column of shortfalls: each that occurs once, the first of them empty, and which of them is a unit's."""

    distinct: tuple[Shortfall, ...]
    which: NDArray[np.intp]

    def of(self, unit: int) -> Shortfall:
        """Return the shortfall of the unit at that place."""
        return self.distinct[int(self.which[unit])]


class Explanations:
    """Explanations of all units of some scores; each column of shortfalls is computed once, when first asked for."""

    def __init__(self, scores: Scores) -> None:
        self.scores = scores
        self._of_criteria: dict[int, Shortfalls] = {}
        self._of_leaves: dict[int, Shortfalls] = {}
        self._lacking_of: dict[int, Lacking] = {}

    @cached_property
    def criteria(self) -> CriteriaSet:
        """The criteria set that was applied."""
        return self.scores.rules.criteria

    def of(self, unit: int) -> tuple[CriterionResult, ...]:
        """Explain every criterion of the unit at that place, in the order of the file."""
        return tuple(self.criterion(unit, index) for index in range(len(self.criteria.criteria)))

    def criterion(self, unit: int, index: int) -> CriterionResult:
        """Explain one criterion of the unit at that place."""
        code = int(self.scores.criteria[index, unit])
        return CriterionResult(
            id=self.criteria.criteria[index].id,
            verdict=Verdict.of(code),
            shortfall=self.shortfall(unit, index),
            conditions=() if code == NOT_APPLICABLE else self._conditions(unit, index),
        )

    def veto(self, unit: int, index: int) -> tuple[ConditionResult, ...]:
        """Explain the conditions of one veto of the unit at that place."""
        return self._conditions(unit, len(self.criteria.criteria) + index)

    def shortfall(self, unit: int, index: int) -> Shortfall:
        """Return what the criterion of that index lacks; empty when met, unknown or incurable."""
        return self.shortfalls(index).of(unit) if self.scores.criteria[index, unit] == UNMET else {}

    def shortfalls(self, index: int) -> Shortfalls:
        """Return what every unit lacks of the criterion of that index."""
        if index not in self._of_criteria:
            self._of_criteria[index] = self._distinct(*cures_of_criterion(self.scores, index, self._lacking))
        return self._of_criteria[index]

    def leaf_shortfalls(self, row: int) -> Shortfalls:
        """Return what every unit lacks of the leaf in that row."""
        if row not in self._of_leaves:
            self._of_leaves[row] = self._distinct(*self._lacking(row))
        return self._of_leaves[row]

    def _lacking(self, row: int) -> Lacking:
        """Return what units lack of the leaf in that row; computed once, for itself and for its criterion."""
        if row not in self._lacking_of:
            self._lacking_of[row] = cures_of_leaf(self.scores, row)
        return self._lacking_of[row]

    def actuals(self, row: int, units: Places) -> list[str | None]:
        """Write the figure that the leaf in that row compared, for the units at those places; None when unknown."""
        test = self.scores.rules.tests[row]
        figures = (column[units].tolist() for column in self._compared(test))
        return list(map(cache(self._writer(test)), *figures))

    def _conditions(self, unit: int, index: int) -> tuple[ConditionResult, ...]:
        first = self.scores.rules.first_rows[index]
        return tuple(
            self._condition(unit, row, test) for row, test in enumerate(self.scores.rules.tests_of(index), start=first)
        )

    def _condition(self, unit: int, row: int, test: Test) -> ConditionResult:
        verdict = Verdict.of(int(self.scores.leaves[row, unit]))
        return ConditionResult(
            path=test.path,
            leaf=test.leaf,
            verdict=verdict,
            actual=self._writer(test)(*(column[unit] for column in self._compared(test))),
            shortfall=self.leaf_shortfalls(row).of(unit) if verdict is Verdict.UNMET else {},
        )

    def _compared(self, test: Test) -> tuple[Column, ...]:
        """Return the columns that a test reads: one to compare with bounds, or two with each other."""
        figures, indicators = self.scores.figures, test.leaf.indicators
        first = figures.column(indicators[0])
        if not isinstance(test, Ratio):
            return (first,)
        if isinstance(test.leaf, ChangeCondition):
            return first, figures.column_before(indicators[0])
        return first, figures.column(indicators[1])

    def _writer(self, test: Test) -> Callable[..., str | None]:
        """Return what writes the figure that a test compared from the figures it reads; None when unknown."""
        if isinstance(test, Ratio):
            return change if isinstance(test.leaf, ChangeCondition) else share
        return partial(as_entered, self.criteria.indicators[test.leaf.indicators[0]])

    def _distinct(self, units: NDArray[np.int64], cures: Cures) -> Shortfalls:
        """Turn columns of changes in steps into shortfalls in units of measure; without a cure it is empty."""
        columns = [np.where(cures.curable, each, 0.0).tolist() for each in cures.changes.values()]
        found = {(0.0,) * len(columns): 0}
        which = np.zeros(self.scores.figures.size, np.intp)
        which[units] = [found.setdefault(steps, len(found)) for steps in zip(*columns, strict=True)]
        return Shortfalls(tuple(self._in_units(tuple(cures.changes), steps) for steps in found), which)

    def _in_units(self, indicators: tuple[str, ...], steps: tuple[float, ...]) -> Shortfall:
        changes = zip(indicators, steps, strict=True)
        return {key: in_units(self.criteria.indicators[key], change) for key, change in changes if change}


def share(part: float, whole: float) -> str | None:
    """Write a part in per cent of a whole; None when one is missing (NaN) or there is no whole."""
    return None if isnan(part) or isnan(whole) or whole == 0 else per_cent(int(part), int(whole))


def change(now: float, before: float) -> str | None:
    """Write a change in per cent of what was before; None when one is missing, and from zero to more."""
    return "0" if now == before == 0 else share(now - before, before)


def per_cent(part: int, whole: int) -> str:
    """Write 100·part/whole exactly where it ends within four decimals, else rounded half up to four."""
    scaled = abs(part) * 100 * STEPS
    units, rest = divmod((2 * scaled + whole) // (2 * whole), STEPS)
    if not rest:
        return f"{'-' if part < 0 and units else ''}{units}"
    return f"{'-' if part < 0 else ''}{units}.{rest:04}".rstrip("0")


def written(shortfall: Shortfall) -> dict[str, str]:
    """Write a shortfall the way JSON carries it: exact decimals as text."""
    return {indicator: plain(change) for indicator, change in shortfall.items()}
