from __future__ import annotations

from decimal import Decimal

import pytest

from engine.explaining import Explanations, per_cent, written
from tests.builders import Natural, Raw, Row, answer_of, criteria_set, result, scores_of

INDICATORS: Raw = {
    "a": "count",
    "b": "count",
    "x": "number",
    "f": "flag",
    "p": "document",
    "both": ["a", "b"],
}


def actual(leaf: Raw, row: Row, before: Row | None = None) -> str | None:
    """Return the figure that a leaf is said to have compared."""
    (condition,) = result(criteria_set(INDICATORS, [{"all": [leaf]}]), row, before).conditions
    return condition.actual


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        (16, 25, "64"),
        (14, 20, "70"),
        (7, 7, "100"),
        (0, 9, "0"),
        (30, 25, "120"),
        (1, 8, "12.5"),
        (1, 32, "3.125"),
        (1, 3, "33.3333"),
        (2, 3, "66.6667"),
        (1, 64, "1.5625"),
        (1, 128, "0.7813"),  # 0.78125: half up
        (1, 10**9, "0"),
        (500, 10**9, "0.0001"),  # 0.00005: half up
        (499, 10**9, "0"),
        (999_999_999, 10**9, "100"),  # 99.9999999
        (999_999_000, 10**9, "99.9999"),
        (10**9, 1, "100000000000"),
    ],
)
def test_a_share_is_shown_exactly_or_rounded_half_up(part: int, whole: int, expected: str) -> None:
    """A share is shown exactly where it ends within four decimals, else rounded half up to four."""
    assert actual({"share": ["a", "b"], "at_least": 0}, {"a": part, "b": whole}) == expected
    assert per_cent(part, whole) == expected


@pytest.mark.parametrize(
    ("indicator", "now", "before", "expected"),
    [
        ("a", 19, 20, "-5"),
        ("a", 21, 20, "5"),
        ("a", 20, 20, "0"),
        ("a", 0, 20, "-100"),
        ("a", 60, 20, "200"),
        ("a", 2, 3, "-33.3333"),
        ("a", 1, 3, "-66.6667"),
        ("a", 4, 3, "33.3333"),
        ("a", 127, 128, "-0.7813"),  # -0.78125, rounded by its size
        ("a", 10**9 - 1, 10**9, "0"),  # never "-0"
        ("a", 0, 0, "0"),
        ("a", 1, 0, None),
        ("a", 10**9, 0, None),
        ("x", "12.5", "26.3125", "-52.4941"),
        ("x", "0.0001", "0.0002", "-50"),
        ("x", "99999999.9999", "100000000", "0"),
        ("x", "0.0001", "0", None),
        ("x", "0", "0", "0"),
    ],
)
def test_a_change_is_shown_with_its_sign(indicator: str, now: Natural, before: Natural, expected: str | None) -> None:
    """A change is shown in per cent with its sign; from 0 to 0 it is 0, from 0 to more there is no figure."""
    assert actual({"change": indicator, "at_least": 0}, {indicator: now}, {indicator: before}) == expected


@pytest.mark.parametrize(
    ("leaf", "row", "expected"),
    [
        ({"count": "a", "at_least": 0}, {"a": 1_000_000_000}, "1000000000"),
        ({"count": "both", "at_least": 0}, {"a": 3, "b": 4}, "7"),
        ({"number": "x", "at_least": 0}, {"x": "98.5"}, "98.5"),
        ({"number": "x", "at_least": 0}, {"x": "100.0000"}, "100"),
        ({"number": "x", "at_least": 0}, {"x": "0.0001"}, "0.0001"),
        ({"flag": "f"}, {"f": True}, "có"),
        ({"flag": "f", "is": False}, {"f": True}, "có"),
        ({"flag": "f"}, {"f": False}, "không"),
        ({"document": "p"}, {"p": "2024-02-29"}, "2024-02-29"),
        ({"document": "p"}, {"p": "2019-01-02"}, "2019-01-02"),
        ({"document": "p"}, {"p": False}, "không"),
    ],
)
def test_a_figure_is_shown_as_entered(leaf: Raw, row: Row, expected: str) -> None:
    """A count, number, flag or document is shown as the value entered, met or not; a sum as its total."""
    assert actual(leaf, row) == expected


