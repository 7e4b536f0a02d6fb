"""Which documents prove a criterion: what stands, what is lacking where it is required, what has expired."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import or_
from sqlmodel import Session, col

from api.store import figures as stored
from api.store.chains import replacements, standing
from api.store.tables import Evidence
from api.store.units import number_of, numbers
from api.workflow.board import Board, Scored
from api.workflow.record import Record
from engine.conditions import leaves
from engine.criteria import CriteriaSet
from engine.units import UnitKey
from engine.wording.evidence import evidence_sentence


@dataclass(frozen=True, slots=True)
class Proof:
    """The documents of one criterion of a unit, and the sentence about what is amiss with them (empty: nothing)."""

    documents: tuple[Evidence, ...]
    amiss: str


def proofs(  # noqa: PLR0913, PLR0917 -- whose proof of what, known when, on which day
    session: Session, criteria: CriteriaSet, unit: int | None, period: str, on: date, upto: int | None = None
) -> Mapping[str, Proof]:
    """Return the proof of every criterion of a unit in a period; a document holds up to its last day, included.

    A document proves the criterion that it was given for, and those that use a figure which cites it.
    """
    documents = _documents(session, criteria, unit, period, upto) if unit is not None else {}
    return {each.id: _proof(each.evidence == "required", documents.get(each.id, ()), on) for each in criteria.criteria}


def _documents(
    session: Session, criteria: CriteriaSet, unit: int | None, period: str, upto: int | None
) -> dict[str, tuple[Evidence, ...]]:
    assert unit is not None  # noqa: S101 -- asked only then
    where = (Evidence.set_id == criteria.set, Evidence.unit_id == unit, Evidence.period == period)
    rows = [row for row in standing(session, Evidence, *where, upto=upto) if not row.withdrawn]
    newest = replacements(session, Evidence, *where, upto=upto)
    cited: dict[int, set[str]] = {}
    for each in stored.current(session, criteria.set, unit, period, upto):
        if each.row.evidence_id is not None and each.row.steps is not None:
            number = newest.get(each.row.evidence_id, each.row.evidence_id)
            cited.setdefault(number, set()).add(each.row.indicator)
    uses = {each.id: _indicators(criteria, each.id) for each in criteria.criteria}
    return {
        key: tuple(row for row in rows if row.criterion == key or indicators & cited.get(row.id, set()))
        for key, indicators in uses.items()
    }


def _indicators(criteria: CriteriaSet, criterion: str) -> frozenset[str]:
    condition = next(each.condition for each in criteria.criteria if each.id == criterion)
    return frozenset(part for _, leaf in leaves(condition) for key in leaf.indicators for part in criteria.parts[key])


def _proof(required: bool, documents: Sequence[Evidence], on: date) -> Proof:  # noqa: FBT001 -- one of two
    valid = [each for each in documents if each.expires_on is None or each.expires_on >= on]
    expired = [(each.document, each.expires_on) for each in documents if each.expires_on and each.expires_on < on]
    return Proof(tuple(documents), evidence_sentence(required=required, valid=bool(valid), expired=expired))


def amiss(board: Board, result: Scored, code: str) -> Mapping[str, str]:
    """Return by criterion what is wrong with the documents of a unit in the period of the scores; of files nothing."""
    record, figures = board.data, result.scores.figures
    unit = board.register.version(code, figures.last_day)
    if not isinstance(record, Record) or unit is None:
        return {}
    with record.database.reading() as session:
        number = number_of(session, unit.key)
        found = proofs(session, board.criteria, number, figures.period, figures.last_day, record.upto)
    return {key: each.amiss for key, each in found.items() if each.amiss}


def expires_within(row: Evidence, today: date, days: int) -> bool:
    """Tell whether a document still holds today and ends so many days from now at the latest."""
    return row.expires_on is not None and today <= row.expires_on <= today + timedelta(days=days)


def expiring(
    session: Session, set_id: str, today: date, days: int, upto: int | None = None
) -> list[tuple[UnitKey, Evidence]]:
    """Return the documents of a programme that soon end, with their units, the soonest first."""
    keys = {number: key for key, number in numbers(session).items()}
    # Rows that replace others are read too, whenever they end: they tell which of the soon ending ones still stand.
    ends = col(Evidence.expires_on).between(today, today + timedelta(days=days))
    where = or_(ends, col(Evidence.replaces).is_not(None))
    rows = standing(session, Evidence, Evidence.set_id == set_id, where, upto=upto)
    soon = [row for row in rows if not row.withdrawn and row.unit_id in keys and expires_within(row, today, days)]
    return [(keys[row.unit_id], row) for row in sorted(soon, key=lambda row: (row.expires_on or today, row.id))]
