"""The addresses of the pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from fastapi import APIRouter, Depends, Request, Response

from api.access.deciding import Action
from api.pages.commune import around, commune
from api.pages.frame import Around, Frame, Link, frame
from api.pages.gate import Gate, not_for_you, not_in_the_demonstration
from api.pages.help.places import help_for
from api.pages.home.own_units import own_units
from api.pages.kept import Kept
from api.pages.overview import overview
from api.pages.press import Press
from api.pages.problems import Problem, no_figures, no_such_page, no_such_unit, not_that_way
from api.pages.programmes import ways
from api.pages.query import as_of_day, period_of, read
from api.pages.unit_family import period_of_day
from api.pages.units import Listing, listing
from api.pages.watch_list import Section, watch
from api.store.database import one_moment
from api.workflow import Board
from api.workflow.programme import ASKED
from api.workflow.proving import amiss

OK, ELSEWHERE, BAD_REQUEST, FORBIDDEN, NOT_FOUND = 200, 303, 400, 403, 404


@dataclass(frozen=True, slots=True)
class Room:
    """Pages that belong together: what the link to them says, where it leads, and what they are for."""

    text: str
    path: str
    action: Action


OVERVIEW = "/tong-quan"
GROUPS: Mapping[str, tuple[str, ...]] = {
    "Xem": ("/", OVERVIEW, "/bang-diem", "/tong-hop", "/muc-tieu", "/ke-hoach", "/bao-cao"),
    "Làm": (
        "/nhap",
        "/mo-hinh",
        "/phieu",
        "/khong-ap-dung",
        "/tham-dinh",
        "/cong-nhan",
        "/ky-danh-gia",
        "/viec-dang-chay",
    ),
    "Quy định": ("/bo-tieu-chi", "/soan-tieu-chi", "/anh-huong", "/doi-chieu", "/don-vi"),
    "Quản trị": ("/nguoi-dung", "/nhat-ky"),
    "Trợ giúp": ("/huong-dan",),
}
"""The rooms among the links: groups by name, each in its order."""


@dataclass
class _Shelf:
    """What is kept of the board of one programme that was shown last."""

    kept: Kept = field(default_factory=Kept)
    board: Board | None = None
    listings: dict[str, Listing] = field(default_factory=dict)


class Pages:
    """The pages of the board that ``current`` gives. The list of a period is made once and kept while the board is.

    Without a gate they are open to everyone.
    """

    def __init__(self, current: Callable[[], Board], today: Callable[[], date], gate: Gate | None = None) -> None:
        self._current, self.today, self._gate = current, today, gate
        self.press = Press()
        self._shelves: dict[str, _Shelf] = {}
        self._rooms = {OVERVIEW: Room("Tổng quan", OVERVIEW, Action.READ)}

    @property
    def rooms(self) -> tuple[Room, ...]:
        """Every room that stands among the links."""
        return tuple(self._rooms.values())

    def add_room(self, room: Room) -> None:
        """Let a room of pages stand among the links of every page, where ``GROUPS`` has it."""
        self._rooms[room.path] = room

    def router(self) -> APIRouter:
        """Give every address its page."""
        router = APIRouter(include_in_schema=False)
        guarded = [Depends(self._gate.lets(Action.READ))] if self._gate else []
        paths = (OVERVIEW, "/xa/{code}") if self._gate else ("/", OVERVIEW, "/xa/{code}")
        for path in paths:
            endpoint = self.commune if path.startswith("/xa/") else self.overview
            router.add_api_route(path, endpoint, methods=["GET", "HEAD"], response_model=None, dependencies=guarded)
        router.add_api_route("/static/{name}", self.static, methods=["GET", "HEAD"], response_model=None)
        return router

    def board(self) -> Board:
        """Return the board to show now; what was kept of another one is let go."""
        board, shelf = self._current(), self._shelf
        if board is not shelf.board:
            shelf.board, shelf.listings = board, {}
        return board

    @property
    def kept(self) -> Kept:
        """What was worked out of the board that is shown."""
        return self._shelf.kept

    @property
    def _shelf(self) -> _Shelf:
        asked = ASKED.get()
        main = self._gate is not None and asked == self._gate.office.settings.main_set
        return self._shelves.setdefault("" if main else asked, _Shelf())

    @one_moment()
    def overview(self, request: Request) -> Response:
        """Show targets, bands and the table of units; what could not be used of the query is said there."""
        board, query, today = self.board(), request.query_params, self.today()
        if not board.data.periods:
            return self.problem(request, no_figures(board), OK)
        found = self.listing(board, period_of(query.get("ky", "").strip(), board, []))
        seen = self._seen(request, board, found)
        asked = read(query, board, found.districts, today, self._overview_at(request))
        if seen is not None:
            page = own_units(board, found, asked, seen)
            return self.show(request, "own_units.html", page, BAD_REQUEST if asked.faults else OK)
        shown = overview(board, found, asked, today, self.kept, self.watched(request, board, found))
        return self.show(request, "overview.html", shown, BAD_REQUEST if asked.faults else OK)

    @one_moment()
    def commune(self, request: Request, code: str) -> Response:
        """Show one unit in one period."""
        board = self.board()
        if not board.data.periods:
            return self.problem(request, no_figures(board), NOT_FOUND)
        problems: list[str] = []
        asked, on = (request.query_params.get(key, "").strip() for key in ("ky", "ngay"))
        day = None if asked else as_of_day(on, board, self.today(), problems)
        of_day = period_of_day(board, code, day) if day else None
        period = of_day or period_of(asked, board, problems)
        found = self.listing(board, period)
        if code not in found.result.codes or (day and of_day is None):
            return self.problem(request, no_such_unit(board, code, period, day), NOT_FOUND)
        seen = self._seen(request, board, found)
        if seen is not None and code not in seen:
            return self.refusal(request, FORBIDDEN)
        beside = around(self._gate, request, board, found.result, code, seen, self.today())
        page = commune(board, found, code, problems, amiss(board, found.result, code), beside)
        return self.press.page(
            request, "commune.html", self.frame(request, board), page, BAD_REQUEST if problems else OK
        )

    def static(self, request: Request, name: str) -> Response:
        """Give a static file."""
        return self.press.static(request, name) or self.problem(request, no_such_page(), NOT_FOUND)

    def problem(self, request: Request, problem: Problem, status: int) -> Response:
        """Show what went wrong and what to do; where no board can be had, of the one shown last."""
        board = self._shelf.board or self.board()
        return self.press.page(request, "problem.html", self.frame(request, board), problem, status)

    def refusal(self, request: Request, status: int) -> Response:
        """Show why an address gives no page."""
        if status == ELSEWHERE:
            return Response(status_code=ELSEWHERE)
        if status == FORBIDDEN and self._gate is not None and self._gate.is_guest(request):
            return self.problem(request, not_in_the_demonstration(request.url.path), status)
        said = {NOT_FOUND: no_such_page, FORBIDDEN: not_for_you}.get(status, not_that_way)
        return self.problem(request, said(), status)

    def frame(self, request: Request, board: Board) -> Frame:
        """Return what stands around every page."""
        state = request.state
        around = Around(
            visitor=getattr(state, "visitor", None),
            groups=tuple(self._groups(request)),
            help=help_for(request.url.path),
            tour=getattr(state, "tour", None),
            programmes=ways(self._gate.office) if self._gate is not None else (),
        )
        return frame(board, self.press.address("icon.svg"), around)

    def _overview_at(self, request: Request) -> str:
        """Return where the overview of who asks stands: at the front, unless their own work does."""
        return OVERVIEW if self._gate is not None and self._gate.has_desk(request) else "/"

    def _groups(self, request: Request) -> Iterator[tuple[str, tuple[Link, ...]]]:
        """Yield the links to the rooms that who asks may enter; a room that no group names comes last."""
        named = [path for paths in GROUPS.values() for path in paths]
        rest = tuple(path for path in self._rooms if path not in named)
        for name, paths in {**GROUPS, "Khác": rest}.items():
            links = tuple(self._link(request, self._rooms[path]) for path in paths if self._opens(request, path))
            if links:
                yield name, links

    def shuts(self, request: Request, path: str) -> bool:
        """Tell whether an address is that of a room that is not open to who asks, on this day."""
        room = self._rooms.get(path)
        return room is not None and self._gate is not None and not self._gate.may(request, room.action)

    def _opens(self, request: Request, path: str) -> bool:
        """Tell whether the room is there and is open to who asks; who begins with the overview has no desk."""
        if path not in self._rooms or (path == "/" and self._overview_at(request) == "/"):
            return False
        return not self.shuts(request, path)

    def _link(self, request: Request, room: Room) -> Link:
        path = self._overview_at(request) if room.path == OVERVIEW else room.path
        here = request.url.path
        inside = room.path != "/" and here.startswith(f"{room.path}/")
        return Link(room.text, path, here in (path, room.path) or inside)

    def show(self, request: Request, template: str, page: object, status: int = OK) -> Response:
        """Answer with a page of a room."""
        return self.press.page(request, template, self.frame(request, self._shelf.board or self.board()), page, status)

    def listing(self, board: Board, period: str) -> Listing:
        """Return the units of a period, in the order of the table."""
        listings = self._shelf.listings
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
