"""The room of the heat table: the table, and why a cell stands as it does."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Depends, Request, Response
from starlette.exceptions import HTTPException

from api.access.deciding import Action
from api.pages.gate import Gate
from api.pages.heat.query import HeatAsked, read
from api.pages.heat.rows import Heat, districts, heat
from api.pages.heat.table import heat_page
from api.pages.heat.why import Why, why
from api.pages.problems import Problem, no_figures
from api.pages.query import dated, period_of
from api.pages.routes import BAD_REQUEST, FORBIDDEN, NOT_FOUND, OK, Pages, Room
from api.store.database import one_moment
from api.workflow import Board
from engine.units import UnitKey

ROOM = Room("Bảng điểm", "/bang-diem", Action.READ)
ENTRY = "/nhap"


def _nothing_here() -> Problem:
    return Problem(
        "Bảng điểm chưa có dòng nào",
        (
            "Chưa có số liệu của xã, thị trấn nào trong phạm vi của tài khoản; mỗi đơn vị là một dòng khi có số liệu.",
            "Nếu phạm vi của tài khoản chưa đúng, hãy nhờ người quản trị.",
        ),
        (("Tài khoản của tôi", "/tai-khoan"),),
        search=False,
    )


@dataclass(frozen=True, slots=True)
class _View:
    """What one request is about: the period's table, who of it may be seen, and what was asked."""

    heat: Heat
    seen: frozenset[UnitKey]
    asked: HeatAsked


class HeatPages:
    """The addresses of the heat table. What a table needs of a period is made once and kept while the board is."""

    def __init__(self, pages: Pages, gate: Gate) -> None:
        self._pages, self._gate = pages, gate
        self._board: Board | None = None
        self._kept: dict[str, Heat] = {}
        self._turn = threading.Lock()
        pages.add_room(ROOM)

    def router(self) -> APIRouter:
        """Give every address its page."""
        router = APIRouter(include_in_schema=False)
        for path, endpoint, action, methods in (
            (ROOM.path, self.table, Action.READ, ["GET", "HEAD"]),
            (f"{ROOM.path}/vi-sao/{{code}}/{{criterion}}", self.why, Action.READ, ["GET", "HEAD"]),
        ):
            guarded = [Depends(self._gate.lets(action))]
            router.add_api_route(path, endpoint, methods=methods, response_model=None, dependencies=guarded)
        return router

    @one_moment()
    def table(self, request: Request) -> Response:
        """Show the table, with the open cell beside it."""
        board = self._pages.board()
        if not board.data.periods:
            return self._pages.problem(
                request, no_figures(board, "bảng các xã và từng tiêu chí, bấm một ô để xem vì sao"), OK
            )
        view = self._view(request, board, request.query_params)
        if not view.seen:
            return self._pages.problem(request, _nothing_here(), OK)
        asked = view.asked
        rows = view.heat.select(asked, view.seen)
        told = self._told(request, view, *asked.cell) if asked.get("o") else None
        may_export = self._gate.may(request, Action.EXPORT)
        page = heat_page(view.heat, asked, view.seen, rows, told, exports=may_export)
        return self._pages.show(request, "heat.html", page, BAD_REQUEST if asked.faults else OK)

    @one_moment()
    def why(self, request: Request, code: str, criterion: str) -> Response:
        """Show one cell alone, for a script to put beside the table."""
        board = self._pages.board()
        if not board.data.periods:
            raise HTTPException(NOT_FOUND)
        view = self._view(request, board, {**request.query_params, "o": f"{code}.{criterion}"})
        if any(row.unit.code == code and row.key not in view.seen for row in view.heat.rows):
            raise HTTPException(FORBIDDEN)
        if view.asked.cell != (code, criterion):
            raise HTTPException(NOT_FOUND)
        return self._pages.show(request, "why.html", self._told(request, view, code, criterion))

    def _view(self, request: Request, board: Board, query: Mapping[str, str]) -> _View:
        query = dated(query, board, self._pages.today())
        found = self._heat(board, period_of(query.get("ky", "").strip(), board, []))
        seen = self._gate.seen(request, [row.key for row in found.rows])
        codes = {row.unit.code for row in found.rows if row.key in seen}
        return _View(found, seen, read(query, board, districts(found, seen), codes))

    def _heat(self, board: Board, period: str) -> Heat:
        with self._turn:
            if board is not self._board:
                self._board, self._kept = board, {}
            if period not in self._kept:
                self._kept[period] = heat(board, self._pages.listing(board, period))
            return self._kept[period]

    def _told(self, request: Request, view: _View, code: str, criterion: str) -> Why:
        """Tell why a cell stands as it does, with the way to entry for whoever may enter."""
        board, key = view.heat.board, next(row.key for row in view.heat.rows if row.unit.code == code)
        rooms = {link.path for link in self._pages.frame(request, board).links}
        may_enter = ENTRY in rooms and self._gate.may(request, Action.RECORD, key)
        entry = f"{ENTRY}/{code}?ky={view.asked.period}#{criterion}" if may_enter else ""
        return why(board, view.heat.result, key, criterion, (view.asked.link(o=""), entry))
