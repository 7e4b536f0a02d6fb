"""Plans as sentences: «thêm 2 đơn vị (số đơn vị được công nhận) ở xã Mường Chiềng», what is reached and what can't be."""

from __future__ import annotations

from collections.abc import Sequence

from engine.criteria import CriteriaSet, SizedList
from engine.planning import Needed, Plan, Step, UnitLift
from engine.targets import GoalProgress, State
from engine.wording.goals import goal_title, void_reason
from engine.wording.numbers import number
from engine.wording.rules import label
from engine.wording.verdicts import shortfall_sentence

NAMED = 3
"""Missing figures that are named one by one; more are counted."""


def step_words(criteria: CriteriaSet, step: Step) -> str:
    """Say one step as work to do: «TC08: thêm 2 đơn vị (số đơn vị được công nhận)»."""
    return f"{step.criterion}: {shortfall_sentence(criteria, {step.indicator: step.add})}"


def lift_sentence(criteria: CriteriaSet, name: str, lift: UnitLift) -> str:
    """Say all that one unit is to do, and what comes of it."""
    steps = "; ".join(shortfall_sentence(criteria, {each.indicator: each.add}) for each in lift.steps)
    where = name[0].lower() + name[1:]
    return f"{steps[0].upper()}{steps[1:]} ở {where}: {counts(lift)} tiêu chí, công sức {number(lift.effort)}."


def counts(lift: UnitLift) -> str:
    """Write the count of criteria now and then: «11 → 13»."""
    return f"{number(lift.met)} → {number(lift.then)}"


def outcome(criteria: CriteriaSet, plan: Plan) -> list[str]:
    """Say first what the plan comes to, then each goal that it leaves unreached."""
    steps, units = sum(len(lift.steps) for lift in plan.lifts.values()), len(plan.lifts)
    work = f"{number(steps)} việc ở {number(units)} đơn vị, tổng công sức {number(plan.effort)}"
    name = f"mục tiêu {plan.target.id}"
    if plan.cannot:
        head = f"Với số liệu đã biết, không thể đạt đủ {name}."
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
        said += (
            " Danh sách mới có số lượng, chưa có tên đơn vị: ghi mã đơn vị vào tệp bộ tiêu chí thì lập được kế hoạch."
        )
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
    """Say who has the score for a level and still needs the decision."""
    title = criteria.levels[level].title
    some = ", ".join(names)
    return f"Theo kế hoạch đủ điểm {title}, còn cần quyết định công nhận: {number(len(names))} đơn vị ({some})."


def needed_words(criteria: CriteriaSet, needed: Sequence[Needed]) -> str:
    """Say which criteria of one unit are unknown, and which figures they wait for: «TC11: số đơn thư đã đến hạn»."""
    missing = list(dict.fromkeys(key for each in needed for key in each.indicators))
    figures = ", ".join(label(criteria, key) for key in missing)
    if len(missing) > NAMED:
        figures = f"{number(len(missing))} chỉ tiêu chưa có hoặc cần sửa"
    return f"{', '.join(each.criterion for each in needed)}: {figures}"
