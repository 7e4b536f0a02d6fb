"""Administrative units in time: versions of communes, the map on a day, and what became of what.

A unit version is known by ``(code, first day)``. A code alone identifies nothing: all 46 codes of the units
of 1/7/2025 had been used before, 29 of them under another short name. Names identify nothing either.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, Protocol, TypeVar

UnitKey = tuple[str, date]
"""Code and first day of a unit version."""

Extent = Literal["whole", "part"]

KINDS = ("xã", "phường", "thị trấn", "đặc khu")
"""Kinds of commune-level unit; thị trấn ended on 30/6/2025, đặc khu began on 1/7/2025."""

DISTRICT_KINDS = ("thành phố", "thị xã", "quận", "huyện")
"""Kinds of district-level unit, a level that ended on 30/6/2025."""


class Scope(Protocol):
    """Whom a set of rules is for: kinds of unit, and a province (its code; None: all of the register)."""

    @property
    def applies_to(self) -> Collection[str]:
        """The kinds."""

    @property
    def province(self) -> str | None:
        """The code of the province, of the old or the new list."""


@dataclass(frozen=True, slots=True)
class District:
    """A district from its first to its last day, both included; ``last_day`` None is open."""

    code: str
    name: str
    kind: str
    province: str
    first_day: date
    last_day: date | None
    first_day_exact: bool = True

    def exists_on(self, day: date) -> bool:
        """Say whether the district is in being on the day."""
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)


@dataclass(frozen=True, slots=True)
class UnitVersion:
    """A commune-level unit while its code, name, kind, district and make-up stay as they are.

    ``name`` holds the kind ("Xã Mi Hòa"), ``short_name`` does not. ``first_day`` and ``last_day`` are
    included; ``last_day`` None is open. Where ``first_day_exact`` is False the unit is older than
    ``first_day``, the day from which it is known. ``district`` is None where there is no district level;
    ``district_name`` is its name on the first day. ``alt_names`` are other official spellings of ``name``.
    """

    code: str
    name: str
    short_name: str
    kind: str
    district: str | None
    district_name: str | None
    province: str
    province_name: str
    first_day: date
    last_day: date | None
    alt_names: tuple[str, ...] = ()
    first_day_exact: bool = True

    @property
    def key(self) -> UnitKey:
        """What identifies the version."""
        return self.code, self.first_day

    def exists_on(self, day: date) -> bool:
        """Say whether the version is in being on the day."""
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)


@dataclass(frozen=True, slots=True)
class Lineage:
    """An old version went, whole or in part, into a new one, whose first day is ``effective``."""

    old: UnitKey
    new: UnitKey
    extent: Extent
    effective: date
    legal_basis: str


@dataclass(frozen=True, slots=True)
class Register:
    """Every unit version known, with lineage and districts, in the order of codes.

    Versions of one code must not overlap; ``engine.unit_source.read_register`` sees to that. Sized for the
    whole country: 14,000 versions and 10,600 lineage rows.
    """

    versions: tuple[UnitVersion, ...] = ()
    lineage: tuple[Lineage, ...] = ()
    districts: tuple[District, ...] = ()
    _by_code: Mapping[str, tuple[UnitVersion, ...]] = field(init=False, repr=False, compare=False)
    _by_old: Mapping[UnitKey, tuple[Lineage, ...]] = field(init=False, repr=False, compare=False)
    _by_new: Mapping[UnitKey, tuple[Lineage, ...]] = field(init=False, repr=False, compare=False)
    _provinces: dict[UnitKey, frozenset[str]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Build the look-up tables once."""
        object.__setattr__(self, "_by_code", _grouped((each.code, each) for each in self.versions))
        object.__setattr__(self, "_by_old", _grouped((each.old, each) for each in self.lineage))
        object.__setattr__(self, "_by_new", _grouped((each.new, each) for each in self.lineage))
        object.__setattr__(self, "_provinces", {})

    def on(self, day: date) -> dict[str, UnitVersion]:
        """Give the map on a day, versions by code: empty before the first known day and in a gap."""
        return {each.code: each for each in self.versions if each.exists_on(day)}

    def of_kinds(self, day: date, kinds: Collection[str]) -> tuple[UnitVersion, ...]:
        """Give the units of these kinds on a day."""
        return tuple(each for each in self.versions if each.kind in kinds and each.exists_on(day))

    def covers(self, rules: Scope, unit: UnitVersion) -> bool:
        """Tell whether rules are for a unit: it is of their kinds, and lies in their province or came from there.

        This alone decides who is scored, counted, listed and asked for figures by a set.
        """
        return unit.kind in rules.applies_to and self.in_province(rules, unit)

    def in_province(self, rules: Scope, unit: UnitVersion) -> bool:
        """Tell whether a unit lies in the province that rules name or came from there; all do where they name none."""
        return rules.province is None or rules.province in self.provinces_of(unit)

    def covered(self, rules: Scope, day: date) -> tuple[UnitVersion, ...]:
        """Give the units that rules are for on a day."""
        return tuple(each for each in self.versions if each.exists_on(day) and self.covers(rules, each))

    def provinces_of(self, unit: UnitVersion) -> frozenset[str]:
        """Give the codes of the province that a unit lies in and of those that what it was made of lay in."""
        if unit.key not in self._provinces:
            found, left, seen = {unit.province}, [unit.key], {unit.key}
            while left:
                for each in self.predecessors(left.pop()):
                    if each.old not in seen:
                        seen.add(each.old)
                        left.append(each.old)
                        found |= {old.province for old in self.history(each.old[0]) if old.key == each.old}
            self._provinces[unit.key] = frozenset(found)
        return self._provinces[unit.key]

    def province_name(self, code: str) -> str | None:
        """Give the name of a province as its newest units bear it; None when the register has no unit of it."""
        names = [(each.first_day, each.province_name) for each in self.versions if each.province == code]
        return max(names)[1] if names else None

    def version(self, code: str, day: date) -> UnitVersion | None:
        """Give the version that bears the code on the day."""
        return next((each for each in self._by_code.get(code, ()) if each.exists_on(day)), None)

    def history(self, code: str) -> tuple[UnitVersion, ...]:
        """Give every version that ever bore the code, oldest first: not one unit through time."""
        return self._by_code.get(code, ())

    def predecessors(self, key: UnitKey) -> tuple[Lineage, ...]:
        """Give what a version was made of."""
        return self._by_new.get(key, ())

    def successors(self, key: UnitKey) -> tuple[Lineage, ...]:
        """Give what became of a version."""
        return self._by_old.get(key, ())

    def districts_on(self, day: date) -> dict[str, District]:
        """Give the districts in being on a day, by code; empty from 1/7/2025."""
        return {each.code: each for each in self.districts if each.exists_on(day)}


_Key = TypeVar("_Key")
_Row = TypeVar("_Row")


def _grouped(pairs: Iterable[tuple[_Key, _Row]]) -> Mapping[_Key, tuple[_Row, ...]]:
    """Group rows by key, in the order given."""
    groups: defaultdict[_Key, list[_Row]] = defaultdict(list)
    for key, row in pairs:
        groups[key].append(row)
    return {key: tuple(rows) for key, rows in groups.items()}
