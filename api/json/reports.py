"""``/reports``: documents as Word or PDF, the same as the command writes; each one made is an act of the log."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response

from api.access.deciding import Action
from api.answers.plan import plan_of
from api.json.asking import Asked, ToExport, period_bounds
from api.json.assessments import sees_texts
from api.json.plan import target_of
from api.json.problems import RefusedError
from api.json.scores import PeriodOf, Set, board_of
from api.workflow.office import NoVersionError
from api.workflow.reporting.case import NoCaseError
from api.workflow.reporting.making import (
    TYPES,
    Drafted,
    Kind,
    case_for,
    draft_on_unit,
    draft_progress,
    hand_out,
    issuing_for,
)
from api.workflow.sheets import Assessment
from engine.planning import NO_LIMITS

router = APIRouter(tags=["Báo cáo"])
Ending = Literal["docx", "pdf"]


@router.get(
    "/reports/{kind}.{ending}",
    summary="Báo cáo, phiếu, hồ sơ ra Word hoặc PDF",
    response_class=Response,
    responses={200: {"description": "Tệp.", "content": {each: {} for each in TYPES.values()}}},
)
def report(  # noqa: PLR0913, PLR0917 -- what can be asked
    asked: ToExport,
    kind: Kind,
    ending: Ending,
    unit: Annotated[str | None, Query(pattern=r"^[0-9]{5}$", description="Mã đơn vị của phiếu, hồ sơ.")] = None,
    period: PeriodOf = None,
    as_of: Annotated[date | None, Query(description="Ngày tính đến của báo cáo; không ghi là hôm nay.")] = None,
    plan: Annotated[str | None, Query(max_length=64, description="Kèm kế hoạch đạt mục tiêu này.")] = None,
    level: Annotated[str | None, Query(max_length=64, description="Cấp đề nghị của hồ sơ.")] = None,
    set_id: Set = None,
) -> Response:
    """Trả về tệp; progress là báo cáo tiến độ của tỉnh, sheet phiếu đánh giá, dossier hồ sơ đề nghị công nhận."""
    if kind is Kind.PROGRESS:
        drafted = _progress(asked, as_of, plan, set_id)
        chosen = {"as_of": as_of.isoformat() if as_of else "", "plan": plan or ""}
    else:
        drafted = _on_unit(asked, kind, unit, period, level, set_id)
        chosen = {"level": level or ""}
    chosen = {key: value for key, value in chosen.items() if value}
    body = hand_out(asked.office.database, asked.actor, drafted, ending, chosen)
    headers = {
        "Content-Disposition": f'attachment; filename="{drafted.name}.{ending}"',
        "Cache-Control": "no-store",
    }
    return Response(body, 200, headers, TYPES[ending])


def _progress(asked: Asked, as_of: date | None, plan: str | None, set_id: str | None) -> Drafted:
    office, on = asked.office, as_of or asked.office.today
    try:
        version = office.version_on(asked.set_id(set_id), on)
    except NoVersionError as error:
        raise RefusedError("not_found", f"{error}.") from error
    board = office.board(version, asked.known(None))
    counted = {key for each in board.criteria.targets for key in board.counted(each, on)}
    for each in (asked, replace(asked, action=Action.PROGRESS)):
        each.must()
        each.must_all(counted)
    found = plan_of(board, target_of(board, plan), on, NO_LIMITS) if plan else None
    return draft_progress(board, on, issuing_for(board, on, office.database), found)


def _on_unit(  # noqa: PLR0913, PLR0917 -- what can be asked
    asked: Asked, kind: Kind, code: str | None, period: str | None, level: str | None, set_id: str | None
) -> Drafted:
    if code is None:
        raise RefusedError("bad_request", "Thiếu «unit»: ghi mã năm chữ số của xã, thị trấn, ví dụ unit=04831.")
    office = asked.office
    board, of = board_of(asked, set_id, period, None, None, (code,))
    last = period_bounds(asked, board.criteria.set, of)[1]
    version = asked.scored_unit(code, last, board.criteria)
    reading = replace(asked, action=Action.READ)
    reading.must(version.key)
    sheet = Assessment(office.version_of_period(board.criteria.set, of), of, version)
    try:
        case = case_for(board, code, of, office, texts=sees_texts(asked, sheet))
        return draft_on_unit(kind, case, issuing_for(board, last, office.database), level)
    except NoCaseError as error:
        raise RefusedError("not_found", f"{error}.") from error
