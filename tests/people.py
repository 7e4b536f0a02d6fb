"""People for tests: accounts with cheap hashes, and browsers that sign in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pyotp
from fastapi.testclient import TestClient
from httpx2 import Response
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from api.access.deciding import Role
from api.app import create_app
from api.store.acts import head
from api.store.database import Actor
from api.store.tables import Act
from api.workflow.granting import Wish
from api.workflow.making_accounts import NewAccount, create
from api.workflow.own_account import choose_password
from api.workflow.presence import Present, Visit
from api.workflow.signing_in import sign_in
from tests.offices import Opened

CHEAP = PasswordHash([Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1)])
"""Stands in for ``api.access.passwords._ARGON2``."""
GOOD, BETTER = "Con mèo đen bơi qua suối", "Bốn con vịt lội ao sen"
SERVER = Actor("người quản trị máy chủ", "command")
DESK = Visit("10.0.0.5", "api", "Mozilla/5.0 (Windows NT 10.0) Chrome/109.0")
DA_BAC = "unit:04831:2020-01-01"


def new_account(office: Opened, login: str, role: Role = Role.PROVINCE, place: str = "all") -> str:
    """Make an account and return its one-time code."""
    return create(office.office, SERVER, [NewAccount(login, "", (Wish(role, place),))])[0].code


def settled(office: Opened, login: str, role: Role = Role.PROVINCE, place: str = "all", visit: Visit = DESK) -> Present:
    """Make an account whose password is chosen; return its session."""
    first = sign_in(office.office, visit, login, new_account(office, login, role, place))
    return choose_password(office.office, visit, first, "", GOOD)


def acts(office: Opened, after: int = 0) -> list[Act]:
    """Return the acts after one, oldest first."""
    with office.office.database.reading() as session:
        return [session.get_one(Act, seq) for seq in range(after + 1, head(session).seq + 1)]


def totp_of(office: Opened, secret: str, seconds: int = 0) -> str:
    """Return what the telephone shows."""
    return pyotp.TOTP(secret).at(int(office.clock.at.timestamp()) + seconds)


@dataclass
class Browser:
    """A browser at the service; it sends the token of its session with every change."""

    office: Opened
    scheme: str = "http"
    client: TestClient = field(init=False)
    csrf: str = ""

    def __post_init__(self) -> None:
        """Open a window."""
        self.client = TestClient(create_app(self.office.office), base_url=f"{self.scheme}://tieuchi.test")

    def sign_in(self, login: str, password: str = GOOD, **more: str) -> Response:
        """Sign in; the token is kept."""
        answer = self.client.post("/api/v1/session", json={"login": login, "password": password, **more})
        self.csrf = answer.json().get("csrf", self.csrf)
        return answer

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> Response:
        """Ask for something under ``/api/v1``; an underscore in the name of a header is a hyphen."""
        said = {"X-CSRF-Token": self.csrf, **{key.replace("_", "-"): value for key, value in headers.items()}}
        answer = self.client.request(method, f"/api/v1{path}", json=body, headers={k: v for k, v in said.items() if v})
        if answer.headers["content-type"] == "application/json" and isinstance(answer.json(), dict):
            self.csrf = answer.json().get("csrf", self.csrf)
        return answer

    def done(self, method: str, path: str, body: object = None, **headers: str) -> Any:  # noqa: ANN401 -- JSON
        """Ask for something that is done, and return what is answered."""
        answer = self.ask(method, path, body, **headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def refused(self, status: int, code: str, method: str, path: str, body: object = None, **headers: str) -> Any:  # noqa: ANN401 -- JSON
        """Ask for something that is refused, and return how."""
        answer = self.ask(method, path, body, **headers)
        assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
        return answer.json()


def browser_of(office: Opened, login: str, role: Role = Role.PROVINCE, place: str = "all") -> Browser:
    """Make an account whose password is chosen, and sign in."""
    settled(office, login, role, place)
    browser = Browser(office)
    assert browser.sign_in(login).json()["state"] == "open"
    return browser
