"""The room of imports: the template, the files that come back, the look at what they would change, the writing."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter, Depends, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from api.access.deciding import Action
from api.answers.imports import XLSX, saved_as
from api.exchange.filled.corrected import corrected
from api.pages.accounts.signing_in import gone_to, kept_nowhere
from api.pages.choosing import of_list, of_periods
from api.pages.entry.desks import Desks
from api.pages.gate import Gate, forged
from api.pages.imports.page import BeginPage, ImportPage
from api.pages.imports.views import Views, kept_lines
from api.pages.posting import Sent
from api.pages.problems import Problem
from api.pages.routes import BAD_REQUEST, FORBIDDEN, NOT_FOUND, OK, Pages
from api.store import assessments
from api.store.imports import MOST_FILES
from api.workflow.importing import importer as importing
from api.workflow.importing.importer import Importer, NoImportError
from api.workflow.importing.templates import NoTemplateError, make_template
from api.workflow.importing.writing import confirm, picked, previewed, take_back
from api.workflow.recording import StaleError
from api.workflow.schedule import not_open
from api.workflow.sheets import ForbiddenError, OvertakenError
from engine.names import sort_key

IMPORT, TEMPLATE = "/nhap/tu-excel", "/mau-nhap"
CONFLICT, NOT_USABLE = 409, 422
MOST_TICKS = 20_000
"""Fields of the form that writes: a tick a cell or a unit."""
MOVED = "Chưa ghi gì: có người vừa sửa cùng số liệu. Đây là bản xem mới; xem lại rồi ghi."
NOTHING = "Chưa đánh dấu ô nào nên không ghi gì."
CHANGED_SINCE = "Có số liệu đã được sửa tiếp sau lần nhập này; hãy sửa tay từng số ở trang Nhập số liệu."


class ImportPages:
    """The addresses of imports."""

    def __init__(self, pages: Pages, gate: Gate) -> None:
        self._pages, self._gate, self._office, self._desks = pages, gate, gate.office, Desks(gate)

    def router(self) -> APIRouter:
        """Give pages, files and forms their addresses."""
        router = APIRouter(include_in_schema=False, dependencies=[Depends(self._lets_in)])
        one = f"{IMPORT}/{{key}}"
        router.add_api_route(TEMPLATE, self.template, methods=["GET", "HEAD"], response_model=None)
        router.add_api_route(IMPORT, self.begin, methods=["GET", "HEAD"], response_model=None)
        router.add_api_route(IMPORT, self.sent, methods=["POST"], response_model=None)
        router.add_api_route(one, self.one, methods=["GET", "HEAD"], response_model=None)
        router.add_api_route(one, self.decided, methods=["POST"], response_model=None)
        router.add_api_route(f"{one}/danh-dau-loi", self.marked, methods=["GET", "HEAD"], response_model=None)
        return router

    def _lets_in(self, request: Request) -> None:
        """Let in who may record figures, and who may only say that a criterion does not apply."""
        waives = not self._gate.may(request, Action.RECORD) and self._gate.may(request, Action.WAIVE)
        self._gate.lets(Action.WAIVE if waives else Action.RECORD)(request)

    # ------------------------------------------------------------------------------------------------- beginning

    def template(self, request: Request) -> Response:
        """Give a template to be saved."""
        query, faults = request.query_params, list[str]()
        desk = self._desks.at(request, query.get("ky", ""), faults)
        try:
            unit, district = query.get("don-vi", "")[:20], query.get("huyen", "")[:20]
            made = make_template(self._importer(request), desk.period, unit, district)
        except NoTemplateError as error:
            problem = Problem("Không làm được mẫu", (str(error),), (("Nhập từ Excel", IMPORT),), search=False)
            return self._pages.problem(request, problem, NOT_FOUND)
        return Response(made.body, 200, saved_as(made.name), XLSX)

    def begin(self, request: Request) -> Response:
        """Show where an import begins."""
        faults = list[str]()
        return self._begin(request, self._first(request, faults), BAD_REQUEST if faults else OK)

    def _first(self, request: Request, faults: list[str], problems: tuple[str, ...] = ()) -> BeginPage:
        desk = self._desks.at(request, request.query_params.get("ky", ""), faults)
        units = sorted(self._desks.units(request, desk), key=lambda each: sort_key(each.short_name))
        day = desk.criteria.period.bounds(desk.period)[1]
        here = {unit.district for unit in units}
        districts = [
            (code, each.name) for code, each in self._office.register.districts_on(day).items() if code in here
        ]
        with self._office.database.reading() as session:
            plan = assessments.plans(session, desk.criteria.set, desk.period).get(desk.period)
        return BeginPage(
            token=self._gate.token(request),
            period=desk.period,
            periods=of_periods(self._desks.periods(), desk.period, lambda each: f"{IMPORT}?ky={each}"),
            districts=of_list(sorted(districts), "") if len(districts) > 1 else (),
            units=of_list(((unit.code, f"{unit.name} ({unit.code})") for unit in units), ""),
            locked=not_open(plan, desk.period, self._office.today) or "",
            kept=kept_lines(importing.mine(self._importer(request))),
            megabytes=self._office.settings.body_megabytes,
            problems=(*problems, *faults),
        )

    def _begin(self, request: Request, page: BeginPage, status: int) -> Response:
        return kept_nowhere(self._pages.show(request, "import.html", page, status))

    async def sent(self, request: Request) -> Response:
        """Take files in."""
        async with request.form(max_files=MOST_FILES, max_fields=8) as given:
            token = str(given.get("csrf") or "")
            files = [
                (each.filename, await each.read())
                for each in given.getlist("tep")
                if isinstance(each, UploadFile) and each.filename
            ]
        return await run_in_threadpool(self._taken, request, token, files)

    def _taken(self, request: Request, token: str, files: list[tuple[str, bytes]]) -> Response:
        if not self._gate.is_ours(request, token):
            return self._pages.problem(request, forged(), FORBIDDEN)
        if not files:
            said = ("Chưa chọn tệp nào. Chọn một hay nhiều tệp .xlsx, .csv hoặc .parquet rồi bấm Gửi.",)
            return self._begin(request, self._first(request, [], said), NOT_USABLE)
        importer = self._importer(request)
        key = importing.begin(importer)
        for name, content in files:
            importing.add_file(importer, key, content, name)
        return gone_to(f"{IMPORT}/{key}")

    # ------------------------------------------------------------------------------------------------------ one

    def one(self, request: Request, key: str) -> Response:
        """Show what an import would change, or has."""
        query = request.query_params
        done = "Đã hoàn tác: mọi số liệu của lần nhập này trở về như trước." if "hoan-tac" in query else ""
        try:
            return self._shown(request, self._views(request, key).page(query.get("xem", ""), done), OK)
        except NoImportError as error:
            return self._none(request, error)

    async def decided(self, request: Request) -> Response:
        """Write what is ticked, undo what was written, or forget the files."""
        fields: dict[str, tuple[str, ...]] = {}
        async with request.form(max_files=0, max_fields=MOST_TICKS) as given:
            for name, value in given.multi_items():
                if isinstance(value, str):
                    fields.setdefault(name, ())
                    fields[name] += (value,)
        return await run_in_threadpool(self._decided, request, Sent(fields))

    def _decided(self, request: Request, sent: Sent) -> Response:
        key, deed = str(request.path_params["key"]), sent.one("viec")
        if not self._gate.is_ours(request, sent.one("csrf")):
            return self._pages.problem(request, forged(), FORBIDDEN)
        try:
            if deed == "bo":
                importing.drop(self._importer(request), key)
                return gone_to(IMPORT)
            views = self._views(request, key)
            return self._undone(request, views) if deed == "hoan-tac" else self._written(request, views, sent)
        except NoImportError as error:
            return self._none(request, error)

    def _written(self, request: Request, views: Views, sent: Sent) -> Response:
        key, preview = views.held.key, views.preview
        if views.held.row.act is not None:
            return gone_to(f"{IMPORT}/{key}")
        chosen = picked(preview, sent.all("d"), sent.all("o"))
        if not chosen:
            return self._shown(request, views.page(problems=(NOTHING,)), NOT_USABLE)
        try:
            confirm(views.importer, preview, chosen, key=key, sure=sent.one("ban"))
        except (OvertakenError, ForbiddenError) as error:
            said = MOVED if isinstance(error, OvertakenError) else f"Chưa ghi gì: {error}"
            return self._shown(request, self._views(request, key).page(problems=(said,)), CONFLICT)
        return gone_to(f"{IMPORT}/{key}")

    def _undone(self, request: Request, views: Views) -> Response:
        key, act = views.held.key, views.held.row.act
        try:
            take_back(views.importer, act or 0)
        except (LookupError, StaleError, ForbiddenError) as error:
            said = str(error) if isinstance(error, ForbiddenError) else CHANGED_SINCE
            return self._shown(request, views.page(problems=(f"Chưa hoàn tác được. {said}",)), CONFLICT)
        return gone_to(f"{IMPORT}/{key}?hoan-tac=1")

    def marked(self, request: Request, key: str) -> Response:
        """Give a file back with its faults marked."""
        given = request.query_params.get("tep", "1")
        number = int(given) if given.isascii() and given.isdigit() and len(given) <= len(str(MOST_FILES)) else 0
        importer = self._importer(request)
        try:
            content = importing.content_of(importer, key, number)
            filled = importing.waiting(importer, key).files[number - 1]
        except NoImportError as error:
            return self._none(request, error)
        name = filled.file.rpartition(".")[0] or filled.file
        copy = corrected(content, filled.file, filled.faults)
        return Response(copy, 200, saved_as(f"{name}-danh-dau-loi.xlsx"), XLSX)

    # ------------------------------------------------------------------------------------------------------------

    def _importer(self, request: Request) -> Importer:
        office, gate = self._office, self._gate
        return Importer(office, gate.actor(request), office.main_set, gate.who(request))

    def _views(self, request: Request, key: str) -> Views:
        importer = self._importer(request)
        held = importing.waiting(importer, key)
        importer = replace(importer, set_id=held.row.set_id, wanted=held.row.period)
        return Views(importer, held, previewed(importer, held.files), self._gate.token(request))

    def _shown(self, request: Request, page: ImportPage, status: int) -> Response:
        return kept_nowhere(self._pages.show(request, "import_preview.html", page, status))

    def _none(self, request: Request, error: NoImportError) -> Response:
        problem = Problem("Không có lần nhập này", (str(error),), (("Nhập từ Excel", IMPORT),), search=False)
        return self._pages.problem(request, problem, NOT_FOUND)
