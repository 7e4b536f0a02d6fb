"""Carried figures as lines of a page: what a figure of an earlier period is for a unit of today, and what made it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from api.workflow import Board
from engine.units import UnitKey
from engine.wording.merging import RULES, carried_words, value_words


@dataclass(frozen=True, slots=True)
class CarriedLine:
    """One figure: its value in words, the rule of its indicator, and what it was made of or why it is unknown."""

    id: str
    label: str
    value: str
    rule: str
    said: str
    known: bool


def carried_lines(
    board: Board, unit: UnitKey, period: str, only: Collection[str] | None = None
) -> tuple[CarriedLine, ...]:
    """Lay out the figures of a period carried onto a unit; nothing where they are simply its own."""

    def named(key: UnitKey) -> str:
        found = board.register.version(*key)
        return found.name if found else f"Đơn vị {key[0]}"

    if period not in board.data.periods:
        return ()
    found = board.carried(period, unit)
    lines = []
    for key, each in found.items():
        indicator = board.criteria.indicators[key]
        if each.is_merged and (only is None or key in only):
            said, value = carried_words(indicator, each, named), value_words(indicator, each.steps)
            lines.append(
                CarriedLine(key, indicator.label, value, RULES[indicator.merger], said, each.steps is not None)
            )
    return tuple(lines)


def period_before(period: str) -> str:
    """Return the period before one."""
    return f"{int(period) - 1:04}"
