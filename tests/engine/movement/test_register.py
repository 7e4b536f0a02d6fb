"""The register on a day: what was founded, how it stood, where it was, how it was rated by then."""

from datetime import date

import pytest

from engine.movement.entries import Standing
from engine.movement.state import NO_DISTRICT, UNPLACED
from engine.movement.wanted import EVERYTHING, Wanted
from engine.units import Register
from tests.engine.movement.registers import (
    END_2019,
    END_2024,
    END_2025,
    FIRST_NEW,
    OLD,
    SPLIT,
    UNITS,
    key,
    keys,
    line,
    model,
    movement,
    review,
    turn,
    unit,
)

VAY_NUA = OLD["04891"].key
TIEN_PHONG, THONG_NHAT = key("04891", FIRST_NEW), key("04828", FIRST_NEW)


def test_before_it_was_founded_it_is_not_there() -> None:
    """A model is in the register from the day it was founded on."""
    register = movement([model(1, founded_on=date(2020, 5, 10))])

    assert register.on(date(2020, 5, 9)).place_of("MH000001") is None
    assert len(register.on(date(2020, 5, 9)).chosen(EVERYTHING)) == 0
    assert keys(register.on(date(2020, 5, 10)), register.on(date(2020, 5, 10)).chosen(EVERYTHING)) == [1]
    assert register.on(END_2025).place_of("MH000002") is None


@pytest.mark.parametrize(
    ("day", "standing", "since", "listed"),
    [
        (date(2020, 12, 31), Standing.ACTIVE, date(2018, 5, 1), 1),
        (date(2021, 1, 1), Standing.PAUSED, date(2021, 1, 1), 1),
        (date(2022, 6, 1), Standing.ACTIVE, date(2022, 6, 1), 1),
        (date(2023, 6, 1), Standing.ENDED, date(2023, 6, 1), 0),
    ],
)
def test_standings(day: date, standing: Standing, since: date, listed: int) -> None:
    """A turn holds from its day; of two on one day the later row holds; what has ended is not in a plain list."""
    turns = [
        turn(1, date(2023, 6, 1), "ended"),
        turn(1, date(2022, 6, 1), "paused"),
        turn(1, date(2022, 6, 1), "active"),
        turn(1, date(2021, 1, 1), "paused"),
    ]
    found = movement([model(1)], turns).on(day)
    row = found.row(0)

    assert (row.standing, row.since) == (standing, since)
    assert len(found.chosen(Wanted())) == listed
    assert len(found.chosen(EVERYTHING)) == 1


def test_a_turn_before_the_founding() -> None:
    """A standing said of an earlier day holds from the founding on."""
    row = movement([model(1, founded_on=date(2020, 1, 5))], [turn(1, date(2019, 1, 1), "paused")]).on(END_2025).row(0)

    assert (row.standing, row.since) == (Standing.PAUSED, date(2020, 1, 5))


def test_reviews_by_then() -> None:
    """The newest year that has a rating by the day counts; counts come from the newest review that has them."""
    register = movement(
        [model(1, members=10, households=None)],
        reviews=[
            review(1, 2023, "weak", members=12),
            review(1, 2024, None, households=30),
            review(1, 2025, "good"),
        ],
    )
    seen = {day: register.on(day).row(0) for day in (date(2023, 12, 30), date(2023, 12, 31), END_2024, END_2025)}

    assert [(each.rating, each.rated_year) for each in seen.values()] == [
        (None, None), ("weak", 2023), ("weak", 2023), ("good", 2025),
    ]  # fmt: skip
    assert [(each.members, each.households) for each in seen.values()] == [(10, None), (12, None), (12, 30), (12, 30)]


def test_a_split_unit_until_somebody_says() -> None:
    """After 1/7/2025 a model of Vầy Nưa is unplaced; from the day a turn names the unit it is there."""
    register = movement([model(1, unit=VAY_NUA)], [turn(1, date(2026, 3, 1), unit=TIEN_PHONG)])

    assert register.on(END_2024).row(0).unit == VAY_NUA
    row = register.on(END_2025).row(0)
    assert row.unit is None
    assert set(row.candidates) == {TIEN_PHONG, THONG_NHAT}
    assert register.on(date(2026, 3, 1)).row(0).unit == TIEN_PHONG


def test_unplaced_models_in_totals() -> None:
    """An unplaced model is possible in each heir, sure in the province, and the rows sum to the whole."""
    models = [model(1, unit=VAY_NUA), model(2)]
    found = movement(models).on(END_2025)
    rows = {each.key: (each.models, each.possible) for each in found.totals("unit", EVERYTHING)}

    assert rows[UNPLACED] == (1, 1)
    assert rows["04891"] == (0, 1)
    assert rows["04828"] == (0, 1)
    assert sum(models for models, _ in rows.values()) == 2
    assert [(each.key, each.models) for each in found.totals("province", EVERYTHING)] == [("25", 2)]
    assert [(each.key, each.models) for each in found.totals("district", EVERYTHING)] == [(NO_DISTRICT, 2)]


def test_unplaced_models_in_a_question() -> None:
    """Asked for one heir, the model may be there; asked for both, it surely is; asked for another, it is not."""
    found = movement([model(1, unit=VAY_NUA)]).on(END_2025)
    answers = {
        codes: (len(found.chosen(wanted)), len(found.maybe(wanted)), found.total(wanted).possible)
        for codes in (("04891",), ("04891", "04828"), ("04831",))
        for wanted in [Wanted(units=frozenset(codes))]
    }

    assert answers == {("04891",): (0, 1, 1), ("04891", "04828"): (1, 0, 1), ("04831",): (0, 0, 0)}


