"""The book of the register in the criteria folder, ``mo-hinh/*.yaml``; the shipped one where the folder has none."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path

from engine.faults import Fault
from engine.movement.book import NAME, Book, read_book

FOLDER = NAME
"""The folder beside those of the criteria sets; its files are no criteria sets."""
_Print = tuple[int, int]
"""When a file changed, nanoseconds, and its size, bytes."""


@dataclass(frozen=True)
class _Seen:
    """A file as last read: the newest sound book it held, and the faults of its text now."""

    print: _Print
    book: Book | None
    faults: tuple[Fault, ...]


class MovementBooks:
    """Reads the books and keeps what was last good of each file; may be asked from many threads."""

    def __init__(self, root: Path | None) -> None:
        """Take the criteria folder (the shipped one when None)."""
        shipped = Path(str(files("criteria")))
        self._own = _Folder((root or shipped) / FOLDER)
        self._shipped = _Folder(shipped / FOLDER)

    def in_force(self, day: date) -> Book:
        """Return the newest sound book in force on a day; before the first one, the first."""
        books = self._own.books() or self._shipped.books()
        return next((each for each in reversed(books) if each.effective_from <= day), books[0])

    def faults(self) -> Mapping[str, tuple[Fault, ...]]:
        """Return the faults of the files of the folder by their names, only of those that have some."""
        return self._own.faults()


class _Folder:
    """One folder of books, looked at whenever it is asked: a handful of files."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._turn = threading.Lock()
        self._seen: dict[str, _Seen] = {}

    def books(self) -> tuple[Book, ...]:
        """Return the sound books, oldest first."""
        found = [each.book for each in self._looked_at().values() if each.book is not None]
        return tuple(sorted(found, key=lambda each: each.effective_from))

    def faults(self) -> dict[str, tuple[Fault, ...]]:
        """Return the faults by name of the file in the criteria folder."""
        return {f"{FOLDER}/{name}": each.faults for name, each in self._looked_at().items() if each.faults}

    def _looked_at(self) -> dict[str, _Seen]:
        with self._turn:
            found = {path.name: path for path in sorted(self._path.glob("[0-9]*.yaml"))}
            self._seen = {
                name: seen for name, path in found.items() if (seen := _read(path, self._seen.get(name))) is not None
            }
            return self._seen


def _read(path: Path, before: _Seen | None) -> _Seen | None:
    """Read a file unless it is as it was; one that is out of reach stays as it was."""
    try:
        about = path.stat()
        now = (about.st_mtime_ns, about.st_size)
        if before is not None and before.print == now:
            return before
        data = path.read_bytes()
    except OSError:  # taken away between two looks, or held by an editor: the next look will tell
        return before
    book, faults = read_book(data, stem=path.stem)
    return _Seen(now, book or (before.book if before else None), faults)
