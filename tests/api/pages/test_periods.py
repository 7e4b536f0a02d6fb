"""Periods: opening one, its days, stale forms, who is late, registrations."""

from datetime import UTC, datetime

from api.access.deciding import Role
from api.store import assessments as stored
from api.store.tables import PeriodPlan
from api.workflow.office import Office
from tests.api.pages.html import Node
from tests.assessments import COMMUNE, DISTRICT, PERIOD, PROVINCE, SET, VIEWER, fill_few, prepared, who
from tests.offices import Opened
from tests.sheets import Fields, Reader

PAGE = "/ky-danh-gia?ky=2024"


def plan_of(office: Office) -> PeriodPlan | None:
    """The plan that stands."""
    with office.database.reading() as session:
        return stored.plans(session, SET, PERIOD).get(PERIOD)


def days(page: Node, **changes: str) -> Fields:
    """What the form of the days sends as it stands, with some changed."""
    form = page.one("form", "days")
    fields: Fields = {each.attributes["name"]: each.attributes["value"] for each in form.all("input")}
    return {**fields, **changes}


def test_opening_a_period(opened_office: Opened) -> None:
    """The days offered are those of the law; the province opens with them, and nobody else can."""
    office = opened_office.office
    fill_few(office)
    province = Reader.of(office, PROVINCE)
    page = province.page(PAGE)
    assert "Kỳ chưa mở" in page.one("section", aria_labelledby="cac-ngay").text
    form = days(page)
    assert (form["self_assessed_by"], form["submitted_by"], form["so"]) == ("20/11/2024", "30/11/2024", "0")

    for guest in (COMMUNE, DISTRICT, VIEWER):
        reader = Reader.of(office, guest)
        assert reader.page(PAGE).all("form", "days") == []
        reader.send(form, 403, PAGE)
    assert plan_of(office) is None
    page = province.send(form, address=PAGE)
    assert page.one("p", "note").text.startswith("Đã lưu các ngày của kỳ.")
    assert "Kỳ đang mở, đến hết ngày 31/12/2024." in page.text
    assert "Hạn nộp 30/11/2024" in " ".join(
        f"{each.one('dt').text} {each.one('dd').text}"
        for each in Reader.of(office, VIEWER).page(PAGE).one("dl", "summary").all("div")
    )


def test_faulty_days(opened_office: Opened) -> None:
    """Days out of order, too far or none at all are all said, each at its field, and what was typed stays."""
    office = prepared(opened_office)
    province = Reader.of(office, PROVINCE)
    page = province.send(days(province.page(PAGE), submitted_by="2024-11-10", closes="2050-01-01"), 422, PAGE)
    faults = [each.text for each in page.one("div", "problems").all("li")]
    assert any("Hạn nộp 10/11/2024 trước hạn tự chấm 20/11/2024" in each for each in faults)
    assert any("nằm quá xa kỳ" in each for each in faults)
    assert page.one("input", id="submitted_by").attributes["value"] == "10/11/2024"
    assert page.one("span", id="ve-submitted_by").attributes["class"] == "fault"
    page = province.send(days(province.page(PAGE), opens="hôm nay"), 422, PAGE)
    assert "ngày mở kỳ chưa ghi hoặc không có thật" in page.one("div", "problems").text.casefold()


def test_a_stale_plan_shows_both(opened_office: Opened) -> None:
    """Days saved over a newer plan write nothing: 412 with both days; sent again over what was seen they are saved."""
    office = prepared(opened_office)
    province = Reader.of(office, PROVINCE)
    old = province.page(PAGE)
    province.send(days(old, submitted_by="2024-12-02"), address=PAGE)
    page = province.send(days(old, submitted_by="05/12/2024"), 412, PAGE)

    row = page.one("div", "problems").one("tbody").one("tr")
    assert [each.text for each in row.walk()] == ["hạn nộp", "02/12/2024", "05/12/2024"]
    plan = plan_of(office)
    assert plan is not None
    assert plan.submitted_by.isoformat() == "2024-12-02"
    province.send(days(page), address=PAGE)
    plan = plan_of(office)
    assert plan is not None
    assert plan.submitted_by.isoformat() == "2024-12-05"


def test_who_is_late(opened_office: Opened) -> None:
    """The day after the due day every one of the 139 is late; a district is shown its 17, on the day it asks for."""
    office = prepared(opened_office)
    opened_office.clock.at = datetime(2024, 11, 21, 3, tzinfo=UTC)
    province, district = Reader.of(office, PROVINCE), Reader.of(office, DISTRICT)
    steps = province.page(PAGE).all("details", "late-step")
    assert [each.one("summary").text for each in steps] == [
        "Chậm tự chấm: 139 đơn vị (hạn 20/11/2024)",
        "Chậm nộp: 0 đơn vị (hạn 30/11/2024)",
        "Chậm thẩm định (việc của cấp thẩm định): 0 đơn vị (hạn 15/12/2024)",
    ]
    names = district.page(PAGE).all("details", "late-step")[0].all("a")
    assert len(names) == 17
    assert "/phieu/nq12-tu.2024.04831" in {each.attributes["href"] for each in names}
    on_the_day = district.page(f"{PAGE}&ngay=2024-11-20").all("details", "late-step")[0]
    assert on_the_day.one("summary").text.startswith("Chậm tự chấm: 0 đơn vị")
    wrong = district.page(f"{PAGE}&ngay=x")
    assert (
        "Ô «Tính đến hết ngày»: ngày «x» không có thật hoặc viết sai; đang tính đến hôm nay"
        in wrong.one("div", "problems").text
    )


def test_registering_and_withdrawing(opened_office: Opened) -> None:
    """The commune registers itself, sees it, takes it back; of another's registration it can do nothing."""
    office = prepared(opened_office)
    commune = Reader.of(office, who(Role.COMMUNE, "unit:04831:2020-01-01"))
    form = commune.page(PAGE).one("form", "filter")
    assert [each.attributes["value"] for each in form.one("select", id="don-vi").all("option")] == ["04831"]
    fields: Fields = {"viec": "dang-ky", "ky": "2024", "don-vi": "04831", "cap": "commune", "ngay": "2024-02-15"}
    page = commune.send(fields, address=PAGE)
    row = page.one("section", aria_labelledby="dang-ky").one("tbody").one("tr")
    assert [each.text for each in row.all("td")][:2] == ["Điển hình cấp xã", "15/02/2024"]
    assert "Điển hình cấp xã, ngày 15/02/2024" in commune.page("/xa/04831?ky=2024").text

    commune.send({**fields, "don-vi": "05293"}, 422, PAGE)
    refused = commune.send({**fields, "ngay": "2024-12-01"}, 422, PAGE)
    assert "Ngày đăng ký 01/12/2024 quá muộn" in refused.one("div", "problems").text
    withdrawal = {each.attributes["name"]: each.attributes["value"] for each in row.one("form").all("input")}
    stranger = Reader.of(office, who(Role.COMMUNE, "unit:04849:2020-01-01"))
    stranger.send({**withdrawal}, 403, PAGE)
    assert Reader.of(office, VIEWER).page(PAGE).all("button", "plain", type="submit")[0].text == "Xem"
    page = commune.send({**withdrawal}, address=PAGE)
    assert "Chưa có đăng ký nào trong kỳ này." in page.text
    assert "vừa rút đăng ký này" in commune.send({**withdrawal}, 412, PAGE).text
