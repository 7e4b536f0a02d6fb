"""Which sums are withheld from who may not see units: those that would tell the figure of one or two of them.

A sum over fewer than three units whose figures somebody may not read is withheld from them. What is withheld must not
come out by subtracting the parts shown from the whole shown, so further parts are withheld until what is left together
holds three such units or none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

LEAST = 3
"""A sum of so many figures tells none of them, not even to whoever knows one."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A place: its key, that of the place it lies in, of how many units that may not be read its sum is."""

    key: str
    inside: str | None
    foreign: int


def withheld(cells: Sequence[Cell]) -> frozenset[str]:
    """Return the keys of the places whose sum is withheld; the whole has ``inside`` None, others lie in one listed.

    Parts may leave a rest of the place they lie in, units of no part: it counts as one more part that is not shown.
    """
    children: dict[str | None, list[Cell]] = {}
    for each in cells:
        children.setdefault(each.inside, []).append(each)
    return frozenset(_withheld(children, children.get(None, []), rest=0))


def _withheld(children: Mapping[str | None, list[Cell]], parts: list[Cell], *, rest: int) -> Iterator[str]:
    """Yield what is withheld of the parts of one shown place, and of what lies in them."""
    hidden = [each for each in parts if 0 < each.foreign < LEAST]
    shown = sorted((each for each in parts if each.foreign >= LEAST), key=lambda each: (each.foreign, each.key))
    while shown and 0 < rest + sum(each.foreign for each in hidden) < LEAST:
        hidden.append(shown.pop(0))
    for each in hidden:
        yield from _whole(children, each)
    for each in parts:
        if each not in hidden:
            inside = children.get(each.key, [])
            left = each.foreign - sum(one.foreign for one in inside)
            yield from _withheld(children, inside, rest=left)


def _whole(children: Mapping[str | None, list[Cell]], cell: Cell) -> Iterator[str]:
    """Yield a place with all that lies in it: its parts would add up to it."""
    if cell.foreign:
        yield cell.key
    for each in children.get(cell.key, []):
        yield from _whole(children, each)
