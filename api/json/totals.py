"""``/totals``: figures summed over the province and its districts."""

from __future__ import annotations

from fastapi import APIRouter, Response

from api.answers.totals import places, totalled
from api.json.answering import plain
from api.json.asking import ToRead
from api.json.scores import Digest, Known, PeriodOf, Set, board_of

router = APIRouter(tags=["Số liệu"])


@router.get("/totals", summary="Số liệu cộng theo nơi")
def sums(
    asked: ToRead, period: PeriodOf = None, set_id: Set = None, known: Known = None, digest: Digest = None
) -> Response:
    """Trả về tổng từng chỉ tiêu trên các đơn vị được xem: cả tỉnh, rồi từng huyện; đơn vị chưa có số liệu đếm riêng."""
    board, of_period = board_of(asked, set_id, period, known, digest)
    result = board.scored(of_period)
    last = result.scores.figures.last_day
    keys = [each.key for each in board.register.of_kinds(last, board.criteria.applies_to)]
    return plain(asked.request, totalled(board, result, places(board, result, asked.visible(keys))))
