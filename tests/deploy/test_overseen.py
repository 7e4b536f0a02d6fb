"""What alerts are made of: readiness, the last backup, the last walk over the chain, the queue of jobs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text as sql

from api.app import create_app
from api.cli import main
from api.store.acts import moment
from api.store.database import Actor
from api.store.job_tables import Job
from api.store.overseeing import last_done
from api.workflow.keeping import CHECKED, Proof, prove, put_proof_on_record
from tests.offices import Opened, opened

OPERATOR = Actor("thử", "command")
SUNDAY = 1731204000.0
"""09:00 in Vietnam on 10 November 2024, when the clock of a test begins."""


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Opened]:
    """An office over an empty SQLite."""
    with opened(f"sqlite:///{tmp_path / 'a.sqlite3'}") as found:
        yield found


def measured(office: Opened) -> dict[str, float]:
    """Return the measures that are read off what is kept, by name and labels."""
    lines = TestClient(create_app(office.office)).get("/metrics").text.splitlines()
    names = ("dienhinh_ready", "dienhinh_last", "dienhinh_jobs")
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines if line.startswith(names))}


def test_what_never_was_is_of_1970(office: Opened) -> None:
    """A new database is ready, was never backed up nor walked over, and no job waits."""
    assert measured(office) == {
        "dienhinh_ready": 1.0,
        "dienhinh_last_backup_timestamp_seconds": 0.0,
        "dienhinh_last_chain_check_timestamp_seconds": 0.0,
        **{f'dienhinh_jobs{{state="{each}"}}': 0.0 for each in
           ("waiting", "running", "asking", "done", "failed", "cancelled")},
        "dienhinh_jobs_waiting_seconds": 0.0,
    }  # fmt: skip


def test_the_last_walk_over_the_chain(opened_office: Opened) -> None:
    """The moment of the last backup and of the last proof are measured, whatever came before; on both databases."""
    database = opened_office.office.database
    for minutes, action in ((0, "backup.make"), (1, "backup.make"), (2, "backup.restore")):
        opened_office.clock.move(minutes=minutes)
        with database.writing(OPERATOR, action, bare=True):
            pass
    put_proof_on_record(database, OPERATOR, prove(database))
    found = measured(opened_office)

    assert found["dienhinh_last_backup_timestamp_seconds"] == SUNDAY + 60
    assert found["dienhinh_last_chain_check_timestamp_seconds"] == SUNDAY + 180


def test_a_broken_chain_is_not_put_on_record(office: Opened) -> None:
    """Of a chain that is broken nothing is written, so that its last proof grows old."""
    database = office.office.database
    with database.writing(OPERATOR, "session.start", bare=True):
        pass
    lost: Proof = prove(database, (1, "0" * 64))

    with pytest.raises(ValueError, match="broken"):
        put_proof_on_record(database, OPERATOR, lost)
    with database.reading() as session:
        assert last_done(session, CHECKED) is None


def test_the_command_puts_it_on_record_when_asked(
    office: Opened, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`dienhinh audit verify` only reads; with --record it is on record, but not when an expected end is not there."""
    database = office.office.database
    monkeypatch.setenv("DIENHINH_DATABASE", str(database.engine.url))
    with database.writing(OPERATOR, "session.start", bare=True):
        pass
    found = []
    for arguments in ((), ("--record", "--expect", f"1:{'0' * 64}"), ("--record",)):
        status = main(["audit", "verify", *arguments])
        with database.reading() as session:
            found.append((status, last_done(session, CHECKED) is not None))
    capsys.readouterr()

    assert found == [(0, False), (1, False), (0, True)]


def test_the_queue_is_as_old_as_what_waits_longest(opened_office: Opened) -> None:
    """A job waits since it was begun or last worked on; those that are done wait for nothing."""
    clock, database = opened_office.clock, opened_office.office.database
    kept = (("a", "waiting", 0, 0), ("b", "waiting", 5, 0), ("c", "waiting", 0, 4), ("d", "done", 0, 0))
    with database.changing() as session:
        for key, state, began, seen in kept:
            at = clock()
            clock.move(minutes=began)
            created = moment(clock())
            clock.move(minutes=seen)
            session.add(
                Job(
                    key=key, kind="reports", account_id=None, actor="thử", channel="form", set_id="nq12-tu",
                    period="2024", arguments="{}", state=state, created=created, seen=moment(clock()) if seen else "",
                )
            )  # fmt: skip
            clock.at = at
    clock.move(minutes=10)
    assert measured(opened_office)["dienhinh_jobs_waiting_seconds"] == 600
    with database.changing() as session:
        session.execute(sql("DELETE FROM job WHERE key = 'a'"))
    found = measured(opened_office)

    assert found["dienhinh_jobs_waiting_seconds"] == 360
    assert (found['dienhinh_jobs{state="waiting"}'], found['dienhinh_jobs{state="done"}']) == (2, 1)


def test_a_database_that_is_away_is_not_ready(tmp_path: Path) -> None:
    """Where the database does not answer, that is what is measured, and nothing else of it."""
    folder = tmp_path / "so-lieu"
    folder.mkdir()
    with opened(f"sqlite:///{folder / 'a.sqlite3'}") as office:
        client = TestClient(create_app(office.office))
        office.office.database.close()
        folder.rename(tmp_path / "lost")
        text = client.get("/metrics").text

    assert "dienhinh_ready 0.0" in text
    assert "dienhinh_last_backup_timestamp_seconds" not in text
