from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from decimal import Decimal
from itertools import product

import numpy as np
import pytest
from pydantic import ValidationError

from engine import rules
from engine.rules import MET, UNKNOWN, UNMET, VERDICTS, Ratio, at_least
from engine.scoring import Rules
from tests.builders import Natural, Raw, Row, criteria_set, scores_of, verdicts_of

AROUND = {
    "at_least": ["unmet", "met", "met"],
    "more_than": ["unmet", "unmet", "met"],
    "at_most": ["met", "met", "unmet"],
    "less_than": ["met", "unmet", "unmet"],
    "equals": ["unmet", "met", "unmet"],
}
"""The verdicts one step below a bound, at it, and one step above."""
TEN = [f"t{number}" for number in range(10)]
"""Ten counts whose sum can pass 2³³, so that a share of it needs Python's whole numbers."""
INDICATORS: Raw = {
    "a": "count",
    "b": "count",
    "x": "number",
    "f": "flag",
    "p": "document",
    "ten": TEN,
    **dict.fromkeys(TEN, "count"),
}
FLOAT, INT64, PYTHON = np.float64, np.int64, object


def judged(leaf: Raw, rows: Sequence[Row], before: Sequence[Row] | None = None) -> list[str]:
    """Judge units by one leaf."""
    return verdicts_of(criteria_set(INDICATORS, [{"all": [leaf]}]), rows, before)


def lane(leaf: Raw) -> type:
    """Tell in what numbers the engine computes a ratio."""
    (test,) = Rules.of(criteria_set(INDICATORS, [{"all": [leaf]}])).tests
    assert isinstance(test, Ratio)
    return test.sides[0].dtype


def ten(total: int) -> Row:
    """Split a total of up to 10¹⁰ over the ten counts."""
    return {key: min(10**9, max(0, total - 10**9 * place)) for place, key in enumerate(TEN)}


# ---------------------------------------------------------------------------------------------- boundaries


@pytest.mark.parametrize("key", AROUND)
@pytest.mark.parametrize(
    ("subject", "bound", "values"),
    [
        ("count", 5, [4, 5, 6]),
        ("count", 1, [0, 1, 2]),
        ("count", 999_999_999, [999_999_998, 999_999_999, 10**9]),
        ("number", Decimal("12.3456"), ["12.3455", "12.3456", "12.3457"]),
        ("number", Decimal("0.3"), ["0.2999", "0.3", "0.3001"]),
        ("number", Decimal("99999999.9999"), ["99999999.9998", "99999999.9999", "100000000"]),
    ],
)
def test_a_figure_is_compared_exactly(key: str, subject: str, bound: Decimal, values: list[Natural]) -> None:
    """A figure one step below its bound, at it and one step above gets the verdicts of that bound."""
    indicator = {"count": "a", "number": "x"}[subject]
    assert judged({subject: indicator, key: bound}, [{indicator: value} for value in values]) == AROUND[key]


@pytest.mark.parametrize("key", AROUND)
@pytest.mark.parametrize(
    ("bound", "part", "whole", "numbers"),
    [
        (70, 14, 20, FLOAT),
        (70, 21, 30, FLOAT),
        (100, 7, 7, FLOAT),
        (0.1, 1, 1000, FLOAT),
        (Decimal("99.9999"), 999_999_000, 10**9, FLOAT),
        (Decimal("33.3333"), 333_333_000, 10**9, FLOAT),
        (Decimal("0.0001"), 1000, 10**9, FLOAT),
        (Decimal("99999.9999"), 999_999_999, 10**6, INT64),
    ],
)
def test_a_share_is_compared_exactly(key: str, bound: Decimal, part: int, whole: int, numbers: type) -> None:
    """A share one whole part below its bound, at it and one above gets the verdicts of that bound."""
    leaf = {"share": ["a", "b"], key: bound}
    assert judged(leaf, [{"a": part + step, "b": whole} for step in (-1, 0, 1)]) == AROUND[key]
    assert lane(leaf) is numbers


def beside(p: int, q: int, most: int, off: int) -> tuple[int, int]:
    """Return x and the largest y up to ``most`` for which p·x - q·y is ``off``: as near to a bound as can be."""
    y = -off * pow(q, -1, p) % p
    y += (most - y) // p * p
    return (q * y + off) // p, y


