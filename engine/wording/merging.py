"""Carried figures as sentences: what they were made of, or why they are unknown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction

from engine.figures import as_written, in_units
from engine.indicators import Indicator, Kind
from engine.merging import Carried, Part, Unknown
from engine.units import UnitKey
from engine.wording.numbers import day, number

Named = Callable[[UnitKey], str]
"""Names a unit version."""
RULES = {
    "sum": "cộng số của các đơn vị cũ",
    "any": "có khi ít nhất một đơn vị cũ có",
    "all": "có khi mọi đơn vị cũ đều có",
    "reissue": "phải ban hành mới",
    "unknown": "không gộp được",
}


def share_words(share: Fraction) -> str:
    """Write a share: per cent where that ends within four places, else as a fraction."""
    steps = share * 1_000_000
    if steps.denominator != 1:
        return f"{share.numerator}/{share.denominator}"
    whole, places = divmod(steps.numerator, 10_000)
    tail = f"{places:04}".rstrip("0")
    return f"{whole},{tail} %" if tail else f"{whole} %"


def value_words(indicator: Indicator, steps: int | None) -> str:
    """Say a figure with its unit of measure."""
    if steps is None:
        return "chưa rõ"
    if indicator.kind in (Kind.COUNT, Kind.NUMBER):
        return f"{number(in_units(indicator, steps))} {indicator.unit or ''}".rstrip()
    text = as_written(indicator.kind, steps)
    if indicator.kind is Kind.DOCUMENT and steps:
        return f"văn bản ngày {day(date.fromisoformat(text))}"
    return text


def carried_words(indicator: Indicator, found: Carried, named: Named) -> str:
    """Say what a figure was made of, or why it is unknown."""
    if found.steps is None:
        return f"Chưa rõ: {_why(found, named)}."
    if not found.parts:
        return "Số của chính đơn vị."
    if not found.is_merged:
        return f"Số của {named(found.parts[0].line.old)}, nay là đơn vị này."
    if indicator.kind is Kind.FLAG:
        return f"{RULES[indicator.merger].capitalize()}: {'; '.join(_flag(part, named) for part in found.parts)}."
    said = " + ".join(_part(indicator, part, named) for part in found.parts)
    rounded = any(part.exact is not None and part.exact != part.gave for part in found.parts)
    return f"{said}{' (phần chia được làm tròn thành số tròn)' if rounded else ''}."


def _part(indicator: Indicator, part: Part, named: Named) -> str:
    name, gave = named(part.line.old), number(in_units(indicator, part.gave or 0))
    if part.line.extent == "whole" or part.share is None:
        return f"{name} {gave}"
    had = number(in_units(indicator, part.of.steps or 0))
    return f"{share_words(part.share)} của {name} ({had}) là {gave}"


def _flag(part: Part, named: Named) -> str:
    said = {None: "chưa rõ", 1: "có", 0: "không"}[part.gave]
    return f"{named(part.line.old)} {said}"


def _why(found: Carried, named: Named) -> str:
    lacking = [part for part in found.parts if part.gave is None]
    if found.unknown is Unknown.SHARE:
        names = ", ".join(named(part.line.old) for part in lacking if part.share is None)
        return f"{names} bị chia, chưa ai nhập phần chuyển về đây; hệ thống không tự chia"
    if found.unknown is Unknown.PART:
        names = ", ".join(named(part.line.old) for part in lacking if part.line.extent == "part")
        return f"{names} bị chia; có hay không của cả đơn vị không phải của riêng phần chuyển về đây"
    if found.unknown is Unknown.REISSUE:
        return "văn bản của đơn vị cũ không còn là của đơn vị này, phải ban hành mới"
    if found.unknown is Unknown.RULE:
        return "chỉ tiêu này không gộp được khi sáp nhập, đơn vị mới nhập lại"
    if found.unknown is Unknown.ORIGIN:
        return "danh mục không cho biết trước đó là đơn vị nào"
    names = ", ".join(named(part.line.old) for part in lacking)
    return f"thiếu số liệu của {names}" if names else "chưa nhập số liệu"
