"""``/reports/settings``: read, set over what was seen, faults at once, only by who may; the page says the same."""

from __future__ import annotations

from typing import Any

from fastapi.testclient import TestClient

from api.app import create_app
from api.store import audit
from tests.assessments import COMMUNE, PROVINCE, VIEWER, Desk
from tests.offices import Opened

PATH = "/reports/settings"


def put(desk: Desk, body: dict[str, Any], seen: int | None = 0, status: int = 200) -> Any:  # noqa: ANN401 -- JSON
    """Set what documents say."""
    return desk.post(PATH, body, seen, status, "PUT")


def test_set_over_what_was_seen(opened_office: Opened) -> None:
    """Offered until it is set; what is left out stays; stale is 412 with the newer one; the same again is no act."""
    office, desk = opened_office.office, Desk.of(opened_office.office, PROVINCE)
    offered = desk.get(PATH)
    assert (offered["number"], offered["symbol"], offered["place"]) == (0, "UBND", "Hòa Bình")
    first = put(desk, {"issuer": " Ban Chỉ đạo \r\n  138 tỉnh ", "post": "Trưởng\nban"})
    assert (first["issuer"], first["post"], first["place"]) == ("Ban Chỉ đạo\n138 tỉnh", "Trưởng ban", "Hòa Bình")
    assert put(desk, {"post": "Trưởng ban"}, first["number"]) == first
    stale = put(desk, {"post": "Phó ban"}, 0, 412)
    assert (stale["code"], stale["newer"]) == ("stale", first)
    assert put(desk, {"post": "Phó ban"}, None, 428)["code"] == "precondition_missing"
    with office.database.reading() as session:
        acts = audit.acts(session, audit.Wanted(), 10)

    assert [each.act.action for each in acts].count("issuing.set") == 1
    page = TestClient(create_app(office, guest=PROVINCE)).get("/bao-cao/cau-hinh").text
    assert "Trưởng ban" in page


def test_what_is_refused(opened_office: Opened) -> None:
    """Every fault with its field and cure; a name that is none of ours; a number of somebody is a warning."""
    desk = Desk.of(opened_office.office, PROVINCE)
    refused = put(desk, {"post": "", "symbol": "x" * 300}, 0, 422)
    assert [each["place"] for each in refused["faults"]] == ["symbol", "post"]
    assert put(desk, {"nguoi_ky": "A"}, 0, 422)["code"] == "not_usable"
    assert put(desk, {"opening": "Liên hệ 0912345678"})["warnings"][0]["field"] == "opening"
    for person in (COMMUNE, VIEWER):
        assert Desk.of(opened_office.office, person).get(PATH, 403)["code"] == "not_your_role"
