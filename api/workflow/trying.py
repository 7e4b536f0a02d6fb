"""What values would come to before they are saved: read as typed, laid over the record, judged by the same engine."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from math import isnan

import numpy as np
import pyarrow as pa

from api.exchange.before import origins
from api.exchange.cells import BadCell, read_cell, text_of
from api.exchange.data import Data
from api.exchange.fault_words import WORDS
from api.exchange.rows import Rows
from api.exchange.rulebooks import Version
from api.store import figures as stored
from api.store.chains import standing
from api.store.figures import FigureKey
from api.store.shares import shares
from api.store.tables import Waiver
from api.store.units import numbers
from api.workflow.board import Scored
from api.workflow.movement.feeding import FedFigure, Feed
from api.workflow.office import Office
from engine.criteria import CriteriaSet
from engine.figures import Column, in_units
from engine.indicators import Indicator, Kind
from engine.merging import Shares, Way
from engine.scoring import Rules, score
from engine.units import Register, UnitKey, UnitVersion
from engine.wording.numbers import number
from engine.wording.outliers import unusual

_THOUSAND = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")
"""What a Vietnamese hand writes for thousands, and others for three places behind the point."""


# ------------------------------------------------------------------------------------------------- as typed


@dataclass(frozen=True, slots=True)
class Typed:
    """A value as it was typed: whole steps of its kind (None: left blank), or what is wrong and its cure.

    ``readings`` are what it may have meant, each to be typed instead.
    """

    steps: int | None = None
    code: str = ""
    message: str = ""
    cure: str = ""
    readings: tuple[str, ...] = ()

    @property
    def is_usable(self) -> bool:
        """Whether there is nothing wrong with it."""
        return not self.code


def read_typed(indicator: Indicator, text: str | None) -> Typed:
    """Read what somebody typed for an indicator; nothing with two readings is taken for either of them."""
    found = read_cell(indicator.kind, text, dot_is_decimal=False)
    if indicator.kind is Kind.NUMBER and _THOUSAND.fullmatch(text_of(text or "")):
        shown = text_of(text or "")
        decimal = f"{Decimal(shown).normalize():f}".replace(".", ",")
        found = BadCell("TWO_READINGS", {"seen": shown, "thousands": shown.replace(".", ""), "decimal": decimal})
    if not isinstance(found, BadCell):
        return Typed(None if isnan(found) else int(found))
    message, cure = (part.format_map(found.values) for part in WORDS[found.code])
    meant = (found.values[key] for key in _MEANT.get(found.code, ()))
    usable = (each for each in meant if not isinstance(read_cell(indicator.kind, each, dot_is_decimal=False), BadCell))
    return Typed(None, found.code, message, cure, tuple(usable))


_MEANT = {"TWO_READINGS": ("thousands", "decimal"), "THOUSANDS": ("plain",)}


# ----------------------------------------------------------------------------------------------- the record


@dataclass(frozen=True)
class Ground:
    """What is on record of some units in a period, and of what they were in the period before."""

    version: Version
    register: Register
    period: str
    units: tuple[UnitVersion, ...]
    rows: Rows
    """The rows of the units, in their order; behind them those of the period before."""
    origins: tuple[tuple[str, ...], ...]
    """The codes that each unit is made of in the period before; none when that can't be said."""
    shares: Shares
    fed: tuple[FedFigure, ...] = ()
    """What the closed registers of the units give, whatever is typed."""

    @property
    def criteria(self) -> CriteriaSet:
        """What the file says."""
        return self.version.criteria

    def now(self, key: str, place: int) -> int | None:
        """Return what is on record of an indicator for the unit in a place, in whole steps."""
        return self._steps(key, place)

    def before(self, key: str, place: int) -> int | None:
        """Return it for the period before: the unit's own figure, or that of the units it was made of, carried."""
        indicator = self.criteria.indicators[key]
        if indicator.sum is not None:
            parts = [self.before(part, place) for part in indicator.sum]
            known = [each for each in parts if each is not None]
            return sum(known) if len(known) == len(parts) else None

        def had(unit: UnitKey) -> int | None:
            row = self._earlier.get(unit[0])
            return None if row is None else self._steps(key, row)

        way = Way(self.register, self.criteria.period.bounds(f"{int(self.period) - 1:04}")[1], self.shares)
        return way.carried(self.units[place].key, key, indicator, had).steps

    @cached_property
    def _earlier(self) -> dict[str, int]:
        codes = self.rows.codes.to_pylist()
        return {code: row for row, code in enumerate(codes) if row >= len(self.units)}

    def _steps(self, key: str, row: int) -> int | None:
        indicator = self.criteria.indicators[key]
        if indicator.sum is not None:
            parts = [self._steps(part, row) for part in indicator.sum]
            known = [each for each in parts if each is not None]
            return sum(known) if len(known) == len(parts) else None
        column = self.rows.columns.get((key, indicator.kind))
        return None if column is None or isnan(column[row]) else int(column[row])


