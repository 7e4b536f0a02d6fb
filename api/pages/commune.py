"""One commune: where it stands, why, and what it lacks, criterion by criterion."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fastapi import Request

from api.pages.faults import FaultLine, fault_lines
from api.pages.gate import Gate
from api.pages.marks import Mark, of_verdict, of_veto
from api.pages.paper import Paper, paper, said_count
from api.pages.reading import Line, Said, read_aloud
from api.pages.recognition import LevelView, PeriodCell, decisions, levels, trend
from api.pages.unit_history import Family, lineage
from api.pages.unit_record import NOTHING_BESIDE, Beside, UnitRecord, sees_texts, unit_record
from api.pages.units import Listing, UnitRow
from api.pages.way_up import WayUp, way_up
from api.workflow import Board, Scored
from api.workflow.locks import STATE_WORDS
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
    is_amiss: bool


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
class Glance:
    """The assessment sheet at a glance; ``link`` is empty where there is no sheet for the period."""

    state: str
    counts: tuple[tuple[str, str], ...]
    link: str


@dataclass(frozen=True, slots=True)
class Around:
    """What the page holds besides scores; ``seen`` are the codes that may be shown, None for all of them."""

    today: date
    record: UnitRecord | None = None
    seen: frozenset[str] | None = None
    is_assessed: bool = False
    """Whether there is a sheet of the unit in the period."""


@dataclass(frozen=True, slots=True)
class Commune:
    """The whole page."""

    title: str
    period: str
    row: UnitRow
    dates: str
    trend: tuple[PeriodCell, ...]
    criteria: tuple[CriterionView, ...]
    beside: Mapping[str, Beside]
    vetoes: tuple[VetoView, ...]
    levels: tuple[LevelView, ...]
    recognitions: tuple[str, ...] | None
    registered: tuple[str, ...]
    way: WayUp | None
    sheet: Glance | None
    families: tuple[Family, ...]
    paper: Paper
    faults: tuple[FaultLine, ...]
    previous: Neighbour | None
    following: Neighbour | None
    back: str
    problems: tuple[str, ...]
    styles: tuple[str, ...] = ("sheet.css", "print.css")


def commune(  # noqa: PLR0913, PLR0917 -- the unit, and what is known of it
    board: Board,
    listing: Listing,
    code: str,
    problems: Sequence[str],
    amiss: Mapping[str, str],
    around: Around,
) -> Commune:
    """Lay out the page of a unit of the list; ``amiss`` says by criterion what is wrong with its documents."""
    result, period = listing.result, listing.period
    rows = [row for row in listing.rows if around.seen is None or row.code in around.seen]
    at = next(index for index, row in enumerate(rows) if row.code == code)
    place, figures, record = result.codes.index(code), result.scores.figures, around.record
    reasons = board.data.reasons(period).get(code, {})
    unit = board.register.version(code, figures.last_day)
    return Commune(
        title=f"{rows[at].name}, kỳ {period}",
        period=period,
        row=rows[at],
        dates=f"từ {day(figures.first_day)} đến {day(figures.last_day)}",
        trend=tuple(trend(board, result, code)),
        criteria=tuple(
            criterion_view(result, place, each, reasons, amiss.get(each.id, ""))
            for each in result.explanations.of(place)
        ),
        beside={each.id: record.beside(each) if record else NOTHING_BESIDE for each in board.criteria.criteria},
        vetoes=tuple(_veto(result, place, index) for index in range(len(board.criteria.vetoes))),
        levels=tuple(levels(result, place)),
        recognitions=decisions(board, result, code),
        registered=record.registered() if record else (),
        way=way_up(result, place),
        sheet=_glance(record, code, around) if record else None,
        families=lineage(board, result, code),
        paper=paper(
            result, place, unit, record.beside if record else None, (around.today, f"Trang xã {code}, kỳ {period}")
        ),
        faults=fault_lines(board, result, code),
        previous=_neighbour(rows, at - 1, period),
        following=_neighbour(rows, at + 1, period),
        back=f"/?ky={period}#cac-don-vi",
        problems=tuple(problems),
    )


def around(  # noqa: PLR0913, PLR0917 -- who asks for which unit, and of what may be shown
    gate: Gate | None,
    request: Request,
    board: Board,
    result: Scored,
    code: str,
    seen: frozenset[str] | None,
    today: date,
) -> Around:
    """Gather what the page of a unit holds besides its scores; of a board made of files nothing."""
    last = result.scores.figures.last_day
    unit = board.register.version(code, last)
    if gate is None or unit is None:
        return Around(today, seen=seen)
    criteria, period = board.criteria, result.scores.figures.period
    texts = sees_texts(gate, request, unit.key)
    record = unit_record(gate.office, criteria, unit.key, period, texts=texts, on=last)
    return Around(today, record, seen, unit.kind in criteria.applies_to and last >= criteria.effective_from)


def _glance(record: UnitRecord, code: str, around: Around) -> Glance:
    criteria, course = record.criteria, record.course
    sides = [record.beside(each) for each in criteria.criteria]
    of, waived_as = len(sides), criteria.not_applicable_counts_as
    said = (
        ("Xã tự chấm", [each.theirs.verdict for each in sides if each.theirs]),
        ("Thẩm định", [each.ours.verdict for each in sides if each.ours]),
    )
    return Glance(
        state=STATE_WORDS[course.state],
        counts=tuple((word, said_count(each, of, waived_as)) for word, each in said if each),
        link=f"/phieu/{criteria.set}.{record.period}.{code}" if around.is_assessed else "",
    )


def criterion_view(
    result: Scored, place: int, explained: CriterionResult, reasons: Mapping[str, str], amiss: str
) -> CriterionView:
    """Say how a criterion stands by its figures; ``reasons`` say why one does not apply, ``amiss`` of its documents."""
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
        is_amiss=bool(amiss),
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


def _neighbour(rows: Sequence[UnitRow], at: int, period: str) -> Neighbour | None:
    if not 0 <= at < len(rows):
        return None
    return Neighbour(rows[at].name, f"/xa/{rows[at].code}?ky={period}")
