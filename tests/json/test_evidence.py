"""``/evidence``: documents put on record, corrected, withdrawn; what an explanation says of them."""

from typing import Any

import pytest

from api.access.deciding import Role
from tests.json.conftest import STILL, Desk, desk, open_period, refused, somebody
from tests.offices import Opened


def document(unit: str, /, **changes: object) -> dict[str, object]:
    """Make a reference to a document."""
    return {
        "unit": unit,
        "period": "2024",
        "criterion": "TC01",
        "document": "15-NQ/ĐU",
        "issued_on": "2024-01-10",
        "issuer": "Đảng ủy xã",
    } | changes


def given(asker: Desk, unit: str, /, **changes: object) -> dict[str, Any]:
    """Put a document on record."""
    answer = asker.post("/evidence", document(unit, **changes))
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def proof(asker: Desk, unit: str, criterion: str = "TC01", **query: str) -> dict[str, Any]:
    """Return what an explanation says of the documents of a criterion."""
    answer = asker.get(f"/explanations/{unit}", period="2024", **query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = next(each["evidence"] for each in answer.json()["criteria"] if each["id"] == criterion)
    return found


# ------------------------------------------------------------------------------------------------------- written


def test_a_document(officer: Desk, unit: str) -> None:
    """A document is a row with all that was said of it, listed for its unit and period."""
    row = given(officer, unit, pages="tr. 2-3", expires_on="2025-01-10")

    assert row == document(unit, pages="tr. 2-3", expires_on="2025-01-10") | {
        "id": row["id"],
        "withdrawn": False,
        "act": officer.head.seq,
    }
    assert officer.items("/evidence", unit=unit) == [row]
    assert officer.items("/evidence", unit=unit, period="2023") == []
    assert officer.items("/evidence", unit=unit, known="2024-11-09") == []


def test_the_same_document_again(officer: Desk, unit: str) -> None:
    """Sent again it is the same row, without a new act."""
    first = given(officer, unit)
    before = officer.head

    assert given(officer, unit) == first
    assert officer.head == before


def test_corrected(officer: Desk, unit: str) -> None:
    """A correction stands in the place of the row that it names; the same again changes nothing."""
    first = given(officer, unit)
    answer = officer.put(f"/evidence/{first['id']}", document(unit, document="16-NQ/ĐU"))
    before = officer.head

    assert (answer.status_code, answer.json()["document"]) == (200, "16-NQ/ĐU")
    assert officer.items("/evidence", unit=unit) == [answer.json()]
    again = officer.put(f"/evidence/{first['id']}", document(unit, document="16-NQ/ĐU"))
    assert (again.json(), officer.head) == (answer.json(), before)


def test_over_something_older(officer: Desk, unit: str) -> None:
    """Who names a row that was corrected already is told the newer one; nothing is written."""
    first = given(officer, unit)["id"]
    newer = officer.put(f"/evidence/{first}", document(unit, document="16-NQ/ĐU")).json()
    before = officer.head

    for answer in (
        officer.put(f"/evidence/{first}", document(unit, document="17")),
        officer.delete(f"/evidence/{first}"),
    ):
        assert refused(answer, 412, "stale")["newer"] == newer
    assert officer.head == before


def test_withdrawn(officer: Desk, unit: str) -> None:
    """Withdrawn it is listed no more; what was known before still has it; twice is once."""
    row = given(officer, unit)
    gone = officer.delete(f"/evidence/{row['id']}")
    before = officer.head

    assert (gone.status_code, gone.json()["withdrawn"]) == (200, True)
    assert officer.items("/evidence", unit=unit) == []
    assert officer.delete(f"/evidence/{row['id']}").json() == gone.json()
    assert officer.head == before
    assert given(officer, unit)["id"] not in (row["id"], gone.json()["id"])


@pytest.mark.parametrize(
    "elsewhere", [{"period": "2023"}, {"criterion": "TC02"}, {"unit": STILL}], ids=["period", "criterion", "unit"]
)
def test_a_document_does_not_move(officer: Desk, unit: str, elsewhere: dict[str, str]) -> None:
    """A correction can't carry a document to another unit, period or criterion: what is locked there stays so."""
    row = given(officer, unit)
    before = officer.head
    answer = officer.put(f"/evidence/{row['id']}", document(unit, **elsewhere))

    assert refused(answer, 422, "not_usable")["detail"].endswith("rút bản đó rồi ghi bản mới.")
    assert officer.head == before


# ------------------------------------------------------------------------------------------------- what can't be


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"unit": "4831"}, "nội dung unit"),
        ({"period": "24"}, "nội dung period"),
        ({"document": ""}, "nội dung document"),
        ({"document": "\u200b\n"}, "nội dung document"),
        ({"document": "a" * 101}, "nội dung document"),
        ({"issued_on": "10/01/2024"}, "nội dung issued_on"),
        ({"issued_on": "2024-02-30"}, "nội dung issued_on"),
        ({"issuer": None}, "nội dung issuer"),
        ({"pages": "a" * 301}, "nội dung pages"),
        ({"expires_on": "mai"}, "nội dung expires_on"),
        ({"criterion": "a" * 65}, "nội dung criterion"),
        ({"holder_name": "x"}, "nội dung holder_name"),
    ],
)
def test_a_document_of_the_wrong_shape(officer: Desk, changes: dict[str, object], place: str) -> None:
    """What a document can't be is refused with 422, its place and the cure; nothing is written."""
    before = officer.head
    (fault,) = refused(officer.post("/evidence", document(STILL, **changes)), 422, "not_usable")["faults"]

    assert fault["place"] == place
    assert fault["cure"]
    assert officer.head == before


