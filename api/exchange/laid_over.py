"""What the record has of criteria files, laid over the files of this host's folder: in memory, never on disk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from api.exchange.criteria_files import base_beside, examined, read_set
from api.exchange.last_words import LastWord, OwnFile, is_overtaken
from api.exchange.rulebooks import Version
from engine.checking import Checked
from engine.faults import Fault

Faults = tuple[Fault, ...]


class LaidOver:
    """The last words that a folder was told, and which of them count rather than its own files."""

    def __init__(self, *, is_edited: bool) -> None:
        """Say whether files of the folder are changed by hand; those of the program itself are not."""
        self.told: tuple[int, Mapping[str, LastWord]] = (0, {})
        self.texts: Mapping[str, str] = {}
        self._is_edited = is_edited
        self._read: dict[str, Version] = {}

    def counts(self, own: OwnFile | None, word: LastWord, good: Version | None) -> bool:
        """Tell whether a last word counts rather than a file, of which ``good`` is the last sound text."""
        if own is None:
            return True
        if own.digest == word.digest:  # the same text, which may stand on what has come from elsewhere
            return word.text is not None and (good is None or good.digest != own.digest)
        serves = good is not None and good.criteria.status == "published"
        return is_overtaken(own, word, serves=serves, is_edited=self._is_edited)

    def over(
        self,
        root: Path,
        seen: Mapping[str, OwnFile],
        good: Mapping[str, Version],
        faults: Mapping[str, Faults],
    ) -> tuple[dict[str, Version], dict[str, Faults]]:
        """Return the sound versions and the faults of the folder with what counts laid over them."""
        versions, faulty = dict(good), dict(faults)
        texts: dict[str, str] = {}
        for name, word in self._counting(seen, good):
            version, found = self._version(root / name, name, word, versions, texts)
            if version is None and word.is_published:  # this program reads more strictly: what the folder has goes on
                continue
            versions.pop(name, None)
            faulty[name] = found
            if version is not None:
                versions[name] = version
            if word.text is not None:
                texts[name] = word.text
        self.texts = texts
        self._read = {name: each for name, each in versions.items() if name in texts}
        return versions, faulty

    def _counting(self, seen: Mapping[str, OwnFile], good: Mapping[str, Version]) -> Iterator[tuple[str, LastWord]]:
        """Yield the words that count, what is published first: drafts are examined against it."""
        for name, word in sorted(self.told[1].items(), key=lambda each: (not each[1].is_published, each[0])):
            if self.counts(seen.get(name), word, good.get(name)):
                yield name, word

    def _version(
        self, path: Path, name: str, word: LastWord, versions: Mapping[str, Version], texts: Mapping[str, str]
    ) -> tuple[Version | None, Faults]:
        if word.text is None:
            return None, ()
        held = self._read.get(name)
        if held is not None and held.digest == word.digest:
            return held, ()
        if word.is_published:
            criteria = read_set(word.text.encode())
        else:
            checked = _examined(path, name, word.text, versions, texts)
            if checked.has_errors:
                return None, checked.faults
            criteria = checked.criteria
        return None if criteria is None else Version(name, word.text, word.digest, criteria), ()


def _examined(path: Path, name: str, text: str, versions: Mapping[str, Version], texts: Mapping[str, str]) -> Checked:
    folder = path.parent.name
    older = [
        each.text
        for key, each in sorted(versions.items())
        if key.startswith(f"{folder}/") and key < name and each.criteria.status == "published"
    ]
    before = older[-1].encode() if older else None
    return examined(text.encode(), path.stem, folder, before, base_beside(path, text.encode(), texts))
