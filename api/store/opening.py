"""Reaching a database: its connections made safe, its structure brought up to date."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url

BUSY_SECONDS = 15
"""How long a writer waits for another."""
MIGRATION_MINUTES = 30
"""How long a process that starts waits for another that migrates."""
LOCK = 0x6469656E
"""The number of the advisory lock of writers on PostgreSQL."""


class OutOfDateError(Exception):
    """The database was made by a newer program."""


def connect(address: str) -> Engine:
    """Make the engine of an address, with what each database needs to be safe."""
    url = make_url(address)
    if url.get_backend_name() == "sqlite":
        if url.database and url.database != ":memory:":
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(
            url, connect_args={"timeout": BUSY_SECONDS}, pool_size=40, max_overflow=60, hide_parameters=True
        )
        event.listen(engine, "connect", _make_safe)
        event.listen(engine, "begin", _begin)
        return engine
    settings: dict[str, Any] = {"connect_timeout": 5}
    if "options" not in url.query:
        settings |= {"options": f"-c lock_timeout={BUSY_SECONDS * 1000}"}  # or a writer would wait for another for ever
    return create_engine(
        url, pool_pre_ping=True, pool_size=20, max_overflow=70, connect_args=settings, hide_parameters=True
    )


def _make_safe(connection: Any, _record: object) -> None:  # noqa: ANN401 -- sqlite3's connection
    connection.isolation_level = None  # SQLAlchemy says BEGIN itself, below
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_SECONDS * 1000}"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def configuration(connection: Connection) -> Config:
    """Return alembic's configuration for a connection; there is no ini file."""
    config = Config()
    config.set_main_option("script_location", str(files("api.store") / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def revisions(connection: Connection) -> tuple[str | None, str | None]:
    """Return the revision of the database and the newest one of this program."""
    script = ScriptDirectory.from_config(configuration(connection))
    return MigrationContext.configure(connection).get_current_revision(), script.get_current_head()


def bring_up_to_date(engine: Engine) -> None:
    """Run the migrations that are missing; OutOfDateError when the database knows one that this program does not."""
    with engine.execution_options(writing=True).connect() as connection, connection.begin():
        if engine.dialect.name != "sqlite":
            # others that start at the same moment wait here until the first is done, however long it takes
            connection.execute(text(f"SET LOCAL lock_timeout = '{MIGRATION_MINUTES}min'"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
            from api.store.queue_structure import lay_queue  # noqa: PLC0415 -- its library comes with PostgreSQL's

            lay_queue(connection)
        script = ScriptDirectory.from_config(configuration(connection))
        current = MigrationContext.configure(connection).get_current_revision()
        if current == script.get_current_head():
            return
        if current is not None and current not in {each.revision for each in script.walk_revisions()}:
            raise OutOfDateError(current)
        command.upgrade(configuration(connection), "head")
