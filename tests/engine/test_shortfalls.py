from __future__ import annotations

from decimal import Decimal

import pytest

from engine.criteria import CriteriaSet
from engine.explaining import Explanations, written
from engine.rules import VERDICTS
from engine.shortfalls import cures_of_criterion, cures_of_leaf, judged
from tests.builders import Raw, Row, criteria_set, lacks, result, scores_of

INDICATORS: Raw = {
    "a": "count",
    "b": "count",
    "c": "count",
    "x": "number",
    "f": "flag",
    "g": "flag",
    "p": "document",
    "both": ["a", "b"],
    "twice": ["both", "a"],
}


def set_of(group: Raw) -> CriteriaSet:
    """A set of one criterion."""
    return criteria_set(INDICATORS, [group if {"all", "any", "of"} & group.keys() else {"all": [group]}])


def lack(group: Raw, row: Row, before: Row | None = None) -> dict[str, str]:
    """Return what an unmet criterion (or leaf) lacks; it must be unmet."""
    criteria = set_of(group)
    assert result(criteria, row, before).verdict == "unmet"
    return lacks(criteria, row, before)


# --------------------------------------------------------------------------------------------------- leaves


@pytest.mark.parametrize(
    ("leaf", "row", "expected"),
    [
        ({"share": ["a", "b"], "at_least": 70}, {"a": 16, "b": 25}, {"a": "2"}),
        ({"share": ["a", "b"], "at_least": 80}, {"a": 16, "b": 25}, {"a": "4"}),
        ({"share": ["a", "b"], "at_least": 100}, {"a": 0, "b": 25}, {"a": "25"}),
        ({"share": ["a", "b"], "more_than": 70}, {"a": 14, "b": 20}, {"a": "1"}),
        ({"share": ["a", "b"], "at_most": 10}, {"a": 5, "b": 25}, {"a": "-3"}),
        ({"share": ["a", "b"], "less_than": 20}, {"a": 5, "b": 25}, {"a": "-1"}),
        ({"share": ["a", "b"], "at_least": 40, "at_most": 60}, {"a": 1, "b": 10}, {"a": "3"}),
        ({"share": ["a", "b"], "at_least": 40, "at_most": 60}, {"a": 9, "b": 10}, {"a": "-3"}),
        ({"share": ["a", "b"], "equals": 50}, {"a": 9, "b": 10}, {"a": "-4"}),
        ({"share": ["a", "b"], "at_least": 104}, {"a": 20, "b": 25}, {"a": "6"}),
        ({"share": ["a", "b"], "at_least": Decimal("99.9999")}, {"a": 0, "b": 10**9}, {"a": "999999000"}),
        ({"share": ["a", "b"], "more_than": Decimal("33.3333")}, {"a": 0, "b": 10**9}, {"a": "333333001"}),
        ({"count": "a", "at_most": 2}, {"a": 12}, {"a": "-10"}),
        ({"count": "a", "less_than": 2}, {"a": 12}, {"a": "-11"}),
        ({"count": "a", "at_least": 3}, {"a": 0}, {"a": "3"}),
        ({"count": "a", "more_than": 3}, {"a": 0}, {"a": "4"}),
        ({"count": "a", "equals": 3}, {"a": 5}, {"a": "-2"}),
        ({"count": "a", "equals": 0}, {"a": 5}, {"a": "-5"}),
        ({"count": "a", "at_least": 2.5}, {"a": 0}, {"a": "3"}),
        ({"count": "a", "at_most": 2.5}, {"a": 9}, {"a": "-7"}),
        ({"count": "a", "at_least": 3, "at_most": 5}, {"a": 9}, {"a": "-4"}),
        ({"count": "a", "more_than": 3, "less_than": 5}, {"a": 0}, {"a": "4"}),
        ({"count": "a", "at_least": 10**9}, {"a": 1}, {"a": "999999999"}),
        ({"number": "x", "at_least": 5}, {"x": "4.9999"}, {"x": "0.0001"}),
        ({"number": "x", "more_than": 5}, {"x": "5"}, {"x": "0.0001"}),
        ({"number": "x", "less_than": 2}, {"x": "12.5"}, {"x": "-10.5001"}),
        ({"number": "x", "at_most": Decimal("2.25")}, {"x": "100000000"}, {"x": "-99999997.75"}),
        ({"number": "x", "equals": Decimal("22.53")}, {"x": "30"}, {"x": "-7.47"}),
        ({"flag": "f"}, {"f": False}, {"f": "1"}),
        ({"flag": "f", "is": False}, {"f": True}, {"f": "1"}),
        ({"document": "p"}, {"p": False}, {"p": "1"}),
        ({"document": "p", "issued_by": "03-31"}, {"p": "2024-04-01"}, {"p": "1"}),
    ],
)
def test_a_leaf_lacks_the_least_signed_change(leaf: Raw, row: Row, expected: dict[str, str]) -> None:
    """An unmet leaf lacks the least change of its entered value that meets it, with its sign."""
    assert lack(leaf, row) == expected


