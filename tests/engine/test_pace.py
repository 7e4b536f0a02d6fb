"""The pace of a goal, by hand: quarters of the calendar, what is needed, what was achieved, one figure a day."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.criteria import Goal, Target
from engine.pace import (
    Milestone,
    Point,
    Stage,
    days_measured,
    end_of,
    milestones,
    pace,
    quarter_of,
    quarters_left,
    required_on,
    stages,
    target_on,
)
from engine.rules import Verdict
from engine.wording.paces import per_quarter

DUE = date(2023, 12, 31)
WAY = (
    Point(date(2022, 6, 30), 0, 2),
    Point(date(2022, 9, 30), 1, 3),
    Point(date(2022, 12, 31), 3, 4),
    Point(date(2023, 3, 31), 3, 5),
    Point(date(2023, 6, 30), 6, 7),
)


@pytest.mark.parametrize(
    ("as_of", "due", "left"),
    [
        (date(2024, 12, 31), date(2025, 12, 31), 4),
        (date(2024, 12, 30), date(2025, 12, 31), 5),
        (date(2025, 9, 30), date(2025, 12, 31), 1),
        (date(2025, 10, 1), date(2025, 12, 31), 1),
        (date(2025, 12, 30), date(2025, 12, 31), 1),
        (date(2025, 12, 31), date(2025, 12, 31), 0),
        (date(2026, 1, 1), date(2025, 12, 31), 0),
        (date(2024, 12, 31), date(2025, 2, 15), 1),
    ],
)
def test_quarters_left(as_of: date, due: date, left: int) -> None:
    """A quarter that has begun and not ended is still left; on the due day none is."""
    assert quarters_left(as_of, due) == left


def test_ends_of_quarters() -> None:
    """The four quarters of a year end where the calendar has them end, in leap years too."""
    ends = [date(2024, 3, 31), date(2024, 6, 30), date(2024, 9, 30), date(2024, 12, 31)]
    assert [end_of(quarter_of(each)) for each in ends] == ends
    assert [end_of(quarter_of(date(2024, month, 1))) for month in (1, 2, 4, 8, 12)] == [
        ends[0], ends[0], ends[1], ends[2], ends[3]
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("as_of", "last"),
    [
        (date(2022, 12, 31), [date(2022, 6, 30), date(2022, 9, 30), date(2022, 12, 31)]),
        (date(2022, 11, 5), [date(2022, 6, 30), date(2022, 9, 30), date(2022, 11, 5)]),
        (date(2022, 6, 29), [date(2022, 6, 29)]),
        (date(2022, 1, 1), [date(2022, 1, 1)]),
        (date(2030, 1, 1), [date(2022, 6, 30), date(2022, 9, 30), date(2022, 12, 31), date(2023, 3, 15)]),
    ],
)
def test_days_that_are_measured(as_of: date, last: list[date]) -> None:
    """Every end of a quarter since the start, then the day itself; nothing after the due day."""
    assert list(days_measured(date(2022, 6, 27), as_of, date(2023, 3, 15))) == last


def test_the_pace_by_hand() -> None:
    """Ten are asked: 4 lack over two quarters, 3 at least; 6 came in four quarters, 7 at most."""
    found = pace(WAY, 10, DUE)

    assert (found.left, found.needed, found.needed_least) == (2, Fraction(4, 2), Fraction(3, 2))
    assert (found.passed, found.achieved, found.achieved_most) == (4, Fraction(6, 4), Fraction(7, 4))
    assert (found.since, found.recent) == (date(2022, 6, 30), Fraction(6, 4))


def test_within_a_quarter() -> None:
    """The day that counts need not end a quarter: what lacks is counted on it, the growth up to the last end."""
    found = pace((*WAY[:4], Point(date(2023, 5, 15), 4, 5)), 10, DUE)

    assert (found.left, found.needed, found.needed_least) == (3, Fraction(6, 3), Fraction(5, 3))
    assert (found.passed, found.achieved, found.achieved_most) == (3, Fraction(3, 3), Fraction(5, 3))
    assert found.recent is None


def test_nothing_has_passed_yet() -> None:
    """Before the first whole quarter has gone by there is a pace needed and none achieved."""
    found = pace((Point(date(2022, 6, 29), 0, 1),), 10, DUE)

    assert (found.needed, found.achieved, found.passed, found.since) == (Fraction(10, 7), None, 0, None)
    assert found.verdict is None


def test_paces_are_written_in_two_places() -> None:
    """A third is 0,33, two thirds 0,67, whole numbers have no places, a loss its sign."""
    values = (Fraction(1, 3), Fraction(2, 3), Fraction(13, 4), Fraction(4), Fraction(-1, 2), Fraction(0))
    assert [per_quarter(each) for each in values] == ["0,33", "0,67", "3,25", "4", "−0,5", "0"]


# ------------------------------------------------------------------------------------------- one figure a day

START = date(2022, 6, 27)
STAIRS = (Milestone(date(2022, 12, 31), 3), Milestone(date(2025, 12, 31), 23), Milestone(date(2030, 12, 31), 33))
DAYS = st.dates(date(2022, 1, 1), date(2031, 12, 31))
ONE = timedelta(days=1)


def target(key: str, due: date, *goals: Goal) -> Target:
    """Make a target."""
    return Target(id=key, due=due, goals=list(goals) or [Goal(band="b", at_least=1)])


TARGETS = [target(str(each.due.year), each.due) for each in STAIRS]


@pytest.mark.parametrize(
    ("on", "key"),
    [
        (date(2022, 6, 27), "2022"),
        (date(2022, 12, 30), "2022"),
        (date(2022, 12, 31), "2022"),
        (date(2023, 1, 1), "2025"),
        (date(2025, 12, 31), "2025"),
        (date(2026, 1, 1), "2030"),
        (date(2030, 12, 31), "2030"),
        (date(2031, 1, 1), "2030"),
    ],
)
def test_a_day_works_toward_one_target(on: date, key: str) -> None:
    """Up to and on its due day a target holds, from the day after the next one; the last goes on."""
    assert target_on(TARGETS, on).id == key


def test_no_target_is_no_way() -> None:
    """Without targets or milestones there is nothing to work toward."""
    with pytest.raises(ValueError, match="none"):
        target_on([], START)
    with pytest.raises(ValueError, match="nothing"):
        required_on(START, (), START)


@pytest.mark.parametrize(
    ("on", "required"),
    [
        (date(2022, 6, 26), Fraction(0)),
        (date(2022, 6, 27), Fraction(3, 188)),
        (date(2022, 12, 30), Fraction(3 * 187, 188)),
        (date(2022, 12, 31), Fraction(3)),
        (date(2023, 1, 1), 3 + Fraction(20, 1096)),
        (date(2025, 12, 30), 23 - Fraction(20, 1096)),
        (date(2025, 12, 31), Fraction(23)),
        (date(2026, 1, 1), 23 + Fraction(10, 1826)),
        (date(2030, 12, 31), Fraction(33)),
        (date(2031, 1, 1), Fraction(33)),
    ],
)
def test_the_line_from_milestone_to_milestone(on: date, required: Fraction) -> None:
    """188 days to 2022, 1,096 to 2025, 1,826 to 2030: on each due day just what is asked, the day beside it a step."""
    assert required_on(START, STAIRS, on) == required


@given(DAYS)
def test_what_is_asked_never_falls_and_never_leaps(on: date) -> None:
    """From one day to the next it grows by one day's part of the steepest line at the most."""
    today, tomorrow = (required_on(START, STAIRS, each) for each in (on, on + ONE))

    assert 0 <= tomorrow - today <= Fraction(20, 1096)
    assert 0 <= today <= 33


