"""Rows that are corrected or withdrawn by rows that name them: evidence, waivers, registrations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from sqlmodel import Session, col, select

from api.store.chains import outlasting
from api.store.database import Database, Write
from api.store.growing import Kept
from api.store.units import numbers
from engine.units import UnitKey

_Row = TypeVar("_Row", bound=Kept)
_OWN = ("id", "act", "replaces")


class ReplacedError(Exception):
    """The row that was seen has been replaced by a newer one."""

    def __init__(self, newer: Kept) -> None:
        super().__init__(newer.id)
        self.newer = newer


def found(session: Session, kind: type[_Row], number: int) -> _Row | None:
    """Return a row by its number."""
    return next(iter(outlasting(session, session.exec(select(kind).where(col(kind.id) == number)))), None)


def located(database: Database, kind: type[_Row], number: int) -> tuple[_Row, UnitKey] | None:
    """Return a row by its number and the unit version that it is about; None when there is none."""
    with database.reading() as session:
        row = found(session, kind, number)
        of = row.unit_id if row is not None else None  # type: ignore[attr-defined]  # rows about units have it
        key = next((key for key, each in numbers(session).items() if each == of), None)
    return (row, key) if row is not None and key is not None else None


def newest_of(session: Session, row: _Row) -> _Row:
    """Follow a row to the one that stands in its place now."""
    kind = type(row)
    while newer := outlasting(session, session.exec(select(kind).where(col(kind.replaces) == row.id))):  # type: ignore[attr-defined]  # rows that replace have it
        row = newer[0]
    return row


def says_the_same(row: Kept, other: Kept) -> bool:
    """Tell whether two rows differ only in what makes each its own."""
    return row.model_dump(exclude=set(_OWN)) == other.model_dump(exclude=set(_OWN))


def replaced(write: Write, seen: _Row, **changes: Any) -> _Row:  # noqa: ANN401 -- columns of the row
    """Write a row in the place of the one that was seen; the same again writes nothing.

    ReplacedError when another row has taken its place.
    """
    kind = type(seen)
    wanted = kind(**{**seen.model_dump(exclude={"id", "act", "replaces"}), **changes, "replaces": seen.id})
    newest = newest_of(write.session, seen)
    if says_the_same(newest, wanted):
        return newest
    if newest.id != seen.id:
        raise ReplacedError(newest)
    return write.add(wanted)


def of_act(session: Session, kind: type[_Row], act: int) -> tuple[_Row, ...]:
    """Return the rows of a kind that an act put on record, in their order."""
    wanted = select(kind).where(col(kind.act) == act).order_by(col(kind.id))
    return outlasting(session, session.exec(wanted))


def put_back(write: Write, rows: Sequence[_Row]) -> None:
    """Put back what rows replaced, or withdraw those that replaced nothing; ReplacedError when changed since."""
    for row in rows:
        number = row.replaces  # type: ignore[attr-defined]  # rows that replace have it
        old = found(write.session, type(row), number) if number else None
        if old is None:
            replaced(write, row, withdrawn=True)
        else:
            replaced(write, row, **old.model_dump(exclude=set(_OWN)))
