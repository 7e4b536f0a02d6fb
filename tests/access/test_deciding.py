"""Who may do what where: places, days, tokens, successors of units, and who appraises."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.access.deciding import ALLOWED, NOBODY, Access, Action, Granted, Place, Refusal, Role, Who
from api.exchange.appraisers import Appraiser, Appraisers, load_appraisers
from api.exchange.register import load_register
from engine.units import UnitKey

REGISTER = load_register()[0]
APPRAISERS = load_appraisers()
DAY = date(2024, 11, 10)
OLD, MERGED = date(2020, 1, 1), date(2025, 7, 1)
VAY_NUA, TIEN_PHONG = ("04891", OLD), ("04891", MERGED)
DA_BAC = ("04831", OLD)
ELSEWHERE = ("05293", OLD)
"""A commune of another district that went into none of the units above."""


def by(day: date) -> str | None:
    """Return who appraises on a day."""
    found = APPRAISERS.on(day)
    return found.by if found else None


ACCESS = Access(REGISTER, by)


def grant(role: Role, place: str, first: date = OLD, last: date | None = None) -> Granted:
    """Make a grant."""
    return Granted(role, Place.read(place), first, last)


def somebody(*granted: Granted, only: frozenset[Action] | None = None, bound: frozenset[Action] | None = None) -> Who:
    """Make somebody signed in."""
    return Who("canbo1", 1, granted, only, bound)


def decided(who: Who, action: Action, unit: UnitKey | None = None, on: date = DAY) -> Refusal | None:
    """Decide on a day."""
    return ACCESS.decide(who, action, unit, on)


# -------------------------------------------------------------------------------------------------------- places


@pytest.mark.parametrize("text", ["all", "province:17", "district:150", "unit:04831:2020-01-01"])
def test_a_place_is_written_as_it_is_read(text: str) -> None:
    """Each kind of place has one way to be written."""
    assert str(Place.read(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "everywhere",
        "all:17",
        "province",
        "province:",
        "province:1",
        "province:170",
        "province:1a",
        "province:\u0661\u0667",
        "district:15",
        "district:150:2020-01-01",
        "unit:04831",
        "unit:04831:",
        "unit:04831:2020-02-30",
        "unit:4831:2020-01-01",
        " all",
    ],
)
def test_what_is_no_place(text: str) -> None:
    """Anything else is refused, above all what would be wider than was meant."""
    with pytest.raises(ValueError, match=r".*"):
        Place.read(text)


@pytest.mark.parametrize(
    ("place", "reached"),
    [
        ("all", {VAY_NUA, TIEN_PHONG, DA_BAC, ELSEWHERE}),
        ("province:17", {VAY_NUA, DA_BAC, ELSEWHERE}),
        ("province:25", {VAY_NUA, TIEN_PHONG, DA_BAC, ELSEWHERE}),
        ("province:24", set()),
        ("district:150", {VAY_NUA, DA_BAC}),
        ("unit:04891:2020-01-01", {VAY_NUA}),
        ("unit:04891:2025-07-01", {VAY_NUA, TIEN_PHONG}),
        ("unit:04831:2020-01-01", {DA_BAC}),
    ],
)
def test_a_place_and_the_past_of_its_units(place: str, reached: set[UnitKey]) -> None:
    """A place holds its units and those that went into them; never what became of them elsewhere."""
    who = somebody(grant(Role.VIEWER, place))
    units = {VAY_NUA, TIEN_PHONG, DA_BAC, ELSEWHERE}

    assert {each for each in units if decided(who, Action.READ, each) is None} == reached
    assert ACCESS.visible(who, Action.READ, units, DAY) == reached


def test_every_old_unit_is_the_business_of_the_new_province() -> None:
    """All 151 units of Hòa Bình of 30/6/2025 lie in Phú Thọ's place, and none of its 46 in Hòa Bình's."""
    old, new = ([each.key for each in REGISTER.on(day).values()] for day in (date(2025, 6, 30), MERGED))
    of_17, of_25 = (somebody(grant(Role.PROVINCE, f"province:{code}")) for code in (17, 25))

    assert len(ACCESS.visible(of_25, Action.READ, old, DAY)) == 151
    assert len(ACCESS.visible(of_25, Action.READ, new, DAY)) == 46
    assert ACCESS.visible(of_17, Action.READ, new, DAY) == frozenset()


def test_a_unit_that_is_none() -> None:
    """A version that no register knows is in nobody's place but everywhere's."""
    unit = ("99999", OLD)

    assert decided(somebody(grant(Role.VIEWER, "all")), Action.READ, unit) is None
    assert decided(somebody(grant(Role.VIEWER, "province:17")), Action.READ, unit) is Refusal.NOT_YOUR_PLACE


# ---------------------------------------------------------------------------------------------------------- days


@pytest.mark.parametrize(("days", "holds"), [(-1, False), (0, True), (30, True), (31, False)])
def test_the_first_and_the_last_day(days: int, holds: bool) -> None:  # noqa: FBT001 -- a column of the table
    """A grant holds on its first and its last day, not the day before or after."""
    who = somebody(grant(Role.VIEWER, "district:150", DAY, DAY + timedelta(30)))
    on = DAY + timedelta(days)

    assert (decided(who, Action.READ, DA_BAC, on) is None) is holds
    assert (DA_BAC in ACCESS.visible(who, Action.READ, [DA_BAC], on)) is holds
    assert who.roles(on) == ((Role.VIEWER,) if holds else ())


def test_a_grant_that_ended_says_no_role() -> None:
    """Who has nothing in force is told of the role, not of the place."""
    who = somebody(grant(Role.PROVINCE, "all", OLD, DAY - timedelta(1)), grant(Role.VIEWER, "district:150"))

    assert decided(who, Action.RECOGNISE, DA_BAC) is Refusal.NOT_YOUR_ROLE
    assert decided(who, Action.READ, ELSEWHERE) is Refusal.NOT_YOUR_PLACE
    assert ACCESS.visible(who, Action.READ, [DA_BAC, ELSEWHERE], DAY) == {DA_BAC}


def test_a_role_and_a_place_belong_together() -> None:
    """Who writes here and looks there does not write there."""
    who = somebody(grant(Role.COMMUNE, "unit:04831:2020-01-01"), grant(Role.VIEWER, "all"))

    assert decided(who, Action.RECORD, DA_BAC) is None
    assert decided(who, Action.RECORD, VAY_NUA) is Refusal.NOT_YOUR_PLACE
    assert decided(who, Action.READ, VAY_NUA) is None
    assert who.roles(DAY) == (Role.COMMUNE, Role.VIEWER)


# ------------------------------------------------------------------------------------- people, tokens, first passwords


@pytest.mark.parametrize("action", [each for each in Action if each is not Action.SIGN_IN])
def test_nobody(action: Action) -> None:
    """Who is not signed in may sign in and nothing else."""
    assert decided(NOBODY, Action.SIGN_IN) is None
    assert decided(NOBODY, action, DA_BAC) is Refusal.SIGN_IN_FIRST


def test_somebody_without_a_grant() -> None:
    """An account without any role has its own account and nothing else."""
    who = somebody()

    assert decided(who, Action.OWN) is None
    assert decided(who, Action.READ_UNITS) is Refusal.NOT_YOUR_ROLE


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("action", list(Action))
def test_a_token_never_does_more(role: Role, action: Action) -> None:
    """A token does what it names and its account may: naming more gives nothing, not naming it takes it away."""
    whole, named, empty = (
        somebody(grant(role, "all"), only=only) for only in (None, frozenset({action}), frozenset[Action]())
    )
    on = MERGED  # the province appraises: whoever has the role in "all" may

    assert decided(named, action, DA_BAC, on) == decided(whole, action, DA_BAC, on)
    assert decided(empty, action, DA_BAC, on) == (None if action is Action.SIGN_IN else Refusal.NOT_THIS_TOKEN)


def test_until_the_first_password_is_changed() -> None:
    """With a one-time code one changes the password; everything else waits, whatever the role."""
    who = somebody(grant(Role.PROVINCE, "all"), bound=frozenset({Action.OWN}))

    assert decided(who, Action.OWN) is None
    assert decided(who, Action.READ, DA_BAC) is Refusal.PASSWORD_FIRST
    assert ACCESS.visible(who, Action.READ, [DA_BAC], DAY) == frozenset()


def test_a_limited_token_sees_nothing_in_lists() -> None:
    """A token without the reading sees no unit, also where its account sees all."""
    who = somebody(grant(Role.PROVINCE, "all"), only=frozenset({Action.CHECK}))

    assert ACCESS.visible(who, Action.READ, [DA_BAC], DAY) == frozenset()


def test_an_administrator_sees_no_figures() -> None:
    """Who runs the service does not read or write what is kept in it, wherever placed."""
    seen = {each for each in Action if decided(somebody(grant(Role.ADMINISTRATOR, "all")), each, DA_BAC) is None}

    assert seen == {
        Action.SIGN_IN,
        Action.OWN,
        Action.READ_CRITERIA,
        Action.READ_UNITS,
        Action.CHECK,
        Action.READ_AUDIT,
        Action.MANAGE_ACCOUNTS,
    }


def test_who_works_with_sums_sees_no_unit() -> None:
    """Neither a unit's figures nor that there is one; what they may, every other role that reads figures may too."""
    seen = {each for each in Action if decided(somebody(grant(Role.STATISTICIAN, "all")), each, DA_BAC) is None}

    assert seen == {Action.SIGN_IN, Action.OWN, Action.READ_CRITERIA, Action.SUMS, Action.COUNTS}
    for action in (Action.SUMS, Action.COUNTS):
        assert {role for role in Role if action in ALLOWED[role]} == {
            role for role in Role if Action.READ in ALLOWED[role]
        } | {Role.STATISTICIAN}


