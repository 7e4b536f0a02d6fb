"""/periods and /registrations: opened by the province, days in order, registrations that can be taken back."""

from api.access.deciding import Role
from tests.assessments import COMMUNE, DISTRICT, PROVINCE, VIEWER, Desk, open_period, who
from tests.offices import Opened

OFFERED = {
    "opens": "2024-01-01",
    "closes": "2024-12-31",
    "self_assessed_by": "2024-11-20",
    "submitted_by": "2024-11-30",
    "appraised_by": "2024-12-15",
    "review_6": "2024-07-01",
    "review_9": "2024-10-01",
}


def test_a_period_is_offered_then_opened(opened_office: Opened) -> None:
    """Before it is opened the days are those that are offered, with the number 0; opened it has a number."""
    desk = Desk.of(opened_office.office, PROVINCE)
    offered = desk.get("/periods/2024")
    assert {key: offered[key] for key in OFFERED} == OFFERED
    assert (offered["planned"], offered["open"], offered["number"]) == (False, False, 0)
    assert [(each["period"], each["planned"]) for each in desk.get("/periods")["items"]] == [("2024", False)]

    opened = desk.post("/periods/2024", {}, 0, method="PUT")
    assert (opened["planned"], opened["open"], opened["number"]) == (True, True, 1)
    desk.post("/periods/2025", {"opens": "2025-01-02"}, 0, method="PUT")
    found = desk.get("/periods")["items"]
    assert [(each["period"], each["planned"], each["open"], each["opens"]) for each in found] == [
        ("2024", True, True, "2024-01-01"),
        ("2025", True, False, "2025-01-02"),
    ]


def test_the_days_are_changed(opened_office: Opened) -> None:
    """A day that is left out stays; an older number is 412 with the newer plan; the same again is harmless."""
    desk = Desk.of(opened_office.office, PROVINCE)
    assert desk.post("/periods/2024", {}, None, 428, "PUT")["code"] == "precondition_missing"
    desk.post("/periods/2024", {"closes": "2025-01-31"}, 0, method="PUT")
    changed = desk.post("/periods/2024", {"submitted_by": "2024-12-01"}, 1, method="PUT")
    assert (changed["number"], changed["closes"], changed["submitted_by"]) == (2, "2025-01-31", "2024-12-01")
    stale = desk.post("/periods/2024", {"closes": "2025-02-28"}, 1, 412, "PUT")
    assert (stale["code"], stale["newer"]["number"], stale["newer"]["closes"]) == ("stale", 2, "2025-01-31")
    assert desk.post("/periods/2024", {"submitted_by": "2024-12-01"}, 1, method="PUT")["number"] == 2


def test_every_fault_of_a_plan_is_said(opened_office: Opened) -> None:
    """Days out of order, a year mistyped, a field that is none, something that is no day."""
    desk = Desk.of(opened_office.office, PROVINCE)
    body = {"submitted_by": "2024-11-01", "closes": "2204-12-31"}
    faulty = desk.post("/periods/2024", body, 0, 422, "PUT")
    assert [each["place"] for each in faulty["faults"]] == ["closes", "submitted_by"]
    assert faulty["detail"] == (
        "closes: ngày đóng kỳ 31/12/2204 nằm quá xa kỳ — chọn ngày từ 01/01/2024 đến 31/12/2029."
    )
    desk.post("/periods/2024", {"opens": "hôm nay"}, 0, 422, "PUT")
    desk.post("/periods/2024", {"begin": "2024-01-01"}, 0, 422, "PUT")
    desk.post("/periods/nay", {}, 0, 400, "PUT")
    desk.post("/periods/1999", {}, 0, 404, "PUT")
    assert desk.get("/periods/2024")["number"] == 0


def test_only_the_province_plans(opened_office: Opened) -> None:
    """Everybody who reads sees the plan; commune and district can't make one."""
    for guest in (COMMUNE, DISTRICT, VIEWER):
        desk = Desk.of(opened_office.office, guest)
        desk.get("/periods/2024")
        assert desk.post("/periods/2024", {}, 0, 403, "PUT")["code"] == "not_your_role"


