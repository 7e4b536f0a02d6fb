"""What a sound file is warned of: a criterion without basis, a share without its zero case, a looser bound."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from engine.conditions import Bounded, ChangeCondition, Leaf, ShareCondition, leaves
from engine.criteria import CriteriaSet
from engine.faults import Fault, Severity
from engine.figures import MAX_STEPS
from engine.indicators import Indicator, Kind
from engine.parts import MOST_LEVELS, WANTED, Found, Parts, excluding, parts_of
from engine.rules import PER_CENT, whole_bounds
from engine.scalars import MAX_COUNT, STEPS, plain
from engine.source import seen, value_at
from engine.yaml_tree import Tree


def advise(tree: Tree, previous: CriteriaSet | None = None) -> list[Fault]:
    """Return the warnings for a file; ``previous`` is the version that it takes the place of."""
    if not isinstance(tree.value, Mapping):
        return []
    parts = parts_of(tree)
    return [*_missing_words(parts), *_unused(parts), *_conditions(parts), *_looser(parts, previous)]


def _missing_words(parts: Parts) -> Iterator[Fault]:
    for path, criterion in parts.items("criteria"):
        for key, code in (("basis", "NO_BASIS"), ("examples", "NO_EXAMPLE")):
            if not criterion.get(key):
                yield Fault(code, parts.tree.place(path), Severity.WARNING, {"id": seen(criterion.get("id"))}, path)


def _unused(parts: Parts) -> Iterator[Fault]:
    if not parts.conditions:
        return
    used = {key for found in parts.conditions for _, key in found.keys}
    for path in (("indicators", key) for key in parts.indicators):
        links = [value_at(parts.tree, (*path, name)) for name in ("sum", "at_most")]
        used |= {str(each) for link in links for each in (link if isinstance(link, list) else [link])}
    for key in parts.indicators:
        if key not in used:
            path = ("indicators", key)
            yield Fault("UNUSED_INDICATOR", parts.tree.key_place(path), Severity.WARNING, {"seen": key}, path)


def _conditions(parts: Parts) -> Iterator[Fault]:
    for found in parts.conditions:
        leaf, place = found.leaf, parts.tree.place(found.path)
        if isinstance(leaf, ShareCondition) and not _zero_case(found):
            values = {"share": ", ".join(leaf.share), "total": leaf.share[1]}
            yield Fault("NO_ZERO_CASE", place, Severity.WARNING, values, found.path)
        if isinstance(leaf, Bounded) and _judgeable(parts, found) and not excluding(leaf):
            code = reach(leaf, {key: each for key, each in parts.indicators.items() if each})
            if code:
                yield Fault(code, place, Severity.WARNING, {"seen": _written(leaf)}, found.path)


def _judgeable(parts: Parts, found: Found) -> bool:
    """Tell whether the indicators of a condition are sound and of the kind that it reads."""
    read = [parts.indicators.get(key) for _, key in found.keys]
    return all(each is not None and each.kind in WANTED[found.subject] for each in read)


def _zero_case(found: Found) -> bool:
    """Tell whether a group around a share also asks about its total by count, so that a total of zero is settled."""
    total = found.keys[1][1]
    return any(isinstance(part, Mapping) and part.get("count") == total for group in found.groups for part in group)


def reach(leaf: Bounded, indicators: Mapping[str, Indicator]) -> str | None:
    """Return NEVER_MET or NEVER_UNMET for a condition that no possible figure can meet or fail."""
    keys = leaf.indicators  # type: ignore[attr-defined]  # every bounded condition reads indicators
    if isinstance(leaf, ShareCondition | ChangeCondition):
        low, high = whole_bounds(leaf, STEPS)
        if isinstance(leaf, ShareCondition):
            least, most = (PER_CENT if keys[0] == keys[1] else 0), _share_most(keys, indicators)
        else:
            least, most = -PER_CENT, PER_CENT * MAX_STEPS[Kind.NUMBER]
        if (low is not None and low > most) or (high is not None and high < least) or _between(leaf, low, high):
            return "NEVER_MET"
    else:
        low, high = whole_bounds(leaf, indicators[keys[0]].scale)
        least, most = 0, _most(keys[0], indicators, {})
        if max(low or 0, least) > min(most if high is None else high, most):
            return "NEVER_MET"
    failing = (low is not None and low > least) or (high is not None and high < most)
    return None if failing else "NEVER_UNMET"


def _between(leaf: Bounded, low: int | None, high: int | None) -> bool:
    """Tell whether bounds that exclude each other in steps do so in exact numbers too (a share takes any value)."""
    bounds = leaf.bounds
    first, last = (
        bounds.get("at_least", bounds.get("more_than")),
        bounds.get("at_most", bounds.get("less_than")),
    )
    return (
        low is not None and high is not None and low > high and first is not None and last is not None and first >= last
    )


def _most(key: str, indicators: Mapping[str, Indicator], known: dict[str, int], level: int = 0) -> int:
    """Return the largest number of steps that an indicator can hold, as far as its parts are sound."""
    if key not in indicators or level > MOST_LEVELS:
        return MAX_COUNT
    if key not in known:
        parts = indicators[key].sum or ()
        known[key] = MAX_STEPS[indicators[key].kind]  # what a sum that comes back to itself is taken for
        known[key] = sum(_most(part, indicators, known, level + 1) for part in parts) if parts else known[key]
    return known[key]


def _share_most(keys: tuple[str, ...], indicators: Mapping[str, Indicator]) -> int:
    """Return the largest share, in steps of a bound: 100 % where the first can't exceed the second."""
    seen_keys: set[str] = set()
    key: str | None = keys[0]
    while key is not None and key not in seen_keys:
        if key == keys[1] or key in (indicators[keys[1]].sum or ()):
            return PER_CENT
        seen_keys.add(key)
        key = indicators[key].at_most if key in indicators else None
    return PER_CENT * MAX_COUNT


