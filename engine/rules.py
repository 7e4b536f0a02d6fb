"""Conditions -> margins and verdicts over whole columns.

Every leaf is either a *span* (``low <= x <= high`` in whole steps: count, number, flag, document) or a *ratio*
(``p·x - q·y >= s`` in whole numbers: share and change, multiplied out). The margin of a leaf is how far it is inside
its bounds, turned so that >= 0 is met; a missing figure makes it NaN. Nothing is decided by a rounded or binary
fraction: each ratio is computed in float64 where every intermediate stays below 2⁵³, else in int64, else in Python's
own whole numbers.

Verdicts are uint8 codes ordered unmet < unknown < met, so that Kleene's logic is a minimum or a maximum.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import StrEnum
from math import gcd
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.conditions import (
    AllOf,
    AnyOf,
    Bounded,
    ChangeCondition,
    Condition,
    CountCondition,
    DocumentCondition,
    FlagCondition,
    Leaf,
    NumberCondition,
    ShareCondition,
    SomeOf,
    leaves,
)
from engine.criteria import CriteriaSet
from engine.figures import MAX_STEPS, Column, Figures, Mask
from engine.scalars import STEPS, day_in_common_year

Codes = NDArray[np.uint8]
UNMET, UNKNOWN, MET, NOT_APPLICABLE = 0, 1, 2, 3


class Verdict(StrEnum):
    """What a condition, criterion or veto comes to; ``Verdict.of(code)`` reads a code."""

    UNMET = "unmet"
    UNKNOWN = "unknown"
    MET = "met"
    NOT_APPLICABLE = "not_applicable"

    @staticmethod
    def of(code: int) -> Verdict:
        """Return the verdict of a code of an array."""
        return VERDICTS[code]


VERDICTS = (Verdict.UNMET, Verdict.UNKNOWN, Verdict.MET, Verdict.NOT_APPLICABLE)
PER_CENT = 100 * STEPS
"""100 % in the steps of a bound."""
MOST_IN_A_BYTE = 255
IN_HAND = 16_384
"""Margins held at a time while verdicts are taken from them."""
_FLOAT_EXACT, _INT_EXACT = 2**53, 2**63


@dataclass(frozen=True, slots=True)
class Span:
    """``low <= x <= high`` in whole steps of one indicator; a document's days are put in when it is read."""

    leaf: Leaf
    path: str
    low: int | None
    high: int | None

    def limits(self, figures: Figures) -> tuple[int | None, int | None]:
        """Return the bounds for these figures: for a document, days of their period."""
        if not isinstance(self.leaf, DocumentCondition):
            return self.low, self.high
        first, last = figures.first_day, figures.last_day
        due = last if self.leaf.issued_by is None else day_in_common_year(self.leaf.issued_by, last.year)
        if due > last:
            due = day_in_common_year(self.leaf.issued_by or "", last.year - 1)
        return 1 if self.leaf.any_time else first.toordinal(), due.toordinal()


@dataclass(frozen=True, slots=True)
class Side:
    """One bound of a ratio in whole numbers: ``sign·(p·x - q·y) >= strict``; ``at_zero``: met by 0 of 0."""

    sign: int
    p: int
    q: int
    strict: int
    at_zero: bool
    dtype: type


@dataclass(frozen=True, slots=True)
class Ratio:
    """A share (x, y of one period) or a change (x now, y before)."""

    leaf: ShareCondition | ChangeCondition
    path: str
    sides: tuple[Side, ...]


Test = Span | Ratio


@dataclass(frozen=True, slots=True)
class Rows:
    """A group over leaf rows: ``needed`` of its parts, each a row or a group."""

    needed: int
    parts: tuple[int | Rows, ...]
    side_by_side: slice | None = None
    """The rows as a slice, when all parts are leaves (they stand side by side, depth first)."""


# ------------------------------------------------------------------------------------------- reading the rules


def tests_of(criteria: CriteriaSet, condition: Condition) -> list[Test]:
    """Turn the leaves of a condition into tests in whole numbers, depth first."""
    return [_test(criteria, leaf, path) for path, leaf in leaves(condition)]


def rows_of(condition: Condition, first: int) -> Rows:
    """Lay the groups of a condition over its leaves' rows, the first of which is ``first``; a leaf is all of one."""
    return _rows(condition, first)[0]


