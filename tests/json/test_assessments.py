"""/assessments: the list, the items side by side, each step by who may take it, sealed records."""

from datetime import UTC, datetime
from typing import Any

import pytest

from api.access.deciding import Role, Who
from api.workflow.office import Office
from tests.assessments import (
    COMMUNE,
    DISTRICT,
    PROVINCE,
    VIEWER,
    Desk,
    items_of,
    open_period,
    prepared,
    who,
)
from tests.offices import Opened

SHEET = "/assessments/nq12-tu.2024.04831"


def submitted(office: Office) -> int:
    """Let the commune judge TC01 itself and hand in; return the number of the step."""
    commune = Desk.of(office, COMMUNE)
    body = {"items": {"TC01": {"verdict": "met", "justification": "đã bổ sung nghị quyết"}}}
    done = commune.post(f"{SHEET}/self-assess", body, 0)
    step: int = commune.post(f"{SHEET}/submit", None, done["step"])["step"]
    return step


def verdicts_of(body: dict[str, Any]) -> dict[str, Any]:
    """Appraise as the commune said, with a reason where nothing is known."""
    said = {key: each["self_assessed"]["verdict"] for key, each in items_of(body).items()}
    return {
        "items": {
            key: {"verdict": each, "reason": "chưa có số liệu" if each == "unknown" else ""}
            for key, each in said.items()
        }
    }


def sealed(office: Office, appraiser: Who = DISTRICT) -> int:
    """Take the assessment to its seal; return the number of the step."""
    step = submitted(office)
    desk = Desk.of(office, appraiser)
    done = desk.post(f"{SHEET}/appraise", verdicts_of(desk.get(SHEET)), step)
    last: int = desk.post(f"{SHEET}/seal", None, done["step"])["step"]
    return last


def test_the_list_has_every_unit(opened_office: Opened) -> None:
    """All 139 xã and thị trấn of the map of 31/12/2024, none of the phường, page by page, also those not started."""
    desk = Desk.of(prepared(opened_office), PROVINCE)
    first = desk.get("/assessments", limit=100)
    second = desk.get("/assessments", limit=100, cursor=first["next"])
    found = first["items"] + second["items"]

    assert (len(first["items"]), len(found), second["next"]) == (100, 139, None)
    assert [each["unit"] for each in found] == sorted({each["unit"] for each in found})
    assert {each["state"] for each in found} == {"not_started"}
    assert "04789" not in {each["unit"] for each in found}
    assert found[0] | {"unit": "", "id": "", "name": ""} == {
        "id": "",
        "set": "nq12-tu",
        "period": "2024",
        "unit": "",
        "first_day": "2020-01-01",
        "name": "",
        "state": "not_started",
        "state_title": "chưa bắt đầu",
        "edition": 1,
        "step": 0,
        "by": None,
        "at": None,
        "due": {"step": "self_assessed", "day": "2024-11-20"},
        "late": [],
    }


def test_the_list_is_narrowed(opened_office: Opened) -> None:
    """By state and by who is late; somebody sees only the units of their place."""
    office = prepared(opened_office)
    submitted(office)
    desk, commune = Desk.of(office, PROVINCE), Desk.of(office, COMMUNE)
    assert [each["unit"] for each in desk.get("/assessments", state="submitted")["items"]] == ["04831"]
    assert len(desk.get("/assessments", state="not_started")["items"]) == 138
    assert [each["unit"] for each in commune.get("/assessments")["items"]] == ["04831", "04849"]
    assert commune.get("/assessments", late="true")["items"] == []

    opened_office.clock.move(days=21)  # 1/12/2024
    (late,) = commune.get("/assessments", late="true")["items"]
    assert (late["unit"], late["late"], late["due"]) == (
        "04849",
        ["self_assessed", "submitted"],
        {"step": "self_assessed", "day": "2024-11-20"},
    )
    (other,) = commune.get("/assessments", late="false")["items"]
    assert (other["unit"], other["state"], other["by"], other["due"]["step"]) == (
        "04831",
        "submitted",
        "commune_officer",
        "appraised",
    )
    assert other["at"].startswith("2024-11-10T02:00:00")
    desk.get("/assessments", 422, state="done")
    desk.get("/assessments", 404, period="1999")
    desk.get("/assessments", 400, period="nay")