@pytest.mark.parametrize(
    ("leaf", "now", "before", "expected"),
    [
        ({"change": "a", "at_most": -5}, 20, 20, "-1"),
        ({"change": "a", "at_most": -5}, 25, 19, "-7"),
        ({"change": "a", "less_than": -5}, 20, 20, "-2"),
        ({"change": "a", "at_least": 50}, 20, 20, "10"),
        ({"change": "a", "more_than": 50}, 20, 20, "11"),
        ({"change": "a", "equals": 10}, 20, 20, "2"),
        ({"change": "a", "at_least": -10, "at_most": 10}, 30, 20, "-8"),
        ({"change": "a", "at_least": -10, "at_most": 10}, 0, 20, "18"),
        ({"change": "a", "at_most": -100}, 7, 20, "-7"),
        ({"change": "x", "at_most": -5}, "20", "20", "-1"),
        ({"change": "x", "less_than": 0}, "20", "20", "-0.0001"),
        ({"change": "x", "at_least": Decimal("33.3333")}, "0", "75000000", "99999975"),
        ({"change": "x", "at_least": Decimal("999.9999")}, "0", "9000000", "98999991"),
    ],
)
def test_a_change_lacks_a_change_of_the_value_now(leaf: Raw, now: str, before: str, expected: str) -> None:
    """An unmet change lacks the least change of the value of this period."""
    key = leaf["change"]
    assert lack(leaf, {key: now}, {key: before}) == {key: expected}


@pytest.mark.parametrize(
    ("bound", "now", "expected"),
    [
        ({"at_most": 0}, 7, {"a": "-7"}),
        ({"at_most": 500}, 7, {"a": "-7"}),
        ({"equals": 0}, 7, {"a": "-7"}),
        ({"less_than": 1}, 7, {"a": "-7"}),
        ({"at_least": 50}, 0, {"a": "1"}),
        ({"more_than": 0}, 0, {"a": "1"}),
        ({"more_than": 10**12}, 0, {"a": "1"}),
        ({"at_most": -5}, 7, {}),
        ({"at_most": -5}, 0, {}),
        ({"less_than": 0}, 7, {}),
        ({"equals": 5}, 7, {}),
        ({"at_least": 5, "at_most": 10}, 0, {}),
        ({"at_least": 5, "at_most": 10}, 7, {}),
    ],
)
def test_a_change_from_zero_is_cured_by_zero_or_by_anything_more(
    bound: Raw, now: int, expected: dict[str, str]
) -> None:
    """From zero before, only no change (0) or one step (above every bound) can help."""
    assert lack({"change": "a"} | bound, {"a": now}, {"a": 0}) == expected


