"""Who is there: the session that a browser holds, or the key that a program brings."""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, update
from sqlalchemy.exc import OperationalError
from sqlmodel import col

from api.access.deciding import Action, Granted, Place, Role, Who
from api.access.secrets import digest, matches, token_prefix
from api.store import accounts as stored
from api.store.account_tables import Account, Grant, LoginSession, Token
from api.store.acts import moment
from api.store.database import Actor, Database
from api.workflow.office import Office

UNTIL_CHOSEN = frozenset((Action.OWN, Action.SIGN_IN))
"""What is open to somebody who has yet to choose a password."""
HALF = timedelta(minutes=10)
"""How long the second factor may take."""
SEEN_EVERY = timedelta(minutes=1)
_touching = threading.Lock()


class DeniedError(Exception):
    """Something about an account is not done; ``code`` is one of those of the service, ``detail`` says the cure."""

    def __init__(self, code: str, detail: str, *, headers: dict[str, str] | None = None, **more: Any) -> None:  # noqa: ANN401 -- members of the answer
        super().__init__(detail)
        self.code, self.detail, self.headers, self.more = code, detail, headers or {}, more


@dataclass(frozen=True, slots=True)
class Visit:
    """Where a request comes from: address, channel (form or api), browser, number of the request."""

    address: str
    channel: str
    agent: str = ""
    request_id: str | None = None

    def actor(self, name: str, account_id: int | None) -> Actor:
        """Return who the audit log names."""
        return Actor(name, self.channel, account_id, self.request_id)


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody signed in, or half: then only the second factor is lacking."""

    secret: str = field(repr=False)
    """What the browser holds."""
    key: str
    created: str
    account_id: int
    login: str
    title: str
    confirmed: bool
    must_choose: bool
    """Whether the password is still to be chosen."""
    second_factor: bool
    granted: tuple[Granted, ...]
    toured: bool = False
    """Whether the tour of a first visit was put away."""

    @property
    def who(self) -> Who:
        """Who the person is to the one function that decides."""
        return Who(self.login, self.account_id, self.granted, bound=UNTIL_CHOSEN if self.must_choose else None)


def granted_of(grants: tuple[Grant, ...]) -> tuple[Granted, ...]:
    """Return grants as the deciding function takes them."""
    return tuple(Granted(Role(each.role), Place.read(each.place), each.first_day, each.last_day) for each in grants)


def present_of(office: Office, secret: str | None) -> Present | None:
    """Return who holds a session, also half; None when it is over, ended or nobody's."""
    if not secret:
        return None
    with office.database.reading() as session:
        found = stored.by_session(session, digest(secret))
    if found is None:
        return None
    row, account, grants = found
    now = office.now()
    began_after, seen_after = over_before(office, now)
    over = row.created < began_after or row.seen < seen_after
    if over or account.closed or (not row.confirmed and row.created < moment(now - HALF)):
        return None
    if row.confirmed and row.seen < moment(now - SEEN_EVERY):
        _touch(office.database, LoginSession, col(LoginSession.key) == row.key, moment(now))
    return present_in(secret, row, account, grants)


def program_of(office: Office, text: str) -> Who | None:
    """Return who a key of a program stands for; None when it is over, ended or no key."""
    prefix = token_prefix(text)
    if prefix is None:
        return None
    with office.database.reading() as session:
        found = stored.by_token(session, prefix)
    if found is None or not matches(text, found[0].hash):
        return None
    token, account, grants = found
    if token.ended or token.expires_on < office.today or account.closed or not account.password:
        return None
    now = office.now()
    if token.seen < moment(now - SEEN_EVERY):
        _touch(office.database, Token, col(Token.id) == token.id, moment(now))
    only = frozenset(Action(each) for each in token.actions.split())
    return Who(f"{account.login} (mã {prefix})", account.id, granted_of(grants), only=only)


def _touch(database: Database, kind: type[LoginSession | Token], which: ColumnElement[bool], seen: str) -> None:
    """Note that somebody was here, unless another does so now: at most one reader waits for the writers."""
    if not _touching.acquire(blocking=False):
        return
    try:
        with suppress(OperationalError), database.changing() as session:
            session.execute(update(kind).where(which).values(seen=seen))
    finally:
        _touching.release()


def over_before(office: Office, now: datetime) -> tuple[str, str]:
    """Return the moments before which a session began, or was last used, that is over now."""
    settings = office.settings
    return moment(now - timedelta(hours=settings.session_hours)), moment(now - timedelta(minutes=settings.idle_minutes))


def present_in(secret: str, row: LoginSession, held: Account, grants: tuple[Grant, ...]) -> Present:
    """Return who a session's row makes of whoever holds its secret."""
    return Present(
        secret=secret,
        key=row.key,
        created=row.created,
        account_id=held.id or 0,
        login=held.login,
        title=held.title,
        confirmed=row.confirmed,
        must_choose=not held.password,
        second_factor=bool(held.totp),
        granted=granted_of(grants),
        toured=bool(held.toured),
    )
