"""The page of sums: every figure over the whole province or a district, or one figure over the districts."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request, Response

from api.access.deciding import Action
from api.answers.totals import Place, places
from api.pages.choosing import Choice, known, of_list, of_periods
from api.pages.gate import Gate
from api.pages.problems import no_figures
from api.pages.query import period_of
from api.pages.routes import BAD_REQUEST, OK, Pages, Room
from api.store.database import one_moment
from api.workflow.board import Board
from api.workflow.office import board_of_period
from engine.indicators import Indicator, Kind
from engine.totals import Total
from engine.wording.numbers import number
from engine.wording.rules import amount

PATH = "/tong-hop"
WITHHELD = (
    "Tài khoản chỉ xem số tổng hợp: tổng của dưới 3 đơn vị không hiện, khi cần thì không hiện thêm một nơi nữa, "
    "để không trừ ra được số của một đơn vị."
)


@dataclass(frozen=True, slots=True)
class Row:
    """One line: its name with a link, the sum, units with the figure and without."""

    text: str
    link: str
    value: str
    known: str
    missing: str


@dataclass(frozen=True, slots=True)
class TotalsPage:
    """The whole page."""

    title: str
    first: str
    """What the first column holds."""
    period: str
    set_id: str
    sets: tuple[Choice, ...]
    periods: tuple[Choice, ...]
    places: str
    """What the places to choose from are called."""
    whole: str
    """What all of them together are called."""
    districts: tuple[Choice, ...]
    indicator: str
    units: str
    withheld: str
    """Why some sums are not shown; empty where all are."""
    rows: tuple[Row, ...]
    problems: tuple[str, ...]
    back: str
    """The address of every figure, where one is shown; else empty."""
    styles: tuple[str, ...] = ("totals.css",)


class TotalPages:
    """The address of the page."""

    def __init__(self, pages: Pages, gate: Gate) -> None:
        self._pages, self._gate = pages, gate
        pages.add_room(Room("Tổng hợp", PATH, Action.SUMS))

    def router(self) -> APIRouter:
        """Give the page its address."""
        router = APIRouter(include_in_schema=False)
        guarded = [Depends(self._gate.lets(Action.SUMS))]
        router.add_api_route(PATH, self.page, methods=["GET", "HEAD"], response_model=None, dependencies=guarded)
        return router

    @one_moment()
    def page(self, request: Request) -> Response:
        """Show the sums of the units that may be seen."""
        office, query = self._gate.office, request.query_params
        problems: list[str] = []
        main = office.main_set
        titles = {
            key: (office.folder.books().in_force(key, office.today) or versions[-1]).criteria.title
            for key, versions in office.folder.books().versions.items()
        }
        set_id = known(query.get("bo", ""), titles, "bộ tiêu chí", problems) or main
        board = board_of_period(office, set_id)
        if not board.data.periods:
            return self._pages.problem(request, no_figures(board, "tổng từng chỉ tiêu của cả tỉnh và từng huyện"), OK)
        period = period_of(query.get("ky", "").strip(), board, problems)
        result = board.scored(period)
        on = result.scores.figures.last_day
        units = board.register.covered(board.criteria, on)
        keys, who = [each.key for each in units], self._gate.who(request)
        seen, readable = (office.access.visible(who, each, keys, office.today) for each in (Action.SUMS, Action.READ))
        several = office.access.is_everywhere(who, Action.SUMS, office.today) and (
            len({each.province for each in units if each.key in seen}) > 1
        )
        found = tuple(places(board, result, seen, readable, provinces=several))
        districts = {each.code: each.name for each in found if each.code}
        district = known(query.get("huyen", ""), districts, "huyện", problems)
        labels = {key: each.label for key, each in board.criteria.indicators.items()}
        indicator = known(query.get("chi-tieu", ""), labels, "chỉ tiêu", problems)
        state = _State(set_id if set_id != main else "", period, district)
        place = next(each for each in found if each.code == district)
        page = TotalsPage(
            title=f"Tổng hợp {labels[indicator]}" if indicator else "Tổng hợp số liệu",
            first="Nơi" if indicator else "Chỉ tiêu",
            period=period,
            set_id=state.set_id,
            sets=of_list(titles, set_id),
            periods=of_periods(sorted(board.data.periods), period, lambda each: state.link(ky=each, **_if(indicator))),
            places="Tỉnh, huyện" if several else "Huyện, thành phố",
            whole="Tất cả các tỉnh" if several else "Cả tỉnh",
            districts=of_list(districts, district),
            indicator=indicator,
            units=f"{place.name}: {number(place.units)} đơn vị được chấm, kỳ {period}.",
            withheld=WITHHELD if any(each.withheld for each in found) else "",
            rows=_by_place(board, found, indicator, state) if indicator else _by_figure(board, place, state),
            problems=tuple(problems),
            back=state.link() if indicator else "",
        )
        return self._pages.show(request, "totals.html", page, BAD_REQUEST if problems else OK)


@dataclass(frozen=True, slots=True)
class _State:
    """What the address says; an empty part is left out of links."""

    set_id: str
    period: str
    district: str

    def link(self, **more: str) -> str:
        parts = {"bo": self.set_id, "ky": self.period, "huyen": self.district} | more
        return f"{PATH}?{urlencode({key: value for key, value in parts.items() if value})}"


def _if(indicator: str) -> dict[str, str]:
    return {"chi-tieu": indicator} if indicator else {}


def _by_figure(board: Board, place: Place, state: _State) -> tuple[Row, ...]:
    indicators = board.criteria.indicators
    return tuple(
        _row(
            place, indicators[each.indicator].label, state.link(**_if(each.indicator)), each, indicators[each.indicator]
        )
        for each in place.totals
    )


def _by_place(board: Board, found: tuple[Place, ...], indicator: str, state: _State) -> tuple[Row, ...]:
    each_total = ((place, next(each for each in place.totals if each.indicator == indicator)) for place in found)
    kind = board.criteria.indicators[indicator]
    return tuple(_row(place, place.name, state.link(huyen=place.code), total, kind) for place, total in each_total)


def _row(place: Place, text: str, link: str, total: Total, indicator: Indicator) -> Row:
    if total.indicator in place.withheld:
        value = "không hiện"
    elif not total.known:
        value = "chưa rõ"
    elif indicator.kind is Kind.FLAG:
        value = f"{number(total.value)} đơn vị có"
    elif indicator.kind is Kind.DOCUMENT:
        value = f"{number(total.value)} đơn vị đã ban hành"
    else:
        value = amount(indicator, total.value)
    return Row(text, link, value, number(total.known), number(total.missing))
