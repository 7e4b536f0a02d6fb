"""The page of who comes first: units in the order that the ``first:`` rules of a set ask."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Depends, Request, Response

from api.access.deciding import Action
from api.answers.order import in_order
from api.pages.choosing import Choice, of_periods
from api.pages.gate import Gate
from api.pages.marks import Mark, of_verdict
from api.pages.problems import no_figures
from api.pages.query import period_of
from api.pages.routes import BAD_REQUEST, OK, Pages
from engine.rules import Verdict

PATH = "/lam-truoc"
_MARKS = {
    Verdict.MET: Mark("✓", "làm trước", "met"),
    Verdict.UNMET: Mark("–", "làm sau", "not_applicable"),  # nothing is failed by coming later
}


@dataclass(frozen=True, slots=True)
class Rule:
    """Who comes first, and what says so."""

    title: str
    basis: str


@dataclass(frozen=True, slots=True)
class Row:
    """A unit at its place in the order, and how each rule stands for it."""

    place: int
    name: str
    link: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class TurnsPage:
    """The whole page; without rules there is no order."""

    title: str
    periods: tuple[Choice, ...]
    rules: tuple[Rule, ...]
    rows: tuple[Row, ...]
    problems: tuple[str, ...]


class TurnPages:
    """The address of the page; the page of the set leads to it where the set has such rules."""

    def __init__(self, pages: Pages, gate: Gate) -> None:
        self._pages, self._gate = pages, gate

    def router(self) -> APIRouter:
        """Give the page its address."""
        router = APIRouter(include_in_schema=False)
        guarded = [Depends(self._gate.lets(Action.READ))]
        router.add_api_route(PATH, self.page, methods=["GET", "HEAD"], response_model=None, dependencies=guarded)
        return router

    def page(self, request: Request) -> Response:
        """Show the units that may be seen, first ones first."""
        board, problems = self._pages.board(), list[str]()
        if not board.data.periods:
            return self._pages.problem(request, no_figures(board, "đơn vị nào làm trước, đơn vị nào làm sau"), OK)
        period = period_of(request.query_params.get("ky", "").strip(), board, problems)
        result = board.scored(period)
        units = [board.register.version(code, result.scores.figures.last_day) for code in result.codes]
        seen = self._gate.seen(request, [each.key for each in units if each])
        said = in_order(result, [place for place, each in enumerate(units) if each and each.key in seen])
        page = TurnsPage(
            title=f"Đơn vị làm trước, kỳ {period}",
            periods=of_periods(sorted(board.data.periods), period, lambda each: f"{PATH}?ky={each}"),
            rules=tuple(Rule(each["title"], each["basis"] or "") for each in said["rules"]),
            rows=tuple(
                Row(place, each["name"], f"/xa/{each['unit']}?ky={period}", tuple(map(_mark, each["rules"])))
                for place, each in enumerate(said["items"], start=1)
            ),
            problems=tuple(problems),
        )
        return self._pages.show(request, "turns.html", page, BAD_REQUEST if problems else OK)


def _mark(verdict: str) -> Mark:
    return _MARKS.get(Verdict(verdict)) or of_verdict(Verdict(verdict))
