"""Entering figures in a real browser: live verdicts, saving, lost connections, conflicts, undo, keys, pasting."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from api.access import passwords
from api.access.deciding import Role
from api.app import create_app
from api.demo import OFFICER
from api.store.database import Actor
from api.store.figures import Entry, history
from api.store.units import number_of
from api.workflow.recording import Change, record
from engine.indicators import Kind
from engine.units import UnitKey
from tests.assessments import DA_BAC, SET, prepared
from tests.browsers import served
from tests.offices import Opened, opened
from tests.people import CHEAP, GOOD, settled

pytestmark = pytest.mark.browser
OTHER = Actor("canbo2", "api")
SHEET = "/nhap/04831?ky=2024"
SAVED = re.compile(r"^Đã lưu \d\d:\d\d$")
LOST = re.compile("^Chưa lưu: mất kết nối, giữ trên máy này")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Opened]:
    """An office with the sample of Thị trấn Đà Bắc, 2024 open."""
    with opened(f"sqlite+pysqlite:///{tmp_path / 'thu.sqlite3'}", requests_per_minute=1_000_000) as found:
        prepared(found)
        yield found


@dataclass
class Form:
    """The entry form in a browser."""

    page: Page
    office: Opened
    base: str
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Listen to what goes wrong."""
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda message: self.complaints.append(message.text))

    def go(self, path: str = SHEET) -> Form:
        """Open an address."""
        self.page.goto(self.base + path)
        return self

    def field(self, key: str) -> Locator:
        """Return the field of a figure."""
        return self.page.locator(f"[id='o-{key}']")

    def told(self, key: str) -> Locator:
        """Return what is said under a figure."""
        return self.page.locator(f"[id='t-{key}']")

    @property
    def state(self) -> Locator:
        """What the bar says of saving."""
        return self.page.locator("[data-save-state]")

    def type(self, key: str, text: str) -> None:
        """Type over a figure, key by key, and stay in the field."""
        self.field(key).fill("")
        self.field(key).press_sequentially(text)

    def enter(self, key: str, text: str) -> None:
        """Type over a figure and leave it by Enter."""
        self.type(key, text)
        self.field(key).press("Enter")

    def paste(self, key: str, text: str) -> None:
        """Paste what Excel would have copied."""
        self.field(key).focus()
        self.page.evaluate(
            """([id, text]) => {
              const data = new DataTransfer();
              data.setData("text/plain", text);
              document.getElementById(id).dispatchEvent(
                new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
            }""",
            [f"o-{key}", text],
        )

    def stored(self, indicator: str, unit: UnitKey = DA_BAC) -> int | None:
        """Return what is on record, in whole steps."""
        found = self.history(indicator, unit)
        return found[-1].row.steps if found else None

    def history(self, indicator: str, unit: UnitKey = DA_BAC) -> tuple[Entry, ...]:
        """Return every row of a figure."""
        with self.office.office.database.reading() as session:
            number = number_of(session, unit)
            return history(session, SET, number, "2024", indicator) if number else ()

    def other_writes(self, indicator: str, steps: int) -> None:
        """Let somebody else write over what holds now."""
        seen = self.history(indicator)[-1].row.id
        record(self.office.office.database, OTHER, SET, [Change(DA_BAC, "2024", indicator, Kind.COUNT, steps, seen)])


@pytest.fixture
def form(browser: Browser, office: Opened) -> Iterator[Form]:
    """The form as the officer of the demonstration meets it."""
    with served(create_app(office.office, guest=OFFICER)) as base:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        yield Form(page, office, base)
        page.close()


def outcome(form: Form, criterion: str) -> str:
    """Return how a criterion is said to stand."""
    return form.page.locator(f"#{criterion} [data-outcome]").inner_text()


def test_the_verdict_lives_and_leaving_saves(form: Form) -> None:
    """While one types, before anything is saved, the criterion says what lacks; leaving the cell saves, in words."""
    form.go().type("bodies_recognised", "17")
    shown = form.page.locator("#TC08 [data-outcome]")
    expect(shown).to_contain_text("Chưa đạt, cần thêm 2 đơn vị (số đơn vị được công nhận).")
    expect(form.page.locator("[data-chip='TC08']")).to_have_class("chip unmet")
    expect(form.page.locator("#TC08 [data-path='all.1'] .sentence")).to_contain_text("17/26 đơn vị (65,38 %)")
    assert form.stored("bodies_recognised") == 26

    form.field("bodies_recognised").press("Enter")
    expect(form.state).to_have_text(SAVED)
    expect(form.told("bodies_recognised")).to_have_text(SAVED)
    last = form.history("bodies_recognised")[-1]
    assert (last.row.steps, last.actor, last.action) == (17, OFFICER.name, "figures.record")
    assert form.complaints == []


