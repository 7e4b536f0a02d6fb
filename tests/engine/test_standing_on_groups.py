"""Groups of a province's set against those of its base: what is told, and that nothing looser is passed over."""

from __future__ import annotations

from datetime import date
from itertools import product
from random import Random
from typing import Any

import pytest
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from engine.conditions import leaves as leaves_of
from engine.criteria import CriteriaSet
from engine.faults import Severity
from engine.implying import MOST, falls_short
from engine.rules import MET
from engine.source import read_source
from engine.standing_on import Carried, judge_base, standing
from engine.wording.faults import line
from engine.wording.standing_on import standing_words
from tests.builders import Natural, Raw, criteria_set, scores_of
from tests.strategies import DAYS, INDICATORS, groups, leaves

FLAGS = {f"f{number}": {"label": f"Điều {number}", "kind": "flag"} for number in range(6)}


def of(criterion: Raw, indicators: Raw = FLAGS, *more: Raw, **keys: Any) -> CriteriaSet:  # noqa: ANN401 -- keys of a file
    """Make a set of these criteria."""
    return criteria_set(indicators, [criterion, *more], **keys)


def carried(base: Raw, *here: Raw, indicators: Raw = FLAGS, theirs: Raw | None = None) -> Carried:
    """Lay criteria beside the one criterion of a base that all of them carry together."""
    ids = [f"TC{number:02}" for number in range(1, len(here) + 1)]
    stands_on = {"set": "goc", "effective_from": "2022-01-01", "as": {"TC01": ids}}
    return standing(criteria_set(indicators, here, stands_on=stands_on), of(base, theirs or indicators)).carried[0]


def flags(*numbers: int) -> list[Raw]:
    """Ask for flags."""
    return [{"flag": f"f{number}"} for number in numbers]


def names(found: Carried) -> list[str]:
    """The flags that may be missing."""
    return [leaf.indicators[0] for leaf in found.escaped]


@pytest.mark.parametrize(
    ("base", "here", "escaped"),
    [
        ({"all": flags(0, 1, 2)}, {"any": flags(0, 1, 2)}, ["f0"]),
        ({"all": flags(0, 1, 2)}, {"at_least": 2, "of": flags(0, 1, 2)}, ["f0"]),
        ({"at_least": 2, "of": flags(0, 1, 2)}, {"any": flags(0, 1, 2)}, ["f0", "f1"]),
        ({"any": flags(0, 1, 2)}, {"all": flags(0, 1, 2)}, []),
        ({"any": flags(0, 1, 2)}, {"at_least": 2, "of": flags(0, 1, 2)}, []),
        ({"any": flags(0, 1)}, {"all": flags(0)}, []),
        ({"all": [*flags(0), {"any": flags(1, 2)}]}, {"any": [{"all": flags(0, 1)}, {"all": flags(0, 2)}]}, []),
        ({"all": [*flags(0), {"any": flags(1, 2)}]}, {"any": [{"all": flags(0, 1)}, *flags(2)]}, ["f0"]),
        ({"all": flags(0, 1)}, {"any": [{"all": flags(0, 1)}, *flags(3)]}, ["f0"]),
    ],
)
def test_a_looser_combination(base: Raw, here: Raw, escaped: list[str]) -> None:
    """Told is the case with the fewest conditions unmet; a stricter or equal combination is passed in silence."""
    found = carried(base, here)
    assert names(found)[:1] == escaped[:1]
    assert len(found.escaped) == len(escaped)
    assert (found.missing, found.looser) == ((), ())


def test_several_criteria_carry_one_together() -> None:
    """Every one of them has to be met, so together they ask for all."""
    assert names(carried({"all": flags(0, 1)}, {"all": flags(0)}, {"any": flags(1)})) == []
    assert names(carried({"all": flags(0, 1)}, {"all": flags(0)}, {"any": flags(1, 2)})) == ["f1"]