@pytest.mark.parametrize(
    ("leaf", "row"),
    [
        ({"count": "a", "at_least": 0}, {}),
        ({"count": "both", "at_least": 0}, {"a": 3}),
        ({"share": ["a", "b"], "at_least": 0}, {"a": 0, "b": 0}),
        ({"share": ["a", "b"], "at_least": 0}, {"a": 3}),
        ({"share": ["a", "b"], "at_least": 0}, {"b": 3}),
        ({"change": "a", "at_least": 0}, {"a": 3}),
        ({"flag": "f"}, {}),
        ({"document": "p"}, {}),
    ],
)
def test_what_is_unknown_has_no_figure(leaf: Raw, row: Row) -> None:
    """An unknown leaf shows no figure, even where one part of it is known."""
    assert actual(leaf, row) is None


def test_a_figure_that_breaks_its_rule_is_not_shown() -> None:
    """A figure above its limit is unknown, so it is not shown as if it had been compared."""
    indicators: Raw = {"a": {"kind": "count", "at_most": "b"}, "b": "count"}
    criteria = criteria_set(indicators, [{"all": [{"count": "a", "at_least": 0}]}])
    (leaf,) = result(criteria, {"a": 6, "b": 5}).conditions
    assert (leaf.verdict, leaf.actual, leaf.shortfall) == ("unknown", None, {})


def test_leaves_are_listed_depth_first_with_their_way() -> None:
    """The leaves of nested groups stand depth first, each with the way to it and its own condition."""
    group: Raw = {
        "at_least": 1,
        "of": [
            {"all": [{"flag": "f"}, {"any": [{"document": "p"}, {"count": "a", "at_least": 1}]}]},
            {"count": "b", "at_least": 2},
        ],
    }
    found = result(criteria_set(INDICATORS, [group]), {"f": True, "a": 0, "b": 1})
    assert [(leaf.path, leaf.verdict, leaf.actual, written(leaf.shortfall)) for leaf in found.conditions] == [
        ("of.0.all.0", "met", "có", {}),
        ("of.0.all.1.any.0", "unknown", None, {}),
        ("of.0.all.1.any.1", "unmet", "0", {"a": "1"}),
        ("of.1", "unmet", "1", {"b": "1"}),
    ]
    assert [leaf.leaf.indicators for leaf in found.conditions] == [("f",), ("p",), ("a",), ("b",)]
    assert (found.verdict, found.shortfall) == ("unknown", {})


def test_a_criterion_that_does_not_apply_lists_nothing() -> None:
    """A criterion that does not apply has neither leaves nor shortfall; the unit beside it has both."""
    criteria = criteria_set(INDICATORS, [{"all": [{"count": "a", "at_least": 5}]}])
    explanations = Explanations(scores_of(criteria, [{"a": 1}, {"a": 1}], not_applicable=[["TC01"], []]))
    exempt, judged = (explanations.criterion(unit, 0) for unit in (0, 1))
    assert (exempt.verdict, exempt.shortfall, exempt.conditions) == ("not_applicable", {}, ())
    assert (judged.verdict, written(judged.shortfall)) == ("unmet", {"a": "4"})
    assert [leaf.verdict for leaf in judged.conditions] == ["unmet"]


def test_each_unit_gets_its_own_explanation() -> None:
    """Of several units each gets its own figures and shortfalls, in whatever order they are asked for."""
    criteria = criteria_set(INDICATORS, [{"any": [{"count": "a", "at_least": 5}, {"number": "x", "at_least": 9}]}])
    rows: list[Row] = [{"a": 5, "x": 1}, {"a": 3, "x": 8}, {"a": 3, "x": "8.5"}, {"a": 0, "x": 0}]
    explanations = Explanations(scores_of(criteria, rows))
    lacking = {unit: written(explanations.of(unit)[0].shortfall) for unit in (3, 1, 0, 2)}
    assert lacking == {0: {}, 1: {"x": "1"}, 2: {"x": "0.5"}, 3: {"a": "5"}}
    assert [leaf.actual for leaf in explanations.of(2)[0].conditions] == ["3", "8.5"]


