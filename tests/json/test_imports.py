"""``/imports`` and ``/template``: sent, looked at, confirmed over what was seen, given back marked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from api.access.deciding import Role, Who
from api.app import create_app
from api.demo import OFFICER
from api.exchange.templates.layout import document_headings
from tests.assessments import COMMUNE, VIEWER, enter, prepared, who
from tests.filled import LABELS, filled_in, opened, table
from tests.filled import criteria as nq12
from tests.importing import CODE, HEAD, OTHER, held, seen
from tests.offices import Opened
from tests.offices import opened as opened_over

V1 = "/api/v1"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Opened]:
    """An office with the sample of one unit, 2024 open."""
    with opened_over(f"sqlite+pysqlite:///{tmp_path / 'thu.sqlite3'}") as found:
        prepared(found)
        yield found


def client_of(office: Opened, guest: Who = OFFICER) -> TestClient:
    """Somebody at the API."""
    return TestClient(create_app(office.office, guest=guest), raise_server_exceptions=False)


def send(client: TestClient, content: bytes, name: str = "a.xlsx", **query: str) -> Response:
    """Send a file."""
    return client.post(f"{V1}/imports", files={"file": (name, content)}, params=query)


def confirm(client: TestClient, said: Any, body: object = None, tag: str | None = None) -> Response:  # noqa: ANN401 -- JSON
    """Confirm an import over what was seen."""
    return client.post(
        f"{V1}/imports/{said['id']}/confirm", json=body, headers={"If-Match": tag or f'"{said["edition"]}"'}
    )


def test_from_template_to_undo(office: Opened) -> None:
    """The whole way: template, filled in, sent, looked at again, confirmed, confirmed again, undone."""
    client, was = client_of(office), held(office.office, "offences")
    made = client.get(f"{V1}/template", params={"period": "2024", "unit": CODE})
    assert made.headers["content-disposition"].startswith('attachment; filename="mau-nhap-2024-04831.xlsx"')
    said = send(client, filled_in(made.content, {(CODE, LABELS["offences"]): 3}), "điền rồi.xlsx").json()

    assert (said["state"], said["counts"]["different"], said["faults"]) == ("waiting", 1, [])
    (change,) = said["changes"]
    assert (change["key"], change["value"], change["now"]) == (f"{CODE}.2024.offences", "3", str(was))
    assert said["units"][0]["unit"] == CODE
    again = client.get(f"{V1}/imports/{said['id']}")
    assert (again.json(), again.headers["etag"]) == (said, f'"{said["edition"]}"')

    done = confirm(client, said)
    assert (done.status_code, done.json()["state"], done.json()["written"]) == (
        200,
        "written",
        {"figures": 1, "documents": 0, "waivers": 0},
    )
    assert held(office.office, "offences") == 3
    assert confirm(client, said).json() == done.json()
    undone = client.post(f"{V1}/figures/undo", json={"act": done.json()["act"]})
    assert (undone.status_code, held(office.office, "offences")) == (200, was)
    assert client.get(f"{V1}/imports/{said['id']}").json()["state"] == "undone"


def test_confirming_asks_for_what_was_seen(office: Opened) -> None:
    """Without If-Match 428; over what has moved 412 with the newer look; nothing is written by either."""
    client, was = client_of(office), held(office.office, "offences")
    said = send(client, table(HEAD, (CODE, 2024, None, 3, None, None))).json()
    missing = client.post(f"{V1}/imports/{said['id']}/confirm")
    enter(office.office, "offences", 50, seen(office.office, "offences"))
    stale = confirm(client, said)

    assert (missing.status_code, missing.json()["code"]) == (428, "precondition_missing")
    assert (stale.status_code, stale.json()["code"]) == (412, "stale")
    assert stale.json()["newer"]["changes"][0]["now"] == "50"
    assert held(office.office, "offences") == 50 != was
    assert confirm(client, said, tag=stale.headers["etag"]).json()["state"] == "written"


def test_only_what_is_picked_is_written(office: Opened) -> None:
    """One row and one cell of another; the rest stays."""
    client, was = client_of(office), held(office.office, "offences")
    said = send(client, table(HEAD, (CODE, 2024, 30, 3, None, None), (OTHER, 2024, 8, 1, None, None))).json()
    done = confirm(client, said, {"rows": [], "changes": [f"{CODE}.2024.villages"]})

    assert done.json()["written"] == {"figures": 1, "documents": 0, "waivers": 0}
    assert (held(office.office, "villages"), held(office.office, "offences")) == (30, was)
    assert (
        client.post(f"{V1}/imports/{said['id']}/confirm", json={"khác": 1}, headers={"If-Match": "*"}).status_code
        == 422
    )


def test_files_join_an_import_one_by_one(office: Opened) -> None:
    """The second answer is about its file alone; the same file again adds nothing; the faults are all there."""
    client = client_of(office)
    first = send(client, table(HEAD, (CODE, 2024, 30, 3, None, None)), "một.xlsx").json()
    second = table(HEAD, (OTHER, 2024, "1.000", 1, None, None))
    for _ in range(2):
        said = send(client, second, "hai.xlsx", **{"import": first["id"]}).json()
    found = client.get(f"{V1}/imports/{first['id']}").json()

    assert [each["code"] for each in said["files"][0]["said"]] == ["TWO_READINGS"]
    assert [each["name"] for each in found["files"]] == ["một.xlsx", "hai.xlsx"]
    assert found["faults"][0]["cell"] == "C2"
    copy = client.get(f"{V1}/imports/{first['id']}/corrected", params={"file": 2})
    assert "1000 hoặc 1" in opened(copy.content)["Số liệu"]["C2"].comment.text
    assert "filename*=UTF-8''hai-danh-dau-loi.xlsx" in copy.headers["content-disposition"]
    assert client.get(f"{V1}/imports/{first['id']}/corrected", params={"file": 3}).status_code == 404


def test_an_import_is_its_owners(office: Opened) -> None:
    """Somebody else finds nothing at its address, its owner finds it in the list and can forget it."""
    client, other = client_of(office), client_of(office, COMMUNE)
    said = send(client, table(HEAD, (CODE, 2024, 30, 3, None, None))).json()

    assert other.get(f"{V1}/imports/{said['id']}").json()["code"] == "not_found"
    assert confirm(other, said).status_code == 404
    assert other.get(f"{V1}/imports").json()["items"] == []
    assert [each["id"] for each in client.get(f"{V1}/imports").json()["items"]] == [said["id"]]
    assert client.delete(f"{V1}/imports/{said['id']}").status_code == 200
    assert client.get(f"{V1}/imports").json()["items"] == []


def test_who_may_not_record_imports_nothing(office: Opened) -> None:
    """A viewer gets neither a template nor a look; a commune no template of another."""
    for path in ("/template?period=2024", "/imports"):
        assert client_of(office, VIEWER).get(f"{V1}{path}").json()["code"] == "not_your_role"
    answer = client_of(office, COMMUNE).get(f"{V1}/template?period=2024&unit=05293")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


HEADS = document_headings(nq12())
FIRST = next(criterion for criterion, _ in HEADS.values())
TOLD = {"document": "12/QĐ", "issued_on": "01/02/2024", "issuer": "Ủy ban nhân dân", "pages": "1"}
NAMED = {heading: TOLD.get(name) for heading, (criterion, name) in HEADS.items() if criterion == FIRST}


def imported(office: Opened, *rows: tuple[object, ...]) -> int:
    """Import rows with a document of the first criterion; return the act."""
    client = client_of(office)
    said = send(client, table((*HEAD, *NAMED), *rows)).json()
    done = confirm(client, said)
    assert done.status_code == 200, done.text
    return int(done.json()["act"])


def test_undoing_asks_for_every_unit_of_the_act(office: Opened) -> None:
    """A commune does not undo an act that put another's document on record, nor withdraw that document."""
    empty = [None] * len(NAMED)
    act = imported(
        office,
        (CODE, 2024, 31, None, None, None, *empty),
        (OTHER, 2024, None, None, None, None, *NAMED.values()),
    )
    own, officer = client_of(office, who(Role.COMMUNE, "unit:04831:2020-01-01")), client_of(office)
    asked = own.post(f"{V1}/figures/undo", json={"act": act})
    listed = officer.get(f"{V1}/evidence", params={"unit": OTHER, "period": "2024"}).json()["items"]

    assert (asked.status_code, asked.json()["code"]) == (403, "not_your_place")
    assert [each["document"] for each in listed] == ["12/QĐ"]


def test_documents_alone_are_undone(office: Opened) -> None:
    """An import that brought nothing but a document is undone like any other."""
    act = imported(office, (OTHER, 2024, None, None, None, None, *NAMED.values()))
    officer = client_of(office)

    assert officer.post(f"{V1}/figures/undo", json={"act": act}).status_code == 200
    assert officer.get(f"{V1}/evidence", params={"unit": OTHER, "period": "2024"}).json()["items"] == []
