"""How criteria and vetoes of a unit stand by its figures: the rule read aloud, and a sentence for each condition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from api.pages.marks import Mark, of_verdict, of_veto
from api.pages.reading import Line, Said, read_aloud
from api.workflow import Scored
from engine.conditions import ChangeCondition, ShareCondition
from engine.criteria import CriteriaSet, Criterion
from engine.explaining import ConditionResult, CriterionResult
from engine.indicators import Kind
from engine.rules import Verdict
from engine.wording.numbers import day, percent
from engine.wording.rules import amount
from engine.wording.verdicts import condition_sentence, criterion_sentence


@dataclass(frozen=True, slots=True)
class CriterionView:
    """One criterion: its rule with a sentence a condition, and what it lacks."""

    id: str
    title: str
    basis: str
    mark: Mark
    rule: Line
    summary: str
    action: str
    evidence: str
    """What is said of its documents; empty when none is required and none is amiss."""
    is_amiss: bool


@dataclass(frozen=True, slots=True)
class VetoView:
    """One veto: the rule that would make it bite, and the figures behind it."""

    id: str
    title: str
    mark: Mark
    rule: Line
    blocks: str


def criterion_view(
    result: Scored, place: int, explained: CriterionResult, reasons: Mapping[str, str], amiss: str
) -> CriterionView:
    """Say how a criterion stands by its figures; ``reasons`` say why one does not apply, ``amiss`` of its documents."""
    criteria = result.criteria
    criterion = next(each for each in criteria.criteria if each.id == explained.id)
    summary = action = ""
    if explained.verdict is Verdict.NOT_APPLICABLE:
        summary = waived_sentence(criteria, reasons.get(criterion.id, ""))
    elif explained.verdict is Verdict.UNMET:
        summary = criterion_sentence(criteria, explained)
        action = criterion.action.title if criterion.action and explained.shortfall else ""
    return CriterionView(
        id=criterion.id,
        title=criterion.title,
        basis=criterion.basis or "",
        mark=of_verdict(explained.verdict),
        rule=read_aloud(criteria, criterion.condition, said_of(result, place, explained)),
        summary=summary,
        action=action,
        evidence=amiss or asked_documents(criterion),
        is_amiss=bool(amiss),
    )


def asked_documents(criterion: Criterion) -> str:
    """Say whether a criterion asks for documents; empty when it does not."""
    return "Phải có tài liệu kiểm chứng." if criterion.evidence == "required" else ""


def waived_sentence(criteria: CriteriaSet, reason: str) -> str:
    """Say why a criterion does not apply, where that is on record, and what it counts as."""
    counted = _COUNTED[criteria.not_applicable_counts_as]
    return f"Không áp dụng{': ' if reason else ''}{reason}. Tính là {counted}."


_COUNTED = {"met": "đạt", "unmet": "chưa đạt"}


def said_of(result: Scored, place: int, explained: CriterionResult) -> Iterator[Said]:
    """Say each condition of a criterion: its mark and its sentence."""
    figures = result.scores.figures
    for each in explained.conditions:
        yield of_verdict(each.verdict), condition_sentence(result.criteria, figures, place, each)


def veto_view(result: Scored, place: int, index: int) -> VetoView:
    """Say how a veto stands by its figures."""
    criteria, veto = result.criteria, result.criteria.vetoes[index]
    conditions = result.explanations.veto(place, index)
    said = ((of_veto(each.verdict), _figure(result, place, each)) for each in conditions)
    blocked = ", ".join(criteria.levels[key].title for key in veto.blocks or ())
    return VetoView(
        id=veto.id,
        title=veto.title,
        mark=of_veto(Verdict.of(int(result.scores.vetoes[index, place]))),
        rule=read_aloud(criteria, veto.when, said),
        blocks=f"Chặn xét: {blocked}." if blocked else "Chặn xét ở mọi cấp.",
    )


def _figure(result: Scored, place: int, condition: ConditionResult) -> str:
    """Say the figure behind a condition of a veto, of which «đạt» and «còn thiếu» would say the opposite."""
    if condition.verdict is Verdict.UNKNOWN:
        return condition_sentence(result.criteria, result.scores.figures, place, condition)
    leaf, actual = condition.leaf, condition.actual
    indicator = result.criteria.indicators[leaf.indicators[0]]
    if actual is None:
        text = "tăng từ không có"
    elif isinstance(leaf, ShareCondition | ChangeCondition):
        text = percent(actual)
    elif indicator.kind is Kind.DOCUMENT and actual != "không":
        text = f"ban hành ngày {day(date.fromisoformat(actual))}"
    else:
        text = actual if indicator.kind in (Kind.FLAG, Kind.DOCUMENT) else amount(indicator, actual)
    word = of_veto(condition.verdict).word
    return f"{word[:1].upper()}{word[1:]}: số liệu trong kỳ là {text}."
