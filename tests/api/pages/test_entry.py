"""The entry pages as a browser without scripts meets them: forms posted, all faults at once, nothing typed lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from api.access import passwords
from api.access.deciding import Role, Who
from api.app import create_app
from api.demo import OFFICER
from api.store import figures as stored
from api.store.units import number_of
from api.workflow.assessing import give_back, self_assess, submit
from api.workflow.office import Office
from api.workflow.schedule import plan_period, proposed
from engine.units import UnitKey
from tests.api.pages.html import Node, read
from tests.assessments import CLERK, COMMUNE, DA_BAC, PROVINCE, SET, TAN_PHEO, course_of, fill_few, prepared, sheet, who
from tests.offices import Opened
from tests.people import CHEAP, GOOD, settled

ONE_COMMUNE = who(Role.COMMUNE, "unit:04831:2020-01-01", name="canbo.dabac")
FORM = "/nhap/04831?ky=2024"


@dataclass
class Window:
    """A browser window without scripts: it sends the forms that it sees."""

    office: Office
    guest: Who = OFFICER
    client: TestClient = field(init=False)
    page: Node = field(default_factory=lambda: Node(""))
    answer: Response | None = None

    def __post_init__(self) -> None:
        """Open it."""
        self.client = TestClient(create_app(self.office, guest=self.guest), base_url="http://tieuchi.test")

    def go(self, address: str, status: int = 200) -> Node:
        """Open an address; a page of that status is expected."""
        return self._shown(self.client.get(address, follow_redirects=False), status)

    def send(self, button: str, status: int = 303, **typed: str) -> str:
        """Type into the form with that button and press it; return where it leads. A double underscore is a point."""
        (form,) = [each for each in self.page.all("form") if button in [node.text for node in each.all("button")]]
        given = {node.attributes["name"]: value for node in form.walk() if (value := held(node)) is not None}
        given |= {key.replace("__", "."): text for key, text in typed.items()}
        pressed = next(node for node in form.all("button") if node.text == button)
        if "name" in pressed.attributes:
            given[pressed.attributes["name"]] = pressed.attributes["value"]
        action = form.attributes["action"].partition("#")[0]
        self._shown(self.client.post(action, data=given, follow_redirects=False), status)
        assert self.answer is not None
        return self.answer.headers.get("location", "")

    def _shown(self, answer: Response, status: int) -> Node:
        assert answer.status_code == status, (answer.headers.get("location"), answer.text[:300])
        self.answer, self.page = answer, read(answer.text) if answer.text else Node("")
        return self.page

    def typed(self, key: str) -> str:
        """Return what stands in the field of a figure."""
        return self.page.one("input", id=f"o-{key}").attributes["value"]

    def locked(self) -> list[str]:
        """Return the figures that are only shown."""
        return [each.attributes["id"].removeprefix("o-") for each in self.page.all("output") if "id" in each.attributes]


def held(node: Node) -> str | None:
    """Return what a field of a form would send; None when it is none, or not chosen."""
    attributes = node.attributes
    if node.tag == "select":
        options = node.all("option")
        chosen = next((each for each in options if "selected" in each.attributes), options[0])
        return chosen.attributes["value"]
    if node.tag != "input" or "name" not in attributes:
        return None
    return (
        None if attributes.get("type") in ("radio", "checkbox") and "checked" not in attributes else attributes["value"]
    )


def rows(office: Office, indicator: str, key: UnitKey = DA_BAC) -> list[int | None]:
    """Return every value of a figure of 2024, oldest first."""
    with office.database.reading() as session:
        number = number_of(session, key)
        return [each.row.steps for each in stored.history(session, SET, number, "2024", indicator)] if number else []


@pytest.fixture
def office(opened_office: Opened) -> Office:
    """The sample of Thị trấn Đà Bắc, 2024 open; on both databases."""
    return prepared(opened_office)


# ------------------------------------------------------------------------------------------------ what is shown


def test_every_figure_is_entered_once(office: Office) -> None:
    """Each of the 45 figures has one field, where it first stands; elsewhere it is shown and linked, sums are added."""
    page = Window(office).go(FORM)
    names = {node.attributes["name"] for node in page.all("input") if node.attributes.get("name", "").startswith("v.")}
    criteria = office.version_of_period(SET, "2024").criteria
    assert names == {f"v.{key}" for key, each in criteria.indicators.items() if each.sum is None}
    assert [node.attributes["id"] for node in page.all("input", name="v.villages")] == ["o-villages"]

    section = page.one("section", id="TC08")
    assert [node.text for node in section.all("output")] == ["12 khu dân cư", "14 đơn vị", "26 đơn vị"]
    assert [node.attributes["href"] for node in section.all("a")] == ["#o-villages", "#o-offices"]
    assert "máy cộng: số khu dân cư" in section.text
    assert "Tỷ lệ số đơn vị được công nhận trên số đơn vị thuộc diện đăng ký: từ 70 % trở lên" in section.text


def test_how_it_stands_and_stood(office: Office) -> None:
    """Beside each figure stands that of the period before; below, how the criterion stands; the sample says so."""
    page = Window(office).go(FORM)
    section = page.one("section", id="TC08")

    assert section.one(cls="before", id="b-bodies_recognised").text == "kỳ 2023: 24"
    assert section.one(cls="outcome").text == "✓ Đạt."
    assert section.one("li", **{"data-path": "all.0"}).text.startswith("✓Đạt: số đơn vị đã đăng ký 26/26 đơn vị")
    assert "Thiếu minh chứng (bắt buộc)." in section.text
    assert "SỐ LIỆU MẪU — không phải số liệu thật" in page.one(cls="banners").text
    assert page.one("b", **{"data-entered": ""}).text == "44"
    assert [node for node in page.walk() if "style" in node.attributes or node.tag == "style"] == []


def test_the_units_and_what_lacks(office: Office) -> None:
    """The list shows every unit of the period with how many figures are entered, its state and what is late."""
    window = Window(office)
    page = window.go("/nhap")
    lines = {node.one("th").text: [each.text for each in node.all("td")] for node in page.one("tbody").all("tr")}
    assert len(page.one("tbody").all("tr")) == 139
    assert lines["Thị trấn Đà Bắc"] == ["Huyện Đà Bắc", "44/45 còn 1", "chưa bắt đầu", "trong hạn"]
    assert lines["Xã Tân Pheo"] == ["Huyện Đà Bắc", "0/45 còn 45", "chưa bắt đầu", "trong hạn"]

    assert len(window.go("/nhap?huyen=150").one("tbody").all("tr")) == 17
    assert [node.one("th").text for node in window.go("/nhap?tim=da+bac").one("tbody").all("tr")] == ["Thị trấn Đà Bắc"]
    assert "Không có huyện «999»" in window.go("/nhap?huyen=999", 400).text
    assert "Không có xã, thị trấn nào khớp" in window.go("/nhap?tim=khongco").text


def test_late_units(opened_office: Opened) -> None:
    """After the day on which the self-assessment was due the list says who is late."""
    office = prepared(opened_office)
    opened_office.clock.move(days=11)
    page = Window(office).go("/nhap?tim=da+bac")

    assert page.one("tbody").all("td")[-1].text == "trễ tự chấm"


def test_who_enters_for_one_commune_goes_straight_there(office: Office) -> None:
    """An officer of one commune is led to its form; one of two sees just those; a viewer enters nothing."""
    window = Window(office, ONE_COMMUNE)
    window.go("/nhap", 303)
    assert window.answer is not None
    assert window.answer.headers["location"] == FORM
    names = [node.one("th").text for node in Window(office, COMMUNE).go("/nhap").one("tbody").all("tr")]
    assert names == ["Thị trấn Đà Bắc", "Xã Tân Pheo"]
    for address in ("/nhap", FORM):
        Window(office, who(Role.VIEWER, "all")).go(address, 403)


@pytest.mark.parametrize("form", ["/nhap/04849?ky=2024", "/nhap/05293"])
def test_units_out_of_place_are_hidden(office: Office, form: str) -> None:
    """A form of a unit outside one's place is refused, and so is what is sent to it."""
    window = Window(office, ONE_COMMUNE)
    window.go(form, 403)
    answer = window.client.post(form, data={"ky": "2024", "viec": "ghi", "v.villages": "9"}, follow_redirects=False)
    assert answer.status_code == 403
    assert rows(office, "villages", TAN_PHEO) == []