@given(st.lists(DAYS, max_size=6, unique=True).map(sorted), st.dates(START, date(2030, 12, 31)))
def test_the_way_has_every_day_once(measured: list[date], due: date) -> None:
    """Ends of quarters, the due day and the days measured, in order, each once; only days measured have a figure."""
    points = [Point(on, place, place + 1) for place, on in enumerate(measured)]
    found = stages(START, (Milestone(due, 5),), points)
    days = [each.on for each in found]

    assert days == sorted(set(days))
    assert {*measured, due} <= set(days)
    assert {each.on for each in found if each.reached is not None} == set(measured)
    assert {on for on in days if on not in measured} <= {end_of(quarter_of(on)) for on in days} | {due}
    assert max((on for on in days if on not in measured), default=due) <= due
    assert next(each.required for each in found if each.on == due) == 5


def test_the_way_of_a_goal_by_hand() -> None:
    """8 by mid May: rounded up at each end of a quarter, all of it on the due day, nothing after it."""
    points = [Point(date(2022, 12, 31), 1, 2), Point(date(2023, 2, 10), 3, 7)]
    found = stages(date(2022, 10, 1), (Milestone(date(2023, 5, 15), 8),), points)

    assert found == (
        Stage(date(2022, 12, 31), 4, 1, 2),
        Stage(date(2023, 2, 10), 5, 3, 7),
        Stage(date(2023, 3, 31), 7),
        Stage(date(2023, 5, 15), 8),
    )
    assert [each.verdict for each in found] == [Verdict.UNMET, Verdict.UNKNOWN, None, None]
    assert Stage(START, 3, 3, 4).verdict is Verdict.MET


def test_what_earlier_targets_ask_of_the_same() -> None:
    """The same band in the same list counts on the way; another list, a district's goal and a larger figure do not."""
    goal = Goal(band="b", at_least=20)
    others = (
        Goal(band="b", at_least=4, among="pilot"),
        Goal(band="c", at_least=5),
        Goal(band="b", at_least=2, per="district"),
    )
    every = [
        target("1", date(2022, 12, 31), Goal(band="b", at_least=3), *others),
        target("2", date(2024, 12, 31), Goal(band="b", at_least=90)),
        target("3", date(2025, 12, 31), goal),
        target("4", date(2030, 12, 31), Goal(band="b", at_least=50)),
    ]
    last = Milestone(date(2025, 12, 31), 20)

    assert milestones(every, goal, last) == (Milestone(date(2022, 12, 31), 3), Milestone(date(2024, 12, 31), 20), last)
    assert milestones(every, Goal(band="b", at_least=1, per="district"), last) == (last,)
