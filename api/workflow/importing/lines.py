"""What files say, laid beside the record figure by figure: new, the same, different, changed meanwhile, locked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlmodel import Session

from api.exchange.filled.faults import FilledFault
from api.exchange.filled.files import Filled
from api.exchange.filled.told import ToldDocument, ToldFigure
from api.store import imports as stored
from api.store.imports import Held
from api.store.tables import Evidence
from api.store.units import numbers
from api.workflow.importing.importer import Importer
from api.workflow.importing.told import documents_of, made_from_of, merged
from api.workflow.locks import may_record
from engine.criteria import CriteriaSet
from engine.figures import as_written
from engine.units import UnitVersion


class State(StrEnum):
    """How what a cell says stands to the record."""

    NEW = "new"
    DIFFERENT = "different"
    CLEARED = "cleared"
    """Blank in a template that held a figure: it is to be taken back."""
    CONFLICT = "conflict"
    """Changed in the system since the template was made, and in the file to something else."""
    LOCKED = "locked"
    SAME = "same"
    KEPT = "kept"
    """Not touched in the template, and changed in the system since: what is there stays."""


WRITTEN = (State.NEW, State.DIFFERENT, State.CLEARED)
"""What is written unless somebody says otherwise."""
PICKABLE = (*WRITTEN, State.CONFLICT)
SHOWN = (*PICKABLE, State.LOCKED)
"""What there is to look at."""


@dataclass(frozen=True, slots=True)
class Line:
    """One figure, or the document of a criterion (``told``), with what is on record and what the file says.

    Values are as they are entered; None is none. ``made_from`` is what the template held, ``why`` why it is locked.
    """

    unit: UnitVersion
    period: str
    what: str
    state: State
    given: str | None
    now: str | None
    made_from: str | None
    steps: int | None
    told: ToldDocument | None
    held: Held | Evidence | None
    file: str
    place: str
    why: str
    sample: bool

    @property
    def row(self) -> str:
        """The unit and period it belongs to, as an address has it."""
        return f"{self.unit.code}.{self.period}"

    @property
    def key(self) -> str:
        """What identifies it within an import."""
        return f"{self.row}.{'mc-' if self.told else ''}{self.what}"

    @property
    def seen(self) -> int:
        """The number of the row that holds; 0 when there is none."""
        return self.held.id if self.held else 0


def lines_of(importer: Importer, files: Sequence[Filled]) -> tuple[tuple[Line, ...], tuple[FilledFault, ...]]:
    """Lay what files say beside the record of this moment; what several files say differently is a fault."""
    figures, faults = merged(importer, files)
    documents = documents_of(files)
    periods = sorted({key[1] for key in (*figures, *documents)})
    lines: list[Line] = []
    with importer.office.database.reading() as session:
        for period in periods:
            criteria = importer.rules(period)
            if criteria is not None:
                codes = {key[0] for key in (*figures, *documents) if key[1] == period}
                beside = _Beside.of(importer, session, criteria, period, codes)
                lines += [each for key, one in figures.items() if key[1] == period for each in beside.figure(*one)]
                lines += [each for key, one in documents.items() if key[1] == period for each in beside.document(*one)]
    return tuple(lines), tuple(faults)


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

    @classmethod
    def of(
        cls, importer: Importer, session: Session, criteria: CriteriaSet, period: str, codes: Iterable[str]
    ) -> _Beside:
        """Read it; units that whoever imports may no longer record are left out."""
        versions = [unit for code in codes if (unit := importer.unit(code, period)) is not None]
        theirs, known = importer.may([unit.key for unit in versions]), numbers(session)
        units = {
            unit.code: (unit, known.get(unit.key, 0), importer.by_province(unit.key))
            for unit in versions
            if unit.key in theirs
        }
        wanted = {number for _, number, _ in units.values()}
        return cls(
            importer,
            session,
            criteria,
            period,
            units,
            stored.figures_held(session, criteria.set, period, wanted),
            stored.documents_held(session, criteria.set, period, wanted),
        )

    def figure(self, filled: Filled, told: ToldFigure) -> Iterator[Line]:
        """Lay a figure beside the record."""
        indicator = self.criteria.indicators.get(told.indicator)
        if told.unit not in self.units or indicator is None:
            return
        unit, number, province = self.units[told.unit]
        held = self.figures.get((number, told.indicator))
        kind = str(indicator.kind)
        now = held.steps if held and held.kind == kind else None
        made_from = made_from_of(filled, told)
        state = _state(told.steps, now, made_from, template=filled.origin is not None)
        why = ""
        if state in PICKABLE:
            why = self._locked(number, province, indicator=told.indicator)
        given, there, first = (
            None if each is None else as_written(indicator.kind, each) for each in (told.steps, now, made_from)
        )
        yield Line(
            unit,
            told.period,
            told.indicator,
            State.LOCKED if why else state,
            given,
            there,
            first,
            told.steps,
            None,
            held,
            filled.file,
            told.place,
            why,
            filled.sample,
        )

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
            unit,
            told.period,
            told.criterion,
            State.LOCKED if why else state,
            given,
            there,
            first,
            None,
            told,
            held,
            filled.file,
            told.place,
            why,
            filled.sample,
        )

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


def document_words(said: Sequence[str]) -> str:
    """Name a document in one line."""
    document, issued_on, issuer, pages = said
    year, month, day = issued_on.split("-")
    return f"{document} ngày {day}/{month}/{year}, {issuer}" + (f", trang {pages}" if pages else "")