def test_units_and_periods_that_are_none(office: Office) -> None:
    """An unknown code is said with a way on; an unknown period shows the usual one and says so, but takes nothing."""
    window = Window(office)
    assert "không chấm đơn vị nào mang mã «99999»" in window.go("/nhap/99999", 404).text
    assert "Không có kỳ «1999»; đang hiện kỳ 2024." in window.go("/nhap/04831?ky=1999", 400).text
    sent = {"ky": "1999", "viec": "ghi", "v.villages": "9", "s.villages": "0"}
    assert window.client.post("/nhap/04831", data=sent, follow_redirects=False).status_code == 403


# ------------------------------------------------------------------------------------------------- what is sent


def test_a_section_is_saved_and_taken_back(office: Office) -> None:
    """A section is saved by its button; the page says how many and when, and takes the act back and does it again."""
    window = Window(office)
    window.go(FORM)
    way = window.send("Lưu TC08", v__bodies_registered="25", v__bodies_recognised="17")
    assert urlsplit(way).fragment == "TC08"
    window.go(way)
    assert window.page.one(cls="done").one("p").text == "Đã lưu 2 số liệu lúc 09:00 10/11/2024."
    assert window.page.one("section", id="TC08").one(cls="outcome").text == (
        "✕ Chưa đạt, cần thêm 1 đơn vị (số đơn vị đã đăng ký); thêm 2 đơn vị (số đơn vị được công nhận)."
    )
    assert (rows(office, "bodies_registered"), rows(office, "bodies_recognised")) == ([26, 25], [26, 17])

    window.go(window.send("Hoàn tác lần ghi này"))
    assert window.page.one(cls="done").one("p").text.startswith("Đã hoàn tác 2 số liệu")
    window.go(window.send("Hoàn tác lần ghi này"))
    assert rows(office, "bodies_recognised") == [26, 17, 26, 17]


