"""The addresses at which figures are entered: the units, one unit's form, one criterion of many units."""

from __future__ import annotations

import re
from collections.abc import Sequence

from fastapi import APIRouter, Depends, Request, Response

from api.access.deciding import Action
from api.pages.accounts.signing_in import gone_to, kept_nowhere
from api.pages.entry.cells import Sent
from api.pages.entry.desks import Desks
from api.pages.entry.form import FIELDS, Form, cells_of, document_of
from api.pages.entry.list import Asked, asked_of, entry_list
from api.pages.entry.sections import Shown
from api.pages.entry.sheet import sheet
from api.pages.gate import Gate, forged
from api.pages.posting import Sent as Posted
from api.pages.posting import posting
from api.pages.problems import Problem
from api.pages.routes import BAD_REQUEST, FORBIDDEN, NOT_FOUND, OK, Pages, Room
from api.store.database import one_moment
from api.store.units import numbers
from api.workflow.citing import cite
from api.workflow.entering import Desk, Entered, enter, take_back
from api.workflow.recording import StaleError
from api.workflow.sheets import ForbiddenError
from engine.units import UnitVersion

ENTRY = "/nhap"
MOST_FIELDS = 20_000
"""Fields of a form: a table of one criterion has two a figure."""
CONFLICT, NOT_USABLE = 409, 422
GONE = "Đã có người sửa tiếp những số liệu này; hãy sửa tay từng số."


