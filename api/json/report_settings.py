"""``/reports/settings``: in whose name documents are drafted, and with which words; as the page keeps them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Response
from pydantic import Field

from api.access.deciding import Action
from api.answers.json import Json
from api.json.answering import plain
from api.json.asking import Asked, Needs
from api.json.figure_writes import read_if_match
from api.json.periods import said
from api.json.problems import RefusedError
from api.json.scores import Set
from api.json.texts import Body, warnings_of
from api.workflow.office import NoVersionError
from api.workflow.reporting.issuing import (
    FIELD_WORDS,
    LONGEST_TEXT,
    Issuing,
    held,
    keep,
    proposed,
    tidied,
)

router = APIRouter(tags=["Báo cáo"])
ToSetIssuer = Annotated[Asked, Depends(Needs(Action.SET_ISSUER))]


def _field(name: str, example: str = "") -> Any:  # noqa: ANN401 -- what pydantic's own Field returns
    return Field(max_length=2 * LONGEST_TEXT, description=f"{FIELD_WORDS[name]}.", examples=[example])


class SettingsBody(Body):
    """What documents say; a field that is left out stays, or is the one that is offered. Posts, never persons."""

    superior: Annotated[str | None, _field("superior")] = None
    issuer: Annotated[str | None, _field("issuer", "Ủy ban nhân dân\ntỉnh Hòa Bình")] = None
    symbol: Annotated[str | None, _field("symbol", "UBND")] = None
    place: Annotated[str | None, _field("place", "Hòa Bình")] = None
    authority: Annotated[str | None, _field("authority", "TM. Ủy ban nhân dân")] = None
    post: Annotated[str | None, _field("post", "Chủ tịch")] = None
    report_to: Annotated[str | None, _field("report_to", "Ban Thường vụ Tỉnh ủy")] = None
    propose_to: Annotated[str | None, _field("propose_to")] = None
    recipients: Annotated[str | None, _field("recipients", "Như trên\nLưu: VT")] = None
    opening: Annotated[str | None, _field("opening")] = None
    proposals: Annotated[str | None, _field("proposals")] = None


@router.get("/reports/settings", summary="Cấu hình báo cáo")
def settings(asked: ToSetIssuer, set_id: Set = None) -> Response:
    """Trả về cơ quan ban hành, nơi gửi, lời văn của văn bản; «number» là 0 khi chưa lưu lần nào (đang là gợi ý)."""
    return plain(asked.request, _shown(asked, asked.set_id(set_id)))


@router.put("/reports/settings", summary="Đặt cấu hình báo cáo")
def put_settings(
    asked: ToSetIssuer,
    body: SettingsBody,
    set_id: Set = None,
    if_match: Annotated[
        str | None, Header(description='«number» đã thấy; "0" nếu chưa lưu lần nào.', examples=["0"])
    ] = None,
) -> Response:
    """Lưu; trường không ghi thì giữ như cũ. Mọi chỗ sai được nêu cùng lúc; đã có người sửa thì trả lời 412 kèm «newer».

    Văn bản lập từ lúc đó dùng lời mới; văn bản đã lập không đổi.
    """
    seen, of_set = read_if_match(if_match), asked.set_id(set_id)
    now, _ = _held(asked, of_set)
    given = {name: tidied(name, text) for name, text in body.model_dump().items() if text is not None}
    with said(lambda: _shown(asked, of_set)):
        keep(asked.office.database, asked.actor, of_set, Issuing(**(asdict(now) | given)), seen)
    warnings = warnings_of(**given)
    return plain(asked.request, _shown(asked, of_set) | ({"warnings": warnings} if warnings else {}))


def _held(asked: Asked, set_id: str) -> tuple[Issuing, int]:
    office = asked.office
    try:
        criteria = office.version_on(set_id, office.today).criteria
    except NoVersionError as error:
        raise RefusedError("not_found", f"{error}.") from error
    with office.database.reading() as session:
        found, number = held(session, set_id)
    return found or proposed(criteria, office.register, office.today), number


def _shown(asked: Asked, set_id: str) -> Json:
    found, number = _held(asked, set_id)
    return {"set": set_id, "number": number, **asdict(found)}
