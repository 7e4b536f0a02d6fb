"""What may not be written: where a register that was closed feeds a sheet that is handed in, its count stands still."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

from sqlmodel import Session

from api.store import movement as stored
from api.store.assessments import State, course, plans
from api.store.database import Write
from api.store.movement_tables import ModelReview, ModelRow, ModelTurn, RegisterClosed
from api.store.tables import Unit
from api.store.units import numbers
from api.workflow.locks import may_record
from api.workflow.movement.feeding import rules_for
from api.workflow.movement.kept import Known
from api.workflow.movement.writer import MovementError, Writer
from api.workflow.office import Office
from engine.criteria import CriteriaSet
from engine.movement.book import CountRule
from engine.movement.counting import NOTHING, Counted, counted, rated_year
from engine.units import UnitKey


def fed_sets(office: Office, period: str) -> Iterator[tuple[CriteriaSet, tuple[CountRule, ...]]]:
    """Give the sets whose figures of a period come from the register, with their rules.

    Nothing is written by that, so it may be asked within a write.
    """
    books = office.folder.books()
    for set_id in books.versions:
        version = books.of_period(set_id, period)
        if version is not None:
            book = office.movements.books.in_force(version.criteria.period.bounds(period)[1])
            rules = rules_for(version.criteria, book.rules_of(set_id))
            if rules:
                yield version.criteria, rules


def guard(office: Office, write: Write, writer: Writer) -> None:
    """Refuse a write under way that would move the count of a closed register whose figures are not theirs to change.

    Only the models that the write touches are counted, before and after it, once for all units of a period.
    """
    closed = stored.closed(write.session)
    pending = _pending(write)
    if not closed or not pending:
        return
    keys = _units(write)
    before = _standing(write.session, {each["model_key"] for rows in pending.values() for each in rows}, keys)
    after = before.with_rows(pending, keys)
    for period in sorted({each.period for each in closed}):
        for criteria, rules in fed_sets(office, period):
            was, will = (_counts(office, known, criteria, rules, period) for known in (before, after))
            for each in closed:
                unit = keys[each.unit_id]
                if each.period == period and _of(was, unit) != _of(will, unit):
                    _must_be_open(office, write.session, writer, criteria, rules, each, unit)


def _counts(
    office: Office, known: Known, criteria: CriteriaSet, rules: tuple[CountRule, ...], period: str
) -> list[Mapping[UnitKey, Counted]]:
    day = criteria.period.bounds(period)[1]
    snapshot = known.movement(office.movements.books.in_force(day), office.register).on(day)
    return [counted(snapshot, rule, rated_year(day)) for rule in rules]


def _of(counts: list[Mapping[UnitKey, Counted]], unit: UnitKey) -> list[tuple[int, int | None]]:
    found = [each.get(unit, NOTHING) for each in counts]
    return [(each.sure, each.possible) for each in found]


def _must_be_open(  # noqa: PLR0913, PLR0917 -- whose what
    office: Office,
    session: Session,
    writer: Writer,
    criteria: CriteriaSet,
    rules: tuple[CountRule, ...],
    closed: RegisterClosed,
    unit: UnitKey,
) -> None:
    why = forbidden(office, session, writer, criteria, rules, closed.unit_id, unit, closed.period)
    if why is not None:
        raise MovementError(
            "state_forbids",
            f"Việc này đổi số đếm kỳ {closed.period} của đơn vị {unit[0]}, sổ đã chốt và đang thay số nhập tay. {why}",
        )


def forbidden(  # noqa: PLR0913, PLR0917 -- whose what, in which state
    office: Office,
    session: Session,
    writer: Writer,
    criteria: CriteriaSet,
    rules: tuple[CountRule, ...],
    unit_id: int | None,
    unit: UnitKey,
    period: str,
) -> str | None:
    """Say why figures of a unit in a period that come from the register can't move now; None: they can.

    A programme whose period nobody opened stands in nobody's way.
    """
    if period not in plans(session, criteria.set, period):
        return None
    reasons = (
        may_record(
            session,
            criteria.set,
            unit_id,
            period,
            criteria,
            office.today,
            indicator=rule.indicator,
            by_province=writer.by_province(unit),
        )
        for rule in rules
    )
    return next((each for each in reasons if each is not None), None)


def is_sealed(session: Session, set_id: str, unit_id: int | None, period: str) -> bool:
    """Tell whether a unit's sheet is decided and not reopened."""
    return course(session, set_id, unit_id, period).state is State.SEALED


_Pending = Mapping[type[Any], list[dict[str, Any]]]


def _pending(write: Write) -> _Pending:
    kinds = (ModelRow, ModelTurn, ModelReview)
    found = {kind: rows for kind, rows in write.by_kind().items() if kind in kinds}
    return {kind: found[kind] for kind in kinds if kind in found}


def _units(write: Write) -> dict[int, UnitKey]:
    """Return the unit versions by number, with those that the write adds."""
    found = {number: key for key, number in numbers(write.session).items()}
    return found | {each.id: (each.code, each.first_day) for each in write.rows if isinstance(each, Unit)}


def _standing(session: Session, keys: set[str], units: Mapping[int, UnitKey]) -> Known:
    rows = {kind: [each.model_dump() for each in stored.of_keys(session, kind, keys)] for kind in stored.REGISTER}
    return Known().with_rows(rows, units)


def stays_theirs(office: Office, write: Write, writer: Writer) -> frozenset[int]:
    """Refuse a write under way that takes a model from a unit, or puts it into one, that is not theirs to write to.

    Return the numbers of those units. Where a model lies is where it was last said to lie by today.
    """
    pending, today, keys = _pending(write), office.today, _units(write)
    touched = {each["model_key"] for rows in pending.values() for each in rows}
    models = {each.model_key: each.unit_id for each in stored.of_keys(write.session, ModelRow, touched)}
    turns = {
        (each.model_key, each.since): (each.unit_id, each.withdrawn)
        for each in stored.of_keys(write.session, ModelTurn, touched)
    }
    found = set(lying(models, turns, today).values())
    models |= {each["model_key"]: each["unit_id"] for each in pending.get(ModelRow, ())}
    turns |= {
        (each["model_key"], each["since"]): (each["unit_id"], each["withdrawn"]) for each in pending.get(ModelTurn, ())
    }
    found |= set(lying(models, turns, today).values())
    writer.must(keys[each] for each in sorted(found))
    return frozenset(found)


def sole(units: Collection[int]) -> int | None:
    """Return the one unit that an act is about; None where there are several."""
    return next(iter(units)) if len(units) == 1 else None


def lying(
    models: Mapping[str, int], turns: Mapping[tuple[str, date], tuple[int | None, bool]], today: date
) -> dict[str, int]:
    """Return the unit that each model was last said to lie in by a day: by number, as are those given.

    ``turns`` are by model and day the unit (None: it stays) and whether it was taken back.
    """
    found = dict(models)
    for (key, since), (unit, withdrawn) in sorted(turns.items()):
        if unit is not None and not withdrawn and since <= today and key in found:
            found[key] = unit
    return found
