"""The rows of a period as the lines of its bundle, in an order that does not depend on when they were written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from sqlmodel import Session

from api.exchange.before import wanted_before
from api.exchange.dataset.register_lines import ModelLine, RegisterLine, ReviewLine, TurnLine
from api.exchange.dataset.said import Said
from api.exchange.dataset.shape import (
    LINES,
    EvidenceLine,
    FigureLine,
    InheritanceLine,
    PlanLine,
    RecognitionLine,
    RegistrationLine,
    SealedLine,
    ShareLine,
    StepLine,
    WaiverLine,
)
from api.store import assessments, movement, recognitions, shares
from api.store.chains import standing
from api.store.figure_rows import HeldFigure, Taking, held_figures, units_with_figures
from api.store.growing import Kept
from api.store.merger_tables import MergerRule
from api.store.movement_tables import ModelReview, ModelRow, ModelTurn, RegisterClosed
from api.store.tables import Evidence, Sealed, Waiver
from api.store.units import numbers
from engine.criteria import CriteriaSet
from engine.figures import as_written
from engine.indicators import Kind
from engine.units import UnitKey

Told = Callable[[int, int], None]
"""Told how many units are written, of how many."""
_Row = TypeVar("_Row", bound=Kept)


@dataclass(frozen=True)
class Lines:
    """What is known of a period of a programme after an act, line by line."""

    session: Session
    criteria: CriteriaSet
    period: str
    known: int
    told: Told
    _documents: dict[int, int] = field(default_factory=dict)

    @cached_property
    def set_id(self) -> str:
        """The programme."""
        return self.criteria.set

    @cached_property
    def keys(self) -> Mapping[int, UnitKey]:
        """Unit versions by number."""
        return {number: key for key, number in numbers(self.session).items()}

    def all(self) -> Mapping[str, Iterator[Said]]:
        """Return the lines of every file."""
        makers: tuple[Callable[[], Iterator[Said]], ...] = (
            self._plan, self._evidence, self._figures, self._waivers, self._registrations, self._steps, self._sealed,
            self._recognitions, self._shares, self._inheritances, self._models, self._turns, self._reviews,
            self._registers,
        )  # fmt: skip
        return {name: maker() for name, maker in zip(LINES, makers, strict=True)}

    def _named(self, number: int) -> dict[str, Any]:
        code, first_day = self.keys[number]
        return {"unit": code, "first_day": first_day}

    def _standing(self, kind: type[_Row]) -> list[_Row]:
        """Return the rows of a kind about the period, by unit; those withdrawn are left out."""
        of = (kind.set_id == self.set_id, kind.period == self.period)  # type: ignore[attr-defined]  # every such kind has both
        rows = [row for row in standing(self.session, kind, *of, upto=self.known) if not getattr(row, "withdrawn", 0)]
        return sorted(rows, key=lambda row: (self.keys[row.unit_id], row.id))  # type: ignore[attr-defined]  # as above

    def _plan(self) -> Iterator[Said]:
        row = assessments.plans(self.session, self.set_id, self.period, self.known).get(self.period)
        if row is not None:
            yield PlanLine(**row.model_dump(include=set(PlanLine.model_fields)))

    def _evidence(self) -> Iterator[Said]:
        rows = self._standing(Evidence)
        rows.sort(
            key=lambda row: (
                self.keys[row.unit_id],
                row.criterion,
                row.document,
                row.issued_on,
                row.issuer,
                row.pages,
                str(row.expires_on),
                row.id,
            )
        )
        self._documents.update({row.id: number for number, row in enumerate(rows, 1)})
        for row in rows:
            said = row.model_dump(include=set(EvidenceLine.model_fields))
            yield EvidenceLine(**self._named(row.unit_id), **said, number=self._documents[row.id])

    def _figures(self) -> Iterator[Said]:
        """Give the figures of the period, then those of the period before that changes are measured from."""
        before = Taking(self.set_id, self.known, f"{int(self.period) - 1:04}")
        wanted = wanted_before(self.criteria)
        for taking, only in ((Taking(self.set_id, self.known, self.period), None), (before, wanted)):
            units = units_with_figures(self.session, taking)
            done, unit = 0, None
            for each in held_figures(self.session, taking, units, ()):
                if each.unit != unit:
                    unit, done = each.unit, done + 1
                    self.told(done, len(units))
                if only is None or each.indicator in only:
                    yield self._figure(each)

    def _figure(self, each: HeldFigure) -> Said:
        kind = Kind(each.kind)
        return FigureLine(
            unit=each.unit[0],
            first_day=each.unit[1],
            period=each.period,
            indicator=each.indicator,
            kind=kind,
            value=None if each.steps is None else as_written(kind, each.steps),
            evidence=self._documents.get(each.evidence.id) if each.evidence else None,
            note=each.note,
            sample=each.sample,
        )

    def _waivers(self) -> Iterator[Said]:
        rows = sorted(self._standing(Waiver), key=lambda row: (self.keys[row.unit_id], row.criterion))
        for row in rows:
            yield WaiverLine(**self._named(row.unit_id), **row.model_dump(include=set(WaiverLine.model_fields)))

    def _registrations(self) -> Iterator[Said]:
        rows = assessments.registrations(self.session, self.set_id, self.period, self.known)
        for row in sorted(rows, key=lambda row: (self.keys[row.unit_id], row.level)):
            if not row.withdrawn:
                yield RegistrationLine(**self._named(row.unit_id), level=row.level, registered_on=row.registered_on)

    def _steps(self) -> Iterator[Said]:
        found = assessments.courses(self.session, self.set_id, self.period, self.known)
        for number in sorted(found, key=self.keys.__getitem__):
            for step in found[number].steps:
                said = {
                    "edition": step.edition,
                    "kind": step.kind.value,
                    "items": {key: dict(each) for key, each in step.items.items()},
                    "decision": step.decision,
                    "reason": step.reason,
                }
                yield StepLine.model_validate({**self._named(number), **said})

    def _sealed(self) -> Iterator[Said]:
        of = (Sealed.set_id == self.set_id, Sealed.period == self.period)
        rows = standing(self.session, Sealed, *of, upto=self.known)
        for row in sorted(rows, key=lambda row: (self.keys[row.unit_id], row.edition)):
            yield SealedLine(**self._named(row.unit_id), **row.model_dump(include=set(SealedLine.model_fields)))

    def _recognitions(self) -> Iterator[Said]:
        found = recognitions.decisions(self.session, self.set_id, upto=self.known)
        for each in sorted(found, key=lambda each: (each.decided_on, each.code, each.first_day, each.level, each.id)):
            yield RecognitionLine(
                unit=each.code,
                first_day=each.first_day,
                level=each.level,
                decision=each.decision,
                decided_on=each.decided_on,
                revocation=each.revocation,
                revoked_on=each.revoked_on,
            )

    def _shares(self) -> Iterator[Said]:
        found = shares.entered(self.session, self.set_id, upto=self.known)
        for each in sorted(found, key=lambda each: (each.old, each.new, each.indicator)):
            yield ShareLine(
                unit=each.old[0],
                first_day=each.old[1],
                into=each.new[0],
                into_first_day=each.new[1],
                indicator=each.indicator,
                numerator=each.share.numerator,
                denominator=each.share.denominator,
                reason=each.reason,
            )

    def _inheritances(self) -> Iterator[Said]:
        rows = standing(self.session, MergerRule, MergerRule.set_id == self.set_id, upto=self.known)
        for row in sorted(rows, key=lambda row: self.keys[row.unit_id]):
            said = row.model_dump(include=set(InheritanceLine.model_fields))
            yield InheritanceLine(**self._named(row.unit_id), **said)

    @cached_property
    def _closed(self) -> list[RegisterClosed]:
        """The registers that feed figures of the period and of the one before."""
        periods = (self.period, f"{int(self.period) - 1:04}")
        rows = movement.closed(self.session, periods, upto=self.known)
        return sorted(rows, key=lambda row: (row.period, self.keys[row.unit_id]))

    def _of_register(self, kind: type[_Row]) -> list[_Row]:
        """Return the rows of the register that stand, when a closed one feeds the period: all, as models move."""
        if not self._closed:
            return []
        return [row for row in standing(self.session, kind, upto=self.known) if not getattr(row, "withdrawn", False)]

    def _models(self) -> Iterator[Said]:
        for row in sorted(self._of_register(ModelRow), key=lambda row: row.model_key):
            yield ModelLine(**self._named(row.unit_id), **row.model_dump(include=set(ModelLine.model_fields)))

    def _turns(self) -> Iterator[Said]:
        for row in sorted(self._of_register(ModelTurn), key=lambda row: (row.model_key, row.since)):
            where = self._named(row.unit_id) if row.unit_id is not None else {"unit": None, "first_day": None}
            yield TurnLine(**where, **row.model_dump(include=set(TurnLine.model_fields)))

    def _reviews(self) -> Iterator[Said]:
        for row in sorted(self._of_register(ModelReview), key=lambda row: (row.model_key, row.year)):
            yield ReviewLine(**row.model_dump(include=set(ReviewLine.model_fields)))

    def _registers(self) -> Iterator[Said]:
        for row in self._closed:
            yield RegisterLine(**self._named(row.unit_id), period=row.period)
