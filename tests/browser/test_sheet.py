"""A commune's year from figures to seal, in a browser without JavaScript: by the officer and who appraises."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page

from api.access.deciding import Role
from api.app import create_app
from api.store.assessments import State
from tests.assessments import course_of, prepared, sheet
from tests.offices import Opened, opened
from tests.people import CHEAP, GOOD, settled

pytestmark = pytest.mark.browser
SHEET = "/phieu/nq12-tu.2024.04831"
BRIEFED = "Số đơn vị được quán triệt văn bản của cấp trên"


@dataclass(frozen=True)
class Served:
    """An office with people, and where it is served."""

    opened: Opened
    base: str


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """The office of huyện Đà Bắc on 10 November 2024: an officer of the town, somebody who appraises, a viewer."""
    monkeypatch.setattr("api.access.passwords._ARGON2", CHEAP)
    with opened(f"sqlite+pysqlite:///{tmp_path / 'thu.sqlite3'}") as found, socket.socket() as taken:
        prepared(found)
        settled(found, "xa.dabac", Role.COMMUNE, "unit:04831:2020-01-01")
        settled(found, "huyen.dabac", Role.APPRAISER, "district:150")
        settled(found, "nguoi.xem", Role.VIEWER, "district:150")
        taken.bind(("127.0.0.1", 0))
        taken.listen(16)
        server = uvicorn.Server(uvicorn.Config(create_app(found.office), log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [taken]})
        thread.start()
        yield Served(found, f"http://127.0.0.1:{taken.getsockname()[1]}")
        server.should_exit = True
        thread.join()


def desk(browser: Browser, served: Served, login: str) -> Page:
    """Sign somebody in, in a window of their own in which no script runs."""
    page = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900}).new_page()
    page.goto(f"{served.base}{SHEET}")
    page.get_by_label("Tên đăng nhập").fill(login)
    page.locator("input[name=password]").fill(GOOD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_load_state()
    assert page.url.endswith(SHEET)
    return page


def choose(page: Page, key: str, word: str, why: str = "") -> None:
    """Answer for one item."""
    asked = page.locator(f"#{key} .question")
    asked.get_by_label(word, exact=True).check()
    asked.locator("textarea").fill(why)


def test_from_figures_to_seal(browser: Browser, served: Served) -> None:
    """The officer enters, judges and hands in; one item comes back; corrected and handed in again it is sealed."""
    officer, appraiser = desk(browser, served, "xa.dabac"), desk(browser, served, "huyen.dabac")

    officer.goto(f"{served.base}/nhap/04831?ky=2024")
    officer.get_by_label(BRIEFED, exact=True).fill("25")
    officer.get_by_role("button", name="Lưu TC02", exact=True).click()
    officer.goto(f"{served.base}{SHEET}")
    choose(officer, "TC02", "đạt", "đơn vị thứ 26 quán triệt ngày 05/11")
    officer.get_by_role("button", name="Lưu tự chấm, chưa nộp").click()
    assert officer.locator("p.note").inner_text().startswith("Đã lưu tự chấm.")
    officer.get_by_role("button", name="Lưu và nộp").click()
    assert officer.locator(".question").count() == 0

    appraiser.goto(f"{served.base}/tham-dinh")
    appraiser.get_by_role("link", name="Thị trấn Đà Bắc").click()
    assert "đơn vị thứ 26 quán triệt" in appraiser.locator("#TC02 .sides").inner_text()
    choose(appraiser, "TC02", "trả lại để giải trình", "số liệu ghi 25, giải trình ghi 26")
    appraiser.get_by_role("button", name=re.compile("^Đồng ý")).click()
    assert "bấm «Trả lại" not in appraiser.locator("main").inner_text()
    choose(appraiser, "TC02", "trả lại để giải trình", "số liệu ghi 25, giải trình ghi 26")
    appraiser.get_by_role("button", name="Trả lại các mục đã đánh dấu").click()
    assert "Được trả lại để giải trình" in appraiser.locator("dl.summary").inner_text()

    officer.goto(f"{served.base}{SHEET}")
    assert "số liệu ghi 25, giải trình ghi 26" in officer.locator(".back-list").inner_text()
    officer.get_by_role("link", name="Sửa số liệu của mục này").click()
    officer.get_by_label(BRIEFED, exact=True).fill("26")
    officer.get_by_role("button", name="Lưu TC02", exact=True).click()
    officer.goto(f"{served.base}{SHEET}")
    assert officer.locator(".question").count() == 1
    choose(officer, "TC02", "đạt")
    officer.get_by_role("button", name="Lưu và nộp").click()

    appraiser.goto(f"{served.base}{SHEET}")
    theirs = course_of(served.opened.office, sheet(served.opened.office)).self_assessed
    words = {"met": "đạt", "unmet": "chưa đạt", "unknown": "chưa rõ", "not_applicable": "không áp dụng"}
    for key, each in theirs.items():
        unknown = each["verdict"] == "unknown"
        choose(appraiser, key, words[each["verdict"]], "chưa đủ số liệu" if unknown else "")
    appraiser.get_by_role("button", name="Lưu và chốt").click()
    assert "Đã chốt" in appraiser.locator("dl.summary").inner_text()
    appraiser.get_by_role("link", name=re.compile("^Lần 1")).click()
    assert "trùng từng byte" in appraiser.locator("dl.summary").inner_text()
    assert course_of(served.opened.office, sheet(served.opened.office)).state is State.SEALED


def test_a_viewer_reads_only(browser: Browser, served: Served) -> None:
    """Somebody who only looks finds no form on the sheet, and no link to the inbox."""
    page = desk(browser, served, "nguoi.xem")

    assert page.locator("form.sheet button, form.sheet input, form.sheet textarea").count() == 0
    assert page.get_by_role("link", name="Thẩm định", exact=True).count() == 0
    page.goto(f"{served.base}/tham-dinh")
    assert "không xem được" in page.locator("h1").inner_text()


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_nothing_sticks_out(browser: Browser, served: Served, width: int) -> None:
    """At any width the sheet, the inbox, the periods and the commune's page do not scroll sideways."""
    page = browser.new_context(viewport={"width": width, "height": 800}).new_page()
    page.goto(f"{served.base}/dang-nhap")
    page.get_by_label("Tên đăng nhập").fill("huyen.dabac")
    page.locator("input[name=password]").fill(GOOD)
    page.get_by_role("button", name="Đăng nhập").click()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    for address in (SHEET, "/phieu", "/tham-dinh", "/ky-danh-gia?ky=2024", "/xa/04831?ky=2024"):
        page.goto(f"{served.base}{address}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
    assert complaints == []


def test_on_paper(browser: Browser, served: Served) -> None:
    """Printed, a sheet is A4 across: only the sheet with its letterhead and places to sign, under both banners."""
    page = desk(browser, served, "huyen.dabac")
    page.emulate_media(media="print")

    assert page.locator(".paper").is_visible()
    assert page.locator(".paper .on-paper").is_visible()
    assert page.locator(".signatures p").count() == 3
    for hidden in ("h1", "form.sheet", "header.site", "footer.site", ".trail"):
        assert not page.locator(hidden).first.is_visible(), hidden
    pdf = page.pdf(prefer_css_page_size=True)
    assert set(re.findall(rb"/MediaBox \[0 0 (\d+)\.\d+ (\d+)\.\d+\]", pdf)) == {(b"841", b"594")}
    page.emulate_media(media="screen")
    assert not page.locator(".paper").is_visible()