def test_one_assessment_side_by_side(opened_office: Opened) -> None:
    """Each item shows the computed, the commune's and the appraiser's verdict, whether it is open, its documents."""
    office = prepared(opened_office)
    step = submitted(office)
    desk = Desk.of(office, DISTRICT)
    body = {"items": {"TC01": {"verdict": "unmet", "reason": "nghị quyết ban hành sau hạn"}}}
    found = desk.post(f"{SHEET}/appraise", body, step)
    items = items_of(found)

    assert items["TC01"] == {
        "id": "TC01",
        "title": "Lãnh đạo, chỉ đạo và đăng ký từ quý I",
        "computed": "unmet",
        "self_assessed": {"verdict": "met", "computed": "unmet", "justification": "đã bổ sung nghị quyết"},
        "appraised": {"verdict": "unmet", "computed": "unmet", "reason": "nghị quyết ban hành sau hạn"},
        "returned": None,
        "open": False,
        "evidence": {"documents": [], "amiss": "Thiếu minh chứng (bắt buộc)."},
    }
    assert items["TC02"]["appraised"] is None
    assert [each["kind"] for each in found["steps"]] == ["self_assessed", "submitted", "appraised"]
    assert (found["criteria"]["wording"], found["sample"], found["sealed"]) == ("reconstructed", True, [])
    assert found == desk.get(SHEET)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("nq12-tu.2024.04789", 404),  # a phường
        ("nq12-tu.2024.99999", 404),
        ("nq12-tu.2024", 404),
        ("nq12-tu.2024.04831.x", 404),
        ("khac.2024.04831", 404),
        ("nq12-tu.nay.04831", 400),
        ("nq12-tu.2024.04813", 403),  # another district's
    ],
)
def test_an_id_that_is_none(opened_office: Opened, path: str, status: int) -> None:
    """An id of no assessment is answered with what is wrong; one of another place is refused."""
    office = opened_office.office
    places = ("district:150", "unit:04789:2020-01-01")
    Desk.of(office, who(Role.APPRAISER, *places)).get(f"/assessments/{path}", status)


def test_if_match(opened_office: Opened) -> None:
    """Without the number of the last step 428, with nonsense 400, with an older one 412 and the newer state."""
    office = prepared(opened_office)
    desk = Desk.of(office, COMMUNE)
    assert desk.post(f"{SHEET}/self-assess", {"items": {}}, None, 428)["code"] == "precondition_missing"
    refused = desk.client.post(f"/api/v1{SHEET}/self-assess", json={}, headers={"If-Match": '"x"'})
    assert (refused.status_code, refused.json()["code"]) == (400, "bad_request")
    done = desk.post(f"{SHEET}/self-assess", {}, 0)
    stale = desk.post(f"{SHEET}/submit", None, 0, 412)

    assert (stale["code"], stale["newer"]["step"], stale["newer"]["state"]) == ("stale", done["step"], "self_assessed")


def test_the_same_again_is_the_same_answer(opened_office: Opened) -> None:
    """A step that is sent twice is answered alike."""
    office = prepared(opened_office)
    desk = Desk.of(office, COMMUNE)
    body = {"items": {"TC01": {"verdict": "met", "justification": "đã bổ sung"}}}
    assert desk.post(f"{SHEET}/self-assess", body, 0) == desk.post(f"{SHEET}/self-assess", body, 0)


