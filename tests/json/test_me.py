"""``/me``: what people do with their own account, and what needs the password once more."""

from __future__ import annotations

from datetime import timedelta

import pytest

from api.access import passwords
from api.access.deciding import Role
from tests.offices import Opened
from tests.people import BETTER, CHEAP, DA_BAC, GOOD, Browser, acts, browser_of, new_account, totp_of

PROOF = {"password": GOOD}


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_ARGON2", CHEAP)


def test_what_an_account_says_of_itself(opened_office: Opened) -> None:
    """Login, roles with their days, and what a key of it could be for."""
    browser = browser_of(opened_office, "xa.daba", Role.COMMUNE, DA_BAC)

    assert browser.done("GET", "/me") == {
        "login": "xa.daba",
        "title": "",
        "must_choose_password": False,
        "second_factor": False,
        "recovery_codes_left": 0,
        "grants": [
            {
                "role": "commune_officer",
                "role_title": "Cán bộ cấp xã",
                "place": DA_BAC,
                "first_day": "2024-11-10",
                "last_day": None,
                "in_force": True,
            }
        ],
        "token_actions": [
            "read_criteria", "read_units", "read", "read_sums", "read_counts", "progress", "record", "register",
            "self_assess", "export",
        ],
    }  # fmt: skip
    assert browser.ask("GET", "/me").headers["cache-control"] == "no-store"


def test_another_password(opened_office: Opened) -> None:
    """Weak ones are refused with each reason, a wrong current one too; then the others are out, this one goes on."""
    browser, other = browser_of(opened_office, "tinh"), Browser(opened_office)
    other.sign_in("tinh")
    said = browser.refused(422, "not_usable", "PUT", "/me/password", {"current": GOOD, "new": "tinh"})
    assert [each["code"] for each in said["faults"]] == ["weak_password"] * 2
    browser.refused(401, "wrong_password", "PUT", "/me/password", {"current": "sai", "new": BETTER})
    before = browser.client.cookies["dienhinh"]
    old_csrf = browser.csrf

    assert browser.done("PUT", "/me/password", {"current": GOOD, "new": BETTER})["state"] == "open"
    assert browser.client.cookies["dienhinh"] != before
    other.refused(401, "sign_in_first", "GET", "/me")
    assert len(browser.done("GET", "/me/sessions")["items"]) == 1
    browser.refused(403, "forged", "DELETE", "/me/sessions", X_CSRF_Token=old_csrf)
    assert Browser(opened_office).sign_in("tinh").json()["code"] == "wrong_password"
    assert Browser(opened_office).sign_in("tinh", BETTER).json()["state"] == "open"


def test_sessions_are_listed_and_ended(opened_office: Opened) -> None:
    """Each with its place and browser; one, or all the others; those of other people are not found."""
    browser, other, third = browser_of(opened_office, "tinh"), Browser(opened_office), Browser(opened_office)
    browser.done("DELETE", "/me/sessions")
    for each in (other, third):
        each.sign_in("tinh")
    stranger = browser_of(opened_office, "khac")
    items = browser.done("GET", "/me/sessions")["items"]
    assert len(items) == 3
    (mine,) = [each for each in items if each["current"]]
    assert (mine["address"], mine["agent"], mine["confirmed"]) == ("testclient", "testclient", True)
    assert not any(browser.client.cookies["dienhinh"] in str(each) for each in items)

    stranger.refused(404, "not_found", "DELETE", f"/me/sessions/{mine['id']}")
    (theirs,) = [each["id"] for each in other.done("GET", "/me/sessions")["items"] if each["current"]]
    assert browser.done("DELETE", f"/me/sessions/{theirs}") == {"ended": 1}
    browser.refused(404, "not_found", "DELETE", f"/me/sessions/{theirs}")
    other.refused(401, "sign_in_first", "GET", "/me")
    assert third.done("GET", "/me")["login"] == "tinh"
    assert browser.done("DELETE", "/me/sessions") == {"ended": 1}
    third.refused(401, "sign_in_first", "GET", "/me")
    assert stranger.done("GET", "/me")["login"] == "khac"


def test_sessions_come_in_pages(opened_office: Opened) -> None:
    """A page of one leads to the next, and each session is on one of them."""
    browser = browser_of(opened_office, "tinh")
    first = browser.done("GET", "/me/sessions?limit=1")
    second = browser.done("GET", f"/me/sessions?limit=1&cursor={first['next']}")

    assert second["next"] is None
    assert len({each["id"] for page in (first, second) for each in page["items"]}) == 2


def token(office: Opened, **more: object) -> dict[str, object]:
    """Ask for a key of a month."""
    last = office.office.today + timedelta(days=30)
    return {**PROOF, "name": "Báo cáo hằng tuần", "actions": ["read"], "expires_on": last.isoformat(), **more}


def test_keys_for_programs(opened_office: Opened) -> None:
    """A key is shown once, works for what it is for, is listed without what opens, and ends."""
    browser, program = browser_of(opened_office, "tinh"), Browser(opened_office)
    made = browser.done("POST", "/me/tokens", token(opened_office))
    key = {"Authorization": f"Bearer {made['token']}"}
    assert program.ask("GET", "/evidence", **key).status_code == 200
    program.refused(403, "not_this_token", "POST", "/evidence", {}, **key)
    (listed,) = browser.done("GET", "/me/tokens")["items"]
    assert listed == {
        "prefix": made["token"][3:15],
        "name": "Báo cáo hằng tuần",
        "actions": ["read"],
        "created": "2024-11-10T02:00:00.000000Z",
        "expires_on": "2024-12-10",
        "ended": None,
        "seen": "2024-11-10T02:00:00.000000Z",
        "usable": True,
    }
    for _ in range(2):
        assert browser.done("DELETE", f"/me/tokens/{made['prefix']}") == {"ended": 1}
    program.refused(401, "sign_in_first", "GET", "/evidence", **key)
    browser.refused(404, "not_found", "DELETE", "/me/tokens/000000000000")
    assert [each.action for each in acts(opened_office)][-2:] == ["token.create", "token.end"]