@pytest.mark.parametrize(
    ("leaf", "row"),
    [
        ({"count": "a", "at_most": -1}, {"a": 3}),
        ({"count": "a", "less_than": 0}, {"a": 0}),
        ({"count": "a", "equals": 2.5}, {"a": 3}),
        ({"count": "a", "more_than": 3, "less_than": 4}, {"a": 9}),
        ({"count": "a", "at_least": 5, "at_most": 4}, {"a": 0}),
        ({"number": "x", "less_than": 0}, {"x": 0}),
        ({"number": "x", "more_than": Decimal("0.0001"), "less_than": Decimal("0.0002")}, {"x": 5}),
        ({"share": ["a", "b"], "equals": Decimal("41.22")}, {"a": 3, "b": 7}),
        ({"share": ["a", "b"], "less_than": 0}, {"a": 3, "b": 7}),
        ({"share": ["a", "b"], "more_than": 30, "less_than": 33}, {"a": 0, "b": 3}),
        ({"share": ["a", "a"], "at_most": 99}, {"a": 3}),
        ({"share": ["a", "a"], "at_least": 101}, {"a": 3}),
    ],
)
def test_what_no_change_can_meet_is_incurable(leaf: Raw, row: Row) -> None:
    """A leaf that no value of its indicator meets is incurable: nothing is lacking that could be got."""
    assert lack(leaf, row) == {}


@pytest.mark.parametrize(
    ("leaf", "row", "exact"),
    [
        ({"count": "a", "at_least": 10**18}, {"a": 3}, {"a": "999999999999999997"}),
        ({"number": "x", "at_least": 10**13}, {"x": "0.0003"}, {"x": "9999999999999.9997"}),
        ({"share": ["a", "b"], "at_least": 10**12}, {"a": 3, "b": 10**9}, {"a": "9999999999999999997"}),
        ({"change": "x", "at_least": Decimal("999.9999")}, {"x": 1}, {"x": "1099999899"}),
    ],
)
def test_a_bound_beyond_all_figures_is_incurable_or_exact(leaf: Raw, row: Row, exact: dict[str, str]) -> None:
    """A bound that no figure can reach is incurable or lacks the exact change, never a rounded one."""
    assert lack(leaf, row, {"x": 10**8}) in ({}, exact)


@pytest.mark.parametrize(
    ("leaf", "row", "expected"),
    [
        # a / (a + b): to be 80 % beside 5 others takes 20
        ({"share": ["a", "both"], "at_least": 80}, {"a": 5, "b": 5}, {"a": "15"}),
        ({"share": ["a", "both"], "more_than": 80}, {"a": 5, "b": 5}, {"a": "16"}),
        ({"share": ["a", "both"], "at_most": 20}, {"a": 5, "b": 5}, {"a": "-4"}),
        ({"share": ["a", "both"], "equals": 75}, {"a": 5, "b": 5}, {"a": "10"}),
        ({"share": ["a", "both"], "at_least": Decimal("99.9999")}, {"a": 0, "b": 1}, {"a": "999999"}),
        ({"share": ["a", "both"], "at_least": 100}, {"a": 5, "b": 5}, {}),
        ({"share": ["a", "both"], "at_least": 100, "at_most": 200}, {"a": 5, "b": 5}, {}),
        ({"share": ["a", "both"], "less_than": 100}, {"a": 5, "b": 0}, {}),
        ({"share": ["a", "both"], "at_most": 0}, {"a": 5, "b": 5}, {"a": "-5"}),
        # a / (2a + b): never reaches 50 %, and is 40 % at a = 2b
        ({"share": ["a", "twice"], "at_least": 40}, {"a": 0, "b": 5}, {"a": "10"}),
        ({"share": ["a", "twice"], "at_least": 50}, {"a": 5, "b": 5}, {}),
        # v / (v + a) with a as it is: 60 % of the total from v = 7 down, 13 below 20
        ({"share": ["both", "twice"], "at_most": 60}, {"a": 5, "b": 15}, {"both": "-13"}),
    ],
)
def test_a_total_that_holds_its_part_moves_with_it(leaf: Raw, row: Row, expected: dict[str, str]) -> None:
    """A share of a derived sum that holds its first indicator counts the change above and below the line."""
    assert lack(leaf, row) == expected


def test_nothing_is_lacking_where_nothing_is_unmet() -> None:
    """A leaf that is met (14 of 20 at 70 %) or unknown lacks nothing."""
    criteria = set_of({"share": ["a", "b"], "at_least": 70})
    assert result(criteria, {"a": 14, "b": 20}).verdict == "met"
    assert lacks(criteria, {"a": 14, "b": 20}) == {}
    assert lacks(criteria, {"a": 14}) == lacks(criteria, {"a": 14, "b": 0}) == {}


