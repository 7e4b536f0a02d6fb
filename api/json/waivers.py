"""``/waivers``: criteria that do not apply to a unit in a period, by decision."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import Field

from api.answers import figures as answers
from api.json.answering import USUALLY_LISTED, listed, page_of, plain
from api.json.asking import Asked, ToRead, ToWaive
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
from api.json.texts import Document, Reason
from api.store.tables import Waiver
from api.workflow.waiving import Exemption, waive

router = APIRouter(tags=["Không áp dụng, miễn"])


class WaiverBody(About):
    """A criterion that does not apply to a unit in a period."""

    reason: Annotated[Reason, Field(examples=["Đang thay toàn bộ hệ thống camera"])]
    decision: Annotated[Document, Field(examples=["112/QĐ-BCĐ"])]
    last_day: Annotated[date | None, Field(description="Ngày cuối còn hiệu lực, tính cả ngày đó.")] = None


@router.get("/waivers", summary="Tiêu chí không áp dụng, miễn")
def waivers(  # noqa: PLR0913, PLR0917 -- what can be asked
    asked: ToRead,
    unit: Annotated[str | None, Query(pattern=r"^[0-9]{5}$")] = None,
    period: YearAsked = None,
    set_id: Set = None,
    known: Known = None,
    limit: Limit = USUALLY_LISTED,
    cursor: Cursor = None,
) -> Response:
    """Trả về các quyết định không áp dụng đang đứng của những đơn vị được xem."""
    shown, following = page_of(
        rows_seen(asked, Waiver, set_id, unit, period, known), lambda pair: pair[1].id, limit, cursor
    )
    return listed(asked.request, [answers.waiver(code, row) for code, row in shown], following)


@router.post("/waivers", summary="Không áp dụng một tiêu chí")
def add_waiver(asked: ToWaive, body: WaiverBody, set_id: Set = None) -> Response:
    """Ghi quyết định không áp dụng một tiêu chí cho một đơn vị trong một kỳ."""
    return _waiver(asked, asked.set_id(set_id), body, None)


@router.put("/waivers/{number}", summary="Sửa một quyết định không áp dụng")
def change_waiver(asked: ToWaive, number: RowNumber, body: WaiverBody, set_id: Set = None) -> Response:
    """Sửa bản có số này; đã có người sửa thì trả lời 412 kèm bản mới."""
    return _waiver(asked, asked.set_id(set_id), body, number)


@router.delete("/waivers/{number}", summary="Rút một quyết định không áp dụng")
def withdraw_waiver(asked: ToWaive, number: RowNumber) -> Response:
    """Rút lại: tiêu chí lại được chấm; dòng cũ vẫn còn."""
    seen, (code, _) = row_seen(asked, Waiver, number)
    body = WaiverBody(unit=code, **seen.model_dump(include=set(WaiverBody.model_fields) - {"unit"}))
    return _waiver(asked, seen.set_id, body, number, withdrawn=True)


def _waiver(asked: Asked, set_id: str, body: WaiverBody, number: int | None, *, withdrawn: bool = False) -> Response:
    place = Place.of(asked, set_id, body.unit, body.period, body.criterion)
    seen = same_place(*row_seen(asked, Waiver, number), place, set_id, body) if number is not None else None
    given = Exemption(**body.model_dump(exclude={"unit", "period"}))
    with said_of(lambda row: answers.waiver(body.unit, row)):
        row = waive(
            asked.office,
            asked.actor,
            place.criteria,
            place.key,
            body.period,
            given,
            seen=seen,
            withdrawn=withdrawn,
        )
    return plain(asked.request, answers.waiver(body.unit, row) | noted_in(reason=body.reason, decision=body.decision))
