"""Criteria files on disk: read one with its place among its versions; the sets that are shipped."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from api.exchange.rulebooks import Rulebooks
from engine.checking import Checked, check
from engine.criteria import CriteriaSet
from engine.source import read_source
from engine.standing_on import Found

SHIPPED = "nq12-tu/2022-06-27.yaml"
"""The set that the demonstration shows."""


def read_for_check(path: Path) -> Checked:
    """Examine a file whole: its name and folder too, and against the version before it in its folder."""
    whole = path.resolve()
    text = path.read_bytes()
    return check(
        text, stem=whole.stem, folder=whole.parent.name, previous=version_before(whole), base=base_beside(whole, text)
    )


def read_for_use(path: Path) -> Checked:
    """Examine a file that was named to be used as given, whatever it is called and in force or not."""
    return check(path.read_bytes())


def read_shipped(name: str = SHIPPED) -> Checked:
    """Examine a file of the package."""
    return check((files("criteria") / name).read_bytes())


def version_before(path: Path) -> CriteriaSet | None:
    """Return what the newest sound, published file of the same folder before this one says, None when there is none."""
    found = text_before(path)
    return read_set(found) if found is not None else None


def text_before(path: Path) -> bytes | None:
    """Return the text of the newest sound, published file of the same folder before this one."""
    older = sorted((each for each in path.parent.glob("[0-9]*.yaml") if each.stem < path.stem), reverse=True)
    for text in (each.read_bytes() for each in older if each.is_file()):
        found = read_set(text)
        if found is not None and found.status == "published":
            return text
    return None


def base_of(path: Path, text: bytes, elsewhere: Mapping[str, str] | None = None) -> bytes | None:
    """Return the text of the file that a file says it stands on, None where it names none or that is not there.

    ``elsewhere``: texts by name that count rather than the files of the folder.
    """
    criteria = read_set(text)
    if criteria is None or criteria.stands_on is None:
        return None
    named = criteria.stands_on
    if elsewhere and (name := f"{named.set}/{named.effective_from}.yaml") in elsewhere:
        return elsewhere[name].encode()
    found = path.parent.parent / named.set / f"{named.effective_from}.yaml"
    return found.read_bytes() if found.is_file() else None


def base_beside(path: Path, text: bytes, elsewhere: Mapping[str, str] | None = None) -> Found:
    """Return a way to what the file says that another stands on: the check asks for it once its text is sound."""
    return _found(base_of(path, text, elsewhere))


def base_among(books: Rulebooks, text: bytes) -> Found:
    """Return a way to what a text of no folder says that it stands on, among the files that are installed."""
    criteria = read_set(text)
    named = criteria.stands_on if criteria is not None else None
    held = books.by_name(f"{named.set}/{named.effective_from}.yaml") if named is not None else None
    return _found(held.text.encode() if held is not None else None)


@lru_cache(maxsize=32)
def _found(text: bytes | None) -> Found:
    return lambda: read_set(text) if text is not None else None


@lru_cache(maxsize=32)
def read_set(text: bytes) -> CriteriaSet | None:
    """Return what a text says, None when it is not sound. The same texts are asked for again and again."""
    return read_source(text).criteria


@lru_cache(maxsize=32)
def examined(text: bytes, stem: str, folder: str, before: bytes | None, base: Found | None = None) -> Checked:
    """Examine the text of a file, with its name and folder, against the version before it and the file it stands on."""
    return check(
        text,
        stem=stem,
        folder=folder,
        previous=read_set(before) if before is not None else None,
        base=base,
    )