class EntryPages:
    """The addresses of entering figures."""

    def __init__(self, pages: Pages, gate: Gate) -> None:
        self._pages, self._gate, self._desks = pages, gate, Desks(gate)
        pages.add_room(Room("Nhập số liệu", ENTRY, Action.RECORD))

    def router(self) -> APIRouter:
        """Give every address its page, and every form its answer."""
        router = APIRouter(include_in_schema=False, dependencies=[Depends(self._gate.lets(Action.RECORD))])
        router.add_api_route(ENTRY, self.units, methods=["GET", "HEAD"], response_model=None)
        router.add_api_route(ENTRY, posting(self.units_sent, most=MOST_FIELDS), methods=["POST"], response_model=None)
        router.add_api_route(ENTRY + "/{code}", self.unit, methods=["GET", "HEAD"], response_model=None)
        router.add_api_route(
            ENTRY + "/{code}", posting(self.unit_sent, most=MOST_FIELDS), methods=["POST"], response_model=None
        )
        return router

    # ------------------------------------------------------------------------------------------------ many units

    @one_moment()
    def units(self, request: Request) -> Response:
        """Show the units that may be entered for; who has but one goes straight to it."""
        query, faults = request.query_params, list[str]()
        desk = self._desks.at(request, query.get("ky", ""), faults)
        units = self._desks.units(request, desk)
        if len(units) == 1 and "tieu-chi" not in query:
            return gone_to(f"{ENTRY}/{units[0].code}?ky={desk.period}")
        asked = asked_of(desk, units, query, faults)
        shown = self._desks.shown(request, desk, units)
        return self._list(request, desk, units, asked, shown, BAD_REQUEST if asked.faults else OK)

    def units_sent(self, request: Request, sent: Posted) -> Response:
        """Save the table of a criterion, or undo."""
        form = sent.plain
        faults = list[str]()
        desk = self._desks.at(request, form.get("ky", ""), faults)
        if not self._gate.is_ours(request, form.get("csrf", "")) or form.get("ky") != desk.period:
            return self._pages.problem(request, forged(), FORBIDDEN)
        units = self._desks.units(request, desk)
        asked = asked_of(desk, units, form, faults)
        if form.get("viec") == "hoan-tac":
            return self._taken_back(request, desk, units, form, asked.link())
        cells = cells_of(form, {unit.code: unit for unit in units}.get, _indicators(desk))
        done = enter(desk, cells)
        if done.is_whole:
            return gone_to(f"{asked.link()}&luu={done.act or 0}")
        shown = self._desks.shown(request, desk, units, Sent.of(cells, done))
        return self._list(request, desk, units, asked, shown, _status(done))

    def _list(  # noqa: PLR0913, PLR0917 -- what a page is made of
        self, request: Request, desk: Desk, units: Sequence[UnitVersion], asked: Asked, shown: Shown, status: int
    ) -> Response:
        page = entry_list(desk, units, asked, self._desks.periods(), shown)
        template = "entry_grid.html" if page.grid else "entry_list.html"
        return kept_nowhere(self._pages.show(request, template, page, status))

    # -------------------------------------------------------------------------------------------------- one unit

    @one_moment()
    def unit(self, request: Request, code: str) -> Response:
        """Show the form of a unit."""
        faults = list[str]()
        desk = self._desks.at(request, request.query_params.get("ky", ""), faults)
        unit = self._desks.unit(desk, code)
        if unit is None or not self._gate.may(request, Action.RECORD, unit.key):
            return self._barred(request, desk, code, unit)
        shown = self._desks.shown(request, desk, [unit], problems=tuple(faults))
        return self._sheet(request, desk, unit, shown, BAD_REQUEST if faults else OK)

    def unit_sent(self, request: Request, sent: Posted) -> Response:
        """Save figures, put a document on record, or undo."""
        form = sent.plain
        code = request.path_params["code"]
        desk = self._desks.at(request, form.get("ky", ""), [])
        unit = self._desks.unit(desk, code)
        if unit is None or not self._gate.may(request, Action.RECORD, unit.key):
            return self._barred(request, desk, code, unit)
        if not self._gate.is_ours(request, form.get("csrf", "")) or form.get("ky") != desk.period:
            return self._pages.problem(request, forged(), FORBIDDEN)
        way = f"{ENTRY}/{code}?ky={desk.period}"
        if form.get("viec") == "hoan-tac":
            return self._taken_back(request, desk, [unit], form, way)
        if form.get("viec") == "minh-chung":
            return self._cited(request, desk, unit, form, way)
        return self._entered(request, desk, unit, form, way)

    def _barred(self, request: Request, desk: Desk, code: str, unit: UnitVersion | None) -> Response:
        if unit is not None:
            return self._pages.refusal(request, FORBIDDEN)
        return self._pages.problem(request, _no_such_unit(code, desk.period), NOT_FOUND)

    def _sheet(self, request: Request, desk: Desk, unit: UnitVersion, shown: Shown, status: int) -> Response:
        page = sheet(desk, unit, self._desks.periods(), shown)
        return kept_nowhere(self._pages.show(request, "entry.html", page, status))

    def _entered(self, request: Request, desk: Desk, unit: UnitVersion, form: Form, way: str) -> Response:
        cells = cells_of(form, lambda given: None if given else unit, _indicators(desk))
        done = enter(desk, cells)
        if done.is_whole:
            return gone_to(f"{way}&luu={done.act or 0}{_anchor(desk, form)}")
        shown = self._desks.shown(request, desk, [unit], Sent.of(cells, done))
        return self._sheet(request, desk, unit, shown, _status(done))

    def _cited(self, request: Request, desk: Desk, unit: UnitVersion, form: Form, way: str) -> Response:
        anchor = _anchor(desk, form)
        if not anchor:
            return self._pages.refusal(request, NOT_FOUND)
        given, status = document_of(form, form["tieu-chi"]), NOT_USABLE
        if not isinstance(given, tuple):
            try:
                cite(
                    desk.office,
                    desk.actor,
                    desk.criteria,
                    unit.key,
                    desk.period,
                    given,
                    by_province=desk.by_province,
                )
            except ForbiddenError as error:
                given, status = (str(error),), CONFLICT
            else:
                return gone_to(f"{way}&minh-chung=1{anchor}")
        kept = {key: form.get(key, "") for key in (*FIELDS, "tieu-chi")}
        shown = self._desks.shown(request, desk, [unit], document=kept, document_faults=given)
        return self._sheet(request, desk, unit, shown, status)

    def _taken_back(self, request: Request, desk: Desk, units: Sequence[UnitVersion], form: Form, way: str) -> Response:
        act = form.get("act", "")
        with desk.office.database.reading() as session:
            known = numbers(session)
        mine = {known[unit.key]: unit for unit in units if unit.key in known}
        try:
            done = take_back(desk, int(act) if re.fullmatch("[0-9]{1,15}", act) else 0, mine)
        except LookupError:
            return self._pages.refusal(request, NOT_FOUND)
        except (StaleError, ForbiddenError) as error:
            said = GONE if isinstance(error, StaleError) else str(error)
            problem = Problem("Chưa hoàn tác được", (said,), (("Về trang nhập số liệu", way),), search=False)
            return self._pages.problem(request, problem, CONFLICT)
        return gone_to(f"{way}&hoan-tac={done.act or 0}")


def _indicators(desk: Desk) -> dict[str, object]:
    return {key: each for key, each in desk.criteria.indicators.items() if each.sum is None}


def _anchor(desk: Desk, form: Form) -> str:
    criterion = form.get("tieu-chi", "")
    return f"#{criterion}" if criterion in {each.id for each in desk.criteria.criteria} else ""


def _status(done: Entered) -> int:
    return NOT_USABLE if done.faults or done.doubtful else CONFLICT


def _no_such_unit(code: str, period: str) -> Problem:
    return Problem(
        "Không nhập cho đơn vị này được",
        (f"Kỳ {period} không chấm đơn vị nào mang mã «{code[:20]}». Sau sáp nhập, một số mã đã đổi.",),
        (("Các xã, thị trấn của kỳ", f"{ENTRY}?ky={period}"),),
        search=False,
    )