@pytest.mark.parametrize("key", AROUND)
@pytest.mark.parametrize(
    ("bound", "q", "most", "numbers"),
    [
        (Decimal("999.9999"), 9_999_999, 10**9, INT64),
        (Decimal("999999.9999"), 9_999_999_999, 10**6, PYTHON),
    ],
)
def test_a_share_a_hair_beside_its_bound(key: str, bound: Decimal, q: int, most: int, numbers: type) -> None:
    """A share whose products, about 10¹⁶, differ by one from those of its bound is on its own side of it."""
    leaf = {"share": ["ten", "b"], key: bound}
    pairs = [beside(10**6, q, most, off) for off in (-1, 0, 1)]
    assert judged(leaf, [{**ten(part), "b": whole} for part, whole in pairs]) == AROUND[key]
    assert lane(leaf) is numbers


@pytest.mark.parametrize("key", AROUND)
@pytest.mark.parametrize(
    ("bound", "q", "most", "numbers"),
    [
        (Decimal("-0.0001"), 999_999, 10**12, INT64),
        (Decimal("33.3333"), 1_333_333, 7 * 10**11, INT64),
        (Decimal("999.9999"), 10_999_999, 9 * 10**10, PYTHON),
    ],
)
def test_a_change_a_hair_beside_its_bound(key: str, bound: Decimal, q: int, most: int, numbers: type) -> None:
    """A change whose products, about 10¹⁸, differ by one from those of its bound is on its own side of it."""
    leaf = {"change": "x", key: bound}
    pairs = [beside(10**6, q, most, off) for off in (-1, 0, 1)]
    now, before = ([{"x": Decimal(pair[side]) / 10_000} for pair in pairs] for side in (0, 1))
    assert judged(leaf, now, before) == AROUND[key]
    assert lane(leaf) is numbers


@pytest.mark.parametrize("bound", [33.3333, Decimal("999.9999"), Decimal("999999.9999")])
def test_a_missing_figure_is_unknown_in_any_numbers(bound: Decimal) -> None:
    """A missing part or total is unknown in int64 and in Python's numbers as well as in floats."""
    rows: list[Row] = [{"b": 5}, ten(10), {}, {**ten(0), "b": 5}, {**ten(10**10), "b": 1}]
    assert judged({"share": ["ten", "b"], "at_least": bound}, rows) == ["unknown"] * 3 + ["unmet", "met"]


def test_products_beyond_sixty_three_bits_do_not_wrap() -> None:
    """1,000 % is below 999,999.9999 % also where the bound's product with the total, 10¹⁹, is past int64."""
    rows = [{**ten(10**10), "b": 10**9}]
    assert judged({"share": ["ten", "b"], "at_least": Decimal("999999.9999")}, rows) == ["unmet"]
    assert judged({"share": ["ten", "b"], "at_most": Decimal("999999.9999")}, rows) == ["met"]


@pytest.mark.parametrize("key", AROUND)
def test_a_share_of_a_large_sum_is_compared_exactly(key: str) -> None:
    """A share whose products pass 2⁶³ is compared in Python's whole numbers, exact to one part in 10¹⁰."""
    leaf = {"share": ["ten", "b"], key: Decimal("999999.9999")}
    rows = [{**ten(9_999_999_999 + step), "b": 10**6} for step in (-1, 0, 1)]
    assert judged(leaf, rows) == AROUND[key]
    assert lane(leaf) is PYTHON


@pytest.mark.parametrize("key", AROUND)
def test_a_share_that_no_whole_part_hits_is_split_exactly(key: str) -> None:
    """33.3333 % of 999,999,999 lies between two whole parts: one is below the bound, one above."""
    leaf = {"share": ["a", "b"], key: Decimal("33.3333")}
    rows: list[Row] = [{"a": part, "b": 999_999_999} for part in (333_332_999, 333_333_000)]
    assert judged(leaf, rows) == [AROUND[key][0], AROUND[key][2]]


@pytest.mark.parametrize("key", AROUND)
@pytest.mark.parametrize(
    ("indicator", "bound", "values", "before", "numbers"),
    [
        ("a", -5, [18, 19, 20], 20, FLOAT),
        ("a", 0, [19, 20, 21], 20, FLOAT),
        ("a", 50, [29, 30, 31], 20, FLOAT),
        ("a", Decimal("-0.0001"), [999_998_999, 999_999_000, 999_999_001], 10**9, FLOAT),
        ("x", Decimal("-0.0001"), ["99999899.9999", "99999900", "99999900.0001"], "100000000", INT64),
        ("x", Decimal("33.3333"), ["99999974.9999", "99999975", "99999975.0001"], "75000000", INT64),
        ("x", Decimal("999.9999"), ["98999990.9999", "98999991", "98999991.0001"], "9000000", PYTHON),
    ],
)
def test_a_change_is_compared_exactly(
    key: str, indicator: str, bound: Decimal, values: list[Natural], before: Natural, numbers: type
) -> None:
    """A change one step below its bound, at it and one step above gets the verdicts of that bound."""
    leaf = {"change": indicator, key: bound}
    rows: list[Row] = [{indicator: value} for value in values]
    assert judged(leaf, rows, [{indicator: before}] * 3) == AROUND[key]
    assert lane(leaf) is numbers


