"""Accounts as administrators keep them: made, granted, closed, opened, never without the last administrator."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from datetime import date

import pytest
import xlsxwriter

from api.access import passwords
from api.access.deciding import Action, Role
from api.store.database import Actor
from api.workflow import accounts as keeping
from api.workflow.granting import Wish, read_place, read_role
from api.workflow.making_accounts import NewAccount, create, create_from
from api.workflow.own_account import create_token, sessions, tokens
from api.workflow.presence import DeniedError, present_of
from api.workflow.signing_in import sign_in
from tests.offices import Opened
from tests.people import CHEAP, DA_BAC, DESK, GOOD, SERVER, acts, new_account, settled

ADMIN = Wish("administrator", "all")
TODAY = date(2024, 11, 10)


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_ARGON2", CHEAP)


def logins(office: Opened) -> list[str]:
    """Return the logins that exist."""
    return [account.login for account, _ in keeping.all_of(office.office)]


def grants(office: Opened, login: str) -> list[tuple[str, str, date, date | None]]:
    """Return the grants of an account."""
    return [(each.role, each.place, each.first_day, each.last_day) for each in keeping.one(office.office, login)[1]]


def faults(error: DeniedError) -> list[tuple[str, str]]:
    """Return where something is wrong, and which kind of thing."""
    return [(each["place"], each["code"]) for each in error.more["faults"]]


def test_a_new_account_has_a_code_and_no_password(opened_office: Opened) -> None:
    """What is kept of the code is a hash; nothing opens the account but the code."""
    code = new_account(opened_office, "xa.daba", Role.COMMUNE, DA_BAC)
    account, granted = keeping.one(opened_office.office, "xa.daba")

    assert (account.password, account.closed, account.created) == ("", "", "2024-11-10T02:00:00.000000Z")
    assert code not in str(account.model_dump())
    assert [(each.role, each.place) for each in granted] == [("commune_officer", DA_BAC)]
    with pytest.raises(DeniedError):
        sign_in(opened_office.office, DESK, "xa.daba", "")


@pytest.mark.parametrize(
    ("login", "title", "wish", "wrong"),
    [
        ("Tinh", "", ADMIN, [("login", "login")]),
        ("tỉnh", "", ADMIN, [("login", "login")]),
        ("ab", "", ADMIN, [("login", "login")]),
        ("co.roi", "", ADMIN, [("login", "login_taken")]),
        ("tinh", "Nguyễn Văn A, 0912345678", ADMIN, [("title", "title")]),
        ("tinh", "x" * 101, ADMIN, [("title", "title")]),
        ("tinh", "", Wish("vua", "99"), [("role", "role"), ("place", "place")]),
        ("tinh", "", Wish("viewer", "unit:04831:2019-01-01"), [("place", "place")]),
        ("tinh", "", Wish("viewer", "district:999"), [("place", "place")]),
        ("tinh", "", Wish("viewer", "province:99"), [("place", "place")]),
        ("tinh", "", Wish("viewer", "all", date(2024, 2, 1), date(2024, 1, 31)), [("last_day", "last_day")]),
    ],
)
def test_what_an_account_can_not_be(
    opened_office: Opened, login: str, title: str, wish: Wish, wrong: list[tuple[str, str]]
) -> None:
    """Names, numbers of people, unknown roles and places, days out of order: all said at once, nothing made."""
    new_account(opened_office, "co.roi")
    with pytest.raises(DeniedError) as caught:
        create(opened_office.office, SERVER, [NewAccount(login, title, (wish,))])

    assert faults(caught.value) == wrong
    assert logins(opened_office) == ["co.roi"]


def test_roles_and_places_as_people_write_them(opened_office: Opened) -> None:
    """A role by its id or title, a place by its code, which is the unit that bears it on the day, or in words."""
    register = opened_office.office.register

    assert [read_role(each) for each in ("viewer", "Cán bộ cấp xã", "can bo cap tinh", "vua")] == [
        Role.VIEWER, Role.COMMUNE, Role.PROVINCE, None,
    ]  # fmt: skip
    written = ("all", "Tất cả", "04831", "4831", "150", "district:150", "province:17", "04831:2020", "xa")
    assert [str(read_place(register, each, TODAY)) for each in written] == [
        "all", "all", DA_BAC, DA_BAC, "None", "district:150", "province:17", "None", "None",
    ]  # fmt: skip
    assert str(read_place(register, "04831", date(2025, 8, 1))) == "unit:04831:2025-07-01"


# -------------------------------------------------------------------------------------------------------- sheets

SHEET = """\
login,title,role,place,first_day,last_day
xa.daba,Công chức văn phòng,Cán bộ cấp xã,04831,,
huyen.daba,,appraiser,district:150,01/01/2024,2025-06-30
"""


def test_accounts_come_from_a_sheet(opened_office: Opened) -> None:
    """A row makes an account with its grant, today on where no first day is given; one act names them all."""
    made = create_from(opened_office.office, SERVER, SHEET.encode(), "tai-khoan.csv")

    assert [each.login for each in made] == ["xa.daba", "huyen.daba"]
    assert grants(opened_office, "xa.daba") == [("commune_officer", DA_BAC, TODAY, None)]
    assert grants(opened_office, "huyen.daba") == [("appraiser", "district:150", date(2024, 1, 1), date(2025, 6, 30))]
    (act,) = acts(opened_office)
    assert (act.action, '"file":"tai-khoan.csv"' in act.content) == ("accounts.import", True)
    assert sign_in(opened_office.office, DESK, "huyen.daba", made[1].code).must_choose


def workbook(rows: Sequence[Sequence[object]]) -> bytes:
    """Write a workbook."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    sheet = book.add_worksheet("Tài khoản")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return content.getvalue()


