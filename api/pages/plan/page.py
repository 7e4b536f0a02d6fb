"""What the page of a plan shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from api.pages.plan.changes import PATH, Changes, changes, obstacles, trying_link
from api.pages.plan.query import Asked
from api.workflow import Board
from engine.planning import Plan, UnitLift
from engine.targets import State
from engine.units import UnitKey
from engine.wording.goals import goal_title, warnings
from engine.wording.numbers import day, number
from engine.wording.plans import (
    counts,
    goal_outcome,
    gone_sentence,
    needed_words,
    not_lifted_sentence,
    outcome,
    step_words,
    void_notes,
    waiting_sentence,
)

AS_STANDING = "Ở bậc công nhận, đơn vị đủ điểm và không bị loại trừ được tính vào, kể cả khi chưa có quyết định."


@dataclass(frozen=True, slots=True)
class UnitSteps:
    """The work of one unit; ``without`` is the address of the plan that gives it none."""

    code: str
    name: str
    district: str
    link: str
    steps: tuple[tuple[str, str], ...]
    """Sentence of each, and the address at which its figure can be supposed."""
    counts: str
    effort: str
    without: str


@dataclass(frozen=True, slots=True)
class GoalRow:
    """A goal before the plan and after it."""

    place: int
    title: str
    required: str
    before: str
    after: str
    result: str
    void: bool


@dataclass(frozen=True, slots=True)
class PlanPage:
    """The whole page."""

    title: str
    asked: Asked
    targets: tuple[tuple[str, str, bool], ...]
    first_day: str
    last_day: str
    limited: bool
    outcome: tuple[str, ...]
    notes: tuple[str, ...]
    units: tuple[UnitSteps, ...]
    steps: int
    effort: str
    need: str
    goals: tuple[GoalRow, ...]
    standing: str
    waiting: tuple[str, ...]
    needed: tuple[tuple[str, str], ...]
    warnings: tuple[str, ...]
    changes: Changes
    obstacles: tuple[tuple[str, tuple[str, ...]], ...]
    back: str
    styles: tuple[str, ...] = ("targets.css",)


def plan_page(board: Board, asked: Asked, plan: Plan, allowed: tuple[date, date], base: Plan | None = None) -> PlanPage:
    """Lay out a plan; ``base`` is the one without limits and suppositions, None where it is this one."""
    target, criteria = plan.target, board.criteria
    names = {key[0]: name_of(board, key) for key in board.counted(target, asked.as_of)}
    left = [name_of(board, key) for key in plan.not_lifted]
    return PlanPage(
        title=f"Kế hoạch đạt mục tiêu {target.id}",
        asked=asked,
        targets=tuple(
            (each.id, f"Mục tiêu {each.id}, hạn {day(each.due)}", each.id == target.id) for each in criteria.targets
        ),
        first_day=allowed[0].isoformat(),
        last_day=allowed[1].isoformat(),
        limited=bool(set(asked.given) - {"muc-tieu", "ngay"}),
        outcome=(*outcome(criteria, plan), *([not_lifted_sentence(left)] if left else [])),
        notes=tuple(void_notes(criteria, plan)),
        units=tuple(_unit(board, asked, key, lift) for key, lift in plan.lifts.items()),
        steps=sum(len(lift.steps) for lift in plan.lifts.values()),
        effort=number(plan.effort),
        need="Cần, cộng dồn" if target.reading == "disjoint" else "Cần",
        goals=tuple(_goals(board, plan)),
        standing=AS_STANDING if any(goal.goal.level is not None for goal in plan.after.goals) else "",
        waiting=tuple(_waiting(board, plan)),
        needed=tuple((name_of(board, unit), words) for unit, words in needed_by(board, plan)),
        warnings=tuple(_warnings(board, plan, asked.as_of)),
        changes=changes(board, asked, plan, base, names),
        obstacles=obstacles(plan),
        back=f"/muc-tieu?ngay={asked.as_of.isoformat()}#muc-tieu-{target.id}",
    )


def _unit(board: Board, asked: Asked, key: UnitKey, lift: UnitLift) -> UnitSteps:
    return UnitSteps(
        code=key[0],
        name=name_of(board, key),
        district=district_of(board, key),
        link=_link(board, key, asked.as_of),
        steps=tuple(
            (step_words(board.criteria, step), _trying(board, asked, key[0], step.indicator)) for step in lift.steps
        ),
        counts=counts(lift),
        effort=number(lift.effort),
        without=asked.leaving_out(PATH, key[0]),
    )


def _trying(board: Board, asked: Asked, code: str, indicator: str) -> str:
    """Return where the figure of a step can be supposed; of a sum that is one of its parts, so nowhere."""
    return "" if board.criteria.indicators[indicator].sum else trying_link(asked, code, indicator)


def name_of(board: Board, key: UnitKey) -> str:
    """Name a unit; one that the register does not know by its code."""
    unit = board.register.version(*key)
    return unit.name if unit else f"Đơn vị {key[0]}"


def district_of(board: Board, key: UnitKey) -> str:
    """Name the district of a unit; empty for one outside any."""
    unit = board.register.version(*key)
    return (unit.district_name if unit else None) or ""


def _link(board: Board, key: UnitKey, as_of: date) -> str:
    """Return the page of a unit in the newest period that ended by the day and while it was there."""
    unit = board.register.version(*key)
    if unit is None:
        return ""
    period = board.newest_ended(as_of if unit.last_day is None else min(as_of, unit.last_day))
    return f"/xa/{key[0]}?ky={period}" if period else ""


def _goals(board: Board, plan: Plan) -> Iterator[GoalRow]:
    for before, after in zip(plan.before.goals, plan.after.goals, strict=True):
        yield GoalRow(
            place=after.place,
            title=goal_title(board.criteria, after.goal),
            required=number(after.required),
            before=number(before.reached),
            after=number(after.reached),
            result=goal_outcome(after),
            void=after.state is State.VOID,
        )


def _waiting(board: Board, plan: Plan) -> Iterator[str]:
    for level, units in groupby(plan.to_recognise, key=lambda each: each[1]):
        yield waiting_sentence(board.criteria, level, [name_of(board, unit) for unit, _ in units])


def needed_by(board: Board, plan: Plan) -> Iterator[tuple[UnitKey, str]]:
    """Give the units of which more should be known, and what."""
    for unit, needed in groupby(plan.needs_data, key=lambda each: each.unit):
        yield unit, needed_words(board.criteria, list(needed))


def _warnings(board: Board, plan: Plan, as_of: date) -> Iterator[str]:
    versions = [(key, board.register.version(*key)) for key in plan.lifts]
    gone = [name_of(board, key) for key, unit in versions if unit and unit.last_day and unit.last_day < as_of]
    if gone:
        yield gone_sentence(gone, as_of)
    yield from warnings(plan.after)
