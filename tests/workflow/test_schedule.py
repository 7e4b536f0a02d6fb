"""Plans of periods and who is late: the days that are offered, their order, and each due day with the day after."""

from dataclasses import replace
from datetime import date
from functools import cache
from importlib.resources import files

import pytest

from api.store.acts import head
from api.store.assessments import State, plans
from api.workflow.assessing import appraise, self_assess, submit
from api.workflow.registering import register, withdraw
from api.workflow.schedule import Days, faults_of, late, plan_period, proposed
from api.workflow.sheets import FaultyError, ForbiddenError, OvertakenError
from engine.checking import check
from engine.criteria import CriteriaSet
from tests.assessments import CLERK, DA_BAC, PERIOD, SET, agreed, course_of, open_period, prepared, sheet
from tests.offices import Opened

YEAR = Days(
    opens=date(2024, 1, 1),
    closes=date(2024, 12, 31),
    self_assessed_by=date(2024, 11, 20),
    submitted_by=date(2024, 11, 30),
    appraised_by=date(2024, 12, 15),
    review_6=date(2024, 7, 1),
    review_9=date(2024, 10, 1),
)


def criteria_of(opened: Opened) -> CriteriaSet:
    """Return the set in force for 2024."""
    return opened.office.version_of_period(SET, PERIOD).criteria


@cache
def shipped(name: str) -> CriteriaSet:
    """Read a shipped file."""
    criteria = check((files("criteria") / name).read_bytes()).criteria
    assert criteria is not None
    return criteria


NQ12, TT124 = "nq12-tu/2022-06-27.yaml", "tt124-xa/2022-02-10.yaml"


def acts(opened: Opened) -> int:
    """Return how many acts there are."""
    with opened.office.database.reading() as session:
        return head(session).seq


def test_the_days_that_are_offered() -> None:
    """20/11, 30/11 and 15/12; a period from 16 November has its reviews in May and August and closes after its end."""
    assert proposed(shipped(NQ12), PERIOD) == YEAR
    assert proposed(shipped(TT124), PERIOD) == replace(
        YEAR,
        opens=date(2023, 11, 16),
        closes=date(2024, 12, 15),
        review_6=date(2024, 5, 16),
        review_9=date(2024, 8, 16),
    )


@pytest.mark.parametrize(
    ("changed", "places"),
    [
        ({}, []),
        ({"self_assessed_by": date(2024, 12, 1)}, ["submitted_by"]),
        ({"self_assessed_by": date(2024, 11, 30), "appraised_by": date(2024, 11, 30)}, []),
        ({"opens": date(2024, 11, 21)}, ["self_assessed_by"]),
        ({"appraised_by": date(2024, 11, 29)}, ["appraised_by"]),
        ({"closes": date(2024, 11, 29)}, ["closes"]),
        ({"closes": date(2024, 11, 30)}, []),
        ({"review_6": date(2024, 10, 2)}, ["review_9"]),
        ({"opens": date(2023, 12, 31)}, ["opens"]),
        ({"closes": date(2029, 12, 31)}, []),
        ({"closes": date(2030, 1, 1)}, ["closes"]),
        (
            {"opens": date(2024, 12, 1), "submitted_by": date(2024, 11, 1), "review_6": date(2204, 7, 1)},
            ["review_6", "self_assessed_by", "submitted_by", "review_9"],
        ),
    ],
)
def test_the_order_of_days(changed: dict[str, date], places: list[str]) -> None:
    """Days may fall together but not cross; a year mistyped is seen, and every fault is said at once."""
    days = replace(YEAR, **changed)

    assert [each.place for each in faults_of(days, shipped(NQ12), PERIOD)] == places


def test_the_last_year_there_is() -> None:
    """A period at the end of the calendar has days to be chosen from like any other."""
    assert [each.place for each in faults_of(proposed(shipped(NQ12), "9999"), shipped(NQ12), "9999")] == []


