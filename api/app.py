"""The web application: the service for programs, the pages, guarding headers, errors said in the asker's terms."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache

from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import BaseRoute

from api.access.deciding import NOBODY, Who
from api.errors import Errors
from api.json import (
    accounts,
    assessments,
    audit,
    criteria,
    crossing,
    docs,
    drafts,
    evidence,
    exports,
    figures,
    foresight,
    health,
    imports,
    jobs,
    me,
    merging,
    movement,
    movement_imports,
    movement_sums,
    movement_writes,
    order,
    periods,
    plan,
    recognitions,
    report_settings,
    reports,
    scores,
    sealed,
    session,
    statements,
    sweep,
    totals,
    trial,
    units,
    waivers,
)
from api.json.answering import Shelf
from api.json.door import Door
from api.json.leaving import Leave
from api.json.limits import BodyLimit, RateLimit
from api.json.noticing import Noticing
from api.json.one_look import OneLook
from api.json.problems import RefusedError
from api.json.reference import describe
from api.json.shared_counts import SharedCounts
from api.json.watching import Watch, watch_database
from api.pages.accounts.own_room import AccountPages
from api.pages.accounts.room import AccountsPages
from api.pages.accounts.signing_in import SignInPages
from api.pages.api_reference.room import ApiReferencePages
from api.pages.audit.log import AuditPages
from api.pages.editor.list import DraftPages
from api.pages.editor.room import EditorPages
from api.pages.entry.room import EntryPages
from api.pages.exports.room import Exporter, ExportPages
from api.pages.gate import Gate
from api.pages.heat.room import HeatPages
from api.pages.help.room import HelpPages
from api.pages.home.room import HomePages
from api.pages.impact.room import ImpactPages
from api.pages.impact.sweep_room import SweepPages
from api.pages.imports.room import ImportPages
from api.pages.jobs.room import JobPages
from api.pages.map_of_units import UnitPages
from api.pages.merging.room import MergerPages
from api.pages.movement.from_excel_room import ModelImportPages
from api.pages.movement.room import MovementPages
from api.pages.plan.room import PlanPages
from api.pages.press import Guard
from api.pages.programmes import Programmes
from api.pages.recognitions.room import RecognitionPages
from api.pages.reports.room import ReportPages
from api.pages.reports.settings import ReportSettingsPages
from api.pages.routes import Pages
from api.pages.rulebooks.annex import ReadingAloudPages
from api.pages.rulebooks.room import RulebookPages
from api.pages.rulebooks.statements import StatementPages
from api.pages.sheets.inbox import InboxPages
from api.pages.sheets.room import SheetPages
from api.pages.sheets.schedule import SchedulePages
from api.pages.targets import TargetPages
from api.pages.totals import TotalPages
from api.pages.turns import TurnPages
from api.pages.waivers.room import WaiverPages
from api.pages.watching import WatchPages
from api.workflow.board import Board
from api.workflow.office import Office, board_of_period

SMALLEST_PACKED = 1024
"""Bytes from which an answer is packed."""
PACKING = 5
"""How hard it is packed: beyond, the time grows and the size hardly falls."""
VERSION_1 = "/api/v1"


def create_app(office: Office, *, guest: Who = NOBODY) -> FastAPI:
    """Make the application of an office; ``guest`` is who comes unnamed (in the demonstration somebody who may)."""
    app = FastAPI(
        title="dienhinh",
        description="Chấm điểm xã, thị trấn điển hình về phong trào toàn dân bảo vệ an ninh Tổ quốc.",
        docs_url=None,
        redoc_url=None,
        openapi_url=f"{VERSION_1}/openapi.json",
    )
    app.state.office = office
    app.state.door = Door(guest)
    app.state.shelf = Shelf()
    watch_database(office.database)
    app.routes.extend(_service())
    describe(app)
    app.add_middleware(OneLook, office=office)
    app.add_middleware(Noticing, office=office)
    app.add_middleware(BodyLimit, most=office.settings.body_megabytes * 1_000_000)
    shared = None if office.database.is_sqlite else SharedCounts(office.database.engine)
    app.add_middleware(RateLimit, per_minute=office.settings.requests_per_minute, shared=shared)
    gate = Gate(office, guest)
    pages = Pages(lambda: board_of_period(office, office.main_set), lambda: office.today, gate)
    app.state.exporter = Exporter(pages, office)
    for doors in (
        HomePages, ExportPages, SignInPages, AccountPages, HeatPages, ImportPages, JobPages, EntryPages, TargetPages,
        PlanPages, ImpactPages, SweepPages, ReadingAloudPages,
        WatchPages,
        InboxPages, SheetPages, SchedulePages, AuditPages, AccountsPages, RecognitionPages, UnitPages,
        DraftPages, EditorPages,
        MergerPages, StatementPages, ReportPages, ReportSettingsPages, TotalPages, TurnPages, WaiverPages,
        ApiReferencePages,
        ModelImportPages, MovementPages,
    ):  # fmt: skip
        app.routes.extend(doors(pages, gate).router().routes)
    _with_pages(app, pages, gate)
    app.add_middleware(Programmes, office=office, guest=guest)
    return app


@cache
def _service() -> tuple[BaseRoute, ...]:
    """The addresses for programs: the same in every application of a process, so that each is worked out once."""
    service = APIRouter()
    for room in (
        statements, totals, units, criteria, scores, foresight, plan, sweep, figures, evidence, waivers, recognitions,
        assessments, sealed, periods, audit, session, me, accounts, trial, drafts, exports, merging, crossing, imports,
        order, report_settings, reports, jobs, movement_sums, movement_imports, movement_writes, movement,
    ):  # fmt: skip
        service.include_router(room.router, prefix=VERSION_1)
    for room in (health, docs):
        service.include_router(room.router)
    return tuple(service.routes)


def pages_of(board: Board, *, today: Callable[[], date]) -> FastAPI:
    """Make an application that only shows a board made of files; ``today`` is asked at each request."""
    app = FastAPI(title="dienhinh", docs_url=None, redoc_url=None, openapi_url=None)
    app.add_api_route("/healthz", lambda: {"status": "ok"}, methods=["GET", "HEAD"], include_in_schema=False)
    _with_pages(app, Pages(lambda: board, today))
    return app


def _with_pages(app: FastAPI, pages: Pages, gate: Gate | None = None) -> None:
    errors = Errors(pages)
    for doors in (RulebookPages, HelpPages):
        app.routes.extend(doors(pages, gate).router().routes)
    app.routes.extend(pages.router().routes)
    app.add_exception_handler(RefusedError, errors.turned_away)
    app.add_exception_handler(RequestValidationError, errors.turned_away)
    app.add_exception_handler(HTTPException, errors.no_answer)
    app.add_exception_handler(DBAPIError, errors.database_failed)
    app.add_exception_handler(PoolTimeoutError, errors.database_failed)
    app.add_exception_handler(Exception, errors.failed)
    app.add_middleware(GZipMiddleware, minimum_size=SMALLEST_PACKED, compresslevel=PACKING)
    app.add_middleware(Guard)
    app.add_middleware(Watch)
    app.add_middleware(Leave)
