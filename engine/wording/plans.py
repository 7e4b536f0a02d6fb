"""Plans as sentences: steps as work to do, what the plan reaches and what can't be reached."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from engine.conditions import FlagCondition, leaves
from engine.criteria import CriteriaSet, SizedList
from engine.indicators import Kind
from engine.planning import NO_LIMITS, Needed, Plan, Step, UnitLift
from engine.targets import GoalProgress, State
from engine.wording.goals import goal_title, void_reason
from engine.wording.numbers import day, number
from engine.wording.rules import label
from engine.wording.verdicts import shortfall_sentence

NAMED = 3
"""Missing figures that are named one by one; more are counted."""


def step_words(criteria: CriteriaSet, step: Step) -> str:
    """Say one step as work to do: «TC08: thêm 2 đơn vị (số đơn vị được công nhận)»."""
    if criteria.indicators[step.indicator].kind is Kind.FLAG:
        criterion = next(each for each in criteria.criteria if each.id == step.criterion)
        asked = [leaf for _, leaf in leaves(criterion.condition) if isinstance(leaf, FlagCondition)]
        wanted = any(leaf.wanted for leaf in asked if leaf.flag == step.indicator)
        return f"{step.criterion}: {'thực hiện' if wanted else 'chấm dứt'}: {label(criteria, step.indicator)}"
    return f"{step.criterion}: {shortfall_sentence(criteria, {step.indicator: step.add})}"


def counts(lift: UnitLift) -> str:
    """Write the count of criteria now and then: «11 → 13»."""
    return f"{number(lift.met)} → {number(lift.then)}"


def outcome(criteria: CriteriaSet, plan: Plan) -> list[str]:
    """Say first what the plan comes to, then each goal that it leaves unreached."""
    steps, units = sum(len(lift.steps) for lift in plan.lifts.values()), len(plan.lifts)
    work = f"{number(steps)} việc ở {number(units)} đơn vị, tổng công sức {number(plan.effort)}"
    name = f"mục tiêu {plan.target.id}"
    if plan.cannot:
        allowed = "" if plan.limits == NO_LIMITS else " và các giới hạn đã đặt"
        head = f"Với số liệu đã biết{allowed}, không thể đạt đủ {name}."
        return [
            f"{head} Gần nhất có thể: {work}." if steps else head,
            *(_unreached(criteria, goal) for goal in plan.cannot),
        ]
    if not steps:
        return [f"Không cần thêm việc nào: {name} đã đủ điều kiện đạt."]
    least = "ít nhất có thể" if plan.optimal else "chưa chứng minh được là ít nhất"
    return [f"Đạt {name} với {work} ({least})."]


def _unreached(criteria: CriteriaSet, progress: GoalProgress) -> str:
    goal = progress.goal
    said = f"Bậc {progress.place} không đạt ({goal_title(criteria, goal)}): được {number(progress.reached)}"
    said += f"/{number(progress.required)}, còn thiếu {number(progress.gap)}."
    if goal.among is not None and isinstance(criteria.lists[goal.among], SizedList):
        said += " Danh sách mới có số lượng: ghi mã từng đơn vị vào tệp bộ tiêu chí thì lập được kế hoạch."
    return said


def void_notes(criteria: CriteriaSet, plan: Plan) -> list[str]:
    """Say which goals are left out, and why."""
    return [
        f"Bậc {goal.place} không đưa vào kế hoạch. {void_reason(criteria, goal)}"
        for goal in plan.after.goals
        if goal.state is State.VOID
    ]


def goal_outcome(progress: GoalProgress) -> str:
    """Say in a word or two whether the plan reaches a goal."""
    if progress.state is State.VOID:
        return "không áp dụng"
    return "đạt" if progress.state is State.REACHED else f"không đạt, thiếu {number(progress.gap)}"


def waiting_sentence(criteria: CriteriaSet, level: str, names: Sequence[str]) -> str:
    """Say who, by the plan, has the score for a level and is not recognised there yet."""
    title = criteria.levels[level].title
    some = f"{number(len(names))} đơn vị ({', '.join(names)})"
    return f"Đủ điểm {title[0].lower()}{title[1:]} mà chưa có quyết định công nhận: {some}."


def gone_sentence(names: Sequence[str], on: date) -> str:
    """Say that units are given work that no longer exist on the day, having merged or split."""
    return (
        f"{number(len(names))} đơn vị trong kế hoạch không còn tồn tại ngày {day(on)} ({', '.join(names)}): "
        "mục tiêu đếm trên bản đồ đơn vị của văn bản, việc thuộc về đơn vị kế tiếp."
    )


def needed_words(criteria: CriteriaSet, needed: Sequence[Needed]) -> str:
    """Say which criteria of one unit are unknown, and which figures they wait for: «TC11: số đơn thư đã đến hạn»."""
    missing = list(dict.fromkeys(key for each in needed for key in each.indicators))
    figures = ", ".join(label(criteria, key) for key in missing)
    if len(missing) > NAMED:
        figures = f"{number(len(missing))} chỉ tiêu chưa có hoặc cần sửa"
    return f"{', '.join(each.criterion for each in needed)}: {figures}"
