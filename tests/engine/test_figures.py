from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import permutations

import numpy as np
import pytest

from engine.figures import Column, Figures, Inconsistency, as_entered, column, documents, entered, in_units
from engine.indicators import Indicator
from tests.builders import Raw, Row, criteria_set, figures_of

ANYTHING: Raw = {"all": [{"flag": "f"}]}
CHAIN: Raw = {
    "f": "flag",
    "a": "count",
    "b": {"kind": "count", "at_most": "a"},
    "c": {"kind": "count", "at_most": "b"},
}
SUMS: Raw = {"f": "flag", "total": ["a", "b"], "a": "count", "b": "count", "more": ["total", "a"]}
COUNT = Indicator.model_validate({"label": "Số", "kind": "count", "unit": "cái"})
NUMBER = Indicator.model_validate({"label": "Số", "kind": "number", "unit": "cái"})
FLAG = Indicator.model_validate({"label": "Cờ", "kind": "flag"})
DOCUMENT = Indicator.model_validate({"label": "Văn bản", "kind": "document"})


def held(indicators: Raw, rows: Sequence[Row], key: str) -> list[float | None]:
    """Return the column of an indicator once sums are filled in and rules kept; None for missing."""
    return listed(figures_of(criteria_set(indicators, [ANYTHING]), rows).column(key))


def listed(values: Column) -> list[float | None]:
    """Return a column as a list, None for missing."""
    return [None if np.isnan(value) else float(value) for value in values]


# ----------------------------------------------------------------------------------------------------- sums


def test_a_sum_is_unknown_while_any_part_is() -> None:
    """A derived sum adds its parts up, those of its parts too, and is missing while any of them is."""
    rows: list[Row] = [{"a": 20, "b": 5}, {"a": 20}, {"b": 5}, {}, {"a": 0, "b": 0}]
    assert held(SUMS, rows, "total") == [25, None, None, None, 0]
    assert held(SUMS, rows, "more") == [45, None, None, None, 0]


def test_a_sum_is_derived_never_entered() -> None:
    """A column given for a derived sum is not read: the sum of the parts stands."""
    criteria = criteria_set(SUMS, [ANYTHING])
    given = {"a": np.array([1.0]), "b": np.array([2.0]), "total": np.array([99.0])}
    assert listed(Figures.of(criteria, "2024", given).column("total")) == [3]
    del given["b"]
    assert listed(Figures.of(criteria, "2024", given).column("total")) == [None]


def test_large_sums_stay_exact() -> None:
    """Three counts of a thousand million less one add up without rounding."""
    row: Row = {"a": 10**9 - 1, "b": 10**9}
    assert held(SUMS, [row], "more") == [2_999_999_998]


# ---------------------------------------------------------------------------------------------- consistency


def test_a_figure_above_its_limit_counts_as_missing() -> None:
    """A figure at its limit stands, one step above it is missing; beside an unknown limit it stands."""
    rows: list[Row] = [{"a": 5, "b": 5}, {"a": 5, "b": 6}, {"b": 6}, {"a": 5}]
    assert held(CHAIN, rows, "b") == [5, None, 6, None]
    assert held(CHAIN, rows, "a") == [5, 5, None, 5]


def test_a_limit_is_taken_as_entered() -> None:
    """A limit that breaks a rule is still the limit, as entered: 4 <= 6 stands, 6 <= 5 does not."""
    rows: list[Row] = [{"a": 5, "b": 6, "c": 4}, {"a": 5, "b": 6, "c": 7}, {"a": 5, "b": 4, "c": 5}]
    assert held(CHAIN, rows, "b") == [None, None, 4]
    assert held(CHAIN, rows, "c") == [4, None, None]


def test_a_limit_may_be_a_sum() -> None:
    """A figure is held against a derived sum of what was entered, and stands while that sum is unknown."""
    indicators: Raw = SUMS | {"n": {"kind": "count", "at_most": "total"}}
    rows: list[Row] = [{"a": 2, "b": 3, "n": 5}, {"a": 2, "b": 3, "n": 6}, {"a": 2, "n": 6}]
    assert held(indicators, rows, "n") == [5, None, 6]


