"""The first page by role, and the tour of a first visit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from api.access import passwords
from api.access.deciding import Role, Who
from api.pages.home.tour import STOPS
from api.store import assessments
from api.store.units import number_of
from api.workflow.assessing import give_back
from tests.api.pages.heats import CLERK, SET, Room, sheet, somebody
from tests.api.pages.html import Node
from tests.api.pages.sample_office import hand_in, plan, sample_office
from tests.api.pages.test_signing_in import Window
from tests.offices import Opened
from tests.people import CHEAP, DA_BAC, settled

HERE = {
    Role.COMMUNE: DA_BAC,
    Role.APPRAISER: "district:150",
    Role.PROVINCE: "all",
    Role.EDITOR: "all",
    Role.ADMINISTRATOR: "all",
    Role.VIEWER: "all",
    Role.STATISTICIAN: "all",
}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """The sample on 1 March 2025; Xã Cao Sơn has handed its sheet in, Xã Đoàn Kết too and was given two items back."""
    with sample_office(tmp_path_factory.mktemp("trang-dau")) as found:
        plan(found, closes=date(2025, 12, 31))
        for code in ("04834", "04840"):
            hand_in(found, code)
        return_items(found, "04840")
        yield found


def return_items(found: Opened, code: str) -> None:
    """Give two items of a sheet back."""
    office, of = found.office, sheet(found.office, code)
    with office.database.reading() as session:
        last = assessments.courses(session, SET, "2024")[number_of(session, of.unit.key) or 0].number
    give_back(office, CLERK, of, last, {"TC05": "Thiếu biên bản", "TC08": "Sai số công nhận"})


def titles(page: Node) -> list[str]:
    """The headings of the parts of a page."""
    return [each.text for each in page.one("main").all("h2")]


def links(page: Node) -> dict[str, str]:
    """The links to the rooms: address by text."""
    return {each.text: each.attributes["href"] for each in page.one("nav", aria_label="Các trang").all("a")}


def test_a_commune_lands_on_its_work(office: Opened) -> None:
    """Its officer finds the sheet with its step, what is due and late, what comes next, and the ways to do it."""
    page = Room(office, somebody(Role.COMMUNE, DA_BAC)).page("/")

    assert page.one("h1").text == "Việc của tôi"
    (task,) = page.all("article", "task")
    assert task.one("h3").text == "Thị trấn Đà Bắc, Huyện Đà Bắc"
    assert "Chưa bắt đầu; tự chấm chậm nhất 20/11/2024 chậm tự chấm" in task.text
    assert "Nhập số liệu cho đủ, rồi tự chấm từng tiêu chí." in task.text
    assert "Theo số liệu đã ghi: 11 – 12 / 16 tiêu chí" in task.text
    assert [each.attributes["href"] for each in task.one("ul", "ways").all("a")] == [
        "/nhap/04831?ky=2024",
        "/phieu/nq12-tu.2024.04831",
        "/xa/04831?ky=2024",
    ]


def test_a_period_that_is_shut_is_said(office: Opened) -> None:
    """Where communes can do nothing in the period, the first page says why and whom to ask."""
    plan(office)
    page = Room(office, somebody(Role.COMMUNE, DA_BAC)).page("/")
    plan(office, closes=date(2025, 12, 31))

    assert page.one("p", "note").text == "Kỳ 2024 đã đóng sau ngày 31/12/2024; nhờ cán bộ cấp tỉnh lùi ngày đóng."


def test_what_was_given_back_leads_to_its_items(office: Opened) -> None:
    """A sheet that was returned names its items, each a way to it; one that waits asks nothing of the commune."""
    back = Room(office, somebody(Role.COMMUNE, "unit:04840:2020-01-01")).page("/").one("article", "task")
    waiting = Room(office, somebody(Role.COMMUNE, "unit:04834:2020-01-01")).page("/").one("article", "task")

    assert "Bị trả lại 2 mục để giải trình" in back.text
    assert [each.attributes["href"] for each in back.one("p", "back-list").all("a")] == [
        "/phieu/nq12-tu.2024.04840#TC05",
        "/phieu/nq12-tu.2024.04840#TC08",
    ]
    assert "Đã nộp, chờ thẩm định. Chưa phải làm gì" in waiting.text
    assert waiting.all("p", "back-list") == []


def test_an_appraiser_lands_on_what_waits(office: Opened) -> None:
    """On 1 March 2025 a district appraises its own communes; the province's appraiser is told that it does not."""
    page = Room(office, somebody(Role.APPRAISER, "district:150")).page("/")
    other = Room(office, somebody(Role.APPRAISER, "district:151")).page("/")
    above = Room(office, somebody(Role.APPRAISER, "all")).page("/")

    assert "Chờ tôi thẩm định" in titles(page)
    assert [row.one("th").one("a").attributes["href"] for row in page.one("tbody").all("tr")] == [
        "/phieu/nq12-tu.2024.04834"
    ]
    assert "Không còn phiếu nào chờ." in other.text
    assert "Hôm nay cấp huyện thẩm định" in above.text


