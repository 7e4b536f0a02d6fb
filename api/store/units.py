"""Unit versions by number: the store keeps which, the register of administrative units says what they are."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import bindparam
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from api.store.acts import table_of
from api.store.database import Write
from api.store.tables import Unit
from engine.units import UnitKey

_OF = table_of(Unit).c
_NUMBER = select_columns(_OF.id).where(_OF.code == bindparam("code"), _OF.first_day == bindparam("day"))
"""Put together once: it is asked with every write."""


def numbers(session: Session) -> Mapping[UnitKey, int]:
    """Return the number of every unit version that something is known of."""
    rows = session.exec(select(col(Unit.id), col(Unit.code), col(Unit.first_day)))
    return {(code, first_day): number for number, code, first_day in rows}


def number_of(session: Session, key: UnitKey) -> int | None:
    """Return the number of a unit version; None when nothing is known of it.

    It is kept with the session: a number once given stays.
    """
    known: dict[UnitKey, int] = session.info.setdefault("numbers", {})
    if key not in known:
        number: int | None = session.execute(_NUMBER, {"code": key[0], "day": key[1]}).scalar()
        if number is None:
            return None
        known[key] = number
    return known[key]


def numbered(write: Write, key: UnitKey) -> int:
    """Return the number of a unit version, giving it one when it has none yet."""
    held = next((row.id for row in write.rows if isinstance(row, Unit) and (row.code, row.first_day) == key), None)
    return held or number_of(write.session, key) or write.add(Unit(code=key[0], first_day=key[1])).id
