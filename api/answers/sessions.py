"""How a session travels: in the cookie of a request and of an answer, for programs and pages alike."""

from __future__ import annotations

from fastapi import Request, Response

from api.access.browsers import comes_from_here, cookie_name
from api.workflow.presence import Present, Visit, present_of

MOST_ADDRESS = 64


def secret_at(request: Request) -> str:
    """Return what the browser holds, empty when nothing."""
    return request.cookies.get(cookie_name(request.url.scheme), "")


def present_at(request: Request) -> Present | None:
    """Return who holds the session of a request, also half; the database is asked once a request."""
    if not hasattr(request.state, "present"):
        request.state.present = present_of(request.app.state.office, secret_at(request))
    found: Present | None = request.state.present
    return found


def visit_of(request: Request, channel: str) -> Visit:
    """Return where a request comes from."""
    return Visit(
        address=request.client.host[:MOST_ADDRESS] if request.client else "",
        channel=channel,
        agent="".join(sign for sign in request.headers.get("User-Agent", "") if sign.isprintable()),
        request_id=str(getattr(request.state, "request_id", "")) or None,
    )


def from_here(request: Request) -> bool:
    """Tell whether a request says that a page of ours made it, or says nothing."""
    head = request.headers
    return comes_from_here(request.url.scheme, head.get("Host", ""), head.get("Origin"), head.get("Referer"))


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