def test_accounts_come_from_a_workbook_with_vietnamese_headings(opened_office: Opened) -> None:
    """Excel's number 4831 is the code 04831."""
    content = workbook([("Tên đăng nhập", "Chức vụ", "Vai trò", "Phạm vi"), ("xa.daba", "", "Cán bộ cấp xã", 4831)])
    create_from(opened_office.office, SERVER, content, "tai-khoan.xlsx")

    assert grants(opened_office, "xa.daba") == [("commune_officer", DA_BAC, TODAY, None)]


def test_a_faulty_sheet_makes_nothing_and_says_everything(opened_office: Opened) -> None:
    """Sound rows beside faulty ones are not made; every fault has its row and column, in the order of rows."""
    new_account(opened_office, "co.roi")
    text = SHEET + ("Xa Hai,,vua,99999,2024-13-01,\nco.roi,,viewer,all,,\nxa.daba,,viewer,all,2024-02-01,2024-01-01\n")
    with pytest.raises(DeniedError) as caught:
        create_from(opened_office.office, SERVER, text.encode(), "tai-khoan.csv")

    assert faults(caught.value) == [
        ("dòng 4, cột first_day", "NO_SUCH_DAY"),
        ("dòng 4, cột login", "login"),
        ("dòng 4, cột role", "role"),
        ("dòng 4, cột place", "place"),
        ("dòng 5, cột login", "login_taken"),
        ("dòng 6, cột login", "login_taken"),
        ("dòng 6, cột last_day", "last_day"),
    ]
    assert all(each["message"] and each["cure"] for each in caught.value.more["faults"])
    assert logins(opened_office) == ["co.roi"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "EMPTY_FILE"),
        ("login,role,place\n", "EMPTY"),
        ("login,role\nxa.mot,viewer\n", "MISSING_COLUMN"),
        ("login,role,place,Họ và tên\nxa.mot,viewer,all,A\n", "PERSONAL_COLUMN"),
        ("login,role,place,phòng\nxa.mot,viewer,all,A\n", "UNKNOWN_COLUMN"),
    ],
)
def test_a_sheet_that_is_none(opened_office: Opened, text: str, code: str) -> None:
    """A sheet without rows or columns, or with one that holds people, makes nothing."""
    with pytest.raises(DeniedError) as caught:
        create_from(opened_office.office, SERVER, text.encode(), "tai-khoan.csv")

    assert [each["code"] for each in caught.value.more["faults"]] == [code]
    assert logins(opened_office) == []