def _rows(condition: Condition, first: int) -> tuple[Rows, int]:
    if not isinstance(condition, AllOf | AnyOf | SomeOf):
        return Rows(1, (first,), slice(first, first + 1)), first + 1
    parts: list[int | Rows] = []
    row = first
    for part in condition.parts:
        if isinstance(part, AllOf | AnyOf | SomeOf):
            rows, row = _rows(part, row)
            parts.append(rows)
        else:
            parts.append(row)
            row += 1
    side_by_side = slice(first, row) if all(isinstance(part, int) for part in parts) else None
    return Rows(condition.needed, tuple(parts), side_by_side), row


def _test(criteria: CriteriaSet, leaf: Leaf, path: str) -> Test:
    if isinstance(leaf, FlagCondition):
        return Span(leaf, path, 1, None) if leaf.wanted else Span(leaf, path, None, 0)
    if isinstance(leaf, DocumentCondition):
        return Span(leaf, path, None, None)
    if isinstance(leaf, CountCondition | NumberCondition):
        return Span(leaf, path, *whole_bounds(leaf, 1 if isinstance(leaf, CountCondition) else STEPS))
    x_most, y_most = (_most(criteria, key) for key in (leaf.indicators[0], leaf.indicators[-1]))
    plus = PER_CENT if isinstance(leaf, ChangeCondition) else 0
    return Ratio(leaf, path, tuple(_sides(leaf, plus, x_most, y_most)))


def whole_bounds(leaf: Bounded, scale: int) -> tuple[int | None, int | None]:
    """Return the least and the greatest whole number of steps that the bounds allow; low > high when none does."""
    low: list[int] = []
    high: list[int] = []
    for key, bound in leaf.bounds.items():
        steps = bound * scale
        up, down = int(steps.to_integral_value(ROUND_CEILING)), int(steps.to_integral_value(ROUND_FLOOR))
        if key in ("at_least", "equals"):
            low.append(up)
        if key in ("at_most", "equals"):
            high.append(down)
        if key == "more_than":
            low.append(down + 1)
        if key == "less_than":
            high.append(up - 1)
    return max(low, default=None), min(high, default=None)


def _sides(leaf: Bounded, plus: int, x_most: int, y_most: int) -> list[Side]:
    """Multiply a share or change out: ``PER_CENT·x`` against ``(bound + plus)·y``, divided by what they share."""
    sides = []
    for key, bound in leaf.bounds.items():
        steps = int(bound * STEPS)
        q = steps + plus
        common = gcd(PER_CENT, abs(q))
        p, q = PER_CENT // common, q // common
        most = p * x_most + abs(q) * y_most + 1
        dtype = np.float64 if most < _FLOAT_EXACT else np.int64 if most < _INT_EXACT else object
        strict = int(key in ("more_than", "less_than"))
        if key in ("at_least", "more_than", "equals"):
            sides.append(Side(1, p, q, strict, _zero_meets(key, bound), dtype))
        if key in ("at_most", "less_than", "equals"):
            sides.append(Side(-1, p, q, strict, _zero_meets(key, bound), dtype))
    return sides


def _zero_meets(key: str, bound: Decimal) -> bool:
    """Tell whether a change of 0 per cent meets a bound."""
    return {
        "at_least": bound <= 0,
        "more_than": bound < 0,
        "at_most": bound >= 0,
        "less_than": bound > 0,
        "equals": bound == 0,
    }[key]


def _most(criteria: CriteriaSet, key: str) -> int:
    """Return the largest number of steps that an indicator can hold."""
    entered = ((part, times) for part, times in criteria.parts[key].items() if criteria.indicators[part].sum is None)
    return sum(times * MAX_STEPS[criteria.indicators[part].kind] for part, times in entered)


# ------------------------------------------------------------------------------------------------- evaluation


def margins(tests: Sequence[Test], figures: Figures) -> Column:
    """Return the margins, a row a test and a column a unit (float64): >= 0 met, < 0 unmet, NaN unknown.

    A margin is in whole steps of the test's own arithmetic; its sign is exact always, its size below 2⁵³.
    """
    out = np.empty((len(tests), figures.size))
    spare = np.empty(figures.size)
    for row, test in zip(out, tests, strict=True):
        margin(test, figures, row, spare)
    return out


