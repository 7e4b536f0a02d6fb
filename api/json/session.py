"""``/session``: signing in and out, who is signed in, and the token that goes with every change."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import Field

from api.access.secrets import csrf_token
from api.answers import accounts as answers
from api.answers.json import Json
from api.answers.sessions import from_here, give_session, present_at, secret_at, take_session, visit_of
from api.json.answering import plain
from api.json.asking import Asked, ToSignIn
from api.json.door import FORGED, must_be_ours, refusing
from api.json.problems import RefusedError
from api.json.texts import Body
from api.workflow.presence import Present
from api.workflow.signing_in import OVER, confirm, in_turn, sign_in, sign_out

router = APIRouter(tags=["Đăng nhập"])
NO_STORE = {"Cache-Control": "no-store"}
CSRF = "3f1c…"
EXAMPLE = {
    "state": "open",
    "login": "xa.tuly",
    "title": "Công chức văn phòng xã",
    "csrf": CSRF,
    "second_factor": False,
    "grants": [
        {
            "role": "commune_officer",
            "role_title": "Cán bộ cấp xã",
            "place": "unit:04846:2020-01-01",
            "first_day": "2024-01-01",
            "last_day": None,
            "in_force": True,
        }
    ],
}


class SignIn(Body):
    """What a person signs in with."""

    login: Annotated[str, Field(min_length=1, max_length=100, description="Tên đăng nhập.", examples=["xa.tuly"])]
    password: Annotated[
        str,
        Field(
            min_length=1,
            max_length=600,
            description="Mật khẩu; lần đầu là mã một lần do người quản trị cấp.",
            examples=["con mèo đen bơi qua suối"],
        ),
    ]
    code: Annotated[
        str, Field(max_length=40, description="Mã xác thực lần hai hoặc mã dự phòng, nếu đã bật.", examples=["123 456"])
    ] = ""


class SecondFactor(Body):
    """The second factor."""

    code: Annotated[
        str,
        Field(min_length=1, max_length=40, description="Mã trên điện thoại, hoặc mã dự phòng.", examples=["123456"]),
    ]


def shows(example: Json) -> dict[int | str, Json]:
    """Make the part of the description of a route that shows an answer."""
    return {200: {"description": "Xong", "content": {"application/json": {"example": example}}}}


@router.post("/session", summary="Đăng nhập", responses=shows(EXAMPLE))
async def enter(asked: ToSignIn, body: SignIn) -> Response:
    """Mở phiên làm việc và đặt cookie. «state»: open; password_first (phải đặt mật khẩu); second_factor (gửi tiếp mã).

    Sai nhiều lần thì phải chờ lâu dần (429, Retry-After), không bao giờ bị khóa hẳn.
    """
    request: Request = asked.request
    if not from_here(request):
        raise RefusedError("forged", FORGED)
    work = partial(
        sign_in,
        asked.office,
        visit_of(request, "api"),
        body.login,
        body.password,
        code=body.code,
        old=secret_at(request),
    )
    with refusing():
        return _entered(asked, await in_turn(work))


@router.post("/session/second-factor", summary="Nhập mã xác thực lần hai", responses=shows(EXAMPLE))
async def second_factor(asked: ToSignIn, body: SecondFactor) -> Response:
    """Hoàn tất đăng nhập bằng mã trên điện thoại hoặc một mã dự phòng; phiên được đổi sang cookie mới."""
    half = present_at(asked.request)
    if half is None:
        raise RefusedError("sign_in_first", OVER)
    must_be_ours(asked.request, half)
    if half.confirmed:
        return plain(asked.request, told(asked, half), headers=NO_STORE)
    with refusing():
        return _entered(
            asked, await in_turn(partial(confirm, asked.office, visit_of(asked.request, "api"), half, body.code))
        )


@router.get("/session", summary="Ai đang đăng nhập", responses=shows(EXAMPLE))
def who(asked: ToSignIn) -> Response:
    """Trả về tài khoản, vai trò và «csrf» — mã phải gửi trong X-CSRF-Token với mọi thay đổi bằng cookie."""
    present = present_at(asked.request)
    if present is not None:
        return plain(asked.request, told(asked, present), headers=NO_STORE)
    named = asked.who.account_id is not None
    state = "token" if named else "guest" if asked.who.granted else "signed_out"
    said = {
        "state": state,
        "login": asked.who.name,
        "grants": [answers.granted(each, asked.office.today) for each in asked.who.granted],
    }
    return plain(asked.request, said, headers=NO_STORE)


@router.delete("/session", summary="Đăng xuất", responses=shows({"state": "signed_out"}))
def leave(asked: ToSignIn) -> Response:
    """Đóng phiên làm việc này; cookie cũ không dùng lại được nữa."""
    present = present_at(asked.request)
    if present is not None:
        must_be_ours(asked.request, present)
        sign_out(asked.office, visit_of(asked.request, "api"), present)
    response = plain(asked.request, {"state": "signed_out"}, headers=NO_STORE)
    take_session(asked.request, response)
    return response


def told(asked: Asked, present: Present) -> Json:
    """Tell somebody signed in who they are; somebody half signed in only that."""
    state = "password_first" if present.must_choose else "open"
    csrf = csrf_token(present.secret)
    if not present.confirmed:
        return {"state": "second_factor", "csrf": csrf}
    return {
        "state": state,
        "login": present.login,
        "title": present.title,
        "csrf": csrf,
        "second_factor": present.second_factor,
        "grants": [answers.granted(each, asked.office.today) for each in present.granted],
    }


def _entered(asked: Asked, present: Present) -> Response:
    response = plain(asked.request, told(asked, present), headers=NO_STORE)
    give_session(asked.request, response, present)
    return response
