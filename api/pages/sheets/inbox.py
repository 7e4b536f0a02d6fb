"""The rooms of many sheets: every sheet that one sees, and the inbox of who appraises."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request, Response
from starlette.exceptions import HTTPException

from api.access.deciding import Action, Refusal
from api.pages.accounts.signing_in import gone_to
from api.pages.choosing import Choice, known, of_list, of_periods, searched
from api.pages.gate import Gate
from api.pages.problems import Problem, no_figures
from api.pages.routes import BAD_REQUEST, FORBIDDEN, OK, Pages, Room
from api.pages.sheets.room import SHEETS
from api.pages.sheets.rows import SheetRow, oldest_first, period_asked, periods_of, sheet_rows
from api.pages.sheets.words import LEVELS
from api.store.assessments import State
from api.workflow.locks import STATE_WORDS
from engine.names import search_key
from engine.wording.numbers import day, number

INBOX = "/tham-dinh"
SHEETS_ROOM = Room("Phiếu chấm", SHEETS, Action.READ)
INBOX_ROOM = Room("Thẩm định", INBOX, Action.APPRAISE)
KEYS = ("ky", "tim", "huyen", "buoc", "cham")
"""Period, words to search for, district, state, only those that are late."""


@dataclass(frozen=True, slots=True)
class SheetsPage:
    """Every sheet that is asked for of those one sees."""

    title: str
    period: str
    periods: tuple[Choice, ...]
    faults: tuple[str, ...]
    search: str
    districts: tuple[Choice, ...]
    states: tuple[Choice, ...]
    late: bool
    filtered: bool
    all_of_them: str
    count: str
    counts: tuple[tuple[str, int, str], ...]
    """How many sheets stand at each step: its name, how many, and the address that shows them."""
    rows: tuple[SheetRow, ...]
    styles: tuple[str, ...] = ("sheet.css",)


@dataclass(frozen=True, slots=True)
class InboxPage:
    """What waits for who appraises, the oldest first, and how far the rest is."""

    title: str
    period: str
    periods: tuple[Choice, ...]
    faults: tuple[str, ...]
    progress: tuple[tuple[str, str, str], ...]
    """Words, figure and the address behind it."""
    sealed: int
    waiting: tuple[SheetRow, ...]
    returned: tuple[SheetRow, ...]
    not_handed_in: int
    of: int
    styles: tuple[str, ...] = ("sheet.css",)


class InboxPages:
    """The addresses of many sheets."""

    def __init__(self, pages: Pages, gate: Gate) -> None:
        self._pages, self._gate, self._office = pages, gate, gate.office
        pages.add_room(SHEETS_ROOM)
        pages.add_room(INBOX_ROOM)

    def router(self) -> APIRouter:
        """Give both lists their addresses."""
        router = APIRouter(include_in_schema=False, dependencies=[Depends(self._gate.lets(Action.READ))])
        for path, endpoint in ((SHEETS, self.sheets), (INBOX, self.inbox)):
            router.add_api_route(path, endpoint, methods=["GET", "HEAD"], response_model=None)
        return router

    def sheets(self, request: Request) -> Response:
        """Show the sheets of a period; who sees but one unit is shown its sheet."""
        faults: list[str] = []
        found = self._period(request, faults)
        if found is None:
            return self._pages.problem(
                request, no_figures(self._pages.board(), "phiếu các xã đã nộp, chờ thẩm định"), OK
            )
        period, periods = found
        rows = self._rows(request, period, Action.READ)
        if len(rows) == 1:
            return gone_to(rows[0].link)
        page = _sheets_page(request, period, periods, rows, faults)
        return self._pages.show(request, "sheets.html", page, BAD_REQUEST if page.faults else OK)

    def inbox(self, request: Request) -> Response:
        """Show what waits to be appraised; who may not appraise today is told who does."""
        refusal = self._office.access.decide(self._gate.who(request), Action.APPRAISE, None, self._office.today)
        if refusal is Refusal.NOT_THE_APPRAISER:
            return self._pages.problem(request, self._another_level(), FORBIDDEN)
        if refusal is not None:
            raise HTTPException(FORBIDDEN)
        faults: list[str] = []
        found = self._period(request, faults)
        if found is None:
            return self._pages.problem(
                request, no_figures(self._pages.board(), "phiếu các xã đã nộp, chờ thẩm định"), OK
            )
        period, periods = found
        page = _inbox_page(period, periods, self._rows(request, period, Action.APPRAISE), faults)
        return self._pages.show(request, "inbox.html", page, BAD_REQUEST if faults else OK)

    def _period(self, request: Request, faults: list[str]) -> tuple[str, tuple[str, ...]] | None:
        """Return the period that is asked for and those to choose from; None where there is none at all."""
        set_id, board = self._office.main_set, self._pages.board()
        if board.data.periods:
            board.scored()  # so that the frame knows whether figures are invented
        periods = periods_of(self._office, set_id, board.data.periods)
        if not periods:
            return None
        return period_asked(self._office, set_id, request.query_params.get("ky", "").strip(), periods, faults), periods

    def _rows(self, request: Request, period: str, action: Action) -> tuple[SheetRow, ...]:
        version = self._office.version_of_period(self._office.main_set, period)
        rows = sheet_rows(self._office, version, period)
        access, who = self._office.access, self._gate.who(request)
        seen = access.visible(who, action, [row.unit for row in rows], self._office.today)
        return tuple(row for row in rows if row.unit in seen)

    def _another_level(self) -> Problem:
        today = self._office.today
        level = LEVELS.get(self._office.appraised_by(today) or "", "cấp khác")
        return Problem(
            "Hôm nay cấp khác thẩm định",
            (
                f"Ngày {day(today)} {level} thẩm định phiếu của các xã, thị trấn; tài khoản này không còn thẩm định.",
                "Các phiếu trong phạm vi của tài khoản vẫn xem được.",
            ),
            (("Các phiếu chấm", SHEETS),),
            search=False,
        )


# ---------------------------------------------------------------------------------------------------------- pages


def _sheets_page(
    request: Request, period: str, periods: Sequence[str], rows: Sequence[SheetRow], faults: list[str]
) -> SheetsPage:
    raw = {key: " ".join(request.query_params.get(key, "").split()) for key in KEYS}
    districts = _districts(rows)
    asked, chosen = chosen_sheets(raw, rows, faults)
    standing = Counter(row.state for row in rows)
    return SheetsPage(
        title=f"Phiếu chấm kỳ {period}",
        period=period,
        periods=of_periods(periods, period, lambda each: f"{SHEETS}?ky={each}"),
        faults=tuple(faults),
        search=asked.get("tim", ""),
        districts=of_list(sorted(districts.items()), asked.get("huyen", "")),
        states=of_list(((state, STATE_WORDS[state]) for state in State), asked.get("buoc", "")),
        late="cham" in asked,
        filtered=bool(asked),
        all_of_them=f"{SHEETS}?ky={period}",
        count=f"Đang xem {number(len(chosen))} trong {number(len(rows))} phiếu.",
        counts=tuple(
            (STATE_WORDS[state], standing[state], f"{SHEETS}?{urlencode({'ky': period, 'buoc': str(state)})}")
            for state in State
            if standing[state]
        ),
        rows=chosen,
    )


def chosen_sheets(
    raw: Mapping[str, str], rows: Sequence[SheetRow], faults: list[str]
) -> tuple[dict[str, str], tuple[SheetRow, ...]]:
    """Judge what is asked for by the values of an address; return what can be used of it, and the sheets it means."""
    asked = {"tim": searched(raw["tim"], faults)}
    choices = (("huyen", "huyện", _districts(rows)), ("buoc", "bước", set(State)), ("cham", "phiếu", {"1"}))
    for key, word, values in choices:
        asked[key] = known(raw[key], values, word, faults)
    asked = {key: value for key, value in asked.items() if value}
    words = search_key(asked.get("tim", ""))
    return asked, tuple(
        row
        for row in rows
        if words in row.words
        and asked.get("huyen") in (None, row.district_code)
        and asked.get("buoc") in (None, row.state)
        and (row.late or "cham" not in asked)
    )


def _districts(rows: Sequence[SheetRow]) -> dict[str, str]:
    return {row.district_code: row.district for row in rows if row.district}


def _inbox_page(period: str, periods: Sequence[str], rows: Sequence[SheetRow], faults: Sequence[str]) -> InboxPage:
    waiting = tuple(oldest_first(rows))
    returned = tuple(row for row in rows if row.state in (State.RETURNED, State.REOPENED))
    standing = Counter(row.state for row in rows)
    begun = sum(row.judged > 0 for row in waiting)
    late = sum(bool(row.late) for row in waiting)

    def shown(state: State) -> str:
        return f"{SHEETS}?{urlencode({'ky': period, 'buoc': str(state)})}"

    handed_in = sum(bool(row.submitted_at) for row in rows)
    return InboxPage(
        title=f"Thẩm định kỳ {period}",
        period=period,
        periods=of_periods(periods, period, lambda each: f"{INBOX}?ky={each}"),
        faults=tuple(faults),
        progress=(
            ("Đã nộp", f"{number(handed_in)} / {number(len(rows))}", f"{SHEETS}?ky={period}"),
            ("Chờ thẩm định", number(len(waiting)), "#cho"),
            ("Đang làm dở", number(begun), "#cho"),
            ("Quá hạn thẩm định", number(late), "#cho"),
            ("Chờ xã giải trình", number(len(returned)), "#tra-lai"),
            ("Đã chốt", f"{number(standing[State.SEALED])} / {number(len(rows))}", shown(State.SEALED)),
        ),
        sealed=standing[State.SEALED],
        waiting=waiting,
        returned=returned,
        not_handed_in=len(rows) - handed_in,
        of=len(rows),
    )
