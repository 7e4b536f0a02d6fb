"""``/plan``: the least work that reaches a target, and the least that lifts one unit."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.answers.json import compact
from api.answers.plan import lifted, periods_by_code, plan_of, planned
from api.answers.supposing import Supposed, judged, supposing
from api.json.answering import answer, plain
from api.json.asking import ToRead, ToSeeProgress
from api.json.problems import RefusedError
from api.json.scores import Digest, Known, PeriodOf, Set, board_of
from api.workflow.board import Board
from api.workflow.office import NoVersionError
from engine.criteria import Target
from engine.planning import Limits

router = APIRouter(tags=["Tác động và kế hoạch"])
MOST_SUPPOSED = 50
Codes = Annotated[
    str | None,
    Query(pattern=r"^[0-9]{5}(,[0-9]{5})*$", max_length=30_000, description="Mã các đơn vị, cách nhau dấu phẩy."),
]
Most = Annotated[
    Decimal | None, Query(ge=0, le=1_000_000_000, description="Công sức nhiều nhất; không ghi là không giới hạn.")
]
Figures = Annotated[
    list[Annotated[str, Query(max_length=140)]],
    Query(
        max_length=MOST_SUPPOSED,
        description="Giả sử một số liệu khác đi, ghi được nhiều lần.",
        examples=[["04831:bodies_recognised=18"]],
    ),
]
Efforts = Annotated[
    list[Annotated[str, Query(max_length=90)]],
    Query(
        max_length=MOST_SUPPOSED, description="Giả sử công sức một bước của tiêu chí khác đi.", examples=[["TC08=5"]]
    ),
]


@router.get("/plan", summary="Kế hoạch ít công sức nhất tới một mục tiêu")
def plan(  # noqa: PLR0913, PLR0917 -- what can be asked
    asked: ToSeeProgress,
    target: Annotated[str, Query(max_length=64, examples=["2025"])],
    as_of: Annotated[date | None, Query(description="Ngày tính đến; không ghi là hôm nay.")] = None,
    leave_out: Codes = None,
    only: Codes = None,
    include: Codes = None,
    most_per_unit: Most = None,
    most_per_district: Most = None,
    most_in_all: Most = None,
    suppose: Figures = [],  # noqa: B006 -- FastAPI copies it
    effort: Efforts = [],  # noqa: B006 -- as above
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
    limits = Limits(
        leave_out=_codes(leave_out) or frozenset(),
        only=_codes(only),
        include=_codes(include) or frozenset(),
        per_unit=most_per_unit,
        per_district=most_per_district,
        in_all=most_in_all,
    )
    named = limits.leave_out | limits.include | (limits.only or frozenset())
    strange = sorted(named - {code for code, _ in counted})
    if strange:
        raise RefusedError(
            "not_usable", f"Mục tiêu {target} không đếm đơn vị có mã {', '.join(strange[:10])}; bỏ các mã đó."
        )
    supposed = _supposed(board, chosen, on, suppose, effort)

    def write() -> bytes:
        found = plan_of(supposing(board, supposed), chosen, on, limits)
        return (compact(planned(found, sample=board.data.sample)) + "\n").encode()

    return answer(asked.request, write, upto, version.digest, on)


@router.get("/plan/{unit}", summary="Việc ít nhất để một đơn vị lên mức tiếp theo")
def lift(  # noqa: PLR0913, PLR0917 -- what can be asked
    asked: ToRead,
    unit: str,
    set_id: Set = None,
    period: PeriodOf = None,
    known: Known = None,
    criteria: Digest = None,
) -> Response:
    """Trả về các việc ít công sức nhất lên mức trên, và các số liệu còn thiếu mà chỉ biết một là rõ mức."""
    board, of = board_of(asked, set_id, period, known, criteria, (unit,))
    asked.unit(unit, board.criteria.period.bounds(of)[1])
    result = board.scored(of)
    if unit not in result.codes:
        raise RefusedError("not_found", f"Đơn vị {unit} chưa có số liệu kỳ {of}; nhập số liệu, hoặc chọn kỳ khác.")
    return plain(asked.request, lifted(result, result.codes.index(unit)))


def target_of(board: Board, wanted: str) -> Target:
    """Return a target of a board; refused when there is none of that id."""
    targets = {each.id: each for each in board.criteria.targets}
    if wanted not in targets:
        choice = ", ".join(targets) or "không có"
        raise RefusedError("not_found", f"Không có mục tiêu «{wanted[:64]}»; các mục tiêu: {choice}.")
    return targets[wanted]


def _codes(text: str | None) -> frozenset[str] | None:
    return frozenset(text.split(",")) if text else None


def _supposed(board: Board, target: Target, on: date, figures: list[str], efforts: list[str]) -> Supposed:
    if not figures and not efforts:
        return Supposed()
    faults: list[str] = []
    found = judged(board, periods_by_code(board, target, on), figures, efforts, faults)
    if faults:
        raise RefusedError("not_usable", " ".join(faults)[:1000])
    return found
