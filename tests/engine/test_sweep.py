"""A bound taken from step to step: the yardstick is writing the other figure into the file and scoring it whole."""

from __future__ import annotations

import re
from copy import deepcopy
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.criteria import CriteriaSet
from engine.impact import BoundPlace, bound_at, bounds_of, steps_between, sweep, usual_range
from engine.impact.bounds import MOST_STEPS
from engine.rules import MET, NOT_APPLICABLE, UNMET
from engine.scoring import Scores
from tests.builders import Raw, criteria_set, exact, scores_of
from tests.strategies import Case, cases

SHARE = {"count": "count", "of": "count"}
TC = {"all": [{"share": ["count", "of"], "at_least": 70}]}


def scored(raw: Raw, case: Case) -> Scores:
    """Score the units of a case with a set."""
    rows = [each.now for each in case.units], [each.before for each in case.units], [each.exempt for each in case.units]
    return scores_of(CriteriaSet.model_validate(exact(raw)), *rows)


def rewritten(raw: Raw, place: BoundPlace, value: Decimal) -> Raw:
    """Write another figure into a bound of a file."""
    changed = deepcopy(raw)
    rule: Any = next(each for each in (*changed["criteria"], *changed["vetoes"]) if each["id"] == place.rule)
    if "when" in rule:
        rule = rule["when"]
    for step in place.path.split(".") if place.path else []:
        rule = rule[int(step) if step.isdigit() else step]
    rule[place.key] = int(value) if "of" in rule else value
    return changed


@given(cases(consistent=False), st.data())
@settings(max_examples=40)
def test_a_sweep_is_scoring_every_step_anew(case: Case, data: st.DataObject) -> None:
    """At each figure of any bound: who meets the rule, surely and possibly, and how many reach each band."""
    scores = scored(case.raw, case)
    bounds = bounds_of(scores.rules.criteria)
    if not bounds:
        return
    bound = data.draw(st.sampled_from(bounds))
    group = hasattr(bound.part, "of")
    figures = st.integers(1, len(bound.part.of)) if group else st.integers(-3, 120)  # type: ignore[union-attr]  # a group
    values = [Decimal(each) for each in data.draw(st.lists(figures, min_size=1, max_size=3))]
    counted = np.array([data.draw(st.booleans()) for _ in case.units], np.bool_)
    found = sweep(scores, bound.place, values, counted)

    assert [step.value for step in found.steps] == sorted({*values, bound.value})
    assert found.units == counted.sum()
    for step in found.steps:
        again = scored(rewritten(case.raw, bound.place, step.value), case)
        whole = again.rules.criteria
        ids = [*(each.id for each in whole.criteria), *(each.id for each in whole.vetoes)]
        codes = np.concatenate([again.criteria, again.vetoes])[ids.index(bound.place.rule)][counted]
        waived = int((codes == NOT_APPLICABLE).sum())
        assert (step.met, step.possible, step.not_applicable) == (
            (codes == MET).sum(),
            (codes != UNMET).sum() - waived,
            waived,
        )
        needed = [each.criteria_met for each in again.rules.criteria.bands] if bound.place.rule.startswith("TC") else ()
        counts = again.met[counted], again.possible[counted]
        assert step.bands == tuple(((counts[0] >= need).sum(), (counts[1] >= need).sum()) for need in needed)


def test_the_figure_of_the_set_is_always_a_step() -> None:
    """16 of 25 is 64 %: met up to 64, not at 70, which nobody asked for and is shown all the same."""
    scores = scores_of(criteria_set(SHARE, [TC]), [{"count": 16, "of": 25}, {"count": 20}])
    found = sweep(scores, BoundPlace("TC01", "all.0", "at_least"), [Decimal(64), Decimal("64.0001"), Decimal(60)])

    assert [(str(each.value), each.met, each.possible) for each in found.steps] == [
        ("60", 1, 2), ("64", 1, 2), ("64.0001", 0, 1), ("70", 0, 1),
    ]  # fmt: skip
    assert (found.now.value, found.units) == (Decimal(70), 2)


