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
    is_province: bool = False


def places(board: Board, result: Scored, seen: Iterable[UnitKey], *, provinces: bool = False) -> Iterator[Place]:
    """Sum the figures over the units that may be seen: all together first, then by district in the order of names.

    With ``provinces`` each province comes after the whole, before the districts. A unit that counts on the last day of
    the period and has no figure is missing from every sum.
    """
    figures = result.scores.figures
    last, allowed = figures.last_day, frozenset(seen)
    held = [each for each in board.register.covered(board.criteria, last) if each.key in allowed]
    at = {code: place for place, code in enumerate(result.codes)}

    def over(code: str, name: str, units: list[str], *, is_province: bool = False) -> Place:
        columns = [at[each] for each in units if each in at]
        return Place(code, name, len(units), totals(board.criteria, figures, columns, len(units)), is_province)

    yield over("", "Tất cả", [each.code for each in held])
    if provinces:
        named = {each.province: each.province_name for each in held}
        for province in sorted(named, key=lambda each: sort_key(named[each])):
            inside = [each.code for each in held if each.province == province]
            yield over(province, named[province], inside, is_province=True)
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
                "district": each.code if each.code and not each.is_province else None,
                **({"province": each.code} if each.is_province else {}),
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
