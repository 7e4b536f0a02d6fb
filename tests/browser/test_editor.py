"""A policy editor who does not program raises a bound from a day on; a colleague publishes; old periods stay."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect

from api.access.deciding import Role
from api.app import create_app
from api.demo import VISITOR, demo_office, fill
from tests.browsers import served as site
from tests.drafts import BASE, office_with_folder
from tests.offices import Opened
from tests.people import CHEAP, GOOD, settled

pytestmark = pytest.mark.browser
ROOM = "/soan-tieu-chi"


@dataclass(frozen=True)
class Served:
    """An office with people and its own folder, and where it is served."""

    opened: Opened
    base: str


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """The sample on 10 November 2024: two policy editors."""
    monkeypatch.setattr("api.access.passwords._ARGON2", CHEAP)
    with (
        office_with_folder(f"sqlite+pysqlite:///{tmp_path / 'thu.sqlite3'}", tmp_path) as found,
        socket.socket() as taken,
    ):
        fill(found.office)
        for login in ("soan.a", "soan.b"):
            settled(found, login, Role.EDITOR)
        taken.bind(("127.0.0.1", 0))
        taken.listen(16)
        server = uvicorn.Server(uvicorn.Config(create_app(found.office), log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [taken]})
        thread.start()
        yield Served(found, f"http://127.0.0.1:{taken.getsockname()[1]}")
        server.should_exit = True
        thread.join()


def desk(browser: Browser, served: Served, login: str, complaints: list[str]) -> Page:
    """Sign somebody in, in a window of their own."""
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{served.base}{ROOM}")
    page.get_by_label("Tên đăng nhập").fill(login)
    page.locator("input[name=password]").fill(GOOD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url(f"**{ROOM}")
    return page


def met_of_2024(page: Page, served: Served) -> str:
    """Return what the page of Xã Liên Sơn says of the year 2024."""
    page.goto(f"{served.base}/xa/04969?ky=2024")
    return page.locator("dl.summary").inner_text()


def test_a_bound_is_raised_by_two_people(browser: Browser, served: Served) -> None:
    """Raised, examined, its impact seen, published by the second person, in force on its day; 2024 as before."""
    complaints: list[str] = []
    editor = desk(browser, served, "soan.a", complaints)
    before = met_of_2024(editor, served)

    editor.goto(f"{served.base}{ROOM}")
    editor.get_by_label("Bản mới có hiệu lực từ ngày").first.fill("01/01/2025")
    editor.get_by_role("button", name="Tạo bản nháp từ bản này").first.click()
    editor.get_by_role("link", name="Sửa TC08").click()
    condition = editor.locator("fieldset.condition fieldset.condition").nth(1)
    condition.get_by_label("Ngưỡng (%)", exact=True).fill("85")
    editor.get_by_role("button", name="Lưu TC08").click()
    expect(editor.locator("#TC08 .rule")).to_contain_text("từ 85 % trở lên")
    expect(editor.locator(".gutter .error")).to_have_count(4)
    take = editor.get_by_role("button", name=re.compile("^Nhận kết quả này"))
    for left in range(4, 0, -1):
        expect(take).to_have_count(left)
        take.first.click()
    expect(editor.locator("p.lead").first).to_contain_text("không có lỗi")

    text = editor.locator("#van-ban")
    saved = text.input_value()
    text.press("Control+End")
    text.type("hai_muoi: 20")
    expect(editor.locator("[data-faults]")).to_contain_text("khóa lạ «hai_muoi»")
    expect(editor.locator(".gutter .error")).to_have_text(str(len(saved.splitlines()) + 1))
    editor.reload()
    expect(editor.locator("[data-kept]")).to_contain_text("còn giữ văn bản chưa lưu")
    editor.get_by_role("button", name="Lấy lại").click()
    assert text.input_value() == saved + "hai_muoi: 20"
    text.press("Control+z")
    assert text.input_value() == saved

    editor.get_by_role("link", name="Xã nào lên, xã nào xuống").click()
    expect(editor.locator("main")).to_contain_text("Xã Liên Sơn")
    editor.goto(f"{served.base}{ROOM}/nq12-tu/2025-01-01/ban-hanh")
    expect(editor.locator("main")).to_contain_text("không tự ban hành")
    assert editor.get_by_role("button", name="Ban hành bản này").count() == 0

    colleague = desk(browser, served, "soan.b", complaints)
    colleague.get_by_role("link", name="Xem thay đổi và ban hành").click()
    expect(colleague.locator("main ol")).to_contain_text("TC08: ngưỡng 70 % → 85 % từ 01/01/2025")
    colleague.get_by_label("Tôi đã xem các thay đổi và tác động ở trên").check()
    colleague.get_by_role("button", name="Ban hành bản này").click()
    expect(colleague.get_by_role("status")).to_contain_text("Đã ban hành")

    office = served.opened.office
    assert office.version_on("nq12-tu", date(2024, 12, 31)).name == BASE
    assert office.version_on("nq12-tu", date(2025, 1, 1)).name == "nq12-tu/2025-01-01.yaml"
    assert met_of_2024(colleague, served) == before
    assert complaints == []


def test_nothing_sticks_out(browser: Browser, served: Served) -> None:
    """On a telephone the list, a draft with an open criterion and the review do not scroll sideways."""
    page = desk(browser, served, "soan.a", [])
    page.get_by_role("button", name="Tạo bản nháp từ bản này").first.click()
    page.set_viewport_size({"width": 360, "height": 800})
    draft = page.url.partition("?")[0]
    for address in (f"{served.base}{ROOM}", f"{draft}?muc=TC03", f"{draft}/ban-hanh"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, address


def test_a_target_and_a_band_in_the_demonstration(browser: Browser) -> None:
    """Who tries changes a target and a band by clicking, sees what that moves, and publishes; no page sticks out."""
    complaints: list[str] = []
    with (
        demo_office(lambda: datetime(2026, 11, 22, 3, tzinfo=UTC)) as office,
        site(create_app(office, guest=VISITOR)) as base,
    ):
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{base}{ROOM}")
        expect(page.locator("main")).to_contain_text("thư mục tạm")
        version = page.locator("li", has=page.locator("input[name=bo][value=nq12-tu]")).first
        version.get_by_role("button", name="Tạo bản nháp từ bản này").click()

        page.get_by_role("link", name="Sửa mục tiêu 2025").click()
        page.get_by_role("group", name="Bậc 2: Điển hình cấp xã").get_by_label("Số đơn vị cần có").fill("25")
        page.locator("article.open").get_by_label("Hạn, tính cả ngày ấy").fill("31/12/2026")
        page.get_by_role("button", name="Lưu mục tiêu 2025").click()
        expect(page.locator("article.open")).to_contain_text("Bậc 2: Điển hình cấp xã: ít nhất 25 đơn vị.")
        page.get_by_role("link", name="Sửa các mức").click()
        band = page.get_by_role("group", name="Mức 2: Đạt từ 13 tiêu chí")
        band.get_by_label("Tên mức").fill("Đạt từ 14 tiêu chí")
        band.get_by_label("Số tiêu chí đạt ít nhất").fill("14")
        page.get_by_role("button", name="Lưu các mức").click()
        expect(page.locator("article.open")).to_contain_text("Đạt từ 14 tiêu chí: từ 14 tiêu chí.")
        expect(page.locator("p.lead").first).to_contain_text("không có lỗi")
        page.get_by_role("link", name="Sửa đầu tệp").click()
        page.get_by_label("phường").check()
        page.get_by_role("button", name="Lưu đầu tệp").click()
        expect(page.locator("article.open")).to_contain_text("Áp dụng cho xã, phường, thị trấn")
        for part in ("targets.2025", "dau-tep", "xem-xet-lai"):
            page.goto(f"{page.url.partition('?')[0]}?muc={part}")
            for width in (390, 1280):
                page.set_viewport_size({"width": width, "height": 900})
                assert page.evaluate("document.documentElement.scrollWidth") <= width, part

        page.get_by_role("link", name="Xã nào lên, xã nào xuống").click()
        expect(page.locator("main")).to_contain_text("Mục tiêu 2025, bậc 2")
        expect(page.locator("main")).to_contain_text("14")
        page.go_back()
        page.get_by_role("link", name="Xem thay đổi và ban hành").click()
        page.get_by_label("Tôi đã xem các thay đổi và tác động ở trên").check()
        page.get_by_role("button", name="Ban hành bản này").click()
        expect(page.get_by_role("status")).to_contain_text("Đã ban hành")
        page.close()
    assert complaints == []
