"""``/audit``: who did what when, and whether the record is still what it was."""

from __future__ import annotations

import json
import threading
from datetime import date, datetime, time
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from api.answers.acts import deed
from api.json.answering import MOST_LISTED, USUALLY_LISTED, listed, plain, read_cursor, write_cursor
from api.json.asking import Asked, ToReadAudit
from api.json.problems import RefusedError
from api.store import audit as stored
from api.store.acts import moment
from api.store.units import numbers
from api.workflow.keeping import Proof, prove
from api.workflow.office import VIETNAM

router = APIRouter(tags=["Nhật ký"])
_walking = threading.Lock()


@router.get("/audit", summary="Nhật ký các lần ghi, mới nhất trước")
def audit(  # noqa: PLR0913, PLR0917 -- what can be asked
    asked: ToReadAudit,
    action: Annotated[
        str | None,
        Query(
            max_length=64,
            pattern=r"^[a-z_]+(\.[a-z_]+)?$",
            description="Loại việc, ví dụ figures.record; figures là mọi việc về số liệu.",
        ),
    ] = None,
    account: Annotated[int | None, Query(ge=1, le=2**31 - 1, description="Số của tài khoản đã làm.")] = None,
    unit: Annotated[str | None, Query(max_length=5, description="Chỉ việc về đơn vị từng mang mã này.")] = None,
    period: Annotated[str | None, Query(pattern=r"^[0-9]{4}$", description="Chỉ việc của một kỳ, ví dụ 2024.")] = None,
    since: Annotated[date | None, Query(alias="from", description="Từ ngày, giờ Việt Nam.")] = None,
    until: Annotated[date | None, Query(alias="to", description="Đến hết ngày, giờ Việt Nam.")] = None,
    limit: Annotated[int, Query(ge=1, le=MOST_LISTED)] = USUALLY_LISTED,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
) -> Response:
    """Trả về việc về các đơn vị mà người hỏi được xem, và việc không về đơn vị nào."""
    before = None if cursor is None else _seq(cursor)
    with asked.office.database.reading() as session:
        known = numbers(session)
        visible = asked.visible(known)
        wanted = stored.Wanted(
            action=action,
            account_id=account,
            units=None if unit is None else [known[key] for key in _named(asked, unit) if key in known],
            visible=None if len(visible) == len(known) else [known[key] for key in visible],
            period=period,
            since=None if since is None else _begins(since),
            until=None if until is None else _ends(until),
        )
        found = stored.acts(session, wanted, limit + 1, before)
    following = write_cursor(found[limit - 1].act.seq) if len(found) > limit else None
    return listed(asked.request, [_described(each) for each in found[:limit]], following)


@router.get("/audit/verify", summary="Kiểm tra chuỗi nhật ký")
def verify(
    asked: ToReadAudit,
    expect: Annotated[
        str | None,
        Query(
            pattern=r"^[0-9]{1,15}:[0-9a-f]{64}$",
            description="Đầu chuỗi đã giữ từ trước, SỐ:MÃ_BĂM; kiểm tra rằng nó vẫn nằm trong chuỗi.",
        ),
    ] = None,
) -> Response:
    """Đi hết chuỗi, so từng lần ghi và dữ liệu của nó với mã băm; trả về đầu chuỗi và mọi chỗ đứt."""
    if not _walking.acquire(blocking=False):
        raise RefusedError(
            "too_many", "Đang có một lượt kiểm tra; chờ lượt đó xong rồi thử lại.", headers={"Retry-After": "30"}
        )
    try:
        proof = prove(asked.office.database, None if expect is None else read_head(expect))
    finally:
        _walking.release()
    return plain(asked.request, proved(proof), headers={"Cache-Control": "no-store"})


def read_head(text: str) -> tuple[int, str]:
    """Read the number and hash of an act; ValueError when it is none."""
    seq, _, digest = text.partition(":")
    return int(seq), digest


def proved(proof: Proof) -> dict[str, Any]:
    """Give what a walk found as JSON, the same from the command and from the API."""
    return {
        "ok": proof.holds,
        "head": {"seq": proof.head.seq, "at": proof.head.at, "hash": proof.head.hash},
        "breaks": [
            {"seq": each.seq, "fault": each.fault, "message": message}
            for each, message in zip(proof.breaks, proof.sentences, strict=True)
        ],
        "more_breaks": proof.more,
    }


def _seq(cursor: str) -> int:
    found = read_cursor(cursor)
    if type(found) is not int or not 0 <= found < 2**63:
        raise RefusedError("bad_request", "«cursor» không đúng; dùng đúng giá trị «next» của trang trước.")
    return found


def _named(asked: Asked, code: str) -> list[tuple[str, date]]:
    """Return the unit versions of a code that the asker may see; refused when there is none."""
    keys = [each.key for each in asked.office.register.history(code)]
    if not keys:
        raise RefusedError("not_found", f"Không có đơn vị nào từng mang mã «{code}»; mã gồm 5 chữ số, ví dụ 04831.")
    visible = asked.visible(keys)
    if not visible:
        asked.must(keys[0])
    return sorted(visible)


def _begins(day: date) -> str:
    """Return the moment at which a day begins in Vietnam; the first day of all begins before every moment."""
    return "" if day == date.min else moment(datetime.combine(day, time.min, VIETNAM))


def _ends(day: date) -> str:
    return moment(datetime.combine(day, time.max, VIETNAM))


def _described(entry: stored.Entry) -> dict[str, Any]:
    act = entry.act
    return {
        "seq": act.seq,
        "at": act.at,
        "account": act.account_id,
        "actor": act.actor,
        "channel": act.channel,
        "action": act.action,
        "deed": deed(act.action),
        "set": act.set_id,
        "unit": entry.unit[0] if entry.unit else None,
        "first_day": entry.unit[1].isoformat() if entry.unit else None,
        "period": act.period,
        "content": json.loads(act.content),
        "rows": act.row_count,
        "request_id": act.request_id,
        "hash": act.hash,
    }
