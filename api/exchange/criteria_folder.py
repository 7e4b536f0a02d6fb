"""The folder of criteria files, read again when it changes; a faulty file never takes a good one's place."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from importlib.resources import files
from pathlib import Path

from api.exchange.criteria_files import base_beside, examined, text_before
from api.exchange.movement_book import FOLDER as MOVEMENT
from api.exchange.one_look import looked_at
from engine.criteria import CriteriaSet
from engine.faults import Fault
from engine.scoring import Rules

SECONDS_BETWEEN_LOOKS = 1.0
"""The folder is looked at no more often."""
SECONDS_AT_REST = 1.0
"""A file that changed is read once it has been left alone for so long: until then it may be half written."""
SECONDS_MISSING = 5.0
"""A file that is gone is dropped after so long: an office program saves by taking it away and writing it anew."""


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

    def before(self, set_id: str, day: date) -> Version | None:
        """Return the newest published version that is in force from before a day, None when there is none."""
        older = [
            each
            for each in self.versions.get(set_id, ())
            if each.criteria.status == "published" and each.criteria.effective_from < day
        ]
        return older[-1] if older else None

    def by_name(self, name: str) -> Version | None:
        """Return the version of a file, by set and file name; None when there is no sound one."""
        return next((each for found in self.versions.values() for each in found if each.name == name), None)

    def by_digest(self, digest: str) -> Version | None:
        """Return the version with a digest."""
        return next((each for found in self.versions.values() for each in found if each.digest == digest), None)


@dataclass(frozen=True)
class Seen:
    """A file that was read anew: its name, the digest of its text, and what it said before and says now.

    ``now`` is None while its text is faulty, ``digest`` empty when the file is gone.
    """

    name: str
    digest: str
    was: Version | None
    now: Version | None


@dataclass(frozen=True, slots=True)
class Published:
    """A file that was published through the service, as the database has it: what it is called, says, and since when.

    ``at`` is in seconds since 1970, as files have it.
    """

    version: Version
    at: float


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
        self._missing: dict[str, float] = {}
        self._news: list[Seen] = []
        self._published: dict[str, Published] = {}
        self._looked = float("-inf")
        self._books = Rulebooks({}, {})
        self._read()

    def books(self) -> Rulebooks:
        """Return what the folder holds, as of a second ago at the most; within one look always the same."""
        seen = looked_at()
        if seen is None:
            return self._newest()
        if id(self) not in seen:
            seen[id(self)] = self._newest()
        held: Rulebooks = seen[id(self)]
        return held

    def _newest(self) -> Rulebooks:
        if abs(self._clock() - self._looked) >= SECONDS_BETWEEN_LOOKS and self._turn.acquire(blocking=False):
            try:
                self._read()
            finally:
                self._turn.release()
        return self._books

    def look_at(self, *names: str) -> Rulebooks:
        """Read files at once that were written or taken away by this program; return what the folder holds then."""
        with self._turn:
            now = self._clock()
            for name in names:
                path = self.root / name
                self._seen.pop(name, None)
                if path.is_file():
                    self._take(name, path, now, at_once=True)
                else:
                    self._forget(name)
            self._books = self._collected()
            seen = looked_at()
            if seen is not None:  # whoever writes sees what they wrote
                seen[id(self)] = self._books
            return self._books

    def lay_over(self, published: Collection[Published]) -> None:
        """Take in what was published on another host: it counts where the folder has no file of the name, or an older.

        A file that somebody changed by hand after it was published stays what it is.
        """
        with self._turn:
            self._published = {each.version.name: each for each in published}
            self._books = self._collected()

    def news(self) -> tuple[Seen, ...]:
        """Return the files that were read anew or dropped and that nobody has been :meth:`told` of."""
        return tuple(self._news)

    def told(self, news: Collection[Seen]) -> None:
        """Let go of news that has been passed on."""
        with self._turn:
            self._news = [each for each in self._news if not any(each is one for one in news)]

    @property
    def has_news(self) -> bool:
        """Whether :meth:`news` has something."""
        return bool(self._news)

    def _read(self) -> None:
        now, starting = self._clock(), self._looked == float("-inf")
        self._looked = now
        files = (path for path in self.root.glob("*/[0-9]*.yaml") if path.parent.name != MOVEMENT)
        found = {f"{path.parent.name}/{path.name}": path for path in files}
        gone = self._gone(found, now)
        for name in gone:
            self._forget(name)
        taken = [self._take(name, path, now, at_once=starting) for name, path in sorted(found.items())]
        if gone or any(taken):
            self._books = self._collected()

    def _gone(self, found: Mapping[str, Path], now: float) -> list[str]:
        """Return the files that have been missing for long enough; none of a folder that is out of reach."""
        if not found:
            return []
        missing = (self._seen.keys() | self._good.keys()) - found.keys()
        self._missing = {name: min(self._missing.get(name, now), now) for name in missing}
        return [name for name, since in self._missing.items() if now - since >= SECONDS_MISSING]

    def _forget(self, name: str) -> None:
        was = self._good.pop(name, None)
        for held in (self._seen, self._faults, self._missing):
            held.pop(name, None)
        self._news.append(Seen(name, "", was, None))

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
        checked = examined(text, path.stem, path.parent.name, text_before(path), base_beside(path, text))
        self._faults[name] = checked.faults if checked.has_errors else ()
        was = self._good.get(name)
        if checked.criteria is not None and not checked.has_errors:
            self._good[name] = Version(name, text.decode(), checked.digest, checked.criteria)
        now_good = self._good.get(name)
        sound = now_good if now_good is not None and now_good.digest == checked.digest else None
        self._news.append(Seen(name, checked.digest, was, sound))
        return True

    def _from_elsewhere(self) -> dict[str, Version]:
        """Return the published files that the folder lacks, or has an older state of."""
        found = {}
        for name, each in self._published.items():
            held, seen = self._good.get(name), self._seen.get(name)
            if held is None or (held.digest != each.version.digest and seen is not None and seen[0] < each.at * 1e9):
                found[name] = each.version
        return found

    def _collected(self) -> Rulebooks:
        versions: dict[str, list[Version]] = {}
        for _, each in sorted({**self._good, **self._from_elsewhere()}.items()):
            versions.setdefault(each.criteria.set, []).append(each)
        return Rulebooks(
            {
                key: tuple(sorted(found, key=lambda each: each.criteria.effective_from))
                for key, found in versions.items()
            },
            {name: faults for name, faults in self._faults.items() if faults},
        )
