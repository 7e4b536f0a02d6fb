"""What a sound file is warned of, and what it is not warned of."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.checking import check
from engine.criteria import CriteriaSet
from engine.faults import Fault, Severity
from engine.wording.faults import message
from tests.builders import verdicts_of

BROKEN = Path(__file__).parents[1] / "broken"
HEAD = """set: thu
title: Bộ thử
effective_from: 2024-01-01
status: draft
wording: reconstructed
applies_to: [xã]
not_applicable_counts_as: met
indicators:
  a: {label: Số A, kind: count, unit: cái}
  b: {label: Số B, kind: count, unit: cái, at_most: c}
  c: {label: Số C, kind: count, unit: cái}
  both: {label: Tổng, unit: cái, sum: [a, c]}
  x: {label: Đo, kind: number, unit: km}
  f: {label: Có, kind: flag}
  d: {label: Văn bản, kind: document}
criteria:
"""
USING_ALL = (
    "{count: a, at_least: 1}, {count: b, at_least: 1}, {number: x, at_least: 1}, {flag: f}, {document: d}, "
    "{count: both, at_least: 1}"
)


def file(group: str, more: str = "") -> str:
    """A file of one criterion with a group written on one line, beside one that uses every indicator."""
    common = "title: T, basis: B, examples: [{given: {}, verdict: unknown}]"
    return f"{HEAD}  - {{id: TC01, {common}, {group}}}\n  - {{id: TC02, {common}, all: [{USING_ALL}]}}\n{more}"


def advice(group: str, more: str = "", previous: CriteriaSet | None = None) -> list[tuple[str, str]]:
    """Return code and words of every fault of the file but failing examples, which are not looked at here."""
    faults = check(file(group, more), previous=previous).faults
    return [(fault.code, message(fault)) for fault in faults if fault.code != "EXAMPLE_FAILS"]


def usable(group: str) -> CriteriaSet:
    """Return the set of a file."""
    criteria = check(file(group)).criteria
    assert criteria is not None
    return criteria


# ---------------------------------------------------------------------------------------- basis, examples, indicators


@pytest.mark.parametrize("key", ["basis: B,", "examples: [{given: {}, verdict: unknown}],"])
def test_a_criterion_without_basis_or_example_is_told_by_its_id(key: str) -> None:
    """A warning at the criterion, not an error."""
    (fault,) = check(file("all: [{flag: f}]").replace(key, "", 1)).faults
    assert fault.severity is Severity.WARNING
    assert fault.code == ("NO_BASIS" if "basis" in key else "NO_EXAMPLE")
    assert (fault.mark.line, fault.mark.column) == (17, 5)
    assert message(fault).startswith("tiêu chí TC01 chưa ")


def test_an_empty_list_of_examples_is_no_example() -> None:
    """``examples: []`` shows nothing."""
    text = file("all: [{flag: f}]").replace("examples: [{given: {}, verdict: unknown}]", "examples: []", 1)
    assert [fault.code for fault in check(text).faults] == ["NO_EXAMPLE"]


def test_an_indicator_is_used_by_a_condition_a_sum_a_limit_or_a_veto() -> None:
    """Only what nothing at all reads is warned of, at its key."""
    assert advice("all: [{flag: f}]") == []
    text = file("all: [{flag: f}]").replace("criteria:\n", "  g: {label: G, kind: flag}\ncriteria:\n", 1)
    (fault,) = check(text).faults
    assert (fault.code, fault.mark.line, fault.mark.column) == ("UNUSED_INDICATOR", 16, 3)
    assert message(fault) == "chỉ tiêu «g» không được dùng"
    assert check(f"{text}vetoes: [{{id: LT1, title: T, when: {{flag: g}}}}]\n").faults == ()


def test_no_condition_at_all_says_nothing_of_every_indicator() -> None:
    """Where the criteria are lost, one line says so; the indicators are not told one by one."""
    text = file("all: [{flag: f}]").replace("\ncriteria:\n", "\nCriteria:\n")
    assert {fault.code for fault in check(text).faults} == {"MISSING_KEY", "UNKNOWN_KEY"}


# ------------------------------------------------------------------------------------------------ the case of zero

ZERO = "tỷ lệ [b, c] chưa nói trường hợp c bằng 0 (khi đó là chưa rõ)"
SHARE = "{share: [b, c], at_least: 70}"


@pytest.mark.parametrize(
    "group",
    [
        f"all: [{SHARE}]",
        f"any: [{SHARE}, {{count: b, equals: 0}}]",  # the part is not the total
        f"any: [{SHARE}, {{all: [{{count: c, equals: 0}}]}}]",  # too far away to be seen
        f"at_least: 1, of: [{SHARE}, {{flag: f}}]",
    ],
)
def test_a_share_that_does_not_speak_of_zero(group: str) -> None:
    """A share is unknown over a total of zero; the file is asked to say what that means."""
    assert advice(group) == [("NO_ZERO_CASE", ZERO)]


@pytest.mark.parametrize(
    "group",
    [
        f"any: [{SHARE}, {{count: c, equals: 0}}]",  # nothing there is good
        f"all: [{SHARE}, {{count: c, at_least: 1}}]",  # nothing there can't be
        f"all: [{{any: [{SHARE}, {{flag: f}}]}}, {{count: c, at_least: 1}}]",  # said one group further out
        f"at_least: 2, of: [{{count: c, equals: 0}}, {SHARE}]",
    ],
)
def test_a_share_that_speaks_of_zero(group: str) -> None:
    """A count of the total in the same group, or in one around it, settles the case."""
    assert advice(group) == []


def test_a_share_alone_in_a_veto_speaks_of_zero_too_late() -> None:
    """A bare share in a veto has no group that could settle its zero."""
    veto = "vetoes: [{id: LT1, title: T, when: {share: [b, c], less_than: 10}}]\n"
    assert advice("all: [{flag: f}]", veto) == [("NO_ZERO_CASE", ZERO)]


# ------------------------------------------------------------------------------------ never met, never failed

MET, UNMET = "NEVER_MET", "NEVER_UNMET"
TOTAL = ", {count: c, at_least: 1}"


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ("{count: a, at_least: 0}", UNMET),
        ("{count: a, more_than: -1}", UNMET),
        ("{count: a, at_most: 1000000000}", UNMET),
        ("{count: a, at_least: 0, at_most: 1000000000}", UNMET),
        ("{count: a, at_least: 1000000001}", MET),
        ("{count: a, less_than: 0}", MET),
        ("{count: a, equals: -1}", MET),
        ("{count: a, equals: 2.5}", MET),
        ("{count: a, more_than: 2, less_than: 3}", MET),
        ("{number: x, more_than: 2, less_than: 3}", None),
        ("{number: x, more_than: 2, less_than: 2.0001}", MET),
        ("{number: x, at_least: 100000000.0001}", MET),
        ("{number: x, at_least: 100000000}", None),
        ("{count: both, at_least: 2000000000}", None),  # a sum of two can come to it
        ("{count: both, at_least: 2000000001}", MET),
        ("{share: [b, c], more_than: 100}", MET),  # b is at most c
        ("{share: [b, c], at_least: 100}", None),
        ("{share: [b, c], at_most: 100}", UNMET),
        ("{share: [b, c], at_least: 0}", UNMET),
        ("{share: [b, c], less_than: 0}", MET),
        ("{share: [a, c], at_least: 150}", None),  # nothing keeps a below c
        ("{share: [c, c], at_least: 100}", UNMET),
        ("{share: [c, c], less_than: 100}", MET),
        ("{change: a, less_than: -100}", MET),
        ("{change: a, at_least: -100}", UNMET),
        ("{change: a, at_most: -100}", None),
        ("{change: a, at_least: 500}", None),
    ],
)
def test_conditions_that_no_figure_can_meet_or_fail(condition: str, code: str | None) -> None:
    """Bounds beyond what may be entered are told; those that can just be reached or missed are not."""
    assert [each for each, _ in advice(f"all: [{condition}{TOTAL}]")] == ([code] if code else [])


def test_a_share_of_a_part_of_its_own_sum_stays_below_a_hundred() -> None:
    """A part cannot be more than the sum that it stands in."""
    more = f"all: [{{share: [a, both], more_than: 100}}, {{count: both, at_least: 1}}{TOTAL}]"
    assert advice(more) == [("NEVER_MET", "không số liệu nào làm điều kiện này đạt (more_than: 100)")]


def test_a_condition_of_the_wrong_kind_is_told_once() -> None:
    """What is counted but is a yes or no is a wrong kind, not a bound out of reach."""
    assert [code for code, _ in advice("all: [{count: f, at_least: 5}]")] == ["KIND_MISMATCH"]


BOUND = st.sampled_from([-101, -100, -1, -0.5, 0, 0.5, 1, 2, 2.5, 3, 33.3333, 50, 99.9999, 100, 100.0001, 150])
BOUNDS = st.dictionaries(
    st.sampled_from(["at_least", "more_than", "at_most", "less_than"]), BOUND, min_size=1, max_size=2
)
SUBJECTS = st.sampled_from(
    ["count: a", "count: both", "number: x", "share: [b, c]", "share: [a, both]", "share: [a, c]", "change: a"]
)


@given(SUBJECTS, BOUNDS | st.fixed_dictionaries({"equals": BOUND}))
def test_what_is_told_as_never_met_or_failed_never_is(subject: str, bounds: dict[str, float]) -> None:
    """The two warnings agree with the evaluation: no small figure meets what is «never met», or fails the other."""
    text = ", ".join([subject, *(f"{key}: {bound}" for key, bound in bounds.items())])
    checked = check(file(f"all: [{{{text}}}{TOTAL}]"))
    said = {fault.code for fault in checked.faults}
    if "BOUNDS_EXCLUDE" in said:
        return
    criteria = check(file(f"all: [{{{text}}}]")).criteria
    assert criteria is not None
    pairs = [(n, m) for n in range(4) for m in range(4)]
    rows = [{"a": n, "b": min(n, m), "c": m, "x": n} for n, m in pairs]
    found = set(verdicts_of(criteria, rows, [{"a": m} for _, m in pairs]))
    assert not ("NEVER_MET" in said and "met" in found), text
    assert not ("NEVER_UNMET" in said and "unmet" in found), text


# ---------------------------------------------------------------------------------------------- the version before


def looser(before: str, now: str) -> list[str]:
    """Return what is said of a condition that takes the place of another."""
    return [
        text
        for code, text in advice(f"all: [{now}{TOTAL}]", previous=usable(f"all: [{before}{TOTAL}]"))
        if code == "LOOSER"
    ]


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [
        ("{count: a, at_least: 5}", "{count: a, at_least: 3}", ["ngưỡng at_least là 3, bản trước là 5: nới lỏng hơn"]),
        ("{count: a, at_least: 5}", "{count: a, at_least: 5}", []),
        ("{count: a, at_least: 5}", "{count: a, at_least: 6}", []),
        (
            "{number: x, more_than: 2.5}",
            "{number: x, more_than: 2.25}",
            ["ngưỡng more_than là 2.25, bản trước là 2.5: nới lỏng hơn"],
        ),
        ("{count: a, at_most: 5}", "{count: a, at_most: 7}", ["ngưỡng at_most là 7, bản trước là 5: nới lỏng hơn"]),
        ("{count: a, less_than: 5}", "{count: a, less_than: 4}", []),
        (
            "{change: a, at_most: -5}",
            "{change: a, at_most: -3}",
            ["ngưỡng at_most là -3, bản trước là -5: nới lỏng hơn"],
        ),
        (
            "{share: [b, c], at_least: 70}",
            "{share: [b, c], at_least: 60}",
            ["ngưỡng at_least là 60, bản trước là 70: nới lỏng hơn"],
        ),
        ("{share: [b, c], at_least: 70}", "{share: [a, c], at_least: 60}", []),  # another subject
        ("{count: a, at_least: 5}", "{change: a, at_least: 3}", []),
    ],
)
def test_a_bound_looser_than_before_is_told(before: str, now: str, said: list[str]) -> None:
    """A bound that asks less than in the version before is told with both figures, at its value."""
    assert looser(before, now) == said


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("{count: a, at_least: 5}", "{count: a, more_than: 3}"),  # from 5 up, now from 4 up
        ("{count: a, equals: 0}", "{count: a, at_most: 3}"),
        ("{count: a, at_least: 5, at_most: 9}", "{count: a, at_least: 5}"),  # the upper bound is gone
    ],
)
def test_a_bound_written_another_way_but_looser_is_told(before: str, now: str) -> None:
    """The same subject asking less by another key is looser all the same."""
    assert len(looser(before, now)) == 1


def test_without_a_version_before_nothing_is_looser() -> None:
    """The first version has nothing to be looser than; a criterion that is new neither."""
    old = usable("all: [{count: a, at_least: 5}]")
    assert advice("all: [{count: a, at_least: 3}]") == []
    assert (
        advice(
            "all: [{count: a, at_least: 3}]".replace("TC01", "TC09"), previous=old.model_copy(update={"criteria": []})
        )
        == []
    )


def test_two_conditions_of_one_subject_are_compared_in_their_order() -> None:
    """The first with the first, the second with the second."""
    before = "{any: [{count: a, at_least: 5}, {flag: f}]}, {count: a, at_most: 9}"
    now = "{any: [{count: a, at_least: 4}, {flag: f}]}, {count: a, at_most: 10}"
    assert looser(before, now) == [
        "ngưỡng at_least là 4, bản trước là 5: nới lỏng hơn",
        "ngưỡng at_most là 10, bản trước là 9: nới lỏng hơn",
    ]


def test_the_place_of_a_looser_bound_is_its_value() -> None:
    """Line and column point at the figure that was changed."""
    previous = check((BROKEN / "sound.yaml").read_bytes()).criteria
    (fault,) = check((BROKEN / "looser.yaml").read_bytes(), previous=previous).faults
    assert fault == Fault(
        "LOOSER", fault.mark, Severity.WARNING, {"key": "at_least", "was": "10", "now": "5"}, ("criteria", 1, "of", 2)
    )
    assert (fault.mark.line, fault.mark.column) == (40, 34)
