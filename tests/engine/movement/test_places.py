"""Where models are on another day than they were recorded on: whole to the heir, split open, earlier days too."""

from datetime import date

import pytest

from engine.movement.places import NOWHERE, Place, ancestors, origin, place_on
from engine.units import Lineage, Register, UnitVersion
from tests.engine.movement.registers import (
    END_2019,
    END_OLD,
    FIRST_NEW,
    NEW,
    OLD,
    SPLIT,
    UNITS,
    key,
    line,
    unit,
)

DAY_1, DAY_2, DAY_3 = date(2020, 1, 1), date(2022, 1, 1), date(2024, 1, 1)


def test_every_unit_but_three_has_one_heir() -> None:
    """Of the 151 units of 30/6/2025 148 went whole to a unit of the 46; the three that were split did not."""
    found = {code: place_on(UNITS, each.key, FIRST_NEW) for code, each in OLD.items()}

    assert sorted(code for code, place in found.items() if place.unit is None) == sorted(SPLIT)
    assert {place.unit for place in found.values() if place.unit} <= {each.key for each in NEW.values()}


@pytest.mark.parametrize(
    ("code", "heirs"), [("04891", {"04828", "04891"}), ("04957", {"04924", "04960"}), ("05221", {"05200", "05212"})]
)
def test_a_split_unit_is_open_between_its_heirs(code: str, heirs: set[str]) -> None:
    """What was in Vầy Nưa lies in Tiền Phong or in Thống Nhất, and surely in one of them."""
    place = place_on(UNITS, OLD[code].key, FIRST_NEW)

    assert (place.unit, place.all_known) == (None, True)
    assert {each for each, _ in place.candidates} == heirs


def test_earlier_days() -> None:
    """What is recorded in a merged unit was in one of its units before; in a unit of 2020 it was also in 2019."""
    merged = place_on(UNITS, key("04897", FIRST_NEW), END_OLD)

    assert merged.unit is None
    assert {OLD[each].short_name for each, _ in merged.candidates} == {"Hợp Thành", "Quang Tiến", "Thịnh Minh"}
    assert place_on(UNITS, OLD["04831"].key, END_2019).unit == OLD["04831"].key


def test_a_new_name_is_the_same_place() -> None:
    """Two units were renamed on 1/2/2021: what is recorded under either name is found under both."""
    later = UNITS.version("04816", date(2021, 2, 1))
    assert later is not None

    before = place_on(UNITS, later.key, date(2020, 6, 1))
    assert before.unit == ("04816", date(2020, 1, 1))
    assert origin(UNITS, later.key) == before.unit


A, B = unit("00001", DAY_1, date(2021, 12, 31), exact=False), unit("00002", DAY_1, date(2021, 12, 31))
C, D = unit("00003", DAY_2, date(2023, 12, 31)), unit("00004", DAY_2, date(2023, 12, 31))
E = unit("00005", DAY_3)


@pytest.mark.parametrize(
    ("lines", "asked", "day", "expected"),
    [
        ([], A, date(2019, 1, 1), Place(A.key)),  # nothing older is known
        ([], A, DAY_2, NOWHERE),
        ([line(A, C, "part"), line(A, D, "part")], A, DAY_2, Place(None, (C.key, D.key), all_known=True)),
        (
            [line(A, C, "part"), line(A, D, "part"), line(C, E), line(D, E)],
            A,
            DAY_3,
            Place(E.key),
        ),  # both heirs went into one: nobody has to say which it was
        ([line(A, C, "part"), line(A, D, "part"), line(C, E)], A, DAY_3, Place(None, (E.key,), all_known=False)),
        ([line(A, C, "part")], A, DAY_2, Place(None, (C.key,), all_known=False)),  # where the rest went is not said
        ([line(A, C, "part"), line(A, D, "part")], C, DAY_1, Place(A.key)),  # all of it was in the one that was split
        ([line(A, C), line(B, C)], C, DAY_1, Place(None, (A.key, B.key), all_known=True)),
    ],
)
def test_lineages(lines: list[Lineage], asked: UnitVersion, day: date, expected: Place) -> None:
    """Each way in which units come out of units, forward and back."""
    register = Register((A, B, C, D, E), tuple(lines))

    assert place_on(register, asked.key, day) == expected


def test_a_unit_that_is_not_in_the_register() -> None:
    """A code that nobody knows is nowhere."""
    assert place_on(UNITS, ("99999", DAY_1), DAY_1) == NOWHERE


def test_what_a_merged_unit_is_made_of() -> None:
    """The origins of a merged unit are those of its old units; a merged unit is its own origin."""
    merged = key("04897", FIRST_NEW)

    assert origin(UNITS, merged) == merged
    assert {code for code, _ in ancestors(UNITS, merged)} == {
        code for code, _ in place_on(UNITS, merged, END_OLD).candidates
    }
