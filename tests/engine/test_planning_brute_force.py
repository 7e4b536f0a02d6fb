"""The plan beside a brute force that tries every set of actions of every unit, on small sets and figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import chain, combinations, product
from random import Random
from typing import Any

import numpy as np
import pytest

from engine.criteria import CriteriaSet, Goal
from engine.explaining import Explanations
from engine.indicators import Kind
from engine.planning import Known, Limits, Plan, plan, smallest_lift
from engine.rules import MET
from engine.scoring import Scores
from engine.targets import Population
from tests.builders import Natural, Raw, criteria_set, scores_of
from tests.strategies import DAYS, INDICATORS, LEVELS, Unit, without

FIRST = date(2022, 1, 1)
AS_OF = date(2024, 12, 31)
EFFORTS = [Decimal("0.5"), Decimal(1), Decimal(2), Decimal("2.25")]


@dataclass(frozen=True)
class Case:
    """A set with a target, its units with their districts, and what an officer allows."""

    criteria: CriteriaSet
    units: list[Unit]
    districts: list[str | None]
    limits: Limits

    def holds(self, place: int, level: str | None) -> bool:
        """Tell whether a unit is recognised at a level."""
        return self.units[place].recognised[level or ""] == "met"

    def scores(self, rows: Sequence[Mapping[str, Natural]]) -> Scores:
        """Score rows of figures that stand for the units, as many times over as there are rows."""
        several = [self.units[place % len(self.units)] for place in range(len(rows))]
        befores, exempt = [each.before for each in several], [each.exempt for each in several]
        return scores_of(self.criteria, rows, befores, exempt)

    def population(self) -> tuple[Population, Known]:
        """Make the population, whose codes are 00001 and so on."""
        scores = self.scores([each.now for each in self.units])
        keys = [(f"{number:05}", FIRST) for number in range(1, len(self.units) + 1)]
        rows = tuple((place, place) for place in range(len(self.units)))
        nobody = Population.unknown(self.criteria, keys, self.districts)
        held = {level: np.array([self.holds(at, level) for at, _ in rows], np.bool_) for level in LEVELS}
        return replace(nobody.with_scores(scores, rows), recognised=held), Known(scores, rows)

    def plan(self) -> Plan:
        """Plan for the target."""
        population, known = self.population()
        return plan(self.criteria, self.criteria.targets[0], population, [known], AS_OF, self.limits)


def condition(rng: Random) -> Raw:
    """A condition over one of few figures, so that criteria share them, help each other and spoil each other."""
    k, share = rng.randint(3, 9), rng.choice([50, 66.6667, 80, 100])
    usual: list[Raw] = [
        {"count": "a", "at_least": k},
        {"count": "b", "at_least": k},
        {"count": "c", "more_than": k - 1},
        {"count": "d", "at_most": rng.randint(0, 4)},
        {"share": ["b", "a"], "at_least": share},
        {"share": ["c", "b"], "at_least": share},
        {"share": ["e", "both"], "at_least": share},
        {"change": "d", "at_most": rng.choice([-50, -5, 0])},
        {"number": "x", "at_least": k / 2},
        {"number": "z", "at_least": k / 4},
        {"flag": "f"},
        {"flag": "g"},
        {"document": "p"},
        {"document": "p", "issued_by": "06-30"},
        {"document": "q", "any_time": True},
    ]
    contrary: list[Raw] = [
        {"count": "a", "at_most": 6},
        {"count": "b", "equals": 4},
        {"share": ["b", "a"], "at_most": 60},
        {"share": ["d", "a"], "at_least": 30},
        {"flag": "f", "is": False},
        {"number": "x", "less_than": 3},
    ]
    return rng.choice(contrary if rng.random() < CONTRARY else usual)


CONTRARY = 0.2
"""Share of conditions that want the opposite of what others want."""


def group(rng: Random) -> Raw:
    """One or two conditions, now and then three of which two are needed."""
    parts = [condition(rng) for _ in range(rng.choice([1, 1, 2, 2, 3]))]
    if len(parts) == 3:
        return {"at_least": 2, "of": parts}
    return {rng.choice(["all", "any"]): parts}


def goal(rng: Random, bands: list[str], many: int) -> Raw:
    """A goal at a level or band of the set, now and then in each district, or among some."""
    at: Raw = {"band": rng.choice(bands)} if rng.random() < 0.6 else {"level": rng.choice(LEVELS)}
    at |= {"at_least": rng.randint(1, many)}
    if rng.random() < 0.2:
        at |= {"per": "district", "at_least": 1}
    if rng.random() < 0.15:
        at |= {"among": rng.choice(["named", "pilot"])}
    return at


def criteria_of(rng: Random, many: int) -> CriteriaSet:
    """A set of three to five criteria, most with an action, one veto or none, three levels and one target."""
    criteria = [group(rng) for _ in range(rng.randint(3, 5))]
    for each in criteria:
        if rng.random() < 0.85:
            each["action"] = {"title": "Việc", "effort": rng.choice(EFFORTS)}
    counts = sorted(rng.sample(range(1, len(criteria) + 1), 3), reverse=True)
    bands = [f"b{count}" for count in counts]
    requires: Raw = {"band": rng.choice(bands)}
    goals = [goal(rng, bands, many) for _ in range(rng.randint(1, 3))]
    blocks: list[Raw] = [{}, {"blocks": ["one"]}, {"blocks": ["three"]}]
    return criteria_set(
        INDICATORS,
        criteria,
        not_applicable_counts_as=rng.choice(["met", "unmet"]),
        period={"starts_on": rng.choice(["01-01", "11-16"])},
        vetoes=[
            {"id": "LT1", "title": "Loại", "when": {"share": ["b", "a"], "less_than": 40}} | rng.choice(blocks),
            {"id": "LT2", "title": "Loại", "when": {"count": "a", "more_than": 9}} | rng.choice(blocks),
        ][: rng.randint(0, 2)],
        bands=[{"id": each, "title": "Mức", "criteria_met": count} for each, count in zip(bands, counts, strict=True)],
        recognition=[
            {"level": "one", "title": "Cấp", "requires": requires},
            {"level": "two", "title": "Cấp", "requires": {"recognised": "one"}, "effective_to": "2024-06-30"},
            {"level": "three", "title": "Cấp", "requires": {"band": rng.choice(bands), "recognised": "one"}},
        ],
        targets=[
            {"id": "2025", "due": "2025-12-31", "reading": rng.choice(["disjoint", "nested"]), "goals": goals},
        ],
        lists={"named": ["00001", "00003"], "pilot": {"size": 2}},
    )


def unit(rng: Random, criteria: CriteriaSet) -> Unit:
    """A unit with figures that obey their rules, now and then some missing, a criterion waived or a level held."""
    a, d, x = rng.randint(2, 9), rng.randint(0, 6), Decimal(rng.randint(0, 40)) / 8
    b = rng.randint(0, a)
    now: dict[str, Natural] = {"a": a, "b": b, "c": rng.randint(0, b), "d": d, "e": rng.randint(0, a + d)}
    now |= {"x": x, "y": x, "z": min(x / 2, Decimal(a)), "f": rng.random() < 0.4, "g": rng.random() < 0.4}
    days: list[Natural] = [False, False, *DAYS]
    now |= {"p": rng.choice(days), "q": rng.choice(days)}
    gone = {key for key in now if rng.random() < 0.15} if rng.random() < 0.3 else set()
    waived = {each.id for each in criteria.criteria if rng.random() < 0.05}
    held = {level: "met" if rng.random() < 0.1 else "unmet" for level in LEVELS}
    return Unit(without(now, gone), {"d": rng.randint(0, 6)}, frozenset(waived), held)


def limits(rng: Random) -> Limits:
    """Mostly none."""
    if rng.random() < 0.5:
        return Limits()
    caps = [rng.choice([None, None, Decimal(3), Decimal(8), Decimal(20)]) for _ in range(3)]
    return Limits(
        leave_out=frozenset(rng.choice([[], [], ["00001"]])),
        only=rng.choice([None, None, frozenset({"00001", "00002"})]),
        criteria=rng.choice([None, None, frozenset({"TC01", "TC02", "TC04"})]),
        per_unit=caps[0],
        per_district=caps[1],
        in_all=caps[2],
        include=frozenset(rng.choice([[], [], ["00001"], ["00002"], ["00001", "00002"]])),
    )


def case_of(seed: int) -> Case:
    """Draw a case."""
    rng = Random(seed)  # noqa: S311 -- no secret, the same cases each time
    many = rng.randint(2, 4)
    criteria = criteria_of(rng, many)
    several = [unit(rng, criteria) for _ in range(many)]
    return Case(criteria, several, [rng.choice(["A", "B", None]) for _ in several], limits(rng))


# ------------------------------------------------------------------------------------------------- the brute force


Acted = dict[str, dict[str, Decimal]]
"""What is done: by criterion, by indicator, the signed change."""


def applied(criteria: CriteriaSet, now: Mapping[str, Natural], done: Acted) -> dict[str, Natural]:
    """Apply changes to figures; of two changes of one figure the larger one, the first on a tie."""
    changes: dict[str, Decimal] = {}
    for each in done.values():
        for key, change in each.items():
            if abs(change) > abs(changes.get(key, Decimal(0))):
                changes[key] = change
    then = dict(now)
    for key, change in changes.items():
        value: Any = now[key]
        kind = criteria.indicators[key].kind
        if kind is Kind.FLAG:
            then[key] = not value
        elif kind is Kind.DOCUMENT:
            then[key] = criteria.period.bounds("2024")[0]
        else:
            then[key] = Decimal(str(value)) + change
    return then


@dataclass(frozen=True)
class Done:
    """One set of actions on one unit: its effort, the criteria that count, the vetoes that bite before or after."""

    effort: Decimal
    count: int
    biting: frozenset[str]


def counting(case: Case, scores: Scores, place: int) -> set[int]:
    """Return the criteria that count as met."""
    least = MET if case.criteria.not_applicable_counts_as == "met" else None
    codes = [int(code) for code in scores.criteria[:, place]]
    return {index for index, code in enumerate(codes) if code == MET or (least is not None and code > least)}


def everything_to_do(case: Case, place: int) -> list[Done]:
    """Try every set of actions on one unit."""
    unit, criteria = case.units[place], case.criteria
    alone = replace(case, units=[unit])
    scores = alone.scores([unit.now])
    explained = Explanations(scores).of(0)
    options: list[tuple[int, dict[str, Decimal], Decimal]] = []
    code = f"{place + 1:05}"
    if code not in case.limits.leave_out and (case.limits.only is None or code in case.limits.only):
        for index, criterion in enumerate(criteria.criteria):
            shortfall = dict(explained[index].shortfall)
            allowed = case.limits.criteria is None or criterion.id in case.limits.criteria
            if shortfall and allowed and criterion.action is not None:
                effort = criterion.action.effort * sum(abs(change) for change in shortfall.values())
                options.append((index, shortfall, effort))
    picks = list(chain.from_iterable(combinations(options, size) for size in range(len(options) + 1)))
    rows = [applied(criteria, unit.now, {str(index): change for index, change, _ in pick}) for pick in picks]
    after, before = alone.scores(rows), counting(alone, scores, 0)
    found = []
    for column, pick in enumerate(picks):
        effort = sum((each for _, _, each in pick), Decimal(0))
        if case.limits.per_unit is None or effort <= case.limits.per_unit:
            paid = before | {index for index, _, _ in pick}
            bites = (scores.vetoes[:, 0] == MET) | (after.vetoes[:, column] == MET)
            names = frozenset(veto.id for veto, does in zip(criteria.vetoes, bites, strict=True) if does)
            found.append(Done(effort, len(paid & counting(alone, after, column)), names))
    return found


def stands(case: Case, goal: Goal, place: int, done: Done) -> bool:
    """Tell whether a unit reaches a goal's place after what was done."""
    criteria, code = case.criteria, f"{place + 1:05}"
    if goal.among == "pilot" or (goal.among == "named" and code not in ("00001", "00003")):
        return False
    if goal.band is not None:
        return done.count >= int(goal.band[1:])
    if case.holds(place, goal.level):
        return True
    if goal.level == "two":  # it ended before the due day
        return False
    chain_of = {"one": ["one"], "three": ["three", "one"]}[goal.level or ""]
    open_levels = {level for level in chain_of if not case.holds(place, level)}
    blocked = any(
        veto.id in done.biting and (veto.blocks is None or open_levels & set(veto.blocks)) for veto in criteria.vetoes
    )
    need = max(int((criteria.levels[level].requires.band or "b0")[1:]) for level in chain_of)
    return not blocked and done.count >= need


