"""The register of groups and models by named queries: what stands, what came since an act, what was ever written."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import BigInteger, cast, func
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from api.store.acts import table_of
from api.store.chains import outlasting, standing
from api.store.growing import Kept
from api.store.movement_tables import ModelReview, ModelRow, ModelTurn, RegisterClosed
from api.store.tables import Act

Row = ModelRow | ModelTurn | ModelReview
REGISTER: tuple[type[Row], ...] = (ModelRow, ModelTurn, ModelReview)
"""The tables that the register is made of; which units closed theirs is kept beside them."""
_Kind = TypeVar("_Kind", bound=Row)
KEY_DIGITS = 6


def key_of(number: int) -> str:
    """Write the key of the model that was put on record in that place, from 1."""
    return f"MH{number:0{KEY_DIGITS}}"


def last_number(session: Session) -> int:
    """Return the number of the last key that was given, 0 when none was; no key is given twice."""
    number = cast(func.substr(col(ModelRow.model_key), len(key_of(0)) - KEY_DIGITS + 1), BigInteger)
    wanted = select_columns(func.max(number)).where(col(ModelRow.replaces).is_(None))
    return int(session.execute(wanted).scalar() or 0)


def last_act(session: Session, upto: int) -> int:
    """Return the last act, of those up to one, that wrote to the register; 0 when none did."""
    newest = (
        session.execute(select_columns(func.max(of.act)).where(of.act <= upto)).scalar()
        for of in (table_of(kind).c for kind in REGISTER)
    )
    return max(each or 0 for each in newest)


def written(session: Session, kind: type[Kept], after: int, upto: int) -> Iterator[Mapping[str, Any]]:
    """Give the rows of a table that acts after one, and up to another, wrote; by column, oldest first."""
    table = table_of(kind)
    wanted = select_columns(table).where(table.c.act > after, table.c.act <= upto).order_by(table.c.id)
    yield from map(dict, session.connection().execute(wanted).mappings())


def model(session: Session, key: str) -> ModelRow | None:
    """Return the row of a model that stands, which may say that it is withdrawn."""
    return _last(session, ModelRow, ModelRow.model_key == key)


def turn(session: Session, key: str, since: date) -> ModelTurn | None:
    """Return the row that stands of what became of a model on a day."""
    return _last(session, ModelTurn, ModelTurn.model_key == key, ModelTurn.since == since)


def review(session: Session, key: str, year: int) -> ModelReview | None:
    """Return the row that stands of what a model was rated for a year."""
    return _last(session, ModelReview, ModelReview.model_key == key, ModelReview.year == year)


def _last(session: Session, kind: type[_Kind], *where: bool) -> _Kind | None:
    wanted = select(kind).where(*where).order_by(col(kind.id).desc()).limit(1)
    return next(iter(outlasting(session, session.exec(wanted))), None)


def of_keys(session: Session, kind: type[_Kind], keys: Collection[str]) -> tuple[_Kind, ...]:
    """Return the rows that stand of some models, withdrawn ones too, in the order of entry."""
    if len(keys) > MANY:
        return tuple(each for each in standing(session, kind) if each.model_key in keys)
    return standing(session, kind, col(kind.model_key).in_(keys))


MANY = 500
"""More models than so are read with all others: a database takes only so many values in one question."""


def of_act(session: Session, kind: type[_Kind], act: int) -> tuple[_Kind, ...]:
    """Return the rows that an act wrote."""
    return outlasting(session, session.exec(select(kind).where(col(kind.act) == act).order_by(col(kind.id))))


def replaced_by(session: Session, kind: type[_Kind], act: int) -> Mapping[int, _Kind]:
    """Return the rows that those of an act replaced, by their numbers."""
    old = select_columns(table_of(kind).c.replaces).where(table_of(kind).c.act == act)
    return {each.id: each for each in outlasting(session, session.exec(select(kind).where(col(kind.id).in_(old))))}


def overtaken(session: Session, kind: type[_Kind], act: int) -> tuple[_Kind, ...]:
    """Return the rows that took the place of rows of an act since."""
    theirs = select_columns(table_of(kind).c.id).where(table_of(kind).c.act == act)
    return outlasting(session, session.exec(select(kind).where(col(kind.replaces).in_(theirs))))


def closed(
    session: Session, periods: Collection[str] | None = None, *, upto: int | None = None
) -> tuple[RegisterClosed, ...]:
    """Return what stands of units that closed their register for periods; opened again are left out."""
    where = () if periods is None else (col(RegisterClosed.period).in_(periods),)
    return tuple(each for each in standing(session, RegisterClosed, *where, upto=upto) if not each.withdrawn)


def closing(session: Session, unit: int, period: str) -> RegisterClosed | None:
    """Return the row that stands of a unit and period, also when it says that the register is open again."""
    rows = standing(session, RegisterClosed, RegisterClosed.unit_id == unit, RegisterClosed.period == period)
    return rows[0] if rows else None


def any_sample(session: Session, upto: int | None = None) -> bool:
    """Tell whether any model, withdrawn or not, is invented."""
    wanted = select(ModelRow.id).where(col(ModelRow.sample).is_(True))
    if upto is not None:
        wanted = wanted.where(ModelRow.act <= upto)
    return session.exec(wanted.limit(1)).first() is not None


@dataclass(frozen=True, slots=True)
class Entry:
    """One row that was ever written of a model, with the act that wrote it; ``stands`` unless another replaced it."""

    row: Row
    act: int
    at: str
    actor: str
    channel: str
    action: str
    stands: bool


def history(session: Session, key: str, upto: int | None = None) -> tuple[Entry, ...]:
    """Return every row of a model, in all three tables, oldest first; withdrawn and replaced ones too."""
    found: list[tuple[Row, Act]] = []
    for kind in REGISTER:
        wanted = select(kind, Act).join(Act, col(Act.seq) == col(kind.act)).where(col(kind.model_key) == key)
        if upto is not None:
            wanted = wanted.where(col(kind.act) <= upto)
        found += [(row, act) for row, act in session.execute(wanted.order_by(col(kind.id)))]
    replaced = {(type(row), row.replaces) for row, _ in found}
    found.sort(key=lambda pair: (pair[0].act, REGISTER.index(type(pair[0])), pair[0].id))
    session.expunge_all()
    return tuple(
        Entry(row, act.seq, act.at, act.actor, act.channel, act.action, (type(row), row.id) not in replaced)
        for row, act in found
    )


def closings(
    session: Session, unit: int | None = None, upto: int | None = None
) -> Sequence[tuple[RegisterClosed, Act]]:
    """Return the rows that stand of closed registers with their acts: who closed which, and when."""
    rows = closed(session, upto=upto)
    wanted = [each for each in rows if unit in (None, each.unit_id)]
    acts = {each.seq: each for each in session.exec(select(Act).where(col(Act.seq).in_({row.act for row in wanted})))}
    session.expunge_all()
    return [(row, acts[row.act]) for row in wanted]


def of_titles(session: Session, titles: Collection[str]) -> tuple[ModelRow, ...]:
    """Return the rows that stand of models with some titles, in the order of entry."""
    if len(titles) > MANY:
        return tuple(each for each in standing(session, ModelRow) if each.title in titles)
    keys = set(session.exec(select(ModelRow.model_key).where(col(ModelRow.title).in_(titles))))
    return tuple(each for each in of_keys(session, ModelRow, keys) if each.title in titles)
