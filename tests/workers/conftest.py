"""The service in processes of its own, as an office runs it on PostgreSQL."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from httpx2 import Client

from api.access.deciding import Role
from api.settings import Settings
from api.workflow.office import Office, open_office
from api.workflow.presence import Visit
from tests.offices import Opened, new_database
from tests.people import GOOD, settled

ROOT = Path(__file__).parents[2]
PATIENCE = 240.0


def until(found: Callable[[], object], seconds: float = PATIENCE) -> float:
    """Wait until something is so, and return how long it took; a failure says that it never was."""
    began = time.monotonic()
    while not found():
        assert time.monotonic() - began < seconds, "it did not come to be"
        time.sleep(0.1)
    return time.monotonic() - began


@dataclass
class Service:
    """A service under way, and the office beside it that looks into the same database."""

    process: subprocess.Popen[str]
    base: str
    office: Office
    log: Path

    def client(self, signed: dict[str, str] | None = None) -> Client:
        """Somebody who comes with a connection of their own, so that any worker may take it."""
        return Client(base_url=self.base, timeout=PATIENCE, headers=signed)

    def signed_in(self, login: str, role: Role = Role.PROVINCE, place: str = "all") -> dict[str, str]:
        """Sign somebody in over HTTP; return what their requests carry."""
        settled(Opened(self.office, None, ""), login, role, place, Visit("127.0.0.1", "api"))  # type: ignore[arg-type]  # its clock is the real one
        with self.client() as client:
            said = client.post("/api/v1/session", json={"login": login, "password": GOOD})
            assert said.status_code == 200, said.text
            cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
        return {"Cookie": cookie, "X-CSRF-Token": said.json()["csrf"]}

    def workers(self) -> list[int]:
        """The processes that the supervisor has: the workers, then that of the jobs."""
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [int(each) for each in listed if "spawn_main" in Path(f"/proc/{each}/cmdline").read_text()]


@contextmanager
def serving(address: str, log: Path, *how: str, **settings: object) -> Iterator[Service]:
    """Serve a database until the block ends, by several workers where ``how`` says so."""
    given = {f"DIENHINH_{key}".upper(): str(value) for key, value in settings.items()}
    environment = {**os.environ, **given, "DIENHINH_DATABASE": address, "DIENHINH_REQUESTS_PER_MINUTE": "1000000"}
    command = [sys.executable, "-m", "api.cli", "serve", *how]
    office = open_office(Settings(database=address), lambda: datetime.now(UTC))
    with (
        log.open("w") as out,
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=out, text=True) as process,
    ):
        try:
            assert process.stdout is not None
            base = next((line.split()[-1] for line in process.stdout if "http" in line), "")
            assert base, log.read_text()
            service = Service(process, base, office, log)
            with service.client() as client:
                until(lambda: _answers(client))
            yield service
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE)
            office.database.close()


def _answers(client: Client) -> bool:
    return client.get("/readyz").status_code == 200


@pytest.fixture(scope="module")
def database(postgresql_server: str) -> Iterator[str]:
    """A database of one's own on the PostgreSQL of the run."""
    with new_database(postgresql_server) as found:
        yield found


@pytest.fixture(scope="module")
def service(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Two workers on PostgreSQL, which read the shipped criteria files."""
    with serving(database, tmp_path_factory.mktemp("nhat-ky") / "log", "--workers", "2") as found:
        yield found
