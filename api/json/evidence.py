"""``/evidence`` and ``/waivers``: documents that prove a criterion, and criteria that do not apply."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, TypeVar

from fastapi import APIRouter, Path, Query, Response
from pydantic import Field
from sqlalchemy import ColumnElement

from api.access.deciding import Role
from api.answers import figures as answers
from api.answers.json import Json
from api.json.answering import MOST_LISTED, USUALLY_LISTED, listed, page_of, plain
from api.json.asking import Asked, ToRead, ToRecord, ToWaive, period_bounds
from api.json.problems import RefusedError
from api.json.scores import Known, Set
from api.json.texts import MOST_NUMBER, Body, Document, Note, Reason, warnings_of
from api.store.chains import standing
from api.store.tables import Evidence, Waiver
from api.store.units import numbered, numbers
from api.workflow import proving
from api.workflow.locks import may_record
from api.workflow.replacing import ReplacedError, found, replaced, says_the_same
from engine.criteria import CriteriaSet
from engine.units import UnitKey

_Row = TypeVar("_Row", Evidence, Waiver)
router = APIRouter(tags=["Minh chứng và miễn"])
Code = Annotated[str, Field(pattern=r"^[0-9]{5}$", examples=["04831"])]
Year = Annotated[str, Field(pattern=r"^[0-9]{4}$", examples=["2024"])]
YearAsked = Annotated[str | None, Query(pattern=r"^[0-9]{4}$", description="Kỳ; không ghi là mọi kỳ.")]
RowNumber = Annotated[int, Path(ge=1, le=MOST_NUMBER)]
Limit = Annotated[int, Query(ge=1, le=MOST_LISTED)]
Cursor = Annotated[str | None, Query(max_length=500)]


class EvidenceBody(Body):
    """A document that proves a criterion of a unit in a period."""

    unit: Code
    period: Year
    criterion: Annotated[str, Field(max_length=64, examples=["TC01"])]
    document: Annotated[Document, Field(examples=["15-NQ/ĐU"])]
    issued_on: date
    issuer: Annotated[Document, Field(examples=["Đảng ủy xã Tú Lý"])]
    pages: Note = ""
    expires_on: Annotated[date | None, Field(description="Ngày cuối còn giá trị, tính cả ngày đó.")] = None


class WaiverBody(Body):
    """A criterion that does not apply to a unit in a period."""

    unit: Code
    period: Year
    criterion: Annotated[str, Field(max_length=64, examples=["TC06"])]
    reason: Annotated[Reason, Field(examples=["Đang thay toàn bộ hệ thống camera"])]
    decision: Annotated[Document, Field(examples=["112/QĐ-BCĐ"])]
    last_day: Annotated[date | None, Field(description="Ngày cuối còn hiệu lực, tính cả ngày đó.")] = None


@dataclass(frozen=True, slots=True)
class _Place:
    """The unit version and file that a row is about."""

    key: UnitKey
    criteria: CriteriaSet
    last_day: date

    @classmethod
    def of(cls, asked: Asked, set_id: str, unit: str, period: str, criterion: str) -> _Place:
        """Find it; refused when there is no such unit, period or criterion, or the asker may not do that there."""
        last = period_bounds(asked, set_id, period)[1]
        criteria = asked.office.version_of_period(set_id, period).criteria
        if criterion not in {each.id for each in criteria.criteria}:
            choice = ", ".join(each.id for each in criteria.criteria)
            raise RefusedError("not_usable", f"Kỳ {period} không có tiêu chí «{criterion}»; các tiêu chí: {choice}.")
        return cls(asked.unit(unit, last).key, criteria, last)


@router.get("/evidence", summary="Các minh chứng")
def all_evidence(  # noqa: PLR0913, PLR0917 -- what can be asked
    asked: ToRead,
    unit: Annotated[str | None, Query(pattern=r"^[0-9]{5}$")] = None,
    period: YearAsked = None,
    expires_within: Annotated[
        int | None, Query(ge=0, le=3660, description="Chỉ loại hết hạn trong chừng này ngày.")
    ] = None,
    set_id: Set = None,
    known: Known = None,
    limit: Limit = USUALLY_LISTED,
    cursor: Cursor = None,
) -> Response:
    """Trả về các minh chứng đang đứng của những đơn vị được xem."""
    rows = _rows(asked, Evidence, set_id, unit, period, known)
    if expires_within is not None:
        rows = [pair for pair in rows if proving.expires_within(pair[1], asked.office.today, expires_within)]
    shown, following = page_of(rows, lambda pair: pair[1].id, limit, cursor)
    return listed(asked.request, [answers.evidence(code, row) for code, row in shown], following)


@router.post("/evidence", summary="Ghi một minh chứng")
def add_evidence(asked: ToRecord, body: EvidenceBody, set_id: Set = None) -> Response:
    """Ghi văn bản chứng minh một tiêu chí; ghi lại y như cũ thì không thêm gì."""
    return _evidence(asked, asked.set_id(set_id), body, None)


@router.put("/evidence/{number}", summary="Sửa một minh chứng")
def change_evidence(asked: ToRecord, number: RowNumber, body: EvidenceBody, set_id: Set = None) -> Response:
    """Sửa bản có số này; đã có người sửa thì trả lời 412 kèm bản mới."""
    return _evidence(asked, asked.set_id(set_id), body, number)


@router.delete("/evidence/{number}", summary="Rút một minh chứng")
def withdraw_evidence(asked: ToRecord, number: RowNumber) -> Response:
    """Rút lại; dòng cũ vẫn còn."""
    seen, _ = _seen(asked, Evidence, number)
    body = EvidenceBody(
        unit=_code(asked, seen.unit_id),
        **seen.model_dump(include=set(EvidenceBody.model_fields) - {"unit"}),
    )
    return _evidence(asked, seen.set_id, body, number, withdrawn=True)


def _evidence(
    asked: Asked, set_id: str, body: EvidenceBody, number: int | None, *, withdrawn: bool = False
) -> Response:
    if body.expires_on is not None and body.expires_on < body.issued_on:
        raise RefusedError("not_usable", "Ngày hết hạn trước ngày ban hành; sửa một trong hai.")
    place = _Place.of(asked, set_id, body.unit, body.period, body.criterion)
    office = asked.office
    seen = _same_place(*_seen(asked, Evidence, number), place, set_id, body) if number is not None else None
    wanted = body.model_dump(exclude={"unit"}) | {"set_id": set_id, "withdrawn": withdrawn}
    try:
        with office.database.writing(
            asked.actor, "evidence.withdraw" if withdrawn else "evidence.record", set_id=set_id, period=body.period
        ) as write:
            unit = numbered(write, place.key)
            forbids = may_record(
                write.session,
                set_id,
                unit,
                body.period,
                place.criteria,
                office.today,
                criterion=body.criterion,
                by_province=Role.PROVINCE in asked.who.roles(office.today),
            )
            if forbids is not None:
                raise RefusedError("state_forbids", forbids)
            if seen is not None:
                row = replaced(write, seen, **wanted, unit_id=unit)
            else:
                row = Evidence(**wanted, unit_id=unit)
                held = standing(write.session, Evidence, Evidence.unit_id == unit, Evidence.period == body.period)
                same = [each for each in held if says_the_same(each, row)]
                row = same[0] if same else write.add(row)
    except ReplacedError as error:
        raise _stale(answers.evidence(body.unit, error.newer)) from error  # type: ignore[arg-type]  # of its kind
    said = answers.evidence(body.unit, row)
    return plain(asked.request, said | _noted(pages=body.pages, document=body.document, issuer=body.issuer))


@router.get("/waivers", summary="Tiêu chí không áp dụng, miễn")
def waivers(  # noqa: PLR0913, PLR0917 -- what can be asked
    asked: ToRead,
    unit: Annotated[str | None, Query(pattern=r"^[0-9]{5}$")] = None,
    period: YearAsked = None,
    set_id: Set = None,
    known: Known = None,
    limit: Limit = USUALLY_LISTED,
    cursor: Cursor = None,
) -> Response:
    """Trả về các quyết định không áp dụng đang đứng của những đơn vị được xem."""
    shown, following = page_of(
        _rows(asked, Waiver, set_id, unit, period, known), lambda pair: pair[1].id, limit, cursor
    )
    return listed(asked.request, [answers.waiver(code, row) for code, row in shown], following)


@router.post("/waivers", summary="Không áp dụng một tiêu chí")
def add_waiver(asked: ToWaive, body: WaiverBody, set_id: Set = None) -> Response:
    """Ghi quyết định không áp dụng một tiêu chí cho một đơn vị trong một kỳ."""
    return _waiver(asked, asked.set_id(set_id), body, None)


@router.put("/waivers/{number}", summary="Sửa một quyết định không áp dụng")
def change_waiver(asked: ToWaive, number: RowNumber, body: WaiverBody, set_id: Set = None) -> Response:
    """Sửa bản có số này; đã có người sửa thì trả lời 412 kèm bản mới."""
    return _waiver(asked, asked.set_id(set_id), body, number)


@router.delete("/waivers/{number}", summary="Rút một quyết định không áp dụng")
def withdraw_waiver(asked: ToWaive, number: RowNumber) -> Response:
    """Rút lại: tiêu chí lại được chấm; dòng cũ vẫn còn."""
    seen, _ = _seen(asked, Waiver, number)
    body = WaiverBody(
        unit=_code(asked, seen.unit_id), **seen.model_dump(include=set(WaiverBody.model_fields) - {"unit"})
    )
    return _waiver(asked, seen.set_id, body, number, withdrawn=True)


def _waiver(asked: Asked, set_id: str, body: WaiverBody, number: int | None, *, withdrawn: bool = False) -> Response:
    place = _Place.of(asked, set_id, body.unit, body.period, body.criterion)
    seen = _same_place(*_seen(asked, Waiver, number), place, set_id, body) if number is not None else None
    wanted = body.model_dump(exclude={"unit"}) | {"set_id": set_id, "withdrawn": withdrawn}
    try:
        with asked.office.database.writing(
            asked.actor, "waiver.withdraw" if withdrawn else "waiver.record", set_id=set_id, period=body.period
        ) as write:
            unit = numbered(write, place.key)
            held = standing(
                write.session,
                Waiver,
                Waiver.set_id == set_id,
                Waiver.unit_id == unit,
                Waiver.period == body.period,
                Waiver.criterion == body.criterion,
            )
            if seen is None:
                _refuse_second(held, Waiver(**wanted, unit_id=unit))
            before = seen or (held[0] if held else None)
            row = (
                replaced(write, before, **wanted, unit_id=unit)
                if before is not None
                else write.add(Waiver(**wanted, unit_id=unit))
            )
    except ReplacedError as error:
        raise _stale(answers.waiver(body.unit, error.newer)) from error  # type: ignore[arg-type]  # of its kind
    said = answers.waiver(body.unit, row)
    return plain(asked.request, said | _noted(reason=body.reason, decision=body.decision))


def _refuse_second(held: Sequence[Waiver], wanted: Waiver) -> None:
    """Refuse a second waiver of the same criterion beside one that stands and says something else."""
    if held and not held[0].withdrawn and not says_the_same(held[0], wanted):
        raise ReplacedError(held[0])


# ------------------------------------------------------------------------------------------------------ parts


def _rows(  # noqa: PLR0913, PLR0917 -- what can be asked
    asked: Asked, kind: type[_Row], set_id: str | None, unit: str | None, period: str | None, known: date | None
) -> Sequence[tuple[str, _Row]]:
    """Return what stands of the units that the asker may see, with their codes, in the order of entry."""
    where: list[ColumnElement[bool] | bool] = [kind.set_id == asked.set_id(set_id)]
    if period is not None:
        where.append(kind.period == period)
    upto = asked.known(known)
    with asked.office.database.reading() as session:
        keys = {number: key for key, number in numbers(session).items() if unit in (None, key[0])}
        visible = asked.visible(keys.values())
        rows = standing(session, kind, *where, upto=upto)
    return [
        (keys[row.unit_id][0], row)
        for row in rows
        if not row.withdrawn and row.unit_id in keys and keys[row.unit_id] in visible
    ]


def _seen(asked: Asked, kind: type[_Row], number: int) -> tuple[_Row, UnitKey]:
    with asked.office.database.reading() as session:
        row = found(session, kind, number)
        key = next((key for key, each in numbers(session).items() if row and each == row.unit_id), None)
    if row is None or key is None:
        raise RefusedError("not_found", f"Không có bản số {number}; xem danh sách.")
    asked.must(key)
    return row, key


def _same_place(row: _Row, key: UnitKey, place: _Place, set_id: str, body: EvidenceBody | WaiverBody) -> _Row:
    """Return a row that is to be changed where it stands; refused where the change would move it elsewhere."""
    if (row.set_id, key, row.period, row.criterion) != (set_id, place.key, body.period, body.criterion):
        raise RefusedError(
            "not_usable",
            f"Bản số {row.id} là của đơn vị {key[0]}, kỳ {row.period}, tiêu chí {row.criterion}, không chuyển được; "
            "rút bản đó rồi ghi bản mới.",
        )
    return row


def _code(asked: Asked, unit: int) -> str:
    with asked.office.database.reading() as session:
        return next(key[0] for key, number in numbers(session).items() if number == unit)


def _stale(newer: Json) -> RefusedError:
    return RefusedError("stale", "Người khác đã sửa trước; xem «newer», rồi sửa trên bản mới.", newer=newer)


def _noted(**texts: str) -> Json:
    found = warnings_of(**texts)
    return {"warnings": found} if found else {}
