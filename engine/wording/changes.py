"""Changes of the rules as sentences, «TC08: ngưỡng 70 % → 80 % từ 01/07/2025», and verdicts that change in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from engine.conditions import ChangeCondition, CountCondition, NumberCondition, ShareCondition
from engine.criteria import (
    Band,
    CriteriaSet,
    Criterion,
    Goal,
    Level,
    SizedList,
    Target,
    Veto,
)
from engine.impact import Change, Shift, Subject, UnitImpact
from engine.indicators import Indicator
from engine.wording import rules
from engine.wording.change_values import KEYS, band, condition, level, members
from engine.wording.goals import LISTS, goal_title
from engine.wording.numbers import day, number
from engine.wording.verdicts import WORDS

Measured = CountCondition | NumberCondition | ShareCondition | ChangeCondition
"""The conditions that have bounds."""


def change_sentence(change: Change, old: CriteriaSet, new: CriteriaSet) -> str:
    """Say one change from ``old`` to ``new`` in a line, without a full stop, with the day from which it holds."""
    since = "" if new.effective_from == old.effective_from else f" từ {day(new.effective_from)}"
    was, now = change.old, change.new
    if change.key in ("", "condition") and (was is None or now is None):
        act, criteria, part = ("thêm", new, now) if was is None else ("bỏ", old, was)
        said = f"{act} {_part(change, criteria, part)}{since}"
        return f"{_head(change, old)}: {said}" if change.key else said[0].upper() + said[1:]
    if change.key == "bound" and isinstance(was, Measured) and isinstance(now, Measured):
        short = list(was.bounds) == list(now.bounds) and len(now.bounds) == 1
        pair = f"{_bound(old, was, short=short)} → {_bound(new, now, short=short)}"
        return f"{_head(change, old)}: ngưỡng {pair}{since} ({_measured(new, now)})"
    name, words = KEYS[change.key]
    return f"{_head(change, old)}: {name} {words(old, was)} → {words(new, now)}{since}"


def shift_words(shift: Shift) -> str:
    """Say how the verdict of a criterion changes: «TC08 đạt → chưa đạt»."""
    if shift.old is None:
        return f"{shift.criterion} mới{'' if shift.new is None else f', {WORDS[shift.new]}'}"
    if shift.new is None:
        return f"{shift.criterion} bị bỏ, đang {WORDS[shift.old]}"
    return f"{shift.criterion} {WORDS[shift.old]} → {WORDS[shift.new]}"


def because_words(each: UnitImpact, new: CriteriaSet) -> str:
    """Say why a unit rises or falls under the new set, criterion by criterion."""
    return "; ".join([*map(shift_words, each.because), *recounted_words(each, new)])


def recounted_words(each: UnitImpact, new: CriteriaSet) -> list[str]:
    """Say which criteria that do not apply to a unit are counted otherwise."""
    counted = "đạt" if new.not_applicable_counts_as == "met" else "chưa đạt"
    return [f"{criterion} không áp dụng, tính là {counted}" for criterion in each.recounted]


# --------------------------------------------------------------------------------------------- what changes


def _head(change: Change, old: CriteriaSet) -> str:
    """Name the part that changes, as the old set calls it."""
    titles: Mapping[Subject, Callable[[], str]] = {
        Subject.SET: lambda: "Bộ tiêu chí",
        Subject.INDICATOR: lambda: f"Chỉ tiêu «{old.indicators[change.id].label}»",
        Subject.BAND: lambda: f"Mức {band(old, change.id)}",
        Subject.LEVEL: lambda: f"Cấp công nhận {level(old, change.id)}",
        Subject.TARGET: lambda: f"Mục tiêu {change.id}",
        Subject.GOAL: lambda: f"Mục tiêu {change.id}, bậc {change.place}",
        Subject.LIST: lambda: f"Danh sách «{LISTS.get(change.id, change.id)}»",
    }
    return titles.get(change.subject, lambda: change.id)()


def _part(change: Change, criteria: CriteriaSet, part: object) -> str:  # noqa: PLR0911 -- one for each kind of part
    """Name a part that is added or removed, with what it says."""
    match part:
        case Indicator():
            return f"chỉ tiêu «{part.label}»"
        case Criterion():
            return f"tiêu chí {part.id} «{part.title}»"
        case Veto():
            return f"điều kiện loại trừ {part.id} «{part.title}»"
        case Band():
            return f"mức «{part.title}»"
        case Level():
            return f"cấp công nhận «{part.title}»"
        case Target():
            return f"mục tiêu {part.id}, hạn {day(part.due)}"
        case Goal():
            return f"bậc {change.place} của mục tiêu {change.id} «{goal_title(criteria, part)}»"
        case SizedList() | tuple():
            return f"danh sách «{LISTS.get(change.id, change.id)}» ({members(criteria, part)})"
    return f"điều kiện «{condition(criteria, part)}»"  # type: ignore[arg-type]  # a condition is left


def _measured(criteria: CriteriaSet, leaf: Measured) -> str:
    """Name what a bound is compared with."""
    names = [rules.label(criteria, key) for key in leaf.indicators]
    if isinstance(leaf, ShareCondition):
        return f"tỷ lệ {names[0]} trên {names[1]}"
    return f"{names[0]} so với kỳ trước" if isinstance(leaf, ChangeCondition) else names[0]


def _bound(criteria: CriteriaSet, leaf: Measured, *, short: bool) -> str:
    """Write the bounds of a condition; ``short``, the bare figure, where its direction stays."""
    if isinstance(leaf, ChangeCondition):
        return rules.change_bound(leaf)
    unit = "%" if isinstance(leaf, ShareCondition) else criteria.indicators[leaf.indicators[0]].unit or ""
    if short:
        return f"{number(next(iter(leaf.bounds.values())))} {unit}".rstrip()
    return rules.bound(leaf, unit)
