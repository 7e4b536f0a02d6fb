"""``/impact``: what a new file would change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Body, Query, Response

from api.answers.checks import checked
from api.answers.impact import compared, impacted
from api.answers.json import compact
from api.json.answering import answer, plain
from api.json.asking import Asked, ToSeeProgress, period_bounds
from api.json.problems import RefusedError
from api.json.scores import Digest, Known, PeriodOf, board_of
from api.workflow.board import Board
from engine.checking import check

router = APIRouter(tags=["Tác động và kế hoạch"])
District = Annotated[
    str | None,
    Query(pattern=r"^[0-9]{3}$", description="Chỉ kể các đơn vị của huyện có mã này; mục tiêu vẫn là toàn tỉnh."),
]


@router.get("/impact", summary="Tác động của một tệp đã có so với tệp khác")
def impact(  # noqa: PLR0913, PLR0917 -- what can be asked
    asked: ToSeeProgress,
    old: Annotated[str, Query(max_length=80, description="Mã của tệp cũ; sha256:…")],
    new: Annotated[str, Query(max_length=80, description="Mã của tệp mới; sha256:…")],
    period: PeriodOf = None,
    as_of: Annotated[date | None, Query(description="Ngày tính mục tiêu; không ghi là ngày cuối kỳ.")] = None,
    known: Known = None,
    district: District = None,
) -> Response:
    """Trả về xã nào tăng, xã nào giảm, mục tiêu nào đổi khi tệp mới thay tệp cũ; như lệnh impact."""
    was, of = board_of(asked, None, period, known, old)
    now, _ = board_of(asked, None, of, known, new)
    _must_see_all(asked, was, now, of, as_of)

    def write() -> bytes:
        return (compact(impacted(compared(was, now, of, as_of, district))) + "\n").encode()

    return answer(asked.request, write, was.digest, now.digest, was.data.upto, of)  # type: ignore[attr-defined]  # records


@router.post("/impact", summary="Tác động của một dự thảo")
def impact_of_draft(  # noqa: PLR0913, PLR0917 -- what can be asked
    asked: ToSeeProgress,
    file: Annotated[str, Body(media_type="application/yaml", max_length=1_100_000)],
    period: PeriodOf = None,
    as_of: Annotated[date | None, Query(description="Ngày tính mục tiêu; không ghi là ngày cuối kỳ.")] = None,
    known: Known = None,
    old: Digest = None,
    district: District = None,
) -> Response:
    """Trả về như trên cho một tệp gửi lên, so với tệp đang có hiệu lực (hoặc tệp có mã «old»); không lưu gì."""
    done = check(file)
    if done.criteria is None:
        faults = checked("-", done.faults)
        raise RefusedError("not_usable", "Dự thảo còn lỗi; sửa các lỗi trong «faults» rồi gửi lại.", faults=faults)
    was, of = board_of(asked, done.criteria.set, period, known, old)
    figures = replace(was.data, _kept={})  # type: ignore[type-var]  # a record of its own: drafts leave nothing behind
    now = Board(done.criteria, done.digest, figures, was.register, was.recognitions, faulty=done.has_errors)
    _must_see_all(asked, was, now, of, as_of)
    return plain(asked.request, impacted(compared(was, now, of, as_of, district)))


def _must_see_all(asked: Asked, was: Board, now: Board, period: str, as_of: date | None) -> None:
    """Refuse who does not see every unit that either file scores or counts."""
    for board in (was, now):
        last = period_bounds(asked, board.criteria.set, period)[
            1
        ]  # the map that is compared, whatever day is asked for
        shown = (board.register.version(code, last) for code in board.scored(period).codes)
        asked.must_all(unit.key for unit in board.register.covered(board.criteria, last))
        asked.must_all(unit.key for unit in shown if unit)
        for target in board.criteria.targets:
            asked.must_all(board.counted(target, as_of or last))
