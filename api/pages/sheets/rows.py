"""The sheets of a period as rows: how far each is, what is due, what is late."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from api.exchange.rulebooks import Version
from api.pages.sheets.words import due_words, late_words, when
from api.store import assessments as stored
from api.store.assessments import Course, State
from api.store.tables import PeriodPlan
from api.store.units import numbers
from api.workflow.locks import STATE_WORDS
from api.workflow.office import NoVersionError, Office
from api.workflow.schedule import DUE, outstanding, overdue, units_of
from api.workflow.sheets import Assessment
from engine.criteria import CriteriaSet
from engine.names import search_key, sort_key
from engine.units import UnitKey

WAITING = frozenset({State.SUBMITTED, State.APPRAISED})
"""The states in which a sheet waits for who appraises it."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One sheet; ``submitted_at`` is the moment of the last handing in, empty before the first."""

    unit: UnitKey
    name: str
    district_code: str
    district: str
    link: str
    state: State
    state_title: str
    due: str
    late: str
    """The first step that is late; those after it are late because of it."""
    last: str
    """The last step: when, by whom."""
    submitted_at: str
    submitted: str
    again: bool
    """Whether it was returned before."""
    given_back: tuple[str, ...]
    """The criteria that the commune is to answer for now; none where it is the whole sheet, or nothing."""
    judged: int
    differing: int
    """How many criteria the commune judged otherwise than was computed."""
    of: int
    key: tuple[str, ...]
    words: str

    @property
    def waits(self) -> bool:
        """Whether it waits for who appraises it."""
        return self.state in WAITING


def sheet_rows(office: Office, version: Version, period: str) -> tuple[SheetRow, ...]:
    """Return the sheets of every unit that is assessed in a period, by district and name."""
    criteria = version.criteria
    units = units_of(office, criteria, period)
    districts = office.register.districts_on(criteria.period.bounds(period)[1])
    with office.database.reading() as session:
        known = numbers(session)
        taken = stored.courses(session, criteria.set, period)
        plan = stored.plans(session, criteria.set, period).get(period)
    rows = []
    for unit in units:
        course = taken.get(known.get(unit.key, 0), stored.NO_STEPS)
        district = districts.get(unit.district or "")
        rows.append(_row(office, Assessment(version, period, unit), course, plan, district.name if district else ""))
    return tuple(sorted(rows, key=lambda row: (row.district_code, row.key)))


def _row(office: Office, of: Assessment, course: Course, plan: PeriodPlan | None, district: str) -> SheetRow:
    left, last = outstanding(course, of.criteria), course.steps[-1] if course.steps else None
    handed_in = [each.at for each in course.steps if each.kind is State.SUBMITTED]
    return SheetRow(
        unit=of.unit.key,
        name=of.unit.name,
        district_code=of.unit.district or "",
        district=district,
        link=f"/phieu/{of.id}",
        state=course.state,
        state_title=STATE_WORDS[course.state],
        due=due_words(left[0], getattr(plan, DUE[left[0]])) if plan and left else "",
        late=late_words(overdue(course, of.criteria, plan, office.today)[:1]),
        last=f"{when(last.at)}, {last.actor}" if last else "",
        submitted_at=handed_in[-1] if handed_in else "",
        submitted=when(handed_in[-1]) if handed_in else "",
        again=course.had(State.RETURNED),
        given_back=tuple(key for key in of.ids if key in (course.open or ())),
        judged=sum(key in course.appraised for key in of.ids),
        differing=sum(each["verdict"] != each["computed"] for each in course.self_assessed.values()),
        of=len(of.ids),
        key=sort_key(of.unit.short_name),
        words=search_key(" | ".join((of.unit.name, *of.unit.alt_names, of.unit.code))),
    )


def oldest_first(rows: Iterable[SheetRow]) -> list[SheetRow]:
    """Return the sheets that wait to be appraised, the one that was handed in first in front."""
    return sorted((row for row in rows if row.waits), key=lambda row: (row.submitted_at, row.key))


# -------------------------------------------------------------------------------------------------------- periods


def periods_of(office: Office, set_id: str, with_figures: Iterable[str]) -> tuple[str, ...]:
    """Return the periods that there is something to do in: planned, with figures, and today's; oldest first."""
    with office.database.reading() as session:
        found = {*stored.plans(session, set_id), *with_figures}
    with suppress(NoVersionError):  # where no file is in force today, the periods of the past are still to be seen
        found.add(_criteria_today(office, set_id).period.containing(office.today))
    return tuple(sorted(each for each in found if _has_version(office, set_id, each)))


def period_asked(office: Office, set_id: str, raw: str, periods: tuple[str, ...], faults: list[str]) -> str:
    """Return the period that is asked for; else the newest that was opened, else the newest of all."""
    if raw in periods:
        return raw
    with office.database.reading() as session:
        opened = sorted(key for key, plan in stored.plans(session, set_id).items() if plan.opens <= office.today)
    chosen = next((each for each in reversed(opened) if each in periods), periods[-1])
    if raw:
        faults.append(f"Không có kỳ «{raw[:20]}»; đang hiện kỳ {chosen}. Các kỳ xem được: {', '.join(periods)}.")
    return chosen


def _criteria_today(office: Office, set_id: str) -> CriteriaSet:
    return office.version_on(set_id, office.today).criteria


def _has_version(office: Office, set_id: str, period: str) -> bool:
    try:
        office.version_of_period(set_id, period)
    except NoVersionError:
        return False
    return True
