"""Criteria that do not apply, from files: put on record in the act of an import."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col

from api.exchange.filled.told import ToldWaiver
from api.store.chains import standing
from api.store.database import Write
from api.store.tables import Waiver
from api.store.units import numbered
from api.workflow.replacing import ReplacedError, replaced
from engine.units import UnitKey


@dataclass(frozen=True, slots=True)
class Waived:
    """What a file says does not apply to a unit, over the row that was seen (0: none stood)."""

    unit: UnitKey
    told: ToldWaiver
    seen: int = 0


def put_down(write: Write, set_id: str, waivers: Sequence[Waived]) -> int:
    """Put them on record; return how many were new. ReplacedError when one was changed since it was seen."""
    before = len(write.rows)
    for each in waivers:
        unit, told = numbered(write, each.unit), each.told
        held = next(iter(_held(write.session, set_id, unit, told)), None)
        if (held.id if held is not None and not held.withdrawn else 0) != each.seen and held is not None:
            raise ReplacedError(held)
        said: dict[str, Any] = {
            "reason": told.reason,
            "decision": told.decision,
            "last_day": date.fromisoformat(told.last_day) if told.last_day else None,
        }
        if held is not None:
            replaced(write, held, **said, withdrawn=False)
            continue
        write.add(Waiver(set_id=set_id, unit_id=unit, period=told.period, criterion=told.criterion, **said))
    return sum(isinstance(row, Waiver) for row in write.rows[before:])


def _held(session: Session, set_id: str, unit: int, told: ToldWaiver) -> Sequence[Waiver]:
    return standing(
        session,
        Waiver,
        col(Waiver.set_id) == set_id,
        col(Waiver.unit_id) == unit,
        col(Waiver.period) == told.period,
        col(Waiver.criterion) == told.criterion,
    )
