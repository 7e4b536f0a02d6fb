"""Middleware: how often somebody may ask, and how much they may send; refused before anything else is done.

A request counts for the account once its session or token has been accepted, else for the address: a made-up token
never gets a count of its own. On PostgreSQL all processes and hosts count the requests of an account or address
together, as of a second or two ago (:mod:`api.json.shared_counts`); on SQLite there is one process. Sign-ins are
counted here by each process, as a first sieve: ``api.workflow.signing_in`` counts those of all.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from hashlib import sha256
from math import ceil

from fastapi import Response
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.json.problems import RefusedError, problem
from api.json.shared_counts import SharedCounts

SIGN_INS_PER_MINUTE = 30
"""Sign-ins from one address, right or wrong; ``api.access.delays`` slows down guessing at one account far more."""
SIGN_INS = frozenset({"/api/v1/session", "/api/v1/session/second-factor", "/dang-nhap"})
"""Addresses whose POST is a sign-in, of programs and of the page."""
UNCOUNTED = frozenset({"/healthz", "/readyz", "/metrics"})
"""What those who run the service ask, however often."""
MOST_REMEMBERED = 10_000
"""Sessions and tokens whose account is remembered; the one longest unused goes first."""
_NOT_SIGNED_IN, _TOO_LARGE = 401, 413


class RateLimit:
    """Refuses with 429 whoever asks more often than the settings allow, and says when to come back."""

    def __init__(
        self,
        app: ASGIApp,
        per_minute: int,
        shared: SharedCounts | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        """Take the application behind, the limit, and where counts are shared with other processes, if they are."""
        self.app = app
        self._now = now
        self._shared = shared
        self._counts = MovingWindowRateLimiter(MemoryStorage())
        self._usual = RateLimitItemPerMinute(per_minute)
        self._sign_ins = RateLimitItemPerMinute(min(per_minute, SIGN_INS_PER_MINUTE))
        self._accounts: OrderedDict[bytes, str] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http" or scope["path"] in UNCOUNTED:
            await self.app(scope, receive, send)
            return
        credentials = _credentials(Headers(scope=scope))
        address = scope["client"][0] if scope.get("client") else ""
        who = self._accounts.get(credentials) if credentials else None
        seconds = self._seconds_to_wait(scope, who or f"address {address}", address)
        if seconds:
            detail = f"Chờ {seconds} giây rồi thử lại; chương trình gọi nhiều thì gọi thưa hơn."
            await _refuse(scope, RefusedError("too_many", detail, headers={"Retry-After": str(seconds)}), receive, send)
            return
        status = 0

        async def noted(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        await self.app(scope, receive, noted)
        if credentials:
            self._learn(credentials, scope.get("state", {}).get("account"), turned_away=status == _NOT_SIGNED_IN)

    def _seconds_to_wait(self, scope: Scope, who: str, address: str) -> int:
        """Count the request; return 0 when it may pass."""
        if self._shared is not None:
            self._shared.plan()
            if seconds := self._seconds_for_others(self._shared, who):
                return seconds
        asked = [(self._usual, who)]
        if scope["method"] == "POST" and scope["path"] in SIGN_INS:
            asked.append((self._sign_ins, f"sign-in {address}"))
        for item, key in asked:
            if not self._counts.hit(item, key):
                return max(1, ceil(self._counts.get_window_stats(item, key).reset_time - self._now()))
            if self._shared is not None and item is self._usual:
                self._shared.count(who)
        return 0

    def _seconds_for_others(self, shared: SharedCounts, who: str) -> int:
        """Return how long to wait because of what other processes let through; 0 when there is room."""
        others = shared.others(who)
        if not others:
            return 0
        own = self._counts.get_window_stats(self._usual, who)
        too_many = sum(count for _, count in others) - own.remaining + 1
        if too_many <= 0:
            return 0
        until = own.reset_time
        for end, count in others:
            too_many -= count
            if too_many <= 0:
                until = end if own.remaining == self._usual.amount else min(until, end)
                break
        return max(1, ceil(until - self._now()))

    def _learn(self, credentials: bytes, account: object, *, turned_away: bool) -> None:
        """Remember whose the credentials turned out to be; forget those that no longer are anybody's."""
        if turned_away:
            self._accounts.pop(credentials, None)
        elif account is not None:
            self._accounts[credentials] = f"account {account}"
            self._accounts.move_to_end(credentials)
            if len(self._accounts) > MOST_REMEMBERED:
                self._accounts.popitem(last=False)


def _credentials(headers: Headers) -> bytes:
    """Return a digest of what a request proves itself with; empty when with nothing."""
    given = headers.get("authorization") or headers.get("cookie")
    return sha256(given.encode()).digest() if given else b""


class BodyLimit:
    """Refuses with 413 a body over the limit: at once when its length is said, else as soon as it has come.

    FastAPI's own limit answers the first case in plain English, outside all middleware.
    """

    def __init__(self, app: ASGIApp, most: int) -> None:
        self.app = app
        self._most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with its body counted, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        said = Headers(scope=scope).get("content-length", "")
        if said.isdecimal() and int(said[:20]) > self._most:
            await _refuse(scope, self._refusal(), receive, send)
            return
        come = 0

        async def counted() -> Message:
            nonlocal come
            message = await receive()
            come += len(message.get("body", b""))
            if come > self._most:
                raise HTTPException(_TOO_LARGE)
            return message

        await self.app(scope, counted, send)

    def _refusal(self) -> RefusedError:
        return RefusedError(
            "too_large", f"Nhiều nhất {self._most // 1_000_000} MB một lần; chia nhỏ nội dung rồi gửi nhiều lần."
        )


async def _refuse(scope: Scope, error: RefusedError, receive: Receive, send: Send) -> None:
    """Answer as everywhere: problem+json to programs, a plain sentence to somebody at a browser."""
    answer = problem(error, scope["path"], str(scope.get("state", {}).get("request_id", "")))
    if not scope["path"].startswith("/api/"):
        kept = {key: answer.headers[key] for key in ("Retry-After", "Cache-Control") if key in answer.headers}
        answer = Response(f"{error.detail}\n", answer.status_code, kept, "text/plain; charset=utf-8")
    await answer(scope, receive, send)
