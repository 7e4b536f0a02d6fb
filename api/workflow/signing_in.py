"""Signing in and out, and the attempts that fail.

An attempt is counted as failed before it is looked at, so that many at once do not pass the same gate together; a
success forgets the count. What is refused while somebody waits is neither looked at nor counted.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NoReturn, TypeVar

import anyio
import anyio.to_thread

from api.access.delays import Failures, after_failure, seconds_to_wait, wait_sentence
from api.access.passwords import verify, waste_time
from api.access.secrets import code_matches, digest, new_session_id
from api.access.totp import recovery_used, step_used
from api.store import accounts as stored
from api.store.account_tables import Account, Failure, LoginSession
from api.store.acts import moment
from api.store.database import Actor, Write
from api.store.sign_in_minutes import count_sign_in
from api.workflow.office import Office
from api.workflow.presence import DeniedError, Present, Visit, over_before, present_in
from engine.names import search_key

REMEMBERED = timedelta(days=90)
"""How long an address counts as one where a login has succeeded."""
AT_ONCE, MOST_WAITING = 4, 100
"""Sign-ins looked at, and waiting, at once: the rest of the service has its threads to itself."""
MOST_LOGIN, MOST_AGENT = 64, 200
_Done = TypeVar("_Done")
_turns = anyio.CapacityLimiter(AT_ONCE)
MOST_A_MINUTE = 60
"""Sign-ins from one address, to all processes and hosts together: twice what one process lets through."""
MINUTE = len("2024-11-20T08:15")
CROWDED = "Quá nhiều lần đăng nhập từ máy này trong một phút; chờ sang phút sau rồi đăng nhập lại."
WRONG = (
    "Tên đăng nhập hoặc mật khẩu không đúng; kiểm tra phím Caps Lock và bộ gõ tiếng Việt. "
    "Quên thì nhờ người quản trị cấp mã mới."
)
WRONG_SECOND = "Mã xác thực sai, đã dùng hoặc quá hạn; nhập mã đang hiện trên điện thoại, hoặc một mã dự phòng."
OVER = "Phiên đăng nhập đã hết; đăng nhập lại."


async def in_turn(work: Callable[[], _Done]) -> _Done:
    """Do what hashes a password in one of a few threads; DeniedError at once when too many wait already."""
    if _turns.statistics().tasks_waiting >= MOST_WAITING:
        raise DeniedError(
            "too_many", "Nhiều người đang đăng nhập cùng lúc; thử lại sau 5 giây.", headers={"Retry-After": "5"}
        )
    return await anyio.to_thread.run_sync(work, limiter=_turns)


def login_key(typed: str) -> str:
    """Bring a login to the form in which it is kept: case, blanks and diacritics never tell two apart."""
    key = search_key(typed[: 4 * MOST_LOGIN])
    return "".join(sign for sign in key if "!" <= sign <= "~")[:MOST_LOGIN]


# ---------------------------------------------------------------------------------------------------- signing in


def sign_in(  # noqa: PLR0913 -- what a form of signing in holds
    office: Office, visit: Visit, login: str, password: str, *, code: str = "", old: str = ""
) -> Present:
    """Sign in with a password, or the one-time code in its place; ``code`` is the second factor, if at hand.

    Where the account has a second factor and none was given, the session is half until :func:`confirm`. A session
    that the browser held before (``old``) ends. DeniedError ``too_many`` or ``wrong_password``, ``second_factor``.
    """
    name = login_key(login)
    count_attempt(office, name, visit.address)
    with office.database.reading() as session:
        account = stored.account_of(session, name)
    right, rehashed = _opens(account, password, office.now())
    if account is None or not right:
        _failed(office, visit, account, "wrong_password", WRONG)
    half = bool(account.totp) and not code
    action, said = "session.first_factor" if half else "session.start", {"address": visit.address}
    try:
        with office.database.writing(_actor(visit, account), action, content=said, bare=True) as write:
            held = _unmoved(write, account)
            if held.totp and not half:
                _use_second(held, code, office.now())
            held.password = rehashed or held.password
            held.code = held.code_until = ""
            stored.end_session(write.session, digest(old))
            return _begin(office, write, held, visit, confirmed=not half)
    except DeniedError as error:
        _failed(office, visit, account, error.code, error.detail)


def confirm(office: Office, visit: Visit, half: Present, code: str) -> Present:
    """Give the second factor to a half session; it ends and a whole one begins. DeniedError ``second_factor``."""
    count_attempt(office, half.login, visit.address)
    with office.database.reading() as session:
        account = stored.account_of(session, half.login)
    if account is None:
        raise DeniedError("sign_in_first", OVER)
    said = {"address": visit.address, "factor": "second"}
    try:
        with office.database.writing(_actor(visit, account), "session.start", content=said, bare=True) as write:
            held = _unmoved(write, account, half.key)
            _use_second(held, code, office.now())
            stored.end_session(write.session, half.key)
            return _begin(office, write, held, visit, confirmed=True)
    except DeniedError as error:
        _failed(office, visit, account, error.code, error.detail, factor="second")


def sign_out(office: Office, visit: Visit, present: Present) -> None:
    """End a session."""
    actor = visit.actor(present.login, present.account_id)
    with office.database.writing(actor, "session.end", content={}, bare=True) as write:
        stored.end_session(write.session, present.key)


def _opens(account: Account | None, password: str, now: datetime) -> tuple[bool, str | None]:
    """Tell whether a password or one-time code opens an account, in the same time whatever the answer."""
    if account is not None and account.password and not account.closed:
        return verify(password, account.password)
    waste_time(password)
    code = account is not None and not account.closed and account.code_until > moment(now)
    return code and account is not None and code_matches(password, account.code), None


def _unmoved(write: Write, seen: Account, key: str | None = None) -> Account:
    """Return the account under the writers' lock, when nothing that lets somebody in has changed since it was seen."""
    if key is not None and write.session.get(LoginSession, key) is None:
        raise DeniedError("second_factor", OVER)
    held = write.session.get(Account, seen.id)
    entry = ("password", "code", "totp", "closed")
    if held is None or any(getattr(held, name) != getattr(seen, name) for name in entry):
        raise DeniedError("wrong_password", "Tài khoản vừa được thay đổi; đăng nhập lại.")
    return held


