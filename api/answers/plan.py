"""JSON of the cheapest plan toward a target."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from api.answers.json import Json
from api.workflow import Board, Scored
from engine.criteria import Target
from engine.planning import Known, Limits, Obstacle, Plan, Step, plan, settling_figures, smallest_lift
from engine.scalars import plain
from engine.targets import GoalProgress, Population
from engine.units import UnitKey


def plan_of(board: Board, target: Target, as_of: date, limits: Limits) -> Plan:
    """Plan for a target of a board with what is known on a day."""
    population = board.population(target, as_of)
    return plan(board.criteria, target, population, _known(board, target, population, as_of), as_of, limits)


def _period_of(board: Board, target: Target, key: UnitKey, as_of: date) -> str | None:
    """Return the newest period that counts for a unit, None when there is none."""
    unit = board.register.version(*key)
    ended = None if unit is None or target.population == "units_of_period" else unit.last_day
    return board.newest_ended(as_of if ended is None else min(as_of, ended))


def periods_by_code(board: Board, target: Target, as_of: date) -> dict[str, str]:
    """Return by code the period that counts for each unit that a target counts; those without figures are left out."""
    found = ((key[0], _period_of(board, target, key, as_of)) for key in board.counted(target, as_of))
    with_period = {code: period for code, period in found if period is not None}
    codes = {period: set(board.scored(period, as_of).codes) for period in set(with_period.values())}
    return {code: period for code, period in with_period.items() if code in codes[period]}


def _known(board: Board, target: Target, population: Population, as_of: date) -> list[Known]:
    """Find the scores that the population was made of: of each unit the newest period that counts for it."""
    by_period: dict[str, list[int]] = defaultdict(list)
    for place, key in enumerate(population.keys):
        period = _period_of(board, target, key, as_of)
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
        "steps": [{"unit": code, **_step(step)} for (code, _), lift in found.lifts.items() for step in lift.steps],
        "cannot": [_goal(each, found) for each in found.cannot],
        "needs_data": [
            {"unit": each.unit[0], "criterion": each.criterion, "indicators": list(each.indicators)}
            for each in found.needs_data
        ],
        "not_lifted": [code for code, _ in found.not_lifted],
    }
    return answer | ({"sample": True} if sample else {})


def lifted(result: Scored, place: int) -> Json:
    """Give the cheapest steps that take the unit at a place to the next band, and what alone would settle its band.

    ``lift`` is null for a unit of the highest band, and where nothing will do.
    """
    scores, found = result.scores, smallest_lift(result.scores, place)
    answer: Json = {
        "unit": result.codes[place],
        "band": scores.band_id(int(scores.band[place])),
        "possible_band": scores.band_id(int(scores.possible_band[place])),
        "lift": None
        if found is None
        else {
            "effort": plain(found.effort),
            "met": [found.met, found.then],
            "steps": [_step(each) for each in found.steps],
        },
        "settling": list(settling_figures(scores, place)),
    }
    return answer | ({"sample": True} if result.sample else {})


def _step(step: Step) -> Json:
    return {
        "criterion": step.criterion,
        "indicator": step.indicator,
        "add": plain(step.add),
        "effort": plain(step.effort),
    }


def _goal(each: GoalProgress, plan: Plan) -> Json:
    """Name a goal that the plan does not reach, with what it would reach and what keeps units below it."""
    name = {"level": each.goal.level} if each.goal.level is not None else {"band": each.goal.band}
    return {
        "place": each.place,
        **name,
        "asked": each.goal.at_least,
        "required": each.required,
        "reached": each.reached,
        "gap": each.gap,
        "because": [_obstacle(obstacle) for obstacle in plan.obstacles if obstacle.place == each.place],
    }


def _obstacle(each: Obstacle) -> Json:
    return {
        "why": str(each.why),
        "units": [code for code, _ in each.units],
        "criteria": [{"criterion": criterion, "units": count} for criterion, count in each.criteria],
    }
