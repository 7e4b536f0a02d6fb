"""Whether conditions that are met make another met: how groups are put together, over every case that can arise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from engine.conditions import AllOf, AnyOf, Condition, Leaf, SomeOf, leaves

MOST = 18
"""Conditions of which every case is tried, 262,144; beyond, only those that can't be left out are counted on."""


def falls_short(
    here: Sequence[Condition], there: Condition, carried: Sequence[Sequence[Leaf] | None]
) -> tuple[Leaf, ...]:
    """Return conditions of ``there`` that can all be unmet, and it with them, while every one of ``here`` is met.

    Empty: whatever meets ``here`` meets ``there``. For each leaf of ``there``, in order, ``carried`` names the leaves
    of ``here`` of which any one being met makes it met; None takes it as met. The case with the fewest unmet is told.
    With more than ``MOST`` leaves that carry something the answer may name what no case has; it is never empty wrongly.
    """
    asked = [leaf for each in here for _, leaf in leaves(each)]
    atoms = [leaf for index, leaf in enumerate(asked) if leaf not in asked[:index]]
    means = [None if each is None else [atoms.index(leaf) for leaf in each] for each in carried]
    used = sorted({atom for each in means for atom in each or ()})
    number = len(used)
    cases = _every_case(number) if number <= MOST else _needed_alone(asked, atoms, used, here)
    met = np.ones((len(atoms), cases.shape[1]), np.bool_)  # what carries nothing may well be met: that helps nobody
    met[used] = cases
    held = [_any(met, each) for each in means]
    short = ~_holds(there, iter(held))
    if number <= MOST:
        short &= _all_hold(asked, atoms, here, met)
    if not short.any():
        return ()
    held_by = np.sum(held, axis=0)
    case = max(np.flatnonzero(short).tolist(), key=lambda each: (held_by[each], each))
    unmet = [leaf for (_, leaf), row in zip(leaves(there), held, strict=True) if not row[case]]
    return tuple(leaf for index, leaf in enumerate(unmet) if leaf not in unmet[:index])


def _any(met: np.ndarray, atoms: Sequence[int] | None) -> np.ndarray:
    """Tell in which cases one of some conditions is met; None: it is taken as met."""
    if atoms is None:
        return np.ones(met.shape[1], np.bool_)
    found: np.ndarray = np.any(met[list(atoms)], axis=0)
    return found


def _every_case(number: int) -> np.ndarray:
    """Return every way in which so many conditions can be met or not, one a column."""
    return (np.arange(1 << number) >> np.arange(number)[:, None] & 1).astype(np.bool_)


def _needed_alone(
    asked: Sequence[Leaf], atoms: Sequence[Leaf], used: Sequence[int], here: Sequence[Condition]
) -> np.ndarray:
    """Return the one case in which only those are met without which ``here`` is not, whatever else is."""
    all_but_one = ~np.eye(len(atoms), dtype=np.bool_)
    return ~_all_hold(asked, atoms, here, all_but_one)[list(used)][:, None]


def _all_hold(asked: Sequence[Leaf], atoms: Sequence[Leaf], here: Sequence[Condition], met: np.ndarray) -> np.ndarray:
    rows = iter([met[atoms.index(leaf)] for leaf in asked])
    found: np.ndarray = np.all([_holds(each, rows) for each in here], axis=0)
    return found


def _holds(condition: Condition, rows: Iterator[np.ndarray]) -> np.ndarray:
    """Tell in which cases a condition is met; ``rows`` gives those of its leaves, depth first."""
    if isinstance(condition, AllOf | AnyOf | SomeOf):
        parts = [_holds(each, rows) for each in condition.parts]
        found: np.ndarray = np.sum(parts, axis=0) >= condition.needed
        return found
    return next(rows)
