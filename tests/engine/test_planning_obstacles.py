"""What a plan leaves undone, and why; units that must be in it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine.planning import Limits, Obstacle, Why
from engine.wording.plans import moves, not_lifted_sentence, obstacle_words
from tests.builders import Raw, Row
from tests.engine.test_planning import FIRST, a_set, count, planned

TWO_OF_TWO: Raw = {"band": "b2", "at_least": 9}
HOPELESS: Raw = {"all": [{"count": "z", "at_least": 5}], "action": None}
ROWS: tuple[Row, ...] = (
    {"x": 5, "z": 5},
    {"x": 4, "z": 5},
    {"x": 4, "z": 4},
    {"x": 4},
    {"x": 0, "z": 5},
    {"x": 3, "z": 5},
)


def found(limits: Limits | None = None, rows: tuple[Row, ...] = ROWS) -> dict[Why, tuple[list[str], dict[str, int]]]:
    """Plan for nine units of two criteria, of which the second can't be acted on; return the obstacles."""
    plan = planned(a_set([count("x", 5), HOPELESS], [TWO_OF_TWO], [2]), rows, limits=limits)
    return {each.why: ([code for code, _ in each.units], dict(each.criteria)) for each in plan.obstacles}


def test_each_unit_has_its_reason() -> None:
    """One that lacks what nothing can be done about, one that lacks figures; those that are lifted have none."""
    assert found() == {Why.NO_DATA: (["00004"], {}), Why.OUT_OF_REACH: (["00003"], {"TC02": 1})}


def test_limits_are_reasons() -> None:
    """Left out, too dear for one unit, and not chosen where the effort in all is spent."""
    limits = Limits(leave_out=frozenset({"00002"}), per_unit=Decimal(3), in_all=Decimal(1))

    assert found(limits) == {
        Why.LEFT_OUT: (["00002"], {}),
        Why.TOO_DEAR: (["00005"], {}),
        Why.NO_DATA: (["00004"], {}),
        Why.OUT_OF_REACH: (["00003"], {"TC02": 1}),
        Why.NOT_CHOSEN: (["00006"], {}),
    }


def test_a_criterion_that_may_not_be_acted_on_is_out_of_reach() -> None:
    """Where only another criterion may be used, TC01 is as hopeless as TC02, and no figure that is missing helps."""
    stuck = found(Limits(criteria=frozenset({"TC02"})))

    assert stuck == {Why.OUT_OF_REACH: (["00002", "00003", "00004", "00005", "00006"], {"TC01": 5, "TC02": 1})}


def test_vetoes_and_lists() -> None:
    """A veto that bites and a list that one is not on keep units from a goal; a goal reached has no obstacles."""
    level = {"level": "commune", "title": "Cấp xã", "requires": {"band": "b1"}}
    veto = {"id": "LT1", "title": "Loại", "when": {"count": "w", "more_than": 0}}
    goals: list[Raw] = [{"level": "commune", "at_least": 3, "among": "named"}, {"band": "b1", "at_least": 1}]
    criteria = a_set(
        [count("x", 5)], goals, [1], vetoes=[veto], recognition=[level], lists={"named": ["00001", "00002"]}
    )
    plan = planned(criteria, [{"x": 5, "w": 0}, {"x": 5, "w": 1}, {"x": 5, "w": 0}])

    assert plan.obstacles == (
        Obstacle(1, Why.NOT_LISTED, (("00003", FIRST),)),
        Obstacle(1, Why.VETOED, (("00002", FIRST),)),
    )


def test_a_plan_that_reaches_its_target_has_no_obstacles() -> None:
    """Nothing is in the way of what is reached."""
    plan = planned(a_set([count("x", 5)], [{"band": "b1", "at_least": 2}], [1]), [{"x": 5}, {"x": 4}, {"x": 3}])

    assert (plan.optimal, plan.obstacles) == (True, ())


@pytest.mark.parametrize(
    ("include", "effort", "lifted", "left"),
    [
        ([], 1, ["00002"], []),
        (["00003"], 2, ["00003"], []),
        (["00002", "00003"], 3, ["00002", "00003"], []),
        (["00001"], 1, ["00002"], []),
        (["00004"], 1, ["00002"], ["00004"]),
    ],
)
def test_units_that_must_be_in(include: list[str], effort: int, lifted: list[str], left: list[str]) -> None:
    """The dearer unit is lifted where it must be; one that stands highest needs nothing, one that can't be is named."""
    rows: list[Row] = [{"x": 5}, {"x": 4}, {"x": 3}, {}]
    criteria = a_set([count("x", 5)], [{"band": "b1", "at_least": 2}], [1])
    plan = planned(criteria, rows, limits=Limits(include=frozenset(include)))

    assert plan.effort == effort
    assert [code for code, _ in plan.lifts] == lifted
    assert [code for code, _ in plan.not_lifted] == left
    assert plan.optimal


def test_the_words() -> None:
    """Reasons with how many units and the criteria most often in the way; how two plans differ."""
    obstacle = Obstacle(2, Why.OUT_OF_REACH, (("00001", FIRST), ("00002", FIRST)), (("TC01", 2), ("TC07", 1)))
    criteria = a_set([count("x", 5)], [{"band": "b1", "at_least": 2}], [1])
    rows: list[Row] = [{"x": 5}, {"x": 4}, {"x": 3}]
    base, other, dearer = (
        planned(criteria, rows, limits=limits)
        for limits in (Limits(), Limits(leave_out=frozenset({"00002"})), Limits(only=frozenset()))
    )

    assert obstacle_words(obstacle) == (
        "2 đơn vị không còn đủ tiêu chí có thể làm trong kỳ; nhiều nhất vì TC01 (2 đơn vị), TC07 (1 đơn vị)"
    )
    assert obstacle_words(Obstacle(1, Why.VETOED, (("00001", FIRST),))) == "1 đơn vị vướng điều kiện loại trừ"
    assert list(moves(base, base, str)) == []
    assert list(moves(base, other, lambda key: key[0])) == [
        "Công sức 1 → 2 (thêm 1) so với kế hoạch không giả sử, không giới hạn.",
        "Thêm việc ở 1 đơn vị: 00003.",
        "Không còn việc ở 1 đơn vị: 00002.",
    ]
    assert list(moves(base, dearer, lambda key: key[0])) == [
        "Công sức 1 → 0 (bớt 1) so với kế hoạch không giả sử, không giới hạn.",
        "Không còn việc ở 1 đơn vị: 00002.",
        "Bậc 1: 2 → 1 (cần 2).",
    ]
    assert not_lifted_sentence(["Xã A", "Xã B"]).startswith("Không có cách nâng 2 đơn vị bắt buộc đưa vào (Xã A, Xã B)")