def gap_of(case: Case, standing: Sequence[int]) -> int:
    """Add up what the goals lack, the void ones left out; ``standing`` is the place of each unit."""
    target = case.criteria.targets[0]
    districts = {each for each in case.districts if each is not None}
    gap, asked = 0, 0
    for index, goal in enumerate(target.goals):
        asked += goal.at_least * (len(districts) if goal.per else 1)
        there = [place for place, at in enumerate(standing) if at <= index]
        if goal.per:
            found = Counter(case.districts[place] for place in there)
            lacks = sum(found[each] < goal.at_least for each in districts)
        else:
            lacks = max(0, (asked if target.reading == "disjoint" else goal.at_least) - len(there))
        gap += 0 if goal.level == "two" else lacks
    return gap


def brute_force(case: Case) -> tuple[int, Decimal]:
    """Return the fewest that goals and units to be included lack together, and the least effort that does it."""
    target = case.criteria.targets[0]
    cheapest: list[dict[int, Decimal]] = []
    included: dict[int, int] = {}
    for place in range(len(case.units)):
        found: dict[int, Decimal] = {}
        home = 0
        for done in everything_to_do(case, place):
            reached = (index for index, goal in enumerate(target.goals) if stands(case, goal, place, done))
            at = next(reached, len(target.goals))
            home = home if found else at  # the first of them is to do nothing
            found[at] = min(found.get(at, done.effort), done.effort)
        if f"{place + 1:05}" in case.limits.include and min(found) < home:
            included[place] = home
        cheapest.append(found)
    best = None
    for pick in product(*(each.items() for each in cheapest)):
        efforts = [effort for _, effort in pick]
        by_district: Counter[str | None] = Counter()
        for district, effort in zip(case.districts, efforts, strict=True):
            by_district[district] += effort  # type: ignore[assignment]  # decimals add up too
        limits = case.limits
        most = max((spent for name, spent in by_district.items() if name is not None), default=0)
        if limits.in_all is not None and sum(efforts) > limits.in_all:
            continue
        if limits.per_district is not None and most > limits.per_district:
            continue
        idle = sum(pick[place][0] >= home for place, home in included.items())
        result = gap_of(case, [at for at, _ in pick]) + idle, sum(efforts, Decimal(0))
        best = result if best is None else min(best, result)
    assert best is not None
    return best


