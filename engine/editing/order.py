"""The order in which the keys of a part are written: new ones are put where the format has them."""

from __future__ import annotations

from collections.abc import Sequence

from engine.yaml_tree import Path

ORDER = (
    "set", "id", "level", "band", "title", "label", "kind", "unit", "sum", "effective_from", "effective_to", "status",
    "wording", "legal_basis", "applies_to", "province", "stands_on", "as", "period", "not_applicable_counts_as",
    "group", "basis", "note", "evidence",
    "indicators", "criteria", "vetoes", "count", "number", "share", "change", "flag", "document", "is", "issued_by",
    "any_time", "at_least", "more_than", "at_most", "less_than", "equals", "among", "per", "rest", "all", "any", "of",
    "when", "blocks", "lower_is_better", "on_merger", "effort", "action", "given", "before", "verdict", "shortfall",
    "derived", "actual", "examples", "bands", "recognition", "requires", "revocation", "due", "base", "population",
    "reading", "goals", "targets", "lists", "first", "rows", "gives",
)  # fmt: skip
"""One order for all parts: no two of them have the same keys the other way round."""
_RANK = {key: place for place, key in enumerate(ORDER)}


def place_of(path: Path, keys: Sequence[str]) -> int:
    """Return where among its neighbours the key that a path ends in is to stand; an unknown one comes last."""
    rank = _RANK.get(str(path[-1]), len(ORDER))
    before = [place for place, key in enumerate(keys) if _RANK.get(key, len(ORDER)) <= rank]
    return max(before, default=-1) + 1
