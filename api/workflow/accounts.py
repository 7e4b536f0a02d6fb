"""Accounts as an administrator keeps them: granted roles, closed and opened again, given a new code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta
from hashlib import sha256
from typing import Any

from sqlmodel import Session

from api.access.deciding import Role
from api.access.secrets import code_digest, new_code
from api.store import accounts as stored
from api.store.account_tables import Account, Grant
from api.store.acts import canonical, moment
from api.store.database import Actor, Write
from api.workflow.granting import Wish, as_row, denied, read_wishes, title_faults, wider
from api.workflow.making_accounts import CODE_DAYS, LOGIN, Made
from api.workflow.office import Office
from api.workflow.presence import DeniedError, granted_of

LAST_ONE = (
    "Đây là tài khoản quản trị cuối cùng đang dùng được; cấp vai trò quản trị không thời hạn cho người khác trước."
)
NOT_ONESELF = "Không tự cấp thêm quyền cho mình; nhờ một quản trị viên khác cấp."


def all_of(office: Office) -> Sequence[stored.Held]:
    """Return every account with its grants, in the order of logins."""
    with office.database.reading() as session:
        return stored.all_accounts(session)


def one(office: Office, login: str) -> stored.Held:
    """Return an account with its grants; DeniedError ``not_found``."""
    with office.database.reading() as session:
        account = _found(session, login)
        return account, stored.grants_of(session, account.id)


def edition(account: Account, grants: Sequence[Grant]) -> str:
    """Return what changes whenever something of an account that administrators keep does."""
    said = [account.title, account.closed, [as_row(each) for each in granted_of(tuple(grants))]]
    return sha256(canonical(said).encode()).hexdigest()[:16]


def change(  # noqa: PLR0913 -- what may be changed of an account
    office: Office,
    actor: Actor,
    login: str,
    *,
    title: str | None = None,
    wishes: Sequence[Wish] | None = None,
    seen: str | None = None,
    where: str = "",
) -> stored.Held:
    """Change the title, and put grants in the place of those there; the same again is no act.

    ``seen`` is the edition that the asker saw. DeniedError ``stale``, ``not_usable``, ``not_your_role`` for more
    rights to oneself, ``state_forbids`` for the last administrator.
    """
    with _changing(office, actor, login, "account.change") as (write, account, said):
        grants = stored.grants_of(write.session, account.id)
        old = granted_of(grants)
        new = old if wishes is None else read_wishes(office.register, wishes, office.today)
        title = account.title if title is None else title
        if title == account.title and set(new) == set(old):
            said.clear()
            return stored.apart(account, grants)
        if seen is not None and seen != edition(account, grants):
            raise DeniedError("stale", "Người khác vừa sửa tài khoản này; tải lại rồi sửa trên bản mới.")
        if actor.account_id == account.id and wider(new, old):
            raise DeniedError("not_your_role", NOT_ONESELF)
        if faults := [each.as_json() for each in title_faults(title, where)]:
            raise denied(faults)
        said |= {"title": title, "before": list(map(as_row, old)), "grants": list(map(as_row, new))}
        account.title = title
        stored.set_grants(write.session, account.id or 0, map(as_row, new))
        write.session.flush()
        return stored.apart(account, stored.grants_of(write.session, account.id))


def close(office: Office, actor: Actor, login: str) -> None:
    """Close an account: its sessions and keys end; closed already it stays so. DeniedError ``state_forbids``."""
    with _changing(office, actor, login, "account.close") as (write, account, said):
        if account.closed:
            said.clear()
            return
        account.closed = write.at
        stored.end_sessions(write.session, account.id or 0)
        for token in stored.tokens_of(write.session, account.id or 0):
            token.ended = token.ended or write.at


def reopen(office: Office, actor: Actor, login: str) -> None:
    """Open a closed account again, with its password and grants; its keys stay ended."""
    with _changing(office, actor, login, "account.reopen") as (_, account, said):
        if not account.closed:
            said.clear()
            return
        account.closed = ""


def renew_code(office: Office, actor: Actor, login: str, *, without_totp: bool = False) -> Made:
    """Take the password away and give a one-time code; sessions end, failed attempts are forgotten.

    ``without_totp`` turns the second factor off, for a lost telephone. DeniedError for oneself or a closed account.
    """
    code, until = new_code(), moment(office.now() + timedelta(days=CODE_DAYS))
    with _changing(office, actor, login, "account.code") as (write, account, said):
        if account.closed:
            raise DeniedError("state_forbids", "Tài khoản đang đóng; mở lại trước rồi mới cấp mã.")
        if actor.account_id == account.id:
            raise DeniedError("not_your_role", "Mật khẩu của mình thì đổi ở trang Tài khoản của tôi, không cấp mã.")
        account.password, account.code, account.code_until = "", code_digest(code), until
        if without_totp:
            account.totp = account.totp_next = account.recovery = ""
            account.totp_step = 0
        said["without_totp"] = without_totp
        for token in stored.tokens_of(
            write.session, account.id or 0
        ):  # or a thief's key would outlive the new password
            token.ended = token.ended or write.at
        stored.end_sessions(write.session, account.id or 0)
        stored.forget_failures_of(write.session, login)
        title = account.title
    return Made(login, title, code, until)


# ---------------------------------------------------------------------------------------------------------- parts


@contextmanager
def _changing(office: Office, actor: Actor, login: str, action: str) -> Iterator[tuple[Write, Account, dict[str, Any]]]:
    """Change an account as an act, which is left out when what it says is emptied; guards the last administrator."""
    said: dict[str, Any] = {"login": login}
    with suppress(_SameError), office.database.writing(actor, action, content=said, bare=True) as write:
        account = _found(write.session, login)
        before = stored.administrators(write.session, Role.ADMINISTRATOR, office.today)
        yield write, account, said
        if not said:
            raise _SameError
        write.session.flush()
        after = stored.administrators(write.session, Role.ADMINISTRATOR, office.today)
        if any(was and not left for was, left in zip(before, after, strict=True)):
            raise DeniedError("state_forbids", LAST_ONE)


class _SameError(Exception):
    """Nothing changes, so there is no act."""


def _found(session: Session, login: str) -> Account:
    account = stored.account_of(session, login) if LOGIN.fullmatch(login) else None
    if account is None:
        raise DeniedError("not_found", f"Không có tài khoản «{login[:40]}»; xem danh sách tài khoản.")
    return account