def _looser(parts: Parts, previous: CriteriaSet | None) -> Iterator[Fault]:
    if previous is None:
        return
    before = {each.id: [leaf for _, leaf in leaves(each.condition)] for each in previous.criteria}
    for found in parts.conditions:
        rule = value_at(parts.tree, found.rule)
        old = before.get(str(rule.get("id")), []) if isinstance(rule, Mapping) else []
        match = next((leaf for leaf in old if _same_subject(leaf, found.leaf)), None)
        if isinstance(match, Bounded) and isinstance(found.leaf, Bounded):
            old.remove(match)
            for key, values in loosened(match, found.leaf):
                place = parts.tree.place((*found.path, key))
                yield Fault("LOOSER", place, Severity.WARNING, values, found.path)


def _same_subject(old: Leaf, new: Leaf | None) -> bool:
    return new is not None and type(old) is type(new) and old.indicators == new.indicators


def _written(leaf: Bounded) -> str:
    return ", ".join(f"{key}: {plain(bound)}" for key, bound in leaf.bounds.items())


def loosened(old: Bounded, new: Bounded) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the bounds that ask less than they did, by key; or once what is looser though written another way."""
    found = False
    for key, bound in new.bounds.items():
        was = old.bounds.get(key)
        lower = key in ("at_least", "more_than")
        if was is not None and key != "equals" and (bound < was if lower else bound > was):
            found = True
            yield key, {"key": key, "was": plain(was), "now": plain(bound)}
    (low, high), (was_low, was_high) = edges(new), edges(old)
    if not found and (low < was_low or high > was_high):
        yield "", {"key": "mới", "was": _written(old), "now": _written(new)}


def edges(leaf: Bounded) -> tuple[tuple[Decimal, int], tuple[Decimal, int]]:
    """Return the lower and the upper edge of what bounds allow, each with its strictness, in comparable form."""
    bounds = leaf.bounds
    low = [(bounds[key], int(key == "more_than")) for key in ("at_least", "more_than", "equals") if key in bounds]
    high = [(bounds[key], -int(key == "less_than")) for key in ("at_most", "less_than", "equals") if key in bounds]
    return max(low, default=(Decimal("-Infinity"), 0)), min(high, default=(Decimal("Infinity"), 0))