def test_an_unmet_condition_keeps_its_sign_where_the_rest_is_met(form: Form) -> None:
    """Where two of three are enough, the third that is unmet still shows its cross, drawn on paper white."""
    form.go().type("cameras", "12")
    expect(form.page.locator("#TC06 [data-outcome]")).to_have_text(re.compile("Đạt.$"))
    mark = form.page.locator("#TC06 [data-path='of.1'] .mark")
    expect(mark).to_have_text("✕")
    drawn = mark.evaluate("node => [getComputedStyle(node).color, getComputedStyle(node).backgroundColor]")

    assert drawn == ["rgb(181, 71, 12)", "rgb(255, 255, 255)"]


def test_comma_decimals_and_two_readings(form: Form) -> None:
    """«98,5» is saved as it is meant; «1.000» is asked about: a button takes either reading, nothing does by itself."""
    form.go().enter("waste_collected", "98,5")
    expect(form.told("waste_collected")).to_contain_text(SAVED)
    assert form.stored("waste_collected") == 985_000

    form.enter("labour_days", "1.000")
    expect(form.told("labour_days")).to_contain_text("đọc được hai cách: 1000 hoặc 1")
    expect(form.field("labour_days")).to_have_attribute("aria-invalid", "true")
    expect(form.state).to_have_text("Còn 1 ô chưa lưu, xem chữ dưới ô")
    before = form.history("labour_days")
    form.told("labour_days").get_by_role("button", name="1000", exact=True).click()
    expect(form.state).to_have_text(SAVED)
    assert form.stored("labour_days") == 1000
    assert len(form.history("labour_days")) == len(before) + 1


def test_far_from_last_period(form: Form) -> None:
    """A figure three times that of the period before is pointed out at once, and can be saved all the same."""
    form.go()
    before = form.page.locator("[id='b-labour_days']").inner_text()
    form.type("labour_days", "9000")

    expect(form.told("labour_days")).to_contain_text("lần kỳ trước")
    form.field("labour_days").press("Enter")
    expect(form.state).to_have_text(SAVED)
    assert before.startswith("kỳ 2023: ")
    assert form.stored("labour_days") == 9000


def test_a_note_about_a_person_waits(form: Form) -> None:
    """A note that looks like somebody's number is not saved until its writer says that it is none."""
    form.go()
    form.page.locator("#TC02 [data-key='offices'] summary").click()
    note = form.page.locator("[id='n-offices']")
    note.fill("Báo 0912 345 678")
    note.press("Enter")
    expect(form.told("offices")).to_contain_text("Giống số căn cước hoặc số điện thoại")
    assert form.history("offices")[-1].row.note == ""

    form.told("offices").get_by_role("button", name="Không phải vậy, vẫn lưu").click()
    expect(form.told("offices")).to_have_text(SAVED)
    assert form.history("offices")[-1].row.note == "Báo 0912 345 678"


def test_a_lost_connection_loses_nothing(form: Form) -> None:
    """Offline, what is typed is kept on the computer and said so; back online it is saved by itself."""
    form.go()
    form.page.context.set_offline(True)
    form.enter("bodies_recognised", "20")
    expect(form.state).to_have_text(LOST)
    assert form.stored("bodies_recognised") == 26

    form.page.context.set_offline(False)
    expect(form.state).to_have_text(SAVED)
    assert form.stored("bodies_recognised") == 20


def test_a_draft_outlives_a_reload(form: Form) -> None:
    """With the service out of reach, a reload brings back what was typed; it is saved when the service is back."""
    form.go()
    form.page.route("**/api/v1/**", lambda route: route.abort())
    form.enter("bodies_recognised", "20")
    form.enter("waste_collected", "98,5")
    expect(form.state).to_have_text(LOST)

    form.page.reload()
    expect(form.field("bodies_recognised")).to_have_value("20")
    expect(form.field("waste_collected")).to_have_value("98,5")
    expect(form.state).to_have_text(LOST)
    form.page.unroute("**/api/v1/**")
    form.page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(form.state).to_have_text(SAVED)
    assert (form.stored("bodies_recognised"), form.stored("waste_collected")) == (20, 985_000)
    assert form.page.evaluate("localStorage.length") == 0


