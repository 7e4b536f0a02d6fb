"""A backup: every table as lines of JSON in one zip, the same from both databases and into both.

``manifest.json`` names the revision of the tables, the end of the audit chain, and of every ``<table>.jsonl`` its rows,
bytes and SHA-256. Sessions, failed logins and imports that wait stay out: they are of the moment. Nothing that is read
back is trusted: sizes are bounded before anything is unpacked, lines while they are read, and the chain of acts is
walked.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import Table, func, select
from sqlmodel import Session, SQLModel

from api.store import import_tables, job_tables, request_counts, sign_in_minutes
from api.store.account_tables import Failure, LoginSession
from api.store.acts import FIRST, Head, canonical, head
from api.store.opening import revisions
from api.store.tables import Act
from api.zipped import Lines, damage_said, opened_zip, swollen

FORMAT = "dienhinh-backup"
MANIFEST = "manifest.json"
OF_THE_MOMENT = (
    frozenset(
        {str(LoginSession.__tablename__), str(Failure.__tablename__), sign_in_minutes.TABLE, request_counts.TABLE}
    )
    | import_tables.TABLES
    | job_tables.TABLES
)
"""Tables that no backup holds."""
MOST_MANIFEST = 1_000_000
MOST_LINE = 32_000_000
"""Bytes of one row; a sealed assessment has some ten thousand."""
_FILE_NAME = r"[a-z][a-z0-9_]{0,62}"
_DIGEST = r"[0-9a-f]{64}"

Progress = Callable[[int, int], None]
"""Told how many rows are done, of how many."""


class BackupError(Exception):
    """The file is no backup that can be used; the message says why, in Vietnamese."""


class _Said(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Piece(_Said):
    """What the manifest says of one table."""

    table: str = Field(pattern=f"^{_FILE_NAME}$")
    rows: int = Field(ge=0)
    bytes: int = Field(ge=0)
    sha256: str = Field(pattern=f"^{_DIGEST}$")


class End(_Said):
    """What the manifest says of the end of the chain."""

    seq: int = Field(ge=0)
    at: str = Field(max_length=40)
    hash: str = Field(pattern=f"^{_DIGEST}$")


class Manifest(_Said):
    """What a backup says of itself."""

    format: Literal["dienhinh-backup"]
    edition: Literal[1]
    made_at: str = Field(max_length=40)
    revision: str = Field(max_length=40)
    head: End
    tables: Annotated[tuple[Piece, ...], Field(max_length=200)]

    @property
    def rows(self) -> int:
        """How many rows there are in all."""
        return sum(each.rows for each in self.tables)

    @property
    def end(self) -> Head:
        """The end of the chain."""
        return Head(self.head.seq, self.head.at, self.head.hash)


# ------------------------------------------------------------------------------------------------------- writing


def backed_up() -> tuple[Table, ...]:
    """Return the tables of a backup in an order in which each comes after those that it points to."""
    return tuple(each for each in SQLModel.metadata.sorted_tables if each.name not in OF_THE_MOMENT)


def write_backup(session: Session, out: IO[bytes], made_at: str, progress: Progress) -> Manifest:
    """Write everything that a session sees, which is of one moment, as a backup."""
    connection, tables, done = session.connection(), backed_up(), 0
    total = sum(connection.execute(select(func.count()).select_from(each)).scalar_one() for each in tables)
    pieces = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in tables:
            with archive.open(f"{table.name}.jsonl", "w", force_zip64=True) as entry:
                piece = _write_rows(session, table, entry, lambda rows: progress(done + rows, total))  # noqa: B023 -- called before ``done`` moves on
            pieces.append(piece)
            done += piece.rows
        end, (revision, _) = head(session), revisions(connection)
        manifest = Manifest(
            format="dienhinh-backup",
            edition=1,
            made_at=made_at,
            revision=revision or "",
            head=End(seq=end.seq, at=end.at, hash=end.hash),
            tables=tuple(pieces),
        )
        archive.writestr(MANIFEST, manifest.model_dump_json(indent=1))
    progress(total, total)
    return manifest


EVERY = 1000
"""Rows read, written or reported at a time."""


def _write_rows(session: Session, table: Table, entry: IO[bytes], progress: Callable[[int], None]) -> Piece:
    names, digest, size, count = [each.name for each in table.columns], sha256(), 0, 0
    order = [*table.primary_key.columns]
    with session.connection().execute(select(table).order_by(*order).execution_options(yield_per=EVERY)) as result:
        for rows in result.partitions():
            lines = "".join(canonical(dict(zip(names, row, strict=True))) + "\n" for row in rows).encode()
            entry.write(lines)
            digest.update(lines)
            size, count = size + len(lines), count + len(rows)
            progress(count)
    return Piece(table=table.name, rows=count, bytes=size, sha256=digest.hexdigest())


# ------------------------------------------------------------------------------------------------------- reading


@dataclass(frozen=True)
class Backup:
    """A backup opened to be read."""

    manifest: Manifest
    _archive: zipfile.ZipFile

    def rows(self, piece: Piece) -> Iterator[dict[str, Any]]:
        """Give the rows of a table; BackupError where they are not what the manifest says."""
        name = f"{piece.table}.jsonl"
        lines = Lines(self._archive, name, MOST_LINE, _damaged, lambda number: _too_long(name, number))
        for line in lines:
            yield _row(line, name, lines.count)
        if (lines.count, lines.digest) != (piece.rows, piece.sha256):
            raise BackupError(f"{name} không còn đúng như khi sao lưu: mã SHA-256 hoặc số dòng khác")


DAMAGED = "tệp hỏng, bị cắt cụt, hoặc không phải tệp zip của dienhinh"


def _damaged() -> BackupError:
    return BackupError(DAMAGED)


def _too_long(name: str, number: int) -> BackupError:
    return BackupError(f"{name}, dòng {number} dài quá mức của một dòng dữ liệu")


def _row(line: bytes, name: str, number: int) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BackupError(f"{name}, dòng {number} không phải JSON") from error
    if not isinstance(row, dict):
        raise BackupError(f"{name}, dòng {number} không phải một dòng dữ liệu")
    return row


@contextmanager
def opened_backup(path: Path) -> Iterator[Backup]:
    """Open a backup; BackupError when it is none, is cut off, or claims impossible sizes; OSError as of files."""
    with opened_zip(path, _damaged) as archive:
        yield Backup(_manifest(archive), archive)


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    entries = {each.filename: each for each in archive.infolist()}
    about = entries.pop(MANIFEST, None)
    if about is None or about.file_size > MOST_MANIFEST:
        raise BackupError(f"không có {MANIFEST}: đây không phải bản sao lưu của dienhinh")
    try:
        with damage_said(_damaged):
            manifest = Manifest.model_validate_json(archive.read(about))
    except ValidationError as error:
        raise BackupError(
            f"{MANIFEST} không đọc được: không phải bản sao lưu, hoặc do bản dienhinh mới hơn làm ra"
        ) from error
    pieces = {f"{each.table}.jsonl": each for each in manifest.tables}
    if (
        len(pieces) != len(manifest.tables)
        or pieces.keys() != entries.keys()
        or len(entries) + 1 != len(archive.infolist())
    ):
        raise BackupError("các tệp bên trong không khớp bản kê")
    for name, piece in pieces.items():
        packed = entries[name]
        if packed.file_size != piece.bytes or swollen(packed):
            raise BackupError(f"{name} có cỡ không khớp bản kê, hoặc lớn bất thường so với khi nén")
    return manifest


def examine(backup: Backup, progress: Progress) -> None:
    """Read the whole backup once: every digest, and the chain of acts up to its end; BackupError at the first fault."""
    done, acts = 0, str(Act.__tablename__)
    if acts not in {each.table for each in backup.manifest.tables}:
        raise BackupError("không có nhật ký trong bản sao lưu")
    for piece in backup.manifest.tables:
        end = Head(0, "", FIRST)
        for row in backup.rows(piece):
            if piece.table == acts:
                end = _next(end, row)
            done += 1
            if done % EVERY == 0:
                progress(done, backup.manifest.rows)
        if piece.table == acts and end != backup.manifest.end:
            raise BackupError("chuỗi nhật ký trong bản sao lưu không kết thúc ở chỗ bản kê ghi")


def _next(end: Head, row: dict[str, Any]) -> Head:
    """Go on from one act to the next."""
    said = {key: each for key, each in row.items() if key != "hash"}
    found = sha256(canonical(said).encode()).hexdigest()
    if (row.get("seq"), row.get("previous"), row.get("hash")) != (end.seq + 1, end.hash, found):
        raise BackupError(f"chuỗi nhật ký trong bản sao lưu đứt ở lần ghi số {end.seq + 1}")
    return Head(end.seq + 1, str(row.get("at")), found)
