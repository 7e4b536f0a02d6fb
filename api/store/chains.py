"""Rows that take the place of others: which of them stand, now or as of an act."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from sqlalchemy import ColumnElement
from sqlmodel import Session, select

from api.store.acts import table_of
from api.store.growing import Kept

_Row = TypeVar("_Row", bound=Kept)


def standing(
    session: Session, kind: type[_Row], *where: ColumnElement[bool] | bool, upto: int | None = None
) -> tuple[_Row, ...]:
    """Return the rows of a kind that none replaces, oldest first; withdrawn ones stand too, and say so themselves."""
    table = table_of(kind)
    wanted = select(kind).where(*where).order_by(table.c.id)
    if upto is not None:
        wanted = wanted.where(table.c.act <= upto)
    rows = outlasting(session, session.exec(wanted))
    replaced = {getattr(row, "replaces", None) for row in rows}
    return tuple(row for row in rows if row.id not in replaced)


def replacements(
    session: Session, kind: type[Kept], *where: ColumnElement[bool] | bool, upto: int | None = None
) -> Mapping[int, int]:
    """Return the number of the row that stands in the place of each row that was replaced."""
    table = table_of(kind)
    wanted = select(kind).where(*where).order_by(table.c.id.desc())
    if upto is not None:
        wanted = wanted.where(table.c.act <= upto)
    found: dict[int, int] = {}
    for row in session.exec(wanted):
        old = getattr(row, "replaces", None)
        if old is not None:
            found[old] = found.get(row.id, row.id)
    return found


def outlasting(session: Session, rows: Iterable[_Row]) -> tuple[_Row, ...]:
    """Return rows that can be read when their session has ended: the end of a write empties those that it holds."""
    found = tuple(rows)
    for row in found:
        session.expunge(row)
    return found
