"""The rows of work in the background: no part of the record, kept so that it outlives the process that does it."""

from __future__ import annotations

from sqlalchemy import LargeBinary, Text
from sqlmodel import Field, SQLModel


class Job(SQLModel, table=True):
    """A piece of work that takes longer than a request; its items are what it is made of."""

    key: str = Field(primary_key=True)
    """Random: its address can't be guessed."""
    kind: str
    account_id: int | None = Field(index=True)
    actor: str
    channel: str
    request_id: str | None = None
    only: str | None = None
    """What the key of a program may do at most, separated by spaces; None where no key is in use."""
    set_id: str
    period: str
    arguments: str = Field(sa_type=Text)
    """What was chosen, as JSON."""
    state: str = Field(index=True)
    created: str
    runner: str = ""
    """Who runs it: a number made at each start, so that a runner that was given up for dead notices."""
    seen: str = ""
    """When the runner last said that it is alive."""
    ended: str = ""
    attempts: int = 0
    """How often it was begun without coming to an end."""
    stops: bool = False
    """Whether somebody asked it to stop."""
    said: str = Field(default="", sa_type=Text)
    """Why it failed, in a sentence."""


class JobItem(SQLModel, table=True):
    """One thing of a job: a file to be read and written, a document to be made."""

    __tablename__ = "job_item"

    job: str = Field(primary_key=True, foreign_key="job.key", ondelete="CASCADE")
    number: int = Field(primary_key=True)
    name: str
    """The name of the file, or what is to be made."""
    about: str = ""
    """The unit's code, or the key of the import that the file became."""
    state: str
    said: str = Field(default="", sa_type=Text)
    """What came of it, as JSON."""
    body: bytes | None = Field(default=None, sa_type=LargeBinary)
    """The file that was sent, packed, until it is read; or the document that was made."""


TABLES = frozenset({"job", "job_item"})
"""Their names: no backup holds them."""
