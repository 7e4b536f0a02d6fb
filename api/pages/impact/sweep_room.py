"""The room of sweeps: one bound of the set from a figure to another, and how many units meet it at each step."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request, Response

from api.access.deciding import Action
from api.answers.sweep import swept
from api.exchange.rulebooks import Version
from api.pages.gate import Gate
from api.pages.impact.page import SWEEP
from api.pages.impact.query import districts_of
from api.pages.impact.room import beside
from api.pages.impact.sweep_page import sweep_page
from api.pages.impact.sweep_query import FILE, PERIOD, read
from api.pages.problems import Problem, no_figures
from api.pages.query import period_of
from api.pages.routes import BAD_REQUEST, FORBIDDEN, NOT_FOUND, OK, Pages
from api.pages.targets import not_all_seen
from api.workflow import Board
from api.workflow.office import NoVersionError


class SweepPages:
    """The address of a sweep; no room among the links, since one comes to it from a draft or from a criterion."""

    def __init__(self, pages: Pages, gate: Gate) -> None:
        self._pages, self._gate, self._office = pages, gate, gate.office

    def router(self) -> APIRouter:
        """Give the page its address."""
        router = APIRouter(include_in_schema=False, dependencies=[Depends(self._gate.lets(Action.PROGRESS))])
        router.add_api_route(SWEEP, self.page, methods=["GET", "HEAD"], response_model=None)
        return router

    def page(self, request: Request) -> Response:
        """Show a bound from step to step."""
        pages, main, query = self._pages, self._pages.board(), request.query_params
        if not main.data.periods:
            return pages.problem(request, no_figures(main, "số xã đạt khi một ngưỡng đổi"), OK)
        period = period_of(" ".join(query.get(PERIOD, "").split()), main, [])
        versions = self._office.folder.books().versions.get(main.criteria.set, ())
        board, file = self._board(main, versions, " ".join(query.get(FILE, "").split()), period)
        districts = districts_of(main, period)
        asked = read(query, board, districts, file)
        if asked is None:
            return pages.problem(request, no_bounds(), NOT_FOUND)
        if not self._sees(request, board, asked.period, asked.district):
            return pages.problem(request, not_all_seen(), FORBIDDEN)
        question = ("sweep", board.digest, asked.bound.place, asked.values, asked.period, asked.district)
        found = pages.kept.of(
            main, question, lambda: swept(board, asked.bound.place, asked.values, asked.period, asked.district)
        )
        page = sweep_page(main, asked, found, versions, districts)
        return pages.show(request, "sweep.html", page, BAD_REQUEST if asked.faults else OK)

    def _board(self, main: Board, versions: tuple[Version, ...], wanted: str, period: str) -> tuple[Board, str]:
        """Return the board of the version asked for, else of that in force for the period, with the name to write."""
        named = next((each for each in versions if each.name == wanted), None)
        if named is not None:
            return (main if named.digest == main.digest else beside(main, named)), named.name
        try:
            version = self._office.version_of_period(main.criteria.set, period)
        except NoVersionError:
            return main, ""
        return (main if version.digest == main.digest else beside(main, version)), ""

    def _sees(self, request: Request, board: Board, period: str, district: str) -> bool:
        """Tell whether every unit that is counted may be seen."""
        last = board.criteria.period.bounds(period)[1]
        units = board.register.covered(board.criteria, last)
        keys = frozenset(unit.key for unit in units if district in ("", unit.district))
        who, office = self._gate.who(request), self._office
        return office.access.visible(who, Action.PROGRESS, keys, office.today) >= keys


def no_bounds() -> Problem:
    """A set has no bound, so there is nothing to sweep."""
    return Problem(
        "Không có ngưỡng nào để dò",
        ("Bộ tiêu chí này chỉ có điều kiện có/không và văn bản, không có ngưỡng bằng số.",),
        (("Bộ tiêu chí", "/bo-tieu-chi"),),
        search=False,
    )