# -------------------------------------------------------------------------------------------------------- changes


def test_grants_are_changed_and_the_audit_log_tells_from_what_to_what(opened_office: Opened) -> None:
    """New grants stand in the place of the old; the same again is no act."""
    new_account(opened_office, "tinh", Role.VIEWER)
    wishes = [Wish("viewer", "all"), Wish("provincial_officer", "all", date(2024, 1, 1), date(2024, 12, 31))]
    before = len(acts(opened_office))
    for _ in range(2):
        keeping.change(opened_office.office, SERVER, "tinh", title="Phòng PV05", wishes=wishes)

    assert grants(opened_office, "tinh") == [
        ("viewer", "all", TODAY, None),
        ("provincial_officer", "all", date(2024, 1, 1), date(2024, 12, 31)),
    ]
    (act,) = acts(opened_office, before)
    viewer = {"role": "viewer", "place": "all", "first_day": "2024-11-10", "last_day": None}
    officer = {"role": "provincial_officer", "place": "all", "first_day": "2024-01-01", "last_day": "2024-12-31"}
    assert act.action == "account.change"
    assert json.loads(act.content) == {
        "login": "tinh",
        "title": "Phòng PV05",
        "before": [viewer],
        "grants": [viewer, officer],
    }


def test_two_administrators_do_not_undo_each_other(opened_office: Opened) -> None:
    """Who saw an older edition is told so, and nothing of theirs is written."""
    new_account(opened_office, "tinh", Role.VIEWER)
    seen = keeping.edition(*keeping.one(opened_office.office, "tinh"))
    keeping.change(opened_office.office, SERVER, "tinh", wishes=[], seen=seen)
    with pytest.raises(DeniedError) as caught:
        keeping.change(opened_office.office, SERVER, "tinh", wishes=[ADMIN], seen=seen)

    assert caught.value.code == "stale"
    assert grants(opened_office, "tinh") == []


@pytest.mark.parametrize(
    ("wishes", "allowed"),
    [
        ([ADMIN, Wish("provincial_officer", "all")], False),
        ([ADMIN, Wish("viewer", "district:150")], False),
        ([Wish("administrator", "all", date(2024, 1, 1))], False),
        ([ADMIN, Wish("viewer", DA_BAC, TODAY, date(2024, 12, 31))], True),
        ([ADMIN], True),
    ],
)
def test_nobody_grants_to_themself(opened_office: Opened, wishes: list[Wish], allowed: bool) -> None:  # noqa: FBT001 -- a case
    """An administrator may take from their own rights and not add to them; the server's console may."""
    made = create(opened_office.office, SERVER, [NewAccount("quantri", "", (ADMIN, Wish("viewer", DA_BAC)))])
    (number,) = [each.id for each, _ in keeping.all_of(opened_office.office)]
    myself = Actor(made[0].login, "api", number)
    if allowed:
        keeping.change(opened_office.office, myself, "quantri", wishes=wishes)
        assert len(grants(opened_office, "quantri")) == len(wishes)
        return
    with pytest.raises(DeniedError) as caught:
        keeping.change(opened_office.office, myself, "quantri", wishes=wishes)

    assert (caught.value.code, caught.value.detail) == ("not_your_role", keeping.NOT_ONESELF)
    keeping.change(opened_office.office, SERVER, "quantri", wishes=wishes)


