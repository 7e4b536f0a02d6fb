from datetime import date

import pytest

from engine.criteria import CriteriaSet
from engine.wording.goals import goal_figures, goal_title
from tests.api.pages.conftest import MakeSite, Site
from tests.api.pages.html import Node
from tests.builders import criteria_set


def target(page: Node, key: str) -> Node:
    """The part of the page that is about a target."""
    return page.one("article", "target", aria_labelledby=f"muc-tieu-{key}")


@pytest.mark.parametrize("day", ["", "2022-12-31", "2023-06-15", "2025-12-31", "2030-12-31"])
def test_figures_of_every_goal(site: Site, day: str) -> None:
    """Each goal of 2022, 2025 and 2030 says the board's figures of the day asked for."""
    page = site.page(f"/?ngay={day}")
    found = site.board.progress(date.fromisoformat(day) if day else date(2024, 12, 31))

    assert [each.target.id for each in found] == ["2022", "2025", "2030"]
    for each in found:
        lines = target(page, each.target.id).all("li", "goal")
        for line, goal in zip(lines, each.goals, strict=True):
            assert line.one("p", "what").text == goal_title(site.board.criteria, goal.goal)
            assert line.one("p", "figures").text == goal_figures(goal)


def test_bars_are_drawn_to_scale(site: Site) -> None:
    """A bar of 2025 is 139 units long: solid what is sure, hatched on to what is possible, a tick at what is asked."""
    (found,) = site.board.progress(date(2024, 12, 31), "2025")
    lines = target(site.page("/"), "2025").all("li", "goal")
    for line, goal in list(zip(lines, found.goals, strict=True))[1:]:
        rects = line.one("div", "bar").all("rect")
        sure, possible, asked = (round(400 * each / 139) for each in (goal.reached, goal.possible, goal.required))
        solid, tick = rects[-2:]
        assert solid.attributes["width"] == str(sure)
        assert tick.attributes["x"] == str(asked)
        hatched = [each for each in rects if each.attributes["fill"] == "url(#gach)"]
        assert [(each.attributes["x"], each.attributes["width"]) for each in hatched] == (
            [(str(sure), str(possible - sure))] if possible > sure else []
        )
    assert "Cả thanh là 139 đơn vị." in target(site.page("/"), "2025").one("p", "used").text


def test_a_level_that_ended_is_struck_with_its_reason(site: Site) -> None:
    """The goals of the district level stay in the list, struck, with the reason and without a bar."""
    page = site.page("/")
    for key, place in (("2025", 0), ("2030", 1)):
        goal = target(page, key).all("li", "goal")[place]
        assert goal.one("p", "what").one("s").text.startswith("Điển hình cấp huyện: ")
        assert goal.one("span", "reason").text == (
            "Không còn áp dụng: điển hình cấp huyện không tồn tại từ sau ngày 30/06/2025."
        )
        assert goal.one("p", "state").text == "– không còn áp dụng"
        assert goal.all("svg") == []
    assert len(target(page, "2025").all("s")) == 2


def test_the_document_does_not_add_up(site: Site) -> None:
    """2025 says that its lines add up to 134 and its base to 139, and corrects neither."""
    (warning,) = target(site.page("/"), "2025").all("p", "warning")

    assert (
        warning.text
        == "Lưu ý: Các dòng của mục tiêu 2025 cộng lại là 134, văn bản ghi tổng 139; giữ nguyên như văn bản."
    )


def test_pilots_without_names(site: Site) -> None:
    """2022 counts among 9 pilots of unknown names: none is sure, at most 9 are possible."""
    part = target(site.page("/"), "2022")

    assert "Danh sách có 9 đơn vị nhưng chưa biết tên" in part.one("p", "notes").text
    assert "Không rõ tên 9 xã." in part.one("p", "source").text
    assert part.one("p", "figures").text == "0 – 9 / 3, còn thiếu 3 (có thể đã đủ)"


def test_which_figures_are_used(site: Site) -> None:
    """Each target names the day, how many units and the period; units that ended count with their last period."""
    used = [each.text for each in site.page("/?ngay=2026-01-31", status=200).all("p", "used")]

    assert used[1].startswith("Tính đến ngày 31/01/2026, trên 139 đơn vị, số liệu kỳ 2024, các quyết định công nhận")
    assert "Mỗi đơn vị tính một lần, ở bậc cao nhất" in used[1]


def test_before_any_period_has_ended(site: Site) -> None:
    """On a day before the first figures nothing is sure, and the page says that no period has ended."""
    page = site.page("/?ngay=2021-06-30")

    assert all("chưa có số liệu kỳ nào đã kết thúc" in each.text for each in page.all("p", "used"))
    assert target(page, "2025").all("p", "figures")[4].text.startswith("0 – 139 / 134")


def test_what_was_reached_by_the_due_day(site: Site) -> None:
    """Once the due day has passed, a goal also says what had been reached by then."""
    assert "Đến hạn 31/12/2022 đã đạt 0." in target(site.page("/?ngay=2023-01-01"), "2022").text
    assert "Đến hạn" not in target(site.page("/?ngay=2022-12-31"), "2022").text


def test_without_recognitions(make_site: MakeSite) -> None:
    """A board without a file of recognitions says so beside its targets."""
    page = make_site(_with_target(), ["a"], [["04831", "2024", "1"]]).page("/")

    assert page.one("p", "used").text.startswith(
        "Tính đến ngày 31/12/2024, trên 129 đơn vị, số liệu kỳ 2024; chưa có tệp quyết định công nhận."
    )


def test_a_set_without_targets(make_site: MakeSite) -> None:
    """Where there are no targets the page says how to set some."""
    criteria = criteria_set({"a": "count"}, [{"all": [{"count": "a", "at_least": 1}]}])
    page = make_site(criteria, ["a"], [["04831", "2024", "1"]]).page("/")

    assert page.all("form", "as-of") == page.all("table", "bands") == []
    assert "Bộ tiêu chí này không đặt mục tiêu." in page.text


def _with_target() -> CriteriaSet:
    return criteria_set(
        {"a": "count"},
        [{"all": [{"count": "a", "at_least": 1}]}],
        bands=[{"id": "full", "title": "Đạt 1/1", "criteria_met": 1}],
        targets=[{"id": "2025", "due": "2025-12-31", "goals": [{"band": "full", "at_least": 5}]}],
    )
