"""Every page of the demonstration in a real browser: read by axe, light, quiet, within its width, by a name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT  # type: ignore[import-untyped]  # ships no types
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from playwright.sync_api import Browser, BrowserContext, Page, Request
from starlette.routing import compile_path

from api.access.deciding import Role
from api.app import create_app
from api.demo import demo_office
from api.workflow.granting import Wish
from api.workflow.making_accounts import NewAccount, create
from api.workflow.office import Office
from api.workflow.own_account import choose_password
from api.workflow.signing_in import sign_in
from engine.wording.banners import RECONSTRUCTED_BANNER, SAMPLE_BANNER
from tests.browser.conftest import PHONE, SCREEN, too_wide
from tests.browser.paper import pages_of
from tests.browsers import served
from tests.people import CHEAP, DESK, GOOD, SERVER

pytestmark = pytest.mark.browser
NOW = datetime(2026, 11, 22, 2, tzinfo=UTC)
STANDARDS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice")
LIGHT = 150_000
"""Bytes of a page with all that it brings, as they travel to somebody who comes for the first time."""
ALIKE = (
    "tbody tr:nth-child(n+9)",
    "li:nth-child(n+13)",
    "svg.map a:nth-of-type(n+20)",
    "article.criterion:nth-of-type(n+6)",
    ".entry-section:nth-of-type(n+7)",
)
"""Rows, tiles, criteria are made by one loop each: axe reads the first of them, or it would take minutes."""
RUN_AXE = """async ([standards, alike]) => {
  for (const each of document.querySelectorAll("details")) each.open = true;
  const found = await axe.run({ exclude: alike.map((each) => [each]) }, {
    runOnly: standards, resultTypes: ["violations"], preload: false,
  });
  return found.violations.map((each) => [each.id, each.nodes.map((node) => [node.html, node.failureSummary])]);
}"""
OFFICER, ADMINISTRATOR, COMMUNE, NOBODY = "can-bo.tinh", "quan-tri", "xa.xuan-thuy", ""
RETURNED, WAITING, SEALED, UNTOUCHED = (f"/phieu/nq12-tu.2024.{code}" for code in ("05017", "05158", "05275", "04831"))
PAGES = (
    "/",
    "/?ngay=2025-07-01",
    "/?tim=khong+co+xa+nay",
    "/bang-diem?huyen=150&o=04831.TC08",
    "/bang-diem?tim=khong+co+xa+nay",
    "/tong-hop?ky=2024",
    "/lam-truoc?ky=2024",
    "/bo/ct22-tu/bang-diem",
    "/tong-hop?ky=2024&chi-tieu=villages",
    "/muc-tieu",
    "/ke-hoach",
    "/ke-hoach?muc-tieu=2025&moi-xa=5&bo-qua=05128",
    "/bao-cao",
    "/bao-cao?loai=phieu&don-vi=04831&ky=2024",
    "/bao-cao/cau-hinh",
    "/theo-doi",
    "/nhap?ky=2024",
    "/nhap?ky=2024&tieu-chi=TC08&huyen=150",
    "/nhap/tu-excel?ky=2024",
    "/nhap/04831?ky=2024",
    "/phieu",
    UNTOUCHED,
    WAITING,
    SEALED,
    f"{SEALED}/chot/1",
    "/tham-dinh",
    "/cong-nhan",
    "/khong-ap-dung?ky=2024",
    "/ky-danh-gia",
    "/don-vi",
    "/don-vi?ngay=2025-07-01",
    "/don-vi/04831",
    "/xa/04831?ky=2024",
    "/bo-tieu-chi",
    "/bo-tieu-chi/nq12-tu/2025-07-01",
    "/bo-tieu-chi/nq12-tu/2022-06-27/doc-thanh-loi",
    "/anh-huong",
    "/do-nguong",
    "/ke-hoach?muc-tieu=2025&gia-su=04831:cameras=9&phai-co=04861",
    "/doi-chieu",
    "/nhat-ky",
    "/tai-khoan",
    "/doi-mat-khau",
    "/gioi-thieu",
    "/tong-quan",
    "/bo-tieu-chi/nq12-tu/2022-06-27",
    "/don-vi/04831/mang-sang",
    "/don-vi-bi-chia",
    "/soan-tieu-chi",
    "/huong-dan",
    "/huong-dan/nhap-va-nop",
    "/huong-dan/cai-dat",
    "/mo-hinh",
    "/mo-hinh/them",
    "/mo-hinh/tong-hop",
    "/mo-hinh/can-xem",
    "/mo-hinh/chot-so",
    "/mo-hinh/tu-excel",
    "/viec-dang-chay",
    "/tai-lieu-api",
    "/tai-lieu-api/phieu-cham",
)
NO_PAGES = re.compile(
    r"/(api|static|healthz|readyz|metrics|docs|bang-diem/vi-sao)\b|.*\.(\{ending\}|xlsx|docx|zip|json)$|/mau-nhap$"
)
"""What answers with no page of ours: programs, files, the cell that a script puts into a page, Swagger UI."""
AFTER_A_DEED = (
    "/nhap/tu-excel/{key}",
    "/nhap/tu-excel/{key}/danh-dau-loi",
    "/viec-dang-chay/{key}",
    "/mo-hinh/tu-excel/{key}",
)
"""What there is only after a file was sent or a job begun: the tests of their journeys open it."""
OF_AN_ADMINISTRATOR = (
    "/",
    "/nguoi-dung",
    f"/nguoi-dung/{COMMUNE}",
    "/soan-tieu-chi",
    "/soan-tieu-chi/nq12-tu/2025-07-01",
    "/soan-tieu-chi/nq12-tu/2025-07-01?muc=dau-tep",
    "/soan-tieu-chi/nq12-tu/2025-07-01?muc=targets.2030",
    "/soan-tieu-chi/nq12-tu/2025-07-01?muc=LT3",
    "/soan-tieu-chi/nq12-tu/2025-07-01/ban-hanh",
)
WRONG = (
    ("/xa/99999", 404),
    ("/khong-co-trang", 404),
    ("/bang-diem?xep=zz&huyen=150", 400),
    ("/ke-hoach?moi-xa=x", 400),
)
ON_A_PHONE = ("/", "/bang-diem?huyen=150&o=04831.TC08", "/nhap/04831?ky=2024", WAITING, "/tai-khoan")

ON_PAPER = (
    "/", "/tong-hop?ky=2024", "/ke-hoach?muc-tieu=2025", "/nhap?ky=2024&tieu-chi=TC08&huyen=150", "/phieu", UNTOUCHED,
    "/cong-nhan", "/ky-danh-gia", "/don-vi", "/bo-tieu-chi/nq12-tu/2025-07-01", "/nhat-ky", "/xa/04831?ky=2024",
    "/muc-tieu", "/theo-doi", "/tham-dinh", "/nhap/04831?ky=2024", "/anh-huong", f"{SEALED}/chot/1",
)  # fmt: skip


@dataclass(frozen=True)
class Site:
    """The demonstration with people, and the window of each at each width."""

    browser: Browser
    base: str
    app: FastAPI
    windows: dict[tuple[str, int], BrowserContext] = field(default_factory=dict)

    @contextmanager
    def page(self, login: str, width: int = SCREEN) -> Iterator[Page]:
        """Open a page of somebody, whose browser holds nothing of the site but that they are signed in."""
        if (login, width) not in self.windows:
            window = self.browser.new_context(viewport={"width": width, "height": 900})
            self.windows[login, width] = window
            if login:
                _sign_in(window, f"{self.base}/dang-nhap", login)
        page = self.windows[login, width].new_page()
        page.context.new_cdp_session(page).send("Network.clearBrowserCache")
        yield page
        page.close()


def _settle(office: Office, login: str, *wishes: Wish) -> None:
    code = create(office, SERVER, [NewAccount(login, "", wishes)])[0].code
    choose_password(office, DESK, sign_in(office, DESK, login, code), "", GOOD)


def _sign_in(window: BrowserContext, address: str, login: str) -> None:
    page = window.new_page()
    page.goto(address)
    give_name(page, login, GOOD)
    page.get_by_role("button", name="Đăng xuất").wait_for()
    page.close()


def give_name(page: Page, login: str, password: str) -> None:
    """Fill in the form of signing in."""
    page.locator("[name=login]").fill(login)
    page.locator("[name=password]").fill(password)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()


@pytest.fixture(scope="module")
def site(browser: Browser) -> Iterator[Site]:
    """The demonstration on a day of 2026, with those who may see every page between them."""
    with pytest.MonkeyPatch.context() as patch, demo_office(lambda: NOW) as office:
        patch.setattr("api.access.passwords._ARGON2", CHEAP)
        _settle(office, OFFICER, Wish(Role.PROVINCE, "all"))
        _settle(office, ADMINISTRATOR, *(Wish(role, "all") for role in (Role.ADMINISTRATOR, Role.EDITOR)))
        _settle(office, COMMUNE, Wish(Role.COMMUNE, "unit:05017:2020-01-01"))
        app = create_app(office)
        with served(app) as base:
            found = Site(browser, base, app)
            yield found
            for window in found.windows.values():
                window.close()


def weight(asked: Iterable[Request]) -> int:
    """Return the bytes of answers as they travelled, each waited for."""
    sizes = [each.sizes() for each in asked]
    return sum(each["responseBodySize"] + each["responseHeadersSize"] for each in sizes)


def violations(page: Page, alike: Sequence[str] = ALIKE) -> list[Any]:
    """Return what axe finds on a page, everything that can be opened on it opened."""
    page.evaluate(AXE_SCRIPT)
    found: list[Any] = page.evaluate(RUN_AXE, [STANDARDS, alike])
    return found


@pytest.mark.parametrize(
    ("who", "address", "status"),
    [
        *((OFFICER, each, 200) for each in PAGES),
        *((ADMINISTRATOR, each, 200) for each in OF_AN_ADMINISTRATOR),
        *((OFFICER, *each) for each in WRONG),
        (COMMUNE, "/", 200),
        (COMMUNE, RETURNED, 200),
        (COMMUNE, "/nguoi-dung", 403),
        (NOBODY, "/dang-nhap", 200),
    ],
)
def test_a_page(site: Site, who: str, address: str, status: int) -> None:
    """A page is without fault to axe, light, quiet, asks only its own server, fits every width; ? lists its keys."""
    with site.page(who) as page:
        asked, said = list[Request](), list[str]()

        page.on("request", lambda each: asked.append(each))  # noqa: PLW0108 -- playwright marks what it is given
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        answer = page.goto(site.base + address)
        assert answer is not None
        assert answer.status == status
        assert page.evaluate("isSecureContext") is False
        assert [each for each in said if f"status of {status}" not in each] == []
        assert [each.url for each in asked if not each.url.startswith(f"{site.base}/")] == []
        assert len(asked) >= 2
        assert weight(asked) <= LIGHT
        assert violations(page) == []
        assert too_wide(page) == []
        page.locator("h1").click()
        page.keyboard.press("?")
        assert page.locator("dialog#phim").is_visible()


def test_no_page_is_forgotten(site: Site) -> None:
    """Every address that answers with a page stands among those that are read by axe, weighed and measured."""
    read = [each.partition("?")[0] for each in (*PAGES, *OF_AN_ADMINISTRATOR, "/dang-nhap")]
    pages = {str(each.path) for each in iter_route_contexts(site.app.routes) if "GET" in (each.methods or ())}
    wanted = {each for each in pages if not NO_PAGES.match(each)} - set(AFTER_A_DEED)
    assert [each for each in sorted(wanted) if not any(compile_path(each)[0].match(at) for at in read)] == []


@pytest.mark.parametrize("width", [SCREEN, PHONE])
def test_a_page_is_read_without_scripts(site: Site, width: int) -> None:
    """Without JavaScript the links of the site unfold by keyboard on a telephone, and lie open on a wide screen."""
    window = site.browser.new_context(java_script_enabled=False, viewport={"width": width, "height": 800})
    _sign_in(window, f"{site.base}/dang-nhap", OFFICER)
    page = window.new_page()
    page.goto(f"{site.base}/xa/04831?ky=2024")
    links = page.get_by_role("navigation", name="Các trang")
    if width == PHONE:
        assert not links.is_visible()
        page.locator("details.menu summary").focus()
        page.keyboard.press("Enter")
    assert page.locator("details.menu").is_visible() is (width == PHONE)
    links.get_by_role("link", name="Bảng điểm", exact=True).click()
    page.wait_for_url("**/bang-diem")
    assert links.is_visible() is (width == SCREEN)
    box = page.locator("h1").bounding_box()
    assert box is not None
    assert box["y"] < 300
    window.close()


@pytest.mark.parametrize("address", ["/bang-diem", "/bang-diem?o=04831.TC16#o"])
def test_the_largest_table_is_light_too(site: Site, address: str) -> None:
    """All 139 × 16 cells with all that they bring are at most 150 KB, and do not stick out at any width."""
    with site.page(OFFICER) as page:
        asked = list[Request]()
        page.on("request", lambda each: asked.append(each))  # noqa: PLW0108 -- playwright marks what it is given
        page.goto(site.base + address)
        assert page.locator("tr[data-ma]").count() == 139
        assert weight(asked) <= LIGHT
        assert too_wide(page) == []


@pytest.mark.parametrize("address", ON_A_PHONE)
def test_a_page_on_a_phone(site: Site, address: str) -> None:
    """Laid out for a telephone a page is without fault to axe as well."""
    with site.page(OFFICER, PHONE) as page:
        page.goto(site.base + address)
        assert violations(page) == []


def test_the_list_of_keys(site: Site) -> None:
    """The list of keys is without fault to axe, and Esc leads back to where one was."""
    with site.page(OFFICER) as page:
        page.goto(f"{site.base}/muc-tieu")
        page.get_by_role("link", name="Bảng điểm", exact=True).focus()
        page.keyboard.press("?")
        assert page.locator("dialog#phim").is_visible()
        assert violations(page) == []
        page.keyboard.press("Escape")
        assert not page.locator("dialog#phim").is_visible()
        assert page.evaluate("document.activeElement.textContent") == "Bảng điểm"


@pytest.mark.parametrize(
    ("address", "filters", "row"),
    [
        ("/?ky=2024", {"huyen": "148", "muc": "full"}, ".units tbody th a"),
        ("/bang-diem", {"huyen": "150", "tieu-chi": "TC08", "ket-qua": "unmet"}, "tr[data-ma] th a"),
        ("/nhap?ky=2024", {"huyen": "150"}, ".units tbody th a"),
        ("/phieu", {"huyen": "150", "buoc": "submitted"}, ".units tbody th a"),
        ("/cong-nhan", {"cap": "commune"}, ".units tbody th > a:first-child"),
    ],
)
def test_filters_stand_in_the_address(site: Site, address: str, filters: dict[str, str], row: str) -> None:
    """What a table is filtered by is in its address, and is there again when one comes back from a row."""
    with site.page(OFFICER) as page:
        page.goto(site.base + address)
        unfiltered = page.locator(row).count()
        form = page.locator("form.filter", has=page.locator("select")).first
        for key, value in filters.items():
            form.locator(f"[name={key}]").select_option(value)
        form.locator("button").click()
        page.wait_for_url(lambda url: all(f"{key}={value}" in url for key, value in filters.items()))
        filtered, there = page.locator(row).all_inner_texts(), page.url
        assert 0 < len(filtered) < unfiltered
        page.locator(row).first.click()
        page.wait_for_url(lambda url: url != there)
        page.go_back()
        assert page.url == there
        assert page.locator(row).all_inner_texts() == filtered
        form = page.locator("form.filter", has=page.locator("select")).first
        assert {key: form.locator(f"[name={key}]").input_value() for key in filters} == filters


@pytest.mark.parametrize("address", ON_PAPER)
def test_on_paper(site: Site, address: str) -> None:
    """Printed, a page lies across A4 without its buttons, and every sheet says what its figures and wording are."""
    with site.page(OFFICER) as page:
        page.goto(site.base + address)
        printed = page.pdf(prefer_css_page_size=True)
        assert [
            said for said in pages_of(printed) if SAMPLE_BANNER not in said or RECONSTRUCTED_BANNER not in said
        ] == []
        assert set(re.findall(rb"/MediaBox \[0 0 (\d+)\.\d+ (\d+)\.\d+\]", printed)) == {(b"841", b"594")}
        page.emulate_media(media="print")
        assert page.locator("nav:visible, button:visible, .skip:visible").count() == 0


# ------------------------------------------------------------------------------------------- forms that are refused


def wrong_password(page: Page) -> None:
    """Sign in with another password."""
    give_name(page, OFFICER, "không phải mật khẩu này")


def short_password(page: Page) -> None:
    """Choose a password that is too short."""
    for each in page.locator("main input[type=password]").all():
        each.fill(GOOD if each.get_attribute("name") == "current" else "ngắn")
    page.locator("main button[type=submit]").first.click()


def answer_without_reason(page: Page) -> None:
    """Return an item and say no word."""
    asked = page.locator(".question").last
    asked.get_by_label("trả lại để giải trình").check()
    asked.locator("textarea").fill("")
    page.get_by_role("button", name="Trả lại các mục đã đánh dấu").click()


def answer_an_old_page(page: Page) -> None:
    """Send the sheet as of a step that others have taken since."""
    page.evaluate("document.querySelector('form.sheet [name=buoc]').value = '1'")
    page.get_by_role("button", name="Lưu thẩm định").click()


def days_in_disorder(page: Page) -> None:
    """Close a period before it opens."""
    page.locator("form.days #closes").fill("2024-01-01")
    page.locator("form.days button").click()


def nobody_is_recognised(page: Page, unit: str = "Xã Không Có", decision: str = "45/QĐ-UBND") -> None:
    """Recognise a commune that is not."""
    form = page.locator("section[aria-labelledby='ghi'] form")
    form.locator("#don-vi").fill(unit)
    form.locator("#quyet-dinh").fill(decision)
    form.locator("#ngay-qd").fill("2024-12-01")
    form.locator("button").click()


def recognised_twice(page: Page) -> None:
    """Write a recognition down again under another number."""
    nobody_is_recognised(page, "05428")
    page.locator("p.note").wait_for()
    nobody_is_recognised(page, "05428", "46/QĐ-UBND")


def no_such_login(page: Page) -> None:
    """Make an account with letters that a name may not have."""
    page.locator("#login").fill("Tên có dấu")
    page.get_by_role("button", name="Tạo tài khoản").click()


@pytest.mark.parametrize(
    ("who", "address", "act", "status"),
    [
        (NOBODY, "/dang-nhap", wrong_password, 401),
        (OFFICER, "/doi-mat-khau", short_password, 422),
        (OFFICER, WAITING, answer_without_reason, 422),
        (OFFICER, WAITING, answer_an_old_page, 412),
        (OFFICER, "/ky-danh-gia?ky=2024", days_in_disorder, 422),
        (OFFICER, "/cong-nhan", nobody_is_recognised, 422),
        (ADMINISTRATOR, "/nguoi-dung", no_such_login, 422),
        (OFFICER, "/cong-nhan", recognised_twice, 409),
    ],
)
def test_a_form_that_is_refused(site: Site, who: str, address: str, act: Callable[[Page], None], status: int) -> None:
    """A refused form says in an alert what is wrong and what to do, and is without fault to axe."""
    with site.page(who) as page:
        page.goto(site.base + address)
        answers = list[int]()
        page.on("response", lambda each: answers.append(each.status) if each.request.method == "POST" else None)
        act(page)
        page.wait_for_load_state()
        assert answers[-1] == status
        assert page.get_by_role("alert").first.is_visible()
        assert violations(page) == []
