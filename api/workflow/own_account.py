"""What people do with their own account: password, sessions, keys for programs.

What would let a thief of a session stay (another password, key or second factor) needs the password once more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from api.access.deciding import ALLOWED, Action, Granted
from api.access.passwords import hash_password, verify, weaknesses
from api.access.secrets import digest, new_session_id, new_token
from api.store import accounts as stored
from api.store.account_tables import Account, LoginSession, Token
from api.store.acts import moment
from api.store.database import Write
from api.workflow.office import Office
from api.workflow.presence import DeniedError, Present, Visit
from api.workflow.signing_in import OVER, count_attempt, forget_attempts
from engine.units import Register

NEVER_BY_TOKEN = frozenset((Action.SIGN_IN, Action.OWN, Action.MANAGE_ACCOUNTS))
"""What only people do: a key that could make keys or accounts would have no end."""
MOST_TOKENS, LONGEST = 20, timedelta(days=366)
KEY_SHOWN = 16
"""Digits of a session's hash that name it in lists."""
NOT_YOURS = "Không có mục này trong tài khoản; tải lại danh sách."


def prove(office: Office, visit: Visit, present: Present, password: str) -> None:
    """Make sure that it is the person who signed in; DeniedError ``wrong_password`` or ``too_many``."""
    count_attempt(office, present.login, visit.address)
    with office.database.reading() as session:
        held = session.get(Account, present.account_id)
    if held is None or not verify(password, held.password)[0]:
        with writing_own(office, visit, present, "password.wrong", address=visit.address):
            pass
        raise DeniedError("wrong_password", "Mật khẩu hiện tại không đúng; gõ lại, để ý phím Caps Lock và bộ gõ.")
    forget_attempts(office, present.login, visit.address)


def choose_password(office: Office, visit: Visit, present: Present, current: str, new: str) -> Present:
    """Put a password in the place of the current one, which is asked for unless it is the first.

    Every session ends; this one goes on under a new id. DeniedError as of :func:`prove`, or ``not_usable`` with all
    that is weak about it.
    """
    if not present.must_choose:
        prove(office, visit, present, current)
    found = weaknesses(new, present.login, place_names(office.register, present.granted))
    if not present.must_choose and current == new:
        found.append("Mật khẩu mới giống mật khẩu đang dùng; chọn mật khẩu khác.")
    if found:
        faults = [_fault(each) for each in found]
        raise DeniedError("not_usable", found[0], faults=faults)
    hashed, secret = hash_password(new), new_session_id()
    with writing_own(office, visit, present, "password.change", first=present.must_choose) as (write, held):
        held.password, held.code, held.code_until = hashed, "", ""
        row = write.session.get(LoginSession, present.key)
        if row is None:
            raise DeniedError("sign_in_first", OVER)
        kept = LoginSession(**{**row.model_dump(), "key": digest(secret)})
        stored.end_sessions(write.session, present.account_id)
        write.session.add(kept)
    return replace(present, secret=secret, key=digest(secret), must_choose=False)


def _fault(sentence: str) -> dict[str, str]:
    message, _, cure = sentence.partition("; ")
    return {"place": "nội dung new", "message": message, "cure": cure.rstrip("."), "code": "weak_password"}


def place_names(register: Register, granted: Sequence[Granted]) -> frozenset[str]:
    """Return the names of the places of somebody's grants, which a guesser tries first: unit, district, province."""
    names: set[str | None] = set()
    for place in (each.place for each in granted):
        if place.kind == "unit":
            own = [each for each in register.history(place.code) if place.holds(each)]
            names |= {name for each in own for name in (each.name, each.district_name, each.province_name)}
        elif place.kind == "district":
            names |= {each.name for each in register.districts if each.code == place.code}
        else:
            names |= {each.province_name for each in register.versions if place.holds(each)}
    return frozenset(name for name in names if name)


@contextmanager
def writing_own(
    office: Office,
    visit: Visit,
    present: Present,
    action: str,
    **said: Any,  # noqa: ANN401 -- what the audit log tells of it
) -> Iterator[tuple[Write, Account]]:
    """Write to one's own account as an act; DeniedError when it is gone or closed."""
    actor = visit.actor(present.login, present.account_id)
    with office.database.writing(actor, action, content=said, bare=True) as write:
        held = write.session.get(Account, present.account_id)
        if held is None or held.closed:
            raise DeniedError("sign_in_first", OVER)
        yield write, held


