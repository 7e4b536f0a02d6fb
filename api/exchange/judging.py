"""What can be said of rows of figures only with a criteria set and the register of units in hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from api.exchange.faults import FaultPile
from api.exchange.headings import FigureKey
from api.exchange.rows import Rows, period_of
from engine.criteria import CriteriaSet
from engine.figures import Column, Figures, Mask, in_units
from engine.scalars import plain
from engine.units import Register, UnitVersion
from engine.wording.scope import scope

_FIVE_DIGITS = "^[0-9]{5}$"


def entered(criteria: CriteriaSet, rows: Rows) -> dict[str, Column]:
    """Return the columns of the indicators entered for a set; one that is not in the file is all missing."""
    missing = np.full(len(rows), np.nan)
    return {
        key: rows.columns.get((key, each.kind), missing)
        for key, each in criteria.indicators.items()
        if each.sum is None
    }


def report_units(criteria: CriteriaSet, register: Register, rows: Rows, pile: FaultPile) -> None:
    """Report rows of units off the map of their period's last day, or of a kind or province that is not scored.

    Of a period that ended before the set is in force kinds are not judged: units may have been of others then.
    """
    for year in np.unique(rows.years):
        day = criteria.period.bounds(f"{year:04}")[1]
        units = register.on(day)
        covered = [code for code, unit in units.items() if register.covers(criteria, unit)]
        here = np.flatnonzero((rows.years == year) & ~_among(rows.codes, covered))
        if not len(here):
            continue
        codes = rows.codes.take(pa.array(here))
        five, known = np.asarray(pc.match_substring_regex(codes, _FIVE_DIGITS)), _among(codes, list(units))
        _report(pile, rows, here[~five], "CODE_NOT_FIVE_DIGITS", {}, {})
        _report(pile, rows, here[five & ~known], "UNIT_NOT_ON_MAP", {"day": f"{day:%d/%m/%Y}"}, {})
        if day >= criteria.effective_from:
            foreign, whom = _among(codes, _elsewhere(criteria, register, day)), {"kinds": scope(criteria, register)}
            _report(pile, rows, here[known & ~foreign], "KIND_NOT_COVERED", whom, units)
            _report(pile, rows, here[foreign], "PROVINCE_NOT_COVERED", whom, units)


def inside(criteria: CriteriaSet, register: Register, day: date, codes: pa.Array) -> Mask:
    """Tell which rows are not of another province than the set is for, on the map of a day; all where it names none.

    Codes that no unit bears stay: they are reported, and may be of that province.
    """
    return ~_among(codes, _elsewhere(criteria, register, day))


def _elsewhere(criteria: CriteriaSet, register: Register, day: date) -> list[str]:
    if criteria.province is None:
        return []
    return [code for code, unit in register.on(day).items() if not register.in_province(criteria, unit)]


def _report(  # noqa: PLR0913, PLR0917 -- what differs between three faults of the same place
    pile: FaultPile,
    rows: Rows,
    places: NDArray[np.int64],
    code: str,
    values: Mapping[str, str],
    units: Mapping[str, UnitVersion],
) -> None:
    for done, place in enumerate(places):
        if not pile.room(code):
            pile.count(code, len(places) - done)
            return
        unit = rows.codes[int(place)].as_py()
        found = units.get(unit)
        more = {"name": found.name, "kind": found.kind, "province": found.province_name} if found else {"seen": unit}
        period = period_of(rows.years[place])
        pile.add(code, {**values, **more}, row=int(rows.numbers[place]) or None, unit=unit, period=period)


def _among(codes: pa.Array, some: list[str]) -> Mask:
    return np.asarray(pc.is_in(codes, pa.array(some, pa.string())))


def report_inconsistent(
    criteria: CriteriaSet, rows: Rows, figures: Figures, labels: Mapping[FigureKey, str], pile: FaultPile
) -> None:
    """Report figures of these rows that are above what they must not exceed, each at its cell."""
    for key, above in figures.inconsistent.items():
        indicator = criteria.indicators[key]
        limit = indicator.at_most or key
        places = np.flatnonzero(above)
        for done, place in enumerate(places):
            if not pile.room("INCONSISTENT"):
                pile.count("INCONSISTENT", len(places) - done)
                break
            values = {
                "label": indicator.label,
                "limit_label": criteria.indicators[limit].label,
                "value": _shown(criteria, figures, key, int(place)),
                "limit": _shown(criteria, figures, limit, int(place)),
            }
            pile.add(
                "INCONSISTENT",
                values,
                row=int(rows.numbers[place]) or None,
                column=labels.get((key, indicator.kind), None if labels else key),
                unit=rows.codes[int(place)].as_py(),
                period=period_of(rows.years[place]),
            )


def _shown(criteria: CriteriaSet, figures: Figures, key: str, place: int) -> str:
    return plain(in_units(criteria.indicators[key], figures.entered[key][place])).replace(".", ",")
