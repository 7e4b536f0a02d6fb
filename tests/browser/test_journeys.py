"""Four journeys in a real browser, each by plain HTTP under a name of an intranet, on a wide screen and a telephone.

An officer enters a commune's year and hands it in; one item comes back and the sheet is sealed; the province asks for
2025 and prints; somebody of one district sees nothing of another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from api.access.deciding import Role
from api.app import create_app
from api.store.assessments import State
from api.store.figures import current
from api.store.units import number_of
from engine.names import search_key
from engine.units import UnitKey
from engine.wording.banners import RECONSTRUCTED_BANNER, SAMPLE_BANNER
from tests.assessments import DA_BAC, PERIOD, SET, TAN_PHEO, course_of, open_period, prepared, sheet
from tests.browser.paper import pages_of
from tests.browsers import INTRANET, served
from tests.offices import Opened, opened, opened_with_sample
from tests.people import CHEAP, GOOD, settled

pytestmark = pytest.mark.browser
WIDE, NARROW = 1280, 390
BRIEFED = "Số đơn vị được quán triệt văn bản của cấp trên"
YEAR = (
    "05/01/2024", "09/02/2024", "22/05/2024", "có", "12", "14", "21", "31/07/2022", "04/08/2024", "3", "có", "2", "12",
    "4", "9", "4", "không", "có", "2.188", "2.188", "26", "26", "0", "32", "8", "3", "2", "không", "1", "0", "0", "14",
    "14", "12", "18/03/2024", "28/07/2019", "3", "có", "không", "02/03/2024", "95,5", "05/02/2024", "36,5", "642",
    "không",
)  # fmt: skip
"""A commune's year in the order of its page, as an officer has it in a column of Excel."""


@dataclass
class Town:
    """An office that is served, and the windows of those who are at it."""

    opened: Opened
    browser: Browser
    base: str
    windows: list[BrowserContext] = field(default_factory=list)

    def desk(self, login: str, at: str, width: int, *, scripts: bool = True) -> Page:
        """Sign somebody in, on the way to a page, in a window of their own."""
        window = self.browser.new_context(java_script_enabled=scripts, viewport={"width": width, "height": 900})
        self.windows.append(window)
        page = window.new_page()
        page.goto(self.base + at)
        page.get_by_label("Tên đăng nhập").fill(login)
        page.locator("input[name=password]").fill(GOOD)
        page.get_by_role("button", name="Đăng nhập").click()
        page.wait_for_load_state()
        assert unquote(page.url).startswith(f"http://{INTRANET}:")
        assert not scripts or page.evaluate("isSecureContext") is False
        return page

    def go(self, page: Page, at: str) -> None:
        """Open an address; the page itself never scrolls sideways."""
        page.goto(self.base + at)
        fits(page)


def fits(page: Page) -> None:
    """Nothing sticks out of the window sideways."""
    size = page.viewport_size
    assert size
    assert page.locator("html").evaluate("node => node.scrollWidth") <= size["width"]


