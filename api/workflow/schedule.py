"""When a period opens and closes, by when each step is due, who is late."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, time

from api.store import assessments as stored
from api.store.acts import moment
from api.store.assessments import Course, State
from api.store.database import Actor
from api.store.tables import PeriodPlan
from api.store.units import numbers
from api.workflow.office import VIETNAM, Office
from api.workflow.sheets import Fault, FaultyError, OvertakenError
from engine.criteria import CriteriaSet
from engine.units import UnitVersion

YEARS_AFTER = 5
"""How long after its period a day of a plan may lie: a sealed assessment may be reopened late."""


# ---------------------------------------------------------------------------------------------------------- plans


@dataclass(frozen=True, slots=True)
class Days:
    """The days of a period's plan; each is included."""

    opens: date
    closes: date
    self_assessed_by: date
    submitted_by: date
    appraised_by: date
    review_6: date
    review_9: date

    @classmethod
    def of(cls, plan: PeriodPlan) -> Days:
        """Take the days of a row."""
        return cls(**{name: getattr(plan, name) for name in DAY_WORDS})


DAY_WORDS = {
    "opens": "ngày mở kỳ",
    "closes": "ngày đóng kỳ",
    "self_assessed_by": "hạn tự chấm",
    "submitted_by": "hạn nộp",
    "appraised_by": "hạn thẩm định",
    "review_6": "ngày rà soát 6 tháng",
    "review_9": "ngày rà soát 9 tháng",
}
_IN_ORDER = (
    ("opens", "self_assessed_by"),
    ("self_assessed_by", "submitted_by"),
    ("submitted_by", "appraised_by"),
    ("submitted_by", "closes"),
    ("review_6", "review_9"),
)


def proposed(criteria: CriteriaSet, period: str) -> Days:
    """Return the days that are offered: 20/11, 30/11, 15/12 (after 510/QĐ-BCA-V05, Điều 11), reviews at 6 and 9 months.

    The period closes with its last day, or when the appraisal is due where that is later.
    """
    first, last = criteria.period.bounds(period)
    appraised_by = date(int(period), 12, 15)
    return Days(
        opens=first,
        closes=max(last, appraised_by),
        self_assessed_by=date(int(period), 11, 20),
        submitted_by=date(int(period), 11, 30),
        appraised_by=appraised_by,
        review_6=_months_after(first, 6),
        review_9=_months_after(first, 9),
    )


