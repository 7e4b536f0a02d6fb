"""What of a criteria file is sound enough to be judged: its indicators, its conditions, its lists, each with its place.

Works on the tree of the file rather than on the finished set, so that one broken key does not hide the other faults.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from engine.conditions import SUBJECTS, Bounded, Leaf, condition_form
from engine.faults import MOST_OF_A_CODE, Fault
from engine.indicators import Indicator, Kind
from engine.scalars import TAG
from engine.source import CONDITIONS, nearest, seen, value_at
from engine.yaml_tree import Path, Tree

MOST_LEVELS = 10
"""Sums may be made of sums, so many levels down."""
MOST_PARTS = 10_000
"""Figures that may go into one sum: what they add up to stays a whole number that float64 holds."""
WANTED = {
    "count": (Kind.COUNT,), "share": (Kind.COUNT,), "number": (Kind.NUMBER,), "change": (Kind.COUNT, Kind.NUMBER),
    "flag": (Kind.FLAG,), "document": (Kind.DOCUMENT,),
}  # fmt: skip
"""The kinds of indicator that each subject reads."""
Shape = TypeVar("Shape", bound=BaseModel)
RESERVED = ("unit", "period", "name", "note")
"""Columns of DATA that are no indicator."""


@dataclass(frozen=True, slots=True)
class Found:
    """A condition with its place, its rule and the parts of each group around it, the outermost first.

    ``subject`` and ``keys`` are as written; ``leaf`` is None where the condition's own structure is broken.
    """

    leaf: Leaf | None
    subject: str
    keys: tuple[tuple[Path, str], ...]
    path: Path
    rule: Path
    groups: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True, slots=True)
class Parts:
    """What of a file is sound enough to be judged."""

    tree: Tree
    indicators: Mapping[str, Indicator | None]
    """Every declared indicator; None where its own structure is broken."""
    conditions: tuple[Found, ...]
    strangers: Counter[str] = field(default_factory=Counter)
    """How many words of each code led nowhere so far."""

    def items(self, key: str) -> list[tuple[Path, Mapping[str, Any]]]:
        """Return the mappings listed under a key of the file, each with its path."""
        listed = value_at(self.tree, (key,))
        if not isinstance(listed, list):
            return []
        return [((key, index), each) for index, each in enumerate(listed) if isinstance(each, Mapping)]

    def ids(self, key: str, name: str = "id") -> list[tuple[Path, str]]:
        """Return the ids listed under a key of the file, each with its path."""
        return [
            ((*path, name), str(each[name])) for path, each in self.items(key) if isinstance(each.get(name), str | int)
        ]


def parts_of(tree: Tree) -> Parts:
    """Collect the sound indicators and conditions of a file."""
    listed = value_at(tree, ("indicators",))
    declared = listed if isinstance(listed, Mapping) else {}
    indicators = {key: sound(Indicator, raw) for key, raw in declared.items()}
    parts = Parts(tree, indicators, ())
    conditions: list[Found] = []
    for path, each in parts.items("criteria"):
        for key in ("all", "any", "of"):
            listed = tuple(each[key]) if isinstance(each.get(key), list) else ()
            for index, raw in enumerate(listed):
                conditions.extend(_conditions(raw, (*path, key, index), path, (listed,)))
    for path, each in (*parts.items("vetoes"), *parts.items("first")):
        conditions.extend(_conditions(each.get("when"), (*path, "when"), path, ()))
    return Parts(tree, indicators, tuple(conditions))


def sound(shape: type[Shape], raw: object) -> Shape | None:
    """Fit a part of a file into its shape; None when it does not fit."""
    try:
        return TypeAdapter(shape).validate_python(raw)
    except ValidationError:
        return None


def _conditions(raw: object, path: Path, rule: Path, groups: tuple[tuple[Any, ...], ...]) -> Iterator[Found]:
    form = condition_form(raw)
    if form is None or not isinstance(raw, Mapping):
        return
    key = form.removeprefix(TAG)
    if key in SUBJECTS:
        named = raw[key] if isinstance(raw[key], list) else [raw[key]]
        places = [(*path, key, index) for index in range(len(named))] if isinstance(raw[key], list) else [(*path, key)]
        keys = tuple(
            (place, str(each)) for place, each in zip(places, named, strict=True) if isinstance(each, str | int)
        )
        yield Found(sound(CONDITIONS[key], raw), key, keys, path, rule, groups)  # type: ignore[arg-type]  # the shapes of subjects are leaves
        return
    listed = tuple(raw[key]) if isinstance(raw[key], list) else ()
    for index, part in enumerate(listed):
        yield from _conditions(part, (*path, key, index), rule, (*groups, listed))


def unknown(parts: Parts, code: str, path: Path, known: list[str]) -> Fault:
    """Make the fault of a word that leads nowhere, with the nearest known one."""
    word = seen(value_at(parts.tree, path))
    parts.strangers[code] += 1
    if parts.strangers[code] > 2 * MOST_OF_A_CODE:  # these are cut anyway; comparing them with every id takes minutes
        return Fault(code, parts.tree.place(path), values={"seen": word}, path=path)
    values = {"seen": word, "nearest": nearest(word, known), "known": ", ".join(known) or "chưa khai cái nào"}
    return Fault(code, parts.tree.place(path), values=values, path=path)


def link(parts: Parts, place: Path, key: str, wanted: tuple[Kind, ...]) -> Iterator[Fault]:
    """Judge an indicator named at a place: it must be declared, and of a kind that is wanted there."""
    indicator = parts.indicators.get(key)
    if key not in parts.indicators:
        yield unknown(parts, "UNKNOWN_INDICATOR", place, list(parts.indicators))
    elif indicator and indicator.kind not in wanted:
        values = {"seen": key, "kind": indicator.kind, "wanted": " hoặc ".join(wanted)}
        yield Fault("KIND_MISMATCH", parts.tree.place(place), values=values, path=place)


def excluding(leaf: Bounded) -> bool:
    """Tell whether the two bounds leave no number at all between them."""
    bounds = leaf.bounds
    low = [(bounds[key], key == "more_than") for key in ("at_least", "more_than") if key in bounds]
    high = [(bounds[key], key == "less_than") for key in ("at_most", "less_than") if key in bounds]
    return any(a > b or (a == b and (a_strict or b_strict)) for a, a_strict in low for b, b_strict in high)
