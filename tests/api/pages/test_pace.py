"""The pace of a goal as the page shows it: whether it is enough, its drawing, its way day by day."""

from datetime import date

import pytest

from api.pages.marks import Mark
from api.pages.pace import StageRow, judged, stage_rows
from api.pages.pace_lines import drawn
from engine.pace import Point, Stage, pace

DUE = date(2023, 12, 31)
WAY = (
    Point(date(2022, 6, 30), 0, 2),
    Point(date(2022, 9, 30), 1, 3),
    Point(date(2022, 12, 31), 3, 4),
    Point(date(2023, 3, 31), 3, 5),
    Point(date(2023, 6, 30), 6, 7),
)


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


def test_the_way_day_by_day() -> None:
    """A day that was measured has its range and whether it was in time; a day to come only what is needed."""
    found = stage_rows((Stage(date(2022, 12, 31), 4, 3, 5), Stage(date(2023, 3, 31), 1200)))

    assert found == (
        StageRow("31/12/2022", "4", "3 – 5", Mark("?", "chưa rõ", "unknown")),
        StageRow("31/03/2023", "1.200", "", None),
    )
