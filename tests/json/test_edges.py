"""Ways round a rule that a hostile reader of the whole found open once: each stays closed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.access.deciding import Granted, Place, Role, Who
from api.app import create_app
from api.demo import OFFICER
from api.json import units
from api.workflow.record import Record
from tests.json.conftest import SET, V1, Desk, desk, filled_office, open_period, refused, somebody, waiver_of
from tests.offices import Opened, opened


def commune_of(office: Opened, unit: str) -> Desk:
    """Return the officer of one commune."""
    return desk(office, somebody(Role.COMMUNE, f"unit:{unit}:2020-01-01"))


def submitted(officer: Desk, unit: str, period: str = "2024") -> None:
    """Hand in the assessment of a unit."""
    base = f"{V1}/assessments/{SET}.{period}.{unit}"
    step = officer.client.post(f"{base}/self-assess", json={}, headers={"If-Match": '"0"'}).json()["step"]
    answer = officer.client.post(f"{base}/submit", headers={"If-Match": f'"{step}"'})
    assert answer.json()["state"] == "submitted", answer.text


@pytest.mark.parametrize("as_of", [None, "1900-01-01", "2010-01-01"])
def test_impact_on_a_day_without_units(filled_sqlite: Opened, as_of: str | None) -> None:
    """A commune's officer learns nothing of others by asking on a day when no unit was counted."""
    own = commune_of(filled_sqlite, "04831")
    text = desk(filled_sqlite).get(f"/criteria/{SET}/2022-06-27", text="true").text
    query = {"period": "2024"} | ({"as_of": as_of} if as_of else {})
    answer = own.client.post(
        f"{V1}/impact", params=query, content=text.encode(), headers={"Content-Type": "application/yaml"}
    )

    refused(answer, 403, "not_your_place")


def test_a_draft_leaves_nothing_behind(filled_sqlite: Opened) -> None:
    """Drafts that are tried do not stay in the memory of the service."""
    officer = desk(filled_sqlite)
    text = officer.get(f"/criteria/{SET}/2022-06-27", text="true").text
    kept = []
    for number in range(3):
        draft = text.replace("effective_from: 2022-06-27", f"effective_from: 2024-0{number + 1}-01")
        answer = officer.client.post(
            f"{V1}/impact",
            params={"period": "2024"},
            content=draft.encode(),
            headers={"Content-Type": "application/yaml"},
        )
        assert answer.status_code == 200, answer.text
        kept.append([_held(each.data) for each in filled_sqlite.office._boards.values()])

    assert kept[0] == kept[-1]


def _held(data: object) -> int:
    assert isinstance(data, Record)
    return len(data._kept)


def test_a_role_elsewhere_lifts_no_lock(written: Opened, officer: Desk, unit: str) -> None:
    """Who is a provincial officer of another place writes in the own submitted commune no more than its officer."""
    own = commune_of(written, unit)
    seen = officer.figure(unit, "bodies_recognised", "5").json()["id"]
    submitted(own, unit)
    both = Who(
        "hai vai",
        7,
        tuple(
            Granted(role, Place.read(place), date(2020, 1, 1))
            for role, place in ((Role.COMMUNE, f"unit:{unit}:2020-01-01"), (Role.PROVINCE, "unit:05293:2020-01-01"))
        ),
    )

    refused(own.figure(unit, "bodies_recognised", "99", seen), 409, "state_forbids")
    refused(desk(written, both).figure(unit, "bodies_recognised", "99", seen), 409, "state_forbids")


def test_undoing_another_period_by_the_form(opened_office: Opened) -> None:
    """The entry form of an open period undoes nothing of a period whose sheet is handed in."""
    open_period(opened_office, "2023", "2024")
    own, clock = commune_of(opened_office, "04831"), opened_office.clock
    clock.at = clock.at.replace(year=2023)
    act = own.put("/figures/04831/2023/bodies_recognised", {"value": "5"}, 0).json()["act"]
    submitted(own, "04831", "2023")
    clock.at = clock.at.replace(year=2024)
    sent = {"viec": "hoan-tac", "act": str(act)}

    for period, status in (("2023", 409), ("2024", 404)):
        answer = own.client.post("/nhap/04831", data=sent | {"ky": period}, follow_redirects=False)
        assert answer.status_code == status, period
    assert own.get("/figures/04831/2023/bodies_recognised").json()["value"] == "5"


@pytest.mark.parametrize("act", ["9" * 25, "9" * 5000, "-1", "một"])
def test_undoing_what_is_no_act_by_the_form(written: Opened, unit: str, act: str) -> None:
    """A number that no act can have is answered as one that does not exist."""
    sent = {"viec": "hoan-tac", "act": act, "ky": "2024"}

    assert commune_of(written, unit).client.post(f"/nhap/{unit}", data=sent).status_code == 404


