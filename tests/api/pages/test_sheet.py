"""One sheet on its way: the commune, who appraises, who only looks; locks, stale forms, what was sealed."""

from datetime import UTC, date, datetime

import pytest

from api.access.deciding import Role
from api.store import figures as stored
from api.store.assessments import State
from api.store.tables import Evidence
from api.store.units import number_of, numbered
from api.workflow.office import Office
from engine.rules import Verdict
from tests.assessments import (
    CLERK,
    COMMUNE,
    DA_BAC,
    DISTRICT,
    PROVINCE,
    SET,
    VIEWER,
    agreed,
    course_of,
    enter,
    prepared,
    sheet,
    who,
)
from tests.offices import Opened
from tests.sheets import SHEET, Reader, filled, item, side

WHY = "đã bổ sung nghị quyết ngày 20/10"
BACK = "chưa thấy nghị quyết kèm theo"


def state_of(office: Office) -> State:
    """How far the sheet is."""
    return course_of(office, sheet(office)).state


def self_assessed(office: Office) -> Reader:
    """The commune judges TC01 better than its figures and saves."""
    commune = Reader.of(office, COMMUNE)
    commune.send(filled(commune.page(), "tu-cham", TC01="met", why_TC01=WHY))
    return commune


def submitted(office: Office) -> Reader:
    """The commune does so and hands in."""
    commune = Reader.of(office, COMMUNE)
    commune.send(filled(commune.page(), "nop", TC01="met", why_TC01=WHY))
    return commune


def judged(office: Office) -> dict[str, str]:
    """Every item as the commune judged it, with a reason for what is unknown."""
    said = agreed(office, sheet(office))
    return {key: str(each.verdict) for key, each in said.items()} | {
        f"why_{key}": each.why for key, each in said.items()
    }


def test_the_form_of_the_commune(opened_office: Opened) -> None:
    """Each of the 16 items asks, with the computed verdict chosen; nothing is asked before the period is open."""
    office = prepared(opened_office)
    page = Reader.of(office, COMMUNE).page()

    assert page.one("h1").text == "Phiếu chấm: Thị trấn Đà Bắc"
    articles = page.all("article")
    assert len(articles) == 16
    for each in articles:
        chosen = [
            radio.attributes["value"] for radio in each.all("input", type="radio") if "checked" in radio.attributes
        ]
        assert [f"verdict {word}" for word in chosen] == [each.all("span", "verdict")[0].attributes["class"]]
    assert "Nộp xong thì số liệu khóa lại cho đến khi được trả về." in page.one("div", "deeds-bar").text

    closed = Reader.of(office, COMMUNE).page("/phieu/nq12-tu.2023.04831")
    assert closed.one("p", "warning").text.startswith("Kỳ 2023 chưa được mở")
    assert closed.all("textarea") == []


def test_judging_otherwise_needs_a_reason(opened_office: Opened) -> None:
    """A verdict of one's own without a justification writes nothing, says so at the item, and keeps what was typed."""
    office = prepared(opened_office)
    commune = Reader.of(office, COMMUNE)
    page = commune.send(filled(commune.page(), "tu-cham", TC01="met", TC02="met", why_TC02="đủ 26 đơn vị"), 422)

    assert state_of(office) is State.NOT_STARTED
    fault = item(page, "TC01").one("p", "fault").text
    assert fault.startswith("TC01 khác với kết quả máy chấm (chưa đạt) mà không có lý do")
    assert page.one("div", "problems").one("a").attributes["href"] == "#TC01"
    assert item(page, "TC02").one("textarea").text == "đủ 26 đơn vị"
    assert item(page, "TC02").all("p", "fault") == []


def test_saved_and_handed_in_at_once(opened_office: Opened) -> None:
    """«Lưu và nộp» saves what was chosen and hands it in; from then on the commune is asked nothing."""
    office = prepared(opened_office)
    commune = self_assessed(office)
    page = commune.page()
    assert side(page, "TC01", "Xã tự chấm") == f"✓ đạt “{WHY}”"
    assert "xã chấm khác máy" in item(page, "TC01").one("h3").text

    page = commune.send(filled(page, "nop", why_TC01="có nghị quyết số 12"))
    assert page.one("p", "note").text.startswith("Đã nộp phiếu.")
    assert [each.kind for each in course_of(office, sheet(office)).steps] == [
        State.SELF_ASSESSED,
        State.SELF_ASSESSED,
        State.SUBMITTED,
    ]
    assert page.all("textarea") == page.all("button", value="nop") == []
    assert "có nghị quyết số 12" in side(page, "TC01", "Xã tự chấm")