def test_other_rules_of_consistency_are_left_aside() -> None:
    """A shortfall may ask for more than another indicator allows now."""
    indicators: Raw = {"a": {"kind": "count", "at_most": "c"}, "b": "count", "c": "count"}
    criteria = criteria_set(indicators, [{"all": [{"share": ["a", "b"], "at_least": 120}]}])
    assert lacks(criteria, {"a": 3, "b": 25, "c": 3}) == {"a": "27"}


# ------------------------------------------------------------------------------------ a part far beyond reach


@pytest.mark.parametrize(
    ("whole", "fall", "curable"),
    [
        (1, 8, True),
        (1, 9, False),
        (5, 24, True),
        (5, 25, False),
        (10**6, 4 * 10**6 + 4, True),
        (10**6, 4 * 10**6 + 5, False),
    ],
)
def test_a_part_far_above_its_total_is_incurable(whole: int, fall: int, curable: bool) -> None:  # noqa: FBT001 -- a row of the table
    """A part that would have to fall by more than 4·(total + 1) is a wrong figure (SHARE_REACH)."""
    part = whole + fall
    assert lack({"share": ["a", "b"], "at_most": 100}, {"a": part, "b": whole}) == (
        {"a": str(-fall)} if curable else {}
    )


def test_a_part_may_rise_however_far() -> None:
    """SHARE_REACH bounds a fall alone: at 1,000 % a part of 1 rises to 10."""
    assert lack({"share": ["a", "b"], "at_least": 1000}, {"a": 0, "b": 1}) == {"a": "10"}
    assert lack({"share": ["a", "b"], "at_least": 100_000}, {"a": 0, "b": 1}) == {"a": "1000"}


# --------------------------------------------------------------------------------------------------- groups

THREE_MORE: Raw = {"count": "a", "at_least": 3}
TWO_MORE: Raw = {"count": "b", "at_least": 2}
NEVER: Raw = {"count": "c", "less_than": 0}


@pytest.mark.parametrize(
    ("group", "row", "expected"),
    [
        ({"all": [THREE_MORE, TWO_MORE]}, {"a": 0, "b": 0}, {"a": "3", "b": "2"}),
        ({"all": [THREE_MORE, TWO_MORE]}, {"a": 0, "b": 2}, {"a": "3"}),
        ({"all": [THREE_MORE, TWO_MORE]}, {"a": 0}, {"a": "3"}),
        ({"all": [THREE_MORE, NEVER]}, {"a": 0, "c": 0}, {}),
        ({"all": [THREE_MORE, NEVER]}, {"a": 0}, {"a": "3"}),
        ({"any": [THREE_MORE, TWO_MORE]}, {"a": 0, "b": 0}, {"b": "2"}),
        ({"any": [THREE_MORE, TWO_MORE]}, {"a": 1, "b": 0}, {"a": "2"}),
        ({"any": [TWO_MORE, THREE_MORE]}, {"a": 1, "b": 0}, {"b": "2"}),
        ({"any": [THREE_MORE, NEVER]}, {"a": 0, "c": 0}, {"a": "3"}),
        ({"any": [NEVER, {"count": "c", "equals": 2.5}]}, {"c": 0}, {}),
        (
            {"at_least": 2, "of": [THREE_MORE, TWO_MORE, {"flag": "f"}]},
            {"a": 0, "b": 0, "f": False},
            {"b": "2", "f": "1"},
        ),
        (
            {"at_least": 2, "of": [THREE_MORE, TWO_MORE, {"flag": "f"}]},
            {"a": 3, "b": 0, "f": False},
            {"f": "1"},
        ),
        (
            {"at_least": 2, "of": [THREE_MORE, TWO_MORE, NEVER]},
            {"a": 0, "b": 0, "c": 0},
            {"a": "3", "b": "2"},
        ),
        ({"at_least": 3, "of": [THREE_MORE, TWO_MORE, NEVER]}, {"a": 0, "b": 0, "c": 0}, {}),
        # two of three asked, one unknown: the one that is curable is taken, though it alone is not enough
        ({"at_least": 2, "of": [THREE_MORE, NEVER, {"flag": "f"}]}, {"a": 0, "c": 0}, {"a": "3"}),
        ({"at_least": 3, "of": [THREE_MORE, NEVER, {"flag": "f"}]}, {"a": 0, "c": 0}, {}),
        # as many options as are curable, where fewer than n - met are
        (
            {"at_least": 3, "of": [THREE_MORE, NEVER, {"flag": "f"}, {"flag": "g"}]},
            {"a": 0, "c": 0},
            {"a": "3"},
        ),
    ],
)
def test_a_group_takes_the_cheapest_that_are_still_needed(group: Raw, row: Row, expected: dict[str, str]) -> None:
    """``all`` takes every unmet part, ``any`` and ``at_least n`` the n - met cheapest that are curable."""
    assert lack(group, row) == expected


