"""Figures carried over a merger: what a unit had, had it been on an earlier day what it is now.

Units that went whole into another add up as ``on_merger`` of the indicator says; a part of a split unit gives what
somebody entered as its share, and nothing known until then. Nothing is averaged and no last value is taken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction

from engine.indicators import Indicator, Kind
from engine.units import Lineage, Register, UnitKey

ShareKey = tuple[UnitKey, UnitKey, str]
"""An old unit, one of the units that it was split over, and an indicator; "" for every one without its own."""
Shares = Mapping[ShareKey, Fraction]
NO_SHARES: Shares = {}
Had = Callable[[UnitKey], int | None]
"""What a unit of the earlier day had of one indicator, in whole steps; None when nothing is known."""


class Unknown(StrEnum):
    """Why a figure can't be carried."""

    MISSING = "missing"
    """An old unit has no figure, or one that breaks its own rule."""
    SHARE = "share"
    """A unit was split, and nobody has entered what share of it went here."""
    PART = "part"
    """A unit was split, and what it had is nothing that can be divided: a flag."""
    RULE = "rule"
    """The set says that this indicator can't be put together (``unknown``)."""
    REISSUE = "reissue"
    """A document of the old units is not one of the new unit."""
    ORIGIN = "origin"
    """The register does not say what the unit was on that day."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one older unit gives: ``share`` of what it had (None: not entered), ``gave`` in whole steps.

    ``exact`` is the product before it was rounded to whole steps; equal to ``gave`` where nothing was rounded.
    """

    line: Lineage
    of: Carried
    share: Fraction | None
    gave: int | None
    exact: Fraction | None


@dataclass(frozen=True, slots=True)
class Carried:
    """A figure as it is for a unit; without ``parts`` it is the unit's own of that day.

    ``steps`` is None where it is unknown, and ``unknown`` the first reason.
    """

    key: UnitKey
    steps: int | None
    parts: tuple[Part, ...] = ()
    unknown: Unknown | None = None

    @property
    def is_merged(self) -> bool:
        """Tell whether it was put together, and is not simply one unit's own figure under another name or code."""
        return len(self.parts) > 1 or any(part.line.extent == "part" or part.of.is_merged for part in self.parts)


@dataclass(frozen=True, slots=True)
class Way:
    """How figures of an earlier day come to later units: over which register, with which shares."""

    register: Register
    day: date
    shares: Shares = field(default_factory=dict)

    def carried(self, key: UnitKey, name: str, indicator: Indicator, had: Had) -> Carried:
        """Carry one indicator, called ``name`` in its set, onto a unit version; it must be one that is entered."""
        unit = self.register.version(*key)
        if unit is not None and unit.exists_on(self.day):
            steps = had(key)
            return Carried(key, steps, unknown=Unknown.MISSING if steps is None else None)
        lines = self.register.predecessors(key)
        parts = tuple(self._part(line, name, indicator, had) for line in lines)
        if not parts:
            return Carried(key, None, unknown=Unknown.ORIGIN)
        if len(parts) == 1 and parts[0].line.extent == "whole":  # another name, code or kind: the same unit
            return Carried(key, parts[0].gave, parts, parts[0].of.unknown)
        return _together(key, indicator, parts)

    def origins(self, key: UnitKey) -> tuple[UnitKey, ...]:
        """Return the units of the day that a unit is made of, whole or in part; empty when the register can't say."""
        return tuple(dict.fromkeys(self._origins(key)))

    def _origins(self, key: UnitKey) -> Iterator[UnitKey]:
        unit = self.register.version(*key)
        if unit is not None and unit.exists_on(self.day):
            yield key
            return
        for line in self.register.predecessors(key):
            yield from self._origins(line.old)

    def share_of(self, line: Lineage, name: str) -> Fraction | None:
        """Return the share of an old unit that went into a new one; None when nobody has entered it."""
        if line.extent == "whole":
            return Fraction(1)
        own = self.shares.get((line.old, line.new, name))
        return self.shares.get((line.old, line.new, "")) if own is None else own

    def _part(self, line: Lineage, name: str, indicator: Indicator, had: Had) -> Part:
        of = self.carried(line.old, name, indicator, had)
        if line.extent == "whole":
            return Part(line, of, Fraction(1), of.steps, None if of.steps is None else Fraction(of.steps))
        share = self.share_of(line, name) if indicator.merger == "sum" else None
        if share is None or of.steps is None:
            return Part(line, of, share, None, None)
        others = sorted(self.register.successors(line.old), key=lambda each: each.new)
        before = sum((self.share_of(each, name) or Fraction(0) for each in others if each.new < line.new), Fraction(0))
        gave = _rounded(of.steps * (before + share)) - _rounded(of.steps * before)
        return Part(line, of, share, gave, of.steps * share)


def _rounded(exact: Fraction) -> int:
    """Round to whole steps, half up. Parts are cut at rounded marks, so that together they never exceed the whole."""
    return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)


def _together(key: UnitKey, indicator: Indicator, parts: tuple[Part, ...]) -> Carried:
    """Put parts together by the rule of the indicator; flags by Kleene's logic."""
    rule = indicator.merger
    if rule == "reissue":
        return Carried(key, None, parts, Unknown.REISSUE)
    if rule == "unknown":
        return Carried(key, None, parts, Unknown.RULE)
    given = [part.gave for part in parts]
    if indicator.kind is Kind.FLAG:
        settles = 1 if rule == "any" else 0
        if settles in given:
            return Carried(key, settles, parts)
        split = any(part.line.extent == "part" for part in parts if part.gave is None)
        why = Unknown.PART if split else _why(parts)
        return Carried(key, None, parts, why) if None in given else Carried(key, 1 - settles, parts)
    known = [each for each in given if each is not None]
    if len(known) < len(given):
        return Carried(key, None, parts, _why(parts))
    return Carried(key, sum(known), parts)


def _why(parts: tuple[Part, ...]) -> Unknown:
    """Say why parts don't come to a figure: a share that lacks before a figure that lacks."""
    lacking = [part for part in parts if part.gave is None]
    if any(part.share is None for part in lacking):
        return Unknown.SHARE
    return next((part.of.unknown for part in lacking if part.of.unknown), Unknown.MISSING)
