"""JSON of targets across a change of the map: both figures, the units that mix, former districts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from api.answers.json import Json
from api.answers.targets import goal_of
from api.workflow.board import Board
from api.workflow.crossing import across, former_districts
from engine.criteria import Goal, Target
from engine.wording.crossing import across_words


def crossed(board: Board, targets: Sequence[Target], as_of: date) -> Json:
    """Give the targets whose due day has another map than their document; none before that map is there."""
    found = [(target, _across(board, target, as_of)) for target in targets]
    return {
        "as_of": as_of.isoformat(),
        "targets": [{"id": target.id, "due": target.due.isoformat()} | said for target, said in found if said],
    }


def _across(board: Board, target: Target, as_of: date) -> Json:
    both = across(board, target, as_of)
    if both is None:
        return {}
    found = both.crossing
    (document,) = board.progress(as_of, target.id)
    return {
        "counted": both.counted,
        "population": document.population,
        "units_on_due": found.size,
        "population_on_due": both.on_due.population,
        "only_counted": len(found.only),
        "mixed": [unit.code for unit in found.mixed],
        "none_counted": [unit.code for unit in found.none],
        "sentences": across_words(target, both.counted, both.on_due.population, found),
        "goals": [
            {"place": here.place, "document": goal_of(here), "on_due": None if due.goal.per else goal_of(due)}
            | _former(board, target, here.goal, as_of)
            for here, due in zip(document.goals, both.on_due.goals, strict=True)
        ],
    }


def _former(board: Board, target: Target, goal: Goal, as_of: date) -> Json:
    """Give the nearest reading by former district of a goal of every district whose level has ended."""
    found = former_districts(board, target, goal, as_of)
    if found is None:
        return {}
    return {
        "former_districts": {
            "last_day": found.last_day.isoformat(),
            "required": len(found.reached) + len(found.others),
            "reached": list(found.reached),
        }
    }
