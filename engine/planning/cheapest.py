"""The cheapest plan: which units act on which criteria, so that a target is reached with the least effort.

Every unit's cheapest lift to every place is found first (``lifting``), then who is lifted where (``programme``); the
steps are applied and all is scored and measured again before the plan is given.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

import numpy as np

from engine.criteria import CriteriaSet, Target
from engine.planning.acting import COST_STEPS, acted, together
from engine.planning.lifting import Lift, Ways, ways_of
from engine.planning.obstacles import Field
from engine.planning.one_unit import steps_of
from engine.planning.plans import NO_LIMITS, Known, Limits, Needed, Obstacle, Plan, UnitLift
from engine.planning.programme import Asked, Choice, choose
from engine.planning.standing import Ground, Judged
from engine.planning.unknowns import lacking
from engine.rules import MET, UNKNOWN
from engine.scoring import Scores
from engine.targets import Population, State, TargetProgress

NO_WAYS = Ways()


def plan(  # noqa: PLR0913, PLR0917 -- all that a plan depends on
    criteria: CriteriaSet,
    target: Target,
    population: Population,
    known: Sequence[Known],
    as_of: date,
    limits: Limits = NO_LIMITS,
) -> Plan:
    """Find the cheapest plan for a target; ``known`` are the scores that the population was made of."""
    return _Planner(Ground(criteria, target, population, as_of), tuple(known), limits).plan()


@dataclass(frozen=True)
class _Planner:
    ground: Ground
    known: tuple[Known, ...]
    limits: Limits

    def plan(self) -> Plan:
        """Choose the lifts, apply them, score again, and say what came of it."""
        offers = self.offers()
        asked = [*self.asked(), *self.included(offers)]
        chosen = choose(list(offers), asked, self._cost(self.limits.in_all), self._cost(self.limits.per_district))
        lifts = {each.unit: offers[each] for each in sorted(chosen.choices, key=lambda each: each.unit)}
        then = self.applied(lifts)
        after = self.ground.measured(then)
        waiting = {
            self.places[key]: (goal.place - 1, goal.goal.level)
            for goal in after.goals
            for key in goal.units
            if goal.goal.level and not self.population.recognised[goal.goal.level][self.places[key]]
        }
        missed = [goal.place for goal in after.goals if goal.state not in (State.REACHED, State.VOID)]
        whole = all(ways.whole for ways in self.ways.values())
        return Plan(
            target=self.ground.target,
            limits=self.limits,
            optimal=chosen.proven and whole and not missed and not any(chosen.short),
            lifts={
                self.population.keys[place]: UnitLift(
                    int(self.now.met[place]), int(then.met[place]), steps_of(self.ground.criteria, lift)
                )
                for place, lift in lifts.items()
            },
            before=self.before,
            after=after,
            to_recognise=tuple((self.population.keys[place], level) for place, (_, level) in waiting.items()),
            needs_data=(
                *(self.needed() if lifts or missed else ()),
                *self.needed_of_vetoes({place: index for place, (index, _) in waiting.items()}),
            ),
            obstacles=tuple(self.obstacles(missed, after)),
            not_lifted=tuple(
                key
                for place, key in enumerate(self.population.keys)
                if key[0] in self.limits.include and place not in lifts and self.homes[place] > 0
            ),
        )

    @property
    def population(self) -> Population:
        """The units that the target counts."""
        return self.ground.population

    @cached_property
    def places(self) -> dict[tuple[str, date], int]:
        """The place of each unit in the population."""
        return {key: place for place, key in enumerate(self.population.keys)}

    @cached_property
    def scored(self) -> dict[int, tuple[Scores, int]]:
        """By place the scores of a unit and its row in them."""
        return {place: (each.scores, row) for each in self.known for place, row in each.rows}

    @cached_property
    def now(self) -> Judged:
        """The population as its figures are."""
        biting = np.zeros((len(self.ground.criteria.vetoes), len(self.population.keys)), np.bool_)
        for each in self.known:
            here, there = np.array(each.rows, np.int64).reshape(-1, 2).T
            biting[:, here] = each.scores.vetoes[:, there] == MET
        return Judged(self.population.met, self.population.possible, biting)

    @cached_property
    def before(self) -> TargetProgress:
        """The target as it stands before anything is done."""
        return self.ground.measured(self.now)

    @cached_property
    def homes(self) -> dict[int, int]:
        """By place in the population, the place among the goals where a unit stands."""
        return self.homes_in(self.before)

    def homes_in(self, progress: TargetProgress) -> dict[int, int]:
        """Return the same as it is in some progress."""
        found = {self.places[key]: goal.place - 1 for goal in progress.goals for key in goal.units}
        return found | {self.places[key]: len(progress.goals) for key in progress.below}

    @cached_property
    def ways(self) -> dict[int, Ways]:
        """By place the ways to lift a unit that may be acted on and could stand higher."""
        found: dict[int, Ways] = {}
        for each in self.known:
            allowed = {
                row: place
                for place, row in each.rows
                if self.limits.allows(self.population.keys[place][0]) and self.homes[place] > 0
            }
            ways = ways_of(each.scores, allowed, self.limits.criteria)
            found |= {allowed[row]: way for row, way in ways.items()}
        return found

    def offers(self) -> dict[Choice, Lift]:
        """Return the cheapest lift of each unit to each place above its own; a lower place must cost less."""
        found: dict[Choice, Lift] = {}
        most = self._cost(self.limits.per_unit)
        for place, ways in sorted(self.ways.items()):
            home, least = self.homes[place], most
            tables: dict[frozenset[int], dict[int, Lift]] = {}
            for index in range(home):
                asks = self.ground.asks(index, place)
                if asks is None or self.now.biting[list(asks.vetoes), place].any():
                    continue
                if asks.vetoes not in tables:
                    tables[asks.vetoes] = ways.table(asks.vetoes)
                lift = tables[asks.vetoes].get(asks.count - int(self.now.met[place]))
                if lift is not None and (least is None or lift.cost <= least):
                    found[Choice(place, index, home, lift.cost, self.population.districts[place])] = lift
                    least = lift.cost - 1
        return found

    def included(self, offers: Mapping[Choice, Lift]) -> list[Asked]:
        """Ask that the units to be included be lifted, those that can be."""
        liftable = {each.unit for each in offers}
        wanted = (self.places[key] for key in self.population.keys if key[0] in self.limits.include)
        return [Asked(-1, 1, unit=place) for place in wanted if place in liftable]

    def obstacles(self, missed: Sequence[int], after: TargetProgress) -> Iterator[Obstacle]:
        """Say why no more units reach the goals of some places."""
        most = self._cost(self.limits.per_unit)
        field = Field(self.ground, self.now, self.scored, self.ways, self.homes_in(after), self.limits, most)
        for place in missed:
            yield from field.obstacles(place - 1)

    def asked(self) -> list[Asked]:
        """Return what the goals that are not reached still lack; void ones ask for nothing."""
        found = []
        for index, goal in enumerate(self.before.goals):
            if goal.state in (State.REACHED, State.VOID):
                continue
            districts = self._lacking_by_district(index) if goal.goal.per else None
            found.append(Asked(index, goal.gap, districts))
        return found

    def _lacking_by_district(self, index: int) -> dict[str, int]:
        asked = self.ground.target.goals[index].at_least
        standing = Counter(self.population.districts[place] for place, home in self.homes.items() if home <= index)
        districts = sorted({each for each in self.population.districts if each is not None})
        return {each: asked - standing[each] for each in districts if standing[each] < asked}

    @staticmethod
    def _cost(effort: Decimal | None) -> int | None:
        """Return an effort in whole steps of cost, less what no whole step can use."""
        return None if effort is None else int(effort * COST_STEPS)

    def applied(self, lifts: Mapping[int, Lift]) -> Judged:
        """Score the lifted units again, as they are once their steps are done."""
        met, possible, biting = self.now.met.copy(), self.now.possible.copy(), self.now.biting.copy()
        for each in self.known:
            rows = [(place, row) for place, row in each.rows if place in lifts]
            if rows:
                here = [place for place, _ in rows]
                after = acted(each.scores, [row for _, row in rows], [together(lifts[place].actions) for place in here])
                met[here], possible[here] = after.met, after.possible
                biting[:, here] |= after.vetoes == MET  # what bites now is not planned away
        return Judged(met, possible, biting)

    def needed(self) -> Iterator[Needed]:
        """Say which unknown criteria could lift a unit to a higher place, were their figures known."""
        criteria = self.ground.criteria.criteria
        for place, (scores, row) in sorted(self.scored.items()):
            ways = self.ways.get(place, NO_WAYS)
            if not self._could_rise(place, int(self.now.possible[place]) + ways.actions):
                continue
            open_now = np.flatnonzero(scores.criteria[:, row] == UNKNOWN).tolist()
            unknown = {index: lacking(scores, row, index) for index in open_now}
            for index, indicators in sorted((unknown | dict(ways.unsure)).items()):
                yield Needed(self.population.keys[place], criteria[index].id, indicators)

    def _could_rise(self, place: int, most: int) -> bool:
        every = (self.ground.asks(index, place) for index in range(self.homes[place]))
        return any(
            asks is not None and asks.count <= most and not self.now.biting[list(asks.vetoes), place].any()
            for asks in every
        )

    def needed_of_vetoes(self, waiting: Mapping[int, int]) -> Iterator[Needed]:
        """Say which vetoes are unknown of the units that the plan counts on being recognised (by place, the goal)."""
        for place, index in sorted(waiting.items()):
            asks = self.ground.asks(index, place)
            if asks is None or place not in self.scored:
                continue
            (scores, row), criteria = self.scored[place], self.ground.criteria
            for veto in sorted(asks.vetoes):
                if scores.vetoes[veto, row] == UNKNOWN:
                    indicators = lacking(scores, row, len(criteria.criteria) + veto)
                    yield Needed(self.population.keys[place], criteria.vetoes[veto].id, indicators)
