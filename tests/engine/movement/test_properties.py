"""What holds of any register: rows sum to the whole, and knowing more never widens a range."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.movement.counting import Counted, counted
from engine.movement.entries import Model, Review, Turn
from engine.movement.register import Snapshot
from engine.movement.rollups import By
from engine.movement.wanted import EVERYTHING, Wanted
from engine.units import UnitKey
from tests.engine.movement.registers import BOOK, END_2025, FIRST_NEW, OLD, SPLIT, UNITS, key, model, movement
from tests.engine.movement.test_counting import rule

PLACES = [
    *(OLD[each].key for each in SPLIT),
    key("04897"),
    key("04828", FIRST_NEW),
    key("04891", FIRST_NEW),
    key("04831"),
]
RATINGS = [each.id for each in BOOK.ratings]
BYS: tuple[By, ...] = ("unit", "district", "province", "field", "kind", "body")
COUNTS = st.none() | st.integers(0, 50)
MODELS = st.lists(
    st.builds(
        model,
        st.just(0),
        unit=st.sampled_from(PLACES),
        kind=st.sampled_from(("camera", "zalo", "lien-gia")),
        field=st.sampled_from(("security", "economy")),
        village=st.sampled_from(("", "Xóm 1", "Xóm 2")),
        members=COUNTS,
        households=COUNTS,
        founded_on=st.sampled_from((date(2020, 1, 1), date(2025, 1, 2), date(2026, 1, 1))),
    ),
    max_size=12,
).map(lambda found: [replace(each, key=f"MH{at:06}") for at, each in enumerate(found)])
TURNS = st.lists(
    st.builds(
        Turn,
        st.integers(0, 11).map(lambda at: f"MH{at:06}"),
        st.sampled_from((date(2021, 1, 1), FIRST_NEW, date(2025, 9, 1))),
        st.sampled_from(tuple(EVERYTHING.standings)),
    ),
    max_size=6,
)
REVIEWS = st.dictionaries(
    st.tuples(st.integers(0, 11), st.sampled_from((2024, 2025))),
    st.tuples(st.none() | st.sampled_from(RATINGS), COUNTS, COUNTS),
    max_size=10,
).map(lambda found: [Review(f"MH{at:06}", year, *said) for (at, year), said in found.items()])
ASKED = st.builds(
    Wanted,
    units=st.none() | st.frozensets(st.sampled_from(("04828", "04891", "04831", "04924"))),
    kinds=st.none() | st.just(frozenset({"camera"})),
    standings=st.sampled_from((EVERYTHING.standings, Wanted().standings)),
)


@given(MODELS, TURNS, REVIEWS, ASKED, st.sampled_from((date(2025, 6, 30), END_2025)))
@settings(max_examples=40, deadline=None)
def test_rows_sum_to_the_whole(
    models: list[Model], turns: list[Turn], reviews: list[Review], wanted: Wanted, day: date
) -> None:
    """However it is added up, the rows come to the whole in models and sums, which is what a list of them counts."""
    snapshot = movement(models, turns, reviews).on(day)
    whole = snapshot.total(wanted)
    rows = [snapshot.row(at) for at in snapshot.chosen(wanted)]

    assert whole.models == len(rows)
    assert whole.possible == len(rows) + len(snapshot.maybe(wanted))
    assert whole.members == sum(each.members or 0 for each in rows)
    assert whole.households_missing == sum(each.households is None for each in rows)
    assert whole.units == len({each.unit for each in rows} - {None})
    for by in BYS:
        totals = snapshot.totals(by, wanted)
        assert sum(each.models for each in totals) == whole.models
        assert sum(each.members for each in totals) == whole.members
        assert sum(each.households_missing for each in totals) == whole.households_missing
        assert all(each.models <= each.possible <= whole.possible for each in totals)
        assert all(each.villages <= each.villages_possible <= each.models for each in totals)


@given(MODELS, TURNS, REVIEWS, st.sampled_from((date(2025, 6, 30), END_2025)))
@settings(max_examples=40, deadline=None)
def test_units_are_counted_one_by_one(models: list[Model], turns: list[Turn], reviews: list[Review], day: date) -> None:
    """The row of a unit is what asking for that unit alone counts, sure and possible."""
    snapshot = movement(models, turns, reviews).on(day)

    for each in snapshot.totals("unit", EVERYTHING):
        if each.key != "?":
            alone = snapshot.total(replace(EVERYTHING, units=frozenset({each.key})))
            assert replace(alone, key=each.key, title=each.title) == each


def within(now: dict[UnitKey, Counted], before: dict[UnitKey, Counted]) -> bool:
    """Say whether every range lies within what it was."""
    nothing = Counted(0, 0)
    found = [(now.get(each, nothing), before.get(each, nothing)) for each in now.keys() | before.keys()]
    return all(a.sure >= b.sure and (b.possible is None or (a.possible or 0) <= b.possible) for a, b in found)


def told(snapshot: Snapshot, what: Iterable[int]) -> list[Turn]:
    """Say of models that lie nobody knows where in which unit they are."""
    rows = [snapshot.row(at) for at in what]
    return [Turn(each.model.key, FIRST_NEW, each.standing, each.candidates[0]) for each in rows if each.candidates]


@given(MODELS, REVIEWS, st.data())
@settings(max_examples=40, deadline=None)
def test_knowing_more_never_widens_a_range(models: list[Model], reviews: list[Review], data: st.DataObject) -> None:
    """Ratings, members, villages and places that are added narrow a count or leave it, whatever it counts."""
    of = data.draw(st.sampled_from(("models", "members", "households", "villages")))
    rating = data.draw(st.sampled_from(RATINGS))
    asked = rule(of, ratings=["good", "fair"])
    before = movement(models, (), reviews).on(END_2025)
    rated = {each.model for each in reviews if each.year == END_2025.year}
    more = [*reviews, *(Review(each.key, END_2025.year, rating) for each in models if each.key not in rated)]
    filled = [
        replace(each, members=4 if each.members is None else each.members, village=each.village or "Xóm 3")
        for each in models
    ]
    steps = (
        movement(models, (), more),
        movement(filled, (), reviews),
        movement(models, told(before, range(len(before.chosen(EVERYTHING)))), reviews),
    )

    was = counted(before, asked, END_2025.year)
    for each in steps:
        assert within(counted(each.on(END_2025), asked, END_2025.year), was)


def test_every_split_unit_is_among_the_places() -> None:
    """The invented models above lie in the split units too, so that the ranges are real ones."""
    found = movement([model(at, unit=each) for at, each in enumerate(PLACES)]).on(END_2025)

    assert Counter(each.unit is None for each in map(found.row, range(len(PLACES))))[True] == 3
    assert len(UNITS.successors(PLACES[0])) == 2
