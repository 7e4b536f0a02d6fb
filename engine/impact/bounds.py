"""Where a bound stands in a set, and the set's rule with another figure there.

A bound is a figure that a condition is compared with, or the number of parts that ``at_least … of`` asks for. It is
named by its rule, the way to it and its key: ``TC08:all.1.at_least``, ``TC13:at_least``, ``LT1:more_than``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Any

from engine.conditions import (
    ChangeCondition,
    Condition,
    CountCondition,
    Group,
    NumberCondition,
    ShareCondition,
    SomeOf,
)
from engine.criteria import CriteriaSet
from engine.scalars import MAX_BOUND, PLACES

MOST_STEPS = 201
"""Steps of a sweep: 0 to 100 by halves."""
STEPS_AT_FIRST = 20
"""About how many steps a range has that nobody asked for."""
AT_LEAST = "at_least"
Measured = CountCondition | NumberCondition | ShareCondition | ChangeCondition
"""The conditions that have bounds."""
_NAME = re.compile(r"([A-Za-z0-9][A-Za-z0-9_-]{0,63}):((?:(?:all|any|of)\.[0-9]{1,4}\.)*)([a-z_]{1,9})", re.ASCII)


@dataclass(frozen=True, slots=True)
class BoundPlace:
    """Where a bound stands: the criterion or veto, the way to the condition in it, the key of the bound."""

    rule: str
    path: str
    key: str

    @classmethod
    def read(cls, text: str) -> BoundPlace:
        """Read a name such as ``TC08:all.1.at_least``; ValueError when it is none."""
        found = _NAME.fullmatch(text)
        if found is None:
            raise ValueError(text)
        return cls(found[1], found[2].rstrip("."), found[3])

    def __str__(self) -> str:
        """Write it as it is read."""
        return f"{self.rule}:{self.path}{'.' if self.path else ''}{self.key}"


@dataclass(frozen=True, slots=True)
class Bound:
    """A bound of a set: its place, the condition (or group) that it belongs to, and its figure."""

    place: BoundPlace
    part: Measured | SomeOf
    value: Decimal


def bounds_of(criteria: CriteriaSet) -> tuple[Bound, ...]:
    """List every bound of a set, criteria first, in the order of the file."""
    return tuple(
        Bound(BoundPlace(rule, path, key), part, value)
        for rule, condition in conditions_of(criteria)
        for path, part in _parts(condition, "")
        for key, value in _figures(part)
    )


def conditions_of(criteria: CriteriaSet) -> list[tuple[str, Condition]]:
    """List the conditions of a set with the ids of their rules: the criteria's, then the vetoes'."""
    found: list[tuple[str, Condition]] = [(each.id, each.condition) for each in criteria.criteria]
    return found + [(each.id, each.when) for each in criteria.vetoes]


def bound_at(criteria: CriteriaSet, place: BoundPlace) -> Bound:
    """Return the bound in a place; KeyError when there is none."""
    found = next((each for each in bounds_of(criteria) if each.place == place), None)
    if found is None:
        raise KeyError(str(place))
    return found


def _parts(condition: Condition, path: str) -> Iterator[tuple[str, Measured | SomeOf]]:
    if isinstance(condition, Group):
        if isinstance(condition, SomeOf):
            yield path, condition
        for index, part in enumerate(condition.parts):
            yield from _parts(part, f"{path}.{condition.key}.{index}".lstrip("."))
    elif isinstance(condition, Measured):
        yield path, condition


def _figures(part: Measured | SomeOf) -> list[tuple[str, Decimal]]:
    return [(AT_LEAST, Decimal(part.at_least))] if isinstance(part, SomeOf) else list(part.bounds.items())


def with_bound(part: Measured | SomeOf, key: str, value: Decimal) -> Any:  # noqa: ANN401 -- of the type of ``part``
    """Return a condition or group with another figure in a bound; the other parts of the rule are not looked at."""
    return part.model_copy(update={key: int(value) if isinstance(part, SomeOf) else value})


def steps_between(first: Decimal, last: Decimal, step: Decimal) -> tuple[Decimal, ...]:
    """Return the figures from ``first`` up to ``last``; ValueError when they are none, or more than is looked at."""
    figures = (first, last, step)
    places = [-int(each.as_tuple().exponent) for each in figures if isinstance(each.as_tuple().exponent, int)]
    if len(places) < len(figures) or max(places) > PLACES or max(map(abs, figures)) > MAX_BOUND:
        raise ValueError("figures of a sweep have four decimal places at most")
    if step <= 0 or last < first or (last - first) / step > MOST_STEPS - 1:
        raise ValueError(f"a sweep goes upward, in {MOST_STEPS} steps at most")
    return tuple(first + step * index for index in range(int((last - first) / step) + 1))


def usual_range(criteria: CriteriaSet, bound: Bound) -> tuple[Decimal, Decimal, Decimal]:
    """Return the first and last figure and the step to look at a bound by when nobody says otherwise."""
    part, now = bound.part, bound.value
    if isinstance(part, SomeOf):
        return Decimal(1), Decimal(len(part.of)), Decimal(1)
    indicator = criteria.indicators[part.indicators[0]]
    if isinstance(part, ShareCondition) or (isinstance(part, NumberCondition) and indicator.unit == "%"):
        return _around(now, Decimal(0), Decimal(100), Decimal(5))
    if isinstance(part, ChangeCondition):
        return _around(now, Decimal(-50), Decimal(50), Decimal(5))
    last = max(2 * now, Decimal(10))
    halves = isinstance(part, NumberCondition) and last < STEPS_AT_FIRST
    step = Decimal("0.5") if halves else (last / STEPS_AT_FIRST).to_integral_value(ROUND_CEILING)
    return Decimal(0), last, step


def _around(now: Decimal, first: Decimal, last: Decimal, step: Decimal) -> tuple[Decimal, Decimal, Decimal]:
    """Widen a usual range until it holds the bound of today."""
    widest = max(abs(now), last)
    if widest == last:
        return first, last, step
    wider = (widest / STEPS_AT_FIRST).to_integral_value(ROUND_CEILING)
    return (first and -widest), widest, wider
