"""``/drafts``: a version copied, changed in one place, examined, published by another; no draft moves a live score."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response

from api.access.deciding import Granted, Place, Role, Who
from api.app import create_app
from api.demo import fill
from api.json.door import Door
from tests.drafts import office_with_folder, raised
from tests.offices import Opened

V1 = "/api/v1"
DRAFT = f"{V1}/drafts/nq12-tu/2025-01-01"
BOUND = ["criteria", "TC08", "all", 1, "at_least"]


@dataclass(frozen=True)
class Desk:
    """An office with its own folder, asked by one of two editors or by the province."""

    opened: Opened
    app: FastAPI
    client: TestClient

    def sit(self, name: str, role: Role = Role.EDITOR) -> None:
        """Let somebody sit down."""
        number = {"soạn A": 1, "soạn B": 2}.get(name, 3)
        self.app.state.door = Door(Who(name, number, (Granted(role, Place("all"), date(2020, 1, 1)),)))

    def ask(self, method: str, path: str, body: object = None, tag: str = "") -> Response:
        """Ask; ``tag`` is the draft that was seen."""
        return self.client.request(method, path, json=body, headers={"If-Match": tag} if tag else {})

    def create(self) -> Response:
        """Copy the version in force."""
        self.sit("soạn A")
        body = {"set": "nq12-tu", "base": "2022-06-27", "effective_from": "2025-01-01"}
        answer = self.ask("POST", f"{V1}/drafts", body)
        assert answer.status_code == 200, answer.text
        return answer

    def ready(self) -> Response:
        """Make a draft that could be published."""
        found = self.create()
        answer = self.ask("PUT", DRAFT, {"text": raised(found.json()["text"])}, found.headers["ETag"])
        assert answer.status_code == 200, answer.text
        return answer


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """An office without figures."""
    with office_with_folder(f"sqlite:///{tmp_path / 'thu.sqlite3'}", tmp_path) as found:
        app = create_app(found.office)
        with TestClient(app) as client:
            yield Desk(found, app, client)


def refused(answer: Response, status: int, code: str) -> Any:  # noqa: ANN401 -- JSON
    """Return how something was refused."""
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    return answer.json()


def test_one_place_is_changed(desk: Desk) -> None:
    """A bound is raised by its path: one line differs, the failing examples are told, and reading gives the same."""
    before = desk.create()
    after = desk.ask("PATCH", DRAFT, {"op": "put", "path": BOUND, "yaml": "85"}, before.headers["ETag"])

    old, new = (each.json()["text"].splitlines() for each in (before, after))
    assert [(a.strip(), b.strip()) for a, b in zip(old, new, strict=True) if a != b] == [
        (
            "- {share: [bodies_recognised, bodies], at_least: 70}",
            "- {share: [bodies_recognised, bodies], at_least: 85}",
        )
    ]
    said = after.json()
    assert [each["code"] for each in said["faults"] if each["severity"] == "error"] == [
        "EXAMPLE_FAILS",
        *["EXAMPLE_SHORTFALL"] * 3,
    ]
    assert said["changes"][0].startswith("TC08: ngưỡng 70 % → 85 % từ 01/01/2025")
    assert desk.ask("GET", DRAFT).json() == said
    assert desk.ask("GET", f"{DRAFT}/check").json() == said["faults"]
    assert [each["errors"] for each in desk.ask("GET", f"{V1}/drafts").json()["items"]] == [4]


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ({"op": "rename", "path": BOUND, "key": "more_than"}, "- {share: [bodies_recognised, bodies], more_than: 70}"),
        (
            {"op": "add", "path": ["criteria", "TC08", "all"], "yaml": "{flag: hotline}"},
            "- {flag: hotline}",
        ),
        (
            {
                "op": "add",
                "path": ["indicators"],
                "key": "trainings",
                "yaml": "{label: Số lần, kind: count, unit: lần}",
            },
            'trainings: {label: "Số lần", kind: count, unit: "lần"}',
        ),
        ({"op": "put", "path": ["criteria", "TC08", "note"], "yaml": '"Nâng: từ 2025"'}, 'note: "Nâng: từ 2025"'),
    ],
)
def test_changes_by_path(desk: Desk, body: dict[str, Any], line: str) -> None:
    """Each kind of change writes its line."""
    found = desk.create()
    answer = desk.ask("PATCH", DRAFT, body, found.headers["ETag"])

    assert line in [each.strip() for each in answer.json()["text"].splitlines()]


def test_parts_move_and_go(desk: Desk) -> None:
    """A criterion is moved and another one retired; the others keep their order."""
    tag = desk.create().headers["ETag"]
    tag = desk.ask("PATCH", DRAFT, {"op": "move", "path": ["criteria", "TC01"], "place": 2}, tag).headers["ETag"]
    answer = desk.ask("PATCH", DRAFT, {"op": "drop", "path": ["criteria", "TC02"]}, tag)

    ids = [line.strip()[6:] for line in answer.json()["text"].splitlines() if line.startswith("  - id: TC")]
    assert ids == ["TC03", "TC01", *(f"TC{number:02}" for number in range(4, 17))]


def test_four_eyes(desk: Desk) -> None:
    """Who wrote a draft is refused, with the reason; a colleague or the province publishes it, once."""
    tag = desk.ready().headers["ETag"]
    why = refused(desk.ask("POST", f"{DRAFT}/publish", tag=tag), 409, "state_forbids")
    assert "người khác" in why["detail"]
    assert desk.ask("GET", DRAFT).json()["obstacles"] == [why["detail"]]

    desk.sit("tỉnh", Role.PROVINCE)
    done = desk.ask("POST", f"{DRAFT}/publish", tag=tag)
    assert done.json() | {"digest": ""} == {
        "set": "nq12-tu",
        "effective_from": "2025-01-01",
        "status": "published",
        "file": "nq12-tu/2025-01-01.yaml",
        "digest": "",
    }
    refused(desk.ask("POST", f"{DRAFT}/publish", tag=tag), 404, "not_found")


def test_nothing_is_lost_when_two_write(desk: Desk) -> None:
    """A write over a text that has changed is refused with the newer one; without If-Match nothing is written."""
    first = desk.create().headers["ETag"]
    desk.sit("soạn B")
    newer = desk.ask("PATCH", DRAFT, {"op": "put", "path": ["title"], "yaml": "Tên mới"}, first).json()
    desk.sit("soạn A")

    for method, path, body in (
        ("PUT", DRAFT, {"text": "của tôi"}),
        ("PATCH", DRAFT, {"op": "drop", "path": ["vetoes", "LT1"]}),
        ("DELETE", DRAFT, None),
        ("POST", f"{DRAFT}/publish", None),
    ):
        assert refused(desk.ask(method, path, body, first), 412, "stale")["newer"]["text"] == newer["text"]
        refused(desk.ask(method, path, body), 428, "precondition_missing")
        refused(desk.ask(method, path, body, '"7"'), 400, "bad_request")
    assert desk.ask("GET", DRAFT).json()["digest"] == newer["digest"]
    assert desk.ask("DELETE", DRAFT, None, f'"{newer["digest"]}"').json()["dropped"] is True
    refused(desk.ask("GET", DRAFT), 404, "not_found")


@pytest.mark.parametrize(
    "body",
    [
        {"op": "put", "path": ["criteria", "TC99", "title"], "yaml": "x"},
        {"op": "put", "path": ["title"]},
        {"op": "put", "path": ["title"], "yaml": "[1"},
        {"op": "put", "path": [], "yaml": "x"},
        {"op": "put", "path": ["status"], "yaml": "published"},
        {"op": "move", "path": ["criteria", "TC01"]},
        {"op": "move", "path": ["criteria", "TC01"], "place": 99},
        {"op": "add", "path": ["criteria"], "yaml": "x", "key": "y"},
    ],
)
def test_a_change_that_means_nothing_is_refused(desk: Desk, body: dict[str, Any]) -> None:
    """A change that leads nowhere, lacks something, or would publish, is refused and changes nothing."""
    found = desk.create()
    refused(desk.ask("PATCH", DRAFT, body, found.headers["ETag"]), 422, "not_usable")

    assert desk.ask("GET", DRAFT).headers["ETag"] == found.headers["ETag"]


def test_what_cannot_be_copied(desk: Desk) -> None:
    """There is no draft of a version that is not there, nor a second of the same day."""
    desk.create()
    body = {"set": "nq12-tu", "base": "2022-06-27", "effective_from": "2025-01-01"}

    refused(desk.ask("POST", f"{V1}/drafts", body), 409, "state_forbids")
    refused(desk.ask("POST", f"{V1}/drafts", body | {"base": "2020-01-01"}), 404, "not_found")
    refused(desk.ask("POST", f"{V1}/drafts", body | {"set": "../x"}), 404, "not_found")


def test_a_field_for_a_person_cannot_be_published(desk: Desk) -> None:
    """An indicator that would hold a person's data is an error of the draft, as it is of every file."""
    tag = desk.create().headers["ETag"]
    body = {"op": "add", "path": ["indicators"], "key": "x", "yaml": "{label: Họ và tên chủ hộ, kind: flag}"}
    said = desk.ask("PATCH", DRAFT, body, tag)
    desk.sit("soạn B")

    assert "PERSONAL_DATA" in [each["code"] for each in said.json()["faults"]]
    refused(desk.ask("POST", f"{DRAFT}/publish", tag=said.headers["ETag"]), 409, "state_forbids")


