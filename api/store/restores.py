"""A backup laid out into an empty database, all of it or nothing, and proved there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from typing import Any

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    Engine,
    Integer,
    MetaData,
    Table,
    func,
    insert,
    inspect,
    select,
    text,
    update,
)
from sqlalchemy.exc import DataError, IntegrityError

from api.store.account_tables import Token
from api.store.acts import Broken, Head, verify
from api.store.backups import EVERY, OF_THE_MOMENT, Backup, BackupError, Manifest, Progress
from api.store.opening import LOCK, configuration, revisions

VERSIONS = "alembic_version"


class NotEmptyError(Exception):
    """There is something in the database already; the message says what."""


def lay_out(backup: Backup, engine: Engine, at: str, progress: Progress) -> Head:
    """Fill an empty database from a backup, bring its tables up to date, end every token, walk the chain.

    NotEmptyError when the database holds anything; BackupError when the rows don't fit or the chain does not hold.
    Nothing is kept then. Returns the end of the chain.
    """
    try:
        with engine.execution_options(writing=True).connect() as connection, connection.begin():
            if engine.dialect.name != "sqlite":
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
            _make_tables(connection, backup.manifest.revision)
            _fill(connection, backup, progress)
            command.upgrade(configuration(connection), "head")
            connection.execute(update(Token).where(Token.ended == "").values(ended=at))  # type: ignore[arg-type]  # SQLModel's columns
            return _proved(connection, backup.manifest)
    except (IntegrityError, DataError) as error:
        raise BackupError("có dòng dữ liệu mà cơ sở dữ liệu không nhận") from error


def _make_tables(connection: Connection, revision: str) -> None:
    script = ScriptDirectory.from_config(configuration(connection))
    if revision not in {each.revision for each in script.walk_revisions()}:
        raise BackupError("bản sao lưu do bản dienhinh mới hơn làm ra — cài bản mới hơn rồi khôi phục lại")
    held = set(inspect(connection).get_table_names())
    if not held:
        command.upgrade(configuration(connection), revision)
        return
    if VERSIONS not in held:
        raise NotEmptyError("đã có bảng của chương trình khác")
    for table in _tables(connection).values():
        if connection.execute(select(func.count()).select_from(table)).scalar_one():
            raise NotEmptyError("đã có dữ liệu")
    if revisions(connection)[0] != revision:
        raise NotEmptyError("đã có các bảng trống của bản dienhinh khác")


def _tables(connection: Connection) -> dict[str, Table]:
    """Return the tables that are there, each after those that it points to."""
    found = MetaData()
    found.reflect(connection)
    return {each.name: each for each in found.sorted_tables if each.name != VERSIONS}


def _fill(connection: Connection, backup: Backup, progress: Progress) -> None:
    tables, done = _tables(connection), 0
    pieces = {each.table: each for each in backup.manifest.tables}
    if pieces.keys() != tables.keys() - OF_THE_MOMENT:
        raise BackupError("các bảng trong bản sao lưu không phải các bảng của bản dienhinh đã làm ra nó")
    for name, table in tables.items():
        if name not in pieces:
            continue
        rows = _typed(table, backup.rows(pieces[name]))
        while some := list(islice(rows, EVERY)):
            connection.execute(insert(table), some)
            done += len(some)
            progress(done, backup.manifest.rows)
        if connection.dialect.name != "sqlite":
            _go_on_counting(connection, table)


def _typed(table: Table, rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Give rows with the types of their columns; BackupError for a row that is of another table."""
    columns = {each.name: each for each in table.columns}
    for number, row in enumerate(rows, 1):
        if row.keys() != columns.keys():
            raise BackupError(f"{table.name}.jsonl, dòng {number} có cột không đúng")
        try:
            yield {name: _value(columns[name], value) for name, value in row.items()}
        except ValueError as error:
            raise BackupError(f"{table.name}.jsonl, dòng {number}, cột {error} có giá trị không đúng kiểu") from error


def _value(column: Column[Any], value: object) -> object:
    if value is None:
        return None
    wanted = bool if isinstance(column.type, Boolean) else int if isinstance(column.type, Integer) else str
    if type(value) is not wanted:
        raise ValueError(column.name)
    if isinstance(column.type, Date):
        try:
            return date.fromisoformat(str(value))
        except ValueError as error:
            raise ValueError(column.name) from error
    return value


def _go_on_counting(connection: Connection, table: Table) -> None:
    """Let PostgreSQL number new rows after those that came with their numbers."""
    for column in table.primary_key.columns:
        sequence = connection.execute(
            text("SELECT pg_get_serial_sequence(:table, :column)"),
            {"table": f'"{table.name}"', "column": column.name},
        ).scalar()
        if sequence is not None:
            last = connection.execute(select(func.max(column))).scalar()
            if last is not None:
                connection.execute(select(func.setval(sequence, last)))


def _proved(connection: Connection, manifest: Manifest) -> Head:
    end = Head(-1, "", "")
    for found in verify(connection):
        if isinstance(found, Broken):
            raise BackupError(f"nhật ký trong bản sao lưu không khớp dữ liệu, từ lần ghi số {found.seq}")
        end = found
    if end != manifest.end:
        raise BackupError("chuỗi nhật ký sau khi khôi phục không kết thúc ở chỗ bản kê ghi")
    return end
