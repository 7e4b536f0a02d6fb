"""The first page of who has work of their own: what is due, what was returned, what waits, by role."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fastapi import Request

from api.access.deciding import ROLE_TITLES, Action, Refusal, Role
from api.pages.accounts.room_pages import counts
from api.pages.gate import Gate
from api.pages.home.sums import SumsDesk, sums_desk
from api.pages.rulebooks.list import SetView, sets_of
from api.pages.sheets.rows import SheetRow, oldest_first, period_asked, periods_of, sheet_rows
from api.pages.sheets.words import LEVELS
from api.pages.units import Listing, UnitRow
from api.store import assessments as stored
from api.store.assessments import State
from api.workflow.board import Board
from api.workflow.office import Office
from api.workflow.schedule import closed
from engine.wording.numbers import day

SHOWN = 10
"""Sheets that the first page lists; the rooms have them all."""
NEXT = {
    State.NOT_STARTED: "Nhập số liệu cho đủ, rồi tự chấm từng tiêu chí.",
    State.SELF_ASSESSED: "Đã tự chấm. Xem lại lần cuối rồi nộp.",
    State.SUBMITTED: "Đã nộp, chờ thẩm định. Chưa phải làm gì; số liệu khóa cho đến khi phiếu được trả về.",
    State.APPRAISED: "Đang được thẩm định. Chưa phải làm gì.",
    State.SEALED: "Đã chốt. Không phải làm gì thêm ở kỳ này.",
    State.REOPENED: "Phiếu được mở lại theo quyết định: sửa, tự chấm lại rồi nộp.",
}


@dataclass(frozen=True, slots=True)
class Task:
    """The sheet of one unit that is one's own: how far it is, what comes next and where that is done."""

    row: SheetRow
    code: str
    said: str
    standing: UnitRow | None
    """How it stands by its figures; None before the first."""


@dataclass(frozen=True, slots=True)
class Inbox:
    """What waits to be appraised, the oldest first; ``elsewhere`` says where another level appraises today."""

    rows: tuple[SheetRow, ...]
    waiting: int
    late: int
    elsewhere: str = ""


@dataclass(frozen=True, slots=True)
class Home:
    """The whole page; what a role does not have is None or empty."""

    title: str
    lead: str
    period: str
    shut: str
    """Why communes can do nothing in the period; empty when they can."""
    tasks: tuple[Task, ...]
    inbox: Inbox | None
    sets: tuple[SetView, ...] | None
    accounts: tuple[tuple[str, int, str], ...] | None
    """How many accounts stand how: words, number, address."""
    sums: SumsDesk | None
    reads: bool
    """Whether the overview is open to who asks."""
    styles: tuple[str, ...] = ("charts.css", "sheet.css", "rulebook.css", "home.css")


def home_page(gate: Gate, request: Request, board: Board, listing: Mapping[str, Listing]) -> Home:
    """Gather the work of who asks in the period that is under way; ``listing`` holds how units stand in it."""
    office, roles = gate.office, gate.roles(request)
    set_id = office.main_set
    periods = periods_of(office, set_id, tuple(board.data.periods))
    period = period_asked(office, set_id, "", periods, []) if periods else ""
    rows = sheet_rows(office, office.version_of_period(set_id, period), period) if period else ()
    today = office.today
    titles = ", ".join(ROLE_TITLES[each].lower() for each in roles)
    return Home(
        title="Việc của tôi",
        lead=f"Vai trò: {titles}. Hôm nay {day(today)}."
        if roles
        else "Tài khoản chưa có vai trò nào đang có hiệu lực; nhờ người quản trị cấp.",
        period=period,
        shut=_shut(office, set_id, period) if period else "",
        tasks=_tasks(gate, request, rows, listing.get(period)) if Role.COMMUNE in roles else (),
        inbox=_inbox(gate, request, rows) if Role.APPRAISER in roles else None,
        sets=sets_of(office.folder.books(), set_id, today) if Role.EDITOR in roles else None,
        accounts=_accounts(office) if Role.ADMINISTRATOR in roles else None,
        sums=sums_desk(gate, request, board) if Role.STATISTICIAN in roles else None,
        reads=gate.may(request, Action.READ),
    )


def _shut(office: Office, set_id: str, period: str) -> str:
    with office.database.reading() as session:
        return closed(stored.plans(session, set_id, period).get(period), period, office.today) or ""


def _tasks(gate: Gate, request: Request, rows: Sequence[SheetRow], listing: Listing | None) -> tuple[Task, ...]:
    who, office = gate.who(request), gate.office
    own = office.access.visible(who, Action.SELF_ASSESS, [row.unit for row in rows], office.today)
    standing = {row.code: row for row in listing.rows} if listing else {}
    return tuple(Task(row, row.unit[0], _next(row), standing.get(row.unit[0])) for row in rows if row.unit in own)


def _next(row: SheetRow) -> str:
    if row.state is State.RETURNED:
        return f"Bị trả lại {len(row.given_back)} mục để giải trình: sửa, giải trình rồi nộp lại."
    return NEXT[row.state]


def _inbox(gate: Gate, request: Request, rows: Sequence[SheetRow]) -> Inbox:
    who, office = gate.who(request), gate.office
    if office.access.decide(who, Action.APPRAISE, None, office.today) is Refusal.NOT_THE_APPRAISER:
        level = LEVELS.get(office.appraised_by(office.today) or "", "cấp khác")
        return Inbox((), 0, 0, f"Hôm nay {level} thẩm định; tài khoản này chỉ xem phiếu trong phạm vi của mình.")
    seen = office.access.visible(who, Action.APPRAISE, [row.unit for row in rows], office.today)
    waiting = oldest_first(row for row in rows if row.unit in seen)
    return Inbox(tuple(waiting[:SHOWN]), len(waiting), sum(bool(row.late) for row in waiting))


def _accounts(office: Office) -> tuple[tuple[str, int, str], ...]:
    words = {"mo": "đang mở", "cho": "chờ đăng nhập lần đầu", "dong": "đã đóng"}
    return tuple((words[key], many, f"/nguoi-dung?trang-thai={key}") for key, many in counts(office).items())