@pytest.mark.parametrize(
    ("bound", "expected"),
    [
        ({"at_least": 2.5}, ["unmet", "met"]),
        ({"more_than": 2.5}, ["unmet", "met"]),
        ({"at_most": 2.5}, ["met", "unmet"]),
        ({"less_than": 2.5}, ["met", "unmet"]),
        ({"equals": 2.5}, ["unmet", "unmet"]),
        ({"at_least": -3}, ["met", "met"]),
        ({"less_than": 0}, ["unmet", "unmet"]),
        ({"at_least": 10**20}, ["unmet", "unmet"]),
        ({"at_most": 10**20}, ["met", "met"]),
    ],
)
@pytest.mark.parametrize("leaf", [{"count": "a"}, {"share": ["a", "b"]}, {"change": "a"}])
def test_a_bound_need_not_be_a_possible_figure(leaf: Raw, bound: Raw, expected: list[str]) -> None:
    """A bound between two figures, below nought or beyond all figures is compared as it is written."""
    rows: list[Row] = [{"a": 2, "b": 100}, {"a": 3, "b": 100}]
    before: list[Row] = [{"a": 2}, {"a": 2}]
    if "change" in leaf:  # 0 % and 50 % are on the sides of 2.5 % where 2 and 3 are
        assert judged(leaf | bound, rows, before) == expected
    else:
        assert judged(leaf | bound, rows) == expected


@pytest.mark.parametrize("bound", [10**24, -(10**29), Decimal("123456789012345678901234567890.5")])
def test_a_bound_of_many_digits_is_compared_or_refused(bound: Decimal) -> None:
    """A bound of thirty digits, as a file can hold, is compared or refused as a fault; it never crashes."""
    with suppress(ValidationError):
        assert judged({"count": "a", "at_least": bound}, [{"a": 2}]) == ["unmet" if bound > 0 else "met"]


@pytest.mark.parametrize(
    ("bounds", "expected"),
    [
        ({"at_least": 2, "at_most": 4}, ["unmet", "met", "met", "met", "unmet"]),
        ({"more_than": 2, "less_than": 4}, ["unmet", "unmet", "met", "unmet", "unmet"]),
        ({"at_least": 2, "less_than": 4}, ["unmet", "met", "met", "unmet", "unmet"]),
        ({"more_than": 2, "at_least": 4}, ["unmet", "unmet", "unmet", "met", "met"]),
        ({"at_most": 3, "less_than": 3}, ["met", "met", "unmet", "unmet", "unmet"]),
    ],
)
@pytest.mark.parametrize("leaf", [{"count": "a"}, {"share": ["a", "b"]}, {"change": "a"}, {"number": "x"}])
def test_of_two_bounds_both_hold(leaf: Raw, bounds: Raw, expected: list[str]) -> None:
    """Of two bounds both must hold, in every form; here for 1 to 5, or 1 % to 5 %."""
    rows: list[Row] = [{"a": value, "b": 100, "x": value} for value in range(1, 6)]
    if "change" in leaf:
        rows = [{"a": 100 + value} for value in range(1, 6)]
    assert judged(leaf | bounds, rows, [{"a": 100}] * 5) == expected


# -------------------------------------------------------------------------------------------- zero, missing


@pytest.mark.parametrize("key", AROUND)
def test_a_share_of_nothing_is_unknown(key: str) -> None:
    """A share over a zero total is unknown, whatever its part; so is one with a missing part or total."""
    rows: list[Row] = [{"a": 0, "b": 0}, {"a": 3, "b": 0}, {"a": 3}, {"b": 3}, {"b": 0}, {}]
    assert judged({"share": ["a", "b"], key: 0}, rows) == ["unknown"] * 6


def test_a_share_of_nothing_can_be_allowed_for() -> None:
    """The zero case that the format tells to write makes a criterion met where the total is zero."""
    group = {"any": [{"share": ["a", "b"], "at_least": 70}, {"count": "b", "equals": 0}]}
    rows: list[Row] = [{"a": 0, "b": 0}, {"a": 6, "b": 10}, {"a": 7, "b": 10}, {"b": 10}]
    assert verdicts_of(criteria_set(INDICATORS, [group]), rows) == ["met", "unmet", "met", "unknown"]


