"""The entry form of one unit: a section a criterion, each figure once, with how the criterion stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from api.pages.commune import COUNTED
from api.pages.entry_cells import NOTHING_SENT, CellView, Column, LinkView, Sent, with_unit
from api.pages.marks import Mark, of_verdict, of_veto
from api.pages.reading import Line, read_aloud
from api.store import assessments
from api.store import figures as stored
from api.store.assessments import Course
from api.store.chains import replacements, standing
from api.store.tables import Evidence, PeriodPlan
from api.store.units import number_of
from api.workflow.entering import Desk
from api.workflow.locks import STATE_WORDS
from api.workflow.proving import Proof, proofs
from api.workflow.trying import Ground, Trial, ground, tried
from engine.conditions import Condition, leaves
from engine.criteria import CriteriaSet
from engine.explaining import CriterionResult
from engine.rules import Verdict
from engine.units import UnitVersion
from engine.wording.numbers import day, figure_range
from engine.wording.rules import label
from engine.wording.verdicts import condition_sentence, criterion_sentence

OTHERS = "khac"
"""The section of figures that no criterion reads."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A document that a figure may cite."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """The documents of a criterion, what is amiss with them, and the form of a new one as it was sent."""

    documents: tuple[str, ...]
    amiss: str
    required: bool
    locked: bool
    given: Mapping[str, str]
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SectionView:
    """A criterion: its rule, its figures, how it stands by them."""

    id: str
    title: str
    basis: str
    rule: Line | None
    rows: tuple[CellView | LinkView, ...]
    mark: Mark | None
    sentence: str
    conditions: tuple[tuple[str, Mark, str], ...]
    locked: str
    """Why nothing, or only a part, of it can be written now."""
    evidence: EvidenceView | None

    @property
    def is_open(self) -> bool:
        """Whether some figure can be written."""
        return any(isinstance(row, CellView) and not row.locked for row in self.rows)

    @property
    def amiss(self) -> tuple[CellView, ...]:
        """The cells that were sent and not saved."""
        return tuple(row for row in self.rows if isinstance(row, CellView) and row.is_amiss)


@dataclass(frozen=True)
class Shown:
    """What the address and the form bring along: token, account, what was sent, what was saved."""

    token: str
    account: str
    sent: Sent = NOTHING_SENT
    document: Mapping[str, str] = field(default_factory=dict)
    """The form of a document as it was sent."""
    document_faults: tuple[str, ...] = ()
    done: str = ""
    act: int = 0
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """The whole page."""

    title: str
    unit: UnitVersion
    period: str
    before: str
    set_id: str
    periods: tuple[tuple[str, bool], ...]
    state: str
    due: str
    locked: str
    """Why nothing at all can be written now."""
    figures: str
    entered: int
    of: int
    sections: tuple[SectionView, ...]
    vetoes: tuple[tuple[str, str, Mark], ...]
    choices: tuple[Choice, ...]
    merged: int
    """How many units of the period before became this one, where it is more than one."""
    shown: Shown
    styles: tuple[str, ...] = ("entry.css",)
    scripts: tuple[str, ...] = ("entry.js",)

    @property
    def amiss(self) -> tuple[CellView, ...]:
        """The cells that were sent and not saved."""
        return tuple(cell for section in self.sections for cell in section.amiss)


@dataclass(frozen=True)
class _Read:
    """What one reading of the record gives a sheet."""

    column: Column
    trial: Trial
    course: Course
    plan: PeriodPlan | None
    why: Mapping[str, str]
    """By indicator, why it can't be written now."""
    why_documents: Mapping[str, str]
    proofs: Mapping[str, Proof]
    evidence: tuple[Evidence, ...]
    newest: Mapping[int, int]


