"""Plans as sentences: steps as work to do, what the plan reaches and what can't be reached."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from engine.conditions import FlagCondition, leaves
from engine.criteria import CriteriaSet, SizedList
from engine.indicators import Kind
from engine.planning import NO_LIMITS, Needed, Obstacle, Plan, Step, UnitLift, Why
from engine.targets import GoalProgress, State
from engine.units import UnitKey
from engine.wording.goals import goal_title, void_reason
from engine.wording.numbers import day, number
from engine.wording.rules import label
from engine.wording.verdicts import shortfall_sentence

NAMED = 3
"""Missing figures that are named one by one; more are counted."""

WHYS: Mapping[Why, str] = {
    Why.NOT_LISTED: "không nằm trong danh sách được đếm, hoặc danh sách chưa có tên đơn vị",
    Why.VETOED: "vướng điều kiện loại trừ",
    Why.LEFT_OUT: "không được giao việc theo giới hạn đã đặt",
    Why.TOO_DEAR: "cần nhiều công sức hơn mức cho mỗi đơn vị",
    Why.NO_DATA: "còn thiếu số liệu, biết thêm thì có thể được",
    Why.OUT_OF_REACH: "không còn đủ tiêu chí có thể làm trong kỳ",
    Why.NOT_CHOSEN: "làm được nhưng không được chọn, vì hết công sức cho phép hoặc không giúp đạt đủ",
}
MOST_STUCK = 5
"""Criteria that are named of those about which nothing can be done."""


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


def obstacle_words(each: Obstacle) -> str:
    """Say how many units one reason keeps below a goal: «12 đơn vị vướng điều kiện loại trừ»."""
    said = f"{number(len(each.units))} đơn vị {WHYS[each.why]}"
    stuck = [f"{criterion} ({number(count)} đơn vị)" for criterion, count in each.criteria[:MOST_STUCK]]
    return f"{said}; nhiều nhất vì {', '.join(stuck)}" if stuck else said


def moves(base: Plan, found: Plan, name: Callable[[UnitKey], str]) -> Iterator[str]:
    """Say how a plan differs from another one: the effort, then who is given work, who no longer, who other work."""
    if base.effort != found.effort:
        less = found.effort < base.effort
        by = number(abs(found.effort - base.effort))
        yield (
            f"Công sức {number(base.effort)} → {number(found.effort)} ({'bớt' if less else 'thêm'} {by}) "
            "so với kế hoạch không giả sử, không giới hạn."
        )
    was, now = base.lifts, found.lifts
    for words, units in (
        ("Thêm việc ở", [key for key in now if key not in was]),
        ("Không còn việc ở", [key for key in was if key not in now]),
        ("Đổi việc ở", [key for key in now if key in was and _work(now[key]) != _work(was[key])]),
    ):
        if units:
            yield f"{words} {number(len(units))} đơn vị: {', '.join(map(name, units))}."
    reached = zip(base.after.goals, found.after.goals, strict=True)
    for one, other in reached:
        if one.reached != other.reached:
            yield f"Bậc {other.place}: {number(one.reached)} → {number(other.reached)} (cần {number(other.required)})."


def _work(lift: UnitLift) -> list[tuple[str, str, Decimal]]:
    """Return what is to be done, whatever its effort."""
    return [(step.criterion, step.indicator, step.add) for step in lift.steps]


def not_lifted_sentence(names: Sequence[str]) -> str:
    """Say that units which must have work can't be lifted."""
    return (
        f"Không có cách nâng {number(len(names))} đơn vị bắt buộc đưa vào ({', '.join(names)}) lên bậc cao hơn "
        "với số liệu đã biết và các giới hạn đã đặt."
    )


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
