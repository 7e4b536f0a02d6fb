"""Registers with exactly the published numbers give them back, on the real map; the models are invented."""

from datetime import date
from itertools import cycle, islice

import pytest

from engine.movement.entries import Model
from engine.movement.rollups import Total
from engine.movement.state import UNPLACED
from engine.movement.trend import ends_of_years, trend
from engine.movement.wanted import EVERYTHING, Wanted
from engine.units import Register, UnitKey
from engine.wording.movement import itemised
from tests.engine.movement.registers import END_2019, END_2025, OLD, SPLIT, key, model, movement, unit

END_2016 = date(2016, 12, 31)
FIRST_TWO, NEXT_TWO = ("157", "155"), ("153", "156")
"""Lạc Sơn and Tân Lạc have 40 communes; Kim Bôi and Mai Châu 33."""
KINDS = {"lien-gia": 1598, "bien-gioi": 306, "van-hoa-quoc-phong": 19, "quoc-phong-an-ninh": 2, "khac": 2330}
FIELDS = {"economy": 431, "security": 2756, "society": 1068}
INTER_FAMILY = Wanted(kinds=frozenset({"lien-gia"}))


def communes(districts: tuple[str, ...], count: int) -> list[UnitKey]:
    """Take the first communes of districts on the map before the merger."""
    found = [each.key for each in OLD.values() if each.district in districts]
    assert len(found) >= count
    return [key(code, END_2019.replace(year=2020)) for code, _ in found][:count]


def villages() -> list[tuple[UnitKey, str, date]]:
    """Place 340 residential areas: 290 in 36 communes of two districts by 2016, 50 in 33 communes of two more after."""
    old, new = communes(FIRST_TWO, 36), communes(NEXT_TWO, 33)
    first = [(unit, f"Xóm {at // 36 + 1}", date(2015, 3, 1)) for at, unit in enumerate(islice(cycle(old), 290))]
    later = [(unit, f"Xóm {at // 33 + 1}", date(2018, 3, 1)) for at, unit in enumerate(islice(cycle(new), 50))]
    return [*first, *later]


def whole_register() -> list[Model]:
    """Make the 4,255 groups: kinds, fields and places each with the published counts."""
    kinds = [kind for kind, count in KINDS.items() for _ in range(count)]
    fields = [field for field, count in FIELDS.items() for _ in range(count)]
    spots = [*islice(cycle(villages()), KINDS["lien-gia"])]
    spots += islice(cycle((each.key, "Xóm 1", date(2014, 1, 1)) for each in OLD.values()), len(kinds) - len(spots))
    return [
        model(at, kind=kind, field=field, unit=place, village=village, founded_on=founded, title=f"Tổ số {at}")
        for at, (kind, field, (place, village, founded)) in enumerate(zip(kinds, fields, spots, strict=True), 1)
    ]


REGISTER = movement(whole_register())


def by(rows: tuple[Total, ...]) -> dict[str, int]:
    """Return the models of each row that has some."""
    return {each.key: each.models for each in rows if each.models}


@pytest.mark.parametrize("day", [END_2019, END_2025])
def test_groups_by_field_and_kind(day: date) -> None:
    """4,255 = 431 + 2,756 + 1,068, and by kind 1,598, 306, 19, 2 and the rest, before and after the merger."""
    found = REGISTER.on(day)

    assert by(found.totals("field", EVERYTHING)) == FIELDS
    assert by(found.totals("kind", EVERYTHING)) == KINDS
    assert (found.total(EVERYTHING).models, sum(FIELDS.values())) == (4255, 4255)


def test_what_is_not_itemised() -> None:
    """The named kinds of the register and the 343 that stay a count come to 2,268; 1,987 of 4,255 are not itemised."""
    found = by(REGISTER.on(END_2019).totals("kind", EVERYTHING))
    named = [count for kind, count in found.items() if kind != "khac"]

    assert itemised(4255, named, (343,)) == (
        "Các loại được kể tên cộng lại 1.598 + 306 + 19 + 2 + 343 = 2.268 (trong đó 343 chỉ giữ số đếm, không ghi vào "
        "sổ theo loại) trên tổng 4.255: còn 1.987 không được kể tên."
    )


def test_what_is_itemised_whole_or_twice() -> None:
    """Kinds that come to the total are told so, and so are kinds that come to more."""
    assert itemised(3, [1, 2]) == "Các loại được kể tên cộng lại 1 + 2 = 3, đúng bằng tổng 3."
    assert itemised(3, [2, 2]) == "Các loại được kể tên cộng lại 2 + 2 = 4, nhiều hơn tổng 3 là 1."


@pytest.mark.parametrize(
    ("day", "areas", "units", "districts"), [(END_2016, 290, 36, 2), (date(2019, 6, 30), 340, 69, 4)]
)
def test_inter_family_groups(day: date, areas: int, units: int, districts: int) -> None:
    """1,598 groups in 340 areas, 69 communes and 4 districts in 2019: 50, 33 and 2 more than in 2016."""
    found = REGISTER.on(day).total(INTER_FAMILY)

    assert (found.villages, found.villages_possible, found.units, found.districts) == (areas, areas, units, districts)
    assert found.no_village == 0
    assert (found.models == 1598) is (day > END_2016)
    assert len(REGISTER.on(day).totals("district", INTER_FAMILY)) == districts


def test_inter_family_groups_after_the_merger() -> None:
    """No group and no residential area is lost on 1/7/2025; those of the split commune are counted for no unit."""
    found = REGISTER.on(END_2025)
    rows = found.totals("unit", INTER_FAMILY)
    total = found.total(INTER_FAMILY)
    unplaced = [each for each in whole_register() if each.kind == "lien-gia" and each.unit[0] in SPLIT]

    assert (total.models, total.villages, total.districts) == (1598, 340, 0)
    assert sum(each.models for each in rows) == 1598
    assert {each.key: each.models for each in rows}[UNPLACED] == len(unplaced) > 0
    assert total.units == len({each.key for each in rows if each.key != UNPLACED and each.models})


def test_from_two_pilots_to_192_models() -> None:
    """2 pilots under plan 129 of 21/6/2017 have become 192 models."""
    communes = [unit(f"0190{at}", date(2017, 1, 1)) for at in range(6)]
    years = [2017 if at < 2 else 2018 + at % 3 for at in range(192)]
    models = [model(at, unit=communes[at % 6].key, founded_on=date(year, 7, 1)) for at, year in enumerate(years)]
    found = movement(models, units=Register(tuple(communes)))

    (line,) = trend(found, ends_of_years(2017, 2020, END_2025))
    assert [each.models for each in line.totals if each] == [2, 65, 128, 192]
