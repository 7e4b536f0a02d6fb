"""The communes nearest to their next band, with the least that takes each of them there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

import numpy as np

from api.pages.kept import Kept
from api.pages.units import Listing, UnitRow
from engine.planning import UnitLift, smallest_lift
from engine.wording.numbers import number
from engine.wording.plans import step_words


@dataclass(frozen=True, slots=True)
class Near:
    """A commune, the band above its own, and the steps that lead there."""

    period: str
    row: UnitRow
    band: str
    lacking: int
    steps: tuple[str, ...]
    work: Decimal

    @property
    def effort(self) -> str:
        """The work as it is written."""
        return number(self.work)


def nearest(listing: Listing, kept: Kept, most: int | None = None) -> tuple[Near, ...]:
    """Return the communes that steps can lift one band: fewest criteria first, then least effort, then by name.

    ``most`` stops as soon as so many are sure to be the nearest; a lift is searched unit by unit, and again only
    when a figure of the unit has changed.
    """
    lifts = _Lifts(listing, kept)
    result = listing.result
    bands, scores = result.criteria.bands, result.scores
    places = {code: place for place, code in enumerate(result.codes)}
    below = [(row, places[row.code]) for row in listing.rows if scores.band[places[row.code]] > 0]
    needs = sorted(
        ((_lacking(listing, place), place, row) for row, place in below), key=lambda each: (each[0], each[2].key)
    )
    found: list[Near] = []
    for lacking, group in groupby(needs, key=lambda each: each[0]):
        if most is not None and len(found) >= most:
            break
        units = [(place, row) for _, place, row in group]
        found += _lifted(listing, lifts, lacking, units, [each.title for each in bands])
    return tuple(found[:most])


class _Lifts:
    """The smallest lifts of the units of a list."""

    def __init__(self, listing: Listing, kept: Kept) -> None:
        self._scores, self._digest, self._kept = listing.result.scores, listing.result.digest, kept
        figures = self._scores.figures
        columns = [*(figures.entered or figures.now).values(), *figures.before.values()]
        self._table = np.array([*columns, *figures.not_applicable.values()], np.float64)
        self._waived = tuple(figures.not_applicable)

    def of(self, place: int) -> UnitLift | None:
        """Return the cheapest steps of the unit at that place to the next band."""
        question = (self._digest, self._scores.figures.period, self._waived, self._table[:, place].tobytes())
        return self._kept.lasting(question, lambda: smallest_lift(self._scores, place))


def _lacking(listing: Listing, place: int) -> int:
    scores, bands = listing.result.scores, listing.result.criteria.bands
    return int(bands[int(scores.band[place]) - 1].criteria_met) - int(scores.met[place])


def _lifted(
    listing: Listing, lifts: _Lifts, lacking: int, units: list[tuple[int, UnitRow]], titles: list[str]
) -> Iterator[Near]:
    criteria, scores = listing.result.criteria, listing.result.scores
    found = ((row, place, lifts.of(place)) for place, row in units)
    can: list[tuple[Decimal, UnitRow, int, UnitLift]] = [
        (lift.effort, row, place, lift) for row, place, lift in found if lift is not None
    ]
    for effort, row, place, lift in sorted(can, key=lambda each: (each[0], each[1].key)):
        yield Near(
            period=listing.period,
            row=row,
            band=titles[int(scores.band[place]) - 1],
            lacking=lacking,
            steps=tuple(step_words(criteria, step) for step in lift.steps),
            work=effort,
        )
