"""``/session``: cookies by scheme, tokens of forms, requests from elsewhere, half sessions, keys of programs."""

from __future__ import annotations

from http.cookies import SimpleCookie

import pytest

from api.access import passwords
from api.access.deciding import Action
from api.demo import OFFICER
from api.workflow import second_factor
from api.workflow.accounts import change
from api.workflow.granting import Wish
from api.workflow.own_account import create_token
from tests.json.conftest import desk
from tests.offices import Opened
from tests.people import CHEAP, DESK, GOOD, SERVER, Browser, acts, browser_of, new_account, settled, totp_of

THEIRS = "http://ke-gian.test"


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_ARGON2", CHEAP)


@pytest.mark.parametrize(
    ("scheme", "name", "secure"), [("http", "dienhinh", False), ("https", "__Host-dienhinh", True)]
)
def test_the_cookie_follows_the_scheme(opened_office: Opened, scheme: str, name: str, secure: bool) -> None:  # noqa: FBT001 -- a case
    """HttpOnly, SameSite=Lax, for the whole site, until the browser closes; Secure and __Host- under HTTPS alone."""
    settled(opened_office, "tinh")
    browser = Browser(opened_office, scheme)
    answer = browser.sign_in("tinh")
    cookie = SimpleCookie(answer.headers["set-cookie"])[name]

    assert answer.json()["state"] == "open"
    assert {key: value for key, value in cookie.items() if value} == {
        "path": "/",
        "httponly": True,
        "samesite": "lax",
        **({"secure": True} if secure else {}),
    }
    assert ("strict-transport-security" in answer.headers) is secure
    assert browser.done("GET", "/session")["login"] == "tinh"


def test_a_cookie_set_over_http_is_none_under_https(opened_office: Opened) -> None:
    """A site nearby can plant the plain cookie; under HTTPS it is not looked at."""
    present = settled(opened_office, "tinh")
    browser = Browser(opened_office, "https")
    browser.client.cookies.set("dienhinh", present.secret)

    assert browser.done("GET", "/session")["state"] == "signed_out"


def test_first_login_to_last(opened_office: Opened) -> None:
    """Code, password, work, out: each step says its state, and nothing else is open before the password."""
    code = new_account(opened_office, "tinh")
    browser = Browser(opened_office)
    assert browser.done("GET", "/session")["state"] == "signed_out"
    browser.refused(401, "sign_in_first", "GET", "/me")

    assert browser.sign_in("tinh", code).json()["state"] == "password_first"
    browser.refused(403, "password_first", "GET", "/scores")
    browser.refused(403, "password_first", "GET", "/me/tokens")
    assert browser.done("GET", "/me")["must_choose_password"] is True
    assert browser.done("PUT", "/me/password", {"new": GOOD})["state"] == "open"
    assert browser.ask("GET", "/evidence").status_code == 200
    assert browser.done("DELETE", "/session") == {"state": "signed_out"}
    browser.refused(401, "sign_in_first", "GET", "/evidence")
    assert [each.action for each in acts(opened_office)] == [
        "account.create",
        "session.start",
        "password.change",
        "session.end",
    ]


def test_a_cookie_copied_before_signing_out_opens_nothing_after(opened_office: Opened) -> None:
    """The session ends at the server."""
    browser = browser_of(opened_office, "tinh")
    copied = browser.client.cookies["dienhinh"]
    browser.done("DELETE", "/session")
    assert "dienhinh" not in browser.client.cookies
    browser.client.cookies.set("dienhinh", copied)

    browser.refused(401, "sign_in_first", "GET", "/me")


def test_a_planted_cookie_is_not_taken_over(opened_office: Opened) -> None:
    """Signing in gives another id than the browser came with; the planted one does not become the person's."""
    settled(opened_office, "tinh")
    browser = Browser(opened_office)
    browser.client.cookies.set("dienhinh", "planted-by-somebody-else")
    browser.sign_in("tinh")
    browser.client.cookies.clear()
    browser.client.cookies.set("dienhinh", "planted-by-somebody-else")

    assert browser.done("GET", "/session")["state"] == "signed_out"


