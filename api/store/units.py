"""Unit versions by number: the store keeps which, the register of administrative units says what they are."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import bindparam, select
from sqlmodel import Session

from api.store.acts import table_of
from api.store.database import Write
from api.store.tables import Unit
from engine.units import UnitKey

_OF = table_of(Unit).c
_NUMBER = select(_OF.id).where(_OF.code == bindparam("code"), _OF.first_day == bindparam("day"))
"""Put together once: it is asked with every write."""


def numbers(session: Session, codes: Collection[str] | None = None) -> Mapping[UnitKey, int]:
    """Return the number of every unit version that something is known of; or only of those that bore some codes."""
    wanted = select(_OF.id, _OF.code, _OF.first_day)
    rows = session.execute(wanted if codes is None else wanted.where(_OF.code.in_(codes)))
    return {(code, first_day): number for number, code, first_day in rows}


def number_of(session: Session, key: UnitKey) -> int | None:
    """Return the number of a unit version; None when nothing is known of it.

    It is kept with the session: a number once given stays.
    """
    known = numbers_kept(session)
    if key not in known:
        number: int | None = session.execute(_NUMBER, {"code": key[0], "day": key[1]}).scalar()
        if number is None:
            return None
        known[key] = number
    return known[key]


def numbers_of(session: Session, keys: Collection[UnitKey]) -> Mapping[UnitKey, int]:
    """Return the numbers of unit versions, asked for at once; those that nothing is known of are left out."""
    known = numbers_kept(session)
    unknown = [key for key in keys if key not in known]
    if len(unknown) == 1:
        number_of(session, unknown[0])
    elif unknown:
        found = numbers(session, {code for code, _ in unknown})
        known |= {key: found[key] for key in unknown if key in found}
    return {key: known[key] for key in keys if key in known}


def numbers_kept(session: Session) -> dict[UnitKey, int]:
    """Return the numbers that a session has asked for, or given."""
    kept: dict[UnitKey, int] = session.info.setdefault("numbers", {})
    return kept


def numbered(write: Write, key: UnitKey) -> int:
    """Return the number of a unit version, giving it one when it has none yet."""
    number = number_of(write.session, key)
    if number is None:
        number = write.add(Unit(code=key[0], first_day=key[1])).id
        numbers_kept(write.session)[key] = number  # a write of a whole province asks thousands of times
    return number
