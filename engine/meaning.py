"""What a criteria file means, judged across its places: ids that lead nowhere, bounds that exclude each other, …

Works on the tree of the file rather than on the finished set, so that one broken key does not hide the other faults:
each indicator and condition that is sound by itself takes part, the rest has been reported by its structure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from engine import criteria as shapes
from engine.criteria import SUBJECTS, Bounded, Indicator, Kind, Leaf, condition_form
from engine.faults import Fault, Severity
from engine.figures import entered
from engine.privacy import personal_word
from engine.source import CONDITIONS, nearest, seen, value_at
from engine.yaml_tree import Path, Tree

Shape = TypeVar("Shape", bound=BaseModel)
RESERVED = ("unit", "period", "name", "note")
"""Columns of DATA that are no indicator."""


@dataclass(frozen=True, slots=True)
class Found:
    """A condition with its place, its rule and the groups around it, the outermost first.

    ``subject`` and ``keys`` are as written; ``leaf`` is None where the condition's own structure is broken.
    """

    leaf: Leaf | None
    subject: str
    keys: tuple[tuple[Path, str], ...]
    path: Path
    rule: Path
    groups: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Parts:
    """What of a file is sound enough to be judged."""

    tree: Tree
    indicators: Mapping[str, Indicator | None]
    """Every declared indicator; None where its own structure is broken."""
    conditions: tuple[Found, ...]

    def items(self, key: str) -> list[tuple[Path, Mapping[str, Any]]]:
        """Return the mappings listed under a key of the file, each with its path."""
        listed = value_at(self.tree, (key,))
        if not isinstance(listed, list):
            return []
        return [((key, index), each) for index, each in enumerate(listed) if isinstance(each, Mapping)]

    def ids(self, key: str, name: str = "id") -> list[tuple[Path, str]]:
        """Return the ids listed under a key of the file, each with its path."""
        return [((*path, name), str(each[name])) for path, each in self.items(key) if isinstance(each.get(name), str | int)]


def parts_of(tree: Tree) -> Parts:
    """Collect the sound indicators and conditions of a file."""
    listed = value_at(tree, ("indicators",))
    declared = listed if isinstance(listed, Mapping) else {}
    indicators = {key: _sound(Indicator, raw) for key, raw in declared.items()}
    parts = Parts(tree, indicators, ())
    conditions: list[Found] = []
    for path, each in parts.items("criteria"):
        for key in ("all", "any", "of"):
            for index, raw in enumerate(each[key] if isinstance(each.get(key), list) else []):
                conditions.extend(_conditions(raw, (*path, key, index), path, ({"key": key, **each},)))
    for path, each in parts.items("vetoes"):
        conditions.extend(_conditions(each.get("when"), (*path, "when"), path, ()))
    return Parts(tree, indicators, tuple(conditions))


def _sound(shape: type[Shape], raw: object) -> Shape | None:
    try:
        return TypeAdapter(shape).validate_python(raw)
    except ValidationError:
        return None


def _conditions(raw: object, path: Path, rule: Path, groups: tuple[Mapping[str, Any], ...]) -> Iterator[Found]:
    form = condition_form(raw)
    if form is None or not isinstance(raw, Mapping):
        return
    key = form.removeprefix("#")
    if key in SUBJECTS:
        named = raw[key] if isinstance(raw[key], list) else [raw[key]]
        places = [(*path, key, index) for index in range(len(named))] if isinstance(raw[key], list) else [(*path, key)]
        keys = tuple((place, each) for place, each in zip(places, named, strict=True) if isinstance(each, str))
        yield Found(_sound(CONDITIONS[form], raw), key, keys, path, rule, groups)  # type: ignore[arg-type]  # the shapes of subjects are leaves
        return
    listed = raw[key]
    for index, part in enumerate(listed if isinstance(listed, list) else []):
        yield from _conditions(part, (*path, key, index), rule, (*groups, {"key": key, **raw}))


# ------------------------------------------------------------------------------------------------- the judging


def judge(tree: Tree) -> list[Fault]:
    """Return the faults of meaning of a file whose text could be read."""
    if not isinstance(tree.value, Mapping):
        return []
    parts = parts_of(tree)
    return [
        *_doubled_ids(parts),
        *_personal(parts),
        *_indicator_links(parts),
        *_condition_faults(parts),
        *_group_counts(parts),
        *_bands(parts),
        *_recognition(parts),
        *_targets(parts),
        *_days(parts),
        *_examples(parts),
    ]


def _doubled_ids(parts: Parts) -> Iterator[Fault]:
    columns: dict[str, Path] = {key: ("indicators", key) for key in parts.indicators}
    for key, path in columns.items():
        if key in RESERVED:
            yield Fault("RESERVED_ID", parts.tree.key_place(path), values={"seen": key}, path=path)
    for group in (("criteria", "id"), ("vetoes", "id"), ("bands", "id"), ("recognition", "level"), ("targets", "id")):
        taken: dict[str, Path] = dict(columns) if group[0] in ("criteria", "vetoes") else {}
        for path, each in parts.ids(*group):
            if each in taken:
                first = parts.tree.key_place(taken[each]).line
                yield Fault("DOUBLED_ID", parts.tree.place(path), values={"seen": each, "first": str(first)}, path=path)
            elif each in RESERVED or (group[0] == "bands" and each == shapes.BELOW):
                yield Fault("RESERVED_ID", parts.tree.place(path), values={"seen": each}, path=path)
            taken.setdefault(each, path)
        if group[0] in ("criteria", "vetoes"):
            columns = taken


def _personal(parts: Parts) -> Iterator[Fault]:
    texts: list[tuple[Path, object]] = []
    for key, raw in (value_at(parts.tree, ("indicators",)) or {}).items() if parts.indicators else ():
        texts.append((("indicators", key), key))
        if isinstance(raw, Mapping):
            texts.append((("indicators", key, "label"), raw.get("label")))
    for group in ("criteria", "vetoes"):
        texts.extend(((*path, name), each.get(name)) for path, each in parts.items(group) for name in ("title", "group"))
    for path, text in texts:
        if isinstance(text, str) and (word := personal_word(text)):
            yield Fault("PERSONAL_DATA", parts.tree.key_place(path), values={"seen": text, "word": word}, path=path)


def _unknown(parts: Parts, code: str, path: Path, known: list[str]) -> Fault:
    word = seen(value_at(parts.tree, path))
    values = {"seen": word, "nearest": nearest(word, known), "known": ", ".join(known) or "chưa khai cái nào"}
    return Fault(code, parts.tree.place(path), values=values, path=path)


def _indicator_links(parts: Parts) -> Iterator[Fault]:
    known = list(parts.indicators)
    for key, indicator in parts.indicators.items():
        path = ("indicators", key)
        raw = value_at(parts.tree, path)
        if indicator is None:
            if isinstance(raw, Mapping) and "unit" not in raw and (raw.get("kind") in ("count", "number") or "sum" in raw):
                values = {"key": "unit", "meaning": Indicator.model_fields["unit"].description or ""}
                yield Fault("MISSING_KEY", parts.tree.place(path), values=values, path=(*path, "unit"))
            continue
        links = [((*path, "sum", index), part) for index, part in enumerate(indicator.sum or ())]
        if indicator.at_most is not None:
            links.append(((*path, "at_most"), indicator.at_most))
        for place, link in links:
            linked = parts.indicators.get(link)
            if link not in parts.indicators:
                yield _unknown(parts, "UNKNOWN_INDICATOR", place, known)
            elif place[2] == "at_most" and link == key:
                yield Fault("SELF_LIMIT", parts.tree.place(place), values={"seen": key}, path=place)
            elif linked and not _fits(place[2] == "sum", linked):
                values = {"seen": link, "kind": linked.kind, "wanted": "count"}
                yield Fault("KIND_MISMATCH", parts.tree.place(place), values=values, path=place)
        if indicator.sum and _reaches(parts, key, key):
            yield Fault("SELF_SUM", parts.tree.place((*path, "sum")), values={"seen": key}, path=path)
        for place, part in links:
            if place[2] == "sum" and (indicator.sum or []).index(part) != place[3]:
                yield Fault("DOUBLED_PART", parts.tree.place(place), values={"seen": part}, path=place)


def _fits(in_sum: bool, linked: Indicator) -> bool:  # noqa: FBT001 -- which of the two links it is
    return linked.kind is Kind.COUNT if in_sum else linked.kind in (Kind.COUNT, Kind.NUMBER)


def _reaches(parts: Parts, start: str, goal: str, met: frozenset[str] = frozenset()) -> bool:
    indicator = parts.indicators.get(start)
    for part in (indicator.sum if indicator else None) or ():
        if part == goal or (part not in met and _reaches(parts, part, goal, met | {start})):
            return True
    return False


_WANTED = {
    "count": (Kind.COUNT,), "share": (Kind.COUNT,), "number": (Kind.NUMBER,), "change": (Kind.COUNT, Kind.NUMBER),
    "flag": (Kind.FLAG,), "document": (Kind.DOCUMENT,),
}  # fmt: skip


def _condition_faults(parts: Parts) -> Iterator[Fault]:
    known = list(parts.indicators)
    for found in parts.conditions:
        for place, key in found.keys:
            indicator = parts.indicators.get(key)
            if key not in parts.indicators:
                yield _unknown(parts, "UNKNOWN_INDICATOR", place, known)
            elif indicator and indicator.kind not in _WANTED[found.subject]:
                values = {"seen": key, "kind": indicator.kind, "wanted": " hoặc ".join(_WANTED[found.subject])}
                yield Fault("KIND_MISMATCH", parts.tree.place(place), values=values, path=place)
        if isinstance(found.leaf, Bounded) and excluding(found.leaf):
            shown = ", ".join(f"{key}: {shapes.plain(bound)}" for key, bound in found.leaf.bounds.items())
            yield Fault("BOUNDS_EXCLUDE", parts.tree.place(found.path), values={"seen": shown}, path=found.path)


def excluding(leaf: Bounded) -> bool:
    """Tell whether the two bounds leave no number at all between them."""
    bounds = leaf.bounds
    low = [(bounds[key], key == "more_than") for key in ("at_least", "more_than") if key in bounds]
    high = [(bounds[key], key == "less_than") for key in ("at_most", "less_than") if key in bounds]
    return any(a > b or (a == b and (a_strict or b_strict)) for a, a_strict in low for b, b_strict in high)


def _group_counts(parts: Parts) -> Iterator[Fault]:
    def groups(raw: object, path: Path) -> Iterator[tuple[Path, Mapping[str, Any]]]:
        if isinstance(raw, Mapping):
            yield path, raw
            for key in ("all", "any", "of"):
                for index, part in enumerate(raw[key] if isinstance(raw.get(key), list) else []):
                    yield from groups(part, (*path, key, index))

    roots = [*parts.items("criteria"), *(((*path, "when"), each.get("when")) for path, each in parts.items("vetoes"))]
    for root, raw in roots:
        for path, group in groups(raw, root):
            needed, options = group.get("at_least"), group.get("of")
            if isinstance(needed, int) and isinstance(options, list) and 0 < len(options) < needed:
                values = {"seen": str(needed), "options": str(len(options))}
                yield Fault("AT_LEAST_TOO_MANY", parts.tree.place((*path, "at_least")), values=values, path=path)


def _bands(parts: Parts) -> Iterator[Fault]:
    criteria = len(value_at(parts.tree, ("criteria",)) or ())
    above: int | None = None
    for path, band in parts.items("bands"):
        count = band.get("criteria_met")
        if not isinstance(count, int) or isinstance(count, bool):
            continue
        place = (*path, "criteria_met")
        if count > criteria:
            values = {"seen": str(count), "criteria": str(criteria)}
            yield Fault("BAND_TOO_HIGH", parts.tree.place(place), values=values, path=place)
        if above is not None and count >= above:
            yield Fault("BAND_NOT_FALLING", parts.tree.place(place), values={"seen": str(count), "above": str(above)}, path=place)
        above = count


def _recognition(parts: Parts) -> Iterator[Fault]:
    bands, levels = [each for _, each in parts.ids("bands")], [each for _, each in parts.ids("recognition", "level")]
    criteria = [each for _, each in parts.ids("criteria")]
    for index, (path, level) in enumerate(parts.items("recognition")):
        requires = level.get("requires")
        asked = requires if isinstance(requires, Mapping) else {}
        if "band" in asked and str(asked["band"]) not in bands:
            yield _unknown(parts, "UNKNOWN_BAND", (*path, "requires", "band"), bands)
        lower = str(asked.get("recognised", ""))
        place = (*path, "requires", "recognised")
        if "recognised" in asked and lower not in levels:
            yield _unknown(parts, "UNKNOWN_LEVEL", place, levels)
        elif "recognised" in asked and lower not in levels[:index]:
            yield Fault("LEVEL_ORDER", parts.tree.place(place), values={"seen": lower}, path=place)
    for path, veto in parts.items("vetoes"):
        blocks = veto.get("blocks")
        for index, each in enumerate(blocks if isinstance(blocks, list) else []):
            if str(each) not in levels:
                yield _unknown(parts, "UNKNOWN_LEVEL", (*path, "blocks", index), levels)
    unmet = value_at(parts.tree, ("revocation", "or_unmet"))
    for index, each in enumerate(unmet if isinstance(unmet, list) else []):
        if str(each) not in criteria:
            yield _unknown(parts, "UNKNOWN_CRITERION", ("revocation", "or_unmet", index), criteria)


def _targets(parts: Parts) -> Iterator[Fault]:
    bands, levels = [each for _, each in parts.ids("bands")], [each for _, each in parts.ids("recognition", "level")]
    lists = value_at(parts.tree, ("lists",))
    names = list(lists) if isinstance(lists, Mapping) else []
    known = {"band": ("UNKNOWN_BAND", bands), "level": ("UNKNOWN_LEVEL", levels), "among": ("UNKNOWN_LIST", names)}
    for path, target in parts.items("targets"):
        goals = target.get("goals")
        for index, goal in enumerate(goals if isinstance(goals, list) else []):
            for key, (code, words) in known.items():
                if isinstance(goal, Mapping) and key in goal and str(goal[key]) not in words:
                    yield _unknown(parts, code, (*path, "goals", index, key), words)
        yield from _against_base(parts, path, target)
    for name, members in lists.items() if isinstance(lists, Mapping) else ():
        for index, code in enumerate(members if isinstance(members, list) else []):
            if code in members[:index]:
                place = ("lists", name, index)
                yield Fault("DOUBLED_UNIT", parts.tree.place(place), values={"seen": str(code)}, path=place)


def _against_base(parts: Parts, path: Path, raw: Mapping[str, Any]) -> Iterator[Fault]:
    target = _sound(shapes.Target, raw)
    if target and target.base is not None and any(goal.rest for goal in target.goals) and target.asked != target.base:
        values = {"id": target.id, "asked": str(target.asked), "base": str(target.base)}
        yield Fault("GOALS_AGAINST_BASE", parts.tree.place((*path, "base")), Severity.WARNING, values, path)


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
        return TypeAdapter(shapes.Day).validate_python(raw).isoformat()
    except ValidationError:
        return None


def _examples(parts: Parts) -> Iterator[Fault]:
    """Judge the names and values of examples; whether they come out right is run in ``engine.checking``."""
    known = list(parts.indicators)
    for path, criterion in parts.items("criteria"):
        examples = criterion.get("examples")
        for index, example in enumerate(examples if isinstance(examples, list) else []):
            for key in ("given", "before", "shortfall"):
                cells = example.get(key) if isinstance(example, Mapping) else None
                for name, raw in cells.items() if isinstance(cells, Mapping) else ():
                    place = (*path, "examples", index, key, name)
                    indicator = parts.indicators.get(name)
                    if name not in parts.indicators:
                        yield Fault(
                            "UNKNOWN_INDICATOR",
                            parts.tree.key_place(place),
                            values={"seen": name, "nearest": nearest(name, known), "known": ", ".join(known)},
                            path=place,
                        )
                    elif indicator and key != "shortfall":
                        yield from _example_value(parts, place, indicator, raw)


def _example_value(parts: Parts, place: Path, indicator: Indicator, raw: object) -> Iterator[Fault]:
    if indicator.sum is not None:
        yield Fault("DERIVED_ENTERED", parts.tree.key_place(place), values={"seen": str(place[-1])}, path=place)
    elif raw is not None and entered(indicator, raw) is None and not isinstance(raw, list | Mapping):
        values = {"seen": seen(raw), "kind": indicator.kind, "indicator": str(place[-1])}
        yield Fault("EXAMPLE_VALUE", parts.tree.place(place), values=values, path=place)