def _months_after(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def faults_of(days: Days, criteria: CriteriaSet, period: str) -> tuple[Fault, ...]:
    """Return everything that is wrong with the days of a plan."""
    first, last = criteria.period.bounds(period)
    until = date(min(last.year + YEARS_AFTER, date.max.year), 12, 31)
    return (*_far(days, first, until), *_out_of_order(days))


def _far(days: Days, first: date, until: date) -> Iterator[Fault]:
    for name, word in DAY_WORDS.items():
        day = getattr(days, name)
        if not first <= day <= until:
            cure = f"chọn ngày từ {first:%d/%m/%Y} đến {until:%d/%m/%Y}"
            yield Fault(name, f"{word} {day:%d/%m/%Y} nằm quá xa kỳ", cure)


def _out_of_order(days: Days) -> Iterator[Fault]:
    for before, after in _IN_ORDER:
        earlier, later = getattr(days, before), getattr(days, after)
        if later < earlier:
            message = f"{DAY_WORDS[after]} {later:%d/%m/%Y} trước {DAY_WORDS[before]} {earlier:%d/%m/%Y}"
            yield Fault(after, message, f"chọn ngày từ {earlier:%d/%m/%Y} trở đi, hoặc sửa {DAY_WORDS[before]}")


def plan_period(  # noqa: PLR0913, PLR0917 -- who plans what, over which plan
    office: Office, actor: Actor, criteria: CriteriaSet, period: str, days: Days, seen: int
) -> PeriodPlan:
    """Open a period or change its days; the same again changes nothing.

    ``seen`` is the number of the plan that the writer saw, 0 for none. FaultyError, OvertakenError.
    """
    faults = faults_of(days, criteria, period)
    if faults:
        raise FaultyError(faults)
    said = {"days": asdict(days)}
    with office.database.writing(actor, "period.plan", set_id=criteria.set, period=period, content=said) as write:
        held = stored.plans(write.session, criteria.set, period).get(period)
        if held is not None and Days.of(held) == days:
            return held
        if seen != (held.id if held else 0):
            raise OvertakenError
        replaces = held.id if held else None
        return write.add(PeriodPlan(set_id=criteria.set, period=period, replaces=replaces, **asdict(days)))


def not_open(plan: PeriodPlan | None, period: str, today: date) -> str | None:
    """Say why a period is not open yet; None: it is."""
    if plan is None:
        return f"Kỳ {period} chưa được mở; nhờ cán bộ cấp tỉnh mở kỳ ở trang Kỳ đánh giá."
    if today < plan.opens:
        return f"Kỳ {period} mở từ ngày {plan.opens:%d/%m/%Y}; chờ đến ngày đó, hoặc nhờ cán bộ cấp tỉnh sửa ngày mở."
    return None


def closed(plan: PeriodPlan | None, period: str, today: date) -> str | None:
    """Say why a commune can do nothing in a period of itself: not open yet, or closed; None: it can."""
    why = not_open(plan, period, today)
    if why is None and plan is not None and today > plan.closes:
        return f"Kỳ {period} đã đóng sau ngày {plan.closes:%d/%m/%Y}; nhờ cán bộ cấp tỉnh lùi ngày đóng."
    return why


# ----------------------------------------------------------------------------------------------------------- late

DUE = {State.SELF_ASSESSED: "self_assessed_by", State.SUBMITTED: "submitted_by", State.APPRAISED: "appraised_by"}
"""The steps with a due day, in their order, and the day of the plan."""


def outstanding(course: Course, criteria: CriteriaSet) -> tuple[State, ...]:
    """Return the steps with a due day that were not taken yet; once it was sealed there is none."""
    if course.had(State.SEALED):
        return ()
    judged = {each.id for each in criteria.criteria} <= course.appraised.keys()
    done = {
        State.SELF_ASSESSED: course.had(State.SELF_ASSESSED),
        State.SUBMITTED: course.had(State.SUBMITTED),
        State.APPRAISED: judged,
    }
    return tuple(step for step in DUE if not done[step])


def overdue(course: Course, criteria: CriteriaSet, plan: PeriodPlan | None, on: date) -> tuple[State, ...]:
    """Return the steps that are late on a day: from the day after they were due."""
    if plan is None:
        return ()
    return tuple(step for step in outstanding(course, criteria) if getattr(plan, DUE[step]) < on)


@dataclass(frozen=True, slots=True)
class Late:
    """Which units are late on a day, by step, and which have registered for no level."""

    steps: Mapping[State, tuple[UnitVersion, ...]]
    not_registered: tuple[UnitVersion, ...]


def units_of(office: Office, criteria: CriteriaSet, period: str) -> tuple[UnitVersion, ...]:
    """Return the units that are assessed in a period, in the order of codes."""
    day = criteria.period.bounds(period)[1]
    return tuple(sorted(office.register.covered(criteria, day), key=lambda each: each.code))


def late(office: Office, set_id: str, period: str, on: date) -> Late:
    """Return who is late on a day, by what was known at its end; NoVersionError, ValueError when it is no period."""
    criteria = office.version_of_period(set_id, period).criteria
    with office.database.reading() as session:
        upto = office.database.act_on(session, moment(datetime.combine(on, time.max, VIETNAM)))
        known = numbers(session)
        plan = stored.plans(session, set_id, period, upto).get(period)
        taken = stored.courses(session, set_id, period, upto)
        rows = stored.registrations(session, set_id, period, upto)
    registered = {row.unit_id for row in rows if not row.withdrawn}
    steps: dict[State, list[UnitVersion]] = {step: [] for step in DUE}
    units = units_of(office, criteria, period)
    for unit in units:
        for step in overdue(taken.get(known.get(unit.key, 0), stored.NO_STEPS), criteria, plan, on):
            steps[step].append(unit)
    return Late(
        {step: tuple(each) for step, each in steps.items()},
        tuple(unit for unit in units if known.get(unit.key) not in registered),
    )
