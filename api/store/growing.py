"""What every table that only grows is made of: numbers, the act that wrote a row, the row that it replaces."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index, Integer, text
from sqlmodel import Field, SQLModel

Identity = BigInteger().with_variant(Integer, "sqlite")
"""SQLite numbers rows by itself only where the column is INTEGER; there it has 64 bits all the same."""


class Kept(SQLModel):
    """What every row of a growing table has: its number, given under the writers' lock, and the act that wrote it."""

    id: int = Field(default=0, primary_key=True, sa_type=Identity, sa_column_kwargs={"autoincrement": False})
    act: int = Field(default=0, sa_type=BigInteger, index=True, foreign_key="act.seq")


def replaces(table: str) -> int | None:
    """Make the column that names the row which this one takes the place of; each can be replaced once."""
    field: int | None = Field(default=None, sa_type=BigInteger, unique=True, foreign_key=f"{table}.id")
    return field


def unit_column() -> int:
    """Make the column of the unit version that a row is about."""
    field: int = Field(sa_type=BigInteger, index=True, foreign_key="unit.id")
    return field


def once(name: str, *columns: str) -> Index:
    """Let there be one first row for the columns; every other must replace one."""
    first = text("replaces IS NULL")
    return Index(name, *columns, unique=True, sqlite_where=first, postgresql_where=first)