@pytest.mark.parametrize(
    ("group", "row", "expected"),
    [
        # a number's size is counted in its unit of measure: 0.5 is less than 1, 1.5 more
        ({"any": [{"flag": "f"}, {"number": "x", "at_least": 5}]}, {"f": False, "x": "4.5"}, {"x": "0.5"}),
        ({"any": [{"flag": "f"}, {"number": "x", "at_least": 5}]}, {"f": False, "x": "3.5"}, {"f": "1"}),
        # the sign says nothing about the size
        ({"any": [THREE_MORE, {"count": "b", "at_most": 1}]}, {"a": 1, "b": 3}, {"a": "2"}),
        ({"any": [THREE_MORE, {"count": "b", "at_most": 1}]}, {"a": 0, "b": 3}, {"b": "-2"}),
        # a nested group is ranked by the sum of its own sizes: 2 + 1 against 3, the first on a tie
        (
            {"any": [{"all": [TWO_MORE, {"flag": "f"}]}, THREE_MORE]},
            {"a": 0, "b": 0, "f": False},
            {"b": "2", "f": "1"},
        ),
        ({"any": [THREE_MORE, {"all": [TWO_MORE, {"flag": "f"}]}]}, {"a": 0, "b": 0, "f": False}, {"a": "3"}),
        ({"any": [{"all": [TWO_MORE, {"flag": "f"}]}, THREE_MORE]}, {"a": 1, "b": 0, "f": False}, {"a": "2"}),
        # a nested group that is incurable is no option
        ({"any": [{"all": [{"flag": "f"}, NEVER]}, THREE_MORE]}, {"a": 0, "c": 0, "f": False}, {"a": "3"}),
        # a nested group that is unknown is left alone
        (
            {"at_least": 2, "of": [{"any": [{"flag": "f"}, {"flag": "g"}]}, THREE_MORE, NEVER]},
            {"a": 0, "c": 0, "f": False},
            {"a": "3"},
        ),
    ],
)
def test_options_are_ranked_by_their_own_sizes(group: Raw, row: Row, expected: dict[str, str]) -> None:
    """Each option is ranked by the sum of sizes of its changes, in units of measure; the first on a tie."""
    assert lack(group, row) == expected


