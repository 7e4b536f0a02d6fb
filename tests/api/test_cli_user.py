"""`dienhinh user`: the first administrator, accounts from a sheet, and the way back in, at the server's console."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from api.access import passwords
from api.settings import Settings
from api.workflow.signing_in import sign_in
from tests.api.conftest import Run
from tests.offices import opened
from tests.people import CHEAP, DESK

CODE = re.compile(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}")
ONCE = "Mã một lần chỉ hiện lần này, dùng trong 14 ngày: gõ vào ô mật khẩu khi đăng nhập lần đầu, rồi tự đặt mật khẩu."


@pytest.fixture(autouse=True)
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a database that is not there yet, in the environment."""
    address = f"sqlite:///{tmp_path / 'dienhinh.sqlite3'}"
    monkeypatch.setattr(passwords, "_ARGON2", CHEAP)
    monkeypatch.setenv("DIENHINH_DATABASE", address)
    return address


def create(run: Run, login: str, role: str = "administrator", place: str = "all", *more: str) -> str:
    """Make an account; return its code."""
    answer = run("user", "create", login, "--role", role, "--place", place, *more)
    assert answer.status == 0, answer.err
    shown, code = answer.out.strip().split("\t")
    assert shown == login
    assert CODE.fullmatch(code)
    assert answer.said == [ONCE]
    return code


def test_the_first_administrator(run: Run, database: str) -> None:
    """The database is made with the account; the code that is printed lets them in to choose a password."""
    code = create(run, "quantri")
    with opened(Settings(database=database).database) as office:
        office.clock.at = office.clock.at.replace(year=2020)
        assert sign_in(office.office, DESK, "quantri", code).must_choose


def test_the_list(run: Run) -> None:
    """As a table and as JSON: login, state, roles; closed accounts only when asked for."""
    create(run, "quantri", "Quản trị", "Tất cả")
    create(run, "xa.daba", "commune_officer", "unit:04831:2020-01-01", "--first-day", "01/01/2024")
    assert run("user", "close", "xa.daba").said == ["Tài khoản xa.daba đã đóng; lịch sử vẫn còn."]
    table = run("user", "list")
    assert "quantri" in table.out
    assert "chờ đăng nhập lần đầu" in table.out
    assert "xa.daba" not in table.out
    both = run("user", "list", "--all", "--json").json
    assert [(each["login"], each["state"]) for each in both] == [("quantri", "code"), ("xa.daba", "closed")]
    assert both[1]["grants"][0]["first_day"] == "2024-01-01"
    assert run("user", "reopen", "xa.daba").status == 0
    assert len(run("user", "list", "--json").json) == 2


def test_roles_are_given_and_taken(run: Run) -> None:
    """A role more, a role at one place less; one that is not there is said; the last administrator stays."""
    create(run, "quantri")
    create(run, "tinh", "viewer")
    assert run("user", "grant", "tinh", "--role", "viewer", "--place", "district:150").status == 0
    assert run("user", "revoke-grant", "tinh", "--role", "Người xem", "--place", "all").status == 0
    (held,) = [each for each in run("user", "list", "--json").json if each["login"] == "tinh"]
    assert [each["place"] for each in held["grants"]] == ["district:150"]

    missing = run("user", "revoke-grant", "tinh", "--role", "administrator")
    assert (missing.status, missing.said) == (1, ["Tài khoản tinh không có vai trò đó; xem: dienhinh user list"])
    last = run("user", "revoke-grant", "quantri", "--role", "administrator")
    assert (last.status, "quản trị cuối cùng" in last.err) == (1, True)
    assert run("user", "close", "quantri").status == 1


def test_a_new_code(run: Run) -> None:
    """Another code for who has lost the way in; as JSON too."""
    first = create(run, "quantri")
    answer = run("user", "code", "quantri", "--without-totp", "--json")
    (made,) = answer.json

    assert (made["login"], answer.said) == ("quantri", [ONCE])
    assert made["code"] != first


def test_accounts_from_a_sheet(run: Run, tmp_path: Path) -> None:
    """A faulty sheet makes nothing, says each fault in a line, and ends with 1; a sound one prints a code a line."""
    file = tmp_path / "tai-khoan.csv"
    file.write_text("login,role,place\nxa.mot,vua,all\nXa,viewer,99\n", "utf-8")
    answer = run("user", "import", file)
    assert (answer.status, answer.out) == (1, "")
    assert [line.partition(":")[0] for line in answer.said] == [
        "dòng 2, cột role",
        "dòng 3, cột login",
        "dòng 3, cột place",
    ]
    file.write_text("login,role,place\nxa.mot,viewer,all\nxa.hai,viewer,district:150\n", "utf-8")
    answer = run("user", "import", file)
    assert answer.status == 0
    assert [line.split("\t")[0] for line in answer.out.splitlines()] == ["xa.mot", "xa.hai"]
    assert run("user", "import", tmp_path / "khong-co.csv").status == 2


def test_what_is_wrong_is_said_with_its_cure(run: Run) -> None:
    """A login that can't be, an unknown account, a role that is missing: status and sentence."""
    bad = run("user", "create", "Tỉnh", "--role", "vua", "--place", "xa")
    assert bad.status == 1
    assert [line.partition(" — ")[0] for line in bad.said][:2] == [
        "tên đăng nhập «Tỉnh» không dùng được",
        "không có vai trò «vua»",
    ]
    assert run("user", "close", "ai.do").said == ["Không có tài khoản «ai.do»; xem danh sách tài khoản."]
    assert run("user", "create", "tinh").status == 2


def test_a_command_that_only_looks_makes_no_database(run: Run, tmp_path: Path) -> None:
    """Listing where there is nothing says how to begin, with 3."""
    answer = run("user", "list")

    assert (answer.status, "dienhinh user create" in answer.err) == (3, True)
    assert list(tmp_path.iterdir()) == []
