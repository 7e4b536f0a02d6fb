"""What holds for every set and every figure; the yardstick is ``tests.oracle``, read from the format."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import rules, scoring
from engine.criteria import CriteriaSet
from engine.rules import VERDICTS
from engine.scoring import Scores
from tests.builders import Natural, Raw, answers_of, criteria_set, scores_of, verdicts_of
from tests.oracle import COMPARED, Oracle, first_indicator, missed, paths
from tests.strategies import ENTERED, LEVELS, Case, Unit, better_leaves, cases, sets, units, without

CODES = {verdict.value: code for code, verdict in enumerate(VERDICTS)}
RANKS = {"unmet": 0, "unknown": 1, "met": 2, "not_applicable": 3}


def scored(raw: Raw, several: list[Unit]) -> Scores:
    """Score units with the engine, recognitions and all."""
    known = {level: np.array([CODES[unit.recognised[level]] for unit in several], np.uint8) for level in LEVELS}
    return scores_of(
        CriteriaSet.model_validate(raw),
        [unit.now for unit in several],
        [unit.before for unit in several],
        [unit.exempt for unit in several],
        known,
    )


def answers(raw: Raw, several: list[Unit]) -> list[Raw]:
    """Answer for units with the engine."""
    return answers_of(scored(raw, several))


def judgements(answer: Raw) -> dict[str, str]:
    """Return every verdict of an answer: of leaves, criteria, vetoes and levels."""
    found = {("level", level): verdict for level, verdict in answer["eligible"].items()}
    found |= {("veto", veto["id"]): veto["verdict"] for veto in answer["vetoes"]}
    for each in answer["criteria"]:
        found[each["id"], ""] = each["verdict"]
        found |= {(each["id"], leaf["path"]): leaf["verdict"] for leaf in each["conditions"]}
    return {"/".join(key): verdict for key, verdict in found.items()}


@given(cases(consistent=False))
def test_the_engine_answers_as_the_format_reads(case: Case) -> None:
    """Whole answers equal those of the oracle: verdicts, counts, bands, levels, figures, shortfalls."""
    for unit, answer in zip(case.units, answers(case.raw, case.units), strict=True):
        assert answer == Oracle(case.raw, unit.now, unit.before, unit.exempt, unit.recognised).answer()


@given(cases(consistent=True, whole=True, most=2), st.data())
def test_more_data_never_widens_a_range(case: Case, data: st.DataObject) -> None:
    """Filling consistent figures in narrows the counts and bands, and moves verdicts only from unknown."""
    (unit, *_) = case.units
    missing = st.sets(st.sampled_from(ENTERED), min_size=1, max_size=8)
    gone, gone_before = data.draw(missing), data.draw(missing)
    still = data.draw(st.sets(st.sampled_from(sorted(gone))))
    still_before = data.draw(st.sets(st.sampled_from(sorted(gone_before))))
    fewer = replace(unit, now=without(unit.now, gone), before=without(unit.before, gone_before))
    more = replace(unit, now=without(unit.now, still), before=without(unit.before, still_before))
    wide, narrow = answers(case.raw, [fewer, more])
    assert wide["met"] <= narrow["met"] <= narrow["possible"] <= wide["possible"]
    before, after = judgements(wide), judgements(narrow)
    assert {key: (before[key], after[key]) for key in before if before[key] not in ("unknown", after[key])} == {}


@st.composite
def improvements(draw: st.DrawFn) -> tuple[Raw, Unit, Unit]:
    """A set of conditions with a good direction each, a unit, and the unit after some figures got better."""
    kinds = {
        "a": "count",
        "b": "count",
        "d": "count",
        "e": "count",
        "x": "number",
        "f": "flag",
        "p": "document",
    }
    raw = draw(sets(better_leaves(), kinds)) | {"vetoes": [], "period": {"starts_on": "01-01"}}
    drawn = draw(units(raw, consistent=False))
    now, before = ({key: row[key] for key in kinds} for row in (drawn.now, drawn.before))
    better = dict(now)
    for key in draw(st.sets(st.sampled_from(["a", "b", "x", "d", "f", "p"]))):
        value: Any = better[key]
        if value is not None:
            better[key] = improved(key, value, draw(st.integers(0, 5)))
    return raw, replace(drawn, now=now, before=before), replace(drawn, now=better, before=before)


def improved(key: str, value: Any, by: int) -> Natural:  # noqa: ANN401 -- a figure of any kind
    """Return a figure made better: higher, for "d" lower, «có», a document in January."""
    better: dict[str, Natural] = {"f": True, "p": "2024-01-01"}
    if key not in better:
        better[key] = max(0, value - by) if key == "d" else value + by
    return better[key]


@given(improvements())
def test_a_better_figure_never_lowers_a_verdict(case: tuple[Raw, Unit, Unit]) -> None:
    """Where every bound has one good direction, a better figure lowers no verdict, no count and no band."""
    raw, unit, better = case
    now, then = answers(raw, [unit, better])
    before, after = judgements(now), judgements(then)
    assert {key: (before[key], after[key]) for key in before if RANKS[after[key]] < RANKS[before[key]]} == {}
    assert now["met"] <= then["met"]
    assert now["possible"] <= then["possible"]


@given(cases(consistent=False), st.randoms(use_true_random=False))
def test_order_does_not_matter(case: Case, random: Any) -> None:  # noqa: ANN401 -- hypothesis' own random
    """Units, criteria, vetoes, bands' titles and indicators in another order give the same answers."""
    order = random.sample(range(len(case.units)), len(case.units))
    shuffled = dict(case.raw)
    for key in ("criteria", "vetoes"):
        shuffled[key] = random.sample(case.raw[key], len(case.raw[key]))
    names = list(case.raw["indicators"])
    shuffled["indicators"] = {key: case.raw["indicators"][key] for key in random.sample(names, len(names))}
    plain = answers(case.raw, case.units)
    moved = answers(shuffled, [case.units[place] for place in order])
    for place, answer in zip(order, moved, strict=True):
        for key in ("criteria", "vetoes"):
            answer[key].sort(key=lambda each: each["id"])
            plain[place][key].sort(key=lambda each: each["id"])
        assert answer == plain[place]


