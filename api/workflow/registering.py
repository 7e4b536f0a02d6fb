"""Which unit registered to strive for which level in a period."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from api.store import assessments as stored
from api.store.database import Actor, Write
from api.store.tables import Registration
from api.store.units import numbered
from api.workflow.office import Office
from api.workflow.replacing import found, newest_of, says_the_same
from api.workflow.schedule import closed, not_open
from api.workflow.sheets import Fault, FaultyError, ForbiddenError, OvertakenError
from engine.criteria import CriteriaSet
from engine.units import UnitVersion


def register(  # noqa: PLR0913 -- the parts of a registration
    office: Office,
    actor: Actor,
    criteria: CriteriaSet,
    unit: UnitVersion,
    *,
    period: str,
    level: str,
    day: date,
    by_province: bool,
) -> Registration:
    """Put on record that a unit strives for a level; the same again changes nothing. FaultyError, ForbiddenError."""
    faults = tuple(_registration_faults(office, criteria, unit, period, level, day))
    if faults:
        raise FaultyError(faults)
    said = {"unit": unit.code, "level": level}
    with office.database.writing(
        actor, "registration.record", set_id=criteria.set, period=period, content=said
    ) as write:
        _must_be_open(write, criteria.set, period, office.today, by_province=by_province)
        write.unit_id = numbered(write, unit.key)
        row = Registration(set_id=criteria.set, unit_id=write.unit_id, period=period, level=level, registered_on=day)
        held = [
            each
            for each in stored.registrations(write.session, criteria.set, period)
            if (each.unit_id, each.level) == (row.unit_id, level)
        ]
        if held and says_the_same(held[0], row):
            return held[0]
        if held and not held[0].withdrawn:
            raise ForbiddenError(
                f"Đã đăng ký cấp này ngày {held[0].registered_on:%d/%m/%Y}; rút đăng ký đó trước, rồi đăng ký lại."
            )
        row.replaces = held[0].id if held else None
        return write.add(row)


def _registration_faults(  # noqa: PLR0913, PLR0917 -- the parts of a registration
    office: Office, criteria: CriteriaSet, unit: UnitVersion, period: str, level: str, day: date
) -> Iterator[Fault]:
    last = criteria.period.bounds(period)[1]
    latest = min(last, office.today)
    if day > latest:
        yield Fault("day", f"ngày đăng ký {day:%d/%m/%Y} quá muộn", f"chọn ngày đến {latest:%d/%m/%Y}")
    elif unit.first_day_exact and day < unit.first_day:
        cure = f"chọn ngày từ {unit.first_day:%d/%m/%Y}"
        yield Fault("day", f"ngày {day:%d/%m/%Y} chưa có {unit.name}", cure)
    known = criteria.levels.get(level)
    if known is None:
        yield Fault("level", f"không có cấp «{level[:64]}»", f"chọn một trong: {', '.join(criteria.levels)}")
    elif not known.in_force(day):
        choice = ", ".join(key for key, each in criteria.levels.items() if each.in_force(day))
        yield Fault("level", f"ngày {day:%d/%m/%Y} không có «{known.title}»", f"chọn cấp khác: {choice}")


def _must_be_open(write: Write, set_id: str, period: str, today: date, *, by_province: bool) -> None:
    """Refuse a commune once the period is closed, and everybody before it is open."""
    plan = stored.plans(write.session, set_id, period).get(period)
    why = (not_open if by_province else closed)(plan, period, today)
    if why is not None:
        raise ForbiddenError(why)


def withdraw(office: Office, actor: Actor, number: int, *, by_province: bool) -> Registration:
    """Take a registration back; the same again changes nothing. LookupError when there is none of that number."""
    with office.database.reading() as session:
        seen = found(session, Registration, number)
    if seen is None:
        raise LookupError(number)
    with office.database.writing(
        actor, "registration.withdraw", set_id=seen.set_id, unit_id=seen.unit_id, period=seen.period
    ) as write:
        _must_be_open(write, seen.set_id, seen.period, office.today, by_province=by_province)
        newest = newest_of(write.session, seen)
        if newest.withdrawn:
            return newest
        if newest.id != seen.id:
            raise OvertakenError
        said = seen.model_dump(exclude={"id", "act", "replaces", "withdrawn"})
        return write.add(Registration(**said, withdrawn=True, replaces=seen.id))
