"""Rules read aloud: bounds, conditions, groups and criteria as sentences."""

from __future__ import annotations

from decimal import Decimal

from engine.conditions import (
    AllOf,
    AnyOf,
    Bounded,
    ChangeCondition,
    Condition,
    DocumentCondition,
    FlagCondition,
    Leaf,
    ShareCondition,
    SomeOf,
)
from engine.criteria import CriteriaSet
from engine.indicators import Indicator
from engine.wording.numbers import number, percent

PREFIXES = {
    "at_least": "từ {} trở lên",
    "more_than": "trên {}",
    "at_most": "không quá {}",
    "less_than": "dưới {}",
    "equals": "đúng {}",
}


def label(criteria: CriteriaSet, key: str) -> str:
    """Return the label of an indicator with a small first letter, unless it is a name or an abbreviation."""
    text = criteria.indicators[key].label
    return text[0].lower() + text[1:] if len(text) > 1 and not text[1].isupper() else text


def amount(indicator: Indicator, value: Decimal | int | str) -> str:
    """Write a figure with its unit of measure."""
    return f"{number(value)} {indicator.unit}" if indicator.unit else number(value)


def bound(leaf: Bounded, unit: str = "") -> str:
    """Write the bounds of a condition: «từ 70 % trở lên», «từ 5 đến 10 mô hình»."""
    bounds = leaf.bounds
    tail = f" {unit}" if unit else ""
    if set(bounds) == {"at_least", "at_most"}:
        return f"từ {number(bounds['at_least'])} đến {number(bounds['at_most'])}{tail}"
    return " và ".join(PREFIXES[key].format(f"{number(value)}{tail}") for key, value in bounds.items())


def change_bound(leaf: ChangeCondition) -> str:
    """Write the bounds of a change: «giảm từ 5 % trở lên», «không tăng», «tăng không quá 10 %»."""
    return " và ".join(_change(key, value) for key, value in leaf.bounds.items())


def _change(key: str, value: Decimal) -> str:
    size = percent(abs(value))
    if value == 0:
        words = {"at_least": "không giảm", "more_than": "tăng", "at_most": "không tăng", "less_than": "giảm"}
        return words.get(key, "giữ nguyên")
    if value < 0:
        return {
            "at_least": f"giảm không quá {size}",
            "more_than": f"giảm dưới {size}",
            "at_most": f"giảm từ {size} trở lên",
            "less_than": f"giảm trên {size}",
        }.get(key, f"giảm đúng {size}")
    return {
        "at_least": f"tăng từ {size} trở lên",
        "more_than": f"tăng trên {size}",
        "at_most": f"tăng không quá {size}",
        "less_than": f"tăng dưới {size}",
    }.get(key, f"tăng đúng {size}")


def due(month_day: str) -> str:
    """Write a day of the year: «31/3»."""
    return f"{int(month_day[3:])}/{int(month_day[:2])}"


def condition(criteria: CriteriaSet, leaf: Leaf) -> str:
    """Read one condition aloud, without a first capital and without a full stop."""
    name = label(criteria, leaf.indicators[0])
    if isinstance(leaf, FlagCondition):
        return f"{name}: {'có' if leaf.wanted else 'không'}"
    if isinstance(leaf, DocumentCondition):
        by = f" chậm nhất {due(leaf.issued_by)}" if leaf.issued_by else ""
        scope = ", kể cả ban hành trước kỳ" if leaf.any_time else " trong kỳ"
        return f"có {name} ban hành{by}{scope}"
    if isinstance(leaf, ShareCondition):
        return f"tỷ lệ {name} trên {label(criteria, leaf.share[1])}: {bound(leaf, '%')}"
    if isinstance(leaf, ChangeCondition):
        return f"{name} so với kỳ trước: {change_bound(leaf)}"
    return f"{name}: {bound(leaf, criteria.indicators[leaf.indicators[0]].unit or '')}"


def group(needed: int, of: int) -> str:
    """Introduce a group of conditions."""
    if of == 1:
        return "điều kiện sau"
    if needed >= of:
        return f"cả {of} điều kiện sau"
    return f"ít nhất {needed} trong {of} điều kiện sau"


def lines(criteria: CriteriaSet, rule: Condition, depth: int = 0) -> list[tuple[int, str]]:
    """Read a condition aloud as lines with their depth, one leaf or group a line."""
    if not isinstance(rule, AllOf | AnyOf | SomeOf):
        return [(depth, condition(criteria, rule))]
    if len(rule.parts) == 1:
        return lines(criteria, rule.parts[0], depth)
    found = [(depth, f"{group(rule.needed, len(rule.parts))}:")]
    for part in rule.parts:
        found.extend(lines(criteria, part, depth + 1))
    return found
