"""The room of the targets: each goal with its law, its figures, who stands where, and its pace by quarters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request, Response

from api.access.deciding import Action
from api.exchange.rulebooks import Version
from api.pages.choosing import Choice
from api.pages.gate import Gate
from api.pages.problems import Problem, no_figures
from api.pages.query import as_of_day, days_allowed
from api.pages.routes import BAD_REQUEST, FORBIDDEN, OK, Pages, Room
from api.pages.target_page import Keep, TargetPage, target_pages, without_names
from api.store.database import one_moment
from api.workflow import Board
from api.workflow.office import NoVersionError, Office
from engine.wording.numbers import day

ROOM = Room("Mục tiêu", "/muc-tieu", Action.COUNTS)


@dataclass(frozen=True, slots=True)
class Targets:
    """The whole page."""

    title: str
    problems: tuple[str, ...]
    as_of: str
    as_of_words: str
    first_day: str
    last_day: str
    kept: tuple[tuple[str, str], ...]
    """What else stands in the address, for the form to keep."""
    versions: tuple[Choice, ...]
    version: str
    targets: tuple[TargetPage, ...]
    names: bool
    """Whether who stands where is named, and not counted alone."""
    styles: tuple[str, ...] = ("charts.css", "targets.css")


class TargetPages:
    """The address of the targets."""

    def __init__(self, pages: Pages, gate: Gate) -> None:
        self._pages, self._gate = pages, gate
        pages.add_room(ROOM)

    def router(self) -> APIRouter:
        """Give the page its address."""
        router = APIRouter(include_in_schema=False)
        guarded = [Depends(self._gate.lets(ROOM.action))]
        router.add_api_route(ROOM.path, self.page, methods=["GET", "HEAD"], response_model=None, dependencies=guarded)
        return router

    @one_moment()
    def page(self, request: Request) -> Response:
        """Show every target of the set on a day."""
        pages, main = self._pages, self._pages.board()
        if not main.data.periods:
            return pages.problem(
                request, no_figures(main, "từng mục tiêu với danh sách xã đang đứng ở mỗi bậc và nhịp cần mỗi quý"), OK
            )
        versions = versions_of(self._gate.office, main)
        asked = Asked.of(request.query_params, main, [_day_of(each) for each in versions], pages.today())
        board = board_for(self._gate.office, main, asked, versions)
        if not self.sees_all(request, board, asked.as_of, Action.COUNTS):
            return pages.problem(request, not_all_seen(), FORBIDDEN)
        keep: Keep = partial(pages.kept.of, main)  # by the board that is shown, whichever version was asked for
        found = keep(("targets, whole", board.digest, asked.as_of), lambda: target_pages(board, asked.as_of, keep))
        names = self.sees_all(request, board, asked.as_of, Action.PROGRESS)
        first, last = days_allowed(main, pages.today())
        page = Targets(
            title="Mục tiêu",
            problems=asked.faults,
            as_of=asked.as_of.isoformat(),
            as_of_words=day(asked.as_of),
            first_day=first.isoformat(),
            last_day=last.isoformat(),
            kept=(("ban", asked.version),) if asked.version else (),
            versions=tuple(_choice(each, asked, board.digest) for each in versions),
            version=f"{board.criteria.set}, bản có hiệu lực từ {day(board.criteria.effective_from)}",
            targets=found if names else tuple(map(without_names, found)),
            names=names,
        )
        return pages.show(request, "targets.html", page, BAD_REQUEST if asked.faults else OK)

    def sees_all(self, request: Request, board: Board, as_of: date, action: Action) -> bool:
        """Tell whether somebody may do that to every unit that a target counts."""
        keys = {key for target in board.criteria.targets for key in board.counted(target, as_of)}
        return self._gate.office.access.visible(self._gate.who(request), action, keys, self._gate.office.today) >= keys


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for, judged; ``version`` is the first day of a version, empty where none is named."""

    as_of: date
    version: str
    faults: tuple[str, ...]
    given: Mapping[str, str]

    @classmethod
    def of(cls, query: Mapping[str, str], board: Board, versions: Sequence[str], today: date) -> Asked:
        """Judge a query; ``versions`` are the first days of those there are."""
        faults: list[str] = []
        as_of = as_of_day(query.get("ngay", "").strip(), board, today, faults)
        version = query.get("ban", "").strip()
        if version and version not in versions:
            faults.append(
                f"Không có bản «{version[:20]}» của bộ tiêu chí; đang dùng bản có hiệu lực trong ngày đang xét."
            )
            version = ""
        given = {"ngay": as_of.isoformat()} if as_of else {}
        default = min(board.criteria.period.bounds(board.data.newest_period)[1], today)
        return cls(as_of or default, version, tuple(faults), given)


def versions_of(office: Office, main: Board) -> list[Version]:
    """Return the published versions of the set that is shown."""
    found = office.folder.books().versions.get(main.criteria.set, ())
    return [each for each in found if each.criteria.status == "published"]


def board_for(office: Office, main: Board, asked: Asked, versions: Sequence[Version]) -> Board:
    """Return the board of the version asked for, else that in force on the day, else that of the newest figures."""
    version = next((each for each in versions if _day_of(each) == asked.version), None)
    if version is None:
        try:
            version = office.version_on(main.criteria.set, asked.as_of)
        except NoVersionError:
            return main
    return main if version.digest == main.digest else office.board(version, office.known_now())


def _day_of(version: Version) -> str:
    return version.criteria.effective_from.isoformat()


def _choice(version: Version, asked: Asked, shown: str) -> Choice:
    first, said = version.criteria.effective_from, _day_of(version)
    query = urlencode({**asked.given, "ban": said})
    return Choice(said, f"từ {day(first)}", version.digest == shown, f"{ROOM.path}?{query}")


def not_all_seen() -> Problem:
    """Somebody may see progress, but not of every unit that is counted."""
    return Problem(
        "Tài khoản chỉ thấy một phần các đơn vị",
        (
            "Mục tiêu và kế hoạch tính trên mọi xã, thị trấn của tỉnh, nên chỉ người thấy đủ các đơn vị mới xem được.",
            "Các đơn vị trong phạm vi của tài khoản ở trang Tổng quan.",
        ),
        (("Tổng quan", "/"), ("Bộ tiêu chí", "/bo-tieu-chi")),
        search=False,
    )
