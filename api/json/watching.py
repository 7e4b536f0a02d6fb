"""Middleware: a number for every request, a line of JSON in the log, and the measures of ``/metrics``.

What a line of the log says, and nothing else: ``at`` (local time with its offset), ``level``, ``logger``, ``message``.
The line of a request (``logger`` is ``dienhinh.requests``) also ``request_id``, ``method``, ``route`` (the pattern of the
address, so no code and no query), ``status``, ``milliseconds`` and ``account`` (its number, null for nobody). The line of
a failure also ``trace``, without what was being written. No query, body, login or address of a person is in any.
"""

from __future__ import annotations

import json
import logging
import re
import threading
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

REQUESTS = Counter("dienhinh_requests_total", "Requests by route, method and status.", ("route", "method", "status"))
SECONDS = Histogram(
    "dienhinh_request_seconds",
    "Seconds from request to answer, by route.",
    ("route",),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
SCORING = Histogram(
    "dienhinh_scoring_seconds",
    "Seconds that it took to score a period; what is still held from before is not counted.",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5),
)
WAITING = Gauge("dienhinh_writes_waiting", "Writes of this process that wait for their turn.")
LOCK_SECONDS = Histogram(
    "dienhinh_lock_wait_seconds",
    "Seconds that a write waited: for its turn in this process, or for the lock of the database.",
    ("where",),
    buckets=(0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 15),
)
DATABASE_ERRORS = Counter(
    "dienhinh_database_errors_total", "Errors of the database: locked, full, away, refused, other.", ("kind",)
)
