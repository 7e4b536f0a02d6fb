"""Several workers over one PostgreSQL: one record, one law, one count; renewed and killed without a user noticing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import date
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Self

import pytest
from sqlalchemy import create_engine, text
from sqlmodel import select

from api.settings import Settings
from api.store.acts import Broken, verify
from api.store.tables import Act
from api.workflow.drafting import drafts as drafting
from api.workflow.drafting import publishing
from api.workflow.office import open_office
from tests.drafts import ALONE, OTHER, SHIPPED, raised
from tests.importing import HEAD
from tests.workers.conftest import PATIENCE, ROOT, Service, serving, until

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="counts children in /proc, and sends SIGHUP")
OPENS = """
import sys
from datetime import UTC, datetime
from api.store import account_tables
from api.store.database import open_database
open_database(sys.argv[1], lambda: datetime.now(UTC)).close()
"""


def test_processes_that_start_at_once_make_the_tables_once(request: pytest.FixtureRequest, empty_address: str) -> None:
    """Two processes over an empty database both come up, and what each needs was made one time."""
    started = [
        subprocess.Popen([sys.executable, "-c", OPENS, empty_address], cwd=ROOT, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = [each.communicate(timeout=PATIENCE)[1] for each in started]

    assert [each.returncode for each in started] == [0, 0], said
    engine = create_engine(empty_address)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).all() == [("0003",)]
        if "postgresql" in request.node.name:
            assert connection.execute(text("SELECT count(*) FROM job_queue.procrastinate_jobs")).scalar() == 0
    engine.dispose()


def test_a_file_published_on_another_host_is_in_force_on_every_worker_within_five_seconds(
    service: Service, database: str, tmp_path: Path
) -> None:
    """The workers read another folder than the host where somebody publishes; the database carries the file over."""
    folder = tmp_path / "criteria" / "nq12-tu"
    folder.mkdir(parents=True)
    (folder / "2022-06-27.yaml").write_bytes((SHIPPED / "nq12-tu" / "2022-06-27.yaml").read_bytes())
    elsewhere = open_office(Settings(database=database, criteria=folder.parent), service.office.now)
    try:
        draft = drafting.create(elsewhere, ALONE, "nq12-tu", "2022-06-27", date(2031, 1, 1))
        draft = drafting.save(elsewhere, ALONE, draft, raised(draft.text), draft.digest)
        published = publishing.publish(elsewhere, OTHER, draft, draft.digest)
    finally:
        elsewhere.database.close()
    signed = service.signed_in("xemluat")

    def seen() -> set[str]:
        found = set()
        for _ in range(12):
            with service.client(signed) as fresh:
                answer = fresh.get("/api/v1/criteria/nq12-tu/2031-01-01")
                found.add(answer.json().get("digest", "") if answer.status_code == 200 else "")
        return found

    assert until(lambda: seen() == {published.digest}, 5) <= 5


class Load:
    """People who ask without pause, over connections that are kept, and try nothing twice."""

    def __init__(self, service: Service, people: int = 4) -> None:
        self._host = service.base.removeprefix("http://").strip("/")
        self._over = threading.Event()
        self.answers: Counter[int] = Counter()
        self.failures: list[str] = []
        self._people = [threading.Thread(target=self._ask) for _ in range(people)]

    def __enter__(self) -> Self:
        for each in self._people:
            each.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for each in self._people:
            each.join()

    def _ask(self) -> None:
        kept: HTTPConnection | None = None
        while not self._over.wait(0.02):
            kept = kept or HTTPConnection(self._host, timeout=30)
            try:
                kept.request("GET", "/readyz")
                answer = kept.getresponse()
                answer.read()
                self.answers[answer.status] += 1
                if answer.getheader("connection") != "close":
                    continue
            except (OSError, HTTPException) as error:
                self.failures.append(repr(error))
            kept.close()
            kept = None
        if kept is not None:
            kept.close()


def test_workers_are_renewed_one_after_the_other_without_a_failed_request(service: Service) -> None:
    """SIGHUP brings up a replacement for every worker before it leaves; nobody under way gets an error."""
    before = set(service.workers())
    with Load(service) as load:
        until(lambda: sum(load.answers.values()) > 20)
        service.process.send_signal(signal.SIGHUP)
        until(lambda: len(service.workers()) == 3 and not before & set(service.workers()))
        asked = sum(load.answers.values())
        until(lambda: sum(load.answers.values()) > asked + 20)

    assert load.failures == []
    assert set(load.answers) == {200}


def sent(number: int) -> tuple[str, tuple[str, bytes]]:
    """One small table of figures of another unit each."""
    code = ("04831", "04846", "04849", "04873", "04876", "04891")[number]
    body = "\n".join(",".join(map(str, each)) for each in (HEAD, (code, 2026, 9 + number, 1, 0, "có")))
    return ("file", (f"tep-{number}.csv", body.encode()))


def test_a_worker_and_the_jobs_that_are_killed_lose_nothing(service: Service) -> None:
    """Kill -9 of every child in the middle of an import: they are replaced, what was acknowledged is there, once."""
    signed = service.signed_in("nhapnhieu")
    period = {"opens": "2026-01-01", "closes": "2027-01-31", "self_assessed_by": "2026-11-20"}
    period |= {"submitted_by": "2026-11-30", "appraised_by": "2026-12-15", "review_6": "2026-07-01"}
    with service.client(signed) as client:
        days = {**period, "review_9": "2026-10-01"}
        opened = client.put("/api/v1/periods/2026", json=days, headers={"If-Match": '"0"'})
        assert opened.status_code == 200, opened.text
        given = client.post("/api/v1/jobs/imports", files=[sent(number) for number in range(6)])
        assert given.status_code == 202, given.text
    key = given.json()["id"]

    def stands(*states: str) -> bool:
        with service.client(signed) as fresh:
            return fresh.get(f"/api/v1/jobs/{key}").json()["state"] in states

    until(lambda: stands("asking"))
    with service.client(signed) as fresh:
        assert fresh.post(f"/api/v1/jobs/{key}/confirm").status_code == 200
    old = service.workers()[1:]
    time.sleep(0.3)
    for each in old:
        os.kill(each, signal.SIGKILL)
    until(lambda: len(service.workers()) == 3 and not set(old) & set(service.workers()))
    with service.client() as fresh:
        until(lambda: fresh.get("/readyz").status_code == 200)
    until(lambda: stands("done"))

    with service.office.database.reading() as session:
        written = session.exec(select(Act).where(Act.action == "figures.import")).all()
        assert not isinstance(verify(session.connection()), Broken)
    assert len(written) == 6


def test_the_measures_of_all_workers_add_up(service: Service) -> None:
    """Whichever worker is asked for the measures, it counts the requests that every one of them answered."""
    wanted = 'dienhinh_requests_total{method="GET",route="/healthz",status="200"}'

    def counted() -> float:
        with service.client() as fresh:
            lines = fresh.get("/metrics").text.splitlines()
        return sum(float(each.rpartition(" ")[2]) for each in lines if each.startswith(wanted))

    before = counted()
    for _ in range(20):
        with service.client() as fresh:
            assert fresh.get("/healthz").status_code == 200

    assert {counted() for _ in range(6)} == {before + 20}


def test_a_service_that_stops_says_so_first_and_answers_meanwhile(tmp_path: Path) -> None:
    """After SIGTERM /readyz says no for as long as was set, new requests are still answered, then all is quiet."""
    address = f"sqlite:///{tmp_path / 'a.sqlite3'}"
    with serving(address, tmp_path / "log", drain_seconds=2) as service, service.client() as client:
        service.process.send_signal(signal.SIGTERM)

        def leaving() -> bool:
            answer = client.get("/readyz")
            return answer.status_code == 503 and answer.json()["status"] == "leaving"

        until(leaving, 5)
        with service.client() as fresh:
            answer = fresh.get("/healthz")
        assert (answer.status_code, answer.headers["connection"]) == (200, "close")
        assert service.process.wait(PATIENCE) in (0, -signal.SIGTERM)
