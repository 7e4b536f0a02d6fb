"""What the pages of accounts show: the list with what can be made anew, one account with what can be changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from api.pages.accounts.forms import ROLES, GrantRow, choices, grant_words, rows_of
from api.pages.choosing import Choice, of_list
from api.pages.sheets.words import when
from api.store.account_tables import Account
from api.store.accounts import Held
from api.workflow import accounts as keeping
from api.workflow.making_accounts import Made
from api.workflow.office import Office
from api.workflow.presence import granted_of
from engine.names import search_key

ACCOUNTS = "/nguoi-dung"
SHOWN = 100
"""Accounts on a page."""
STATES = {"mo": "Đang mở", "cho": "Chờ đăng nhập lần đầu", "dong": "Đã đóng"}


@dataclass(frozen=True, slots=True)
class Line:
    """An account in the list."""

    login: str
    title: str
    state: str
    grants: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """A one-time code, shown once."""

    login: str
    title: str
    code: str
    until: str

    @classmethod
    def of(cls, made: Made) -> Code:
        """Show the code of an account that was just made, or made anew."""
        return cls(made.login, made.title, made.code, when(made.code_until))


@dataclass(frozen=True, slots=True)
class ListPage:
    """Every account that is asked for, and the forms that make more; what was sent and not taken stands in them."""

    token: str
    lines: tuple[Line, ...]
    found: int
    search: str
    states: tuple[Choice, ...]
    following: str
    """The address of the next page; empty on the last."""
    rows: tuple[GrantRow, ...]
    places: tuple[str, ...]
    login: str = ""
    account_title: str = ""
    faults: tuple[str, ...] = ()
    made: tuple[Code, ...] = ()
    roles: tuple[tuple[str, str], ...] = ROLES
    title: str = "Người dùng"
    styles: tuple[str, ...] = ("accounts_room.css",)

    @property
    def filtered(self) -> bool:
        """Whether some accounts may be left out."""
        return bool(self.search) or any(each.chosen for each in self.states)


@dataclass(frozen=True, slots=True)
class OnePage:
    """One account and the forms that change it."""

    token: str
    login: str
    state: str
    closed: bool
    second_factor: bool
    created: str
    edition: str
    account_title: str
    rows: tuple[GrantRow, ...]
    places: tuple[str, ...]
    done: str = ""
    faults: tuple[str, ...] = ()
    newer: tuple[str, ...] = ()
    """What holds now, where somebody else was quicker: the title, then the grants."""
    made: tuple[Code, ...] = ()
    roles: tuple[tuple[str, str], ...] = ROLES
    title: str = ""
    styles: tuple[str, ...] = ("accounts_room.css",)


def list_page(office: Office, query: Mapping[str, str], token: str) -> ListPage:
    """Return the accounts that the address asks for."""
    search, state = _asked(query)
    lines = lines_asked(office, query)
    rest = [each for each in lines if each.login > query.get("sau", "")[:60]]
    asked = {"tim": search, "trang-thai": state, "sau": rest[SHOWN - 1].login if len(rest) > SHOWN else ""}
    return ListPage(
        token=token,
        lines=tuple(rest[:SHOWN]),
        found=len(lines),
        search=search,
        states=of_list(STATES, state),
        following=f"{ACCOUNTS}?{urlencode({key: each for key, each in asked.items() if each})}" if asked["sau"] else "",
        rows=(GrantRow(),),
        places=choices(office.register, office.today),
    )


def lines_asked(office: Office, query: Mapping[str, str]) -> list[Line]:
    """Return every account that the address asks for, on whichever page of the list."""
    search, state = _asked(query)
    return [line for account, line in _lines(office) if state in ("", _state_key(account)) and _fits(line, search)]


def _asked(query: Mapping[str, str]) -> tuple[str, str]:
    """Return the words to search for and the state that are asked for, empty for any."""
    state = query.get("trang-thai", "")
    return " ".join(query.get("tim", "").split())[:100], state if state in STATES else ""


def one_page(office: Office, held: Held, token: str, done: str = "") -> OnePage:
    """Return the page of an account."""
    account, grants = held
    return OnePage(
        token=token,
        login=account.login,
        state=_state(account),
        closed=bool(account.closed),
        second_factor=bool(account.totp),
        created=when(account.created),
        edition=keeping.edition(account, grants),
        account_title=account.title,
        rows=rows_of(office.register, grants),
        places=choices(office.register, office.today),
        done=done,
        title=f"Tài khoản {account.login}",
    )


def newer_words(office: Office, held: Held) -> tuple[str, ...]:
    """Say what an account is now: its title, then its grants."""
    account, grants = held
    said = (grant_words(office.register, each, office.today) for each in granted_of(grants))
    return (f"Chức danh: {account.title or 'chưa ghi'}", *said)


def counts(office: Office) -> Mapping[str, int]:
    """Count the accounts by how they stand: ``mo``, ``cho``, ``dong``."""
    found = dict.fromkeys(STATES, 0)
    for account, _ in keeping.all_of(office):
        found[_state_key(account)] += 1
    return found


def _lines(office: Office) -> list[tuple[Account, Line]]:
    found = []
    for account, grants in keeping.all_of(office):
        words = tuple(grant_words(office.register, each, office.today) for each in granted_of(grants))
        found.append((account, Line(account.login, account.title, _state(account), words)))
    return found


def _fits(line: Line, search: str) -> bool:
    text = search_key(" ".join((line.login, line.title, *line.grants)))
    return all(word in text for word in search_key(search).split())


def _state(account: Account) -> str:
    if account.closed:
        return f"{STATES['dong']} lúc {when(account.closed)}"
    if account.password:
        return STATES["mo"]
    return STATES["cho"] if account.code else "Chưa đặt mật khẩu; cấp mã mới"


def _state_key(account: Account) -> str:
    if account.closed:
        return "dong"
    return "mo" if account.password else "cho"
