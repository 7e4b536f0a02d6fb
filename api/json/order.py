"""``/order``: which units come first, by the rules of the set."""

from __future__ import annotations

from fastapi import APIRouter, Response

from api.answers.order import in_order
from api.json.answering import plain
from api.json.asking import ToRead
from api.json.scores import Digest, Known, PeriodOf, Set, board_of, scored_for

router = APIRouter(tags=["Chấm điểm và mục tiêu"])


@router.get("/order", summary="Đơn vị nào làm trước")
def order(
    asked: ToRead, period: PeriodOf = None, set_id: Set = None, known: Known = None, digest: Digest = None
) -> Response:
    """Trả về các đơn vị theo quy tắc «làm trước» của bộ tiêu chí: thỏa trước, chưa rõ giữa; không đổi điểm của ai."""
    board, of_period = board_of(asked, set_id, period, known, digest)
    result, places = scored_for(asked, board, of_period)
    return plain(asked.request, in_order(result, places))
