"""Examples read aloud, of a criterion or over several units: the figures given, and what must come of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from engine.criteria import CriteriaSet
from engine.examples import Example, Result
from engine.figures import as_written, entered
from engine.indicators import Indicator, Kind
from engine.rules import Verdict
from engine.wording.numbers import day, number, percent
from engine.wording.rules import amount, label
from engine.wording.verdicts import WORDS, shortfall_sentence


def example_sentence(criteria: CriteriaSet, example: Example) -> str:
    """Say an example: «Số khu dân cư: 20, số khu được công nhận: 13 → chưa đạt; cần thêm 1 khu (…).»."""
    now = _figures(criteria, example.given) or "chưa có số liệu"
    before = f"; kỳ trước: {_figures(criteria, example.before)}" if example.before else ""
    said = f"{now}{before}"
    lacking = f"; cần {shortfall_sentence(criteria, example.shortfall)}" if example.shortfall else ""
    sums = [f"{label(criteria, key)}: {amount(criteria.indicators[key], of)}" for key, of in example.derived.items()]
    derived = f"; máy cộng {', '.join(sums)}" if sums else ""
    return f"{said[:1].upper()}{said[1:]} → {WORDS[Verdict(example.verdict)]}{lacking}{derived}."


def result_sentence(criteria: CriteriaSet, result: Result) -> str:
    """Say what several units must come to: «Số khu dân cư có tổ liên gia: 340, nhiều hơn kỳ trước 50.»."""
    if result.sum is not None:
        indicator = criteria.indicators[result.sum]
        counted = indicator.kind in (Kind.FLAG, Kind.DOCUMENT)
        named = f"Số đơn vị có: {label(criteria, result.sum)}" if counted else indicator.label
        said = f"{named}: {number(result.value) if counted else amount(indicator, result.value)}"
    elif result.share is not None:
        part, whole = result.share
        said = f"Tỷ lệ {label(criteria, part)} trên {label(criteria, whole)}: {percent(result.value)}"
    elif result.met is not None:
        said = f"Số đơn vị đạt {result.met}: {number(result.value)}"
    else:
        said = f"Số huyện có đơn vị đạt {result.districts}: {number(result.value)}"
    return f"{said}{'' if result.more is None else f', nhiều hơn kỳ trước {number(result.more)}'}."


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
