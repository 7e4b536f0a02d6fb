"""Roll-ups of the register on a day: what there surely is, what there may be, and how many figures are missing.

A model whose unit nobody said after a split is counted for no unit; it is counted as possible for each that it may lie
in, and surely for the district or province that all of them share.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from engine.movement.state import NO_DISTRICT, UNPLACED, State
from engine.movement.villages import NONE
from engine.movement.wanted import Wanted, lies_in, sift
from engine.names import sort_key

By = Literal["unit", "district", "province", "field", "kind", "body"]
_LISTS: Mapping[str, str] = {"field": "fields", "kind": "kinds", "body": "bodies"}


@dataclass(frozen=True, slots=True)
class Total:
    """What one group comes to.

    ``models`` are sure; ``possible`` adds those that may belong to it. Everything else is of the sure ones:
    ``units`` and ``districts`` that have one; ``villages`` surely different and ``villages_possible``, beside
    ``no_village`` models that state none; sums of ``members`` and ``households`` as far as they are known, beside how
    many models miss theirs. ``title`` is empty for :data:`UNPLACED` and :data:`NO_DISTRICT`.
    """

    key: str
    title: str
    models: int
    possible: int
    units: int
    districts: int
    villages: int
    villages_possible: int
    no_village: int
    members: int
    members_missing: int
    households: int
    households_missing: int


@dataclass(frozen=True, slots=True)
class _Sorted:
    """Models by group: the sure ones with the number of their group, and what is added to what is possible of each."""

    keys: list[str]
    places: np.ndarray
    groups: np.ndarray
    extra: Counter[str]


def whole(state: State, wanted: Wanted) -> Total:
    """Add up everything that satisfies a question."""
    sure, maybe = (np.flatnonzero(mask) for mask in sift(state, wanted))
    put = _Sorted([""], sure, np.zeros(len(sure), dtype=np.int64), Counter({"": len(maybe)}))
    return next(_totals(state, put, {"": ""}))


def by_group(state: State, by: By, wanted: Wanted) -> tuple[Total, ...]:
    """Add up by group: entries of a list of the book in its order, places in that of their names, the unplaced last."""
    sure, maybe = (np.flatnonzero(mask) for mask in sift(state, wanted))
    if by in _LISTS:
        codes = state.columns.codes[_LISTS[by]]
        column: np.ndarray = getattr(state.columns, by)
        extra = Counter({codes.ids[at]: count for at, count in Counter(column[maybe].tolist()).items()})
        put = _Sorted(list(codes.ids), sure, column[sure], extra)
        asked = codes.table(getattr(wanted, _LISTS[by]))
        found = _totals(state, put, dict(zip(codes.ids, codes.titles, strict=True)))
        return tuple(each for each, shown in zip(found, asked, strict=False) if shown)
    last = {UNPLACED: 2, NO_DISTRICT: 1}
    found = _totals(state, _by_place(state, by, wanted, sure, maybe), _titles(state, by))
    return tuple(
        sorted(
            (each for each in found if each.possible),
            key=lambda each: (last.get(each.key, 0), sort_key(each.title), each.key),
        )
    )


def _by_place(state: State, by: By, wanted: Wanted, sure: np.ndarray, maybe: np.ndarray) -> _Sorted:
    """Put models into the groups of their units; a group without a sure one is there too."""
    names, own = state.groups(by)
    keys = [*names, UNPLACED]
    extra: Counter[str] = Counter()
    many_sure = np.bincount(state.base[sure], minlength=len(own))
    many_maybe = np.bincount(state.base[maybe], minlength=len(own))
    for at in np.flatnonzero((many_maybe > 0) | ((own == NONE) & (many_sure > 0))).tolist():
        unplaced = int(many_sure[at]) if own[at] == NONE else 0
        for group in {state.group(key, by) for key in state.places[at].possible if lies_in(state, key, wanted)}:
            extra[group] += int(many_maybe[at]) + unplaced
    keys += sorted(extra.keys() - set(keys))
    numbers = np.where(own == NONE, len(names), own)
    return _Sorted(keys, sure, numbers[state.base[sure]], extra)


def _titles(state: State, by: By) -> dict[str, str]:
    """Return the names of the units, districts or provinces in which something lies, or may."""
    units = [state.version(key) for key in {key: None for each in state.places for key in each.possible}]
    if by == "unit":
        return {each.code: each.name for each in units}
    if by == "province":
        return {each.province: each.province_name for each in units}
    return {each.district: each.district_name or "" for each in units if each.district is not None}


def _totals(state: State, put: _Sorted, titles: Mapping[str, str]) -> Iterator[Total]:
    size, places, groups = len(put.keys), put.places, put.groups
    models = np.bincount(groups, minlength=size)
    villages, villages_possible = state.columns.villages.counted(places, groups, size)
    stated = np.bincount(groups[state.columns.villages.numbers[places] != NONE], minlength=size)
    members, with_members = _summed(state.members[places], groups, size)
    households, with_households = _summed(state.households[places], groups, size)
    units, districts = (_distinct(state, by, places, groups, size) for by in ("unit", "district"))
    for at, key in enumerate(put.keys):
        yield Total(
            key=key,
            title=titles.get(key, ""),
            models=int(models[at]),
            possible=int(models[at]) + put.extra[key],
            units=int(units[at]),
            districts=int(districts[at]),
            villages=int(villages[at]),
            villages_possible=int(villages_possible[at]),
            no_village=int(models[at] - stated[at]),
            members=int(members[at]),
            members_missing=int(models[at] - with_members[at]),
            households=int(households[at]),
            households_missing=int(models[at] - with_households[at]),
        )


def _summed(column: np.ndarray, groups: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Sum what is known by group, and count how many are; 40,000 counts of a thousand million are exact in float64."""
    known = column != NONE
    return np.bincount(groups[known], weights=column[known], minlength=size), np.bincount(groups[known], minlength=size)


def _distinct(
    state: State, by: Literal["unit", "district"], places: np.ndarray, groups: np.ndarray, size: int
) -> np.ndarray:
    """Count the units or districts in which the models of each group surely lie."""
    names, own = state.groups(by)
    found = own[state.base[places]] if len(places) else places
    placed = found != NONE
    have = np.zeros((size, len(names)), dtype=bool)
    have[groups[placed], found[placed]] = True
    have[:, [at for at, name in enumerate(names) if name == NO_DISTRICT]] = False
    count: np.ndarray = have.sum(axis=1)
    return count
