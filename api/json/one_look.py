"""Middleware: every request sees the criteria files as they were at its start, also those published on another host."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

from api.exchange.one_look import one_look
from api.workflow.arriving import Arrivals
from api.workflow.office import Office


class OneLook:
    """Lets a request look at the folder once, after what has arrived from elsewhere was taken in."""

    def __init__(self, app: ASGIApp, office: Office) -> None:
        self.app = app
        self._arrivals = Arrivals(office.database, office.folder)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on within one look."""
        if scope["type"] == "http" and self._arrivals.is_due:
            await run_in_threadpool(self._arrivals.look)
        with one_look():
            await self.app(scope, receive, send)
