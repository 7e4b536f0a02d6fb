"""``/waivers``: criteria that do not apply by decision, to which day, and what that does to a score."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.access.deciding import Role
from tests.api.conftest import SHIPPED
from tests.json.conftest import STILL, Desk, desk, open_period, refused, somebody
from tests.offices import Opened, opened


def waiver(unit: str, /, **changes: object) -> dict[str, object]:
    """Make a decision that TC06 does not apply to a unit."""
    return {
        "unit": unit,
        "period": "2024",
        "criterion": "TC06",
        "reason": "Đang thay toàn bộ hệ thống camera",
        "decision": "112/QĐ-BCĐ",
    } | changes


def given(asker: Desk, unit: str, /, **changes: object) -> dict[str, Any]:
    """Put it on record."""
    answer = asker.post("/waivers", waiver(unit, **changes))
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def score(asker: Desk, unit: str, **query: str) -> tuple[int, int, str]:
    """Return how many criteria a unit meets, how many it may meet, and what TC06 is."""
    answer = asker.get(f"/scores/{unit}", period="2024", **query).json()["units"][0]
    verdict = next(each["verdict"] for each in answer["criteria"] if each["id"] == "TC06")
    return answer["met"], answer["possible"], verdict


@pytest.fixture
def figured(officer: Desk, unit: str) -> str:
    """A unit of which TC06 is known to be unmet, and TC04 to be met."""
    officer.entered(unit, villages="5", villages_with_broadcast="5", cameras="0", hotline="không")
    return unit


# ---------------------------------------------------------------------------------------------------- and a score


def test_a_waiver_changes_the_score(officer: Desk, figured: str) -> None:
    """The shipped set counts what does not apply as met: one more, until the waiver is withdrawn."""
    assert score(officer, figured) == (1, 15, "unmet")
    row = given(officer, figured)

    assert score(officer, figured) == (2, 16, "not_applicable")
    assert officer.delete(f"/waivers/{row['id']}").status_code == 200
    assert score(officer, figured) == (1, 15, "unmet")


@pytest.fixture
def strict(tmp_path: Path) -> Iterator[Desk]:
    """An office whose set counts what does not apply as unmet."""
    file = tmp_path / "bo" / "nq12-tu" / "2022-06-27.yaml"
    file.parent.mkdir(parents=True)
    text = SHIPPED.read_text("utf-8")
    assert text.count("not_applicable_counts_as: met") == 1
    file.write_text(text.replace("not_applicable_counts_as: met", "not_applicable_counts_as: unmet"), "utf-8")
    with opened(f"sqlite:///{tmp_path / 'a.sqlite3'}", criteria=tmp_path / "bo") as office:
        open_period(office, "2024")
        yield desk(office)


def test_a_waiver_counts_as_the_set_says(strict: Desk) -> None:
    """Where the set counts it as unmet, a waiver brings nothing: the criterion does not apply, the count stays."""
    strict.entered("04834", villages="5", villages_with_broadcast="5")
    assert score(strict, "04834") == (1, 16, "unknown")
    given(strict, "04834")

    assert score(strict, "04834") == (1, 15, "not_applicable")


@pytest.mark.parametrize(
    ("last_day", "verdict"),
    [
        (None, "not_applicable"),
        ("2024-12-31", "not_applicable"),
        ("2024-12-30", "unmet"),
        ("2025-06-30", "not_applicable"),
    ],
)
def test_the_last_day_is_included(officer: Desk, figured: str, last_day: str | None, verdict: str) -> None:
    """A waiver holds for a period whose last day it reaches; one that ends a day earlier does not."""
    given(officer, figured, last_day=last_day)

    assert score(officer, figured)[2] == verdict


def test_a_waiver_without_figures(officer: Desk, unit: str) -> None:
    """A waiver alone is no figure: the unit is not scored by it."""
    given(officer, unit)

    refused(officer.get(f"/scores/{unit}", period="2024"), 404, "not_found")


def test_the_reason_in_the_explanation(officer: Desk, figured: str) -> None:
    """An explanation gives the reason, and no condition."""
    given(officer, figured)
    answer = officer.get(f"/explanations/{figured}", period="2024").json()
    said = next(each for each in answer["criteria"] if each["id"] == "TC06")

    assert (said["reason"], said["conditions"]) == ("Đang thay toàn bộ hệ thống camera", [])
    assert [each["reason"] for each in answer["criteria"]].count(None) == 15


def test_known_on_a_day(opened_office: Opened) -> None:
    """A score as known on a day counts the waivers of that day: given on the 11th, withdrawn on the 12th."""
    open_period(opened_office, "2024")
    clerk = desk(opened_office)
    clerk.entered("04834", cameras="0", hotline="không")
    opened_office.clock.move(days=1)
    row = given(clerk, "04834")
    opened_office.clock.move(days=1)
    clerk.delete(f"/waivers/{row['id']}")

    days = [f"2024-11-{day}" for day in (10, 11, 12)]
    assert [score(clerk, "04834", known=day)[2] for day in days] == ["unmet", "not_applicable", "unmet"]
    assert [len(clerk.items("/waivers", known=day)) for day in days] == [0, 1, 0]


# ------------------------------------------------------------------------------------------------------- written


def test_a_waiver(officer: Desk, unit: str) -> None:
    """A waiver is a row with all that was said; sent again it is the same row without a new act."""
    row = given(officer, unit)
    before = officer.head

    assert row == waiver(unit) | {"id": row["id"], "last_day": None, "withdrawn": False, "act": before.seq}
    assert given(officer, unit) == row
    assert officer.items("/waivers", unit=unit) == [row]
    assert officer.head == before


def test_a_second_one_beside_the_first(officer: Desk, unit: str) -> None:
    """Another decision on the same criterion is refused with the one that stands: it is to be changed, not doubled."""
    row = given(officer, unit)
    before = officer.head

    assert refused(officer.post("/waivers", waiver(unit, decision="113")), 412, "stale")["newer"] == row
    assert officer.head == before
    changed = officer.put(f"/waivers/{row['id']}", waiver(unit, decision="113"))
    assert officer.items("/waivers", unit=unit) == [changed.json()]
    assert given(officer, unit, criterion="TC13")["criterion"] == "TC13"


def test_over_something_older(officer: Desk, unit: str) -> None:
    """Who names a row that was changed already is told the newer one; the same change again is no change."""
    first = given(officer, unit)["id"]
    newer = officer.put(f"/waivers/{first}", waiver(unit, last_day="2024-12-31")).json()
    before = officer.head

    for answer in (officer.put(f"/waivers/{first}", waiver(unit, decision="9")), officer.delete(f"/waivers/{first}")):
        assert refused(answer, 412, "stale")["newer"] == newer
    assert officer.put(f"/waivers/{first}", waiver(unit, last_day="2024-12-31")).json() == newer
    assert officer.head == before


def test_withdrawn_and_given_anew(officer: Desk, unit: str) -> None:
    """Withdrawn twice is once; given anew it is a row of its own in the same line."""
    first = given(officer, unit)["id"]
    gone = officer.delete(f"/waivers/{first}").json()
    before = officer.head

    assert officer.delete(f"/waivers/{first}").json() == gone
    assert officer.head == before
    assert officer.items("/waivers", unit=unit) == []
    again = given(officer, unit, decision="200/QĐ")
    assert again["id"] not in (first, gone["id"])
    assert officer.items("/waivers", unit=unit) == [again]


@pytest.mark.parametrize("elsewhere", [{"period": "2023"}, {"criterion": "TC13"}, {"unit": STILL}])
def test_a_waiver_does_not_move(officer: Desk, unit: str, elsewhere: dict[str, str]) -> None:
    """A change can't carry a waiver to another unit, period or criterion, where another may stand."""
    row = given(officer, unit)
    before = officer.head

    refused(officer.put(f"/waivers/{row['id']}", waiver(unit, **elsewhere)), 422, "not_usable")
    assert officer.head == before
    assert given(officer, unit) == row


