"""What the state of an assessment allows: which step may follow, which items are open, which figures may be written."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlmodel import Session

from api.store import assessments as stored
from api.store.assessments import HANDED_IN, Course, State
from api.store.tables import PeriodPlan
from api.store.units import numbers_kept
from api.workflow.schedule import closed, not_open
from api.workflow.sheets import Assessment, ForbiddenError, OvertakenError
from engine.conditions import leaves
from engine.criteria import CriteriaSet

STATE_WORDS = {
    State.NOT_STARTED: "chưa bắt đầu",
    State.SELF_ASSESSED: "đã tự chấm, chưa nộp",
    State.SUBMITTED: "đã nộp, chờ thẩm định",
    State.RETURNED: "được trả lại để giải trình",
    State.APPRAISED: "đã thẩm định, chưa chốt",
    State.SEALED: "đã chốt",
    State.REOPENED: "được mở lại",
}
WITH_COMMUNE = frozenset(State) - HANDED_IN
ALLOWED: dict[State, frozenset[State]] = {
    State.SELF_ASSESSED: WITH_COMMUNE,
    State.SUBMITTED: frozenset({State.SELF_ASSESSED}),
    State.RETURNED: frozenset({State.SUBMITTED, State.APPRAISED}),
    State.APPRAISED: frozenset({State.SUBMITTED, State.APPRAISED}),
    State.SEALED: frozenset({State.APPRAISED}),
    State.REOPENED: frozenset({State.SEALED}),
}
"""The states in which each step may be taken."""
_BY_DECISION = "chỉ mở lại bằng quyết định của cấp tỉnh"


def _cure(wanted: State, state: State) -> str:
    """Say what to do instead of a step that the state does not allow."""
    if wanted is State.REOPENED:
        return "chỉ phiếu đã chốt mới mở lại; phiếu đã nộp thì trả lại mục cần sửa"
    if state is State.SEALED:
        return _BY_DECISION
    if state in WITH_COMMUNE:
        return "tự chấm trước khi nộp" if wanted is State.SUBMITTED else "chờ xã nộp"
    return "thẩm định trước khi chốt" if wanted is State.SEALED else "nhờ người thẩm định trả lại mục cần sửa"


def open_items(of: Assessment, course: Course) -> frozenset[str]:
    """Return the criteria that the commune may judge now; one that a newer file brought is open while it has it."""
    if course.state in HANDED_IN:
        return frozenset()
    known = frozenset(of.ids)
    return known if course.open is None else (course.open & known) | (known - course.self_assessed.keys())


def may_take(  # noqa: PLR0913, PLR0917 -- what decides it
    session: Session, of: Assessment, course: Course, seen: int, kind: State, today: date
) -> None:
    """Refuse a step that the state does not allow, or that was wanted over an older one: ``seen`` is its last step."""
    if seen != course.number:
        raise OvertakenError
    if course.state not in ALLOWED[kind]:
        raise ForbiddenError(f"Phiếu {STATE_WORDS[course.state]}; {_cure(kind, course.state)}.")
    if kind in (State.SELF_ASSESSED, State.SUBMITTED):
        plan = stored.plans(session, of.criteria.set, of.period).get(of.period)
        why = (not_open if course.answering else closed)(plan, of.period, today)
        if why is not None:
            raise ForbiddenError(why)


def may_record(  # noqa: PLR0913, PLR0917 -- whose what, when, by whom
    session: Session,
    set_id: str,
    unit_id: int | None,
    period: str,
    criteria: CriteriaSet,
    today: date,
    *,
    indicator: str | None = None,
    criterion: str | None = None,
    by_province: bool,
) -> str | None:
    """Say why a figure, or evidence of a criterion, can't be written now; None: it can.

    The sentence is Vietnamese with its cure. What is read is kept with the session: in one write nothing of it moves.
    """
    plan, course = _read_once(session, set_id, unit_id, period)
    why = not_open(plan, period, today)
    if why is not None or by_province:
        return why
    if course.state in HANDED_IN:
        return f"Phiếu kỳ {period} {STATE_WORDS[course.state]}; {_cure(State.SELF_ASSESSED, course.state)}."
    if not course.answering:
        return closed(plan, period, today)
    if course.open is None or _touches(criteria, course.open, indicator, criterion):
        return None
    return f"Chỉ sửa được số liệu và minh chứng của mục được trả về: {', '.join(sorted(course.open))}."


def _read_once(session: Session, set_id: str, unit_id: int | None, period: str) -> tuple[PeriodPlan | None, Course]:
    """Return the plan of a period and the course of a unit; those of all units that the session deals with at once."""
    plans: dict[tuple[str, str], PeriodPlan | None] = session.info.setdefault("plans", {})
    if (set_id, period) not in plans:
        plans[set_id, period] = stored.plans(session, set_id, period).get(period)
    courses: dict[int, Course] = session.info.setdefault(("courses", set_id, period), {})
    if unit_id is not None and unit_id not in courses:
        wanted = {unit_id, *numbers_kept(session).values()} - courses.keys()
        courses |= stored.courses_of(session, set_id, wanted, period)
    return plans[set_id, period], stored.NO_STEPS if unit_id is None else courses[unit_id]


def _touches(criteria: CriteriaSet, opened: Collection[str], indicator: str | None, criterion: str | None) -> bool:
    """Tell whether a figure is used by an open criterion, itself or as a part of a sum; or the criterion is open."""
    if criterion is not None:
        return criterion in opened
    return any(
        indicator in criteria.parts[key]
        for each in criteria.criteria
        if each.id in opened
        for _, leaf in leaves(each.condition)
        for key in leaf.indicators
    )