def test_an_editor_and_an_administrator(office: Opened) -> None:
    """The one finds the sets with their versions, the other the accounts by how they stand, and no figures."""
    editor = Room(office, somebody(Role.EDITOR, "all")).page("/")
    administrator = Room(office, somebody(Role.ADMINISTRATOR, "all")).page("/")

    assert "/bo-tieu-chi/nq12-tu/2022-06-27" in [each.attributes["href"] for each in editor.one("main").all("a")]
    assert [each.text for each in administrator.one("ul", "tally").all("a")] == [
        "0 đang mở",
        "0 chờ đăng nhập lần đầu",
        "0 đã đóng",
    ]
    assert "/tong-quan" not in [each.attributes["href"] for each in administrator.all("a")]


def test_where_the_overview_is(office: Opened) -> None:
    """Province and viewer begin with it; for the others it stands beside their work, and keeps its own address."""
    for role, first in ((Role.PROVINCE, "/"), (Role.VIEWER, "/"), (Role.COMMUNE, "/tong-quan")):
        room = Room(office, somebody(role, HERE[role]))
        assert links(room.page("/"))["Tổng quan"] == first
    editor = Room(office, somebody(Role.EDITOR, "all"))
    page = editor.page("/tong-quan?tim=da+bac")
    assert page.one("h1").text == "Tổng quan kỳ 2024"
    assert page.one("form", "filter").attributes["action"] == "/tong-quan#cac-don-vi"
    assert "/tong-quan#cac-don-vi" in [each.attributes["href"] for each in page.one("form", "filter").all("a")]
    assert editor.page("/?tim=da+bac").one("h1").text == "Tổng quan kỳ 2024"


def test_who_sees_a_part_is_shown_that_part(office: Opened) -> None:
    """The viewer of a district finds its communes in a table, with their figures, and none of another."""
    page = Room(office, somebody(Role.VIEWER, "district:150")).page("/")
    register = office.office.register

    assert page.one("h1").text == "Các xã, thị trấn của tôi"
    codes = [row.one("a").attributes["href"][4:9] for row in page.one("table", "units").one("tbody").all("tr")]
    districts = {unit.district for code in codes if (unit := register.version(code, office.office.today))}
    assert len(codes) == 17
    assert districts == {"150"}
    sorted_by_name = Room(office, somebody(Role.VIEWER, "district:150")).page("/?xep=-ten")
    assert sorted_by_name.one("table", "units").one("tbody").all("th")[0].text == "Xã Yên Hòa"


def test_somebody_without_a_role_is_told(office: Opened) -> None:
    """An account whose roles have ended or begin later may not come in yet, and is told so."""
    assert Room(office, Who("ai do", 1, ())).get("/").status_code == 200
    assert "chưa có vai trò nào" in Room(office, Who("ai do", 1, ())).page("/").text


@pytest.mark.parametrize("role", list(HERE))
def test_every_stop_of_a_tour_opens(office: Opened, role: Role) -> None:
    """Each role has three to five stops, each a page that its people may open: the province appraises not yet."""
    room = Room(office, somebody(role, HERE[role]))
    stops = [each.attributes["href"] for each in room.page("/").one("section", "tour").all("a")]

    assert 3 <= len(stops) <= 5
    assert stops == [each.link for each in STOPS[role] if (role, each.link) != (Role.PROVINCE, "/tham-dinh")]
    for stop in stops:
        assert room.client.get(stop).status_code == 200, stop


def test_the_guest_puts_the_tour_away(office: Opened) -> None:
    """The browser of the demonstration remembers it; the tour stays on its own page, which the help names."""
    room = Room(office)
    answer = room.client.post("/gioi-thieu", data={"csrf": ""}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")

    assert room.page("/").all("section", "tour") == []
    assert len(room.page("/gioi-thieu").one("main").one("ol").all("li")) == 4
    assert "/gioi-thieu" in [each.attributes["href"] for each in room.page("/huong-dan").all("a")]
    assert len(Room(office).page("/").all("section", "tour")) == 1


def test_an_account_remembers_that_the_tour_was_read(opened_office: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put away in one browser it is away in every other; without the token of a page of ours nothing is remembered."""
    monkeypatch.setattr(passwords, "_ARGON2", CHEAP)
    settled(opened_office, "quantri", Role.ADMINISTRATOR)
    window = Window(opened_office).sign_in("quantri")
    assert len(window.page.all("section", "tour")) == 1

    assert window.send("Đã xem, cất đi", csrf="0" * 64).status == 403
    assert len(window.go("/").page.all("section", "tour")) == 1
    assert window.send("Đã xem, cất đi").address == "/"
    assert window.page.all("section", "tour") == []
    assert Window(opened_office).sign_in("quantri").page.all("section", "tour") == []


@pytest.mark.parametrize(("address", "status"), [("/nguoi-dung", 403), ("/tai-khoan", 404)])
def test_what_the_demonstration_does_not_have(office: Opened, address: str, status: int) -> None:
    """Accounts are no part of the demonstration: it says so, and leads to what the guide says of them."""
    page = Room(office).page(address, status=status)

    assert page.one("h1").text == "Bản dùng thử không mở trang này"
    way = page.one("main").one("ul").all("a")[0].attributes["href"]
    assert way.startswith("/huong-dan/tai-khoan#")
