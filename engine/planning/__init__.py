"""The cheapest set of actions that reaches a target, exact and proven."""

from engine.planning.cheapest import plan
from engine.planning.one_unit import smallest_lift
from engine.planning.plans import NO_LIMITS, Known, Limits, Needed, Obstacle, Plan, Step, UnitLift, Why
from engine.planning.unknowns import settling_figures

__all__ = [
    "NO_LIMITS",
    "Known",
    "Limits",
    "Needed",
    "Obstacle",
    "Plan",
    "Step",
    "UnitLift",
    "Why",
    "plan",
    "settling_figures",
    "smallest_lift",
]
