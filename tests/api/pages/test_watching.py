"""What is to be watched: who is late, what to review, what expires; short on the overview, whole on its own page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from api.access.deciding import Role
from tests.api.pages.heats import Room, somebody
from tests.api.pages.html import Node
from tests.api.pages.sample_office import BELOW, hand_in, plan, sample_office, watched
from tests.offices import Opened


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """The sample with something of everything to watch; 2023 is not open."""
    with sample_office(tmp_path_factory.mktemp("theo-doi")) as found:
        watched(found)
        yield found


@pytest.fixture(scope="module")
def room(office: Opened) -> Room:
    """The pages as the provincial officer meets them."""
    return Room(office)


def section(page: Node, key: str) -> Node:
    """The part of the page under a heading."""
    return next(each for each in page.all("section") if each.attributes.get("aria-labelledby") == key)


def lines(page: Node, key: str) -> list[str]:
    """What stands in a list."""
    return [each.text for each in section(page, key).all("li")]


def test_who_has_not_submitted(room: Room) -> None:
    """On 1/3/2025 all 139 are late with every step of 2024: seven are named, the rest is a link away."""
    page = room.page("/")
    late = section(page, "chua-nop")

    assert late.all("p")[0].text == (
        "Quá hạn tự chấm 20/11/2024: 139 đơn vị; quá hạn nộp 30/11/2024: 139 đơn vị; "
        "quá hạn thẩm định 15/12/2024: 139 đơn vị."
    )
    assert len(lines(page, "chua-nop")) == 7
    assert lines(page, "chua-nop")[0] == "Xã Độc Lập: chậm tự chấm, nộp, thẩm định"
    (more,) = [each for each in late.all("a") if each.text == "Xem cả 139"]
    assert more.attributes["href"] == "/theo-doi?ky=2024#chua-nop"
    assert len(lines(room.page(more.attributes["href"]), "chua-nop")) == 139


def test_a_period_that_is_not_open(room: Room) -> None:
    """A period without days has nobody late, and says why."""
    late = section(room.page("/?ky=2023"), "chua-nop")

    assert late.all("p")[0].text == "Kỳ 2023 chưa được mở nên chưa có hạn nộp."
    assert late.all("li") == []


def test_recognitions_to_review(room: Room) -> None:
    """A recognition in force of a commune with half its criteria unmet is named with the reason."""
    page = room.page("/")
    (line,) = lines(page, "xem-xet-lai")

    assert line == "Xã An Bình: Điển hình cấp xã, quyết định 77/QĐ-BCĐ ngày 30/12/2024: 9/16 tiêu chí chưa đạt"
    said = section(page, "xem-xet-lai").all("p")[0].text
    assert said == "Theo điểm kỳ 2024, 1 trong 13 công nhận đang có hiệu lực đến lúc xem xét lại."
    assert section(page, "xem-xet-lai").one("li").one("a").attributes["href"] == f"/xa/{BELOW[0]}?ky=2024"


def test_documents_that_soon_expire(room: Room) -> None:
    """Those that hold today and end within 60 days, the first and the last such day included; withdrawn ones not."""
    page = room.page("/")

    assert lines(page, "minh-chung") == [
        "Thị trấn Đà Bắc: TC08: 2/BC, dùng được đến 01/03/2025 (hết hạn hôm nay)",
        "Thị trấn Đà Bắc: TC08: 3/BC, dùng được đến 30/04/2025 (còn 60 ngày)",
    ]
    assert section(page, "minh-chung").all("p")[0].text == "2 tài liệu hết hạn trong 60 ngày tới."
    within = room.client.get("/api/v1/evidence", params={"expires_within": 60}).json()["items"]
    assert [each["document"] for each in within] == ["2/BC", "3/BC"]


def test_the_whole_page(room: Room) -> None:
    """The page of what to watch has the nearest communes too, a period a link, and the way back."""
    page = room.page("/theo-doi?ky=2024")
    rows = page.one("table", "near").one("tbody").all("tr")

    assert page.one("h1").text == "Việc cần theo dõi, kỳ 2024"
    assert section(page, "gan-muc").all("p")[0].text.startswith(f"{len(rows)} đơn vị lên được một mức")
    assert len(rows) > 7
    assert page.one("nav", "periods").one("a", aria_current="page").text == "2024"
    assert page.one("nav", "trail").one("a").attributes["href"] == "/?ky=2024"


def test_a_bad_period_is_said(room: Room) -> None:
    """A period without figures is answered in words, with the newest in its place."""
    page = room.page("/theo-doi?ky=1999", status=400)

    assert "Không có số liệu kỳ «1999»" in page.one("div", "problems").text
    assert page.one("h1").text == "Việc cần theo dõi, kỳ 2024"


def test_only_what_may_be_seen(office: Opened) -> None:
    """Who sees one district finds no unit of another on the page, and no lists of the province on the overview."""
    room = Room(office, somebody(Role.VIEWER, "district:150"))
    page = room.page("/theo-doi")
    units = {
        each.name
        for each in office.office.register.of_kinds(date(2024, 12, 31), ("xã", "thị trấn"))
        if each.district == "150"
    }

    named = {each.all("a")[0].text for each in section(page, "chua-nop").all("li")}
    assert {"Xã Cao Sơn (Huyện Đà Bắc)", "Xã Đoàn Kết (Huyện Đà Bắc)"} <= named
    assert {each.removesuffix(" (Huyện Đà Bắc)") for each in named} == units
    assert lines(page, "xem-xet-lai") == []
    assert len(lines(page, "minh-chung")) == 2
    near = {row.one("th").one("a").text for row in page.one("table", "near").one("tbody").all("tr")}
    assert near
    assert near <= units
    assert [each.attributes["class"] for each in room.page("/").one("main").all("section")] == ["tour"]


def test_steps_taken_and_days_not_yet_due(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What has been handed in is no longer late with it, and a step whose day has not come is nobody's fault."""
    with sample_office(tmp_path_factory.mktemp("han")) as found:
        plan(found, submitted_by=date(2025, 2, 28), appraised_by=date(2025, 3, 1), closes=date(2025, 12, 31))
        hand_in(found, "04831")
        page = Room(found).page("/theo-doi")

        assert section(page, "chua-nop").all("p")[0].text == (
            "Quá hạn tự chấm 20/11/2024: 138 đơn vị; quá hạn nộp 28/02/2025: 138 đơn vị; "
            "hạn thẩm định 01/03/2025 chưa qua."
        )
        assert len(lines(page, "chua-nop")) == 138
        assert {each.partition(": ")[2] for each in lines(page, "chua-nop")} == {"chậm tự chấm, nộp"}
        assert not any(each.startswith("Thị trấn Đà Bắc") for each in lines(page, "chua-nop"))
