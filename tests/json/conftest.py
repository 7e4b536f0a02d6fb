"""Offices asked through the API, on both databases: one with the sample to read, one to write in; people who ask."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from api.access.deciding import Action, Granted, Place, Role, Who
from api.app import create_app
from api.demo import OFFICER
from api.store.acts import Head, head
from api.store.database import Actor
from api.workflow.schedule import plan_period, proposed
from tests.offices import Opened, new_database, opened, opened_with_sample, sample_on, tables_on

V1 = "/api/v1"
SET = "nq12-tu"
CLERK = Actor("canbo1", "api")
STILL = "05293"
"""A unit in which no test writes."""


def somebody(
    role: Role,
    place: str,
    first_day: date = date(2020, 1, 1),
    last_day: date | None = None,
    only: frozenset[Action] | None = None,
) -> Who:
    """Make somebody with one grant."""
    return Who(f"{role} {place}", 7, (Granted(role, Place.read(place), first_day, last_day),), only)


@dataclass(frozen=True)
class Desk:
    """An office as one person meets it: paths are those under ``/api/v1``."""

    opened: Opened
    client: TestClient

    def get(self, path: str, known_tag: str | None = None, **query: str) -> Response:
        """Read; ``known_tag`` is what the asker holds already."""
        headers = {} if known_tag is None else {"If-None-Match": known_tag}
        return self.client.get(f"{V1}{path}", params=query, headers=headers)

    def items(self, path: str, **query: str) -> list[dict[str, Any]]:
        """Read a list that fits in one page."""
        answer = self.get(path, **query)
        assert (answer.status_code, answer.json()["next"]) == (200, None)
        found: list[dict[str, Any]] = answer.json()["items"]
        return found

    def post(self, path: str, body: object = None, **query: str) -> Response:
        """Send something new."""
        return self.client.post(f"{V1}{path}", json=body, params=query)

    def put(self, path: str, body: object, seen: str | int | None = None) -> Response:
        """Change something over what was seen."""
        return self.client.put(f"{V1}{path}", json=body, headers=_over(seen))

    def delete(self, path: str, seen: str | int | None = None) -> Response:
        """Take something back over what was seen."""
        return self.client.delete(f"{V1}{path}", headers=_over(seen))

    def figure(self, unit: str, indicator: str, value: object, seen: str | int = 0, **more: object) -> Response:
        """Write a figure of 2024."""
        return self.put(f"/figures/{unit}/2024/{indicator}", {"value": value, **more}, seen)

    def entered(self, unit: str, **values: object) -> None:
        """Enter the first figures of a unit in 2024."""
        for indicator, value in values.items():
            answer = self.figure(unit, indicator, value)
            assert answer.status_code == 200, answer.text

    @property
    def head(self) -> Head:
        """The end of the audit chain."""
        with self.opened.office.database.reading() as session:
            return head(session)


def _over(seen: str | int | None) -> dict[str, str]:
    if seen is None:
        return {}
    return {"If-Match": seen if isinstance(seen, str) else f'"{seen}"'}


def desk(office: Opened, who: Who = OFFICER) -> Desk:
    """Let somebody in."""
    return Desk(office, TestClient(create_app(office.office, guest=who)))


def open_period(office: Opened, *periods: str) -> None:
    """Open periods with the days that are offered."""
    for period in periods:
        criteria = office.office.version_of_period(SET, period).criteria
        plan_period(office.office, CLERK, criteria, period, proposed(criteria, period), 0)


def waiver_of(unit: str, period: str = "2024") -> dict[str, str]:
    """Make a decision that a criterion does not apply to a unit."""
    reason = {"reason": "không có cơ sở thuộc diện", "decision": "12/QĐ-UBND"}
    return {"unit": unit, "period": period, "criterion": "TC06", **reason}


def refused(answer: Response, status: int, code: str) -> dict[str, Any]:
    """Hold an answer against what a refusal is, and return it."""
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json"), answer.text
    problem: dict[str, Any] = answer.json()
    assert (problem["code"], problem["status"], problem["type"]) == (code, status, f"/loi#{code}")
    assert problem["title"]
    assert problem["detail"]
    return problem


@contextmanager
def some_address(kind: str, request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    """Give the address of an empty database that many tests share."""
    if kind == "sqlite":
        yield f"sqlite+pysqlite:///{folder / 'thu.sqlite3'}"
        return
    server = request.getfixturevalue("postgresql_server")
    with new_database(server, tables_on(server)) as found:
        yield found


@contextmanager
def filled_office(address: str) -> Iterator[Opened]:
    """Open an office with the sample; it is only read, and its clock stands still."""
    with opened_with_sample(address, requests_per_minute=1_000_000) as office:
        yield office


@pytest.fixture(scope="session")
def filled_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """The sample, for what does not depend on the kind of database."""
    with filled_office(f"sqlite+pysqlite:///{tmp_path_factory.mktemp('mau') / 'mau.sqlite3'}") as office:
        yield office


@pytest.fixture(scope="session")
def filled_postgresql(postgresql_server: str) -> Iterator[Opened]:
    """The sample on PostgreSQL."""
    with new_database(postgresql_server, sample_on(postgresql_server)) as address, filled_office(address) as office:
        yield office


@pytest.fixture(params=["sqlite", "postgresql"])
def filled(request: pytest.FixtureRequest) -> Opened:
    """The sample on both databases."""
    found: Opened = request.getfixturevalue(f"filled_{request.param}")
    return found


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def written(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """An office with periods 2023 and 2024 open; each test that writes in it takes a unit of its own."""
    folder = tmp_path_factory.mktemp("chung")
    with (
        some_address(request.param, request, folder) as address,
        opened(address, requests_per_minute=1_000_000) as office,
    ):
        open_period(office, "2023", "2024")
        yield office


@pytest.fixture(scope="module")
def unused(written: Opened) -> Iterator[str]:
    """Codes of 2024 that no test has taken yet."""
    units = written.office.register.of_kinds(date(2024, 12, 31), ("xã",))
    return iter(sorted({each.code for each in units} - {STILL, "04891"}))


@pytest.fixture
def unit(unused: Iterator[str]) -> str:
    """A unit of this test alone."""
    return next(unused)


@pytest.fixture(scope="module")
def shared_app(written: Opened) -> TestClient:
    """The application of the office to write in, as the provincial officer meets it."""
    return TestClient(create_app(written.office, guest=OFFICER))


@pytest.fixture
def officer(written: Opened, shared_app: TestClient) -> Desk:
    """A provincial officer at the office to write in."""
    return Desk(written, shared_app)


@pytest.fixture
def sqlite_only(tmp_path: Path) -> Iterator[Opened]:
    """An office of one test, where the kind of database makes no difference."""
    with opened(f"sqlite+pysqlite:///{tmp_path / 'thu.sqlite3'}") as office:
        open_period(office, "2024")
        yield office