def _use_second(held: Account, code: str, now: datetime) -> None:
    """Use up the code of a telephone or of paper; DeniedError when it is none."""
    step = step_used(held.totp, code, now, held.totp_step)
    if step is not None:
        held.totp_step = step
        return
    left = held.recovery.split()
    used = recovery_used(code, left)
    if used is None:
        raise DeniedError("second_factor", WRONG_SECOND)
    held.recovery = " ".join(each for each in left if each != used)


def _begin(office: Office, write: Write, held: Account, visit: Visit, *, confirmed: bool) -> Present:
    """Begin a session under a new id, and put away what is over."""
    now, secret = office.now(), new_session_id()
    row = LoginSession(
        key=digest(secret),
        account_id=held.id or 0,
        created=moment(now),
        seen=moment(now),
        address=visit.address,
        agent=visit.agent[:MOST_AGENT],
        confirmed=confirmed,
    )
    write.session.add(row)
    stored.end_stale_sessions(write.session, *over_before(office, now))
    if confirmed:
        stored.forget_failures(write.session, held.login, visit.address, moment(now))
        stored.forget_old_failures(write.session, moment(now - timedelta(days=1)), moment(now - REMEMBERED))
    return present_in(secret, row, held, stored.grants_of(write.session, held.id))


# ---------------------------------------------------------------------------------------------- failed attempts


def count_attempt(office: Office, login: str, address: str) -> None:
    """Count an attempt as failed before it is looked at; DeniedError ``too_many`` while its turn has not come."""
    now = office.now()
    with office.database.changing() as session:
        stored.in_turn(session, login)
        if count_sign_in(session, address, moment(now)[:MINUTE]) > MOST_A_MINUTE:
            raise DeniedError("too_many", CROWDED, headers={"Retry-After": str(60 - now.second)})
        here, anywhere = (stored.failure_of(session, login, each) for each in (address, stored.ANYWHERE))
        known = here is not None and here.succeeded
        wait = seconds_to_wait(_read(here), None if known else _read(anywhere), now)
        if not wait:
            for row, place in ((here, address), (anywhere, stored.ANYWHERE)):
                count = after_failure(_read(row), now)
                kept = row or Failure(login=login, address=place, failures=0, last="")
                kept.failures, kept.last = count.count, moment(count.last)
                session.add(kept)
    if wait:
        raise DeniedError("too_many", wait_sentence(wait), headers={"Retry-After": str(wait)})


def forget_attempts(office: Office, login: str, address: str) -> None:
    """Forget what was counted, after a right password."""
    with office.database.changing() as session:
        stored.forget_failures(session, login, address, moment(office.now()))


def _read(row: Failure | None) -> Failures | None:
    return Failures(row.failures, datetime.fromisoformat(row.last)) if row is not None and row.failures else None


def _failed(office: Office, visit: Visit, account: Account | None, code: str, detail: str, **said: str) -> NoReturn:
    """Note a failed attempt, with the login only when there is one: people type passwords there."""
    content = {"address": visit.address, **said}
    with office.database.writing(_actor(visit, account), "session.fail", content=content, bare=True):
        pass
    raise DeniedError(code, detail)


def _actor(visit: Visit, account: Account | None) -> Actor:
    return visit.actor("không rõ", None) if account is None else visit.actor(account.login, account.id)