def test_what_is_not_changed_is_not_written(office: Office) -> None:
    """A section sent as it stands writes nothing and says so."""
    window = Window(office)
    window.go(FORM)
    window.go(window.send("Lưu TC08"))

    assert window.page.one(cls="done").text == "Không có gì thay đổi, nên không ghi gì."
    assert rows(office, "bodies_recognised") == [26]


def test_all_faults_at_once(office: Office) -> None:
    """What can't be used is said cell by cell with the cure and stays as it was typed; the rest is saved."""
    window = Window(office)
    window.go(FORM)
    window.send("Lưu TC02", 422, v__villages="1.000", v__offices="mười", v__bodies_briefed="20")

    said = [node.text for node in window.page.one(cls="problems").all("li")]
    two_readings = "“1.000” đọc được hai cách: 1000 hoặc 1 — ghi liền chữ số, không ngăn hàng nghìn: 1000 nếu là 1000."
    no_number = "“mười” không phải số — chỉ ghi chữ số, ví dụ 12 hoặc 98,5; chưa có số liệu thì để trống."
    assert said == [
        f"Số khu dân cư (xóm, thôn, bản, tổ dân phố): {two_readings}",
        f"Số cơ quan, doanh nghiệp, nhà trường thuộc xã quản lý: {no_number}",
    ]
    assert [node.attributes["href"] for node in window.page.one(cls="problems").all("a")] == [
        "#o-villages",
        "#o-offices",
    ]
    assert (window.typed("villages"), window.typed("offices"), window.typed("bodies_briefed")) == (
        "1.000",
        "mười",
        "20",
    )
    assert (rows(office, "villages"), rows(office, "bodies_briefed")[-1]) == ([12], 20)
    window.send("Lưu TC02", v__villages="13", v__offices="10")
    assert (rows(office, "villages"), rows(office, "offices")) == ([12, 13], [14, 10])


