"""Targets as bullet bars: what is reached for sure and possibly against what is asked, on which figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from api.pages.marks import Mark, of_state
from api.pages.merging.across import AcrossView, across_view, former_note
from api.workflow import Board
from engine.criteria import CriteriaSet, Target
from engine.targets import GoalProgress, State, TargetProgress
from engine.units import UnitKey
from engine.wording.goals import goal_figures, goal_title, unnamed_note, void_reason, warnings
from engine.wording.numbers import day, number

WIDTH = 400
"""Length of a whole bar in units of its drawing."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bullet bar: solid up to ``sure``, hatched up to ``possible``, a tick; in units of the drawing."""

    sure: int
    possible: int
    tick: int


@dataclass(frozen=True, slots=True)
class GoalView:
    """One line of a target; ``bar`` is None and ``void`` the reason where the goal no longer applies."""

    place: int
    title: str
    figures: str
    state: Mark
    void: str
    bar: Bar | None
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TargetView:
    """One target on one day."""

    id: str
    title: str
    basis: str
    note: str
    figures_used: str
    scale: str
    reading: str
    warnings: tuple[str, ...]
    goals: tuple[GoalView, ...]
    across: AcrossView | None


def targets(board: Board, as_of: date) -> tuple[TargetView, ...]:
    """Measure every target of the set on a day."""
    return tuple(target_view(board, each) for each in board.progress(as_of))


def target_view(board: Board, found: TargetProgress) -> TargetView:
    """Show a target as it was measured."""
    target = found.target
    units = _longest(found, per_district=False)
    return TargetView(
        id=target.id,
        title=f"Mục tiêu {target.id} – hạn {day(target.due)}",
        basis=target.basis or "",
        note=target.note or "",
        figures_used=_figures_used(board, found),
        scale=f"Cả thanh là {number(units)} đơn vị." if units else "",
        reading=_reading(target),
        warnings=tuple(warnings(found)),
        goals=tuple(_goal(board, found, goal) for goal in found.goals),
        across=across_view(board, found),
    )


def _goal(board: Board, found: TargetProgress, progress: GoalProgress) -> GoalView:
    criteria, goal = board.criteria, progress.goal
    void = progress.state is State.VOID
    longest = _longest(found, per_district=goal.per is not None)
    return GoalView(
        place=progress.place,
        title=goal_title(criteria, goal),
        figures=goal_figures(progress),
        state=of_state(progress.state),
        void=void_reason(criteria, progress),
        bar=None if void else Bar(*(round(WIDTH * each / max(1, longest)) for each in _compared(progress))),
        notes=tuple(filter(None, (*_notes(criteria, found, progress), former_note(board, progress, found)))),
    )


def _notes(criteria: CriteriaSet, found: TargetProgress, progress: GoalProgress) -> list[str]:
    goal, notes = progress.goal, []
    unnamed = unnamed_note(criteria, goal)
    if unnamed:
        notes.append(unnamed)
    if progress.goal.per is not None and progress.required:
        notes.append(f"Đếm số huyện, thành phố; có {number(progress.required)}, cả thanh là số đó.")
    if found.target.reading == "disjoint":
        standing, asked = number(progress.standing), number(goal.at_least)
        notes.append(f"Riêng bậc này: {standing} đơn vị, văn bản đề ra {asked}.")
    if progress.reached_on_due is not None:
        notes.append(f"Đến hạn {day(found.target.due)} đã đạt {number(progress.reached_on_due)}.")
    if goal.note:
        notes.append(goal.note)
    return notes


def _compared(progress: GoalProgress) -> tuple[int, int, int]:
    return progress.reached, progress.possible, progress.required


def _longest(found: TargetProgress, *, per_district: bool) -> int:
    """Return what a whole bar stands for: one length for all goals that count the same thing."""
    alike = [goal for goal in found.goals if (goal.goal.per is not None) is per_district]
    base = 0 if per_district else found.target.base or 0
    return max([base, *(figure for goal in alike for figure in _compared(goal))])


def _reading(target: Target) -> str:
    if target.reading == "nested" or len(target.goals) == 1:
        return ""
    return "Mỗi đơn vị tính một lần, ở bậc cao nhất; số của mỗi dòng cộng dồn từ các dòng trên."


def _figures_used(board: Board, found: TargetProgress) -> str:
    """Say which figures a target was measured with."""
    units = (*found.below, *(key for goal in found.goals for key in goal.units))
    ended = {period_used(board, found, key) for key in units}
    periods = sorted(period for period in ended if period)
    text = f"Tính đến ngày {day(found.as_of)}, trên {number(found.population)} đơn vị, "
    text += f"số liệu kỳ {' và '.join(periods)}" if periods else "chưa có số liệu kỳ nào đã kết thúc"
    if board.recognitions is None:
        return f"{text}; chưa có tệp quyết định công nhận."
    return f"{text}, các quyết định công nhận còn hiệu lực trong ngày đó."


def period_used(board: Board, found: TargetProgress, key: UnitKey) -> str | None:
    """Return the period that a unit was counted with: the newest that ended while it was there."""
    unit = board.register.version(*key)
    if unit is None or unit.last_day is None or found.target.population != "units_of_document":
        return board.newest_ended(found.as_of)
    return board.newest_ended(min(found.as_of, unit.last_day))
