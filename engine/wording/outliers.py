"""A figure that is far from that of the period before: a slip of the keyboard more often than the truth."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from engine.indicators import Indicator, Kind
from engine.wording.numbers import number
from engine.wording.rules import amount

TIMES = 3
"""From so many times the figure before, up or down, it is pointed out."""
LEAST = 5
"""Smaller differences are not: counts of a few cases jump from year to year."""
_ASKED = "nếu đúng thì giữ nguyên."


def unusual(indicator: Indicator, now: Decimal, before: Decimal) -> str:
    """Say how a count or number differs from the period before, in its unit of measure; empty when by no great deal."""
    if indicator.kind not in (Kind.COUNT, Kind.NUMBER) or abs(now - before) < LEAST:
        return ""
    both = f"{number(before)} → {amount(indicator, now)}"
    if now == 0:
        return f"Về 0, kỳ trước là {amount(indicator, before)}; {_ASKED}"
    if before == 0:
        return f"Kỳ trước là 0 ({both}); {_ASKED}"
    if now >= TIMES * before:
        return f"Gấp {_times(now / before)} lần kỳ trước ({both}); {_ASKED}"
    if before >= TIMES * now:
        return f"Giảm còn 1/{_times(before / now)} kỳ trước ({both}); {_ASKED}"
    return ""


def _times(ratio: Decimal) -> str:
    return number(ratio.quantize(Decimal("0.1"), ROUND_HALF_UP))
