"""``/figures``: read as known on a day, written over what was seen, undone."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Header, Query, Response

from api.access.deciding import Action
from api.answers.figures import entry, figure
from api.json.answering import MOST_LISTED, USUALLY_LISTED, cursor_of, listed, page_of, plain
from api.json.asking import ToRead, ToRecord
from api.json.figure_bodies import Code, FigureBody, FigureOfMany, Figures, IndicatorKey, Undo, Year
from api.json.figure_writes import Place, criteria_of, may_write, noted, read_if_match, tag_of_row, write_all
from api.json.problems import RefusedError
from api.json.scores import Known, Set
from api.store import figures as stored
from api.store.tables import Evidence, Figure, Waiver
from api.store.units import number_of, numbers
from api.workflow.recording import StaleError, undo
from api.workflow.replacing import of_act

router = APIRouter(tags=["Số liệu"])


@router.get("/figures", summary="Số liệu của một đơn vị")
def figures(  # noqa: PLR0913, PLR0917 -- what can be asked
    asked: ToRead,
    unit: Annotated[str, Query(pattern=r"^[0-9]{5}$", description="Mã đơn vị.")],
    period: Annotated[str | None, Query(pattern=r"^[0-9]{4}$", description="Kỳ; không ghi là mọi kỳ.")] = None,
    indicator: Annotated[str | None, Query(max_length=64)] = None,
    set_id: Set = None,
    known: Known = None,
    limit: Annotated[int, Query(ge=1, le=MOST_LISTED)] = USUALLY_LISTED,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
) -> Response:
    """Trả về số liệu đang đứng (kể cả số đã rút lại) với ai, lúc nào, từ đâu; theo những gì đã biết đến một ngày."""
    office, of_set = asked.office, asked.set_id(set_id)
    keys = [each.key for each in office.register.history(unit)]
    if not keys:
        raise RefusedError("not_found", f"Không có đơn vị nào từng mang mã «{unit}»; xem /api/v1/units.")
    visible = asked.visible(keys)
    if not visible:
        asked.must(keys[-1])
    upto = asked.known(known)
    after = cursor_of(cursor, 2)
    found: list[stored.Entry] = []
    with office.database.reading() as session:
        units = [number for key in keys if key in visible and (number := number_of(session, key)) is not None]
        years = {year for each in units for year in stored.periods_of(session, of_set, each) if year >= after[0]}
        for year in sorted(years & {period} if period else years):
            of_year = [each for number in units for each in stored.current(session, of_set, number, year, upto)]
            found += sorted((each for each in of_year if indicator in (None, each.row.indicator)), key=_order)
            found = [each for each in found if _order(each) > after]
            if len(found) > limit:
                break
    shown, following = page_of(found, _order, limit, None)
    return listed(asked.request, [entry(unit, each) for each in shown], following)


def _order(each: stored.Entry) -> list[str]:
    return [each.row.period, each.row.indicator]


@router.get("/figures/{unit}/{period}/{indicator}", summary="Một số liệu và lịch sử của nó")
def one(
    asked: ToRead,
    unit: Code,
    period: Year,
    indicator: IndicatorKey,
    set_id: Set = None,
) -> Response:
    """Trả về số liệu đang đứng và mọi lần ghi, cũ nhất trước; ETag là «id» để gửi lại trong If-Match."""
    place = Place.of(asked, set_id, unit, period)
    place.indicator(indicator)
    with asked.office.database.reading() as session:
        number = number_of(session, place.unit.key)
        history = stored.history(session, place.set_id, number, period, indicator) if number else ()
    last = history[-1].row if history else None
    body = {
        "unit": unit,
        "period": period,
        "indicator": indicator,
        "value": figure(unit, last)["value"] if last else None,
        "id": last.id if last else 0,
        "history": [entry(unit, each) for each in history],
    }
    return plain(asked.request, body, headers={"ETag": tag_of_row(last)})


@router.put("/figures/{unit}/{period}/{indicator}", summary="Ghi hoặc sửa một số liệu")
def write_one(  # noqa: PLR0913, PLR0917 -- the parts of a write
    asked: ToRecord,
    unit: Code,
    period: Year,
    indicator: IndicatorKey,
    body: FigureBody,
    set_id: Set = None,
    if_match: Annotated[str | None, Header(description='ETag của số liệu đã thấy; "0" nếu chưa có.')] = None,
) -> Response:
    """Ghi một số liệu đè lên đúng số đã thấy; người khác sửa trước thì trả lời 412 kèm số mới."""
    seen = read_if_match(if_match)
    given = FigureOfMany(**body.model_dump(), unit=unit, period=period, indicator=indicator, if_match=seen)
    done = write_all(asked, set_id, [given], [""])
    row = done.rows[0]
    said = (
        figure(unit, row) if row else {"unit": unit, "period": period, "indicator": indicator, "value": None, "id": 0}
    )
    said |= noted([given], [""])
    return plain(asked.request, said, headers={"ETag": tag_of_row(row)})


@router.delete("/figures/{unit}/{period}/{indicator}", summary="Rút lại một số liệu")
def take_back(  # noqa: PLR0913, PLR0917 -- the parts of a write
    asked: ToRecord,
    unit: Code,
    period: Year,
    indicator: IndicatorKey,
    set_id: Set = None,
    if_match: Annotated[str | None, Header(description="ETag của số liệu đã thấy.")] = None,
) -> Response:
    """Rút lại: số liệu thành chưa rõ; dòng cũ vẫn còn trong lịch sử."""
    return write_one(asked, unit, period, indicator, FigureBody(value=None), set_id, if_match)


@router.post("/figures", summary="Ghi nhiều số liệu một lần")
def write_many(asked: ToRecord, body: Figures, set_id: Set = None) -> Response:
    """Ghi tất cả hoặc không ghi gì; mọi chỗ sai được nêu cùng lúc."""
    places = [f"figures.{place}" for place in range(len(body.figures))]
    done = write_all(asked, set_id, body.figures, places)
    rows = [
        figure(given.unit, row) if row else given.model_dump(include={"unit", "period", "indicator"}) | {"value": None}
        for given, row in zip(body.figures, done.rows, strict=True)
    ]
    return plain(asked.request, {"act": done.act, "figures": rows} | noted(body.figures, places))


@router.post("/figures/undo", summary="Hoàn tác một lần ghi")
def undo_act(asked: ToRecord, body: Undo, set_id: Set = None) -> Response:
    """Đưa các số liệu của một lần ghi về như trước, bằng dòng mới; số đã có người sửa tiếp thì trả lời 412."""
    office, of_set = asked.office, asked.set_id(set_id)
    with office.database.reading() as session:
        keys = {number: key for key, number in numbers(session).items()}
        found: list[Figure | Evidence | Waiver] = [
            *stored.of_act(session, body.act),
            *of_act(session, Evidence, body.act),
            *of_act(session, Waiver, body.act),
        ]
        written = [(keys[row.unit_id], row.period) for row in found if row.set_id == of_set]
    unknown = f"Lần ghi số {body.act} không ghi số liệu nào; xem «act» của số liệu."
    if not written:
        raise RefusedError("not_found", unknown)
    asked.must_find(unknown, *{unit for unit, _ in written})
    codes = {number: key[0] for number, key in keys.items()}
    checks = {period: criteria_of(asked, of_set, period) for _, period in written}
    try:
        done = undo(
            office.database,
            asked.actor,
            of_set,
            body.act,
            units=keys,
            may=may_write(asked, of_set, lambda each: checks[each.period]),
            waive=lambda _write, row: replace(asked, action=Action.WAIVE).must(keys[row.unit_id]),
        )
    except LookupError as error:  # documents alone, which no file brought
        raise RefusedError("not_found", unknown) from error
    except StaleError as error:
        newer = [figure(codes[row.unit_id], row) for row in error.newer.values() if row]
        raise RefusedError(
            "stale", "Có số liệu đã được sửa tiếp sau lần ghi này; xem «newer», sửa tay từng số.", newer=newer
        ) from error
    return plain(
        asked.request, {"act": done.act, "figures": [figure(codes[row.unit_id], row) for row in done.rows if row]}
    )
