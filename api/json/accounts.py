"""``/accounts``: accounts as an administrator keeps them."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, File, Header, Query, Response, UploadFile
from pydantic import Field

from api.access.deciding import Role
from api.answers import accounts as answers
from api.answers.json import Json
from api.json.answering import MOST_LISTED, USUALLY_LISTED, listed, page_of, plain
from api.json.asking import Asked, ToManageAccounts
from api.json.door import refusing
from api.json.problems import RefusedError
from api.json.session import NO_STORE, shows
from api.json.texts import Body, Note
from api.store.accounts import Held
from api.workflow import accounts as keeping
from api.workflow.granting import MOST_TITLE, PLACES, Wish
from api.workflow.making_accounts import NewAccount, create, create_from

router = APIRouter(tags=["Tài khoản"], prefix="/accounts")
BODY = "nội dung "
Title = Annotated[Note, Field(max_length=MOST_TITLE, description="Chức danh, không ghi tên người.")]


class GrantBody(Body):
    """A role within a place."""

    role: Annotated[Role, Field(description="Vai trò.", examples=["commune_officer"])]
    place: Annotated[str, Field(max_length=40, description=f"Phạm vi: {PLACES}.", examples=["unit:04831:2020-01-01"])]
    first_day: Annotated[date | None, Field(description="Ngày đầu; không ghi là hôm nay.", examples=["2025-07-01"])] = (
        None
    )
    last_day: Annotated[
        date | None, Field(description="Ngày cuối, tính cả ngày đó; không ghi là không thời hạn.", examples=[None])
    ] = None


class AccountBody(Body):
    """What administrators keep of an account."""

    title: Annotated[Title, Field(examples=["Công chức văn phòng xã"])]
    grants: Annotated[tuple[GrantBody, ...], Field(max_length=50, description="Các vai trò; [] là chưa có vai trò.")]


class NewAccountBody(AccountBody):
    """An account to be made."""

    login: Annotated[str, Field(max_length=40, description="Tên đăng nhập; không đổi được.", examples=["xa.tuly"])]


class CodeBody(Body):
    """How a new code is given."""

    without_totp: Annotated[
        bool, Field(description="true: tắt luôn xác thực hai lớp, khi người dùng mất điện thoại và mã dự phòng.")
    ] = False


MADE = {
    "login": "xa.tuly",
    "title": "Công chức văn phòng xã",
    "code": "7KX2-M0HT-4RVC-91FJ",
    "code_until": "2025-07-15T01:00:00.000000Z",
}
ACCOUNT = {
    "login": "xa.tuly",
    "title": "Công chức văn phòng xã",
    "state": "open",
    "code_until": None,
    "second_factor": False,
    "created": "2025-07-01T01:00:00.000000Z",
    "closed": None,
    "grants": [
        {
            "role": "commune_officer",
            "role_title": "Cán bộ cấp xã",
            "place": "unit:04846:2020-01-01",
            "first_day": "2025-07-01",
            "last_day": None,
            "in_force": True,
        }
    ],
}


@router.get("", summary="Danh sách tài khoản", responses=shows({"items": [ACCOUNT], "next": None}))
def accounts(
    asked: ToManageAccounts,
    closed: Annotated[bool | None, Query(description="true: chỉ tài khoản đã đóng; false: chỉ đang mở.")] = None,
    limit: Annotated[int, Query(ge=1, le=MOST_LISTED)] = USUALLY_LISTED,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
) -> Response:
    """Trả về các tài khoản theo thứ tự tên đăng nhập.

    «state»: open; code (chờ đăng nhập lần đầu); no_password (mã đã dùng mà chưa đặt mật khẩu); closed.
    """
    held = [each for each in keeping.all_of(asked.office) if closed in (None, bool(each[0].closed))]
    shown, following = page_of(held, lambda each: each[0].login, limit, cursor)
    response = listed(asked.request, [answers.account(*each, asked.office.today) for each in shown], following)
    response.headers.update(NO_STORE)
    return response


@router.post("", summary="Tạo một tài khoản", responses=shows(MADE))
def new_account(asked: ToManageAccounts, body: NewAccountBody) -> Response:
    """Tạo tài khoản; «code» là mã một lần, chỉ hiện lần này, dùng trong 14 ngày, rồi người dùng tự đặt mật khẩu."""
    wanted = NewAccount(body.login, body.title, _wishes(body), BODY)
    with refusing():
        made = create(asked.office, asked.actor, [wanted])
    return plain(asked.request, answers.made(made[0]), headers=NO_STORE)


@router.post("/import", summary="Tạo nhiều tài khoản từ bảng", responses=shows({"accounts": [MADE]}))
def new_accounts(
    asked: ToManageAccounts,
    file: Annotated[
        UploadFile,
        File(description="Bảng .csv hoặc .xlsx, các cột login, title, role, place, first_day, last_day."),
    ],
) -> Response:
    """Tạo tất cả hoặc không tạo gì; mọi chỗ sai được nêu cùng lúc. Mã một lần của từng tài khoản chỉ hiện lần này."""
    with refusing():
        made = create_from(asked.office, asked.actor, file.file.read(), file.filename or "bảng")
    return plain(asked.request, {"accounts": [answers.made(each) for each in made]}, headers=NO_STORE)


@router.get("/{login}", summary="Một tài khoản", responses=shows(ACCOUNT))
def account(asked: ToManageAccounts, login: str) -> Response:
    """Trả về tài khoản; ETag để gửi lại trong If-Match khi sửa."""
    with refusing():
        return _told(asked, keeping.one(asked.office, login))


@router.put("/{login}", summary="Sửa chức danh và các vai trò", responses=shows(ACCOUNT))
def change(
    asked: ToManageAccounts,
    login: str,
    body: AccountBody,
    if_match: Annotated[str | None, Header(description="ETag của tài khoản đã thấy.")] = None,
) -> Response:
    """Thay chức danh và toàn bộ vai trò bằng những gì gửi lên; người khác sửa trước thì trả lời 412 kèm bản mới.

    Không tự cấp thêm quyền cho mình, không bỏ được quản trị viên cuối cùng.
    """
    if if_match is None:
        raise RefusedError("precondition_missing", "Gửi If-Match là ETag của GET /api/v1/accounts/{tên đăng nhập}.")
    seen = None if if_match.strip() == "*" else if_match.strip().removeprefix("W/").strip('"')
    try:
        with refusing():
            held = keeping.change(
                asked.office, asked.actor, login, title=body.title, wishes=_wishes(body), seen=seen, where=BODY
            )
    except RefusedError as error:
        if error.code == "stale":
            newer = keeping.one(asked.office, login)
            error.more["newer"] = answers.account(*newer, asked.office.today)
            error.headers["ETag"] = _tag(newer)
        raise
    return _told(asked, held)


@router.post("/{login}/close", summary="Đóng tài khoản", responses=shows(ACCOUNT))
def close(asked: ToManageAccounts, login: str) -> Response:
    """Đóng: mọi phiên và mã truy cập dừng ngay; lịch sử vẫn còn. Đóng lần nữa không đổi gì."""
    with refusing():
        keeping.close(asked.office, asked.actor, login)
        return _told(asked, keeping.one(asked.office, login))


@router.post("/{login}/reopen", summary="Mở lại tài khoản", responses=shows(ACCOUNT))
def reopen(asked: ToManageAccounts, login: str) -> Response:
    """Mở lại với mật khẩu và vai trò cũ; các mã truy cập cũ không dùng lại được."""
    with refusing():
        keeping.reopen(asked.office, asked.actor, login)
        return _told(asked, keeping.one(asked.office, login))


@router.post("/{login}/code", summary="Cấp mã một lần mới", responses=shows(MADE))
def new_code(asked: ToManageAccounts, login: str, body: CodeBody) -> Response:
    """Bỏ mật khẩu cũ, đóng các phiên, cấp mã một lần dùng trong 14 ngày; mã chỉ hiện lần này."""
    with refusing():
        made = keeping.renew_code(asked.office, asked.actor, login, without_totp=body.without_totp)
    return plain(asked.request, answers.made(made), headers=NO_STORE)


def _wishes(body: AccountBody) -> tuple[Wish, ...]:
    return tuple(
        Wish(each.role, each.place, each.first_day, each.last_day, f"{BODY}grants.{place}.")
        for place, each in enumerate(body.grants)
    )


def _told(asked: Asked, held: Held) -> Response:
    said: Json = answers.account(*held, asked.office.today)
    return plain(asked.request, said, headers=NO_STORE | {"ETag": _tag(held)})


def _tag(held: Held) -> str:
    return f'"{keeping.edition(*held)}"'
