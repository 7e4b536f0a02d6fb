"""Who stands in each place of a target, for sure and possibly: the engine is asked unit by unit who could rise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from api.pages.goals import period_used
from api.workflow import Board
from engine.criteria import CriteriaSet, SizedList, Target
from engine.names import sort_key
from engine.rules import UNKNOWN
from engine.targets import Population, State, TargetProgress, progress
from engine.units import UnitKey
from engine.wording.numbers import figure_range


@dataclass(frozen=True, slots=True)
class Stander:
    """A unit with its count of criteria and, where another bears its name, its district.

    ``waits_for`` names the criteria that are not known yet.
    """

    name: str
    link: str
    figures: str
    waits_for: tuple[str, ...]
    key: UnitKey
    counts: tuple[int, int] | None = None
    """Criteria met for sure and possibly; None without figures."""


@dataclass(frozen=True, slots=True)
class Place:
    """The units that stand at a place for sure, and those that could rise to it from below."""

    sure: tuple[Stander, ...]
    possible: tuple[Stander, ...]


def places(board: Board, found: TargetProgress) -> tuple[tuple[Place, ...], tuple[Stander, ...]]:
    """Return the places of a target in the order of its goals, and the units that stand in none.

    To the place of a void goal, or of a list without names, nobody is said to rise.
    """
    population = board.population(found.target, found.as_of)
    could = highest_possible(board.criteria, found, population)
    sure = {key: index for index, goal in enumerate(found.goals) for key in goal.units}
    rising: dict[int, list[UnitKey]] = {}
    for key, index in could.items():
        if index < sure.get(key, len(found.goals)):
            rising.setdefault(index, []).append(key)
    known = _Known(board, found)
    shown = tuple(
        Place(known.standers(goal.units), known.standers(rising.get(index, ())))
        for index, goal in enumerate(found.goals)
    )
    return shown, known.standers(found.below)


def highest_possible(criteria: CriteriaSet, found: TargetProgress, population: Population) -> Mapping[UnitKey, int]:
    """Return by unit the index of the highest goal whose place it could reach; one that reaches none is left out.

    Each unit is measured as a population of its own against the same goals asked of one unit, so that it is the
    engine's judgement; units of which the same is known are measured once.
    """
    kept = [
        index
        for index, goal in enumerate(found.goals)
        if goal.state is not State.VOID and not isinstance(criteria.lists.get(goal.goal.among or ""), SizedList)
    ]
    if not kept:
        return {}
    goals = [found.goals[index].goal.model_copy(update={"at_least": 1, "per": None}) for index in kept]
    probe = found.target.model_copy(update={"goals": goals})
    listed = any(goal.among for goal in goals)
    answers: dict[object, int | None] = {}
    reached = {}
    for at, key in enumerate(population.keys):
        alike = (*_known_of(population, at), key if listed else None)
        if alike not in answers:
            answers[alike] = _first_possible(criteria, probe, _alone(population, at), found.as_of)
        first = answers[alike]
        if first is not None:
            reached[key] = kept[first]
    return reached


def _first_possible(criteria: CriteriaSet, probe: Target, alone: Population, as_of: date) -> int | None:
    measured = progress(criteria, probe, alone, as_of).goals
    return next((index for index, goal in enumerate(measured) if goal.possible), None)


def _known_of(population: Population, at: int) -> tuple[object, ...]:
    codes = tuple((level, int(each[at])) for level, each in population.eligible.items())
    held = tuple(level for level, each in population.recognised.items() if each[at])
    return int(population.met[at]), int(population.possible[at]), codes, held


def _alone(population: Population, at: int) -> Population:
    one = slice(at, at + 1)
    return replace(
        population,
        keys=population.keys[one],
        districts=population.districts[one],
        met=population.met[one],
        possible=population.possible[one],
        eligible={level: each[one] for level, each in population.eligible.items()},
        recognised={level: each[one] for level, each in population.recognised.items()},
    )


class _Known:
    """What the scores say of the units of a target."""

    def __init__(self, board: Board, found: TargetProgress) -> None:
        self._board, self._found = board, found
        keys = (*found.below, *(key for goal in found.goals for key in goal.units))
        self._names = Counter(unit.name for key in keys if (unit := board.register.version(*key)))

    def standers(self, keys: Sequence[UnitKey]) -> tuple[Stander, ...]:
        """Show units, by name."""
        shown = [(self._sort_key(key), self._stander(key)) for key in keys]
        return tuple(each for _, each in sorted(shown, key=lambda pair: pair[0]))

    def _sort_key(self, key: UnitKey) -> tuple[tuple[str, ...], UnitKey]:
        unit = self._board.register.version(*key)
        return sort_key(unit.short_name if unit else key[0]), key

    def _stander(self, key: UnitKey) -> Stander:
        board, unit = self._board, self._board.register.version(*key)
        name = unit.name if unit else f"Đơn vị {key[0]}"
        if unit and unit.district_name and self._names[name] > 1:
            name = f"{name} ({unit.district_name})"
        period = period_used(board, self._found, key)
        if period is None:
            return Stander(name, "", "", (), key)
        result = board.scored(period)
        on = result.scores.figures.last_day
        if key[0] not in result.codes or board.register.version(key[0], on) != unit:
            return Stander(name, "", "", (), key)
        place, scores = result.codes.index(key[0]), result.scores
        counts = int(scores.met[place]), int(scores.possible[place])
        figures = figure_range(*counts, len(board.criteria.criteria))
        unknown = np.flatnonzero(scores.criteria[:, place] == UNKNOWN).tolist()
        waits_for = tuple(board.criteria.criteria[index].id for index in unknown)
        return Stander(name, f"/xa/{key[0]}?ky={period}", figures, waits_for, key, counts)