def test_the_last_administrator_stays(opened_office: Opened) -> None:
    """Not closed, not without the role, not with an end to it; with another one beside, all of that."""
    new_account(opened_office, "mot", Role.ADMINISTRATOR)
    office = opened_office.office
    ending = [Wish("administrator", "all", None, date(2024, 12, 31))]
    for call in (
        lambda: keeping.close(office, SERVER, "mot"),
        lambda: keeping.change(office, SERVER, "mot", wishes=[]),
        lambda: keeping.change(office, SERVER, "mot", wishes=ending),
    ):
        with pytest.raises(DeniedError, match="quản trị cuối cùng"):
            call()
    assert grants(opened_office, "mot") == [("administrator", "all", TODAY, None)]

    new_account(opened_office, "hai", Role.ADMINISTRATOR)
    keeping.change(office, SERVER, "mot", wishes=ending)
    with pytest.raises(DeniedError, match="quản trị cuối cùng"):
        keeping.close(office, SERVER, "hai")
    keeping.close(office, SERVER, "mot")
    assert [account.closed != "" for account, _ in keeping.all_of(office)] == [False, True]


def test_a_closed_account_is_out_at_once_and_back_without_its_keys(opened_office: Opened) -> None:
    """Sessions and keys end with the account; opened again the password fits, the keys stay ended; twice is once."""
    office = opened_office.office
    present = settled(opened_office, "tinh")
    create_token(office, DESK, present, name="Báo cáo", actions=[Action.READ], expires_on=office.today)
    before = len(acts(opened_office))
    for _ in range(2):
        keeping.close(office, SERVER, "tinh")
    assert present_of(office, present.secret) is None
    with pytest.raises(DeniedError):
        sign_in(office, DESK, "tinh", GOOD)
    with pytest.raises(DeniedError, match="mở lại"):
        keeping.renew_code(office, SERVER, "tinh")
    for _ in range(2):
        keeping.reopen(office, SERVER, "tinh")

    again = sign_in(office, DESK, "tinh", GOOD)
    assert (len(sessions(office, again)), [bool(each.ended) for each in tokens(office, again)]) == (1, [True])
    assert [each.action for each in acts(opened_office, before)] == [
        "account.close",
        "session.fail",
        "account.reopen",
        "session.start",
    ]


def test_a_new_code_puts_the_password_out(opened_office: Opened) -> None:
    """Password and sessions end, the waiting too; nobody gives a code to themself."""
    office = opened_office.office
    present = settled(opened_office, "tinh")
    for _ in range(6):
        with pytest.raises(DeniedError):
            sign_in(office, DESK, "tinh", "sai mật khẩu rồi")
    code = keeping.renew_code(office, SERVER, "tinh").code
    assert present_of(office, present.secret) is None
    assert sign_in(office, DESK, "tinh", code).must_choose
    with pytest.raises(DeniedError):
        sign_in(office, DESK, "tinh", GOOD)
    with pytest.raises(DeniedError, match="Mật khẩu của mình"):
        keeping.renew_code(office, Actor("tinh", "api", present.account_id), "tinh")


def test_unknown_accounts_are_not_found(opened_office: Opened) -> None:
    """Every change of an account that is none says so."""
    office = opened_office.office
    for call in (
        lambda: keeping.close(office, SERVER, "ai.do"),
        lambda: keeping.reopen(office, SERVER, "ai.do"),
        lambda: keeping.change(office, SERVER, "ai.do", title=""),
        lambda: keeping.renew_code(office, SERVER, "ai.do"),
    ):
        with pytest.raises(DeniedError, match=r"Không có tài khoản «ai\.do»"):
            call()
    assert acts(opened_office) == []


def test_no_secret_is_in_the_audit_log(opened_office: Opened) -> None:
    """Codes, passwords, ids of sessions, keys: what opens something is in no act."""
    office = opened_office.office
    code = new_account(opened_office, "tinh")
    first = sign_in(office, DESK, "tinh", code)
    present = settled(opened_office, "hai")
    text, _ = create_token(office, DESK, present, name="Báo cáo", actions=[Action.READ], expires_on=office.today)
    again = keeping.renew_code(office, SERVER, "tinh").code
    said = " ".join(str(each.model_dump()) for each in acts(opened_office))

    assert len(acts(opened_office)) == 7
    for secret in (code, again, GOOD, first.secret, present.secret, present.key, text, text[-64:]):
        assert secret not in said
