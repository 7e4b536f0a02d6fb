"""Targets and goals as sentences, and the warnings about figures that a document leaves open."""

from __future__ import annotations

from engine.criteria import CriteriaSet, Goal, SizedList
from engine.targets import GoalProgress, State, TargetProgress
from engine.wording.numbers import day, figure_range, number

STATES = {
    State.REACHED: "đã đạt",
    State.POSSIBLE: "có thể đạt",
    State.OPEN: "chưa đạt",
    State.VOID: "không còn áp dụng",
}


def goal_title(criteria: CriteriaSet, goal: Goal) -> str:
    """Name a goal as its document does: level or band, how many, among whom."""
    place = criteria.levels[goal.level].title if goal.level else _band(criteria, goal)
    many = f"{'còn lại ' if goal.rest else 'ít nhất '}{number(goal.at_least)} đơn vị"
    if goal.per is not None:
        many = f"mỗi huyện ít nhất {number(goal.at_least)} đơn vị"
    return f"{place}: {many}{_among(criteria, goal)}"


LISTS = {"pilot": "thí điểm"}
"""The ids of lists that have a Vietnamese name; any other is named as it is."""


def _among(criteria: CriteriaSet, goal: Goal) -> str:
    if not goal.among:
        return ""
    members = criteria.lists.get(goal.among)
    unnamed = f" ({number(members.size)} đơn vị, chưa biết tên)" if isinstance(members, SizedList) else ""
    return f" trong danh sách {LISTS.get(goal.among, goal.among)}{unnamed}"


def unnamed_note(criteria: CriteriaSet, goal: Goal) -> str:
    """Say what follows for a goal where only the size of its list is known; empty for the others."""
    members = criteria.lists.get(goal.among or "")
    if not isinstance(members, SizedList):
        return ""
    return (
        f"Danh sách có {number(members.size)} đơn vị nhưng chưa biết tên, nên chưa đơn vị nào được tính "
        f"là chắc chắn; có thể nhiều nhất là {number(members.size)}."
    )


def _band(criteria: CriteriaSet, goal: Goal) -> str:
    return next(band.title for band in criteria.bands if band.id == goal.band)


def goal_figures(progress: GoalProgress) -> str:
    """Write a goal's figures: «18 – 22 / 23, còn thiếu 5 (ít nhất 1)»; a void goal lacks nothing any more."""
    text = figure_range(progress.reached, progress.possible, progress.required)
    if progress.gap == 0 or progress.state is State.VOID:
        return text
    least = max(0, progress.required - progress.possible)
    perhaps = {progress.gap: "", 0: " (có thể đã đủ)"}.get(least, f" (ít nhất {number(least)})")
    return f"{text}, còn thiếu {number(progress.gap)}{perhaps}"


def void_reason(criteria: CriteriaSet, progress: GoalProgress) -> str:
    """Say why a goal does not apply; empty for the others."""
    if progress.state is not State.VOID:
        return ""
    level = criteria.levels[progress.goal.level or ""]
    name = level.title[0].lower() + level.title[1:]
    if level.effective_from is not None and (progress.due is None or progress.due < level.effective_from):
        return f"Chưa áp dụng: {name} có từ ngày {day(level.effective_from)}, sau hạn của mục tiêu."
    ended = f" từ sau ngày {day(level.effective_to)}" if level.effective_to else " vào ngày đến hạn"
    return f"Không còn áp dụng: {name} không tồn tại{ended}."


def warnings(progress: TargetProgress) -> list[str]:
    """Say what does not add up in a target, with both figures; nothing is corrected."""
    target, found = progress.target, []
    if progress.off_base:
        found.append(
            f"Các dòng của mục tiêu {target.id} cộng lại là {number(target.asked)}, "
            f"văn bản ghi tổng {number(target.base or 0)}; giữ nguyên như văn bản."
        )
    if progress.off_population:
        found.append(
            f"Văn bản tính trên {number(target.base or 0)} đơn vị, ở đây đếm {number(progress.population)} đơn vị "
            f"(bản đồ ngày đang xét)."
        )
    return found