def test_acts_name_their_unit(written: Opened, officer: Desk, unit: str) -> None:
    """Each act on one unit is found under it: documents, waivers, decisions, steps of its sheet."""
    document = {"criterion": "TC01", "document": "1/A", "issued_on": "2024-01-01", "issuer": "Ủy ban nhân dân xã"}
    officer.post("/evidence", {"unit": unit, "period": "2024", **document})
    officer.post("/waivers", waiver_of(unit))
    decision = {"unit": unit, "level": "commune", "decision": "45/QĐ", "decided_on": "2024-02-01"}
    officer.post("/recognitions", decision)
    submitted(commune_of(written, unit), unit)

    assert [each["action"] for each in officer.get("/audit", unit=unit).json()["items"]] == [
        "assessment.submit",
        "assessment.self_assess",
        "recognition.decide",
        "waiver.record",
        "evidence.record",
    ]


def test_letters_that_grow(officer: Desk, unit: str) -> None:
    """A text is measured as it will be kept: U+0958 is one letter as typed and two as composed."""
    refused(officer.figure(unit, "villages", "5", note="\u0958" * 300), 422, "not_usable")
    assert officer.figure(unit, "villages", "5", note="\u0958" * 150).json()["note"] == "\u0915\u093c" * 150


def test_a_document_of_another_period(officer: Desk, unit: str) -> None:
    """A figure of 2024 is not proved by a document that was put on record for 2023."""
    document = {"criterion": "TC01", "document": "9/A", "issued_on": "2023-01-01", "issuer": "Ủy ban nhân dân xã"}
    given = officer.post("/evidence", {"unit": unit, "period": "2023", **document}).json()["id"]

    refused(officer.figure(unit, "villages", "3", evidence=given), 422, "not_usable")


def test_undone_after_its_document_went(officer: Desk, unit: str) -> None:
    """The value that comes back does not bring back a document that was withdrawn meanwhile."""
    document = {"criterion": "TC01", "document": "1/A", "issued_on": "2024-01-01", "issuer": "Ủy ban nhân dân xã"}
    given = officer.post("/evidence", {"unit": unit, "period": "2024", **document}).json()["id"]
    first = officer.figure(unit, "villages", "1", evidence=given).json()
    wrong = officer.figure(unit, "villages", "2", first["id"]).json()
    officer.delete(f"/evidence/{given}")

    (row,) = officer.post("/figures/undo", {"act": wrong["act"]}).json()["figures"]
    assert (row["value"], row["evidence"]) == ("1", None)


def test_waivers_out_of_time(opened_office: Opened) -> None:
    """Nothing is waived in a period that is not open, nor by the district after the districts ended."""
    open_period(opened_office, "2024")
    office = opened_office
    refused(desk(office).post("/waivers", waiver_of("04831", "2022")), 409, "state_forbids")
    district = desk(office, somebody(Role.APPRAISER, "district:150"))
    assert district.post("/waivers", waiver_of("04831")).status_code == 200
    office.clock.at = office.clock.at.replace(year=2025, month=7, day=1)

    problem = refused(district.post("/waivers", waiver_of("04834")), 403, "not_the_appraiser")
    assert "cấp tỉnh" in problem["detail"]


def test_a_failure_is_traced(written: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer to a failure of ours bears the request's number in its head and in its body."""

    def fails(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(units, "described", fails)
    client = TestClient(create_app(written.office, guest=OFFICER), raise_server_exceptions=False)
    answer = client.get(f"{V1}/units")

    assert answer.status_code == 500
    assert answer.headers["X-Request-ID"] == answer.json()["request_id"]


def test_lists_as_known_before(opened_office: Opened) -> None:
    """Periods, registrations and sheets are told as they were known on an earlier day."""
    open_period(opened_office, "2024")
    officer = desk(opened_office)
    officer.post("/registrations", {"unit": "04831", "period": "2024", "level": "commune"})
    submitted(commune_of(opened_office, "04831"), "04831")
    before, today = "2024-11-09", "2024-11-10"

    # The current period is offered before it is opened: its plan has no number yet.
    plans = [officer.items("/periods", known=each)[0]["number"] for each in (before, today)]
    assert [bool(each) for each in plans] == [False, True]
    assert [len(officer.items("/registrations", known=each)) for each in (before, today)] == [0, 1]
    states = [
        next(each for each in _sheets(officer, day) if each["unit"] == "04831")["state"] for day in (before, today)
    ]
    assert states == ["not_started", "submitted"]


def _sheets(officer: Desk, day: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = officer.get("/assessments", period="2024", known=day, limit="500").json()["items"]
    return found


def test_many_readers_at_once(sample_address: str) -> None:
    """Forty readers at the same moment are all answered: none waits for a connection until it is refused."""
    with filled_office(sample_address) as office, ThreadPoolExecutor(40) as pool:
        officer = desk(office)
        answers = list(pool.map(lambda _: officer.get("/figures", unit="04831").status_code, range(80)))

    assert answers == [200] * 80


def test_a_folder_with_a_percent_sign(tmp_path: Path) -> None:
    """An office may lie in a folder whose name holds a percent sign."""
    folder = tmp_path / "100% xã"
    folder.mkdir()
    with opened(f"sqlite+pysqlite:///{folder / 'a.sqlite3'}") as office:
        assert desk(office).get("/units", on="2024-12-31", limit="1").status_code == 200
