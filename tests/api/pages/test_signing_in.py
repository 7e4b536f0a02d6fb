"""The pages of signing in and of one's own account, as a browser without scripts uses them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
import segno
from fastapi.testclient import TestClient
from httpx2 import Response

from api.access import passwords
from api.access.deciding import Role
from api.app import create_app
from api.demo import OFFICER
from api.workflow.presence import Visit
from tests.api.pages.html import Node, read
from tests.offices import Opened
from tests.people import BETTER, CHEAP, DA_BAC, GOOD, new_account, settled, totp_of

WRONG = "sai mật khẩu"


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_ARGON2", CHEAP)


@dataclass
class Window:
    """A browser window: it fills in the forms that it sees."""

    office: Opened
    guest: bool = False
    client: TestClient = field(init=False)
    page: Node = field(init=False)
    address: str = ""
    status: int = 0

    def __post_init__(self) -> None:
        """Open it."""
        app = create_app(self.office.office, guest=OFFICER) if self.guest else create_app(self.office.office)
        self.client = TestClient(app, base_url="http://tieuchi.test")

    def go(self, path: str) -> Window:
        """Open an address, following where it leads."""
        return self._shown(self.client.get(path, headers={"Accept": "text/html"}))

    def _shown(self, answer: Response) -> Window:
        self.address = answer.url.raw_path.decode()
        self.status = answer.status_code
        self.page = read(answer.text)
        return self

    def send(self, button: str, origin: str = "http://tieuchi.test", **typed: object) -> Window:
        """Fill in the form with that button, and press it."""
        (form,) = [each for each in self.page.all("form") if button in [node.text for node in each.all("button")]]
        given: dict[str, object] = {
            node.attributes["name"]: node.attributes.get("value", "")
            for node in form.all("input")
            if node.attributes.get("type") != "checkbox"
        }
        action = form.attributes["action"]
        return self._shown(self.client.post(action, data={**given, **typed}, headers={"Origin": origin}))

    def sign_in(self, login: str, password: str = GOOD) -> Window:
        """Sign in."""
        return self.go("/dang-nhap").send("Đăng nhập", login=login, password=password)

    @property
    def title(self) -> str:
        """The heading of the page."""
        return self.page.one("h1").text

    @property
    def said(self) -> list[str]:
        """What went wrong."""
        return [node.text for box in self.page.all("div", "problems", role="alert") for node in box.all("li")]


@pytest.fixture
def sample(opened_sample: Opened) -> Opened:
    """An office with the sample."""
    return opened_sample


def test_pages_lead_to_signing_in_and_back(sample: Opened) -> None:
    """Whoever is not signed in is led to the form, and from it to what was wanted."""
    settled(sample, "tinh")
    window = Window(sample).go("/xa/04831?ky=2024")
    assert (window.address, window.title) == ("/dang-nhap?ve=/xa/04831%3Fky%3D2024", "Đăng nhập")
    assert window.send("Đăng nhập", login="tinh", password=WRONG).status == 401
    assert window.said[0].startswith("Tên đăng nhập hoặc mật khẩu không đúng")
    assert window.page.one("input", name="login").attributes["value"] == "tinh"
    window.send("Đăng nhập", password=GOOD)
    assert (window.status, window.address) == (200, "/xa/04831?ky=2024")
    assert window.page.one("div", "visitor").one("a").text == "tinh"


def test_what_stands_open(opened_office: Opened) -> None:
    """Style sheets and the health of the process need nobody; every page does."""
    client = Window(opened_office).client
    assert [client.get(path, follow_redirects=False).status_code for path in ("/", "/xa/04831", "/bo-tieu-chi")] == [
        303
    ] * 3
    assert [client.get(path).status_code for path in ("/static/pages.css", "/healthz", "/dang-nhap")] == [200] * 3


def test_the_demonstration_asks_nobody_in(sample: Opened) -> None:
    """The guest sees the pages at once, named as such, and has nothing to sign out of."""
    window = Window(sample, guest=True).go("/")
    assert window.status == 200
    assert window.page.one("div", "visitor").text == OFFICER.name
    assert window.page.all("form", action="/dang-xuat") == []


def test_the_first_password(opened_office: Opened) -> None:
    """With a one-time code every page leads to choosing a password; what is weak is said, unlike ones too."""
    window = Window(opened_office)
    window.sign_in("tinh", new_account(opened_office, "tinh"))
    assert (window.address, window.title) == ("/doi-mat-khau?ve=/", "Đặt mật khẩu lần đầu")
    assert window.go("/xa/04831").address == "/doi-mat-khau"
    assert window.go("/tai-khoan").address == "/doi-mat-khau"
    assert window.send("Lưu mật khẩu", new=GOOD, again=BETTER).said == [
        "Hai ô mật khẩu mới không giống nhau; gõ lại cả hai."
    ]
    weak = window.send("Lưu mật khẩu", new="tinh1", again="tinh1")
    assert (weak.status, len(weak.said)) == (422, 2)
    window.send("Lưu mật khẩu", new=GOOD, again=GOOD)
    assert (window.status, window.address) == (200, "/")


def test_signing_out(opened_office: Opened) -> None:
    """The button of every page ends the session; the copied cookie leads back to the form."""
    settled(opened_office, "tinh")
    window = Window(opened_office)
    window.sign_in("tinh").go("/bo-tieu-chi")
    copied = window.client.cookies["dienhinh"]
    assert window.send("Đăng xuất").address == "/dang-nhap"
    window.client.cookies.set("dienhinh", copied)
    assert window.go("/").address == "/dang-nhap"


@pytest.mark.parametrize("origin", ["http://ke-gian.test", "null"])
def test_forms_of_other_sites_do_nothing(opened_office: Opened, origin: str) -> None:
    """From elsewhere, or without the token, a form is refused on a page that says what to do."""
    settled(opened_office, "tinh")
    window = Window(opened_office)
    window.sign_in("tinh")
    assert (window.send("Đăng xuất", origin).status, window.title) == (403, "Trang đã cũ")
    assert (window.go("/").send("Đăng xuất", csrf="").status, window.title) == (403, "Trang đã cũ")
    assert (window.go("/tai-khoan").send("Tạo mã cài đặt", origin, password=GOOD).status) == 403
    window.go("/doi-mat-khau").send("Lưu mật khẩu", csrf="0" * 64, current=GOOD, new=BETTER, again=BETTER)
    assert window.status == 403
    assert window.go("/tai-khoan").title == "Tài khoản của tôi"
    assert Window(opened_office).go("/dang-nhap").send("Đăng nhập", origin, login="tinh", password=GOOD).status == 403


def test_no_form_leads_away(opened_office: Opened) -> None:
    """What to go on to is an address of this site, whoever made the link."""
    settled(opened_office, "tinh")
    window = Window(opened_office).go("/dang-nhap?ve=//ke-gian.test/")
    window.send("Đăng nhập", login="tinh", password=GOOD)
    assert window.address == "/"


def test_waiting_is_said(opened_office: Opened) -> None:
    """Too many wrong passwords: how long to wait, in words and in the head."""
    settled(opened_office, "tinh")
    window = Window(opened_office).go("/dang-nhap")
    for _ in range(6):
        window.send("Đăng nhập", login="tinh", password=WRONG)
    assert (window.status, window.said[0].split(";")[0]) == (429, "Đã sai mật khẩu nhiều lần")


def test_the_second_factor_by_hand(opened_office: Opened) -> None:
    """Set up with the key as text, confirmed, asked for at the next login; a code of paper stands in; off again."""
    settled(opened_office, "tinh")
    window = Window(opened_office)
    window.sign_in("tinh").go("/tai-khoan")
    assert window.send("Tạo mã cài đặt", password=WRONG).status == 401
    assert window.send("Tạo mã cài đặt", password=GOOD).address == "/tai-khoan?xong=cai-dat"
    secret = window.page.one("code", "secret").text.replace(" ", "")
    (address,) = (str(each.attributes["href"]) for each in window.page.all("a") if "otpauth:" in str(each.attributes))
    squares = window.page.one("path", "qrline").attributes["d"]
    assert squares in segno.make(address, error="m", micro=False).svg_inline()  # what is read is what is typed
    assert f"secret={secret}" in address
    assert window.send("Bật xác thực hai lớp", code="000000").status == 401
    window.send("Bật xác thực hai lớp", code=totp_of(opened_office, secret))
    codes = [node.text for node in window.page.one("ul", "once").all("code")]
    assert len(codes) == 10
    window.send("Đăng xuất")

    other = Window(opened_office)
    assert other.sign_in("tinh").address == "/dang-nhap"
    assert other.go("/").address == "/dang-nhap"
    assert other.send("Xác nhận", code="000000").status == 401
    assert other.send("Đăng nhập bằng tài khoản khác").page.all("input", name="password") != []
    other.sign_in("tinh")
    assert other.send("Xác nhận", code=codes[0]).address == "/"
    assert "Còn 9 mã dự phòng" in other.go("/tai-khoan").page.text
    other.send("Tạo mã dự phòng mới", password=GOOD)
    assert len(other.page.one("ul", "once").all("code")) == 10
    assert other.send("Tắt xác thực hai lớp", password=GOOD).address == "/tai-khoan?xong=tat"
    assert Window(opened_office).sign_in("tinh").address == "/"


def test_sessions_are_seen_and_ended(opened_office: Opened) -> None:
    """Each with browser, system and address in words; one is ended, then all others."""
    chrome = Visit("10.0.0.7", "form", "Mozilla/5.0 (Windows NT 10.0) AppleWebKit Chrome/109.0 Safari/537 Edg/109")
    settled(opened_office, "tinh", visit=chrome)
    window, second = Window(opened_office), Window(opened_office)
    window.sign_in("tinh")
    second.sign_in("tinh")
    window.go("/tai-khoan")
    rows = window.page.one("section", aria_labelledby="phien").one("tbody").all("tr")
    assert len(rows) == 3
    (row,) = [each for each in rows if "10.0.0.7" in each.text]
    assert [cell.text for cell in row.all() if cell.tag in ("th", "td")] == [
        "Edge trên Windows, địa chỉ 10.0.0.7",
        "10/11/2024 09:00",
        "10/11/2024 09:00",
        "Đóng",
    ]
    form = row.one("form")
    given = {node.attributes["name"]: node.attributes["value"] for node in form.all("input")}
    window._shown(window.client.post("/tai-khoan", data=given, headers={"Origin": "http://tieuchi.test"}))
    assert window.page.one("p", "note").text == "Đã đóng phiên."
    assert window.send("Đóng mọi phiên khác").address == "/tai-khoan?xong=phien-khac"
    assert second.go("/").address == "/dang-nhap"


def test_keys_for_programs_by_hand(opened_office: Opened) -> None:
    """What it is for, what it may do, until when, and the password: shown once, listed, ended."""
    settled(opened_office, "tinh")
    window = Window(opened_office)
    window.sign_in("tinh").go("/tai-khoan")
    wanted: dict[str, Any] = {
        "name": "Báo cáo <hằng tuần>",
        "actions": ["read", "read_units"],
        "expires_on": (opened_office.office.today + timedelta(days=30)).isoformat(),
    }
    assert window.send("Tạo mã truy cập", **{**wanted, "actions": []}, password=GOOD).status == 422
    assert window.send("Tạo mã truy cập", **wanted, password=WRONG).status == 401
    window.send("Tạo mã truy cập", **wanted, password=GOOD)
    text = window.page.one("ul", "once").text
    key = {"Authorization": f"Bearer {text}"}
    program = TestClient(create_app(opened_office.office))
    assert program.get("/api/v1/units", headers=key).status_code == 200
    row = window.go("/tai-khoan").page.one("section", aria_labelledby="ma-truy-cap").one("tbody").text
    assert row.startswith("Báo cáo <hằng tuần> dh_")
    assert "Xem số liệu, điểm, phiếu chấm, công nhận" in row
    assert text not in row
    window.send("Dừng")
    assert program.get("/api/v1/units", headers=key).status_code == 401


def test_pages_of_an_account_are_kept_nowhere(opened_office: Opened) -> None:
    """No page with something of an account stays in the browser; every page keeps its guarding headers."""
    settled(opened_office, "tinh")
    window = Window(opened_office)
    window.sign_in("tinh")
    for path in ("/tai-khoan", "/doi-mat-khau"):
        head = window.client.get(path).headers
        assert head["cache-control"] == "no-store"
        assert "default-src 'none'" in head["content-security-policy"]


def test_an_unchanged_page_is_not_sent_twice_and_tokens_differ_by_address(opened_office: Opened) -> None:
    """The token of the sign-out button is masked by the address: the same page 304, another search another mask."""
    settled(opened_office, "tinh")
    window = Window(opened_office)
    window.sign_in("tinh")
    tag = window.client.get("/bo-tieu-chi").headers["etag"]
    assert window.client.get("/bo-tieu-chi", headers={"If-None-Match": tag}).status_code == 304
    tokens = {
        window.go(f"/?tim={word}").page.one("div", "visitor").one("input", name="csrf").attributes["value"]
        for word in ("da", "bac")
    }
    assert len(tokens) == 2


def test_a_commune_sees_its_own_page(sample: Opened) -> None:
    """Its officer lands on the own work; the own page opens, another commune's is refused."""
    settled(sample, "xa.daba", Role.COMMUNE, DA_BAC)
    window = Window(sample)
    assert (window.sign_in("xa.daba").address, window.title) == ("/", "Việc của tôi")
    assert window.go("/xa/04831").status == 200
    other = window.go("/xa/04834")
    assert (other.status, other.title) == (403, "Tài khoản này không xem được trang này")
    assert window.go("/bo-tieu-chi").status == 200


def test_an_appraiser_of_a_district_sees_its_communes(sample: Opened) -> None:
    """Where only a part may be seen, the overview lists its units."""
    settled(sample, "huyen", Role.APPRAISER, "district:150")
    window = Window(sample)
    window.sign_in("huyen").go("/tong-quan")
    assert window.title == "Các xã, thị trấn của tôi"
    assert "/xa/04831?ky=2024" in [node.attributes["href"] for node in window.page.one("main").all("a")]
    assert window.go("/xa/04831").status == 200
