"""``/evidence``: documents that prove a criterion of a unit in a period."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import Field

from api.access.deciding import Role
from api.answers import figures as answers
from api.json.answering import USUALLY_LISTED, listed, page_of, plain
from api.json.asking import Asked, ToRead, ToRecord
from api.json.problems import RefusedError
from api.json.replaceable import (
    About,
    Cursor,
    Limit,
    Place,
    RowNumber,
    YearAsked,
    noted_in,
    row_seen,
    rows_seen,
    said_of,
    same_place,
)
from api.json.scores import Known, Set
from api.json.texts import Document, Note
from api.store.tables import Evidence
from api.workflow import citing, proving

router = APIRouter(tags=["Minh chứng"])


class EvidenceBody(About):
    """A document that proves a criterion of a unit in a period."""

    document: Annotated[Document, Field(examples=["15-NQ/ĐU"])]
    issued_on: date
    issuer: Annotated[Document, Field(examples=["Đảng ủy xã Tú Lý"])]
    pages: Note = ""
    expires_on: Annotated[date | None, Field(description="Ngày cuối còn giá trị, tính cả ngày đó.")] = None


@router.get("/evidence", summary="Các minh chứng")
def all_evidence(  # noqa: PLR0913, PLR0917 -- what can be asked
    asked: ToRead,
    unit: Annotated[str | None, Query(pattern=r"^[0-9]{5}$")] = None,
    period: YearAsked = None,
    expires_within: Annotated[
        int | None, Query(ge=0, le=3660, description="Chỉ loại hết hạn trong chừng này ngày.")
    ] = None,
    set_id: Set = None,
    known: Known = None,
    limit: Limit = USUALLY_LISTED,
    cursor: Cursor = None,
) -> Response:
    """Trả về các minh chứng đang đứng của những đơn vị được xem."""
    rows = rows_seen(asked, Evidence, set_id, unit, period, known)
    if expires_within is not None:
        rows = [pair for pair in rows if proving.expires_within(pair[1], asked.office.today, expires_within)]
    shown, following = page_of(rows, lambda pair: pair[1].id, limit, cursor)
    return listed(asked.request, [answers.evidence(code, row) for code, row in shown], following)


@router.post("/evidence", summary="Ghi một minh chứng")
def add_evidence(asked: ToRecord, body: EvidenceBody, set_id: Set = None) -> Response:
    """Ghi văn bản chứng minh một tiêu chí; ghi lại y như cũ thì không thêm gì."""
    return _evidence(asked, asked.set_id(set_id), body, None)


@router.put("/evidence/{number}", summary="Sửa một minh chứng")
def change_evidence(asked: ToRecord, number: RowNumber, body: EvidenceBody, set_id: Set = None) -> Response:
    """Sửa bản có số này; đã có người sửa thì trả lời 412 kèm bản mới."""
    return _evidence(asked, asked.set_id(set_id), body, number)


@router.delete("/evidence/{number}", summary="Rút một minh chứng")
def withdraw_evidence(asked: ToRecord, number: RowNumber) -> Response:
    """Rút lại; dòng cũ vẫn còn."""
    seen, (code, _) = row_seen(asked, Evidence, number)
    body = EvidenceBody(
        unit=code,
        **seen.model_dump(include=set(EvidenceBody.model_fields) - {"unit"}),
    )
    return _evidence(asked, seen.set_id, body, number, withdrawn=True)


def _evidence(
    asked: Asked, set_id: str, body: EvidenceBody, number: int | None, *, withdrawn: bool = False
) -> Response:
    if body.expires_on is not None and body.expires_on < body.issued_on:
        raise RefusedError("not_usable", "Ngày hết hạn trước ngày ban hành; sửa một trong hai.")
    place, office = Place.of(asked, set_id, body.unit, body.period, body.criterion), asked.office
    seen = same_place(*row_seen(asked, Evidence, number), place, set_id, body) if number is not None else None
    with said_of(lambda row: answers.evidence(body.unit, row)):
        row = citing.cite(
            office,
            asked.actor,
            place.criteria,
            place.key,
            body.period,
            citing.Document(**body.model_dump(exclude={"unit", "period"})),
            by_province=office.access.holds(asked.who, Role.PROVINCE, place.key, office.today),
            seen=seen,
            withdrawn=withdrawn,
        )
    said = answers.evidence(body.unit, row)
    return plain(asked.request, said | noted_in(pages=body.pages, document=body.document, issuer=body.issuer))
