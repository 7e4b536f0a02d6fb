"""The addresses of the pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from api.pages.commune import commune
from api.pages.frame import Frame, frame
from api.pages.overview import overview
from api.pages.press import Press
from api.pages.problems import Problem, no_figures, no_such_page, no_such_unit, not_that_way
from api.pages.query import period_of, read
from api.pages.rulebook import rulebook
from api.pages.units import Listing, listing
from api.workflow import Board

OK, BAD_REQUEST, NOT_FOUND = 200, 400, 404


@dataclass(frozen=True)
class Pages:
    """The pages of a board. The list of a period is made once and kept as long as the board is."""

    board: Board
    today: Callable[[], date]
    press: Press = field(default_factory=Press)
    _listings: dict[str, Listing] = field(default_factory=dict)

    def router(self) -> APIRouter:
        """Give every address its page."""
        router = APIRouter(include_in_schema=False)
        for path, endpoint in (
            ("/", self.overview),
            ("/xa/{code}", self.commune),
            ("/bo-tieu-chi", self.rulebook),
            ("/static/{name}", self.static),
            ("/healthz", self.healthy),
        ):
            router.add_api_route(path, endpoint, methods=["GET", "HEAD"], response_model=None)
        return router

    @property
    def frame(self) -> Frame:
        """The frame around every page."""
        return frame(self.board, self.press.address("pages.css"), self.press.address("icon.svg"))

    def overview(self, request: Request) -> Response:
        """Show targets, bands and the table of units; what could not be used of the query is said there."""
        query, today = request.query_params, self.today()
        if not self.board.data.periods:
            return self.problem(request, no_figures(self.board), OK)
        found = self.listing(period_of(query.get("ky", "").strip(), self.board, []))
        asked = read(query, self.board, found.districts, today)
        page = overview(self.board, found, asked, today)
        status = BAD_REQUEST if asked.faults else OK
        return self.press.page(request, "overview.html", self.frame, page, status)

    def commune(self, request: Request, code: str) -> Response:
        """Show one unit in one period."""
        if not self.board.data.periods:
            return self.problem(request, no_figures(self.board), NOT_FOUND)
        problems: list[str] = []
        period = period_of(request.query_params.get("ky", "").strip(), self.board, problems)
        found = self.listing(period)
        if code not in found.result.codes:
            return self.problem(request, no_such_unit(self.board, code, period), NOT_FOUND)
        page = commune(self.board, found, code, problems)
        return self.press.page(request, "commune.html", self.frame, page, BAD_REQUEST if problems else OK)

    def rulebook(self, request: Request) -> Response:
        """Show the criteria set read aloud."""
        return self.press.page(request, "rulebook.html", self.frame, rulebook(self.board.criteria))

    def static(self, request: Request, name: str) -> Response:
        """Give a static file."""
        return self.press.static(request, name) or self.problem(request, no_such_page(), NOT_FOUND)

    def healthy(self) -> Response:
        """Say that the process answers."""
        return JSONResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})

    def problem(self, request: Request, problem: Problem, status: int) -> Response:
        """Show what went wrong and what to do."""
        return self.press.page(request, "problem.html", self.frame, problem, status)

    def refusal(self, request: Request, status: int) -> Response:
        """Show why an address gives no page."""
        return self.problem(request, no_such_page() if status == NOT_FOUND else not_that_way(), status)

    def listing(self, period: str) -> Listing:
        """Return the units of a period, in the order of the table."""
        if period not in self._listings:
            self._listings[period] = listing(self.board, period)
        return self._listings[period]
