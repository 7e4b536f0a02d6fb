"""The tables of procrastinate, the queue of jobs on PostgreSQL: laid and brought up to date with our own.

They have a schema of their own, so that migrations, backups and restores of the record never meet them. Which of the
library's migrations were run stands in the comment of the schema. They run under the lock of migrations.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from procrastinate.schema import SchemaManager
from sqlalchemy import Connection, text

SCHEMA = "job_queue"


def lay_queue(connection: Connection) -> None:
    """Make the tables of the queue where there are none, else run the library's migrations that are missing."""
    scripts = sorted(Path(SchemaManager.get_migrations_path()).glob("*.sql"))
    newest, had = scripts[-1].stem, _had(connection)
    if had == newest:
        return
    before = connection.execute(text("SHOW search_path")).scalar_one()
    connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}"))
    connection.execute(text(f"SET LOCAL search_path TO {SCHEMA}"))
    if had is None:
        _run(connection, SchemaManager.get_schema())
    else:
        for script in scripts:
            if script.stem > had:
                _run(connection, script.read_text(encoding="utf-8"))
    connection.execute(text(f"COMMENT ON SCHEMA {SCHEMA} IS '{newest}'"))
    connection.execute(text(f"SET LOCAL search_path TO {before}"))


def _had(connection: Connection) -> str | None:
    """Return the last of the library's migrations that was run; None where there is no queue."""
    asked = text("SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = :name")
    row = connection.execute(asked, {"name": SCHEMA}).first()
    return None if row is None else str(row[0] or "")


def _run(connection: Connection, script: str) -> None:
    """Run a script of several statements as it is written: a cursor without values takes no sign for one."""
    with closing(connection.connection.cursor()) as cursor:
        cursor.execute(script)
