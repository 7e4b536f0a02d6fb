"""One kind run by several bodies in one place, and models that nobody rated for a year."""

from datetime import date
from typing import Any

import pytest

from engine.movement.overlaps import Overlap, overlaps, unrated
from engine.movement.wanted import Wanted
from engine.wording.movement import overlap_words
from tests.engine.movement.registers import (
    END_2024,
    END_2025,
    FIRST_NEW,
    UNITS,
    key,
    keys,
    model,
    movement,
    review,
    turn,
)

HERE = key("04831")


def found(*parts: dict[str, Any], day: date = END_2024, wanted: Wanted | None = None) -> list[Overlap]:
    """Find the overlaps among cameras with parts of their own."""
    models = [model(at, **each) for at, each in enumerate(parts, 1)]
    return overlaps(movement(models).on(day), wanted or Wanted())


def test_two_bodies_in_one_village() -> None:
    """Cameras of the police and of the women's union in one village overlap, however the village is written."""
    assert found({}, {"body": "phu-nu", "village": "XÓM  Bưng"}, {"village": "Xóm Mè"}, {"kind": "zalo"}) == [
        Overlap("camera", HERE, "Xóm Bưng", ("MH000001", "MH000002"), ("cong-an", "phu-nu"), sure=True)
    ]


@pytest.mark.parametrize(
    ("parts", "count"),
    [
        (({}, {}), 1),  # twice by one body
        (({}, {"unit": key("04897")}), 0),
        (({}, {"founded_on": date(2025, 1, 1)}), 0),  # not yet
        (({"kind": "lien-gia"}, {"kind": "lien-gia"}), 0),  # a village has many of them
        (({"kind": "lien-gia"}, {"kind": "lien-gia", "body": "mttq"}), 1),
        (({"unit": ("99999", date(2020, 1, 1))}, {"unit": ("99999", date(2020, 1, 1))}), 0),  # nobody knows where
    ],
)
def test_what_overlaps(parts: tuple[dict[str, Any], ...], count: int) -> None:
    """Same kind, same village, same unit, both there and active."""
    assert len(found(*parts)) == count


def test_one_that_stopped_does_not_overlap() -> None:
    """A model that is paused or has ended is in nobody's way."""
    register = movement([model(1), model(2), model(3)], [turn(1, END_2024, "paused"), turn(2, END_2024, "ended")])

    assert overlaps(register.on(END_2024), Wanted()) == []
    assert len(overlaps(register.on(date(2024, 12, 30)), Wanted())[0].models) == 3


def test_without_a_village_it_is_a_question() -> None:
    """Two models that state no village may be for the whole unit: an overlap that is not sure."""
    (only,) = found({"village": ""}, {"village": "", "body": "mttq"}, {})

    assert (only.sure, only.village, only.models) == (False, "", ("MH000001", "MH000002"))
    assert overlap_words(only) == (
        "có thể chồng chéo: 2 mô hình cùng loại do 2 tổ chức phụ trách, không ghi khu dân cư"
    )


def test_across_a_merger() -> None:
    """«Xóm 1» of two old units is two places; one recorded after the merger may be either of them."""
    merged = key("04897", FIRST_NEW)
    old = [{"unit": each.old, "village": "Xóm 1"} for each in UNITS.predecessors(merged)]

    assert found(*old, day=END_2025) == []
    (only,) = found(*old, {"unit": merged, "village": "Xóm 1"}, day=END_2025)
    assert (only.sure, only.unit, len(only.models)) == (False, merged, 4)
    assert overlap_words(only) == (
        "có thể chồng chéo: 4 mô hình cùng loại do cùng một tổ chức phụ trách, trùng tên khu dân cư trước và sau khi "
        "sáp nhập"
    )


def test_a_question_leaves_others_out() -> None:
    """Asked for one body's models, only those can overlap."""
    assert found({}, {"body": "mttq"}, wanted=Wanted(bodies=frozenset({"mttq"}))) == []


def test_the_order_of_overlaps() -> None:
    """Overlaps come in the order of units, then of villages, by name."""
    spots = [("04897", "Xóm A"), ("04831", "Xóm B"), ("04831", "Xóm Ă"), ("04831", "Xóm A")]
    parts = [{"unit": key(code), "village": village} for code, village in spots for _ in range(2)]

    assert [(each.unit[0], each.village) for each in found(*parts)] == [
        ("04831", "Xóm A"), ("04831", "Xóm Ă"), ("04831", "Xóm B"), ("04897", "Xóm A"),
    ]  # fmt: skip
    assert overlap_words(found(*parts)[0]) == "2 mô hình cùng loại do cùng một tổ chức phụ trách"


YEAR = [
    model(1),
    model(2),  # rated
    model(3, founded_on=date(2024, 1, 1)),
    model(4, founded_on=date(2024, 1, 2)),
    model(5),  # paused for a day
    model(6),  # paused until the year began
    model(7),  # reviewed without a rating
    model(8),  # ended with the year before
]
TURNS = [
    turn(5, date(2024, 6, 1), "paused"),
    turn(5, date(2024, 6, 2), "active"),
    turn(6, date(2022, 1, 1), "paused"),
    turn(6, date(2024, 1, 1), "active"),
    turn(8, date(2023, 12, 31), "ended"),
]
REVIEWS = [review(2, 2024, "weak"), review(7, 2024, None, members=4), review(1, 2023, "good")]


@pytest.mark.parametrize(
    ("day", "year", "expected"),
    [
        (END_2024, 2024, [1, 3, 6, 7]),
        (END_2025, 2024, [1, 3, 6, 7]),
        (date(2024, 12, 30), 2024, []),
        (END_2024, 2017, []),
    ],
)
def test_unrated_for_a_year(day: date, year: int, expected: list[int]) -> None:
    """Active from the first to the last day of a year that is over, and no rating for it: a review alone is none."""
    register = movement(YEAR, TURNS, REVIEWS).on(day)

    assert keys(register, unrated(register, year, Wanted())) == expected
