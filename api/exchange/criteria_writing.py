"""Criteria files written into their folder: whole or not at all, never through a link, never over what nobody saw."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


class CannotWriteError(Exception):
    """The folder does not let a file be written; the message says why, in Vietnamese, and the cure."""


def read_bytes(path: Path) -> bytes | None:
    """Return what a file holds, None where there is none. CannotWriteError for a link or what is no file."""
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise CannotWriteError(
            f"«{path.name}» trong thư mục bộ tiêu chí là lối tắt hoặc thư mục; thay bằng một tệp thường rồi làm lại."
        )
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _refused(path) from error


def put_bytes(path: Path, data: bytes) -> None:
    """Write a file whole: beside its place first, onto the disk, then into its place. CannotWriteError if it can't be.

    Whatever stops this half way, the name holds the old content or the new one.
    """
    read_bytes(path)
    beside = path.with_name(f".{path.name}.moi")
    try:
        beside.unlink(missing_ok=True)  # left behind by a program that was killed
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, beside)
        beside.replace(path)
        _onto_disk(path.parent)
    except OSError as error:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise _refused(path) from error


def remove(path: Path) -> None:
    """Take a file away; one that is gone already is no fault. CannotWriteError if it can't be."""
    try:
        path.unlink(missing_ok=True)
        _onto_disk(path.parent)
    except OSError as error:
        raise _refused(path) from error


@contextmanager
def restored_on_error(*paths: Path) -> Iterator[None]:
    """Put files back as they were when what follows fails: the folder and the record say the same."""
    held = {path: read_bytes(path) for path in paths}
    try:
        yield
    except BaseException:
        for path, data in held.items():
            with suppress(CannotWriteError):
                if data is None:
                    remove(path)
                elif read_bytes(path) != data:
                    put_bytes(path, data)
        raise


def _onto_disk(folder: Path) -> None:
    """Let a change of names outlast a power cut, where folders can be synced."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _refused(path: Path) -> CannotWriteError:
    return CannotWriteError(
        f"Không ghi được tệp {path.parent.name}/{path.name}: tệp đang bị chương trình khác giữ, hết chỗ, hoặc dịch vụ "
        "không có quyền ghi; nhờ người quản trị máy chủ xem thư mục bộ tiêu chí rồi làm lại."
    )