def test_a_column_of_figures() -> None:
    """The figures of a leaf over many units stand in the order asked for; unknown, or a change from 0, is None."""
    criteria = criteria_set(INDICATORS, [{"all": [{"change": "x", "at_least": 0}, {"document": "p"}]}])
    rows: list[Row] = [{"x": "1.5", "p": False}, {"x": 2}, {"x": "1.5", "p": "2024-02-29"}, {"p": "2024-02-29"}]
    before: list[Row] = [{"x": 1}, {"x": 0}, {"x": 1}, {"x": 1}]
    explanations = Explanations(scores_of(criteria, rows, before))
    assert explanations.actuals(0, [0, 1, 2, 3]) == ["50", None, "50", None]
    assert explanations.actuals(1, [3, 2, 1, 0]) == ["2024-02-29", "2024-02-29", None, "không"]
    assert explanations.actuals(1, []) == []


def test_a_column_of_shortfalls() -> None:
    """Over many units each shortfall is held once, the empty one first: of the met, the unknown and the incurable."""
    group: Raw = {"all": [{"share": ["a", "b"], "at_least": 50, "at_most": 60}, {"count": "a", "at_least": 2}]}
    rows: list[Row] = [{"a": 1, "b": 4}, {"a": 6, "b": 10}, {"a": 1, "b": 1}, {"b": 4}, {"a": 1, "b": 4}]
    explanations = Explanations(scores_of(criteria_set(INDICATORS, [group]), rows))
    lacks = explanations.leaf_shortfalls(0)
    assert [written(each) for each in lacks.distinct] == [{}, {"a": "1"}]
    assert lacks.which.tolist() == [1, 0, 0, 0, 1]  # of 1 there is no part between 50 and 60 per cent
    whole = explanations.shortfalls(0)
    assert [written(whole.of(unit)) for unit in range(5)] == [{"a": "1"}, {}, {}, {}, {"a": "1"}]
    assert whole.of(0) is whole.of(4)


def test_a_veto_is_explained_by_its_leaves() -> None:
    """The leaves of a veto carry verdicts and figures; the way to a bare one is empty."""
    vetoes = [
        {"id": "LT1", "title": "Loại trừ", "when": {"count": "a", "more_than": 0}},
        {"id": "LT2", "title": "Loại trừ", "when": {"all": [{"document": "p"}]}},
    ]
    explanations = Explanations(
        scores_of(criteria_set(INDICATORS, [{"all": [{"flag": "f"}]}], vetoes=vetoes), [{"a": 2, "p": False}])
    )
    found = [(leaf.path, leaf.verdict, leaf.actual) for index in (0, 1) for leaf in explanations.veto(0, index)]
    assert found == [("", "met", "2"), ("all.0", "unmet", "không")]


def test_the_whole_answer_of_a_unit() -> None:
    """One unit's whole answer has the shape of the JSON of ``score``: the example of the interface."""
    criteria = criteria_set(
        {"a": "count", "b": "count", "c": "count", "s": "count"},
        [{"all": [{"share": ["b", "a"], "at_least": 100}, {"share": ["c", "a"], "at_least": 70}]}],
        bands=[{"id": "full", "title": "Đạt cả", "criteria_met": 1}],
        vetoes=[{"id": "LT1", "title": "Loại trừ", "when": {"count": "s", "more_than": 0}}],
        recognition=[{"level": "commune", "title": "Cấp xã", "requires": {"band": "full"}}],
    )
    scores = scores_of(criteria, [{"a": 25, "b": 25, "c": 16, "s": 0}])
    assert answer_of(Explanations(scores), 0) == {
        "met": 0,
        "possible": 0,
        "of": 1,
        "band": "below",
        "possible_band": "below",
        "vetoes": [{"id": "LT1", "verdict": "unmet"}],
        "eligible": {"commune": "unmet"},
        "criteria": [
            {
                "id": "TC01",
                "verdict": "unmet",
                "shortfall": {"c": "2"},
                "conditions": [
                    {"path": "all.0", "verdict": "met", "actual": "100", "shortfall": {}},
                    {"path": "all.1", "verdict": "unmet", "actual": "64", "shortfall": {"c": "2"}},
                ],
            }
        ],
    }


def test_shortfalls_are_written_as_exact_decimals() -> None:
    """JSON carries exact decimals as text: a sign where it is below zero, no exponent, no idle zeros."""
    shortfall = {"a": Decimal(-10), "x": Decimal("0.0001"), "b": Decimal("1E+9"), "y": Decimal("-10.5000")}
    assert written(shortfall) == {"a": "-10", "x": "0.0001", "b": "1000000000", "y": "-10.5"}
