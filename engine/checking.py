"""A criteria file examined whole: structure, meaning, advice and its own examples, every fault in one go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from engine.advice import advise
from engine.criteria import CriteriaSet, Criterion, Example, Kind
from engine.explaining import written
from engine.faults import Fault, in_order
from engine.figures import Column, Figures, entered, in_units
from engine.meaning import judge
from engine.rules import Verdict, verdicts
from engine.scoring import Rules
from engine.shortfalls import judged
from engine.source import read_source, validated
from engine.yaml_tree import Path, Tree


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
    data: bytes | str, *, stem: str | None = None, folder: str | None = None, previous: CriteriaSet | None = None
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


def _names(tree: Tree, stem: str | None, folder: str | None) -> Iterator[Fault]:
    if not isinstance(tree.value, Mapping):
        return
    for code, key, name in (("FILE_NAME", "effective_from", stem), ("FOLDER_NAME", "set", folder)):
        said = tree.value.get(key)
        if name is not None and said is not None and str(said) != name:
            yield Fault(code, tree.place((key,)), values={"seen": str(said), "name": name}, path=(key,))


# ---------------------------------------------------------------------------------------------------- examples


def _examples(tree: Tree, criteria: CriteriaSet | None, faults: list[Fault]) -> Iterator[Fault]:
    """Run the examples of every criterion that can be judged, also where others are faulty."""
    sound = criteria or _without_faulty(tree, faults)
    if sound is None:
        return
    listed = tree.value["criteria"] if isinstance(tree.value, Mapping) else ()
    places = {str(each.get("id")): index for index, each in enumerate(listed) if isinstance(each, Mapping)}  # type: ignore[arg-type]
    for criterion in sound.criteria:
        for index, example in enumerate(criterion.examples):
            path = ("criteria", places[criterion.id], "examples", index)
            yield from _run(tree, sound, criterion, example, path)


def _without_faulty(tree: Tree, faults: list[Fault]) -> CriteriaSet | None:
    """Build the set without the criteria that have errors; None when something else is wrong too."""
    errors = [fault.path for fault in faults if fault.severity == "error"]
    listed = tree.value.get("criteria") if isinstance(tree.value, Mapping) else None
    if not isinstance(listed, list) or any(path[:1] != ("criteria",) or len(path) < 2 for path in errors):  # noqa: PLR2004 -- ("criteria", index)
        return None
    faulty = {path[1] for path in errors}
    kept = [each for index, each in enumerate(listed) if index not in faulty]
    rest = {key: value for key, value in tree.value.items() if key in ("indicators", "period")}  # type: ignore[union-attr]
    core = {"set": "x", "title": "x", "effective_from": str(tree.value.get("effective_from")), "status": "draft"}  # type: ignore[union-attr]
    core |= {"wording": "reconstructed", "applies_to": ["xã"], "not_applicable_counts_as": "met"}  # type: ignore[dict-item]
    return validated(Tree(value={**core, **rest, "criteria": kept}))[0]


def _run(tree: Tree, criteria: CriteriaSet, criterion: Criterion, example: Example, path: Path) -> Iterator[Fault]:
    figures = example_figures(criteria, example)
    part = Rules.of(criteria.model_copy(update={"criteria": [criterion], "vetoes": []}))
    codes = np.empty((len(part.tests), 1), np.uint8)
    verdicts(part.tests, figures, codes)
    code, cures = judged(part, codes, figures)
    verdict = Verdict.of(code)
    names = {"id": criterion.id, "number": str(path[-1] + 1) if isinstance(path[-1], int) else ""}
    if verdict != example.verdict:
        values = {**names, "seen": example.verdict, "verdict": verdict}
        yield Fault("EXAMPLE_FAILS", tree.place((*path, "verdict")), values=values, path=path)
    elif example.shortfall is not None:
        found = {key: in_units(criteria.indicators[key], float(change[0])) for key, change in cures.items() if change[0]}
        if found != dict(example.shortfall):
            values = {**names, "seen": _listed(written(example.shortfall)), "shortfall": _listed(written(found))}
            yield Fault("EXAMPLE_SHORTFALL", tree.place((*path, "shortfall")), values=values, path=path)


def _listed(shortfall: Mapping[str, str]) -> str:
    return ", ".join(f"{key}: {change}" for key, change in shortfall.items()) or "{}"


def example_figures(criteria: CriteriaSet, example: Example) -> Figures:
    """Make the figures of one example: one unit, in the period of its latest document or of the file's first day."""
    now, before = ({key: _column(criteria, key, raw) for key, raw in each.items()} for each in (example.given, example.before))
    period = criteria.period.containing(criteria.effective_from)
    for key, column in now.items():
        if criteria.indicators[key].kind is Kind.DOCUMENT and column[0] > 0:
            period = max(period, criteria.period.containing(criteria.effective_from.fromordinal(int(column[0]))))
    shared = {key: np.full(1, np.nan) for key in criteria.indicators if criteria.indicators[key].sum is None}
    return Figures.of(criteria, period, {**shared, **now}, before or None)


def _column(criteria: CriteriaSet, key: str, raw: object) -> Column:
    steps = entered(criteria.indicators[key], raw)
    return np.array([np.nan if steps is None else steps])

