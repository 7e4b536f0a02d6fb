"""Progress toward targets: both readings, lists, districts, ended levels, days, and the document's own figures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from engine.checking import check
from engine.rules import MET, UNKNOWN, UNMET
from engine.targets import Population, Recognition, State, TargetProgress, progress
from engine.units import UnitKey
from tests.builders import Raw
from tests.populations import CRITERIA, DUE, FIRST, Unit, population, target

FILE = Path(__file__).parents[2] / "criteria" / "nq12-tu" / "2022-06-27.yaml"
BEFORE, AFTER = date(2025, 6, 1), date(2026, 2, 1)


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
