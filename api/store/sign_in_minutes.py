"""How many sign-ins came from an address within a minute, to all processes and hosts together."""

from __future__ import annotations

from sqlalchemy import delete, select, text, update
from sqlmodel import Field, Session, SQLModel, col

TABLE = "sign_in_minute"
"""Its name: no backup holds it."""


class SignInMinute(SQLModel, table=True):
    """Sign-ins of one address in one minute; older rows go with the next one."""

    __tablename__ = TABLE

    address: str = Field(primary_key=True)
    minute: str = Field(primary_key=True)
    """``2024-11-20T08:15``, in UTC."""
    count: int


def count_sign_in(session: Session, address: str, minute: str) -> int:
    """Count one more sign-in and return how many there were in this minute; those of an address count in turn."""
    if session.get_bind().dialect.name != "sqlite":
        session.execute(text("SELECT pg_advisory_xact_lock(2, hashtext(:address))"), {"address": address})
    here = col(SignInMinute.address) == address
    session.execute(delete(SignInMinute).where(here, col(SignInMinute.minute) != minute))
    this = (here, col(SignInMinute.minute) == minute)
    held = session.execute(select(col(SignInMinute.count)).where(*this)).scalar()
    if held is None:
        session.add(SignInMinute(address=address, minute=minute, count=1))
        return 1
    session.execute(update(SignInMinute).where(*this).values(count=held + 1))
    return int(held) + 1
