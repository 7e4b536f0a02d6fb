"""A new version of a file as a copy, and a draft that becomes a published file: three keys change, nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from engine.editing.changing import Drop, Edit, Put, changed, value_of
from engine.editing.nodes import EditError


def new_version(text: str, day: date) -> str:
    """Copy a file as a draft in force from another day; a last day in force that lies before it is left out."""
    found = value_of(text)
    if not isinstance(found, Mapping):
        raise EditError("NOT_YAML")
    edits: list[Edit] = [Put(("effective_from",), day.isoformat()), Put(("status",), "draft")]
    last = found.get("effective_to")
    if isinstance(last, str) and last < day.isoformat():
        edits.append(Drop(("effective_to",)))
    return changed(text, *edits)


def moved_to(text: str, day: date) -> str:
    """Give a draft another first day in force."""
    return changed(text, Put(("effective_from",), day.isoformat()))


def as_published(text: str) -> str:
    """Turn a draft into a published file."""
    return changed(text, Put(("status",), "published"))
