"""Rows that take the place of others: which of them stand, now or as of an act."""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy import ColumnElement
from sqlmodel import Session, select

from api.store.acts import table_of
from api.store.tables import Kept

_Row = TypeVar("_Row", bound=Kept)


def standing(
    session: Session, kind: type[_Row], *where: ColumnElement[bool] | bool, upto: int | None = None
) -> tuple[_Row, ...]:
    """Return the rows of a kind that none replaces, oldest first; withdrawn ones stand too, and say so themselves."""
    table = table_of(kind)
    wanted = select(kind).where(*where).order_by(table.c.id)
    if upto is not None:
        wanted = wanted.where(table.c.act <= upto)
    rows = session.exec(wanted).all()
    replaced = {getattr(row, "replaces", None) for row in rows}
    return tuple(row for row in rows if row.id not in replaced)
