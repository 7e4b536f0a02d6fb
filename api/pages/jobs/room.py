"""The room of work in the background: what runs, what came of it, what can be given to it."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from api.access.deciding import Action
from api.answers.jobs import zip_headers
from api.pages.accounts.signing_in import gone_to, kept_nowhere
from api.pages.choosing import of_list
from api.pages.gate import Gate, forged
from api.pages.jobs.page import PATH, JobsPage, job_page, line_of
from api.pages.posting import Sent
from api.pages.problems import Problem
from api.pages.routes import FORBIDDEN, NOT_FOUND, OK, Pages, Room
from api.store.imports import MOST_FILES
from api.workflow.jobs import finding, keeping
from api.workflow.jobs.finding import Giver, NoJobError
from api.workflow.office import NoVersionError
from api.workflow.reporting.making import Kind
from api.workflow.sheets import ForbiddenError

ROOM = Room("Việc đang chạy", PATH, Action.READ)
CONFLICT = 409
MANY = 10
"""So many times more files than a job takes are still told so."""
NOT_ALLOWED = {
    Action.RECORD: "Vai trò của tài khoản không nhập số liệu; nhờ người có vai trò đó làm.",
    Action.EXPORT: "Vai trò của tài khoản không lấy được văn bản; nhờ người có vai trò đó làm.",
}
DEEDS = {"ghi": keeping.confirm, "dung": keeping.cancel, "lam-lai": keeping.retry}


class JobPages:
    """The addresses of jobs."""

    def __init__(self, pages: Pages, gate: Gate) -> None:
        self._pages, self._gate, self._office = pages, gate, gate.office
        pages.add_room(ROOM)

    def router(self) -> APIRouter:
        """Give pages, forms and the file their addresses."""
        router = APIRouter(include_in_schema=False, dependencies=[Depends(self._gate.lets(Action.READ))])
        one = f"{PATH}/{{key}}"
        router.add_api_route(PATH, self.listed, methods=["GET", "HEAD"], response_model=None)
        router.add_api_route(PATH, self.given, methods=["POST"], response_model=None)
        router.add_api_route(f"{one}.zip", self.file, methods=["GET"], response_model=None)
        router.add_api_route(one, self.one, methods=["GET", "HEAD"], response_model=None)
        router.add_api_route(one, self.done, methods=["POST"], response_model=None)
        return router

    def listed(self, request: Request) -> Response:
        """Show somebody's jobs, and what they can give."""
        return self._list(request)

    def one(self, request: Request, key: str) -> Response:
        """Show one job."""
        try:
            return self._one(request, key)
        except NoJobError as error:
            return self._none(request, error)

    def file(self, request: Request, key: str) -> Response:
        """Give what a job made."""
        if not self._gate.may(request, Action.EXPORT):
            return self._none(request, NoJobError(NOT_ALLOWED[Action.EXPORT]))
        try:
            name, body = keeping.file_of(self._giver(request), key)
        except NoJobError as error:
            return self._none(request, error)
        return Response(body, OK, zip_headers(name), "application/zip")

    async def given(self, request: Request) -> Response:
        """Take work in: files to be imported, or which documents are to be made."""
        fields, files = await _sent(request)
        return await run_in_threadpool(self._given, request, fields, files)

    async def done(self, request: Request) -> Response:
        """Confirm, stop or take up a job, or give it more files."""
        fields, files = await _sent(request)
        return await run_in_threadpool(self._done, request, fields, files)

    # ------------------------------------------------------------------------------------------------------------

    def _given(self, request: Request, sent: Sent, files: list[tuple[str, bytes]]) -> Response:
        if not self._gate.is_ours(request, sent.one("csrf")):
            return self._pages.problem(request, forged(), FORBIDDEN)
        giver, period = self._giver(request), sent.one("ky")[:4]
        try:
            if sent.one("viec") == "nhap":
                self._must(request, Action.RECORD)
                return gone_to(f"{PATH}/{keeping.begin_imports(giver, '', files)}")
            self._must(request, Action.EXPORT)
            kind = Kind(sent.one("loai")) if sent.one("loai") in list(Kind) else Kind.PROGRESS
            return gone_to(f"{PATH}/{keeping.begin_reports(giver, kind, period, sent.one('dang'))}")
        except (ForbiddenError, NoVersionError, ValueError) as error:
            said = str(error) if not isinstance(error, ValueError) else "Kỳ là năm bốn chữ số; chọn kỳ trong danh sách."
            return self._list(request, (said,), CONFLICT)

    def _done(self, request: Request, sent: Sent, files: list[tuple[str, bytes]]) -> Response:
        key = str(request.path_params["key"])
        if not self._gate.is_ours(request, sent.one("csrf")):
            return self._pages.problem(request, forged(), FORBIDDEN)
        giver, deed = self._giver(request), sent.one("viec")
        try:
            finding.found(giver, key)
            if deed in ("ghi", "them"):
                self._must(request, Action.RECORD)
            if deed == "them":
                keeping.add_files(giver, key, files)
            elif deed in DEEDS:
                DEEDS[deed](giver, key)
        except NoJobError as error:
            return self._none(request, error)
        except ForbiddenError as error:
            return self._one(request, key, (str(error),), CONFLICT)
        return gone_to(f"{PATH}/{key}")

    def _must(self, request: Request, action: Action) -> None:
        if not self._gate.may(request, action):
            raise ForbiddenError(NOT_ALLOWED[action])

    def _giver(self, request: Request) -> Giver:
        office, gate = self._office, self._gate
        return Giver(office, gate.actor(request), gate.who(request), office.main_set)

    def _list(self, request: Request, problems: tuple[str, ...] = (), status: int = OK) -> Response:
        periods = sorted(self._pages.board().data.periods, reverse=True)
        page = JobsPage(
            token=self._gate.token(request),
            jobs=tuple(line_of(each) for each in finding.mine(self._giver(request))),
            periods=of_list(((each, each) for each in periods), ""),
            imports=self._gate.may(request, Action.RECORD),
            reports=bool(periods) and self._gate.may(request, Action.EXPORT),
            megabytes=self._office.settings.body_megabytes,
            most_files=MOST_FILES,
            problems=problems,
        )
        return kept_nowhere(self._pages.show(request, "jobs.html", page, status))

    def _one(self, request: Request, key: str, problems: tuple[str, ...] = (), status: int = OK) -> Response:
        told = finding.found(self._giver(request), key)
        page = job_page(told, self._gate.token(request), self._office.settings.body_megabytes, problems)
        return kept_nowhere(self._pages.show(request, "job.html", page, status))

    def _none(self, request: Request, error: NoJobError) -> Response:
        problem = Problem("Không có việc này", (str(error),), (("Việc đang chạy", PATH),), search=False)
        return self._pages.problem(request, problem, NOT_FOUND)


async def _sent(request: Request) -> tuple[Sent, list[tuple[str, bytes]]]:
    fields: dict[str, tuple[str, ...]] = {}
    files = []
    async with request.form(max_files=MANY * MOST_FILES, max_fields=20) as given:
        for name, value in given.multi_items():
            if isinstance(value, UploadFile):
                if value.filename:
                    files.append((value.filename, await value.read()))
            else:
                fields[name] = (*fields.get(name, ()), value)
    return Sent(fields), files
