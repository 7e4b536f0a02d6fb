"""``/me``: what people see and do of their own account."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Annotated, TypeVar

from fastapi import APIRouter, Query, Response
from pydantic import Field

from api.access.deciding import Action, Refusal
from api.access.secrets import csrf_token
from api.answers import accounts as answers
from api.answers.json import Json
from api.answers.sessions import give_session, present_at, visit_of
from api.json.answering import MOST_LISTED, USUALLY_LISTED, listed, page_of, plain
from api.json.asking import Asked, ToOwn
from api.json.door import refusing
from api.json.problems import RefusedError, refused
from api.json.session import NO_STORE, shows
from api.json.texts import Body, Document, warnings_of
from api.workflow import own_account, second_factor
from api.workflow.office import Office
from api.workflow.presence import Present, Visit
from api.workflow.signing_in import in_turn

_Done = TypeVar("_Done")
router = APIRouter(tags=["Tài khoản của tôi"], prefix="/me")
Typed = Annotated[str, Field(max_length=600, description="Mật khẩu đang dùng.", examples=["con mèo đen bơi qua suối"])]
Limit = Annotated[int, Query(ge=1, le=MOST_LISTED)]
Cursor = Annotated[str | None, Query(max_length=500)]


class Proof(Body):
    """The password once more, before what a thief of the session would do."""

    password: Typed


class NewPassword(Body):
    """Another password."""

    current: Annotated[Typed, Field(description="Mật khẩu đang dùng; bỏ trống khi đặt mật khẩu lần đầu.")] = ""
    new: Annotated[
        str, Field(max_length=600, description="Mật khẩu mới, từ 12 ký tự.", examples=["Nắng lên đồi chè xanh mướt"])
    ]


class NewToken(Body):
    """A key for a program."""

    password: Typed
    name: Annotated[Document, Field(description="Dùng cho việc gì.", examples=["Báo cáo hằng tuần"])]
    actions: Annotated[
        list[Action],
        Field(min_length=1, max_length=len(Action), description="Những việc được làm.", examples=[["read"]]),
    ]
    expires_on: Annotated[date, Field(description="Ngày cuối dùng được, nhiều nhất một năm.", examples=["2025-06-30"])]


class Code(Body):
    """A code of the telephone."""

    code: Annotated[str, Field(min_length=1, max_length=40, description="Mã trên điện thoại.", examples=["123456"])]


ME = {
    "login": "xa.tuly",
    "title": "Công chức văn phòng xã",
    "must_choose_password": False,
    "second_factor": True,
    "recovery_codes_left": 10,
    "grants": [],
    "token_actions": ["read", "record"],
}


@router.get("", summary="Tài khoản của tôi", responses=shows(ME))
def me(asked: ToOwn) -> Response:
    """Trả về tài khoản, các vai trò, xác thực hai lớp, và những việc mã truy cập của mình có thể làm."""
    present, today = _present(asked), asked.office.today
    said = {
        "login": present.login,
        "title": present.title,
        "must_choose_password": present.must_choose,
        "second_factor": present.second_factor,
        "recovery_codes_left": second_factor.recovery_left(asked.office, present),
        "grants": [answers.granted(each, today) for each in present.granted],
        "token_actions": own_account.may_grant(present, today),
    }
    return plain(asked.request, said, headers=NO_STORE)


@router.put("/password", summary="Đổi mật khẩu", responses=shows({"state": "open", "csrf": "3f1c…"}))
async def password(asked: ToOwn, body: NewPassword) -> Response:
    """Đổi mật khẩu. Mọi phiên khác bị đóng; phiên này đổi cookie và «csrf». Mật khẩu yếu: nêu mọi lý do."""
    present = _present(asked)
    work = partial(
        own_account.choose_password, asked.office, visit_of(asked.request, "api"), present, body.current, body.new
    )
    with refusing():
        renewed = await in_turn(work)
    response = plain(asked.request, {"state": "open", "csrf": csrf_token(renewed.secret)}, headers=NO_STORE)
    give_session(asked.request, response, renewed)
    return response


@router.get("/sessions", summary="Các phiên làm việc của tôi")
def sessions(asked: ToOwn, limit: Limit = USUALLY_LISTED, cursor: Cursor = None) -> Response:
    """Trả về các phiên đang mở: từ đâu, trình duyệt nào, dùng lần cuối khi nào; «current» là phiên này."""
    present = _settled(asked)
    rows = sorted(own_account.sessions(asked.office, present), key=lambda each: each.key)
    shown, following = page_of(rows, lambda each: each.key, limit, cursor)
    return _listed(asked, [answers.session(each, present.key) for each in shown], following)


@router.delete("/sessions", summary="Đóng mọi phiên khác", responses=shows({"ended": 2}))
def end_others(asked: ToOwn) -> Response:
    """Đóng mọi phiên trừ phiên này; trả về số phiên đã đóng."""
    ended = own_account.end_other_sessions(asked.office, visit_of(asked.request, "api"), _settled(asked))
    return plain(asked.request, {"ended": ended}, headers=NO_STORE)


@router.delete("/sessions/{number}", summary="Đóng một phiên", responses=shows({"ended": 1}))
def end_one(asked: ToOwn, number: str) -> Response:
    """Đóng một phiên theo «id» trong danh sách."""
    with refusing():
        own_account.end_session(asked.office, visit_of(asked.request, "api"), _settled(asked), number)
    return plain(asked.request, {"ended": 1}, headers=NO_STORE)


@router.get("/tokens", summary="Các mã truy cập của tôi")
def tokens(asked: ToOwn, limit: Limit = USUALLY_LISTED, cursor: Cursor = None) -> Response:
    """Trả về mã truy cập của các phần mềm: được làm gì, đến ngày nào, dùng lần cuối khi nào."""
    rows = sorted(own_account.tokens(asked.office, _settled(asked)), key=lambda each: each.id or 0)
    shown, following = page_of(rows, lambda each: each.id, limit, cursor)
    return _listed(asked, [answers.token(each, asked.office.today) for each in shown], following)


@router.post("/tokens", summary="Tạo mã truy cập cho phần mềm", responses=shows({"token": "dh_…", "prefix": "…"}))
async def new_token(asked: ToOwn, body: NewToken) -> Response:
    """Tạo mã; «token» chỉ hiện lần này. Mã chỉ làm được những việc đã chọn, trong phạm vi của tài khoản."""
    actions = tuple(dict.fromkeys(body.actions))
    work = partial(own_account.create_token, name=body.name, actions=actions, expires_on=body.expires_on)
    text, row = await _proved(asked, body.password, work)
    said = {"token": text} | answers.token(row, asked.office.today)
    found = warnings_of(name=body.name)
    return plain(asked.request, said | ({"warnings": found} if found else {}), headers=NO_STORE)


@router.delete("/tokens/{prefix}", summary="Dừng một mã truy cập", responses=shows({"ended": 1}))
def end_token(asked: ToOwn, prefix: str) -> Response:
    """Dừng mã; phần mềm đang dùng mã đó bị từ chối ngay."""
    with refusing():
        own_account.end_token(asked.office, visit_of(asked.request, "api"), _settled(asked), prefix)
    return plain(asked.request, {"ended": 1}, headers=NO_STORE)


@router.post(
    "/totp", summary="Bắt đầu bật xác thực hai lớp", responses=shows({"secret": "…", "address": "otpauth://…"})
)
async def begin_totp(asked: ToOwn, body: Proof) -> Response:
    """Trả về mã cài đặt để nhập vào ứng dụng xác thực trên điện thoại; có hiệu lực sau khi gửi mã đầu tiên."""
    secret, address = await _proved(asked, body.password, second_factor.begin_totp)
    return plain(asked.request, {"secret": secret, "address": address}, headers=NO_STORE)


@router.put(
    "/totp", summary="Xác nhận bật xác thực hai lớp", responses=shows({"recovery_codes": ["7KX2-M0HT-4RVC-91FJ"]})
)
def confirm_totp(asked: ToOwn, body: Code) -> Response:
    """Bật bằng mã đang hiện trên điện thoại; trả về mười mã dự phòng, chỉ hiện lần này, mỗi mã dùng một lần."""
    with refusing():
        codes = second_factor.confirm_totp(asked.office, visit_of(asked.request, "api"), _settled(asked), body.code)
    return plain(asked.request, {"recovery_codes": codes}, headers=NO_STORE)


@router.post(
    "/totp/recovery", summary="Tạo lại mã dự phòng", responses=shows({"recovery_codes": ["7KX2-M0HT-4RVC-91FJ"]})
)
async def renew_recovery(asked: ToOwn, body: Proof) -> Response:
    """Trả về mười mã dự phòng mới; mã cũ hết dùng được."""
    codes = await _proved(asked, body.password, second_factor.renew_recovery)
    return plain(asked.request, {"recovery_codes": codes}, headers=NO_STORE)


@router.post("/totp/remove", summary="Tắt xác thực hai lớp", responses=shows({"second_factor": False}))
async def remove_totp(asked: ToOwn, body: Proof) -> Response:
    """Tắt xác thực hai lớp và xóa mã dự phòng; cần mật khẩu."""
    await _proved(asked, body.password, second_factor.remove_totp)
    return plain(asked.request, {"second_factor": False}, headers=NO_STORE)


def _present(asked: Asked) -> Present:
    """Return who is signed in; the guest of the demonstration has no account."""
    present = present_at(asked.request)
    if present is None or asked.who.account_id is None:
        raise RefusedError("sign_in_first", "Địa chỉ này là của tài khoản; đăng nhập bằng tài khoản để dùng.")
    return present


def _settled(asked: Asked) -> Present:
    """Return who is signed in and has chosen a password: what they make here outlives the session."""
    present = _present(asked)
    if present.must_choose:
        raise refused(Refusal.PASSWORD_FIRST)
    return present


async def _proved(asked: Asked, typed: str, work: Callable[[Office, Visit, Present], _Done]) -> _Done:
    """Do something once the password was given again; both wait for their turn beside the other requests."""
    present, office, visit = _settled(asked), asked.office, visit_of(asked.request, "api")

    def proved() -> _Done:
        own_account.prove(office, visit, present, typed)
        return work(office, visit, present)

    with refusing():
        return await in_turn(proved)


def _listed(asked: Asked, items: list[Json], following: str | None) -> Response:
    response = listed(asked.request, items, following)
    response.headers.update(NO_STORE)
    return response