# ------------------------------------------------------------------------------------------------- what can't be


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"reason": " "}, "nội dung reason"),
        ({"reason": "a" * 301}, "nội dung reason"),
        ({"decision": ""}, "nội dung decision"),
        ({"decision": None}, "nội dung decision"),
        ({"last_day": "31/12/2024"}, "nội dung last_day"),
        ({"ethnicity": "x"}, "nội dung ethnicity"),
    ],
)
def test_a_waiver_of_the_wrong_shape(officer: Desk, changes: dict[str, object], place: str) -> None:
    """Without reason or decision, or with a field too many: 422 with its place and the cure; nothing written."""
    before = officer.head
    (fault,) = refused(officer.post("/waivers", waiver(STILL, **changes)), 422, "not_usable")["faults"]

    assert fault["place"] == place
    assert fault["cure"]
    assert officer.head == before


def test_a_criterion_that_is_none(officer: Desk) -> None:
    """The criteria that there are stand in the refusal."""
    detail = refused(officer.post("/waivers", waiver(STILL, criterion="TC17")), 422, "not_usable")["detail"]

    assert detail.startswith("Kỳ 2024 không có tiêu chí «TC17»; các tiêu chí: TC01, TC02,")


def test_a_reason_about_somebody(officer: Desk, unit: str) -> None:
    """A reason that looks as if it held personal data is answered with a warning that names the field."""
    warnings = given(officer, unit, reason="Ông A, số điện thoại 0912345678")["warnings"]

    assert [(each["field"], each["code"]) for each in warnings] == [("reason", "PERSONAL_NUMBER")]


def test_who_may_waive(officer: Desk, written: Opened, unit: str) -> None:
    """An appraiser of the district waives, the commune itself does not; another district neither sees nor waives."""
    district = next(
        each.district for each in written.office.register.history(unit) if each.last_day is not None and each.district
    )
    other = "150" if district != "150" else "152"
    commune = desk(written, somebody(Role.COMMUNE, f"unit:{unit}:2020-01-01"))
    stranger = desk(written, somebody(Role.APPRAISER, f"district:{other}"))
    appraiser = desk(written, somebody(Role.APPRAISER, f"district:{district}"))

    refused(commune.post("/waivers", waiver(unit)), 403, "not_your_role")
    refused(stranger.post("/waivers", waiver(unit)), 403, "not_your_place")
    row = given(appraiser, unit)
    assert commune.items("/waivers", unit=unit) == [row]
    assert stranger.items("/waivers", unit=unit) == []
    refused(stranger.delete(f"/waivers/{row['id']}"), 404, "not_found")
    assert officer.items("/waivers", unit=unit) == [row]
