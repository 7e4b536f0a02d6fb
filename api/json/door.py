"""The door: who a request comes from, and whether a page of ours made it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from fastapi import Request, Response

from api.access.browsers import SAFE, comes_from_here, cookie_name, form_token_fits
from api.access.deciding import NOBODY, Who
from api.json.problems import RefusedError
from api.workflow.office import Office
from api.workflow.presence import DeniedError, Present, Visit, present_of, program_of

SESSION = "/api/v1/session"
"""Where people sign in: the one address that asks a half session for nothing."""
FORGED = (
    "Mở lại trang của hệ thống rồi làm lại. Phần mềm khác: gửi X-CSRF-Token (ở GET /api/v1/session) "
    "và Origin đúng địa chỉ này, hoặc dùng mã truy cập."
)
HALF = "Gửi mã xác thực ở POST /api/v1/session/second-factor, hoặc nhập ở trang Đăng nhập."


@dataclass(frozen=True)
class Door:
    """Lets people in by session or token; ``guest`` is who comes without either (nobody, but in the demonstration)."""

    guest: Who = NOBODY

    def who(self, request: Request) -> Who:
        """Return who asks; RefusedError ``forged`` or ``second_factor``."""
        office: Office = request.app.state.office
        kind, _, text = request.headers.get("Authorization", "").partition(" ")
        if kind.casefold() == "bearer":
            who = program_of(office, text.strip()) or NOBODY
            request.state.account = who.account_id
            return who
        present = present_at(request)
        if present is not None and present.confirmed:
            request.state.account = present.account_id
            if not (request.method == "POST" and request.url.path == SESSION):  # to sign in anew, no token is asked for
                must_be_ours(request, present)
                return present.who
        if request.method not in SAFE and not from_here(request):
            raise RefusedError("forged", FORGED)
        if present is not None and not present.confirmed and not request.url.path.startswith(SESSION):
            raise RefusedError("second_factor", HALF)
        return self.guest


def present_at(request: Request) -> Present | None:
    """Return who holds the session of a request's cookie, also half; read once a request."""
    if not hasattr(request.state, "present"):
        secret = request.cookies.get(cookie_name(request.url.scheme))
        request.state.present = present_of(request.app.state.office, secret)
    found: Present | None = request.state.present
    return found


def from_here(request: Request) -> bool:
    """Tell whether a request says that a page of ours made it, or says nothing."""
    head = request.headers
    return comes_from_here(request.url.scheme, head.get("Host", ""), head.get("Origin"), head.get("Referer"))


def must_be_ours(request: Request, present: Present) -> None:
    """Refuse what changes something, came with a cookie, and does not prove that a page of ours made it."""
    token = request.headers.get("X-CSRF-Token", "")
    if request.method not in SAFE and not (from_here(request) and form_token_fits(present.secret, token)):
        raise RefusedError("forged", FORGED)


def visit_of(request: Request) -> Visit:
    """Return where a request comes from."""
    return Visit(
        address=request.client.host[:64] if request.client else "",
        channel="api",
        agent=request.headers.get("User-Agent", ""),
        request_id=str(getattr(request.state, "request_id", "")) or None,
    )


@contextmanager
def refusing() -> Iterator[None]:
    """Say what the accounts deny as a refusal of the service."""
    try:
        yield
    except DeniedError as error:
        raise RefusedError(error.code, error.detail, headers=error.headers, **error.more) from error


def give_session(request: Request, response: Response, present: Present) -> None:
    """Hand a session to the browser; Secure where that works."""
    scheme = request.url.scheme
    response.set_cookie(
        cookie_name(scheme), present.secret, path="/", secure=scheme == "https", httponly=True, samesite="lax"
    )


def take_session(request: Request, response: Response) -> None:
    """Take the session from the browser."""
    scheme = request.url.scheme
    response.delete_cookie(cookie_name(scheme), path="/", secure=scheme == "https", httponly=True, samesite="lax")
