"""The room of periods: when each opens and what is due when, who is late, who registered for what."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date

from fastapi import APIRouter, Depends, Request, Response
from starlette.exceptions import HTTPException

from api.access.deciding import Action, Role
from api.pages.accounts.signing_in import gone_to, kept_nowhere
from api.pages.days import EXAMPLE, not_a_day, read_day
from api.pages.gate import Gate, forged
from api.pages.posting import Sent, posting
from api.pages.problems import no_figures
from api.pages.routes import BAD_REQUEST, FORBIDDEN, OK, Pages, Room
from api.pages.sheets.period import Asking, Outcome, PeriodNow, period_now, period_page
from api.pages.sheets.room import CONFLICT, NOT_USABLE, OVERTAKEN, not_yours
from api.pages.sheets.rows import period_asked, periods_of
from api.workflow.registering import register, withdraw
from api.workflow.schedule import DAY_WORDS, plan_period, units_of
from api.workflow.sheets import Fault, FaultyError, ForbiddenError, OvertakenError
from engine.units import UnitKey
from engine.wording.numbers import day

PERIODS = "/ky-danh-gia"
ROOM = Room("Kỳ đánh giá", PERIODS, Action.READ)
DONE = {
    "dat-ky": "Đã lưu các ngày của kỳ. Sửa lại lúc nào cũng được; lần sửa nào cũng còn trong nhật ký.",
    "dang-ky": "Đã ghi đăng ký. Ghi nhầm thì bấm Rút ở dòng đó.",
    "rut": "Đã rút đăng ký. Rút nhầm thì đăng ký lại.",
}


class SchedulePages:
    """The address of periods."""

    def __init__(self, pages: Pages, gate: Gate) -> None:
        self._pages, self._gate, self._office = pages, gate, gate.office
        pages.add_room(ROOM)

    def router(self) -> APIRouter:
        """Give the page and its forms their address."""
        router = APIRouter(include_in_schema=False, dependencies=[Depends(self._gate.lets(Action.READ))])
        router.add_api_route(PERIODS, self.page, methods=["GET", "HEAD"], response_model=None)
        router.add_api_route(PERIODS, posting(self.sent), methods=["POST"], response_model=None)
        return router

    def page(self, request: Request) -> Response:
        """Show a period."""
        faults: list[str] = []
        periods = self._periods()
        if not periods:
            return self._pages.problem(
                request, no_figures(self._pages.board(), "ngày mở kỳ, hạn nộp, hạn thẩm định và xã đang chậm"), OK
            )
        set_id, raw = self._office.main_set, request.query_params.get("ky", "").strip()
        now = self._now(request, period_asked(self._office, set_id, raw, periods, faults))
        outcome = Outcome(done=DONE.get(request.query_params.get("xong", ""), ""))
        return self._show(request, now, outcome, BAD_REQUEST if faults else OK, tuple(faults))

    def sent(self, request: Request, sent: Sent) -> Response:
        """Do what a form of the page asks for."""
        deed, period = sent.one("viec"), sent.one("ky")
        deeds = {"dat-ky": self._plan, "dang-ky": self._register, "rut": self._withdraw}
        if deed not in deeds or period not in self._periods() or not self._gate.is_ours(request, sent.one("csrf")):
            return self._pages.problem(request, forged(), FORBIDDEN)
        now = self._now(request, period)
        if not self._gate.may(request, Action.PLAN_PERIOD if deed == "dat-ky" else Action.REGISTER):
            return self._pages.problem(request, not_yours(), FORBIDDEN)
        try:
            deeds[deed](request, now, sent)
        except OvertakenError:
            newer = self._now(request, period)
            return self._show(request, newer, _overtaken(newer, sent), OVERTAKEN)
        except FaultyError as error:
            return self._show(request, now, _refused(error.faults, sent), NOT_USABLE)
        except ForbiddenError as error:
            return self._show(request, now, Outcome(faults=(str(error),)), CONFLICT)
        return gone_to(f"{PERIODS}?ky={period}&xong={deed}")

    # ------------------------------------------------------------------------------------------------------ deeds

    def _plan(self, request: Request, now: PeriodNow, sent: Sent) -> None:
        read = {name: sent.day(name) for name in DAY_WORDS}
        faults = [
            Fault(name, f"{DAY_WORDS[name]} chưa ghi hoặc không có thật", f"ghi ngày/tháng/năm, ví dụ {EXAMPLE}")
            for name, each in read.items()
            if each is None
        ]
        if faults:
            raise FaultyError(faults)
        days = replace(now.days, **{name: each for name, each in read.items() if each is not None})
        plan_period(self._office, self._gate.actor(request), now.criteria, now.period, days, sent.number("so"))

    def _is_province(self, request: Request, unit: UnitKey) -> bool:
        return self._office.access.holds(self._gate.who(request), Role.PROVINCE, unit, self._office.today)

    def _register(self, request: Request, now: PeriodNow, sent: Sent) -> None:
        unit = next((each for each in now.units if each.code == sent.one("don-vi")), None)
        on = sent.day("ngay")
        if unit is None or on is None or not self._gate.may(request, Action.REGISTER, unit.key):
            cure = "chọn xã, thị trấn trong danh sách và ghi ngày đăng ký"
            raise FaultyError([Fault("", "chưa rõ đơn vị nào đăng ký ngày nào", cure)])
        actor = self._gate.actor(request)
        register(
            self._office,
            actor,
            now.criteria,
            unit,
            period=now.period,
            level=sent.one("cap"),
            day=on,
            by_province=self._is_province(request, unit.key),
        )

    def _withdraw(self, request: Request, now: PeriodNow, sent: Sent) -> None:
        number = sent.number("so")
        key = next((key for row, key in now.registrations if row.id == number), None)
        if key is None:
            raise OvertakenError
        if not self._gate.may(request, Action.REGISTER, key):
            raise HTTPException(FORBIDDEN)
        withdraw(self._office, self._gate.actor(request), number, by_province=self._is_province(request, key))

    # ------------------------------------------------------------------------------------------------------- page

    def _periods(self) -> tuple[str, ...]:
        board = self._pages.board()
        if board.data.periods:
            board.scored()  # so that the frame knows whether figures are invented
        return periods_of(self._office, self._office.main_set, board.data.periods)

    def _now(self, request: Request, period: str) -> PeriodNow:
        set_id = self._office.main_set
        units = units_of(self._office, self._office.version_of_period(set_id, period).criteria, period)
        return period_now(self._office, set_id, period, self._gate.seen(request, [unit.key for unit in units]))

    def _show(
        self, request: Request, now: PeriodNow, outcome: Outcome, status: int, problems: tuple[str, ...] = ()
    ) -> Response:
        gate, raw = self._gate, request.query_params.get("ngay", "")
        may_register: frozenset[UnitKey] = frozenset()
        if gate.may(request, Action.REGISTER):
            may_register = frozenset(key for key in now.seen if gate.may(request, Action.REGISTER, key))
        asking = Asking(
            on=_day_of(raw) or self._office.today,
            may_plan=gate.may(request, Action.PLAN_PERIOD),
            may_register=may_register,
            periods=self._periods(),
            problems=(
                *problems,
                *((not_a_day("Tính đến hết ngày", raw, "đang tính đến hôm nay"),) if raw and not _day_of(raw) else ()),
            ),
            token=gate.token(request),
        )
        return kept_nowhere(
            self._pages.show(request, "periods.html", period_page(self._office, now, asking, outcome), status)
        )


def _day_of(raw: str) -> date | None:
    return read_day(raw) if raw else None


def _refused(faults: tuple[Fault, ...], sent: Sent) -> Outcome:
    texts = [(each.place, f"{each.message}: {each.cure}.") for each in faults]
    by_day = {place: text[:1].upper() + text[1:] for place, text in texts if place in DAY_WORDS}
    general = tuple(text[:1].upper() + text[1:] for _, text in texts)
    return Outcome(faults=general, day_faults=by_day, typed=_typed(sent))


def _overtaken(now: PeriodNow, sent: Sent) -> Outcome:
    """Set the days that hold now beside those that were sent."""
    held, typed = asdict(now.days), _typed(sent)
    changed = tuple(
        (word, day(held[name]), day(mine) if (mine := sent.day(name)) else typed[name])
        for name, word in DAY_WORDS.items()
        if name in typed and sent.day(name) != held[name]
    )
    said = "Người khác vừa sửa kỳ này hoặc vừa rút đăng ký này, sau khi trang đã gửi được mở."
    return Outcome(overtaken=said, typed=typed, changed=changed)


def _typed(sent: Sent) -> dict[str, str]:
    """Return the days as a field of a form takes them back."""
    found = {name: sent.day(name) for name in DAY_WORDS if name in sent.fields}
    return {name: each.isoformat() if each else sent.text(name)[:10] for name, each in found.items()}
