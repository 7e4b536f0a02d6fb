"""The communes nearest to their next band, with the least that takes each of them there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from api.pages.units import Listing, UnitRow
from engine.planning import UnitLift, smallest_lift
from engine.wording.numbers import number
from engine.wording.plans import step_words


@dataclass(frozen=True, slots=True)
class Near:
    """A commune, the band above its own, and the steps that lead there."""

    row: UnitRow
    band: str
    lacking: int
    steps: tuple[str, ...]
    effort: str


def nearest(listing: Listing, most: int | None = None) -> tuple[Near, ...]:
    """Return the communes that steps can lift one band: fewest criteria first, then least effort, then by name.

    ``most`` stops as soon as so many are sure to be the nearest; a lift is searched unit by unit.
    """
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
        found += _lifted(listing, lacking, [(place, row) for _, place, row in group], [each.title for each in bands])
    return tuple(found[:most])


def _lacking(listing: Listing, place: int) -> int:
    scores, bands = listing.result.scores, listing.result.criteria.bands
    return int(bands[int(scores.band[place]) - 1].criteria_met) - int(scores.met[place])


def _lifted(listing: Listing, lacking: int, units: list[tuple[int, UnitRow]], titles: list[str]) -> Iterator[Near]:
    criteria, scores = listing.result.criteria, listing.result.scores
    lifts = ((row, place, smallest_lift(scores, place)) for place, row in units)
    can: list[tuple[Decimal, UnitRow, int, UnitLift]] = [
        (lift.effort, row, place, lift) for row, place, lift in lifts if lift is not None
    ]
    for effort, row, place, lift in sorted(can, key=lambda each: (each[0], each[1].key)):
        yield Near(
            row=row,
            band=titles[int(scores.band[place]) - 1],
            lacking=lacking,
            steps=tuple(step_words(criteria, step) for step in lift.steps),
            effort=number(effort),
        )
