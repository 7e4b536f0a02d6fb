"""A version of a criteria set read aloud as the annex of a resolution: a page to print, and the same in Word."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Depends, Request, Response
from starlette.exceptions import HTTPException

from api.access.deciding import Action
from api.exchange.rulebooks import Version
from api.pages.frame import worded
from api.pages.gate import Gate
from api.pages.routes import NOT_FOUND, OK, Pages
from api.pages.rulebooks.list import RULEBOOK, link_of
from api.reports.annex import annex_document
from engine.wording.reading_aloud import Annex, annex

PATH = f"{RULEBOOK}/{{set_id}}/{{effective_from}}/doc-thanh-loi"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True)
class AnnexPage:
    """The whole page."""

    title: str
    annex: Annex
    digest: str
    back: str
    document: str
    styles: tuple[str, ...] = ("reading_aloud.css",)


class ReadingAloudPages:
    """The addresses of a set read aloud; its list and its versions are another room's."""

    def __init__(self, pages: Pages, gate: Gate) -> None:
        self._pages, self._gate = pages, gate

    def router(self) -> APIRouter:
        """Give the page and the document their addresses."""
        guarded = [Depends(self._gate.lets(Action.READ_CRITERIA))]
        router = APIRouter(include_in_schema=False, dependencies=guarded)
        for path, endpoint in ((PATH, self.page), (f"{PATH}.docx", self.document)):
            router.add_api_route(path, endpoint, methods=["GET", "HEAD"], response_model=None)
        return router

    def page(self, request: Request, set_id: str, effective_from: str) -> Response:
        """Show a version read aloud."""
        found = self._version(set_id, effective_from)
        link = link_of(found.criteria)
        page = AnnexPage("Đọc thành lời", annex(found.criteria), found.digest, link, f"{link}/doc-thanh-loi.docx")
        frame = worded(self._pages.frame(request, self._pages.board()), found.criteria)
        return self._pages.press.page(request, "reading_aloud.html", frame, page)

    def document(self, request: Request, set_id: str, effective_from: str) -> Response:
        """Give the same as a Word document."""
        del request
        found = self._version(set_id, effective_from)
        body = annex_document(annex(found.criteria), found.criteria.effective_from)
        name = f"phu-luc-{set_id}-{effective_from}.docx"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-cache"}
        return Response(body, OK, headers, WORD)

    def _version(self, set_id: str, effective_from: str) -> Version:
        """Return a version of the folder, a draft too; HTTPException 404 when there is none."""
        versions = self._gate.office.folder.books().versions.get(set_id, ())
        found = next((each for each in versions if each.criteria.effective_from.isoformat() == effective_from), None)
        if found is None:
            raise HTTPException(NOT_FOUND)
        return found
