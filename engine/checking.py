"""A criteria file examined whole: structure, meaning, advice and its own examples, every fault in one go."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import count

import numpy as np

from engine.advice import advise
from engine.criteria import CriteriaSet, Criterion
from engine.examples import Example, WholeExample
from engine.explaining import written
from engine.faults import Fault, in_order
from engine.figures import in_units
from engine.meaning import judge
from engine.rules import Verdict, verdicts
from engine.scalars import plain
from engine.scoring import Rules
from engine.shortfalls import judged
from engine.source import read_source, validated
from engine.standing_on import Found, Standing, judge_base, standing
from engine.trying import Together, actuals_of, asked_for, derived_of, figures_given
from engine.trying import written as figure_text
from engine.yaml_tree import Path, Tree, Value


@dataclass(frozen=True, slots=True)
class Checked:
    """A file examined: the set when it can be used (an example may still fail), the faults in order, its digest."""

    criteria: CriteriaSet | None
    faults: tuple[Fault, ...]
    digest: str
    standing: Standing | None = None
    """The set beside the one that it says it stands on, where that was looked for and found."""

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
    base: Found | None = None,
) -> Checked:
    """Examine a criteria file.

    ``stem`` and ``folder`` are its name without ending and its folder's, where they are to agree with what it says;
    ``previous`` is the version in force before it; ``base`` finds the file that it says it stands on, None where there
    is none (left out: that is not judged).
    """
    source = read_source(data)
    faults = list(source.faults)
    if source.tree.places:
        faults += judge(source.tree)
        faults += advise(source.tree, previous)
        faults += _names(source.tree, stem, folder)
        faults += judge_base(source.tree, source.criteria, base)
    usable = not any(fault.severity == "error" and fault.code not in _NAMES for fault in faults)
    faults += _examples(source.tree, source.criteria if usable else None, faults)
    once = {(fault.code, fault.mark, fault.path): fault for fault in faults}
    found = source.criteria if usable else None
    beside = base() if found is not None and found.stands_on is not None and base is not None else None
    stood = standing(found, beside) if found is not None and beside is not None else None
    return Checked(found, in_order(once.values()), source.digest, stood)


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
    for index, whole in enumerate(sound.examples):
        yield from _together(tree, sound, whole, ("examples", index))


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
    if example.derived:
        sums = {key: plain(said) for key, said in example.derived.items()}
        yield from _figures(tree, sums, derived_of(criteria, example), names, (*path, "derived"))
    if example.actual:
        compared = actuals_of(criteria, criterion, example)
        yield from _figures(tree, example.actual, compared, names, (*path, "actual"))


def _figures(
    tree: Tree, said: Mapping[str, str], found: Mapping[str, str], names: Mapping[str, str], path: Path
) -> Iterator[Fault]:
    """Compare the figures that an example names with what is computed."""
    for key, wanted in said.items():
        place = (*path, key)
        if key not in found:
            values = {**names, "seen": key, "known": ", ".join(found)}
            yield Fault("EXAMPLE_PATH", tree.key_place(place), values=values, path=place)
        elif found[key] != wanted:
            values = {**names, "subject": key, "seen": wanted, "found": found[key]}
            yield Fault("EXAMPLE_FIGURE", tree.place(place), values=values, path=place)


def _together(tree: Tree, criteria: CriteriaSet, example: WholeExample, path: Path) -> Iterator[Fault]:
    """Run an example over several units: every figure that it must give."""
    whole = Together.of(criteria, example)
    for index, asked in enumerate(example.gives):
        now, more = whole.gives(asked)
        for key, said, found in (("is", asked.value, now), ("more", asked.more, more)):
            if said is not None and said != found:
                subject = f"{asked_for(asked)}{', so với kỳ trước' if key == 'more' else ''}"
                values = {"title": example.title, "subject": subject, "seen": plain(said), "found": figure_text(found)}
                place = (*path, "gives", index, key)
                yield Fault("EXAMPLE_TOGETHER", tree.place(place), values=values, path=place)


def example_result(
    criteria: CriteriaSet, criterion: Criterion, example: Example
) -> tuple[Verdict, Mapping[str, Decimal]]:
    """Judge the figures of an example by its criterion: the verdict, and what is lacking by indicator."""
    figures = figures_given(criteria, [example.given], [example.before])
    part = Rules.of(criteria.model_copy(update={"criteria": [criterion], "vetoes": []}))
    codes = np.empty((len(part.tests), 1), np.uint8)
    verdicts(part.tests, figures, codes)
    code, cures = judged(part, codes, figures)
    lacking = {key: in_units(criteria.indicators[key], float(change[0])) for key, change in cures.items() if change[0]}
    return Verdict.of(code), lacking


def _listed(shortfall: Mapping[str, str]) -> str:
    return ", ".join(f"{key}: {change}" for key, change in shortfall.items()) or "{}"
