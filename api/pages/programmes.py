"""Every page of every programme: behind ``/bo/<set>`` each address is that of the main programme, of another set.

The rooms know nothing of it. Who asks for ``/bo/ct22-tu/bang-diem`` asks for ``/bang-diem`` while the set named is the
one that the office works with; links, forms and redirects of the answer stay behind the same address.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from fastapi import Request
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.access.deciding import NOBODY, Who
from api.answers.sessions import present_at
from api.pages.frame import Link
from api.workflow.at_home import home_set
from api.workflow.office import Office
from api.workflow.programme import ASKED

PLACE = "/bo/"
BASE = "dienhinh.base"
"""Where the scope of a request holds what stands before its addresses."""
_NAMED = re.compile(r"/bo/([A-Za-z0-9][A-Za-z0-9_-]{0,63})(/.*)?\Z")
_LEADS = re.compile(r'\b(href|action|formaction)="/(?!static/|bo/)')
_NO_PAGES = ("/api/", "/static/", "/healthz", "/readyz", "/metrics")
_PAGE = '<html lang="vi">'


class Programmes:
    """Middleware that takes the set out of an address; one that no published file has is an address like any other."""

    def __init__(self, app: ASGIApp, office: Office, guest: Who = NOBODY) -> None:
        """Take the office, and who comes unnamed."""
        self.app, self.office, self.guest = app, office, guest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on as one about the set that it names."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        usual = await self._usual(scope)
        named = _NAMED.match(scope["path"])
        if named is None or named[1] not in published(self.office):
            before = ASKED.set(usual)
            try:
                await self.app(scope, receive, send)
            finally:
                ASKED.reset(before)
            return
        main = self.office.settings.main_set
        base = "" if named[1] == (usual or main) else f"{PLACE}{named[1]}"

        async def led_back(message: Message) -> None:
            if base and message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                to = headers.get("location", "")
                if to.startswith("/") and not to.startswith(PLACE):
                    headers["location"] = base + to
            await send(message)

        before = ASKED.set(named[1])
        try:
            await self.app({**scope, "path": named[2] or "/", BASE: base}, receive, led_back)
        finally:
            ASKED.reset(before)

    async def _usual(self, scope: Scope) -> str:
        """Return the set of the province of who asks for a page, empty where that is the main one."""
        if not self.office.settings.beside or scope["path"].startswith(_NO_PAGES):
            return ""
        try:
            present = await run_in_threadpool(present_at, Request(scope))
            who = present.who if present is not None and present.confirmed else self.guest
            found = await run_in_threadpool(home_set, self.office, who)
        except SQLAlchemyError:  # what the request itself asks of the database says what is wrong
            return ""
        return "" if found == self.office.settings.main_set else found


def published(office: Office) -> Mapping[str, str]:
    """Return the sets with a published file, the main one first, by id with their titles."""
    books = office.folder.books()
    found = {key: newest.criteria.title for key in books.versions if (newest := books.newest(key))}
    main = office.settings.main_set
    return dict(sorted(found.items(), key=lambda each: (each[0] != main, each[1])))


def ways(office: Office) -> tuple[Link, ...]:
    """Return the links to the programmes, none where there is only one."""
    found = tuple(
        Link(title, f"{PLACE}{key}/", here=key == office.main_set) for key, title in published(office).items()
    )
    return found if len(found) > 1 else ()


def based(request: Request, page: str) -> str:
    """Let the addresses of a page lead to the programme that the request names."""
    base = request.scope.get(BASE, "")
    if not base:
        return page
    return _LEADS.sub(rf'\1="{base}/', page).replace(_PAGE, f'{_PAGE[:-1]} data-base="{base}">', 1)