@pytest.mark.parametrize(
    ("changes", "status", "code", "said"),
    [
        ({"criterion": "TC99"}, 422, "not_usable", "các tiêu chí: TC01, TC02"),
        ({"criterion": "\0"}, 422, "not_usable", "các tiêu chí"),
        ({"expires_on": "2024-01-09"}, 422, "not_usable", "Ngày hết hạn trước ngày ban hành"),
        ({"unit": "99999"}, 404, "not_found", "/api/v1/units?on=2024-12-31"),
        ({"period": "2020"}, 404, "not_found", "kỳ 2020"),
        ({"unit": "04891", "period": "2025"}, 409, "state_forbids", "Kỳ 2025 chưa được mở"),
    ],
)
def test_a_document_of_nothing(officer: Desk, changes: dict[str, object], status: int, code: str, said: str) -> None:
    """No such criterion, unit or period, a period not open, days in the wrong order: refused with the way on."""
    before = officer.head

    assert said in refused(officer.post("/evidence", document(STILL, **changes)), status, code)["detail"]
    assert officer.head == before


@pytest.mark.parametrize(("number", "status"), [("999999", 404), ("0", 422), ("x", 422), ("9" * 30, 422)])
@pytest.mark.parametrize("list_", ["evidence", "waivers"])
def test_a_number_of_nothing(officer: Desk, list_: str, number: str, status: int) -> None:
    """There is no such row, or what was asked is no number: 404 and 422."""
    refused(officer.delete(f"/{list_}/{number}"), status, {404: "not_found", 422: "not_usable"}[status])


@pytest.mark.parametrize("query", [{"period": "\0"}, {"unit": "4831"}, {"expires_within": "-1"}, {"set": "\0"}])
def test_lists_that_are_none(officer: Desk, query: dict[str, str]) -> None:
    """What no list can be narrowed to: 422 that names the place."""
    (fault,) = refused(officer.get("/evidence", **query), 422, "not_usable")["faults"]

    assert fault["place"] == f"tham số {next(iter(query))}"


def test_a_text_about_somebody(officer: Desk, unit: str) -> None:
    """Texts that look as if they held personal data are answered with a warning each."""
    row = given(officer, unit, document="CCCD 017088001234", issuer="Hội Phật giáo", pages="0912345678")

    assert [(each["field"], each["code"]) for each in row["warnings"]] == [
        ("pages", "PERSONAL_NUMBER"),
        ("document", "PERSONAL_NUMBER"),
        ("issuer", "PERSONAL_WORD"),
    ]


def test_what_expires_soon(officer: Desk, unit: str) -> None:
    """Asked for what expires within so many days, today and the last of these days are included."""
    for number, day in enumerate(("2024-11-09", "2024-11-10", "2024-11-20", "2024-11-21", None)):
        given(officer, unit, document=str(number), expires_on=day)

    found = officer.items("/evidence", unit=unit, expires_within="10")
    assert [each["document"] for each in found] == ["1", "2"]


# ------------------------------------------------------------------------------------------------- who sees, writes


def test_another_district(officer: Desk, written: Opened) -> None:
    """A viewer of district 150 is listed its documents alone, and changes none; another commune's officer neither."""
    own, other = given(officer, "04834", document="của 150"), given(officer, "05173", document="của nơi khác")
    viewer = desk(written, somebody(Role.VIEWER, "district:150"))

    units = {each["unit"] for each in viewer.items("/evidence")}
    assert own["unit"] in units
    assert other["unit"] not in units
    assert viewer.items("/evidence", unit="05173") == []
    refused(viewer.delete(f"/evidence/{own['id']}"), 403, "not_your_role")
    commune = desk(written, somebody(Role.COMMUNE, "unit:04834:2020-01-01"))
    refused(commune.delete(f"/evidence/{other['id']}"), 404, "not_found")
    refused(commune.post("/evidence", document("05173")), 403, "not_your_place")
    assert commune.delete(f"/evidence/{own['id']}").status_code == 200


