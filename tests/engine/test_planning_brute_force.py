"""The plan beside a brute force that tries every set of actions of every unit, on small sets and figures of any kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import chain, combinations, product
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.criteria import CriteriaSet, Goal
from engine.explaining import Explanations
from engine.indicators import Kind
from engine.planning import Known, Limits, Plan, Step, plan, smallest_lift
from engine.rules import MET
from engine.scoring import Scores
from engine.targets import Population
from tests.builders import Natural, Raw, criteria_set, scores_of
from tests.strategies import DECIMALS, INDICATORS, LEVELS, SMALL, Unit, groups, units

FIRST = date(2022, 1, 1)
AS_OF = date(2024, 12, 31)
EFFORTS = [Decimal("0.5"), Decimal(1), Decimal(2), Decimal("2.25")]


@dataclass(frozen=True)
class Case:
    """A set with a target, its units with their districts, and what an officer allows."""

    criteria: CriteriaSet
    units: list[Unit]
    districts: list[str | None]
    held: list[frozenset[str]]
    limits: Limits

    def scores(self, rows: Sequence[Mapping[str, Natural]]) -> Scores:
        """Score rows of figures that stand for the units, as many times over as there are rows."""
        several = [self.units[place % len(self.units)] for place in range(len(rows))]
        befores, exempt = [each.before for each in several], [each.exempt for each in several]
        return scores_of(self.criteria, rows, befores, exempt)

    def population(self) -> tuple[Population, Known]:
        """Make the population, its codes 00001, 00002 …"""
        scores = self.scores([each.now for each in self.units])
        keys = [(f"{number:05}", FIRST) for number in range(1, len(self.units) + 1)]
        rows = tuple((place, place) for place in range(len(self.units)))
        nobody = Population.unknown(self.criteria, keys, self.districts)
        held = {level: np.array([level in each for each in self.held], np.bool_) for level in LEVELS}
        return replace(nobody.with_scores(scores, rows), recognised=held), Known(scores, rows)

    def plan(self) -> Plan:
        """Plan for the target."""
        population, known = self.population()
        return plan(self.criteria, self.criteria.targets[0], population, [known], AS_OF, self.limits)


def conditions() -> st.SearchStrategy[Raw]:
    """Conditions over few figures, so that criteria share them, help each other and spoil each other."""
    per_cent = st.sampled_from([25, 50, 66.6667, 80, 100])
    subjects: list[tuple[Raw, tuple[str, ...], st.SearchStrategy[Any]]] = [
        ({"count": "a"}, ("at_least", "more_than", "at_most"), SMALL),
        ({"count": "b"}, ("at_least", "at_most", "equals"), SMALL),
        ({"count": "d"}, ("at_most", "less_than", "at_least"), SMALL),
        ({"share": ["b", "a"]}, ("at_least", "at_most"), per_cent),
        ({"share": ["c", "b"]}, ("at_least", "at_most"), per_cent),
        ({"share": ["e", "both"]}, ("at_least", "more_than"), per_cent),
        ({"change": "d"}, ("at_most",), st.sampled_from([-50, -5, 0, 50])),
        ({"number": "x"}, ("at_least", "at_most"), DECIMALS),
        ({"number": "z"}, ("at_least",), DECIMALS),
    ]
    plain = [{"flag": "f"}, {"flag": "f", "is": False}, {"flag": "g"}, {"document": "p"}]
    plain += [{"document": "p", "issued_by": "06-30"}, {"document": "q", "any_time": True}]
    return st.sampled_from(plain) | st.sampled_from(subjects).flatmap(
        lambda each: st.builds(lambda key, bound: each[0] | {key: bound}, st.sampled_from(each[1]), each[2])
    )


@st.composite
def goals(draw: st.DrawFn, bands: list[str]) -> Raw:
    """A goal at a level or band of the set, among all or some."""
    at = draw(st.sampled_from([*({"band": each} for each in bands), *({"level": level} for level in LEVELS)]))
    among = draw(st.sampled_from([{}, {}, {}, {}, {"among": "named"}, {"among": "pilot"}]))
    per = draw(st.sampled_from([{}, {}, {}, {"per": "district"}]))
    return {**at, **among, **per, "at_least": draw(st.integers(0, 3))}


@st.composite
def criteria_sets(draw: st.DrawFn) -> CriteriaSet:
    """A set with actions, a veto or none, three levels and one target."""
    criteria = draw(st.lists(groups(conditions(), 0) | groups(conditions(), 1), min_size=2, max_size=5))
    for criterion in criteria:
        effort = draw(st.sampled_from([None, *EFFORTS]))
        if effort is not None:
            criterion["action"] = {"title": "Việc", "effort": effort}
    counts = sorted(draw(st.sets(st.integers(1, len(criteria)), min_size=1, max_size=3)), reverse=True)
    bands = [f"b{count}" for count in counts]
    band = st.sampled_from(bands)
    vetoes = draw(st.lists(conditions(), max_size=1))
    blocks = draw(st.sampled_from([{}, {"blocks": ["one"]}, {"blocks": ["three"]}]))
    target = {
        "id": "2025",
        "due": "2025-12-31",
        "reading": draw(st.sampled_from(["disjoint", "nested"])),
        "goals": draw(st.lists(goals(bands), min_size=1, max_size=3)),
    }
    return criteria_set(
        INDICATORS,
        criteria,
        not_applicable_counts_as=draw(st.sampled_from(["met", "unmet"])),
        period={"starts_on": draw(st.sampled_from(["01-01", "11-16"]))},
        vetoes=[{"id": "LT1", "title": "Loại", "when": when} | blocks for when in vetoes],
        bands=[{"id": f"b{count}", "title": "Mức", "criteria_met": count} for count in counts],
        recognition=[
            {"level": "one", "title": "Cấp", "requires": {"band": draw(band)}},
            {"level": "two", "title": "Cấp", "requires": {"recognised": "one"}, "effective_to": "2024-06-30"},
            {"level": "three", "title": "Cấp", "requires": {"band": draw(band), "recognised": "one"}},
        ],
        targets=[target],
        lists={"named": ["00001", "00003"], "pilot": {"size": 2}},
    )


def limits() -> st.SearchStrategy[Limits]:
    """None, or some of them."""
    cap = st.none() | st.sampled_from([Decimal(1), Decimal(4), Decimal(20)])
    return st.just(Limits()) | st.builds(
        Limits,
        leave_out=st.frozensets(st.sampled_from(["00001", "00002"]), max_size=1),
        only=st.none() | st.just(frozenset({"00001", "00002"})),
        criteria=st.none() | st.just(frozenset({"TC01", "TC02", "TC04"})),
        per_unit=cap,
        per_district=cap,
        in_all=cap,
    )


@st.composite
def planning_cases(draw: st.DrawFn) -> Case:
    """Up to four units, some of their figures missing, some recognised, under a set and limits."""
    criteria = draw(criteria_sets())
    raw: Raw = {"criteria": [{"id": each.id} for each in criteria.criteria]}
    whole = draw(st.booleans())
    several = draw(st.lists(units(raw, consistent=True, whole=whole), min_size=1, max_size=4))
    return Case(
        criteria,
        several,
        [draw(st.sampled_from(["A", "B", None])) for _ in several],
        [draw(st.sampled_from([frozenset[str](), frozenset(["one"]), frozenset([LEVELS[2]])])) for _ in several],
        draw(limits()),
    )


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
    if goal.level in case.held[place]:
        return True
    if goal.level == "two":  # it ended before the due day
        return False
    chain_of = {"one": ["one"], "three": ["three", "one"]}[goal.level or ""]
    open_levels = {level for level in chain_of if level not in case.held[place]}
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
    """Return the fewest that all goals lack together, and the least effort that does it."""
    target = case.criteria.targets[0]
    cheapest: list[dict[int, Decimal]] = []
    for place in range(len(case.units)):
        found: dict[int, Decimal] = {}
        for done in everything_to_do(case, place):
            reached = (index for index, goal in enumerate(target.goals) if stands(case, goal, place, done))
            at = next(reached, len(target.goals))
            found[at] = min(found.get(at, done.effort), done.effort)
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
        result = gap_of(case, [at for at, _ in pick]), sum(efforts, Decimal(0))
        best = result if best is None else min(best, result)
    assert best is not None
    return best


@given(planning_cases())
def test_the_plan_costs_what_the_brute_force_finds(case: Case) -> None:
    """The effort is the least of all sets of actions that lack the fewest; a reached target is so said, and proven."""
    gap, effort = brute_force(case)
    found = case.plan()

    assert found.effort == effort
    assert found.proven
    assert sum(goal.gap for goal in found.cannot) <= gap
    assert found.optimal == (not found.cannot)


def changes_of(steps: Sequence[Step]) -> Acted:
    """Return the steps of a unit by criterion."""
    done: Acted = {}
    for step in steps:
        done.setdefault(step.criterion, {})[step.indicator] = step.add
    return done


@given(planning_cases())
def test_the_steps_done_and_scored_again_reach_what_the_plan_says(case: Case) -> None:
    """Figures changed by the steps, scored from scratch, give the counts and the goals that the plan gives."""
    found = case.plan()
    rows = [dict(unit.now) for unit in case.units]
    for (code, _), lift in found.lifts.items():
        place = int(code) - 1
        rows[place] = applied(case.criteria, rows[place], changes_of(lift.steps))
    scores = case.scores(rows)
    biting = (scores.vetoes == MET) | (case.scores([unit.now for unit in case.units]).vetoes == MET)
    target = case.criteria.targets[0]
    standing = []
    for place in range(len(case.units)):
        names = frozenset(veto.id for veto, does in zip(case.criteria.vetoes, biting[:, place], strict=True) if does)
        done = Done(Decimal(0), int(scores.met[place]), names)
        reached = (index for index, goal in enumerate(target.goals) if stands(case, goal, place, done))
        standing.append(next(reached, len(target.goals)))

    assert {code: lift.then for (code, _), lift in found.lifts.items()} == {
        code: int(scores.met[int(code) - 1]) for code, _ in found.lifts
    }
    assert sum(goal.gap for goal in found.cannot) <= gap_of(case, standing)


@given(planning_cases())
def test_the_smallest_lift_costs_what_the_brute_force_finds(case: Case) -> None:
    """One unit's next band costs the least of all its sets of actions; where none reaches it, there is no lift."""
    case = replace(case, limits=Limits())
    _, known = case.population()
    for place in range(len(case.units)):
        band = int(known.scores.band[place])
        lift = smallest_lift(known.scores, place)
        if band == 0:
            assert lift is None
            continue
        need = case.criteria.bands[band - 1].criteria_met
        efforts = [done.effort for done in everything_to_do(case, place) if done.count >= need]
        assert (lift.effort if lift else None) == min(efforts, default=None)
        assert lift is None or lift.then >= need > lift.met
