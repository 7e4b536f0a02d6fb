"""Examples of a criterion read aloud: the figures given, and what must come of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from engine.criteria import CriteriaSet, Example
from engine.figures import as_written, entered
from engine.indicators import Indicator, Kind
from engine.rules import Verdict
from engine.wording.numbers import day
from engine.wording.rules import amount, label
from engine.wording.verdicts import WORDS, shortfall_sentence


def example_sentence(criteria: CriteriaSet, example: Example) -> str:
    """Say an example: «Số khu dân cư: 20, số khu được công nhận: 13 → chưa đạt; cần thêm 1 khu (…).»."""
    now = _figures(criteria, example.given) or "chưa có số liệu"
    before = f"; kỳ trước: {_figures(criteria, example.before)}" if example.before else ""
    said = f"{now}{before}"
    lacking = f"; cần {shortfall_sentence(criteria, example.shortfall)}" if example.shortfall else ""
    return f"{said[:1].upper()}{said[1:]} → {WORDS[Verdict(example.verdict)]}{lacking}."


def _figures(criteria: CriteriaSet, given: Mapping[str, object]) -> str:
    return ", ".join(f"{label(criteria, key)}: {_figure(criteria.indicators[key], raw)}" for key, raw in given.items())


def _figure(indicator: Indicator, raw: object) -> str:
    steps = entered(indicator, raw)
    if steps is None:
        return f"«{raw}»"
    text = as_written(indicator.kind, int(steps))
    if indicator.kind in (Kind.COUNT, Kind.NUMBER):
        return amount(indicator, text)
    if indicator.kind is Kind.DOCUMENT and steps:
        return f"ban hành ngày {day(date.fromisoformat(text))}"
    return text
