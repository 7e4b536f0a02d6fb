"""``/accounts``: what an administrator does, over what was seen, and never to themself."""

from __future__ import annotations

import pytest

from api.access import passwords
from api.access.deciding import Role
from tests.offices import Opened
from tests.people import CHEAP, DA_BAC, GOOD, Browser, acts, browser_of

GRANT: dict[str, object] = {"role": "commune_officer", "place": DA_BAC, "first_day": "2024-01-01", "last_day": None}


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_ARGON2", CHEAP)


@pytest.fixture
def admin(opened_office: Opened) -> Browser:
    """An administrator, signed in."""
    return browser_of(opened_office, "quantri", Role.ADMINISTRATOR)


def created(admin: Browser, login: str, *grants: dict[str, object]) -> str:
    """Make an account and return its code."""
    made = admin.done("POST", "/accounts", {"login": login, "title": "", "grants": list(grants)})
    assert made["code_until"] == "2024-11-24T02:00:00.000000Z"
    return str(made["code"])


def test_from_new_to_closed(opened_office: Opened, admin: Browser) -> None:
    """Made, signed in, closed, opened again: each state is told, and every step is an act of the administrator."""
    code = created(admin, "xa.daba", GRANT)
    assert admin.done("GET", "/accounts/xa.daba")["state"] == "code"
    person = Browser(opened_office)
    person.sign_in("xa.daba", code)
    assert admin.done("GET", "/accounts/xa.daba")["state"] == "no_password"
    person.done("PUT", "/me/password", {"new": GOOD})
    assert admin.done("GET", "/accounts/xa.daba") == {
        "login": "xa.daba",
        "title": "",
        "state": "open",
        "code_until": None,
        "second_factor": False,
        "created": "2024-11-10T02:00:00.000000Z",
        "closed": None,
        "grants": [{**GRANT, "role_title": "Cán bộ cấp xã", "in_force": True}],
    }
    assert [admin.done("POST", "/accounts/xa.daba/close")["state"] for _ in range(2)] == ["closed"] * 2
    person.refused(401, "sign_in_first", "GET", "/me")
    assert [admin.done("POST", "/accounts/xa.daba/reopen")["state"] for _ in range(2)] == ["open"] * 2
    person.sign_in("xa.daba")
    code = admin.done("POST", "/accounts/xa.daba/code", {})["code"]
    assert person.sign_in("xa.daba").json()["code"] == "wrong_password"
    assert person.sign_in("xa.daba", code).json()["state"] == "password_first"
    assert [
        each.action for each in acts(opened_office) if each.action.startswith("account") and each.actor == "quantri"
    ] == [
        "account.create",
        "account.close",
        "account.reopen",
        "account.code",
    ]


def test_the_list(admin: Browser) -> None:
    """In the order of logins, in pages, closed ones apart; no answer is kept by anybody on the way."""
    for login in ("xa.hai", "xa.ba", "xa.mot"):
        created(admin, login)
    admin.done("POST", "/accounts/xa.mot/close")
    first = admin.done("GET", "/accounts?limit=3")
    rest = admin.done("GET", f"/accounts?limit=3&cursor={first['next']}")

    assert [each["login"] for each in first["items"] + rest["items"]] == ["quantri", "xa.ba", "xa.hai", "xa.mot"]
    assert rest["next"] is None
    assert [each["login"] for each in admin.done("GET", "/accounts?closed=true")["items"]] == ["xa.mot"]
    assert len(admin.done("GET", "/accounts?closed=false")["items"]) == 3
    assert admin.ask("GET", "/accounts").headers["cache-control"] == "no-store"


def test_changes_are_made_over_what_was_seen(opened_office: Opened, admin: Browser) -> None:
    """Without If-Match 428, over an older edition 412 with the newer, the same again 200 and no act."""
    created(admin, "xa.daba", GRANT)
    tag = admin.ask("GET", "/accounts/xa.daba").headers["etag"]
    body = {"title": "Công chức văn phòng", "grants": [{**GRANT, "last_day": "2024-12-31"}]}
    admin.refused(428, "precondition_missing", "PUT", "/accounts/xa.daba", body)
    answer = admin.ask("PUT", "/accounts/xa.daba", body, If_Match=tag)
    assert (answer.status_code, answer.json()["grants"][0]["last_day"]) == (200, "2024-12-31")
    newer = answer.headers["etag"]
    assert newer not in (tag, "")
    stale = admin.ask("PUT", "/accounts/xa.daba", {"title": "", "grants": []}, If_Match=tag)
    assert (stale.status_code, stale.json()["code"], stale.headers["etag"]) == (412, "stale", newer)
    assert stale.json()["newer"] == answer.json()
    before = len(acts(opened_office))
    assert admin.done("PUT", "/accounts/xa.daba", body, If_Match=tag) == answer.json()
    assert admin.done("PUT", "/accounts/xa.daba", body, If_Match="*") == answer.json()

    assert len(acts(opened_office)) == before