def test_the_whole_way(opened_office: Opened) -> None:
    """One item comes back with its reason, alone it opens; judged again and handed in it is appraised and sealed."""
    office = prepared(opened_office)
    commune, district = submitted(office), Reader.of(office, DISTRICT)
    page = district.page()
    assert "checked" not in {key for radio in page.all("input", type="radio") for key in radio.attributes}

    page = district.send(filled(page, "tra-lai", TC01="tra-lai", why_TC01=BACK, TC03="met"))
    assert state_of(office) is State.RETURNED
    assert course_of(office, sheet(office)).appraised.keys() == {"TC03"}

    page = commune.page()
    assert page.one("section", "back-list").one("li").text == (f"TC01 Lãnh đạo, chỉ đạo và đăng ký từ quý I: {BACK}")
    assert [each.attributes["name"] for each in page.all("textarea")] == ["ly-do-TC01"]
    assert "Mục này đang khóa" in item(page, "TC02").text
    commune.send(filled(page, "nop", TC01="unmet", why_TC01=""))

    page = district.page()
    assert side(page, "TC01", "Xã tự chấm") == "✕ chưa đạt"
    assert BACK in item(page, "TC01").one("p", "returned").text
    page = district.send(filled(page, "chot", **judged(office)))
    assert page.one("p", "note").text.startswith("Đã chốt phiếu.")
    assert state_of(office) is State.SEALED

    sealed = district.page(f"{SHEET}/chot/1")
    assert "trùng từng byte" in sealed.one("dl", "summary").text
    digest = office.version_of_period(SET, "2024").digest
    assert digest in sealed.text
    assert digest in page.one("section", aria_labelledby="da-chot").text
    assert len(sealed.one("table", "decided").one("tbody").all("tr")) == 16
    district.page(f"{SHEET}/chot/2", 404)


def test_a_corrected_figure_is_chosen_again(opened_office: Opened) -> None:
    """Where the commune went along with a verdict that its figures have changed since, the new one is chosen."""
    office = prepared(opened_office)
    page = Reader.of(office, COMMUNE).page()
    assert "chưa đạt" in side(page, "TC02", "Máy chấm")
    commune = self_assessed(office)
    with office.database.reading() as session:
        unit = number_of(session, DA_BAC)
        assert unit is not None
        seen = stored.history(session, SET, unit, "2024", "bodies_briefed")[-1].row.id
    enter(office, "bodies_briefed", 26, seen)

    part = item(commune.page(), "TC02")
    assert part.one("p", "hint").text == (
        "Số liệu đã đổi từ lần tự chấm trước: máy chấm chưa đạt, nay đạt. Đã chọn sẵn kết quả mới."
    )
    chosen = [each.attributes["value"] for each in part.all("input", type="radio") if "checked" in each.attributes]
    assert chosen == ["met"]
    changes = part.one("details", "stories").all("li")
    assert "từ 21 đơn vị thành 26 đơn vị" in changes[0].text
    assert "canbo1, qua phần mềm khác" in changes[0].text


