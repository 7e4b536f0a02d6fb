"""One unit by itself: the cheapest steps to the next band, and the steps of a lift."""

from __future__ import annotations

from decimal import Decimal

from engine.criteria import CriteriaSet
from engine.figures import in_units
from engine.planning.acting import acted, together
from engine.planning.lifting import Lift, Ways, ways_of
from engine.planning.plans import Step, UnitLift
from engine.scoring import Scores

NO_WAYS = Ways()


def smallest_lift(scores: Scores, unit: int, usable: frozenset[str] | None = None) -> UnitLift | None:
    """Return the cheapest steps that take a unit to the next band; None where it has the highest, or none will do."""
    band = int(scores.band[unit])
    if band == 0:
        return None
    more = scores.rules.criteria.bands[band - 1].criteria_met - int(scores.met[unit])
    lift = ways_of(scores, [unit], usable).get(unit, NO_WAYS).table().get(more)
    if lift is None:
        return None
    after = acted(scores, [unit], [together(lift.actions)])
    return UnitLift(int(scores.met[unit]), int(after.met[0]), steps_of(scores.rules.criteria, lift))


def steps_of(criteria: CriteriaSet, lift: Lift) -> tuple[Step, ...]:
    """Return the steps of a lift, in the order of the criteria."""
    found = []
    for action in sorted(lift.actions, key=lambda each: each.criterion):
        criterion = criteria.criteria[action.criterion]
        effort = criterion.action.effort if criterion.action else Decimal(0)
        for key, change in action.changes.items():
            add = in_units(criteria.indicators[key], change)
            found.append(Step(criterion.id, key, add, effort * abs(add)))
    return tuple(found)
