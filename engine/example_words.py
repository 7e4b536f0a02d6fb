"""What the examples of a criteria file name: known indicators, possible values, criteria that there are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.faults import Fault
from engine.figures import entered
from engine.indicators import Indicator, Kind
from engine.parts import Parts, link, unknown
from engine.source import nearest, seen, value_at
from engine.yaml_tree import Path


def judge_examples(parts: Parts) -> Iterator[Fault]:
    """Return the faults of the names and values of examples; whether they come out right is run in ``checking``."""
    for path, criterion in parts.items("criteria"):
        examples = criterion.get("examples")
        for index in range(len(examples) if isinstance(examples, list) else 0):
            for key in ("given", "before", "shortfall", "derived"):
                yield from _cells(parts, (*path, "examples", index, key), key)
    for path, whole in parts.items("examples"):
        rows = whole.get("rows")
        for index in range(len(rows) if isinstance(rows, list) else 0):
            for key in ("given", "before"):
                yield from _cells(parts, (*path, "rows", index, key), key)
        yield from _results(parts, path, whole.get("gives"))


def _cells(parts: Parts, path: Path, key: str) -> Iterator[Fault]:
    """Judge the figures under one key of an example: known indicators, entered or derived as the key wants."""
    cells = value_at(parts.tree, path)
    for name, raw in cells.items() if isinstance(cells, Mapping) else ():
        place, indicator = (*path, name), parts.indicators.get(name)
        if name not in parts.indicators:
            known = list(parts.indicators)
            values = {"seen": name, "nearest": nearest(name, known), "known": ", ".join(known)}
            yield Fault("UNKNOWN_INDICATOR", parts.tree.key_place(place), values=values, path=place)
        elif indicator and key == "derived":
            if indicator.sum is None:
                yield Fault("NOT_DERIVED", parts.tree.key_place(place), values={"seen": name}, path=place)
        elif indicator and key != "shortfall":
            yield from _example_value(parts, place, indicator, raw)


def _results(parts: Parts, path: Path, listed: object) -> Iterator[Fault]:
    """Judge the ids that an example over several units asks for."""
    criteria = [each for _, each in parts.ids("criteria")]
    for index, result in enumerate(listed if isinstance(listed, list) else []):
        said: Mapping[str, object] = result if isinstance(result, Mapping) else {}
        shared, at = said.get("share"), (*path, "gives", index)
        if isinstance(said.get("sum"), str):
            yield from link(parts, (*at, "sum"), str(said["sum"]), tuple(Kind))
        for place, key in enumerate(shared if isinstance(shared, list) else []):
            yield from link(parts, (*at, "share", place), str(key), (Kind.COUNT, Kind.NUMBER))
        for subject in ("met", "districts"):
            if isinstance(said.get(subject), str) and said[subject] not in criteria:
                yield unknown(parts, "UNKNOWN_CRITERION", (*at, subject), criteria)


def _example_value(parts: Parts, place: Path, indicator: Indicator, raw: object) -> Iterator[Fault]:
    if indicator.sum is not None:
        yield Fault("DERIVED_ENTERED", parts.tree.key_place(place), values={"seen": str(place[-1])}, path=place)
    elif raw is not None and entered(indicator, raw) is None and not isinstance(raw, list | Mapping):
        values = {"seen": seen(raw), "kind": indicator.kind, "indicator": str(place[-1])}
        yield Fault("EXAMPLE_VALUE", parts.tree.place(place), values=values, path=place)
