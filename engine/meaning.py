"""What a criteria file means, judged across its places: ids that lead nowhere, bounds that exclude each other.

Works on the tree of the file rather than on the finished set, so that one broken key does not hide the other faults:
each indicator and condition that is sound by itself takes part, the rest has been reported by its structure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import TypeAdapter, ValidationError

from engine.conditions import Bounded
from engine.criteria import BELOW
from engine.example_words import judge_examples
from engine.faults import Fault
from engine.indicators import Indicator, Kind
from engine.ladder import judge_ladder
from engine.parts import MOST_LEVELS, MOST_PARTS, WANTED, Parts, excluding, link, parts_of
from engine.personal import judge_personal
from engine.scalars import Day, plain
from engine.source import value_at
from engine.yaml_tree import Path, Tree

RESERVED = ("unit", "period", "name", "note")
"""Columns of DATA that are no indicator."""


# ------------------------------------------------------------------------------------------------- the judging


def judge(tree: Tree) -> list[Fault]:
    """Return the faults of meaning of a file whose text could be read."""
    if not isinstance(tree.value, Mapping):
        return []
    parts = parts_of(tree)
    return [
        *_doubled_ids(parts),
        *judge_personal(parts),
        *_indicator_links(parts),
        *_condition_faults(parts),
        *_group_counts(parts),
        *judge_ladder(parts),
        *_days(parts),
        *judge_examples(parts),
    ]


def _doubled_ids(parts: Parts) -> Iterator[Fault]:
    columns: dict[str, Path] = {key: ("indicators", key) for key in parts.indicators}
    for key, path in columns.items():
        if key in RESERVED:
            yield Fault("RESERVED_ID", parts.tree.key_place(path), values={"seen": key}, path=path)
    groups: tuple[tuple[str, str], ...] = (
        ("criteria", "id"), ("vetoes", "id"), ("bands", "id"), ("recognition", "level"), ("targets", "id"),
    )  # fmt: skip
    for group in groups:
        taken: dict[str, Path] = dict(columns) if group[0] in ("criteria", "vetoes") else {}
        for path, each in parts.ids(*group):
            if each in taken:
                first = parts.tree.key_place(taken[each]).line
                yield Fault(
                    "DOUBLED_ID",
                    parts.tree.place(path),
                    values={"seen": each, "first": str(first)},
                    path=path,
                )
            elif each in RESERVED or (group[0] == "bands" and each == BELOW):
                yield Fault("RESERVED_ID", parts.tree.place(path), values={"seen": each}, path=path)
            taken.setdefault(each, path)
        if group[0] in ("criteria", "vetoes"):
            columns = taken


def _indicator_links(parts: Parts) -> Iterator[Fault]:
    for key, indicator in parts.indicators.items():
        path = ("indicators", key)
        if indicator is None:
            yield from _unit_missing(parts, path)
            continue
        if indicator.sum:
            yield from _sum_loops(parts, key, path)
        for index, part in enumerate(indicator.sum or ()):
            place: Path = (*path, "sum", index)
            yield from link(parts, place, part, (Kind.COUNT,))
            if part in (indicator.sum or [])[:index]:
                yield Fault("DOUBLED_PART", parts.tree.place(place), values={"seen": part}, path=place)
        if indicator.at_most == key:
            yield Fault("SELF_LIMIT", parts.tree.place((*path, "at_most")), values={"seen": key}, path=path)
        elif indicator.at_most is not None:
            yield from link(parts, (*path, "at_most"), indicator.at_most, (Kind.COUNT, Kind.NUMBER))


def _unit_missing(parts: Parts, path: Path) -> Iterator[Fault]:
    """Ask for the unit of measure of an indicator that has other faults too: its shape did not get that far."""
    raw = value_at(parts.tree, path)
    if isinstance(raw, Mapping) and "unit" not in raw and (raw.get("kind") in ("count", "number") or "sum" in raw):
        values = {"key": "unit", "meaning": Indicator.model_fields["unit"].description or ""}
        yield Fault("MISSING_KEY", parts.tree.place(path), values=values, path=(*path, "unit"))


def _most_parts(parts: Parts, key: str, known: dict[str, int]) -> int:
    """Count the entered figures that go into an indicator, each as often as it is added."""
    if key not in known:
        known[key] = 1
        indicator = parts.indicators.get(key)
        if indicator and indicator.sum:
            known[key] = sum(_most_parts(parts, part, known) for part in indicator.sum)
    return known[key]


def _sum_loops(parts: Parts, key: str, path: Path) -> Iterator[Fault]:
    """Follow a sum down, level by level: it may not come back to itself, nor go on for ever."""
    level, met = {key}, {key}
    for _ in range(MOST_LEVELS):
        below = {part for each in level if (found := parts.indicators.get(each)) for part in found.sum or ()}
        if key in below:
            yield Fault("SELF_SUM", parts.tree.place((*path, "sum")), values={"seen": key}, path=path)
            return
        level = below - met
        met |= below
    if level or _most_parts(parts, key, {}) > MOST_PARTS:
        values = {"seen": key, "limit": str(MOST_LEVELS), "parts": str(MOST_PARTS)}
        yield Fault("SUM_TOO_DEEP", parts.tree.place((*path, "sum")), values=values, path=path)


def _condition_faults(parts: Parts) -> Iterator[Fault]:
    for found in parts.conditions:
        for place, key in found.keys:
            yield from link(parts, place, key, WANTED[found.subject])
        if isinstance(found.leaf, Bounded) and excluding(found.leaf):
            shown = ", ".join(f"{key}: {plain(bound)}" for key, bound in found.leaf.bounds.items())
            yield Fault("BOUNDS_EXCLUDE", parts.tree.place(found.path), values={"seen": shown}, path=found.path)


def _group_counts(parts: Parts) -> Iterator[Fault]:
    def groups(raw: object, path: Path) -> Iterator[tuple[Path, Mapping[str, Any]]]:
        if isinstance(raw, Mapping):
            yield path, raw
            for key in ("all", "any", "of"):
                for index, part in enumerate(raw[key] if isinstance(raw.get(key), list) else []):
                    yield from groups(part, (*path, key, index))

    roots = [
        *parts.items("criteria"),
        *(((*path, "when"), each.get("when")) for key in ("vetoes", "first") for path, each in parts.items(key)),
    ]
    for root, raw in roots:
        for path, group in groups(raw, root):
            needed, options = group.get("at_least"), group.get("of")
            if isinstance(needed, int) and isinstance(options, list) and 0 < len(options) < needed:
                values = {"seen": str(needed), "options": str(len(options))}
                yield Fault("AT_LEAST_TOO_MANY", parts.tree.place((*path, "at_least")), values=values, path=path)


def _days(parts: Parts) -> Iterator[Fault]:
    spans: list[Path] = [()]
    spans.extend(path for path, _ in parts.items("recognition"))
    for path in spans:
        first, last = (_day(value_at(parts.tree, (*path, key))) for key in ("effective_from", "effective_to"))
        if first and last and last < first:
            values = {"seen": last, "first": first}
            yield Fault("DATES_REVERSED", parts.tree.place((*path, "effective_to")), values=values, path=path)


def _day(raw: object) -> str | None:
    try:
        return TypeAdapter(Day).validate_python(raw).isoformat()
    except ValidationError:
        return None