@pytest.fixture
def town(browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    """Thị trấn Đà Bắc with its figures of 2024 and Xã Tân Pheo with none, on 10 November 2024."""
    monkeypatch.setattr("api.access.passwords._ARGON2", CHEAP)
    with opened(f"sqlite+pysqlite:///{tmp_path / 'thu.sqlite3'}") as found:
        prepared(found)
        settled(found, "thi-tran.dabac", Role.COMMUNE, "unit:04831:2020-01-01")
        settled(found, "xa.tanpheo", Role.COMMUNE, "unit:04849:2020-01-01")
        settled(found, "huyen.dabac", Role.APPRAISER, "district:150")
        with served(create_app(found.office)) as base:
            town = Town(found, browser, base)
            yield town
            for window in town.windows:
                window.close()


@pytest.fixture
def province(browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    """All 139 units with their sample, 2024 open: an officer of the province, a viewer of huyện Đà Bắc."""
    monkeypatch.setattr("api.access.passwords._ARGON2", CHEAP)
    with opened_with_sample(f"sqlite+pysqlite:///{tmp_path / 'tinh.sqlite3'}") as found:
        open_period(found.office)
        settled(found, "can-bo.tinh", Role.PROVINCE)
        settled(found, "nguoi.xem", Role.VIEWER, "district:150")
        with served(create_app(found.office)) as base:
            town = Town(found, browser, base)
            yield town
            for window in town.windows:
                window.close()


def stored(town: Town, key: UnitKey) -> dict[str, int | None]:
    """Return the figures on record of a unit and year, in whole steps."""
    with town.opened.office.database.reading() as session:
        number = number_of(session, key)
        return {each.row.indicator: each.row.steps for each in current(session, SET, number or 0, PERIOD)}


# ------------------------------------------------------------------------------------------------ a year of a commune


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_an_officer_enters_a_year_and_hands_it_in(town: Town, width: int) -> None:
    """A column pasted from Excel fills the year; a figure is mended by hand; judged and handed in, all is locked."""
    page = town.desk("xa.tanpheo", "/nhap", width)
    page.wait_for_url("**/nhap/04849?ky=2024")
    fits(page)
    assert page.locator("[data-entered]").inner_text() == "0"
    page.locator("[id='o-resolution']").focus()
    page.evaluate(
        """text => {
          const data = new DataTransfer();
          data.setData("text/plain", text);
          document.activeElement.dispatchEvent(
            new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        "\r\n".join(YEAR) + "\r\n",
    )
    dialog = page.locator("dialog.ask")
    expect(dialog).to_contain_text("Khối dán có 45 dòng × 1 cột, điền vào 45 ô.")
    dialog.get_by_role("button", name="Điền 45 ô").click()
    said = page.locator("[data-save-state]")
    expect(said).to_have_text(re.compile(r"^Còn 2 ô chưa lưu"))
    for key, number in (("households", "2188"), ("households_registered", "2188")):
        page.locator(f"[id='t-{key}']").get_by_role("button", name=number, exact=True).click()
    expect(said).to_have_text(re.compile(r"^Đã lưu \d\d:\d\d$"))
    page.locator("[id='o-waste_collected']").fill("97,25")
    page.locator("[id='o-waste_collected']").press("Enter")
    expect(page.locator("[id='t-waste_collected']")).to_contain_text("Đã lưu")
    expect(page.locator("[data-entered]")).to_have_text("45")
    figures = stored(town, TAN_PHEO)
    assert (len(figures), figures["households"], figures["waste_collected"]) == (45, 2188, 972_500)

    town.go(page, "/phieu/nq12-tu.2024.04849")
    page.get_by_role("button", name="Lưu và nộp").click()
    page.wait_for_url("**?xong=nop")
    assert page.locator("form.sheet .question").count() == 0
    assert course_of(town.opened.office, sheet(town.opened.office, TAN_PHEO)).state is State.SUBMITTED
    town.go(page, "/nhap/04849?ky=2024")
    assert page.locator("[data-cell]").count() == 0
    assert "Chỉ xem, chưa ghi được." in page.locator(".locked").first.inner_text()


# ------------------------------------------------------------------------------------------------------ back and seal


def choose(page: Page, key: str, word: str, why: str = "") -> None:
    """Answer for one item."""
    asked = page.locator(f"#{key} .question")
    asked.get_by_label(word, exact=True).check()
    asked.locator("textarea").fill(why)


@pytest.mark.parametrize(("width", "scripts"), [(WIDE, True), (NARROW, False)])
def test_one_item_comes_back_and_the_sheet_is_sealed(town: Town, width: int, *, scripts: bool) -> None:
    """The officer enters, judges and hands in; one item comes back; corrected and handed in again it is sealed."""
    address = "/phieu/nq12-tu.2024.04831"
    officer = town.desk("thi-tran.dabac", address, width, scripts=scripts)
    appraiser = town.desk("huyen.dabac", address, width, scripts=scripts)

    briefed(town, officer, "25", scripts=scripts)
    town.go(officer, address)
    choose(officer, "TC02", "đạt", "đơn vị thứ 26 quán triệt ngày 05/11")
    officer.get_by_role("button", name="Lưu tự chấm, chưa nộp").click()
    assert officer.locator("p.note").inner_text().startswith("Đã lưu tự chấm.")
    officer.get_by_role("button", name="Lưu và nộp").click()
    officer.wait_for_url("**xong=nop")
    assert officer.locator(".question").count() == 0

    town.go(appraiser, "/tham-dinh")
    appraiser.get_by_role("link", name="Thị trấn Đà Bắc").click()
    assert "đơn vị thứ 26 quán triệt" in appraiser.locator("#TC02 .sides").inner_text()
    choose(appraiser, "TC02", "trả lại để giải trình", "số liệu ghi 25, giải trình ghi 26")
    appraiser.get_by_role("button", name=re.compile("^Đồng ý")).click()
    assert "bấm «Trả lại" not in appraiser.locator("main").inner_text()
    choose(appraiser, "TC02", "trả lại để giải trình", "số liệu ghi 25, giải trình ghi 26")
    appraiser.get_by_role("button", name="Trả lại các mục đã đánh dấu").click()
    expect(appraiser.locator("dl.summary")).to_contain_text("Được trả lại để giải trình")

    town.go(officer, address)
    assert "số liệu ghi 25, giải trình ghi 26" in officer.locator(".back-list").inner_text()
    officer.get_by_role("link", name="Sửa số liệu của mục này").click()
    briefed(town, officer, "26", scripts=scripts)
    town.go(officer, address)
    assert officer.locator(".question").count() == 1
    choose(officer, "TC02", "đạt")
    officer.get_by_role("button", name="Lưu và nộp").click()
    officer.wait_for_url("**xong=nop")

    town.go(appraiser, address)
    theirs = course_of(town.opened.office, sheet(town.opened.office)).self_assessed
    words = {"met": "đạt", "unmet": "chưa đạt", "unknown": "chưa rõ", "not_applicable": "không áp dụng"}
    for key, each in theirs.items():
        unknown = each["verdict"] == "unknown"
        choose(appraiser, key, words[each["verdict"]], "chưa đủ số liệu" if unknown else "")
    appraiser.get_by_role("button", name="Lưu và chốt").click()
    expect(appraiser.locator("dl.summary")).to_contain_text("Đã chốt")
    appraiser.get_by_role("link", name=re.compile("^Lần 1")).click()
    assert "trùng từng byte" in appraiser.locator("dl.summary").inner_text()
    assert course_of(town.opened.office, sheet(town.opened.office)).state is State.SEALED


def briefed(town: Town, officer: Page, figure: str, *, scripts: bool) -> None:
    """Enter the figure of TC02: left by Enter it saves itself, without scripts by its button."""
    town.go(officer, "/nhap/04831?ky=2024")
    officer.get_by_label(BRIEFED, exact=True).fill(figure)
    if scripts:
        officer.get_by_label(BRIEFED, exact=True).press("Enter")
        expect(officer.locator("[id='t-bodies_briefed']")).to_contain_text("Đã lưu")
    else:
        officer.get_by_role("button", name="Lưu TC02", exact=True).click()
    assert stored(town, DA_BAC)["bodies_briefed"] == int(figure)


# --------------------------------------------------------------------------------------------------- 2025, on paper


@pytest.mark.parametrize(("width", "scripts"), [(WIDE, True), (NARROW, False)])
def test_the_province_asks_for_2025_and_prints(province: Town, width: int, *, scripts: bool) -> None:
    """The target of 2025 with who stands where, printed across A4: every sheet says whose figures these are."""
    page = province.desk("can-bo.tinh", "/muc-tieu", width, scripts=scripts)
    fits(page)
    page.get_by_role("navigation", name="Tới từng mục tiêu").get_by_role("link", name=re.compile("2025")).click()
    assert page.url.endswith("/muc-tieu#muc-tieu-2025")
    target = page.locator("section[aria-labelledby='muc-tieu-2025']")
    goals = target.locator(".whole-goal .figures").all_inner_texts()
    assert goals
    standing = target.locator(".standers a").first
    named = standing.inner_text()

    sheets = pages_of(page.pdf(prefer_css_page_size=True))
    assert [said for said in sheets if SAMPLE_BANNER not in said or RECONSTRUCTED_BANNER not in said] == []
    printed = squeezed(" ".join(sheets))
    assert squeezed(target.locator("h2").inner_text()) in printed
    assert [each for each in (*goals, named) if squeezed(each) not in printed] == []
    standing.click()
    page.wait_for_load_state()
    assert page.locator("h1").inner_text() == named
    fits(page)


def squeezed(text: str) -> str:
    """Leave the spaces out: on paper letters are set one by one."""
    return "".join(text.split())


# -------------------------------------------------------------------------------------------------- one district only

FOREIGN: UnitKey = ("05428", DA_BAC[1])
"""Xã An Bình of another district."""
ROOMS = (
    "/", "/bang-diem", "/muc-tieu", "/ke-hoach", "/theo-doi", "/phieu", "/tham-dinh", "/nhap", "/cong-nhan",
    "/ky-danh-gia?ky=2024", "/nhat-ky", "/nguoi-dung", "/bang-diem?tim=an+binh", "/phieu?tim=an+binh",
    "/?tim=an+binh", "/cong-nhan?tim=an+binh",
)  # fmt: skip
SHUT = (
    "/xa/05428", "/xa/05428?ky=2023", "/phieu/nq12-tu.2024.05428", "/nhap/05428?ky=2024",
    "/bang-diem/vi-sao/05428/TC08?ky=2024",
    "/api/v1/scores/05428?period=2024", "/api/v1/explanations/05428?period=2024",
    "/api/v1/figures?unit=05428&period=2024", "/api/v1/figures/05428/2024/households",
    "/api/v1/assessments/nq12-tu.2024.05428",
)  # fmt: skip
LISTS = (
    "/bang-diem/xuat.csv?ky=2024", "/api/v1/scores?period=2024", "/api/v1/assessments?period=2024",
    "/api/v1/evidence?period=2024", "/api/v1/recognitions", "/api/v1/waivers?period=2024",
)  # fmt: skip


@pytest.mark.parametrize(("width", "scripts"), [(WIDE, True), (NARROW, False)])
def test_a_viewer_of_one_district_sees_nothing_of_another(province: Town, width: int, *, scripts: bool) -> None:
    """Rooms, maps, searches, exports and the API show a viewer the units of the own district, and refuse all others."""
    register = province.opened.office.register
    units = register.on(province.opened.office.today).values()
    own = {unit.code for unit in units if unit.district == "150" and unit.kind != "phường"}
    others = {unit.code for unit in units} - own
    page = province.desk("nguoi.xem", "/", width, scripts=scripts)
    seen: set[str] = set()
    for room in ROOMS:
        province.go(page, room)
        found = set(re.findall(r"(?:/xa/|/nhap/|/phieu/nq12-tu\.\d{4}\.)(\d{5})", page.content()))
        assert found <= own, room
        assert "xa an binh" not in search_key(page.locator("body").inner_text()), room
        seen |= found
    assert seen == own
    assert DA_BAC[0] in own
    for address in SHUT:
        assert fetched(page, address)[0] in (403, 404), address
    for address in LISTS:
        status, text = fetched(page, address)
        assert status in (200, 403), address
        assert set(re.findall(r"\b\d{5}\b", text)) & others == set(), address


def fetched(page: Page, address: str) -> tuple[int, str]:
    """Ask for an address as whoever is at the page; return status and text."""
    status, text = page.evaluate(
        "async at => { const answer = await fetch(at); return [answer.status, await answer.text()]; }", address
    )
    return status, text
