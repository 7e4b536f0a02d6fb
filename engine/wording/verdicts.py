"""Verdicts as sentences: «Chưa đạt: số đơn vị được công nhận là 16/25 (64 %), còn thiếu 2.»."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import numpy as np

from engine.conditions import ChangeCondition, DocumentCondition, FlagCondition, ShareCondition
from engine.criteria import CriteriaSet
from engine.explaining import ConditionResult, CriterionResult
from engine.figures import Figures, in_units
from engine.indicators import Kind
from engine.rules import Verdict
from engine.wording.numbers import day, number, percent
from engine.wording.rules import amount, bound, change_bound, label

WORDS = {
    Verdict.MET: "đạt",
    Verdict.UNMET: "chưa đạt",
    Verdict.UNKNOWN: "chưa rõ",
    Verdict.NOT_APPLICABLE: "không áp dụng",
}
MARKS = {Verdict.MET: "✓", Verdict.UNMET: "✕", Verdict.UNKNOWN: "?", Verdict.NOT_APPLICABLE: "–"}


def condition_sentence(criteria: CriteriaSet, figures: Figures, unit: int, result: ConditionResult) -> str:
    """Say how one condition stands for the unit at that place: figure, bound, what is lacking."""
    leaf = result.leaf
    if result.verdict is Verdict.UNKNOWN:
        return f"Chưa rõ: {_why_unknown(criteria, figures, unit, result)}."
    head = WORDS[result.verdict].capitalize()
    name = label(criteria, leaf.indicators[0])
    if isinstance(leaf, FlagCondition):
        wanted = "" if result.verdict is Verdict.MET else f", yêu cầu {'có' if leaf.wanted else 'không'}"
        return f"{head}: {name}: {result.actual}{wanted}."
    if isinstance(leaf, DocumentCondition):
        return f"{head}: {_document(figures, name, result)}."
    return f"{head}: {_measured(criteria, figures, unit, result, name)}{_lacking(criteria, figures, unit, result)}."


def _measured(criteria: CriteriaSet, figures: Figures, unit: int, result: ConditionResult, name: str) -> str:
    leaf = result.leaf
    indicator = criteria.indicators[leaf.indicators[0]]
    now = in_units(indicator, figures.column(leaf.indicators[0])[unit])
    if isinstance(leaf, ShareCondition):
        total = criteria.indicators[leaf.share[1]]
        whole = in_units(total, figures.column(leaf.share[1])[unit])
        share = _short(Decimal(result.actual or "0"), leaf.bounds.values())
        return f"{name} {number(now)}/{amount(total, whole)} ({share}), yêu cầu {bound(leaf, '%')}"
    if isinstance(leaf, ChangeCondition):
        before = in_units(indicator, figures.column_before(leaf.change)[unit])
        moved = f"{_moved(result.actual, before, leaf.bounds.values())} ({number(before)} → {amount(indicator, now)})"
        return f"{name} {moved}, yêu cầu {change_bound(leaf)}"
    return f"{name} là {amount(indicator, now)}, yêu cầu {bound(leaf, indicator.unit or '')}"  # type: ignore[arg-type]  # count or number is left


def _short(actual: Decimal, bounds: Iterable[Decimal]) -> str:
    """Write a percentage in two decimals, in four where two would read like a bound or like nothing at all."""
    two = actual.quantize(Decimal("0.01"), ROUND_HALF_UP)
    if two == actual or not (two == 0 or two in bounds):
        return percent(two)
    return percent(actual)


def _moved(actual: str | None, before: Decimal, bounds: Iterable[Decimal]) -> str:
    if actual is None:
        return "tăng từ không có" if before == 0 else "thay đổi"
    change = Decimal(actual)
    if change == 0:
        return "không đổi"
    sizes = [abs(bound) for bound in bounds]
    return f"{'tăng' if change > 0 else 'giảm'} {_short(abs(change), sizes)} so với kỳ trước"


def _document(figures: Figures, name: str, result: ConditionResult) -> str:
    leaf = result.leaf
    if not isinstance(leaf, DocumentCondition) or result.actual in (None, "không"):
        return f"không có {name}"
    issued = date.fromisoformat(result.actual or "")
    text = f"{name} ban hành ngày {day(issued)}"
    if result.verdict is Verdict.MET:
        return text
    if issued < figures.first_day and not leaf.any_time:
        return f"{text}, trước kỳ đánh giá (bắt đầu {day(figures.first_day)})"
    due = _due(figures, leaf)
    return f"{text}, sau hạn {day(due)}" if due < figures.last_day else f"{text}, sau kỳ đánh giá (kết thúc {day(due)})"


def _due(figures: Figures, leaf: DocumentCondition) -> date:
    if leaf.issued_by is None:
        return figures.last_day
    due = date(figures.last_day.year, int(leaf.issued_by[:2]), int(leaf.issued_by[3:]))
    return due if due <= figures.last_day else due.replace(year=due.year - 1)


def _lacking(criteria: CriteriaSet, figures: Figures, unit: int, result: ConditionResult) -> str:
    """Say what an unmet condition lacks, and the figure that would do."""
    if result.verdict is Verdict.MET:
        return ""
    if not result.shortfall:
        return ", không thể đạt bằng cách thay đổi riêng số này"
    key, change = next(iter(result.shortfall.items()))
    indicator = criteria.indicators[key]
    need = in_units(indicator, figures.column(key)[unit]) + change
    if change > 0:
        return f", cần {number(need)}, còn thiếu {amount(indicator, change)}"
    return f", chỉ được {number(need)}, vượt {amount(indicator, -change)}"


def _why_unknown(criteria: CriteriaSet, figures: Figures, unit: int, result: ConditionResult) -> str:
    """Say which figure is missing, breaks its own rule, or is a total of zero."""
    leaf = result.leaf
    for key in leaf.indicators:
        for part in criteria.parts[key]:
            broken = figures.inconsistent.get(part)
            if broken is not None and broken[unit]:
                limit = criteria.indicators[part].at_most or part
                value, most = (
                    in_units(criteria.indicators[each], figures.entered[each][unit]) for each in (part, limit)
                )
                return (
                    f"{label(criteria, part)} ({number(value)}) lớn hơn {label(criteria, limit)} ({number(most)}), "
                    "cần sửa số liệu"
                )
    parts = dict.fromkeys(part for key in leaf.indicators for part in criteria.parts[key])
    entered = [key for key in parts if criteria.indicators[key].sum is None]
    missing = [key for key in entered if np.isnan(figures.column(key)[unit])]
    if missing:
        return f"chưa nhập {', '.join(f'«{criteria.indicators[key].label}»' for key in missing)}"
    if isinstance(leaf, ChangeCondition):
        return f"chưa có số kỳ trước của «{criteria.indicators[leaf.change].label}»"
    return f"{label(criteria, leaf.indicators[-1])} bằng 0, không tính được tỷ lệ"


def shortfall_sentence(criteria: CriteriaSet, shortfall: Mapping[str, Decimal]) -> str:
    """Say a shortfall as work to do: «thêm 2 đơn vị (số đơn vị được công nhận); giảm 10 vụ (…)»."""
    return "; ".join(_change(criteria, key, change) for key, change in shortfall.items())


def _change(criteria: CriteriaSet, key: str, change: Decimal) -> str:
    indicator, name = criteria.indicators[key], label(criteria, key)
    if indicator.kind is Kind.FLAG:
        return f"đổi: {name}"
    if indicator.kind is Kind.DOCUMENT:
        return f"ban hành đúng hạn: {name}"
    return f"{'thêm' if change > 0 else 'giảm'} {amount(indicator, abs(change))} ({name})"


def shortfall_words(criteria: CriteriaSet, shortfall: Mapping[str, Decimal]) -> str:
    """Say a shortfall in as few words as a table has room for: «thêm 2 đơn vị + giảm 1 vụ».

    Two changes in one unit of measure name their figures: «giảm 8 vụ (số vụ phạm pháp) + giảm 1 vụ (số vụ cháy)».
    """
    measured = [criteria.indicators[key] for key in shortfall]
    alike = Counter(each.unit for each in measured if each.kind in _MEASURED)
    return " + ".join(
        _change(criteria, key, change) if alike[indicator.unit] > 1 else _short_change(criteria, key, change)
        for indicator, (key, change) in zip(measured, shortfall.items(), strict=True)
    )


_MEASURED = (Kind.COUNT, Kind.NUMBER)


def _short_change(criteria: CriteriaSet, key: str, change: Decimal) -> str:
    indicator = criteria.indicators[key]
    if indicator.kind not in _MEASURED:
        return label(criteria, key)
    return f"{'thêm' if change > 0 else 'giảm'} {amount(indicator, abs(change))}"


def criterion_sentence(criteria: CriteriaSet, result: CriterionResult) -> str:
    """Say how a criterion stands in one line."""
    if result.verdict is Verdict.UNMET:
        lacking = shortfall_sentence(criteria, result.shortfall)
        return f"Chưa đạt, cần {lacking}." if lacking else "Chưa đạt, không còn cách bù trong kỳ."
    return f"{WORDS[result.verdict].capitalize()}."