@pytest.mark.parametrize(("wider", "narrower"), [(Action.READ, Action.SUMS), (Action.PROGRESS, Action.COUNTS)])
def test_a_token_for_the_wider_thing_is_one_for_the_narrower(wider: Action, narrower: Action) -> None:
    """What a token could read before sums and counts had names of their own it still can; never the other way round."""
    holder = grant(Role.VIEWER, "all")
    assert decided(somebody(holder, only=frozenset({wider})), narrower, DA_BAC) is None
    assert decided(somebody(holder, only=frozenset({narrower})), wider, DA_BAC) is Refusal.NOT_THIS_TOKEN
    assert decided(somebody(grant(Role.STATISTICIAN, "all"), only=frozenset({wider})), wider) is Refusal.NOT_YOUR_ROLE


def test_nobody_alone_writes_and_appraises_a_commune() -> None:
    """No role both judges for the commune and from above; every action but signing in is somebody's."""
    assert not [role for role, may in ALLOWED.items() if {Action.SELF_ASSESS, Action.APPRAISE} <= may]
    assert frozenset[Action]().union(*ALLOWED.values()) == set(Action) - {Action.SIGN_IN}


# ------------------------------------------------------------------------------------------------------- appraising


@pytest.mark.parametrize(
    ("role", "place", "before", "after"),
    [
        (Role.APPRAISER, "district:150", None, Refusal.NOT_THE_APPRAISER),
        (Role.APPRAISER, "province:17", Refusal.NOT_THE_APPRAISER, None),
        (Role.APPRAISER, "province:25", Refusal.NOT_THE_APPRAISER, None),
        (Role.PROVINCE, "all", Refusal.NOT_THE_APPRAISER, None),
        (Role.APPRAISER, "unit:04831:2020-01-01", Refusal.NOT_THE_APPRAISER, Refusal.NOT_THE_APPRAISER),
        (Role.APPRAISER, "district:152", Refusal.NOT_YOUR_PLACE, Refusal.NOT_YOUR_PLACE),
        (Role.COMMUNE, "unit:04831:2020-01-01", Refusal.NOT_YOUR_ROLE, Refusal.NOT_YOUR_ROLE),
    ],
)
def test_who_appraises(role: Role, place: str, before: Refusal | None, after: Refusal | None) -> None:
    """To 30/6/2025 the district, from the next day the province, each in its place; nobody else ever."""
    who = somebody(grant(role, place))

    assert decided(who, Action.APPRAISE, DA_BAC, date(2025, 6, 30)) is before
    assert decided(who, Action.APPRAISE, DA_BAC, date(2025, 7, 1)) is after


