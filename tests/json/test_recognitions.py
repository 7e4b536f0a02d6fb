"""``/recognitions``: decisions and their ends, with what the scores say beside them and never mixed with them."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from api.access.deciding import Role
from tests.json.conftest import STILL, Desk, desk, open_period, refused, somebody
from tests.offices import Opened


def decision(unit: str, /, **changes: object) -> dict[str, object]:
    """Make a decision that recognises a unit."""
    return {"unit": unit, "level": "commune", "decision": "45/QĐ-UBND", "decided_on": "2024-03-01"} | changes


def given(asker: Desk, unit: str, /, **changes: object) -> dict[str, Any]:
    """Put it on record."""
    answer = asker.post("/recognitions", decision(unit, **changes))
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def ended(asker: Desk, number: int, revoked_on: str, by: str = "12/QĐ-UBND") -> dict[str, Any]:
    """Put the end of a recognition on record."""
    answer = asker.post(f"/recognitions/{number}/revoke", {"decision": by, "revoked_on": revoked_on})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def listed(asker: Desk, unit: str, **query: str) -> dict[str, Any]:
    """Return the one recognition of a unit as the list has it."""
    (found,) = asker.items("/recognitions", unit=unit, **query)
    return found


# ------------------------------------------------------------------------------------------------------- decided


def test_a_recognition(officer: Desk, unit: str) -> None:
    """A decision is a row with its unit version; where nothing is known of the unit, so is said beside it."""
    row = given(officer, unit)

    assert row == decision(unit) | {
        "id": row["id"],
        "first_day": row["first_day"],
        "revocation": None,
        "revoked_on": None,
    }
    assert listed(officer, unit) == row | {
        "in_force": True, "eligible": None, "up_for_review": None, "after_merger": [],
    }  # fmt: skip


def test_the_same_decision_again(officer: Desk, unit: str) -> None:
    """Sent again it is the same row, without a new act; so it is with its end."""
    first = given(officer, unit)
    before = officer.head
    assert given(officer, unit) == first
    assert officer.head == before

    gone = ended(officer, first["id"], "2024-06-01")
    before = officer.head
    assert ended(officer, first["id"], "2024-06-01") == gone
    assert officer.head == before


@pytest.mark.parametrize(
    "changes",
    [
        {"decision": "46/QĐ-UBND"},
        {"decided_on": "2024-03-02"},
        {"decision": "46/QĐ-UBND", "decided_on": "2024-02-29"},
        {"decision": "46/QĐ-UBND", "decided_on": "2024-10-01"},
    ],
)
def test_a_second_one_while_the_first_holds(officer: Desk, unit: str, changes: dict[str, str]) -> None:
    """A unit is recognised at a level once at a time: 409 that names the decision which stands."""
    given(officer, unit)
    before = officer.head
    problem = refused(officer.post("/recognitions", decision(unit, **changes)), 409, "state_forbids")

    assert "theo quyết định 45/QĐ-UBND ngày 01/03/2024" in problem["detail"]
    assert officer.head == before


@pytest.mark.parametrize(("again_on", "status"), [("2024-05-31", 409), ("2024-06-01", 200), ("2024-10-01", 200)])
def test_anew_after_its_end(officer: Desk, unit: str, again_on: str, status: int) -> None:
    """From the day on which it is not recognised any more, a unit can be recognised anew."""
    ended(officer, given(officer, unit)["id"], "2024-06-01")

    answer = officer.post("/recognitions", decision(unit, decision="90/QĐ-UBND", decided_on=again_on))
    assert answer.status_code == status


def test_anew_on_the_day_of_the_first(officer: Desk, unit: str) -> None:
    """Ended on the day of the decision itself, the unit is not recognised a second time on that day: 409."""
    ended(officer, given(officer, unit)["id"], "2024-03-01")

    refused(officer.post("/recognitions", decision(unit, decision="90/QĐ-UBND")), 409, "state_forbids")
    assert given(officer, unit, decision="90/QĐ-UBND", decided_on="2024-03-02")["revocation"] is None


def test_another_level(officer: Desk, unit: str) -> None:
    """Each level has its own decision, and the list can be narrowed to one."""
    given(officer, unit)
    higher = given(officer, unit, level="province")

    assert [each["id"] for each in officer.items("/recognitions", unit=unit, level="province")] == [higher["id"]]
    assert len(officer.items("/recognitions", unit=unit)) == 2


# ------------------------------------------------------------------------------------------------- what can't be


@pytest.mark.parametrize(
    ("changes", "status", "code", "said"),
    [
        ({"level": "khác"}, 422, "not_usable", "các cấp: commune, district, province"),
        ({"unit": "99999"}, 404, "not_found", "/api/v1/units?on=2024-03-01"),
        ({"decided_on": "2022-06-26"}, 404, "not_found", "có hiệu lực ngày 26/06/2022"),
        ({"decided_on": "2024-11-11"}, 422, "not_usable", "sau hôm nay"),
        ({"unit": "04831", "decided_on": "2025-07-01"}, 422, "not_usable", "sau hôm nay"),
        (
            {"unit": "04831", "level": "district", "decided_on": "2025-07-01"},
            422,
            "not_usable",
            "«Điển hình cấp huyện» không tồn tại vào ngày 01/07/2025",
        ),
    ],
)
def test_a_decision_that_can_not_be(
    officer: Desk, changes: dict[str, object], status: int, code: str, said: str
) -> None:
    """No such level, unit or law on the day, a level that is gone, a day to come: refused, and nothing written."""
    before = officer.head

    assert said in refused(officer.post("/recognitions", decision(STILL, **changes)), status, code)["detail"]
    assert officer.head == before


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"unit": "4831"}, "nội dung unit"),
        ({"decision": " "}, "nội dung decision"),
        ({"decided_on": "1/3/2024"}, "nội dung decided_on"),
        ({"level": "a" * 65}, "nội dung level"),
        ({"recipient_name": "x"}, "nội dung recipient_name"),
    ],
)
def test_a_decision_of_the_wrong_shape(officer: Desk, changes: dict[str, object], place: str) -> None:
    """422 with the place and the cure."""
    (fault,) = refused(officer.post("/recognitions", decision(STILL, **changes)), 422, "not_usable")["faults"]

    assert fault["place"] == place
    assert fault["cure"]


def test_an_end_that_can_not_be(officer: Desk, unit: str) -> None:
    """Before its beginning or after another end: 409; on a day to come: 422; of nothing: 404; of no number: 422."""
    number = given(officer, unit)["id"]
    before = officer.head

    def end(of: object, day: str, by: str = "12/QĐ") -> Any:  # noqa: ANN401 -- an answer
        return officer.post(f"/recognitions/{of}/revoke", {"decision": by, "revoked_on": day})

    assert "trước ngày công nhận 01/03/2024" in refused(end(number, "2024-02-29"), 409, "state_forbids")["detail"]
    refused(end(number, "2024-11-11"), 422, "not_usable")
    refused(end(999_999, "2024-06-01"), 404, "not_found")
    refused(end("9" * 30, "2024-06-01"), 422, "not_usable")
    refused(officer.post(f"/recognitions/{number}/revoke", {"decision": "12"}), 422, "not_usable")
    assert officer.head == before
    ended(officer, number, "2024-06-01")
    assert "12/QĐ-UBND ngày 01/06/2024" in refused(end(number, "2024-07-01"), 409, "state_forbids")["detail"]


def test_a_decision_about_somebody(officer: Desk, unit: str) -> None:
    """A number of a document that looks like somebody's id is answered with a warning."""
    row = given(officer, unit, decision="Quyết định 017088001234")

    assert [(each["field"], each["code"]) for each in row["warnings"]] == [("decision", "PERSONAL_NUMBER")]


