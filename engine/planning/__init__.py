"""The cheapest set of actions that reaches a target, exact and proven."""

from engine.planning.cheapest import plan, smallest_lift
from engine.planning.plans import NO_LIMITS, Known, Limits, Needed, Plan, Step, UnitLift
from engine.planning.unknowns import settling_figures

__all__ = [
    "NO_LIMITS",
    "Known",
    "Limits",
    "Needed",
    "Plan",
    "Step",
    "UnitLift",
    "plan",
    "settling_figures",
    "smallest_lift",
]
