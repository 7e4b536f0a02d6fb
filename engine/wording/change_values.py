"""The values of a criteria file as a change of the rules names them: by key, what each is called and how written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from engine.conditions import Condition, Group
from engine.criteria import Action, CriteriaSet, First, Goal, LegalBasis, Period, Requirement, Revocation, SizedList
from engine.wording import rules
from engine.wording.goals import goal_title
from engine.wording.numbers import day, number, percent

Words = Callable[[CriteriaSet, Any], str]
"""How a value of a key is written, given the set that it is of."""


def band(criteria: CriteriaSet, key: str) -> str:
    """Name a band by its title."""
    return next(f"«{band.title}»" for band in criteria.bands if band.id == key)


def level(criteria: CriteriaSet, key: str) -> str:
    """Name a level of recognition by its title."""
    return f"«{criteria.levels[key].title}»"


def condition(criteria: CriteriaSet, rule: Condition) -> str:
    """Read a condition aloud in one line."""
    if not isinstance(rule, Group):
        return rules.condition(criteria, rule)
    parts = [condition(criteria, each) for each in rule.parts]
    return parts[0] if len(parts) == 1 else f"{_needed(criteria, rule)}: {'; '.join(parts)}"


def _needed(_criteria: CriteriaSet, group: Group) -> str:
    size = len(group.parts)
    if size == 1:
        return "1 điều kiện"
    return f"cả {size} điều kiện" if group.needed >= size else f"ít nhất {group.needed} trong {size} điều kiện"


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


def _first(criteria: CriteriaSet, value: Sequence[First]) -> str:
    said = "; ".join(f"«{each.title}», khi {condition(criteria, each.when)}" for each in value)
    return said or "không quy định"


def _indicators(criteria: CriteriaSet, value: str | Sequence[str] | None) -> str:
    if value is None:
        return "không ghi"
    return " + ".join(f"«{criteria.indicators[key].label}»" for key in ([value] if isinstance(value, str) else value))


def _action(_criteria: CriteriaSet, value: Action | None) -> str:
    return "không có" if value is None else f"«{value.title}» (công sức mỗi bước {number(value.effort)})"


def _blocks(criteria: CriteriaSet, value: Sequence[str] | None) -> str:
    return "mọi cấp" if value is None else ", ".join(level(criteria, each) for each in value)


def _requires(criteria: CriteriaSet, value: Requirement) -> str:
    asked = [] if value.band is None else [band(criteria, value.band)]
    asked += [] if value.recognised is None else [f"đã được công nhận {level(criteria, value.recognised)}"]
    return " và ".join(asked) or "không có"


def _goal(criteria: CriteriaSet, value: Goal) -> str:
    return f"«{goal_title(criteria, value)}»"


def members(_criteria: CriteriaSet, value: SizedList | tuple[str, ...]) -> str:
    """Write the members of a list, or how many it has."""
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
    "": ("thành viên", members),
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
    "province": ("mã tỉnh được chấm", _text),
    "period": ("kỳ đánh giá", _period),
    "not_applicable_counts_as": ("tiêu chí không áp dụng tính là", _said({"met": "đạt", "unmet": "chưa đạt"})),
    "revocation": ("xem xét lại công nhận", _revocation),
    "first": ("làm trước:", _first),
    "kind": ("loại", _said(KINDS)),
    "unit": ("đơn vị tính", _text),
    "sum": ("cộng từ", _indicators),
    "at_most": ("không được lớn hơn", _indicators),
    "lower_is_better": ("càng thấp càng tốt:", _said({True: "có", False: "không"})),
    "merger": ("số kỳ trước khi sáp nhập:", _said(MERGERS)),
    "evidence": ("minh chứng", _said({"required": "bắt buộc", "optional": "không bắt buộc"})),
    "action": ("việc cần làm", _action),
    "condition": ("điều kiện", lambda criteria, value: f"«{condition(criteria, value)}»"),
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