SCORED = (
    "/scores?period=2024",
    "/scores?period=2023",
    "/scores/04831?period=2024",
    "/explanations/04831?period=2024",
    "/progress",
    "/plan?target=2025",
    "/figures?unit=04831",
)


def test_no_draft_moves_a_live_score(desk: Desk) -> None:
    """Whatever is drafted for whatever day, every address of scores answers the same bytes; published, 2024 still."""
    fill(desk.opened.office)
    desk.sit("soạn A")
    before = {path: desk.ask("GET", f"{V1}{path}").content for path in SCORED}
    for day in ("2024-01-01", "2023-06-01", "2025-01-01"):
        body = {"set": "nq12-tu", "base": "2022-06-27", "effective_from": day}
        found = desk.ask("POST", f"{V1}/drafts", body)
        path = f"{V1}/drafts/nq12-tu/{day}"
        answer = desk.ask("PUT", path, {"text": raised(found.json()["text"])}, found.headers["ETag"])
        assert answer.status_code == 200

    assert {path: desk.ask("GET", f"{V1}{path}").content for path in SCORED} == before
    desk.sit("soạn B")
    assert desk.ask("POST", f"{DRAFT}/publish", tag=answer.headers["ETag"]).status_code == 200
    assert {path: desk.ask("GET", f"{V1}{path}").content for path in SCORED} == before
