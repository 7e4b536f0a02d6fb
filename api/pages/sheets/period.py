"""What the page of a period shows: its days, who is late at which step, who registered for what."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date

from api.pages.choosing import Choice, of_periods
from api.store import assessments as stored
from api.store.assessments import State
from api.store.tables import PeriodPlan, Registration
from api.store.units import numbers
from api.workflow.office import Office
from api.workflow.schedule import DAY_WORDS, DUE, Days, late, proposed, units_of
from engine.criteria import CriteriaSet
from engine.names import sort_key
from engine.units import UnitKey, UnitVersion
from engine.wording.numbers import day

DAY_NOTES = {
    "opens": "Từ ngày này nhập được số liệu, tự chấm được.",
    "closes": "Ngày cuối xã còn ghi được, trừ khi phiếu được trả về.",
    "self_assessed_by": "",
    "submitted_by": "",
    "appraised_by": "",
    "review_6": "",
    "review_9": "",
}
LATE_WORDS = {
    State.SELF_ASSESSED: "Chậm tự chấm",
    State.SUBMITTED: "Chậm nộp",
    State.APPRAISED: "Chậm thẩm định (việc của cấp thẩm định)",
}


@dataclass(frozen=True)
class PeriodNow:
    """A period as it is on record; ``seen`` are the units that who asks may see."""

    criteria: CriteriaSet
    period: str
    plan: PeriodPlan | None
    units: tuple[UnitVersion, ...]
    seen: frozenset[UnitKey]
    registrations: tuple[tuple[Registration, UnitKey], ...]

    @property
    def days(self) -> Days:
        """The days of the plan, or those that are offered."""
        return Days.of(self.plan) if self.plan else proposed(self.criteria, self.period)


@dataclass(frozen=True, slots=True)
class DayField:
    """One day of the plan: its name, what it is, and what stands in the form."""

    name: str
    word: str
    note: str
    shown: str
    value: str
    fault: str


@dataclass(frozen=True, slots=True)
class Named:
    """A unit with the address of its sheet."""

    code: str
    name: str
    link: str


@dataclass(frozen=True, slots=True)
class LateStep:
    """The units that are late at a step on the day asked about."""

    word: str
    due: str
    units: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class RegistrationLine:
    """One registration that stands; ``number`` is 0 for who may not withdraw it."""

    unit: Named
    level: str
    day: str
    number: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the last deed went; ``typed`` is what was sent, ``changed`` what stands against it: word, now, sent."""

    done: str = ""
    faults: tuple[str, ...] = ()
    day_faults: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)
    overtaken: str = ""
    changed: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PeriodPage:
    """The whole page; ``number`` is that of the plan which its form sends back, 0 for none."""

    title: str
    period: str
    dates: str
    periods: tuple[Choice, ...]
    problems: tuple[str, ...]
    planned: bool
    state: str
    number: int
    days: tuple[DayField, ...]
    may_plan: bool
    on: str
    on_words: str
    late: tuple[LateStep, ...]
    registrations: tuple[RegistrationLine, ...]
    not_registered: tuple[str, ...]
    choices: tuple[Named, ...]
    """The units that who asks may register."""
    levels: tuple[tuple[str, str], ...]
    today: str
    outcome: Outcome
    token: str
    styles: tuple[str, ...] = ("sheet.css",)


def period_now(office: Office, set_id: str, period: str, seen: Collection[UnitKey]) -> PeriodNow:
    """Read a period; NoVersionError."""
    criteria = office.version_of_period(set_id, period).criteria
    with office.database.reading() as session:
        plan = stored.plans(session, set_id, period).get(period)
        rows = stored.registrations(session, set_id, period)
        keys = {number: key for key, number in numbers(session).items()}
    found = tuple((row, keys[row.unit_id]) for row in rows if not row.withdrawn)
    return PeriodNow(criteria, period, plan, units_of(office, criteria, period), frozenset(seen), found)


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks and how: the day that lateness is measured on, what they may do, the other periods."""

    on: date
    may_plan: bool
    may_register: frozenset[UnitKey]
    periods: tuple[str, ...]
    problems: tuple[str, ...]
    token: str


def period_page(office: Office, now: PeriodNow, asking: Asking, outcome: Outcome) -> PeriodPage:
    """Lay out the page of a period."""
    period, (first, last), today = now.period, now.criteria.period.bounds(now.period), office.today
    found = late(office, now.criteria.set, period, asking.on)
    names = {unit.key: _named(now, unit) for unit in now.units if unit.key in now.seen}
    days, by_name = asdict(now.days), sorted(now.units, key=lambda unit: sort_key(unit.short_name))
    return PeriodPage(
        title=f"Kỳ đánh giá {period}",
        period=period,
        dates=f"từ {day(first)} đến {day(last)}",
        periods=of_periods(asking.periods, period, lambda each: f"/ky-danh-gia?ky={each}"),
        problems=asking.problems,
        planned=now.plan is not None,
        state=_state(now.plan, today),
        number=now.plan.id if now.plan else 0,
        days=tuple(
            DayField(
                name=name,
                word=word[:1].upper() + word[1:],
                note=DAY_NOTES[name],
                shown=day(days[name]),
                value=outcome.typed.get(name, days[name].isoformat()),
                fault=outcome.day_faults.get(name, ""),
            )
            for name, word in DAY_WORDS.items()
        ),
        may_plan=asking.may_plan,
        on=asking.on.isoformat(),
        on_words=day(asking.on),
        late=tuple(
            LateStep(
                LATE_WORDS[step], day(days[DUE[step]]), tuple(names[each.key] for each in units if each.key in names)
            )
            for step, units in found.steps.items()
        ),
        registrations=tuple(
            RegistrationLine(names[key], _level(now, row), day(row.registered_on), _number(row, key, asking))
            for row, key in now.registrations
            if key in names
        ),
        not_registered=tuple(unit.name for unit in found.not_registered if unit.key in names),
        choices=tuple(names[unit.key] for unit in by_name if unit.key in names and unit.key in asking.may_register),
        levels=tuple((key, each.title) for key, each in now.criteria.levels.items()),
        today=min(today, last).isoformat(),
        outcome=outcome,
        token=asking.token,
    )


def _named(now: PeriodNow, unit: UnitVersion) -> Named:
    return Named(unit.code, unit.name, f"/phieu/{now.criteria.set}.{now.period}.{unit.code}")


def _number(row: Registration, unit: UnitKey, asking: Asking) -> int:
    return row.id if unit in asking.may_register else 0


def _level(now: PeriodNow, row: Registration) -> str:
    return now.criteria.levels[row.level].title if row.level in now.criteria.levels else row.level


def _state(plan: PeriodPlan | None, today: date) -> str:
    if plan is None:
        return "Kỳ chưa mở: xã chưa nhập số liệu, chưa tự chấm được. Các ngày dưới đây là ngày đề xuất."
    if today < plan.opens:
        return f"Kỳ sẽ mở từ ngày {day(plan.opens)}."
    if today > plan.closes:
        return f"Kỳ đã đóng sau ngày {day(plan.closes)}: chỉ còn sửa được mục đã trả về, và cấp tỉnh sửa số liệu."
    return f"Kỳ đang mở, đến hết ngày {day(plan.closes)}."
