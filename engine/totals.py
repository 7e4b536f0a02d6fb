"""Figures summed over places: what the known ones come to, and how many units have not told theirs.

A unit without a figure is never taken as zero: the sum is that of the known, and beside it stands how many are missing.
Shares of a place come from its summed counts, never from an average of the units' percentages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from engine.criteria import CriteriaSet
from engine.figures import NO_DOCUMENT, Figures, in_units
from engine.indicators import Indicator, Kind


@dataclass(frozen=True, slots=True)
class Total:
    """One figure over one place.

    ``value`` is the sum of what is known in the figure's unit of measure; of a flag how many units say «có», of a
    document how many have issued one. ``known`` and ``missing`` count units and add up to the units of the place.
    """

    indicator: str
    value: Decimal
    known: int
    missing: int


def totals(criteria: CriteriaSet, figures: Figures, places: Sequence[int], units: int) -> tuple[Total, ...]:
    """Sum every figure, entered or derived, over the units at ``places`` of the columns.

    ``units`` is how many the place has in all: those without any figure, which stand in no column, are missing too.
    ValueError when there are fewer than places.
    """
    if units < len(places):
        raise ValueError("fewer units than places")
    at = np.asarray(places, dtype=np.intp)
    return tuple(_total(key, each, figures, at, units) for key, each in criteria.indicators.items())


def _total(key: str, indicator: Indicator, figures: Figures, at: np.ndarray, units: int) -> Total:
    column = figures.column(key)[at]
    told = column[~np.isnan(column)]
    if indicator.kind is Kind.DOCUMENT:
        value = Decimal(int(np.count_nonzero(told != NO_DOCUMENT)))
    elif indicator.kind is Kind.FLAG:
        value = Decimal(int(np.count_nonzero(told)))
    else:
        value = in_units(indicator, int(told.astype(np.int64).sum()))
    return Total(key, value, len(told), units - len(told))
