"""Sums over places: of what is known, with the missing counted beside; never a zero for what nobody has told."""

from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.checking import check
from engine.criteria import CriteriaSet
from engine.figures import Figures, column, documents
from engine.totals import Total, totals


def valid(text: str) -> CriteriaSet:
    """Read a file that has no fault."""
    found = check(text).criteria
    assert found is not None
    return found


TEXT = """
set: vi-du
title: Bộ ví dụ
effective_from: 2024-01-01
status: draft
wording: reconstructed
applies_to: [xã]
not_applicable_counts_as: met
indicators:
  villages: {label: Khu dân cư, kind: count, unit: khu}
  offices: {label: Cơ quan, kind: count, unit: cơ quan}
  bodies: {label: Tất cả, unit: đơn vị, sum: [villages, offices]}
  money: {label: Kinh phí, kind: number, unit: tỷ đồng}
  registered: {label: Đã đăng ký, kind: flag}
  plan: {label: Kế hoạch, kind: document}
criteria:
  - id: TC01
    title: Một
    all: [{flag: registered}]
bands:
  - {id: full, title: Đạt, criteria_met: 1}
"""
CRITERIA = valid(TEXT)
KINDS = CRITERIA.indicators
FIGURES = Figures.of(
    CRITERIA,
    "2024",
    now={
        "villages": column(KINDS["villages"], [3, None, 0, 5]),
        "offices": column(KINDS["offices"], [1, 1, None, 2]),
        "money": column(KINDS["money"], [0.5, 109.402, None, 252.43]),
        "registered": column(KINDS["registered"], [1, 0, None, 1]),
        "plan": documents([date(2024, 1, 5), False, None, date(2024, 2, 1)]),
    },
)


def test_every_kind() -> None:
    """Counts and numbers add exactly, flags and documents count who has them; a sum is missing where a part is."""
    found = {each.indicator: each for each in totals(CRITERIA, FIGURES, range(4), 6)}

    assert found["villages"] == Total("villages", Decimal(8), 3, 3)
    assert found["bodies"] == Total("bodies", Decimal(11), 2, 4)
    assert found["money"] == Total("money", Decimal("362.332"), 3, 3)
    assert found["registered"] == Total("registered", Decimal(2), 3, 3)
    assert found["plan"] == Total("plan", Decimal(2), 3, 3)


def test_some_places() -> None:
    """Only the units asked for are summed, each as often as it is named."""
    assert totals(CRITERIA, FIGURES, [3], 1)[0] == Total("villages", Decimal(5), 1, 0)
    assert totals(CRITERIA, FIGURES, [], 2)[0] == Total("villages", Decimal(0), 0, 2)


def test_more_places_than_units() -> None:
    """A place can not have fewer units than it is summed over."""
    with pytest.raises(ValueError, match="fewer"):
        totals(CRITERIA, FIGURES, [0, 1], 1)


@given(st.lists(st.one_of(st.none(), st.integers(0, 10**9)), min_size=1, max_size=40), st.integers(0, 5))
def test_as_added_by_hand(values: list[int | None], absent: int) -> None:
    """The sum is that of whole numbers added one by one; known and missing add up to the units of the place."""
    figures = Figures.of(CRITERIA, "2024", now={"villages": np.array([np.nan if v is None else v for v in values])})
    total = totals(CRITERIA, figures, range(len(values)), len(values) + absent)[0]
    told = [each for each in values if each is not None]

    assert total == Total("villages", Decimal(sum(told)), len(told), len(values) - len(told) + absent)


@given(st.lists(st.integers(0, 10**12), min_size=1, max_size=30), st.data())
def test_parts_add_up_to_the_whole(steps: list[int], data: st.DataObject) -> None:
    """Split over places in any way, the sums of the places add up to the sum of all, to the last decimal."""
    figures = Figures.of(CRITERIA, "2024", now={"money": np.array(steps, dtype=float)})
    cut = data.draw(st.integers(0, len(steps)))
    places = [range(cut), range(cut, len(steps))]
    money = [next(t for t in totals(CRITERIA, figures, p, len(p)) if t.indicator == "money").value for p in places]
    whole = next(t for t in totals(CRITERIA, figures, range(len(steps)), len(steps)) if t.indicator == "money")

    assert sum(money) == whole.value == Decimal(sum(steps)) / 10_000
