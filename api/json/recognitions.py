"""``/recognitions``: decisions and their ends, with what the scores say beside them."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from pydantic import Field

from api.answers.figures import recognition
from api.answers.json import Json
from api.json.answering import MOST_LISTED, USUALLY_LISTED, listed, page_of, plain
from api.json.asking import ToRead, ToRecognise
from api.json.problems import RefusedError
from api.json.scores import Known, PeriodOf, Set, board_of
from api.json.texts import MOST_NUMBER, Body, Document, warnings_of
from api.store import recognitions as stored
from api.workflow.inheriting import rules_of
from api.workflow.office import NoVersionError
from api.workflow.recognising import RecognitionError, Standing, after_mergers, recognise, revoke, standings

router = APIRouter(tags=["Công nhận"])


class RecognitionBody(Body):
    """A decision that recognises a unit at a level."""

    unit: Annotated[str, Field(pattern=r"^[0-9]{5}$", examples=["04831"])]
    level: Annotated[str, Field(max_length=64, examples=["commune"])]
    decision: Annotated[Document, Field(examples=["45/QĐ-UBND"])]
    decided_on: date


class RevocationBody(Body):
    """A decision that ends a recognition."""

    decision: Annotated[Document, Field(examples=["12/QĐ-UBND"])]
    revoked_on: Annotated[date, Field(description="Ngày đầu không còn được công nhận.")]


@router.get("/recognitions", summary="Các quyết định công nhận")
def recognitions(  # noqa: PLR0913, PLR0917 -- what can be asked
    asked: ToRead,
    on: Annotated[
        date | None, Query(description="Còn hiệu lực hay không tính vào ngày này; không ghi là hôm nay.")
    ] = None,
    unit: Annotated[str | None, Query(pattern=r"^[0-9]{5}$")] = None,
    level: Annotated[str | None, Query(max_length=64)] = None,
    period: PeriodOf = None,
    review: Annotated[bool, Query(description="true: chỉ những công nhận cần xem xét lại.")] = False,  # noqa: FBT002 -- a query has names
    set_id: Set = None,
    known: Known = None,
    limit: Annotated[int, Query(ge=1, le=MOST_LISTED)] = USUALLY_LISTED,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
) -> Response:
    """Trả về mọi quyết định, còn hiệu lực hay không; cạnh đó là kết quả chấm kỳ này có còn đủ điều kiện không."""
    office, of_set = asked.office, asked.set_id(set_id)
    upto = asked.known(known)
    with office.database.reading() as session:
        held = stored.decisions(session, of_set, upto=upto)
    visible = asked.visible({(each.code, each.first_day) for each in held})
    wanted = tuple(
        each
        for each in held
        if (each.code, each.first_day) in visible and unit in (None, each.code) and level in (None, each.level)
    )
    try:
        board, of = board_of(asked, set_id, period, known, None)
    except RefusedError:
        if period is not None:
            raise
        found = standings(None, wanted, None, on or office.today)
    else:
        found = standings(board, wanted, of, on or office.today)
    with office.database.reading() as session:
        rules = rules_of(session, of_set, upto)
    found = after_mergers(office.register, found, rules, on or office.today)
    rows = sorted((each for each in found if not review or each.asks), key=lambda each: each.decision.id)
    shown, following = page_of(rows, lambda each: each.decision.id, limit, cursor)
    return listed(asked.request, [_said(each) for each in shown], following)


@router.post("/recognitions", summary="Ghi một quyết định công nhận")
def decide(asked: ToRecognise, body: RecognitionBody, set_id: Set = None) -> Response:
    """Ghi quyết định; ghi lại y như cũ thì không thêm gì. Công nhận là quyết định, không tự sinh ra từ điểm."""
    office, of_set = asked.office, asked.set_id(set_id)
    unit = asked.unit(body.unit, body.decided_on)
    try:
        criteria = office.version_on(of_set, body.decided_on).criteria
    except NoVersionError as error:
        raise RefusedError("not_found", f"{error}.") from error
    asked.scored_unit(body.unit, body.decided_on, criteria)
    level = criteria.levels.get(body.level)
    if level is None:
        choice = ", ".join(criteria.levels)
        raise RefusedError("not_usable", f"Không có cấp «{body.level}»; các cấp: {choice}.")
    if not level.in_force(body.decided_on):
        raise RefusedError(
            "not_usable", f"«{level.title}» không tồn tại vào ngày {body.decided_on:%d/%m/%Y}; sửa ngày hoặc cấp."
        )
    if body.decided_on > office.today:
        raise RefusedError("not_usable", "Ngày quyết định ở sau hôm nay; sửa lại ngày.")
    try:
        row = recognise(office.database, asked.actor, of_set, unit.key, body.level, body.decision, body.decided_on)
    except RecognitionError as error:
        raise RefusedError("state_forbids", f"{error}.") from error
    return plain(asked.request, recognition(row) | _noted(body.decision))


@router.post("/recognitions/{number}/revoke", summary="Ghi quyết định thu hồi")
def end(
    asked: ToRecognise, number: Annotated[int, Path(ge=1, le=MOST_NUMBER)], body: RevocationBody, set_id: Set = None
) -> Response:
    """Ghi quyết định thu hồi; công nhận cũ vẫn còn trong lịch sử."""
    office, of_set = asked.office, asked.set_id(set_id)
    with office.database.reading() as session:
        held = stored.decisions(session, of_set, only=number)
    unknown = f"Không có công nhận số {number}; xem /api/v1/recognitions."
    if not held:
        raise RefusedError("not_found", unknown)
    asked.must_find(unknown, (held[0].code, held[0].first_day))
    if body.revoked_on > office.today:
        raise RefusedError("not_usable", "Ngày thu hồi ở sau hôm nay; sửa lại ngày.")
    try:
        row = revoke(office.database, asked.actor, of_set, number, body.decision, body.revoked_on)
    except RecognitionError as error:
        raise RefusedError("state_forbids", f"{error}.") from error
    return plain(asked.request, recognition(row) | _noted(body.decision))


def _said(each: Standing) -> Json:
    return recognition(each.decision) | {
        "in_force": each.in_force,
        "eligible": str(each.eligible) if each.eligible is not None else None,
        "up_for_review": str(each.review) if each.review is not None else None,
        "after_merger": [
            {
                "unit": after.unit.code,
                "first_day": after.unit.first_day.isoformat(),
                "name": after.unit.name,
                "state": after.rule or "undecided",
                "decision": after.decision or None,
            }
            for after in each.after
        ],
    }


def _noted(decision: str) -> Json:
    found = warnings_of(decision=decision)
    return {"warnings": found} if found else {}
