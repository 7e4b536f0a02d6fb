"""The room of the targets: each goal with its law, its figures, who stands where, and its pace by quarters."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request, Response

from api.access.deciding import Action
from api.exchange.criteria_folder import Version
from api.pages.gate import Gate
from api.pages.goals import GoalView, TargetView, target_view
from api.pages.marks import Mark
from api.pages.pace import Point, days_measured, judged, pace, sentences
from api.pages.pace_lines import PaceView, drawn
from api.pages.places import Place, Stander, places
from api.pages.problems import Problem, no_figures
from api.pages.query import as_of_day, days_allowed
from api.pages.routes import BAD_REQUEST, FORBIDDEN, OK, Pages, Room
from api.workflow import Board
from api.workflow.office import NoVersionError
from engine.criteria import SizedList
from engine.targets import GoalProgress, State, TargetProgress
from engine.wording.numbers import day, number

ROOM = Room("Mục tiêu", "/muc-tieu", Action.PROGRESS)
PLAN = "/ke-hoach"


@dataclass(frozen=True, slots=True)
class GoalPage:
    """A goal with who stands in its place and how fast it nears; without a pace ``drawing`` and ``judged`` are None."""

    view: GoalView
    basis: str
    place: Place
    unnamed: bool
    missing: str
    pace: tuple[str, ...]
    judged: Mark | None
    drawing: PaceView | None


@dataclass(frozen=True, slots=True)
class TargetPage:
    """A target with its goals, and the units that stand in no place."""

    view: TargetView
    goals: tuple[GoalPage, ...]
    below: tuple[Stander, ...]
    plan: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A version of the set that may be asked for."""

    text: str
    link: str
    chosen: bool


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

    def page(self, request: Request) -> Response:
        """Show every target of the set on a day."""
        pages, main = self._pages, self._pages.board()
        if not main.data.periods:
            return pages.problem(request, no_figures(main), OK)
        asked = Asked.of(request.query_params, main, pages.today())
        board, versions = self._board(main, asked)
        if not self.sees_all(request, board, asked.as_of):
            return pages.problem(request, not_all_seen(), FORBIDDEN)
        keep: Keep = partial(pages.kept.of, main)  # by the board that is shown, whichever version was asked for
        found = keep(("targets, whole", board.digest, asked.as_of), lambda: _targets(board, asked.as_of, keep))
        first, last = days_allowed(main, pages.today())
        page = Targets(
            title="Mục tiêu",
            problems=asked.faults,
            as_of=asked.as_of.isoformat(),
            as_of_words=day(asked.as_of),
            first_day=first.isoformat(),
            last_day=last.isoformat(),
            kept=(("ban", asked.version),) if asked.version else (),
            versions=versions,
            version=f"{board.criteria.set}, bản có hiệu lực từ {day(board.criteria.effective_from)}",
            targets=found,
        )
        return pages.show(request, "targets.html", page, BAD_REQUEST if asked.faults else OK)

    def sees_all(self, request: Request, board: Board, as_of: date) -> bool:
        """Tell whether every unit that a target counts may be seen."""
        keys = {key for target in board.criteria.targets for key in board.counted(target, as_of)}
        return (
            self._gate.office.access.visible(self._gate.who(request), Action.PROGRESS, keys, self._gate.office.today)
            >= keys
        )

    def _board(self, main: Board, asked: Asked) -> tuple[Board, tuple[Choice, ...]]:
        """Return the board of the version asked for, else that in force on the day, else that of the newest figures."""
        office, of_set = self._gate.office, main.criteria.set
        versions = [
            each for each in office.folder.books().versions.get(of_set, ()) if each.criteria.status == "published"
        ]
        version = next((each for each in versions if each.criteria.effective_from.isoformat() == asked.version), None)
        if version is None:
            try:
                version = office.version_on(of_set, asked.as_of)
            except NoVersionError:
                version = None
        digest = main.digest if version is None else version.digest
        board = main if version is None or version.digest == main.digest else office.board(version, main.data.upto)  # type: ignore[attr-defined]  # a record, since there is an office
        return board, tuple(_choice(each, asked, digest) for each in versions)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for, judged; ``version`` is the first day of a version, empty where none is named."""

    as_of: date
    version: str
    faults: tuple[str, ...]
    given: Mapping[str, str]

    @classmethod
    def of(cls, query: Mapping[str, str], board: Board, today: date) -> Asked:
        """Judge a query."""
        faults: list[str] = []
        as_of = as_of_day(query.get("ngay", "").strip(), board, today, faults)
        version = query.get("ban", "").strip()
        if version and not _is_day(version):
            faults.append(
                f"Không có bản «{version[:20]}» của bộ tiêu chí; đang dùng bản có hiệu lực trong ngày đang xét."
            )
            version = ""
        given = {"ngay": as_of.isoformat()} if as_of else {}
        default = min(board.criteria.period.bounds(board.data.newest_period)[1], today)
        return cls(as_of or default, version, tuple(faults), given)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _choice(version: Version, asked: Asked, shown: str) -> Choice:
    first = version.criteria.effective_from
    query = urlencode({**asked.given, "ban": first.isoformat()})
    return Choice(f"từ {day(first)}", f"{ROOM.path}?{query}", version.digest == shown)


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


# ------------------------------------------------------------------------------------------------------- contents


Keep = Callable[[Hashable, Callable[[], Any]], Any]
"""Keeps the answer to a question as long as the board is shown."""


def _targets(board: Board, as_of: date, keep: Keep) -> tuple[TargetPage, ...]:
    return tuple(_target(board, each, keep) for each in board.progress(as_of))


def _target(board: Board, found: TargetProgress, keep: Keep) -> TargetPage:
    view = target_view(board, found)
    standing, below = places(board, found)
    points = history(board, found, keep)
    return TargetPage(
        view=view,
        goals=tuple(
            _goal(board, found, goal, shown, place, points[index])
            for index, (goal, shown, place) in enumerate(zip(found.goals, view.goals, standing, strict=True))
        ),
        below=below,
        plan=f"{PLAN}?{urlencode({'muc-tieu': found.target.id, 'ngay': found.as_of.isoformat()})}",
    )


def history(board: Board, found: TargetProgress, keep: Keep) -> tuple[tuple[Point, ...], ...]:
    """Return for each goal what was reached at the end of each quarter since the set is in force, and on the day."""
    target = found.target

    def measured(on: date) -> TargetProgress:
        answer: TargetProgress = keep(
            ("progress", board.digest, target.id, on), lambda: board.progress(on, target.id)[0]
        )
        return answer

    days = days_measured(board.criteria.effective_from, found.as_of, target.due)
    ways = [(on, measured(on).goals) for on in days]
    return tuple(
        tuple(Point(on, goals[index].reached, goals[index].possible) for on, goals in ways)
        for index in range(len(target.goals))
    )


def _goal(  # noqa: PLR0913, PLR0917 -- what is known of a goal
    board: Board, found: TargetProgress, progress: GoalProgress, view: GoalView, place: Place, points: tuple[Point, ...]
) -> GoalPage:
    goal, due = progress.goal, found.target.due
    thing = "huyện" if goal.per is not None else "đơn vị"
    void = progress.state is State.VOID
    speed = None if void else pace(points, progress.required, due)
    return GoalPage(
        view=view,
        basis=goal.basis or "",
        place=place,
        unnamed=isinstance(board.criteria.lists.get(goal.among or ""), SizedList),
        missing=_missing(progress, thing),
        pace=tuple(sentences(speed, progress, due, thing)) if speed else (),
        judged=judged(speed) if speed else None,
        drawing=drawn(points, progress.required, due) if speed else None,
    )


def _missing(progress: GoalProgress, thing: str) -> str:
    if progress.state is State.VOID:
        return ""
    if progress.gap == 0:
        return "Không thiếu."
    least = max(0, progress.required - progress.possible)
    said = f"Còn thiếu {number(progress.gap)} {thing} theo số chắc chắn"
    if least == 0:
        return f"{said}; nếu mọi điều chưa rõ đều đạt thì đủ."
    return f"{said}; nếu mọi điều chưa rõ đều đạt vẫn thiếu {number(least)}." if least < progress.gap else f"{said}."
