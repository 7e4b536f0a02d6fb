"""One bound of a board from a figure to another: how many of its units meet the rule at each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from api.answers.impact import set_of, within
from api.answers.json import Json
from api.workflow import Board
from engine.impact import BoundPlace, Step, Sweep, bound_at, steps_between, sweep, usual_range
from engine.scalars import plain


@dataclass(frozen=True)
class Swept:
    """A bound taken from step to step over the figures of a period; ``district`` is a code, empty for all."""

    board: Board
    period: str
    district: str
    sweep: Sweep


def swept(
    board: Board, place: BoundPlace, values: Iterable[Decimal], period: str | None = None, district: str = ""
) -> Swept:
    """Take a bound through some figures, over the units that the set applies to; KeyError when there is none there."""
    result = board.scored(period)
    on = result.scores.figures.last_day
    units = board.register.on(on)
    counted = np.array(
        [code not in units or board.register.covers(board.criteria, units[code]) for code in result.codes], np.bool_
    )
    if district:
        counted &= within(board, result, district)
    return Swept(board, result.scores.figures.period, district, sweep(result.scores, place, values, counted))


def values_of(board: Board, place: BoundPlace, asked: tuple[Decimal | None, ...]) -> tuple[Decimal, ...]:
    """Return the figures to go through: those asked for, each of first, last and step filled in where it is None.

    KeyError when there is no such bound, ValueError when the three give no steps or too many.
    """
    usual = usual_range(board.criteria, bound_at(board.criteria, place))
    first, last, step = (given if given is not None else own for given, own in zip(asked, usual, strict=True))
    return steps_between(first, last, step)


def sweeping(found: Swept) -> Json:
    """Give every step; the one with ``in_force`` is the figure that the set has."""
    bands = [band.id for band in found.board.criteria.bands]
    answer: Json = {
        "criteria": set_of(found.board),
        "period": found.period,
        "district": found.district or None,
        "bound": str(found.sweep.bound.place),
        "now": plain(found.sweep.bound.value),
        "units": found.sweep.units,
        "steps": [_step(each, found.sweep, bands) for each in found.sweep.steps],
    }
    return answer | ({"sample": True} if found.board.data.sample else {})


def _step(each: Step, whole: Sweep, bands: list[str]) -> Json:
    return {
        "value": plain(each.value),
        "in_force": each.value == whole.bound.value,
        "met": each.met,
        "possible": each.possible,
        "not_applicable": each.not_applicable,
        "bands": [
            {"band": band, "reached": sure, "possible": possible}
            for band, (sure, possible) in zip(bands, each.bands, strict=False)
        ],
    }
