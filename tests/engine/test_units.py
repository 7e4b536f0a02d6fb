"""The register as values: the map on a day, one code in time, and lineage from both ends."""

from __future__ import annotations

from datetime import date

import pytest

from engine.units import District, Lineage, Register, UnitKey, UnitVersion

START = date(2020, 1, 1)
LAST_OLD = date(2025, 6, 30)
FIRST_NEW = date(2025, 7, 1)


def version(code: str, kind: str, short_name: str, first: date, last: date | None) -> UnitVersion:
    """Make a version without a district."""
    return UnitVersion(
        code, f"{kind.capitalize()} {short_name}", short_name, kind, None, None, "17", "Tỉnh", first, last
    )


OLD_A = version("00001", "xã", "Cũ Một", START, LAST_OLD)
OLD_B = version("00004", "thị trấn", "Cũ", START, LAST_OLD)
NEW = version("00001", "xã", "Mới", FIRST_NEW, None)
A_TO_NEW = Lineage(OLD_A.key, NEW.key, "whole", FIRST_NEW, "1676/NQ-UBTVQH15")
B_TO_NEW = Lineage(OLD_B.key, NEW.key, "part", FIRST_NEW, "1676/NQ-UBTVQH15")
CITY = District("148", "Thành phố Hòa Bình", "thành phố", "17", START, LAST_OLD)
REGISTER = Register((OLD_A, NEW, OLD_B), (A_TO_NEW, B_TO_NEW), (CITY,))


@pytest.mark.parametrize(
    ("day", "units", "districts"),
    [
        (date(2019, 12, 31), {}, {}),
        (START, {"00001": OLD_A, "00004": OLD_B}, {"148": CITY}),
        (LAST_OLD, {"00001": OLD_A, "00004": OLD_B}, {"148": CITY}),
        (FIRST_NEW, {"00001": NEW}, {}),
        (date.max, {"00001": NEW}, {}),
    ],
)
def test_the_map_on_a_day(day: date, units: dict[str, UnitVersion], districts: dict[str, District]) -> None:
    """First and last days are included; before the first day known there is nothing."""
    assert REGISTER.on(day) == units
    assert REGISTER.districts_on(day) == districts


def test_a_gap_between_two_maps_is_empty() -> None:
    """A day on which nothing is known to exist gives an empty map, not the nearest one."""
    register = Register((version("00001", "xã", "Cũ", START, date(2025, 6, 1)), NEW))
    assert list(register.on(date(2025, 6, 1))) == ["00001"]
    assert register.on(date(2025, 6, 15)) == {}
    assert register.version("00001", date(2025, 6, 15)) is None


def test_units_of_some_kinds() -> None:
    """Only units of the kinds asked for that exist on the day are given."""
    assert REGISTER.of_kinds(LAST_OLD, {"thị trấn"}) == (OLD_B,)
    assert REGISTER.of_kinds(LAST_OLD, {"thị trấn", "xã"}) == (OLD_A, OLD_B)
    assert REGISTER.of_kinds(FIRST_NEW, {"thị trấn", "phường"}) == ()


def test_one_code_is_two_units() -> None:
    """A reused code means the unit that bears it on the day asked for."""
    assert REGISTER.version("00001", LAST_OLD) == OLD_A
    assert REGISTER.version("00001", FIRST_NEW) == NEW
    assert REGISTER.version("00004", FIRST_NEW) is None
    assert REGISTER.version("99999", FIRST_NEW) is None
    assert REGISTER.history("00001") == (OLD_A, NEW)
    assert REGISTER.history("99999") == ()


@pytest.mark.parametrize(
    ("key", "before", "after"),
    [
        (NEW.key, (A_TO_NEW, B_TO_NEW), ()),
        (OLD_A.key, (), (A_TO_NEW,)),
        (OLD_B.key, (), (B_TO_NEW,)),
        (("00001", LAST_OLD), (), ()),
    ],
)
def test_lineage_from_both_ends(key: UnitKey, before: tuple[Lineage, ...], after: tuple[Lineage, ...]) -> None:
    """Predecessors and successors are found by code and first day together."""
    assert REGISTER.predecessors(key) == before
    assert REGISTER.successors(key) == after


def test_the_key_is_code_and_first_day() -> None:
    """Two versions under one code differ in key; values alone decide equality."""
    assert OLD_A.key == ("00001", START)
    assert NEW.key == ("00001", FIRST_NEW)
    assert Register((OLD_A, NEW, OLD_B), (A_TO_NEW, B_TO_NEW), (CITY,)) == REGISTER
    assert Register((OLD_A,)) != REGISTER
