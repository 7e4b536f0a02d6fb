"""New accounts, one or a sheet of them: all or none, each with a code that is shown once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from api.access.deciding import Granted
from api.access.secrets import code_digest, new_code
from api.exchange.account_sheet import read_accounts
from api.exchange.readers import Source
from api.store import accounts as stored
from api.store.account_tables import Account
from api.store.acts import moment
from api.store.database import Actor, Write
from api.workflow.granting import Fault, Wish, as_row, denied, read_wish, read_wishes, title_faults
from api.workflow.office import Office

CODE_DAYS = 14
"""How long a one-time code lets somebody in."""
MOST_NAME = 100
_ROW = re.compile(r"dòng (\d+)")
LOGIN = re.compile(r"[a-z][a-z0-9._-]{2,39}")


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account that is asked for; ``where`` says where it is asked for, before the names of its parts."""

    login: str
    title: str
    wishes: tuple[Wish, ...]
    where: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """An account just made, with the code that is shown once."""

    login: str
    title: str
    code: str = field(repr=False)
    code_until: str = ""


def create(office: Office, actor: Actor, wanted: Sequence[NewAccount], *, source: str = "") -> tuple[Made, ...]:
    """Make accounts, all or none, in one act; DeniedError ``not_usable`` with every fault."""
    action = "accounts.import" if source else "account.create"
    said: dict[str, Any] = {"file": source} if source else {}
    with office.database.writing(actor, action, content=said, bare=True) as write:
        read = _read(office, write, wanted)
        until = moment(office.now() + timedelta(days=CODE_DAYS))
        made = []
        for each, granted in read:
            code = new_code()
            row = Account(
                login=each.login, title=each.title, code=code_digest(code), code_until=until, created=write.at
            )
            write.session.add(row)
            write.session.flush()
            stored.set_grants(write.session, row.id or 0, map(as_row, granted))
            made.append(Made(each.login, each.title, code, until))
        said["accounts"] = [
            {"login": each.login, "title": each.title, "grants": list(map(as_row, granted))} for each, granted in read
        ]
    return tuple(made)


def create_from(office: Office, actor: Actor, source: Source, name: str) -> tuple[Made, ...]:
    """Make the accounts of a sheet, all or none; DeniedError ``not_usable`` with every fault, OSError."""
    name = name.encode("utf-8", "replace").decode()[-MOST_NAME:]
    rows, faults = read_accounts(source, name)
    wanted = []
    for each in rows:
        where = f"dòng {each.number}, cột "
        wish = Wish(each.role, each.place, each.first_day, each.last_day, where)
        wanted.append(NewAccount(each.login, each.title, (wish,), where))
    if not faults and not wanted:
        faults = (
            {
                "place": "tệp",
                "message": "không có tài khoản nào",
                "cure": "ghi mỗi tài khoản một dòng",
                "code": "EMPTY",
            },
        )
    if faults:
        with office.database.reading() as session:
            found = _faults(office, stored.taken(session, [each.login for each in wanted]), wanted)
        raise denied(sorted([*faults, *found], key=_row))
    return create(office, actor, wanted, source=name)


def _row(fault: dict[str, str]) -> int:
    """Return the row that a fault of a sheet is in; the whole sheet comes first."""
    number = _ROW.match(fault["place"])
    return int(number[1]) if number else 0


def _read(office: Office, write: Write, wanted: Sequence[NewAccount]) -> list[tuple[NewAccount, tuple[Granted, ...]]]:
    """Read what is asked for; DeniedError with everything wrong with it."""
    faults = _faults(office, stored.taken(write.session, [each.login for each in wanted]), wanted)
    if faults:
        raise denied(faults)
    return [(each, read_wishes(office.register, each.wishes, office.today)) for each in wanted]


def _faults(office: Office, taken: frozenset[str], wanted: Sequence[NewAccount]) -> list[dict[str, str]]:
    found: list[Fault] = []
    held: set[str] = set()
    for each in wanted:
        place = f"{each.where}login"
        if not LOGIN.fullmatch(each.login):
            message = f"tên đăng nhập «{each.login[:40]}» không dùng được"
            cure = "dùng 3 đến 40 chữ thường không dấu, chữ số, dấu . _ -; bắt đầu bằng chữ; ví dụ xa.tuly"
            found.append(Fault(place, message, cure, "login"))
        elif each.login in taken or each.login in held:
            where = "đã có" if each.login in taken else "có hai lần trong danh sách"
            found.append(Fault(place, f"tên đăng nhập «{each.login}» {where}", "đặt tên khác", "login_taken"))
        held.add(each.login)
        found += title_faults(each.title, each.where)
        for wish in each.wishes:
            read = read_wish(office.register, wish, office.today)
            found += read if isinstance(read, list) else []
    return [each.as_json() for each in found]
