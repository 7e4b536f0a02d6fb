"""Figures of criteria sets from the register: sure, possible, with the models behind them."""

from datetime import date
from typing import Any

import pytest

from engine.movement.book import CountRule
from engine.movement.counting import NOTHING, Counted, counted, rated_year
from engine.wording.movement import amount
from tests.engine.movement.registers import (
    BOOK,
    END_2024,
    END_2025,
    FIRST_NEW,
    OLD,
    key,
    model,
    movement,
    review,
    turn,
)

HERE = key("04831")
WORKING, VILLAGES = BOOK.rules_of("nq12-tu")


def rule(of: str = "models", **where: Any) -> CountRule:  # noqa: ANN401 -- any list of a rule
    """Make a rule."""
    raw = {"id": "a", "set": "thu", "indicator": "a", "title": "A", "of": of, "where": where}
    return CountRule.model_validate(raw)


def test_working_models() -> None:
    """Two models that work well, one that is weak, one that nobody rated: two, or three."""
    models = [model(at) for at in range(1, 7)]
    reviews = [review(1, 2024, "good"), review(2, 2024, "fair"), review(3, 2024, "weak"), review(5, 2024, "good")]
    register = movement(models, [turn(5, END_2024, "ended"), turn(6, END_2024, "paused")], reviews)
    found = counted(register.on(END_2024), WORKING, 2024)

    assert found == {HERE: Counted(2, 3, ("MH000001", "MH000002"), ("MH000004",))}
    assert found[HERE].value is None


def test_a_rating_of_another_year_says_nothing() -> None:
    """Good in 2023 is not good in 2024, nor is a rating of a year that has not ended."""
    register = movement([model(1), model(2)], (), [review(1, 2023, "good"), review(2, 2024, "weak")])

    assert counted(register.on(END_2024), WORKING, 2024) == {HERE: Counted(0, 1, (), ("MH000001",))}
    assert counted(register.on(date(2024, 6, 30)), WORKING, 2023)[HERE].models == ("MH000001",)
    assert counted(register.on(date(2024, 6, 30)), WORKING, 2024)[HERE].possible == 2


@pytest.mark.parametrize(
    ("day", "year"), [(END_2024, 2024), (date(2024, 12, 30), 2023), (date(2025, 1, 1), 2024), (date(2025, 6, 30), 2024)]
)
def test_the_year_whose_ratings_hold(day: date, year: int) -> None:
    """The newest year that has ended on or before the day."""
    assert rated_year(day) == year


@pytest.mark.parametrize(
    ("of", "parts", "expected"),
    [
        ("members", ({"members": 5}, {"members": 7}), (12, 12)),
        ("members", ({"members": 5}, {"members": None}), (5, None)),
        ("households", ({"households": 0}, {"households": 7}), (7, 7)),
        ("villages", ({}, {}), (1, 1)),
        ("villages", ({}, {"village": "Xóm Mè"}), (2, 2)),
        ("villages", ({}, {"village": ""}), (1, None)),
        ("models", ({}, {}), (2, 2)),
    ],
)
def test_what_is_counted(of: str, parts: tuple[dict[str, Any], ...], expected: tuple[int, int | None]) -> None:
    """Models, members, households, villages; where one does not tell what is counted there is no upper bound."""
    register = movement([model(at, **each) for at, each in enumerate(parts, 1)])
    found = counted(register.on(END_2024), rule(of), 2024)[HERE]

    assert (found.sure, found.possible) == expected


def test_a_count_in_words() -> None:
    """A settled count is one number, a range has both ends; without an upper bound it is said from where on."""
    assert [amount(12, 12), amount(2, 3), amount(1200, None)] == ["12", "2 – 3", "từ 1.200 trở lên"]


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({}, 2),
        ({"kinds": ["zalo"]}, 1),
        ({"fields": ["security"]}, 2),
        ({"fields": ["economy"]}, 0),
        ({"bodies": ["mttq"]}, 1),
        ({"standings": ["active", "paused"]}, 3),
    ],
)
def test_which_are_counted(where: dict[str, Any], expected: int) -> None:
    """The lists of a rule leave what they name; without standings only what is active counts."""
    models = [model(1, kind="zalo"), model(2, body="mttq"), model(3)]
    found = counted(movement(models, [turn(3, END_2024, "paused")]).on(END_2024), rule(**where), 2024)

    assert found.get(HERE, NOTHING).sure == expected


def test_after_a_split_it_may_be_here_or_there() -> None:
    """A model of Cao Sơn is possible in Lương Sơn and in Liên Sơn until somebody says; then it is sure."""
    heirs = [key("04924", FIRST_NEW), key("04960", FIRST_NEW)]
    open_ = counted(movement([model(1, unit=OLD["04957"].key)]).on(END_2025), rule(), 2025)
    said = movement([model(1, unit=OLD["04957"].key)], [turn(1, FIRST_NEW, unit=heirs[1])])

    assert open_ == {each: Counted(0, 1, (), ("MH000001",)) for each in heirs}
    assert counted(said.on(END_2025), rule(), 2025) == {heirs[1]: Counted(1, 1, ("MH000001",))}


def test_villages_with_a_possible_model() -> None:
    """A village whose only model may not be here is possible; one that has a sure model is sure anyway."""
    heir = key("04924", FIRST_NEW)
    models = [model(1, unit=heir), model(2, unit=OLD["04957"].key, village="Xóm Mè")]

    assert counted(movement(models).on(END_2025), VILLAGES, 2025)[heir] == Counted(1, 2, ("MH000001",), ("MH000002",))


def test_nothing_counts() -> None:
    """A unit without a model to count is not listed: its figure is nought, and known."""
    assert counted(movement([]).on(END_2024), WORKING, 2024) == {}
    assert NOTHING.value == 0
