"""The first address, and the tour of a first visit."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from fastapi import APIRouter, Depends, Request, Response

from api.access.deciding import Action
from api.answers.sessions import present_at
from api.pages.accounts.signing_in import gone_to, kept_nowhere
from api.pages.gate import Gate, forged
from api.pages.home.desks import home_page
from api.pages.home.tour import TOUR, Tour, tour_of
from api.pages.posting import Sent, posting
from api.pages.query import KEYS
from api.pages.routes import FORBIDDEN, Pages, Room
from api.store.database import one_moment
from api.workflow.own_account import put_tour_away

COOKIE, SEEN, YEAR = "dienhinh_gioi_thieu", "da-xem", 31_536_000
"""What the browser of the demonstration's guest remembers; who has an account is remembered by that."""


@dataclass(frozen=True, slots=True)
class TourPage:
    """The tour on a page of its own, reached from the help."""

    title: str
    tour: Tour | None


class HomePages:
    """The addresses of the first page and of the tour."""

    def __init__(self, pages: Pages, gate: Gate) -> None:
        self._pages, self._gate = pages, gate
        pages.add_room(Room("Việc của tôi", "/", Action.OWN))

    def router(self) -> APIRouter:
        """Give both their addresses."""
        router = APIRouter(include_in_schema=False, dependencies=[Depends(self._gate.lets(Action.OWN))])
        router.add_api_route("/", self.home, methods=["GET", "HEAD"], response_model=None)
        router.add_api_route(TOUR, self.tour, methods=["GET", "HEAD"], response_model=None)
        router.add_api_route(TOUR, posting(self.put_away), methods=["POST"], response_model=None)
        return router

    @one_moment()
    def home(self, request: Request) -> Response:
        """Show one's own work, or the overview where that is the work, or where the address asks something of it."""
        request.state.tour = self._tour(request)
        if not self._gate.has_desk(request) or not request.query_params.keys().isdisjoint(KEYS):
            return self._pages.overview(request)
        board = self._pages.board()
        newest = board.data.newest_period
        listed = {newest: self._pages.listing(board, newest)} if newest else {}
        page = home_page(self._gate, request, board, listed)
        return kept_nowhere(self._pages.show(request, "home.html", page))

    def tour(self, request: Request) -> Response:
        """Show the tour, whether it was put away or not."""
        page = TourPage("Giới thiệu nhanh", tour_of(self._gate.roles(request), partial(self._pages.shuts, request)))
        return self._pages.show(request, "tour.html", page)

    def put_away(self, request: Request, sent: Sent) -> Response:
        """Remember that the tour was read."""
        if not self._gate.is_ours(request, sent.one("csrf")):
            return self._pages.problem(request, forged(), FORBIDDEN)
        response, present = gone_to("/"), present_at(request)
        if present is not None:
            put_tour_away(self._gate.office, present)
        else:
            response.set_cookie(COOKIE, SEEN, max_age=YEAR, path="/", httponly=True, samesite="lax")
        return response

    def _tour(self, request: Request) -> Tour | None:
        """Return the tour to be shown on the first page; None once it was put away."""
        present = present_at(request)
        if present.toured if present is not None else request.cookies.get(COOKIE) == SEEN:
            return None
        return tour_of(self._gate.roles(request), partial(self._pages.shuts, request), self._gate.token(request))
