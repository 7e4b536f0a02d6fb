"""The few sequences that pages, JSON and the command share: figures in, scores and progress out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Protocol

import numpy as np

from api.exchange.before import Held
from api.exchange.data import DataFault
from api.exchange.recognitions import in_force, version_of
from engine.criteria import CriteriaSet, Target
from engine.explaining import Explanations
from engine.figures import Figures
from engine.merging import Carried, Shares, Way
from engine.rules import Codes
from engine.scoring import Rules, Scores, score
from engine.targets import Population, Recognition, TargetProgress, progress
from engine.units import Register, UnitKey


class Known(Protocol):
    """Where figures come from: a file (``api.exchange.data.Data``) or the database (``Record``)."""

    @property
    def faults(self) -> tuple[DataFault, ...]:
        """Everything wrong with them that was found when they were read."""

    @property
    def periods(self) -> tuple[str, ...]:
        """The periods, oldest first."""

    @property
    def newest_period(self) -> str:
        """The newest period; empty when there is none."""

    @property
    def sample(self) -> bool:
        """Whether they are invented."""

    @property
    def shares(self) -> Shares:
        """What went where of units that were split."""

    def figures(
        self, criteria: CriteriaSet, register: Register, period: str | None = None
    ) -> tuple[tuple[str, ...], Figures]:
        """Return the units of a period and their figures."""

    def faults_of(self, criteria: CriteriaSet, register: Register, period: str | None = None) -> tuple[DataFault, ...]:
        """Return the faults that a set finds in a period."""

    def reasons(self, period: str) -> dict[str, dict[str, str]]:
        """Return why criteria do not apply in a period: by unit, by criterion."""


MOST_KEPT = 32
"""Scored periods a board holds on to; the oldest goes first."""


@dataclass(frozen=True)
class Scored:
    """The scores of the units of one period, in the order of the figures."""

    digest: str
    codes: tuple[str, ...]
    names: tuple[str, ...]
    scores: Scores
    faults: tuple[DataFault, ...]
    sample: bool

    @property
    def criteria(self) -> CriteriaSet:
        """The set that was applied."""
        return self.scores.rules.criteria

    @cached_property
    def explanations(self) -> Explanations:
        """What is said of each unit, line by line."""
        return Explanations(self.scores)


@dataclass(frozen=True)
class Board:
    """A criteria set over figures, units and recognitions: what every answer is taken from.

    Scores are computed when they are asked for and kept, by period and day, as long as the board is.
    """

    criteria: CriteriaSet
    digest: str
    data: Known
    register: Register
    recognitions: tuple[Recognition, ...] | None = None
    faulty: bool = False
    """Whether the criteria file or the register had faults that are no part of the figures."""
    ready: Rules | None = None
    """The set made ready before, where somebody has it; that of another set is let be."""
    _kept: dict[tuple[str, date | None], Scored] = field(default_factory=dict)

    @cached_property
    def rules(self) -> Rules:
        """The set made ready to be applied."""
        if self.ready is not None and self.ready.criteria is self.criteria:
            return self.ready
        return Rules.of(self.criteria)

    def scored(self, period: str | None = None, on: date | None = None) -> Scored:
        """Score a period (the newest when None) with the recognitions in force on a day (the period's last)."""
        wanted = (period or self.data.newest_period, on)
        found = self._kept.get(wanted)
        if found is None:
            found = self._score(*wanted)
            while len(self._kept) >= MOST_KEPT:
                self._kept.pop(next(iter(self._kept)), None)
            self._kept[wanted] = found
        return found

    def _score(self, period: str, on: date | None) -> Scored:
        codes, figures = self.data.figures(self.criteria, self.register, period)
        day = on or figures.last_day
        recognised: Mapping[str, Codes] | None = None
        if self.recognitions is not None:
            recognised = in_force(self.recognitions, self.criteria, self.register, codes, figures.last_day, day)
        units = self.register.on(figures.last_day)
        return Scored(
            digest=self.digest,
            codes=codes,
            names=tuple(units[code].name if code in units else f"Đơn vị {code}" for code in codes),
            scores=score(self.rules, figures, recognised),
            faults=self.data.faults_of(self.criteria, self.register, period),
            sample=self.data.sample,
        )

    def carried(self, period: str, unit: UnitKey) -> dict[str, Carried]:
        """Return every entered figure of a period as it is for a unit of another map, with what it is made of."""
        result = self.scored(period)
        figures = result.scores.figures
        way = Way(self.register, figures.last_day, self.data.shares)
        rows = {code: row for row, code in enumerate(result.codes)}
        return {
            key: way.carried(unit, key, each, Held(figures.column(key), rows))
            for key, each in self.criteria.indicators.items()
            if each.sum is None
        }

    def progress(self, as_of: date, only: str | None = None) -> list[TargetProgress]:
        """Measure every target of the set on a day, or only one; KeyError when there is no such target."""
        targets = [each for each in self.criteria.targets if only in (None, each.id)]
        if only is not None and not targets:
            raise KeyError(only)
        return [self._progress(each, as_of) for each in targets]

    def _progress(self, target: Target, as_of: date) -> TargetProgress:
        on_due = self.population(target, target.due) if as_of > target.due else None
        return progress(self.criteria, target, self.population(target, as_of), as_of, on_due)

    def population(self, target: Target, as_of: date) -> Population:
        """Return the units that a target counts, with what is known of them on a day."""
        return self.known_of(self.counted(target, as_of), target, as_of)

    def known_of(self, keys: Sequence[UnitKey], target: Target, as_of: date) -> Population:
        """Return some units as a population of a target, with what is known of them on a day."""
        units = [self.register.version(*key) for key in keys]
        population = Population.unknown(self.criteria, keys, [unit.district if unit else None for unit in units])
        by_period: dict[str, list[int]] = {}
        for place, unit in enumerate(units):
            end = as_of if unit is None or unit.last_day is None else min(as_of, unit.last_day)
            period = self.newest_ended(end if target.population == "units_of_document" else as_of)
            if period is not None:
                by_period.setdefault(period, []).append(place)
        for period, places in by_period.items():
            population = self._with_scores(population, period, places, as_of)
        return self._with_recognitions(population, as_of)

    def newest_ended(self, on: date) -> str | None:
        """Return the newest period of the figures that had ended by a day, None when none had."""
        ended = [period for period in self.data.periods if self.criteria.period.bounds(period)[1] <= on]
        return max(ended, default=None)

    def counted(self, target: Target, as_of: date) -> list[UnitKey]:
        """Return the units that a target counts on a day."""
        if target.population == "units_of_document":
            day = self.criteria.effective_from
        else:
            period = self.newest_ended(as_of)
            day = as_of if period is None else self.criteria.period.bounds(period)[1]
        return sorted(unit.key for unit in self.register.covered(self.criteria, day))

    def _with_scores(self, population: Population, period: str, places: Sequence[int], as_of: date) -> Population:
        result = self.scored(period, as_of)
        day = result.scores.figures.last_day
        rows = {code: row for row, code in enumerate(result.codes)}
        pairs = []
        for place in places:
            key = population.keys[place]
            unit = self.register.version(key[0], day)
            if unit is not None and unit.key == key and key[0] in rows:
                pairs.append((place, rows[key[0]]))
        return population.with_scores(result.scores, pairs) if pairs else population

    def _with_recognitions(self, population: Population, as_of: date) -> Population:
        places = {key: place for place, key in enumerate(population.keys)}
        recognised = {level: np.zeros(len(places), np.bool_) for level in self.criteria.levels}
        for each in self.recognitions or ():
            place = places.get(version_of(self.register, each))  # type: ignore[arg-type]  # None is no key
            if place is not None and each.level in recognised and each.in_force(as_of):
                recognised[each.level][place] = True
        return Population(
            keys=population.keys,
            districts=population.districts,
            met=population.met,
            possible=population.possible,
            eligible=population.eligible,
            recognised=recognised,
        )
