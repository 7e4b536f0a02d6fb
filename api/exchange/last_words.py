"""What the record says last of a file of the criteria folder, where several hosts have a folder each."""

from __future__ import annotations

from dataclasses import dataclass

JUST_BEFORE = 1000
"""Nanoseconds by which a file that the service writes is older than its act: an act right after it is later for sure.

Moments of acts are whole microseconds, and two follow each other with the same one when the clocks of hosts differ.
"""


@dataclass(frozen=True, slots=True)
class LastWord:
    """The text that a file has by the record, and since when: nanoseconds since 1970.

    ``digest`` is empty when the file was taken away. ``text`` is None when it was, or when the record does not hold it:
    then the file is only where a folder has it.
    """

    digest: str
    since: int
    text: str | None = None
    is_published: bool = False


@dataclass(frozen=True, slots=True)
class OwnFile:
    """A file of this host's folder: when it was changed (nanoseconds since 1970), its size, the digest of its text."""

    changed: int
    size: int
    digest: str


def is_overtaken(own: OwnFile, word: LastWord, *, serves: bool, is_edited: bool) -> bool:
    """Tell whether a file gave way to what was done elsewhere; one that was changed by hand after that did not.

    ``serves``: it is published and sound. No draft takes such a file's place, whatever day it has. ``is_edited``: the
    folder is one in which files are changed by hand, and not the program's own.
    """
    if own.digest == word.digest or (serves and not word.is_published):
        return False
    return own.changed < word.since or not is_edited
