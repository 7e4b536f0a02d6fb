"""What files say, laid beside the record line by line: new, the same, different, changed meanwhile, locked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlmodel import Session

from api.exchange.filled.faults import FilledFault
from api.exchange.filled.files import Filled
from api.exchange.filled.told import ToldDocument, ToldFigure, ToldWaiver
from api.store import assessments
from api.store import imports as stored
from api.store.imports import Held
from api.store.tables import Evidence, Waiver
from api.store.units import numbers_of
from api.workflow.importing.documents import cited
from api.workflow.importing.importer import Importer
from api.workflow.importing.lines import PICKABLE, Line, State
from api.workflow.importing.told import documents_of, made_from_of, merged, waivers_of
from api.workflow.locks import may_record
from api.workflow.schedule import not_open
from engine.criteria import CriteriaSet
from engine.figures import as_written
from engine.units import UnitVersion


def lines_of(importer: Importer, files: Sequence[Filled]) -> tuple[tuple[Line, ...], tuple[FilledFault, ...]]:
    """Lay what files say beside the record of this moment; what several files say differently is a fault."""
    figures, faults = merged(importer, files)
    waivers, more = waivers_of(files)
    documents = documents_of(files)
    told = (*figures, *documents, *waivers)
    lines: list[Line] = []
    with importer.office.database.reading() as session:
        for period in sorted({key[1] for key in told}):
            criteria = importer.rules(period)
            if criteria is not None:
                codes = {key[0] for key in told if key[1] == period}
                here = [one for key, one in figures.items() if key[1] == period]
                beside = _Beside.of(importer, session, criteria, period, codes)
                beside = beside.with_documents(session) if any(one.cites for _, one in here) else beside
                lines += [each for one in here for each in beside.figure(*one)]
                lines += [each for key, one in documents.items() if key[1] == period for each in beside.document(*one)]
                lines += [each for key, one in waivers.items() if key[1] == period for each in beside.waiver(*one)]
    return tuple(lines), (*faults, *more)


@dataclass(frozen=True)
class _Beside:
    """The record of some units in a period."""

    importer: Importer
    session: Session
    criteria: CriteriaSet
    period: str
    units: dict[str, tuple[UnitVersion, int, bool]]
    """By code: the unit, its number (0: nothing is known of it), whether the province writes."""
    figures: dict[tuple[int, str], Held]
    documents: dict[tuple[int, str], Evidence]
    waivers: dict[tuple[int, str], Waiver]
    not_open: str
    """Why nothing can be said not to apply; empty when the period is open."""
    cited: Mapping[int, Evidence] = field(default_factory=dict)

    @classmethod
    def of(
        cls, importer: Importer, session: Session, criteria: CriteriaSet, period: str, codes: Iterable[str]
    ) -> _Beside:
        """Read it; units that whoever imports may no longer record are left out."""
        versions = [unit for code in codes if (unit := importer.unit(code, period)) is not None]
        keys = [unit.key for unit in versions]
        known = numbers_of(session, keys)
        theirs = importer.may(keys) | importer.may_waive(keys)
        units = {
            unit.code: (unit, known.get(unit.key, 0), importer.by_province(unit.key))
            for unit in versions
            if unit.key in theirs
        }
        wanted, set_id = {number for _, number, _ in units.values()}, criteria.set
        plan = assessments.plans(session, set_id, period).get(period)
        return cls(
            importer,
            session,
            criteria,
            period,
            units,
            stored.figures_held(session, set_id, period, wanted),
            stored.documents_held(session, set_id, period, wanted),
            stored.waivers_held(session, set_id, period, wanted),
            not_open(plan, period, importer.office.today) or "",
        )

    def with_documents(self, session: Session) -> _Beside:
        """Return it with the documents that its figures cite."""
        cited = {each.evidence_id for each in self.figures.values() if each.evidence_id}
        return replace(self, cited=stored.documents_cited(session, self.criteria.set, cited))

    def figure(self, filled: Filled, told: ToldFigure) -> Iterator[Line]:
        """Lay a figure beside the record."""
        indicator = self.criteria.indicators.get(told.indicator)
        if told.unit not in self.units or indicator is None:
            return
        unit, number, province = self.units[told.unit]
        held = self.figures.get((number, told.indicator))
        now = held.steps if held and held.kind == str(indicator.kind) else None
        made_from = made_from_of(filled, told)
        state, beside = _state(told.steps, now, made_from, template=filled.origin is not None), self._beside(told, held)
        state = State.DIFFERENT if state is State.SAME and beside else state
        why = self._locked(number, province, indicator=told.indicator) if state in PICKABLE else ""
        if told.cites and not why and state in PICKABLE:
            why = self._locked(number, province, criterion=told.cites.criterion)
        given, there, first = (
            None if each is None else as_written(indicator.kind, each) for each in (told.steps, now, made_from)
        )
        yield Line(
            unit, told.period, told.indicator, State.LOCKED if why else state, given, there, first, told.steps, None,
            held, filled.file, told.place, why, filled.sample or told.sample, told.note, told.cites, beside,
        )  # fmt: skip

    def _beside(self, told: ToldFigure, held: Held | None) -> str:
        """Say what a file has about a figure beside its value that the record has not."""
        said = []
        if told.note is not None and told.note != (held.note if held else ""):
            said.append(f"ghi chú «{told.note}»")
        there = self.cited.get(held.evidence_id or 0) if held else None
        if told.cites is not None and (there is None or cited(there) != told.cites):
            given = told.cites
            named = document_words((given.document, given.issued_on, given.issuer, given.pages))
            said.append(f"minh chứng {given.criterion}: {named}")
        return "; ".join(said)

    def document(self, filled: Filled, told: ToldDocument) -> Iterator[Line]:
        """Lay a document beside the record."""
        if told.unit not in self.units or told.criterion not in {each.id for each in self.criteria.criteria}:
            return
        unit, number, province = self.units[told.unit]
        held, origin = self.documents.get((number, told.criterion)), filled.origin
        now = None if held is None else (held.document, held.issued_on.isoformat(), held.issuer, held.pages)
        made_from = None if origin is None else origin.documents.get(told.unit, {}).get(told.criterion)
        state = _state(told.said, now, made_from, template=origin is not None)
        why = self._locked(number, province, criterion=told.criterion) if state in PICKABLE else ""
        given, there, first = (None if each is None else document_words(each) for each in (told.said, now, made_from))
        yield Line(
            unit, told.period, told.criterion, State.LOCKED if why else state, given, there, first, None, told,
            held, filled.file, told.place, why, filled.sample,
        )  # fmt: skip

    def waiver(self, filled: Filled, told: ToldWaiver) -> Iterator[Line]:
        """Lay a criterion that does not apply beside the record; only a period that is not open locks it."""
        if told.unit not in self.units or told.criterion not in {each.id for each in self.criteria.criteria}:
            return
        unit, number, _ = self.units[told.unit]
        held = self.waivers.get((number, told.criterion))
        now = None if held is None else waived(held)
        state = _state(told.said, now, None, template=False)
        why = self.not_open if state in PICKABLE else ""
        given, there = (None if each is None else waiver_words(each) for each in (told.said, now))
        yield Line(
            unit, told.period, told.criterion, State.LOCKED if why else state, given, there, None, None, told,
            held, filled.file, told.place, why, filled.sample,
        )  # fmt: skip

    def _locked(self, number: int, province: bool, **what: str) -> str:  # noqa: FBT001 -- one of what decides
        return (
            may_record(
                self.session,
                self.criteria.set,
                number or None,
                self.period,
                self.criteria,
                self.importer.office.today,
                by_province=province,
                **what,
            )
            or ""
        )


def _state(given: object, now: object, made_from: object, *, template: bool) -> State:
    """Tell how what is given stands to what is there, and in a template to what it was made from."""
    if given == now:
        return State.SAME
    if template and given == made_from:
        return State.KEPT
    if template and now != made_from:
        return State.CONFLICT
    if given is None:
        return State.CLEARED
    return State.NEW if now is None else State.DIFFERENT


def waived(row: Waiver) -> tuple[str, str, str]:
    """Say a criterion that does not apply as a file says it."""
    return row.reason, row.decision, row.last_day.isoformat() if row.last_day else ""


def document_words(said: Sequence[str]) -> str:
    """Name a document in one line."""
    document, issued_on, issuer, pages = said
    return f"{document} ngày {_day(issued_on)}, {issuer}" + (f", trang {pages}" if pages else "")


def waiver_words(said: Sequence[str]) -> str:
    """Say in one line why a criterion does not apply, by what decision, until when."""
    reason, decision, last_day = said
    return f"{reason}, theo {decision}" + (f", đến hết ngày {_day(last_day)}" if last_day else "")


def _day(iso: str) -> str:
    year, month, day = iso.split("-")
    return f"{day}/{month}/{year}"