@given(cases(consistent=False))
def test_one_unit_alone_scores_as_in_the_crowd(case: Case) -> None:
    """A unit's answer does not depend on who is scored beside it."""
    assert [answers(case.raw, [unit])[0] for unit in case.units] == answers(case.raw, case.units)


@given(cases(consistent=False))
def test_blocks_and_rows_in_hand_do_not_matter(case: Case) -> None:
    """A job in blocks of one or two units, with few margins in hand, gives the same answers."""
    whole = answers(case.raw, case.units)
    for block in (1, 2):
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(scoring, "BLOCK", block)
            patched.setattr(rules, "IN_HAND", 1)
            assert answers(case.raw, case.units) == whole


def applied(unit: Unit, key: str, value: Fraction) -> Unit:
    """Return a unit with another value of one indicator."""
    return Unit(
        unit.now | {key: Decimal(value.numerator) / value.denominator},
        unit.before,
        unit.exempt,
        unit.recognised,
    )


def lacking(raw: Raw, unit: Unit) -> Iterator[tuple[str, str, Raw, Fraction]]:
    """Yield the leaves of a unit that lack a change of a count or number that is entered, with the change."""
    (answer,) = answers(raw, [unit])
    for criterion, found in zip(raw["criteria"], answer["criteria"], strict=True):
        for (path, leaf), said in zip(paths(criterion), found["conditions"], strict=True):
            key = first_indicator(leaf)
            if said["shortfall"] and key in ("a", "b", "c", "d", "e", "x", "y", "z"):
                yield criterion["id"], path, leaf, Fraction(said["shortfall"][key])


@given(st.data())
def test_a_leafs_shortfall_applied_makes_it_met_and_one_step_less_does_not(data: st.DataObject) -> None:
    """The change that a leaf lacks makes it met, consistency rules left aside; one step less does not."""
    raw = data.draw(sets())
    unit = data.draw(units(raw, consistent=True))
    unit = replace(unit, exempt=frozenset())
    free = {key: {k: v for k, v in each.items() if k != "at_most"} for key, each in raw["indicators"].items()}
    for criterion, path, leaf, change in lacking(raw, unit):
        key = first_indicator(leaf)
        step = Fraction(1, 10_000) if raw["indicators"][key]["kind"] == "number" else Fraction(1)
        here = Fraction(str(unit.now[key]))
        short = here + change - (step if change > 0 else -step)
        several = [applied(unit, key, here + change), applied(unit, key, short)]
        enough, less = answers(raw | {"indicators": free}, several)
        assert judgements(enough)[f"{criterion}/{path}"] == "met"
        assert judgements(less)[f"{criterion}/{path}"] != "met"


@given(
    st.sampled_from(list(COMPARED)),
    st.integers(-1_500_000, 20_000_000).map(lambda steps: Decimal(steps) / 10_000),
    st.integers(1, 10**9),
    st.integers(-2, 2),
)
def test_ratios_of_large_figures_are_exact(key: str, bound: Decimal, whole: int, beside: int) -> None:
    """A share of up to 10⁹ and a change of a number of up to 10⁸ are exact beside their bounds."""
    part = min(max(0, int(bound * whole / 100) + beside), 10**9)
    share: Raw = {"share": ["a", "b"], key: bound}
    expected = "unmet" if missed(share, Fraction(100 * part, whole)) else "met"
    assert verdicts_of(criteria_set({"a": "count", "b": "count"}, [{"all": [share]}]), [{"a": part, "b": whole}]) == [
        expected
    ]
    old = Decimal(whole * 1000) / 10_000
    new = min(max(Decimal(0), round(old + old * bound / 100, 4) + Decimal(beside) / 10_000), Decimal(10**8))
    change: Raw = {"change": "x", key: bound}
    expected = "unmet" if missed(change, 100 * (Fraction(new) - Fraction(old)) / Fraction(old)) else "met"
    assert verdicts_of(criteria_set({"x": "number"}, [{"all": [change]}]), [{"x": new}], [{"x": old}]) == [expected]
