"""``/imports`` and ``/template``: files of figures handed in, looked at, confirmed; and the template to fill in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import APIRouter, File, Header, Path, Query, Response, UploadFile
from pydantic import Field

from api.answers.imports import XLSX, file_json, import_json, kept_json, saved_as
from api.exchange.filled.corrected import corrected
from api.json.answering import plain
from api.json.asking import Asked, ToImport, ToRecord, period_bounds
from api.json.problems import RefusedError
from api.json.scores import Set
from api.json.texts import Body
from api.workflow.importing import importer as importing
from api.workflow.importing.importer import Importer, NoImportError, Waiting
from api.workflow.importing.templates import NoTemplateError, make_template
from api.workflow.importing.writing import Preview, confirm, picked, previewed
from api.workflow.office import NoVersionError
from api.workflow.sheets import ForbiddenError, OvertakenError

router = APIRouter(tags=["Nhập từ Excel"])
NO_STORE = {"Cache-Control": "no-store"}
MOST_PICKED = 50_000
Key = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$", description="«id» của lần nhập.")]
Year = Annotated[str, Query(pattern=r"^[0-9]{4}$", description="Kỳ, ví dụ 2024.")]
YearOrNone = Annotated[
    str | None, Query(pattern=r"^[0-9]{4}$", description="Chỉ nhập kỳ này; không ghi là các kỳ có trong tệp.")
]
Files = Annotated[
    list[UploadFile],
    File(
        description="Một hay nhiều tệp: mẫu đã điền (.xlsx); bảng số liệu, bảng không áp dụng (.xlsx, .csv, .parquet)."
    ),
]


class Picked(Body):
    """What is to be written; left out: everything that is new, different or cleared, and no conflict."""

    rows: Annotated[
        list[Annotated[str, Field(max_length=20)]] | None,
        Field(max_length=MOST_PICKED, description="Cả dòng: mã đơn vị và kỳ.", examples=[["04831.2024"]]),
    ] = None
    changes: Annotated[
        list[Annotated[str, Field(max_length=100)]] | None,
        Field(
            max_length=MOST_PICKED,
            description="Từng ô, theo «key» của «changes»; ô xung đột chỉ được ghi khi nêu ở đây.",
            examples=[["04831.2024.villages"]],
        ),
    ] = None


@contextmanager
def _refusing() -> Iterator[None]:
    """Turn what the sequences refuse into an answer."""
    try:
        yield
    except (NoImportError, NoTemplateError) as error:
        raise RefusedError("not_found", str(error)) from error
    except NoVersionError as error:
        raise RefusedError("not_found", f"{error}.") from error
    except ForbiddenError as error:
        raise RefusedError("state_forbids", str(error)) from error
    except LookupError as error:
        raise RefusedError(
            "not_usable", "Lần nhập này đã đủ số tệp; bắt đầu lần nhập mới cho các tệp còn lại."
        ) from error


def importer_of(asked: Asked, set_id: str | None = None, period: str | None = None) -> Importer:
    """Say who imports."""
    return Importer(asked.office, asked.actor, asked.set_id(set_id), asked.who, period or "")


@router.get("/template", summary="Mẫu nhập số liệu (.xlsx)", response_class=Response)
def template(
    asked: ToRecord,
    period: Year,
    unit: Annotated[str | None, Query(pattern=r"^[0-9]{5}$", description="Chỉ một đơn vị.")] = None,
    district: Annotated[str | None, Query(pattern=r"^[0-9]{3}$", description="Chỉ một huyện.")] = None,
    set_id: Set = None,
) -> Response:
    """Trả về sổ tính đã điền số đang có, của các đơn vị mà người gọi được nhập; mỗi nhóm tiêu chí một trang tính."""
    period_bounds(asked, asked.set_id(set_id), period)
    with _refusing():
        made = make_template(importer_of(asked, set_id), period, unit or "", district or "")
    return Response(made.body, 200, saved_as(made.name), XLSX)


@router.post("/imports", summary="Gửi tệp số liệu để xem trước")
def send(
    asked: ToImport,
    file: Files,
    period: YearOrNone = None,
    to: Annotated[
        str | None, Query(alias="import", pattern=r"^[0-9a-f]{32}$", description="Gửi thêm vào lần nhập này.")
    ] = None,
    set_id: Set = None,
) -> Response:
    """Đọc tệp, trả về mọi thay đổi sẽ có, lỗi từng ô và tác động đến kết quả chấm. Chưa ghi gì vào hệ thống.

    Gửi thêm vào một lần nhập đã có thì chỉ trả lời về các tệp vừa gửi.
    """
    importer = importer_of(asked, set_id, period)
    with _refusing():
        key = to or importing.begin(importer)
        read = [importing.add_file(importer, key, each.file.read(), each.filename or "bảng") for each in file]
        if to is None:
            return _shown(asked, importer, key)
    said = [file_json(each, at) | {"said": [one.as_json() for one in each.faults]} for at, each in enumerate(read, 1)]
    return plain(asked.request, {"id": key, "files": said}, headers=NO_STORE)


@router.get("/imports", summary="Các lần nhập của tôi")
def listed(asked: ToImport) -> Response:
    """Trả về các lần nhập còn giữ (14 ngày), mới nhất trước."""
    importer = importer_of(asked)
    rows = importing.mine(importer)
    items = [kept_json(row, importing.waiting(importer, row.key).files) for row in rows]
    return plain(asked.request, {"items": items, "next": None}, headers=NO_STORE)


@router.get("/imports/{key}", summary="Xem trước một lần nhập")
def one(asked: ToImport, key: Key) -> Response:
    """Trả về lần nhập, so với số liệu lúc này; ETag để gửi lại trong If-Match khi ghi."""
    with _refusing():
        return _shown(asked, importer_of(asked), key)


@router.post("/imports/{key}/confirm", summary="Ghi một lần nhập")
def write(
    asked: ToImport,
    key: Key,
    body: Picked | None = None,
    if_match: Annotated[str | None, Header(description="ETag của lần nhập đã xem.")] = None,
) -> Response:
    """Ghi tất cả trong một lần hoặc không ghi gì; hoàn tác được bằng POST /figures/undo với «act» trả về.

    Đã ghi rồi thì trả lời như lần trước. Có gì đổi từ lúc xem thì trả lời 412 kèm bản xem mới.
    """
    if if_match is None:
        raise RefusedError("precondition_missing", "Gửi If-Match là ETag của GET /api/v1/imports/{id}.")
    importer = importer_of(asked)
    with _refusing():
        held, preview = _preview(importer, key)
        if held.row.act is not None:
            return _answer(asked, held, preview)
        chosen = preview.usual
        if body is not None and (body.rows is not None or body.changes is not None):
            chosen = picked(preview, body.rows or (), body.changes or ())
        sure = if_match.strip().removeprefix("W/").strip('"')
        try:
            confirm(_of(importer, held), preview, chosen, key=key, sure=None if sure == "*" else sure)
        except OvertakenError as error:
            held, newer = _preview(importer, key)
            raise RefusedError(
                "stale",
                "Số liệu đã thay đổi từ lúc xem trước; xem «newer», rồi gửi lại với If-Match mới.",
                headers={"ETag": f'"{newer.edition}"'},
                newer=import_json(newer, held),
            ) from error
        return _shown(asked, importer, key)


@router.delete("/imports/{key}", summary="Bỏ một lần nhập")
def forget(asked: ToImport, key: Key) -> Response:
    """Bỏ các tệp đã gửi; số liệu đã ghi (nếu có) vẫn còn."""
    with _refusing():
        importing.drop(importer_of(asked), key)
    return plain(asked.request, {"id": key}, headers=NO_STORE)


@router.get("/imports/{key}/corrected", summary="Tệp đã đánh dấu lỗi", response_class=Response)
def marked(
    asked: ToImport, key: Key, file: Annotated[int, Query(ge=1, le=1000, description="Số thứ tự của tệp.")] = 1
) -> Response:
    """Trả về chính tệp đã gửi, các ô có lỗi được tô màu và có ghi chú cách sửa."""
    with _refusing():
        return corrected_copy(importer_of(asked), key, file)


def corrected_copy(importer: Importer, key: str, number: int) -> Response:
    """Answer with a file of an import, its faults marked; NoImportError."""
    content = importing.content_of(importer, key, number)
    filled = importing.waiting(importer, key).files[number - 1]
    name = filled.file.rpartition(".")[0] or filled.file
    return Response(corrected(content, filled.file, filled.faults), 200, saved_as(f"{name}-danh-dau-loi.xlsx"), XLSX)


def _of(importer: Importer, held: Waiting) -> Importer:
    return Importer(importer.office, importer.actor, held.row.set_id, importer.who, held.row.period)


def _preview(importer: Importer, key: str) -> tuple[Waiting, Preview]:
    held = importing.waiting(importer, key)
    return held, previewed(_of(importer, held), held.files)


def _shown(asked: Asked, importer: Importer, key: str) -> Response:
    return _answer(asked, *_preview(importer, key))


def _answer(asked: Asked, held: Waiting, preview: Preview) -> Response:
    return plain(asked.request, import_json(preview, held), headers={"ETag": f'"{preview.edition}"', **NO_STORE})
