"""What somebody may take along of all that the service holds of them."""

from __future__ import annotations

import pytest

from api.access import passwords
from tests.offices import Opened
from tests.people import CHEAP, GOOD, browser_of


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_ARGON2", CHEAP)


def test_all_that_is_held_of_me(opened_office: Opened) -> None:
    """The file holds one's own account, rights, sessions and acts, nobody else's, and no secret that opens anything."""
    mine, other = browser_of(opened_office, "tinh"), browser_of(opened_office, "tinh.khac")
    mine.done(
        "POST", "/me/tokens", {"name": "Báo cáo", "actions": ["read"], "expires_on": "2024-12-01", "password": GOOD}
    )
    page = mine.client.get("/tai-khoan").text
    answer = mine.client.get("/tai-khoan/du-lieu.json")
    held = answer.json()

    assert 'href="/tai-khoan/du-lieu.json"' in page
    assert answer.headers["content-disposition"] == 'attachment; filename="du-lieu-tinh.json"'
    assert answer.headers["cache-control"] == "no-store"
    assert (held["account"]["login"], held["account"]["password"], held["account"]["second_factor"]) == (
        "tinh", True, False,
    )  # fmt: skip
    assert [(each["role"], each["place"]) for each in held["grants"]] == [("provincial_officer", "all")]
    assert [each["name"] for each in held["tokens"]] == ["Báo cáo"]
    assert len(held["sessions"]) == 2
    assert held["acts"][0]["action"] == "token.create"
    assert "tinh.khac" not in answer.text
    assert "argon2" not in answer.text
    assert other.client.get("/tai-khoan/du-lieu.json").json()["account"]["login"] == "tinh.khac"


def test_who_is_not_signed_in_has_none(opened_office: Opened) -> None:
    """Without signing in the way leads to the door."""
    window = browser_of(opened_office, "tinh")
    window.client.cookies.clear()
    answer = window.client.get("/tai-khoan/du-lieu.json", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/dang-nhap?ve=/tai-khoan/du-lieu.json")
