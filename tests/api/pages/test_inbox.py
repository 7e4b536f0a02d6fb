"""Many sheets: who sees which, the inbox with the oldest in front, the way from one to the next."""

from datetime import UTC, date, datetime

import pytest

from api.access.deciding import Role
from api.workflow.assessing import give_back, self_assess, submit
from api.workflow.office import Office
from tests.assessments import CLERK, COMMUNE, DISTRICT, PROVINCE, TAN_PHEO, VIEWER, course_of, prepared, sheet, who
from tests.offices import Opened
from tests.sheets import Reader

OTHER = ("04876", date(2020, 1, 1))
"""Xã Cao Sơn, also of huyện 150."""


def hand_in(office: Office, key: tuple[str, date]) -> None:
    """Let a commune judge itself as computed, and hand in."""
    of = sheet(office, key)
    self_assess(office, CLERK, of, course_of(office, of).number, {})
    submit(office, CLERK, of, course_of(office, of).number)


def two_waiting(opened: Opened) -> Office:
    """Tân Pheo hands in first, Đà Bắc an hour later; Cao Sơn was given back, its 16 items are unknown."""
    office = prepared(opened)
    hand_in(office, TAN_PHEO)
    opened.clock.move(hours=1)
    hand_in(office, ("04831", date(2020, 1, 1)))
    hand_in(office, OTHER)
    of = sheet(office, OTHER)
    give_back(office, CLERK, of, course_of(office, of).number, {"TC01": "thiếu số liệu"})
    return office


def test_the_inbox(opened_office: Opened) -> None:
    """Those handed in stand in the order of their handing in, those given back apart, with the counts on top."""
    page = Reader.of(two_waiting(opened_office), DISTRICT).page("/tham-dinh")

    rows = page.one("table", "sheets").one("tbody").all("tr")
    assert [row.one("a").text for row in rows] == ["Xã Tân Pheo", "Thị trấn Đà Bắc"]
    assert [row.all("td")[0].text for row in rows] == ["10/11/2024 09:00", "10/11/2024 10:00"]
    assert [each.text for each in page.one("ul", "tally").all("a")] == [
        "3 / 17 Đã nộp",
        "2 Chờ thẩm định",
        "0 Đang làm dở",
        "0 Quá hạn thẩm định",
        "1 Chờ xã giải trình",
        "0 / 17 Đã chốt",
    ]
    assert page.one("ul", "plain-list").text.startswith("Xã Cao Sơn, Huyện Đà Bắc: được trả lại để giải trình")
    assert page.one("progress").attributes["max"] == "17"


def test_late_ones_are_marked(opened_office: Opened) -> None:
    """On the due day nothing is late; on the day after, what is not appraised is, with a word beside its day."""
    office = two_waiting(opened_office)
    district = Reader.of(office, DISTRICT)
    opened_office.clock.at = datetime(2024, 12, 15, 5, tzinfo=UTC)
    assert district.page("/tham-dinh").one("table", "sheets").all("span", "late") == []
    opened_office.clock.move(days=1)
    page = district.page("/tham-dinh")
    assert [each.text for each in page.all("span", "late")] == ["chậm thẩm định", "chậm thẩm định"]
    assert "2 Quá hạn thẩm định" in page.one("ul", "tally").text
    shown = district.page("/phieu?cham=1&buoc=submitted")
    assert len(shown.one("table", "sheets").one("tbody").all("tr")) == 2


def test_from_one_to_the_next(opened_office: Opened) -> None:
    """A sheet leads to the one before and after it in the inbox; one that does not wait leads to the first."""
    district = Reader.of(two_waiting(opened_office), DISTRICT)
    first = district.page("/phieu/nq12-tu.2024.04849")
    assert "Phiếu 1 trong 2 phiếu đang chờ thẩm định" in first.one("nav", "trail").text
    assert first.all("a", rel="prev") == []
    second = first.one("nav", "trail").one("a", rel="next").attributes["href"]
    assert second == "/phieu/nq12-tu.2024.04831"
    assert district.page(second).one("a", rel="prev").attributes["href"] == "/phieu/nq12-tu.2024.04849"
    other = district.page("/phieu/nq12-tu.2024.04876")
    assert "2 phiếu khác đang chờ thẩm định" in other.one("nav", "trail").text
    assert other.one("a", rel="next").attributes["href"] == "/phieu/nq12-tu.2024.04849"


