"""JSON of the cheapest plan toward a target."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from api.answers.json import Json
from api.workflow import Board
from engine.criteria import Target
from engine.planning import Known, Limits, Plan, plan
from engine.scalars import plain
from engine.targets import GoalProgress, Population


def plan_of(board: Board, target: Target, as_of: date, limits: Limits) -> Plan:
    """Plan for a target of a board with what is known on a day."""
    population = board.population(target, as_of)
    return plan(board.criteria, target, population, _known(board, target, population, as_of), as_of, limits)


def _known(board: Board, target: Target, population: Population, as_of: date) -> list[Known]:
    """Find the scores that the population was made of: of each unit the newest period that counts for it."""
    by_period: dict[str, list[int]] = defaultdict(list)
    for place, key in enumerate(population.keys):
        unit = board.register.version(*key)
        ended = None if unit is None or target.population == "units_of_period" else unit.last_day
        period = board.newest_ended(as_of if ended is None else min(as_of, ended))
        if period is not None:
            by_period[period].append(place)
    found = []
    for period, places in by_period.items():
        scored = board.scored(period, as_of)
        row_of = {}
        for row, code in enumerate(scored.codes):
            unit = board.register.version(code, scored.scores.figures.last_day)
            if unit is not None:
                row_of[unit.key] = row
        pairs = [(place, row_of[population.keys[place]]) for place in places if population.keys[place] in row_of]
        found.append(Known(scored.scores, tuple(pairs)))
    return found


def planned(found: Plan, *, sample: bool) -> Json:
    """Give a plan."""
    answer: Json = {
        "target": found.target.id,
        "effort": plain(found.effort),
        "optimal": found.optimal,
        "steps": [
            {
                "unit": code,
                "criterion": step.criterion,
                "indicator": step.indicator,
                "add": plain(step.add),
                "effort": plain(step.effort),
            }
            for (code, _), lift in found.lifts.items()
            for step in lift.steps
        ],
        "cannot": [_goal(each) for each in found.cannot],
        "needs_data": [
            {"unit": each.unit[0], "criterion": each.criterion, "indicators": list(each.indicators)}
            for each in found.needs_data
        ],
    }
    return answer | ({"sample": True} if sample else {})


def _goal(each: GoalProgress) -> Json:
    """Name a goal that the plan does not reach, with what it would reach."""
    name = {"level": each.goal.level} if each.goal.level is not None else {"band": each.goal.band}
    return {
        "place": each.place,
        **name,
        "asked": each.goal.at_least,
        "required": each.required,
        "reached": each.reached,
        "gap": each.gap,
    }
