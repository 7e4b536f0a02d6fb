"""Targets while figures are missing: what nobody knows is possible, and more data only narrows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.criteria import CriteriaSet, Target
from engine.rules import MET, UNKNOWN, UNMET
from engine.targets import Population, State, progress
from tests.builders import Raw, scores_of
from tests.populations import CRITERIA, FIRST, Unit, population, target

BEFORE = date(2025, 6, 1)


@pytest.mark.parametrize("goal", [{"band": "b13"}, {"level": "commune"}, {"level": "province"}])
def test_a_unit_without_figures_is_wholly_unknown(goal: Raw) -> None:
    """Nothing is reached and everything possible, in a band as at a level, while nobody has entered anything."""
    nobody = Population.unknown(CRITERIA, [("00001", FIRST), ("00002", FIRST)], [None, None])
    (found,) = progress(CRITERIA, target({**goal, "at_least": 2}), nobody, BEFORE).goals
    assert (found.reached, found.possible, found.state) == (0, 2, State.POSSIBLE)


def test_scores_are_put_in_where_they_belong_and_the_rest_stays_unknown() -> None:
    """Of three units the third and the first are scored, in another order; the second is still wholly unknown."""
    rows: list[Raw] = [{f"f{number}": number < count for number in range(16)} for count in (16, 9)]
    scores = scores_of(CRITERIA, rows, recognised={"commune": np.array([MET, UNMET], np.uint8)})
    nobody = Population.unknown(CRITERIA, [("00001", FIRST), ("00002", FIRST), ("00004", FIRST)], [None] * 3)
    found = nobody.with_scores(scores, [(2, 0), (0, 1)])
    assert (found.met.tolist(), found.possible.tolist()) == ([9, 0, 16], [9, 16, 16])
    assert found.eligible["commune"].tolist() == [UNMET, UNKNOWN, MET]
    assert found.eligible["province"].tolist() == [UNMET, UNKNOWN, MET]
    assert (nobody.met.tolist(), nobody.possible.tolist()) == ([0, 0, 0], [16, 16, 16])


PLACES = [
    {"level": "province"},
    {"level": "commune"},
    {"band": "b16"},
    {"band": "b13"},
    {"band": "b10"},
    {"band": "b09"},
]
MORE: list[Raw] = [{}, {}, {"per": "district"}, {"among": "named"}, {"among": "pilot"}]


@st.composite
def targets(draw: st.DrawFn) -> Target:
    """A target of up to four goals, highest place first, in either reading."""
    chosen = draw(st.lists(st.integers(0, 5), min_size=1, max_size=4, unique=True))
    goals = [
        PLACES[place] | {"at_least": draw(st.integers(0, 4))} | draw(st.sampled_from(MORE)) for place in sorted(chosen)
    ]
    return target(*goals, reading=draw(st.sampled_from(["disjoint", "nested"])), due=date(2025, 6, 30))


@st.composite
def units_and_less(draw: st.DrawFn) -> tuple[Population, Population]:
    """Some units as they are known, and the same units when less was known (nothing at all, for some)."""
    known: list[Unit] = []
    before: list[Unit] = []
    for _ in range(draw(st.integers(0, 6))):
        met = draw(st.integers(0, 16))
        unit = Unit(
            met=met,
            possible=draw(st.integers(met, 16)),
            recognised=draw(st.sampled_from(["", "commune", "commune province"])),
            eligible={level: draw(st.sampled_from([UNMET, UNKNOWN, MET])) for level in ("commune", "province")},
            district=draw(st.sampled_from(["A", "B", None])),
        )
        less = draw(st.integers(0, met)), draw(st.integers(unit.possible, 16))
        forgotten = {level: code if draw(st.booleans()) else UNKNOWN for level, code in unit.eligible.items()}
        known.append(unit)
        before.append(replace(unit, met=less[0], possible=less[1], eligible=forgotten))
    if draw(st.booleans()):
        return population(known), population(before)
    nothing = population([replace(unit, met=0, possible=16) for unit in known], levels=())
    return population(known), nothing


@given(targets(), units_and_less())
def test_more_data_never_widens_a_range(asked: Target, pair: tuple[Population, Population]) -> None:
    """What was sure stays sure and what was out of reach stays out of reach, for every goal of every kind."""
    known, less = (progress(CRITERIA, asked, each, date(2025, 6, 30)) for each in pair)
    for now, then in zip(known.goals, less.goals, strict=True):
        assert now.reached >= then.reached
        assert now.possible <= then.possible
        assert now.required == then.required
        assert then.state is not State.REACHED or now.state is State.REACHED
        assert then.state is not State.OPEN or now.state is State.OPEN


def by_hand(criteria: CriteriaSet, goal: Any, unit: Unit, code: str, sure: bool) -> bool:  # noqa: ANN401, FBT001 -- a test's own oracle
    """Tell whether a unit reaches a goal's place by itself, for sure or possibly."""
    if goal.among == "named" and code not in criteria.lists["named"]:
        return False
    if goal.among == "pilot" and sure:
        return False
    if goal.band is not None:
        return (unit.met if sure else unit.possible) >= int(goal.band[1:])
    recognised = goal.level in unit.recognised.split()
    return recognised or (not sure and unit.eligible.get(goal.level, UNMET) != UNMET)


@given(targets(), st.lists(st.builds(
    Unit, met=st.integers(0, 12), possible=st.integers(12, 16), recognised=st.sampled_from(["", "commune", "province"]),
    eligible=st.fixed_dictionaries({"commune": st.sampled_from([UNMET, UNKNOWN, MET]), "province": st.just(UNMET)}),
    district=st.sampled_from(["A", "B", None]),
), max_size=6))  # fmt: skip
def test_counts_are_those_of_the_definitions(asked: Target, units: list[Unit]) -> None:
    """Standing, reached and required are what counting one unit after the other by the format's words gives."""
    found = progress(CRITERIA, asked, population(units), date(2025, 6, 30))
    districts = {unit.district for unit in units} - {None}
    best = [
        next((k for k, goal in enumerate(asked.goals) if by_hand(CRITERIA, goal, unit, f"{n:05}", sure=True)), None)
        for n, unit in enumerate(units, 1)
    ]
    for k, (goal, shown) in enumerate(zip(asked.goals, found.goals, strict=True)):
        there = [unit for place, unit in zip(best, units, strict=True) if place is not None and place <= k]
        asks = [each.at_least * (len(districts) if each.per else 1) for each in asked.goals[: k + 1]]
        assert shown.standing == best.count(k)
        if goal.per:
            own = [unit.district for unit in there]
            assert (shown.reached, shown.required) == (
                sum(own.count(each) >= goal.at_least for each in districts),
                len(districts),
            )
        else:
            assert shown.reached == len(there)
            assert shown.required == (goal.at_least if asked.reading == "nested" else sum(asks))
        assert shown.reached <= shown.possible
        assert shown.gap == max(0, shown.required - shown.reached)
    assert sum(goal.standing for goal in found.goals) + len(found.below) == found.population == len(units)
