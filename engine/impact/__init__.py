"""What changes when one set takes another's place: units that rise or fall, goals that move, the rules as data."""

from engine.impact.rules import Change, Subject, changes
from engine.impact.units import GoalImpact, Impact, Review, Shift, Side, UnitImpact, impact

__all__ = ["Change", "GoalImpact", "Impact", "Review", "Shift", "Side", "Subject", "UnitImpact", "changes", "impact"]
