"""A bound taken from step to step, in words: its name, its figures, what comes of them."""

from __future__ import annotations

from decimal import Decimal

from engine.conditions import ChangeCondition, SomeOf
from engine.criteria import CriteriaSet
from engine.impact import Bound, Step, Sweep
from engine.wording.numbers import day, figure_range, number
from engine.wording.rules import condition as condition_words
from engine.wording.rules import label

KEY_WORDS = {
    "at_least": "từ … trở lên",
    "more_than": "trên …",
    "at_most": "không quá …",
    "less_than": "dưới …",
    "equals": "đúng …",
}


def unit_of(criteria: CriteriaSet, bound: Bound) -> str:
    """Return the unit of measure of a bound."""
    part = bound.part
    if isinstance(part, SomeOf):
        return "điều kiện"
    key = part.indicators[0]
    return "%" if isinstance(part, ChangeCondition) or len(part.indicators) > 1 else criteria.indicators[key].unit or ""


def figure(criteria: CriteriaSet, bound: Bound, value: Decimal) -> str:
    """Write a figure of a bound with its unit: «70 %», «−5 %»."""
    return f"{number(value)} {unit_of(criteria, bound)}".rstrip()


def measured(criteria: CriteriaSet, bound: Bound) -> str:
    """Name what a bound is compared with."""
    part = bound.part
    if isinstance(part, SomeOf):
        return f"số điều kiện phải đạt trong {number(len(part.of))} điều kiện"
    names = [label(criteria, key) for key in part.indicators]
    if isinstance(part, ChangeCondition):
        return f"{names[0]}, tăng (+) hoặc giảm (−) so với kỳ trước"
    return names[0] if len(names) == 1 else f"tỷ lệ {names[0]} trên {names[1]}"


def bound_title(criteria: CriteriaSet, bound: Bound) -> str:
    """Name a bound in a list: «TC08: tỷ lệ … (từ 70 % trở lên)»."""
    said = KEY_WORDS[bound.place.key].replace("…", figure(criteria, bound, bound.value))
    return f"{bound.place.rule}: {measured(criteria, bound)} ({said})"


def rule_words(criteria: CriteriaSet, bound: Bound) -> str:
    """Read the condition of a bound aloud."""
    if isinstance(bound.part, SomeOf):
        return f"đạt ít nhất {number(bound.part.at_least)} trong {number(len(bound.part.of))} điều kiện"
    return condition_words(criteria, bound.part)


def is_veto(criteria: CriteriaSet, bound: Bound) -> bool:
    """Tell whether the rule of a bound is a veto, which units are better off not to meet."""
    return all(each.id != bound.place.rule for each in criteria.criteria)


def meeting(criteria: CriteriaSet, bound: Bound) -> str:
    """Say what is counted."""
    return "vướng" if is_veto(criteria, bound) else "đạt"


def step_words(criteria: CriteriaSet, found: Sweep, step: Step) -> str:
    """Say what one figure comes to: «Ngưỡng 80 %: 61 – 74 / 139 đơn vị đạt TC08»."""
    many = figure_range(step.met, step.possible, found.units)
    at = figure(criteria, found.bound, step.value)
    return f"Ngưỡng {at}: {many} đơn vị {meeting(criteria, found.bound)} {found.bound.place.rule}"


def now_sentence(criteria: CriteriaSet, found: Sweep) -> str:
    """Say what the figure of the set comes to."""
    since = f"bản từ {day(criteria.effective_from)}"
    return f"{step_words(criteria, found, found.now)} (ngưỡng của {since})."


def breadth_sentence(criteria: CriteriaSet, found: Sweep) -> str:
    """Say from what to what the count goes."""
    first, last = found.steps[0], found.steps[-1]
    ends = [
        (figure(criteria, found.bound, each.value), figure_range(each.met, each.possible)) for each in (first, last)
    ]
    waived = f"; {number(first.not_applicable)} đơn vị không áp dụng" if first.not_applicable else ""
    return f"Từ {ends[0][1]} đơn vị ở {ends[0][0]} đến {ends[1][1]} đơn vị ở {ends[1][0]}{waived}."