def test_who_is_late(opened_office: Opened) -> None:
    """Late units are counted by step on a day, each asker's own; those that registered for nothing too."""
    open_period(opened_office.office)
    opened_office.clock.move(days=60)
    desk = Desk.of(opened_office.office, PROVINCE)
    for on, counts in {"2024-11-20": (0, 0, 0), "2024-11-21": (139, 0, 0), "2024-12-16": (139, 139, 139)}.items():
        late = desk.get("/periods/2024", on=on)["late"]
        assert (late["on"], len(late["self_assessed"]), len(late["submitted"]), len(late["appraised"])) == (on, *counts)
    mine = Desk.of(opened_office.office, COMMUNE).get("/periods/2024")["late"]

    assert (mine["self_assessed"], mine["not_registered"]) == (["04831", "04849"], ["04831", "04849"])


def test_registering_by_the_api(opened_office: Opened) -> None:
    """A commune registers itself; the same again is the same; taken back it leaves the list and can be made again."""
    office = opened_office.office
    desk = Desk.of(office, COMMUNE)
    body = {"unit": "04831", "period": "2024", "level": "commune", "day": "2024-02-15"}
    assert desk.post("/registrations", body, status=409)["detail"].startswith("Kỳ 2024 chưa được mở")
    open_period(office)
    made = desk.post("/registrations", body)
    assert {key: made[key] for key in ("unit", "level_title", "registered_on", "withdrawn")} == {
        "unit": "04831",
        "level_title": "Điển hình cấp xã",
        "registered_on": "2024-02-15",
        "withdrawn": False,
    }
    assert desk.post("/registrations", body) == made
    assert desk.post("/registrations", body | {"day": "2024-03-01"}, status=409)["code"] == "state_forbids"
    assert desk.get("/registrations", period="2024")["items"] == [made]
    assert "04831" not in desk.get("/periods/2024")["late"]["not_registered"]

    gone = desk.post(f"/registrations/{made['id']}/withdraw")
    assert (gone["withdrawn"], desk.post(f"/registrations/{made['id']}/withdraw")) == (True, gone)
    assert desk.get("/registrations")["items"] == []
    assert desk.get("/registrations", withdrawn="true")["items"] == [gone]
    assert desk.post("/registrations", body)["withdrawn"] is False
    assert desk.post(f"/registrations/{made['id']}/withdraw", status=412)["code"] == "stale"
    desk.post("/registrations/99/withdraw", status=404)


def test_registrations_of_others(opened_office: Opened) -> None:
    """Another's unit is refused, its registration not found; a phường is no unit of the set; levels, days judged."""
    office = opened_office.office
    open_period(office)
    province = Desk.of(office, PROVINCE)
    body = {"unit": "04813", "period": "2024", "level": "commune"}
    made = province.post("/registrations", body)
    assert made["registered_on"] == "2024-11-10"
    desk = Desk.of(office, COMMUNE)
    assert desk.post("/registrations", body, status=403)["code"] == "not_your_place"
    assert desk.post(f"/registrations/{made['id']}/withdraw", status=404)["code"] == "not_found"
    assert desk.get("/registrations")["items"] == []
    assert Desk.of(office, VIEWER).post("/registrations", body, status=403)["code"] == "not_your_role"
    for wrong, place in (({"level": "ward"}, "level"), ({"day": "2024-11-11"}, "day")):
        assert province.post("/registrations", body | wrong, status=422)["faults"][0]["place"] == place
    province.post("/registrations", body | {"unit": "04789"}, status=422)
    province.post("/registrations", body | {"unit": "4813"}, status=422)
    province.post("/registrations", body | {"unit": "99999"}, status=404)
    assert Desk.of(office, who(Role.COMMUNE, "unit:04813:2020-01-01")).get("/registrations")["items"] == [made]
