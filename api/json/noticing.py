"""Middleware: once an answer has left, files of the criteria folder that were changed by hand go into the log."""

from __future__ import annotations

import logging

from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

from api.workflow.drafting.by_hand import notice
from api.workflow.office import Office

LOG = logging.getLogger("dienhinh")


class Noticing:
    """Looks, after each request, whether the folder has told of something; costs nothing while it has not."""

    def __init__(self, app: ASGIApp, office: Office) -> None:
        self.app = app
        self._office = office

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, then see to the folder."""
        await self.app(scope, receive, send)
        if scope["type"] == "http" and self._office.settings.criteria is not None and self._office.folder.has_news:
            try:
                await run_in_threadpool(notice, self._office)
            except SQLAlchemyError:  # locked, full, gone: the news is kept and told at the next request
                LOG.exception("a change of the criteria folder could not be logged")
