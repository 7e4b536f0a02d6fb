"""The rows of accounts, sessions, tokens and failed logins: no part of the record, these rows do change."""

from __future__ import annotations

from datetime import date

from sqlmodel import Field, SQLModel


class Account(SQLModel, table=True):
    """An account: the least that works. ``title`` is the person's post, not their name."""

    id: int | None = Field(default=None, primary_key=True)
    login: str = Field(unique=True)
    title: str = ""
    password: str = ""
    """Hash; empty while only a one-time code lets the person in."""
    code: str = ""
    """Hash of the one-time code of the first login."""
    code_until: str = ""
    totp: str = ""
    totp_next: str = ""
    """The secret that was shown to be set up and awaits its first code."""
    totp_step: int = 0
    recovery: str = ""
    """Hashes of the recovery codes that are left, with spaces between them."""
    created: str
    closed: str = ""
    toured: str = ""
    """When the person put the tour of a first visit away; empty: it is still shown."""


class Grant(SQLModel, table=True):
    """A role within a place, from a first to a last day (both included)."""

    __tablename__ = "account_grant"

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    role: str
    place: str
    """``all``, ``province:17``, ``district:150`` or ``unit:04831:2020-01-01``."""
    first_day: date
    last_day: date | None = None


class LoginSession(SQLModel, table=True):
    """Somebody signed in; the browser holds what hashes to ``key``."""

    __tablename__ = "account_session"

    key: str = Field(primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    created: str
    seen: str
    address: str
    agent: str = ""
    confirmed: bool = True
    """Whether the second factor was given, where there is one."""


class Token(SQLModel, table=True):
    """A key for a program: what it may do at most, and until when."""

    __tablename__ = "account_token"

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    prefix: str = Field(unique=True)
    hash: str
    name: str
    actions: str
    created: str
    expires_on: date
    ended: str = ""
    seen: str = ""


class Failure(SQLModel, table=True):
    """Failed logins from an address (``*``: from anywhere), forgotten after success or a day."""

    __tablename__ = "login_failure"

    login: str = Field(primary_key=True)
    address: str = Field(primary_key=True)
    failures: int
    last: str
    succeeded: str = ""
    """When the login last succeeded from the address: its owner waits there for no stranger."""
