"""``/waivers``: criteria that do not apply to a unit in a period, by decision."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import Field

from api.answers import figures as answers
from api.json.answering import USUALLY_LISTED, listed, page_of, plain
from api.json.asking import Asked, ToRead, ToWaive
from api.json.problems import RefusedError
from api.json.replaceable import (
    About,
    Cursor,
    Limit,
    Place,
    RowNumber,
    YearAsked,
    code_of,
    noted_in,
    row_seen,
    rows_seen,
    same_place,
    stale,
)
from api.json.scores import Known, Set
from api.json.texts import Document, Reason
from api.store.assessments import plans
from api.store.chains import standing
from api.store.tables import Waiver
from api.store.units import numbered
from api.workflow.replacing import ReplacedError, replaced, says_the_same
from api.workflow.schedule import not_open

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
    seen, _ = row_seen(asked, Waiver, number)
    body = WaiverBody(
        unit=code_of(asked, seen.unit_id), **seen.model_dump(include=set(WaiverBody.model_fields) - {"unit"})
    )
    return _waiver(asked, seen.set_id, body, number, withdrawn=True)


def _waiver(asked: Asked, set_id: str, body: WaiverBody, number: int | None, *, withdrawn: bool = False) -> Response:
    place = Place.of(asked, set_id, body.unit, body.period, body.criterion)
    seen = same_place(*row_seen(asked, Waiver, number), place, set_id, body) if number is not None else None
    wanted = body.model_dump(exclude={"unit"}) | {"set_id": set_id, "withdrawn": withdrawn}
    try:
        with asked.office.database.writing(
            asked.actor, "waiver.withdraw" if withdrawn else "waiver.record", set_id=set_id, period=body.period
        ) as write:
            unit = write.unit_id = numbered(write, place.key)
            plan = plans(write.session, set_id, body.period).get(body.period)
            forbids = not_open(plan, body.period, asked.office.today)
            if forbids is not None:
                raise RefusedError("state_forbids", forbids)
            held = standing(
                write.session,
                Waiver,
                Waiver.set_id == set_id,
                Waiver.unit_id == unit,
                Waiver.period == body.period,
                Waiver.criterion == body.criterion,
            )
            if seen is None:
                _refuse_second(held, Waiver(**wanted, unit_id=unit))
            before = seen or (held[0] if held else None)
            row = (
                replaced(write, before, **wanted, unit_id=unit)
                if before is not None
                else write.add(Waiver(**wanted, unit_id=unit))
            )
    except ReplacedError as error:
        raise stale(answers.waiver(body.unit, error.newer)) from error  # type: ignore[arg-type]  # of its kind
    said = answers.waiver(body.unit, row)
    return plain(asked.request, said | noted_in(reason=body.reason, decision=body.decision))


def _refuse_second(held: Sequence[Waiver], wanted: Waiver) -> None:
    """Refuse a second waiver of the same criterion beside one that stands and says something else."""
    if held and not held[0].withdrawn and not says_the_same(held[0], wanted):
        raise ReplacedError(held[0])
