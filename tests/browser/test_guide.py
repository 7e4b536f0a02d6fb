"""The guide, the keys and the tour in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser


def test_help_by_keyboard_and_back(visit: Visit) -> None:
    """From a page «Trợ giúp» leads to its section of the guide; a search finds another; Back returns to the page."""
    visit.go("/xa/04831?ky=2024")
    visit.page.get_by_role("link", name="Trợ giúp về trang này").focus()
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_url(re.compile(r"/huong-dan/xem-ket-qua#mot-xa$"))
    expect(visit.page.locator("#mot-xa")).to_be_in_viewport()
    visit.page.get_by_role("link", name="Trợ giúp: mục lục và tìm").click()
    visit.page.locator("#tim").fill("bi tra lai")
    visit.page.keyboard.press("Enter")
    expect(visit.page.locator(".found a").first).to_have_text("Bị trả lại")
    for _ in range(3):
        visit.page.go_back()
    assert visit.page.locator("h1").inner_text() == "Thị trấn Đà Bắc"
    assert visit.complaints == []


@pytest.mark.parametrize("address", ["/", "/bo-tieu-chi", "/huong-dan/bat-dau"])
def test_the_keys_of_a_page(visit: Visit, address: str) -> None:
    """«?» lists the keys of the page, «Esc» shuts the list, and in a text field «?» is a letter."""
    visit.go(address)
    visit.page.keyboard.press("?")
    keys = visit.page.get_by_role("dialog", name="Phím tắt")
    expect(keys).to_be_visible()
    assert {"Enter", "Esc", "?", "Ctrl + P"} <= set(keys.locator("dt").all_inner_texts())
    visit.page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    visit.go("/huong-dan")
    visit.page.locator("#tim").focus()
    visit.page.keyboard.press("?")
    expect(visit.page.locator("#tim")).to_have_value("?")
    assert visit.complaints == []


@pytest.mark.parametrize(
    "address", ["/bo-tieu-chi", "/bo-tieu-chi/nq12-tu/2022-06-27", "/huong-dan", "/huong-dan/cai-dat"]
)
@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_sticks_out(visit: Visit, address: str, width: int) -> None:
    """The pages of rules and of the guide stay within a phone and a screen, and ask nobody else for anything."""
    visit.page.set_viewport_size({"width": width, "height": 844})
    visit.go(address)

    assert visit.page.evaluate("document.documentElement.scrollWidth") <= width
    assert visit.complaints == []
    assert [url for url in visit.asked if not url.startswith(f"{visit.base}/")] == []


def test_the_rules_on_paper(visit: Visit) -> None:
    """Printed, the rules are on A4 across under the banner, without links around them and with every criterion."""
    visit.go("/bo-tieu-chi/nq12-tu/2022-06-27")
    visit.page.emulate_media(media="print")

    assert visit.page.locator(".banners").is_visible()
    assert not visit.page.get_by_role("navigation", name="Các trang").is_visible()
    assert not visit.page.locator(".help").is_visible()
    assert visit.page.locator("article.criterion").count() == 19
    assert set(re.findall(rb"/MediaBox \[0 0 (\d+)\.\d+ (\d+)\.\d+\]", visit.page.pdf(prefer_css_page_size=True))) == {
        (b"841", b"594")
    }
