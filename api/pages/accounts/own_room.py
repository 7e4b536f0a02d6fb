"""The address of one's own account, and what its forms do."""

from __future__ import annotations

import json
from collections.abc import Callable

from fastapi import APIRouter, Request, Response

from api.access.deciding import Action
from api.answers.sessions import present_at, visit_of
from api.pages.accounts.own import Outcome, Shown, account_page
from api.pages.accounts.signing_in import MOST_FIELDS, NOT_USABLE, STATUS, gone_to, in_a_turn, kept_nowhere, signed_in
from api.pages.days import not_a_day
from api.pages.exports.asking import sent_as
from api.pages.gate import ACCOUNT, PASSWORD, Gate, forged, is_ours, not_in_the_demonstration, token_of
from api.pages.posting import Sent, posting
from api.pages.routes import FORBIDDEN, NOT_FOUND, OK, Pages
from api.workflow import own_account, second_factor
from api.workflow.own_data import own_data
from api.workflow.presence import DeniedError, Present, Visit

DONE = {
    "phien": "Đã đóng phiên.",
    "phien-khac": "Đã đóng các phiên khác.",
    "ma": "Đã dừng mã truy cập.",
    "cai-dat": "Đã tạo mã cài đặt; làm tiếp các bước ở mục Xác thực hai lớp.",
    "tat": "Đã tắt xác thực hai lớp.",
}


class AccountPages:
    """The address of one's own account."""

    def __init__(self, pages: Pages, gate: Gate) -> None:
        self._pages, self._gate = pages, gate
        self._deeds: dict[str, Callable[[Visit, Present, Sent], str | Shown]] = {
            "dong-phien": self._end_session,
            "dong-phien-khac": self._end_others,
            "tao-ma": self._create_token,
            "dung-ma": self._end_token,
            "cai-dat": self._begin_totp,
            "bat": self._confirm_totp,
            "ma-du-phong": self._renew_recovery,
            "tat": self._remove_totp,
        }

    def router(self) -> APIRouter:
        """Give the page and its forms their address."""
        router = APIRouter(include_in_schema=False)
        router.add_api_route(ACCOUNT, self.page, methods=["GET", "HEAD"], response_model=None)
        router.add_api_route(f"{ACCOUNT}/du-lieu.json", self.data, methods=["GET"], response_model=None)
        router.add_api_route(
            ACCOUNT, posting(self.sent, most=MOST_FIELDS, turn=in_a_turn), methods=["POST"], response_model=None
        )
        return router

    def page(self, request: Request) -> Response:
        """Show the account; the guest of the demonstration has none."""
        if self._gate.is_guest(request):
            return self._pages.problem(request, not_in_the_demonstration(ACCOUNT), NOT_FOUND)
        present = signed_in(request)
        if present.must_choose:
            return gone_to(PASSWORD)
        return self._show(request, present, Outcome(done=DONE.get(request.query_params.get("xong", ""), "")))

    def data(self, request: Request) -> Response:
        """Give all that is held of who asks, as a file of theirs."""
        if self._gate.is_guest(request):
            return self._pages.problem(request, not_in_the_demonstration(ACCOUNT), NOT_FOUND)
        present = signed_in(request)
        if present.must_choose:
            return gone_to(PASSWORD)
        body = json.dumps(own_data(self._gate.office, present), ensure_ascii=False, indent=2)
        return Response(body, OK, sent_as(f"du-lieu-{present.login}.json"), "application/json")

    def sent(self, request: Request, sent: Sent) -> Response:
        """Do what a form of the page asks for; what is shown once is shown in the answer, the rest after a turn."""
        present = signed_in(request)
        if present.must_choose:
            return gone_to(PASSWORD)
        deed = self._deeds.get(sent.one("viec"))
        if deed is None or not is_ours(request, present, sent.one("csrf")):
            return self._pages.problem(request, forged(), FORBIDDEN)
        try:
            done = deed(visit_of(request, "form"), present, sent)
        except DeniedError as error:
            response = self._show(request, present, Outcome((error.detail,)), STATUS.get(error.code, NOT_USABLE))
            response.headers.update(error.headers)
            return response
        if isinstance(done, str):
            return gone_to(f"{ACCOUNT}?xong={done}")
        del request.state.present  # read anew: the second factor may be on now
        return self._show(request, present_at(request) or present, Outcome(shown=done))

    # ---------------------------------------------------------------------------------------------------- deeds

    def _end_session(self, visit: Visit, present: Present, sent: Sent) -> str:
        own_account.end_session(self._gate.office, visit, present, sent.one("id"))
        return "phien"

    def _end_others(self, visit: Visit, present: Present, _sent: Sent) -> str:
        own_account.end_other_sessions(self._gate.office, visit, present)
        return "phien-khac"

    def _create_token(self, visit: Visit, present: Present, sent: Sent) -> Shown:
        office = self._gate.office
        name = "".join(sign for sign in sent.one("name") if sign.isprintable()).strip()[:100]
        try:
            actions = [Action(each) for each in sent.all("actions")]
        except ValueError as error:
            raise DeniedError("not_usable", "Chọn việc mà mã truy cập được làm.") from error
        expires_on = sent.day("expires_on")
        if expires_on is None:
            raise DeniedError("not_usable", not_a_day("Dùng đến hết ngày", sent.text("expires_on")))
        if not name:
            raise DeniedError("not_usable", "Ghi mã truy cập dùng cho việc gì, ví dụ «Báo cáo hằng tuần».")
        own_account.prove(office, visit, present, sent.one("password"))
        text, _ = own_account.create_token(office, visit, present, name=name, actions=actions, expires_on=expires_on)
        return Shown("Mã truy cập vừa tạo — chép ngay, chỉ hiện lần này", (text,))

    def _end_token(self, visit: Visit, present: Present, sent: Sent) -> str:
        own_account.end_token(self._gate.office, visit, present, sent.one("prefix"))
        return "ma"

    def _begin_totp(self, visit: Visit, present: Present, sent: Sent) -> str:
        own_account.prove(self._gate.office, visit, present, sent.one("password"))
        second_factor.begin_totp(self._gate.office, visit, present)
        return "cai-dat"

    def _confirm_totp(self, visit: Visit, present: Present, sent: Sent) -> Shown:
        codes = second_factor.confirm_totp(self._gate.office, visit, present, sent.one("code"))
        return Shown("Đã bật xác thực hai lớp. Mã dự phòng — in hoặc chép ra giấy ngay, chỉ hiện lần này", codes)

    def _renew_recovery(self, visit: Visit, present: Present, sent: Sent) -> Shown:
        own_account.prove(self._gate.office, visit, present, sent.one("password"))
        codes = second_factor.renew_recovery(self._gate.office, visit, present)
        return Shown("Mã dự phòng mới — in hoặc chép ra giấy ngay, chỉ hiện lần này; mã cũ hết dùng được", codes)

    def _remove_totp(self, visit: Visit, present: Present, sent: Sent) -> str:
        own_account.prove(self._gate.office, visit, present, sent.one("password"))
        second_factor.remove_totp(self._gate.office, visit, present)
        return "tat"

    # ----------------------------------------------------------------------------------------------------- page

    def _show(self, request: Request, present: Present, outcome: Outcome, status: int = OK) -> Response:
        request.state.visitor = self._gate.visitor(request)
        page = account_page(self._gate.office, present, token_of(request, present), outcome)
        frame = self._pages.frame(request, self._pages.board())
        return kept_nowhere(self._pages.press.page(request, "account.html", frame, page, status))
