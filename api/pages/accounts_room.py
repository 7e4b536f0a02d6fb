"""The room of accounts: who may come in and what for, as an administrator keeps them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from fastapi import APIRouter, Depends, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from api.access.deciding import Action
from api.pages.account_forms import ROLES, GrantRow, choices, fault_words, grant_words, rows_of, typed_rows, wishes
from api.pages.gate import Gate, forged
from api.pages.posting import Sent, posting
from api.pages.problems import Problem
from api.pages.routes import FORBIDDEN, NOT_FOUND, OK, Pages, Room
from api.pages.sheet import CONFLICT, NOT_USABLE, OVERTAKEN
from api.pages.sheet_words import when
from api.pages.signing_in import gone_to, kept_nowhere
from api.store.accounts import Held
from api.workflow import accounts as keeping
from api.workflow.making_accounts import Made, NewAccount, create, create_from
from api.workflow.presence import DeniedError, granted_of
from engine.names import search_key

ACCOUNTS = "/nguoi-dung"
ROOM = Room("Người dùng", ACCOUNTS, Action.MANAGE_ACCOUNTS)
SHOWN = 100
"""Accounts on a page."""
STATUS = {"not_found": NOT_FOUND, "not_your_role": FORBIDDEN, "state_forbids": CONFLICT, "stale": OVERTAKEN}
STATES = {"mo": "Đang mở", "cho": "Chờ đăng nhập lần đầu", "dong": "Đã đóng"}
DONE = {
    "sua": "Đã lưu. Vai trò mới có hiệu lực ngay từ lần bấm sau của người đó.",
    "dong": "Đã đóng tài khoản: mọi phiên và mã truy cập dừng ngay. Đóng nhầm thì bấm Mở lại.",
    "mo": "Đã mở lại tài khoản, với mật khẩu và vai trò cũ. Mở nhầm thì bấm Đóng.",
}


@dataclass(frozen=True, slots=True)
class Line:
    """An account in the list."""

    login: str
    title: str
    state: str
    grants: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """A one-time code, shown once."""

    login: str
    title: str
    code: str
    until: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """Every account that is asked for, and the forms that make more; ``typed`` is what was sent and not taken."""

    token: str
    lines: tuple[Line, ...]
    found: int
    search: str
    state: str
    following: str
    rows: tuple[GrantRow, ...]
    places: tuple[str, ...]
    login: str = ""
    account_title: str = ""
    faults: tuple[str, ...] = ()
    made: tuple[Code, ...] = ()
    roles: tuple[tuple[str, str], ...] = ROLES
    states: tuple[tuple[str, str], ...] = tuple(STATES.items())
    title: str = "Người dùng"
    styles: tuple[str, ...] = ("accounts_room.css",)


@dataclass(frozen=True, slots=True)
class OnePage:
    """One account and the forms that change it."""

    token: str
    login: str
    state: str
    closed: bool
    second_factor: bool
    created: str
    edition: str
    account_title: str
    rows: tuple[GrantRow, ...]
    places: tuple[str, ...]
    done: str = ""
    faults: tuple[str, ...] = ()
    newer: tuple[str, ...] = ()
    """What holds now, where somebody else was quicker: the title, then the grants."""
    made: tuple[Code, ...] = ()
    roles: tuple[tuple[str, str], ...] = ROLES
    title: str = ""
    styles: tuple[str, ...] = ("accounts_room.css",)


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
        router.add_api_route(f"{ACCOUNTS}/tu-bang", self.uploaded, methods=["POST"], response_model=None)
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
        return self._list(request, replace(self._listed(request), made=tuple(map(_code, made))))

    async def uploaded(self, request: Request) -> Response:
        """Make the accounts of a sheet, all or none; their codes are shown in the answer, and never again."""
        async with request.form(max_files=1, max_fields=4) as given:
            file, token = given.get("tep"), given.get("csrf")
            source = await file.read() if isinstance(file, UploadFile) else b""
            name = (file.filename if isinstance(file, UploadFile) else None) or ""
        return await run_in_threadpool(self._imported, request, str(token or ""), source, name)

    def _imported(self, request: Request, token: str, source: bytes, name: str) -> Response:
        if not self._gate.is_ours(request, token):
            return self._pages.problem(request, forged(), FORBIDDEN)
        if not name:
            fault = "Chưa chọn tệp nào. Hãy chọn bảng .xlsx hoặc .csv rồi bấm Nhập bảng."
            return self._list(request, replace(self._listed(request), faults=(fault,)), NOT_USABLE)
        try:
            made = create_from(self._office, self._gate.actor(request), source, name)
        except DeniedError as error:
            page = replace(self._listed(request), faults=fault_words(error))
            return self._list(request, page, STATUS.get(error.code, NOT_USABLE))
        return self._list(request, replace(self._listed(request), made=tuple(map(_code, made))))

    def _listed(self, request: Request) -> ListPage:
        """Return the accounts that the address asks for."""
        query, today, register = request.query_params, self._office.today, self._office.register
        search = " ".join(query.get("tim", "").split())[:100]
        state = query.get("trang-thai", "")
        state = state if state in STATES else ""
        after = query.get("sau", "")[:60]
        lines = []
        for account, grants in keeping.all_of(self._office):
            words = tuple(grant_words(register, each, today) for each in granted_of(grants))
            line = Line(account.login, account.title, _state(account.closed, account.password, account.code), words)
            text = search_key(" ".join((account.login, account.title, *words)))
            if all(word in text for word in search_key(search).split()) and state in ("", _key(line.state)):
                lines.append(line)
        rest = [each for each in lines if each.login > after]
        more = rest[SHOWN - 1].login if len(rest) > SHOWN else ""
        return ListPage(
            token=self._gate.token(request),
            lines=tuple(rest[:SHOWN]),
            found=len(lines),
            search=search,
            state=state,
            following=str(request.url.include_query_params(sau=more).query) if more else "",
            rows=(GrantRow(),),
            places=choices(register, today),
        )

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
        return self._one(request, replace(self._page(request, held), done=done))

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
        return self._one(request, replace(self._page(request, held), made=(_code(made),)))

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
            newer: tuple[str, ...] = ()
            if error.code == "stale":
                _, grants = keeping.one(self._office, login)
                said = (grant_words(self._office.register, each, self._office.today) for each in granted_of(grants))
                newer = (f"Chức danh: {page.account_title or 'chưa ghi'}", *said)
            page = replace(page, account_title=sent.text("title"), rows=typed_rows(sent), newer=newer)
        return self._one(request, page, STATUS.get(error.code, NOT_USABLE))

    def _page(self, request: Request, held: Held) -> OnePage:
        account, grants = held
        return OnePage(
            token=self._gate.token(request),
            login=account.login,
            state=_state(account.closed, account.password, account.code),
            closed=bool(account.closed),
            second_factor=bool(account.totp),
            created=when(account.created),
            edition=keeping.edition(account, grants),
            account_title=account.title,
            rows=rows_of(self._office.register, grants),
            places=choices(self._office.register, self._office.today),
            title=f"Tài khoản {account.login}",
        )

    def _one(self, request: Request, page: OnePage, status: int = OK) -> Response:
        return self._shown(request, "account_kept.html", page, status)

    def _shown(self, request: Request, template: str, page: object, status: int) -> Response:
        board = self._pages.board()
        if board.data.periods:
            board.scored()  # so that the frame knows whether figures are invented
        return kept_nowhere(self._pages.show(request, template, page, status))


def _state(closed: str, password: str, code: str) -> str:
    if closed:
        return f"{STATES['dong']} lúc {when(closed)}"
    if password:
        return STATES["mo"]
    return STATES["cho"] if code else "Chưa đặt mật khẩu; cấp mã mới"


def _key(state: str) -> str:
    return next((key for key, words in STATES.items() if state.startswith(words)), "cho")


def _code(made: Made) -> Code:
    return Code(made.login, made.title, made.code, when(made.code_until))


def _nobody(error: DeniedError) -> Problem:
    return Problem("Không có tài khoản này", (error.detail,), (("Danh sách tài khoản", ACCOUNTS),), search=False)