def test_the_last_day_of_the_district_level(opened_office: Opened) -> None:
    """On 30/6/2025 a district still recognises a unit of its map; from the next day nobody does at that level."""
    opened_office.clock.at = datetime(2025, 7, 10, 2, tzinfo=UTC)
    officer = desk(opened_office)

    assert given(officer, "04831", level="district", decided_on="2025-06-30")["first_day"] == "2020-01-01"
    refused(
        officer.post("/recognitions", decision("04831", level="district", decided_on="2025-07-01")), 422, "not_usable"
    )
    assert given(officer, "04831", decided_on="2025-07-01")["first_day"] == "2025-07-01"


# --------------------------------------------------------------------------------------------------- on a day, known


def test_in_force_from_its_day_to_the_day_before_its_end(officer: Desk, unit: str) -> None:
    """It holds on the day of the decision and no longer on the day of its end; by itself today counts."""
    ended(officer, given(officer, unit)["id"], "2024-06-01")
    days = ["2024-02-29", "2024-03-01", "2024-05-31", "2024-06-01"]

    assert [listed(officer, unit, on=day)["in_force"] for day in days] == [False, True, True, False]
    assert listed(officer, unit)["in_force"] is False


def test_known_on_a_day(opened_office: Opened) -> None:
    """A recognition put on record today was not known yesterday, nor its end; dated back or not."""
    officer = desk(opened_office)
    opened_office.clock.move(days=1)
    row = given(officer, "04834")
    opened_office.clock.move(days=1)
    ended(officer, row["id"], "2024-04-01")

    assert officer.items("/recognitions", known="2024-11-10") == []
    assert listed(officer, "04834", known="2024-11-11")["revocation"] is None
    assert listed(officer, "04834", known="2024-11-12")["revocation"] == "12/QĐ-UBND"


# ------------------------------------------------------------------------------------------------- beside the scores


def without_levels(officer: Desk, unit: str) -> dict[str, Any]:
    """Return the score of a unit without what it is eligible for."""
    found: dict[str, Any] = officer.get(f"/scores/{unit}", period="2024").json()["units"][0]
    return {key: value for key, value in found.items() if key != "eligible"}


