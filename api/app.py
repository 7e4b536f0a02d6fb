"""The web application of one board: pages, guarding headers, errors as pages."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware

from api.pages.press import GUARDS, Guard
from api.pages.problems import broken
from api.pages.routes import Pages
from api.workflow import Board

SMALLEST_PACKED = 1024
"""Bytes from which an answer is packed."""
log = logging.getLogger(__name__)


def create_app(board: Board, *, today: Callable[[], date]) -> FastAPI:
    """Make the application that shows a board; ``today`` is asked at each request."""
    app = FastAPI(title="dienhinh", docs_url=None, redoc_url=None, openapi_url=None)
    pages = Pages(board, today)

    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101 -- it is registered for no other
        answer = pages.refusal(request, error.status_code)
        answer.headers.update(error.headers or {})
        return answer

    async def failed(request: Request, error: Exception) -> Response:
        # This answer is made outside all middleware, so it brings its own headers.
        log.error("no page for %s", request.url.path, exc_info=error)
        answer = pages.problem(request, broken(), 500)
        answer.headers.update(GUARDS)
        return answer

    app.include_router(pages.router())
    app.add_exception_handler(HTTPException, refused)
    app.add_exception_handler(Exception, failed)
    app.add_middleware(GZipMiddleware, minimum_size=SMALLEST_PACKED)
    app.add_middleware(Guard)
    return app
