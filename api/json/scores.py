"""``/scores`` and ``/progress``: the same bytes as the command prints."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.answers.explanations import explained
from api.answers.json import compact
from api.answers.merging import compared
from api.answers.score_lines import score_bytes
from api.answers.targets import progressed
from api.json.answering import MOST_LISTED, answer, link_next, page_of, plain
from api.json.asking import Asked, ToRead, ToReadCounts, period_bounds
from api.json.problems import RefusedError
from api.json.watching import scoring
from api.store.database import one_moment
from api.store.units import number_of
from api.workflow.board import Board, Scored
from api.workflow.office import NoVersionError
from api.workflow.proving import proofs
from engine.scalars import ID_PATTERN

router = APIRouter(tags=["Chấm điểm và mục tiêu"])

Set = Annotated[str | None, Query(alias="set", pattern=ID_PATTERN, description="Bộ tiêu chí; không ghi là bộ chính.")]
PeriodOf = Annotated[
    str | None, Query(max_length=4, description="Kỳ, ví dụ 2024; không ghi là kỳ mới nhất có số liệu.")
]
Known = Annotated[date | None, Query(description="Theo những gì đã biết đến hết ngày này; không ghi là đến bây giờ.")]
Digest = Annotated[
    str | None,
    Query(pattern=r"^sha256:[0-9a-f]{64}$", description="Dùng đúng tệp có mã này thay cho tệp có hiệu lực; sha256:…"),
]


def board_of(  # noqa: PLR0913, PLR0917 -- what decides a score
    asked: Asked,
    set_id: str | None,
    period: str | None,
    known: date | None,
    digest: str | None,
    codes: tuple[str, ...] | None = None,
) -> tuple[Board, str]:
    """Return the board of what was asked for, and its period; refused when there is no such period or file."""
    office, wanted = asked.office, asked.set_id(set_id)
    upto = asked.known(known)
    try:
        if digest is not None:
            version = office.version_by_digest(digest)
        elif period is None:
            version = office.version_on(wanted, office.today)
        else:
            period_bounds(asked, wanted, period)
            version = office.version_of_period(wanted, period)
    except NoVersionError as error:
        raise RefusedError("not_found", f"{error}.") from error
    board = office.board(version, upto, codes)
    found = period or board.data.newest_period
    if found not in board.data.periods:
        choice = ", ".join(board.data.periods)
        known_ones = f"các kỳ có số liệu: {choice}" if choice else "chưa có số liệu kỳ nào, hãy nhập trước"
        raise RefusedError("not_found", f"Chưa có số liệu kỳ {found or 'nào'}; {known_ones}.")
    if period is None and digest is None:
        board = office.board(office.version_of_period(wanted, found), upto, codes)
    return board, found


def scored_for(asked: Asked, board: Board, period: str, on: date | None = None) -> tuple[Scored, list[int]]:
    """Return the scores of a period, and the places of the units that the asker may see."""
    with scoring():
        result = board.scored(period, on)
    day = result.scores.figures.last_day
    keys = [asked.office.register.version(code, day) for code in result.codes]
    visible = asked.visible(key.key for key in keys if key)
    places = [place for place, key in enumerate(keys) if key is not None and key.key in visible]
    if len(places) < len(keys):
        seen = {result.codes[place] for place in places}
        result = replace(result, faults=tuple(fault for fault in result.faults if fault.unit in seen))
    return result, places


@router.get("/scores", summary="Điểm của mọi đơn vị trong một kỳ")
@one_moment()
def scores(  # noqa: PLR0913, PLR0917 -- what can be asked
    asked: ToRead,
    set_id: Set = None,
    period: PeriodOf = None,
    known: Known = None,
    criteria: Digest = None,
    limit: Annotated[int | None, Query(ge=1, le=MOST_LISTED, description="Không ghi là mọi đơn vị.")] = None,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
) -> Response:
    """Trả về điểm, mức, loại trừ và từng điều kiện; đúng từng byte như lệnh score."""
    board, of = board_of(asked, set_id, period, known, criteria)
    upto = board.data.upto  # type: ignore[attr-defined]  # the record of the database

    def write() -> bytes:
        result, places = scored_for(asked, board, of)
        shown, _ = page_of(places, lambda place: result.codes[place], limit or len(places) or 1, cursor)
        return score_bytes(result, list(shown))

    response = answer(asked.request, write, upto, board.digest, of, asked.who.granted, asked.office.today)
    if limit is not None:
        result, places = scored_for(asked, board, of)
        _, following = page_of(places, lambda place: result.codes[place], limit, cursor)
        link_next(asked.request, response, following)
    return response


@router.get("/scores/{unit}", summary="Điểm của một đơn vị")
@one_moment()
def score_of_unit(  # noqa: PLR0913, PLR0917 -- what can be asked
    asked: ToRead,
    unit: str,
    set_id: Set = None,
    period: PeriodOf = None,
    known: Known = None,
    criteria: Digest = None,
) -> Response:
    """Trả về như trên, chỉ một đơn vị."""
    board, of = board_of(asked, set_id, period, known, criteria, (unit,))
    asked.unit(unit, board.criteria.period.bounds(of)[1])
    result = board.scored(of)
    if unit not in result.codes:
        raise RefusedError("not_found", f"Đơn vị {unit} chưa có số liệu kỳ {of}; nhập số liệu, hoặc chọn kỳ khác.")
    body = score_bytes(result, [result.codes.index(unit)])
    return answer(asked.request, lambda: body, body)


@router.get("/explanations/{unit}", summary="Vì sao một đơn vị được điểm như vậy")
@one_moment()
def explanation(  # noqa: PLR0913, PLR0917 -- what can be asked
    asked: ToRead,
    unit: str,
    set_id: Set = None,
    period: PeriodOf = None,
    known: Known = None,
    criteria: Digest = None,
    on: Annotated[
        date | None, Query(description="Minh chứng còn hạn tính vào ngày này; không ghi là ngày cuối kỳ.")
    ] = None,
) -> Response:
    """Trả về từng tiêu chí thành câu: số liệu, ngưỡng, còn thiếu, căn cứ, minh chứng thiếu hay hết hạn."""
    board, of = board_of(asked, set_id, period, known, criteria, (unit,))
    version = asked.unit(unit, board.criteria.period.bounds(of)[1])
    result = board.scored(of)
    if unit not in result.codes:
        raise RefusedError("not_found", f"Đơn vị {unit} chưa có số liệu kỳ {of}; nhập số liệu, hoặc chọn kỳ khác.")
    upto = board.data.upto  # type: ignore[attr-defined]  # the record of the database
    with asked.office.database.reading() as session:
        number = number_of(session, version.key)
        found = proofs(session, board.criteria, number, of, on or result.scores.figures.last_day, upto)
    reasons = board.data.reasons(of).get(unit, {})
    whole = asked.office.board(asked.office.version_by_digest(board.digest), upto)  # a merged unit's old ones too
    said = explained(result, result.codes.index(unit), found, reasons) | compared(whole, version.key, of)
    return plain(asked.request, said)


@router.get("/progress", summary="Tiến độ các mục tiêu")
@one_moment()
def progress(  # noqa: PLR0913, PLR0917 -- what can be asked
    asked: ToReadCounts,
    as_of: Annotated[date | None, Query(description="Ngày tính đến; không ghi là hôm nay.")] = None,
    target: Annotated[str | None, Query(max_length=64, description="Chỉ một mục tiêu.")] = None,
    set_id: Set = None,
    known: Known = None,
    criteria: Digest = None,
) -> Response:
    """Trả về từng mục tiêu, từng bậc: đã đạt, có thể đạt, còn thiếu; như lệnh progress."""
    office, day = asked.office, as_of or asked.office.today
    try:
        version = (
            office.version_on(asked.set_id(set_id), day) if criteria is None else office.version_by_digest(criteria)
        )
    except NoVersionError as error:
        raise RefusedError("not_found", f"{error}.") from error
    upto = asked.known(known)
    board = office.board(version, upto)
    targets = [each for each in version.criteria.targets if target in (None, each.id)]
    if target is not None and not targets:
        choice = ", ".join(each.id for each in version.criteria.targets)
        raise RefusedError("not_found", f"Không có mục tiêu «{target[:64]}»; các mục tiêu: {choice or 'không có'}.")
    for each in targets:
        asked.must_all(board.counted(each, day))

    def write() -> bytes:
        return (compact(progressed(day.isoformat(), board.progress(day, target))) + "\n").encode()

    return answer(asked.request, write, upto, version.digest, day)
