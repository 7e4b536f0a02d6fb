"""The pace of a goal, worked out by hand: quarters of the calendar, what is needed, what was achieved, its drawing."""

from datetime import date
from fractions import Fraction

import pytest

from api.pages.pace import Point, days_measured, end_of, judged, pace, per_quarter, quarter_of, quarters_left
from api.pages.pace_lines import drawn

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
    assert judged(found) is None


@pytest.mark.parametrize(
    ("required", "word"),
    [(9, "đủ nhịp"), (10, "chưa rõ có đủ nhịp"), (11, "chậm hơn nhịp cần")],
)
def test_the_paces_are_compared(required: int, word: str) -> None:
    """1,5 a quarter was achieved, 1,75 at most: enough for 1,5, perhaps for 2 (1,5 at least), not for 2,5 (2)."""
    mark = judged(pace(WAY, required, DUE))
    assert mark is not None
    assert mark.word == word


@pytest.mark.parametrize("points", [WAY, (*WAY, Point(DUE, 6, 7))])
def test_nothing_is_judged_that_is_done_or_over(points: tuple[Point, ...]) -> None:
    """A goal that is reached, and one whose due day is here, needs no pace."""
    assert judged(pace(points, 6, DUE)) is None
    assert pace((*WAY, Point(DUE, 6, 7)), 10, DUE).needed is None


def test_paces_are_written_in_two_places() -> None:
    """A third is 0,33, two thirds 0,67, whole numbers have no places, a loss its sign."""
    values = (Fraction(1, 3), Fraction(2, 3), Fraction(13, 4), Fraction(4), Fraction(-1, 2), Fraction(0))
    assert [per_quarter(each) for each in values] == ["0,33", "0,67", "3,25", "4", "−0,5", "0"]


def test_the_drawing_is_to_scale() -> None:
    """Days run from 16 to 640, counts from 184 up to 30; the needed line goes from what is sure to the tick."""
    view = drawn(WAY, 10, DUE)
    days = (DUE - WAY[0].on).days
    now = round(16 + 624 * (WAY[-1].on - WAY[0].on).days / days, 1)

    assert (view.now_x, view.now_low, view.now_high) == (now, round(184 - 154 * 0.6, 1), round(184 - 154 * 0.7, 1))
    assert view.needed == f"M{now:g} {view.now_low:g}L640 30"
    assert view.sure.startswith("M16 184L")
    assert view.sure.endswith(f"L{now:g} {view.now_low:g}")
    assert view.unknown.endswith("z")
    assert (view.required, view.required_y) == ("cần 10", 30.0)
    assert [each.text for each in view.figures] == ["0 – 2", "1 – 3", "3 – 4", "3 – 5", "6 – 7"]
    assert [each.text for each in view.days] == ["30/06/2022", "30/06/2023", "hạn 31/12/2023"]
    assert view.label == "Từ 0 – 2 ngày 30/06/2022 đến 6 – 7 ngày 30/06/2023; cần 10 vào 31/12/2023."


def test_what_is_settled_has_no_band() -> None:
    """Where nothing is unknown there is no band, and where nothing lacks no line that is needed."""
    view = drawn((Point(date(2022, 6, 30), 1, 1), Point(date(2022, 9, 30), 12, 12)), 10, DUE)

    assert (view.unknown, view.needed) == ("", "")
    assert view.now_low == view.now_high == 30.0
    assert [each.text for each in view.figures] == ["1", "12"]
