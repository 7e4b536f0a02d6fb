"""Which units come first: an ordering that a set carries as data, by the one combinator of verdicts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.checking import check
from engine.criteria import CriteriaSet
from engine.impact.rules import changes
from engine.ordering import first_of, ordered
from engine.wording.changes import change_sentence
from engine.wording.faults import line
from engine.wording.reading_aloud import ORDER, annex
from tests.builders import Raw, Row, criteria_set, scores_of

RULES: list[Raw] = [
    {"title": "Xã sắp về đích", "when": {"flag": "soon"}},
    {"title": "Xã còn yếu", "when": {"any": [{"count": "weak", "more_than": 2}, {"flag": "asked"}]}},
]
UNITS = {"soon": "flag", "asked": "flag", "weak": "count"}


def the_set(rules: list[Raw]) -> CriteriaSet:
    """Make a set with these rules of who comes first."""
    return criteria_set(UNITS, [{"all": [{"flag": "soon"}]}], first=rules)


def order(rows: list[Row], rules: list[Raw] = RULES) -> list[int]:
    """Put rows in order."""
    places: list[int] = ordered(first_of(scores_of(the_set(rules), rows))).tolist()
    return places


def test_met_then_unknown_then_unmet() -> None:
    """A unit for which the rule is met comes first, one of which it is unknown between, the others after."""
    assert order([{"soon": False}, {}, {"soon": True}], RULES[:1]) == [2, 1, 0]


def test_the_next_rule_decides_among_equals_and_then_the_given_order() -> None:
    """Three near the goal and a fourth not: the weak and the asked of the three first, then by their given order."""
    rows: list[Row] = [
        {"soon": True, "weak": 0, "asked": False},
        {"soon": False, "weak": 9, "asked": True},
        {"soon": True, "weak": 3},
        {"soon": True, "weak": 1},
        {"soon": True, "asked": True},
        {"soon": True, "weak": 1, "asked": False},
    ]
    assert order(rows) == [2, 4, 3, 0, 5, 1]


def test_without_a_rule_nothing_moves() -> None:
    """A set without rules leaves units as they are given."""
    assert order([{"soon": False}, {"soon": True}], []) == [0, 1]


@given(st.lists(st.tuples(*[st.sampled_from([True, False, None])] * 2, st.sampled_from([0, 3, None])), max_size=6))
def test_an_order_loses_nobody_and_follows_the_rules(rows: list[tuple[bool | None, bool | None, int | None]]) -> None:
    """Every unit stands once, and verdicts fall along the order, rule by rule."""
    scores = scores_of(the_set(RULES), [dict(zip(("soon", "asked", "weak"), row, strict=True)) for row in rows])
    judged = first_of(scores)
    places = ordered(judged).tolist()
    ranks = [tuple(-int(code) for code in judged[:, place]) for place in places]

    assert sorted(places) == list(range(len(rows)))
    assert ranks == sorted(ranks)


def test_the_score_is_the_same_with_and_without_an_order() -> None:
    """Rules of order are no tests of the score: its leaves, criteria and vetoes stay as they are."""
    rows: list[Row] = [{"soon": True, "weak": 3}, {}]
    plain, with_order = (scores_of(the_set(rules), rows) for rules in ([], RULES))

    assert (plain.leaves == with_order.leaves).all()
    assert plain.rules.groups == with_order.rules.groups


def test_a_rule_is_checked_as_a_veto_is() -> None:
    """An unknown indicator, an unfit kind and an empty group are told with their place."""
    text = """set: thu
title: "Bộ thử"
effective_from: 2024-01-01
status: draft
wording: reconstructed
applies_to: [xã]
not_applicable_counts_as: met
indicators: {soon: {label: "Sắp về đích", kind: flag}}
criteria:
  - id: TC01
    title: "Tiêu chí"
    basis: "Căn cứ"
    all: [{flag: soon}]
    examples: [{given: {soon: true}, verdict: met}]
first:
  - {title: "Một", when: {flag: son}}
  - {title: "Hai", when: {count: soon, at_least: 1}}
  - {title: "Số hộ có tôn giáo", when: {flag: soon}}
"""
    told = [line(fault, "") for fault in check(text).faults]

    assert [each.split(" lỗi: ")[0] for each in told] == [
        ":16:33: UNKNOWN_INDICATOR", ":17:34: KIND_MISMATCH", ":18:13: PERSONAL_DATA",
    ]  # fmt: skip


def test_it_is_read_aloud() -> None:
    """The annex has a section of its own, which says that the order moves no score."""
    lines = [f"{each.number} {each.text}".strip() for each in annex(the_set(RULES)).lines]
    start = lines.index("III. THỨ TỰ LÀM TRƯỚC")

    assert lines[start + 1 : start + 7] == [
        ORDER,
        "1. Xã sắp về đích",
        "Xếp trước khi: chỉ tiêu: có.",
        "2. Xã còn yếu",
        "Xếp trước khi có ít nhất 1 trong 2 điều kiện sau:",
        "a) Chỉ tiêu: trên 2 cái;",
    ]


def test_a_changed_order_is_a_change_of_the_rules_and_a_note_is_none() -> None:
    """Who compares two versions is told of the order, in words; a note beside it changes nothing."""
    old, new, noted = (
        the_set(rules) for rules in ([], RULES[:1], [{**RULES[0], "note": "Giả định."}])
    )  # fmt: skip

    assert [change_sentence(each, old, new) for each in changes(old, new)] == [
        "Bộ tiêu chí: làm trước: không quy định → «Xã sắp về đích», khi chỉ tiêu: có"
    ]
    assert changes(new, noted) == ()