def test_agreeing_at_once(opened_office: Opened) -> None:
    """One button appraises what is judged as computed with its documents; what was chosen by hand stays as chosen."""
    office = prepared(opened_office)
    submitted(office)
    with office.database.writing(CLERK, "evidence.record", set_id=SET, period="2024") as write:
        write.add(
            Evidence(
                set_id=SET,
                unit_id=numbered(write, DA_BAC),
                period="2024",
                criterion="TC03",
                document="15/BC-UBND",
                issued_on=date(2024, 8, 5),
                issuer="Ủy ban nhân dân thị trấn",
            )
        )
    district = Reader.of(office, DISTRICT)
    page = district.page()
    assert item(page, "TC03").one("div", "documents").one("li").text == (
        "15/BC-UBND ngày 05/08/2024, Ủy ban nhân dân thị trấn"
    )
    optional = [each.id for each in sheet(office).criteria.criteria if each.evidence == "optional"]
    before = course_of(office, sheet(office)).self_assessed
    sure = [key for key in optional if before[key]["verdict"] != "unknown"]
    assert page.one("button", value="dong-y").text == f"Đồng ý {len(sure) + 1} mục xã chấm giống máy"

    district.send(filled(page, "dong-y", TC04="unmet", why_TC04="hai cụm loa đã hỏng"))
    appraised = course_of(office, sheet(office)).appraised
    assert set(appraised) == {*sure, "TC03", "TC04"}
    assert (appraised["TC03"]["verdict"], appraised["TC04"]["verdict"]) == ("met", "unmet")


@pytest.mark.parametrize(
    ("deed", "changes", "said"),
    [
        ("tham-dinh", {}, "Chưa chọn kết quả ở mục nào"),
        ("tra-lai", {"TC02": "unmet"}, "Chưa đánh dấu mục nào để trả lại"),
        ("tra-lai", {"TC02": "tra-lai"}, "Trả lại thì phải ghi lý do"),
        ("tham-dinh", {"TC02": "tra-lai", "why_TC02": "thiếu"}, "bấm «Trả lại các mục đã đánh dấu»"),
        ("tham-dinh", {"why_TC02": "thiếu"}, "Có lý do mà chưa chọn kết quả"),
        ("tham-dinh", {"TC02": "met"}, "TC02 khác với kết quả xã tự chấm (chưa đạt) mà không có lý do"),
        ("tham-dinh", {"TC02": "unmet", "why_TC02": "x" * 301}, "viết gọn trong 300 ký tự"),
    ],
)
def test_what_an_appraiser_forgets(opened_office: Opened, deed: str, changes: dict[str, str], said: str) -> None:
    """Nothing is written, the page says what to do, and what was chosen stays chosen."""
    office = prepared(opened_office)
    submitted(office)
    district = Reader.of(office, DISTRICT)
    number = course_of(office, sheet(office)).number
    page = district.send(filled(district.page(), deed, **changes), 422)

    assert said in page.text
    assert course_of(office, sheet(office)).number == number
    chosen = {
        each.attributes["name"][8:]: each.attributes["value"]
        for each in page.all("input", type="radio")
        if "checked" in each.attributes
    }
    assert chosen == {key: value for key, value in changes.items() if not key.startswith("why_")}


def test_not_everything_appraised_is_not_sealed(opened_office: Opened) -> None:
    """Sealing early is forbidden by the state: 409 with every item that is missing; the verdicts stay saved."""
    office = prepared(opened_office)
    submitted(office)
    district = Reader.of(office, DISTRICT)
    page = district.send(filled(district.page(), "chot", TC02="unmet"), 409)

    assert "Chưa chốt được: còn tiêu chí chưa thẩm định xong." in page.one("div", "problems").text
    assert len(page.one("div", "problems").all("a")) == 15
    assert state_of(office) is State.APPRAISED


def test_a_stale_form_shows_both(opened_office: Opened) -> None:
    """A form over an older step writes nothing: 412 says who was first, and sets both answers side by side."""
    office = prepared(opened_office)
    submitted(office)
    one, other = Reader.of(office, DISTRICT), Reader.of(office, who(Role.APPRAISER, "district:150", name="thamdinh2"))
    mine, theirs = one.page(), other.page()
    other.send(filled(theirs, "tham-dinh", TC02="met", why_TC02="đã kiểm tra thực tế"))
    page = one.send(filled(mine, "tham-dinh", TC02="unmet", TC04="met"), 412)

    problem = page.one("div", "problems")
    assert "thamdinh2 đã thẩm định lúc 10/11/2024 09:00" in problem.text
    assert [
        [cell.text for cell in row.walk() if cell.tag in ("th", "td")] for row in problem.one("tbody").all("tr")
    ] == [
        ["TC02", "đạt: đã kiểm tra thực tế", "chưa đạt"],
        ["TC04", "chưa có", "đạt"],
    ]
    assert course_of(office, sheet(office)).appraised.keys() == {"TC02"}
    again = one.send(filled(page, "tham-dinh"))
    assert side(again, "TC02", "Thẩm định") == "✕ chưa đạt"
    assert side(again, "TC04", "Thẩm định") == "✓ đạt"