def test_a_decision_moves_no_score(officer: Desk, unit: str) -> None:
    """Recognised though not eligible, and not any more: the count, the band and every criterion stay as they were."""
    officer.entered(unit, villages_with_broadcast="4", serious_cases=0, police_disciplined=0, mass_petition="không")
    officer.entered(unit, villages="5")
    before = without_levels(officer, unit)
    row = given(officer, unit)
    eligible = officer.get(f"/scores/{unit}", period="2024").json()["units"][0]["eligible"]

    assert listed(officer, unit)["eligible"] == "unmet"
    assert eligible == {"commune": "unmet", "district": "met", "province": "met"}
    assert without_levels(officer, unit) == before
    ended(officer, row["id"], "2024-06-01")
    assert without_levels(officer, unit) == before
    eligible = officer.get(f"/scores/{unit}", period="2024").json()["units"][0]["eligible"]
    assert eligible == {"commune": "unmet", "district": "unmet", "province": "unmet"}


def test_up_for_review(officer: Desk, unit: str) -> None:
    """A serious case brings a recognition up for review and ends nothing; once it is ended there is none to review."""
    officer.entered(unit, serious_cases="0")
    row = given(officer, unit)
    assert listed(officer, unit)["up_for_review"] == "unknown"
    assert officer.items("/recognitions", unit=unit, review="true") == []
    figure = officer.get(f"/figures/{unit}/2024/serious_cases").json()["id"]
    officer.figure(unit, "serious_cases", "1", figure)

    said = listed(officer, unit, review="true")
    assert (said["in_force"], said["eligible"], said["up_for_review"]) == (True, "unmet", "met")
    ended(officer, row["id"], "2024-11-01")
    said = listed(officer, unit)
    assert (said["in_force"], said["eligible"], said["up_for_review"]) == (False, "unmet", None)
    assert officer.items("/recognitions", unit=unit, review="true") == []


def test_the_sample(filled: Opened) -> None:
    """Of the 13 invented decisions the one on the leader that had a serious case is revoked; no other is up for it."""
    rows = desk(filled).items("/recognitions", period="2024", on="2024-12-31")

    assert (len(rows), [each["in_force"] for each in rows].count(True)) == (13, 12)
    (revoked,) = (each for each in rows if not each["in_force"])
    assert (revoked["revoked_on"], revoked["eligible"], revoked["up_for_review"]) == ("2024-11-18", "unmet", None)
    assert {each["up_for_review"] for each in rows if each is not revoked} == {"unmet"}
    before = desk(filled).items("/recognitions", period="2024", on="2024-11-17", review="true")
    assert [each["id"] for each in before] == [revoked["id"]]


def test_a_period_that_is_none(officer: Desk) -> None:
    """A period named wrongly is refused; that none has figures yet keeps the decisions from nobody."""
    refused(officer.get("/recognitions", period="24"), 400, "bad_request")
    refused(officer.get("/recognitions", period="2023"), 404, "not_found")


# ---------------------------------------------------------------------------------------------------------- who may


def test_another_district(filled: Opened) -> None:
    """A viewer of a district is listed the decisions of its units and no other."""
    register = filled.office.register
    districts = {
        each["unit"]: version.district
        for each in desk(filled).items("/recognitions")
        if (version := register.version(each["unit"], date(2024, 12, 31))) is not None
    }
    some = min(each for each in districts.values() if each)
    viewer = desk(filled, somebody(Role.VIEWER, f"district:{some}"))

    assert {each["unit"] for each in viewer.items("/recognitions")} == {
        unit for unit, district in districts.items() if district == some
    }


def test_who_may_decide(written: Opened, officer: Desk, unit: str) -> None:
    """Only a provincial officer of the place puts decisions on record and ends them."""
    row = given(officer, unit)
    appraiser = desk(written, somebody(Role.APPRAISER, "all"))
    elsewhere = desk(written, somebody(Role.PROVINCE, "province:24"))
    end = {"decision": "12", "revoked_on": "2024-06-01"}

    refused(appraiser.post("/recognitions", decision(unit)), 403, "not_your_role")
    refused(appraiser.post(f"/recognitions/{row['id']}/revoke", end), 403, "not_your_role")
    refused(elsewhere.post("/recognitions", decision(unit)), 403, "not_your_place")
    refused(elsewhere.post(f"/recognitions/{row['id']}/revoke", end), 404, "not_found")


def test_the_officer_of_the_new_province(opened_office: Opened) -> None:
    """An officer of Phú Thọ decides on the units of Hòa Bình that went into it: their past is the new province's."""
    open_period(opened_office, "2024")
    new = desk(opened_office, somebody(Role.PROVINCE, "province:25"))

    assert given(new, "04831")["first_day"] == "2020-01-01"
    assert new.figure("04831", "villages", "5").status_code == 200
