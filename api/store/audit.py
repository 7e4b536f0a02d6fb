"""The acts on record, newest first, as those ask who look into them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, CompoundSelect, func, or_, union
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from api.store.movement_tables import ModelReview, ModelRow, ModelTurn
from api.store.tables import Act, Unit
from engine.units import UnitKey


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which acts are asked for; None asks for all. Moments are as the store writes them, both included."""

    action: str | None = None
    """An action, or the noun that it begins with: ``figures`` for ``figures.record`` and all its kin."""
    account_id: int | None = None
    units: Collection[int] | None = None
    """Only acts about one of these, or on models of one of these among others."""
    visible: Collection[int] | None = None
    """Only acts about one of these or about no unit: what the asker may see."""
    period: str | None = None
    since: str | None = None
    until: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """An act and the unit version that it is about."""

    act: Act
    unit: UnitKey | None


def acts(session: Session, wanted: Wanted, most: int, before: int | None = None) -> tuple[Entry, ...]:
    """Return at most so many acts, newest first, of those numbered below ``before``."""
    found = (
        select(Act, Unit)
        .join(Unit, col(Unit.id) == Act.unit_id, isouter=True)
        .where(*_where(wanted))
        .order_by(col(Act.seq).desc())
        .limit(most)
    )
    if before is not None:
        found = found.where(Act.seq < before)
    return tuple(
        Entry(act, (unit.code, unit.first_day) if unit is not None else None) for act, unit in session.exec(found)
    )


def _where(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    about, action = col(Act.unit_id), col(Act.action)
    if wanted.action is not None:
        yield or_(action == wanted.action, action.startswith(f"{wanted.action}.", autoescape=True))
    if wanted.account_id is not None:
        yield col(Act.account_id) == wanted.account_id
    if wanted.units is not None:
        yield or_(about.in_(wanted.units), about.is_(None) & col(Act.seq).in_(_written_to(wanted.units)))
    if wanted.visible is not None:
        yield or_(about.is_(None), about.in_(wanted.visible))
    if wanted.period is not None:
        yield col(Act.period) == wanted.period
    if wanted.since is not None:
        yield col(Act.at) >= wanted.since
    if wanted.until is not None:
        yield col(Act.at) <= wanted.until


def _written_to(units: Collection[int]) -> CompoundSelect[tuple[int]]:
    """Return the acts that wrote to the register of models of units, be it of many at once."""
    models = select_columns(col(ModelRow.model_key)).where(col(ModelRow.unit_id).in_(units))
    return union(
        select_columns(col(ModelRow.act)).where(col(ModelRow.unit_id).in_(units)),
        select_columns(col(ModelTurn.act)).where(col(ModelTurn.unit_id).in_(units)),
        *(select_columns(col(kind.act)).where(col(kind.model_key).in_(models)) for kind in (ModelTurn, ModelReview)),
    )


def hash_of(session: Session, seq: int) -> str | None:
    """Return the hash of an act; None when there is no such act."""
    return session.exec(select(Act.hash).where(Act.seq == seq)).first()


def failed_sign_ins(session: Session) -> int:
    """Return how many sign-ins were ever refused."""
    return session.exec(select(func.count()).select_from(Act).where(Act.action == "session.fail")).one()
