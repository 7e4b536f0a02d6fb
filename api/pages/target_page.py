"""What the room of the targets shows of each goal: who stands where, what is missing, how fast it nears."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from api.pages.goals import GoalView, TargetView, target_view
from api.pages.marks import Mark
from api.pages.pace import StageRow, judged, stage_rows
from api.pages.pace_lines import PaceView, drawn
from api.pages.places import Place, Stander, places
from api.workflow import Board
from engine.criteria import SizedList
from engine.pace import Milestone, Point, days_measured, milestones, pace, stages
from engine.targets import GoalProgress, State, TargetProgress
from engine.wording.numbers import number
from engine.wording.paces import sentences

PLAN = "/ke-hoach"
COUNTED_ALONE = 2
"""The first sentences about two maps count units; those after them name some."""
Keep = Callable[[Hashable, Callable[[], Any]], Any]
"""Keeps the answer to a question as long as the board is shown."""


@dataclass(frozen=True, slots=True)
class GoalPage:
    """A goal with who stands in its place and how fast it nears; without a pace ``drawing`` and ``judged`` are None."""

    view: GoalView
    basis: str
    place: Place
    unnamed: bool
    missing: str
    pace: tuple[str, ...]
    judged: Mark | None
    drawing: PaceView | None
    stages: tuple[StageRow, ...] = ()
    """The way day by day; empty where there is no pace."""


@dataclass(frozen=True, slots=True)
class TargetPage:
    """A target with its goals, and the units that stand in no place."""

    view: TargetView
    goals: tuple[GoalPage, ...]
    below: tuple[Stander, ...]
    plan: str


def target_pages(board: Board, as_of: date, keep: Keep) -> tuple[TargetPage, ...]:
    """Lay out every target of a set on a day."""
    return tuple(_target(board, each, keep) for each in board.progress(as_of))


def without_names(page: TargetPage) -> TargetPage:
    """Leave the counts of a target alone, for whoever may see no unit: nobody is named, no way leads to units."""
    across = page.view.across
    counted = replace(across, said=across.said[:COUNTED_ALONE]) if across else None
    goals = tuple(replace(each, place=Place((), ())) for each in page.goals)
    return replace(page, view=replace(page.view, across=counted), goals=goals, below=(), plan="")


def _target(board: Board, found: TargetProgress, keep: Keep) -> TargetPage:
    view = target_view(board, found)
    standing, below = places(board, found)
    points = history(board, found, keep)
    return TargetPage(
        view=view,
        goals=tuple(
            _goal(board, found, goal, shown, place, points[index])
            for index, (goal, shown, place) in enumerate(zip(found.goals, view.goals, standing, strict=True))
        ),
        below=below,
        plan=f"{PLAN}?{urlencode({'muc-tieu': found.target.id, 'ngay': found.as_of.isoformat()})}",
    )


def history(board: Board, found: TargetProgress, keep: Keep) -> tuple[tuple[Point, ...], ...]:
    """Return for each goal what was reached at the end of each quarter since the set is in force, and on the day."""
    target = found.target

    def measured(on: date) -> TargetProgress:
        answer: TargetProgress = keep(
            ("progress", board.digest, target.id, on), lambda: board.progress(on, target.id)[0]
        )
        return answer

    days = days_measured(board.criteria.effective_from, found.as_of, target.due)
    ways = [(on, measured(on).goals) for on in days]
    return tuple(
        tuple(Point(on, goals[index].reached, goals[index].possible) for on, goals in ways)
        for index in range(len(target.goals))
    )


def _goal(  # noqa: PLR0913, PLR0917 -- what is known of a goal
    board: Board, found: TargetProgress, progress: GoalProgress, view: GoalView, place: Place, points: tuple[Point, ...]
) -> GoalPage:
    goal, due = progress.goal, found.target.due
    thing = "huyện" if goal.per is not None else "đơn vị"
    void = progress.state is State.VOID
    speed = None if void else pace(points, progress.required, due)
    stairs = milestones(board.criteria.targets, goal, Milestone(due, progress.required))
    return GoalPage(
        view=view,
        basis=goal.basis or "",
        place=place,
        unnamed=isinstance(board.criteria.lists.get(goal.among or ""), SizedList),
        missing=_missing(progress, thing),
        pace=tuple(sentences(speed, progress, due, thing)) if speed else (),
        judged=judged(speed) if speed else None,
        drawing=drawn(points, progress.required, due) if speed else None,
        stages=stage_rows(stages(board.criteria.effective_from, stairs, points)) if speed else (),
    )


def _missing(progress: GoalProgress, thing: str) -> str:
    if progress.state is State.VOID:
        return ""
    if progress.gap == 0:
        return "Không thiếu."
    least = max(0, progress.required - progress.possible)
    said = f"Còn thiếu {number(progress.gap)} {thing} theo số chắc chắn"
    if least == 0:
        return f"{said}; nếu mọi điều chưa rõ đều đạt thì đủ."
    return f"{said}; nếu mọi điều chưa rõ đều đạt vẫn thiếu {number(least)}." if least < progress.gap else f"{said}."
