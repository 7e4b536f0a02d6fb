"""The addresses of the reference of the API: its groups, and the operations of one."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Depends, Request, Response
from starlette.exceptions import HTTPException

from api.access.deciding import Action
from api.pages.api_reference.operations import Group, groups_of
from api.pages.gate import Gate
from api.pages.routes import NOT_FOUND, Pages

REFERENCE = "/tai-lieu-api"


@dataclass(frozen=True, slots=True)
class ReferencePage:
    """The list of groups, or one of them whole."""

    title: str
    groups: tuple[Group, ...]
    chosen: Group | None
    styles: tuple[str, ...] = ("api_reference.css",)


class ApiReferencePages:
    """The same description as ``/docs`` draws, on plain pages, as open as that; Swagger UI asks for JavaScript."""

    def __init__(self, pages: Pages, gate: Gate) -> None:
        self._pages, self._gate = pages, gate

    def router(self) -> APIRouter:
        """Give the reference its addresses."""
        guarded = [Depends(self._gate.lets(Action.SIGN_IN))]
        router = APIRouter(include_in_schema=False, dependencies=guarded)
        for path in (REFERENCE, f"{REFERENCE}/{{key}}"):
            router.add_api_route(path, self.page, methods=["GET", "HEAD"], response_model=None)
        return router

    def page(self, request: Request, key: str = "") -> Response:
        """Show every group by name, or the operations of one."""
        groups = groups_of(request.app.openapi())
        chosen = next((each for each in groups if each.key == key), None)
        if key and chosen is None:
            raise HTTPException(NOT_FOUND)
        title = f"Tài liệu API: {chosen.title}" if chosen else "Tài liệu API cho phần mềm khác"
        return self._pages.show(request, "api_reference.html", ReferencePage(title, groups, chosen))
