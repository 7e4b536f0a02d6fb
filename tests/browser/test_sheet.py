"""A sheet in a browser without JavaScript: read by who may not write, and printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from api.access.deciding import Role
from api.app import create_app
from tests.assessments import prepared
from tests.browsers import served
from tests.offices import opened
from tests.people import CHEAP, GOOD, settled

pytestmark = pytest.mark.browser
SHEET = "/phieu/nq12-tu.2024.04831"


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The office of huyện Đà Bắc on 10 November 2024: somebody who appraises, a viewer."""
    monkeypatch.setattr("api.access.passwords._ARGON2", CHEAP)
    with opened(f"sqlite+pysqlite:///{tmp_path / 'thu.sqlite3'}") as found:
        prepared(found)
        settled(found, "huyen.dabac", Role.APPRAISER, "district:150")
        settled(found, "nguoi.xem", Role.VIEWER, "district:150")
        with served(create_app(found.office)) as address:
            yield address


def desk(browser: Browser, base: str, login: str) -> Page:
    """Sign somebody in, in a window of their own in which no script runs."""
    page = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900}).new_page()
    page.goto(f"{base}{SHEET}")
    page.get_by_label("Tên đăng nhập").fill(login)
    page.locator("input[name=password]").fill(GOOD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_load_state()
    assert page.url.endswith(SHEET)
    return page


def test_a_viewer_reads_only(browser: Browser, base: str) -> None:
    """Somebody who only looks finds no form on the sheet, and no link to the inbox."""
    page = desk(browser, base, "nguoi.xem")

    assert page.locator("form.sheet button, form.sheet input, form.sheet textarea").count() == 0
    assert page.get_by_role("link", name="Thẩm định", exact=True).count() == 0
    page.goto(f"{base}/tham-dinh")
    assert "không xem được" in page.locator("h1").inner_text()


def test_on_paper(browser: Browser, base: str) -> None:
    """Printed, a sheet is A4 across: only the sheet with its letterhead and places to sign, under both banners."""
    page = desk(browser, base, "huyen.dabac")
    page.emulate_media(media="print")

    assert page.locator(".paper").is_visible()
    assert page.locator(".banners p").first.is_visible()
    assert page.locator(".signatures p").count() == 3
    for hidden in ("h1", "form.sheet", "header.site .name", "footer.site", ".trail"):
        assert not page.locator(hidden).first.is_visible(), hidden
    pdf = page.pdf(prefer_css_page_size=True)
    assert set(re.findall(rb"/MediaBox \[0 0 (\d+)\.\d+ (\d+)\.\d+\]", pdf)) == {(b"841", b"594")}
    page.emulate_media(media="screen")
    assert not page.locator(".paper").is_visible()
