"""A criteria file examined whole: structure, meaning, advice and its own examples, every fault in one go."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import count

import numpy as np

from engine.advice import advise
from engine.criteria import CriteriaSet, Criterion, Example
from engine.explaining import written
from engine.faults import Fault, in_order
from engine.figures import Column, Figures, entered, in_units
from engine.indicators import Kind
from engine.meaning import judge
from engine.rules import Verdict, verdicts
from engine.scoring import Rules
from engine.shortfalls import judged
from engine.source import read_source, validated
from engine.yaml_tree import Path, Tree, Value


@dataclass(frozen=True, slots=True)
class Checked:
    """A file examined: the set when it can be used (an example may still fail), the faults in order, its digest."""

    criteria: CriteriaSet | None
    faults: tuple[Fault, ...]
    digest: str

    @property
    def has_errors(self) -> bool:
        """Tell whether any fault is an error."""
        return any(fault.severity == "error" for fault in self.faults)


def check(
    data: bytes | str,
    *,
    stem: str | None = None,
    folder: str | None = None,
    previous: CriteriaSet | None = None,
) -> Checked:
    """Examine a criteria file.

    ``stem`` and ``folder`` are its name without ending and its folder's, where they are to agree with what it says;
    ``previous`` is the version in force before it.
    """
    source = read_source(data)
    faults = list(source.faults)
    if source.tree.places:
        faults += judge(source.tree)
        faults += advise(source.tree, previous)
        faults += _names(source.tree, stem, folder)
    usable = not any(fault.severity == "error" and fault.code not in _NAMES for fault in faults)
    faults += _examples(source.tree, source.criteria if usable else None, faults)
    once = {(fault.code, fault.mark, fault.path): fault for fault in faults}
    return Checked(source.criteria if usable else None, in_order(once.values()), source.digest)


_NAMES = ("FILE_NAME", "FOLDER_NAME")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _names(tree: Tree, stem: str | None, folder: str | None) -> Iterator[Fault]:
    if not isinstance(tree.value, Mapping):
        return
    for code, key, name in (("FILE_NAME", "effective_from", stem), ("FOLDER_NAME", "set", folder)):
        said = str(tree.value.get(key) or name)
        if name is not None and said != name and (key == "set" or _DAY.fullmatch(said)):
            yield Fault(code, tree.place((key,)), values={"seen": said, "name": name}, path=(key,))


# ---------------------------------------------------------------------------------------------------- examples


def _examples(tree: Tree, criteria: CriteriaSet | None, faults: list[Fault]) -> Iterator[Fault]:
    """Run the examples of every criterion that can be judged, also where others are faulty."""
    faulty = {fault.path[1] for fault in faults if _is_error_of_a_criterion(fault)}
    sound = criteria or _without_faulty(tree, faults, faulty)
    if sound is None:
        return
    places = count() if criteria else (place for place in count() if place not in faulty)
    for criterion, place in zip(sound.criteria, places, strict=False):
        for index, example in enumerate(criterion.examples):
            yield from _run(tree, sound, criterion, example, ("criteria", place, "examples", index))


def _is_error_of_a_criterion(fault: Fault) -> bool:
    return fault.severity == "error" and fault.path[:1] == ("criteria",) and len(fault.path) > 1


def _without_faulty(tree: Tree, faults: list[Fault], faulty: set[str | int]) -> CriteriaSet | None:
    """Build the set without the criteria that have errors; None when figures can't be made for the others."""
    errors = [fault.path for fault in faults if fault.severity == "error"]
    whole = tree.value if isinstance(tree.value, Mapping) else {}
    listed = whole.get("criteria")
    if not isinstance(listed, list) or any(path[:1] in (("indicators",), ("period",)) for path in errors):
        return None
    kept = [each for index, each in enumerate(listed) if index not in faulty]
    core: dict[str, Value] = {"set": "x", "title": "x", "status": "draft", "wording": "reconstructed"}
    core |= {"effective_from": "2022-01-01", "applies_to": ["xã"], "not_applicable_counts_as": "met"}
    wanted = {key: value for key, value in whole.items() if key in ("indicators", "period")}
    if ("effective_from",) not in errors and "effective_from" in whole:
        wanted["effective_from"] = whole["effective_from"]
    return validated(Tree(value={**core, **wanted, "criteria": kept}))[0]


def _run(tree: Tree, criteria: CriteriaSet, criterion: Criterion, example: Example, path: Path) -> Iterator[Fault]:
    verdict, found = example_result(criteria, criterion, example)
    names = {"id": criterion.id, "number": str(path[-1] + 1) if isinstance(path[-1], int) else ""}
    if verdict != example.verdict:
        values = {**names, "said": example.verdict, "verdict": verdict}
        yield Fault("EXAMPLE_FAILS", tree.place((*path, "verdict")), values=values, path=path)
    elif example.shortfall is not None and found != dict(example.shortfall):
        values = {
            **names,
            "seen": _listed(written(example.shortfall)),
            "shortfall": _listed(written(found)),
        }
        yield Fault("EXAMPLE_SHORTFALL", tree.place((*path, "shortfall")), values=values, path=path)


def example_result(
    criteria: CriteriaSet, criterion: Criterion, example: Example
) -> tuple[Verdict, Mapping[str, Decimal]]:
    """Judge the figures of an example by its criterion: the verdict, and what is lacking by indicator."""
    figures = example_figures(criteria, example)
    part = Rules.of(criteria.model_copy(update={"criteria": [criterion], "vetoes": []}))
    codes = np.empty((len(part.tests), 1), np.uint8)
    verdicts(part.tests, figures, codes)
    code, cures = judged(part, codes, figures)
    lacking = {key: in_units(criteria.indicators[key], float(change[0])) for key, change in cures.items() if change[0]}
    return Verdict.of(code), lacking


def _listed(shortfall: Mapping[str, str]) -> str:
    return ", ".join(f"{key}: {change}" for key, change in shortfall.items()) or "{}"


def example_figures(criteria: CriteriaSet, example: Example) -> Figures:
    """Make the figures of one example: one unit, in the period of its latest document, else of the file's first day.

    So a file that is copied for a new day keeps its examples, whatever year their documents are of.
    """
    now, before = (
        {key: _column(criteria, key, raw) for key, raw in each.items()} for each in (example.given, example.before)
    )
    issued = [
        int(each[0]) for key, each in now.items() if criteria.indicators[key].kind is Kind.DOCUMENT and each[0] > 0
    ]
    day = date.fromordinal(max(issued)) if issued else criteria.effective_from
    period = criteria.period.containing(day)
    shared = {key: np.full(1, np.nan) for key in criteria.indicators if criteria.indicators[key].sum is None}
    return Figures.of(criteria, period, {**shared, **now}, before or None)


def _column(criteria: CriteriaSet, key: str, raw: object) -> Column:
    steps = entered(criteria.indicators[key], raw)
    return np.array([np.nan if steps is None else steps])
