"""The door: who a request comes from, and whether a page of ours made it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from fastapi import Request

from api.access.browsers import SAFE, form_token_fits
from api.access.deciding import NOBODY, Who
from api.answers.sessions import from_here, present_at
from api.json.problems import RefusedError
from api.workflow.office import Office
from api.workflow.presence import DeniedError, Present, program_of

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


def must_be_ours(request: Request, present: Present) -> None:
    """Refuse what changes something, came with a cookie, and does not prove that a page of ours made it."""
    token = request.headers.get("X-CSRF-Token", "")
    if request.method not in SAFE and not (from_here(request) and form_token_fits(present.secret, token)):
        raise RefusedError("forged", FORGED)


@contextmanager
def refusing() -> Iterator[None]:
    """Say what the accounts deny as a refusal of the service."""
    try:
        yield
    except DeniedError as error:
        raise RefusedError(error.code, error.detail, headers=error.headers, **error.more) from error