def test_a_sum_over_a_broken_part_is_missing() -> None:
    """A part that breaks its rule is unknown, so the sum is; as a limit the sum is still what was entered."""
    indicators: Raw = CHAIN | {"both": ["a", "b"], "n": {"kind": "count", "at_most": "both"}}
    rows: list[Row] = [{"a": 5, "b": 6, "n": 11}, {"a": 5, "b": 6, "n": 12}, {"a": 5, "b": 5, "n": 10}]
    assert held(indicators, rows, "both") == [None, None, 10]
    assert held(indicators, rows, "n") == [11, None, 10]


def test_a_sum_may_break_a_rule_of_its_own() -> None:
    """A derived sum above its own limit is missing; its parts stand."""
    indicators: Raw = {
        "f": "flag",
        "a": "count",
        "b": "count",
        "m": "count",
        "s": {"sum": ["a", "b"], "at_most": "m"},
    }
    rows: list[Row] = [{"a": 1, "b": 2, "m": 3}, {"a": 1, "b": 2, "m": 2}, {"a": 1, "b": 2}]
    assert held(indicators, rows, "s") == [3, None, 3]
    assert held(indicators, rows, "a") == [1, 1, 1]


@pytest.mark.parametrize("order", list(permutations(["s", "over"])))
def test_a_sum_over_a_broken_sum_is_missing_in_any_order_of_the_file(order: tuple[str, ...]) -> None:
    """A sum over a sum that breaks its own rule is unknown, wherever the two stand in the file."""
    sums: Raw = {"s": {"sum": ["a", "b"], "at_most": "m"}, "over": ["s", "a"]}
    indicators: Raw = {"f": "flag", "a": "count", "b": "count", "m": "count"} | {key: sums[key] for key in order}
    rows: list[Row] = [{"a": 1, "b": 2, "m": 2}, {"a": 1, "b": 2, "m": 3}]
    assert held(indicators, rows, "s") == [None, 3]
    assert held(indicators, rows, "over") == [None, 4]


@pytest.mark.parametrize(
    ("value_kind", "limit_kind", "value", "limit", "stands"),
    [
        ("number", "count", "5", 5, True),
        ("number", "count", "5.0001", 5, False),
        ("count", "number", 5, "5", True),
        ("count", "number", 5, "4.9999", False),
        ("number", "number", "99999999.9999", "99999999.9999", True),
        ("number", "number", "100000000", "99999999.9999", False),
        ("count", "number", 10**8, "100000000", True),
    ],
)
def test_limits_of_another_kind_are_compared_in_one_measure(
    value_kind: str,
    limit_kind: str,
    value: int,
    limit: int,
    stands: bool,  # noqa: FBT001 -- likewise
) -> None:
    """A count and a number are compared exactly, to the last of four places, whichever is the limit."""
    indicators: Raw = {"f": "flag", "limit": limit_kind, "value": {"kind": value_kind, "at_most": "limit"}}
    assert (held(indicators, [{"value": value, "limit": limit}], "value") != [None]) is stands


def test_what_breaks_a_rule_is_listed_by_unit() -> None:
    """Each broken rule is reported with its unit, both indicators and both figures as entered; a sum too."""
    indicators: Raw = CHAIN | {
        "x": {"kind": "number", "at_most": "a"},
        "s": {"sum": ["a", "b"], "at_most": "c"},
    }
    criteria = criteria_set(indicators, [ANYTHING])
    rows: list[Row] = [{"a": 5, "b": 5, "c": 5}, {"a": 5}, {"a": 5, "b": 6, "c": 11, "x": "5.25"}]
    assert figures_of(criteria, rows).inconsistencies(criteria) == [
        Inconsistency(0, "s", "c", Decimal(10), Decimal(5)),
        Inconsistency(2, "b", "a", Decimal(6), Decimal(5)),
        Inconsistency(2, "c", "b", Decimal(11), Decimal(6)),
        Inconsistency(2, "x", "a", Decimal("5.25"), Decimal(5)),
    ]


