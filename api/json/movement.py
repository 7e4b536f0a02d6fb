"""``/models``: the register of groups and models on any day, and each model with its history."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from api.answers import movement as answers
from api.answers.json import compact
from api.json.answering import MOST_LISTED, USUALLY_LISTED, answer, link_next, plain
from api.json.asking import ToRead
from api.json.movement_asking import Filters, Key, On, Place, Register, filters, within
from api.json.problems import RefusedError
from api.json.scores import Known
from api.workflow.movement.reading import one

router = APIRouter(tags=["Tổ tự quản, mô hình"])


@router.get("/models", summary="Tổ tự quản, mô hình")
def models(  # noqa: PLR0913, PLR0917 -- what can be asked
    asked: ToRead,
    chosen: Annotated[Filters, Depends(filters)],
    on: On = None,
    known: Known = None,
    maybe: Annotated[bool, Query(description="true: những mô hình có thể thuộc các đơn vị đó mà chưa rõ.")] = False,  # noqa: FBT002 -- a query has names
    limit: Annotated[int, Query(ge=1, le=MOST_LISTED)] = USUALLY_LISTED,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
) -> Response:
    """Trả về các mô hình đã thành lập đến ngày xem, như vào ngày đó; «total» là số mô hình chắc chắn thỏa bộ lọc."""
    start = Place.of(cursor)
    register = Register.of(asked, on, known, start)
    wanted = replace(chosen.wanted, units=within(chosen.wanted.units, register.seen))
    snapshot, known_rows = register.snapshot, register.held.known
    places = (snapshot.maybe if maybe else snapshot.chosen)(wanted)
    shown = places[start.first : start.first + limit]
    following = start.after(limit, len(places), register.upto)

    def write() -> bytes:
        rows = [answers.model(snapshot, known_rows, asked.office.register, snapshot.row(int(place))) for place in shown]
        said = {"items": rows, "next": following, "total": len(places), "on": register.day.isoformat()}
        return (compact(said | dict(register.sample)) + "\n").encode()

    response = answer(asked.request, write, *register.depends_on)
    link_next(asked.request, response, following)
    return response


@router.get("/models/{key}", summary="Một mô hình và mọi lần ghi")
def model(asked: ToRead, key: Key, on: On = None, known: Known = None) -> Response:
    """Trả về mô hình như vào ngày xem, và mọi dòng từng ghi, cũ nhất trước; ETag là «id» để gửi lại trong If-Match."""
    register = Register.of(asked, on, known)
    found = one(asked.office, register.held, key, register.day, register.upto)
    unknown = f"Không có mô hình «{key}»; xem /api/v1/models."
    if found is None:
        raise RefusedError("not_found", unknown)
    asked.must_find(unknown, *sorted(asked.visible(found.units)) or found.units)
    said = (
        {"key": key, "id": found.row.id, "standing": None}
        if found.on is None
        else answers.model(register.snapshot, register.held.known, asked.office.register, found.on)
    )
    said |= {
        "withdrawn": found.row.withdrawn,
        "on": register.day.isoformat(),
        "history": [answers.entry(each, found.keys) for each in found.history],
    }
    return plain(asked.request, said, headers={"ETag": f'"{found.row.id}"'})