def test_an_alternative_that_is_left_out_is_no_loss() -> None:
    """Where the base lets choose and the province asks for one of the choices, nothing is missing."""
    found = carried(
        {"any": [{"count": "a", "at_most": 3}, *flags(0)]}, {"all": flags(0)}, indicators=FLAGS | {"a": "count"}
    )
    assert (found.missing, found.looser, found.escaped) == ((), (), ())


def test_bounds_written_in_two_conditions() -> None:
    """One condition here stands for two of the base when its bounds lie within both."""
    whole = {"a": "count"}
    base = {"all": [{"count": "a", "at_least": 2}, {"count": "a", "at_most": 9}]}
    found = carried(base, {"all": [{"count": "a", "at_least": 3, "at_most": 9}]}, indicators=whole)
    assert (found.missing, found.looser, found.escaped) == ((), (), ())


@pytest.mark.parametrize(
    ("here", "theirs"),
    [
        ({"a": "count", "b": "count", "s": ["a"]}, {"a": "count", "b": "count", "s": ["a", "b"]}),
        ({"a": "count", "s": "count"}, {"a": "count", "s": ["a"]}),
        ({"a": "count", "s": "count"}, {"a": "count", "s": {"kind": "count", "at_most": "a"}}),
    ],
)
def test_a_figure_that_is_another_under_the_same_name(here: Raw, theirs: Raw) -> None:
    """A sum of other parts, or a figure that a rule of the base would leave unknown, is not what the base asks for."""
    ask: Raw = {"all": [{"count": "s", "at_least": 3}]}
    assert [each.indicators for each in carried(ask, ask, indicators=here, theirs=theirs).missing] == [("s",)]


def test_it_is_said_in_words() -> None:
    """The fault and the page name the condition that can be left unmet, and how many the base asks for."""
    text = """
set: tinh
title: Bộ của tỉnh
effective_from: 2022-01-01
status: draft
wording: reconstructed
applies_to: [xã]
not_applicable_counts_as: met
stands_on: {set: goc, effective_from: 2022-01-01}
indicators:
  f0: {label: Có tổ tự quản, kind: flag}
  f1: {label: Có quy ước, kind: flag}
criteria:
  - {id: TC01, title: Phong trào, any: [{flag: f0}, {flag: f1}]}
"""
    source = read_source(text)
    labels = {"f0": {"label": "Có tổ tự quản", "kind": "flag"}, "f1": {"label": "Có quy ước", "kind": "flag"}}
    base = of({"all": flags(0, 1)}, labels, set="goc")
    (fault,) = judge_base(source.tree, source.criteria, lambda: base)
    assert fault.severity is Severity.WARNING
    assert line(fault, "a.yaml") == (
        "a.yaml:14:5: BASE_GROUP_LOOSER cảnh báo: tiêu chí TC01 mang TC01 của bộ goc nhưng ghép điều kiện nhẹ hơn: xã "
        "không đạt «Có tổ tự quản» vẫn có thể đạt ở đây, ở bộ ấy thì chưa đạt — ghép lại cho chặt: bộ ấy đòi cả 2 điều "
        "kiện; nếu văn bản của tỉnh cố ý cho chọn thì ghi note"
    )
    assert source.criteria is not None
    assert standing_words(source.criteria, standing(source.criteria, base))[1] == (
        "TC01 Tiêu chí: mang ở TC01; ghép điều kiện nhẹ hơn: có thể đạt ở đây dù không đạt «có tổ tự quản: có» "
        "của bộ ấy"
    )


def holds(raw: Raw, met: dict[str, bool]) -> bool:
    """Tell whether a group of flags is met."""
    if "flag" in raw:
        return met[raw["flag"]]
    parts = [holds(each, met) for each in raw.get("all") or raw.get("any") or raw["of"]]
    return sum(parts) >= (len(parts) if "all" in raw else raw.get("at_least", 1))