def test_faults_and_states_are_said_whole(opened_office: Opened) -> None:
    """Missing reasons are 422 with every place; what the state forbids is 409 with the cure."""
    office = prepared(opened_office)
    desk = Desk.of(office, COMMUNE)
    body = {"items": {"TC01": {"verdict": "met"}, "TC10": {"verdict": "met"}, "TC99": {"verdict": "met"}}}
    assert [each["place"] for each in desk.post(f"{SHEET}/self-assess", body, 0, 422)["faults"]] == ["items.TC99"]
    del body["items"]["TC99"]
    faulty = desk.post(f"{SHEET}/self-assess", body, 0, 422)
    assert [each["place"] for each in faulty["faults"]] == ["items.TC01.justification", "items.TC10.justification"]
    assert desk.post(f"{SHEET}/submit", None, 0, 409)["detail"] == "Phiếu chưa bắt đầu; tự chấm trước khi nộp."
    step = submitted(office)
    appraiser = Desk.of(office, DISTRICT)
    forbidden = appraiser.post(f"{SHEET}/seal", None, step, 409)
    assert (forbidden["code"], forbidden["detail"]) == (
        "state_forbids",
        "Phiếu đã nộp, chờ thẩm định; thẩm định trước khi chốt.",
    )
    sent: tuple[dict[str, object], ...] = (
        {},
        {"items": {}},
        {"items": {"TC08": {"reason": "  "}}},
        {"items": {"TC08": {}}},
        {"ho_ten": "x"},
    )
    for bad in sent:
        appraiser.post(f"{SHEET}/return", bad, step, 422)
    desk.post(f"{SHEET}/self-assess", {"items": {"TC01": {"verdict": "đạt"}}}, step, 422)


def test_a_hand_in_warns_of_unknown_figures(opened_office: Opened) -> None:
    """What is missing is named and does not stop the hand-in; a text that looks like somebody's number is warned of."""
    office = prepared(opened_office)
    desk = Desk.of(office, COMMUNE)
    body = {"items": {"TC01": {"verdict": "met", "justification": "gọi 0912 345 678"}}}
    first = desk.post(f"{SHEET}/self-assess", body, 0)
    assert [(each["field"], each["code"]) for each in first["warnings"]] == [
        ("items.TC01.justification", "PERSONAL_NUMBER")
    ]
    done = desk.post(f"{SHEET}/submit", None, first["step"])

    assert done["state"] == "submitted"
    assert done["warnings"] == [
        {
            "code": "UNKNOWN_FIGURES",
            "field": "items.TC11",
            "indicators": ["petitions"],
            "message": "TC11 chưa rõ vì thiếu số liệu: Số đơn thư thuộc thẩm quyền đã đến hạn giải quyết.",
        }
    ]


def test_texts_are_for_those_who_work_on_it(opened_office: Opened) -> None:
    """A viewer sees every verdict and no justification or reason; commune, appraiser and province see all."""
    office = prepared(opened_office)
    step = submitted(office)
    district = Desk.of(office, DISTRICT)
    step = district.post(f"{SHEET}/return", {"items": {"TC08": {"reason": "chưa thấy quyết định"}}}, step)["step"]
    viewer = Desk.of(office, VIEWER).get(SHEET)
    seen = items_of(viewer)
    assert seen["TC01"]["self_assessed"] == {"verdict": "met", "computed": "unmet"}
    assert seen["TC08"]["returned"] == {}
    assert "đã bổ sung" not in str(viewer)
    assert "chưa thấy" not in str(viewer)
    for guest in (COMMUNE, DISTRICT, PROVINCE):
        assert items_of(Desk.of(office, guest).get(SHEET))["TC08"]["returned"] == {"reason": "chưa thấy quyết định"}

    commune = Desk.of(office, COMMUNE)
    step = commune.post(f"{SHEET}/self-assess", {}, step)["step"]
    step = commune.post(f"{SHEET}/submit", None, step)["step"]
    step = district.post(f"{SHEET}/appraise", verdicts_of(district.get(SHEET)), step)["step"]
    district.post(f"{SHEET}/seal", None, step)
    record = Desk.of(office, VIEWER).get(f"{SHEET}/sealed")
    assert items_of(record)["TC01"]["self_assessed"] == {"verdict": "met", "computed": "unmet"}
    assert "đã bổ sung" not in str(record)


