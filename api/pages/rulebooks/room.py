"""The addresses of criteria sets: every version, and one of them read aloud."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request, Response
from starlette.exceptions import HTTPException

from api.access.deciding import Action
from api.exchange.rulebooks import Rulebooks, Version
from api.pages.frame import Link, worded
from api.pages.gate import Gate
from api.pages.routes import NOT_FOUND, Pages, Room
from api.pages.rulebooks.list import RULEBOOK, changes_of, link_of, of_one, sets_page, version_before, version_view
from api.pages.rulebooks.version import Rulebook, rulebook
from engine.wording.numbers import day

MOST_KEPT = 16
"""Versions that are kept as they were read aloud: their examples are all judged anew for it."""
_Read = tuple[str, str | None, date, str | None, str]
SWEEP = "/do-nguong"


class RulebookPages:
    """The addresses of criteria sets; without a gate those of the one set whose figures are shown."""

    def __init__(self, pages: Pages, gate: Gate | None) -> None:
        self._pages, self._gate = pages, gate
        self._kept: dict[_Read, Rulebook] = {}
        pages.add_room(Room("Bộ tiêu chí", RULEBOOK, Action.READ_CRITERIA))

    def router(self) -> APIRouter:
        """Give both pages their addresses."""
        guarded = [Depends(self._gate.lets(Action.READ_CRITERIA))] if self._gate else []
        router = APIRouter(include_in_schema=False, dependencies=guarded)
        for path, endpoint in ((RULEBOOK, self.sets), (f"{RULEBOOK}/{{set_id}}/{{effective_from}}", self.version)):
            router.add_api_route(path, endpoint, methods=["GET", "HEAD"], response_model=None)
        return router

    def sets(self, request: Request) -> Response:
        """Show every set with its versions."""
        main = self._pages.board().criteria.set
        return self._pages.show(request, "rulebook_list.html", sets_page(self._books(), main, self._pages.today()))

    def version(self, request: Request, set_id: str, effective_from: str) -> Response:
        """Show one version read aloud."""
        books = self._books()
        found = next((each for each in books.versions.get(set_id, ()) if _day(each) == effective_from), None)
        if found is None:
            raise HTTPException(NOT_FOUND)
        frame = worded(self._pages.frame(request, self._pages.board()), found.criteria)
        page = self._page(books, found)
        if self._gate is not None and not self._gate.may(request, Action.PROGRESS):
            page = replace(page, links=tuple(each for each in page.links if not each.path.startswith(SWEEP)))
        return self._pages.press.page(request, "rulebook.html", frame, page)

    def _page(self, books: Rulebooks, version: Version) -> Rulebook:
        before, today = version_before(books, version), self._pages.today()
        named = version.criteria.stands_on
        base = books.by_name(f"{named.set}/{named.effective_from}.yaml") if named is not None else None
        shown = self._pages.board().criteria.set
        key = (version.digest, before.digest if before else None, today, base.digest if base else None, shown)
        if key not in self._kept:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            self._kept[key] = rulebook(
                version.criteria,
                version_view(books, version, today),
                version.digest,
                before=(f"bản từ {day(before.criteria.effective_from)}", link_of(before.criteria)) if before else None,
                changes=changes_of(before.criteria, version.criteria) if before else (),
                links=self._links(version),
                base=base.criteria if base is not None else None,
                register=self._gate.office.register if self._gate is not None else None,
            )
        return self._kept[key]

    def _links(self, version: Version) -> tuple[Link, ...]:
        """Return what more there is of a version; of a file that is merely shown, nothing."""
        if self._gate is None:
            return ()
        address = link_of(version.criteria).removeprefix(RULEBOOK)
        found = (
            Link("Nguyên văn tệp (YAML)", f"/api/v1/criteria{address}?text=true"),
            Link("Đọc thành lời (in, Word)", f"{RULEBOOK}{address}/doc-thanh-loi"),
        )
        if version.criteria.set != self._pages.board().criteria.set:
            return found
        return (*found, Link("Dò một ngưỡng", f"{SWEEP}?{urlencode({'ban': version.name})}"))

    def _books(self) -> Rulebooks:
        if self._gate is not None:
            office = self._gate.office
            return replace(office.folder.books(), faults=office.faulty_files())
        board = self._pages.board()
        return of_one(board.criteria, board.digest)


def _day(version: Version) -> str:
    return version.criteria.effective_from.isoformat()
