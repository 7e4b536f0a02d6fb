"""Counts over the years: standings of each day, places of the newest."""

from datetime import date

from engine.movement.trend import ends_of_years, trend
from engine.movement.wanted import Wanted
from tests.engine.movement.registers import END_2024, END_2025, OLD, key, model, movement, turn

REGISTER = movement(
    [
        model(1, unit=key("04795")),
        model(2, kind="zalo", founded_on=date(2024, 3, 1)),
        model(3, unit=OLD["04891"].key, founded_on=date(2019, 1, 1)),
    ],
    [turn(1, date(2023, 2, 1), "ended")],
)


def test_days() -> None:
    """The last day of each year; of the one that is running, today; of one to come, none."""
    assert ends_of_years(2024, 2027, date(2026, 11, 22)) == (END_2024, END_2025, date(2026, 11, 22))


def test_by_kind() -> None:
    """What ended is gone from the year in which it did; what was founded is there from its year on."""
    lines = {each.key: each for each in trend(REGISTER, ends_of_years(2018, 2024, END_2025), "kind", Wanted())}

    assert [each.models for each in lines["camera"].totals if each] == [1, 2, 2, 2, 2, 1, 1]
    assert [each.models for each in lines["zalo"].totals if each] == [0, 0, 0, 0, 0, 0, 1]
    assert lines["zalo"].title == "Kênh Zalo, hòm thư số tiếp nhận tin báo"


def test_by_unit_on_one_map() -> None:
    """Codes were another unit's before the merger: every year is counted by the units of the newest day."""
    lines = {each.key: each for each in trend(REGISTER, (END_2024, END_2025), "unit", Wanted())}

    assert {key: each.title for key, each in lines.items()} == {
        "04831": "Xã Đà Bắc", "04828": "Phường Thống Nhất", "04891": "Xã Tiền Phong", "?": "",
    }  # fmt: skip
    assert {key: [each.models for each in line.totals if each] for key, line in lines.items()} == {
        "04828": [0, 0], "04831": [1, 1], "04891": [0, 0], "?": [1, 1],
    }  # fmt: skip
    assert [each.possible for each in lines["04891"].totals if each] == [1, 1]


def test_the_whole() -> None:
    """Without groups there is one line; without days there is none."""
    (line,) = trend(REGISTER, (END_2024, END_2025))

    assert [each.models for each in line.totals if each] == [3, 3]
    assert trend(REGISTER, ()) == []
    assert trend(REGISTER, (), "kind") == []


def test_a_group_that_was_not_there_yet() -> None:
    """A place without any model on an earlier day has no figure for it."""
    register = movement([model(1, founded_on=date(2025, 8, 1))])
    (line,) = trend(register, (END_2024, END_2025), "unit")

    assert [each and each.models for each in line.totals] == [None, 1]
