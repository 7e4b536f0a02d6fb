"""JSON of the progress toward targets."""

from __future__ import annotations

from collections.abc import Sequence

from api.answers.json import Json
from engine.targets import GoalProgress, TargetProgress
from engine.wording.goals import warnings


def progressed(as_of: str, targets: Sequence[TargetProgress]) -> Json:
    """Give the progress toward targets on a day."""
    return {"as_of": as_of, "targets": [_target(each) for each in targets]}


def _target(each: TargetProgress) -> Json:
    target = each.target
    return {
        "id": target.id,
        "due": target.due.isoformat(),
        "base": target.base,
        "asked": target.asked,
        "reading": target.reading,
        "warnings": warnings(each),
        "population": each.population,
        "goals": [goal_of(goal) for goal in each.goals],
    }


def goal_of(each: GoalProgress) -> Json:
    """Give one goal."""
    goal = each.goal
    answer: Json = {"place": each.place}
    answer |= {"level": goal.level} if goal.level is not None else {"band": goal.band}
    answer |= {
        "asked": goal.at_least,
        "standing": each.standing,
        "required": each.required,
        "reached": each.reached,
        "possible": each.possible,
        "gap": each.gap,
        "state": str(each.state),
    }
    if each.reached_on_due is not None:
        answer["reached_on_due"] = each.reached_on_due
    return answer
