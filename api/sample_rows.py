"""Rows of the sample while they are made: a unit of some diligence, a year, and draws that are always the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from engine.criteria import CriteriaSet

SEED = "dienhinh 11"
YEARS = (2021, 2022, 2023, 2024)
LEADERS = {2022: 7, 2023: 10, 2024: 13}
"""How many units, by rank, do everything well in a year; nobody in 2021."""
BEST, START, STEP, GAIN = 0.9, 0.71, 0.0043, 0.057
"""Strength of the others, where that of leaders is 1: at most, in 2021, less a rank, more a year."""
LAPSED = (4, 2024, "serious_cases")
"""Rank, year and indicator of the one leader that fails."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A commune or township and its rank by diligence, 0 the most diligent."""

    code: str
    township: bool
    rank: int


class Row(dict[str, str]):
    """The figures of one unit and year as they are entered, sums too; each is made when first asked for."""

    def __init__(self, criteria: CriteriaSet, recipes: Mapping[str, Recipe], unit: Unit, year: int) -> None:
        super().__init__()
        self.criteria, self.recipes, self.unit, self.year = criteria, recipes, unit, year

    def __missing__(self, key: str) -> str:
        indicator = self.criteria.indicators[key]
        if indicator.sum is not None:
            self[key] = str(sum(self.whole(part) for part in indicator.sum))
        elif key in self.recipes:
            self[key] = self.recipes[key](self, key)
        else:
            raise KeyError(f"no sample recipe for the indicator {key}")
        if indicator.at_most is not None:
            self[key] = str(min(self.whole(key), self.whole(indicator.at_most)))
        return self[key]

    def whole(self, key: str) -> int:
        """Return a count."""
        return int(self[key])

    def draw(self, *what: object) -> float:
        """Return a number from 0 up to 1, always the same for the same unit and question."""
        return drawn(self.unit.code, *what)

    def does_well(self, key: str, hard: float, year: int | None = None) -> bool:
        """Say whether the unit does well, in this year unless told; where ``hard`` is 0 all do, where 1 few.

        The luck of a unit lasts, but in three of ten years it is drawn anew.
        """
        year = year or self.year
        if self.unit.rank < LEADERS.get(year, 0):
            return (self.unit.rank, year, key) != LAPSED
        strength = min(BEST, START - STEP * self.unit.rank + GAIN * (year - YEARS[0]))
        anew = self.draw(key, "luck", year) / 0.3
        return (anew if anew < 1 else self.draw(key, "luck")) >= hard * (1 - strength)

    def between(self, key: str, low: float, high: float) -> float:
        """Return a figure of the unit's own within limits, that climbs a little with the years."""
        climb = 0.6 * self.draw(key) + 0.1 * (self.year - YEARS[0]) + 0.1 * self.draw(key, self.year)
        return low + (high - low) * climb


Recipe = Callable[[Row, str], str]
"""How the cell text of an indicator is made up. ``hard``: see :meth:`Row.does_well`."""


def drawn(*what: object) -> float:
    """Return a number from 0 up to 1 that is the hash of what it is for."""
    digest = sha256("/".join(map(str, (SEED, *what))).encode()).digest()
    return int.from_bytes(digest[:6], "big") / 2**48
