"""Which sums are withheld: none that tells one or two units' figures, none that others shown would subtract to."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.withholding import LEAST, Cell, withheld

TREE = {"": None, "a": "", "b": "", "c": "", "a1": "a", "a2": "a", "b1": "b", "b2": "b"}


def cells(**foreign: int) -> list[Cell]:
    """Make a tree: the whole is ``w``, places lie in what ``TREE`` says."""
    return [Cell("" if key == "w" else key, TREE["" if key == "w" else key], many) for key, many in foreign.items()]


@pytest.mark.parametrize(
    ("tree", "kept"),
    [
        (cells(w=20, a=10, b=10), set()),
        (cells(w=2), {""}),
        (cells(w=0, a=0, b=0), set()),
        (cells(w=21, a=1, b=8, c=12), {"a", "b"}),  # the one left would come out by subtracting
        (cells(w=15, a=1, b=2, c=12), {"a", "b"}),  # together they are three
        (cells(w=14, a=2, b=2, c=10), {"a", "b"}),
        (cells(w=13, a=0, b=1, c=12), {"b", "c"}),
        (cells(w=20, a=10, a1=1, a2=9, b=10), {"a1", "a2"}),
        (cells(w=24, a=2, a1=1, a2=1, b=10, b1=4, b2=6, c=12), {"a", "a1", "a2", "b", "b1", "b2"}),
        (cells(w=21, a=10, b=10), {"a"}),  # one unit lies in no part: what is left would be its figure
    ],
)
def test_what_is_withheld(tree: list[Cell], kept: set[str]) -> None:
    """The places whose sum is not shown, each with why it is not."""
    assert withheld(tree) == kept


@settings(max_examples=40)
@given(st.lists(st.integers(0, 4), min_size=6, max_size=6), st.integers(0, 2))
def test_nothing_shown_adds_up_to_one_or_two_units(leaves: list[int], rest: int) -> None:
    """No combination of the sums shown, added and subtracted, is the sum of one or two units that may not be read."""
    a1, a2, a3, b1, b2, c = leaves
    sizes = {"a1": a1, "a2": a2, "a3": a3, "b1": b1, "b2": b2, "a": a1 + a2 + a3, "b": b1 + b2, "c": c}
    sizes[""] = sizes["a"] + sizes["b"] + c + rest
    inside = {"": None, "a": "", "b": "", "c": ""} | {key: key[0] for key in ("a1", "a2", "a3", "b1", "b2")}
    kept = withheld([Cell(key, inside[key], many) for key, many in sizes.items()])
    atoms = {"a1": a1, "a2": a2, "a3": a3, "b1": b1, "b2": b2, "c": c, "rest": rest}
    spread = [key for key, many in atoms.items() for _ in range(many)]
    rows = [[float(_lies(atom, key)) for atom in spread] for key in sizes if key not in kept]
    shown = np.array(rows).reshape(len(rows), len(spread))
    for size in range(1, LEAST):
        for key in {each for each in atoms if atoms[each] == size}:
            target = np.array([float(atom == key) for atom in spread])
            found = np.linalg.lstsq(shown.T, target, rcond=None)[0] if rows else np.zeros(0)
            assert not np.allclose(found @ shown, target), key


def _lies(atom: str, place: str) -> bool:
    return place in {"", atom} or (atom != "rest" and atom[0] == place)
