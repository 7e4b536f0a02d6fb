"""The rows of imports that wait to be confirmed: no part of the record, kept so that they are found again."""

from __future__ import annotations

from sqlalchemy import BigInteger, LargeBinary, Text
from sqlmodel import Field, SQLModel


class ImportPreview(SQLModel, table=True):
    """Files that somebody handed in together; once confirmed it names the act."""

    __tablename__ = "import_preview"

    key: str = Field(primary_key=True)
    """Random: its address can't be guessed."""
    account_id: int | None = Field(index=True)
    actor: str
    set_id: str
    period: str = ""
    """The one period that is imported; empty: those of the files."""
    created: str
    act: int | None = Field(default=None, sa_type=BigInteger)
    """What was written; None while it waits."""
    outcome: str = Field(default="", sa_type=Text)
    """What was written, as JSON, when it was."""


class ImportFile(SQLModel, table=True):
    """One of the files: as it was sent, packed, and what was read from it, as JSON."""

    __tablename__ = "import_file"

    preview: str = Field(primary_key=True, foreign_key="import_preview.key", ondelete="CASCADE")
    number: int = Field(primary_key=True)
    name: str
    sha256: str
    body: bytes = Field(sa_type=LargeBinary)
    said: str = Field(sa_type=Text)


TABLES = frozenset({"import_preview", "import_file"})
"""Their names: no backup holds them."""