@pytest.mark.parametrize("indicator", ["a", "x"])
@pytest.mark.parametrize(
    ("bound", "zero_to_zero", "zero_to_more"),
    [
        ({"at_least": 0}, "met", "met"),
        ({"at_least": 0.0001}, "unmet", "met"),
        ({"at_least": 10**12}, "unmet", "met"),
        ({"more_than": 0}, "unmet", "met"),
        ({"more_than": -0.0001}, "met", "met"),
        ({"at_most": 0}, "met", "unmet"),
        ({"at_most": -0.0001}, "unmet", "unmet"),
        ({"at_most": 10**12}, "met", "unmet"),
        ({"less_than": 0}, "unmet", "unmet"),
        ({"less_than": 0.0001}, "met", "unmet"),
        ({"equals": 0}, "met", "unmet"),
        ({"equals": 5}, "unmet", "unmet"),
        ({"at_least": -5, "at_most": 5}, "met", "unmet"),
        ({"more_than": 0, "less_than": 5}, "unmet", "unmet"),
        ({"at_least": 1, "more_than": 2}, "unmet", "met"),
    ],
)
def test_a_change_from_zero(indicator: str, bound: Raw, zero_to_zero: str, zero_to_more: str) -> None:
    """From 0 to 0 the change is 0; from 0 to anything more, be it one step, it is above every bound."""
    rows: list[Row] = [{indicator: 0}, {indicator: 1}, {indicator: 10**8}]
    assert judged({"change": indicator} | bound, rows, [{indicator: 0}] * 3) == [
        zero_to_zero,
        zero_to_more,
        zero_to_more,
    ]


def test_a_change_needs_both_periods() -> None:
    """A change is unknown without the figure now, without the one before, and without any period before."""
    leaf = {"change": "a", "at_most": -100}
    rows: list[Row] = [{"a": 0}, {}, {"a": 0}, {"a": 1}]
    assert judged(leaf, rows, [{}, {"a": 4}, {"a": 4}, {"a": 4}]) == ["unknown", "unknown", "met", "unmet"]
    assert judged(leaf, rows) == ["unknown"] * 4


@pytest.mark.parametrize(
    "leaf",
    [
        {"count": "a", "at_least": 0},
        {"number": "x", "at_least": 0},
        {"flag": "f"},
        {"flag": "f", "is": False},
        {"document": "p"},
        {"document": "p", "any_time": True},
        {"count": "ten", "at_least": 0},
    ],
)
def test_a_missing_figure_is_unknown(leaf: Raw) -> None:
    """A figure that is missing is neither zero nor «không», even where any figure would do."""
    assert judged(leaf, [{}]) == ["unknown"]


def test_flags() -> None:
    """A flag is met by yes, with ``is: false`` by no."""
    rows: list[Row] = [{"f": True}, {"f": False}]
    assert judged({"flag": "f"}, rows) == ["met", "unmet"]
    assert judged({"flag": "f", "is": True}, rows) == ["met", "unmet"]
    assert judged({"flag": "f", "is": False}, rows) == ["unmet", "met"]


# ------------------------------------------------------------------------------------------------ documents

YEAR_FROM_NOVEMBER = ["2022-11-16", "2023-11-15", "2023-11-16", "2023-12-31", "2024-01-01", "2024-03-31"]
YEAR_FROM_NOVEMBER += ["2024-04-01", "2024-11-15", "2024-11-16"]


@pytest.mark.parametrize(
    ("more", "first_met", "last_met"),
    [
        ({}, "2023-11-16", "2024-11-15"),
        ({"issued_by": "12-31"}, "2023-11-16", "2023-12-31"),
        ({"issued_by": "03-31"}, "2023-11-16", "2024-03-31"),
        ({"issued_by": "11-15"}, "2023-11-16", "2024-11-15"),
        ({"issued_by": "11-16"}, "2023-11-16", "2023-11-16"),
        ({"any_time": True}, "2022-11-16", "2024-11-15"),
        ({"any_time": True, "issued_by": "12-31"}, "2022-11-16", "2023-12-31"),
        ({"any_time": False, "issued_by": "03-31"}, "2023-11-16", "2024-03-31"),
    ],
)
def test_a_document_in_a_period_from_november(more: Raw, first_met: str, last_met: str) -> None:
    """In the period 2024 from 16/11/2023, «12-31» is 31/12/2023; ``any_time`` only adds earlier days."""
    criteria = criteria_set(INDICATORS, [{"all": [{"document": "p"} | more]}], period={"starts_on": "11-16"})
    rows: list[Row] = [{"p": day} for day in YEAR_FROM_NOVEMBER]
    expected = ["met" if first_met <= day <= last_met else "unmet" for day in YEAR_FROM_NOVEMBER]
    assert verdicts_of(criteria, rows) == expected


