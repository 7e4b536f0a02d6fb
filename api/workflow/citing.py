"""Documents put on record, corrected, withdrawn; and whether a figure may cite one."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from sqlmodel import Session

from api.store.chains import standing
from api.store.database import Actor
from api.store.tables import Evidence
from api.store.units import numbered
from api.workflow.locks import may_record
from api.workflow.office import Office
from api.workflow.replacing import found, newest_of, replaced, says_the_same
from api.workflow.sheets import ForbiddenError
from engine.criteria import CriteriaSet
from engine.units import UnitKey


@dataclass(frozen=True, slots=True)
class Document:
    """A document that proves a criterion, as it was sent and found usable."""

    criterion: str
    document: str
    issued_on: date
    issuer: str
    pages: str = ""
    expires_on: date | None = None


def cite(  # noqa: PLR0913, PLR0917 -- what proves what, for whom, by whom
    office: Office,
    actor: Actor,
    criteria: CriteriaSet,
    unit: UnitKey,
    period: str,
    given: Document,
    *,
    by_province: bool,
    seen: Evidence | None = None,
    withdrawn: bool = False,
) -> Evidence:
    """Put a document on record, in the place of the row that was ``seen`` if there is one; the same again adds nothing.

    ForbiddenError when the course of the assessment does not allow it now, ReplacedError when ``seen`` is stale.
    """
    action = "evidence.withdraw" if withdrawn else "evidence.record"
    with office.database.writing(actor, action, set_id=criteria.set, period=period) as write:
        write.unit_id = numbered(write, unit)
        why = may_record(
            write.session,
            criteria.set,
            write.unit_id,
            period,
            criteria,
            office.today,
            criterion=given.criterion,
            by_province=by_province,
        )
        if why is not None:
            raise ForbiddenError(why)
        said = {**asdict(given), "set_id": criteria.set, "unit_id": write.unit_id, "period": period}
        if seen is not None:
            return replaced(write, seen, **said, withdrawn=withdrawn)
        row = Evidence(**said)
        held = standing(write.session, Evidence, Evidence.unit_id == write.unit_id, Evidence.period == period)
        return next((each for each in held if says_the_same(each, row)), None) or write.add(row)


def not_citable(session: Session, set_id: str, unit: int | None, period: str, number: int | None) -> str | None:
    """Say why a figure of a unit (by number) in a period can't cite a document; None: it can, or cites none."""
    if number is None:
        return None
    cited = found(session, Evidence, number)
    theirs = cited is not None and (cited.set_id, cited.unit_id, cited.period) == (set_id, unit, period)
    if cited is None or not theirs or newest_of(session, cited).withdrawn:
        return f"Đơn vị này không có minh chứng số {number} trong kỳ {period}, hoặc đã rút; chọn minh chứng khác."
    return None
