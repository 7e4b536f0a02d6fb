"""Across the merger of 1/7/2025 through the API: carried figures, shares of split units, recognitions to decide."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from api.access.deciding import Role
from api.demo import fill
from api.sample_merged import whole_table
from tests.json.conftest import Desk, desk, refused, some_address, somebody
from tests.offices import Opened, opened

LATER = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
TIEN_PHONG, THONG_NHAT = "04891", "04828"
REASON = "Biên bản bàn giao: 2 trong 9 xóm về phường Thống Nhất"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def merged(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """The sample of five years, the last on the map of 46, in November 2026."""
    folder: Path = tmp_path_factory.mktemp("sapnhap")
    with (
        some_address(request.param, request, folder) as address,
        opened(address, requests_per_minute=1_000_000) as office,
    ):
        office.clock.at = LATER
        fill(office.office, whole_table)
        office.office.version_on("nq12-tu", office.office.today)  # its first use is an act of its own
        yield office


@pytest.fixture
def officer(merged: Opened) -> Desk:
    """A provincial officer."""
    return desk(merged)


def carried(asker: Desk, unit: str, indicator: str) -> dict[str, Any]:
    """Return one figure of 2024 as it is for a unit of today."""
    answer = asker.get(f"/units/{unit}/carried", period="2024")
    assert answer.status_code == 200, answer.text
    assert answer.json()["sample"] is True
    found: dict[str, Any] = next(each for each in answer.json()["figures"] if each["indicator"] == indicator)
    return found


def split(asker: Desk) -> dict[str, Any]:
    """Return Xã Vầy Nưa as the list of split units has it."""
    items = asker.get("/shares").json()["items"]
    assert [each["name"] for each in items] == ["Xã Vầy Nưa", "Xã Cao Sơn", "Xã Đồng Tân"]
    found: dict[str, Any] = items[0]
    return found


def shares(tien_phong: str, thong_nhat: str, **more: object) -> dict[str, object]:
    """Make shares of Xã Vầy Nưa."""
    parts = [{"unit": TIEN_PHONG, "share": tien_phong}, {"unit": THONG_NHAT, "share": thong_nhat}]
    return {"unit": "04891", "on": "2025-06-30", "reason": REASON, "parts": parts} | more


def test_whole_units_add_up(officer: Desk) -> None:
    """Xã Đà Bắc has of 2024 what its four old units had together, each named with its own figure."""
    found = carried(officer, "04831", "offences")
    parts = found["made_of"]
    assert [each["name"] for each in parts] == ["Thị trấn Đà Bắc", "Xã Tú Lý", "Xã Toàn Sơn", "Xã Hiền Lương"]
    assert int(found["value"]) == sum(int(each["gives"]) for each in parts) > 0
    assert {(each["extent"], each["share"]) for each in parts} == {("whole", "1/1")}
    assert carried(officer, "04831", "resolution")["unknown"] == "reissue"
    assert carried(officer, "04831", "waste_collected")["value"] is None


def test_a_split_unit_is_unknown_until_shares_are_entered(officer: Desk) -> None:
    """Nothing is divided silently; shares count from when they are entered and the past stays as it was known."""
    assert carried(officer, TIEN_PHONG, "offences")["unknown"] == "share"
    before = officer.get("/scores", period="2024").content
    seen = split(officer)["seen"]
    answer = officer.put("/shares", shares("7/9", "2/9"), seen)
    assert answer.status_code == 200, answer.text
    assert [each["words"] for each in answer.json()["shares"]] == ["2/9", "7/9"]

    found = carried(officer, TIEN_PHONG, "villages")
    vay_nua = next(each for each in found["made_of"] if each["name"] == "Xã Vầy Nưa")
    other = carried(officer, THONG_NHAT, "villages")
    assert (vay_nua["extent"], vay_nua["share"]) == ("part", "7/9")
    gives = next(each for each in other["made_of"] if each["name"] == "Xã Vầy Nưa")["gives"]
    assert int(vay_nua["gives"]) + int(gives) == int(vay_nua["had"])
    assert other["unknown"] == "missing"  # its phường have no figures of 2024
    assert "7/9 của Xã Vầy Nưa" in found["sentence"]
    assert officer.get("/scores", period="2024").content == before
    change = officer.get(f"/explanations/{TIEN_PHONG}", period="2025").json()
    tc10 = next(each for each in change["criteria"] if each["id"] == "TC10")
    assert tc10["verdict"] in ("met", "unmet")
    carried_before = {each["indicator"]: each for each in change["carried"]["figures"]}
    assert set(carried_before) == {"offences", "social_evils", "traffic_accidents", "fires"}
    assert change["carried"]["period"] == "2024"

    withdrawn = {"unit": "04891", "on": "2025-06-30", "reason": "Biên bản bị thay"}
    head = officer.head
    refused(officer.client.post("/api/v1/shares/withdraw", json=withdrawn), 428, "precondition_missing")
    over = {"If-Match": f'"{split(officer)["seen"]}"'}
    assert officer.client.post("/api/v1/shares/withdraw", json=withdrawn, headers=over).status_code == 200
    assert carried(officer, TIEN_PHONG, "offences")["unknown"] == "share"
    assert officer.head != head
    acts = officer.get("/audit", limit="2").json()["items"]
    assert [each["action"] for each in acts] == ["share.withdraw", "share.record"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (shares("7/9", "3/9"), "cộng lại là 10/9, lớn hơn cả đơn vị"),
        (shares("120 %", "0 %"), "lớn hơn cả đơn vị"),
        (shares("0,4", "0,6"), "ghi dạng 2/9 hoặc 22,5 %"),
        (shares("1/0", "0/1"), "ghi dạng 2/9 hoặc 22,5 %"),
        (shares("7/9", "2/9", parts=[{"unit": TIEN_PHONG, "share": "1/2"}]), "không có thì ghi 0 %"),
        (shares("7/9", "2/9", parts=[{"unit": "04831", "share": "1/2"}]), "các đơn vị nhận: Phường Thống Nhất (04828)"),
        (shares("7/9", "2/9", indicator="waste_collected"), "không cộng được khi sáp nhập"),
        (shares("7/9", "2/9", unit="04831"), "không bị chia"),
    ],
)
def test_shares_that_cannot_be_used(officer: Desk, body: dict[str, object], said: str) -> None:
    """More than the whole, a number that reads two ways, an heir forgotten or strange: nothing is written."""
    head = officer.head
    assert said in refused(officer.put("/shares", body, split(officer)["seen"]), 422, "not_usable")["detail"]
    assert officer.head == head


def test_a_reason_is_needed_and_nobody_is_overtaken(officer: Desk) -> None:
    """Without a reason nothing is entered; who has not seen the newest shares is shown them; the same again is fine."""
    refused(officer.put("/shares", shares("1/2", "1/2", reason=" "), 0), 422, "not_usable")
    refused(officer.put("/shares", shares("1/2", "1/2")), 428, "precondition_missing")
    seen = split(officer)["seen"]
    assert officer.put("/shares", shares("1/2", "1/2"), seen).status_code == 200
    head = officer.head
    assert officer.put("/shares", shares("1/2", "1/2"), seen).status_code == 200
    assert officer.head == head
    newer = refused(officer.put("/shares", shares("1/3", "2/3"), seen), 412, "stale")["newer"]
    assert [each["share"] for each in newer["shares"]] == ["1/2", "1/2"]


def test_only_the_province_divides(merged: Opened) -> None:
    """Shares move the figures of two units, so that neither of them enters them."""
    clerk = desk(merged, somebody(Role.COMMUNE, "unit:04891:2025-07-01"))
    refused(clerk.put("/shares", shares("1/2", "1/2"), 0), 403, "not_your_role")


# --------------------------------------------------------------------------------------------------- recognitions


def heir(asker: Desk, unit: str, **query: str) -> dict[str, Any]:
    """Return a unit of which a predecessor was recognised."""
    items = asker.get("/inheritances", **query).json()["items"]
    found: dict[str, Any] = next(each for each in items if each["unit"] == unit)
    return found


def undecided(asker: Desk) -> list[dict[str, Any]]:
    """Return the units about which nobody has decided, those first that have a predecessor without recognition."""
    return [each for each in asker.get("/inheritances").json()["items"] if each["state"] == "undecided"]


def test_nothing_goes_on_by_itself(officer: Desk) -> None:
    """Every heir of a recognised unit asks; before the merger there is nothing to ask."""
    found = undecided(officer)
    assert len(found) >= 8
    assert all(any(old["recognised"] for old in each["predecessors"]) for each in found)
    assert officer.get("/inheritances", on="2025-06-30").json()["items"] == []
    review = officer.get("/recognitions", review="true").json()["items"]
    asking = [each for each in review if any(after["state"] == "undecided" for after in each["after_merger"])]
    assert len(asking) >= len(found)


def test_a_decision_that_nothing_goes_on(officer: Desk) -> None:
    """«None» is a decision too: it is on record and the unit asks no more; no recognition comes of it."""
    unit = undecided(officer)[0]["unit"]
    body = {"unit": unit, "rule": "none", "decision": "7/QĐ-UBND", "decided_on": "2025-09-15"}
    answer = officer.post("/inheritances", body)
    assert (answer.status_code, answer.json()["going_on"], answer.json()["state"]) == (200, [], "none")
    assert officer.get("/recognitions", unit=unit).json()["items"] == [
        each for each in officer.get("/recognitions", unit=unit).json()["items"] if each["first_day"] < "2025-07-01"
    ]
    head = officer.head
    assert officer.post("/inheritances", body).status_code == 200
    assert officer.head == head


def test_the_majority_by_households(officer: Desk) -> None:
    """Where the recognised predecessors had more than half of the households it goes on, as a row of the new unit."""
    settled = {}
    for each in undecided(officer):
        unit = each["unit"]
        body = {
            "unit": unit, "rule": "majority", "indicator": "households", "period": "2024",
            "decision": "8/QĐ-UBND", "decided_on": "2025-09-15",
        }  # fmt: skip
        answer = officer.post("/inheritances", body)
        figures = carried(officer, unit, "households")["made_of"]
        weights = {part["unit"]: int(part["gives"]) for part in figures if part["gives"] is not None}
        if len(weights) < len(figures):
            assert "Chưa đủ số liệu" in refused(answer, 409, "state_forbids")["detail"]
            continue
        held = sum(weights[old["unit"]] for old in each["predecessors"] if "commune" in old["recognised"])
        settled[unit] = 2 * held > sum(weights.values())
        assert answer.json()["going_on"] == (["commune"] if settled[unit] else []), unit
        rows = [row for row in officer.items("/recognitions", unit=unit) if row["first_day"] == "2025-07-01"]
        assert [(row["level"], row["decision"], row["in_force"]) for row in rows] == (
            [("commune", "8/QĐ-UBND", True)] if settled[unit] else []
        )
    assert set(settled.values()) == {True, False}


def test_decisions_that_cannot_be_used(officer: Desk) -> None:
    """A unit without a recognised predecessor, a strange rule, a day before the merger: said, and nothing written."""
    head = officer.head
    body = {"unit": "04831", "rule": "all", "decision": "9/QĐ", "decided_on": "2025-09-15"}
    known = {each["unit"] for each in officer.get("/inheritances").json()["items"]}
    stranger = next(each for each in ("04792", "04795", "04828") if each not in known)
    refused(officer.post("/inheritances", body | {"unit": stranger}), 422, "not_usable")
    unit = min(known)
    refused(officer.post("/inheritances", body | {"unit": unit, "rule": "some"}), 409, "state_forbids")
    refused(officer.post("/inheritances", body | {"unit": unit, "decided_on": "2027-01-01"}), 409, "state_forbids")
    assert officer.head == head


def test_targets_on_both_maps(officer: Desk, merged: Opened) -> None:
    """Whoever sees every unit gets both figures; who sees a part is refused, as of progress itself."""
    found = officer.get("/progress/maps", as_of="2026-01-15").json()["targets"]
    assert [(each["id"], each["population"], each["population_on_due"]) for each in found] == [
        ("2025", 139, 42), ("2030", 42, 42),
    ]  # fmt: skip
    clerk = desk(merged, somebody(Role.COMMUNE, "unit:04891:2025-07-01"))
    refused(clerk.get("/progress/maps"), 403, "not_your_place")


def test_shares_are_for_who_has_every_heir(merged: Opened) -> None:
    """Who is a provincial officer of one heir alone does not say what the other one gets."""
    one = desk(merged, somebody(Role.PROVINCE, "unit:04828:2025-07-01"))
    answer = one.put("/shares", shares("1/2", "1/2"), 0)

    assert (answer.status_code, answer.json()["code"]) == (403, "not_your_place")
