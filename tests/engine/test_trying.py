"""Examples over several units: what they must come to, in exact figures, and what is said when it is unknown."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from engine.checking import check
from engine.criteria import CriteriaSet
from engine.examples import Result
from engine.trying import Together, asked_for, figures_hold
from engine.wording.examples import example_sentence, result_sentence
from engine.wording.faults import line
from tests.builders import Raw, criteria_set

INDICATORS: dict[str, Any] = {
    "a": "count", "b": "count", "both": ["a", "b"], "money": "number", "told": "flag", "plan": "document",
    "part": {"kind": "count", "at_most": "a"},
}  # fmt: skip
CRITERIA: list[Raw] = [{"all": [{"count": "a", "at_least": 2}, {"share": ["b", "a"], "at_least": 50}]}]
ROWS: list[Raw] = [
    {"units": 3, "district": "A", "given": {"a": 2, "b": 1, "money": 0.5, "told": True, "plan": "2024-02-01"},
     "before": {"a": 1, "b": 1}},
    {"units": 2, "district": "B", "given": {"a": 4, "b": 1, "told": False, "plan": "không"},
     "before": {"a": 4, "b": 4}},
    {"district": "B", "given": {"a": 2, "b": 2, "part": 3}},
    {"units": 4, "given": {"a": 5, "b": 5}},
]  # fmt: skip


def the_set(rows: list[Raw], gives: list[Raw]) -> CriteriaSet:
    """Make a set with one example over several units."""
    return criteria_set(INDICATORS, CRITERIA, examples=[{"title": "Thử", "rows": rows, "gives": gives}])


def gives(asked: Raw, rows: list[Raw] = ROWS) -> tuple[Decimal | None, Decimal | None]:
    """Return what is computed for one result: the figure, and by how much it is more than before."""
    criteria = the_set(rows, [{**asked, "is": 0}])
    return Together.of(criteria, criteria.examples[0]).gives(criteria.examples[0].gives[0])


@pytest.mark.parametrize(
    ("asked", "value", "more"),
    [
        ({"sum": "a"}, "36", "25"),  # 3·2 + 2·4 + 2 + 4·5, and 3·1 + 2·4 before
        ({"sum": "both"}, "63", "41"),
        ({"sum": "money"}, "1.5", None),
        ({"sum": "told"}, "3", None),  # of a flag: how many units say so
        ({"sum": "plan"}, "3", None),  # of a document: how many have issued it; «không» is none
        ({"sum": "part"}, None, None),  # a figure that breaks its own rule is none, and a sum of none is not zero
        ({"share": ["b", "a"]}, "75", "-25"),  # 27 of 36, and 11 of 11 before
        ({"met": "TC01"}, "8", "6"),  # not the two of district B; before, those two alone
        ({"districts": "TC01"}, "2", "1"),  # rows without a district are in none
    ],
)
def test_what_several_units_come_to(asked: Raw, value: str | None, more: str | None) -> None:
    """Sums, shares of sums, units and districts, each row as often as it stands for units."""
    assert gives(asked) == (value and Decimal(value), more and Decimal(more))


def test_a_share_of_nothing_is_unknown() -> None:
    """Without a total there is no share, and so no difference: never zero."""
    assert gives({"share": ["b", "a"]}, [{"given": {"b": 1}}]) == (None, None)
    text = result_sentence(
        the_set(ROWS, [{"sum": "a", "is": 36}]), Result.model_validate({"share": ["b", "a"], "is": 1})
    )
    assert text == "Tỷ lệ chỉ tiêu trên chỉ tiêu: 1 %."


@pytest.mark.parametrize(
    ("asked", "named", "said"),
    [
        ({"sum": "a", "is": 36, "more": 25}, "sum a", "Chỉ tiêu: 36 cái, nhiều hơn kỳ trước 25."),
        ({"sum": "told", "is": 3}, "sum told", "Số đơn vị có: chỉ tiêu: 3."),
        ({"share": ["b", "a"], "is": Decimal("64.6565")}, "share [b, a]", "Tỷ lệ chỉ tiêu trên chỉ tiêu: 64,6565 %."),
        ({"met": "TC01", "is": 1000}, "met TC01", "Số đơn vị đạt TC01: 1.000."),
        ({"districts": "TC01", "is": 4, "more": 2}, "districts TC01",
         "Số huyện có đơn vị đạt TC01: 4, nhiều hơn kỳ trước 2."),
    ],
)  # fmt: skip
def test_a_result_is_said(asked: Raw, named: str, said: str) -> None:
    """As the file names it for a fault, and as a sentence for the page."""
    asked_of = Result.model_validate(asked)
    assert asked_for(asked_of) == named
    assert result_sentence(the_set(ROWS, [{"sum": "a", "is": 36}]), asked_of) == said


def test_sums_and_compared_figures_of_an_example() -> None:
    """They hold only as the score has them: 33.3333, not 33.33; a sum with a part missing is unknown, never less."""
    example = {"given": {"a": 3, "b": 1}, "verdict": "unmet", "derived": {"both": 4}, "actual": {"all.1": "33.3333"}}
    held = []
    for change in ({}, {"actual": {"all.1": "33.33"}}, {"derived": {"both": 3}}, {"given": {"a": 3}, "actual": {}}):
        criteria = criteria_set(INDICATORS, [{**CRITERIA[0], "examples": [{**example, **change}]}])
        held.append(figures_hold(criteria, criteria.criteria[0], criteria.criteria[0].examples[0]))
        assert example_sentence(criteria, criteria.criteria[0].examples[0]).endswith(
            f"; máy cộng chỉ tiêu: {change.get('derived', {'both': 4})['both']} cái."
        )

    assert held == [True, False, False, False]


FILE = """set: thu
title: "Bộ thử"
effective_from: 2024-01-01
status: draft
wording: reconstructed
applies_to: [xã]
not_applicable_counts_as: met
indicators:
  a: {label: "Số tổ", kind: count, unit: tổ}
  told: {label: "Đã đăng ký", kind: flag}
criteria:
  - id: TC01
    title: "Tiêu chí"
    basis: "Căn cứ"
    all: [{count: a, at_least: 1}, {flag: told}]
    examples: [{given: {a: 1, told: true}, verdict: met}]
examples:
  - title: "Cả tỉnh"
    rows: [{given: {%s: 1}}]
    gives: [{%s, is: 1}]
"""


@pytest.mark.parametrize(
    ("given", "asked", "code"),
    [
        ("a", "sum: a", None),
        ("b", "sum: a", "UNKNOWN_INDICATOR"),
        ("a", "sum: b", "UNKNOWN_INDICATOR"),
        ("told", "sum: a", "EXAMPLE_VALUE"),
        ("a", "share: [told, a]", "KIND_MISMATCH"),
        ("a", "met: TC02", "UNKNOWN_CRITERION"),
        ("a", "districts: TC02", "UNKNOWN_CRITERION"),
        ("a", "sum: a, more: 0", "EXAMPLE_TOGETHER"),
    ],
)
def test_what_such_an_example_names_is_judged(given: str, asked: str, code: str | None) -> None:
    """Indicators, values and criteria of an example over several units are checked with their place."""
    told = [line(fault, "").split(" ")[1] for fault in check(FILE % (given, asked)).faults]
    assert told == ([] if code is None else [code])
