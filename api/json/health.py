"""``/healthz`` (the process), ``/readyz`` (the database), ``/metrics``: for those who run the service."""

from __future__ import annotations

import hmac

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy.exc import SQLAlchemyError

from api.answers.json import compact
from api.json.asking import ToSignIn
from api.json.problems import RefusedError
from api.store.acts import head
from api.store.database import revisions

router = APIRouter(tags=["Vận hành"])
LOCAL = ("127.0.0.1", "::1", "testclient")


@router.get("/healthz", summary="Chương trình còn chạy")
def healthy(asked: ToSignIn) -> Response:
    """Trả lời mà không đụng tới cơ sở dữ liệu."""
    del asked
    return _said({"status": "ok"})


@router.get("/readyz", summary="Cơ sở dữ liệu dùng được")
def ready(asked: ToSignIn) -> Response:
    """Trả lời 200 khi đọc được cơ sở dữ liệu, đúng bản cấu trúc, có bộ tiêu chí; 503 khi chưa."""
    office = asked.office
    books = office.folder.books()
    try:
        with office.database.reading() as session:
            end = head(session)
            current, newest = revisions(session.connection())
    except SQLAlchemyError as error:
        raise RefusedError("database_away", "Chờ một phút rồi thử lại; nếu vẫn vậy, kiểm tra máy chủ.") from error
    ready = current == newest and bool(books.versions)
    said = {
        "status": "ok" if ready else "not_ready",
        "database": {"revision": current, "newest": newest},
        "criteria": {"sets": len(books.versions), "faulty_files": sorted(books.faults)},
        "acts": end.seq,
    }
    return _said(said, 200 if ready else 503)


@router.get("/metrics", summary="Số đo cho Prometheus")
def metrics(asked: ToSignIn, request: Request) -> Response:
    """Trả về số đo; chỉ cho máy này, hoặc kèm mã trong biến DIENHINH_METRICS_TOKEN."""
    wanted = asked.office.settings.metrics_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    local = request.client is not None and request.client.host in LOCAL and "X-Forwarded-For" not in request.headers
    if not (local or (wanted and hmac.compare_digest(given.encode(), wanted.encode()))):
        raise RefusedError("sign_in_first", "Gửi mã của DIENHINH_METRICS_TOKEN: Authorization: Bearer …")
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})


def _said(value: object, status: int = 200) -> Response:
    return Response(compact(value) + "\n", status, {"Cache-Control": "no-store"}, "application/json")
