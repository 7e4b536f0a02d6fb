"""Middleware: a number for every request, a line of JSON in the log, and the measures of ``/metrics``.

What a line of the log says, and nothing else: ``at`` (local time with its offset), ``level``, ``logger``,
``message``. The line of a request (``logger`` is ``dienhinh.requests``) also ``request_id``, ``method``, ``route`` (the
pattern of the address, so no code and no query), ``status``, ``milliseconds`` and ``account`` (its number, null for
nobody). The line of a failure also ``trace``, without what was being written. No query, body, login or address of a
person is in any.
"""

from __future__ import annotations

import json
import logging
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from prometheus_client import Counter, Gauge, Histogram
from sqlalchemy import event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import StatementError
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.store.database import Database
from api.store.turns import Turns

REQUESTS = Counter("dienhinh_requests_total", "Requests by route, method and status.", ("route", "method", "status"))
SECONDS = Histogram(
    "dienhinh_request_seconds",
    "Seconds from request to answer, by route.",
    ("route",),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
SCORING = Histogram(
    "dienhinh_scoring_seconds",
    "Seconds that it took to give the scores of a period, computed or still held.",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5),
)
WAITING = Gauge(
    "dienhinh_writes_waiting", "Writes that wait for their turn in their process.", multiprocess_mode="livesum"
)
LOCK_SECONDS = Histogram(
    "dienhinh_lock_wait_seconds",
    "Seconds that a write waited: for its turn in this process, or for the lock of the database.",
    ("where",),
    buckets=(0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 15),
)
DATABASE_ERRORS = Counter(
    "dienhinh_database_errors_total", "Errors of the database: locked, full, away, refused, other.", ("kind",)
)
log = logging.getLogger("dienhinh.requests")
_OURS = re.compile(r"[A-Za-z0-9._-]{8,64}")


class Watch:
    """Numbers, times and logs every request; the text of queries and bodies is never logged."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and say how it went."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = dict(scope["headers"]).get(b"x-request-id", b"").decode("latin-1")
        number = given if _OURS.fullmatch(given) else uuid4().hex
        scope.setdefault("state", {})["request_id"] = number
        began, status = time.perf_counter(), 500

        async def numbered(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", number.encode())]
            await send(message)

        try:
            await self.app(scope, receive, numbered)
        finally:
            seconds = time.perf_counter() - began
            route = _pattern(scope)
            method = scope["method"] if scope["method"] in METHODS else "-"
            REQUESTS.labels(route, method, str(status)).inc()
            SECONDS.labels(route).observe(seconds)
            log.info(
                "request",
                extra={
                    "request_id": number,
                    "method": method,
                    "route": route,
                    "status": status,
                    "milliseconds": round(seconds * 1000, 1),
                    "account": scope["state"].get("account"),
                },
            )


def _pattern(scope: Scope) -> str:
    """Return the pattern of the address that was met, with its prefix, which FastAPI keeps beside the route."""
    met = scope.get("fastapi", {}).get("effective_route_context") or scope.get("route")
    return str(getattr(met, "path", "-"))


METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
"""Others are counted as one: what strangers make up must not make the measures grow."""


# ------------------------------------------------------------------------------------------------- the database


@contextmanager
def scoring() -> Iterator[None]:
    """Measure how long scores take."""
    with SCORING.time():
        yield


def watch_database(database: Database) -> None:
    """Measure what a database's writers wait for and what goes wrong in it; a second time changes nothing."""
    turn: Any = database._turn  # noqa: SLF001 -- the store knows no measures; what takes its place does what a lock does
    if isinstance(turn, Turn):
        return
    database._turn = Turn(turn)  # type: ignore[assignment]  # noqa: SLF001 -- as above
    engine = database.engine
    event.listen(engine, "before_cursor_execute", _asks)
    event.listen(engine, "after_cursor_execute", _has)
    event.listen(engine, "handle_error", _failed)


class Turn:
    """A lock that tells how many wait for it, and how long they did."""

    def __init__(self, lock: Turns) -> None:
        self._lock = lock

    def acquire(self, *, timeout: float) -> bool:
        """Take the lock as soon as it is free; False when the time is up."""
        began = time.perf_counter()
        with WAITING.track_inprogress():
            taken = self._lock.acquire(timeout=timeout)
        LOCK_SECONDS.labels("process").observe(time.perf_counter() - began)
        if not taken:
            DATABASE_ERRORS.labels("locked").inc()
        return taken

    def release(self) -> None:
        """Let the next one go on."""
        self._lock.release()


_LOCKING = ("BEGIN IMMEDIATE", "SELECT pg_advisory_xact_lock")


def _asks(_connection: object, _cursor: object, statement: str, _values: object, context: Any, _many: bool) -> None:  # noqa: ANN401, FBT001 -- SQLAlchemy's own signature
    if statement.startswith(_LOCKING):
        context.asked_at = time.perf_counter()


def _has(_connection: object, _cursor: object, _statement: str, _values: object, context: Any, _many: bool) -> None:  # noqa: ANN401, FBT001 -- as above
    asked = getattr(context, "asked_at", None)
    if asked is not None:
        LOCK_SECONDS.labels("database").observe(time.perf_counter() - asked)


_KINDS = {
    "locked": ("database is locked", "lock timeout", "deadlock"),
    "full": ("disk is full", "No space left"),
    "away": ("connection", "server closed", "terminating", "unable to open"),
    "refused": ("constraint", "only grows"),
}


def _failed(context: ExceptionContext) -> None:
    said = str(context.original_exception)
    kind = next((kind for kind, parts in _KINDS.items() if any(part in said for part in parts)), "other")
    DATABASE_ERRORS.labels("away" if context.is_disconnect else kind).inc()


# ------------------------------------------------------------------------------------------------------ the log

_STANDARD = frozenset(logging.makeLogRecord({}).__dict__)


class JsonLines(logging.Formatter):
    """One JSON object a line, for programs that gather logs."""

    def format(self, record: logging.LogRecord) -> str:
        """Write a record."""
        extra: Mapping[str, Any] = {key: each for key, each in record.__dict__.items() if key not in _STANDARD}
        said = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **extra,
        }
        if record.exc_info:
            _hide_values(record.exc_info[1])
            said["trace"] = self.formatException(record.exc_info)
        return json.dumps(said, ensure_ascii=False, default=str)


def _hide_values(error: BaseException | None) -> None:
    """Keep what was being written out of what a failed statement says of itself."""
    while error is not None:
        if isinstance(error, StatementError):
            error.hide_parameters = True
        error = error.__cause__ or error.__context__


def log_config() -> dict[str, Any]:
    """Return the logging of a service: lines of JSON on stderr, every request and every warning."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": JsonLines}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json", "stream": "ext://sys.stderr"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            log.name: {"level": "INFO"},
            "uvicorn": {"level": "WARNING", "handlers": [], "propagate": True},
            "uvicorn.error": {"level": "WARNING", "handlers": [], "propagate": True},
        },
    }
