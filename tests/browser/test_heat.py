"""The heat table in a real browser: by keyboard, by mouse, copied, on a telephone, on paper, without scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Route, expect

from api.app import create_app
from api.demo import OFFICER
from tests.api.pages.heats import heat_office
from tests.browser.conftest import Visit
from tests.browsers import served

pytestmark = pytest.mark.browser
CELL = "/bang-diem?huyen=150&o=04831.TC08#o"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an office with the sample."""
    with (
        heat_office(tmp_path_factory.mktemp("bang-diem")) as office,
        served(create_app(office.office, guest=OFFICER)) as address,
    ):
        yield address


def focused(visit: Visit) -> str:
    """Return where the link leads that has the focus."""
    found: str = visit.page.evaluate("document.activeElement.getAttribute('href') || document.activeElement.id")
    return found


def into_the_table(visit: Visit) -> None:
    """Press Tab from the box of the table into it."""
    visit.page.locator(".heat-box").focus()
    for _ in range(60):
        visit.page.keyboard.press("Tab")
        if visit.page.evaluate("Boolean(document.activeElement.closest('tbody'))"):
            return
    raise AssertionError("Tab never reaches a row")


def copied(visit: Visit, select: str) -> list[Any]:
    """Copy what a script selects: plain text, HTML, and whether the page took it on itself."""
    found: list[Any] = visit.page.evaluate(
        f"""() => {{
          const selection = getSelection();
          selection.removeAllRanges();
          {select}
          const data = new DataTransfer();
          const event = new ClipboardEvent("copy", {{clipboardData: data, bubbles: true, cancelable: true}});
          document.body.dispatchEvent(event);
          return [data.getData("text/plain"), data.getData("text/html"), event.defaultPrevented];
        }}"""
    )
    return found


# ---------------------------------------------------------------------------------------------------- by keyboard


def test_arrows_move_from_cell_to_cell(visit: Visit) -> None:
    """The rows are one stop of Tab; arrows, Home, End and the page keys move in them, and stop at the edges."""
    visit.go("/bang-diem?huyen=150")
    assert visit.page.locator("tbody a[tabindex='0']").count() == 1
    into_the_table(visit)
    codes = [row.get_attribute("data-ma") for row in visit.page.locator("tr[data-ma]").all()]

    def pressed(*keys: str) -> str:
        for key in keys:
            visit.page.keyboard.press(key)
        return focused(visit)

    def cell(row: int, criterion: str) -> str:
        return f"?huyen=150&o={codes[row]}.{criterion}#o"

    assert focused(visit) == f"/xa/{codes[0]}?ky=2024"
    assert pressed("ArrowLeft", "ArrowUp") == f"/xa/{codes[0]}?ky=2024"
    assert pressed("ArrowRight") == cell(0, "TC01")
    assert pressed("ArrowDown", "ArrowDown", "ArrowRight") == cell(2, "TC02")
    assert pressed("ArrowUp") == cell(1, "TC02")
    assert pressed("End") == cell(1, "TC16")
    assert pressed("ArrowRight") == cell(1, "TC16")
    assert pressed("PageDown") == cell(11, "TC16")
    assert pressed("Control+End") == cell(16, "TC16")
    assert pressed("Home") == f"/xa/{codes[16]}?ky=2024"
    assert pressed("Control+Home") == f"/xa/{codes[0]}?ky=2024"
    assert visit.page.locator("tbody a[tabindex='0']").count() == 1


def test_enter_opens_and_escape_closes(visit: Visit) -> None:
    """Enter tells the cell beside the table without a new page, Esc closes it; the focus stays in the table."""
    visit.go("/bang-diem?huyen=150&tim=04831")
    visit.page.evaluate("window.same = true")
    into_the_table(visit)
    for _ in range(8):
        visit.page.keyboard.press("ArrowRight")
    visit.page.keyboard.press("Enter")
    panel = visit.page.locator("#vi-sao")
    expect(panel.locator("h2")).to_have_text("Thị trấn Đà Bắc")

    assert visit.page.url == f"{visit.base}/bang-diem?tim=04831&huyen=150&o=04831.TC08#o"
    assert focused(visit).endswith("o=04831.TC08#o")
    assert visit.page.locator("a[aria-current][id='o']").get_attribute("aria-label") == "chưa đạt"
    assert visit.page.locator("#bao").inner_text().startswith("Đã mở: Thị trấn Đà Bắc, ✕ chưa đạt TC08")
    visit.page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    assert visit.page.url == f"{visit.base}/bang-diem?tim=04831&huyen=150"
    assert focused(visit).endswith("o=04831.TC08#o")
    assert visit.page.locator("table a[aria-current]").count() == 0
    assert visit.page.evaluate("window.same") is True
    assert visit.complaints == []


