"""What goes wrong, said in the asker's terms: JSON to programs, pages to people."""

from __future__ import annotations

import errno
import logging

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError
from starlette.exceptions import HTTPException

from api.json.invalid import as_refusal
from api.json.problems import TITLES, RefusedError, problem
from api.pages.press import GUARDS
from api.pages.problems import broken
from api.pages.routes import Pages
from api.store.database import is_passing

FOR_PROGRAMS = ("/api/", "/healthz", "/readyz", "/metrics")
"""Addresses whose errors are JSON; all others are pages."""
_CODES = {400: "bad_request", 404: "not_found", 405: "not_that_way", 413: "too_large"}
_CURES = {
    "not_found": "Không có địa chỉ này; các địa chỉ ở /api/v1/openapi.json.",
    "not_that_way": "Xem cách gọi ở /api/v1/openapi.json.",
    "too_large": "Chia nhỏ nội dung rồi gửi nhiều lần.",
    "bad_request": "Xem mẫu ở /api/v1/openapi.json.",
    "failed": "Thử lại; nếu vẫn lỗi, báo người quản trị kèm số request_id.",
    "database_away": "Chưa ghi gì. Thử lại sau ít phút; nếu vẫn vậy, báo người quản trị.",
    "disk_full": "Chưa ghi gì. Báo người quản trị giải phóng ổ đĩa rồi thử lại.",
}
log = logging.getLogger(__name__)


class Errors:
    """The handlers of exceptions, each the last word on its kind."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    async def turned_away(self, request: Request, error: Exception) -> Response:
        """Answer a request that is refused for a reason of its own."""
        assert isinstance(error, RefusedError | RequestValidationError)  # noqa: S101 -- registered for no other
        return _said(request, error if isinstance(error, RefusedError) else as_refusal(error))

    async def no_answer(self, request: Request, error: Exception) -> Response:
        """Answer a request to nowhere, or in a way that its address does not take."""
        assert isinstance(error, HTTPException)  # noqa: S101 -- as above
        if _for_programs(request):
            code = _CODES.get(error.status_code, "bad_request")
            return _said(request, RefusedError(code, _CURES[code], headers=dict(error.headers or {})))
        answer = self._pages.refusal(request, error.status_code)
        answer.headers.update(error.headers or {})
        return answer

    async def database_failed(self, request: Request, error: Exception) -> Response:
        """Answer when the database is locked, full or gone; any other fault of it is ours."""
        if isinstance(error, DBAPIError) and not is_passing(error):
            return await self.failed(request, error)
        log.warning("the database did not answer %s", request.url.path, exc_info=error)
        full = "disk is full" in str(error) or "No space left" in str(error)
        code = "disk_full" if full else "database_away"
        if _for_programs(request):
            return _said(request, RefusedError(code, _CURES[code], headers={"Retry-After": "5"}))
        return self._bare(code)

    @staticmethod
    def _bare(code: str) -> Response:
        """Answer a person without a page: every page asks the database who they are."""
        status, title = TITLES[code]
        said = (
            f"<!doctype html><html lang=vi><meta charset=utf-8><title>{title}</title><h1>{title}</h1><p>{_CURES[code]}"
        )
        return Response(said, status, {"Retry-After": "5", "Cache-Control": "no-store"}, "text/html")

    async def failed(self, request: Request, error: Exception) -> Response:
        """Answer when the program failed."""
        # This answer may be made outside all middleware, so it brings its own headers.
        log.error("no answer for %s", request.url.path, exc_info=error)
        if _for_programs(request):
            code = "disk_full" if isinstance(error, OSError) and error.errno == errno.ENOSPC else "failed"
            answer = _said(request, RefusedError(code, _CURES[code]))
        else:
            answer = self._pages.problem(request, broken(), 500)
        answer.headers["X-Request-ID"] = str(getattr(request.state, "request_id", ""))
        for name, value in GUARDS.items():
            answer.headers[name] = value
        return answer


def _for_programs(request: Request) -> bool:
    return request.url.path.startswith(FOR_PROGRAMS)


def _said(request: Request, error: RefusedError) -> Response:
    return problem(error, request.url.path, str(getattr(request.state, "request_id", "")))
