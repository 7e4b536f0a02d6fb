"""The page of all that is to be watched in a period; the overview shows the first lines of it."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Depends, Request, Response

from api.access.deciding import Action
from api.pages.choosing import Choice, of_periods
from api.pages.gate import Gate
from api.pages.nearest import Near, nearest
from api.pages.problems import no_figures
from api.pages.query import period_of
from api.pages.routes import BAD_REQUEST, OK, Pages
from api.pages.watch_list import Section
from engine.wording.numbers import number

PATH = "/theo-doi"


@dataclass(frozen=True, slots=True)
class Watching:
    """The whole page."""

    title: str
    period: str
    periods: tuple[Choice, ...]
    problems: tuple[str, ...]
    nearest: tuple[Near, ...]
    near_sentence: str
    sections: tuple[Section, ...]
    back: str
    styles: tuple[str, ...] = ("overview.css",)


class WatchPages:
    """The address of what is to be watched."""

    def __init__(self, pages: Pages, gate: Gate) -> None:
        self._pages, self._gate = pages, gate

    def router(self) -> APIRouter:
        """Give the page its address."""
        router = APIRouter(include_in_schema=False)
        guarded = [Depends(self._gate.lets(Action.READ))]
        router.add_api_route(PATH, self.page, methods=["GET", "HEAD"], response_model=None, dependencies=guarded)
        return router

    def page(self, request: Request) -> Response:
        """Show what is to be watched of the units that may be seen."""
        pages, board = self._pages, self._pages.board()
        if not board.data.periods:
            return pages.problem(
                request,
                no_figures(board, "xã gần lên mức, phiếu chưa nộp, công nhận phải xem lại, minh chứng sắp hết hạn"),
                OK,
            )
        problems: list[str] = []
        period = period_of(request.query_params.get("ky", "").strip(), board, problems)
        listing = pages.listing(board, period)
        on = listing.result.scores.figures.last_day
        keys = {unit.key: unit.code for code in listing.result.codes if (unit := board.register.version(code, on))}
        seen = {keys[key] for key in self._gate.seen(request, keys)}
        found = pages.kept.of(board, ("nearest, all", period), lambda: nearest(listing, pages.kept))
        near = tuple(each for each in found if each.row.code in seen)
        page = Watching(
            title=f"Việc cần theo dõi, kỳ {period}",
            period=period,
            periods=of_periods(sorted(board.data.periods), period, lambda each: f"{PATH}?ky={each}"),
            problems=tuple(problems),
            nearest=near,
            near_sentence=_near_sentence(near),
            sections=pages.watched(request, board, listing),
            back=f"/?ky={period}",
        )
        return pages.show(request, "watch.html", page, BAD_REQUEST if problems else OK)


def _near_sentence(near: tuple[Near, ...]) -> str:
    if not near:
        return "Không có đơn vị nào lên được một mức bằng các việc có trong bộ tiêu chí."
    return (
        f"{number(len(near))} đơn vị lên được một mức bằng các việc có trong bộ tiêu chí; ít tiêu chí nhất ở trên, "
        "rồi đến ít công sức nhất. Điều chưa rõ tính là chưa đạt."
    )
