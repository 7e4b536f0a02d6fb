"""What changes when one set takes another's place: units that rise or fall, goals that move, the rules as data.

And what a single bound does: how many units meet it, from one figure to another.
"""

from engine.impact.bounds import Bound, BoundPlace, bound_at, bounds_of, steps_between, usual_range
from engine.impact.results import CriterionImpact, GoalImpact, Impact, Review, Shift, Side, UnitImpact
from engine.impact.rules import Change, Subject, changes
from engine.impact.sweep import Step, Sweep, sweep
from engine.impact.units import impact

__all__ = [
    "Bound",
    "BoundPlace",
    "Change",
    "CriterionImpact",
    "GoalImpact",
    "Impact",
    "Review",
    "Shift",
    "Side",
    "Step",
    "Subject",
    "Sweep",
    "UnitImpact",
    "bound_at",
    "bounds_of",
    "changes",
    "impact",
    "steps_between",
    "sweep",
    "usual_range",
]