def test_comma_decimals_days_and_choices(office: Office) -> None:
    """A decimal comma, a day, «không», có/không and blank are all taken as they are written in offices."""
    window = Window(office)
    window.go(FORM)
    window.go(
        window.send("Lưu TC15", v__waste_collected="98,5", v__environment_plan="15/02/2024", v__epidemic_plan="không")
    )
    window.go(window.send("Lưu TC01", v__registered=""))

    assert [
        rows(office, key)[-1] for key in ("waste_collected", "environment_plan", "epidemic_plan", "registered")
    ] == [
        985_000,
        date(2024, 2, 15).toordinal(),
        0,
        None,
    ]
    assert (window.typed("waste_collected"), window.typed("environment_plan")) == ("98,5", "15/02/2024")


def test_two_people_over_the_same_figure(office: Office) -> None:
    """Who comes second sees the other's figure with who and when beside the own one, and decides by saving again."""
    first, second = Window(office, COMMUNE), Window(office, PROVINCE)
    first.go(FORM)
    second.go(FORM)
    first.send("Lưu TC08", v__bodies_recognised="20")
    second.send("Lưu TC08", 409, v__bodies_recognised="21", v__bodies_registered="25")

    said = second.page.one(cls="problems").one("li").text
    assert "Người khác đã ghi 20 (commune_officer, 09:00 10/11/2024)" in said
    assert "đang giữ số của mình, chưa lưu" in said
    assert second.typed("bodies_recognised") == "21"
    assert (rows(office, "bodies_recognised"), rows(office, "bodies_registered")) == ([26, 20], [26, 25])
    second.send("Lưu TC08")
    assert rows(office, "bodies_recognised") == [26, 20, 21]


def test_a_note_is_kept_and_a_note_about_a_person_asked_about(office: Office) -> None:
    """A note goes with its figure; one that looks like somebody's number waits for a tick that it is none."""
    window = Window(office)
    window.go(FORM)
    window.send("Lưu TC06", 422, n__cameras="Gọi 0912 345 678", v__cameras="7")
    assert "Giống số căn cước hoặc số điện thoại" in window.page.one(cls="problems").text
    assert len(rows(office, "cameras")) == 1
    window.go(window.send("Lưu TC06", y__cameras="1"))
    assert window.page.one("input", name="n.cameras").attributes["value"] == "Gọi 0912 345 678"
    assert rows(office, "cameras")[-1] == 7


