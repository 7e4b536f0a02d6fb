"""The register on one day, as columns: who stands how, where, rated how, with how many members."""

from __future__ import annotations

from datetime import date
from functools import cached_property

import numpy as np

from engine.movement.columns import STANDINGS, Columns
from engine.movement.entries import Standing
from engine.movement.places import Place, place_on
from engine.movement.villages import NONE
from engine.names import sort_key
from engine.units import UnitKey, UnitVersion

UNPLACED = "?"
"""The key of what has no sure place among the units, districts or provinces."""
NO_DISTRICT = "-"
"""The key of the units without a district: from 1/7/2025 there is none."""
_NUMBER = {each: at for at, each in enumerate(STANDINGS)}


class State:
    """One day of the register; nothing in it changes."""

    def __init__(self, columns: Columns, day: date, map_day: date | None = None) -> None:
        """Work out the day from what was said on and before it; places are those of ``map_day`` where it is given."""
        self.columns, self.day, self.map_day = columns, day, map_day or day
        today = day.toordinal()
        self.there = columns.founded <= today
        said, since = columns.standings.on(today)
        self.standing = np.where(said == NONE, _NUMBER[Standing.ACTIVE], said)
        self.since = np.maximum(since, columns.founded)
        moved, _ = columns.moves.on(self.map_day.toordinal())
        self.base = np.where(moved == NONE, columns.base, moved)
        self.rating, rated = columns.ratings.on(today)
        self.rated_on = rated
        members, _ = columns.members_said.on(today)
        households, _ = columns.households_said.on(today)
        self.members = np.where(members == NONE, columns.members, members)
        self.households = np.where(households == NONE, columns.households, households)
        self.places = tuple(place_on(columns.units, key, self.map_day) for key in columns.bases)
        """Where each base of the columns is on the day."""
        self._groups: dict[str, tuple[tuple[str, ...], np.ndarray]] = {}

    def place(self, at: int) -> Place:
        """Return where a model is."""
        found: Place = self.places[self.base[at]]
        return found

    def version(self, key: UnitKey) -> UnitVersion:
        """Return a unit that a place names."""
        found = self.columns.units.version(*key)
        if found is None:  # pragma: no cover -- places come from the same register
            raise LookupError(key)
        return found

    def group(self, key: UnitKey, by: str) -> str:
        """Return the key of a unit's group: its own code, its district's, its province's."""
        unit = self.version(key)
        if by == "unit":
            return unit.code
        return unit.province if by == "province" else unit.district or NO_DISTRICT

    def groups(self, by: str) -> tuple[tuple[str, ...], np.ndarray]:
        """Return the groups in which some base surely lies, and the number of each base's own; NONE without one."""
        found = self._groups.get(by)
        if found is None:
            numbers: dict[str, int] = {}
            own = [self.sure_group(each, by) for each in self.places]
            column = [NONE if each == UNPLACED else numbers.setdefault(each, len(numbers)) for each in own]
            found = self._groups[by] = tuple(numbers), np.array(column, dtype=np.int64)
        return found

    def sure_group(self, place: Place, by: str) -> str:
        """Return the one group that a place must lie in; UNPLACED where there are several."""
        if place.unit is not None:
            return self.group(place.unit, by)
        groups = {self.group(key, by) for key in place.candidates}
        return groups.pop() if place.all_known and len(groups) == 1 else UNPLACED

    @cached_property
    def earlier_than_known(self) -> bool:
        """Whether some unit is older than the register of units tells: its first known make-up is then used."""
        units = (each.unit for each in self.places if each.unit is not None)
        return any(key[1] > self.map_day for key in units)

    @cached_property
    def unit_rank(self) -> np.ndarray:
        """Vietnamese order of the units of each base by short name; NONE where it is unknown."""
        keys = {each.unit for each in self.places if each.unit is not None}
        in_order = sorted(keys, key=lambda key: (sort_key(self.version(key).short_name), key))
        ranks = {key: at for at, key in enumerate(in_order)}
        return np.array([NONE if each.unit is None else ranks[each.unit] for each in self.places], dtype=np.int64)

    def unrated(self, year: int) -> np.ndarray:
        """Return a mask of the models that were active all through a year and have no rating for it.

        None before the year has ended: until then there is still time.
        """
        columns, first, last = self.columns, date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
        if last > self.day.toordinal():
            return np.zeros(len(columns.models), dtype=bool)
        standing, _ = columns.standings.on(first)
        active: np.ndarray = (columns.founded <= first) & ((standing == NONE) | (standing == _NUMBER[Standing.ACTIVE]))
        turned, to = columns.standings.between(first, last)
        active[turned[to != _NUMBER[Standing.ACTIVE]]] = False
        rated, _ = columns.ratings.between(last, last)
        active[rated] = False
        return active
