"""What a list or a count asks for: which models satisfy it surely, which may, and in which order."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import numpy as np

from engine.movement.columns import STANDINGS
from engine.movement.entries import Standing
from engine.movement.places import Place
from engine.movement.state import State
from engine.movement.villages import NONE
from engine.names import search_key

SORTS = (
    "key", "title", "kind", "field", "body", "unit", "village", "founded", "standing", "since", "rating", "members",
    "households",
)  # fmt: skip
"""What a list can be ordered by; what is unknown comes last either way."""
_LAST = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Wanted:
    """A question to the register; None asks nothing.

    ``units`` and ``districts`` are codes on the day asked about; ``ratings`` are those of the newest year rated, an
    empty id stands for «not rated». Every word of ``search`` must occur, with or without diacritics, in a model's
    title, village, decision or key. ``unrated_year`` asks for those active all that year without a rating for it.
    """

    units: frozenset[str] | None = None
    districts: frozenset[str] | None = None
    fields: frozenset[str] | None = None
    kinds: frozenset[str] | None = None
    bodies: frozenset[str] | None = None
    standings: frozenset[Standing] = frozenset({Standing.ACTIVE, Standing.PAUSED})
    ratings: frozenset[str] | None = None
    unrated_year: int | None = None
    search: str = ""
    sort: str = "key"
    down: bool = False


EVERYTHING = Wanted(standings=frozenset(Standing))
"""Every model that was ever founded by the day."""
_NO, _MAYBE, _SURE = 0, 1, 2


def sift(state: State, wanted: Wanted) -> tuple[np.ndarray, np.ndarray]:
    """Return masks of the models that surely satisfy a question, and of those that may: only their unit is unclear."""
    fits = _fitting(state, wanted)
    if wanted.units is None and wanted.districts is None:
        return fits, np.zeros_like(fits)
    inside = np.array([_inside(state, each, wanted) for each in state.places] or [_NO])[state.base]
    return fits & (inside == _SURE), fits & (inside == _MAYBE)


def lies_in(state: State, key: tuple[str, date], wanted: Wanted) -> bool:
    """Say whether a unit is one of those asked for."""
    in_unit = wanted.units is None or key[0] in wanted.units
    return in_unit and (wanted.districts is None or state.group(key, "district") in wanted.districts)


def _inside(state: State, place: Place, wanted: Wanted) -> int:
    found = [lies_in(state, key, wanted) for key in place.possible]
    if found and all(found) and (place.unit is not None or place.all_known):
        return _SURE
    return _MAYBE if any(found) else _NO


def _fitting(state: State, wanted: Wanted) -> np.ndarray:
    columns = state.columns
    standings = np.array([each in wanted.standings for each in STANDINGS])
    fits: np.ndarray = state.there & standings[state.standing]
    for name, asked, column in (
        ("fields", wanted.fields, columns.field),
        ("kinds", wanted.kinds, columns.kind),
        ("bodies", wanted.bodies, columns.body),
        ("ratings", wanted.ratings, state.rating),
    ):
        if asked is not None:
            fits &= columns.codes[name].table(asked)[column]
    if wanted.unrated_year is not None:
        fits &= state.unrated(wanted.unrated_year)
    for word in search_key(wanted.search).split():
        fits &= _with_word(state, word)
    return fits


def _with_word(state: State, word: str) -> np.ndarray:
    """Find a word in the texts of all models at once: by its first byte, then by the second behind it."""
    whole, starts = state.columns.searched
    letters = word.encode()
    hits = np.flatnonzero(whole[: max(0, len(whole) - len(letters) + 1)] == letters[0])
    for at, letter in enumerate(letters[1:], 1):
        hits = hits[whole[hits + at] == letter]
    found = np.zeros(len(state.columns.models), dtype=bool)
    found[np.searchsorted(starts, hits, side="right") - 1] = True
    return found


def in_order(state: State, places: np.ndarray, sort: str, *, down: bool) -> np.ndarray:
    """Order models; equal ones by key, unknown ones last. ValueError for an order that there is not."""
    if sort not in SORTS:
        raise ValueError(sort)
    if sort == "key":
        return places[::-1] if down else places
    rank = _rank(state, sort)[places]
    rank = np.where(rank == NONE, _LAST, -rank if down else rank)
    ordered: np.ndarray = places[np.argsort(rank, kind="stable")]
    return ordered


def _rank(state: State, sort: str) -> np.ndarray:
    columns = state.columns
    if sort == "title":
        return columns.title_rank
    if sort == "village":
        return columns.village_rank
    found: dict[str, np.ndarray] = {
        "unit": state.unit_rank[state.base],
        "kind": columns.kind,
        "field": columns.field,
        "body": columns.body,
        "founded": columns.founded,
        "standing": state.standing,
        "since": state.since,
        "rating": state.rating,
        "members": state.members,
        "households": state.households,
    }
    return found[sort]


def codes(ids: Collection[str] | None) -> frozenset[str] | None:
    """Make a part of a question out of a list of ids; None stays None."""
    return None if ids is None else frozenset(ids)
