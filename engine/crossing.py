"""What a change of the map does to what is counted: which new units hold counted units, others, or both."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from engine.merging import Way
from engine.units import Register, UnitKey, UnitVersion


@dataclass(frozen=True, slots=True)
class Crossing:
    """The units of a later day by what they were made of: counted units ``only``, both (``mixed``), or ``none``.

    ``counted_in_mixed`` are the counted units that went, wholly or in part, into mixed ones; ``spanning`` the new
    units that lie in more than one former district.
    """

    only: tuple[UnitVersion, ...]
    mixed: tuple[UnitVersion, ...]
    none: tuple[UnitVersion, ...]
    counted_in_mixed: tuple[UnitKey, ...]
    spanning: tuple[UnitVersion, ...]

    @property
    def size(self) -> int:
        """How many units there are on the later day."""
        return len(self.only) + len(self.mixed) + len(self.none)


def crossing(register: Register, counted: Collection[UnitKey], day: date, later: date) -> Crossing:
    """Sort the units of a later day by what they were made of on ``day``, whose ``counted`` units are those counted."""
    way = Way(register, day)
    by: dict[str, list[UnitVersion]] = {"only": [], "mixed": [], "none": []}
    inside: dict[UnitKey, None] = {}
    spanning = []
    for unit in sorted(register.on(later).values(), key=lambda each: each.key):
        origins = way.origins(unit.key)
        were = [key for key in origins if key in counted]
        kind = "only" if origins and len(were) == len(origins) else "mixed" if were else "none"
        by[kind].append(unit)
        if kind == "mixed":
            inside.update(dict.fromkeys(were))
        olds = (register.version(*key) for key in origins)
        if len({old.district for old in olds if old is not None and old.district is not None}) > 1:
            spanning.append(unit)
    return Crossing(tuple(by["only"]), tuple(by["mixed"]), tuple(by["none"]), tuple(inside), tuple(spanning))
