"""Recognitions with what ended them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_
from sqlmodel import Session, col, select

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
    ended = [col(Revocation.recognition_id) == RecognitionRow.id]
    wanted = (
        select(RecognitionRow, Unit, Revocation)
        .join(Unit, col(Unit.id) == RecognitionRow.unit_id)
        .where(RecognitionRow.set_id == set_id)
        .order_by(col(RecognitionRow.decided_on), col(RecognitionRow.id))
    )
    if upto is not None:
        ended.append(col(Revocation.act) <= upto)
        wanted = wanted.where(RecognitionRow.act <= upto)
    if only is not None:
        wanted = wanted.where(RecognitionRow.id == only)
    return tuple(
        Decision(
            row.id,
            unit.code,
            unit.first_day,
            row.level,
            row.decision,
            row.decided_on,
            end.decision if end else None,
            end.revoked_on if end else None,
        )
        for row, unit, end in session.exec(wanted.outerjoin(Revocation, and_(*ended)))
    )
