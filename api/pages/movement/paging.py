"""A long list fifty at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from api.pages.movement.asking import Asked
from engine.wording.numbers import number

SHOWN = 50
_Each = TypeVar("_Each")


@dataclass(frozen=True, slots=True)
class Paged(Generic[_Each]):
    """The rows of a page, which page it is, and the ways to the next ones; empty where there are none."""

    rows: Sequence[_Each]
    said: str
    previous: str
    following: str


def paged(asked: Asked, rows: Sequence[_Each]) -> Paged[_Each]:
    """Return the page that is asked for, the last where there are not so many."""
    last = max(1, -(-len(rows) // SHOWN))
    page = min(asked.page, last)
    return Paged(
        rows=rows[(page - 1) * SHOWN : page * SHOWN],
        said=f"Trang {number(page)} / {number(last)}" if last > 1 else "",
        previous=asked.link(trang=str(page - 1) if page > 2 else "") if page > 1 else "",  # noqa: PLR2004 -- the first needs no number
        following=asked.link(trang=str(page + 1)) if page < last else "",
    )
