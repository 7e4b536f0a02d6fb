"""One commune: where it stands, why, and what it lacks, criterion by criterion."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from api.pages.faults import FaultLine, fault_lines
from api.pages.marks import Mark, of_verdict, of_veto
from api.pages.reading import Line, Said, read_aloud
from api.pages.recognition import LevelView, PeriodCell, decisions, levels, trend
from api.pages.units import Listing, UnitRow
from api.workflow import Board, Scored
from engine.conditions import ChangeCondition, ShareCondition
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


@dataclass(frozen=True, slots=True)
class VetoView:
    """One veto: the rule that would make it bite, and the figures behind it."""

    id: str
    title: str
    mark: Mark
    rule: Line
    blocks: str


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A link to another unit."""

    name: str
    link: str


@dataclass(frozen=True, slots=True)
class Commune:
    """The whole page."""

    title: str
    period: str
    row: UnitRow
    dates: str
    trend: tuple[PeriodCell, ...]
    criteria: tuple[CriterionView, ...]
    vetoes: tuple[VetoView, ...]
    levels: tuple[LevelView, ...]
    recognitions: tuple[str, ...] | None
    faults: tuple[FaultLine, ...]
    previous: Neighbour | None
    following: Neighbour | None
    back: str
    problems: tuple[str, ...]


def commune(board: Board, listing: Listing, code: str, problems: Sequence[str], amiss: Mapping[str, str]) -> Commune:
    """Lay out the page of a unit of the list; ``amiss`` says by criterion what is wrong with its documents."""
    result, period = listing.result, listing.period
    at = next(index for index, row in enumerate(listing.rows) if row.code == code)
    place, figures = result.codes.index(code), result.scores.figures
    reasons = board.data.reasons(period).get(code, {})
    return Commune(
        title=f"{listing.rows[at].name}, kỳ {period}",
        period=period,
        row=listing.rows[at],
        dates=f"từ {day(figures.first_day)} đến {day(figures.last_day)}",
        trend=tuple(trend(board, result, code)),
        criteria=tuple(
            _criterion(result, place, each, reasons, amiss.get(each.id, "")) for each in result.explanations.of(place)
        ),
        vetoes=tuple(_veto(result, place, index) for index in range(len(board.criteria.vetoes))),
        levels=tuple(levels(result, place)),
        recognitions=decisions(board, result, code),
        faults=fault_lines(board, result, code),
        previous=_neighbour(listing, at - 1),
        following=_neighbour(listing, at + 1),
        back=f"/?ky={period}#cac-don-vi",
        problems=tuple(problems),
    )


def _criterion(
    result: Scored, place: int, explained: CriterionResult, reasons: Mapping[str, str], amiss: str
) -> CriterionView:
    criteria = result.criteria
    criterion = next(each for each in criteria.criteria if each.id == explained.id)
    summary = action = ""
    if explained.verdict is Verdict.NOT_APPLICABLE:
        reason = f": {reasons[criterion.id]}" if criterion.id in reasons else ""
        summary = f"Không áp dụng{reason}. Tính là {COUNTED[criteria.not_applicable_counts_as]}."
    elif explained.verdict is Verdict.UNMET:
        summary = criterion_sentence(criteria, explained)
        action = criterion.action.title if criterion.action and explained.shortfall else ""
    return CriterionView(
        id=criterion.id,
        title=criterion.title,
        basis=criterion.basis or "",
        mark=of_verdict(explained.verdict),
        rule=read_aloud(criteria, criterion.condition, _said(result, place, explained)),
        summary=summary,
        action=action,
        evidence=amiss or ("Phải có tài liệu kiểm chứng." if criterion.evidence == "required" else ""),
    )


COUNTED = {"met": "đạt", "unmet": "chưa đạt"}
"""What a criterion that does not apply counts as."""


def _said(result: Scored, place: int, explained: CriterionResult) -> Iterator[Said]:
    figures = result.scores.figures
    for each in explained.conditions:
        yield of_verdict(each.verdict), condition_sentence(result.criteria, figures, place, each)


def _veto(result: Scored, place: int, index: int) -> VetoView:
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


def _neighbour(listing: Listing, at: int) -> Neighbour | None:
    if not 0 <= at < len(listing.rows):
        return None
    row = listing.rows[at]
    return Neighbour(row.name, f"/xa/{row.code}?ky={listing.period}")
