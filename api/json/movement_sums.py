"""Sums of the register, what has to be looked at in it, and the figures that it feeds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from api.answers import movement as answers
from api.answers.json import compact
from api.json.answering import USUALLY_LISTED, answer, listed, plain
from api.json.asking import ToRead, ToReadCriteria, period_bounds
from api.json.movement_asking import Filters, On, Place, Register, filters, within
from api.json.problems import RefusedError
from api.json.replaceable import Cursor, Limit
from api.json.scores import Known, Set
from api.workflow.movement.feeding import fed
from engine.movement.overlaps import overlaps, unrated
from engine.movement.rollups import By
from engine.movement.trend import ends_of_years, trend

router = APIRouter(tags=["Tổ tự quản, mô hình"])
Asking = Annotated[Filters, Depends(filters)]


@router.get("/models/book", summary="Danh mục: lĩnh vực, loại, tổ chức, xếp loại, chỉ tiêu đếm từ sổ")
def book(asked: ToReadCriteria, on: On = None) -> Response:
    """Trả về danh mục có hiệu lực vào ngày xem."""
    return plain(asked.request, answers.book(asked.office.movements.books.in_force(on or asked.office.today)))


@router.get("/models/totals", summary="Tổng hợp sổ mô hình")
def totals(
    asked: ToRead,
    chosen: Asking,
    by: Annotated[By, Query(description="unit, district, province, field, kind hoặc body.")] = "field",
    on: On = None,
    known: Known = None,
) -> Response:
    """Trả về từng nhóm và tổng chung: chắc chắn, có thể, số xóm, đơn vị, thành viên, hộ, thiếu của bao nhiêu."""
    register = Register.of(asked, on, known)
    wanted = replace(chosen.wanted, units=within(chosen.wanted.units, register.seen))

    def write() -> bytes:
        said = {
            "on": register.day.isoformat(),
            "by": by,
            "items": [answers.total(each) for each in register.snapshot.totals(by, wanted)],
            "total": answers.total(register.snapshot.total(wanted)),
        }
        return (compact(said | dict(register.sample)) + "\n").encode()

    return answer(asked.request, write, *register.depends_on)


@router.get("/models/trend", summary="Sổ mô hình qua các năm")
def years(  # noqa: PLR0913, PLR0917 -- what can be asked
    asked: ToRead,
    chosen: Asking,
    first: Annotated[int, Query(ge=1900, le=2199, description="Năm đầu.")],
    last: Annotated[int | None, Query(ge=1900, le=2199, description="Năm cuối; không ghi là năm nay.")] = None,
    by: Annotated[By | None, Query(description="Theo nhóm; không ghi là chung.")] = None,
    known: Known = None,
) -> Response:
    """Trả về tổng ở ngày cuối mỗi năm (năm nay: hôm nay), mọi năm theo bản đồ của ngày cuối cùng."""
    today = asked.office.today
    days = ends_of_years(first, min(last or today.year, today.year), today)
    if not days or len(days) > MOST_YEARS:
        raise RefusedError("bad_request", f"Chọn từ 1 đến {MOST_YEARS} năm, năm đầu không sau năm nay.")
    register = Register.of(asked, days[-1], known)
    wanted = replace(chosen.wanted, units=within(chosen.wanted.units, register.seen))

    def write() -> bytes:
        lines = trend(register.held.movement, days, by, wanted)
        items = [
            {"key": each.key, "title": each.title, "totals": [one and answers.total(one) for one in each.totals]}
            for each in lines
        ]
        said = {"days": [each.isoformat() for each in days], "by": by, "items": items}
        return (compact(said | dict(register.sample)) + "\n").encode()

    return answer(asked.request, write, *register.depends_on)


MOST_YEARS = 50


@router.get("/models/overlaps", summary="Mô hình chồng chéo")
def overlapping(  # noqa: PLR0913, PLR0917 -- what can be asked
    asked: ToRead,
    chosen: Asking,
    on: On = None,
    known: Known = None,
    limit: Limit = USUALLY_LISTED,
    cursor: Cursor = None,
) -> Response:
    """Trả về các mô hình cùng loại đang hoạt động ở một thôn, xóm, tổ dân phố: do nhiều tổ chức, hoặc nhiều lần."""
    start = Place.of(cursor)
    register = Register.of(asked, on, known, start)
    wanted = replace(chosen.wanted, units=within(chosen.wanted.units, register.seen))
    found = overlaps(register.snapshot, wanted)
    invented = register.held.known.sample
    items = [
        answers.overlap(register.snapshot, asked.office.register, each, sample=not invented.isdisjoint(each.models))
        for each in found[start.first : start.first + limit]
    ]
    return listed(asked.request, items, start.after(limit, len(found), register.upto))


@router.get("/models/unrated", summary="Mô hình chưa xếp loại cho một năm")
def not_rated(  # noqa: PLR0913, PLR0917 -- what can be asked
    asked: ToRead,
    chosen: Asking,
    year: Annotated[int, Query(ge=1900, le=2199, description="Năm đã kết thúc.")],
    on: On = None,
    known: Known = None,
    limit: Limit = USUALLY_LISTED,
    cursor: Cursor = None,
) -> Response:
    """Trả về các mô hình hoạt động cả năm đó mà không có xếp loại của năm."""
    start = Place.of(cursor)
    register = Register.of(asked, on, known, start)
    wanted = replace(chosen.wanted, units=within(chosen.wanted.units, register.seen))
    snapshot, rows = register.snapshot, register.held.known
    found = unrated(snapshot, year, wanted)
    shown = found[start.first : start.first + limit]
    items = [answers.model(snapshot, rows, asked.office.register, snapshot.row(place)) for place in shown]
    return listed(asked.request, items, start.after(limit, len(found), register.upto))


@router.get("/models/fed", summary="Số liệu của một đơn vị lấy từ sổ mô hình")
def fed_figures(
    asked: ToRead,
    unit: Annotated[str, Query(pattern=r"^[0-9]{5}$", description="Mã đơn vị.")],
    period: Annotated[str, Query(pattern=r"^[0-9]{4}$", description="Kỳ.")],
    set_id: Set = None,
    known: Known = None,
) -> Response:
    """Trả về mỗi chỉ tiêu có cách đếm: số của sổ, số nhập tay, số nào được chấm, mô hình nào được đếm, ở trang nào."""
    of_set = asked.set_id(set_id)
    last: date = period_bounds(asked, of_set, period)[1]
    criteria = asked.office.version_of_period(of_set, period).criteria
    version = asked.scored_unit(unit, last, criteria)
    found = fed(asked.office, criteria, period, asked.known(known), [version.key])
    return plain(asked.request, {"items": answers.fed(criteria, asked.office.register, found.cells.values())})
