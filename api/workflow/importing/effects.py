"""What an import would do to the verdicts: every unit of a period before and after, each in one evaluation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from api.exchange.data import Data
from api.exchange.fault_words import WORDS
from api.exchange.filled.told import ToldDocument, ToldWaiver
from api.workflow.importing.importer import Importer
from api.workflow.importing.lines import WRITTEN, Line
from api.workflow.trying import Ground, ground
from engine.figures import in_units
from engine.rules import Verdict
from engine.scoring import Scores, score
from engine.units import UnitVersion
from engine.wording.numbers import number
from engine.wording.outliers import unusual

Pair = tuple[int, int]
"""Before and after."""
Moved = tuple[str, Verdict, Verdict]
"""What the verdict of a criterion or veto was, and would be."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What becomes of a unit when everything is written that is not in doubt."""

    unit: UnitVersion
    period: str
    of: int
    met: Pair
    possible: Pair
    band: tuple[str, str]
    criteria: tuple[Moved, ...]
    """Those whose verdict changes."""
    vetoes: tuple[Moved, ...]

    @property
    def row(self) -> str:
        """The unit and period, as an address has it."""
        return f"{self.unit.code}.{self.period}"


@dataclass(frozen=True, slots=True)
class Effects:
    """The effects by unit, and by line what is to be looked at once more though it can be written."""

    units: tuple[Effect, ...] = ()
    notices: Mapping[str, tuple[str, ...]] | None = None


def effects_of(importer: Importer, lines: Sequence[Line]) -> Effects:
    """Judge the units that a figure would be written of."""
    found: list[Effect] = []
    notices: dict[str, tuple[str, ...]] = {}
    wanted = [line for line in lines if line.state in WRITTEN and not isinstance(line.told, ToldDocument)]
    for period in sorted({line.period for line in wanted}):
        here = [line for line in wanted if line.period == period]
        units = {line.unit.code: line.unit for line in here}
        version = importer.office.version_of_period(importer.set_id, period)
        before = ground(importer.office, version, period, tuple(units.values()))
        after = _laid(before, here, {code: place for place, code in enumerate(units)})
        found += _compared(before, _scored(before), _scored(after))
        figures = [line for line in here if line.told is None]
        notices |= _notices(after, figures, {code: place for place, code in enumerate(units)})
    return Effects(tuple(found), notices)


def _laid(on: Ground, lines: Iterable[Line], places: Mapping[str, int]) -> Ground:
    columns = {key: column.copy() for key, column in on.rows.columns.items()}
    reasons = {key: dict(each) for key, each in on.rows.reasons.items()}
    last = on.criteria.period.bounds(on.period)[1].isoformat()
    for line in lines:
        place, told = places[line.unit.code], line.told
        if isinstance(told, ToldWaiver):
            reasons.setdefault(told.criterion, {}).pop(place, None)
            if not told.last_day or told.last_day >= last:
                reasons[told.criterion][place] = told.reason
            continue
        key = (line.what, on.criteria.indicators[line.what].kind)
        column = columns.setdefault(key, np.full(len(on.rows), np.nan))
        column[place] = np.nan if line.steps is None else line.steps
    return replace(on, rows=replace(on.rows, columns=columns, reasons=reasons))


def _scored(on: Ground) -> Scores:
    _, figures = Data("", on.rows).figures(on.criteria, on.register, on.period)
    return score(on.version.rules, figures)


def _compared(on: Ground, before: Scores, after: Scores) -> Iterable[Effect]:
    criteria = on.criteria
    for place, unit in enumerate(on.units):

        def pair(name: str, at: int = place) -> Pair:
            return int(getattr(before, name)[at]), int(getattr(after, name)[at])

        band = tuple(each.band_id(int(each.band[place])) for each in (before, after))
        yield Effect(
            unit,
            on.period,
            len(criteria.criteria),
            pair("met"),
            pair("possible"),
            (band[0], band[1]),
            _changed([each.id for each in criteria.criteria], before.criteria[:, place], after.criteria[:, place]),
            _changed([each.id for each in criteria.vetoes], before.vetoes[:, place], after.vetoes[:, place]),
        )


def _changed(ids: Sequence[str], before: Iterable[int], after: Iterable[int]) -> tuple[Moved, ...]:
    return tuple(
        (key, Verdict.of(int(old)), Verdict.of(int(new)))
        for key, old, new in zip(ids, before, after, strict=True)
        if old != new
    )


def _notices(after: Ground, lines: Iterable[Line], places: Mapping[str, int]) -> dict[str, tuple[str, ...]]:
    """Say where a figure would break its own rule, or is far from that of the period before."""
    indicators = after.criteria.indicators
    _, figures = Data("", after.rows).figures(after.criteria, after.register, after.period)
    broken: dict[tuple[int, str], str] = {}
    for each in figures.inconsistencies(after.criteria):
        values = {
            "label": indicators[each.indicator].label,
            "value": number(each.value),
            "limit_label": indicators[each.limit].label,
            "limit": number(each.limit_value),
        }
        said, cure = WORDS["INCONSISTENT"]
        broken[each.unit, each.indicator] = f"{said.format_map(values)} — {cure}."
    found: dict[str, tuple[str, ...]] = {}
    for line in lines:
        place, indicator = places[line.unit.code], indicators[line.what]
        said_of = [broken[place, line.what]] if (place, line.what) in broken else []
        before = after.before(line.what, place)
        if line.steps is not None and before is not None:
            said_of += filter(None, [unusual(indicator, in_units(indicator, line.steps), in_units(indicator, before))])
        if said_of:
            found[line.key] = tuple(said_of)
    return found
