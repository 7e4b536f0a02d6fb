"""Lists: each part of a question, the search without diacritics, and the order with the unknown last."""

from datetime import date
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.movement.texts import ranks
from engine.movement.wanted import EVERYTHING, SORTS, Wanted
from engine.names import sort_key
from tests.engine.movement.registers import END_2025, FIRST_NEW, key, keys, model, movement, review, turn

MODELS = [
    model(1, title="Camera an ninh xóm Bưng", members=5, kind="camera", body="cong-an"),
    model(2, title="Đường hoa phụ nữ", members=None, kind="moi-truong", field="society", body="phu-nu", village="Ấp 2"),
    model(3, title="Tiếng kẻng", members=9, kind="tieng-keng", village="", unit=key("04897"), decision="12/QĐ-UBND"),
    model(4, title="Ánh sáng an ninh", members=2, founded_on=date(2016, 1, 1), unit=key("05089"), village="Ấp 10"),
]  # fmt: skip
FOUND = movement(
    MODELS,
    [turn(4, date(2020, 1, 1), "paused"), turn(3, date(2024, 5, 1), "ended")],
    [review(1, 2024, "weak"), review(2, 2024, "good")],
).on(END_2025)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, [1, 2, 4]),
        ({"standings": frozenset({"ended"})}, [3]),
        ({"fields": frozenset({"society"})}, [2]),
        ({"kinds": frozenset({"camera", "moi-truong"})}, [1, 2, 4]),
        ({"bodies": frozenset({"phu-nu"})}, [2]),
        ({"ratings": frozenset({"weak"})}, [1]),
        ({"ratings": frozenset({""})}, [4]),
        ({"ratings": frozenset({"", "good"})}, [2, 4]),
        ({"units": frozenset({"05089"})}, [4]),
        ({"units": frozenset()}, []),
        ({"districts": frozenset({"148"})}, []),  # there is no district level any more
        ({"kinds": frozenset({"nothing"})}, []),
        ({"search": "an ninh"}, [1, 4]),
        ({"search": "ninh ANH"}, [4]),
        ({"search": "duong hoa"}, [2]),
        ({"search": "mh000004"}, [4]),
        ({"search": "bung camera"}, [1]),
        ({"search": "zzz"}, []),
        ({"unrated_year": 2024}, []),
        ({"unrated_year": 2025}, [1, 2]),
    ],
)
def test_questions(asked: dict[str, Any], expected: list[int]) -> None:
    """Each part of a question leaves what satisfies it."""
    assert keys(FOUND, FOUND.chosen(Wanted(**asked))) == expected


def test_a_decision_is_searched_too() -> None:
    """The number of a decision finds its model."""
    assert keys(FOUND, FOUND.chosen(Wanted(standings=EVERYTHING.standings, search="12/qd"))) == [3]


def test_districts_while_there_were_some() -> None:
    """Until 30/6/2025 a district is asked for by its code."""
    found = movement(MODELS).on(date(2025, 6, 30))

    assert keys(found, found.chosen(Wanted(districts=frozenset({"150"})))) == [1, 2]
    assert keys(found, found.chosen(Wanted(districts=frozenset({"150"}), units=frozenset({"04897"})))) == []


@pytest.mark.parametrize(
    ("sort", "up", "down"),
    [
        ("key", [1, 2, 3, 4], [4, 3, 2, 1]),
        ("title", [4, 1, 2, 3], [3, 2, 1, 4]),  # Ánh, Camera, Đường, Tiếng
        ("members", [4, 1, 3, 2], [3, 1, 4, 2]),  # unknown last either way
        ("village", [2, 4, 1, 3], [1, 4, 2, 3]),  # Ấp 2, Ấp 10, Xóm Bưng, none
        ("rating", [2, 1, 3, 4], [1, 2, 3, 4]),
        ("founded", [4, 1, 2, 3], [1, 2, 3, 4]),
        ("standing", [1, 2, 4, 3], [3, 4, 1, 2]),
        ("since", [1, 2, 4, 3], [3, 4, 1, 2]),
        ("field", [1, 3, 4, 2], [2, 1, 3, 4]),
        ("body", [1, 3, 4, 2], [2, 1, 3, 4]),
        ("households", [1, 2, 3, 4], [1, 2, 3, 4]),
        ("unit", [4, 1, 2, 3], [3, 1, 2, 4]),  # Cao Phong, Đà Bắc, Đà Bắc, Thịnh Minh
        ("kind", [1, 4, 3, 2], [2, 3, 1, 4]),  # as the book lists them
    ],
)
def test_orders(sort: str, up: list[int], down: list[int]) -> None:
    """Every order, both ways; equal ones stay in the order of keys."""
    everything = EVERYTHING.standings

    assert keys(FOUND, FOUND.chosen(Wanted(standings=everything, sort=sort))) == up
    assert keys(FOUND, FOUND.chosen(Wanted(standings=everything, sort=sort, down=True))) == down
    assert sort in SORTS


def test_an_order_that_there_is_not() -> None:
    """A word that is no order is refused."""
    with pytest.raises(ValueError, match="ten"):
        FOUND.chosen(Wanted(sort="ten"))


def test_an_unplaced_model_comes_last_by_unit() -> None:
    """What lies nobody knows where stands behind every unit."""
    found = movement([model(1, unit=key("04957")), model(2, unit=key("04831", FIRST_NEW))]).on(END_2025)

    assert keys(found, found.chosen(Wanted(sort="unit"))) == [2, 1]


TEXTS = st.text(st.sampled_from("aăâdđeêoơuưáàảãạAĐ 0123459.-/«»"), max_size=12)


@given(st.lists(TEXTS, max_size=8))
@example(["Xóm 2", "Xóm 10", "Xóm 02", "xóm 2", "xỏm 2"])
@example(["a" * 3 + "0" * 20, "1" * 20, "2" * 13])
@settings(max_examples=40)
def test_texts_are_ranked_as_names_are_sorted(texts: list[str]) -> None:
    """The ranks of many texts at once are the Vietnamese order of names, word by word."""
    plain = [" ".join(each.split()) for each in texts]
    found = ranks(plain).tolist()

    assert sorted(range(len(plain)), key=lambda at: (found[at], at)) == sorted(
        range(len(plain)), key=lambda at: (sort_key(plain[at]), at)
    )
