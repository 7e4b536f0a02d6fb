"""``/totals``: figures summed over the province and its districts, or over the country and its provinces."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response

from api.access.deciding import Action
from api.answers.totals import places, totalled
from api.json.answering import plain
from api.json.asking import ToReadSums
from api.json.problems import RefusedError
from api.json.scores import Digest, Known, PeriodOf, Set, board_of

SUMS_OF_NOW = (
    "Tài khoản chỉ được xem số tổng hợp thì xem số hiện có: so hai ngày hay hai tệp sẽ lộ số của một đơn vị; "
    "bỏ «known», «digest»."
)
By = Annotated[
    Literal["district", "province"], Query(description="Chia theo huyện (district), hay theo tỉnh (province).")
]
router = APIRouter(tags=["Số liệu"])


@router.get("/totals", summary="Số liệu cộng theo nơi")
def sums(  # noqa: PLR0913, PLR0917 -- what can be asked
    asked: ToReadSums,
    period: PeriodOf = None,
    set_id: Set = None,
    known: Known = None,
    digest: Digest = None,
    by: By = "district",
) -> Response:
    """Trả về tổng từng chỉ tiêu trên các đơn vị được xem: cả tỉnh, rồi từng huyện; đơn vị chưa có số liệu đếm riêng.

    `by=province`: cả nước rồi từng tỉnh, chỉ có số cộng; dành cho ai có vai trò ở mọi tỉnh.

    Ai chỉ được xem số tổng hợp: tổng của dưới 3 đơn vị là null, kèm `withheld`; không hỏi được theo ngày cũ (known) hay
    tệp khác (digest).
    """
    national = by == "province"
    if national and not asked.office.access.is_everywhere(asked.who, asked.action, asked.office.today):
        raise RefusedError("not_your_place", "Số cộng theo tỉnh dành cho tài khoản có vai trò ở mọi tỉnh; bỏ «by».")
    board, of_period = board_of(asked, set_id, period, known, digest)
    result = board.scored(of_period)
    last = result.scores.figures.last_day
    keys = [each.key for each in board.register.covered(board.criteria, last)]
    seen, readable = asked.visible(keys), replace(asked, action=Action.READ).visible(keys)
    if (known or digest) and not seen <= readable:
        raise RefusedError("not_your_place", SUMS_OF_NOW)
    found = places(board, result, seen, readable, provinces=national)
    kept = (each for each in found if not national or each.is_province or not each.code)
    return plain(asked.request, totalled(board, result, kept))
