"""Recognitions with what ended them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, select
from sqlmodel import Session

from api.store.acts import table_of
from api.store.tables import RecognitionRow, Revocation, Unit


@dataclass(frozen=True, slots=True)
class Decision:
    """A recognition, and its revocation where there is one."""

    id: int
    code: str
    first_day: date
    level: str
    decision: str
    decided_on: date
    revocation: str | None
    revoked_on: date | None


def decisions(
    session: Session, set_id: str, *, upto: int | None = None, only: int | None = None
) -> tuple[Decision, ...]:
    """Return the recognitions of a programme, oldest decision first, as known after an act; or ``only`` one."""
    row, unit, end = (table_of(kind).c for kind in (RecognitionRow, Unit, Revocation))
    ended = [end.recognition_id == row.id]
    wanted = (
        select(row.id, unit.code, unit.first_day, row.level, row.decision, row.decided_on, end.decision, end.revoked_on)
        .join(table_of(Unit), unit.id == row.unit_id)
        .where(row.set_id == set_id)
        .order_by(row.decided_on, row.id)
    )
    if upto is not None:
        ended.append(end.act <= upto)
        wanted = wanted.where(row.act <= upto)
    if only is not None:
        wanted = wanted.where(row.id == only)
    return tuple(Decision(*each) for each in session.execute(wanted.outerjoin(table_of(Revocation), and_(*ended))))
