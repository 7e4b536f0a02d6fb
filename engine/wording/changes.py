"""Changes of the rules as sentences, «TC08: ngưỡng 70 % → 80 % từ 01/07/2025», and verdicts that change in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from engine.conditions import ChangeCondition, Condition, CountCondition, Group, NumberCondition, ShareCondition
from engine.criteria import (
    Action,
    Band,
    CriteriaSet,
    Criterion,
    Goal,
    LegalBasis,
    Level,
    Period,
    Requirement,
    Revocation,
    SizedList,
    Target,
    Veto,
)
from engine.impact import Change, Shift, Subject, UnitImpact
from engine.indicators import Indicator
from engine.wording import rules
from engine.wording.goals import LISTS, goal_title
from engine.wording.numbers import day, number, percent
from engine.wording.verdicts import WORDS

Measured = CountCondition | NumberCondition | ShareCondition | ChangeCondition
"""The conditions that have bounds."""
Words = Callable[[CriteriaSet, Any], str]
"""How a value of a key is written, given the set that it is of."""


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
    counted = "đạt" if new.not_applicable_counts_as == "met" else "chưa đạt"
    recounted = [f"{criterion} không áp dụng, tính là {counted}" for criterion in each.recounted]
    return "; ".join([*map(shift_words, each.because), *recounted])


# --------------------------------------------------------------------------------------------- what changes


def _head(change: Change, old: CriteriaSet) -> str:
    """Name the part that changes, as the old set calls it."""
    titles: Mapping[Subject, Callable[[], str]] = {
        Subject.SET: lambda: "Bộ tiêu chí",
        Subject.INDICATOR: lambda: f"Chỉ tiêu «{old.indicators[change.id].label}»",
        Subject.BAND: lambda: f"Mức {_band(old, change.id)}",
        Subject.LEVEL: lambda: f"Cấp công nhận {_level(old, change.id)}",
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
            return f"danh sách «{LISTS.get(change.id, change.id)}» ({_members(criteria, part)})"
    return f"điều kiện «{_condition(criteria, part)}»"  # type: ignore[arg-type]  # a condition is left


def _band(criteria: CriteriaSet, key: str) -> str:
    return next(f"«{band.title}»" for band in criteria.bands if band.id == key)


def _level(criteria: CriteriaSet, key: str) -> str:
    return f"«{criteria.levels[key].title}»"


# ----------------------------------------------------------------------------------------------- conditions


def _condition(criteria: CriteriaSet, condition: Condition) -> str:
    """Read a condition aloud in one line."""
    if not isinstance(condition, Group):
        return rules.condition(criteria, condition)
    parts = [_condition(criteria, each) for each in condition.parts]
    return parts[0] if len(parts) == 1 else f"{_needed(criteria, condition)}: {'; '.join(parts)}"


def _needed(_criteria: CriteriaSet, group: Group) -> str:
    size = len(group.parts)
    if size == 1:
        return "1 điều kiện"
    return f"cả {size} điều kiện" if group.needed >= size else f"ít nhất {group.needed} trong {size} điều kiện"


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


# --------------------------------------------------------------------------------------------- keys of parts


def _text(_criteria: CriteriaSet, value: str | None) -> str:
    return "không ghi" if value is None else f"«{value}»"


def _day(_criteria: CriteriaSet, value: date | None) -> str:
    return "không ghi" if value is None else day(value)


def _count(_criteria: CriteriaSet, value: int | None) -> str:
    return "không ghi" if value is None else number(value)


def _said(words: Mapping[Any, str]) -> Words:
    return lambda _criteria, value: words.get(value, "không ghi")


def _basis(_criteria: CriteriaSet, value: Sequence[LegalBasis]) -> str:
    return f"«{', '.join(each.document for each in value)}»" if value else "không ghi"


def _period(_criteria: CriteriaSet, value: Period) -> str:
    return f"bắt đầu ngày {rules.due(value.starts_on)}"


def _revocation(_criteria: CriteriaSet, value: Revocation | None) -> str:
    if value is None:
        return "không quy định"
    share = value.unmet_share_at_least
    asked = [] if share is None else [f"từ {percent(share)} tiêu chí chưa đạt"]
    asked += [f"chưa đạt {' hoặc '.join(value.or_unmet)}"] if value.or_unmet else []
    return f"khi {' hoặc '.join(asked)}" if asked else "không bao giờ"


def _indicators(criteria: CriteriaSet, value: str | Sequence[str] | None) -> str:
    if value is None:
        return "không ghi"
    return " + ".join(f"«{criteria.indicators[key].label}»" for key in ([value] if isinstance(value, str) else value))


def _action(_criteria: CriteriaSet, value: Action | None) -> str:
    return "không có" if value is None else f"«{value.title}» (công sức mỗi bước {number(value.effort)})"


def _blocks(criteria: CriteriaSet, value: Sequence[str] | None) -> str:
    return "mọi cấp" if value is None else ", ".join(_level(criteria, level) for level in value)


def _requires(criteria: CriteriaSet, value: Requirement) -> str:
    asked = [] if value.band is None else [_band(criteria, value.band)]
    asked += [] if value.recognised is None else [f"đã được công nhận {_level(criteria, value.recognised)}"]
    return " và ".join(asked) or "không có"


def _goal(criteria: CriteriaSet, value: Goal) -> str:
    return f"«{goal_title(criteria, value)}»"


def _members(_criteria: CriteriaSet, value: SizedList | tuple[str, ...]) -> str:
    if isinstance(value, SizedList):
        return f"{number(value.size)} đơn vị, chưa rõ tên"
    return f"{number(len(value))} đơn vị{': ' if value else ''}{', '.join(value)}"


KINDS = {"count": "số đếm", "number": "số thập phân", "flag": "có/không", "document": "văn bản"}
MERGERS = {
    "sum": "cộng lại",
    "any": "một nơi có là có",
    "all": "mọi nơi có mới là có",
    "reissue": "phải ban hành lại",
    "unknown": "coi là chưa rõ",
}
READINGS = {"disjoint": "mỗi đơn vị tính một lần, ở bậc cao nhất", "nested": "bậc cao tính cả vào bậc thấp"}
KEYS: Mapping[str, tuple[str, Words]] = {
    "": ("thành viên", _members),
    "set": ("mã", _text),
    "title": ("tên", _text),
    "label": ("tên", _text),
    "group": ("nhóm", _text),
    "basis": ("căn cứ", _text),
    "legal_basis": ("căn cứ pháp lý", _basis),
    "wording": ("lời văn", _said({"official": "đúng văn bản", "reconstructed": "dựng lại"})),
    "effective_from": ("ngày đầu áp dụng", _day),
    "effective_to": ("ngày cuối áp dụng", _day),
    "applies_to": ("loại đơn vị được chấm", lambda _criteria, value: ", ".join(value)),
    "period": ("kỳ đánh giá", _period),
    "not_applicable_counts_as": ("tiêu chí không áp dụng tính là", _said({"met": "đạt", "unmet": "chưa đạt"})),
    "revocation": ("xem xét lại công nhận", _revocation),
    "kind": ("loại", _said(KINDS)),
    "unit": ("đơn vị tính", _text),
    "sum": ("cộng từ", _indicators),
    "at_most": ("không được lớn hơn", _indicators),
    "lower_is_better": ("càng thấp càng tốt:", _said({True: "có", False: "không"})),
    "merger": ("số kỳ trước khi sáp nhập:", _said(MERGERS)),
    "evidence": ("minh chứng", _said({"required": "bắt buộc", "optional": "không bắt buộc"})),
    "action": ("việc cần làm", _action),
    "condition": ("điều kiện", lambda criteria, value: f"«{_condition(criteria, value)}»"),
    "needed": ("nhóm điều kiện:", _needed),
    "blocks": ("chặn", _blocks),
    "criteria_met": ("số tiêu chí đạt", _count),
    "requires": ("điều kiện xét", _requires),
    "due": ("hạn", _day),
    "base": ("tổng số đơn vị của văn bản", _count),
    "population": ("đếm", _said({"units_of_document": "đơn vị của văn bản", "units_of_period": "đơn vị của kỳ"})),
    "reading": ("cách tính:", _said(READINGS)),
    "goal": ("yêu cầu", _goal),
}
"""By key of a change: what it is called, and how its values are written."""
