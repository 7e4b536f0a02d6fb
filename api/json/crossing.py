"""``/progress/maps``: targets whose due day has another map than their document, over both."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.answers.crossing import crossed
from api.json.answering import plain
from api.json.asking import ToSeeProgress
from api.json.problems import RefusedError
from api.json.scores import Known, Set
from api.workflow.office import NoVersionError

router = APIRouter(tags=["Sáp nhập, chia tách"])


@router.get("/progress/maps", summary="Mục tiêu trên hai bản đồ: đơn vị của văn bản, đơn vị đến hạn")
def progress_on_maps(
    asked: ToSeeProgress,
    as_of: Annotated[date | None, Query(description="Ngày tính đến; không ghi là hôm nay.")] = None,
    set_id: Set = None,
    known: Known = None,
) -> Response:
    """Trả về các mục tiêu có bản đồ đến hạn khác bản đồ của văn bản: hai số, đơn vị nào gộp, đọc theo huyện cũ."""
    office, day = asked.office, as_of or asked.office.today
    try:
        version = office.version_on(asked.set_id(set_id), day)
    except NoVersionError as error:
        raise RefusedError("not_found", f"{error}.") from error
    board = office.board(version, asked.known(known))
    targets = version.criteria.targets
    for each in targets:
        asked.must_all(board.counted(each, day))
        later = board.register.covered(version.criteria, each.due)
        asked.must_all(unit.key for unit in later if unit.first_day <= day)
    return plain(asked.request, crossed(board, targets, day))
