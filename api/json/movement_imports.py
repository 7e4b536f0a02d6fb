"""``/models/imports``: tables of models handed in, looked at row by row, confirmed as one act."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, File, Header, Path, Response, UploadFile

from api.answers.movement_imports import listed_json, waiting_json
from api.json.answering import plain
from api.json.asking import Asked, ToRecord
from api.json.movement_asking import refusing, writer_of
from api.json.problems import RefusedError
from api.workflow.importing.importer import NoImportError
from api.workflow.movement import waiting as kept
from api.workflow.movement.from_workbook import plan_of
from api.workflow.movement.plans import Plan
from api.workflow.movement.waiting import Waiting
from api.workflow.movement.writer import MovementError

router = APIRouter(tags=["Tổ tự quản, mô hình"])
NO_STORE = {"Cache-Control": "no-store"}
LONGEST_NAME = 200
MOVED = "Sổ vừa có thay đổi từ lúc xem trước; xem «newer», rồi gửi lại với If-Match mới."
Key = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$", description="«id» của lần nhập.")]
Sent = Annotated[
    UploadFile, File(description="Một tệp .xlsx xuất từ sổ hoặc mẫu đã điền, hay bảng .csv; mỗi dòng một mô hình.")
]


@router.post("/models/imports", summary="Gửi tệp mô hình để xem trước")
def send(asked: ToRecord, file: Sent) -> Response:
    """Đọc tệp, trả về từng dòng sẽ thêm, sửa, xung đột và lỗi từng ô kèm cách sửa. Chưa ghi gì vào sổ."""
    name = (file.filename or "bảng")[:LONGEST_NAME]
    return _shown(asked, kept.begin(asked.office, asked.actor, file.file.read(), name))


@router.get("/models/imports", summary="Các tệp mô hình tôi đã gửi")
def listed(asked: ToRecord) -> Response:
    """Trả về các tệp còn giữ (14 ngày), mới nhất trước."""
    items = [listed_json(each) for each in kept.mine(asked.office, asked.actor)]
    return plain(asked.request, {"items": items, "next": None}, headers=NO_STORE)


@router.get("/models/imports/{key}", summary="Xem trước một tệp mô hình")
def one(asked: ToRecord, key: Key) -> Response:
    """Trả về tệp so với sổ lúc này; ETag để gửi lại trong If-Match khi ghi."""
    return _shown(asked, key)


@router.post("/models/imports/{key}/confirm", summary="Ghi một tệp mô hình")
def write(
    asked: ToRecord,
    key: Key,
    if_match: Annotated[str | None, Header(description="ETag của lần xem trước.")] = None,
) -> Response:
    """Ghi mọi dòng mới và sửa trong một lần hoặc không ghi gì; dòng lỗi, dòng xung đột để lại.

    Hoàn tác được bằng POST /models/undo với «act» trả về. Đã ghi rồi thì trả lời như lần trước. Sổ đổi từ lúc xem thì
    trả lời 412 kèm bản xem mới.
    """
    if if_match is None:
        raise RefusedError("precondition_missing", "Gửi If-Match là ETag của GET /api/v1/models/imports/{id}.")
    held, plan = _found(asked, key)
    if held.row.act is not None:
        return _answer(asked, held, plan)
    seen = if_match.strip().removeprefix("W/").strip('"')
    if seen not in ("*", plan.edition):
        raise _stale(held, plan)
    if not plan.given:
        raise RefusedError("not_usable", "Tệp không có dòng nào ghi được; xem «faults» và «changes», sửa tệp rồi gửi.")
    with refusing():
        try:
            kept.confirm(asked.office, writer_of(asked), held, plan)
        except MovementError as error:
            if error.code != "stale":
                raise
            held, newer = _found(asked, key)
            if held.row.act is None:
                raise _stale(held, newer) from error
    return _shown(asked, key)


@router.delete("/models/imports/{key}", summary="Bỏ một tệp mô hình")
def forget(asked: ToRecord, key: Key) -> Response:
    """Bỏ tệp đã gửi; những gì đã ghi vào sổ (nếu có) vẫn còn."""
    try:
        kept.drop(asked.office, asked.actor, key)
    except NoImportError as error:
        raise RefusedError("not_found", str(error)) from error
    return plain(asked.request, {"id": key}, headers=NO_STORE)


def _found(asked: Asked, key: str) -> tuple[Waiting, Plan]:
    try:
        held = kept.waiting(asked.office, asked.actor, key)
    except NoImportError as error:
        raise RefusedError("not_found", str(error)) from error
    return held, plan_of(asked.office, writer_of(asked), lambda unit: bool(asked.visible([unit])), held.edits)


def _stale(held: Waiting, plan: Plan) -> RefusedError:
    return RefusedError("stale", MOVED, headers={"ETag": f'"{plan.edition}"'}, newer=waiting_json(held, plan))


def _shown(asked: Asked, key: str) -> Response:
    return _answer(asked, *_found(asked, key))


def _answer(asked: Asked, held: Waiting, plan: Plan) -> Response:
    return plain(asked.request, waiting_json(held, plan), headers={"ETag": f'"{plan.edition}"', **NO_STORE})