def test_the_inbox_is_for_who_appraises_today(opened_office: Opened) -> None:
    """The commune and a viewer have none; the district's ends with 30/6/2025, and the province's begins."""
    office = two_waiting(opened_office)
    for guest in (COMMUNE, VIEWER):
        page = Reader.of(office, guest).page("/tham-dinh", 403)
        assert "/tham-dinh" not in {each.attributes["href"] for each in page.one("header").all("a")}
    assert "cấp huyện thẩm định" in Reader.of(office, PROVINCE).page("/tham-dinh", 403).one("main").text
    opened_office.clock.at = datetime(2025, 6, 30, 18, tzinfo=UTC)  # 1 July in Vietnam
    told = Reader.of(office, DISTRICT).page("/tham-dinh", 403)
    assert "Ngày 01/07/2025 cấp tỉnh thẩm định" in told.one("main").text
    rows = Reader.of(office, PROVINCE).page("/tham-dinh").one("table", "sheets").one("tbody").all("tr")
    assert len(rows) == 2


def test_an_empty_inbox(opened_office: Opened) -> None:
    """Where nothing waits the page says so, and how many have not handed in."""
    page = Reader.of(prepared(opened_office), DISTRICT).page("/tham-dinh")
    assert "còn 17 đơn vị chưa nộp" in page.all("p", "empty")[0].text


def test_every_sheet_that_one_sees(opened_office: Opened) -> None:
    """The province sees 139 sheets, the district its 17; a commune with one unit is led to its sheet at once."""
    office = two_waiting(opened_office)
    assert Reader.of(office, PROVINCE).page("/phieu").one("p", "count").text == "Đang xem 139 trong 139 phiếu."
    district = Reader.of(office, DISTRICT).page("/phieu")
    assert len(district.one("table", "sheets").one("tbody").all("tr")) == 17
    assert [each.text for each in district.one("ul", "tally").all("a")] == [
        "14 chưa bắt đầu",
        "2 đã nộp, chờ thẩm định",
        "1 được trả lại để giải trình",
    ]
    one = Reader.of(office, who(Role.COMMUNE, "unit:04831:2020-01-01"))
    answer = one.client.get("/phieu")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/phieu/nq12-tu.2024.04831")


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("tim=tan+pheo", ["Xã Tân Pheo"]),
        ("tim=04831", ["Thị trấn Đà Bắc"]),
        ("huyen=150&buoc=returned", ["Xã Cao Sơn"]),
        ("buoc=submitted", ["Thị trấn Đà Bắc", "Xã Tân Pheo"]),
        ("buoc=sealed", []),
    ],
)
def test_sheets_are_narrowed(opened_office: Opened, query: str, names: list[str]) -> None:
    """By words without diacritics or code, by district, by step; an empty answer says how to see all."""
    page = Reader.of(two_waiting(opened_office), PROVINCE).page(f"/phieu?ky=2024&{query}")
    tables = page.all("table", "sheets")
    assert [row.one("th").text for table in tables for row in table.one("tbody").all("tr")] == names
    if not names:
        assert page.one("p", "empty").one("a").attributes["href"] == "/phieu?ky=2024"


def test_what_can_not_be_used_of_an_address(opened_office: Opened) -> None:
    """An unknown period, district or step is said, and the rest is shown."""
    page = Reader.of(prepared(opened_office), PROVINCE).page("/phieu?ky=1999&huyen=999&buoc=xong", 400)
    said = [each.text for each in page.one("div", "problems").all("li")]
    assert len(said) == 3
    assert said[0].startswith("Không có kỳ «1999»; đang hiện kỳ 2024.")
