"""What stands beside the computed verdicts of a unit: self-assessment, appraisal, documents, history, registrations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from fastapi import Request

from api.access.deciding import Action, Refusal
from api.pages.entry.sections import used_by
from api.pages.gate import Gate
from api.pages.marks import Mark, of_verdict
from api.pages.movement.fed import FedNote, fed_notes
from api.pages.sheets.words import document_words
from api.pages.unit_history import Story, of_criterion, stories
from api.store import assessments as stored
from api.store.assessments import NO_STEPS, Course, Items, State
from api.store.tables import Act, PeriodPlan, Registration, Sealed
from api.store.units import number_of
from api.workflow.office import Office
from api.workflow.proving import Proof, proofs
from engine.criteria import CriteriaSet, Criterion
from engine.rules import Verdict
from engine.units import UnitKey
from engine.wording.numbers import day
from engine.wording.privacy import about_text


@dataclass(frozen=True, slots=True)
class Saying:
    """What somebody said of a criterion; ``text`` is empty for who may not read it."""

    verdict: Verdict
    mark: Mark
    text: str
    warning: str


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside the computed verdict of one criterion; ``returned`` is the reason, None when it was not."""

    theirs: Saying | None = None
    ours: Saying | None = None
    returned: str | None = None
    documents: tuple[str, ...] = ()
    amiss: str = ""
    stories: tuple[Story, ...] = ()
    fed: tuple[FedNote, ...] = ()
    """What the register of models says of its figures."""


NOTHING_BESIDE = Beside()


@dataclass(frozen=True)
class UnitRecord:
    """Everything on record of a unit in a period; ``texts`` lets justifications and reasons be seen."""

    criteria: CriteriaSet
    period: str
    texts: bool
    course: Course = NO_STEPS
    plan: PeriodPlan | None = None
    proofs: Mapping[str, Proof] = field(default_factory=dict)
    told: Mapping[str, Story] = field(default_factory=dict)
    fed: Mapping[str, FedNote] = field(default_factory=dict)
    sealed: tuple[tuple[Sealed, Act], ...] = ()
    registrations: tuple[Registration, ...] = ()

    def beside(self, criterion: Criterion) -> Beside:
        """Return what stands beside the computed verdict of a criterion."""
        key, proof = criterion.id, self.proofs.get(criterion.id)
        back = None if self.course.state is State.SEALED else self.course.returned.get(key)
        return Beside(
            theirs=self._saying(self.course.self_assessed, key, "justification"),
            ours=self._saying(self.course.appraised, key, "reason"),
            returned=None if back is None else str(back.get("reason", "")) if self.texts else "",
            documents=tuple(document_words(each) for each in proof.documents) if proof else (),
            amiss=proof.amiss if proof else "",
            stories=of_criterion(self.criteria, criterion, self.told),
            fed=tuple(self.fed[each] for each in used_by(self.criteria, criterion.condition) if each in self.fed),
        )

    def _saying(self, items: Items, key: str, name: str) -> Saying | None:
        if key not in items:
            return None
        verdict, text = Verdict(items[key]["verdict"]), str(items[key].get(name, "")) if self.texts else ""
        _, doubt = about_text(text) or ("", "")
        return Saying(verdict, of_verdict(verdict), text, doubt)

    def registered(self) -> tuple[str, ...]:
        """Say which levels the unit registered for, and when."""
        levels = self.criteria.levels
        return tuple(
            f"{levels[row.level].title if row.level in levels else row.level}, ngày {day(row.registered_on)}"
            for row in self.registrations
        )


def unit_record(  # noqa: PLR0913 -- whose record of what, for whom, on which day
    office: Office, criteria: CriteriaSet, unit: UnitKey, period: str, *, texts: bool, on: date
) -> UnitRecord:
    """Read the record of a unit; ``on`` is the day on which its documents must hold."""
    set_id, from_register = criteria.set, fed_notes(office, criteria, unit, period)
    with office.database.reading() as session:
        number = number_of(session, unit)
        plan = stored.plans(session, set_id, period).get(period)
        found = proofs(session, criteria, number, period, on)
        if number is None:
            return UnitRecord(criteria, period, texts, plan=plan, proofs=found, fed=from_register)
        rows = stored.registrations(session, set_id, period)
        return UnitRecord(
            criteria=criteria,
            period=period,
            texts=texts,
            course=stored.course(session, set_id, number, period),
            plan=plan,
            proofs=found,
            told=stories(session, criteria, number, period),
            fed=from_register,
            sealed=stored.sealed(session, set_id, number, period),
            registrations=tuple(row for row in rows if row.unit_id == number and not row.withdrawn),
        )


def sees_texts(gate: Gate, request: Request, unit: UnitKey) -> bool:
    """Tell whether who asks works on the items of a unit, be it that another level appraises today."""
    office, who = gate.office, gate.who(request)
    found = [office.access.decide(who, action, unit, office.today) for action in (Action.SELF_ASSESS, Action.APPRAISE)]
    return any(reason in (None, Refusal.NOT_THE_APPRAISER) for reason in found)
