"""Progress toward targets: both readings, lists, districts, ended levels, and what nobody knows yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.checking import check
from engine.criteria import CriteriaSet, Target
from engine.rules import MET, UNKNOWN, UNMET
from engine.targets import Population, Recognition, State, TargetProgress, progress
from engine.units import UnitKey
from tests.builders import Raw, criteria_set, scores_of

FILE = Path(__file__).parents[2] / "criteria" / "nq12-tu" / "2022-06-27.yaml"
BEFORE, DUE, AFTER = date(2025, 6, 1), date(2025, 12, 31), date(2026, 2, 1)
FIRST = date(2020, 1, 1)
SIXTEEN: Raw = {
    "indicators": {f"f{number}": "flag" for number in range(16)},
    "criteria": [{"all": [{"flag": f"f{number}"}]} for number in range(16)],
    "bands": [{"id": f"b{count:02}", "title": f"Đạt từ {count}", "criteria_met": count} for count in (16, 13, 10, 9)],
    "recognition": [
        {"level": "commune", "title": "Cấp xã", "requires": {"band": "b16"}},
        {
            "level": "district",
            "title": "Cấp huyện",
            "requires": {"recognised": "commune"},
            "effective_to": "2025-06-30",
        },
        {"level": "province", "title": "Cấp tỉnh", "requires": {"recognised": "commune"}},
    ],
    "lists": {"named": ["00001", "00002", "00004"], "pilot": {"size": 2}},
}
CRITERIA = criteria_set(**SIXTEEN)


@dataclass(frozen=True)
class Unit:
    """One unit: criteria met for sure and possibly, levels where it is recognised, its eligibility by level."""

    met: int = 0
    possible: int = 16
    recognised: str = ""
    eligible: Mapping[str, int] = field(default_factory=dict)
    district: str | None = None
    first: date = FIRST


def population(units: Sequence[Unit], levels: Sequence[str] = ("commune", "district", "province")) -> Population:
    """Make a population of units with the codes 00001, 00002 …; eligibility that is not given is unmet."""
    return Population(
        keys=tuple((f"{number:05}", unit.first) for number, unit in enumerate(units, 1)),
        districts=tuple(unit.district for unit in units),
        met=np.array([unit.met for unit in units], np.uint16),
        possible=np.array([unit.possible for unit in units], np.uint16),
        eligible={level: np.array([unit.eligible.get(level, UNMET) for unit in units], np.uint8) for level in levels},
        recognised={
            level: np.array([level in unit.recognised.split() for unit in units], np.bool_) for level in CRITERIA.levels
        },
    )


def target(*goals: Raw, reading: str = "disjoint", due: date = DUE, **more: object) -> Target:
    """Make a target."""
    raw = {"id": "2025", "due": due.isoformat(), "reading": reading, "goals": list(goals), **more}
    return Target.model_validate(raw)


def measured(found: TargetProgress) -> list[tuple[int, int, int, int, int, str]]:
    """Return of each goal: standing, required, reached, possible, gap and state."""
    return [(each.standing, each.required, each.reached, each.possible, each.gap, each.state) for each in found.goals]


def codes(keys: Sequence[UnitKey]) -> list[int]:
    """Return the numbers of units from their keys."""
    return [int(code) for code, _ in keys]


# ---------------------------------------------------------------------------------------------------- both readings

UNITS = population(
    [
        Unit(16, 16, "commune province"),
        Unit(14, 14, "commune", {"province": UNKNOWN}),
        Unit(16, 16, "", {"commune": MET}),
        Unit(13, 15),
        Unit(10, 12),
        Unit(8, 13),
        Unit(3, 8),
        Unit(0, 16, "", {"commune": UNKNOWN, "province": UNKNOWN}),
    ]
)
GOALS: tuple[Raw, ...] = (
    {"level": "province", "at_least": 1},
    {"level": "commune", "at_least": 2},
    {"band": "b13", "at_least": 2},
    {"band": "b10", "at_least": 2},
    {"band": "b09", "at_least": 1, "rest": True},
)


def test_the_disjoint_reading_adds_up_from_the_top() -> None:
    """Each unit stands once, at its highest place; goal k compares places 1 to k with the sum of goals 1 to k."""
    found = progress(CRITERIA, target(*GOALS), UNITS, BEFORE)
    assert measured(found) == [
        (1, 1, 1, 3, 0, "reached"),
        (1, 3, 2, 4, 1, "possible"),
        (2, 5, 4, 6, 1, "possible"),
        (1, 7, 5, 7, 2, "possible"),
        (0, 8, 5, 7, 3, "open"),
    ]
    assert [codes(goal.units) for goal in found.goals] == [[1], [2], [3, 4], [5], []]
    assert codes(found.below) == [6, 7, 8]
    assert (found.population, [goal.place for goal in found.goals]) == (8, [1, 2, 3, 4, 5])


def test_the_nested_reading_counts_every_unit_at_the_place_or_higher_against_its_own_number() -> None:
    """The same units, each goal for itself; a unit counts at its place and at all below."""
    found = progress(CRITERIA, target(*GOALS, reading="nested"), UNITS, BEFORE)
    assert measured(found) == [
        (1, 1, 1, 3, 0, "reached"),
        (1, 2, 2, 4, 0, "reached"),
        (2, 2, 4, 6, 0, "reached"),
        (1, 2, 5, 7, 0, "reached"),
        (0, 1, 5, 7, 0, "reached"),
    ]


def test_surplus_above_fills_below() -> None:
    """Three communes where one is asked make up for the two that the band lacks; in the nested reading too."""
    units = population([Unit(16, 16, "commune")] * 3)
    goals = ({"level": "commune", "at_least": 1}, {"band": "b13", "at_least": 2})
    assert [goal.state for goal in progress(CRITERIA, target(*goals), units, BEFORE).goals] == [State.REACHED] * 2
    assert [goal.reached for goal in progress(CRITERIA, target(*goals, reading="nested"), units, BEFORE).goals] == [
        3,
        3,
    ]


def test_what_lacks_above_is_not_made_up_below() -> None:
    """Ten units in the band do not replace the commune that is not recognised."""
    found = progress(
        CRITERIA,
        target({"level": "commune", "at_least": 1}, {"band": "b13", "at_least": 2}),
        population([Unit(13, 13)] * 10),
        BEFORE,
    )
    assert [goal.state for goal in found.goals] == [State.OPEN, State.REACHED]


@pytest.mark.parametrize(
    ("reached", "possible", "state", "gap"),
    [
        (3, 3, "reached", 0),
        (4, 5, "reached", 0),
        (2, 3, "possible", 1),
        (2, 2, "open", 1),
        (0, 2, "open", 3),
        (0, 3, "possible", 3),
    ],
)
def test_the_state_at_and_below_the_number(reached: int, possible: int, state: str, gap: int) -> None:
    """Reached at the number itself; possible when the unknown could do it; open one below that."""
    units = [Unit(13, 13)] * reached + [Unit(12, 13)] * (possible - reached) + [Unit(12, 12)] * 4
    (goal,) = progress(CRITERIA, target({"band": "b13", "at_least": 3}), population(units), BEFORE).goals
    assert (goal.reached, goal.possible, goal.state, goal.gap) == (reached, possible, state, gap)


def test_recognition_is_a_decision_and_not_a_score() -> None:
    """16 of 16 without a decision is possible, not reached; recognised with 3 of 16 is reached."""
    units = population(
        [Unit(16, 16, "", {"commune": MET}), Unit(3, 3, "commune"), Unit(16, 16, "", {"commune": UNMET})]
    )
    (goal,) = progress(CRITERIA, target({"level": "commune", "at_least": 2}), units, BEFORE).goals
    assert (goal.reached, goal.possible, codes(goal.units)) == (1, 2, [2])


def test_no_units_at_all() -> None:
    """An empty map reaches nothing but what asks for nothing."""
    found = progress(CRITERIA, target(*GOALS, {"band": "b09", "at_least": 0}, reading="nested"), population([]), BEFORE)
    assert [goal.state for goal in found.goals] == [State.OPEN] * 5 + [State.REACHED]
    assert found.population == 0


# ------------------------------------------------------------------------------------------------- lists, districts


def test_a_list_of_codes_counts_its_members_alone() -> None:
    """Units 1, 2 and 4 are on the list; 3 is not, however good it is."""
    units = population(
        [Unit(16, 16, "commune"), Unit(16, 16, "", {"commune": MET}), Unit(16, 16, "commune"), Unit(3, 3)]
    )
    (goal,) = progress(CRITERIA, target({"level": "commune", "at_least": 2, "among": "named"}), units, BEFORE).goals
    assert (goal.standing, goal.reached, goal.possible, codes(goal.units)) == (1, 1, 2, [1])


def test_a_code_that_was_reused_is_not_the_unit_on_the_list() -> None:
    """Lists name units of the document's map: a unit that began later under the same code is another one."""
    units = population([Unit(16, 16, "commune", first=date(2025, 7, 1)), Unit(16, 16, "commune")])
    (goal,) = progress(CRITERIA, target({"level": "commune", "at_least": 1, "among": "named"}), units, AFTER).goals
    assert codes(goal.units) == [2]


