"""Every table of the pages as a file, at ``xuat`` under the address of its page; API and command make them here too."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request, Response
from starlette.exceptions import HTTPException

from api.access.deciding import Action, Who
from api.pages.exports import goals as export_goals
from api.pages.exports import lists as export_lists
from api.pages.exports import movement as export_movement
from api.pages.exports import records as export_records
from api.pages.exports import scores as export_scores
from api.pages.exports import sheets as export_sheets
from api.pages.exports.asking import Asking, sent_as
from api.pages.gate import Gate
from api.pages.problems import Problem
from api.pages.routes import BAD_REQUEST, FORBIDDEN, NOT_FOUND, OK, Pages
from api.store.database import Actor
from api.workflow.exporting.going import MEDIA, Going, NotExportedError, hand_out, write_out
from api.workflow.office import Office

STATUS = {"bad_request": BAD_REQUEST, "not_found": NOT_FOUND, "not_usable": NOT_FOUND}
READ, PROGRESS = (Action.READ, Action.EXPORT), (Action.PROGRESS, Action.EXPORT)


@dataclass(frozen=True, slots=True)
class Export:
    """A table that leaves: its id, the page that shows it, what one must be allowed, and what makes it.

    ``parts`` are the tables of a workbook of several, by id, each a file of its own as .csv.
    """

    id: str
    page: str
    actions: tuple[Action, ...]
    make: Callable[[Asking], Going]
    parts: tuple[tuple[str, str], ...] = ()

    @property
    def address(self) -> str:
        """What its files' addresses begin with."""
        return f"{'/tong-quan' if self.page == '/' else self.page}/xuat"


EXPORTS = (
    Export("overview", "/", READ, export_scores.overview),
    Export("scores", "/bang-diem", READ, export_scores.scores),
    Export("targets", "/muc-tieu", PROGRESS, export_goals.targets, (("goals", "các bậc"), ("places", "đơn vị"))),
    Export("plan", "/ke-hoach", PROGRESS, export_goals.plan, (("steps", "việc"), ("goals", "các bậc"))),
    Export("figures", "/nhap", READ, export_records.figures),
    Export("waivers", "/khong-ap-dung", READ, export_records.waivers),
    Export("sheets", "/phieu", READ, export_sheets.sheets),
    Export(
        "appraisals",
        "/tham-dinh",
        (Action.APPRAISE, Action.EXPORT),
        export_sheets.appraisals,
        (("waiting", "chờ thẩm định"), ("returned", "chờ giải trình")),
    ),
    Export("recognitions", "/cong-nhan", READ, export_lists.recognitions),
    Export("watched", "/theo-doi", READ, export_lists.watched, (("watched", "theo dõi"), ("nearest", "gần mức tiếp"))),
    Export("models", "/mo-hinh", READ, export_movement.models),
    Export("units", "/don-vi", (Action.READ_UNITS,), export_lists.units),
    Export("audit", "/nhat-ky", (Action.READ_AUDIT,), export_records.log),
    Export("accounts", "/nguoi-dung", (Action.MANAGE_ACCOUNTS,), export_records.accounts),
)
"""Administrators see no figures, so their tables ask for no right to take figures along."""
BY_ID: Mapping[str, Export] = {each.id: each for each in EXPORTS}
_BY_PAGE = {each.page: each for each in EXPORTS}
PASSING = frozenset({"xong", "luu-y", "luu", "hoan-tac", "trang", "truoc", "sau", "o"})
"""What an address says of the moment: the deed just done, the page of the list, the open cell."""


@dataclass(frozen=True)
class Exporter:
    """Makes files of the tables for whoever asks, each of them an act of the log."""

    pages: Pages
    office: Office

    def hand_out(  # noqa: PLR0913, PLR0917 -- who takes what, as which file, chosen how
        self, table: str, who: Who, actor: Actor, ending: str, which: str, query: Mapping[str, str]
    ) -> tuple[str, bytes, str]:
        """Return the name of a file, its bytes and what they are; NotExportedError, KeyError for no such table."""
        going = self._going(table, Asking(self.pages, self.office, who, query), which)
        try:
            name, body = hand_out(self.office.database, actor, going, ending, which)
        except ValueError as error:  # more rows than a worksheet holds
            raise NotExportedError("not_usable", f"{str(error)[:1].upper()}{str(error)[1:]}.") from error
        return name, body, MEDIA[ending]

    def write_out(self, table: str, who: Who, actor: Actor, out: Path, query: Mapping[str, str]) -> None:
        """Write a file to keep; errors as above, and of writing."""
        going = self._going(table, Asking(self.pages, self.office, who, query), "")
        write_out(self.office.database, actor, going, out)

    def _going(self, table: str, asking: Asking, which: str) -> Going:
        export = BY_ID[table]
        if which and which not in dict(export.parts):
            raise KeyError(which)
        for action in export.actions:
            reason = self.office.access.decide(asking.who, action, None, self.office.today)
            if reason is not None:
                raise NotExportedError(str(reason), "Vai trò của tài khoản không lấy được bảng này.")
        return export.make(asking)


class ExportPages:
    """The addresses of files."""

    def __init__(self, pages: Pages, gate: Gate) -> None:
        self._pages, self._gate = pages, gate
        self._exporter = Exporter(pages, gate.office)
        pages.press.exports = self.links

    def router(self) -> APIRouter:
        """Give every file its address."""
        router = APIRouter(include_in_schema=False)
        for export in EXPORTS:
            guarded = [Depends(self._gate.lets(each)) for each in export.actions]
            router.add_api_route(
                f"{export.address}.{{ending}}",
                self._giving(export),
                methods=["GET"],
                response_model=None,
                dependencies=guarded,
            )
        return router

    def links(self, request: Request) -> tuple[tuple[str, str], ...]:
        """Return text and address of the files of the table on a page, with its query, for whoever may take them."""
        export = _BY_PAGE.get(request.url.path)
        if export is None or not all(self._gate.may(request, each) for each in export.actions):
            return ()
        given = [pair for pair in request.query_params.multi_items() if pair[0] not in PASSING]
        found = [("Xuất Excel", "xlsx", given)]
        if export.parts:
            found += [(f"Xuất CSV: {text}", "csv", [*given, ("bang", part)]) for part, text in export.parts]
        else:
            found.append(("Xuất CSV", "csv", given))
        return tuple(
            (text, f"{export.address}.{ending}" + (f"?{urlencode(query)}" if query else ""))
            for text, ending, query in found
        )

    def _giving(self, export: Export) -> Callable[[Request, str], Response]:
        def give(request: Request, ending: str) -> Response:
            return self._give(request, export, ending)

        return give

    def _give(self, request: Request, export: Export, ending: str) -> Response:
        if ending not in ("xlsx", "csv"):
            raise HTTPException(NOT_FOUND)
        which = request.query_params.get("bang", "") if ending == "csv" else ""
        if which not in ("", *dict(export.parts)):
            raise HTTPException(NOT_FOUND)
        who, actor, query = self._gate.who(request), self._gate.actor(request), request.query_params
        try:
            name, body, media = self._exporter.hand_out(export.id, who, actor, f".{ending}", which, query)
        except NotExportedError as error:
            back = ("Về trang có bảng này", export.page)
            problem = Problem("Chưa xuất được tệp", error.faults, (back,), search=False)
            return self._pages.problem(request, problem, STATUS.get(error.code, FORBIDDEN))
        return Response(body, OK, sent_as(name), media)
