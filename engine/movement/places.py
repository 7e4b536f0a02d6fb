"""Where what was recorded in one unit version stands on another day: over lineage, and open where a unit was split."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from engine.units import Lineage, Register, UnitKey


@dataclass(frozen=True, slots=True)
class Place:
    """A unit of the day, or those that it may be.

    ``unit`` is None where that can't be told; ``candidates`` are then the units it may lie in, ``all_known`` whether
    it must lie in one of them.
    """

    unit: UnitKey | None
    candidates: tuple[UnitKey, ...] = ()
    all_known: bool = False

    @property
    def possible(self) -> tuple[UnitKey, ...]:
        """Every unit that is known to be possible."""
        return self.candidates if self.unit is None else (self.unit,)


NOWHERE = Place(None)
"""The register does not say at all."""


def place_on(register: Register, key: UnitKey, day: date) -> Place:
    """Find where the things of a unit version are on a day.

    A unit that went whole into another goes to its heir; of a split one nobody knows which part things are in. On an
    earlier day things of a merged unit lie in one of those it was made of. Where the register knows nothing older, the
    unit stands for what was there before: on days before its first map, its first map holds.
    """
    unit = register.version(*key)
    if unit is None:
        return NOWHERE
    if unit.exists_on(day):
        return Place(unit.key)
    if day < unit.first_day:
        lines = register.predecessors(unit.key)
        if not lines:
            return Place(unit.key)
        return _one_of([place_on(register, each.old, day) for each in lines], all_known=True)
    lines = register.successors(unit.key)
    torn = len(lines) == 1 and lines[0].extent == "part"  # where the other part went is not known
    return _one_of([place_on(register, each.new, day) for each in lines], all_known=not torn)


def _one_of(places: list[Place], *, all_known: bool) -> Place:
    units = tuple(dict.fromkeys(key for each in places for key in each.possible))
    sure = all_known and all(each.unit is not None or each.all_known for each in places)
    if sure and len(units) == 1:
        return Place(units[0])
    return Place(None, units, all_known=sure and bool(units))


def origin(register: Register, key: UnitKey) -> UnitKey:
    """Return the oldest version of the same place: over new names, codes and kinds, not over mergers."""
    lines = register.predecessors(key)
    return origin(register, lines[0].old) if _is_same(register, lines) else key


def ancestors(register: Register, key: UnitKey) -> frozenset[UnitKey]:
    """Return the origins of the units that a unit was made of, over all time, without its own."""
    return frozenset(origin(register, each) for each in _older(register, key)) - {origin(register, key)}


def _is_same(register: Register, lines: tuple[Lineage, ...]) -> bool:
    return len(lines) == 1 and lines[0].extent == "whole" and len(register.successors(lines[0].old)) == 1


def _older(register: Register, key: UnitKey) -> Iterator[UnitKey]:
    for line in register.predecessors(key):
        yield line.old
        yield from _older(register, line.old)