@pytest.mark.parametrize(
    ("group", "row", "expected"),
    [
        ({"all": [{"count": "a", "at_least": 3}, {"count": "a", "at_least": 5}]}, {"a": 1}, {"a": "4"}),
        ({"all": [{"count": "a", "at_least": 5}, {"count": "a", "at_least": 3}]}, {"a": 1}, {"a": "4"}),
        (
            {"all": [{"count": "a", "at_least": 3}, {"share": ["a", "b"], "at_least": 70}]},
            {"a": 1, "b": 20},
            {"a": "13"},
        ),
        # opposite changes of one size: the first
        ({"all": [{"count": "a", "at_least": 7}, {"count": "a", "at_most": 3}]}, {"a": 5}, {"a": "2"}),
        ({"all": [{"count": "a", "at_most": 3}, {"count": "a", "at_least": 7}]}, {"a": 5}, {"a": "-2"}),
        ({"all": [{"count": "a", "at_least": 7}, {"count": "a", "at_most": 2}]}, {"a": 5}, {"a": "-3"}),
        # ranked on its own: the second option costs 4 although the first part asks for the same 4
        (
            {"all": [{"count": "a", "at_least": 5}, {"any": [{"count": "a", "at_least": 5}, {"flag": "f"}]}]},
            {"a": 1, "f": False},
            {"a": "4", "f": "1"},
        ),
        # within a chosen group the larger stands before the outer parts are merged
        (
            {"all": [{"all": [{"count": "a", "at_least": 4}, {"flag": "f"}]}, {"count": "a", "at_least": 6}]},
            {"a": 1, "f": False},
            {"a": "5", "f": "1"},
        ),
        ({"all": [{"flag": "f"}, {"flag": "f"}]}, {"f": False}, {"f": "1"}),
        (
            {"all": [{"flag": "f"}, {"any": [{"flag": "g"}, {"flag": "f"}]}]},
            {"f": False, "g": False},
            {"f": "1", "g": "1"},
        ),
    ],
)
def test_two_parts_that_ask_for_one_indicator_give_the_larger(group: Raw, row: Row, expected: dict[str, str]) -> None:
    """Two parts that ask for the same indicator give the change of larger size, the first on a tie."""
    assert lack(group, row) == expected


# -------------------------------------------------------------------------------------------------- columns


def test_cures_are_columns_over_the_unmet_units() -> None:
    """Only unmet units are looked at; changes are whole steps, and none for a unit that has no cure."""
    criteria = set_of(
        {
            "all": [
                {"number": "x", "at_least": 5},
                {"count": "a", "at_least": 2},
                {"share": ["b", "c"], "equals": 50},
            ]
        }
    )
    rows: list[Row] = [
        {"x": 6, "a": 2, "b": 1, "c": 2},
        {"x": "4.5", "a": 0, "b": 1, "c": 2},
        {"x": 4, "a": 0, "b": 1, "c": 3},
        {"x": 4},
        {},
    ]
    scores = scores_of(criteria, rows)
    units, cures = cures_of_criterion(scores, 0)
    assert units.tolist() == [1, 2, 3]
    assert cures.curable.tolist() == [True, False, True]
    assert {key: change.tolist() for key, change in cures.changes.items()} == {
        "x": [5000, 0, 10_000],
        "a": [2, 0, 0],
        "b": [0, 0, 0],
    }
    assert cures.sizes(criteria).tolist() == [25_000, 0, 10_000]
    units, cures = cures_of_leaf(scores, 2)
    assert (units.tolist(), cures.curable.tolist(), cures.changes["b"].tolist()) == ([2], [False], [0])


@pytest.mark.parametrize("row", [{"a": 3, "f": True}, {"a": 1, "f": False}, {"a": 1}, {"f": True, "c": 0}, {}])
def test_one_criterion_is_judged_apart_as_among_others(row: Row) -> None:
    """The short way that examples go gives the verdict and the shortfall of the long one."""
    criteria = set_of({"all": [THREE_MORE, {"any": [{"flag": "f"}, NEVER]}]})
    scores = scores_of(criteria, [row])
    code, lacking = judged(scores.rules, scores.leaves, scores.figures)
    found = result(criteria, row)
    assert VERDICTS[code] == found.verdict
    assert {key: str(int(change[0])) for key, change in lacking.items() if change[0]} == written(found.shortfall)


def test_the_vetoes_have_leaves_of_their_own() -> None:
    """The leaves of a second criterion and of a veto are cured by their own rows."""
    veto = {"id": "LT1", "title": "Loại trừ", "when": {"any": [{"count": "b", "at_least": 9}]}}
    criteria = criteria_set(INDICATORS, [{"all": [{"flag": "f"}]}, {"any": [THREE_MORE, TWO_MORE]}], vetoes=[veto])
    row: Row = {"f": True, "a": 1, "b": 1}
    assert lacks(criteria, row) == {}
    assert lacks(criteria, row, index=1) == {"b": "1"}
    (leaf,) = Explanations(scores_of(criteria, [row])).veto(0, 0)
    assert (leaf.path, leaf.verdict, written(leaf.shortfall)) == ("any.0", "unmet", {"b": "8"})
