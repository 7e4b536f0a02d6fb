"""Writing to the register: models, what becomes of them, ratings, closing it for a period; each one act."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Header, Path, Query, Response
from pydantic import Field

from api.answers import movement as answers
from api.answers.json import Json
from api.json.answering import plain
from api.json.asking import Asked, ToRead, ToRecord
from api.json.figure_writes import read_if_match
from api.json.movement_asking import Key, Register, refusing, writer_of
from api.json.replaceable import Code, noted_in
from api.json.scores import Known
from api.json.texts import Body, Note, Number
from api.store import movement as stored
from api.store.growing import Kept
from api.store.movement_tables import RegisterClosed
from api.store.units import numbers
from api.workflow.movement.adding import add_model
from api.workflow.movement.changing import correct_model, restore_model, undo_models, withdraw_model
from api.workflow.movement.closing import close_register, open_register
from api.workflow.movement.judging import Given, GivenReview, GivenTurn
from api.workflow.movement.reviewing import review_model, withdraw_review
from api.workflow.movement.turning import turn_model, withdraw_turn
from engine.scalars import MAX_COUNT

router = APIRouter(tags=["Tổ tự quản, mô hình"])
Id = Annotated[str, Field(max_length=64)]
Count = Annotated[int | None, Field(ge=0, le=MAX_COUNT, strict=True)]
IfMatch = Annotated[str | None, Header(description="«id» của dòng đã thấy.")]
PeriodAsked = Annotated[str, Query(pattern=r"^[0-9]{4}$", description="Kỳ.", examples=["2024"])]
Year = Annotated[int, Path(ge=1900, le=2199, description="Năm xếp loại.")]


class ModelBody(Body):
    """A group or model: a body without people. There is no field for a name or a list of members."""

    kind: Annotated[Id, Field(description="Loại, theo mục đích; xem /models/book.", examples=["camera"])]
    field: Annotated[Id, Field(description="Lĩnh vực.", examples=["security"])]
    title: Annotated[Note, Field(min_length=1, examples=["Camera an ninh xóm Bưng"])]
    body: Annotated[Id, Field(description="Tổ chức chủ trì.", examples=["cong-an"])]
    unit: Code
    on: Annotated[date | None, Field(description="Ngày mà mã đơn vị được hiểu; không ghi là hôm nay.")] = None
    village: Annotated[Note, Field(description="Thôn, xóm, tổ dân phố.", examples=["Xóm Bưng"])] = ""
    founded_on: Annotated[date, Field(examples=["2019-05-12"])]
    decision: Annotated[Note, Field(examples=["21/QĐ-UBND"])] = ""
    decided_on: date | None = None
    regulations: Annotated[bool | None, Field(strict=True, description="Có quy ước, quy chế; null là chưa rõ.")] = None
    members: Annotated[Count, Field(description="Số thành viên khi thành lập.", examples=[12])] = None
    households: Annotated[Count, Field(description="Số hộ khi thành lập.", examples=[45])] = None


class TurnBody(Body):
    """From a day on another standing, or another unit."""

    since: Annotated[date, Field(examples=["2024-06-01"])]
    standing: Literal["active", "paused", "ended"]
    unit: Annotated[str, Field(pattern=r"^([0-9]{5})?$", description="Đơn vị mới, khi chuyển hoặc sau khi chia.")] = ""
    decision: Note = ""


class ReviewBody(Body):
    """What was found for a year."""

    rating: Annotated[Id, Field(description="Mức xếp loại; «» là chưa xếp loại.", examples=["good"])] = ""
    members: Annotated[Count, Field(description="Số thành viên cuối năm.")] = None
    households: Annotated[Count, Field(description="Số hộ cuối năm.")] = None
    decision: Note = ""


class UndoBody(Body):
    """Which act is taken back."""

    act: Number


@router.post("/models", summary="Ghi một mô hình mới")
def add(asked: ToRecord, body: ModelBody) -> Response:
    """Ghi vào sổ và cho mã; ghi lại y như cũ thì không thêm gì."""
    with refusing():
        done = add_model(asked.office, writer_of(asked), Given(**body.model_dump()))
    return _shown(asked, done.keys[0], done.act, _noted(body))


@router.put("/models/{key}", summary="Sửa một mô hình")
def correct(asked: ToRecord, key: Key, body: ModelBody, if_match: IfMatch = None) -> Response:
    """Sửa đè lên đúng dòng đã thấy; người khác sửa trước thì trả lời 412 kèm dòng mới."""
    seen = read_if_match(if_match)
    with refusing():
        done = correct_model(asked.office, writer_of(asked), Given(**body.model_dump(), key=key, seen=seen or -1))
    return _shown(asked, key, done.act, _noted(body))


@router.delete("/models/{key}", summary="Rút một mô hình khỏi sổ")
def withdraw(asked: ToRecord, key: Key, if_match: IfMatch = None) -> Response:
    """Rút mô hình ghi nhầm; mô hình thôi hoạt động thì ghi trạng thái ended ở /turns. Dòng cũ vẫn còn."""
    seen = read_if_match(if_match)
    with refusing():
        row = withdraw_model(asked.office, writer_of(asked), key, seen)
    return _row(asked, row)


@router.post("/models/{key}/restore", summary="Đưa lại vào sổ một mô hình đã rút")
def restore(asked: ToRecord, key: Key, if_match: IfMatch = None) -> Response:
    """Đưa lại như trước khi rút."""
    seen = read_if_match(if_match)
    with refusing():
        row = restore_model(asked.office, writer_of(asked), key, seen)
    return _row(asked, row)


@router.post("/models/{key}/turns", summary="Tạm dừng, kết thúc, hoạt động lại, chuyển đơn vị")
def turn(asked: ToRecord, key: Key, body: TurnBody, if_match: IfMatch = None) -> Response:
    """Ghi trạng thái từ một ngày; ngày đó đã ghi khác thì gửi If-Match là «id» của dòng đã thấy."""
    seen = read_if_match(if_match) if if_match is not None else 0
    with refusing():
        row = turn_model(asked.office, writer_of(asked), key, GivenTurn(**body.model_dump()), seen)
    return _row(asked, row, noted_in(decision=body.decision))


@router.delete("/models/{key}/turns/{since}", summary="Rút một thay đổi trạng thái")
def turn_back(asked: ToRecord, key: Key, since: date, if_match: IfMatch = None) -> Response:
    """Rút lại: mô hình như chưa từng thay đổi vào ngày đó."""
    seen = read_if_match(if_match)
    with refusing():
        row = withdraw_turn(asked.office, writer_of(asked), key, since, seen)
    return _row(asked, row)


@router.put("/models/{key}/reviews/{year}", summary="Xếp loại một mô hình cho một năm")
def review(asked: ToRecord, key: Key, year: Year, body: ReviewBody, if_match: IfMatch = None) -> Response:
    """Ghi xếp loại và số thành viên, số hộ cuối năm, đè lên đúng dòng đã thấy ("0" nếu chưa có)."""
    seen = read_if_match(if_match)
    with refusing():
        row = review_model(asked.office, writer_of(asked), key, GivenReview(year=year, **body.model_dump()), seen)
    return _row(asked, row, noted_in(decision=body.decision))


@router.delete("/models/{key}/reviews/{year}", summary="Rút xếp loại của một năm")
def review_back(asked: ToRecord, key: Key, year: Year, if_match: IfMatch = None) -> Response:
    """Rút lại: năm đó thành chưa xếp loại."""
    seen = read_if_match(if_match)
    with refusing():
        row = withdraw_review(asked.office, writer_of(asked), key, year, seen)
    return _row(asked, row)


@router.post("/models/undo", summary="Hoàn tác một lần ghi sổ")
def undo(asked: ToRecord, body: UndoBody) -> Response:
    """Đưa mọi thứ của một lần ghi về như trước, bằng dòng mới; có chỗ đã sửa tiếp thì trả lời 412."""
    with refusing():
        act = undo_models(asked.office, writer_of(asked), body.act)
    return plain(asked.request, {"act": act})


@router.get("/models/closed", summary="Đơn vị đã chốt sổ cho kỳ nào")
def closed(
    asked: ToRead,
    unit: Annotated[str | None, Query(pattern=r"^[0-9]{5}$")] = None,
    period: Annotated[str | None, Query(pattern=r"^[0-9]{4}$")] = None,
    known: Known = None,
) -> Response:
    """Trả về các đơn vị đã chốt: từ đó số đếm của sổ thay số nhập tay."""
    with asked.office.database.reading() as session:
        keys = {number: key for key, number in numbers(session).items()}
        found = stored.closings(session, upto=asked.known(known))
    visible = asked.visible(keys[row.unit_id] for row, _ in found)
    items = [
        answers.closed(asked.office.register, keys[row.unit_id], row, {"act": act.seq, "by": act.actor, "at": act.at})
        for row, act in found
        if keys[row.unit_id] in visible and unit in (None, keys[row.unit_id][0]) and period in (None, row.period)
    ]
    return plain(asked.request, {"items": items, "next": None})


@router.put("/models/closed/{unit}", summary="Chốt sổ mô hình của một đơn vị cho một kỳ")
def close(asked: ToRecord, unit: str, period: PeriodAsked) -> Response:
    """Từ đây số đếm của sổ thay số nhập tay; số nhập khác là lỗi. Phiếu đã chốt thì không chốt sổ nữa (409)."""
    with refusing():
        return _closing(asked, unit, close_register(asked.office, writer_of(asked), unit, period))


@router.delete("/models/closed/{unit}", summary="Mở lại sổ mô hình của một đơn vị cho một kỳ")
def open_again(asked: ToRecord, unit: str, period: PeriodAsked) -> Response:
    """Số nhập tay lại được dùng."""
    with refusing():
        return _closing(asked, unit, open_register(asked.office, writer_of(asked), unit, period))


def _closing(asked: Asked, unit: str, row: RegisterClosed) -> Response:
    said = {"unit": unit, "period": row.period, "id": row.id, "act": row.act, "closed": not row.withdrawn}
    return plain(asked.request, said)


def _noted(body: ModelBody) -> Json:
    return noted_in(title=body.title, village=body.village, decision=body.decision)


def _shown(asked: Asked, key: str, act: int | None, more: Json) -> Response:
    """Answer with a model as it stands after an act, or now where nothing had to be written."""
    asked.request.state.known = act or asked.office.known_now()
    register = Register.of(asked, None)
    place = register.snapshot.place_of(key)
    assert place is not None  # noqa: S101 -- it was written a moment ago, and not in the future
    row = register.snapshot.row(place)
    said = answers.model(register.snapshot, register.held.known, asked.office.register, row)
    return plain(asked.request, said | more, headers={"ETag": f'"{said["id"]}"'})


def _row(asked: Asked, row: Kept, more: Json | None = None) -> Response:
    """Answer with the row that stands."""
    with asked.office.database.reading() as session:
        keys = {number: key for key, number in numbers(session).items()}
    return plain(asked.request, answers.written(row, keys) | (more or {}), headers={"ETag": f'"{row.id}"'})
