"""Refusals as ``application/problem+json`` (RFC 9457): a stable code, a Vietnamese title, and the cure."""

from __future__ import annotations

from typing import Any

from fastapi import Response

from api.access.deciding import Refusal
from api.answers.json import as_bytes, compact

TITLES: dict[str, tuple[int, str]] = {
    "bad_request": (400, "Yêu cầu không dùng được"),
    "not_json": (400, "Nội dung gửi lên không phải JSON"),
    "sign_in_first": (401, "Chưa đăng nhập"),
    "wrong_password": (401, "Sai tên đăng nhập hoặc mật khẩu"),
    "second_factor": (401, "Cần mã xác thực lần hai"),
    "password_first": (403, "Phải đổi mật khẩu trước"),
    "not_this_token": (403, "Mã truy cập không được cấp cho việc này"),
    "not_your_role": (403, "Vai trò của tài khoản không làm được việc này"),
    "not_your_place": (403, "Đơn vị này ngoài phạm vi của tài khoản"),
    "not_the_appraiser": (403, "Cấp của tài khoản không thẩm định vào ngày này"),
    "forged": (403, "Yêu cầu không đến từ trang của hệ thống"),
    "not_found": (404, "Không có"),
    "not_that_way": (405, "Địa chỉ này không nhận cách gọi đó"),
    "state_forbids": (409, "Trạng thái hiện tại không cho phép"),
    "stale": (412, "Đã có người sửa trước"),
    "too_large": (413, "Nội dung gửi lên quá lớn"),
    "not_usable": (422, "Có chỗ không dùng được"),
    "precondition_missing": (428, "Thiếu If-Match"),
    "too_many": (429, "Quá nhiều yêu cầu"),
    "failed": (500, "Chương trình gặp lỗi"),
    "database_away": (503, "Cơ sở dữ liệu chưa trả lời"),
    "disk_full": (507, "Ổ đĩa của máy chủ đã đầy"),
}
"""Code: status and title. The codes are a contract: they are never renamed."""

REFUSED: dict[Refusal, str] = {
    Refusal.SIGN_IN_FIRST: "Đăng nhập, hoặc gửi mã truy cập: Authorization: Bearer dh_…",
    Refusal.PASSWORD_FIRST: "Đổi mật khẩu ở PUT /api/v1/me/password, hoặc ở trang Tài khoản của tôi.",
    Refusal.NOT_THIS_TOKEN: "Cấp mã truy cập khác có quyền này, hoặc đăng nhập.",
    Refusal.NOT_YOUR_ROLE: "Nhờ người quản trị cấp vai trò phù hợp, hoặc nhờ người có vai trò đó làm.",
    Refusal.NOT_YOUR_PLACE: "Chọn đơn vị trong phạm vi của mình, hoặc nhờ người quản trị mở rộng phạm vi.",
    Refusal.NOT_THE_APPRAISER: "Thẩm định là việc của cấp khác vào ngày này; chuyển việc cho cấp đó.",
}


class RefusedError(Exception):
    """What was asked is not done; carries the whole answer."""

    def __init__(self, code: str, detail: str, *, headers: dict[str, str] | None = None, **more: Any) -> None:  # noqa: ANN401 -- members of the answer
        super().__init__(code)
        self.code, self.detail, self.headers, self.more = code, detail, headers or {}, more


def refused(reason: Refusal) -> RefusedError:
    """Make the refusal of the one function that decides."""
    return RefusedError(str(reason), REFUSED[reason])


def problem(error: RefusedError, instance: str, request_id: str) -> Response:
    """Write a refusal as an answer."""
    status, title = TITLES[error.code]
    body = {
        "type": f"/loi#{error.code}",
        "title": title,
        "status": status,
        "code": error.code,
        "detail": error.detail,
        "instance": instance,
        "request_id": request_id,
        **error.more,
    }
    headers = {"Cache-Control": "no-store", **error.headers}
    if status == 401:  # noqa: PLR2004 -- the status that asks for credentials
        headers.setdefault("WWW-Authenticate", "Bearer")
    return Response(as_bytes(compact(body) + "\n"), status, headers, "application/problem+json")
