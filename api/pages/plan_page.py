"""What the page of a plan shows, and the same as the rows of its workbook."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from api.exchange.plan_workbook import GoalLine, PlanSheet, StepLine
from api.exchange.result_workbook import banners_of
from api.pages.plan_query import Asked
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
    outcome,
    step_words,
    void_notes,
    waiting_sentence,
)

PATH = "/ke-hoach"
AS_STANDING = "Ở bậc công nhận, đơn vị đủ điểm và không bị loại trừ được tính vào, kể cả khi chưa có quyết định."


@dataclass(frozen=True, slots=True)
class UnitSteps:
    """The work of one unit; ``without`` is the address of the plan that gives it none."""

    code: str
    name: str
    district: str
    link: str
    steps: tuple[tuple[str, str], ...]
    """Sentence and effort of each."""
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
    sheet: str
    back: str
    styles: tuple[str, ...] = ("targets.css",)


def plan_page(board: Board, asked: Asked, plan: Plan, allowed: tuple[date, date], sheet: str) -> PlanPage:
    """Lay out a plan; ``sheet`` is the address of its workbook, empty for who may not take it along."""
    target, criteria = plan.target, board.criteria
    return PlanPage(
        title=f"Kế hoạch đạt mục tiêu {target.id}",
        asked=asked,
        targets=tuple(
            (each.id, f"Mục tiêu {each.id}, hạn {day(each.due)}", each.id == target.id) for each in criteria.targets
        ),
        first_day=allowed[0].isoformat(),
        last_day=allowed[1].isoformat(),
        limited=bool(set(asked.given) - {"muc-tieu", "ngay"}),
        outcome=tuple(outcome(criteria, plan)),
        notes=tuple(void_notes(criteria, plan)),
        units=tuple(_unit(board, asked, key, lift) for key, lift in plan.lifts.items()),
        steps=sum(len(lift.steps) for lift in plan.lifts.values()),
        effort=number(plan.effort),
        need="Cần, cộng dồn" if target.reading == "disjoint" else "Cần",
        goals=tuple(_goals(board, plan)),
        standing=AS_STANDING if any(goal.goal.level is not None for goal in plan.after.goals) else "",
        waiting=tuple(_waiting(board, plan)),
        needed=tuple((_name(board, unit), words) for unit, words in _needed(board, plan)),
        warnings=tuple(_warnings(board, plan, asked.as_of)),
        sheet=sheet,
        back=f"/muc-tieu?ngay={asked.as_of.isoformat()}#muc-tieu-{target.id}",
    )


def _unit(board: Board, asked: Asked, key: UnitKey, lift: UnitLift) -> UnitSteps:
    return UnitSteps(
        code=key[0],
        name=_name(board, key),
        district=_district(board, key),
        link=_link(board, key, asked.as_of),
        steps=tuple((step_words(board.criteria, step), number(step.effort)) for step in lift.steps),
        counts=counts(lift),
        effort=number(lift.effort),
        without=asked.leaving_out(PATH, key[0]),
    )


def _name(board: Board, key: UnitKey) -> str:
    unit = board.register.version(*key)
    return unit.name if unit else f"Đơn vị {key[0]}"


def _district(board: Board, key: UnitKey) -> str:
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
        yield waiting_sentence(board.criteria, level, [_name(board, unit) for unit, _ in units])


def _needed(board: Board, plan: Plan) -> Iterator[tuple[UnitKey, str]]:
    for unit, needed in groupby(plan.needs_data, key=lambda each: each.unit):
        yield unit, needed_words(board.criteria, list(needed))


def _warnings(board: Board, plan: Plan, as_of: date) -> Iterator[str]:
    versions = [(key, board.register.version(*key)) for key in plan.lifts]
    gone = [_name(board, key) for key, unit in versions if unit and unit.last_day and unit.last_day < as_of]
    if gone:
        yield gone_sentence(gone, as_of)
    yield from warnings(plan.after)


def sheet_of(board: Board, asked: Asked, plan: Plan) -> PlanSheet:
    """Return a plan as the rows of a workbook."""
    return PlanSheet(
        title=f"Kế hoạch đạt mục tiêu {plan.target.id}, hạn {day(plan.target.due)}, tính đến {day(asked.as_of)}",
        banners=tuple(banners_of(board.criteria, sample=board.data.sample)),
        sentences=(*outcome(board.criteria, plan), *void_notes(board.criteria, plan)),
        steps=tuple(
            StepLine(
                code=key[0],
                name=_name(board, key),
                district=_district(board, key),
                criterion=step.criterion,
                work=step_words(board.criteria, step).removeprefix(f"{step.criterion}: "),
                add=step.add,
                effort=step.effort,
            )
            for key, lift in plan.lifts.items()
            for step in lift.steps
        ),
        goals=tuple(
            GoalLine(
                place=after.place,
                title=goal_title(board.criteria, after.goal),
                required=after.required,
                before=before.reached,
                after=after.reached,
                result=goal_outcome(after),
            )
            for before, after in zip(plan.before.goals, plan.after.goals, strict=True)
        ),
        needed=tuple((unit[0], _name(board, unit), words) for unit, words in _needed(board, plan)),
    )
