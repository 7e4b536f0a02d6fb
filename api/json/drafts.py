"""``/drafts``: criteria files in the making: copied, changed whole or in part, examined, published by somebody else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, Path, Response
from pydantic import Field

from api.answers.checks import checked
from api.answers.drafts import draft_line, draft_whole
from api.answers.json import Json
from api.json.answering import plain
from api.json.asking import Asked, ToCheck, ToDraft, ToPublish
from api.json.problems import RefusedError
from api.json.texts import Body
from api.workflow.drafting import drafts as drafting
from api.workflow.drafting import publishing
from api.workflow.drafting.files import Draft, draft_of, drafts
from api.workflow.sheets import FaultyError, ForbiddenError
from engine.editing import Add, Drop, Edit, Move, Put, Rename
from engine.yaml_tree import Value, read_tree

router = APIRouter(tags=["Soạn bộ tiêu chí"])
LONGEST = 1_000_000
Set = Annotated[str, Path(max_length=64, examples=["nq12-tu"])]
Day = Annotated[str, Path(max_length=10, examples=["2027-01-01"])]
IfMatch = Annotated[str | None, Header(alias="If-Match", description="Mã (digest) của bản nháp đã đọc.")]
Step = Annotated[str, Field(max_length=64)] | Annotated[int, Field(ge=0, le=100_000)]


class DraftBody(Body):
    """A version that is to be copied as a draft."""

    set: Annotated[str, Field(max_length=64, examples=["nq12-tu"])]
    base: Annotated[date, Field(description="Ngày hiệu lực của bản chép từ đó.", examples=["2022-06-27"])]
    effective_from: Annotated[
        date | None, Field(description="Ngày đầu có hiệu lực; không ghi là ngày kế tiếp.", examples=["2027-01-01"])
    ] = None


class TextBody(Body):
    """The whole text of a draft."""

    text: Annotated[str, Field(max_length=LONGEST, description="Nguyên văn tệp YAML.")]


class EditBody(Body):
    """One change of a draft: only its own characters are touched."""

    op: Annotated[
        Literal["put", "drop", "add", "move", "rename"],
        Field(description="put ghi giá trị · drop bỏ · add thêm mục · move chuyển chỗ · rename đổi khóa."),
    ]
    path: Annotated[
        list[Step],
        Field(max_length=30, examples=[["criteria", "TC08", "all", 1, "at_least"]], description="Đường đến chỗ sửa."),
    ]
    yaml: Annotated[
        str | None, Field(max_length=20_000, description="Giá trị viết theo YAML, ví dụ 85.", examples=["85"])
    ] = None
    key: Annotated[str | None, Field(max_length=64, description="Khóa mới: của rename, hoặc của add vào nhóm.")] = None
    place: Annotated[int | None, Field(ge=0, le=100_000, description="Chỗ đứng, từ 0: của add và move.")] = None


@router.get("/drafts", summary="Các bản nháp bộ tiêu chí")
def all_drafts(asked: ToCheck) -> Response:
    """Trả về các bản nháp trong thư mục, bản mới nhất trước."""
    return plain(asked.request, {"items": [draft_line(each) for each in drafts(asked.office)], "next": None})


@router.post("/drafts", summary="Tạo bản nháp từ một phiên bản")
def create(asked: ToDraft, body: DraftBody) -> Response:
    """Chép một phiên bản thành bản nháp của ngày khác; mọi thứ khác giữ nguyên."""
    with _said(asked):
        done = drafting.create(asked.office, asked.actor, body.set, body.base.isoformat(), body.effective_from)
    return _whole(asked, done)


@router.get("/drafts/{set_id}/{effective_from}", summary="Một bản nháp")
def one(asked: ToCheck, set_id: Set, effective_from: Day) -> Response:
    """Trả về nguyên văn, các lỗi, thay đổi bằng lời và điều còn vướng khi ban hành; ETag dùng cho If-Match."""
    return _whole(asked, _draft(asked, set_id, effective_from))


@router.put("/drafts/{set_id}/{effective_from}", summary="Ghi nguyên văn một bản nháp")
def replace(asked: ToDraft, set_id: Set, effective_from: Day, body: TextBody, if_match: IfMatch = None) -> Response:
    """Thay văn bản; bản nháp có lỗi vẫn lưu được. Người khác đã lưu trước thì trả lời 412 kèm bản mới."""
    digest = _seen(if_match)
    with _said(asked):
        done = drafting.save(asked.office, asked.actor, _draft(asked, set_id, effective_from), body.text, digest)
    return _whole(asked, done)


@router.patch("/drafts/{set_id}/{effective_from}", summary="Sửa một chỗ của bản nháp")
def change(asked: ToDraft, set_id: Set, effective_from: Day, body: EditBody, if_match: IfMatch = None) -> Response:
    """Sửa đúng một chỗ; lời ghi chú và cách trình bày của mọi chỗ khác giữ nguyên."""
    digest, edit = _seen(if_match), _edit(body)
    with _said(asked):
        seen = _draft(asked, set_id, effective_from)
        if seen.digest != digest:
            raise drafting.StaleDraftError(seen)
        done = drafting.edit(asked.office, asked.actor, seen, [edit], digest)
    return _whole(asked, done)


@router.get("/drafts/{set_id}/{effective_from}/check", summary="Kiểm tra một bản nháp")
def examine(asked: ToCheck, set_id: Set, effective_from: Day) -> Response:
    """Trả về mọi lỗi và cảnh báo của bản nháp, kể cả ví dụ ra kết quả khác."""
    draft = _draft(asked, set_id, effective_from)
    return plain(asked.request, checked(draft.name, draft.checked.faults))


@router.post("/drafts/{set_id}/{effective_from}/publish", summary="Ban hành một bản nháp")
def publish(asked: ToPublish, set_id: Set, effective_from: Day, if_match: IfMatch = None) -> Response:
    """Ban hành: người bấm không phải người đã soạn, không còn lỗi, không đổi kỳ đã kết thúc."""
    digest = _seen(if_match)
    with _said(asked):
        done = publishing.publish(asked.office, asked.actor, _draft(asked, set_id, effective_from), digest)
    return plain(
        asked.request,
        {
            "set": done.criteria.set,
            "effective_from": done.criteria.effective_from.isoformat(),
            "status": done.criteria.status,
            "file": done.name,
            "digest": done.digest,
        },
    )


@router.delete("/drafts/{set_id}/{effective_from}", summary="Bỏ một bản nháp")
def drop(asked: ToDraft, set_id: Set, effective_from: Day, if_match: IfMatch = None) -> Response:
    """Xóa bản nháp khỏi thư mục; các phiên bản đã ban hành không bị động đến."""
    digest = _seen(if_match)
    with _said(asked):
        draft = _draft(asked, set_id, effective_from)
        drafting.drop(asked.office, asked.actor, draft, digest)
    return plain(asked.request, {"file": draft.name, "dropped": True})


# ------------------------------------------------------------------------------------------------------- parts


def _draft(asked: Asked, set_id: str, day: str) -> Draft:
    try:
        return draft_of(asked.office, set_id, day)
    except LookupError as error:
        raise RefusedError("not_found", "Không có bản nháp này; xem /api/v1/drafts.") from error


def _whole(asked: Asked, draft: Draft) -> Response:
    return plain(asked.request, _json(asked, draft), headers={"ETag": f'"{draft.digest}"'})


def _json(asked: Asked, draft: Draft) -> Json:
    office = asked.office
    return draft_whole(
        draft,
        publishing.changes_of(draft),
        publishing.stale_base(office, draft),
        publishing.obstacles(office, draft, asked.actor),
    )


@contextmanager
def _said(asked: Asked) -> Iterator[None]:
    """Turn what a sequence refuses into an answer."""
    try:
        yield
    except FaultyError as error:
        faults: list[dict[str, Any]] = [each._asdict() for each in error.faults]
        raise RefusedError("not_usable", str(error), faults=faults) from error
    except ForbiddenError as error:
        raise RefusedError("state_forbids", str(error)) from error
    except drafting.StaleDraftError as error:
        detail = "Người khác đã lưu bản nháp này trước; xem «newer», ghép hai bản rồi gửi lại với If-Match mới."
        raise RefusedError("stale", detail, newer=_json(asked, error.newer)) from error
    except LookupError as error:
        raise RefusedError("not_found", "Không có phiên bản hay bản nháp này; xem /api/v1/criteria.") from error


def _seen(header: str | None) -> str:
    if header is None:
        raise RefusedError("precondition_missing", "Gửi kèm If-Match: ETag đã thấy khi đọc bản nháp.")
    match = re.fullmatch(r'(?:W/)?"?(sha256:[0-9a-f]{64})"?', header.strip())
    if match is None:
        raise RefusedError("bad_request", "If-Match không đúng; gửi đúng ETag đã nhận khi đọc bản nháp.")
    return match.group(1)


def _edit(body: EditBody) -> Edit:
    path = tuple(body.path)
    if body.op == "drop":
        return Drop(path)
    if body.op == "move" and body.place is not None:
        return Move(path, body.place)
    if body.op == "rename" and body.key is not None:
        return Rename(path, body.key)
    if body.op == "put" and body.yaml is not None:
        return Put(path, _value(body.yaml))
    if body.op == "add" and body.yaml is not None:
        return Add(path, _value(body.yaml), body.key, body.place)
    needed = {"move": "place", "rename": "key"}.get(body.op, "yaml")
    raise RefusedError("not_usable", f"Việc «{body.op}» cần thêm «{needed}».")


def _value(text: str) -> Value:
    tree = read_tree(text)
    if tree.value is None:
        faults = checked("yaml", tree.faults)
        raise RefusedError("not_usable", "«yaml» không đọc được hoặc để trống; viết giá trị, ví dụ 85.", faults=faults)
    return tree.value