@pytest.mark.parametrize(
    "headers",
    [
        {"X_CSRF_Token": ""},
        {"X_CSRF_Token": "0" * 64},
        {"Origin": THEIRS},
        {"Origin": "null"},
        {"Referer": f"{THEIRS}/trang"},
        {"Origin": "http://tieuchi.test:8080"},
    ],
)
@pytest.mark.parametrize(
    ("method", "path"), [("DELETE", "/session"), ("DELETE", "/me/sessions"), ("PUT", "/me/password")]
)
def test_what_no_page_of_ours_made_is_refused(
    opened_office: Opened, method: str, path: str, headers: dict[str, str]
) -> None:
    """With the cookie alone, a wrong token, or from another site nothing changes; reading needs none of it."""
    browser = browser_of(opened_office, "tinh")
    before = len(acts(opened_office))
    body = {"current": GOOD, "new": "Ba cây chuối sau hè nhà"} if method == "PUT" else None
    browser.refused(403, "forged", method, path, body, **headers)

    assert len(acts(opened_office)) == before
    assert browser.ask("GET", "/me", **headers).status_code == 200


def test_our_own_pages_are_believed(opened_office: Opened) -> None:
    """The token with our own Origin, or with none, is enough."""
    browser = browser_of(opened_office, "tinh")
    assert browser.done("DELETE", "/me/sessions", Origin="http://tieuchi.test") == {"ended": 1}
    assert browser.done("DELETE", "/me/sessions", Referer="http://tieuchi.test/tai-khoan") == {"ended": 0}
    assert browser.done("DELETE", "/me/sessions") == {"ended": 0}


def test_the_token_of_another_session_does_not_fit(opened_office: Opened) -> None:
    """A token is worth as much as its session."""
    mine, other = browser_of(opened_office, "tinh"), Browser(opened_office)
    other.sign_in("tinh")

    mine.refused(403, "forged", "DELETE", "/session", X_CSRF_Token=other.csrf)


def test_another_site_can_not_sign_anybody_in(opened_office: Opened) -> None:
    """A form elsewhere that signs in as its maker is refused by its Origin."""
    settled(opened_office, "tinh")
    browser = Browser(opened_office)
    body = {"login": "tinh", "password": GOOD}
    browser.refused(403, "forged", "POST", "/session", body, Origin=THEIRS)
    assert "dienhinh" not in browser.client.cookies
    assert browser.done("POST", "/session", body, Origin="http://tieuchi.test")["state"] == "open"
    assert browser.done("POST", "/session", body, X_CSRF_Token="")["state"] == "open"


def test_the_guest_of_the_demonstration_is_not_used_from_elsewhere(opened_office: Opened) -> None:
    """Without a cookie another site's Origin alone betrays it; the guest has no account."""
    guest = desk(opened_office, OFFICER).client
    path, yaml = "/api/v1/criteria/check", {"Content-Type": "application/yaml"}

    assert guest.post(path, content="set: x", headers=yaml).status_code == 200
    answer = guest.post(path, content="set: x", headers={**yaml, "Origin": THEIRS})
    assert answer.json()["code"] == "forged"
    assert guest.get("/api/v1/session").json()["state"] == "guest"
    assert guest.get("/api/v1/me").json()["code"] == "sign_in_first"


def test_wrong_and_too_many(opened_office: Opened) -> None:
    """A wrong password is 401 with the cure; the sixth is 429 with the seconds to wait."""
    settled(opened_office, "tinh")
    browser = Browser(opened_office)
    for _ in range(5):
        said = browser.refused(401, "wrong_password", "POST", "/session", {"login": "tinh", "password": "sai"})
    assert said["title"] == "Sai tên đăng nhập hoặc mật khẩu"
    answer = browser.ask("POST", "/session", {"login": "tinh", "password": GOOD})
    assert (answer.status_code, answer.json()["code"], answer.headers["Retry-After"]) == (429, "too_many", "1")
    assert "thử lại sau 1 giây" in answer.json()["detail"]