def test_only_returned_items_are_the_communes(opened_office: Opened) -> None:
    """What was returned is open with its reason, the others are locked: judging them is 409."""
    office = prepared(opened_office)
    step = submitted(office)
    returned = Desk.of(office, DISTRICT).post(
        f"{SHEET}/return", {"items": {"TC08": {"reason": "chưa thấy quyết định"}}}, step
    )
    assert [key for key, each in items_of(returned).items() if each["open"]] == ["TC08"]
    commune = Desk.of(office, COMMUNE)
    locked = commune.post(f"{SHEET}/self-assess", {"items": {"TC09": {"verdict": "met"}}}, returned["step"], 409)
    assert [each["place"] for each in locked["faults"]] == ["items.TC09"]
    again = commune.post(f"{SHEET}/self-assess", {"items": {"TC08": {"verdict": "met"}}}, returned["step"])
    assert commune.post(f"{SHEET}/submit", None, again["step"])["state"] == "submitted"


@pytest.mark.parametrize(
    ("moment", "appraiser", "not_any_more"),
    [
        (datetime(2025, 6, 30, 16, 59, tzinfo=UTC), DISTRICT, PROVINCE),
        (datetime(2025, 6, 30, 17, 0, tzinfo=UTC), PROVINCE, DISTRICT),
    ],
)
def test_who_appraises_on_a_day(opened_office: Opened, moment: datetime, appraiser: Who, not_any_more: Who) -> None:
    """To the end of 30/6/2025 in Vietnam the district appraises the assessment of 2024, from 1/7/2025 the province."""
    office = prepared(opened_office)
    step = submitted(office)
    opened_office.clock.at = moment
    refused = Desk.of(office, not_any_more)
    body = verdicts_of(refused.get(SHEET))
    for path, sent in (("appraise", body), ("return", {"items": {"TC08": {"reason": "x"}}}), ("seal", None)):
        assert refused.post(f"{SHEET}/{path}", sent, step, 403)["code"] == "not_the_appraiser"
    desk = Desk.of(office, appraiser)
    step = desk.post(f"{SHEET}/appraise", body, step)["step"]
    assert desk.post(f"{SHEET}/seal", None, step)["state"] == "sealed"


@pytest.mark.parametrize(
    ("guest", "path", "code"),
    [
        (COMMUNE, "appraise", "not_your_role"),
        (COMMUNE, "seal", "not_your_role"),
        (DISTRICT, "self-assess", "not_your_role"),
        (DISTRICT, "reopen", "not_your_role"),
        (VIEWER, "submit", "not_your_role"),
        (who(Role.COMMUNE, "unit:04849:2020-01-01"), "submit", "not_your_place"),
        (who(Role.APPRAISER, "district:148"), "seal", "not_your_place"),
    ],
)
def test_who_may_not(opened_office: Opened, guest: Who, path: str, code: str) -> None:
    """Each step is its role's, in its place."""
    bodies: dict[str, object] = {
        "appraise": {"items": {"TC01": {"verdict": "met"}}},
        "self-assess": {},
        "reopen": {"decision": "1/QĐ", "reason": "x"},
    }
    desk = Desk.of(prepared(opened_office), guest)
    assert desk.post(f"{SHEET}/{path}", bodies.get(path), 0, 403)["code"] == code


def test_the_heir_of_a_merged_unit_answers_for_it(opened_office: Opened) -> None:
    """After the merger the officer of Xã Đà Bắc works on the assessment of Thị trấn Đà Bắc of 2024."""
    office = prepared(opened_office)
    step = submitted(office)
    opened_office.clock.at = datetime(2025, 8, 1, tzinfo=UTC)
    returned = Desk.of(office, PROVINCE).post(f"{SHEET}/return", {"items": {"TC08": {"reason": "x"}}}, step)
    heir = Desk.of(office, who(Role.COMMUNE, "unit:04831:2025-07-01"))

    assert heir.post(f"{SHEET}/self-assess", {}, returned["step"])["state"] == "self_assessed"