# --------------------------------------------------------------------------------------------------- explanations


def test_lacking_where_required(officer: Desk, unit: str) -> None:
    """TC01 requires a document and says so while it has none; TC04 requires none and says nothing."""
    officer.entered(unit, villages="5")

    assert proof(officer, unit) == {"required": True, "amiss": "Thiếu minh chứng (bắt buộc).", "documents": []}
    assert proof(officer, unit, "TC04") == {"required": False, "amiss": "", "documents": []}
    row = given(officer, unit)
    assert proof(officer, unit) == {"required": True, "amiss": "", "documents": [row]}
    assert proof(officer, unit, "TC02")["amiss"] == "Thiếu minh chứng (bắt buộc)."
    officer.delete(f"/evidence/{row['id']}")
    assert proof(officer, unit)["amiss"] == "Thiếu minh chứng (bắt buộc)."


def test_the_last_day_is_included(officer: Desk, unit: str) -> None:
    """A document holds on its last day and has expired on the day after; by itself the period's last day counts."""
    officer.entered(unit, villages="5")
    given(officer, unit, expires_on="2024-12-30")
    expired = "Thiếu minh chứng còn hạn: 15-NQ/ĐU hết hạn từ sau ngày 30/12/2024."

    assert proof(officer, unit, on="2024-12-30")["amiss"] == ""
    assert proof(officer, unit, on="2024-12-31")["amiss"] == expired
    assert proof(officer, unit)["amiss"] == expired
    given(officer, unit, document="16", expires_on="2024-12-31")
    assert proof(officer, unit)["amiss"] == "Minh chứng hết hạn: 15-NQ/ĐU hết hạn từ sau ngày 30/12/2024."


def test_expired_where_none_is_required(officer: Desk, unit: str) -> None:
    """Where none is required, one that has expired is told and nothing lacks."""
    officer.entered(unit, villages="5")
    given(officer, unit, criterion="TC04", expires_on="2024-06-30")

    assert proof(officer, unit, "TC04")["amiss"] == "Minh chứng hết hạn: 15-NQ/ĐU hết hạn từ sau ngày 30/06/2024."


def test_a_document_that_figures_cite(officer: Desk, unit: str) -> None:
    """A document proves the criteria of every figure that cites it, also of a sum's part, also once it is corrected."""
    proves = ("TC02", "TC06", "TC08", "TC14")
    row = given(officer, unit, criterion="TC06", document="Báo cáo số 9")
    for indicator, value in (("offices", "5"), ("drills", "1")):
        assert officer.figure(unit, indicator, value, evidence=row["id"]).status_code == 200

    def proven() -> dict[str, list[str]]:
        answer = officer.get(f"/explanations/{unit}", period="2024").json()
        return {
            each["id"]: [one["document"] for one in each["evidence"]["documents"]]
            for each in answer["criteria"]
            if each["evidence"]["documents"]
        }

    assert proven() == {key: ["Báo cáo số 9"] for key in proves}
    officer.put(f"/evidence/{row['id']}", document(unit, criterion="TC06", document="Báo cáo số 10"))
    assert proven() == {key: ["Báo cáo số 10"] for key in proves}
    drills = officer.get(f"/figures/{unit}/2024/drills").json()["id"]
    officer.delete(f"/figures/{unit}/2024/drills", drills)
    assert "TC14" not in proven()


def test_documents_that_can_not_be_cited(officer: Desk, unit: str) -> None:
    """A document of another unit, one that was withdrawn (by whichever of its numbers), or none: 422, not written."""
    other = given(officer, "04840", document="của xã khác")["id"]
    gone = given(officer, unit)["id"]
    last = officer.delete(f"/evidence/{gone}").json()["id"]
    before = officer.head

    for number in (other, gone, last, 999_999):
        detail = refused(officer.figure(unit, "villages", "5", evidence=number), 422, "not_usable")["detail"]
        where = f"Đơn vị này không có minh chứng số {number} trong kỳ 2024, hoặc đã rút; chọn minh chứng khác."
        assert detail == where
    assert officer.head == before


def test_known_on_a_day(opened_office: Opened) -> None:
    """What an explanation says of documents is what was known on the day that is asked for."""
    open_period(opened_office, "2024")
    clerk = desk(opened_office)
    clerk.entered("04834", villages="5")
    opened_office.clock.move(days=1)
    row = given(clerk, "04834")
    opened_office.clock.move(days=1)
    clerk.delete(f"/evidence/{row['id']}")

    said = [proof(clerk, "04834", known=f"2024-11-{day}")["documents"] for day in (10, 11, 12)]
    assert said == [[], [row], []]
