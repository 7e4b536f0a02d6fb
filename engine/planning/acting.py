"""Acting on unmet criteria: what changes, what it costs, and the scores that come of it.

Acting on a criterion applies its shortfall and costs its action's effort times the sum of the sizes of the changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine.criteria import CriteriaSet
from engine.figures import Column, Figures, Mask
from engine.indicators import Kind
from engine.rules import MET
from engine.scalars import STEPS
from engine.scoring import Scores, score
from engine.shortfalls import cures_of_criterion

COST_STEPS = STEPS * STEPS
"""Whole steps of cost in one of effort: four decimals of an action's effort, four of a change."""


@dataclass(frozen=True, slots=True)
class Action:
    """Acting on the criterion of that index: its cost in :data:`COST_STEPS`, and its signed changes in whole steps."""

    criterion: int
    cost: int
    changes: Mapping[str, int]


def actions_of(scores: Scores, rows: set[int], usable: frozenset[str] | None = None) -> dict[int, list[Action]]:
    """Return by row what units can act on: the unmet criteria with an action that can be cured, in the file's order."""
    criteria = scores.rules.criteria
    found: dict[int, list[Action]] = {}
    for index, criterion in enumerate(criteria.criteria):
        if criterion.action is None or (usable is not None and criterion.id not in usable):
            continue
        units, cures = cures_of_criterion(scores, index)
        effort = int(criterion.action.effort * STEPS)
        columns = {key: change.astype(np.int64).tolist() for key, change in cures.changes.items()}
        for place in np.flatnonzero(cures.curable).tolist():
            row = int(units[place])
            if row in rows:
                changes = {key: column[place] for key, column in columns.items() if column[place]}
                size = sum(abs(each) * (STEPS // criteria.indicators[key].scale) for key, each in changes.items())
                found.setdefault(row, []).append(Action(index, effort * size, changes))
    return found


def together(actions: Iterable[Action]) -> dict[str, int]:
    """Return the changes of several actions: of two that ask for the same indicator the larger, the first on a tie."""
    changes: dict[str, int] = {}
    for action in actions:
        for key, change in action.changes.items():
            if abs(change) > abs(changes.get(key, 0)):
                changes[key] = change
    return changes


def acted(scores: Scores, rows: Sequence[int], changes: Sequence[Mapping[str, int]]) -> Scores:
    """Score units again after changes: a row (of ``scores``, any times) with its changes in whole steps each.

    A flag is turned over, a document issued on the period's first day, which is in time for every condition. A change
    of a derived sum moves the sum and leaves open which part moves, as shortfalls do. Recognitions are not looked at.
    """
    size, places = len(rows), np.array(rows, np.int64)
    columns: dict[str, Column] = {}
    for row, each in enumerate(changes):
        for key, change in each.items():
            columns.setdefault(key, np.zeros(size))[row] = change
    figures, criteria = scores.figures, scores.rules.criteria
    moved = {
        key: _moved(criteria, key, column[places], columns, figures)
        for key, column in (figures.entered or figures.now).items()
    }
    broken = _broken(criteria, moved)
    again = Figures(
        size=size,
        period=figures.period,
        first_day=figures.first_day,
        last_day=figures.last_day,
        now={key: _sound(criteria, key, column, broken) for key, column in moved.items()},
        before={key: column[places] for key, column in figures.before.items()},
        not_applicable={key: mask[places] for key, mask in figures.not_applicable.items()},
    )
    return score(scores.rules, again)


def _moved(criteria: CriteriaSet, key: str, column: Column, changes: Mapping[str, Column], figures: Figures) -> Column:
    kind = criteria.indicators[key].kind
    if kind in (Kind.FLAG, Kind.DOCUMENT):
        changed = 1 - column if kind is Kind.FLAG else np.full_like(column, figures.first_day.toordinal())
        return np.where(changes[key] == 0, column, changed) if key in changes else column
    for part, times in criteria.parts[key].items():
        if part in changes:
            column = column + times * changes[part]
    return column


def _broken(criteria: CriteriaSet, columns: Mapping[str, Column]) -> dict[str, Mask]:
    """Return where figures are above the one that they must not exceed, compared in a common step."""
    found = {}
    for key, column in columns.items():
        limit = criteria.indicators[key].at_most
        if limit is not None and limit in columns:
            scales = criteria.indicators[key].scale, criteria.indicators[limit].scale
            finer = max(scales)
            found[key] = column * (finer // scales[0]) > columns[limit] * (finer // scales[1])
    return found


def _sound(criteria: CriteriaSet, key: str, column: Column, broken: Mapping[str, Mask]) -> Column:
    for part in criteria.parts[key]:
        if part in broken:
            column = np.where(broken[part], np.nan, column)
    return column


def counted(scores: Scores) -> Mask:
    """Return which criteria count as met, a row a criterion and a column a unit."""
    above = scores.rules.criteria.not_applicable_counts_as == "met"
    found: Mask = scores.criteria >= MET if above else scores.criteria == MET
    return found
