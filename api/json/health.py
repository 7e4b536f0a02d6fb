"""``/healthz`` (the process), ``/readyz`` (the database), ``/metrics``: for those who run the service."""

from __future__ import annotations

import hmac
import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from shutil import disk_usage

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Metric, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from api.answers.json import compact
from api.json.asking import ToSignIn
from api.json.leaving import SHARED, is_ending
from api.json.overseen import Overseen
from api.json.problems import RefusedError
from api.store.acts import head
from api.store.audit import failed_sign_ins
from api.store.database import Database
from api.store.opening import revisions

router = APIRouter(tags=["Vận hành"])
LOCAL = ("127.0.0.1", "::1", "testclient")


@router.get("/healthz", summary="Chương trình còn chạy")
def healthy(asked: ToSignIn) -> Response:
    """Trả lời mà không đụng tới cơ sở dữ liệu."""
    del asked
    return _said({"status": "ok"})


@router.get("/readyz", summary="Cơ sở dữ liệu dùng được")
def ready(asked: ToSignIn) -> Response:
    """Trả lời 200 khi đọc được cơ sở dữ liệu, đúng bản cấu trúc, có bộ tiêu chí; 503 khi chưa, và khi đang dừng."""
    office = asked.office
    books = office.folder.books()
    try:
        with office.database.reading() as session:
            end = head(session)
            current, newest = revisions(session.connection())
    except SQLAlchemyError as error:
        detail = "Chờ một phút rồi thử lại; nếu vẫn vậy, kiểm tra máy chủ."
        raise RefusedError("database_away", detail, headers={"Retry-After": "5"}) from error
    ending = is_ending()
    ready = current == newest and bool(books.versions) and not ending
    said = {
        "status": "leaving" if ending else "ok" if ready else "not_ready",
        "database": {"revision": current, "newest": newest},
        "criteria": {"sets": len(books.versions), "faulty_files": sorted(office.faulty_files())},
        "acts": end.seq,
        "record_ahead_seconds": _ahead(end.at, office.now()),
    }
    return _said(said, 200 if ready else 503)


def _ahead(last: str, now: datetime) -> int:
    """Return how far the last act lies ahead of the clock: acts stand still in time until the clock is there."""
    return max(0, int((datetime.fromisoformat(last) - now).total_seconds())) if last else 0


@router.get("/metrics", summary="Số đo cho Prometheus")
def metrics(asked: ToSignIn, request: Request) -> Response:
    """Trả về số đo; chỉ cho máy này, hoặc kèm mã trong biến DIENHINH_METRICS_TOKEN."""
    wanted = asked.office.settings.metrics_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    local = request.client is not None and request.client.host in LOCAL and "X-Forwarded-For" not in request.headers
    if not (local or (wanted and hmac.compare_digest(given.encode(), wanted.encode()))):
        raise RefusedError("sign_in_first", "Gửi mã của DIENHINH_METRICS_TOKEN: Authorization: Bearer …")
    found = CollectorRegistry()
    found.register(OfDatabase(asked.office.database))
    found.register(Overseen(asked.office))
    body = generate_latest(of_processes()) + generate_latest(found)
    return Response(body, media_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})


def of_processes() -> CollectorRegistry:
    """Return what was counted: by this process where it is alone, else by all workers of this machine together."""
    if SHARED not in os.environ:
        return REGISTRY
    found = CollectorRegistry()
    MultiProcessCollector(found)  # type: ignore[no-untyped-call]  # the library's own
    return found


class OfDatabase(Collector):
    """What is counted where it is kept, so that it is the same for every process and after a restart."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def collect(self) -> Iterator[Metric]:
        """Give the measures; without those of a database that does not answer."""
        with suppress(SQLAlchemyError), self._database.reading() as session:
            yield CounterMetricFamily(
                "dienhinh_failed_sign_ins", "Sign-ins refused since the beginning.", failed_sign_ins(session)
            )
            yield CounterMetricFamily("dienhinh_acts", "Acts on record: the number of the last one.", head(session).seq)
        place = self._database.engine.url.database
        if self._database.is_sqlite and place:
            with suppress(OSError):
                yield GaugeMetricFamily(
                    "dienhinh_disk_free_bytes",
                    "Room left where the database lies.",
                    disk_usage(Path(place).parent).free,
                )


def _said(value: object, status: int = 200) -> Response:
    return Response(compact(value) + "\n", status, {"Cache-Control": "no-store"}, "application/json")