def test_a_document_is_added_and_cited(office: Office) -> None:
    """A document is added in a small form, its faults said at once; a figure can then cite it."""
    window = Window(office)
    window.go(FORM)
    (form,) = [
        each for each in window.page.one("section", id="TC01").all("form") if "new-document" in str(each.attributes)
    ]
    hidden = {node.attributes["name"]: node.attributes["value"] for node in form.all("input", type="hidden")}
    bad = window.client.post("/nhap/04831", data=hidden | {"document": " ", "issued_on": "31/02/2024"})
    page = read(bad.text)
    assert bad.status_code == 422
    assert [node.text for node in page.one("section", id="TC01").one(cls="problems").all("li")] == [
        "Số, ký hiệu văn bản: còn để trống — ghi vào ô này.",
        "Cơ quan ban hành: còn để trống — ghi vào ô này.",
        "Ngày ban hành: ngày “31/02/2024” không có trong lịch — ghi lại theo ngày/tháng/năm, ví dụ 05/03/2024.",
    ]
    given = {"document": "15-NQ/ĐU", "issued_on": "10/01/2024", "issuer": "Đảng ủy", "pages": "2", "expires_on": ""}
    done = window.client.post("/nhap/04831", data=hidden | given, follow_redirects=False)
    window.go(done.headers["location"])
    assert "15-NQ/ĐU ngày 10/01/2024, Đảng ủy, trang 2" in window.page.one("section", id="TC01").text
    assert "Thiếu minh chứng" not in window.page.one("section", id="TC01").text
    (number,) = [
        node.attributes["value"]
        for node in window.page.one("select", id="e-resolution").all("option")
        if node.text == "15-NQ/ĐU (TC01)"
    ]
    window.go(window.send("Lưu TC01", e__resolution=number))
    assert "15-NQ/ĐU (TC01)" in window.page.one("div", **{"data-key": "resolution"}).one("summary").text


def test_the_table_of_a_criterion(office: Office) -> None:
    """One criterion of many communes is a table: saved as one act, faulty cells kept, undone as one."""
    window = Window(office)
    window.go("/nhap?ky=2024&tieu-chi=TC08&huyen=150")
    assert len(window.page.one("tbody").all("tr")) == 17
    way = window.send("Lưu cả bảng", v__04849__villages="20", v__04849__offices="5", v__04831__bodies_recognised="17")
    assert parse_qs(urlsplit(way).query)["tieu-chi"] == ["TC08"]
    window.go(way)
    assert window.page.one(cls="done").one("p").text.startswith("Đã lưu 3 số liệu")
    row = window.page.one("tr", **{"data-unit": "04849"})
    assert (row.one("output").text, row.one(cls="outcome").text) == ("25", "? Chưa rõ.")

    window.send("Lưu cả bảng", 422, v__04849__bodies_registered="hai", v__04831__bodies_recognised="18")
    assert "Số đơn vị đã đăng ký (04849)" in window.page.one(cls="problems").text
    assert window.typed("04849.bodies_registered") == "hai"
    assert rows(office, "bodies_recognised") == [26, 17, 18]
    window.go(way)
    window.send("Hoàn tác lần ghi này", 409)
    assert "Đã có người sửa tiếp" in window.page.text
    assert rows(office, "villages", TAN_PHEO) == [20]


def test_the_table_of_one_s_own_units_alone(office: Office) -> None:
    """In the table, too, a commune out of place is neither shown nor written."""
    window = Window(office, ONE_COMMUNE)
    window.go("/nhap?ky=2024&tieu-chi=TC08")
    assert len(window.page.one("tbody").all("tr")) == 1
    sent = {"ky": "2024", "tieu-chi": "TC08", "viec": "ghi", "v.04849.villages": "9", "s.04849.villages": "0"}
    assert window.client.post("/nhap", data=sent, follow_redirects=False).status_code == 303
    assert rows(office, "villages", TAN_PHEO) == []


