"""Targets in words: what a goal asks, how it stands, why it no longer applies, and what its document leaves open."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from engine.checking import check
from engine.criteria import CriteriaSet, Goal
from engine.targets import GoalProgress, State, TargetProgress
from engine.wording.goals import STATES, goal_figures, goal_title, unnamed_note, void_reason, warnings
from tests.builders import criteria_set

FILE = Path(__file__).parents[2] / "criteria" / "nq12-tu" / "2022-06-27.yaml"


def shipped() -> CriteriaSet:
    """Read the shipped set."""
    criteria = check(FILE.read_bytes()).criteria
    assert criteria is not None
    return criteria


NQ12 = shipped()


def progress(
    target: int, place: int, required: int, reached: int, possible: int, state: State = State.OPEN
) -> GoalProgress:
    """Progress of a shipped goal, with given figures."""
    goal = NQ12.targets[target].goals[place - 1]
    return GoalProgress(place, goal, reached, required, reached, possible, state, ())


@pytest.mark.parametrize(
    ("target", "place", "title"),
    [
        (0, 1, "Điển hình cấp xã: ít nhất 3 đơn vị trong danh sách thí điểm (9 đơn vị, chưa biết tên)"),
        (1, 1, "Điển hình cấp huyện: ít nhất 3 đơn vị"),
        (1, 3, "Đạt từ 13 tiêu chí: ít nhất 30 đơn vị"),
        (1, 5, "Đạt từ 9 tiêu chí: còn lại 31 đơn vị"),
        (2, 2, "Điển hình cấp huyện: mỗi huyện ít nhất 1 đơn vị"),
    ],
)
def test_goals_are_named_as_in_their_document(target: int, place: int, title: str) -> None:
    """Level or band, how many, among whom, and «the rest» where the document says so."""
    assert goal_title(NQ12, NQ12.targets[target].goals[place - 1]) == title


@pytest.mark.parametrize(
    ("figures", "text"),
    [
        ((23, 18, 22), "18 – 22 / 23, còn thiếu 5 (ít nhất 1)"),
        ((23, 18, 18), "18 / 23, còn thiếu 5"),
        ((23, 23, 25), "23 – 25 / 23"),
        ((23, 30, 30), "30 / 23"),
        ((1200, 0, 1100), "0 – 1.100 / 1.200, còn thiếu 1.200 (ít nhất 100)"),
    ],
)
def test_figures_of_a_goal(figures: tuple[int, int, int], text: str) -> None:
    """A range against what is asked, and what is lacking for sure and at least."""
    assert goal_figures(progress(1, 2, *figures)) == text


def test_a_goal_that_could_still_be_reached_lacks_nothing_for_certain() -> None:
    """18 for sure of 23, 25 possible: five are lacking by what is known, and perhaps none."""
    assert goal_figures(progress(1, 2, 23, 18, 25, State.POSSIBLE)) == "18 – 25 / 23, còn thiếu 5 (có thể đã đủ)"


def test_a_void_goal_lacks_nothing_any_more() -> None:
    """What stands there is still counted; what the document asked too much is no gap that work could close."""
    assert goal_figures(progress(1, 1, 3, 2, 10, State.VOID)) == "2 – 10 / 3"


def test_nine_pilots_without_names() -> None:
    """What follows from a list of which only the size is known; nothing for a list with names, or without any."""
    assert unnamed_note(NQ12, NQ12.targets[0].goals[0]) == (
        "Danh sách có 9 đơn vị nhưng chưa biết tên, nên chưa đơn vị nào được tính là chắc chắn; có thể nhiều nhất là 9."
    )
    named = NQ12.model_copy(update={"lists": {"pilot": ["04831"]}})
    assert unnamed_note(named, NQ12.targets[0].goals[0]) == unnamed_note(NQ12, NQ12.targets[1].goals[0]) == ""
    assert goal_title(named, NQ12.targets[0].goals[0]).endswith("trong danh sách thí điểm")


def test_why_a_goal_is_void() -> None:
    """The level had ended by the due day; the other goals have no such reason."""
    assert void_reason(NQ12, progress(1, 1, 3, 0, 0, State.VOID)) == (
        "Không còn áp dụng: điển hình cấp huyện không tồn tại từ sau ngày 30/06/2025."
    )
    assert void_reason(NQ12, progress(1, 2, 23, 0, 0)) == ""


def test_a_level_that_begins_later_is_void_for_another_reason() -> None:
    """A level that does not exist yet on the due day has not ended: its first day is named."""
    level = {"level": "region", "title": "Cấp vùng", "effective_from": "2031-01-01", "effective_to": "2040-12-31"}
    criteria = criteria_set({"yes": "flag"}, [{"all": [{"flag": "yes"}]}], recognition=[level])
    reason = void_reason(criteria, GoalProgress(1, Goal(level="region", at_least=1), 0, 1, 0, 0, State.VOID, ()))
    assert reason.startswith("Không còn áp dụng: ") is False
    assert "01/01/2031" in reason
    assert "2040" not in reason


def test_a_list_is_named_by_what_it_is() -> None:
    """Only a list of pilots is «thí điểm»; no other list is called that."""
    title = goal_title(NQ12, Goal(level="commune", at_least=2, among="border"))
    assert title.startswith("Điển hình cấp xã: ít nhất 2 đơn vị trong danh sách ")
    assert "thí điểm" not in title


def test_134_against_139_is_said_and_not_corrected() -> None:
    """Both figures stand in the warning; so do the units counted where they are not those of the document."""
    target = NQ12.targets[1]
    assert warnings(TargetProgress(target, date(2025, 12, 31), 139, (), ())) == [
        "Các dòng của mục tiêu 2025 cộng lại là 134, văn bản ghi tổng 139; giữ nguyên như văn bản."
    ]
    assert warnings(TargetProgress(target, date(2025, 12, 31), 46, (), ())) == [
        "Các dòng của mục tiêu 2025 cộng lại là 134, văn bản ghi tổng 139; giữ nguyên như văn bản.",
        "Văn bản tính trên 139 đơn vị, ở đây đếm 46 đơn vị (bản đồ ngày đang xét).",
    ]
    assert warnings(TargetProgress(NQ12.targets[2], date(2030, 12, 31), 46, (), ())) == []


def test_every_state_has_its_word() -> None:
    """The four states as staff read them."""
    assert {str(state): word for state, word in STATES.items()} == {
        "reached": "đã đạt",
        "possible": "có thể đạt",
        "open": "chưa đạt",
        "void": "không còn áp dụng",
    }
    assert set(STATES) == set(State)
