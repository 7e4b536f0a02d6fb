"""The page of criteria that do not apply: to whom, why, by what decision, until when; as a file and back."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Depends, Request, Response

from api.access.deciding import Action
from api.pages.choosing import Choice, of_list, of_periods
from api.pages.gate import Gate
from api.pages.routes import BAD_REQUEST, OK, Pages, Room
from api.pages.sheets.rows import period_asked, periods_of
from api.workflow.exporting.waivers import Exempt, exempt
from engine.names import search_key
from engine.wording.numbers import day

PATH = "/khong-ap-dung"


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table."""

    code: str
    name: str
    district: str
    criterion: str
    title: str
    reason: str
    decision: str
    until: str


@dataclass(frozen=True, slots=True)
class WaiversPage:
    """The whole page."""

    period: str
    periods: tuple[Choice, ...]
    search: str
    criteria: tuple[Choice, ...]
    lines: tuple[Line, ...]
    total: int
    counted: str
    """What a criterion that does not apply counts as, by the file of the period."""
    may_import: bool
    problems: tuple[str, ...]
    title: str = "Tiêu chí không áp dụng"


def wanted(found: list[Exempt], search: str, criterion: str) -> list[Exempt]:
    """Return those of a name or code, and of a criterion; of all where nothing is asked."""
    words = search_key(search[:100])
    return [
        each
        for each in found
        if criterion in ("", each.row.criterion) and words in search_key(f"{each.name} {each.unit[0]}")
    ]


class WaiverPages:
    """The address of the page."""

    def __init__(self, pages: Pages, gate: Gate) -> None:
        self._pages, self._gate = pages, gate
        pages.add_room(Room("Không áp dụng", PATH, Action.READ))

    def router(self) -> APIRouter:
        """Give the page its address."""
        router, guarded = APIRouter(include_in_schema=False), [Depends(self._gate.lets(Action.READ))]
        router.add_api_route(PATH, self.page, methods=["GET", "HEAD"], response_model=None, dependencies=guarded)
        return router

    def page(self, request: Request) -> Response:
        """Show what does not apply to the units that may be seen."""
        office, query = self._gate.office, request.query_params
        faults, set_id = list[str](), office.main_set
        periods = periods_of(office, set_id, self._pages.board().data.periods)
        period = period_asked(office, set_id, query.get("ky", "").strip(), periods, faults)
        criteria = office.version_of_period(set_id, period).criteria
        criterion, search = query.get("tieu-chi", "").strip(), " ".join(query.get("tim", "").split())[:100]
        if criterion and criterion not in {each.id for each in criteria.criteria}:
            faults.append(f"Không có tiêu chí «{criterion[:40]}»; đang hiện mọi tiêu chí.")
            criterion = ""
        found = exempt(office, set_id, period)
        seen = self._gate.seen(request, (each.unit for each in found))
        mine = [each for each in found if each.unit in seen]
        page = WaiversPage(
            period=period,
            periods=of_periods(periods, period, lambda each: f"{PATH}?ky={each}"),
            search=search,
            criteria=of_list(((each.id, f"{each.id} {each.title}") for each in criteria.criteria), criterion),
            lines=tuple(map(_line, wanted(mine, search, criterion))),
            total=len(mine),
            counted="đạt" if criteria.not_applicable_counts_as == "met" else "chưa đạt",
            may_import=self._gate.may(request, Action.WAIVE),
            problems=tuple(faults),
        )
        return self._pages.show(request, "waivers.html", page, BAD_REQUEST if faults else OK)


def _line(each: Exempt) -> Line:
    row, code = each.row, each.unit[0]
    until = f"đến hết {day(row.last_day)}" if row.last_day else "không thời hạn"
    return Line(code, each.name, each.district, row.criterion, each.title, row.reason, row.decision, until)