def test_an_asked_unit_alone_is_shown() -> None:
    """A row for a unit that was not asked for is never there, though an unplaced model may lie in it."""
    found = movement([model(1, unit=VAY_NUA), model(2, unit=TIEN_PHONG)]).on(END_2025)

    rows = found.totals("unit", Wanted(units=frozenset({"04891"})))
    assert [(each.key, each.models, each.possible) for each in rows] == [("04891", 1, 2)]


def test_the_merger_of_the_whole_province() -> None:
    """A model in each of the 151 units: 148 in the 46 of 1/7/2025, three unplaced, none lost."""
    models = [model(at, unit=each.key, village="Xóm 1") for at, each in enumerate(OLD.values())]
    found = movement(models).on(END_2025)
    rows = found.totals("unit", EVERYTHING)

    assert {each.key: each.models for each in rows}[UNPLACED] == len(SPLIT)
    assert sum(each.models for each in rows) == 151
    assert found.total(EVERYTHING).units == 46
    assert found.total(EVERYTHING).villages == 151  # one name in 151 units is 151 places, also after the merger


def test_villages_before_and_after_a_merger() -> None:
    """«Xóm 1» recorded in the merged unit may be the one of an old unit, or a third: a range."""
    merged = key("04897", FIRST_NEW)
    models = [model(at, unit=each.old, village="Xóm 1") for at, each in enumerate(UNITS.predecessors(merged))]
    total = movement([*models, model(9, unit=merged, village="xóm  1")]).on(END_2025).total(EVERYTHING)

    assert (total.units, total.villages, total.villages_possible) == (1, 3, 4)


def test_villages_under_a_new_name_of_the_unit() -> None:
    """A unit that was only renamed on 1/2/2021 has the villages that it had."""
    models = [model(at, unit=key("04816", day)) for at, day in enumerate((date(2021, 1, 31), date(2021, 2, 1)))]
    total = movement(models).on(END_2024).total(EVERYTHING)

    assert (total.units, total.villages, total.villages_possible) == (1, 1, 1)


def test_where_a_part_went_nobody_knows() -> None:
    """Of a unit of which only one part is said to have gone on, a model may be there, and does not surely."""
    old, new = unit("00001", date(2020, 1, 1), date(2021, 12, 31)), unit("00002", date(2022, 1, 1))
    units = Register((old, new), (line(old, new, "part"),))
    found = movement([model(1, unit=old.key)], units=units).on(END_2024)
    wanted = Wanted(units=frozenset({"00002"}))

    assert (len(found.chosen(wanted)), len(found.maybe(wanted))) == (0, 1)
    assert [(each.key, each.models, each.possible) for each in found.totals("district", EVERYTHING)] == [
        ("01", 0, 1), (UNPLACED, 1, 1),
    ]  # fmt: skip


def test_missing_members_are_counted() -> None:
    """Sums are of what is known; beside them stands how many models miss theirs."""
    models = [model(1, members=7, households=40), model(2, members=None, households=2), model(3, village="")]
    total = movement(models).on(END_2025).total(EVERYTHING)

    assert (total.members, total.members_missing) == (7, 2)
    assert (total.households, total.households_missing) == (42, 1)
    assert (total.villages, total.no_village) == (1, 1)


def test_before_the_first_map() -> None:
    """The register of units begins on 1/1/2020: the days before stand on that map, and say so."""
    register = movement([model(1)])

    assert register.on(END_2019).earlier_than_known
    assert not register.on(END_2024).earlier_than_known
    assert register.on(END_2019).row(0).unit == OLD["04831"].key


def test_what_the_book_does_not_list() -> None:
    """A kind of an older book keeps its id as its title and a row of its own; rows of strange models are left out."""
    found = movement([model(1, kind="cu")], [turn(9, END_2019)], [review(9, 2019, "good")]).on(END_2025)

    assert found.title("kinds", "cu") == "cu"
    assert found.title("kinds", "camera") == "Camera an ninh"
    assert found.title("ratings", "none") == "none"
    assert {each.key: each.models for each in found.totals("kind", EVERYTHING)}["cu"] == 1


def test_a_key_twice() -> None:
    """Two models of one key are refused."""
    with pytest.raises(ValueError, match="twice"):
        movement([model(1), model(1)])


def test_nothing_recorded() -> None:
    """An empty register answers every question with nothing."""
    found = movement([]).on(END_2025)

    assert len(found.chosen(Wanted(units=frozenset({"04831"}), search="a"))) == 0
    assert found.totals("unit", EVERYTHING) == ()
    assert found.total(EVERYTHING).models == 0


def test_days_are_kept() -> None:
    """The same day is worked out once; after many others it is worked out anew, the same."""
    register = movement([model(1)])
    first = register.on(END_2025)

    assert register.on(END_2025) is first
    for month in range(1, 8):
        register.on(date(2024, month, 1))
    assert register.on(END_2025) is first
    register.on(date(2024, 8, 1))
    assert register.on(END_2025) is first  # the day that was asked for longest ago went
    for month in range(1, 9):
        register.on(date(2023, month, 1))
    assert register.on(END_2025) is not first
    assert register.on(END_2025).row(0) == first.row(0)


def test_prepared_at_once() -> None:
    """What texts need can be worked out before anybody asks."""
    register = movement([model(1, title="Camera xóm Bưng")])
    register.prepare()

    assert {"villages", "title_rank", "village_rank", "searched"} <= vars(register.columns).keys()
