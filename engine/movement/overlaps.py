"""What has to be looked at: one kind of model run twice in one place, and models that nobody rated for a year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from engine.movement.entries import Standing
from engine.movement.register import Snapshot
from engine.movement.state import State
from engine.movement.villages import NONE
from engine.movement.wanted import Wanted, in_order, sift
from engine.units import UnitKey


@dataclass(frozen=True, slots=True)
class Overlap:
    """Models of one kind, active in one village of one unit: by several bodies, or several by one.

    ``sure`` says that the place is one: not where no village is stated (``village`` is empty then, and the models may
    be for the whole unit), nor where one was recorded before a merger and one of the same name after it. ``models``
    are keys, ``bodies`` ids, each once.
    """

    kind: str
    unit: UnitKey
    village: str
    models: tuple[str, ...]
    bodies: tuple[str, ...]
    sure: bool


def overlaps(snapshot: Snapshot, wanted: Wanted) -> list[Overlap]:
    """Find the overlaps among the active models that satisfy a question, in the order of units, villages and kinds.

    Of a kind of which a village usually has many (``many`` in the book) only those run by several bodies.
    """
    state = snapshot.state
    found = np.flatnonzero(sift(state, replace(wanted, standings=frozenset({Standing.ACTIVE})))[0])
    usual = {each.id for each in snapshot.book.kinds if each.many}
    units, villages = state.unit_rank[state.base], state.columns.village_rank
    numbers, older = state.columns.villages.numbers.tolist(), state.columns.villages.older
    spots = [places for group in _together(state, found) for places in _one_place(group, numbers, older)]
    order = list(zip(units.tolist(), villages.tolist(), strict=True))
    spots.sort(key=lambda each: (order[each[0]], each))
    listed = [_overlap(state, places, numbers) for places in spots]
    return [each for each in listed if len(each.bodies) > 1 or each.kind not in usual]


def _together(state: State, found: np.ndarray) -> Iterator[list[int]]:
    """Group models by unit, name of the village and kind; only groups of several."""
    columns = state.columns
    unit = state.groups("unit")[1][state.base[found]] if len(found) else found
    found, unit = found[unit != NONE], unit[unit != NONE]
    spot = (unit * columns.villages.names_count + columns.villages.names[found]) * len(columns.codes["kinds"].ids)
    _, numbers, counts = np.unique(spot + columns.kind[found], return_inverse=True, return_counts=True)
    many = counts[numbers] > 1
    found, numbers = found[many], numbers[many]
    by_group = np.argsort(numbers, kind="stable")
    starts = np.flatnonzero(np.diff(numbers[by_group])) + 1
    listed, ends = found[by_group].tolist(), [*starts.tolist(), len(found)]
    yield from (listed[first:last] for first, last in pairwise([0, *ends]) if first < last)


def _one_place(group: list[int], numbers: list[int], older: Mapping[int, tuple[int, ...]]) -> Iterator[list[int]]:
    """Part models by village: what stands in two units of before stands apart, what may be the same stands together.

    ``numbers`` are the villages of all models, ``older`` those that one of a merged unit may be.
    """
    by_village: defaultdict[int, list[int]] = defaultdict(list)
    for at in group:
        by_village[numbers[at]].append(at)
    if len(by_village) == 1:
        yield group
        return
    while by_village:
        newest = max(by_village, key=lambda each: len(older.get(each, ())))
        same = [newest, *(each for each in older.get(newest, ()) if each in by_village)]
        places = sorted(at for each in same for at in by_village.pop(each))
        if len(places) > 1:
            yield places


def _overlap(state: State, places: list[int], numbers: list[int]) -> Overlap:
    models = [state.columns.models[at] for at in places]
    villages = {numbers[at] for at in places}
    unit = state.place(places[0]).unit
    if unit is None:  # pragma: no cover -- only models with a unit were grouped
        raise LookupError(models[0].key)
    return Overlap(
        kind=models[0].kind,
        unit=unit,
        village=models[0].village,
        models=tuple(each.key for each in models),
        bodies=tuple(dict.fromkeys(each.body for each in models)),
        sure=NONE not in villages and len(villages) < len(places),
    )


def unrated(snapshot: Snapshot, year: int, wanted: Wanted) -> list[int]:
    """Return the places of the models that were active all through a year and have no rating for it.

    Empty before the year has ended by the day of the snapshot.
    """
    state = snapshot.state
    found = np.flatnonzero(sift(state, replace(wanted, unrated_year=year))[0])
    listed: list[int] = in_order(state, found, wanted.sort, down=wanted.down).tolist()
    return listed
