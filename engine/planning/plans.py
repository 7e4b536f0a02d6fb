"""A plan as values: what it may use, its steps, and what it reaches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from engine.criteria import Target
from engine.scoring import Scores
from engine.targets import GoalProgress, State, TargetProgress
from engine.units import UnitKey


@dataclass(frozen=True, slots=True)
class Known:
    """Scores of units of a population: pairs of (place in the population, place in the scores)."""

    scores: Scores
    rows: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Limits:
    """What an officer allows: units (by code) and criteria that may be acted on, and the effort spent at most.

    ``per_unit``, ``per_district`` and ``in_all`` are efforts; None is no limit. Units left out still count as they are.
    Units to ``include`` must be lifted to a higher place, whether the goals need them or not.
    """

    leave_out: frozenset[str] = frozenset()
    only: frozenset[str] | None = None
    criteria: frozenset[str] | None = None
    per_unit: Decimal | None = None
    per_district: Decimal | None = None
    in_all: Decimal | None = None
    include: frozenset[str] = frozenset()

    def allows(self, code: str) -> bool:
        """Tell whether a unit may be acted on."""
        return code not in self.leave_out and (self.only is None or code in self.only)


NO_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Step:
    """One change for one criterion: ``add`` is signed, in the indicator's unit of measure; 1 for a flag or document."""

    criterion: str
    indicator: str
    add: Decimal
    effort: Decimal


@dataclass(frozen=True, slots=True)
class UnitLift:
    """The steps of one unit, and its sure count of criteria now (``met``) and when they are done (``then``)."""

    met: int
    then: int
    steps: tuple[Step, ...]

    @property
    def effort(self) -> Decimal:
        """The effort of all its steps."""
        return sum((step.effort for step in self.steps), Decimal(0))


@dataclass(frozen=True, slots=True)
class Needed:
    """An unknown criterion (or a veto that the plan counts on) and the indicators that are missing for it."""

    unit: UnitKey
    criterion: str
    indicators: tuple[str, ...]


class Why(StrEnum):
    """Why a unit can't be lifted to the place of a goal, or is not."""

    NOT_LISTED = "not_listed"
    """The goal counts a list that the unit is not on, or of which the members are not known."""
    VETOED = "vetoed"
    LEFT_OUT = "left_out"
    """The limits give it no work."""
    TOO_DEAR = "too_dear"
    """More than one unit may be asked."""
    NO_DATA = "no_data"
    """With the figures that are missing it might do."""
    OUT_OF_REACH = "out_of_reach"
    """Even with everything that can be acted on and all that is unknown there are too few criteria."""
    NOT_CHOSEN = "not_chosen"
    """It could be lifted; the efforts allowed in a district or in all did not suffice, or nobody needs it."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Units that a goal out of reach does without, for one reason.

    ``criteria`` has the unmet criteria that nothing can be done about, with how many of the units have each, most
    often first.
    """

    place: int
    why: Why
    units: tuple[UnitKey, ...]
    criteria: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """The cheapest steps toward a target, by unit in the population's order.

    ``before`` and ``after`` (figures scored again) are measured with a unit standing at a level that it is recognised
    at, or whose requirements its score fulfils; ``to_recognise`` has those that still need the decision. ``optimal``
    says that the target is reached and that less effort is proven not to do. Where it can't be reached, the steps go as
    far as they can: the fewest lacking over all goals, then the least effort; ``obstacles`` say why not further.
    ``not_lifted`` are units that had to be included and could not be lifted.
    """

    target: Target
    limits: Limits
    optimal: bool
    lifts: Mapping[UnitKey, UnitLift]
    before: TargetProgress
    after: TargetProgress
    to_recognise: tuple[tuple[UnitKey, str], ...]
    needs_data: tuple[Needed, ...]
    obstacles: tuple[Obstacle, ...] = ()
    not_lifted: tuple[UnitKey, ...] = ()

    @property
    def effort(self) -> Decimal:
        """The effort of all steps."""
        return sum((lift.effort for lift in self.lifts.values()), Decimal(0))

    @property
    def cannot(self) -> tuple[GoalProgress, ...]:
        """The goals that are not reached even so; a void goal is not among them."""
        return tuple(goal for goal in self.after.goals if goal.state not in (State.REACHED, State.VOID))