def test_the_grant_that_appraises_is_the_one_of_the_place() -> None:
    """A district's appraiser who is somebody of the province elsewhere does not appraise here for the province."""
    who = somebody(grant(Role.APPRAISER, "district:150"), grant(Role.APPRAISER, "province:24"))

    assert decided(who, Action.APPRAISE, DA_BAC, MERGED) is Refusal.NOT_THE_APPRAISER
    assert decided(who, Action.APPRAISE, DA_BAC, DAY) is None


def test_spells_of_who_appraises() -> None:
    """Each day has one spell, its days included; between spells nobody appraises."""
    spells = Appraisers(
        (
            Appraiser(None, date(2020, 12, 31), "district", "a"),
            Appraiser(date(2021, 2, 1), date(2021, 2, 1), "province", "b"),
        )
    )
    days = [date(2020, 12, 31), date(2021, 1, 1), date(2021, 1, 31), date(2021, 2, 1), date(2021, 2, 2)]
    nobody = Access(REGISTER, lambda _day: None)

    assert [each.by if (each := spells.on(day)) else None for day in days] == ["district", None, None, "province", None]
    assert nobody.decide(somebody(grant(Role.PROVINCE, "all")), Action.APPRAISE, DA_BAC, DAY) is (
        Refusal.NOT_THE_APPRAISER
    )


