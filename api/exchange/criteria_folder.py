"""The folder of criteria files, read again when it changes; a faulty file never takes a good one's place."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from api.exchange.criteria_files import base_beside, examined, text_before
from api.exchange.criteria_writing import read_bytes
from api.exchange.laid_over import LaidOver
from api.exchange.last_words import LastWord, OwnFile
from api.exchange.movement_book import FOLDER as MOVEMENT
from api.exchange.one_look import looked_at
from api.exchange.rulebooks import Rulebooks, Version
from engine.faults import Fault

SECONDS_BETWEEN_LOOKS = 1.0
"""The folder is looked at no more often."""
SECONDS_AT_REST = 1.0
"""A file that changed is read once it has been left alone for so long: until then it may be half written."""
SECONDS_MISSING = 5.0
"""A file that is gone is dropped after so long: an office program saves by taking it away and writing it anew."""


@dataclass(frozen=True)
class Seen:
    """A file that was read anew: its name, the digest and text, and what it said before and says now.

    ``now`` is None while its text is faulty, ``text`` when it is none. Of a file that is gone ``digest`` is empty, and
    ``had`` the one that it had here. ``changed`` is in nanoseconds since 1970.
    """

    name: str
    digest: str
    was: Version | None
    now: Version | None
    text: str | None = None
    changed: int = 0
    had: str = ""


class CriteriaFolder:
    """Reads the folder and keeps what was last good of each file; may be asked from many threads."""

    def __init__(self, root: Path | None, clock: Callable[[], float]) -> None:
        """Take the folder (the shipped one when None) and a clock in seconds since 1970, as files have it."""
        self.root = root or Path(str(files("criteria")))
        self._clock = clock
        self._turn = threading.Lock()
        self._seen: dict[str, OwnFile] = {}
        self._good: dict[str, Version] = {}
        self._faults: dict[str, tuple[Fault, ...]] = {}
        self._missing: dict[str, float] = {}
        self._news: list[Seen] = []
        self._over = LaidOver(is_edited=root is not None)
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
                held = self._seen.pop(name, None)
                if path.is_file():
                    self._take(name, path, now, at_once=True)
                else:
                    self._forget(name, held)
            self._books = self._collected()
            seen = looked_at()
            if seen is not None:  # whoever writes sees what they wrote
                seen[id(self)] = self._books
            return self._books

    # ------------------------------------------------------------------------------- what was done on other hosts

    @property
    def words(self) -> tuple[int, Mapping[str, LastWord]]:
        """What was laid over the folder: up to which act, and the last words by file."""
        return self._over.told

    def lay_over(self, upto: int, words: Mapping[str, LastWord]) -> None:
        """Take in what the record says last of files, up to an act; what is older than known already is passed over."""
        with self._turn:
            if upto <= self._over.told[0]:
                return
            self._over.told = (upto, words)
            for name in [name for name, faults in self._faults.items() if faults]:
                with suppress(KeyError):  # what a faulty file stands on may have come
                    del self._seen[name]
                self._take(name, self.root / name, self._clock(), at_once=True)
            self._books = self._collected()

    @property
    def elsewhere(self) -> Mapping[str, str]:
        """The texts, by name, that count rather than this host's own files."""
        return self._over.texts

    def names(self, words: Mapping[str, LastWord]) -> set[str]:
        """Return the names of the files of the folder, and of those that the record has besides."""
        return {*self._found(), *(name for name, word in words.items() if word.text is not None)}

    def bytes_of(self, name: str, words: Mapping[str, LastWord]) -> bytes | None:
        """Return what a file says at this moment, by this host's folder and by last words; None when there is none.

        CannotWriteError for a link, or for what is no file.
        """
        path, word = self.root / name, words.get(name)
        changed = 0
        with suppress(OSError):  # first: of a file that is changed just now the older moment is taken
            changed = path.stat().st_mtime_ns
        data = read_bytes(path)
        if word is None:
            return data
        if data is not None:
            own = OwnFile(changed, len(data), f"sha256:{sha256(data).hexdigest()}")
            if not self._over.counts(own, word, self._good.get(name)):
                return data
        return None if word.text is None else word.text.encode()

    # -------------------------------------------------------------------------------------------------- news

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

    # ------------------------------------------------------------------------------------------------- reading

    def _found(self) -> dict[str, Path]:
        paths = (path for path in self.root.glob("*/[0-9]*.yaml") if path.parent.name != MOVEMENT)
        return {f"{path.parent.name}/{path.name}": path for path in paths}

    def _read(self) -> None:
        now, starting = self._clock(), self._looked == float("-inf")
        self._looked = now
        found = self._found()
        gone = self._gone(found, now)
        for name in gone:
            self._forget(name, self._seen.get(name))
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

    def _forget(self, name: str, held: OwnFile | None) -> None:
        was = self._good.pop(name, None)
        for kept in (self._seen, self._faults, self._missing):
            kept.pop(name, None)
        self._news.append(Seen(name, "", was, None, had=held.digest if held else ""))

    def _take(self, name: str, path: Path, now: float, *, at_once: bool) -> bool:
        try:
            about, held = path.stat(), self._seen.get(name)
            at_rest = not 0 <= now - about.st_mtime < SECONDS_AT_REST
            same = held is not None and (held.changed, held.size) == (about.st_mtime_ns, about.st_size)
            if same or not (at_once or at_rest):
                return False
            text = path.read_bytes()
        except OSError:  # taken away between two looks, or held by an editor: the next look will tell
            return False
        base = base_beside(path, text, self._over.texts)
        checked = examined(text, path.stem, path.parent.name, text_before(path), base)
        self._seen[name] = OwnFile(about.st_mtime_ns, about.st_size, checked.digest)
        self._faults[name] = checked.faults if checked.has_errors else ()
        was = self._good.get(name)
        if checked.criteria is not None and not checked.has_errors:
            self._good[name] = Version(name, text.decode(), checked.digest, checked.criteria)
        now_good = self._good.get(name)
        sound = now_good if now_good is not None and now_good.digest == checked.digest else None
        self._news.append(Seen(name, checked.digest, was, sound, _decoded(text), about.st_mtime_ns))
        return True

    def _collected(self) -> Rulebooks:
        good, faults = self._over.over(self.root, self._seen, self._good, self._faults)
        versions: dict[str, list[Version]] = {}
        for _, each in sorted(good.items()):
            versions.setdefault(each.criteria.set, []).append(each)
        return Rulebooks(
            {
                key: tuple(sorted(found, key=lambda each: each.criteria.effective_from))
                for key, found in versions.items()
            },
            {name: found for name, found in faults.items() if found},
        )


def _decoded(text: bytes) -> str | None:
    try:
        return text.decode()
    except UnicodeDecodeError:
        return None