def verdicts(tests: Sequence[Test], figures: Figures, out: Codes) -> None:
    """Write the verdict codes of tests, a row a test: the signs of their margins.

    As many rows are in hand at a time as the processor's cache holds, so that one unit and a million cost no detour.
    """
    at_a_time = max(1, IN_HAND // max(figures.size, 1))
    for first in range(0, len(tests), at_a_time):
        rows = slice(first, first + at_a_time)
        held = margins(tests[rows], figures)
        np.subtract(UNKNOWN, np.less(held, 0.0).view(np.uint8), out=out[rows])
        np.add(out[rows], np.greater_equal(held, 0.0).view(np.uint8), out=out[rows])


def margin(test: Test, figures: Figures, out: Column, spare: Column) -> None:
    """Write the margins of one test, a place a unit; ``spare`` is room to work in."""
    if isinstance(test, Span):
        _span(test, figures, out, spare)
    else:
        _ratio(test, figures, out, spare)


def _span(test: Span, figures: Figures, out: Column, spare: Column) -> None:
    x = figures.column(test.leaf.indicators[0])
    low, high = test.limits(figures)
    if low is None:
        np.subtract(float(high or 0), x, out=out)
    elif high is None:
        np.subtract(x, float(low), out=out)
    else:
        np.subtract(x, float(low), out=out)
        np.subtract(float(high), x, out=spare)
        np.minimum(out, spare, out=out)


def _ratio(test: Ratio, figures: Figures, out: Column, spare: Column) -> None:
    leaf = test.leaf
    x = figures.column(leaf.indicators[0])
    y = figures.column_before(leaf.change) if isinstance(leaf, ChangeCondition) else figures.column(leaf.indicators[1])
    zero = np.equal(y, 0.0)
    zeros = np.count_nonzero(zero)  # np.any costs three times as much on one unit
    for index, side in enumerate(test.sides):
        row = out if index == 0 else np.empty_like(out)
        if side.dtype is np.float64:
            np.multiply(x, float(side.sign * side.p), out=row)
            np.multiply(y, float(side.sign * side.q), out=spare)
            np.subtract(row, spare, out=row)
            if side.strict:
                np.subtract(row, 1.0, out=row)
        else:
            row[:] = _wide(x, y, side)
        if zeros and isinstance(leaf, ChangeCondition):
            np.copyto(row, 1.0 if side.at_zero else -1.0, where=zero & (x == 0))
        if index:
            np.minimum(out, row, out=out)
    if zeros and isinstance(leaf, ShareCondition):
        np.copyto(out, np.nan, where=zero)


def _wide(x: Column, y: Column, side: Side) -> Column:
    """Compute one side in int64 or in Python's whole numbers; only its sign and rough size come back."""
    known = ~(np.isnan(x) | np.isnan(y))
    result = np.full(len(x), np.nan)
    a: NDArray[Any] = x[known].astype(np.int64).astype(side.dtype)
    b: NDArray[Any] = y[known].astype(np.int64).astype(side.dtype)
    exact = side.sign * (side.p * a - side.q * b) - side.strict
    result[known] = exact.astype(np.float64)
    return result


def combine(rows: Rows, codes: Codes) -> Codes:
    """Return the verdict codes of a group over the codes of the leaves (a row a leaf)."""
    if rows.side_by_side is not None:
        return at_least(codes[rows.side_by_side], rows.needed)
    parts = [codes[part] if isinstance(part, int) else combine(part, codes) for part in rows.parts]
    return at_least(np.array(parts), rows.needed)


def at_least(codes: Codes, needed: int) -> Codes:
    """Combine rows of codes in Kleene's logic: met when ``needed`` are met, unmet when they can't be, else unknown.

    The one combinator: ``all`` needs every row (the least code), ``any`` needs one (the greatest).
    """
    combined: Codes
    if len(codes) == 1:
        combined = codes[0]
    elif needed == len(codes):
        combined = np.minimum.reduce(codes, axis=0)
    elif needed == 1:
        combined = np.maximum.reduce(codes, axis=0)
    else:
        sure, possible = how_many(codes == MET) >= needed, how_many(codes != UNMET) >= needed
        combined = sure.view(np.uint8) + possible.view(np.uint8)
    return combined


def how_many(mask: Mask) -> NDArray[np.uint8] | NDArray[np.uint16]:
    """Count the rows that are true, a place a unit; in bytes where they suffice, which is twice as fast."""
    if len(mask) <= MOST_IN_A_BYTE:
        in_bytes: NDArray[np.uint8] = np.add.reduce(mask.view(np.uint8), axis=0, dtype=np.uint8)
        return in_bytes
    counts: NDArray[np.uint16] = np.add.reduce(mask, axis=0, dtype=np.uint16)
    return counts
