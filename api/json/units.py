"""``/units``: the map on a day, and one code through time."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from api.json.answering import MOST_LISTED, USUALLY_LISTED, listed, page_of, plain
from api.json.asking import ToReadUnits
from api.json.problems import RefusedError
from engine.names import search_key
from engine.units import Register, UnitVersion

router = APIRouter(tags=["Đơn vị hành chính"])


@router.get("/units", summary="Các đơn vị trên bản đồ một ngày")
def units(  # noqa: PLR0913, PLR0917 -- what can be asked
    asked: ToReadUnits,
    on: Annotated[date | None, Query(description="Ngày của bản đồ; không ghi là hôm nay.")] = None,
    district: Annotated[str | None, Query(max_length=3, description="Chỉ một huyện, theo mã.")] = None,
    search: Annotated[str | None, Query(max_length=100, description="Tìm theo tên, không cần dấu.")] = None,
    limit: Annotated[int, Query(ge=1, le=MOST_LISTED)] = USUALLY_LISTED,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
) -> Response:
    """Trả về các đơn vị cấp xã đang tồn tại vào ngày đó, theo thứ tự mã."""
    register = asked.office.register
    words = search_key(search or "").split()
    found = [
        each
        for each in asked.neighbours(each for _, each in sorted(register.on(on or asked.office.today).items()))
        if (district is None or each.district == district) and all(word in search_key(each.name) for word in words)
    ]
    shown, following = page_of(found, lambda each: each.code, limit, cursor)
    return listed(asked.request, [described(each) for each in shown], following)


@router.get("/units/{code}", summary="Mọi đơn vị từng mang một mã, và những gì đã thành chúng")
def unit(asked: ToReadUnits, code: str) -> Response:
    """Trả về các phiên bản từng mang mã, cũ nhất trước, với đơn vị trước và sau sáp nhập."""
    register = asked.office.register
    found = asked.neighbours(register.history(code))
    if not found:
        raise RefusedError(
            "not_found", f"Không có đơn vị nào từng mang mã «{code[:20]}»; mã gồm 5 chữ số, ví dụ 04831."
        )
    return plain(asked.request, {"code": code, "versions": [_with_lineage(register, each) for each in found]})


def described(unit: UnitVersion) -> dict[str, Any]:
    """Give a unit version as JSON."""
    return {
        "unit": unit.code,
        "name": unit.name,
        "kind": unit.kind,
        "district": unit.district,
        "district_name": unit.district_name,
        "province": unit.province,
        "province_name": unit.province_name,
        "first_day": unit.first_day.isoformat(),
        "first_day_exact": unit.first_day_exact,
        "last_day": unit.last_day.isoformat() if unit.last_day else None,
    }


def _with_lineage(register: Register, unit: UnitVersion) -> dict[str, Any]:
    def end(key: tuple[str, date], extent: str, basis: str) -> dict[str, Any]:
        version = next((each for each in register.history(key[0]) if each.key == key), None)
        return {
            "unit": key[0],
            "first_day": key[1].isoformat(),
            "name": version.name if version else None,
            "extent": extent,
            "legal_basis": basis,
        }

    return described(unit) | {
        "made_of": [end(each.old, each.extent, each.legal_basis) for each in register.predecessors(unit.key)],
        "became": [end(each.new, each.extent, each.legal_basis) for each in register.successors(unit.key)],
    }
