"""The room of accounts: who may come in and what for, as an administrator keeps them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from fastapi import APIRouter, Depends, Request, Response

from api.access.deciding import Action
from api.pages.accounts.forms import fault_words, typed_rows, wishes
from api.pages.accounts.room_pages import ACCOUNTS, Code, ListPage, OnePage, list_page, newer_words, one_page
from api.pages.accounts.signing_in import gone_to, kept_nowhere
from api.pages.gate import Gate, forged
from api.pages.posting import Sent, posting, with_file
from api.pages.problems import Problem
from api.pages.routes import FORBIDDEN, NOT_FOUND, OK, Pages, Room
from api.pages.sheets.room import CONFLICT, NOT_USABLE, OVERTAKEN
from api.store.accounts import Held
from api.workflow import accounts as keeping
from api.workflow.making_accounts import Made, NewAccount, create, create_from
from api.workflow.presence import DeniedError

ROOM = Room("Người dùng", ACCOUNTS, Action.MANAGE_ACCOUNTS)
STATUS = {"not_found": NOT_FOUND, "not_your_role": FORBIDDEN, "state_forbids": CONFLICT, "stale": OVERTAKEN}
DONE = {
    "sua": "Đã lưu. Vai trò mới có hiệu lực ngay từ lần bấm sau của người đó.",
    "dong": "Đã đóng tài khoản: mọi phiên và mã truy cập dừng ngay. Đóng nhầm thì bấm Mở lại.",
    "mo": "Đã mở lại tài khoản, với mật khẩu và vai trò cũ. Mở nhầm thì bấm Đóng.",
}


class AccountsPages:
    """The addresses of accounts."""

    def __init__(self, pages: Pages, gate: Gate) -> None:
        self._pages, self._gate, self._office = pages, gate, gate.office
        pages.add_room(ROOM)

    def router(self) -> APIRouter:
        """Give pages and forms their addresses."""
        router = APIRouter(include_in_schema=False, dependencies=[Depends(self._gate.lets(Action.MANAGE_ACCOUNTS))])
        one = f"{ACCOUNTS}/{{login}}"
        router.add_api_route(ACCOUNTS, self.list, methods=["GET", "HEAD"], response_model=None)
        router.add_api_route(ACCOUNTS, posting(self.created), methods=["POST"], response_model=None)
        router.add_api_route(
            f"{ACCOUNTS}/tu-bang", with_file(self.uploaded, field="tep"), methods=["POST"], response_model=None
        )
        router.add_api_route(one, self.one, methods=["GET", "HEAD"], response_model=None)
        router.add_api_route(one, posting(self.changed), methods=["POST"], response_model=None)
        return router

    # ------------------------------------------------------------------------------------------------------- list

    def list(self, request: Request) -> Response:
        """Show accounts."""
        return self._list(request, self._listed(request))

    def created(self, request: Request, sent: Sent) -> Response:
        """Make an account; its code is shown in the answer, and never again."""
        if not self._gate.is_ours(request, sent.one("csrf")):
            return self._pages.problem(request, forged(), FORBIDDEN)
        login, title, rows = sent.text("login")[:60], sent.text("title"), typed_rows(sent)
        try:
            wanted = NewAccount(login, title, wishes(self._office.register, rows, self._office.today))
            made = create(self._office, self._gate.actor(request), [wanted])
        except DeniedError as error:
            faults = fault_words(error)
            page = replace(self._listed(request), login=login, account_title=title, rows=rows, faults=faults)
            return self._list(request, page, STATUS.get(error.code, NOT_USABLE))
        return self._list(request, replace(self._listed(request), made=tuple(map(Code.of, made))))

    def uploaded(self, request: Request, sent: Sent, name: str, source: bytes) -> Response:
        """Make the accounts of a sheet, all or none; their codes are shown in the answer, and never again."""
        if not self._gate.is_ours(request, sent.one("csrf")):
            return self._pages.problem(request, forged(), FORBIDDEN)
        if not name:
            fault = "Chưa chọn tệp nào. Hãy chọn bảng .xlsx hoặc .csv rồi bấm Nhập bảng."
            return self._list(request, replace(self._listed(request), faults=(fault,)), NOT_USABLE)
        try:
            made = create_from(self._office, self._gate.actor(request), source, name)
        except DeniedError as error:
            page = replace(self._listed(request), faults=fault_words(error))
            return self._list(request, page, STATUS.get(error.code, NOT_USABLE))
        return self._list(request, replace(self._listed(request), made=tuple(map(Code.of, made))))

    def _listed(self, request: Request) -> ListPage:
        return list_page(self._office, request.query_params, self._gate.token(request))

    def _list(self, request: Request, page: ListPage, status: int = OK) -> Response:
        return self._shown(request, "accounts.html", page, status)

    # -------------------------------------------------------------------------------------------------------- one

    def one(self, request: Request, login: str) -> Response:
        """Show an account."""
        try:
            held = keeping.one(self._office, login)
        except DeniedError as error:
            return self._pages.problem(request, _nobody(error), NOT_FOUND)
        done = DONE.get(request.query_params.get("xong", ""), "")
        return self._one(request, self._page(request, held, done))

    def changed(self, request: Request, sent: Sent) -> Response:
        """Do what a form of the page asks for."""
        login, deed = str(request.path_params["login"]), sent.one("viec")
        deeds: dict[str, Callable[[Request, str, Sent], Made | None]] = {
            "sua": self._change, "dong": self._close, "mo": self._reopen, "ma": self._renew,
        }  # fmt: skip
        if deed not in deeds or not self._gate.is_ours(request, sent.one("csrf")):
            return self._pages.problem(request, forged(), FORBIDDEN)
        try:
            made = deeds[deed](request, login, sent)
            held = keeping.one(self._office, login)
        except DeniedError as error:
            if error.code == "not_found":
                return self._pages.problem(request, _nobody(error), NOT_FOUND)
            return self._refused(request, login, sent, error)
        if made is None:
            return gone_to(f"{ACCOUNTS}/{login}?xong={deed}")
        return self._one(request, replace(self._page(request, held), made=(Code.of(made),)))

    def _change(self, request: Request, login: str, sent: Sent) -> None:
        asked = wishes(self._office.register, typed_rows(sent), self._office.today)
        actor, title = self._gate.actor(request), sent.text("title")
        keeping.change(self._office, actor, login, title=title, wishes=asked, seen=sent.one("ban"))

    def _close(self, request: Request, login: str, _sent: Sent) -> None:
        keeping.close(self._office, self._gate.actor(request), login)

    def _reopen(self, request: Request, login: str, _sent: Sent) -> None:
        keeping.reopen(self._office, self._gate.actor(request), login)

    def _renew(self, request: Request, login: str, sent: Sent) -> Made:
        actor, without = self._gate.actor(request), sent.one("tat-hai-lop") == "co"
        return keeping.renew_code(self._office, actor, login, without_totp=without)

    def _refused(self, request: Request, login: str, sent: Sent, error: DeniedError) -> Response:
        """Show what was typed again, beside what is wrong with it or what somebody else put there meanwhile."""
        page = replace(self._page(request, keeping.one(self._office, login)), faults=fault_words(error))
        if sent.one("viec") == "sua":
            newer = newer_words(self._office, keeping.one(self._office, login)) if error.code == "stale" else ()
            page = replace(page, account_title=sent.text("title"), rows=typed_rows(sent), newer=newer)
        return self._one(request, page, STATUS.get(error.code, NOT_USABLE))

    def _page(self, request: Request, held: Held, done: str = "") -> OnePage:
        return one_page(self._office, held, self._gate.token(request), done)

    def _one(self, request: Request, page: OnePage, status: int = OK) -> Response:
        return self._shown(request, "account_kept.html", page, status)

    def _shown(self, request: Request, template: str, page: object, status: int) -> Response:
        board = self._pages.board()
        if board.data.periods:
            board.scored()  # so that the frame knows whether figures are invented
        return kept_nowhere(self._pages.show(request, template, page, status))


def _nobody(error: DeniedError) -> Problem:
    return Problem("Không có tài khoản này", (error.detail,), (("Danh sách tài khoản", ACCOUNTS),), search=False)
