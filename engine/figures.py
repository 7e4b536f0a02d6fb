"""Columns of figures: one float64 array an indicator, one place a unit, NaN for what is missing.

A column holds whole steps: a count as it is, a number in steps of 0.0001, a flag as 1 (có) or 0 (không), a document
as the ordinal of its day of issue (``date.toordinal``) or 0 for «không». Every step up to 10¹² is exact in float64.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from math import isnan

import numpy as np
from numpy.typing import NDArray

from engine.criteria import CriteriaSet
from engine.indicators import SCALES, Indicator, Kind
from engine.scalars import FIRST_YEAR, LAST_YEAR, MAX_COUNT, MAX_NUMBER, plain, read_day

Column = NDArray[np.float64]
Mask = NDArray[np.bool_]
NO_DOCUMENT = 0.0
"""A document that was answered «không»."""
MAX_STEPS: dict[Kind, int] = {
    Kind.COUNT: MAX_COUNT,
    Kind.NUMBER: MAX_NUMBER * 10_000,
    Kind.FLAG: 1,
    Kind.DOCUMENT: date.max.toordinal(),
}


NOTHING_BROKEN: Mapping[str, Mask] = {}


@dataclass(frozen=True, slots=True)
class Inconsistency:
    """A figure above the one that it must not exceed; it counts as missing."""

    unit: int
    indicator: str
    limit: str
    value: Decimal
    limit_value: Decimal


@dataclass(frozen=True)
class Figures:
    """The figures of one period: what is scored.

    ``now`` and ``before`` hold columns of the same length in whole steps, derived sums filled in and figures that
    break their own ``at_most`` rule blanked; make one with :meth:`of`. ``not_applicable`` has a mask a criterion.
    """

    size: int
    period: str
    first_day: date
    last_day: date
    now: Mapping[str, Column]
    before: Mapping[str, Column] = field(default_factory=dict)
    not_applicable: Mapping[str, Mask] = field(default_factory=dict)
    inconsistent: Mapping[str, Mask] = field(default_factory=dict)
    entered: Mapping[str, Column] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        criteria: CriteriaSet,
        period: str,
        now: Mapping[str, Column],
        before: Mapping[str, Column] | None = None,
        not_applicable: Mapping[str, Mask] | None = None,
    ) -> Figures:
        """Make figures from columns of whole steps (see :func:`column`); a column that is left out is all missing.

        The columns are trusted to hold possible values (:data:`MAX_STEPS`) or NaN; readers of files check that.
        ValueError when lengths differ or the period is not a year.
        """
        lengths = {len(each) for each in (*now.values(), *(before or {}).values())}
        if len(lengths) > 1:
            raise ValueError(f"columns of different lengths: {sorted(lengths)}")
        size = lengths.pop() if lengths else 0
        first_day, last_day = criteria.period.bounds(period)
        sound, inconsistent, entered = _sound(criteria, now, size)
        return cls(
            size=size,
            period=period,
            first_day=first_day,
            last_day=last_day,
            now=sound,
            before=_sound(criteria, before or {}, size)[0],
            not_applicable=dict(not_applicable or {}),
            inconsistent=inconsistent,
            entered=entered,
        )

    @cached_property
    def missing(self) -> Column:
        """A column of nothing but missing values."""
        return np.full(self.size, np.nan)

    def column(self, indicator: str) -> Column:
        """Return the column of an indicator in this period."""
        return self.now.get(indicator, self.missing)

    def column_before(self, indicator: str) -> Column:
        """Return the column of an indicator in the period before."""
        return self.before.get(indicator, self.missing)

    def part(self, start: int, stop: int) -> Figures:
        """Return the figures of the units ``start .. stop - 1``, as views."""
        cut = slice(start, stop)
        return Figures(
            size=len(range(*cut.indices(self.size))),
            period=self.period,
            first_day=self.first_day,
            last_day=self.last_day,
            now={key: column[cut] for key, column in self.now.items()},
            before={key: column[cut] for key, column in self.before.items()},
            not_applicable={key: mask[cut] for key, mask in self.not_applicable.items()},
            inconsistent={key: mask[cut] for key, mask in self.inconsistent.items()},
            entered={key: column[cut] for key, column in self.entered.items()},
        )

    def inconsistencies(self, criteria: CriteriaSet) -> list[Inconsistency]:
        """List the figures that break their own ``at_most`` rule, by unit."""
        found = []
        for key, mask in self.inconsistent.items():
            indicator = criteria.indicators[key]
            limit = criteria.indicators[indicator.at_most or key]
            for unit in np.flatnonzero(mask):
                value = in_units(indicator, self.entered[key][unit])
                limit_value = in_units(limit, self.entered[indicator.at_most or key][unit])
                found.append(Inconsistency(int(unit), key, indicator.at_most or key, value, limit_value))
        return sorted(found, key=lambda each: each.unit)


def column(indicator: Indicator, values: Sequence[float | None] | NDArray[np.float64]) -> Column:
    """Turn natural values (None or NaN missing) of a count, number or flag into a column of whole steps."""
    natural = np.asarray(values, dtype=np.float64)
    return natural if indicator.scale == 1 else np.rint(natural * indicator.scale)


def documents(days: Sequence[date | bool | None]) -> Column:
    """Turn days of issue into a column: None is missing, False is «không»."""
    return np.array(
        [np.nan if day is None else (day.toordinal() if isinstance(day, date) else 0) for day in days], float
    )


def in_units(indicator: Indicator, steps: float) -> Decimal:
    """Return whole steps as the exact figure in the indicator's unit of measure."""
    return Decimal(int(steps)) / indicator.scale


