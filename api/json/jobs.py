"""``/jobs``: work in the background: given, watched, confirmed, stopped, taken up again, its file taken along."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Literal

from fastapi import APIRouter, File, Path, Query, Response, UploadFile
from pydantic import Field

from api.answers.jobs import job_json, job_whole, zip_headers
from api.json.answering import plain
from api.json.asking import Asked, ToExport, ToRead, ToRecord
from api.json.problems import RefusedError
from api.json.scores import Set
from api.json.texts import Body
from api.workflow.jobs import finding, keeping
from api.workflow.jobs.finding import Giver, NoJobError
from api.workflow.office import NoVersionError
from api.workflow.reporting.making import Kind
from api.workflow.sheets import ForbiddenError

router = APIRouter(tags=["Việc chạy nền"])
NO_STORE = {"Cache-Control": "no-store"}
ACCEPTED = 202
Key = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$", description="«id» của việc.")]
Files = Annotated[list[UploadFile], File(description="Các tệp .xlsx hoặc .csv, như ở POST /imports.")]
YearOrNone = Annotated[
    str | None, Query(pattern=r"^[0-9]{4}$", description="Chỉ nhập kỳ này; không ghi là các kỳ có trong tệp.")
]


class Documents(Body):
    """Which document is to be made on every unit."""

    kind: Annotated[Literal["sheet", "dossier"], Field(description="sheet phiếu đánh giá · dossier hồ sơ đề nghị.")]
    period: Annotated[str, Field(pattern=r"^[0-9]{4}$", examples=["2024"])]
    ending: Annotated[Literal["docx", "pdf"], Field(description="Word hoặc PDF.")] = "docx"
    level: Annotated[str | None, Field(max_length=64, description="Cấp đề nghị của hồ sơ.")] = None


@contextmanager
def _refusing() -> Iterator[None]:
    """Turn what the sequences refuse into an answer."""
    try:
        yield
    except NoJobError as error:
        raise RefusedError("not_found", str(error)) from error
    except NoVersionError as error:
        raise RefusedError("not_found", f"{error}.") from error
    except ForbiddenError as error:
        raise RefusedError("state_forbids", str(error)) from error
    except ValueError as error:
        raise RefusedError("bad_request", "Kỳ không đúng; viết năm bốn chữ số, ví dụ 2024.") from error


def giver_of(asked: Asked, set_id: str | None = None) -> Giver:
    """Say who gives work to the background."""
    return Giver(asked.office, asked.actor, asked.who, asked.set_id(set_id))


@router.get("/jobs", summary="Việc đang chạy của tôi")
def listed(asked: ToRead) -> Response:
    """Trả về các việc còn giữ (14 ngày), mới nhất trước."""
    items = [job_json(each) for each in finding.mine(giver_of(asked))]
    return plain(asked.request, {"items": items, "next": None}, headers=NO_STORE)


@router.post("/jobs/imports", summary="Nhập nhiều tệp, chạy nền", status_code=ACCEPTED)
def send(
    asked: ToRecord,
    file: Files,
    period: YearOrNone = None,
    to: Annotated[
        str | None, Query(alias="job", pattern=r"^[0-9a-f]{32}$", description="Gửi thêm vào việc này.")
    ] = None,
    set_id: Set = None,
) -> Response:
    """Nhận tệp để xem từng tệp; chưa ghi gì. Xem xong thì việc chờ POST /jobs/{id}/confirm, mỗi tệp ghi một lần."""
    giver = giver_of(asked, set_id)
    sent = [(each.filename or "bảng", each.file.read()) for each in file]
    with _refusing():
        if to is None:
            return _told(giver, asked, keeping.begin_imports(giver, period or "", sent), ACCEPTED)
        keeping.add_files(giver, to, sent)
        return _told(giver, asked, to, ACCEPTED)


@router.post("/jobs/reports", summary="Lập văn bản của mọi xã, chạy nền", status_code=ACCEPTED)
def make(asked: ToExport, body: Documents, set_id: Set = None) -> Response:
    """Lập phiếu hoặc hồ sơ của mọi đơn vị trong phạm vi, theo số liệu lúc giao việc, gói vào một tệp .zip."""
    giver = giver_of(asked, set_id)
    with _refusing():
        key = keeping.begin_reports(giver, Kind(body.kind), body.period, body.ending, body.level)
    return _told(giver, asked, key, ACCEPTED)


@router.get("/jobs/{key}", summary="Một việc chạy nền")
def one(asked: ToRead, key: Key) -> Response:
    """Trả về việc đang ở đâu và kết quả của từng tệp, từng xã."""
    with _refusing():
        return _told(giver_of(asked), asked, key)


@router.post("/jobs/{key}/confirm", summary="Ghi các tệp đã xem")
def confirm(asked: ToRecord, key: Key) -> Response:
    """Ghi mọi tệp có gì để ghi, mỗi tệp một lần ghi; tệp mà số liệu đã đổi từ lúc xem thì để lại."""
    with _refusing():
        keeping.confirm(giver_of(asked), key)
    return _told(giver_of(asked), asked, key)


@router.post("/jobs/{key}/cancel", summary="Dừng một việc")
def cancel(asked: ToRead, key: Key) -> Response:
    """Dừng sau tệp hay xã đang làm; cái gì đã ghi thì vẫn còn."""
    with _refusing():
        keeping.cancel(giver_of(asked), key)
    return _told(giver_of(asked), asked, key)


@router.post("/jobs/{key}/retry", summary="Làm lại phần hỏng của một việc")
def retry(asked: ToRead, key: Key) -> Response:
    """Làm lại những tệp hay xã đã hỏng; những cái đã xong giữ nguyên."""
    with _refusing():
        keeping.retry(giver_of(asked), key)
    return _told(giver_of(asked), asked, key)


@router.get("/jobs/{key}/file", summary="Tệp mà việc đã làm ra", response_class=Response)
def made(asked: ToExport, key: Key) -> Response:
    """Trả về tệp .zip gồm văn bản của từng xã."""
    with _refusing():
        name, body = keeping.file_of(giver_of(asked), key)
    return Response(body, 200, zip_headers(name), "application/zip")


def _told(giver: Giver, asked: Asked, key: str, status: int = 200) -> Response:
    with _refusing():
        return plain(asked.request, job_whole(finding.found(giver, key)), status, NO_STORE)