def ground(office: Office, version: Version, period: str, units: Sequence[UnitVersion]) -> Ground:
    """Read what is known now of units of the period's map."""
    criteria, earlier = version.criteria, f"{int(period) - 1:04}"
    last, last_before = (criteria.period.bounds(each)[1] for each in (period, earlier))
    way = Way(office.register, last_before)
    made_of = tuple(origins(way, unit.code, last) for unit in units)
    map_before = office.register.on(last_before)
    keys_before = {code: map_before[code].key for codes in made_of for code in codes if code in map_before}
    with office.database.reading() as session:
        known = numbers(session)
        own = {known[unit.key]: place for place, unit in enumerate(units) if unit.key in known}
        theirs = {known[key]: code for code, key in keys_before.items() if key in known}
        now = stored.held(session, criteria.set, period, tuple(own))
        before = stored.held(session, criteria.set, earlier, tuple(theirs))
        feed, keys = Feed(office.movements, office.database.stamp(session)), {each: key for key, each in known.items()}
        now, laid = feed.laid_over(session, criteria, period, now, tuple(own), keys)
        before, _ = feed.laid_over(session, criteria, earlier, before, tuple(theirs), keys)
        waivers = standing(session, Waiver, Waiver.set_id == criteria.set, Waiver.period == period)
        entered = shares(session, criteria.set)
    size = len(units) + len(before.units)
    places = {0: [own[unit] for unit in now.units], 1: [len(units) + at for at in range(len(before.units))]}
    columns: dict[FigureKey, Column] = {}
    for part, held in enumerate((now, before)):
        for key, column in held.columns.items():
            columns.setdefault(key, np.full(size, np.nan))[places[part]] = column
    codes = [*(unit.code for unit in units), *(theirs[unit] for unit in before.units)]
    rows = Rows(
        numbers=np.zeros(size, np.int64),
        codes=pa.array(codes, pa.string()),
        years=np.array([int(period)] * len(units) + [int(earlier)] * len(before.units), np.int16),
        columns=columns,
        reasons=_reasons(waivers, own, last),
        sample=now.sample or before.sample,
    )
    return Ground(version, office.register, period, tuple(units), rows, made_of, entered, laid)


def _reasons(waivers: Sequence[Waiver], places: Mapping[int, int], last: date) -> dict[str, dict[int, str]]:
    found: dict[str, dict[int, str]] = {}
    for each in waivers:
        holds = not each.withdrawn and (each.last_day is None or each.last_day >= last)
        if holds and each.unit_id in places:
            found.setdefault(each.criterion, {})[places[each.unit_id]] = each.reason
    return found


# ------------------------------------------------------------------------------------------------- the trial


@dataclass(frozen=True)
class Trial:
    """Scores over the record with what was typed laid over it; a value that can't be used counts as not entered."""

    ground: Ground
    scored: Scored
    typed: tuple[Mapping[str, Typed], ...]
    notices: tuple[Mapping[str, tuple[str, ...]], ...]
    """By unit and indicator, what is to be looked at once more though it can be saved."""


def tried(on: Ground, given: Sequence[Mapping[str, str | None]], looked_at: Collection[str] | None = None) -> Trial:
    """Score the units with values as typed, a mapping a unit: keys of indicators that are entered.

    ``looked_at`` are the indicators that notices are wanted of (all when None).
    """
    typed = tuple({key: read_typed(on.criteria.indicators[key], text) for key, text in each.items()} for each in given)
    columns = {key: column.copy() for key, column in on.rows.columns.items()}
    given_by = {(each.unit[0], each.rule.indicator) for each in on.fed}
    for place, values in enumerate(typed):
        for key, value in values.items():
            if (on.units[place].code, key) in given_by:
                continue
            named = (key, on.criteria.indicators[key].kind)
            column = columns.setdefault(named, np.full(len(on.rows), np.nan))
            column[place] = np.nan if value.steps is None else value.steps
    laid = replace(on, rows=replace(on.rows, columns=columns))
    codes, figures = Data("", laid.rows, shares=on.shares).figures(on.criteria, on.register, on.period)
    scored = Scored(
        digest=on.version.digest,
        codes=codes,
        names=tuple(unit.name for unit in on.units),
        scores=score(Rules.of(on.criteria), figures),
        faults=(),
        sample=laid.rows.sample,
    )
    entered = [key for key, each in on.criteria.indicators.items() if each.sum is None]
    wanted = [key for key in entered if looked_at is None or key in looked_at]
    return Trial(laid, scored, typed, _notices(laid, scored, wanted))


def _notices(on: Ground, scored: Scored, wanted: Collection[str]) -> tuple[Mapping[str, tuple[str, ...]], ...]:
    found: list[dict[str, tuple[str, ...]]] = [{} for _ in on.units]
    indicators = on.criteria.indicators
    for each in scored.scores.figures.inconsistencies(on.criteria):
        if each.indicator in wanted:
            said, cure = WORDS["INCONSISTENT"]
            values = {
                "label": indicators[each.indicator].label,
                "value": number(each.value),
                "limit_label": indicators[each.limit].label,
                "limit": number(each.limit_value),
            }
            found[each.unit][each.indicator] = (f"{said.format_map(values)} — {cure}.",)
    for key in wanted:
        indicator = indicators[key]
        for place in range(len(on.units)):
            now, before = on.now(key, place), on.before(key, place)
            if now is not None and before is not None:
                sentence = unusual(indicator, in_units(indicator, now), in_units(indicator, before))
                if sentence:
                    found[place][key] = (*found[place].get(key, ()), sentence)
    return tuple(found)