def test_question_mark_lists_the_keys(visit: Visit) -> None:
    """? opens the list of keys and Esc closes it, also while a cell stays open; in a field it is a letter."""
    visit.go(CELL)
    visit.page.locator("#tim").focus()
    visit.page.keyboard.press("?")
    assert visit.page.locator("#tim").input_value() == "?"
    assert not visit.page.locator("#phim").is_visible()
    visit.page.locator("tbody a[tabindex='0']").focus()
    visit.page.keyboard.press("?")
    assert "Home, End" in visit.page.locator("#phim").inner_text()
    visit.page.keyboard.press("Escape")

    expect(visit.page.locator("#phim")).to_be_hidden()
    expect(visit.page.locator("#vi-sao")).to_be_visible()


# ------------------------------------------------------------------------------------------------------- by mouse


def test_back_and_forward_open_and_close(visit: Visit) -> None:
    """Each cell that was opened is a step of the history."""
    visit.go("/bang-diem?huyen=150")
    heading = visit.page.locator("#vi-sao .of")
    visit.page.locator("a[href$='o=04831.TC08#o']").click()
    expect(heading).to_contain_text("TC08")
    visit.page.locator("a[href$='o=04831.TC09#o']").click()
    expect(heading).to_contain_text("TC09")
    visit.page.go_back()
    expect(heading).to_contain_text("TC08")
    visit.page.go_back()
    expect(visit.page.locator("#vi-sao")).to_be_hidden()
    visit.page.go_forward()
    expect(heading).to_contain_text("TC08")
    visit.page.locator("#vi-sao .close").click()

    expect(visit.page.locator("#vi-sao")).to_be_hidden()
    assert visit.page.url == f"{visit.base}/bang-diem?huyen=150"


@pytest.mark.parametrize("status", [403, 500, None])
def test_where_the_cell_can_not_be_fetched_the_page_is(visit: Visit, status: int | None) -> None:
    """When a cell is refused or the line drops, the whole page of its address is loaded, which says why."""

    def refuse(route: Route) -> None:
        if status is None:
            route.abort()
        else:
            route.fulfill(status=status, body="")

    visit.page.route("**/vi-sao/**", refuse)
    visit.go("/bang-diem?huyen=150")
    visit.page.evaluate("window.same = true")
    with visit.page.expect_event("load"):  # asking the page itself again and again would be refused by its policy
        visit.page.locator("a[href$='o=04831.TC08#o']").click()

    assert not visit.page.evaluate("window.same")
    assert visit.page.locator("#vi-sao h2").inner_text() == "Thị trấn Đà Bắc"


# ---------------------------------------------------------------------------------------------------- for a sheet


def test_the_table_copied_whole(visit: Visit) -> None:
    """All selected, plain text holds heads and marks by tabs, and HTML the words; codes keep their noughts."""
    visit.go("/bang-diem?huyen=150")
    plain, rich, taken = copied(visit, "selection.selectAllChildren(document.querySelector('.heat-table'));")
    lines = [line.split("\t") for line in plain.split("\r\n")]
    row = next(line for line in lines if line[0] == "04831")

    assert taken
    assert lines[0] == ["SỐ LIỆU MẪU — không phải số liệu thật"]
    assert lines[2][:8] == ["Mã", "Đơn vị", "Huyện", "Đạt", "Có thể đạt", "Mức", "TC01", "TC02"]
    assert len(lines) == 3 + 17
    assert {len(line) for line in lines[2:]} == {23}
    assert row[:6] == ["04831", "Thị trấn Đà Bắc", "Huyện Đà Bắc", "10", "11", "Đạt từ 10 tiêu chí"]
    assert (row[13], row[-1]) == ("✕", "đã nộp, chờ thẩm định")
    assert {mark for line in lines[3:] for mark in line[6:22]} <= {"✓", "✕", "?", "–"}
    assert "mso-number-format:'\\@'\">04831</td>" in rich
    assert "<td>chưa đạt</td>" in rich
    assert rich.count("<tr>") == 2 + 1 + 17


def test_some_rows_copied(visit: Visit) -> None:
    """Rows that are selected in part are copied whole, with the heads, and no others."""
    visit.go("/bang-diem?xep=ten")
    plain, _, taken = copied(
        visit,
        """const rows = document.querySelectorAll("tr[data-ma]");
        selection.setBaseAndExtent(rows[2].cells[3], 0, rows[4].cells[5], 0);""",
    )

    codes = [row.get_attribute("data-ma") for row in visit.page.locator("tr[data-ma]").all()]
    assert taken
    assert [line.split("\t")[0] for line in plain.split("\r\n")[3:]] == codes[2:5]


def test_other_text_is_copied_as_ever(visit: Visit) -> None:
    """Text outside the rows, the panel among it, is the browser's to copy."""
    visit.go(CELL)

    assert copied(visit, "selection.selectAllChildren(document.querySelector('h1'));") == ["", "", False]
    assert copied(visit, "selection.selectAllChildren(document.querySelector('#vi-sao'));") == ["", "", False]