def test_a_plan_is_made_and_changed(opened_office: Opened) -> None:
    """A plan is written over the one that was seen; the same again is no act; faults write nothing."""
    office, criteria = opened_office.office, criteria_of(opened_office)
    first = plan_period(office, CLERK, criteria, PERIOD, YEAR, 0)
    again = plan_period(office, CLERK, criteria, PERIOD, YEAR, 0)
    assert (first.id, again.id, acts(opened_office)) == (1, 1, 2)

    later = replace(YEAR, closes=date(2025, 1, 31))
    with pytest.raises(OvertakenError):
        plan_period(office, CLERK, criteria, PERIOD, later, 0)
    assert Days.of(plan_period(office, CLERK, criteria, PERIOD, later, 1)) == later
    with pytest.raises(FaultyError, match="ngày đóng kỳ 01/11/2024 trước hạn nộp 30/11/2024"):
        plan_period(office, CLERK, criteria, PERIOD, replace(YEAR, closes=date(2024, 11, 1)), 2)
    assert acts(opened_office) == 3


def late_codes(opened: Opened, on: date) -> dict[str, bool]:
    """Tell of which steps Thị trấn Đà Bắc is late."""
    return {
        str(step): DA_BAC in {each.key for each in units}
        for step, units in late(opened.office, SET, PERIOD, on).steps.items()
    }


@pytest.mark.parametrize(
    ("step", "due"),
    [
        ("self_assessed", date(2024, 11, 20)),
        ("submitted", date(2024, 11, 30)),
        ("appraised", date(2024, 12, 15)),
    ],
)
def test_late_is_from_the_day_after(opened_office: Opened, step: str, due: date) -> None:
    """On the due day nobody is late; on the day after all 139 units are that did nothing."""
    open_period(opened_office.office)
    opened_office.clock.move(days=60)
    after = date.fromordinal(due.toordinal() + 1)
    counts = [len(late(opened_office.office, SET, PERIOD, on).steps[State(step)]) for on in (due, after)]

    # the plan was made on 10/11, so both days know it
    assert counts == [0, 139]


def test_who_did_a_step_is_not_late(opened_office: Opened) -> None:
    """A step that was taken is not late, as known on each day; what is past stays as it was known then."""
    office = prepared(opened_office)
    of, clock = sheet(office), opened_office.clock
    clock.move(days=11)  # 21/11
    assert late_codes(opened_office, office.today) == {"self_assessed": True, "submitted": False, "appraised": False}
    self_assess(office, CLERK, of, 0, {})
    assert late_codes(opened_office, office.today)["self_assessed"] is False

    clock.move(days=10)  # 1/12
    assert late_codes(opened_office, office.today) == {"self_assessed": False, "submitted": True, "appraised": False}
    submit(office, CLERK, of, course_of(office, of).number)
    assert late_codes(opened_office, office.today)["submitted"] is False

    clock.move(days=15)  # 16/12
    assert late_codes(opened_office, office.today)["appraised"] is True
    some, rest = agreed(office, of, of.ids[:3]), agreed(office, of, of.ids[3:])
    appraise(office, CLERK, of, course_of(office, of).number, some)
    assert late_codes(opened_office, office.today)["appraised"] is True
    appraise(office, CLERK, of, course_of(office, of).number, rest)
    assert late_codes(opened_office, office.today) == dict.fromkeys(("self_assessed", "submitted", "appraised"), False)
    assert late_codes(opened_office, date(2024, 11, 20)) == dict.fromkeys(
        ("self_assessed", "submitted", "appraised"), False
    )
    assert late_codes(opened_office, date(2024, 11, 30))["submitted"] is False
    clock.move(days=1)
    assert late_codes(opened_office, date(2024, 12, 15))["submitted"] is False


def test_without_a_plan_nobody_is_late(opened_office: Opened) -> None:
    """Before the period was planned nothing was due, whatever the day."""
    found = late(opened_office.office, SET, PERIOD, date(2024, 12, 31))
    assert [len(each) for each in found.steps.values()] == [0, 0, 0]

    open_period(opened_office.office)
    before = late(opened_office.office, SET, PERIOD, date(2024, 11, 9))
    assert [len(each) for each in before.steps.values()] == [0, 0, 0]