@pytest.mark.parametrize(("recognised", "eligible", "possible"), [(0, 0, 0), (1, 0, 1), (1, 1, 2), (5, 3, 2)])
def test_a_list_of_unknown_members_reaches_nothing_for_sure(recognised: int, eligible: int, possible: int) -> None:
    """Nobody knows who is on it: reached is 0 and possible at most its size of 2."""
    units = population(
        [Unit(16, 16, "commune")] * recognised + [Unit(16, 16, "", {"commune": MET})] * eligible + [Unit(3, 3)] * 4
    )
    (goal,) = progress(CRITERIA, target({"level": "commune", "at_least": 1, "among": "pilot"}), units, BEFORE).goals
    assert (goal.standing, goal.reached, goal.possible) == (0, 0, possible)
    assert goal.state == ("possible" if possible else "open")


def test_a_list_of_unknown_members_limits_only_its_own_goal() -> None:
    """Below a goal among two unknown members, units of the open goal count as ever, the others at most twice."""
    goals = ({"level": "commune", "at_least": 1, "among": "pilot"}, {"band": "b13", "at_least": 3})
    units = population([Unit(3, 3, "commune")] * 4 + [Unit(13, 13)] * 2 + [Unit(10, 16)])
    found = progress(CRITERIA, target(*goals), units, BEFORE)
    assert [(goal.reached, goal.possible) for goal in found.goals] == [(0, 2), (2, 5)]