def test_the_shipped_spells_leave_no_day_out() -> None:
    """Somebody appraises on every day, by a basis that is named."""
    assert all(each.basis for each in APPRAISERS.spells)
    assert [by(day) for day in (date.min, date(2025, 6, 30), date(2025, 7, 1), date.max)] == [
        "district",
        "district",
        "province",
        "province",
    ]


# ------------------------------------------------------------------------------------------------------- all of it

UNITS = [*(each.key for each in REGISTER.versions[::7]), VAY_NUA, TIEN_PHONG]
PLACES = ["all", "province:17", "province:25", "district:150", "district:152", "unit:04891:2020-01-01"]
GRANTS = st.builds(
    grant,
    st.sampled_from(list(Role)),
    st.sampled_from(PLACES),
    st.dates(date(2024, 1, 1), date(2025, 12, 31)),
    st.none() | st.dates(date(2024, 1, 1), date(2025, 12, 31)),
)


@given(st.lists(GRANTS, max_size=4), st.sampled_from(list(Action)), st.dates(date(2024, 1, 1), date(2025, 12, 31)))
def test_a_list_is_what_each_is_decided(granted: list[Granted], action: Action, on: date) -> None:
    """What is visible are exactly the units that are decided one by one, and a grant more never takes any away."""
    who = somebody(*granted)
    seen = ACCESS.visible(who, action, UNITS, on)

    assert seen == {unit for unit in UNITS if ACCESS.decide(who, action, unit, on) is None}
    if granted:
        assert ACCESS.visible(somebody(*granted[:-1]), action, UNITS, on) <= seen
