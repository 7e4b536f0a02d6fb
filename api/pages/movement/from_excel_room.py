"""The room where the register goes out as a table and comes back: the look, the writing as one act, the undoing."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from fastapi import APIRouter, Depends, Request, Response

from api.access.deciding import Action
from api.answers.imports import XLSX, saved_as
from api.pages.accounts.signing_in import gone_to, kept_nowhere
from api.pages.exports.asking import Asking
from api.pages.exports.movement import template
from api.pages.exports.room import STATUS
from api.pages.gate import Gate, forged
from api.pages.movement.asking import FROM_EXCEL
from api.pages.movement.from_excel import begin_page, look_page
from api.pages.movement.ground import ground
from api.pages.movement.showing import showing
from api.pages.posting import Sent, posting, with_file
from api.pages.problems import Problem
from api.pages.routes import FORBIDDEN, NOT_FOUND, OK, Pages
from api.pages.sheets.room import CONFLICT, NOT_USABLE
from api.workflow.exporting.going import NotExportedError
from api.workflow.importing.importer import NoImportError
from api.workflow.movement.from_workbook import plan_of
from api.workflow.movement.plans import Plan
from api.workflow.movement.waiting import Waiting, begin, confirm, drop, undo, waiting
from api.workflow.movement.writer import MovementError, Writer

NO_FILE = "Chưa chọn tệp nào. Chọn một tệp .xlsx hoặc .csv rồi bấm Gửi."
MOVED = "Chưa ghi gì: sổ vừa có thay đổi. Đây là bản xem mới; xem lại rồi ghi."
NOTHING = "Tệp không đổi gì trong sổ nên không ghi gì."
UNDONE = "Đã hoàn tác: sổ trở về như trước lần nhập này."
TEMPLATE = f"{FROM_EXCEL}/mau.xlsx"


class ModelImportPages:
    """The addresses of tables of models; they come before those of single models."""

    def __init__(self, pages: Pages, gate: Gate) -> None:
        self._pages, self._gate, self._office, self._show = pages, gate, gate.office, showing(pages)

    def router(self) -> APIRouter:
        """Give pages, files and forms their addresses."""
        router = APIRouter(include_in_schema=False, dependencies=[Depends(self._gate.lets(Action.RECORD))])
        get, one = ["GET", "HEAD"], f"{FROM_EXCEL}/{{key}}"
        router.add_api_route(TEMPLATE, self.template, methods=get, response_model=None)
        router.add_api_route(FROM_EXCEL, self.begin, methods=get, response_model=None)
        router.add_api_route(FROM_EXCEL, with_file(self.sent, field="tep"), methods=["POST"], response_model=None)
        router.add_api_route(one, self.one, methods=get, response_model=None)
        router.add_api_route(one, posting(self.decided), methods=["POST"], response_model=None)
        return router

    def template(self, request: Request) -> Response:
        """Give an empty table to be saved."""
        asking = Asking(self._pages, self._office, self._gate.who(request), request.query_params)
        with TemporaryDirectory(prefix="dienhinh-", ignore_cleanup_errors=True) as folder:
            path = Path(folder) / "mau-mo-hinh.xlsx"
            try:
                template(asking, path)
            except NotExportedError as error:
                problem = Problem("Không làm được mẫu", error.faults, (("Từ Excel", FROM_EXCEL),), search=False)
                return self._pages.problem(request, problem, STATUS.get(error.code, FORBIDDEN))
            return Response(path.read_bytes(), OK, saved_as(path.name), XLSX)

    def begin(self, request: Request) -> Response:
        """Show where it begins."""
        return self._begin(request, OK)

    def _begin(self, request: Request, status: int, *problems: str) -> Response:
        self._pages.board()
        here = ground(self._gate, request, today=True)
        return kept_nowhere(self._show(here, "movement_import.html", begin_page(here, problems), status))

    def sent(self, request: Request, sent: Sent, name: str, content: bytes) -> Response:
        """Take a file in."""
        if not self._gate.is_ours(request, sent.one("csrf")):
            return self._pages.problem(request, forged(), FORBIDDEN)
        if not name:
            return self._begin(request, NOT_USABLE, NO_FILE)
        return gone_to(f"{FROM_EXCEL}/{begin(self._office, self._gate.actor(request), content, name[:200])}")

    def one(self, request: Request, key: str) -> Response:
        """Show what a file would change, or has."""
        try:
            held, plan = self._found(request, key)
        except NoImportError as error:
            return self._none(request, error)
        return self._look(request, held, plan, OK, done=UNDONE if "hoan-tac" in request.query_params else "")

    def decided(self, request: Request, sent: Sent) -> Response:
        """Write what was shown, undo what was written, or forget the file."""
        key, deed = str(request.path_params["key"]), sent.one("viec")
        if not self._gate.is_ours(request, sent.one("csrf")):
            return self._pages.problem(request, forged(), FORBIDDEN)
        try:
            if deed == "bo":
                drop(self._office, self._gate.actor(request), key)
                return gone_to(FROM_EXCEL)
            held, plan = self._found(request, key)
        except NoImportError as error:
            return self._none(request, error)
        try:
            return self._undone(request, held) if deed == "hoan-tac" else self._written(request, held, plan, sent)
        except MovementError as error:
            said = ("Chưa hoàn tác được. " if deed == "hoan-tac" else "Chưa ghi gì. ") + error.said
            said = MOVED if error.code == "stale" and deed != "hoan-tac" else said
            held, plan = self._found(request, key)
            return self._look(request, held, plan, CONFLICT, problem=said)

    def _written(self, request: Request, held: Waiting, plan: Plan, sent: Sent) -> Response:
        if held.row.act is not None:
            return gone_to(f"{FROM_EXCEL}/{held.key}")
        if sent.one("ban") != plan.edition:
            return self._look(request, held, plan, CONFLICT, problem=MOVED)
        if confirm(self._office, self._writer(request), held, plan).act is None:
            return self._look(request, held, plan, NOT_USABLE, problem=NOTHING)
        return gone_to(f"{FROM_EXCEL}/{held.key}")

    def _undone(self, request: Request, held: Waiting) -> Response:
        undo(self._office, self._writer(request), held)
        return gone_to(f"{FROM_EXCEL}/{held.key}?hoan-tac=1")

    def _writer(self, request: Request) -> Writer:
        return Writer.of(self._office, self._gate.who(request), self._gate.actor(request))

    def _found(self, request: Request, key: str) -> tuple[Waiting, Plan]:
        held = waiting(self._office, self._gate.actor(request), key)
        sees = partial(self._gate.may, request, Action.READ)
        return held, plan_of(self._office, self._writer(request), sees, held.edits)

    def _look(  # noqa: PLR0913 -- a page, and what is said above it
        self, request: Request, held: Waiting, plan: Plan, status: int, *, done: str = "", problem: str = ""
    ) -> Response:
        self._pages.board()
        here = ground(self._gate, request, today=True)
        page = look_page(here, held, plan, done=done, problems=(problem,) if problem else ())
        return kept_nowhere(self._show(here, "movement_import_look.html", page, status))

    def _none(self, request: Request, error: NoImportError) -> Response:
        problem = Problem("Không có lần nhập này", (str(error),), (("Từ Excel", FROM_EXCEL),), search=False)
        return self._pages.problem(request, problem, NOT_FOUND)