def test_the_period_before_obeys_the_rules_too() -> None:
    """A figure of the period before that breaks its rule is missing there, and not listed for this one."""
    criteria = criteria_set(CHAIN, [ANYTHING])
    figures = figures_of(criteria, [{"a": 5, "b": 5}], [{"a": 5, "b": 6}])
    assert listed(figures.column_before("b")) == [None]
    assert listed(figures.column_before("a")) == [5]
    assert figures.inconsistencies(criteria) == []


# -------------------------------------------------------------------------------------------------- columns


def test_a_column_left_out_is_all_missing() -> None:
    """An indicator without a column is missing for every unit, now and before."""
    figures = Figures.of(criteria_set(CHAIN, [ANYTHING]), "2024", {"a": np.array([1.0, 2.0])})
    assert listed(figures.column("b")) == listed(figures.column_before("a")) == [None, None]


def test_columns_are_of_one_length() -> None:
    """Columns of different lengths are refused, also between the two periods."""
    criteria = criteria_set(CHAIN, [ANYTHING])
    two, three = np.zeros(2), np.zeros(3)
    with pytest.raises(ValueError, match=r"\[2, 3\]"):
        Figures.of(criteria, "2024", {"a": two, "b": three})
    with pytest.raises(ValueError, match=r"\[2, 3\]"):
        Figures.of(criteria, "2024", {"a": two}, {"a": three})


@pytest.mark.parametrize("period", ["", "24", "20244", "2o24", "\uff12\uff10\uff12\uff14", "2024-01"])
def test_a_period_is_a_year(period: str) -> None:
    """A period that is not four digits is refused."""
    with pytest.raises(ValueError, match=f"^{period}$"):
        Figures.of(criteria_set(CHAIN, [ANYTHING]), period, {})


@pytest.mark.parametrize(
    ("starts_on", "first_day", "last_day"),
    [
        ("01-01", date(2024, 1, 1), date(2024, 12, 31)),
        ("11-16", date(2023, 11, 16), date(2024, 11, 15)),
        ("03-01", date(2023, 3, 1), date(2024, 2, 29)),
        ("12-31", date(2023, 12, 31), date(2024, 12, 30)),
    ],
)
def test_a_period_has_its_days(starts_on: str, first_day: date, last_day: date) -> None:
    """The period 2024 ends within 2024, on the day before the next one starts, 29 February included."""
    criteria = criteria_set(CHAIN, [ANYTHING], period={"starts_on": starts_on})
    figures = Figures.of(criteria, "2024", {})
    assert (figures.first_day, figures.last_day) == (first_day, last_day)
    assert {criteria.period.containing(day) for day in (first_day, last_day)} == {"2024"}


def test_a_part_is_cut_from_every_column() -> None:
    """A part of the units holds their figures of both periods, their exemptions and their faults."""
    criteria = criteria_set(CHAIN, [ANYTHING])
    rows: list[Row] = [{"a": unit, "b": 3} for unit in range(6)]
    figures = figures_of(criteria, rows, rows[::-1], [["TC01"] if unit == 4 else [] for unit in range(6)])
    part = figures.part(2, 5)
    assert part.size == 3
    assert listed(part.column("a")) == [2, 3, 4]
    assert listed(part.column_before("a")) == [3, 2, 1]
    assert listed(part.column("b")) == [None, 3, 3]
    assert listed(part.missing) == [None] * 3
    assert part.not_applicable["TC01"].tolist() == [False, False, True]
    assert part.inconsistencies(criteria) == [Inconsistency(0, "b", "a", Decimal(3), Decimal(2))]
    assert (part.period, part.first_day, part.last_day) == (
        figures.period,
        figures.first_day,
        figures.last_day,
    )
    assert figures.part(4, 99).size == 2


