"""Accounts from the server's own console: the first administrator is made here, and whoever has lost the way in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import click
from rich.table import Table

from api import console
from api.access.deciding import ROLE_TITLES, Granted
from api.answers import accounts as answers
from api.commands.offices import opened_office
from api.commands.words import DONE, FAULTY, FILE, Command, Day, Group, json_option
from api.console import print_json
from api.store.accounts import Held
from api.store.database import Actor
from api.workflow import accounts as keeping
from api.workflow.granting import PLACES, Wish, read_place, read_role
from api.workflow.making_accounts import CODE_DAYS, Made, NewAccount, create, create_from
from api.workflow.office import Office
from api.workflow.presence import DeniedError, granted_of
from engine.wording.numbers import day

CONSOLE = Actor("người quản trị máy chủ", "command")
ROLES = ", ".join(f"{role} ({title})" for role, title in ROLE_TITLES.items())
STATES = {"open": "đang dùng", "code": "chờ đăng nhập lần đầu", "no_password": "chưa đặt mật khẩu", "closed": "đã đóng"}
login_argument = click.argument("login", metavar="TÊN_ĐĂNG_NHẬP")
role_option = click.option("--role", required=True, metavar="VAI_TRÒ", help=f"Vai trò: {ROLES}.")
place_option = click.option("--place", required=True, metavar="PHẠM_VI", help=f"Phạm vi: {PLACES}.")
first_option = click.option("--first-day", type=Day(), metavar="NGÀY", help="Ngày đầu; không ghi là hôm nay.")
last_option = click.option("--last-day", type=Day(), metavar="NGÀY", help="Ngày cuối; không ghi là không thời hạn.")


@click.group(cls=Group)
def user() -> None:
    """Tài khoản: tạo, cấp vai trò, đóng, cấp mã đăng nhập một lần."""


@contextmanager
def _office(*, new: bool = False) -> Iterator[Office]:
    """Open the office; what can't be done to an account is said with its cure, and ends the call with 1."""
    with opened_office(new=new) as office:
        try:
            yield office
        except DeniedError as error:
            faults = error.more.get("faults") or [{"message": error.detail}]
            for fault in faults:
                place = f"{fault['place']}: " if fault.get("place", "").startswith(("dòng", "tệp")) else ""
                cure = f" — {fault['cure']}." if fault.get("cure") else ""
                console.say(f"{place}{fault['message']}{cure}")
            raise click.exceptions.Exit(FAULTY) from error


@user.command(name="create", cls=Command)
@login_argument
@role_option
@place_option
@click.option("--title", default="", metavar="CHỨC_DANH", help="Chức danh, không ghi tên người.")
@first_option
@last_option
@json_option
def create_one(
    login: str,
    title: str,
    as_json: bool,  # noqa: FBT001 -- click hands over flags by name
    **grant: str | date | None,
) -> int:
    """Tạo một tài khoản và in mã đăng nhập một lần."""
    with _office(new=True) as office:
        made = create(office, CONSOLE, [NewAccount(login, title, (_wish(**grant),))])  # type: ignore[arg-type]  # by name
    _show_codes(made, as_json=as_json)
    return DONE


@user.command(name="list", cls=Command)
@click.option("--all", "closed", is_flag=True, help="Kể cả tài khoản đã đóng.")
@json_option
def listed(closed: bool, as_json: bool) -> int:  # noqa: FBT001 -- as above
    """Liệt kê các tài khoản và vai trò."""
    with _office() as office:
        held = [each for each in keeping.all_of(office) if closed or not each[0].closed]
        today = office.today
    if as_json:
        print_json([answers.account(*each, today) for each in held])
        return DONE
    table = Table("Tên đăng nhập", "Chức danh", "Tình trạng", "Vai trò", header_style="bold")
    for account, grants in held:
        state = STATES[str(answers.account(account, grants, today)["state"])]
        roles = "\n".join(_grant_words(each) for each in granted_of(grants))
        table.add_row(account.login, account.title, state, roles or "(chưa có)")
    console.results.print(table)
    return DONE


@user.command(cls=Command)
@login_argument
def close(login: str) -> int:
    """Đóng tài khoản: các phiên và mã truy cập dừng ngay."""
    with _office() as office:
        keeping.close(office, CONSOLE, login)
    console.say(f"Tài khoản {login} đã đóng; lịch sử vẫn còn.")
    return DONE