def sheet(desk: Desk, unit: UnitVersion, periods: Sequence[str], shown: Shown) -> Sheet:
    """Lay out the form of a unit."""
    read = _read(desk, unit, shown)
    criteria, scores = desk.criteria, read.trial.scored.scores
    homes = homes_of(criteria)
    sections = tuple(_sections(desk, read, homes, shown))
    cells = [row for section in sections for row in section.rows if isinstance(row, CellView)]
    reasons = {read.why.get(cell.key, "") for cell in cells}
    return Sheet(
        title=f"Nhập số liệu {unit.name}, kỳ {desk.period}",
        unit=unit,
        period=desk.period,
        before=f"{int(desk.period) - 1:04}",
        set_id=criteria.set,
        periods=tuple((each, each == desk.period) for each in periods),
        state=STATE_WORDS[read.course.state],
        due=due_words(read.plan),
        locked=next(iter(reasons)) if len(reasons) == 1 else "",
        figures=figure_range(int(scores.met[0]), int(scores.possible[0]), len(criteria.criteria)),
        entered=sum(
            bool(read.column.rows[cell.key].steps is not None) for cell in cells if cell.key in read.column.rows
        ),
        of=len(cells),
        sections=sections,
        vetoes=tuple(
            (veto.id, veto.title, of_veto(Verdict.of(int(scores.vetoes[index, 0]))))
            for index, veto in enumerate(criteria.vetoes)
        ),
        choices=tuple(Choice(row.id, f"{row.document} ({row.criterion})") for row in read.evidence),
        merged=len(read.column.ground.origins[0]) if len(read.column.ground.origins[0]) > 1 else 0,
        shown=shown,
    )


def _read(desk: Desk, unit: UnitVersion, shown: Shown) -> _Read:
    criteria, period = desk.criteria, desk.period
    on = ground(desk.office, desk.version, period, [unit])
    entered = [key for key, each in criteria.indicators.items() if each.sum is None]
    trial = tried(on, [_texts(shown.sent, unit, on)])
    with desk.office.database.reading() as session:
        number = number_of(session, unit.key)
        entries = stored.current(session, criteria.set, number, period) if number else ()
        where = (Evidence.set_id == criteria.set, Evidence.unit_id == (number or 0), Evidence.period == period)
        held = {each.row.indicator: each for each in entries}
        why = {key: desk.forbidden(session, number, indicator=key) or "" for key in entered}
        why_documents = {
            each.id: desk.forbidden(session, number, criterion=each.id) or "" for each in criteria.criteria
        }
        last = criteria.period.bounds(period)[1]
        return _Read(
            Column(on, 0, {key: each.row for key, each in held.items()}, trial.notices[0], held, shown.sent),
            trial,
            assessments.course(session, criteria.set, number, period),
            assessments.plans(session, criteria.set, period).get(period),
            why,
            why_documents,
            proofs(session, criteria, number, period, last),
            tuple(row for row in standing(session, Evidence, *where) if not row.withdrawn),
            replacements(session, Evidence, *where),
        )


def _texts(sent: Sent, unit: UnitVersion, on: Ground) -> dict[str, str | None]:
    """Return what was sent and not saved, to be judged with the rest."""
    found: dict[str, str | None] = {}
    for code, key in sent.cells:
        cell = sent.unsaved(code, key)
        if code == unit.code and cell is not None and key in on.criteria.indicators:
            found[key] = cell[0].text
    return found


def homes_of(criteria: CriteriaSet) -> Mapping[str, str]:
    """Return for each indicator that is entered the criterion where it first stands; ``OTHERS`` where none reads it."""
    homes: dict[str, str] = {}
    for criterion in criteria.criteria:
        for key in used_by(criteria, criterion.condition):
            homes.setdefault(key, criterion.id)
    return {key: homes.get(key, OTHERS) for key, each in criteria.indicators.items() if each.sum is None}


def used_by(criteria: CriteriaSet, condition: Condition) -> tuple[str, ...]:
    """Return every indicator that a condition reads, its parts and its limits, in the order of the dictionary."""
    left = [key for _, leaf in leaves(condition) for key in leaf.indicators]
    found: set[str] = set()
    while left:
        key = left.pop()
        if key not in found:
            found.add(key)
            indicator = criteria.indicators[key]
            left += [*(indicator.sum or ()), *([indicator.at_most] if indicator.at_most else ())]
    return tuple(key for key in criteria.indicators if key in found)


