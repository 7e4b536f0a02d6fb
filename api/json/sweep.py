"""``/sweep``: one bound from a figure to another, and how many units meet it at each step."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.answers.json import compact
from api.answers.sweep import sweeping, swept, values_of
from api.json.answering import answer
from api.json.asking import Asked, ToSeeProgress, period_bounds
from api.json.problems import RefusedError
from api.json.scores import Digest, Known, PeriodOf, Set, board_of
from api.workflow.board import Board
from engine.impact import BoundPlace, bounds_of
from engine.impact.bounds import MOST_STEPS

router = APIRouter(tags=["Tác động và kế hoạch"])
Figure = Annotated[
    Decimal | None, Query(max_digits=24, decimal_places=4, description="Không ghi là khoảng thường xem.")
]
District = Annotated[
    str | None, Query(pattern=r"^[0-9]{3}$", description="Chỉ các đơn vị của huyện có mã này; không ghi là toàn tỉnh.")
]


@router.get("/sweep", summary="Dò một ngưỡng: bao nhiêu đơn vị đạt ở từng mức")
def sweep(  # noqa: PLR0913, PLR0917 -- what can be asked
    asked: ToSeeProgress,
    bound: Annotated[
        str, Query(max_length=400, description="Ngưỡng, theo đường dẫn của nó.", examples=["TC08:all.1.at_least"])
    ],
    first: Annotated[
        Decimal | None, Query(alias="from", max_digits=24, decimal_places=4, description="Từ mức.")
    ] = None,
    last: Annotated[Decimal | None, Query(alias="to", max_digits=24, decimal_places=4, description="Đến mức.")] = None,
    step: Figure = None,
    period: PeriodOf = None,
    district: District = None,
    set_id: Set = None,
    known: Known = None,
    criteria: Digest = None,
) -> Response:
    """Trả về số đơn vị đạt chắc chắn và có thể, và số đơn vị ở từng mức, tại mỗi ngưỡng; như lệnh impact --sweep."""
    board, of = board_of(asked, set_id, period, known, criteria)
    place = _place(board, bound)
    try:
        values = values_of(board, place, (first, last, step))
    except ValueError as error:
        raise RefusedError(
            "not_usable",
            f"Khoảng dò phải tăng dần, bước lớn hơn 0, nhiều nhất {MOST_STEPS} bước, bốn chữ số thập phân.",
        ) from error
    _must_see(asked, board, of, district)

    def write() -> bytes:
        return (compact(sweeping(swept(board, place, values, of, district or ""))) + "\n").encode()

    return answer(asked.request, write, board.digest, board.data.upto, of)  # type: ignore[attr-defined]  # a record


def _place(board: Board, bound: str) -> BoundPlace:
    """Read the name of a bound that the set has; refused, with those there are, when it has none."""
    known = [str(each.place) for each in bounds_of(board.criteria)]
    if bound not in known:
        raise RefusedError("not_found", f"Không có ngưỡng «{bound[:80]}»; xem «bounds».", bounds=known)
    return BoundPlace.read(bound)


def _must_see(asked: Asked, board: Board, period: str, district: str | None) -> None:
    """Refuse who does not see every unit that is counted, or a district that the map of the period does not have."""
    last = period_bounds(asked, board.criteria.set, period)[1]
    every = board.register.covered(board.criteria, last)
    units = [unit.key for unit in every if district in (None, unit.district)]
    if not units:
        raise RefusedError("not_found", f"Không có huyện mã «{district}» trên bản đồ cuối kỳ {period}.")
    asked.must_all(units)
