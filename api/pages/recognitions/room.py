"""The room of recognitions: what was decided, whether it holds, and beside it what the scores say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request, Response

from api.access.deciding import Action
from api.pages.accounts.signing_in import gone_to, kept_nowhere
from api.pages.gate import Gate, forged
from api.pages.merging.heirs import HeirView, decided, heir_views, wish_of
from api.pages.named_unit import NoUnitError, suggested, unit_named
from api.pages.posting import Sent, posting
from api.pages.query import period_of
from api.pages.recognitions.forms import LONGEST, FormError, counts_of, on_of, paper_of, typed_of
from api.pages.recognitions.page import RecognitionsPage
from api.pages.recognitions.rows import Row, history, is_wanted, key_text, row
from api.pages.routes import BAD_REQUEST, FORBIDDEN, OK, Pages, Room
from api.pages.sheets.room import CONFLICT, not_yours
from api.store import recognitions as stored
from api.store.merger_tables import MergerRule
from api.store.recognitions import Decision
from api.workflow.board import Board
from api.workflow.inheriting import Heir, heirs, rules_of
from api.workflow.office import NoVersionError
from api.workflow.recognising import RecognitionError, Standing, after_mergers, recognise, revoke, standings
from engine.units import UnitKey, UnitVersion
from engine.wording.numbers import day
from engine.wording.privacy import about_text

RECOGNITIONS = "/cong-nhan"
ROOM = Room("Công nhận", RECOGNITIONS, Action.READ)
KEYS = ("ky", "ngay", "tim", "cap", "xem", "don-vi", "trang")
SHOWN = 100
DONE = {
    "ghi": "Đã ghi quyết định công nhận.",
    "thu-hoi": "Đã ghi quyết định thu hồi; công nhận cũ vẫn còn trong lịch sử.",
    "mang-sang": "Đã ghi quyết định về công nhận sau sáp nhập; công nhận của đơn vị cũ giữ nguyên.",
}
DAY_FIELDS = {
    "ghi": "Ngày quyết định",
    "thu-hoi": "Ngày đầu không còn được công nhận",
    "mang-sang": "Ngày quyết định",
}
"""What the field of the day is called in each form."""


class RecognitionPages:
    """The address of recognitions."""

    def __init__(self, pages: Pages, gate: Gate) -> None:
        self._pages, self._gate, self._office = pages, gate, gate.office
        pages.add_room(ROOM)

    def router(self) -> APIRouter:
        """Give the page and its forms their address."""
        router = APIRouter(include_in_schema=False, dependencies=[Depends(self._gate.lets(Action.READ))])
        router.add_api_route(RECOGNITIONS, self.page, methods=["GET", "HEAD"], response_model=None)
        router.add_api_route(RECOGNITIONS, posting(self.sent), methods=["POST"], response_model=None)
        return router

    def page(self, request: Request) -> Response:
        """Show recognitions."""
        done = DONE.get(request.query_params.get("xong", ""), "")
        if done and request.query_params.get("luu-y"):
            done += " Số quyết định vừa ghi giống dữ liệu của một người: xem lại, hệ thống không giữ dữ liệu cá nhân."
        return self._show(request, OK, done=done)

    def sent(self, request: Request, sent: Sent) -> Response:
        """Put a decision or a revocation on record."""
        deed = sent.one("viec")
        deeds = {"ghi": self._decide, "thu-hoi": self._revoke, "mang-sang": self._carry}
        if deed not in deeds or not self._gate.is_ours(request, sent.one("csrf")):
            return self._pages.problem(request, forged(), FORBIDDEN)
        if not self._gate.may(request, Action.RECOGNISE):
            return self._pages.problem(request, not_yours(), FORBIDDEN)
        document = sent.text("quyet-dinh")
        try:
            deeds[deed](request, sent, document, paper_of(sent, document, self._office.today, DAY_FIELDS[deed]))
        except FormError as error:
            return self._show(request, error.status, fault=str(error), typed=typed_of(sent))
        beware = {"luu-y": "1"} if about_text(document) else {}
        return gone_to(f"{RECOGNITIONS}?{urlencode({**self._given(request), 'xong': deed, **beware})}")

    # ------------------------------------------------------------------------------------------------------ deeds

    def _decide(self, request: Request, sent: Sent, document: str, on: date) -> None:
        office, set_id = self._office, self._office.main_set
        unit = self._unit(request, sent.text("don-vi"), on)
        try:
            criteria = office.version_on(set_id, on).criteria
        except NoVersionError as error:
            raise FormError(f"Ngày {day(on)} chưa có bộ tiêu chí nào có hiệu lực; sửa lại ngày.") from error
        level = criteria.levels.get(sent.one("cap"))
        if level is None:
            raise FormError("Chọn cấp công nhận trong danh sách.")
        if not level.in_force(on):
            raise FormError(f"«{level.title}» không tồn tại vào ngày {day(on)}; sửa ngày hoặc cấp.")
        actor = self._gate.actor(request)
        try:
            recognise(office.database, actor, set_id, unit.key, level.level, document, on)
        except RecognitionError as error:
            raise FormError(f"{error}.", CONFLICT) from error

    def _unit(self, request: Request, text: str, on: date) -> UnitVersion:
        """Return the unit that a name, a code or both of them mean on a day."""
        try:
            found = unit_named(text, self._office.register.on(on), on)
        except NoUnitError as error:
            raise FormError(str(error)) from error
        if not self._gate.may(request, Action.RECOGNISE, found.key):
            raise FormError("Đơn vị này ngoài phạm vi của tài khoản; chưa ghi gì.", FORBIDDEN)
        return found

    def _revoke(self, request: Request, sent: Sent, document: str, on: date) -> None:
        office, set_id, number = self._office, self._office.main_set, sent.number("so")
        held = next((each for each in self._held() if each.id == number), None)
        if held is None or not self._gate.may(request, Action.RECOGNISE, (held.code, held.first_day)):
            raise FormError("Không có công nhận này trong phạm vi của tài khoản; chưa ghi gì.", FORBIDDEN)
        try:
            revoke(office.database, self._gate.actor(request), set_id, number, document, on)
        except RecognitionError as error:
            raise FormError(f"{error}.", CONFLICT) from error

    def _carry(self, request: Request, sent: Sent, document: str, on: date) -> None:
        office, set_id = self._office, self._office.main_set
        heir = next((each for each in self._heirs(self._held(), on) if each.unit.code == sent.one("don-vi")), None)
        if heir is None or not self._gate.may(request, Action.RECOGNISE, heir.unit.key):
            raise FormError("Không có đơn vị này trong phạm vi của tài khoản vào ngày đó; chưa ghi gì.", FORBIDDEN)
        wish = wish_of(sent.one("cach"), sent.one("chi-tieu"), sent.text("ky-so"), document, on)
        try:
            decided(office, self._gate.actor(request), set_id, heir, wish)
        except RecognitionError as error:
            raise FormError(f"{error}.", CONFLICT) from error

    def _heirs(self, held: Iterable[Decision], on: date) -> tuple[Heir, ...]:
        return heirs(self._office.register, held, self._rules(), on)

    def _rules(self) -> Mapping[UnitKey, MergerRule]:
        with self._office.database.reading() as session:
            return rules_of(session, self._office.main_set)

    def _held(self) -> tuple[Decision, ...]:
        with self._office.database.reading() as session:
            return stored.decisions(session, self._office.main_set)

    # ------------------------------------------------------------------------------------------------------- page

    def _given(self, request: Request) -> dict[str, str]:
        query = request.query_params
        return {key: raw for key in KEYS if (raw := " ".join(query.get(key, "").split())[:LONGEST])}

    def _show(
        self,
        request: Request,
        status: int,
        *,
        done: str = "",
        fault: str = "",
        typed: Mapping[str, str] | None = None,
    ) -> Response:
        board, gate, today = self._pages.board(), self._gate, self._office.today
        given, problems = self._given(request), list[str]()
        period = period_of(given.get("ky", ""), board, problems) if board.data.periods else ""
        on = on_of(given, today, problems)
        held = self._held()
        seen = gate.seen(request, {(each.code, each.first_day) for each in held})
        mine = tuple(each for each in held if (each.code, each.first_day) in seen)
        asked = (given.get("tim", ""), given.get("cap", ""), given.get("xem", ""))
        judged = after_mergers(board.register, standings(board, mine, period or None, on), self._rules(), on)
        found = [each for each in judged if is_wanted(board, each, *asked)]
        told: tuple[str, ...] = ()
        chosen = next((key for key in seen if key_text(key) == given.get("don-vi")), None)
        if chosen is not None:
            found = [each for each in found if (each.decision.code, each.decision.first_day) == chosen]
            told = history(board, mine, chosen)
        found.sort(key=lambda each: (each.decision.decided_on, each.decision.id), reverse=True)
        first = max(0, Sent({"trang": (given.get("trang", ""),)}).number("trang") - 1) * SHOWN
        version = board.register.version(*chosen) if chosen else None
        page = RecognitionsPage(
            given=given,
            problems=tuple(problems),
            periods=tuple(sorted(board.data.periods, reverse=True)),
            period=period,
            on=on.isoformat(),
            on_words=day(on),
            levels=tuple((key, level.title) for key, level in board.criteria.levels.items()),
            rows=tuple(self._row(request, board, each, period, given) for each in found[first : first + SHOWN]),
            found=len(found),
            following=_link(given, trang=str(first // SHOWN + 2)) if len(found) > first + SHOWN else "",
            before=_link(given, trang="") if first else "",
            unit=version.name if version else "",
            history=told,
            may_decide=gate.may(request, Action.RECOGNISE),
            units=self._choices(request, board.register.on(today).values()),
            heirs=self._heir_views(request, board, mine, on),
            counts=counts_of(board),
            token=gate.token(request),
            here=_link(given),
            done=done,
            fault=fault,
            typed=typed or {},
        )
        status = BAD_REQUEST if problems and status == OK else status
        return kept_nowhere(self._pages.show(request, "recognitions_room.html", page, status))

    def _row(self, request: Request, board: Board, each: Standing, period: str, given: Mapping[str, str]) -> Row:
        key = (each.decision.code, each.decision.first_day)
        link = _link(given, **{"don-vi": key_text(key), "trang": ""})
        return row(board, each, period, link, revocable=self._gate.may(request, Action.RECOGNISE, key))

    def _heir_views(self, request: Request, board: Board, mine: Iterable[Decision], on: date) -> tuple[HeirView, ...]:
        found = self._heirs(mine, on)
        may = frozenset(each.unit.key for each in found if self._gate.may(request, Action.RECOGNISE, each.unit.key))
        return heir_views(board, found, may)

    def _choices(self, request: Request, units: Iterable[UnitVersion]) -> tuple[str, ...]:
        """Return the units that somebody may decide about, by name."""
        return suggested(each for each in units if self._gate.may(request, Action.RECOGNISE, each.key))


def _link(given: Mapping[str, str], **changes: str) -> str:
    wanted = {**given, **changes}
    pairs = [(key, wanted[key]) for key in KEYS if wanted.get(key)]
    return f"{RECOGNITIONS}?{urlencode(pairs)}" if pairs else RECOGNITIONS