def test_a_form_sent_twice(opened_office: Opened) -> None:
    """The same self-assessment again changes nothing; handing in twice says that it was done already."""
    office = prepared(opened_office)
    commune = Reader.of(office, COMMUNE)
    form = filled(commune.page(), "tu-cham")
    commune.send(form)
    commune.send(form)
    assert len(course_of(office, sheet(office)).steps) == 1
    form = filled(commune.page(), "nop")
    commune.send(form)
    page = commune.send(form, 412)
    assert "Chính tài khoản này đã nộp phiếu" in page.one("div", "problems").text
    assert len(course_of(office, sheet(office)).steps) == 2


def test_texts_are_for_those_who_work_on_it(opened_office: Opened) -> None:
    """A viewer and a neighbour's officer see verdicts and steps, but no justification and no reason, on no page."""
    office = prepared(opened_office)
    commune, district = submitted(office), Reader.of(office, DISTRICT)
    district.send(filled(district.page(), "tra-lai", TC01="tra-lai", why_TC01=BACK))
    viewer = Reader.of(office, VIEWER)
    for address in (SHEET, "/xa/04831?ky=2024"):
        page = viewer.page(address)
        assert WHY not in page.text
        assert BACK not in page.text
        assert "✓ đạt" in side(page, "TC01", "Xã tự chấm")
        assert WHY in commune.page(address).text
    assert viewer.page().one("section", "back-list").one("li").text == "TC01 Lãnh đạo, chỉ đạo và đăng ký từ quý I"
    assert viewer.page().all("textarea") == []
    commune.send(filled(commune.page(), "nop", TC01="met"))
    district.send(filled(district.page(), "chot", **judged(office)))
    assert WHY not in viewer.page(f"{SHEET}/chot/1").text
    assert WHY in district.page(f"{SHEET}/chot/1").text


def test_who_may_take_which_step(opened_office: Opened) -> None:
    """A viewer takes none, the commune does not appraise, who appraises does not hand in; nothing is written."""
    office = prepared(opened_office)
    for guest, deeds in (
        (VIEWER, ("tu-cham", "nop", "tham-dinh", "tra-lai", "chot", "mo-lai")),
        (COMMUNE, ("tham-dinh", "dong-y", "tra-lai", "chot", "mo-lai")),
        (DISTRICT, ("tu-cham", "nop", "mo-lai")),
    ):
        for deed in deeds:
            page = Reader.of(office, guest).send({"viec": deed, "buoc": "0", "ket-qua-TC01": "met"}, 403)
            assert "không thuộc quyền" in page.one("h1").text
    assert state_of(office) is State.NOT_STARTED
    assert Reader.of(office, COMMUNE).send({"viec": "xoa", "buoc": "0"}, 403).one("h1").text == "Trang đã cũ"
    elsewhere = Reader.of(office, who(Role.COMMUNE, "unit:05293:2020-01-01"))
    elsewhere.page(SHEET, 403)
    assert "Đà Bắc" not in elsewhere.page(SHEET, 403).one("main").text


@pytest.mark.parametrize(
    "id_",
    ["x", "nq12-tu.2024.99999", "nq12-tu.20xx.04831", "nq12-tu.2024.04789", "khac.2024.04831", "nq12-tu.1999.04831"],
)
def test_no_such_sheet(opened_office: Opened, id_: str) -> None:
    """An id that names no unit that is assessed, no period or no set has no page."""
    Reader.of(prepared(opened_office), PROVINCE).page(f"/phieu/{id_}", 404)