def test_per_district_counts_districts() -> None:
    """Two in A, one in B, none in C: with one asked in each, two of three districts have it."""
    units = population(
        [Unit(13, 13, district="A"), Unit(13, 13, district="A"), Unit(13, 13, district="B"), Unit(9, 12, district="B"),
         Unit(9, 13, district="C"), Unit(16, 16)]
    )  # fmt: skip
    for number, expected in [(1, (2, 3)), (2, (1, 1)), (3, (0, 0))]:
        (goal,) = progress(
            CRITERIA, target({"band": "b13", "at_least": number, "per": "district"}), units, BEFORE
        ).goals
        assert (goal.required, goal.reached, goal.possible) == (3, *expected)


def test_a_goal_per_district_weighs_in_the_sums_below_with_all_that_it_asks() -> None:
    """One in each of two districts are two units in the sum of the goal below."""
    units = population([Unit(16, 16, "province", district="A"), Unit(13, 13, district="A"), Unit(13, 13, district="B")])
    goals = ({"level": "province", "at_least": 1, "per": "district"}, {"band": "b13", "at_least": 3})
    found = progress(CRITERIA, target(*goals), units, BEFORE)
    assert [(goal.required, goal.reached) for goal in found.goals] == [(2, 1), (5, 3)]


# ------------------------------------------------------------------------------------------------------ ended levels


def test_a_level_that_ended_before_the_due_day_is_void_and_stays_in_the_sums() -> None:
    """The district goal is void, its 1 stays in the sums, and the unit recognised there while it lasted counts."""
    units = population(
        [Unit(16, 16, "commune district"), Unit(16, 16, "commune"), Unit(13, 13)], levels=("commune", "province")
    )
    goals = ({"level": "district", "at_least": 1}, {"level": "commune", "at_least": 2}, {"band": "b13", "at_least": 1})
    assert measured(progress(CRITERIA, target(*goals), units, AFTER)) == [
        (1, 1, 1, 1, 0, "void"),
        (1, 3, 2, 2, 1, "open"),
        (1, 4, 3, 3, 1, "open"),
    ]


@pytest.mark.parametrize(("due", "state"), [(date(2025, 6, 30), "open"), (date(2025, 7, 1), "void")])
def test_the_last_day_of_a_level_is_included(due: date, state: str) -> None:
    """Due on the last day of the district level is in time, the day after is void."""
    found = progress(CRITERIA, target({"level": "district", "at_least": 1}, due=due), population([Unit(3, 3)]), BEFORE)
    assert found.goals[0].state == state


