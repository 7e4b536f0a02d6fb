"""Criteria that do not apply to a unit in a period, by decision: put on record, corrected, withdrawn."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from api.store.assessments import plans
from api.store.chains import standing
from api.store.database import Actor
from api.store.tables import Waiver
from api.store.units import numbered
from api.workflow.office import Office
from api.workflow.replacing import ReplacedError, replaced, says_the_same
from api.workflow.schedule import not_open
from api.workflow.sheets import ForbiddenError
from engine.criteria import CriteriaSet
from engine.units import UnitKey


@dataclass(frozen=True, slots=True)
class Exemption:
    """What is decided, as it was sent and found usable."""

    criterion: str
    reason: str
    decision: str
    last_day: date | None = None


def waive(  # noqa: PLR0913, PLR0917 -- what does not apply, to whom, by whom
    office: Office,
    actor: Actor,
    criteria: CriteriaSet,
    unit: UnitKey,
    period: str,
    given: Exemption,
    *,
    seen: Waiver | None = None,
    withdrawn: bool = False,
) -> Waiver:
    """Put a waiver on record, in the place of the row that was ``seen`` if there is one; the same again adds nothing.

    ForbiddenError before the period is open; ReplacedError when ``seen`` is stale, or when another stands already.
    """
    action = "waiver.withdraw" if withdrawn else "waiver.record"
    with office.database.writing(actor, action, set_id=criteria.set, period=period) as write:
        why = not_open(plans(write.session, criteria.set, period).get(period), period, office.today)
        if why is not None:
            raise ForbiddenError(why)
        write.unit_id = numbered(write, unit)
        row = Waiver(**asdict(given), set_id=criteria.set, unit_id=write.unit_id, period=period, withdrawn=withdrawn)
        held = standing(
            write.session,
            Waiver,
            Waiver.set_id == criteria.set,
            Waiver.unit_id == write.unit_id,
            Waiver.period == period,
            Waiver.criterion == given.criterion,
        )
        if seen is None and held and not held[0].withdrawn and not says_the_same(held[0], row):
            raise ReplacedError(held[0])
        before = seen or (held[0] if held else None)
        if before is None:
            return write.add(row)
        return replaced(write, before, **row.model_dump(exclude={"id", "act", "replaces"}))