def put_tour_away(office: Office, present: Present) -> None:
    """Remember that the person has seen the tour of a first visit; no matter of the record, so no act."""
    with office.database.changing() as session:
        held = session.get(Account, present.account_id)
        if held is not None:
            held.toured = held.toured or moment(office.now())


# ------------------------------------------------------------------------------------------------------ sessions


def sessions(office: Office, present: Present) -> Sequence[LoginSession]:
    """Return one's own sessions, the last used first."""
    with office.database.reading() as session:
        return stored.sessions_of(session, present.account_id)


def end_session(office: Office, visit: Visit, present: Present, shown: str) -> None:
    """End one of one's own sessions by what lists show of it; DeniedError ``not_found``."""
    with writing_own(office, visit, present, "session.end", which=shown) as (write, _):
        rows = stored.sessions_of(write.session, present.account_id)
        found = next((each for each in rows if each.key[:KEY_SHOWN] == shown), None)
        if found is None:
            raise DeniedError("not_found", NOT_YOURS)
        stored.end_session(write.session, found.key)


def end_other_sessions(office: Office, visit: Visit, present: Present) -> int:
    """End all of one's own sessions but this one; return how many there were."""
    said: dict[str, int] = {}
    with office.database.writing(
        visit.actor(present.login, present.account_id), "session.end_others", content=said, bare=True
    ) as write:
        said["ended"] = stored.end_sessions(write.session, present.account_id, but=present.key)
    return said["ended"]


# --------------------------------------------------------------------------------------------- keys for programs


def may_grant(present: Present, today: date) -> tuple[Action, ...]:
    """Return what a key of the person can be for: what they may do themself, but what only people do."""
    found = {action for each in present.granted if each.holds_on(today) for action in ALLOWED[each.role]}
    return tuple(each for each in Action if each in found - NEVER_BY_TOKEN)


def tokens(office: Office, present: Present) -> Sequence[Token]:
    """Return one's own keys, the newest first, ended ones too."""
    with office.database.reading() as session:
        return stored.tokens_of(session, present.account_id)


def create_token(  # noqa: PLR0913 -- the parts of a key
    office: Office, visit: Visit, present: Present, *, name: str, actions: Sequence[Action], expires_on: date
) -> tuple[str, Token]:
    """Make a key for a program: its text, shown once, and its row. DeniedError when it would open too much."""
    today = office.today
    beyond = [each for each in actions if each not in may_grant(present, today)]
    if beyond or not actions:
        choice = ", ".join(may_grant(present, today)) or "không có việc nào"
        raise DeniedError("not_usable", f"Chọn một hay nhiều việc trong số tài khoản được làm: {choice}.")
    if not today <= expires_on <= today + LONGEST:
        last = today + LONGEST
        raise DeniedError("not_usable", f"Ngày hết hạn phải từ {today:%d/%m/%Y} đến {last:%d/%m/%Y}.")
    drawn = new_token()
    said = {"prefix": drawn.prefix, "name": name, "actions": sorted(actions), "expires_on": expires_on}
    with writing_own(office, visit, present, "token.create", **said) as (write, held):
        live = [each for each in stored.tokens_of(write.session, present.account_id) if _lives(each, today)]
        if len(live) >= MOST_TOKENS:
            raise DeniedError("state_forbids", f"Đã có {MOST_TOKENS} mã truy cập đang dùng; dừng bớt mã cũ trước.")
        row = Token(
            account_id=held.id or 0,
            prefix=drawn.prefix,
            hash=drawn.digest,
            name=name,
            actions=" ".join(sorted(actions)),
            created=write.at,
            expires_on=expires_on,
        )
        write.session.add(row)
        shown = Token(**row.model_dump())
    return drawn.text, shown


def end_token(office: Office, visit: Visit, present: Present, prefix: str) -> None:
    """End one of one's own keys; ended twice it stays as it was. DeniedError ``not_found``."""
    mine = next((each for each in tokens(office, present) if each.prefix == prefix), None)
    if mine is None:
        raise DeniedError("not_found", NOT_YOURS)
    if mine.ended:
        return
    with writing_own(office, visit, present, "token.end", prefix=prefix) as (write, _):
        row = write.session.get(Token, mine.id)
        if row is not None:
            row.ended = write.at


def _lives(token: Token, today: date) -> bool:
    return not token.ended and token.expires_on >= today