def entered(indicator: Indicator, raw: object) -> float | None:
    """Read a value of a criteria file as a figure in whole steps; None when it can't be one."""
    if indicator.kind is Kind.FLAG:
        return {True: 1.0, False: 0.0, "có": 1.0, "không": 0.0}.get(raw) if isinstance(raw, bool | str) else None
    if indicator.kind is Kind.DOCUMENT:
        if raw == "không":
            return NO_DOCUMENT
        try:
            day = read_day(raw)
        except ValueError:
            return None
        return float(day.toordinal()) if day and FIRST_YEAR <= day.year <= LAST_YEAR else None
    if isinstance(raw, bool) or not isinstance(raw, int | Decimal):
        return None
    steps = raw * indicator.scale
    return float(steps) if steps == int(steps) and 0 <= steps <= MAX_STEPS[indicator.kind] else None


def as_entered(indicator: Indicator, steps: float) -> str | None:
    """Write a figure the way it is entered: «có», «không», an ISO day, a plain decimal; None when missing."""
    return None if isnan(steps) else as_written(indicator.kind, int(steps))


def as_written(kind: Kind, steps: int) -> str:
    """Write whole steps of a kind the way they are entered."""
    if kind is Kind.COUNT:
        return str(steps)
    if kind is Kind.FLAG:
        return "có" if steps else "không"
    if kind is Kind.DOCUMENT:
        return date.fromordinal(steps).isoformat() if steps else "không"
    return plain(Decimal(steps) / SCALES[kind])


def _sound(
    criteria: CriteriaSet, columns: Mapping[str, Column], size: int
) -> tuple[dict[str, Column], dict[str, Mask], dict[str, Column]]:
    """Fill in the sums and blank what breaks its own rule; also return what broke, and the columns as entered."""
    entered = {key: columns[key] for key, each in criteria.indicators.items() if key in columns and each.sum is None}
    for key in criteria.indicators:
        _add_up(criteria, key, entered, size)
    inconsistent: dict[str, Mask] = {}
    for key, indicator in criteria.indicators.items():
        if indicator.at_most in entered and key in entered:
            above = _above(
                entered[key],
                indicator.scale,
                entered[indicator.at_most],
                criteria.indicators[indicator.at_most].scale,
            )
            if above.any():
                inconsistent[key] = above
    if not inconsistent:
        return entered, {}, {}
    sound = {key: each for key, each in entered.items() if criteria.indicators[key].sum is None}
    for key, above in inconsistent.items():
        if key in sound:
            sound[key] = np.where(above, np.nan, entered[key])
    for key in criteria.indicators:
        _add_up(criteria, key, sound, size, inconsistent)
    return sound, inconsistent, entered


def _above(values: Column, scale: int, limits: Column, limit_scale: int) -> Mask:
    """Compare figures with their limits in a common step; a missing one is never above."""
    if scale == limit_scale:
        return values > limits
    return values > limits * scale if limit_scale == 1 else values * limit_scale > limits


def _add_up(
    criteria: CriteriaSet,
    key: str,
    columns: dict[str, Column],
    size: int,
    broken: Mapping[str, Mask] = NOTHING_BROKEN,
) -> None:
    """Add the column of a derived indicator, parts first; a sum is missing where a part is, or where it is broken."""
    parts = criteria.indicators[key].sum
    if parts is None or key in columns:
        return
    total = np.zeros(size)
    for part in parts:
        _add_up(criteria, part, columns, size, broken)
        if part not in columns:
            return
        total = total + columns[part]
    columns[key] = np.where(broken[key], np.nan, total) if key in broken else total
