"""Figures of the period before, brought onto the units of a period.

A code alone is no unit: after a merger another unit may bear it. What a unit had before is its own row when
the same version existed then; when whole units became it, their figures are carried as ``on_merger`` says; a
part of a split unit is never apportioned.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from engine.conditions import ChangeCondition, leaves
from engine.criteria import CriteriaSet
from engine.figures import Column, Figures
from engine.units import Register, UnitKey


def origins(register: Register, code: str, day: date, day_before: date) -> tuple[str, ...]:
    """Return the codes on an earlier day of what the unit with this code was then; empty when unknown.

    A code that is on the map on neither day is taken to be one unit's.
    """
    unit, earlier = register.version(code, day), register.version(code, day_before)
    if unit is None:
        return (code,) if earlier is None else ()
    return _wholes(register, unit.key, day_before) or ()


def _wholes(register: Register, key: UnitKey, day: date) -> tuple[str, ...] | None:
    version = next((each for each in register.history(key[0]) if each.key == key), None)
    if version is not None and version.exists_on(day):
        return (key[0],)
    made_of = register.predecessors(key)
    parts = [_wholes(register, each.old, day) if each.extent == "whole" else None for each in made_of]
    if not parts or any(part is None for part in parts):
        return None
    return tuple(code for part in parts for code in part or ())


@dataclass(frozen=True, slots=True)
class Sources:
    """Where each unit's earlier figures stand: its ``own`` row (-1 none), or several rows ``merged``."""

    own: NDArray[np.int64]
    merged: Mapping[int, tuple[int, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, units: Sequence[tuple[str, ...]], earlier: Mapping[str, int]) -> Sources:
        """Find the rows of the earlier figures by code; ``units`` are :func:`origins`, a place a unit."""
        own = np.full(len(units), -1, np.int64)
        merged: dict[int, tuple[int, ...]] = {}
        for place, codes in enumerate(units):
            rows = tuple(earlier.get(code, -1) for code in codes)
            if len(rows) == 1:
                own[place] = rows[0]
            elif rows and -1 not in rows:
                merged[place] = rows
        return cls(own, merged)


def wanted_before(criteria: CriteriaSet) -> tuple[str, ...]:
    """Return the entered indicators whose earlier figures decide: of changes, and of what checks those."""
    conditions = [*(each.condition for each in criteria.criteria), *(each.when for each in criteria.vetoes)]
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
    """Return the earlier columns, a place a unit: own figures as entered, merged ones added up or unknown."""
    columns: dict[str, Column] = {}
    entered = earlier.entered or earlier.now  # kept apart only where some figure breaks its own rule
    for key in wanted_before(criteria):
        padded = np.append(entered.get(key, earlier.missing), np.nan)
        columns[key] = padded[sources.own]
        sound = earlier.column(key)
        adds = criteria.indicators[key].merger == "sum"
        for place, rows in sources.merged.items():
            columns[key][place] = sound[list(rows)].sum() if adds else np.nan
    return columns
