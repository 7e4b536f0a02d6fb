"""The job that is timed: 16 criteria over 48 conditions of every form, and figures of which 5 % are missing.

The conditions, bounds and figures are invented; only their number and their mix of forms mean anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.conditions import Condition, DocumentCondition, Leaf, leaves
from engine.criteria import CriteriaSet
from engine.figures import Column
from engine.rules import MET, UNMET, Codes
from engine.scalars import day_in_common_year

PERIOD = "2024"
MISSING = 0.05
RECOGNISED = 0.3
NO_DOCUMENT = 0.2
"""The shares of figures missing, units recognised and documents answered «không»."""
PARTS = 3
"""Conditions in each criterion."""
CHANGING = ("c12", "c13", "c14", "c27", "c28", "c29")
"""Indicators that are compared with the period before; no others have figures of it."""


@dataclass(frozen=True, slots=True)
class Job:
    """One size of the job: the rules, and a column of whole steps (NaN missing) an indicator.

    ``recognised`` holds, by level, a verdict code a unit.
    """

    criteria: CriteriaSet
    size: int
    now: Mapping[str, Column]
    before: Mapping[str, Column]
    recognised: Mapping[str, Codes]

    @classmethod
    def of(cls, size: int) -> Job:
        """Make the job for so many units; the same figures every time."""
        criteria, chance = criteria_set(), np.random.default_rng(12)
        now = {key: _figures(key, size, chance) for key in criteria.indicators}
        for part in range(12):
            now[f"c{part}"] = np.minimum(now[f"c{part}"], now[f"c{part + 15}"])
        before = {key: _figures(key, size, chance) for key in CHANGING}
        codes = np.where(chance.random(size) < RECOGNISED, MET, UNMET).astype(np.uint8)
        return cls(criteria, size, now, before, {"commune": codes})

    def columns(self) -> list[NDArray[Any]]:
        """Return every column of the input."""
        return [*self.now.values(), *self.before.values(), *self.recognised.values()]


@dataclass(frozen=True, slots=True)
class Answers:
    """Everything that the job asks for: the engine's verdict codes, and counts, a place a unit.

    ``leaves``, ``criteria``, ``vetoes`` and ``eligible`` have a row a condition, criterion, veto and level.
    """

    leaves: Codes
    criteria: Codes
    vetoes: Codes
    met: NDArray[Any]
    possible: NDArray[Any]
    band: NDArray[Any]
    possible_band: NDArray[Any]
    eligible: Codes

    @classmethod
    def by_name(cls, column: Callable[[str], NDArray[Any]]) -> Answers:
        """Gather the columns of a peer; :func:`conditions_of` names the conditions, their ids the rest."""
        criteria = criteria_set()

        def rows(names: Iterable[str]) -> Codes:
            return np.array([column(name) for name in names], np.uint8)

        return cls(
            leaves=rows(name for rule in rules_of(criteria).items() for name in conditions_of(*rule)),
            criteria=rows(each.id for each in criteria.criteria),
            vetoes=rows(each.id for each in criteria.vetoes),
            met=column("met"),
            possible=column("possible"),
            band=column("band"),
            possible_band=column("possible_band"),
            eligible=rows(f"eligible_{each.level}" for each in criteria.recognition),
        )

    def differing(self, other: Answers) -> list[str]:
        """Name the parts in which another set of answers differs."""
        return [
            f"{name} ({np.count_nonzero(ours != theirs):,} of {ours.size:,})"
            for name in self.__slots__
            for ours, theirs in [(getattr(self, name), getattr(other, name))]
            if not np.array_equal(ours, theirs)
        ]


@dataclass(frozen=True, slots=True)
class Contender:
    """One way to do the job; ``ready`` prepares rules and input as it likes them best and returns the run."""

    name: str
    ready: Callable[[Job], Callable[[], Any]]
    answers: Callable[[Any], Answers]
    largest: int = 10**9
    """The largest size that is bearable."""


def rules_of(criteria: CriteriaSet) -> dict[str, Condition]:
    """Return the condition of each criterion, then of each veto."""
    conditions = {each.id: each.condition for each in criteria.criteria}
    return conditions | {each.id: each.when for each in criteria.vetoes}


def conditions_of(key: str, rule: Condition) -> dict[str, Leaf]:
    """Return the conditions of a rule, depth first, under the names that the peers give them."""
    return {f"{key}_{place}": leaf for place, (_, leaf) in enumerate(leaves(rule))}


def day_limits(criteria: CriteriaSet, leaf: DocumentCondition) -> tuple[int, int]:
    """Return the first and the last day of issue that count, as ordinals; the period is a calendar year."""
    first, last = criteria.period.bounds(PERIOD)
    due = day_in_common_year(leaf.issued_by, last.year) if leaf.issued_by else last
    return 1 if leaf.any_time else first.toordinal(), due.toordinal()


def criteria_set() -> CriteriaSet:
    """Return the 16 criteria, 2 vetoes, 4 bands and 3 levels."""
    title = {"title": "Bộ để đo tốc độ"}
    pair = [{"flag": "f0", "is": False}, {"number": "n0", "less_than": 1}]
    return CriteriaSet.model_validate(
        {
            **title,
            "set": "bench",
            "effective_from": "2022-01-01",
            "status": "draft",
            "wording": "reconstructed",
            "applies_to": ["xã"],
            "not_applicable_counts_as": "met",
            "indicators": _indicators(),
            "criteria": _criteria(),
            "vetoes": [
                {"id": "LT1", **title, "when": {"count": "c0", "more_than": 38}},
                {"id": "LT2", **title, "when": {"all": pair}},
            ],
            "bands": [{"id": f"b{need:02}", **title, "criteria_met": need} for need in (12, 9, 7, 5)],
            "recognition": [
                {"level": "commune", **title, "requires": {"band": "b09"}},
                {"level": "district", **title, "requires": {"recognised": "commune"}},
                {"level": "province", **title, "requires": {"band": "b12", "recognised": "commune"}},
            ],
        }
    )


def _indicators() -> dict[str, Any]:
    kinds = {"count": 30, "number": 6, "flag": 8, "document": 4}
    return {
        f"{kind[0]}{place}": {"label": f"Chỉ tiêu {kind} {place}", "kind": kind}
        | ({"unit": "vụ"} if kind in ("count", "number") else {})
        for kind, times in kinds.items()
        for place in range(times)
    }


def _criteria() -> list[dict[str, Any]]:
    """Lay the conditions out so that every criterion mixes forms, under each kind of group in turn."""
    forms = _conditions()
    turns = [each[place] for place in range(12) for each in forms if place < len(each)]
    criteria = []
    for start in range(0, len(turns), PARTS):
        first, second, third = turns[start : start + PARTS]
        group = (
            {"all": [first, second, third]},
            {"any": [first, second, third]},
            {"at_least": 2, "of": [first, second, third]},
            {"all": [first, {"any": [second, third]}]},
        )[start // PARTS % 4]
        criteria.append({"id": f"TC{start // PARTS + 1:02}", "title": "Tiêu chí để đo", **group})
    return criteria


def _conditions() -> list[list[dict[str, Any]]]:
    """Return the 48 conditions by form, with bounds of every kind, decimal and strict ones among them."""
    bounds: list[dict[str, Any]] = [
        {"at_least": 8},
        {"at_most": 30},
        {"more_than": 3, "less_than": 36},
        {"at_least": 12},
        {"less_than": 20},
        {"at_least": 2, "at_most": 25},
    ]
    shares: list[dict[str, Any]] = [
        {"at_least": 70},
        {"more_than": 50},
        {"at_most": Decimal("33.3")},
        {"at_least": Decimal("62.5")},
    ]
    changes: list[dict[str, Any]] = [
        {"at_most": -5},
        {"less_than": 0},
        {"at_least": 10},
        {"more_than": Decimal("2.5")},
        {"at_most": 0},
        {"at_least": -20, "at_most": 20},
    ]
    numbers = [{"at_most": Decimal("22.5")}, {"at_least": Decimal("7.1234")}, {"more_than": Decimal(12)}]
    days: list[dict[str, Any]] = [{}, {"issued_by": "03-31"}, {"any_time": True}, {"issued_by": "06-30"}]
    return [
        [{"count": f"c{place}", **bounds[place % 6]} for place in range(12)],
        [{"share": [f"c{place}", f"c{place + 15}"], **shares[place % 4]} for place in range(12)],
        [{"flag": f"f{place}", "is": place % 4 != 0} for place in range(8)],
        [{"change": key, **bound} for key, bound in zip(CHANGING, changes, strict=True)],
        [{"number": f"n{place}", **numbers[place % 3]} for place in range(6)],
        [{"document": f"d{place}", **day} for place, day in enumerate(days)],
    ]


def _figures(key: str, size: int, chance: np.random.Generator) -> Column:
    """Draw a column of one kind; 5 % of it is missing, and one document in five is «không»."""
    if key[0] == "d":
        day = chance.integers(738_600, 739_300, size)
        drawn = np.where(chance.random(size) < NO_DOCUMENT, 0, day)
    else:
        drawn = chance.integers(0, {"c": 41, "n": 400_001, "f": 2}[key[0]], size)
    column = drawn.astype(np.float64)
    column[chance.random(size) < MISSING] = np.nan
    return column
