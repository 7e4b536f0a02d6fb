"""The room of what a merger leaves to do: shares of split units, and the figures carried onto a new unit."""

from __future__ import annotations

from fractions import Fraction

from fastapi import APIRouter, Depends, Request, Response

from api.access.deciding import Action
from api.pages.accounts.signing_in import gone_to, kept_nowhere
from api.pages.days import not_a_day, read_day
from api.pages.gate import Gate, forged
from api.pages.merging.carried import carried_lines
from api.pages.merging.splits import CarriedPage, Shown, SplitsPage, split_view
from api.pages.posting import LONGEST, Sent, posting
from api.pages.problems import Problem
from api.pages.query import period_of
from api.pages.routes import BAD_REQUEST, FORBIDDEN, NOT_FOUND, OK, Pages
from api.pages.sheets.room import CONFLICT, NOT_USABLE, not_yours
from api.store import shares as stored
from api.workflow.apportioning import (
    ApportionError,
    OvertakenError,
    Split,
    apportion,
    read_share,
    seen_of,
    splits,
    take_back,
)
from engine.units import UnitKey
from engine.wording.numbers import day
from engine.wording.privacy import about_text

SPLITS = "/don-vi-bi-chia"
DONE = {"ghi": "Đã ghi phần chia. Phiếu đã chốt và điểm đã chốt không đổi.", "rut": "Đã rút phần chia; số cũ vẫn còn."}


class MergerPages:
    """The addresses of what a merger leaves to do."""

    def __init__(self, pages: Pages, gate: Gate) -> None:
        self._pages, self._gate, self._office = pages, gate, gate.office

    def router(self) -> APIRouter:
        """Give the pages and the form their addresses."""
        router = APIRouter(include_in_schema=False, dependencies=[Depends(self._gate.lets(Action.READ))])
        router.add_api_route(SPLITS, self.page, methods=["GET", "HEAD"], response_model=None)
        router.add_api_route(SPLITS, posting(self.sent), methods=["POST"], response_model=None)
        router.add_api_route("/don-vi/{code}/mang-sang", self.carried, methods=["GET", "HEAD"], response_model=None)
        return router

    def page(self, request: Request) -> Response:
        """Show the split units."""
        done = DONE.get(request.query_params.get("xong", ""), "")
        if done and request.query_params.get("luu-y"):
            done += " Lý do vừa ghi có chữ giống dữ liệu của một người: xem lại, hệ thống không giữ dữ liệu cá nhân."
        return self._show(request, OK, done=done)

    def sent(self, request: Request, sent: Sent) -> Response:
        """Put shares on record, or take them back."""
        deed = sent.one("viec")
        if deed not in DONE or not self._gate.is_ours(request, sent.one("csrf")):
            return self._pages.problem(request, forged(), FORBIDDEN)
        split = next((each for each in splits(self._office.register) if each.old.code == sent.one("don-vi")), None)
        units = [split.old.key, *(each.key for each in split.heirs)] if split else []
        if split is None or not all(self._gate.may(request, Action.APPORTION, each) for each in units):
            return self._pages.problem(request, not_yours(), FORBIDDEN)
        status, fault = NOT_USABLE, ""
        try:
            self._write(request, sent, split)
        except ApportionError as error:
            fault = f"{error}."
        except OvertakenError:
            status, fault = CONFLICT, "Người khác vừa nhập phần của đơn vị này; xem bản mới bên dưới rồi ghi lại."
        if fault:
            return self._show(request, status, fault=(split.old.code, fault), sent=sent)
        noted = "&luu-y=1" if about_text(sent.text("ly-do")) else ""
        return gone_to(f"{SPLITS}?xong={deed}{noted}#dv-{split.old.code}")

    def _write(self, request: Request, sent: Sent, split: Split) -> None:
        reason, indicator = sent.text("ly-do"), sent.one("chi-tieu")
        if len(reason) > LONGEST:
            raise ApportionError(f"Lý do dài quá {LONGEST} ký tự; viết gọn lại")
        criteria = self._office.version_on(self._office.main_set, self._office.today).criteria
        actor = self._gate.actor(request)
        seen = sent.number("da-thay")
        if sent.one("viec") == "rut":
            take_back(self._office, actor, criteria, split, indicator, reason=reason, seen=seen)
            return
        given: dict[UnitKey, Fraction] = {
            each.key: read_share(text) for each in split.heirs if (text := sent.text(f"phan-{each.code}"))
        }
        apportion(self._office, actor, criteria, split, indicator, given, reason=reason, seen=seen)

    # ------------------------------------------------------------------------------------------------------- page

    def _show(
        self,
        request: Request,
        status: int,
        *,
        done: str = "",
        fault: tuple[str, str] = ("", ""),
        sent: Sent | None = None,
    ) -> Response:
        board = self._pages.board()
        found = splits(self._office.register)
        seen = self._gate.seen(request, [each.old.key for each in found])
        with self._office.database.reading() as session:
            entered = stored.entered(session, self._office.main_set)
            newest = {each.old.key: seen_of(session, board.criteria.set, each.old.key) for each in found}
        criteria = board.criteria
        labels = {key: each.label for key, each in criteria.indicators.items()}
        views = []
        for split in found:
            if split.old.key in seen:
                mine = [each for each in entered if each.old == split.old.key]
                typed = sent.plain if sent is not None and fault[0] == split.old.code else {}
                may = self._gate.may(request, Action.APPORTION, split.old.key)
                views.append(split_view(split, mine, labels, Shown(newest[split.old.key], may, typed, fault[1])))
        page = SplitsPage(
            splits=tuple(views),
            indicators=tuple(
                (key, each.label)
                for key, each in criteria.indicators.items()
                if each.sum is None and each.merger == "sum"
            ),
            token=self._gate.token(request),
            done=done,
        )
        return kept_nowhere(self._pages.show(request, "splits.html", page, status))

    def carried(self, request: Request, code: str) -> Response:
        """Show the figures of a period as they are for the unit that bears a code on a day."""
        board, query, problems = self._pages.board(), request.query_params, list[str]()
        raw = query.get("ngay", "").strip()
        asked = read_day(raw) if raw else self._office.today
        if asked is None:
            problems.append(not_a_day("ngay", raw, "đang hiểu mã theo bản đồ hôm nay"))
        on = asked or self._office.today
        unit = self._office.register.version(code, on)
        if unit is None or not board.data.periods:
            said = f"Ngày {day(on)} không có đơn vị mang mã «{code[:20]}», hoặc chưa có số liệu nào để mang sang."
            problem = Problem("Không có đơn vị này", (said,), (("Đơn vị hành chính", "/don-vi"),), search=False)
            return self._pages.problem(request, problem, NOT_FOUND)
        if not self._gate.may(request, Action.READ, unit.key):
            return self._pages.problem(request, not_yours(), FORBIDDEN)
        bounds = board.criteria.period.bounds
        earlier = [each for each in board.data.periods if bounds(each)[1] < unit.first_day]
        period = period_of(query.get("ky", "").strip() or max(earlier, default=""), board, problems)
        page = CarriedPage(
            title=f"Số liệu kỳ {period} mang sang {unit.name}",
            unit=unit.name,
            back=f"/don-vi/{code}#tu-{unit.first_day}",
            period=period,
            periods=tuple(sorted(earlier, reverse=True)),
            on=on.isoformat(),
            lines=carried_lines(board, unit.key, period),
            problems=tuple(problems),
        )
        return self._pages.show(request, "carried.html", page, BAD_REQUEST if problems else OK)