def _sections(desk: Desk, read: _Read, homes: Mapping[str, str], shown: Shown) -> Iterator[SectionView]:
    criteria, result = desk.criteria, read.trial.scored
    reasons = result.scores.figures.not_applicable
    for index, criterion in enumerate(criteria.criteria):
        explained = result.explanations.criterion(0, index)
        used = used_by(criteria, criterion.condition)
        waived = read.column.ground.rows.reasons.get(criterion.id, {}).get(0, "") if criterion.id in reasons else ""
        yield SectionView(
            id=criterion.id,
            title=criterion.title,
            basis=criterion.basis or "",
            rule=read_aloud(criteria, criterion.condition),
            rows=tuple(_row(desk, read, homes, criterion.id, key) for key in used),
            mark=of_verdict(explained.verdict),
            sentence=_sentence(criteria, explained, waived),
            conditions=tuple(
                (each.path, of_verdict(each.verdict), condition_sentence(criteria, result.scores.figures, 0, each))
                for each in explained.conditions
            ),
            locked=next((read.why[key] for key in used if homes.get(key) == criterion.id and read.why[key]), ""),
            evidence=_evidence(read, criterion.id, shown, required=criterion.evidence == "required"),
        )
    rest = [key for key, home in homes.items() if home == OTHERS]
    if rest:
        rows = tuple(_row(desk, read, homes, OTHERS, key) for key in rest)
        locked = next((read.why[key] for key in rest if read.why[key]), "")
        yield SectionView(OTHERS, "Số liệu khác", "", None, rows, None, "", (), locked, None)


def _row(desk: Desk, read: _Read, homes: Mapping[str, str], here: str, key: str) -> CellView | LinkView:
    criteria, column = desk.criteria, read.column
    indicator = criteria.indicators[key]
    if homes.get(key) == here:
        return column.cell(key, locked=bool(read.why[key]))
    value = with_unit(indicator, read.trial.ground.now(key, 0)) or "chưa đủ số liệu"
    if indicator.sum is not None:
        said = f"máy cộng: {' + '.join(label(criteria, part) for part in indicator.sum)}"
        return LinkView(key, indicator.label, value, said)
    return LinkView(key, indicator.label, value, f"nhập ở {homes[key]}", f"#o-{key}")


def _sentence(criteria: CriteriaSet, explained: CriterionResult, waived: str) -> str:
    if explained.verdict is Verdict.NOT_APPLICABLE:
        return f"Không áp dụng: {waived}. Tính là {COUNTED[criteria.not_applicable_counts_as]}."
    return criterion_sentence(criteria, explained)


def _evidence(read: _Read, criterion: str, shown: Shown, *, required: bool) -> EvidenceView:
    proof, mine = read.proofs[criterion], shown.document.get("tieu-chi") == criterion
    return EvidenceView(
        documents=tuple(map(document_words, proof.documents)),
        amiss=proof.amiss,
        required=required,
        locked=bool(read.why_documents[criterion]),
        given=shown.document if mine else {},
        faults=shown.document_faults if mine else (),
    )


def document_words(row: Evidence) -> str:
    """Name a document in one line."""
    parts = [f"{row.document} ngày {day(row.issued_on)}", row.issuer]
    if row.pages:
        parts.append(f"trang {row.pages}")
    if row.expires_on:
        parts.append(f"còn hạn đến hết {day(row.expires_on)}")
    return ", ".join(parts)


def due_words(plan: PeriodPlan | None) -> str:
    """Say by when what is due in a period; empty while it has no plan."""
    if plan is None:
        return ""
    return (
        f"Tự chấm đến hết {day(plan.self_assessed_by)}, nộp đến hết {day(plan.submitted_by)}; "
        f"kỳ đóng sau ngày {day(plan.closes)}."
    )
