"""Assessments from their steps, what was sealed, plans of periods, registrations."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from api.store.chains import standing
from api.store.tables import Act, PeriodPlan, Registration, Sealed, Step

Items = Mapping[str, Mapping[str, Any]]
"""What a step says, by criterion."""


class State(StrEnum):
    """How far an assessment is: its last step, or that there is none."""

    NOT_STARTED = "not_started"
    SELF_ASSESSED = "self_assessed"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPRAISED = "appraised"
    SEALED = "sealed"
    REOPENED = "reopened"


HANDED_IN = frozenset({State.SUBMITTED, State.APPRAISED, State.SEALED})
"""The states in which nothing is the commune's to change."""


@dataclass(frozen=True, slots=True)
class Taken:
    """One step with the act that wrote it."""

    number: int
    kind: State
    edition: int
    items: Items
    decision: str
    reason: str
    replaces: int | None
    at: str
    actor: str
    channel: str


@dataclass(frozen=True)
class Course:
    """The steps of one assessment, oldest first, and what they come to.

    ``open`` are the criteria that the commune may judge (None: all of them); ``answering`` tells that a higher level
    gave it back, and ``returned`` what that level said last. ``appraised`` leaves out what was given back since.
    """

    steps: tuple[Taken, ...] = ()
    self_assessed: Items = field(default_factory=dict)
    appraised: Items = field(default_factory=dict)
    returned: Items = field(default_factory=dict)
    open: frozenset[str] | None = None
    answering: bool = False

    @classmethod
    def of(cls, steps: Iterable[Taken]) -> Course:
        """Walk the steps."""
        found = cls()
        for step in steps:
            found = found.after(step)
        return found

    def after(self, step: Taken) -> Course:
        """Return the course with one step more."""
        now: dict[str, Any] = {**self.__dict__, "steps": (*self.steps, step)}
        if step.kind is State.SELF_ASSESSED:
            now |= {"self_assessed": step.items}
        elif step.kind in (State.RETURNED, State.REOPENED):
            given_back = frozenset(step.items) or None
            kept = {key: each for key, each in self.appraised.items() if given_back and key not in given_back}
            now |= {"open": given_back, "answering": True, "returned": step.items, "appraised": kept}
        else:
            now |= {"open": frozenset(), "answering": False}
            if step.kind is State.APPRAISED:
                now |= {"appraised": step.items}
        return Course(**now)

    @property
    def state(self) -> State:
        """The last step."""
        return self.steps[-1].kind if self.steps else State.NOT_STARTED

    @property
    def edition(self) -> int:
        """Which edition is under way; it grows when a sealed one is reopened."""
        return self.steps[-1].edition if self.steps else 1

    @property
    def number(self) -> int:
        """The number of the last step; 0 when there is none."""
        return self.steps[-1].number if self.steps else 0

    def had(self, kind: State) -> bool:
        """Tell whether such a step was ever taken."""
        return any(each.kind is kind for each in self.steps)


NO_STEPS = Course()
_STEPS = select(Step, Act).join(Act, col(Act.seq) == Step.act).order_by(col(Step.id))
_STEPS_OF_SOME = _STEPS.where(
    Step.set_id == bindparam("set"),
    Step.period == bindparam("period"),
    col(Step.unit_id).in_(bindparam("units", expanding=True)),
)
"""Put together once: it is asked with every write."""


def course(session: Session, set_id: str, unit: int | None, period: str) -> Course:
    """Return the course of a unit's assessment; of a unit without a number one without steps."""
    return NO_STEPS if unit is None else courses_of(session, set_id, [unit], period)[unit]


def courses_of(session: Session, set_id: str, units: Collection[int], period: str) -> dict[int, Course]:
    """Return the courses of units, by their numbers, in a period."""
    rows = session.execute(_STEPS_OF_SOME, {"set": set_id, "period": period, "units": list(units)}).all()
    return dict.fromkeys(units, NO_STEPS) | _courses((step, act) for step, act in rows)


def courses(session: Session, set_id: str, period: str, upto: int | None = None) -> Mapping[int, Course]:
    """Return the courses of a period by the number of their unit, as known after an act."""
    wanted = _STEPS.where(Step.set_id == set_id, Step.period == period)
    return _courses(session.exec(wanted if upto is None else wanted.where(Step.act <= upto)))


def _courses(rows: Iterable[tuple[Step, Act]]) -> dict[int, Course]:
    steps: dict[int, list[Taken]] = {}
    for row, act in rows:
        steps.setdefault(row.unit_id, []).append(
            Taken(
                number=row.id,
                kind=State(row.kind),
                edition=row.edition,
                items=json.loads(row.items),
                decision=row.decision,
                reason=row.reason,
                replaces=row.replaces,
                at=act.at,
                actor=act.actor,
                channel=act.channel,
            )
        )
    return {unit: Course.of(found) for unit, found in steps.items()}


def sealed(session: Session, set_id: str, unit: int | None, period: str) -> tuple[tuple[Sealed, Act], ...]:
    """Return what was sealed of a unit's assessment, oldest edition first, with the acts that sealed it."""
    rows = session.exec(
        select(Sealed, Act)
        .join(Act, col(Act.seq) == Sealed.act)
        .where(Sealed.set_id == set_id, Sealed.unit_id == unit, Sealed.period == period)
        .order_by(col(Sealed.edition))
    )
    return tuple((row, act) for row, act in rows)


def plans(
    session: Session, set_id: str, period: str | None = None, upto: int | None = None
) -> Mapping[str, PeriodPlan]:
    """Return the plans that stand, by period."""
    rows = standing(
        session, PeriodPlan, PeriodPlan.set_id == set_id, period is None or PeriodPlan.period == period, upto=upto
    )
    return {row.period: row for row in rows}


def registrations(
    session: Session, set_id: str, period: str | None = None, upto: int | None = None
) -> tuple[Registration, ...]:
    """Return the registrations that stand, also those withdrawn, oldest first."""
    return standing(
        session, Registration, Registration.set_id == set_id, period is None or Registration.period == period, upto=upto
    )
