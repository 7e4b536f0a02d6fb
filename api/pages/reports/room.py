"""The room of reports: a document is chosen, looked at, and taken along as Word or PDF."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter, Depends, Request, Response
from starlette.exceptions import HTTPException

from api.access.deciding import Action
from api.answers.plan import plan_of
from api.pages.gate import Gate
from api.pages.problems import no_figures
from api.pages.query import days_allowed, period_of
from api.pages.reports.page import PATH, SETTINGS, report_page
from api.pages.reports.query import PERIOD, Asked, kind_of, read
from api.pages.routes import BAD_REQUEST, FORBIDDEN, NOT_FOUND, OK, Pages, Room
from api.pages.targets import not_all_seen
from api.pages.unit_record import sees_texts
from api.workflow import Board
from api.workflow.office import NoVersionError
from api.workflow.reporting.case import NoCaseError
from api.workflow.reporting.issuing import BLANK, held
from api.workflow.reporting.making import (
    TYPES,
    Drafted,
    Kind,
    case_for,
    draft_on_unit,
    draft_progress,
    hand_out,
    issuing_for,
)
from engine.planning import NO_LIMITS
from engine.units import UnitVersion

ROOM = Room("Báo cáo", PATH, Action.EXPORT)
NOT_SET = (
    "Chưa đặt cơ quan ban hành: tiêu đề đang dùng tên gợi ý theo danh mục đơn vị, chỗ chưa biết để dấu chấm. "
    "Cán bộ cấp tỉnh đặt ở trang Cấu hình báo cáo."
)


class ReportPages:
    """The addresses of reports: the page, and the files."""

    def __init__(self, pages: Pages, gate: Gate) -> None:
        self._pages, self._gate, self._office = pages, gate, gate.office
        pages.add_room(ROOM)

    def router(self) -> APIRouter:
        """Give the page and the files their addresses."""
        guarded = [Depends(self._gate.lets(each)) for each in (Action.READ, Action.EXPORT)]
        router = APIRouter(include_in_schema=False, dependencies=guarded)
        router.add_api_route(PATH, self.page, methods=["GET", "HEAD"], response_model=None)
        router.add_api_route(f"{PATH}.{{ending}}", self.file, methods=["GET"], response_model=None)
        return router

    def page(self, request: Request) -> Response:
        """Show the choice of documents, and the one that is asked for."""
        board = self._pages.board()
        if not board.data.periods:
            return self._pages.problem(request, no_figures(board, "báo cáo, phiếu, hồ sơ tải về Word, PDF"), OK)
        asked, units = self._asked(request, board)
        if asked.kind is Kind.PROGRESS and not self._sees_all(request, self._board_on(asked), asked):
            return self._pages.problem(request, not_all_seen(), FORBIDDEN)
        return self._show(request, board, asked, units)

    def file(self, request: Request, ending: str) -> Response:
        """Give the document as a file and put on record who took it; an address with faults shows the page."""
        board = self._pages.board()
        if ending not in TYPES or not board.data.periods:
            raise HTTPException(NOT_FOUND)
        asked, units = self._asked(request, board)
        if asked.kind is Kind.PROGRESS and not self._sees_all(request, self._board_on(asked), asked):
            return self._pages.problem(request, not_all_seen(), FORBIDDEN)
        if asked.faults or not asked.is_complete:
            return self._show(request, board, asked, units)
        try:
            drafted = self._draft(request, board, asked)
        except NoCaseError as error:
            return self._show(request, board, _with(asked, f"{error}."), units)
        chosen = {key: value for key, value in asked.given.items() if key != "loai"}
        body = hand_out(self._office.database, self._gate.actor(request), drafted, ending, chosen)
        headers = {
            "Content-Disposition": f'attachment; filename="{drafted.name}.{ending}"',
            "Cache-Control": "no-store",
        }
        return Response(body, OK, headers, TYPES[ending])

    # ------------------------------------------------------------------------------------------------------ asked

    def _asked(self, request: Request, board: Board) -> tuple[Asked, list[UnitVersion]]:
        query, faults = request.query_params, list[str]()
        units = self._units(request, board, period_of(query.get(PERIOD, "").strip(), board, []))
        every = self._sees_all(request, board, None)
        kind = kind_of(query, Kind.PROGRESS if every else Kind.SHEET, faults)
        asked = read(query, kind, board, {each.code for each in units}, self._pages.today(), faults)
        return asked, units

    def _units(self, request: Request, board: Board, period: str) -> list[UnitVersion]:
        """Return the units with figures in a period that one may take along."""
        result = board.scored(period)
        last = result.scores.figures.last_day
        found = [unit for code in result.codes if (unit := board.register.version(code, last)) is not None]
        kept = [each for each in found if board.register.covers(board.criteria, each)]
        access, who = self._office.access, self._gate.who(request)
        keys = [each.key for each in kept]
        mine = [access.visible(who, action, keys, self._office.today) for action in (Action.READ, Action.EXPORT)]
        return [each for each in kept if all(each.key in seen for seen in mine)]

    def _sees_all(self, request: Request, board: Board, asked: Asked | None) -> bool:
        """Tell whether every unit that a target counts may be seen and taken along."""
        on = asked.as_of if asked else self._pages.today()
        keys = {key for target in board.criteria.targets for key in board.counted(target, on)}
        access, who = self._office.access, self._gate.who(request)
        return all(
            access.visible(who, action, keys, self._office.today) >= keys for action in (Action.PROGRESS, Action.EXPORT)
        )

    def _board_on(self, asked: Asked) -> Board:
        """Return the board of the version in force on the day, that of the newest figures where there is none."""
        main = self._pages.board()
        try:
            version = self._office.version_on(main.criteria.set, asked.as_of)
        except NoVersionError:
            return main
        return main if version.digest == main.digest else self._office.board(version, self._office.known_now())

    # ---------------------------------------------------------------------------------------------------- drafted

    def _draft(self, request: Request, main: Board, asked: Asked) -> Drafted:
        office, database = self._office, self._office.database
        if asked.kind is Kind.PROGRESS:
            board = self._board_on(asked)
            target = next((each for each in board.criteria.targets if each.id == asked.plan), None)
            plan = plan_of(board, target, asked.as_of, NO_LIMITS) if target else None
            return draft_progress(board, asked.as_of, issuing_for(board, asked.as_of, database), plan)
        version = office.version_of_period(main.criteria.set, asked.period)
        board = main if version.digest == main.digest else office.board(version, office.known_now())
        last = board.criteria.period.bounds(asked.period)[1]
        unit = board.register.version(asked.unit, last)
        texts = unit is not None and sees_texts(self._gate, request, unit.key)
        case = case_for(board, asked.unit, asked.period, office, texts=texts)
        return draft_on_unit(asked.kind, case, issuing_for(board, last, database), asked.level or None)

    def _show(self, request: Request, board: Board, asked: Asked, units: list[UnitVersion]) -> Response:
        report = None
        if asked.preview and asked.is_complete and not asked.faults:
            try:
                report = self._draft(request, board, asked).report
            except NoCaseError as error:
                asked = _with(asked, f"{error}.")
        with self._office.database.reading() as session:
            said, _ = held(session, board.criteria.set)
        notes = (NOT_SET,) if said is None else ()
        if said is not None and BLANK in (said.issuer, said.place):
            notes = ("Cơ quan ban hành hoặc địa danh còn để dấu chấm; điền tay, hoặc đặt ở trang Cấu hình báo cáo.",)
        settings = SETTINGS if self._gate.may(request, Action.SET_ISSUER) else ""
        allowed = days_allowed(board, self._pages.today())
        page = report_page(board, asked, allowed, units, notes, settings, report)
        return self._pages.show(request, "reports.html", page, BAD_REQUEST if asked.faults else OK)


def _with(asked: Asked, fault: str) -> Asked:
    return replace(asked, faults=(*asked.faults, fault))
