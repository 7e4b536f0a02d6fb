"""The sections of an entry form: a criterion each, with its rule, its figures and how it stands by them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from api.pages.entry.cells import NOTHING_SENT, CellView, Column, LinkView, Sent, as_read
from api.pages.marks import Mark, of_verdict
from api.pages.reading import Line, read_aloud
from api.pages.verdict_views import waived_sentence
from api.store.assessments import Course
from api.store.tables import Evidence, PeriodPlan
from api.workflow.entering import Desk
from api.workflow.proving import Proof
from api.workflow.trying import Trial
from engine.conditions import Condition, leaves
from engine.criteria import CriteriaSet
from engine.explaining import CriterionResult
from engine.rules import Verdict
from engine.wording.numbers import day
from engine.wording.rules import label
from engine.wording.verdicts import condition_sentence, criterion_sentence

OTHERS = "khac"
"""The section of figures that no criterion reads."""


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
class Reading:
    """What one look at the record gives a form."""

    column: Column
    trial: Trial
    course: Course
    plan: PeriodPlan | None
    why: Mapping[str, str]
    """By indicator, why it can't be written now."""
    why_documents: Mapping[str, str]
    proofs: Mapping[str, Proof]
    evidence: tuple[Evidence, ...]


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


def sections_of(desk: Desk, read: Reading, homes: Mapping[str, str], shown: Shown) -> Iterator[SectionView]:
    """Lay out every criterion; each figure can be written where it first stands (``homes``)."""
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


def _row(desk: Desk, read: Reading, homes: Mapping[str, str], here: str, key: str) -> CellView | LinkView:
    criteria, column = desk.criteria, read.column
    indicator = criteria.indicators[key]
    if homes.get(key) == here:
        return column.cell(key, locked=bool(read.why[key]))
    value, unit = as_read(indicator, read.trial.ground.now(key, 0)), indicator.unit or ""
    if indicator.sum is not None:
        said = f"máy cộng: {' + '.join(label(criteria, part) for part in indicator.sum)}"
        return LinkView(key, indicator.label, unit, value, said)
    return LinkView(key, indicator.label, unit, value, f"nhập ở {homes[key]}", f"#o-{key}")


def _sentence(criteria: CriteriaSet, explained: CriterionResult, waived: str) -> str:
    if explained.verdict is Verdict.NOT_APPLICABLE:
        return waived_sentence(criteria, waived)
    return criterion_sentence(criteria, explained)


def _evidence(read: Reading, criterion: str, shown: Shown, *, required: bool) -> EvidenceView:
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