@user.command(cls=Command)
@login_argument
def reopen(login: str) -> int:
    """Mở lại tài khoản đã đóng."""
    with _office() as office:
        keeping.reopen(office, CONSOLE, login)
    console.say(f"Tài khoản {login} đang mở; mã truy cập cũ không dùng lại được.")
    return DONE


@user.command(cls=Command)
@login_argument
@click.option("--without-totp", is_flag=True, help="Tắt luôn xác thực hai lớp (mất điện thoại và mã dự phòng).")
@json_option
def code(login: str, without_totp: bool, as_json: bool) -> int:  # noqa: FBT001 -- as above
    """Bỏ mật khẩu cũ và in mã đăng nhập một lần mới."""
    with _office() as office:
        made = keeping.renew_code(office, CONSOLE, login, without_totp=without_totp)
    _show_codes((made,), as_json=as_json)
    return DONE


@user.command(cls=Command)
@login_argument
@role_option
@place_option
@first_option
@last_option
def grant(login: str, **wish: str | date | None) -> int:
    """Cấp thêm một vai trò."""
    with _office() as office:
        held = keeping.one(office, login)
        wishes = [*_wishes(held), _wish(**wish)]  # type: ignore[arg-type]  # by name
        _say_grants(keeping.change(office, CONSOLE, login, wishes=wishes, seen=keeping.edition(*held)))
    return DONE


@user.command(name="revoke-grant", cls=Command)
@login_argument
@role_option
@click.option("--place", metavar="PHẠM_VI", help="Chỉ ở phạm vi này; không ghi là mọi phạm vi.")
def revoke_grant(login: str, role: str, place: str | None) -> int:
    """Bỏ một vai trò."""
    with _office() as office:
        held = keeping.one(office, login)
        wanted = read_role(role)
        kept = [
            wish
            for each, wish in zip(granted_of(held[1]), _wishes(held), strict=True)
            if each.role is not wanted
            or (place is not None and each.place != read_place(office.register, place, each.first_day))
        ]
        if len(kept) == len(held[1]):
            console.say(f"Tài khoản {login} không có vai trò đó; xem: dienhinh user list")
            return FAULTY
        _say_grants(keeping.change(office, CONSOLE, login, wishes=kept, seen=keeping.edition(*held)))
    return DONE


@user.command(name="import", cls=Command)
@click.argument("file", type=FILE, metavar="TỆP")
@json_option
def import_accounts(file: Path, as_json: bool) -> int:  # noqa: FBT001 -- as above
    """Tạo nhiều tài khoản từ bảng .csv hoặc .xlsx.

    Các cột: login, title, role, place, first_day, last_day. Tạo tất cả hoặc không tạo gì.
    """
    content = file.read_bytes()
    with _office(new=True) as office:
        made = create_from(office, CONSOLE, content, file.name)
    _show_codes(made, as_json=as_json)
    return DONE


def _wish(role: str, place: str, first_day: date | None, last_day: date | None) -> Wish:
    return Wish(role, place, first_day, last_day)


def _wishes(held: Held) -> list[Wish]:
    return [Wish(str(each.role), str(each.place), each.first_day, each.last_day) for each in granted_of(held[1])]


def _grant_words(each: Granted) -> str:
    until = f" đến {day(each.last_day)}" if each.last_day else ""
    return f"{ROLE_TITLES[each.role]} tại {each.place}, từ {day(each.first_day)}{until}"


def _say_grants(held: Held) -> None:
    console.say(f"Vai trò của {held[0].login}: {'; '.join(map(_grant_words, granted_of(held[1]))) or '(không còn)'}.")


def _show_codes(made: tuple[Made, ...], *, as_json: bool) -> None:
    """Print the codes on the standard output, and beside it what they are for."""
    if as_json:
        print_json([answers.made(each) for each in made])
    else:
        for each in made:
            click.echo(f"{each.login}\t{each.code}")
    console.say(
        f"Mã một lần chỉ hiện lần này, dùng trong {CODE_DAYS} ngày: gõ vào ô mật khẩu khi đăng nhập lần đầu, "
        "rồi tự đặt mật khẩu."
    )