def test_half_a_session_opens_nothing(opened_office: Opened) -> None:
    """After the password alone every address asks for the second factor; with it the session is another."""
    present = settled(opened_office, "tinh")
    secret, _ = second_factor.begin_totp(opened_office.office, DESK, present)
    second_factor.confirm_totp(opened_office.office, DESK, present, totp_of(opened_office, secret))
    opened_office.clock.move(seconds=30)
    browser = Browser(opened_office)
    assert browser.sign_in("tinh").json() == {"state": "second_factor", "csrf": browser.csrf}
    half = browser.client.cookies["dienhinh"]
    for method, path in (("GET", "/me"), ("GET", "/scores"), ("DELETE", "/me/sessions"), ("POST", "/me/totp/remove")):
        browser.refused(401, "second_factor", method, path)
    code = {"code": totp_of(opened_office, secret)}
    browser.refused(403, "forged", "POST", "/session/second-factor", code, X_CSRF_Token="")
    browser.refused(401, "second_factor", "POST", "/session/second-factor", {"code": "000000"})

    assert browser.done("POST", "/session/second-factor", code)["state"] == "open"
    assert browser.client.cookies["dienhinh"] != half
    assert browser.done("POST", "/session/second-factor", code)["state"] == "open"
    browser.client.cookies.clear()
    browser.refused(401, "sign_in_first", "POST", "/session/second-factor", code)


def test_both_factors_at_once(opened_office: Opened) -> None:
    """A program that has both sends both."""
    present = settled(opened_office, "tinh")
    secret, _ = second_factor.begin_totp(opened_office.office, DESK, present)
    codes = second_factor.confirm_totp(opened_office.office, DESK, present, totp_of(opened_office, secret))

    assert Browser(opened_office).sign_in("tinh", code=codes[0]).json()["state"] == "open"


def test_a_key_needs_no_cookie_and_no_token_of_forms(opened_office: Opened) -> None:
    """A key does what it is for, whatever the Origin; the rest and its own account are closed to it."""
    present = settled(opened_office, "tinh")
    text, _ = create_token(
        opened_office.office,
        DESK,
        present,
        name="Báo cáo",
        actions=[Action.READ, Action.CHECK],
        expires_on=opened_office.office.today,
    )
    program = Browser(opened_office)
    key = {"Authorization": f"Bearer {text}", "Origin": THEIRS}
    assert program.ask("GET", "/evidence", **key).status_code == 200
    program.refused(403, "not_this_token", "GET", "/units", **key)
    program.refused(403, "not_this_token", "GET", "/me", **key)
    program.refused(403, "not_this_token", "DELETE", "/me/sessions", **key)
    assert program.done("GET", "/session", **key)["state"] == "token"

    opened_office.clock.move(days=1)
    program.refused(401, "sign_in_first", "GET", "/evidence", **key)


def test_a_broken_key_is_nobody_whatever_cookie_comes_with_it(opened_office: Opened) -> None:
    """Who shows a key is judged by the key."""
    browser = browser_of(opened_office, "tinh")
    for key in ("Bearer dh_x", "bearer ", f"Bearer dh_{'0' * 12}_{'0' * 64}"):
        browser.refused(401, "sign_in_first", "GET", "/me", Authorization=key)


def test_grants_count_from_the_next_request_on(opened_office: Opened) -> None:
    """A role that ended yesterday opens nothing today, in the same session."""
    browser = browser_of(opened_office, "tinh")
    assert browser.ask("GET", "/evidence").status_code == 200
    change(opened_office.office, SERVER, "tinh", wishes=[Wish("administrator", "all")])
    browser.refused(403, "not_your_role", "GET", "/evidence")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("{}", "not_usable"),
        ('{"login": "tinh"}', "not_usable"),
        ('{"login": "tinh", "password": "x", "nho": true}', "not_usable"),
        (f'{{"login": "{"x" * 101}", "password": "x"}}', "not_usable"),
        ('{"login": "tinh", "password": "', "not_json"),
    ],
)
def test_what_is_no_sign_in_is_refused(opened_office: Opened, body: str, code: str) -> None:
    """Fields that lack, are too long or unknown are refused before anything is looked at."""
    answer = Browser(opened_office).client.post(
        "/api/v1/session", content=body, headers={"Content-Type": "application/json"}
    )
    assert answer.json()["code"] == code
    assert acts(opened_office) == []