def test_a_new_code_from_the_administrator_ends_the_keys(opened_office: Opened) -> None:
    """Who took somebody's password may have made a key with it: it ends with that password."""
    person, program = browser_of(opened_office, "xa.daba", Role.COMMUNE, DA_BAC), Browser(opened_office)
    made = person.done("POST", "/me/tokens", token(opened_office))
    key = {"Authorization": f"Bearer {made['token']}"}
    assert program.ask("GET", "/evidence", **key).status_code == 200

    browser_of(opened_office, "quantri", Role.ADMINISTRATOR).done("POST", "/accounts/xa.daba/code", {})

    program.refused(401, "sign_in_first", "GET", "/evidence", **key)
    assert person.ask("GET", "/me").status_code == 401


@pytest.mark.parametrize(
    ("more", "status", "code"),
    [
        ({"password": "sai"}, 401, "wrong_password"),
        ({"actions": ["own_account"]}, 422, "not_usable"),
        ({"actions": ["manage_accounts"]}, 422, "not_usable"),
        ({"actions": []}, 422, "not_usable"),
        ({"actions": ["fly"]}, 422, "not_usable"),
        ({"expires_on": "2025-11-12"}, 422, "not_usable"),
        ({"expires_on": "2024-11-09"}, 422, "not_usable"),
        ({"name": "  "}, 422, "not_usable"),
    ],
)
def test_keys_that_are_not_given(opened_office: Opened, more: dict[str, object], status: int, code: str) -> None:
    """Without the password, for what only people do, beyond a year, or for nothing said: none is made."""
    browser = browser_of(opened_office, "tinh")
    browser.refused(status, code, "POST", "/me/tokens", token(opened_office, **more))

    assert browser.done("GET", "/me/tokens")["items"] == []


def test_a_name_that_looks_like_somebody_s_number_is_answered_with_a_warning(opened_office: Opened) -> None:
    """What people write is watched for ids."""
    browser = browser_of(opened_office, "tinh")
    made = browser.done("POST", "/me/tokens", token(opened_office, name="máy 0912345678"))

    assert [each["code"] for each in made["warnings"]] == ["PERSONAL_NUMBER"]


def test_twenty_keys_are_enough(opened_office: Opened) -> None:
    """The twenty-first waits until one ends."""
    browser = browser_of(opened_office, "tinh")
    made = [browser.done("POST", "/me/tokens", token(opened_office)) for _ in range(20)]
    browser.refused(409, "state_forbids", "POST", "/me/tokens", token(opened_office))
    browser.done("DELETE", f"/me/tokens/{made[0]['prefix']}")
    browser.done("POST", "/me/tokens", token(opened_office))


def test_the_second_factor(opened_office: Opened) -> None:
    """Begun with the password, on with a code, asked at the next login, off with the password."""
    browser = browser_of(opened_office, "tinh")
    browser.refused(401, "wrong_password", "POST", "/me/totp", {"password": "sai"})
    browser.refused(409, "state_forbids", "PUT", "/me/totp", {"code": "123456"})
    begun = browser.done("POST", "/me/totp", PROOF)
    assert begun["address"] == f"otpauth://totp/dienhinh:tinh?secret={begun['secret']}&issuer=dienhinh"
    assert browser.done("GET", "/me")["second_factor"] is False
    browser.refused(401, "second_factor", "PUT", "/me/totp", {"code": "000000"})
    code = {"code": totp_of(opened_office, begun["secret"])}
    assert len(browser.done("PUT", "/me/totp", code)["recovery_codes"]) == 10
    assert [browser.done("GET", "/me")[key] for key in ("second_factor", "recovery_codes_left")] == [True, 10]
    browser.refused(409, "state_forbids", "POST", "/me/totp", PROOF)
    assert Browser(opened_office).sign_in("tinh").json()["state"] == "second_factor"

    assert len(browser.done("POST", "/me/totp/recovery", PROOF)["recovery_codes"]) == 10
    browser.refused(401, "wrong_password", "POST", "/me/totp/remove", {"password": "sai"})
    assert browser.done("POST", "/me/totp/remove", PROOF) == {"second_factor": False}
    assert Browser(opened_office).sign_in("tinh").json()["state"] == "open"
    assert [each.action for each in acts(opened_office) if each.action.startswith("totp")] == [
        "totp.begin",
        "totp.on",
        "totp.recovery",
        "totp.off",
    ]


def test_nothing_lasting_is_made_before_the_password_is_chosen(opened_office: Opened) -> None:
    """With the one-time code alone no key and no second factor can be made."""
    code = new_account(opened_office, "tinh")
    browser = Browser(opened_office)
    browser.sign_in("tinh", code)
    for method, path, body in (
        ("POST", "/me/tokens", token(opened_office, password=code)),
        ("POST", "/me/totp", {"password": code}),
        ("PUT", "/me/totp", {"code": "123456"}),
        ("DELETE", "/me/sessions", None),
    ):
        browser.refused(403, "password_first", method, path, body)