def test_not_to_oneself_and_not_the_last(opened_office: Opened, admin: Browser) -> None:
    """No role more for oneself, no code, and no end of the last administrator; another one may do all that."""
    mine = admin.done("GET", "/accounts/quantri")["grants"]
    wanted = [{key: each[key] for key in GRANT} for each in mine]
    more = {"title": "", "grants": [*wanted, {"role": "viewer", "place": "all"}]}
    said = admin.refused(403, "not_your_role", "PUT", "/accounts/quantri", more, If_Match="*")
    assert said["detail"] == "Không tự cấp thêm quyền cho mình; nhờ một quản trị viên khác cấp."
    admin.refused(403, "not_your_role", "POST", "/accounts/quantri/code", {})
    admin.refused(409, "state_forbids", "POST", "/accounts/quantri/close")
    none = {"title": "", "grants": []}
    admin.refused(409, "state_forbids", "PUT", "/accounts/quantri", none, If_Match="*")

    other = browser_of(opened_office, "hai", Role.ADMINISTRATOR)
    assert len(other.done("PUT", "/accounts/quantri", more, If_Match="*")["grants"]) == 2
    assert other.done("PUT", "/accounts/quantri", none, If_Match="*")["grants"] == []
    admin.refused(403, "not_your_role", "GET", "/accounts")


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"login": "Xa Hai", "title": "", "grants": []}, "nội dung login"),
        ({"login": "quantri", "title": "", "grants": []}, "nội dung login"),
        ({"login": "xa.hai", "title": "Ông A 0912345678", "grants": []}, "nội dung title"),
        (
            {"login": "xa.hai", "title": "", "grants": [GRANT, {**GRANT, "place": "district:999"}]},
            "nội dung grants.1.place",
        ),
        (
            {"login": "xa.hai", "title": "", "grants": [{**GRANT, "last_day": "2023-12-31"}]},
            "nội dung grants.0.last_day",
        ),
        ({"login": "xa.hai", "title": "", "grants": [{**GRANT, "role": "vua"}]}, "nội dung grants.0.role"),
        ({"login": "xa.hai", "title": ""}, "nội dung grants"),
        ({"login": "xa.hai", "title": "", "grants": [], "ho_ten": "A"}, "nội dung ho_ten"),
    ],
)
def test_what_can_not_be_made(opened_office: Opened, admin: Browser, body: dict[str, object], place: str) -> None:
    """Everything that is wrong has its place and cure, and nothing is made."""
    before = len(acts(opened_office))
    said = admin.refused(422, "not_usable", "POST", "/accounts", body)

    assert [each["place"] for each in said["faults"]] == [place]
    assert said["faults"][0]["cure"]
    assert len(acts(opened_office)) == before


@pytest.mark.parametrize("login", ["ai.do", "A%20B", "%00", "..%2f..", "x" * 300])
def test_accounts_that_are_none(admin: Browser, login: str) -> None:
    """Whatever is asked for in the address, an account that is none is not found."""
    for method, path, body in (
        ("GET", "", None),
        ("POST", "/close", None),
        ("POST", "/code", {}),
        ("PUT", "", {"title": "", "grants": []}),
    ):
        admin.refused(404, "not_found", method, f"/accounts/{login}{path}", body, If_Match="*")


def test_a_sheet_makes_all_or_none(opened_office: Opened, admin: Browser) -> None:
    """Sent as a file; faulty with every fault and nothing made, sound with a code for each."""

    def sent(rows: str) -> object:
        answer = admin.client.post(
            "/api/v1/accounts/import",
            files={"file": ("tai-khoan.csv", f"login,role,place\n{rows}".encode())},
            headers={"X-CSRF-Token": admin.csrf},
        )
        return answer.json()

    faulty = sent("xa.mot,viewer,all\nxa.hai,vua,all\nxa.mot,viewer,99999\n")
    assert isinstance(faulty, dict)
    assert [each["place"] for each in faulty["faults"]] == [
        "dòng 3, cột role",
        "dòng 4, cột login",
        "dòng 4, cột place",
    ]
    assert len(admin.done("GET", "/accounts")["items"]) == 1
    done = sent("xa.mot,viewer,all\nxa.hai,Cán bộ cấp xã,04831\n")
    assert isinstance(done, dict)
    assert [each["login"] for each in done["accounts"]] == ["xa.mot", "xa.hai"]
    assert Browser(opened_office).sign_in("xa.hai", done["accounts"][1]["code"]).json()["state"] == "password_first"


def test_only_administrators_manage_accounts(opened_office: Opened) -> None:
    """A provincial officer is refused before anything is read."""
    officer = browser_of(opened_office, "tinh")
    for method, path in (("GET", "/accounts"), ("GET", "/accounts/tinh"), ("POST", "/accounts/tinh/close")):
        officer.refused(403, "not_your_role", method, path)
