"""The criteria set read aloud: every rule as a sentence, with its basis, and the figures that staff enter."""

from __future__ import annotations

from dataclasses import dataclass

from api.pages.reading import Line, read_aloud
from engine.criteria import CriteriaSet, Criterion, Veto
from engine.indicators import Indicator, Kind
from engine.wording.numbers import day, number
from engine.wording.rules import due, label

KINDS = {
    Kind.COUNT: "số đếm",
    Kind.NUMBER: "số thập phân",
    Kind.FLAG: "có/không",
    Kind.DOCUMENT: "ngày ban hành văn bản",
}
WORDINGS = {"official": "đúng văn bản", "reconstructed": "dựng lại"}


@dataclass(frozen=True, slots=True)
class RuleView:
    """A criterion or a veto read aloud."""

    id: str
    title: str
    group: str
    basis: str
    wording: str
    note: str
    rule: Line
    action: str
    examples: int
    blocks: str


@dataclass(frozen=True, slots=True)
class IndicatorView:
    """One figure that staff enter, or a sum of them."""

    label: str
    kind: str
    unit: str
    rule: str


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The whole page."""

    title: str
    basis: tuple[str, ...]
    applies_to: str
    period: str
    waived: str
    criteria: tuple[RuleView, ...]
    vetoes: tuple[RuleView, ...]
    bands: tuple[str, ...]
    indicators: tuple[IndicatorView, ...]


def rulebook(criteria: CriteriaSet) -> Rulebook:
    """Read a criteria set aloud."""
    starts = criteria.period.starts_on
    return Rulebook(
        title="Bộ tiêu chí",
        basis=tuple(
            each.document
            + (f" ngày {day(each.issued_on)}" if each.issued_on else "")
            + (f", {each.issuer}" if each.issuer else "")
            for each in criteria.legal_basis
        ),
        applies_to=", ".join(criteria.applies_to),
        period="năm dương lịch" if starts == "01-01" else f"năm, bắt đầu từ {due(starts)} năm trước",
        waived={"met": "tính là đạt", "unmet": "tính là chưa đạt"}[criteria.not_applicable_counts_as],
        criteria=tuple(_rule(criteria, each, read_aloud(criteria, each.condition)) for each in criteria.criteria),
        vetoes=tuple(_rule(criteria, each, read_aloud(criteria, each.when)) for each in criteria.vetoes),
        bands=tuple(band.title for band in criteria.bands),
        indicators=tuple(_indicator(criteria, each) for each in criteria.indicators.values()),
    )


def _rule(criteria: CriteriaSet, rule: Criterion | Veto, line: Line) -> RuleView:
    group = action = ""
    examples, blocks = 0, "mọi cấp"
    if isinstance(rule, Criterion):
        group, examples = rule.group or "", len(rule.examples)
        if rule.action:
            action = f"{rule.action.title} (công sức mỗi bước: {number(rule.action.effort)})"
    elif rule.blocks:
        blocks = ", ".join(criteria.levels[each].title for each in rule.blocks)
    return RuleView(
        id=rule.id,
        title=rule.title,
        group=group,
        basis=rule.basis or "",
        wording=WORDINGS[rule.wording or criteria.wording],
        note=rule.note or "",
        rule=line,
        action=action,
        examples=examples,
        blocks=blocks,
    )


def _indicator(criteria: CriteriaSet, indicator: Indicator) -> IndicatorView:
    rules = []
    if indicator.sum:
        rules.append(f"máy tự cộng: {' + '.join(label(criteria, each) for each in indicator.sum)}")
    if indicator.at_most:
        rules.append(f"không được lớn hơn {label(criteria, indicator.at_most)}")
    if indicator.lower_is_better:
        rules.append("càng thấp càng tốt")
    return IndicatorView(indicator.label, KINDS[indicator.kind], indicator.unit or "", "; ".join(rules))