def test_who_appraises_is_a_matter_of_the_day(opened_office: Opened) -> None:
    """Until 30/6/2025 the district appraises and the province only looks; from 1/7/2025 it is the other way round."""
    office = prepared(opened_office)
    submitted(office)
    district, province = Reader.of(office, DISTRICT), Reader.of(office, PROVINCE)
    form = filled(district.page(), "tham-dinh", TC02="unmet")
    assert "Ngày 10/11/2024 cấp huyện thẩm định" in province.page().one("p", "warning").text
    assert province.page().all("textarea") == []
    province.send(form, 403)

    opened_office.clock.at = datetime(2025, 7, 1, 1, tzinfo=UTC)
    assert "Ngày 01/07/2025 cấp tỉnh thẩm định" in district.page().one("p", "warning").text
    district.send(form, 403)
    province.send(filled(province.page(), "tham-dinh", TC02="unmet"))
    assert state_of(office) is State.APPRAISED


def test_reopening_by_decision(opened_office: Opened) -> None:
    """Only by a decision with its reason, whole or in part; what was sealed stays beside the new edition."""
    office = prepared(opened_office)
    submitted(office)
    district, province = Reader.of(office, DISTRICT), Reader.of(office, PROVINCE)
    district.send(filled(district.page(), "chot", **judged(office)))
    assert district.page().all("section", aria_labelledby="mo-lai") == []
    form = province.page().one("section", aria_labelledby="mo-lai").one("form")
    fields = {each.attributes["name"]: each.attributes["value"] for each in form.all("input", type="hidden")}

    refused = province.send({**fields, "quyet-dinh": "", "ly-do": " "}, 422)
    assert "Số quyết định để trống" in refused.text
    assert "Lý do để trống" in refused.text
    page = province.send({**fields, "quyet-dinh": "15/QĐ-BCĐ", "ly-do": "kết luận kiểm tra", "muc": ["TC01", "TC05"]})
    assert state_of(office) is State.REOPENED
    assert "Mở lại phiếu: TC01, TC05 (quyết định 15/QĐ-BCĐ)" in page.one("ol", "taken").all("li")[0].text
    assert page.one("section", aria_labelledby="da-chot").one("a").attributes["href"] == f"{SHEET}/chot/1"


def test_a_text_that_looks_like_an_id(opened_office: Opened) -> None:
    """A text with twelve digits is kept, and whoever may read it is told that it looks like somebody's number."""
    office = prepared(opened_office)
    commune = Reader.of(office, COMMUNE)
    page = commune.send(filled(commune.page(), "tu-cham", TC01="met", why_TC01="theo đơn 012345678901"))
    assert "Giống số căn cước" in item(page, "TC01").one("span", "beware").text


def test_a_sheet_without_any_figure(opened_office: Opened) -> None:
    """A unit that nothing is known of has its sheet all the same: all unknown, and handed in with a warning."""
    office = prepared(opened_office)
    commune = Reader.of(office, COMMUNE)
    address = "/phieu/nq12-tu.2024.04849"
    page = commune.page(address)
    assert {each.all("span", "verdict")[0].attributes["class"] for each in page.all("article")} == {
        f"verdict {Verdict.UNKNOWN}"
    }
    assert "Còn 16 tiêu chí chưa rõ vì thiếu số liệu; vẫn nộp được." in page.one("div", "deeds-bar").text
    commune.send(filled(page, "nop"), address=address)


def test_printing(opened_office: Opened) -> None:
    """The printed sheet has 16 lines with three verdicts and basis, both banners, and blank places to sign."""
    office = prepared(opened_office)
    submitted(office)
    page = Reader.of(office, VIEWER).page()
    paper = page.one("section", "paper")
    rows = paper.one("tbody").all("tr")
    assert [row.one("b").text for row in rows] == [f"TC{number:02}" for number in range(1, 17)]
    first = [cell.text for cell in rows[0].all("td")]
    assert first[1:4] == ["✕ chưa đạt", "✓ đạt", ""]
    assert first[4] == "124/2021/TT-BCA, Điều 5 khoản 1"
    assert "dựng lại từ nguồn công khai" in page.one("section", "banners").text
    assert [each.one("strong").text for each in paper.one("div", "signatures").all("p")] == [
        "NGƯỜI LẬP PHIẾU",
        "LÃNH ĐẠO XÃ, THỊ TRẤN",
        "CẤP THẨM ĐỊNH",
    ]
    assert WHY not in paper.text
    assert "In ngày 10/11/2024." in paper.text