@pytest.mark.parametrize(
    ("more", "days"),
    [
        ({}, {"2023-12-31": "unmet", "2024-01-01": "met", "2024-12-31": "met", "2025-01-01": "unmet"}),
        ({"issued_by": "02-28"}, {"2024-01-01": "met", "2024-02-28": "met", "2024-02-29": "unmet"}),
        ({"issued_by": "01-01"}, {"2023-12-31": "unmet", "2024-01-01": "met", "2024-01-02": "unmet"}),
        ({"any_time": True}, {"0001-01-01": "met", "2023-12-31": "met", "2025-01-01": "unmet"}),
        (
            {"any_time": True, "issued_by": "12-31"},
            {"1945-09-02": "met", "2024-12-31": "met", "2025-01-01": "unmet"},
        ),
    ],
)
def test_a_document_in_a_calendar_year(more: Raw, days: dict[str, str]) -> None:
    """In a calendar year a document counts from 1 January to its day or to 31 December, both included."""
    assert judged({"document": "p"} | more, [{"p": day} for day in days]) == list(days.values())


@pytest.mark.parametrize("more", [{}, {"issued_by": "03-31"}, {"any_time": True}])
def test_no_document_is_a_sure_answer(more: Raw) -> None:
    """«Không» is unmet, never unknown, also where any time would do."""
    assert judged({"document": "p"} | more, [{"p": False}]) == ["unmet"]


# -------------------------------------------------------------------------------------------------- groups


@pytest.mark.parametrize("size", [1, 2, 3, 4])
def test_at_least_n_is_what_all_completions_agree_on(size: int) -> None:
    """``at_least n`` is met or unmet when every way to fill in the unknown parts says so, else unknown."""
    combinations = list(product((UNMET, UNKNOWN, MET), repeat=size))
    codes = np.array(combinations, np.uint8).T
    for needed in range(1, size + 1):
        for found, parts in zip(at_least(codes, needed), combinations, strict=True):
            ways = product(*([UNMET, MET] if part == UNKNOWN else [part] for part in parts))
            outcomes = {way.count(MET) >= needed for way in ways}
            expected = UNKNOWN if len(outcomes) == 2 else MET if outcomes == {True} else UNMET
            assert found == expected, (parts, needed)


def test_groups_nest() -> None:
    """A group inside a group is one part of it, whatever it holds."""
    criteria = criteria_set(
        {"f": "flag", "g": "flag", "p": "document", "a": "count"},
        [
            {
                "any": [
                    {"all": [{"flag": "f"}, {"flag": "g"}]},
                    {"at_least": 1, "of": [{"document": "p"}, {"count": "a", "at_least": 2}]},
                ]
            }
        ],
    )
    rows: list[Row] = [
        {"f": True, "g": True},
        {"f": True, "g": False, "p": False, "a": 1},
        {"f": True, "g": False, "p": False, "a": 2},
        {"f": True, "p": False, "a": 1},
        {"f": False, "p": False, "a": 1},
        {"f": False, "p": False},
    ]
    assert verdicts_of(criteria, rows) == ["met", "unmet", "met", "unknown", "unmet", "unknown"]


def test_the_leaves_are_in_hand_a_few_rows_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """The verdicts of leaves are the same however many rows of margins are in hand at a time."""
    criteria = criteria_set(INDICATORS, [{"all": [{"count": "a", "at_least": bound} for bound in range(7)]}])
    rows: list[Row] = [{"a": value} for value in (0, 3, 6, None)]
    expected = [[MET if bound <= value else UNMET for value in (0, 3, 6)] + [UNKNOWN] for bound in range(7)]
    for in_hand in (1, 8, 12, 16_384):
        monkeypatch.setattr(rules, "IN_HAND", in_hand)
        assert scores_of(criteria, rows).leaves.tolist() == expected


def test_codes_name_verdicts() -> None:
    """The four codes of an array are read in the order unmet, unknown, met, not applicable."""
    assert [str(verdict) for verdict in VERDICTS] == ["unmet", "unknown", "met", "not_applicable"]
    assert rules.Verdict.of(MET) is rules.Verdict.MET
