"""Figures of the period before, brought onto the units of a period.

A code alone is no unit: after a merger another unit may bear it. What a unit had before is its own row when
the same version existed then; when other units became it, their figures are carried by ``engine.merging``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from engine.conditions import ChangeCondition, leaves
from engine.criteria import CriteriaSet
from engine.figures import Column, Figures
from engine.merging import Way
from engine.units import UnitKey


def origins(way: Way, code: str, day: date) -> tuple[str, ...]:
    """Return the codes on the earlier day of ``way`` of what the unit with this code on ``day`` was then.

    Units of which only a part became it are among them; empty when unknown. A code that is on the map on neither
    day is taken to be one unit's.
    """
    unit, earlier = way.register.version(code, day), way.register.version(code, way.day)
    if unit is None:
        return (code,) if earlier is None else ()
    return tuple(key[0] for key in way.origins(unit.key))


@dataclass(frozen=True, slots=True)
class Sources:
    """Where each unit's earlier figures stand: its ``own`` row (-1 none), or, for units that were ``merged``, many.

    ``rows`` are the places of the earlier figures by code, on the map of the earlier day.
    """

    way: Way
    own: NDArray[np.int64]
    merged: Mapping[int, UnitKey]
    rows: Mapping[str, int]

    @classmethod
    def of(cls, way: Way, codes: Sequence[str], day: date, rows: Mapping[str, int]) -> Sources:
        """Find where the earlier figures of the units stand that bear these codes on a day."""
        own = np.full(len(codes), -1, np.int64)
        merged: dict[int, UnitKey] = {}
        for place, code in enumerate(codes):
            unit = way.register.version(code, day)
            if unit is None:
                own[place] = rows.get(code, -1) if way.register.version(code, way.day) is None else -1
            elif unit.exists_on(way.day):
                own[place] = rows.get(code, -1)
            else:
                merged[place] = unit.key
        return cls(way, own, merged, rows)


def wanted_before(criteria: CriteriaSet) -> tuple[str, ...]:
    """Return the entered indicators whose earlier figures decide: of changes, and of what checks those."""
    conditions = [*(each.condition for each in criteria.criteria), *(each.when for each in criteria.vetoes)]
    conditions += [each.when for each in criteria.first]
    found: set[str] = set()
    left = [leaf.change for each in conditions for _, leaf in leaves(each) if isinstance(leaf, ChangeCondition)]
    while left:
        key = left.pop()
        if key not in found:
            found.add(key)
            indicator = criteria.indicators[key]
            left += [*(indicator.sum or ()), *([indicator.at_most] if indicator.at_most else [])]
    return tuple(key for key, each in criteria.indicators.items() if key in found and each.sum is None)


def carried(criteria: CriteriaSet, earlier: Figures, sources: Sources) -> dict[str, Column]:
    """Return the earlier columns, a place a unit: own figures as entered, those of other units carried or unknown."""
    columns: dict[str, Column] = {}
    entered = earlier.entered or earlier.now  # kept apart only where some figure breaks its own rule
    for key in wanted_before(criteria):
        padded = np.append(entered.get(key, earlier.missing), np.nan)
        columns[key] = padded[sources.own]
        had = Held(earlier.column(key), sources.rows)
        for place, unit in sources.merged.items():
            found = sources.way.carried(unit, key, criteria.indicators[key], had)
            columns[key][place] = np.nan if found.steps is None else found.steps
    return columns


@dataclass(frozen=True, slots=True)
class Held:
    """What units of the earlier day had, by unit version: figures that break no rule, in whole steps."""

    column: Column
    rows: Mapping[str, int]

    def __call__(self, unit: UnitKey) -> int | None:
        """Return the figure of a unit, None when there is none."""
        row = self.rows.get(unit[0], -1)
        return None if row < 0 or np.isnan(self.column[row]) else int(self.column[row])
