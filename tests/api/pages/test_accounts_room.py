"""The room of accounts, as an administrator without scripts uses it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from api.access import passwords
from api.access.deciding import Granted, Place, Role, Who
from api.app import create_app
from api.workflow.accounts import change, one
from api.workflow.granting import Wish
from api.workflow.presence import granted_of
from api.workflow.signing_in import sign_in
from tests.api.pages.html import Node, read
from tests.offices import Opened
from tests.people import CHEAP, DA_BAC, DESK, SERVER, acts, new_account, settled

ADMINISTRATOR = Who("quản trị", None, (Granted(Role.ADMINISTRATOR, Place("all"), date(2020, 1, 1)),))
CODE = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}")
SHEET = "tên đăng nhập,vai trò,phạm vi,chức danh,đến ngày\n"


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_ARGON2", CHEAP)


@dataclass
class Desk:
    """An administrator at the pages."""

    office: Opened
    client: TestClient = field(init=False)
    answer: Response = field(init=False)

    def __post_init__(self) -> None:
        """Sit down."""
        app = create_app(self.office.office, guest=ADMINISTRATOR)
        self.client = TestClient(app, base_url="http://tieuchi.test", follow_redirects=False)

    def get(self, path: str, status: int = 200) -> Node:
        """Open a page."""
        self.answer = self.client.get(path)
        assert self.answer.status_code == status, self.answer.text[:500]
        return read(self.answer.text)

    def send(self, path: str, status: int = 200, **typed: object) -> Node:
        """Send a form; underscores of a name are hyphens."""
        data = {key.replace("_", "-"): value for key, value in typed.items()}
        self.answer = self.client.post(path, data={"csrf": "", **data}, headers={"Origin": "http://tieuchi.test"})
        assert self.answer.status_code == status, self.answer.text[:500]
        return read(self.answer.text)

    def upload(self, name: str, text: str, status: int = 200) -> Node:
        """Send a sheet."""
        files = {"tep": (name, text.encode())} if name else {}
        self.answer = self.client.post(
            "/nguoi-dung/tu-bang", data={"csrf": ""}, files=files, headers={"Origin": "http://tieuchi.test"}
        )
        assert self.answer.status_code == status, self.answer.text[:500]
        return read(self.answer.text)

    def grants(self, login: str) -> tuple[Granted, ...]:
        """Return the grants of an account."""
        return tuple(granted_of(one(self.office.office, login)[1]))


@pytest.fixture
def desk(opened_office: Opened) -> Desk:
    """An administrator at the pages of an empty office."""
    return Desk(opened_office)


def logins(page: Node) -> list[str]:
    """Return the accounts of the list."""
    return [node.one("a").text for node in page.one("table", "accounts").all("th", scope="row")]


def faults(page: Node) -> list[str]:
    """Return what is said to be wrong."""
    return [node.text for node in page.one("div", "problems").all("li")]


def test_accounts_say_their_roles_and_places_in_words(desk: Desk) -> None:
    """A line says login, title, state, and each role with its place by name and its days."""
    new_account(desk.office, "huyen.dabac", Role.APPRAISER, "district:150")
    settled(desk.office, "xa.dabac", Role.COMMUNE, DA_BAC)
    rows = [[node.text for node in row.all("td")] for row in desk.get("/nguoi-dung").one("table", "accounts").all("tr")]

    assert rows[1:] == [
        ["", "Chờ đăng nhập lần đầu", "Người thẩm định: Huyện Đà Bắc (150), từ 10/11/2024"],
        ["", "Đang mở", "Cán bộ cấp xã: Thị trấn Đà Bắc (04831), từ 10/11/2024"],
    ]
    assert desk.answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("tim=DA%20BAC", ["huyen.dabac", "xa.dabac"]),
        ("tim=tham%20dinh", ["huyen.dabac"]),
        ("trang-thai=mo", ["xa.dabac"]),
        ("trang-thai=cho", ["huyen.dabac", "tinh"]),
        ("sau=huyen.dabac", ["tinh", "xa.dabac"]),
    ],
)
def test_accounts_are_searched_without_diacritics(desk: Desk, query: str, found: list[str]) -> None:
    """Login, title, roles and places are searched; the state filters; a page goes on after a login."""
    new_account(desk.office, "huyen.dabac", Role.APPRAISER, "district:150")
    new_account(desk.office, "tinh", Role.VIEWER)
    settled(desk.office, "xa.dabac", Role.COMMUNE, DA_BAC)

    assert logins(desk.get(f"/nguoi-dung?{query}")) == found


def test_an_account_is_made_and_its_code_shown_once(desk: Desk) -> None:
    """The code stands in the answer and lets its owner in; no page shows it again, no log knows it."""
    page = desk.send(
        "/nguoi-dung",
        login="xa.tuly",
        title="Công chức văn phòng",
        vai_tro=["commune_officer"],
        pham_vi=["Xã Mường Chiềng (04846)"],
        tu=[""],
        den=["31/12/2024"],
        cu=[""],
    )
    code = page.one("code", "secret").text

    assert CODE.fullmatch(code)
    assert [node.text for node in page.one("div", "codes").all("td")][2] == "24/11/2024 09:00"
    assert [(str(each.role), str(each.place), each.first_day, each.last_day) for each in desk.grants("xa.tuly")] == [
        ("commune_officer", "unit:04846:2020-01-01", date(2024, 11, 10), date(2024, 12, 31))
    ]
    assert sign_in(desk.office.office, DESK, "xa.tuly", code).must_choose
    assert code not in desk.client.get("/nguoi-dung").text + desk.client.get("/nguoi-dung/xa.tuly").text
    assert not any(code in act.content for act in acts(desk.office))


def test_what_was_typed_stays_beside_every_fault(desk: Desk) -> None:
    """A login that exists, a place that is not there and a day that is none: all told, nothing made or lost."""
    new_account(desk.office, "xa.tuly")
    page = desk.send(
        "/nguoi-dung", 422, login="Xa Tú Lý", title="0912345678", vai_tro=["viewer"], pham_vi=["Xã Không Có"]
    )

    assert [each.partition(":")[0] for each in faults(page)] == ["Tên đăng nhập", "Chức danh", "Dòng 1, phạm vi"]
    assert faults(page)[2] == (
        "Dòng 1, phạm vi: không có phạm vi «Xã Không Có» ngày 10/11/2024. "
        "Cách sửa: chọn trong danh sách gợi ý, hoặc ghi mã xã 5 chữ số."
    )
    assert page.one("input", id="login").attributes["value"] == "Xa Tú Lý"
    assert page.one("input", id="pham-vi-1").attributes["value"] == "Xã Không Có"
    assert [node.attributes["value"] for node in page.all("option", selected="")] == ["viewer"]
    page = desk.send("/nguoi-dung", 422, login="xa.tuly", vai_tro=["viewer"], pham_vi=["all"], tu=["31/02/2024"])
    assert faults(page) == [
        "Dòng 1, từ ngày: «31/02/2024» không phải ngày có thật. Cách sửa: ghi ngày/tháng/năm, ví dụ 20/11/2024."
    ]
    page = desk.send("/nguoi-dung", 422, login="xa.tuly")
    assert faults(page) == ["Tên đăng nhập: tên đăng nhập «xa.tuly» đã có. Cách sửa: đặt tên khác."]
    assert logins(page) == ["xa.tuly"]


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("Tất cả các đơn vị", "all"),
        ("huyen da bac", "district:150"),
        ("Huyện Đà Bắc (150)", "district:150"),
        ("4846", "unit:04846:2020-01-01"),
        ("Thị trấn Đà Bắc", DA_BAC),
        ("Tỉnh Hòa Bình (17)", "province:17"),
    ],
)
def test_a_place_is_named_as_people_name_it(desk: Desk, typed: str, place: str) -> None:
    """A name with or without code and diacritics, or a bare code, is the place that it names."""
    desk.send("/nguoi-dung", login="ai.do", vai_tro=["viewer"], pham_vi=[typed])

    assert [str(each.place) for each in desk.grants("ai.do")] == [place]


def test_a_name_that_is_not_the_codes_is_told(desk: Desk) -> None:
    """A code beside the name of another place is not taken for either of them."""
    page = desk.send("/nguoi-dung", 422, login="ai.do", vai_tro=["viewer"], pham_vi=["Xã Tú Lý (04846)"])

    assert faults(page)[0].startswith("Dòng 1, phạm vi: không có phạm vi «Xã Tú Lý (04846)» ngày 10/11/2024.")


def test_roles_are_changed_row_by_row(desk: Desk) -> None:
    """A row goes when its role is taken out, a new row is added, the rest stays as it was; then the page says so."""
    new_account(desk.office, "can.bo", Role.COMMUNE, DA_BAC)
    page = desk.get("/nguoi-dung/can.bo")
    edition = page.one("input", name="ban").attributes["value"]
    was = [node.attributes["value"] for node in page.all("input", name="cu")]
    assert was == [DA_BAC, "", ""]
    there = page.one("input", id="pham-vi-1").attributes["value"]

    sent = {"viec": "sua", "title": "Chuyên viên", "cu": was, "pham_vi": [there, "Huyện Mai Châu", ""]}
    desk.send("/nguoi-dung/can.bo", 303, ban=edition, vai_tro=["", "viewer", ""], **sent)

    assert desk.answer.headers["location"] == "/nguoi-dung/can.bo?xong=sua"
    assert [(str(each.role), str(each.place)) for each in desk.grants("can.bo")] == [("viewer", "district:156")]
    page = desk.get("/nguoi-dung/can.bo?xong=sua")
    assert page.one("p", "note").text.startswith("Đã lưu.")
    assert page.one("input", id="title").attributes["value"] == "Chuyên viên"


def test_somebody_quicker_is_shown_and_nothing_typed_is_lost(desk: Desk) -> None:
    """A change made meanwhile is told in words; the form keeps what was typed and can be sent again."""
    new_account(desk.office, "can.bo", Role.COMMUNE, DA_BAC)
    edition = desk.get("/nguoi-dung/can.bo").one("input", name="ban").attributes["value"]
    change(desk.office.office, SERVER, "can.bo", title="Trưởng phòng", wishes=(Wish("viewer", "all"),))
    sent = {"viec": "sua", "title": "Của tôi", "vai_tro": ["appraiser"], "pham_vi": ["Huyện Đà Bắc (150)"]}
    page = desk.send("/nguoi-dung/can.bo", 412, ban=edition, **sent)

    assert faults(page) == ["Người khác vừa sửa tài khoản này; tải lại rồi sửa trên bản mới."]
    assert [node.text for node in page.one("div", "note").all("li")] == [
        "Chức danh: Trưởng phòng",
        "Người xem: Tất cả các đơn vị, từ 10/11/2024",
    ]
    assert page.one("input", id="title").attributes["value"] == "Của tôi"
    assert page.one("input", id="pham-vi-1").attributes["value"] == "Huyện Đà Bắc (150)"
    newer = page.one("input", name="ban").attributes["value"]
    desk.send("/nguoi-dung/can.bo", 303, ban=newer, **sent)
    assert [str(each.place) for each in desk.grants("can.bo")] == ["district:150"]


def test_an_account_is_closed_opened_and_given_a_code(desk: Desk) -> None:
    """Closed it has no code to be given; open again it has, which ends the old password."""
    settled(desk.office, "can.bo")
    desk.send("/nguoi-dung/can.bo", 303, viec="dong")
    page = desk.get("/nguoi-dung/can.bo?xong=dong")
    assert [node.text for node in page.all("button")] == ["Lưu chức danh và vai trò", "Mở lại tài khoản"]
    refused = desk.send("/nguoi-dung/can.bo", 409, viec="ma")
    assert faults(refused) == ["Tài khoản đang đóng; mở lại trước rồi mới cấp mã."]

    desk.send("/nguoi-dung/can.bo", 303, viec="mo")
    code = desk.send("/nguoi-dung/can.bo", viec="ma").one("code", "secret").text
    assert sign_in(desk.office.office, DESK, "can.bo", code).must_choose
    done = [act.action for act in acts(desk.office) if act.action.startswith("account.")]
    assert done[1:] == ["account.close", "account.reopen", "account.code"]


def test_the_last_administrator_stays(desk: Desk) -> None:
    """The only account that can administer is not closed; the page says what to do first."""
    settled(desk.office, "quan.tri", Role.ADMINISTRATOR)
    page = desk.send("/nguoi-dung/quan.tri", 409, viec="dong")

    assert faults(page)[0].startswith("Đây là tài khoản quản trị cuối cùng")
    assert one(desk.office.office, "quan.tri")[0].closed == ""


def test_a_sheet_makes_all_of_its_accounts_or_none(desk: Desk) -> None:
    """Two rows with three faults make nothing and tell them all; the sheet put right gives a code for each."""
    bad = desk.upload("ds.csv", f"{SHEET}xa a,viewer,all,,\nxa.b,vua,khong dau,,\n", 422)
    assert [each.partition(":")[0] for each in faults(bad)] == [
        "Dòng 2, cột tên đăng nhập",
        "Dòng 3, cột vai trò",
        "Dòng 3, cột phạm vi",
    ]
    assert "danh sách gợi ý" not in faults(bad)[2]
    assert not bad.all("table", "accounts")
    good = desk.upload("ds.csv", f"{SHEET}xa.a,Người xem,all,Chuyên viên,\nxa.b,commune_officer,04831,,31/12/2025\n")

    assert [node.text for node in good.one("div", "codes").all("th", scope="row")] == ["xa.a", "xa.b"]
    assert len({node.text for node in good.all("code", "secret")}) == 2
    assert logins(good) == ["xa.a", "xa.b"]
    assert faults(desk.upload("", "", 422))[0].startswith("Chưa chọn tệp nào.")


def test_forms_from_elsewhere_and_to_nobody_are_turned_away(desk: Desk) -> None:
    """Without being one of our pages a form does nothing; of an account that is not there, 404 says so."""
    new_account(desk.office, "can.bo")
    for path in ("/nguoi-dung", "/nguoi-dung/tu-bang", "/nguoi-dung/can.bo"):
        said = desk.client.post(path, data={"viec": "dong", "login": "a.b.c"}, headers={"Origin": "http://noi.khac"})
        assert said.status_code == 403, path
    assert desk.get("/nguoi-dung/khong.co", 404).one("h1").text == "Không có tài khoản này"
    assert desk.send("/nguoi-dung/khong.co", 404, viec="dong").one("h1").text == "Không có tài khoản này"
    assert logins(desk.get("/nguoi-dung")) == ["can.bo"]
    assert one(desk.office.office, "can.bo")[0].closed == ""


@pytest.mark.parametrize("role", [each for each in Role if each is not Role.ADMINISTRATOR])
def test_only_administrators_come_in(opened_office: Opened, role: Role) -> None:
    """Every other role gets 403 at each address, and no link leads there."""
    new_account(opened_office, "can.bo")
    who = Who("thử", None, (Granted(role, Place("all"), date(2020, 1, 1)),))
    client = TestClient(create_app(opened_office.office, guest=who), base_url="http://tieuchi.test")

    for method, path in (("GET", ""), ("POST", ""), ("POST", "/tu-bang"), ("GET", "/can.bo"), ("POST", "/can.bo")):
        assert client.request(method, f"/nguoi-dung{path}").status_code == 403, path
    assert "/nguoi-dung" not in client.get("/bo-tieu-chi").text
