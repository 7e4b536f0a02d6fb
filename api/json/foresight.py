"""``/impact`` and ``/plan``: what a new file would change, and the least that reaches a target."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Body, Query, Response

from api.answers.checks import checked
from api.answers.impact import compared, impacted
from api.answers.json import compact
from api.answers.plan import plan_of, planned
from api.json.answering import answer, plain
from api.json.asking import Asked, ToSeeProgress, period_bounds
from api.json.problems import RefusedError
from api.json.scores import Digest, Known, PeriodOf, Set, board_of
from api.workflow.board import Board
from api.workflow.office import NoVersionError
from engine.checking import check
from engine.criteria import Target
from engine.planning import Limits

router = APIRouter(tags=["Tác động và kế hoạch"])
Codes = Annotated[
    str | None,
    Query(pattern=r"^[0-9]{5}(,[0-9]{5})*$", max_length=30_000, description="Mã các đơn vị, cách nhau dấu phẩy."),
]


@router.get("/impact", summary="Tác động của một tệp đã có so với tệp khác")
def impact(  # noqa: PLR0913, PLR0917 -- what can be asked
    asked: ToSeeProgress,
    old: Annotated[str, Query(max_length=80, description="Mã của tệp cũ; sha256:…")],
    new: Annotated[str, Query(max_length=80, description="Mã của tệp mới; sha256:…")],
    period: PeriodOf = None,
    as_of: Annotated[date | None, Query(description="Ngày tính mục tiêu; không ghi là ngày cuối kỳ.")] = None,
    known: Known = None,
) -> Response:
    """Trả về xã nào tăng, xã nào giảm, mục tiêu nào đổi khi tệp mới thay tệp cũ; như lệnh impact."""
    was, of = board_of(asked, None, period, known, old)
    now, _ = board_of(asked, None, of, known, new)
    _must_see_all(asked, was, now, of, as_of)

    def write() -> bytes:
        return (compact(impacted(compared(was, now, of, as_of))) + "\n").encode()

    return answer(asked.request, write, was.digest, now.digest, was.data.upto, of)  # type: ignore[attr-defined]  # records


@router.post("/impact", summary="Tác động của một dự thảo")
def impact_of_draft(  # noqa: PLR0913, PLR0917 -- what can be asked
    asked: ToSeeProgress,
    file: Annotated[str, Body(media_type="application/yaml", max_length=1_100_000)],
    period: PeriodOf = None,
    as_of: Annotated[date | None, Query(description="Ngày tính mục tiêu; không ghi là ngày cuối kỳ.")] = None,
    known: Known = None,
    old: Digest = None,
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
    return plain(asked.request, impacted(compared(was, now, of, as_of)))


@router.get("/plan", summary="Kế hoạch ít công sức nhất tới một mục tiêu")
def plan(  # noqa: PLR0913, PLR0917 -- what can be asked
    asked: ToSeeProgress,
    target: Annotated[str, Query(max_length=64, examples=["2025"])],
    as_of: Annotated[date | None, Query(description="Ngày tính đến; không ghi là hôm nay.")] = None,
    leave_out: Codes = None,
    only: Codes = None,
    most_per_unit: Annotated[
        Decimal | None, Query(ge=0, le=1_000_000_000, description="Công sức nhiều nhất ở mỗi đơn vị.")
    ] = None,
    set_id: Set = None,
    known: Known = None,
) -> Response:
    """Trả về các việc cần làm, từng đơn vị, từng tiêu chí, bằng số tròn; như lệnh plan."""
    office, on = asked.office, as_of or asked.office.today
    try:
        version = office.version_on(asked.set_id(set_id), on)
    except NoVersionError as error:
        raise RefusedError("not_found", f"{error}.") from error
    upto = asked.known(known)
    board = office.board(version, upto)
    chosen = target_of(board, target)
    counted = board.counted(chosen, on)
    asked.must_all(counted)
    left_out, chosen_only = _codes(leave_out), _codes(only) if only else None
    strange = sorted((left_out | (chosen_only or frozenset())) - {code for code, _ in counted})
    if strange:
        raise RefusedError(
            "not_usable", f"Mục tiêu {target} không đếm đơn vị có mã {', '.join(strange[:10])}; bỏ các mã đó."
        )
    limits = Limits(leave_out=left_out, only=chosen_only, per_unit=most_per_unit)

    def write() -> bytes:
        found = plan_of(board, chosen, on, limits)
        return (compact(planned(found, sample=board.data.sample)) + "\n").encode()

    return answer(asked.request, write, upto, version.digest, on)


def target_of(board: Board, wanted: str) -> Target:
    """Return a target of a board; refused when there is none of that id."""
    targets = {each.id: each for each in board.criteria.targets}
    if wanted not in targets:
        choice = ", ".join(targets) or "không có"
        raise RefusedError("not_found", f"Không có mục tiêu «{wanted[:64]}»; các mục tiêu: {choice}.")
    return targets[wanted]


def _codes(text: str | None) -> frozenset[str]:
    return frozenset(text.split(",")) if text else frozenset()


def _must_see_all(asked: Asked, was: Board, now: Board, period: str, as_of: date | None) -> None:
    """Refuse who does not see every unit that either file scores or counts."""
    for board in (was, now):
        last = period_bounds(asked, board.criteria.set, period)[
            1
        ]  # the map that is compared, whatever day is asked for
        shown = (board.register.version(code, last) for code in board.scored(period).codes)
        asked.must_all(unit.key for unit in board.register.of_kinds(last, board.criteria.applies_to))
        asked.must_all(unit.key for unit in shown if unit)
        for target in board.criteria.targets:
            asked.must_all(board.counted(target, as_of or last))
