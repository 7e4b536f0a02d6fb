"""Sums over the province and its districts: gathered once for the API and the page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from api.answers.json import Json
from api.workflow import Board, Scored
from engine.names import sort_key
from engine.scalars import plain
from engine.totals import Total, totals
from engine.units import UnitKey, UnitVersion
from engine.withholding import Cell, withheld


@dataclass(frozen=True, slots=True)
class Place:
    """A place with its sums; ``code`` is empty for all units together.

    ``withheld`` names the indicators whose sum would tell who asks the figure of one or two units.
    """

    code: str
    name: str
    units: int
    totals: tuple[Total, ...]
    is_province: bool = False
    withheld: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Part:
    """A place before its sums: its units, and the key of the place that it lies in (None: it is the whole)."""

    key: str
    inside: str | None
    code: str
    name: str
    units: tuple[UnitVersion, ...]


def places(
    board: Board,
    result: Scored,
    seen: Iterable[UnitKey],
    readable: Iterable[UnitKey] | None = None,
    *,
    provinces: bool = False,
) -> Iterator[Place]:
    """Sum the figures over the units of which sums may be seen: all together, then by district in the order of names.

    With ``provinces`` each province comes after the whole, before the districts. A unit that counts on the last day of
    the period and has no figure is missing from every sum. ``readable`` are the units whose own figures may be read
    (left out: every one); what would tell the figure of another is withheld.
    """
    figures = result.scores.figures
    last, allowed = figures.last_day, frozenset(seen)
    held = [each for each in board.register.covered(board.criteria, last) if each.key in allowed]
    foreign = frozenset() if readable is None else allowed - frozenset(readable)
    at = {code: place for place, code in enumerate(result.codes)}
    parts = list(_parts(board, held, last))
    columns = {each.key: [at[unit.code] for unit in each.units if unit.code in at] for each in parts}
    sums = {each.key: totals(board.criteria, figures, columns[each.key], len(each.units)) for each in parts}
    kept = _withheld(board, result, parts, foreign, at)
    for each in parts:
        is_province = each.key.startswith(PROVINCE)
        if provinces or not is_province:
            yield Place(each.code, each.name, len(each.units), sums[each.key], is_province, kept[each.key])


PROVINCE = "province:"


def _parts(board: Board, held: Sequence[UnitVersion], last: date) -> Iterator[_Part]:
    """Lay out the whole, its provinces, and the districts of each, in the order of names."""
    yield _Part("", None, "", "Tất cả", tuple(held))
    named = {each.province: each.province_name for each in held}
    for province in sorted(named, key=lambda each: sort_key(named[each])):
        inside = tuple(each for each in held if each.province == province)
        yield _Part(f"{PROVINCE}{province}", "", province, named[province], inside)
    districts = board.register.districts_on(last).values()
    for district in sorted(districts, key=lambda each: sort_key(each.name)):
        inside = tuple(each for each in held if each.district == district.code)
        if inside:
            yield _Part(district.code, f"{PROVINCE}{inside[0].province}", district.code, district.name, inside)


def _withheld(
    board: Board, result: Scored, parts: Sequence[_Part], foreign: frozenset[UnitKey], at: Mapping[str, int]
) -> dict[str, frozenset[str]]:
    """Return for each place the indicators whose sum is withheld; nothing where every unit may be read."""
    found: dict[str, set[str]] = {each.key: set() for each in parts}
    if foreign:
        strange = {
            each.key: [at[unit.code] for unit in each.units if unit.key in foreign and unit.code in at]
            for each in parts
        }
        for indicator in board.criteria.indicators:
            told = ~np.isnan(result.scores.figures.column(indicator))
            cells = [Cell(each.key, each.inside, int(told[strange[each.key]].sum())) for each in parts]
            for key in withheld(cells):
                found[key].add(indicator)
    return {key: frozenset(kept) for key, kept in found.items()}


def totalled(board: Board, result: Scored, found: Iterable[Place]) -> Json:
    """Give the sums: exact figures as texts, units known and missing as numbers; null where a sum is withheld."""
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
                        "value": None if total.indicator in each.withheld else plain(total.value),
                        "known": total.known,
                        "missing": total.missing,
                    }
                    | ({"withheld": True} if total.indicator in each.withheld else {})
                    for total in each.totals
                ],
            }
            for each in found
        ],
    } | ({"sample": True} if result.sample else {})