@pytest.mark.parametrize(("button", "value", "steps"), [("Giữ số của tôi", "20", 20), ("Lấy số mới", "24", 24)])
def test_a_conflict_shows_both(form: Form, button: str, value: str, steps: int) -> None:
    """Written over by somebody else meanwhile, both figures stand side by side with who and when, to choose from."""
    form.go()
    form.other_writes("bodies_recognised", 24)
    form.enter("bodies_recognised", "20")
    dialog = form.page.locator("dialog.ask")
    expect(dialog).to_contain_text("Số đơn vị được công nhận")
    rows = dialog.locator("tbody tr")
    expect(rows.nth(0)).to_contain_text(
        re.compile(rf"Số của tôi20{re.escape(OFFICER.name)}\d\d:\d\d \d\d/\d\d/\d{{4}}")
    )
    expect(rows.nth(1)).to_contain_text(re.compile(r"Số mới24canbo2\d\d:\d\d 10/11/2024"))
    assert form.stored("bodies_recognised") == 24

    dialog.get_by_role("button", name=button).click()
    expect(form.field("bodies_recognised")).to_have_value(value)
    expect(form.told("bodies_recognised")).to_have_text(re.compile(r"^Đã l"))
    assert form.stored("bodies_recognised") == steps


def test_undo_and_redo(form: Form) -> None:
    """A button, and Ctrl+Z outside fields, take the last saves back by new rows; they can be done again."""
    form.go().enter("bodies_recognised", "20")
    expect(form.told("bodies_recognised")).to_have_text(SAVED)
    form.enter("bodies_registered", "25")
    expect(form.told("bodies_registered")).to_contain_text(SAVED)

    form.page.get_by_role("button", name="Hoàn tác").click()
    expect(form.field("bodies_registered")).to_have_value("26")
    form.page.locator("#TC08 h2").click()
    form.page.keyboard.press("Control+z")
    expect(form.field("bodies_recognised")).to_have_value("26")
    expect(form.page.get_by_role("button", name="Hoàn tác")).to_be_disabled()
    form.page.keyboard.press("Control+y")
    expect(form.field("bodies_recognised")).to_have_value("20")
    assert [each.row.steps for each in form.history("bodies_recognised")] == [26, 20, 26, 20]
    expect(form.page.locator("#TC08 [data-outcome]")).to_contain_text("Đạt.")


def focused(form: Form) -> str:
    """Return the field that has the focus."""
    found: str = form.page.evaluate("document.activeElement.name")
    return found.removeprefix("v.")


def test_keys_as_in_excel(form: Form) -> None:
    """Enter goes down, Shift+Enter up, arrows to the cell beside, Esc puts back what is saved; choices stay choices."""
    form.go("/nhap/04831?ky=2024")
    form.field("resolution").focus()
    for key, wanted in (
        ("Enter", "work_plan"),
        ("ArrowDown", "steering_programme"),
        ("Enter", "registered"),
        ("Enter", "villages"),
        ("Shift+Enter", "registered"),
        ("Shift+Enter", "steering_programme"),
        ("ArrowUp", "work_plan"),
    ):
        form.page.keyboard.press(key)
        assert focused(form) == wanted
    form.type("work_plan", "01/02/2024")
    form.page.keyboard.press("Escape")
    expect(form.field("work_plan")).to_have_value("09/02/2024")
    assert len(form.history("work_plan")) == 1


def test_a_choice_is_saved_at_once(form: Form) -> None:
    """A yes or no is saved as it is chosen, and can be left blank again."""
    form.go()
    group = form.page.get_by_role("radiogroup", name="Đã đăng ký phấn đấu từ đầu năm")
    group.get_by_label("để trống").check()
    expect(form.told("registered")).to_have_text(SAVED)
    assert form.stored("registered") is None
    expect(form.page.locator("#TC01 [data-path='all.3']")).to_contain_text("Chưa rõ: chưa nhập")


