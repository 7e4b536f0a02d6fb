"""The addresses of the guide: its list with the search, and its pages."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Depends, Request, Response
from markupsafe import Markup
from starlette.exceptions import HTTPException

from api.access.deciding import Action
from api.pages.choosing import searched
from api.pages.gate import Gate
from api.pages.help.guide import Found, GuidePage, search, shipped_guide
from api.pages.help.places import GUIDE
from api.pages.home.tour import TOUR
from api.pages.routes import BAD_REQUEST, NOT_FOUND, OK, Pages, Room
from engine.wording.numbers import number


@dataclass(frozen=True, slots=True)
class Contents:
    """The list of the guide, or what was found in it."""

    title: str
    asked: str
    faults: tuple[str, ...]
    count: str
    found: tuple[Found, ...]
    pages: tuple[GuidePage, ...]
    tour: str
    """Where the tour of a first visit is; empty where there is none."""
    styles: tuple[str, ...] = ("help.css",)


@dataclass(frozen=True, slots=True)
class Chapter:
    """One page of the guide, with the ways to the others."""

    title: str
    page: GuidePage
    body: Markup
    previous: GuidePage | None
    following: GuidePage | None
    styles: tuple[str, ...] = ("help.css",)


class HelpPages:
    """The addresses of the guide; its files are read when somebody first comes, and once."""

    def __init__(self, pages: Pages, gate: Gate | None) -> None:
        self._pages, self._gate = pages, gate
        pages.add_room(Room("Trợ giúp", GUIDE, Action.SIGN_IN))

    def router(self) -> APIRouter:
        """Give the guide its addresses; it is open to everybody, also to who can't sign in."""
        guarded = [Depends(self._gate.lets(Action.SIGN_IN))] if self._gate else []
        router = APIRouter(include_in_schema=False, dependencies=guarded)
        for path, endpoint in ((GUIDE, self.contents), (f"{GUIDE}/{{key}}", self.chapter)):
            router.add_api_route(path, endpoint, methods=["GET", "HEAD"], response_model=None)
        return router

    def contents(self, request: Request) -> Response:
        """Show the list of the guide, or the sections that hold what is searched for."""
        faults: list[str] = []
        asked = searched(" ".join(request.query_params.get("tim", "").split()), faults)
        found = search(shipped_guide(), asked)
        count = f"{number(len(found))} mục có «{asked}»." if asked else ""
        has_tour = self._gate is not None and bool(self._gate.roles(request))
        page = Contents(
            "Trợ giúp", asked, tuple(faults), count, found, tuple(shipped_guide().values()), TOUR if has_tour else ""
        )
        return self._pages.show(request, "help.html", page, BAD_REQUEST if faults else OK)

    def chapter(self, request: Request, key: str) -> Response:
        """Show one page of the guide."""
        page = shipped_guide().get(key)
        if page is None:
            raise HTTPException(NOT_FOUND)
        order = list(shipped_guide().values())
        at = order.index(page)
        shown = Chapter(
            title=page.title,
            page=page,
            body=Markup(page.body),  # noqa: S704 -- made here from Markdown in which HTML is text
            previous=order[at - 1] if at else None,
            following=order[at + 1] if at + 1 < len(order) else None,
        )
        return self._pages.show(request, "help_page.html", shown)