def test_registering(opened_office: Opened) -> None:
    """A registration can be withdrawn and made again; the same again is no act; those without one are named."""
    office, criteria = opened_office.office, criteria_of(opened_office)
    unit, day = sheet(office).unit, date(2024, 2, 15)

    def enrol(level: str = "commune", on: date = day) -> int:
        return register(office, CLERK, criteria, unit, period=PERIOD, level=level, day=on, by_province=False).id

    with pytest.raises(ForbiddenError, match="Kỳ 2024 chưa được mở"):
        enrol()
    open_period(office)
    before = acts(opened_office)
    assert (enrol(), enrol(), acts(opened_office)) == (1, 1, before + 1)
    with pytest.raises(ForbiddenError, match="Đã đăng ký cấp này ngày 15/02/2024"):
        enrol(on=date(2024, 3, 1))
    assert len(late(office, SET, PERIOD, office.today).not_registered) == 138

    assert [withdraw(office, CLERK, each, by_province=False).id for each in (1, 1, 2)] == [2, 2, 2]
    assert len(late(office, SET, PERIOD, office.today).not_registered) == 139
    assert enrol(on=date(2024, 3, 1)) == 3
    with pytest.raises(OvertakenError):
        withdraw(office, CLERK, 1, by_province=False)
    with pytest.raises(LookupError):
        withdraw(office, CLERK, 99, by_province=False)


def test_a_closed_period_can_be_registered_in_by_the_province_alone(opened_office: Opened) -> None:
    """On the closing day a commune registers and withdraws, on the next only the province does."""
    office, criteria = opened_office.office, criteria_of(opened_office)
    unit, day = sheet(office).unit, date(2024, 2, 15)
    open_period(office)
    with office.database.reading() as session:
        closes = plans(session, SET, PERIOD)[PERIOD].closes
    opened_office.clock.move(days=(closes - office.today).days)
    row = register(office, CLERK, criteria, unit, period=PERIOD, level="commune", day=day, by_province=False)
    opened_office.clock.move(days=1)
    with pytest.raises(ForbiddenError, match="Kỳ 2024 đã đóng"):
        withdraw(office, CLERK, row.id, by_province=False)
    with pytest.raises(ForbiddenError, match="Kỳ 2024 đã đóng"):
        register(office, CLERK, criteria, unit, period=PERIOD, level="province", day=day, by_province=False)

    assert withdraw(office, CLERK, row.id, by_province=True).withdrawn


def test_a_level_that_is_not_in_force_is_refused(opened_office: Opened) -> None:
    """The district level ended with 30/6/2025: on that day it can be registered for, on the next it can't."""
    opened_office.clock.move(days=300)
    office = opened_office.office
    open_period(office, "2025")
    criteria = office.version_of_period(SET, "2025").criteria
    unit = next(each for each in office.register.history("05395") if each.exists_on(date(2025, 12, 31)))
    old = replace(unit, first_day_exact=False)  # a unit that was there before the merger

    def enrol(level: str, day: date) -> str:
        return register(office, CLERK, criteria, old, period="2025", level=level, day=day, by_province=False).level

    assert enrol("district", date(2025, 6, 30)) == "district"
    with pytest.raises(FaultyError, match="ngày 01/07/2025 không có «Điển hình cấp huyện»") as error:
        enrol("district", date(2025, 7, 1))
    assert error.value.faults[0].cure == "chọn cấp khác: commune, province"
    with pytest.raises(FaultyError, match="không có cấp «ward»"):
        enrol("ward", date(2025, 7, 1))
    with pytest.raises(FaultyError, match="quá muộn"):
        enrol("commune", date(2025, 12, 1))
    with pytest.raises(FaultyError, match="chưa có Xã An Nghĩa"):
        register(
            office, CLERK, criteria, unit, period="2025", level="commune", day=date(2025, 6, 30), by_province=False
        )