def test_the_button_copies(visit: Visit) -> None:
    """The button copies the shown rows, over plain HTTP too, and says so."""
    visit.go("/bang-diem?huyen=150")
    visit.page.evaluate(
        "document.addEventListener('copy', e => { window.got = e.clipboardData.getData('text/plain'); })"
    )
    visit.page.locator("#chep").click()

    expect(visit.page.locator("#chep")).to_have_text("Đã chép")
    assert visit.page.evaluate("window.got.split('\\r\\n').length") == 20


@pytest.mark.parametrize("name", ["=1+1", "+84", "-1", "@a", "<b>x</b>\t=2"])
def test_no_formula_is_copied(visit: Visit, name: str) -> None:
    """A name that a spreadsheet would compute is copied as text, and markup in it as signs."""
    visit.go("/bang-diem?huyen=150")
    visit.page.evaluate("name => { document.querySelector('tr[data-ma] th a').textContent = name; }", name)
    plain, rich, _ = copied(visit, "selection.selectAllChildren(document.querySelector('.heat-table'));")

    shown = plain.split("\r\n")[3].split("\t")[1]
    assert shown == (f"'{name}" if name[0] != "<" else "<b>x</b> =2")
    assert "<b>" not in rich


# --------------------------------------------------------------------------------------------- on other surfaces


def test_head_names_and_counts_stay(visit: Visit) -> None:
    """On a telephone head, names and counts keep in sight however the table is scrolled in its box."""
    visit.page.set_viewport_size({"width": 390, "height": 844})
    visit.go("/bang-diem")
    box = visit.page.locator(".heat-box")
    box.scroll_into_view_if_needed()
    box.evaluate("node => node.scrollTo(300, 2000)")
    frame = box.bounding_box()
    head = visit.page.locator("thead th.ten").bounding_box()
    name = visit.page.locator("tr[data-ma] th").nth(60).bounding_box()
    foot = visit.page.locator("tfoot th").bounding_box()
    assert frame
    assert head
    assert name
    assert foot

    assert box.get_attribute("tabindex") == "0"
    assert box.get_attribute("aria-label")
    assert abs(head["y"] - frame["y"]) <= 1
    assert {round(each["x"] - frame["x"]) for each in (head, name, foot)} == {1}
    assert abs(foot["y"] + foot["height"] - frame["y"] - frame["height"]) <= 16
    assert visit.page.evaluate(
        "([x, y]) => document.elementFromPoint(x, y).closest('tfoot th') !== null", [foot["x"] + 8, foot["y"] + 8]
    )


def test_the_open_cell_is_in_sight(visit: Visit) -> None:
    """On a telephone the cell that an address opens lies clear of head, names and panel."""
    visit.page.set_viewport_size({"width": 390, "height": 844})
    visit.go("/bang-diem?o=04831.TC16#o")
    visit.page.wait_for_function(
        """() => {
          const at = document.querySelector("#o").getBoundingClientRect();
          const over = document.elementFromPoint(at.x + at.width / 2, at.y + at.height / 2);
          return over && over.id === "o";
        }"""
    )


def test_without_scripts(browser: Browser, base: str) -> None:
    """Without scripts a cell is a link to the page with it open, and nothing is offered that needs them."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(f"{base}/bang-diem?huyen=150")
    assert not page.locator("#chep").is_visible()
    assert not page.locator("#xem-phim").is_visible()
    page.locator("a[href$='o=04831.TC08#o']").click()
    assert page.locator("#vi-sao h2").inner_text() == "Thị trấn Đà Bắc"
    page.locator("#vi-sao .close").click()
    page.locator("#tim").fill("da bac")
    page.locator(".filter button").click()

    assert page.locator("tr[data-ma]").count() == 1
    context.close()


def test_on_paper(visit: Visit) -> None:
    """Printed, the table is A4 across with its heads and banner on each sheet, and without the form."""
    visit.go("/bang-diem")
    visit.page.emulate_media(media="print")

    assert visit.page.eval_on_selector(".heat-table thead", "node => getComputedStyle(node).display") == (
        "table-header-group"
    )
    assert visit.page.locator(".banners p").first.inner_text() == "SỐ LIỆU MẪU — không phải số liệu thật"
    assert not visit.page.locator(".filter").is_visible()
    assert not visit.page.locator(".tools").is_visible()
    assert visit.page.eval_on_selector(".heat-box", "node => node.scrollWidth <= node.clientWidth + 1")
    pdf = visit.page.pdf(prefer_css_page_size=True)
    assert set(re.findall(rb"/MediaBox \[0 0 (\d+)\.\d+ (\d+)\.\d+\]", pdf)) == {(b"841", b"594")}
    assert len(re.findall(rb"/Type /Page\b", pdf)) <= 8
