"""Scores -> what is said of one unit, line by line: each criterion, each condition, its figure and its shortfall."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

import numpy as np

from engine.conditions import ChangeCondition, Leaf
from engine.criteria import CriteriaSet
from engine.figures import as_entered, in_units
from engine.rules import NOT_APPLICABLE, UNMET, Ratio, Test, Verdict
from engine.scalars import STEPS, plain
from engine.scoring import Scores
from engine.shortfalls import Cures, cures_of_criterion, cures_of_leaf

Shortfall = Mapping[str, Decimal]


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


class Explanations:
    """Explanations of all units of some scores; each column of shortfalls is computed once, when first asked for."""

    def __init__(self, scores: Scores) -> None:
        self.scores = scores
        self._of_criteria: dict[int, dict[int, Shortfall]] = {}
        self._of_leaves: dict[int, dict[int, Shortfall]] = {}

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
        if self.scores.criteria[index, unit] != UNMET:
            return {}
        if index not in self._of_criteria:
            self._of_criteria[index] = self._by_unit(*cures_of_criterion(self.scores, index))
        return self._of_criteria[index].get(unit, {})

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
            actual=None if verdict is Verdict.UNKNOWN else self._actual(unit, test),
            shortfall=self._shortfall_of_leaf(unit, row) if verdict is Verdict.UNMET else {},
        )

    def _shortfall_of_leaf(self, unit: int, row: int) -> Shortfall:
        if row not in self._of_leaves:
            self._of_leaves[row] = self._by_unit(*cures_of_leaf(self.scores, row))
        return self._of_leaves[row].get(unit, {})

    def _actual(self, unit: int, test: Test) -> str | None:
        figures = self.scores.figures
        first = test.leaf.indicators[0]
        x = figures.column(first)[unit]
        if not isinstance(test, Ratio):
            return as_entered(self.criteria.indicators[first], x)
        if isinstance(test.leaf, ChangeCondition):
            y = figures.column_before(first)[unit]
            x = x - y
            if y == 0 and x == 0:
                return "0"
        else:
            y = figures.column(test.leaf.indicators[1])[unit]
        return None if y == 0 else per_cent(int(x), int(y))

    def _by_unit(self, units: np.ndarray, cures: Cures) -> dict[int, Shortfall]:
        """Turn columns of changes into one mapping a unit, in units of measure; a unit without a cure has none."""
        found: dict[int, dict[str, Decimal]] = {int(unit): {} for unit in units}
        for indicator, change in cures.changes.items():
            meta = self.criteria.indicators[indicator]
            for place in np.flatnonzero((change != 0) & cures.curable):
                found[int(units[place])][indicator] = in_units(meta, change[place])
        return found  # type: ignore[return-value]  # dicts are mappings


def per_cent(part: int, whole: int) -> str:
    """Write 100·part/whole exactly where it ends within four decimals, else rounded half up to four."""
    scaled = abs(part) * 100 * STEPS
    steps = (2 * scaled + whole) // (2 * whole)
    return plain(Decimal(-steps if part < 0 else steps) / STEPS)


def written(shortfall: Shortfall) -> dict[str, str]:
    """Write a shortfall the way JSON carries it: exact decimals as text."""
    return {indicator: plain(change) for indicator, change in shortfall.items()}
