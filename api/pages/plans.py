"""The room of plans: the least work that reaches a target, in sentences, within what may be spent and by whom."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter, Depends, Request, Response

from api.access.deciding import Action
from api.answers.plan import plan_of
from api.exchange.plan_workbook import workbook_of
from api.pages.gate import Gate
from api.pages.plan_page import plan_page, sheet_of
from api.pages.plan_query import Asked, read
from api.pages.problems import Problem, no_figures
from api.pages.query import days_allowed
from api.pages.routes import BAD_REQUEST, FORBIDDEN, NOT_FOUND, OK, Pages, Room
from api.pages.targets import not_all_seen
from api.workflow import Board
from api.workflow.office import NoVersionError
from engine.criteria import Target
from engine.planning import Plan

ROOM = Room("Kế hoạch", "/ke-hoach", Action.PROGRESS)
SHEET = "/ke-hoach.xlsx"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class PlanPages:
    """The addresses of a plan: its page, and its workbook."""

    def __init__(self, pages: Pages, gate: Gate) -> None:
        self._pages, self._gate = pages, gate
        pages.add_room(ROOM)

    def router(self) -> APIRouter:
        """Give the pages their addresses."""
        router = APIRouter(include_in_schema=False)
        for path, endpoint, actions in (
            (ROOM.path, self.page, (ROOM.action,)),
            (SHEET, self.sheet, (ROOM.action, Action.EXPORT)),
        ):
            guarded = [Depends(self._gate.lets(each)) for each in actions]
            router.add_api_route(path, endpoint, methods=["GET", "HEAD"], response_model=None, dependencies=guarded)
        return router

    def page(self, request: Request) -> Response:
        """Show the plan that the address asks for."""
        found = self._planned(request)
        if isinstance(found, Response):
            return found
        board, asked, plan = found
        sheet = asked.link(SHEET) if self._gate.may(request, Action.EXPORT) else ""
        page = plan_page(board, asked, plan, days_allowed(self._pages.board(), self._pages.today()), sheet)
        return self._pages.show(request, "plan.html", page, BAD_REQUEST if asked.faults else OK)

    def sheet(self, request: Request) -> Response:
        """Give the same plan as a workbook; an address with faults is answered by the page that says them."""
        found = self._planned(request)
        if isinstance(found, Response):
            return found
        board, asked, plan = found
        if asked.faults:
            return self.page(request)
        body = workbook_of(sheet_of(board, asked, plan), self._gate.office.now())
        name = f"ke-hoach-{asked.target.id}-{asked.as_of.isoformat()}.xlsx"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        return Response(body, OK, headers, XLSX)

    def _planned(self, request: Request) -> tuple[Board, Asked, Plan] | Response:
        """Return the plan with what it was made from, or the page that says why there is none."""
        pages, main = self._pages, self._pages.board()
        if not main.data.periods:
            return pages.problem(request, no_figures(main), OK)
        if not main.criteria.targets:
            return pages.problem(request, no_targets(), NOT_FOUND)
        asked = read(request.query_params, main, _next_due(main, pages.today()), pages.today())
        board = self._board(main, asked.as_of)
        if board is not main:
            if not board.criteria.targets:
                return pages.problem(request, no_targets(), NOT_FOUND)
            asked = read(request.query_params, board, _next_due(board, pages.today()), pages.today())
        counted = frozenset(board.counted(asked.target, asked.as_of))
        office = self._gate.office
        if not office.access.visible(self._gate.who(request), Action.PROGRESS, counted, office.today) >= counted:
            return pages.problem(request, not_all_seen(), FORBIDDEN)
        question = ("plan", board.digest, asked.target.id, asked.as_of, asked.limits)
        plan = pages.kept.of(main, question, lambda: plan_of(board, asked.target, asked.as_of, asked.limits))
        return board, asked, plan

    def _board(self, main: Board, as_of: date) -> Board:
        """Return the board of the version in force on the day, that of the newest figures where there is none."""
        office = self._gate.office
        try:
            version = office.version_on(main.criteria.set, as_of)
        except NoVersionError:
            return main
        return main if version.digest == main.digest else office.board(version, office.known_now())


def _next_due(board: Board, today: date) -> Target:
    """Return the target that is due next, the last of the file where all have been."""
    targets = board.criteria.targets
    return min((each for each in targets if each.due >= today), key=lambda each: each.due, default=targets[-1])


def no_targets() -> Problem:
    """A set has no targets, so there is nothing to plan for."""
    return Problem(
        "Chưa có mục tiêu để lập kế hoạch",
        ("Bộ tiêu chí này không đặt mục tiêu. Muốn có, thêm mục «targets» vào tệp bộ tiêu chí.",),
        (("Bộ tiêu chí", "/bo-tieu-chi"),),
        search=False,
    )
