"""The pages on which people sign in, give the second factor, choose a password, and sign out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from api.access.browsers import path_here
from api.answers.sessions import from_here, give_session, present_at, secret_at, take_session, visit_of
from api.pages.gate import PASSWORD, SIGN_IN, Gate, forged, is_ours, token_of
from api.pages.posting import Sent, posting
from api.pages.routes import ELSEWHERE, FORBIDDEN, OK, Pages
from api.workflow.own_account import choose_password
from api.workflow.presence import DeniedError, Present
from api.workflow.signing_in import confirm, in_turn, sign_in, sign_out

MOST_FIELDS = 60
NOT_USABLE = 422
STATUS = {"too_many": 429, "wrong_password": 401, "second_factor": 401, "sign_in_first": 401, "not_usable": NOT_USABLE}


@dataclass(frozen=True, slots=True)
class SignInPage:
    """The form of signing in; ``second`` asks for the second factor alone."""

    then: str
    login: str = ""
    second: bool = False
    token: str = ""
    faults: tuple[str, ...] = ()
    title: str = "Đăng nhập"


@dataclass(frozen=True, slots=True)
class PasswordPage:
    """The form of another password; ``first`` asks for no current one."""

    then: str
    first: bool
    login: str
    token: str
    faults: tuple[str, ...] = ()
    title: str = "Đổi mật khẩu"


class SignInPages:
    """The addresses of signing in; pages are pressed as all others are."""

    def __init__(self, pages: Pages, gate: Gate) -> None:
        self._pages, self._gate = pages, gate

    def router(self) -> APIRouter:
        """Give every address its page, and every form its answer."""
        router = APIRouter(include_in_schema=False)
        for path, shown, sent in (
            (SIGN_IN, self.form, self.entered),
            (PASSWORD, self.password_form, self.password_chosen),
            ("/dang-xuat", None, self.left),
        ):
            if shown is not None:
                router.add_api_route(path, shown, methods=["GET", "HEAD"], response_model=None)
            router.add_api_route(
                path, posting(sent, most=MOST_FIELDS, turn=in_a_turn), methods=["POST"], response_model=None
            )
        return router

    # ----------------------------------------------------------------------------------------------- signing in

    def form(self, request: Request) -> Response:
        """Show the form that is next: password, second factor, or what was wanted when there is nothing to give."""
        then = path_here(request.query_params.get("ve"))
        present = present_at(request)
        if present is not None and present.confirmed:
            return gone_to(then)
        return self._sign_in_page(request, SignInPage(then, second=present is not None), OK)

    def entered(self, request: Request, sent: Sent) -> Response:
        """Sign in with what was typed."""
        then, login = path_here(sent.one("ve")), sent.one("login")
        if not from_here(request):
            return self._pages.problem(request, forged(), FORBIDDEN)
        half, visit = present_at(request), visit_of(request, "form")
        second = "code" in sent.fields
        try:
            if not second:
                present = sign_in(self._gate.office, visit, login, sent.one("password"), old=secret_at(request))
            elif half is None or half.confirmed:
                return gone_to(_signing_in(then))
            elif not is_ours(request, half, sent.one("csrf")):
                return self._pages.problem(request, forged(), FORBIDDEN)
            else:
                present = confirm(self._gate.office, visit, half, sent.one("code"))
        except DeniedError as error:
            page = SignInPage(then, login, second=second, faults=(error.detail,))
            return _retried(self._sign_in_page(request, page, STATUS.get(error.code, FORBIDDEN)), error)
        way = then if present.confirmed and not present.must_choose else _signing_in(then)
        if present.confirmed and present.must_choose:
            way = f"{PASSWORD}?ve={quote(then, safe='/')}"
        request.state.account = present.account_id if present.confirmed else None
        response = gone_to(way)
        give_session(request, response, present)
        return response

    def left(self, request: Request, sent: Sent) -> Response:
        """Sign out; who is signed out already stays so."""
        present = present_at(request)
        if present is not None:
            if not is_ours(request, present, sent.one("csrf")):
                return self._pages.problem(request, forged(), FORBIDDEN)
            sign_out(self._gate.office, visit_of(request, "form"), present)
        response = gone_to(SIGN_IN)
        take_session(request, response)
        return response

    # ------------------------------------------------------------------------------------------------- password

    def password_form(self, request: Request) -> Response:
        """Show the form of another password."""
        present = signed_in(request)
        return self._password_page(request, present, path_here(request.query_params.get("ve")), (), OK)

    def password_chosen(self, request: Request, sent: Sent) -> Response:
        """Take the new password."""
        present, then = signed_in(request), path_here(sent.one("ve"))
        if not is_ours(request, present, sent.one("csrf")):
            return self._pages.problem(request, forged(), FORBIDDEN)
        new = sent.one("new")
        if new != sent.one("again"):
            said = ("Hai ô mật khẩu mới không giống nhau; gõ lại cả hai.",)
            return self._password_page(request, present, then, said, NOT_USABLE)
        try:
            visit = visit_of(request, "form")
            renewed = choose_password(self._gate.office, visit, present, sent.one("current"), new)
        except DeniedError as error:
            faults = tuple(f"{each['message']}; {each['cure']}." for each in error.more.get("faults", ()))
            status = STATUS.get(error.code, FORBIDDEN)
            return _retried(self._password_page(request, present, then, faults or (error.detail,), status), error)
        response = gone_to(then)
        give_session(request, response, renewed)
        return response

    def _sign_in_page(self, request: Request, page: SignInPage, status: int) -> Response:
        half = present_at(request)
        token = token_of(request, half) if page.second and half is not None else ""
        shown = SignInPage(page.then, page.login, second=page.second, token=token, faults=page.faults)
        return kept_nowhere(self._press(request, "sign_in.html", shown, status))

    def _password_page(
        self, request: Request, present: Present, then: str, faults: tuple[str, ...], status: int
    ) -> Response:
        request.state.visitor = self._gate.visitor(request)
        title = "Đặt mật khẩu lần đầu" if present.must_choose else "Đổi mật khẩu"
        page = PasswordPage(then, present.must_choose, present.login, token_of(request, present), faults, title)
        return kept_nowhere(self._press(request, "first_password.html", page, status))

    def _press(self, request: Request, template: str, page: object, status: int) -> Response:
        frame = self._pages.frame(request, self._pages.board())
        return self._pages.press.page(request, template, frame, page, status)


async def in_a_turn(work: Callable[[], Response]) -> Response:
    """Do the work of a form in the threads that hash passwords."""
    try:
        return await in_turn(work)
    except DeniedError as error:  # too many wait already
        raise HTTPException(429, headers=error.headers) from error


def signed_in(request: Request) -> Present:
    """Return who is signed in; anybody else is sent to sign in."""
    present = present_at(request)
    if present is None or not present.confirmed:
        raise HTTPException(ELSEWHERE, headers={"Location": _signing_in(request.url.path), "Cache-Control": "no-store"})
    request.state.account = present.account_id
    return present


def gone_to(path: str) -> Response:
    """Send the browser on, to be asked for with GET."""
    return Response(status_code=ELSEWHERE, headers={"Location": path, "Cache-Control": "no-store"})


def kept_nowhere(response: Response) -> Response:
    """Let no browser keep a page that holds something of an account."""
    response.headers["Cache-Control"] = "no-store"
    return response


def _signing_in(then: str) -> str:
    return SIGN_IN if then == "/" else f"{SIGN_IN}?ve={quote(then, safe='/')}"


def _retried(response: Response, error: DeniedError) -> Response:
    response.headers.update(error.headers)
    return response