def test_a_block_goes_down_the_column(form: Form) -> None:
    """Pasted lines go down the fields from where one stands, after a look at what can't be used; undone as one."""
    form.go()
    form.paste("bodies_registered", "25\r\nhai mươi\r\n")
    dialog = form.page.locator("dialog.ask")
    expect(dialog).to_contain_text("Khối dán có 2 dòng × 1 cột, điền vào 2 ô.")
    expect(dialog).to_contain_text("1 ô chưa dùng được")
    expect(dialog).to_contain_text("“hai mươi” không phải số")
    dialog.get_by_role("button", name="Điền 2 ô").click()

    expect(form.told("bodies_registered")).to_contain_text(SAVED)
    expect(form.told("bodies_recognised")).to_contain_text("không phải số")
    assert (form.stored("bodies_registered"), form.stored("bodies_recognised")) == (25, 26)


def test_a_block_of_139_communes(form: Form) -> None:
    """A block of 139 rows and 3 columns is filled in across the table of a criterion, saved and undone as one act."""
    communes = [
        each.key
        for each in sorted(
            form.office.office.register.of_kinds(date(2024, 12, 31), ("xã", "thị trấn")), key=lambda unit: unit.code
        )
    ]
    assert len(communes) == 139
    form.go("/nhap?ky=2024&tieu-chi=TC08")
    first = form.page.locator("[data-cell][data-key='villages'] [data-value]").first
    name = (first.get_attribute("id") or "").removeprefix("o-")
    form.paste(name, "\n".join("20\t5\t25" for _ in communes))
    dialog = form.page.locator("dialog.ask")
    expect(dialog).to_contain_text("Khối dán có 139 dòng × 3 cột, điền vào 417 ô.")
    dialog.get_by_role("button", name="Điền 417 ô").click()
    expect(form.state).to_have_text(SAVED, timeout=20_000)
    assert {form.stored(key, unit) for key in ("villages", "offices") for unit in communes} == {20, 5}
    assert len({form.history("offices", unit)[-1].row.act for unit in communes}) == 1
    expect(form.page.locator("tr[data-unit='04849'] [data-shown='bodies']")).to_have_text("25")
    expect(form.page.locator("tr[data-unit='04849'] [data-outcome]")).to_have_text(re.compile("Chưa rõ"))

    form.page.get_by_role("button", name="Hoàn tác").click()
    expect(form.state).to_have_text(re.compile(r"^Đã hoàn tác 417 số liệu"), timeout=20_000)
    assert {form.stored("offices", unit) for unit in communes if unit != DA_BAC} == {None}
    assert form.complaints == []


def test_arrows_in_the_table(form: Form) -> None:
    """In the table of a criterion arrows go sideways from the end of the text, Enter goes to the next commune."""
    form.go("/nhap?ky=2024&tieu-chi=TC08&huyen=150")
    cell = form.page.locator("tr[data-unit='04831'] [data-key='villages'] [data-value]")
    cell.focus()
    form.page.keyboard.press("ArrowRight")
    assert focused(form) == "04831.villages"  # the caret first goes through the text
    cell.evaluate("node => node.setSelectionRange(node.value.length, node.value.length)")
    form.page.keyboard.press("ArrowRight")
    assert focused(form) == "04831.offices"
    form.page.keyboard.press("Enter")
    assert focused(form).endswith(".offices")
    assert focused(form) != "04831.offices"


def test_signing_out_leaves_no_draft(browser: Browser, office: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody signed in, with the service out of reach, signs out: what they typed does not stay on the computer."""
    monkeypatch.setattr(passwords, "_ARGON2", CHEAP)
    settled(office, "canbo.dabac", Role.COMMUNE, "unit:04831:2020-01-01")
    with served(create_app(office.office)) as base:
        form = Form(browser.new_page(), office, base)
        form.go("/nhap")
        form.page.get_by_label("Tên đăng nhập").fill("canbo.dabac")
        form.page.get_by_label("Mật khẩu").fill(GOOD)
        form.page.get_by_role("button", name="Đăng nhập").click()
        form.page.wait_for_url("**/nhap/04831?ky=2024")
        assert form.page.evaluate("isSecureContext") is False
        form.enter("bodies_recognised", "20")
        expect(form.told("bodies_recognised")).to_have_text(SAVED)
        assert form.history("bodies_recognised")[-1].actor == "canbo.dabac"

        form.page.route("**/api/v1/**", lambda route: route.abort())
        form.enter("bodies_recognised", "19")
        expect(form.state).to_have_text(LOST)
        assert form.page.evaluate("Object.keys(localStorage)") == ["dienhinh.nhap|canbo.dabac|2024|04831"]
        form.page.get_by_role("button", name="Đăng xuất").click()
        form.page.wait_for_url("**/dang-nhap")
        assert form.page.evaluate("localStorage.length") == 0
        form.page.close()
