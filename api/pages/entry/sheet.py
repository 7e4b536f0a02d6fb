"""The entry form of one unit: what is on record and what was sent, section by section."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.pages.choosing import Choice, of_periods
from api.pages.entry.cells import CellView, Column, Sent
from api.pages.entry.sections import Reading, SectionView, Shown, homes_of, sections_of
from api.pages.marks import Mark, of_veto
from api.pages.movement.fed import fed_notes
from api.store import assessments
from api.store import figures as stored
from api.store.chains import replacements, standing
from api.store.tables import Evidence, PeriodPlan
from api.store.units import number_of
from api.workflow.entering import Desk
from api.workflow.locks import STATE_WORDS
from api.workflow.proving import proofs
from api.workflow.trying import Ground, ground, tried
from engine.rules import Verdict
from engine.units import UnitVersion
from engine.wording.numbers import day, figure_range


@dataclass(frozen=True, slots=True)
class Citable:
    """A document that a figure may cite."""

    number: int
    text: str


@dataclass(frozen=True)
class Sheet:
    """The whole page."""

    title: str
    unit: UnitVersion
    period: str
    before: str
    set_id: str
    periods: tuple[Choice, ...]
    state: str
    due: str
    locked: str
    """Why nothing at all can be written now."""
    figures: str
    entered: int
    entered_locked: int
    """How many of them can't be written now."""
    of: int
    sections: tuple[SectionView, ...]
    vetoes: tuple[tuple[str, str, Mark], ...]
    choices: tuple[Citable, ...]
    merged: int
    """How many units of the period before became this one, where it is more than one."""
    shown: Shown
    styles: tuple[str, ...] = ("entry.css",)
    scripts: tuple[str, ...] = ("entry.js",)

    @property
    def amiss(self) -> tuple[CellView, ...]:
        """The cells that were sent and not saved."""
        return tuple(cell for section in self.sections for cell in section.amiss)


def sheet(desk: Desk, unit: UnitVersion, periods: Sequence[str], shown: Shown) -> Sheet:
    """Lay out the form of a unit."""
    read = _read(desk, unit, shown)
    criteria, scores = desk.criteria, read.trial.scored.scores
    homes = homes_of(criteria)
    sections = tuple(sections_of(desk, read, homes, shown))
    cells = [row for section in sections for row in section.rows if isinstance(row, CellView)]
    reasons = {read.why.get(cell.key, "") for cell in cells}
    return Sheet(
        title=f"Nhập số liệu {unit.name}, kỳ {desk.period}",
        unit=unit,
        period=desk.period,
        before=f"{int(desk.period) - 1:04}",
        set_id=criteria.set,
        periods=of_periods(periods, desk.period, lambda each: f"/nhap/{unit.code}?ky={each}"),
        state=STATE_WORDS[read.course.state],
        due=due_words(read.plan),
        locked=next(iter(reasons)) if len(reasons) == 1 else "",
        figures=figure_range(int(scores.met[0]), int(scores.possible[0]), len(criteria.criteria)),
        entered=sum(bool(cell.shown) for cell in cells),
        entered_locked=sum(bool(cell.shown) for cell in cells if cell.locked),
        of=len(cells),
        sections=sections,
        vetoes=tuple(
            (veto.id, veto.title, of_veto(Verdict.of(int(scores.vetoes[index, 0]))))
            for index, veto in enumerate(criteria.vetoes)
        ),
        choices=tuple(Citable(row.id, _named(row)) for row in read.evidence),
        merged=len(read.column.ground.origins[0]) if len(read.column.ground.origins[0]) > 1 else 0,
        shown=shown,
    )


def _read(desk: Desk, unit: UnitVersion, shown: Shown) -> Reading:
    criteria, period = desk.criteria, desk.period
    on = ground(desk.office, desk.version, period, [unit])
    entered = [key for key, each in criteria.indicators.items() if each.sum is None]
    trial = tried(on, [_texts(shown.sent, unit, on)])
    from_register = fed_notes(desk.office, criteria, unit.key, period)
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
        evidence = tuple(row for row in standing(session, Evidence, *where) if not row.withdrawn)
        return Reading(
            Column(
                on,
                0,
                {key: each.row for key, each in held.items()},
                trial.notices[0],
                held,
                shown.sent,
                cited=_cited(evidence, replacements(session, Evidence, *where)),
                fed=from_register,
            ),
            trial,
            assessments.course(session, criteria.set, number, period),
            assessments.plans(session, criteria.set, period).get(period),
            why,
            why_documents,
            proofs(session, criteria, number, period, last),
            evidence,
        )


def _named(row: Evidence) -> str:
    return f"{row.document} ({row.criterion})"


def _cited(evidence: Sequence[Evidence], newest: Mapping[int, int]) -> Mapping[int, str]:
    """Name documents by every number that a figure may cite them by: also those that were corrected since."""
    names = {row.id: _named(row) for row in evidence}
    return names | {old: names[new] for old, new in newest.items() if new in names}


def _texts(sent: Sent, unit: UnitVersion, on: Ground) -> dict[str, str | None]:
    """Return what was sent and not saved, to be judged with the rest."""
    found: dict[str, str | None] = {}
    for code, key in sent.cells:
        cell = sent.unsaved(code, key)
        if code == unit.code and cell is not None and key in on.criteria.indicators:
            found[key] = cell[0].text
    return found


def due_words(plan: PeriodPlan | None) -> str:
    """Say by when what is due in a period; empty while it has no plan."""
    if plan is None:
        return ""
    return (
        f"Tự chấm đến hết {day(plan.self_assessed_by)}, nộp đến hết {day(plan.submitted_by)}; "
        f"kỳ đóng sau ngày {day(plan.closes)}."
    )