@pytest.mark.parametrize(
    "name", ["TC08:all.1.at_least", "TC13:at_least", "LT1:more_than", "TC03:all.1.of.0.at_least", "a-b_C:equals"]
)
def test_a_place_is_read_as_it_is_written(name: str) -> None:
    """The name of a place gives the place, and the place its name."""
    assert str(BoundPlace.read(name)) == name


@pytest.mark.parametrize("name", ["", "TC08", "TC08:", ":at_least", "TC08:all.at_least", "TC08:x.1.at_least", "TC 8:a"])
def test_what_is_no_place(name: str) -> None:
    """Anything else is refused, and a place that the set does not have is not found."""
    with pytest.raises(ValueError, match=f"^{re.escape(name)}$"):
        BoundPlace.read(name)
    with pytest.raises(KeyError):
        bound_at(criteria_set(SHARE, [TC]), BoundPlace("TC01", "all.0", "at_most"))


def test_every_bound_of_a_set_is_listed() -> None:
    """Bounds in the order of the file, two of one condition apart, the number of parts asked for, vetoes last."""
    some = {"at_least": 2, "of": [{"count": "count", "at_least": 1, "at_most": 5}, {"count": "of", "equals": 3}]}
    made = criteria_set(
        SHARE, [TC, some], vetoes=[{"id": "LT1", "title": "x", "when": {"count": "of", "more_than": 9}}]
    )

    assert [(str(each.place), str(each.value)) for each in bounds_of(made)] == [
        ("TC01:all.0.at_least", "70"),
        ("TC02:at_least", "2"),
        ("TC02:of.0.at_least", "1"),
        ("TC02:of.0.at_most", "5"),
        ("TC02:of.1.equals", "3"),
        ("LT1:more_than", "9"),
    ]


def test_steps_go_up_to_the_last_one_that_fits() -> None:
    """60 to 100 by 15 is 60, 75, 90; figures stay exact."""
    assert steps_between(Decimal(60), Decimal(100), Decimal(15)) == tuple(map(Decimal, (60, 75, 90)))
    assert steps_between(Decimal(1), Decimal("1.3"), Decimal("0.1")) == tuple(
        Decimal(each) for each in ("1", "1.1", "1.2", "1.3")
    )
    assert len(steps_between(Decimal(0), Decimal(100), Decimal("0.5"))) == MOST_STEPS


@pytest.mark.parametrize(
    ("first", "last", "step"),
    [
        ("1", "0", "1"),
        ("0", "1", "0"),
        ("0", "1", "-1"),
        ("0", "100.5", "0.5"),
        ("0", "1", "0.00001"),
        ("NaN", "1", "1"),
        ("0", "Infinity", "1"),
        ("0", "1000000000000000000000", "1E+20"),
    ],
)
def test_steps_that_are_none(first: str, last: str, step: str) -> None:
    """Downward, standing still, too many, too fine, no number or too large: refused."""
    with pytest.raises(ValueError, match="sweep"):
        steps_between(Decimal(first), Decimal(last), Decimal(step))


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"share": ["count", "of"], "at_least": 70}, (0, 100, 5)),
        ({"share": ["count", "of"], "at_least": 150}, (0, 150, 8)),
        ({"change": "count", "at_most": -5}, (-50, 50, 5)),
        ({"change": "count", "at_most": -80}, (-80, 80, 4)),
        ({"count": "count", "at_least": 3}, (0, 10, 1)),
        ({"count": "count", "at_least": 100}, (0, 200, 10)),
        ({"number": "money", "at_least": 2}, (0, 10, Decimal("0.5"))),
        ({"number": "money", "at_least": 50}, (0, 100, 5)),
        ({"number": "waste", "at_least": 80}, (0, 100, 5)),
    ],
)
def test_the_range_that_nobody_asked_for(condition: Raw, expected: tuple[object, ...]) -> None:
    """Per cent from 0 to 100, changes from a half less to a half more, counts up to twice the bound; today's within."""
    kinds = SHARE | {"money": "number", "waste": {"kind": "number", "unit": "%"}}
    made = criteria_set(kinds, [{"all": [condition]}])
    (bound,) = bounds_of(made)
    first, last, step = usual_range(made, bound)

    assert (first, last, step) == expected
    assert first <= bound.value <= last
    assert len(steps_between(first, last, step)) <= MOST_STEPS
