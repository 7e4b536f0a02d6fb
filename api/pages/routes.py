"""The addresses of the pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Depends, Request, Response

from api.access.deciding import Action
from api.pages.commune import around, commune
from api.pages.frame import Frame, Link, frame
from api.pages.gate import Gate, not_for_you, own_units
from api.pages.kept import Kept
from api.pages.overview import overview
from api.pages.press import Press
from api.pages.problems import Problem, no_figures, no_such_page, no_such_unit, not_that_way
from api.pages.query import period_of, read
from api.pages.rulebook import rulebook
from api.pages.units import Listing, listing
from api.pages.watch_list import Section, watch
from api.workflow import Board
from api.workflow.proving import amiss

OK, ELSEWHERE, BAD_REQUEST, FORBIDDEN, NOT_FOUND = 200, 303, 400, 403, 404


@dataclass(frozen=True, slots=True)
class Room:
    """Pages that belong together: what the link to them says, where it leads, and what they are for."""

    text: str
    path: str
    action: Action


ORDER = (
    "/", "/bang-diem", "/muc-tieu", "/ke-hoach", "/nhap", "/phieu", "/tham-dinh", "/cong-nhan", "/ky-danh-gia",
    "/don-vi", "/bo-tieu-chi", "/nguoi-dung", "/nhat-ky", "/huong-dan",
)  # fmt: skip
"""The order of the rooms among the links."""


class Pages:
    """The pages of the board that ``current`` gives. The list of a period is made once and kept while the board is.

    Without a gate they are open to everyone.
    """

    def __init__(self, current: Callable[[], Board], today: Callable[[], date], gate: Gate | None = None) -> None:
        self._current, self.today, self._gate = current, today, gate
        self.press = Press()
        self.kept = Kept()
        self._shown: Board | None = None
        self._listings: dict[str, Listing] = {}
        self._rooms = [Room("Tổng quan", "/", Action.READ), Room("Bộ tiêu chí", "/bo-tieu-chi", Action.READ_CRITERIA)]

    def add_room(self, room: Room) -> None:
        """Let a room of pages stand among the links of every page, in the order of ``ORDER``."""
        self._rooms = sorted([*self._rooms, room], key=lambda each: ORDER.index(each.path))

    def router(self) -> APIRouter:
        """Give every address its page."""
        router = APIRouter(include_in_schema=False)
        for path, endpoint, action in (
            ("/", self.overview, Action.READ),
            ("/xa/{code}", self.commune, Action.READ),
            ("/bo-tieu-chi", self.rulebook, Action.READ_CRITERIA),
        ):
            guarded = [Depends(self._gate.lets(action))] if self._gate else []
            router.add_api_route(path, endpoint, methods=["GET", "HEAD"], response_model=None, dependencies=guarded)
        router.add_api_route("/static/{name}", self.static, methods=["GET", "HEAD"], response_model=None)
        return router

    def board(self) -> Board:
        """Return the board to show now; what was kept of another one is let go."""
        board = self._current()
        if board is not self._shown:
            self._shown, self._listings = board, {}
        return board

    def overview(self, request: Request) -> Response:
        """Show targets, bands and the table of units; what could not be used of the query is said there."""
        board, query, today = self.board(), request.query_params, self.today()
        if not board.data.periods:
            return self.problem(request, no_figures(board), OK)
        found = self.listing(board, period_of(query.get("ky", "").strip(), board, []))
        seen = self._seen(request, board, found)
        if seen is not None:
            if len(seen) == 1:
                return Response(status_code=ELSEWHERE, headers={"Location": f"/xa/{min(seen)}"})
            return self.problem(request, own_units(found.result, seen), OK)
        asked = read(query, board, found.districts, today)
        page = overview(board, found, asked, today, self.kept, self.watched(request, board, found))
        status = BAD_REQUEST if asked.faults else OK
        return self.press.page(request, "overview.html", self.frame(request, board), page, status)

    def commune(self, request: Request, code: str) -> Response:
        """Show one unit in one period."""
        board = self.board()
        if not board.data.periods:
            return self.problem(request, no_figures(board), NOT_FOUND)
        problems: list[str] = []
        period = period_of(request.query_params.get("ky", "").strip(), board, problems)
        found = self.listing(board, period)
        if code not in found.result.codes:
            return self.problem(request, no_such_unit(board, code, period), NOT_FOUND)
        seen = self._seen(request, board, found)
        if seen is not None and code not in seen:
            return self.refusal(request, FORBIDDEN)
        beside = around(self._gate, request, board, found.result, code, seen, self.today())
        page = commune(board, found, code, problems, amiss(board, found.result, code), beside)
        return self.press.page(
            request, "commune.html", self.frame(request, board), page, BAD_REQUEST if problems else OK
        )

    def rulebook(self, request: Request) -> Response:
        """Show the criteria set read aloud."""
        board = self.board()
        return self.press.page(request, "rulebook.html", self.frame(request, board), rulebook(board.criteria))

    def static(self, request: Request, name: str) -> Response:
        """Give a static file."""
        return self.press.static(request, name) or self.problem(request, no_such_page(), NOT_FOUND)

    def problem(self, request: Request, problem: Problem, status: int) -> Response:
        """Show what went wrong and what to do; where no board can be had, of the one shown last."""
        board = self._shown or self.board()
        return self.press.page(request, "problem.html", self.frame(request, board), problem, status)

    def refusal(self, request: Request, status: int) -> Response:
        """Show why an address gives no page."""
        if status == ELSEWHERE:
            return Response(status_code=ELSEWHERE)
        said = {NOT_FOUND: no_such_page, FORBIDDEN: not_for_you}.get(status, not_that_way)
        return self.problem(request, said(), status)

    def frame(self, request: Request, board: Board) -> Frame:
        """Return what stands around every page."""
        visitor = getattr(request.state, "visitor", None)
        return frame(
            board, self.press.address("pages.css"), self.press.address("icon.svg"), visitor, self._links(request)
        )

    def _links(self, request: Request) -> tuple[Link, ...]:
        path = request.url.path
        return tuple(
            Link(each.text, each.path, path == each.path or (each.path != "/" and path.startswith(f"{each.path}/")))
            for each in self._rooms
            if self._gate is None or self._gate.may(request, each.action)
        )

    def show(self, request: Request, template: str, page: object, status: int = OK) -> Response:
        """Answer with a page of a room."""
        return self.press.page(request, template, self.frame(request, self._shown or self.board()), page, status)

    def listing(self, board: Board, period: str) -> Listing:
        """Return the units of a period, in the order of the table."""
        listings = self._listings
        if period not in listings:
            listings[period] = listing(board, period)
        return listings[period]

    def watched(self, request: Request, board: Board, found: Listing) -> tuple[Section, ...]:
        """Return what is to be watched of the units that may be seen; of files nothing."""
        if self._gate is None:
            return ()
        office, today, gate = self._gate.office, self.today(), self._gate
        question = ("watch", found.period, today)
        sections = self.kept.of(board, question, lambda: watch(office, board, found.result, today))
        return tuple(each.seen_by(gate.seen(request, (one.key for one in each.items))) for each in sections)

    def _seen(self, request: Request, board: Board, found: Listing) -> frozenset[str] | None:
        """Return the units whose figures may be shown to who asks; None for every one."""
        if self._gate is None:
            return None
        day = found.result.scores.figures.last_day
        keys = {code: unit.key for code in found.result.codes if (unit := board.register.version(code, day))}
        seen = self._gate.seen(request, keys.values())
        return None if keys and len(seen) == len(keys) else frozenset(code for code in keys if keys[code] in seen)
