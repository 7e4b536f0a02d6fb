"""Sums over the province and its districts: gathered once for the API and the page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from api.answers.json import Json
from api.workflow import Board, Scored
from engine.names import sort_key
from engine.scalars import plain
from engine.totals import Total, totals
from engine.units import UnitKey


@dataclass(frozen=True, slots=True)
class Place:
    """A place with its sums; ``code`` is empty for all units together."""

    code: str
    name: str
    units: int
    totals: tuple[Total, ...]


def places(board: Board, result: Scored, seen: Iterable[UnitKey]) -> Iterator[Place]:
    """Sum the figures over the units that may be seen: all together first, then by district in the order of names.

    A unit that counts on the last day of the period and has no figure is missing from every sum.
    """
    figures = result.scores.figures
    last, allowed = figures.last_day, frozenset(seen)
    held = [each for each in board.register.of_kinds(last, board.criteria.applies_to) if each.key in allowed]
    at = {code: place for place, code in enumerate(result.codes)}

    def over(code: str, name: str, units: list[str]) -> Place:
        columns = [at[each] for each in units if each in at]
        return Place(code, name, len(units), totals(board.criteria, figures, columns, len(units)))

    yield over("", "Tất cả", [each.code for each in held])
    districts = board.register.districts_on(last).values()
    for district in sorted(districts, key=lambda each: sort_key(each.name)):
        inside = [each.code for each in held if each.district == district.code]
        if inside:
            yield over(district.code, district.name, inside)


def totalled(board: Board, result: Scored, found: Iterable[Place]) -> Json:
    """Give the sums: exact figures as texts, units known and missing as numbers."""
    return {
        "set": board.criteria.set,
        "period": result.scores.figures.period,
        "places": [
            {
                "district": each.code or None,
                "name": each.name,
                "units": each.units,
                "totals": [
                    {
                        "indicator": total.indicator,
                        "value": plain(total.value),
                        "known": total.known,
                        "missing": total.missing,
                    }
                    for total in each.totals
                ],
            }
            for each in found
        ],
    } | ({"sample": True} if result.sample else {})
