"""Keeping the record: proved by walking its chain, backed up while it is in use, restored into an empty database."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.engine import make_url

from api.store.acts import FIRST, Broken, Head, moment, verify
from api.store.audit import hash_of
from api.store.backups import Backup, Progress, examine, opened_backup, write_backup
from api.store.database import Actor, Database
from api.store.opening import connect
from api.store.restores import lay_out

BACKED_UP, CHECKED = "backup.make", "chain.check"
"""The acts by which it is known when this was last done."""
MOST_BREAKS = 100
"""Breaks of the chain that are told one by one; of the others only how many."""
SENTENCES = {
    "missing": "Thiếu lần ghi số {}: số thứ tự nhảy cách.",
    "hash": "Lần ghi số {} đã bị sửa: nội dung không còn khớp mã băm của nó.",
    "previous": "Lần ghi số {} không nối vào lần ghi trước nó: lần trước đã bị sửa, thay hoặc xóa.",
    "time": "Lần ghi số {} mang giờ sớm hơn lần ghi trước nó.",
    "rows": "Dữ liệu của lần ghi số {} đã bị sửa, thêm hoặc xóa: không còn khớp mã băm khi ghi.",
    "stray": "Có dữ liệu mang số lần ghi {} mà không có lần ghi đó.",
    "lost": "Không còn lần ghi số {} với mã băm đã giữ: nhật ký đã bị cắt hoặc viết lại từ trước đó.",
}
"""What each break means, to somebody who has to act on it."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What a walk over the whole chain found."""

    head: Head
    breaks: tuple[Broken, ...]
    more: int
    """Breaks beyond those told."""

    @property
    def holds(self) -> bool:
        """Whether there is no break."""
        return not self.breaks

    @property
    def sentences(self) -> tuple[str, ...]:
        """The breaks in words."""
        return tuple(SENTENCES[each.fault].format(each.seq) for each in self.breaks)


def prove(database: Database, expected: tuple[int, str] | None = None) -> Proof:
    """Walk the chain; ``expected`` is the number and hash of an act that was its end once, and must still be in it."""
    end, breaks, more = Head(0, "", FIRST), [], 0
    with database.reading() as session:
        if expected is not None and (hash_of(session, expected[0]) if expected[0] else FIRST) != expected[1]:
            breaks.append(Broken(expected[0], "lost"))
        for found in verify(session.connection()):
            if isinstance(found, Head):
                end = found
            elif len(breaks) < MOST_BREAKS:
                breaks.append(found)
            else:
                more += 1
    return Proof(end, tuple(breaks), more)


def put_proof_on_record(database: Database, actor: Actor, proof: Proof) -> None:
    """Put on record that the chain held; ValueError when it does not: a broken database is left as it is."""
    if not proof.holds:
        raise ValueError("the chain is broken")
    content = {"head": proof.head.seq, "head_hash": proof.head.hash}
    with database.writing(actor, CHECKED, content=content, bare=True):
        pass


# ---------------------------------------------------------------------------------------------- backup and restore


@dataclass(frozen=True, slots=True)
class BackedUp:
    """A backup made: the end of the chain in it, its rows, its size in bytes and the SHA-256 of the file."""

    head: Head
    rows: int
    size: int
    digest: str


def back_up(database: Database, out: Path, actor: Actor, progress: Callable[[str], Progress]) -> BackedUp:
    """Back the database up into a new file while others go on writing, and prove the file by restoring it for trial.

    FileExistsError when there is such a file, OSError as of files; nothing is left behind then. The deed is put on
    record with the digest of the file, after what the file holds. ``progress`` is asked for a bar by its title.
    """
    if not out.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(out))
    _refuse_existing(out)
    with TemporaryDirectory(prefix=".dienhinh-", dir=out.parent) as folder:
        made, trial = Path(folder) / "backup.zip", Path(folder) / "trial.sqlite3"
        with made.open("xb") as file, database.reading() as session:
            made.chmod(0o600)
            manifest = write_backup(session, file, moment(database.now()), progress("Sao lưu"))
            file.flush()
            os.fsync(file.fileno())
        restore(made, f"sqlite+pysqlite:///{trial}", database.now, None, progress)
        with made.open("rb") as file:
            digest = file_digest(file, "sha256").hexdigest()
        done = BackedUp(manifest.end, manifest.rows, made.stat().st_size, digest)
        _refuse_existing(out)
        content = {"file": out.name, "sha256": digest, "head": done.head.seq, "head_hash": done.head.hash}
        with database.writing(actor, BACKED_UP, content=content, bare=True):
            pass
        made.rename(out)
    _settle(out.parent)
    return done


def _refuse_existing(out: Path) -> None:
    if out.exists():
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(out))


def _settle(folder: Path) -> None:
    """Let the name of a new file outlast a power cut, where folders can be asked to."""
    with suppress(OSError):  # Windows opens no folders
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def restore(
    file: Path,
    address: str,
    now: Callable[[], datetime],
    actor: Actor | None,
    progress: Callable[[str], Progress],
) -> Head:
    """Fill an empty database from a backup, all or nothing; return the end of the chain that came back.

    The file is read and its chain walked before anything is written, and walked again in the database. Sessions and
    keys of programs end. With an ``actor`` the deed is put on record. Errors as of :func:`opened_backup` and
    :func:`api.store.restores.lay_out`; a database file made for it goes again.
    """
    with opened_backup(file) as backup:
        examine(backup, progress("Kiểm tra tệp"))
        end = _laid_out(backup, address, moment(now()), progress)
    if actor is not None:
        engine = connect(address)
        try:
            with file.open("rb") as opened:
                content = {"file": file.name, "sha256": file_digest(opened, "sha256").hexdigest(), "head": end.seq}
            with Database(engine, now).writing(actor, "backup.restore", content=content, bare=True):
                pass
        finally:
            engine.dispose()
    return end


def _laid_out(backup: Backup, address: str, at: str, progress: Callable[[str], Progress]) -> Head:
    place = make_url(address).database if address.startswith("sqlite") else None
    new = place is not None and not Path(place).exists()
    engine = connect(address)
    try:
        return lay_out(backup, engine, at, progress("Khôi phục"))
    except BaseException:
        engine.dispose()
        if new and place is not None:
            for ending in ("", "-wal", "-shm"):
                Path(f"{place}{ending}").unlink(missing_ok=True)
        raise
    finally:
        engine.dispose()