def test_natural_values_become_whole_steps() -> None:
    """A number is held in steps of 0.0001, the nearest to the binary value given; the rest as they are."""
    assert listed(column(NUMBER, [0.1, 2.675, 99_999_999.9999, None, 1e8])) == [
        1000,
        26750,
        999_999_999_999,
        None,
        10**12,
    ]
    assert listed(column(COUNT, [0, 10**9, None, float("nan")])) == [0, 10**9, None, None]
    assert listed(column(FLAG, [1, 0, None])) == [1, 0, None]
    assert listed(column(NUMBER, np.array([12.3456, np.nan]))) == [123_456, None]


def test_days_become_ordinals() -> None:
    """A document is held as the ordinal of its day, 0 for «không», missing for None."""
    day = date(2024, 3, 31)
    assert listed(documents([day, False, None, date(1, 1, 1)])) == [day.toordinal(), 0, None, 1]


@pytest.mark.parametrize(
    ("indicator", "steps", "text"),
    [
        (COUNT, 0, "0"),
        (COUNT, 10**9, "1000000000"),
        (NUMBER, 0, "0"),
        (NUMBER, 1, "0.0001"),
        (NUMBER, 985_000, "98.5"),
        (NUMBER, 10_000, "1"),
        (NUMBER, 1_000_000, "100"),
        (NUMBER, 999_999_999_999, "99999999.9999"),
        (FLAG, 1, "có"),
        (FLAG, 0, "không"),
        (DOCUMENT, date(2024, 3, 31).toordinal(), "2024-03-31"),
        (DOCUMENT, 0, "không"),
        (COUNT, np.nan, None),
        (DOCUMENT, np.nan, None),
    ],
)
def test_figures_are_written_as_entered(indicator: Indicator, steps: float, text: str | None) -> None:
    """A figure is written as a plain decimal, «có», «không» or an ISO day; None when missing."""
    assert as_entered(indicator, steps) == text


def test_steps_are_read_back_exactly() -> None:
    """Steps of 0.0001 come back as the exact decimal, below zero too."""
    assert in_units(NUMBER, -105_001) == Decimal("-10.5001")
    assert in_units(COUNT, -10) == Decimal(-10)


@pytest.mark.parametrize(
    ("indicator", "raw", "steps"),
    [
        (COUNT, 0, 0),
        (COUNT, 10**9, 10**9),
        (COUNT, Decimal("5.0"), 5),
        (COUNT, 10**9 + 1, None),
        (COUNT, -1, None),
        (COUNT, Decimal("2.5"), None),
        (COUNT, "5", None),
        (COUNT, True, None),
        (NUMBER, Decimal("98.5"), 985_000),
        (NUMBER, Decimal("0.0001"), 1),
        (NUMBER, 10**8, 10**12),
        (NUMBER, Decimal("100000000.0001"), None),
        (NUMBER, Decimal("0.00005"), None),
        (NUMBER, "98,5", None),
        (FLAG, True, 1),
        (FLAG, False, 0),
        (FLAG, "có", 1),
        (FLAG, "không", 0),
        (FLAG, "no", None),
        (FLAG, 1, None),
        (DOCUMENT, "2024-03-31", date(2024, 3, 31).toordinal()),
        (DOCUMENT, date(2024, 3, 31), date(2024, 3, 31).toordinal()),
        (DOCUMENT, "không", 0),
        (DOCUMENT, "1900-01-01", date(1900, 1, 1).toordinal()),
        (DOCUMENT, "2199-12-31", date(2199, 12, 31).toordinal()),
        (DOCUMENT, "1899-12-31", None),
        (DOCUMENT, "2200-01-01", None),
        (DOCUMENT, "2024-02-30", None),
        (DOCUMENT, "31/03/2024", None),
        (DOCUMENT, "20240331", None),
        (DOCUMENT, 20240331, None),
        (DOCUMENT, "2024-W13-7", None),
        (DOCUMENT, False, None),
    ],
)
def test_a_value_of_a_criteria_file_is_read_strictly(indicator: Indicator, raw: object, steps: float | None) -> None:
    """A value in an example is a possible figure of its kind, a day written YYYY-MM-DD, or none at all."""
    assert entered(indicator, raw) == steps
