"""Villages by unit and name: counted without taking two places of one name for one, nor one for two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine.movement.entries import Model
from engine.movement.places import ancestors, origin
from engine.names import match_key
from engine.units import Register, UnitKey

NONE = -1
"""Nothing known, in every column."""


@dataclass(frozen=True, slots=True)
class Villages:
    """The village of each model as a number; NONE where none is said.

    A village is a name in one unit as it was before any merger: «Xóm 1» of two communes that merged stays two places.
    One that was recorded in the merged unit may be either of them, or a third: ``older`` has those it may be.
    """

    numbers: np.ndarray
    names: np.ndarray
    """The name alone as a number, the empty one too."""
    older: Mapping[int, tuple[int, ...]]
    count: int
    names_count: int

    @classmethod
    def of(cls, units: Register, models: Sequence[Model]) -> Villages:
        """Tell the villages of models apart."""
        names = {text: match_key(text) for text in {each.village for each in models}}
        origins = {key: origin(units, key) for key in {each.unit for each in models}}
        named = [(origins[each.unit], names[each.village]) for each in models]
        numbers = {each: at for at, each in enumerate(dict.fromkeys(each for each in named if each[1]))}
        made_of: dict[UnitKey, frozenset[UnitKey]] = {key: ancestors(units, key) for key in set(origins.values())}
        older = {
            at: found
            for (key, name), at in numbers.items()
            if (found := tuple(numbers[each, name] for each in made_of[key] if (each, name) in numbers))
        }
        column = np.fromiter((numbers.get(each, NONE) for each in named), dtype=np.int64, count=len(named))
        by_name = {each: at for at, each in enumerate(dict.fromkeys(names.values()))}
        only_names = np.fromiter((by_name[name] for _, name in named), dtype=np.int64, count=len(named))
        return cls(column, only_names, older, len(numbers), len(by_name))

    def counted(self, places: np.ndarray, groups: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
        """Count the villages of models by group (numbers below ``size``): surely different ones, and possibly."""
        villages = self.numbers[places]
        stated = villages != NONE
        width = max(1, self.count)
        pairs = np.unique(groups[stated] * width + villages[stated])
        possible = np.bincount(pairs // width, minlength=size)
        sure = possible.copy()
        if self.older:
            have = set(pairs.tolist())
            for pair in have:
                group, village = divmod(pair, width)
                if any(group * width + each in have for each in self.older.get(village, ())):
                    sure[group] -= 1
        return sure, possible
