"""The folder of criteria files, read again when it changes; a faulty file never takes a good one's place."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from importlib.resources import files
from pathlib import Path

from api.exchange.criteria_files import version_before
from engine.checking import check
from engine.criteria import CriteriaSet
from engine.faults import Fault
from engine.scoring import Rules

SECONDS_BETWEEN_LOOKS = 1.0
"""The folder is looked at no more often."""
SECONDS_AT_REST = 1.0
"""A file that changed is read once it has been left alone for so long: until then it may be half written."""


@dataclass(frozen=True)
class Version:
    """A sound criteria file: its name in the folder, its text and what it says."""

    name: str
    text: str
    digest: str
    criteria: CriteriaSet

    @cached_property
    def rules(self) -> Rules:
        """The set made ready to be applied."""
        return Rules.of(self.criteria)


@dataclass(frozen=True)
class Rulebooks:
    """The files of the folder at one moment: the sound ones by set, oldest first, and the faults of the others."""

    versions: Mapping[str, tuple[Version, ...]]
    faults: Mapping[str, tuple[Fault, ...]]

    def in_force(self, set_id: str, on: date) -> Version | None:
        """Return the published version of a set in force on a day."""
        found = [
            each
            for each in self.versions.get(set_id, ())
            if each.criteria.status == "published" and each.criteria.effective_from <= on
        ]
        newest = found[-1] if found else None
        if newest is None or (newest.criteria.effective_to is not None and newest.criteria.effective_to < on):
            return None
        return newest

    def of_period(self, set_id: str, period: str) -> Version | None:
        """Return the published version in force on the last day of a period; ValueError when it is no year."""
        found = None
        for each in self.versions.get(set_id, ()):
            if self.in_force(set_id, each.criteria.period.bounds(period)[1]) is each:
                found = each
        return found

    def newest(self, set_id: str) -> Version | None:
        """Return the newest published version of a set, in force or not yet."""
        published = [each for each in self.versions.get(set_id, ()) if each.criteria.status == "published"]
        return published[-1] if published else None

    def by_digest(self, digest: str) -> Version | None:
        """Return the version with a digest."""
        return next((each for found in self.versions.values() for each in found if each.digest == digest), None)


_Print = tuple[int, int]
"""When a file changed, nanoseconds, and its size, bytes."""


class CriteriaFolder:
    """Reads the folder and keeps what was last good of each file; may be asked from many threads."""

    def __init__(self, root: Path | None, clock: Callable[[], float]) -> None:
        """Take the folder (the shipped one when None) and a clock in seconds since 1970, as files have it."""
        self.root = root or Path(str(files("criteria")))
        self._clock = clock
        self._turn = threading.Lock()
        self._seen: dict[str, _Print] = {}
        self._good: dict[str, Version] = {}
        self._faults: dict[str, tuple[Fault, ...]] = {}
        self._looked = float("-inf")
        self._books = Rulebooks({}, {})
        self._read()

    def books(self) -> Rulebooks:
        """Return what the folder holds, as of a second ago at the most."""
        if abs(self._clock() - self._looked) >= SECONDS_BETWEEN_LOOKS and self._turn.acquire(blocking=False):
            try:
                self._read()
            finally:
                self._turn.release()
        return self._books

    def _read(self) -> None:
        now, starting = self._clock(), self._looked == float("-inf")
        self._looked = now
        found = {f"{path.parent.name}/{path.name}": path for path in self.root.glob("*/[0-9]*.yaml")}
        gone = (
            (self._seen.keys() | self._good.keys()) - found.keys() if found else set()
        )  # not of a folder out of reach
        for name in gone:
            for held in (self._seen, self._good, self._faults):
                held.pop(name, None)
        taken = [self._take(name, path, now, at_once=starting) for name, path in sorted(found.items())]
        if gone or any(taken):
            self._books = self._collected()

    def _take(self, name: str, path: Path, now: float, *, at_once: bool) -> bool:
        try:
            about = path.stat()
            seen = (about.st_mtime_ns, about.st_size)
            at_rest = not 0 <= now - about.st_mtime < SECONDS_AT_REST
            if self._seen.get(name) == seen or not (at_once or at_rest):
                return False
            text = path.read_bytes()
        except OSError:  # taken away between two looks, or held by an editor: the next look will tell
            return False
        self._seen[name] = seen
        checked = check(text, stem=path.stem, folder=path.parent.name, previous=version_before(path))
        self._faults[name] = checked.faults if checked.has_errors else ()
        if checked.criteria is not None and not checked.has_errors:
            self._good[name] = Version(name, text.decode(), checked.digest, checked.criteria)
        return True

    def _collected(self) -> Rulebooks:
        versions: dict[str, list[Version]] = {}
        for _, each in sorted(self._good.items()):
            versions.setdefault(each.criteria.set, []).append(each)
        return Rulebooks(
            {
                key: tuple(sorted(found, key=lambda each: each.criteria.effective_from))
                for key, found in versions.items()
            },
            {name: faults for name, faults in self._faults.items() if faults},
        )
