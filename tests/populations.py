"""Populations from short units and targets from short goals, over a set of sixteen criteria, for tests alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from engine.criteria import Target
from engine.rules import UNMET
from engine.targets import Population
from tests.builders import Raw, criteria_set

DUE = date(2025, 12, 31)
FIRST = date(2020, 1, 1)
SIXTEEN: Raw = {
    "indicators": {f"f{number}": "flag" for number in range(16)},
    "criteria": [{"all": [{"flag": f"f{number}"}]} for number in range(16)],
    "bands": [{"id": f"b{count:02}", "title": f"Đạt từ {count}", "criteria_met": count} for count in (16, 13, 10, 9)],
    "recognition": [
        {"level": "commune", "title": "Cấp xã", "requires": {"band": "b16"}},
        {
            "level": "district",
            "title": "Cấp huyện",
            "requires": {"recognised": "commune"},
            "effective_to": "2025-06-30",
        },
        {"level": "province", "title": "Cấp tỉnh", "requires": {"recognised": "commune"}},
    ],
    "lists": {"named": ["00001", "00002", "00004"], "pilot": {"size": 2}},
}
CRITERIA = criteria_set(**SIXTEEN)


@dataclass(frozen=True)
class Unit:
    """One unit: criteria met for sure and possibly, levels where it is recognised, its eligibility by level."""

    met: int = 0
    possible: int = 16
    recognised: str = ""
    eligible: Mapping[str, int] = field(default_factory=dict)
    district: str | None = None
    first: date = FIRST


def population(units: Sequence[Unit], levels: Sequence[str] = ("commune", "district", "province")) -> Population:
    """Make a population of units with the codes 00001, 00002 …; eligibility that is not given is unmet."""
    return Population(
        keys=tuple((f"{number:05}", unit.first) for number, unit in enumerate(units, 1)),
        districts=tuple(unit.district for unit in units),
        met=np.array([unit.met for unit in units], np.uint16),
        possible=np.array([unit.possible for unit in units], np.uint16),
        eligible={level: np.array([unit.eligible.get(level, UNMET) for unit in units], np.uint8) for level in levels},
        recognised={
            level: np.array([level in unit.recognised.split() for unit in units], np.bool_) for level in CRITERIA.levels
        },
    )


def target(*goals: Raw, reading: str = "disjoint", due: date = DUE, **more: object) -> Target:
    """Make a target."""
    raw = {"id": "2025", "due": due.isoformat(), "reading": reading, "goals": list(goals), **more}
    return Target.model_validate(raw)
