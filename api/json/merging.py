"""``/units/{code}/carried``, ``/shares``, ``/inheritances``: figures and recognitions across a merger."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from fractions import Fraction
from typing import Annotated

from fastapi import APIRouter, Header, Query, Response
from pydantic import Field

from api.answers import merging as answers
from api.answers.json import Json
from api.json.answering import plain
from api.json.asking import Asked, ToApportion, ToRead, ToRecognise
from api.json.figure_writes import read_if_match
from api.json.problems import RefusedError
from api.json.replaceable import Code, noted_in
from api.json.scores import Known, PeriodOf, Set, board_of
from api.json.texts import Body, Document, Reason
from api.store import recognitions, shares
from api.workflow import inheriting
from api.workflow.apportioning import (
    ApportionError,
    OvertakenError,
    Split,
    apportion,
    read_share,
    seen_of,
    splits,
    take_back,
)
from api.workflow.office import NoVersionError, board_of_period
from api.workflow.recognising import RecognitionError
from engine.criteria import CriteriaSet
from engine.units import UnitKey

router = APIRouter(tags=["Sáp nhập, chia tách"])
IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", description='«seen» đã thấy ở GET /shares; "0" nếu chưa có phần nào.', examples=["0"]),
]


class PartBody(Body):
    """What part went into one of the heirs."""

    unit: Code
    share: Annotated[str, Field(max_length=20, description="Phần của cả đơn vị.", examples=["2/9", "22,5 %"])]


class SplitBody(Body):
    """Which split unit, and which figures of it."""

    unit: Code
    on: Annotated[date, Field(description="Một ngày đơn vị cũ còn tồn tại.", examples=["2025-06-30"])]
    indicator: Annotated[
        str, Field(max_length=64, description="Chỉ tiêu; để trống là mọi chỉ tiêu không có phần riêng.")
    ] = ""
    reason: Annotated[Reason, Field(examples=["Biên bản bàn giao: 2 trong 9 xóm về phường Thống Nhất"])]


class SharesBody(SplitBody):
    """The shares of every heir."""

    parts: Annotated[list[PartBody], Field(min_length=1, max_length=50)]


class InheritanceBody(Body):
    """What is decided about the recognitions of the units that a unit was made of."""

    unit: Code
    rule: Annotated[str, Field(max_length=20, description="all, majority hoặc none.", examples=["none"])]
    indicator: Annotated[str, Field(max_length=64, description="Chỉ tiêu của majority.", examples=["households"])] = ""
    period: Annotated[str, Field(max_length=4, description="Kỳ lấy số của majority.", examples=["2024"])] = ""
    decision: Annotated[Document, Field(examples=["45/QĐ-UBND"])]
    decided_on: date


@router.get("/units/{code}/carried", summary="Số liệu một kỳ trước sáp nhập, mang sang đơn vị mới")
def carried(  # noqa: PLR0913, PLR0917 -- what can be asked
    asked: ToRead,
    code: Code,
    on: Annotated[date | None, Query(description="Ngày của bản đồ mà mã được hiểu; không ghi là hôm nay.")] = None,
    period: PeriodOf = None,
    set_id: Set = None,
    known: Known = None,
) -> Response:
    """Trả về từng chỉ tiêu: số mang sang, làm từ những đơn vị nào, hoặc vì sao chưa rõ."""
    unit = asked.unit(code, on or asked.office.today)
    board, of = board_of(asked, set_id, period, known, None)
    found = board.carried(of, unit.key)
    said: Json = {"unit": unit.code, "first_day": unit.first_day.isoformat(), "name": unit.name, "period": of}
    said["figures"] = answers.carried(asked.office.register, board.criteria, found)
    return plain(asked.request, said | ({"sample": True} if board.data.sample else {}))


@router.get("/shares", summary="Các đơn vị bị chia và phần đã nhập")
def split_units(asked: ToRead, set_id: Set = None, known: Known = None) -> Response:
    """Trả về mỗi đơn vị bị chia, các đơn vị nhận, phần đã nhập cho từng chỉ tiêu; «seen» để gửi lại trong If-Match."""
    upto, of_set = asked.known(known), asked.set_id(set_id)
    found = splits(asked.office.register)
    visible = asked.visible(each.old.key for each in found)
    return plain(
        asked.request, {"items": [_split(asked, of_set, each, upto) for each in found if each.old.key in visible]}
    )


def _split(asked: Asked, set_id: str, split: Split, upto: int | None = None) -> Json:
    register = asked.office.register
    with asked.office.database.reading() as session:
        standing = [each for each in shares.entered(session, set_id, upto=upto) if each.old == split.old.key]
        seen = seen_of(session, set_id, split.old.key, upto)
    return {
        "unit": split.old.code,
        "first_day": split.old.first_day.isoformat(),
        "name": split.old.name,
        "last_day": split.old.last_day.isoformat() if split.old.last_day else None,
        "legal_basis": split.basis,
        "into": [
            {"unit": each.code, "first_day": each.first_day.isoformat(), "name": each.name} for each in split.heirs
        ],
        "shares": [answers.share(register, each) for each in standing],
        "seen": seen,
    }


@router.put("/shares", summary="Nhập phần của một đơn vị bị chia")
def enter_shares(asked: ToApportion, body: SharesBody, set_id: Set = None, if_match: IfMatch = None) -> Response:
    """Nhập phần cho mọi đơn vị nhận cùng một lần, kèm lý do; phiếu đã chốt không đổi."""
    seen, split, criteria = read_if_match(if_match), _found(asked, body), _criteria(asked, set_id)
    with _said(asked, criteria.set, split):
        given = _given(split, body.parts)
        apportion(asked.office, asked.actor, criteria, split, body.indicator, given, reason=body.reason, seen=seen)
    return plain(asked.request, _split(asked, criteria.set, split) | noted_in(reason=body.reason))


@router.post("/shares/withdraw", summary="Rút phần đã nhập của một đơn vị bị chia")
def withdraw_shares(asked: ToApportion, body: SplitBody, set_id: Set = None, if_match: IfMatch = None) -> Response:
    """Rút lại: các số đếm chuyển sang lại là chưa rõ; dòng cũ vẫn còn."""
    seen, split, criteria = read_if_match(if_match), _found(asked, body), _criteria(asked, set_id)
    with _said(asked, criteria.set, split):
        take_back(asked.office, asked.actor, criteria, split, body.indicator, reason=body.reason, seen=seen)
    return plain(asked.request, _split(asked, criteria.set, split) | noted_in(reason=body.reason))


def _found(asked: Asked, body: SplitBody) -> Split:
    unit = asked.unit(body.unit, body.on)
    found = next((each for each in splits(asked.office.register) if each.old.key == unit.key), None)
    if found is None:
        raise RefusedError("not_usable", f"{unit.name} không bị chia; các đơn vị bị chia ở GET /api/v1/shares.")
    for each in found.heirs:  # what one of them gets the others do not
        asked.must(each.key)
    return found


def _criteria(asked: Asked, set_id: str | None) -> CriteriaSet:
    try:
        return asked.office.version_on(asked.set_id(set_id), asked.office.today).criteria
    except NoVersionError as error:
        raise RefusedError("not_found", f"{error}.") from error


def _given(split: Split, parts: list[PartBody]) -> dict[UnitKey, Fraction]:
    heirs = {each.code: each.key for each in split.heirs}
    found: dict[UnitKey, Fraction] = {}
    for part in parts:
        if part.unit not in heirs or heirs[part.unit] in found:
            names = ", ".join(f"{each.name} ({each.code})" for each in split.heirs)
            raise ApportionError(f"Mã {part.unit} không nhận phần nào, hoặc có hai lần; các đơn vị nhận: {names}")
        found[heirs[part.unit]] = read_share(part.share)
    return found


@contextmanager
def _said(asked: Asked, set_id: str, split: Split) -> Iterator[None]:
    try:
        yield
    except ApportionError as error:
        raise RefusedError("not_usable", f"{error}.") from error
    except OvertakenError as error:
        raise RefusedError(
            "stale", "Người khác đã nhập phần trước; xem «newer», rồi sửa trên bản mới.",
            newer=_split(asked, set_id, split),
        ) from error  # fmt: skip


# --------------------------------------------------------------------------------------------------- recognitions


@router.get("/inheritances", summary="Công nhận của đơn vị cũ sau sáp nhập: đã quyết định hay chưa")
def inheritances(
    asked: ToRead,
    on: Annotated[date | None, Query(description="Chỉ các đơn vị đã có vào ngày này; không ghi là hôm nay.")] = None,
    set_id: Set = None,
    known: Known = None,
) -> Response:
    """Trả về mỗi đơn vị mới có đơn vị cũ từng được công nhận; «state» là undecided cho đến khi có quyết định."""
    found = _heirs(asked, asked.set_id(set_id), on or asked.office.today, asked.known(known))
    visible = asked.visible(each.unit.key for each in found)
    shown = [answers.heir(asked.office.register, each) for each in found if each.unit.key in visible]
    return plain(asked.request, {"items": shown})


@router.post("/inheritances", summary="Quyết định công nhận của đơn vị cũ có mang sang không")
def decide(asked: ToRecognise, body: InheritanceBody, set_id: Set = None) -> Response:
    """Ghi quyết định; công nhận mang sang thành công nhận của đơn vị mới, từ ngày quyết định, theo số quyết định đó."""
    office, of_set = asked.office, asked.set_id(set_id)
    unit = asked.unit(body.unit, body.decided_on)
    heir = next((each for each in _heirs(asked, of_set, body.decided_on, None) if each.unit.key == unit.key), None)
    if heir is None:
        raise RefusedError("not_usable", f"Không đơn vị cũ nào của {unit.name} được công nhận khi sáp nhập.")
    wish = inheriting.Wish(body.rule, body.decision, body.decided_on, body.indicator, body.period)
    try:
        criteria = office.version_on(of_set, body.decided_on).criteria
        board = board_of_period(office, of_set, body.period or None)
        going = inheriting.decide(office, asked.actor, board, heir, wish, criteria)
    except NoVersionError as error:
        raise RefusedError("not_found", f"{error}.") from error
    except RecognitionError as error:
        raise RefusedError("state_forbids", f"{error}.") from error
    except ValueError as error:
        raise RefusedError("bad_request", f"«{body.period}» không phải kỳ; viết năm bốn chữ số, ví dụ 2024.") from error
    newer = next(each for each in _heirs(asked, of_set, office.today, None) if each.unit.key == unit.key)
    said = answers.heir(office.register, newer) | {"going_on": list(going)}
    return plain(asked.request, said | noted_in(decision=body.decision))


def _heirs(asked: Asked, set_id: str, on: date, upto: int | None) -> tuple[inheriting.Heir, ...]:
    with asked.office.database.reading() as session:
        held = recognitions.decisions(session, set_id, upto=upto)
        rules = inheriting.rules_of(session, set_id, upto)
    return inheriting.heirs(asked.office.register, held, rules, on)
