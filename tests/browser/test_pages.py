import re

import pytest

from tests.browser.conftest import Visit, too_wide

pytestmark = pytest.mark.browser
ADDRESSES = ("/", "/?tim=da+bac&huyen=150", "/xa/04831?ky=2024", "/bo-tieu-chi")


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_is_quiet_and_stays_at_home(visit: Visit, address: str) -> None:
    """A page gives no error in the console, asks only its own server, and fits every width."""
    visit.go(address)

    assert too_wide(visit.page) == []
    assert visit.complaints == []
    assert [url for url in visit.asked if not url.startswith(f"{visit.base}/")] == []
    assert [url.count("pages.css") for url in visit.asked if ".css" in url] == [1]  # one sheet a page


def test_style_sheet_applies(visit: Visit) -> None:
    """Under the strict policy the style sheet still applies, and the hatching of the bars is drawn."""
    visit.go("/")

    border = visit.page.eval_on_selector(".banners", "node => getComputedStyle(node).borderTopWidth")
    assert border == "2px"
    assert visit.page.locator("#gach rect").count() == 2
    assert visit.page.locator("[fill='url(#gach)']").count() > 5


def test_head_and_first_column_stay(visit: Visit) -> None:
    """On a phone the table keeps its head and the names in sight however it is scrolled."""
    visit.page.set_viewport_size({"width": 360, "height": 800})
    visit.go("/#cac-don-vi")
    box = visit.page.locator(".scroll.tall")
    box.evaluate("node => node.scrollTo(300, 2000)")
    frame = box.bounding_box()
    head = visit.page.locator(".units thead th.ten").bounding_box()
    name = visit.page.locator(".units tbody th").nth(40).bounding_box()
    assert frame
    assert head
    assert name

    assert (round(head["x"]), round(head["y"])) == (round(frame["x"]), round(frame["y"]))
    assert round(name["x"]) == round(frame["x"])


def test_head_stays_on_a_desk(visit: Visit) -> None:
    """On a wide screen the head of the table follows the window."""
    visit.go("/")
    visit.page.locator(".units tbody tr").nth(100).scroll_into_view_if_needed()
    head = visit.page.locator(".units thead th.ten").bounding_box()

    assert head
    assert round(head["y"]) == 0


def tab_to(visit: Visit, script: str) -> None:
    """Press Tab until the focused element is the one meant; AssertionError after 80 times."""
    for _ in range(80):
        visit.page.keyboard.press("Tab")
        if visit.page.evaluate(f"(node => {script})(document.activeElement)"):
            return
    raise AssertionError(f"Tab never reaches {script}")


def test_all_by_keyboard(visit: Visit) -> None:
    """With Tab, letters and Enter alone one gets to the content, filters the table and opens a commune."""
    visit.go("/")
    tab_to(visit, "node.className === 'skip'")
    assert visit.page.locator(".skip").bounding_box()["x"] >= 0  # type: ignore[index]  # it is drawn
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_function("document.activeElement.id === 'noi-dung'")
    tab_to(visit, "node.id === 'tim'")
    visit.page.keyboard.type("da bac")
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_url(re.compile(r"tim=da\+bac"))
    assert visit.page.locator(".units tbody tr").count() == 1
    tab_to(visit, "node.textContent === 'Thị trấn Đà Bắc'")
    assert visit.page.evaluate("getComputedStyle(document.activeElement).outlineWidth") == "3px"
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_url(re.compile(r"/xa/04831\?ky=2024$"))
    assert visit.page.locator("h1").inner_text() == "Thị trấn Đà Bắc"


def test_without_a_mark_in_colour(visit: Visit) -> None:
    """Each verdict that is shown has its word beside the sign."""
    visit.go("/xa/04831?ky=2024")
    words = visit.page.locator(".criterion h3 .verdict").all_inner_texts()

    assert len(words) == 19
    assert {re.sub(r"^\S\s*", "", word.strip()) for word in words} <= {
        "đạt",
        "chưa đạt",
        "chưa rõ",
        "không vướng",
        "vướng",
    }


def test_on_paper(visit: Visit) -> None:
    """Printed, the page is A4 across, without its forms, with both banners over every sheet."""
    visit.go("/")
    visit.page.emulate_media(media="print")

    assert visit.page.locator(".banners p").nth(0).inner_text() == "SỐ LIỆU MẪU — không phải số liệu thật"
    assert visit.page.locator(".banners p").nth(1).is_visible()
    assert visit.page.eval_on_selector(".units thead", "node => getComputedStyle(node).display") == "table-header-group"
    assert not visit.page.locator(".filter").is_visible()
    assert not visit.page.locator(".as-of").is_visible()
    pdf = visit.page.pdf(prefer_css_page_size=True)
    assert set(re.findall(rb"/MediaBox \[0 0 (\d+)\.\d+ (\d+)\.\d+\]", pdf)) == {(b"841", b"594")}