@settings(max_examples=40)
@given(*[groups(st.sampled_from(flags(0, 1, 2, 3)), 1)] * 2)
def test_neither_too_much_nor_too_little_is_told(base: Raw, here: Raw) -> None:
    """Of yes and no alone every case can be tried: what is told is exactly what can happen."""
    cases = [dict(zip(FLAGS, each, strict=False)) for each in product((False, True), repeat=4)]
    breach = any(holds(here, each) and not holds(base, each) for each in cases)
    found = carried(base, here)
    assert bool(found.missing or found.escaped) is breach
    if found.escaped and not found.missing:
        gone = set(names(found))
        assert any(
            holds(here, each) and not holds(base, each) and gone == {key for key in each if not each[key]} & _in(base)
            for each in cases
        )


def _in(raw: Raw) -> set[str]:
    return {raw["flag"]} if "flag" in raw else set().union(*map(_in, raw.get("all") or raw.get("any") or raw["of"]))


def test_more_conditions_than_can_be_tried() -> None:
    """Beyond the limit a chain of all is still proved; what can't be proved is told and never passed over."""
    many = {f"f{number}": "flag" for number in range(MOST + 4)}
    every = flags(*range(MOST + 4))
    some = {"at_least": MOST + 2, "of": every}
    for base, here, sound in (({"all": every}, {"all": every}, True), ({"all": every}, some, False)):
        rules = [of(each, many).criteria[0].condition for each in (base, here)]
        alike = [[leaf] for _, leaf in leaves_of(rules[0])]
        assert (falls_short([rules[1]], rules[0], alike) == ()) is sound


# ------------------------------------------------------------------------------------------------- random figures


def changed(raw: Raw, random: Random) -> Raw:
    """Change a condition here and there: a bound, a group, a part more or less."""
    key = next((each for each in ("all", "any", "of") if each in raw), None)
    if key is None:
        return {each: value + random.choice((0, 0, 1, -1)) if _is_bound(each) else value for each, value in raw.items()}
    parts = [changed(each, random) for each in raw[key] if random.random() < 0.95] or [raw[key][0]]
    if random.random() < 0.3:
        parts.append({"flag": random.choice("fg")})
    kind = random.choice(("same", "same", "all", "any"))
    if kind == "same" and key == "of":
        return {"at_least": min(len(parts), max(1, raw["at_least"] + random.choice((0, 0, 1)))), "of": parts}
    return {key if kind == "same" else kind: parts}


def _is_bound(key: str) -> bool:
    return key in {"at_least", "more_than", "at_most", "less_than", "equals"}


def row(random: Random) -> dict[str, Natural]:
    """Draw the figures of a unit, some of them missing, some against their own rules."""
    drawn: dict[str, Natural] = {key: random.randrange(13) for key in "abcdexyz"}
    drawn |= {key: random.random() < 0.6 for key in "fg"}
    days: list[Natural] = [False, *DAYS]
    drawn |= {key: random.choice(days) for key in "pq"}
    return {key: value if random.random() < 0.95 else None for key, value in drawn.items()}


@settings(max_examples=40)
@given(st.lists(groups(leaves(), 1), min_size=1, max_size=2), st.integers(0, 10**6))
def test_what_is_said_to_carry_the_base_carries_it(bases: list[Raw], seed: int) -> None:
    """Where nothing is told, every unit that meets the criteria here meets the base's, whatever its figures are."""
    random = Random(seed)  # noqa: S311 -- no secret
    base, here = bases[0], [changed(each, random) for each in bases]
    found = carried(base, *here, indicators=INDICATORS)
    assume(not found.missing and not found.looser and not found.escaped)
    rows, before = ([row(random) for _ in range(60)] for _ in range(2))
    ours = scores_of(criteria_set(INDICATORS, here, effective_from=date(2022, 1, 1)), rows, before).criteria
    theirs = scores_of(of(base, INDICATORS), rows, before).criteria
    inside = (ours == MET).all(axis=0)
    event(f"units that meet it: {'some' if inside.any() else 'none'}")
    assert (theirs[0][inside] == MET).all()