def test_void_is_judged_on_the_due_day_and_not_today() -> None:
    """While the district level still exists its goal of the end of 2025 is void all the same."""
    found = progress(
        CRITERIA, target({"level": "district", "at_least": 1}), population([Unit(3, 3, "district")]), BEFORE
    )
    assert (found.goals[0].state, found.goals[0].reached) == (State.VOID, 1)


# ------------------------------------------------------------------------------------------------------------- days


def test_what_was_reached_by_the_due_day_is_told_once_it_has_passed() -> None:
    """A recognition after the due day counts today and not on the due day; until then nothing is told of it."""
    goals = ({"level": "commune", "at_least": 2}, {"band": "b13", "at_least": 1})
    then, now = (
        population([Unit(16, 16, "commune"), Unit(13, 13)]),
        population([Unit(16, 16, "commune"), Unit(16, 16, "commune")]),
    )
    after = progress(CRITERIA, target(*goals), now, AFTER, then)
    assert [(goal.reached, goal.reached_on_due) for goal in after.goals] == [(2, 1), (2, 2)]
    on_the_day = progress(CRITERIA, target(*goals), then, DUE, then)
    assert [goal.reached_on_due for goal in on_the_day.goals] == [None, None]
    assert [goal.reached_on_due for goal in progress(CRITERIA, target(*goals), now, AFTER).goals] == [None, None]


def test_districts_of_the_due_day_are_those_of_its_map() -> None:
    """On the due day there were two districts, today there is none: each day is counted on its own map."""
    then = population([Unit(13, 13, district="A"), Unit(13, 13, district="B")])
    now = population([Unit(13, 13), Unit(13, 13)])
    (goal,) = progress(CRITERIA, target({"band": "b13", "at_least": 1, "per": "district"}), now, AFTER, then).goals
    assert (goal.required, goal.reached, goal.reached_on_due) == (0, 0, 2)


@pytest.mark.parametrize(
    ("on", "revoked", "in_force"),
    [
        (date(2024, 3, 1), None, False),
        (date(2024, 3, 2), None, True),
        (date(2024, 3, 2), date(2024, 3, 2), False),
        (date(2024, 5, 9), date(2024, 5, 10), True),
        (date(2024, 5, 10), date(2024, 5, 10), False),
    ],
)
def test_a_recognition_is_in_force_until_the_day_of_its_revocation(
    on: date,
    revoked: date | None,
    in_force: bool,  # noqa: FBT001 -- a table of truths
) -> None:
    """The day of the decision is included, the day of the revocation no longer is."""
    assert Recognition("00001", "commune", "15/QĐ", date(2024, 3, 2), revoked).in_force(on) is in_force


# ----------------------------------------------------------------------------------------------------- the document


def test_134_against_139() -> None:
    """The goals of 2025 ask for 134 where the document counts 139: told, with the sums as published."""
    criteria = check(FILE.read_bytes()).criteria
    assert criteria is not None
    keys = [(f"{number:05}", FIRST) for number in range(139)]
    found = progress(criteria, criteria.targets[1], Population.unknown(criteria, keys, [None] * 139), BEFORE)
    assert [goal.required for goal in found.goals] == [3, 23, 53, 103, 134]
    assert (found.off_base, found.off_population) == (True, False)
    fewer = progress(criteria, criteria.targets[1], Population.unknown(criteria, keys[:46], [None] * 46), BEFORE)
    assert (fewer.off_base, fewer.off_population) == (True, True)


@pytest.mark.parametrize(
    ("base", "rest", "off"), [(8, True, False), (9, True, True), (9, False, False), (None, True, False)]
)
def test_only_a_rest_is_held_against_the_base(base: int | None, rest: bool, off: bool) -> None:  # noqa: FBT001 -- a table of truths
    """Without «còn lại» the goals need not add up to the base; without a base there is nothing to hold them against."""
    goals = ({"band": "b13", "at_least": 5}, {"band": "b09", "at_least": 3, "rest": rest})
    found = progress(CRITERIA, target(*goals, base=base), UNITS, BEFORE)
    assert (found.target.asked, found.off_base) == (8, off)


# ------------------------------------------------------------------------------------------------ what nobody knows


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