def test_a_sealed_record_by_the_api(opened_office: Opened) -> None:
    """It carries the score of /scores to the byte, both verdicts and the inputs, and is computed again to the same."""
    office = prepared(opened_office)
    desk = Desk.of(office, PROVINCE)
    assert desk.get(f"{SHEET}/sealed", 404)["detail"] == "Không có bản chốt này; các lần chốt: chưa có lần nào."
    line = (
        desk.client.get("/api/v1/scores/04831", params={"period": "2024"}).text.split('"units":[\n')[1].split("\n]")[0]
    )
    sealed(office)
    answer = desk.client.get(f"/api/v1{SHEET}/sealed")
    record = answer.json()

    assert f'"score":{line},' in answer.text
    assert items_of(record)["TC01"]["self_assessed"]["justification"] == "đã bổ sung nghị quyết"
    assert record["inputs"]["figures"]["villages"]["value"] == "12"
    assert (record["edition"], record["sample"]) == (1, True)
    again = desk.client.get(f"/api/v1{SHEET}/sealed/1/recomputed")
    assert again.json()["same"] is True
    assert f'"score":{line}' in again.text
    assert desk.get(f"{SHEET}/sealed/1") == record
    desk.get(f"{SHEET}/sealed/2", 404)
    desk.get(f"{SHEET}/sealed/0", 422)
    assert desk.get(SHEET)["sealed"] == [
        {"edition": 1, "at": record["at"], "by": "appraiser", "digest": record["digest"]}
    ]


def test_reopening_by_the_api(opened_office: Opened) -> None:
    """Only the province, by a decision and with a reason; the first edition stays, a second comes beside it."""
    office = prepared(opened_office)
    step = sealed(office)
    province = Desk.of(office, PROVINCE)
    for bad in ({"reason": "x"}, {"decision": "1/QĐ"}, {"decision": " ", "reason": "x"}):
        province.post(f"{SHEET}/reopen", bad, step, 422)
    body = {"decision": "15/QĐ-BCĐ", "reason": "kết luận kiểm tra", "items": ["TC01"]}
    reopened = province.post(f"{SHEET}/reopen", body, step)
    assert (reopened["state"], reopened["edition"], reopened["steps"][-1]["decision"]) == ("reopened", 2, "15/QĐ-BCĐ")
    assert reopened["steps"][-1]["reason"] == "kết luận kiểm tra"
    assert [key for key, each in items_of(reopened).items() if each["open"]] == ["TC01"]
    commune, district = Desk.of(office, COMMUNE), Desk.of(office, DISTRICT)
    step = commune.post(f"{SHEET}/self-assess", {}, reopened["step"])["step"]
    step = commune.post(f"{SHEET}/submit", None, step)["step"]
    step = district.post(f"{SHEET}/appraise", {"items": {"TC01": {"verdict": "unmet"}}}, step)["step"]
    done = district.post(f"{SHEET}/seal", None, step)

    assert [each["edition"] for each in done["sealed"]] == [1, 2]
    assert [
        items_of(province.get(f"{SHEET}/sealed/{number}"))["TC01"]["appraised"]["verdict"] for number in (1, 2)
    ] == [
        "met",
        "unmet",
    ]
    assert items_of(province.get(f"{SHEET}/sealed/2"))["TC11"]["appraised"]["reason"] == "chưa có số liệu"


def test_figures_are_locked_with_the_sheet(opened_office: Opened) -> None:
    """While it is handed in the commune's figure is refused by /figures too, the province's is written."""
    office = prepared(opened_office)
    submitted(office)
    path = "/figures/04831/2024/petitions"
    assert Desk.of(office, COMMUNE).post(path, {"value": "0"}, 0, 409, "PUT")["code"] == "state_forbids"
    assert Desk.of(office, PROVINCE).post(path, {"value": "0"}, 0, 200, "PUT")["value"] == "0"


def test_nothing_before_the_period_is_opened(opened_office: Opened) -> None:
    """Without a plan the list shows no due day, and a self-assessment is refused with who can open it."""
    office = opened_office.office
    desk = Desk.of(office, COMMUNE)
    assert desk.get("/assessments")["items"][0]["due"] is None
    refused = desk.post(f"{SHEET}/self-assess", {}, 0, 409)
    assert refused["detail"] == "Kỳ 2024 chưa được mở; nhờ cán bộ cấp tỉnh mở kỳ ở trang Kỳ đánh giá."
    open_period(office)
    assert desk.post(f"{SHEET}/self-assess", {}, 0)["items"][0]["computed"] == "unknown"
