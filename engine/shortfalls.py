"""What an unmet condition lacks: the least signed change of an entered value that would make it met.

Changes are whole steps of the indicator, the others staying as they are, never below zero. A group that needs n
parts takes the cheapest of its unmet parts that can be cured. All of it is computed over columns, for the units that
are unmet, from the same tests and figures as the verdicts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from engine.conditions import ChangeCondition, DocumentCondition, FlagCondition, ShareCondition
from engine.criteria import CriteriaSet
from engine.figures import Column, Figures, Mask
from engine.rules import MET, UNKNOWN, UNMET, Codes, Ratio, Rows, Side, Span, Test, at_least, combine
from engine.scalars import STEPS
from engine.scoring import Rules, Scores

SHARE_REACH = 4
"""A part that would have to fall by more than four times its total (and four) is no shortfall but a wrong figure, and
incurable: the format is silent on it, the worked answers of the format's author say so (docs/decisions/0003)."""
EXACT = 2**53
"""A change beyond it is no figure that anybody could enter, and float64 would round it."""
Wide = NDArray[np.int64] | NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Cures:
    """What would make a condition met, a place a unit: signed changes in whole steps (0: none), and if any can."""

    changes: Mapping[str, Column]
    curable: Mask

    def sizes(self, criteria: CriteriaSet) -> Column:
        """Return the sum of the sizes of the changes, in steps of 0.0001 of each unit of measure."""
        total = np.zeros(len(self.curable))
        for indicator, change in self.changes.items():
            total += np.abs(change) * (STEPS // criteria.indicators[indicator].scale)
        return total


Lacking = tuple[NDArray[np.int64], Cures]
"""Units, by their places, and what each of them lacks."""


def cures_of_criterion(scores: Scores, index: int, of_leaf: Callable[[int], Lacking] | None = None) -> Lacking:
    """Return the units whose criterion of that index is unmet, and what each of them lacks.

    ``changes`` are zero for a unit whose criterion can't be cured. ``of_leaf`` says of a row what
    :func:`cures_of_leaf` says of it, where that is kept.
    """
    units = np.flatnonzero(scores.criteria[index] == UNMET)
    rules = scores.rules
    first = rules.first_rows[index]
    lacking = of_leaf or partial(cures_of_leaf, scores)
    leaves = [
        _among(units, scores.figures.size, *lacking(row)) for row in range(first, first + len(rules.tests_of(index)))
    ]
    codes = scores.leaves[first : first + len(leaves)][:, units]
    cures = _of_group(rules.criteria, _shifted(rules.groups[index], first), leaves, codes)
    return units, Cures({key: np.where(cures.curable, each, 0.0) for key, each in cures.changes.items()}, cures.curable)


def cures_of_leaf(scores: Scores, row: int) -> Lacking:
    """Return the units whose leaf in that row is unmet, and what each of them lacks."""
    units = np.flatnonzero(scores.leaves[row] == UNMET)
    test = scores.rules.tests[row]
    return units, _of_test(scores.rules.criteria, test, taken(scores.figures, [test], units))


def _among(wanted: NDArray[np.int64], size: int, units: NDArray[np.int64], cures: Cures) -> Cures:
    """Return what the wanted units lack of a leaf: nothing, and no cure, where it is not unmet."""
    changes = {}
    for indicator, change in cures.changes.items():
        changes[indicator] = np.zeros(size)
        changes[indicator][units] = change
    curable = np.zeros(size, np.bool_)
    curable[units] = cures.curable
    return Cures({indicator: change[wanted] for indicator, change in changes.items()}, curable[wanted])


def judged(rules: Rules, leaves: Codes, figures: Figures) -> tuple[int, dict[str, Column]]:
    """Return the verdict code of the first criterion for the first unit, and what it lacks (empty unless unmet)."""
    code = int(combine(rules.groups[0], leaves)[0])
    if code != UNMET:
        return code, {}
    cures = _of_group(
        rules.criteria, rules.groups[0], [_of_test(rules.criteria, test, figures) for test in rules.tests_of(0)], leaves
    )
    return code, dict(cures.changes) if cures.curable[0] else {}


def taken(figures: Figures, tests: list[Test] | tuple[Test, ...], units: NDArray[np.int64]) -> Figures:
    """Return the figures of some units, with only the columns that the tests read."""
    keys = {key for test in tests for key in test.leaf.indicators}
    return Figures(
        size=len(units),
        period=figures.period,
        first_day=figures.first_day,
        last_day=figures.last_day,
        now={key: column[units] for key, column in figures.now.items() if key in keys},
        before={key: column[units] for key, column in figures.before.items() if key in keys},
    )


def _shifted(rows: Rows, first: int) -> Rows:
    """Count the rows of a group from its first leaf."""
    return Rows(
        rows.needed,
        tuple(part - first if isinstance(part, int) else _shifted(part, first) for part in rows.parts),
    )


def _codes(rows: int | Rows, codes: Codes) -> Codes:
    if isinstance(rows, int):
        row: Codes = codes[rows]
        return row
    return at_least(np.array([_codes(part, codes) for part in rows.parts]), rows.needed)


def _of_group(criteria: CriteriaSet, rows: Rows, leaves: Sequence[Cures], codes: Codes) -> Cures:
    """Choose, of the unmet parts that can be cured, the cheapest that are still needed; the first on a tie."""
    parts = [leaves[part] if isinstance(part, int) else _of_group(criteria, part, leaves, codes) for part in rows.parts]
    verdicts = np.array([_codes(part, codes) for part in rows.parts])
    selectable = (verdicts == UNMET) & np.array([part.curable for part in parts])
    met = np.add.reduce(verdicts == MET, axis=0, dtype=np.int64)
    open_ways = met + np.add.reduce(verdicts == UNKNOWN, axis=0, dtype=np.int64) + np.add.reduce(selectable, axis=0)
    cost = np.where(selectable, np.array([part.sizes(criteria) for part in parts]), np.inf)
    rank = np.argsort(np.argsort(cost, axis=0, kind="stable"), axis=0, kind="stable")
    chosen = selectable & (rank < rows.needed - met)
    changes: dict[str, Column] = {}
    for index, part in enumerate(parts):
        for indicator, change in part.changes.items():
            asked = np.where(chosen[index], change, 0.0)
            held = changes.get(indicator)
            changes[indicator] = asked if held is None else np.where(np.abs(asked) > np.abs(held), asked, held)
    return Cures(changes, open_ways >= rows.needed)


def _of_test(criteria: CriteriaSet, test: Test, figures: Figures) -> Cures:
    indicator = test.leaf.indicators[0]
    if isinstance(test.leaf, FlagCondition | DocumentCondition):
        return Cures({indicator: np.ones(figures.size)}, np.ones(figures.size, np.bool_))
    x = _whole(figures.column(indicator))
    low, high = _limits(criteria, test, figures, x)
    low = np.maximum(low, 0)
    curable = (low <= high).astype(np.bool_)
    if isinstance(test.leaf, ShareCondition):
        curable &= x - high <= SHARE_REACH * (_whole(figures.column(test.leaf.indicators[1])) + 1)
    change = np.where(x < low, low - x, np.minimum(high - x, 0))
    curable &= np.abs(change) <= EXACT
    return Cures({indicator: np.where(curable, change, 0).astype(np.float64)}, curable)


def _whole(column: Column) -> NDArray[np.int64]:
    """Return steps as whole numbers, a missing one as 0 (np.nan_to_num takes five times as long on a short column)."""
    return np.where(np.isnan(column), 0.0, column).astype(np.int64)


def _limits(criteria: CriteriaSet, test: Test, figures: Figures, x: NDArray[np.int64]) -> tuple[Wide, Wide]:
    """Return the least and the greatest value of x, in steps, that would meet the test, a place a unit."""
    most = 2**62
    if isinstance(test, Span):
        least, greatest = (0 if test.low is None else test.low), (most if test.high is None else test.high)
        dtype: type = np.int64 if max(abs(least), abs(greatest)) <= most else object
        return np.full(len(x), least, dtype), np.full(len(x), greatest, dtype)
    dtype = object if any(side.dtype is object for side in test.sides) else np.int64
    y = _other(test, figures)
    inside = _times_inside(criteria, test)
    rest: Wide = y.astype(dtype) - inside * x.astype(dtype)
    low: Wide = np.zeros(len(x), dtype)
    high: Wide = np.full(len(x), most, dtype)
    for side in test.sides:
        side_low, side_high = _side_limits(side, inside, rest, most)
        low, high = np.maximum(low, side_low), np.minimum(high, side_high)
    if inside:
        low = np.where(rest == 0, np.maximum(low, 1), low)
    if isinstance(test.leaf, ChangeCondition):
        low, high = _from_zero(test, y, low, high)
    return low, high


def _other(test: Ratio, figures: Figures) -> NDArray[np.int64]:
    leaf = test.leaf
    y = figures.column_before(leaf.change) if isinstance(leaf, ChangeCondition) else figures.column(leaf.indicators[1])
    return _whole(y)


def _times_inside(criteria: CriteriaSet, test: Ratio) -> int:
    """Tell how many times the changed indicator is part of the total of its share (a derived sum moves with it)."""
    if isinstance(test.leaf, ChangeCondition):
        return 0
    part, total = test.leaf.indicators
    return criteria.parts[total][part]


def _side_limits(side: Side, inside: int, rest: Wide, most: int) -> tuple[Wide, Wide]:
    """Solve ``sign·((p - q·inside)·x - q·rest) >= strict`` for x."""
    factor = side.sign * (side.p - side.q * inside)
    need = side.sign * side.q * rest + side.strict
    anything, nothing = np.zeros_like(rest), np.full_like(rest, most)
    if factor > 0:
        return -((-need) // factor), nothing
    if factor < 0:
        return anything, (-need) // -factor
    return np.where(need <= 0, anything, nothing), np.where(need <= 0, nothing, anything)


def _from_zero(test: Ratio, before: NDArray[np.int64], low: Wide, high: Wide) -> tuple[Wide, Wide]:
    """From zero before, 0 is no change and more is above every bound."""
    capped = any(side.sign < 0 for side in test.sides)
    stays = all(side.at_zero for side in test.sides)
    zero_low, zero_high = (0 if stays else 1), (0 if capped else 2**62)
    return np.where(before == 0, zero_low, low), np.where(before == 0, zero_high, high)