def test_a_form_must_be_ours(opened_office: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody signed in is believed only with the token of the page, and is the one whom the record names."""
    monkeypatch.setattr(passwords, "_ARGON2", CHEAP)
    office = prepared(opened_office)
    settled(opened_office, "canbo.dabac", Role.COMMUNE, "unit:04831:2020-01-01")
    window = Window(office)
    window.client.post("/dang-nhap", data={"login": "canbo.dabac", "password": GOOD})
    window.go(FORM)
    window.send("Lưu TC08", 403, csrf="0" * 128, v__bodies_recognised="20")
    assert rows(office, "bodies_recognised") == [26]

    window.go(FORM)
    window.send("Lưu TC08", v__bodies_recognised="20")
    with office.database.reading() as session:
        last = stored.history(session, SET, number_of(session, DA_BAC) or 0, "2024", "bodies_recognised")[-1]
    assert (last.row.steps, last.actor, last.channel) == (20, "canbo.dabac", "form")


# -------------------------------------------------------------------------------------------------------- locks


def test_a_period_that_is_not_open(opened_office: Opened) -> None:
    """Before it is opened everything is shown and nothing can be typed; the page says who opens it."""
    fill_few(opened_office.office)
    window = Window(opened_office.office)
    page = window.go(FORM)

    assert "Kỳ 2024 chưa được mở; nhờ cán bộ cấp tỉnh mở kỳ" in page.one(cls="locked").text
    assert len(window.locked()) == 45
    assert [node for node in page.all("button") if node.text.startswith("Lưu")] == []
    assert "chưa được mở" in window.go("/nhap?ky=2024&tieu-chi=TC08").text


def handed_in(office: Office) -> None:
    """Judge and hand in the sheet of Thị trấn Đà Bắc."""
    self_assess(office, CLERK, sheet(office), 0, {})
    submit(office, CLERK, sheet(office), course_of(office, sheet(office)).number)


def test_a_sheet_that_was_handed_in(office: Office) -> None:
    """Once it is handed in the commune only reads; the province can still correct."""
    handed_in(office)
    mine, theirs = Window(office, ONE_COMMUNE), Window(office)

    assert "đã nộp, chờ thẩm định" in mine.go(FORM).one(cls="locked").text
    assert len(mine.locked()) == 45
    theirs.go(FORM)
    assert theirs.locked() == []


def test_what_was_locked_meanwhile_is_said(office: Office) -> None:
    """A form opened before the sheet was handed in saves nothing any more, says why, and keeps what was typed."""
    window = Window(office, ONE_COMMUNE)
    window.go(FORM)
    handed_in(office)
    window.send("Lưu TC08", 409, v__bodies_recognised="20")

    assert "đã nộp, chờ thẩm định" in window.page.one(cls="problems").text
    assert window.typed("bodies_recognised") == "20"
    assert rows(office, "bodies_recognised") == [26]


def test_only_what_was_returned_is_open(office: Office) -> None:
    """Of a sheet that came back only the figures of the items returned can be typed; the others say why not."""
    handed_in(office)
    give_back(office, CLERK, sheet(office), course_of(office, sheet(office)).number, {"TC04": "Thiếu loa ở hai xóm"})
    window = Window(office, ONE_COMMUNE)
    page = window.go(FORM)

    assert len(window.locked()) == 43
    assert page.one("section", id="TC04").all("input", name="v.villages_with_broadcast")
    assert page.one("section", id="TC02").all("input", name="v.villages")
    assert "Chỉ sửa được số liệu và minh chứng của mục được trả về: TC04." in page.one("section", id="TC08").text
    window.send("Lưu TC04", v__villages_with_broadcast="11")
    assert rows(office, "villages_with_broadcast")[-1] == 11


def test_a_closed_period(opened_office: Opened) -> None:
    """After its last day the commune reads, and is told who can put the day off; the province goes on."""
    office = prepared(opened_office)
    opened_office.clock.move(days=60)

    assert "Kỳ 2024 đã đóng sau ngày 31/12/2024" in Window(office, ONE_COMMUNE).go(FORM).one(cls="locked").text
    province = Window(office)
    province.go(FORM)
    assert province.locked() == []


def test_the_usual_period_is_the_newest_open_one(opened_office: Opened) -> None:
    """Without a period in the address the newest that is open is shown, not one that opens later."""
    office = prepared(opened_office)
    criteria = office.version_of_period(SET, "2025").criteria
    plan_period(office, CLERK, criteria, "2025", proposed(criteria, "2025"), 0)
    page = Window(office).go("/nhap/04831")

    assert page.one(cls="periods").one("a", **{"aria-current": "page"}).text == "2024"
    assert [node.text for node in page.one(cls="periods").all("a")][:2] == ["2025", "2024"]
