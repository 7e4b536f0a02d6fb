"""``/exports``: the tables of the pages as files, with the filters of their page; ``/dataset``: a whole period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Literal, Protocol

from fastapi import APIRouter, Path, Query, Response

from api.access.deciding import Action, Who
from api.answers.score_lines import score_bytes
from api.json.asking import Asked, ToExport, ToManageAccounts, ToReadAudit, ToReadUnits
from api.json.problems import RefusedError
from api.json.scores import Known, PeriodOf, board_of
from api.store.database import Actor
from api.store.units import numbers
from api.workflow.exporting.dataset import Dataset
from api.workflow.exporting.going import CSV, XLSX, ZIP, NotExportedError, hand_out

router = APIRouter(tags=["Xuất tệp"])
Ending = Annotated[Literal["xlsx", "csv"], Path(description="xlsx: sổ tính; csv: UTF-8, tiêu đề là mã cột.")]
Which = Annotated[
    str | None,
    Query(alias="bang", max_length=40, description="Của sổ tính nhiều bảng: bảng nào ra .csv; không ghi là bảng đầu."),
]
FILE: dict[int | str, dict[str, object]] = {
    200: {
        "description": "Tệp; lần lấy được ghi vào nhật ký.",
        "content": {each.partition(";")[0]: {"schema": {"type": "string", "format": "binary"}} for each in (XLSX, CSV)},
    }
}

BUNDLE: dict[int | str, dict[str, object]] = {
    200: {
        "description": "Tệp .zip; lần lấy được ghi vào nhật ký.",
        "content": {ZIP: {"schema": {"type": "string", "format": "binary"}}},
    }
}


class Exporter(Protocol):
    """Makes the files; the pages know what their tables hold."""

    def hand_out(  # noqa: PLR0913, PLR0917 -- who takes what, as which file, chosen how
        self, table: str, who: Who, actor: Actor, ending: str, which: str, query: Mapping[str, str]
    ) -> tuple[str, bytes, str]:
        """Return the name of a file, its bytes and what they are."""


@router.get("/exports/units.{ending}", summary="Đơn vị hành chính ra tệp", responses=FILE, response_class=Response)
def units(asked: ToReadUnits, ending: Ending) -> Response:
    """Trả về đơn vị của một ngày; lọc như trang: ngay, tim, loai, huyen."""
    return _given(asked, "units", ending)


@router.get("/exports/audit.{ending}", summary="Nhật ký ra tệp", responses=FILE, response_class=Response)
def audit(asked: ToReadAudit, ending: Ending) -> Response:
    """Trả về các lần ghi, mới nhất trước; lọc như trang: viec, tai-khoan, don-vi, tu, den."""
    return _given(asked, "audit", ending)


@router.get("/exports/accounts.{ending}", summary="Tài khoản ra tệp", responses=FILE, response_class=Response)
def accounts(asked: ToManageAccounts, ending: Ending) -> Response:
    """Trả về ai có vai trò gì, ở đâu; lọc như trang: tim, trang-thai. Không có mật khẩu, mã hay khóa nào."""
    return _given(asked, "accounts", ending)


@router.get("/exports/{table}.{ending}", summary="Một bảng của trang ra tệp", responses=FILE, response_class=Response)
def table(
    asked: ToExport,
    table: Annotated[
        Literal[
            "overview",
            "scores",
            "targets",
            "plan",
            "figures",
            "waivers",
            "sheets",
            "appraisals",
            "recognitions",
            "watched",
        ],
        Path(description="Bảng nào."),
    ],
    ending: Ending,
    bang: Which = None,
) -> Response:
    """Trả về bảng như trang hiện, chỉ các đơn vị trong phạm vi; lọc bằng chính các khóa trên địa chỉ của trang.

    overview: ky, tim, huyen, muc, xep · scores: thêm tieu-chi, ket-qua, trang-thai · targets: ngay, ban · plan:
    muc-tieu, ngay, moi-xa, moi-huyen, tat-ca, bo-qua, chi · figures: ky, tim, huyen, don-vi ·
    waivers: ky (moi là mọi kỳ), tim, huyen, don-vi, tieu-chi · sheets: ky, tim, huyen,
    buoc, cham · appraisals: ky · recognitions: ky, ngay, tim, cap, xem, don-vi · watched: ky.
    """
    return _given(asked, table, ending, bang or "")


@router.get("/dataset", summary="Bộ số liệu của một kỳ", responses=BUNDLE, response_class=Response)
def whole(asked: ToExport, period: PeriodOf = None, known: Known = None) -> Response:
    """Trả về tệp .zip mô tả ở docs/dataset.md: tiêu chí, danh mục, số liệu và mọi căn cứ của kỳ; không có tên ai."""
    board, of = board_of(asked, None, period, known, None)
    with asked.office.database.reading() as session:
        units = numbers(session)
    asked.must_all(units)
    replace(asked, action=Action.READ).must_all(units)
    # The texts of sheets and waivers are in it: they are for those who work on the sheets alone.
    replace(asked, action=Action.RECORD).must_all(units)
    going = Dataset(asked.office, board, of, asked.known(known), score_bytes).going()
    name, body = hand_out(asked.office.database, asked.actor, going, ".zip")
    return Response(body, 200, sent_as(name), ZIP)


def sent_as(name: str) -> dict[str, str]:
    """Return the headers of a file that is to be kept under a name, and by nobody on the way."""
    return {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}


def _given(asked: Asked, table: str, ending: str, which: str = "") -> Response:
    exporter: Exporter = asked.request.app.state.exporter
    query = asked.request.query_params
    if ending == "xlsx":
        which = ""
    try:
        name, body, media = exporter.hand_out(table, asked.who, asked.actor, f".{ending}", which, query)
    except NotExportedError as error:
        raise RefusedError(error.code, " ".join(error.faults)) from error
    except KeyError as error:
        raise RefusedError("not_found", f"Sổ tính này không có bảng «{which}»; bỏ «bang» để lấy bảng đầu.") from error
    return Response(body, 200, sent_as(name), media)
