"""``/criteria``: the sets and their versions, and a file examined before it is issued."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Response

from api.answers.checks import checked
from api.exchange.criteria_files import base_among
from api.exchange.rulebooks import Rulebooks, Version
from api.json.answering import answer, plain
from api.json.asking import ToCheck, ToReadCriteria
from api.json.problems import RefusedError
from engine.checking import check
from engine.criteria import CriteriaSet

router = APIRouter(tags=["Bộ tiêu chí"])


@router.get("/criteria", summary="Các bộ tiêu chí và phiên bản")
def criteria(asked: ToReadCriteria) -> Response:
    """Trả về mọi bộ tiêu chí trong thư mục, bản nào đang có hiệu lực hôm nay, và tệp nào có lỗi nên chưa dùng."""
    books = asked.office.folder.books()
    sets = [
        {"set": key, "versions": [_described(books, each, asked.office.today) for each in versions]}
        for key, versions in books.versions.items()
    ]
    faulty = [fault for name, faults in asked.office.faulty_files().items() for fault in checked(name, faults)]
    return plain(asked.request, {"sets": sets, "faulty": faulty})


@router.get("/criteria/{set_id}/{effective_from}", summary="Một phiên bản của bộ tiêu chí")
def version(
    asked: ToReadCriteria,
    set_id: str,
    effective_from: str,
    text: Annotated[bool, Query(description="true: trả về nguyên văn tệp YAML.")] = False,  # noqa: FBT002 -- a query has names
) -> Response:
    """Trả về nội dung một tệp: chỉ tiêu, tiêu chí, điều kiện, mục tiêu; hoặc nguyên văn."""
    books = asked.office.folder.books()
    found = next(
        (each for each in books.versions.get(set_id, ()) if each.criteria.effective_from.isoformat() == effective_from),
        None,
    )
    if found is None:
        raise RefusedError("not_found", "Không có phiên bản này; xem /api/v1/criteria.")
    body = found.text.encode() if text else _whole(books, found, asked)
    response = answer(asked.request, lambda: body, body)
    if text:
        response.headers["Content-Type"] = "application/yaml; charset=utf-8"
    return response


@router.post("/criteria/check", summary="Kiểm tra một tệp bộ tiêu chí")
def examine(
    asked: ToCheck,
    file: Annotated[str, Body(media_type="application/yaml", max_length=1_100_000)],
    name: Annotated[
        str | None, Query(max_length=200, description="Tên tệp kể cả thư mục, ví dụ nq12-tu/2027-01-01.yaml.")
    ] = None,
) -> Response:
    """Trả về mọi lỗi của tệp, đúng như lệnh check, kể cả chỗ kém bộ mà tệp đứng trên (`stands_on`); không lưu gì."""
    folder, _, stem = (name or "").rpartition("/")
    books = asked.office.folder.books()
    previous = _version_before(books, folder, stem.removesuffix(".yaml")) if name else None
    done = check(
        file,
        stem=stem.removesuffix(".yaml") or None,
        folder=folder.rpartition("/")[2] or None,
        previous=previous,
        base=base_among(books, file.encode()),
    )
    return plain(asked.request, checked(name or "-", done.faults))


def _version_before(books: Rulebooks, set_id: str, day: str) -> CriteriaSet | None:
    try:
        older = books.before(set_id, date.fromisoformat(day))
    except ValueError:
        return None
    return older.criteria if older else None


def _described(books: Rulebooks, version: Version, today: Any) -> dict[str, Any]:  # noqa: ANN401 -- a day
    criteria = version.criteria
    return {
        "effective_from": criteria.effective_from.isoformat(),
        "effective_to": criteria.effective_to.isoformat() if criteria.effective_to else None,
        "status": criteria.status,
        "wording": criteria.wording,
        "title": criteria.title,
        "digest": version.digest,
        "file": version.name,
        "in_force": books.in_force(criteria.set, today) is version,
        "criteria": len(criteria.criteria),
        "indicators": len(criteria.indicators),
    }


def _whole(books: Rulebooks, version: Version, asked: Any) -> bytes:  # noqa: ANN401 -- Asked
    content = version.criteria.model_dump_json(exclude_none=True, by_alias=True)
    head = plain(asked.request, _described(books, version, asked.office.today)).body
    return bytes(head).rstrip()[:-1] + b',"content":' + content.encode() + b"}\n"
