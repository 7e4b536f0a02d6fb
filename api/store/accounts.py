"""Accounts with their grants, sessions, keys of programs, and failed logins: the rows that do change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TypeVar

from sqlalchemy import Select, bindparam, delete, or_, text
from sqlalchemy import select as select_rows
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, select

from api.store.account_tables import Account, Failure, Grant, LoginSession, Token

ANYWHERE = "*"
"""The address under which failures of a login from everywhere are counted."""
_Key = TypeVar("_Key", LoginSession, Token)
Held = tuple[Account, tuple[Grant, ...]]


def account_of(session: Session, login: str) -> Account | None:
    """Return the account of a login."""
    return session.exec(select(Account).where(Account.login == login)).first()


def grants_of(session: Session, account_id: int | None) -> tuple[Grant, ...]:
    """Return the grants of an account, oldest first."""
    return tuple(session.exec(select(Grant).where(Grant.account_id == account_id).order_by(col(Grant.id))))


def all_accounts(session: Session) -> Sequence[Held]:
    """Return every account with its grants, in the order of logins."""
    grants: dict[int, list[Grant]] = {}
    for each in session.exec(select(Grant).order_by(col(Grant.id))):
        grants.setdefault(each.account_id, []).append(each)
    accounts = session.exec(select(Account)).all()
    held = [(each, tuple(grants.get(each.id or 0, ()))) for each in accounts]
    return sorted(held, key=lambda pair: pair[0].login)


def apart(account: Account, grants: Sequence[Grant]) -> Held:
    """Copy an account with its grants, to be read when the session is over."""
    return Account(**account.model_dump()), tuple(Grant(**each.model_dump()) for each in grants)


def taken(session: Session, logins: Iterable[str]) -> frozenset[str]:
    """Return those of the logins that exist, closed accounts too: a login is never given to another."""
    return frozenset(session.exec(select(Account.login))) & frozenset(logins)


def set_grants(session: Session, account_id: int, grants: Iterable[Mapping[str, object]]) -> None:
    """Put these grants in the place of those that an account has."""
    session.execute(delete(Grant).where(col(Grant.account_id) == account_id))
    session.add_all(Grant(account_id=account_id, **each) for each in grants)  # type: ignore[arg-type]  # its columns


def administrators(session: Session, role: str, today: date) -> tuple[frozenset[int], frozenset[int]]:
    """Return the open accounts that hold a role today, and of those the ones that hold it without end."""
    wanted = (
        select(Grant)
        .join(Account, col(Account.id) == col(Grant.account_id))
        .where(Account.closed == "", Grant.role == role, Grant.first_day <= today)
        .where(or_(col(Grant.last_day).is_(None), col(Grant.last_day) >= today))
    )
    rows = session.exec(wanted).all()
    return frozenset(each.account_id for each in rows), frozenset(
        each.account_id for each in rows if each.last_day is None
    )


# ------------------------------------------------------------------------------------------ sessions and keys


def by_session(session: Session, key: str) -> tuple[LoginSession, Account, tuple[Grant, ...]] | None:
    """Return a session with its account and grants, in one question: it is asked with every request."""
    return _read(session, _BY_SESSION, key)


def by_token(session: Session, prefix: str) -> tuple[Token, Account, tuple[Grant, ...]] | None:
    """Return a key of a program with its account and grants."""
    return _read(session, _BY_TOKEN, prefix)


def _with_account(kind: type[_Key], which: Mapped[str]) -> Select[_Key, Account, Grant]:
    return (
        select_rows(kind, Account, Grant)
        .join(Account, col(Account.id) == col(kind.account_id))
        .outerjoin(Grant, col(Grant.account_id) == col(Account.id))
        .where(which == bindparam("key"))
        .order_by(col(Grant.id))
    )


_BY_SESSION = _with_account(LoginSession, col(LoginSession.key))
_BY_TOKEN = _with_account(Token, col(Token.prefix))


def _read(
    session: Session, wanted: Select[_Key, Account, Grant], which: str
) -> tuple[_Key, Account, tuple[Grant, ...]] | None:
    found = session.execute(wanted, {"key": which}).all()
    if not found:
        return None
    key, account, _ = found[0]
    grants: list[Grant | None] = [grant for _, _, grant in found]  # an outer join may give none
    return key, account, tuple(each for each in grants if each is not None)


def sessions_of(session: Session, account_id: int) -> Sequence[LoginSession]:
    """Return the sessions of an account, the last used first."""
    wanted = select(LoginSession).where(LoginSession.account_id == account_id)
    return session.exec(wanted.order_by(col(LoginSession.seen).desc(), col(LoginSession.key))).all()


def tokens_of(session: Session, account_id: int) -> Sequence[Token]:
    """Return the keys of an account, the newest first, ended ones too."""
    return session.exec(select(Token).where(Token.account_id == account_id).order_by(col(Token.id).desc())).all()


def end_session(session: Session, key: str) -> None:
    """End one session."""
    session.execute(delete(LoginSession).where(col(LoginSession.key) == key))


def end_sessions(session: Session, account_id: int, *, but: str = "") -> int:
    """End the sessions of an account, all but one; return how many."""
    ended = [each for each in sessions_of(session, account_id) if each.key != but]
    for each in ended:
        end_session(session, each.key)
    return len(ended)


def end_stale_sessions(session: Session, created_before: str, seen_before: str) -> None:
    """Put away sessions that are over by their age or by not being used."""
    over = or_(col(LoginSession.created) < created_before, col(LoginSession.seen) < seen_before)
    session.execute(delete(LoginSession).where(over))


# ---------------------------------------------------------------------------------------------- failed logins


def in_turn(session: Session, login: str) -> None:
    """Let attempts of one login follow each other, whichever worker they come to; SQLite has one writer anyway."""
    if session.get_bind().dialect.name != "sqlite":
        session.execute(text("SELECT pg_advisory_xact_lock(1, hashtext(:login))"), {"login": login})


def failure_of(session: Session, login: str, address: str) -> Failure | None:
    """Return what is known of failed logins."""
    return session.get(Failure, (login, address))


def forget_failures(session: Session, login: str, address: str, now: str) -> None:
    """Forget the failures of a login that succeeded, and remember where it did."""
    in_turn(session, login)
    here, anywhere = failure_of(session, login, address), failure_of(session, login, ANYWHERE)
    here = here or Failure(login=login, address=address, failures=0, last=now)
    here.failures, here.last, here.succeeded = 0, now, now
    session.add(here)
    if anywhere is not None:
        session.delete(anywhere)


def forget_failures_of(session: Session, login: str) -> None:
    """Forget every failure of a login, wherever it was."""
    in_turn(session, login)
    session.execute(delete(Failure).where(col(Failure.login) == login))


def forget_old_failures(session: Session, failed_before: str, succeeded_before: str) -> None:
    """Put away what no longer makes anyone wait."""
    old = (col(Failure.last) < failed_before) & (col(Failure.succeeded) < succeeded_before)
    session.execute(delete(Failure).where(old))
