"""The room of plans: the least work that reaches a target, in sentences, within what may be spent and by whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Depends, Request, Response

from api.access.deciding import Action, Who
from api.answers.plan import plan_of
from api.answers.supposing import Supposed, supposing
from api.pages.gate import Gate
from api.pages.plan.page import plan_page
from api.pages.plan.query import Asked, read
from api.pages.problems import Problem, no_figures
from api.pages.query import days_allowed
from api.pages.routes import BAD_REQUEST, ELSEWHERE, FORBIDDEN, NOT_FOUND, OK, Pages, Room
from api.pages.targets import not_all_seen
from api.workflow import Board
from api.workflow.office import NoVersionError, Office
from engine.pace import target_on
from engine.planning import NO_LIMITS, Limits, Plan
from engine.units import UnitKey

ROOM = Room("Kế hoạch", "/ke-hoach", Action.PROGRESS)


class PlanPages:
    """The address of a plan."""

    def __init__(self, pages: Pages, gate: Gate) -> None:
        self._pages, self._gate = pages, gate
        pages.add_room(ROOM)

    def router(self) -> APIRouter:
        """Give the page its address."""
        router = APIRouter(include_in_schema=False)
        guarded = [Depends(self._gate.lets(ROOM.action))]
        router.add_api_route(ROOM.path, self.page, methods=["GET", "HEAD"], response_model=None, dependencies=guarded)
        return router

    def page(self, request: Request) -> Response:
        """Show the plan that the address asks for."""
        pages, office = self._pages, self._gate.office
        found = plan_asked(pages, office, request.query_params)
        if isinstance(found, tuple):
            return pages.problem(request, *found)
        board, asked = found.board, found.asked
        if not sees_all(office, self._gate.who(request), found):
            return pages.problem(request, not_all_seen(), FORBIDDEN)
        if asked.grew:
            return Response(status_code=ELSEWHERE, headers={"Location": f"{asked.link(ROOM.path)}#gia-su"})
        days = days_allowed(pages.board(), pages.today())
        page = plan_page(board, asked, found.plan(pages), days, found.base(pages))
        return pages.show(request, "plan.html", page, BAD_REQUEST if asked.faults else OK)


@dataclass(frozen=True, slots=True)
class PlanAsked:
    """What an address asks to be planned, on which board."""

    main: Board
    board: Board
    asked: Asked

    @property
    def counted(self) -> frozenset[UnitKey]:
        """The units that the target counts."""
        return frozenset(self.board.counted(self.asked.target, self.asked.as_of))

    def plan(self, pages: Pages) -> Plan:
        """Return the plan, made once while the board is shown."""
        return self._plan(pages, self.asked.limits, self.asked.supposed)

    def base(self, pages: Pages) -> Plan | None:
        """Return the plan without limits and suppositions; None where there are none of either."""
        if self.asked.limits == NO_LIMITS and not self.asked.supposed:
            return None
        return self._plan(pages, NO_LIMITS, Supposed())

    def _plan(self, pages: Pages, limits: Limits, supposed: Supposed) -> Plan:
        board, asked = self.board, self.asked
        question = ("plan", board.digest, asked.target.id, asked.as_of, limits, supposed)
        found: Plan = pages.kept.of(
            self.main, question, lambda: plan_of(supposing(board, supposed), asked.target, asked.as_of, limits)
        )
        return found


def plan_asked(pages: Pages, office: Office, query: Mapping[str, str]) -> PlanAsked | tuple[Problem, int]:
    """Judge what an address asks to be planned; return instead why nothing can be, with the status of that."""
    main = pages.board()
    if not main.data.periods:
        return no_figures(main, "kế hoạch ít công sức nhất để đạt một mục tiêu"), OK
    if not main.criteria.targets:
        return no_targets(), NOT_FOUND
    asked = read(query, main, target_on(main.criteria.targets, pages.today()), pages.today())
    board = _board(office, main, asked.as_of)
    if board is not main:
        if not board.criteria.targets:
            return no_targets(), NOT_FOUND
        asked = read(query, board, target_on(board.criteria.targets, pages.today()), pages.today())
    return PlanAsked(main, board, asked)


def sees_all(office: Office, who: Who, found: PlanAsked) -> bool:
    """Tell whether somebody sees every unit that the target counts."""
    return office.access.visible(who, Action.PROGRESS, found.counted, office.today) >= found.counted


def _board(office: Office, main: Board, as_of: date) -> Board:
    """Return the board of the version in force on the day, that of the newest figures where there is none."""
    try:
        version = office.version_on(main.criteria.set, as_of)
    except NoVersionError:
        return main
    return main if version.digest == main.digest else office.board(version, office.known_now())


def no_targets() -> Problem:
    """A set has no targets, so there is nothing to plan for."""
    return Problem(
        "Chưa có mục tiêu để lập kế hoạch",
        ("Bộ tiêu chí này không đặt mục tiêu. Muốn có, thêm mục «targets» vào tệp bộ tiêu chí.",),
        (("Bộ tiêu chí", "/bo-tieu-chi"),),
        search=False,
    )
