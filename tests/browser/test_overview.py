"""The overview, the targets and the plan in a real browser: by keyboard, on paper, without scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from api.app import create_app
from api.demo import OFFICER
from tests.api.pages.sample_office import sample_office, watched
from tests.browser.conftest import Visit
from tests.browsers import served

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an office with the sample and something of everything to watch."""
    with sample_office(tmp_path_factory.mktemp("tong-quan")) as office:
        watched(office)
        with served(create_app(office.office, guest=OFFICER)) as address:
            yield address


def focused(visit: Visit) -> str:
    """The label of what has the focus."""
    found: str = visit.page.evaluate("document.activeElement.getAttribute('aria-label') || ''")
    return found


def test_the_map_by_arrow_keys(visit: Visit) -> None:
    """One stop for Tab; the arrows lead to the neighbour on that side, whose name is shown; Enter opens the commune."""
    visit.go("/")
    visit.page.locator("svg.map a[href^='/xa/04846']").focus()
    went = []
    for key in ("ArrowRight", "ArrowLeft", "ArrowUp", "ArrowUp"):
        visit.page.keyboard.press(key)
        went.append(visit.page.evaluate("document.activeElement.getAttribute('href').slice(4, 9)"))
        seen = "getComputedStyle(document.activeElement.querySelector('.said')).visibility"
        assert visit.page.evaluate(seen) == "visible"
        assert visit.page.locator("svg.map a:focus .said").text_content() == focused(visit)

    # Tiles (1, 1), (2, 1), back, (1, 0); above it there is none.
    assert went == ["04840", "04846", "04834", "04834"]
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_url(re.compile(r"/xa/04834\?ky=2024$"))
    assert visit.page.locator("h1").inner_text() == "Xã Nánh Nghê"


def test_one_stop_on_the_map(visit: Visit) -> None:
    """However one has moved about, Tab finds exactly one link of the map."""
    visit.go("/")
    visit.page.locator("svg.map a:not([tabindex])").focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowLeft"):
        visit.page.keyboard.press(key)

    assert visit.page.locator("svg.map a:not([tabindex])").count() == 1
    assert visit.page.evaluate("document.activeElement.matches('svg.map a:not([tabindex])')")


def test_the_figure_of_a_dark_tile_can_be_read(visit: Visit) -> None:
    """On the darkest step figures are white, elsewhere black; the style sheet is in force for the shapes."""
    visit.go("/")
    colours = visit.page.evaluate(
        "() => ['text.on-dark', 'text.figure:not(.on-dark)', 'a.m5 path'].map("
        "each => getComputedStyle(document.querySelector('svg.map ' + each)).fill)"
    )

    assert colours == ["rgb(255, 255, 255)", "rgb(17, 17, 17)", "rgb(11, 93, 59)"]


def test_figures_lie_inside_their_tiles(visit: Visit) -> None:
    """However wide a range is, it does not run out of its tile."""
    visit.go("/")
    wide = visit.page.evaluate(
        "() => Math.max(...[...document.querySelectorAll('svg.map text.figure')].map(each => each.getBBox().width))"
    )

    assert wide <= 44


def test_a_new_unit_leads_to_what_it_was_made_of(visit: Visit) -> None:
    """On the map of 1/7/2025 a click goes to the line below that names the former communes."""
    visit.go("/?ngay=2025-07-01")
    visit.page.locator("svg.map a[href='#dv-04831']").focus()
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_url(re.compile(r"#dv-04831$"))

    assert visit.page.locator("#dv-04831 th").inner_text() == "Xã Đà Bắc"
    assert visit.page.locator("#dv-04831").is_visible()


def test_a_plan_with_the_form(visit: Visit) -> None:
    """A limit typed into the form stands in the address, and the answer keeps the form open with it."""
    visit.go("/ke-hoach?muc-tieu=2025")
    visit.page.locator("summary", has_text="Giới hạn").click()
    visit.page.get_by_label("Nhiều nhất ở mỗi xã").fill("1,5")
    visit.page.get_by_role("button", name="Lập kế hoạch").click()
    visit.page.wait_for_url(re.compile(r"moi-xa=1%2C5"))

    assert visit.page.get_by_label("Nhiều nhất ở mỗi xã").input_value() == "1,5"
    efforts = visit.page.locator(".plan-steps tbody td.num:nth-of-type(2)").all_inner_texts()
    assert efforts
    assert max(float(each.replace(",", ".")) for each in efforts) <= 1.5


def test_without_scripts(visit: Visit) -> None:
    """Everything is there and leads on without JavaScript."""
    context = visit.page.context.browser.new_context(java_script_enabled=False)  # type: ignore[union-attr]  # a page has one
    page = context.new_page()
    page.goto(f"{visit.base}/")
    assert page.locator("svg.map a").count() == 139
    page.get_by_role("link", name="Xem tất cả các xã có thể lên một mức").click()
    assert page.locator("h1").inner_text() == "Việc cần theo dõi, kỳ 2024"
    context.close()


@pytest.mark.parametrize("address", ["/", "/muc-tieu", "/ke-hoach?muc-tieu=2025"])
def test_on_paper(visit: Visit, address: str) -> None:
    """Printed, pages lie across A4, without forms; the pictures are drawn in their colours."""
    visit.go(address)
    visit.page.emulate_media(media="print")

    for form in visit.page.locator("main form").all():
        assert not form.is_visible()
    pictures = visit.page.locator("main svg:visible")
    if address != "/ke-hoach?muc-tieu=2025":
        assert pictures.count() > 5
        assert visit.page.evaluate("getComputedStyle(document.querySelector('main svg')).printColorAdjust") == "exact"
    pdf = visit.page.pdf(prefer_css_page_size=True)
    assert set(re.findall(rb"/MediaBox \[0 0 (\d+)\.\d+ (\d+)\.\d+\]", pdf)) == {(b"841", b"594")}