def redone(case: Case, found: Plan) -> Scores:
    """Do the steps of a plan and score from scratch."""
    rows = [dict(unit.now) for unit in case.units]
    for (code, _), lift in found.lifts.items():
        done: Acted = {}
        for step in lift.steps:
            done.setdefault(step.criterion, {})[step.indicator] = step.add
        rows[int(code) - 1] = applied(case.criteria, rows[int(code) - 1], done)
    return case.scores(rows)


@pytest.mark.parametrize("seed", range(400))
def test_the_plan_is_the_cheapest_and_does_what_it_says(seed: int) -> None:
    """The effort is the least of all sets of actions that leave the least lacking; done and scored, it holds."""
    case = case_of(seed)
    gap, effort = brute_force(case)
    found, target = case.plan(), case.criteria.targets[0]
    scores, before = redone(case, found), case.scores([unit.now for unit in case.units])
    standing = []
    for place in range(len(case.units)):
        bites = (scores.vetoes[:, place] == MET) | (before.vetoes[:, place] == MET)
        names = frozenset(veto.id for veto, does in zip(case.criteria.vetoes, bites, strict=True) if does)
        done = Done(Decimal(0), int(scores.met[place]), names)
        reached = (index for index, goal in enumerate(target.goals) if stands(case, goal, place, done))
        standing.append(next(reached, len(target.goals)))

    assert (found.effort, found.optimal) == (effort, gap == 0)
    assert [lift.then for lift in found.lifts.values()] == [int(scores.met[int(code) - 1]) for code, _ in found.lifts]
    assert sum(goal.gap for goal in found.cannot) == gap_of(case, standing) <= gap


@pytest.mark.parametrize("seed", range(400, 500))
def test_the_smallest_lift_costs_what_the_brute_force_finds(seed: int) -> None:
    """One unit's next band costs the least of all its sets of actions; where none reaches it, there is no lift."""
    case = replace(case_of(seed), limits=Limits())
    scores = case.population()[1].scores
    for place in range(len(case.units)):
        band, lift = int(scores.band[place]), smallest_lift(scores, place)
        need = case.criteria.bands[band - 1].criteria_met if band else len(case.criteria.criteria) + 1
        efforts = [done.effort for done in everything_to_do(case, place) if done.count >= need]

        assert (lift.effort if lift else None) == min(efforts, default=None)
        assert lift is None or lift.then >= need > lift.met
