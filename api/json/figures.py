"""``/figures``: read as known on a day, written over what was seen, undone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isnan
from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Response
from pydantic import BeforeValidator, Field, StrictBool, StrictInt, StrictStr

from api.access.deciding import Role
from api.answers.figures import entry, figure
from api.answers.json import Json
from api.exchange.cells import BadCell, read_cell
from api.exchange.fault_words import WORDS
from api.json.answering import MOST_LISTED, USUALLY_LISTED, listed, page_of, plain
from api.json.asking import Asked, ToRead, ToRecord, period_bounds
from api.json.problems import RefusedError
from api.json.scores import Known, Set
from api.json.texts import MOST_NUMBER, Body, Note, Number, warnings_of
from api.store import figures as stored
from api.store.database import Write
from api.store.tables import Evidence, Figure
from api.store.units import number_of, numbers
from api.workflow.locks import may_record
from api.workflow.recording import Change, Recorded, StaleError, record, undo
from api.workflow.replacing import found, newest_of
from engine.criteria import CriteriaSet
from engine.indicators import Indicator
from engine.units import UnitVersion

router = APIRouter(tags=["Số liệu"])
MOST_AT_ONCE = 10_000


def _exact(value: object) -> object:
    """Refuse what no figure can be sent as, above all binary numbers, which are not what they show."""
    if value is None or isinstance(value, str | bool) or (isinstance(value, int) and abs(value) <= MOST_NUMBER):
        return value
    raise ValueError('không phải giá trị dùng được — viết số thành chữ trong dấu nháy kép, ví dụ "98.5"')


Value = Annotated[
    StrictStr | StrictInt | StrictBool | None,
    BeforeValidator(_exact),
    Field(
        description="Số viết thành chữ («64», «5.25»), có/không, ngày ban hành 2024-03-15 hoặc «không»; null: rút lại.",
        examples=["64"],
    ),
]
Seen = Annotated[int, Field(ge=0, description="«id» của số liệu đã thấy khi sửa; 0 nếu chưa có.")]


Code = Annotated[str, Path(pattern=r"^[0-9]{5}$")]
Year = Annotated[str, Path(pattern=r"^[0-9]{4}$")]
IndicatorKey = Annotated[str, Path(max_length=64)]


class FigureBody(Body):
    """One figure to be written."""

    value: Value
    evidence: Annotated[Number | None, Field(description="«id» của minh chứng.")] = None
    note: Note = ""


class FigureOfMany(FigureBody):
    """One of several figures to be written."""

    unit: Annotated[str, Field(pattern=r"^[0-9]{5}$", examples=["04831"])]
    period: Annotated[str, Field(pattern=r"^[0-9]{4}$", examples=["2024"])]
    indicator: Annotated[str, Field(max_length=64, examples=["bodies_recognised"])]
    if_match: Seen


class Figures(Body):
    """Several figures, written all or none."""

    figures: Annotated[list[FigureOfMany], Field(min_length=1, max_length=MOST_AT_ONCE)]


class Undo(Body):
    """The act whose figures are put back."""

    act: Number


@router.get("/figures", summary="Số liệu của một đơn vị")
def figures(  # noqa: PLR0913, PLR0917 -- what can be asked
    asked: ToRead,
    unit: Annotated[str, Query(pattern=r"^[0-9]{5}$", description="Mã đơn vị.")],
    period: Annotated[str | None, Query(pattern=r"^[0-9]{4}$", description="Kỳ; không ghi là mọi kỳ.")] = None,
    indicator: Annotated[str | None, Query(max_length=64)] = None,
    set_id: Set = None,
    known: Known = None,
    limit: Annotated[int, Query(ge=1, le=MOST_LISTED)] = USUALLY_LISTED,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
) -> Response:
    """Trả về số liệu đang đứng (kể cả số đã rút lại) với ai, lúc nào, từ đâu; theo những gì đã biết đến một ngày."""
    office, of_set = asked.office, asked.set_id(set_id)
    keys = [each.key for each in office.register.history(unit)]
    if not keys:
        raise RefusedError("not_found", f"Không có đơn vị nào từng mang mã «{unit}»; xem /api/v1/units.")
    visible = asked.visible(keys)
    if not visible:
        asked.must(keys[-1])
    upto = asked.known(known)
    found: list[stored.Entry] = []
    with office.database.reading() as session:
        for key in keys:
            number = number_of(session, key) if key in visible else None
            if number is not None:
                found += stored.current(session, of_set, number, period, upto)
    wanted = sorted(
        (each for each in found if indicator in (None, each.row.indicator)),
        key=lambda each: (each.row.period, each.row.indicator),
    )
    shown, following = page_of(wanted, lambda each: [each.row.period, each.row.indicator], limit, cursor)
    return listed(asked.request, [entry(unit, each) for each in shown], following)


@router.get("/figures/{unit}/{period}/{indicator}", summary="Một số liệu và lịch sử của nó")
def one(
    asked: ToRead,
    unit: Code,
    period: Year,
    indicator: IndicatorKey,
    set_id: Set = None,
) -> Response:
    """Trả về số liệu đang đứng và mọi lần ghi, cũ nhất trước; ETag là «id» để gửi lại trong If-Match."""
    place = _Place.of(asked, set_id, unit, period)
    place.indicator(indicator)
    with asked.office.database.reading() as session:
        number = number_of(session, place.unit.key)
        history = stored.history(session, place.set_id, number, period, indicator) if number else ()
    last = history[-1].row if history else None
    body = {
        "unit": unit,
        "period": period,
        "indicator": indicator,
        "value": figure(unit, last)["value"] if last else None,
        "id": last.id if last else 0,
        "history": [entry(unit, each) for each in history],
    }
    return plain(asked.request, body, headers={"ETag": _tag(last)})


@router.put("/figures/{unit}/{period}/{indicator}", summary="Ghi hoặc sửa một số liệu")
def write_one(  # noqa: PLR0913, PLR0917 -- the parts of a write
    asked: ToRecord,
    unit: Code,
    period: Year,
    indicator: IndicatorKey,
    body: FigureBody,
    set_id: Set = None,
    if_match: Annotated[str | None, Header(description='ETag của số liệu đã thấy; "0" nếu chưa có.')] = None,
) -> Response:
    """Ghi một số liệu đè lên đúng số đã thấy; người khác sửa trước thì trả lời 412 kèm số mới."""
    seen = read_if_match(if_match)
    given = FigureOfMany(**body.model_dump(), unit=unit, period=period, indicator=indicator, if_match=seen)
    done = _write(asked, set_id, [given], [""])
    row = done.rows[0]
    said = (
        figure(unit, row) if row else {"unit": unit, "period": period, "indicator": indicator, "value": None, "id": 0}
    )
    said |= _noted([given])
    return plain(asked.request, said, headers={"ETag": _tag(row)})


@router.delete("/figures/{unit}/{period}/{indicator}", summary="Rút lại một số liệu")
def take_back(  # noqa: PLR0913, PLR0917 -- the parts of a write
    asked: ToRecord,
    unit: Code,
    period: Year,
    indicator: IndicatorKey,
    set_id: Set = None,
    if_match: Annotated[str | None, Header(description="ETag của số liệu đã thấy.")] = None,
) -> Response:
    """Rút lại: số liệu thành chưa rõ; dòng cũ vẫn còn trong lịch sử."""
    return write_one(asked, unit, period, indicator, FigureBody(value=None), set_id, if_match)


@router.post("/figures", summary="Ghi nhiều số liệu một lần")
def write_many(asked: ToRecord, body: Figures, set_id: Set = None) -> Response:
    """Ghi tất cả hoặc không ghi gì; mọi chỗ sai được nêu cùng lúc."""
    places = [f"figures.{place}" for place in range(len(body.figures))]
    done = _write(asked, set_id, body.figures, places)
    rows = [
        figure(given.unit, row) if row else given.model_dump(include={"unit", "period", "indicator"}) | {"value": None}
        for given, row in zip(body.figures, done.rows, strict=True)
    ]
    return plain(asked.request, {"act": done.act, "figures": rows} | _noted(body.figures))


@router.post("/figures/undo", summary="Hoàn tác một lần ghi")
def undo_act(asked: ToRecord, body: Undo, set_id: Set = None) -> Response:
    """Đưa các số liệu của một lần ghi về như trước, bằng dòng mới; số đã có người sửa tiếp thì trả lời 412."""
    office, of_set = asked.office, asked.set_id(set_id)
    with office.database.reading() as session:
        keys = {number: key for key, number in numbers(session).items()}
        written = [row for row in stored.of_act(session, body.act) if row.set_id == of_set]
    if not written:
        raise RefusedError("not_found", f"Lần ghi số {body.act} không ghi số liệu nào; xem «act» của số liệu.")
    for unit in {row.unit_id for row in written}:
        asked.must(keys[unit])
    codes = {number: key[0] for number, key in keys.items()}
    checks = {row.period: _criteria(asked, of_set, row.period) for row in written}
    try:
        done = undo(
            office.database,
            asked.actor,
            of_set,
            body.act,
            units=keys,
            may=_may(asked, of_set, lambda each: checks[each.period]),
        )
    except StaleError as error:
        newer = [figure(codes[row.unit_id], row) for row in error.newer.values() if row]
        raise RefusedError(
            "stale", "Có số liệu đã được sửa tiếp sau lần ghi này; xem «newer», sửa tay từng số.", newer=newer
        ) from error
    return plain(
        asked.request, {"act": done.act, "figures": [figure(codes[row.unit_id], row) for row in done.rows if row]}
    )


# ------------------------------------------------------------------------------------------------------ parts


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a figure belongs: a unit of the map of a period, by the file in force for it."""

    set_id: str
    period: str
    unit: UnitVersion
    criteria: CriteriaSet

    @classmethod
    def of(cls, asked: Asked, set_id: str | None, unit: str, period: str) -> _Place:
        """Find it; refused when there is no such unit or period, or the asker may not do that there."""
        wanted = asked.set_id(set_id)
        criteria = _criteria(asked, wanted, period)
        return cls(wanted, period, asked.unit(unit, criteria.period.bounds(period)[1]), criteria)

    def indicator(self, key: str) -> Indicator:
        """Return an indicator that is entered; refused when there is none, or when it is a sum."""
        found = self.criteria.indicators.get(key)
        if found is None:
            raise RefusedError("not_found", f"Kỳ {self.period} không có chỉ tiêu «{key[:64]}»; xem /api/v1/criteria.")
        if found.sum is not None:
            parts = ", ".join(found.sum)
            raise RefusedError("not_usable", f"«{found.label}» là số cộng ra, không nhập; hãy nhập: {parts}.")
        return found


def _criteria(asked: Asked, set_id: str, period: str) -> CriteriaSet:
    period_bounds(asked, set_id, period)
    return asked.office.version_of_period(set_id, period).criteria


def _judged(
    asked: Asked, of_set: str, given: Sequence[FigureOfMany], places: Sequence[str]
) -> tuple[list[Change], dict[str, CriteriaSet]]:
    """Return what every figure is to be, and the files by period; refused with every fault."""
    changes, faults, known = [], [], {}
    doubled = {key for key, number in Counter(map(_figure_of, given)).items() if number > 1}
    for each, place in zip(given, places, strict=True):
        key = (each.unit, each.period)
        try:
            if key not in known:
                known[key] = _Place.of(asked, of_set, *key)
            steps = _steps(known[key].indicator(each.indicator), each, place)
        except RefusedError as error:
            if not place or error.code not in _OF_ONE:
                raise
            steps = _fault(each, place, error.code, *error.detail.rstrip(".").split("; ", 1))
        if not isinstance(steps, dict) and _figure_of(each) in doubled:
            steps = _fault(each, place, "DOUBLED_FIGURE", "số liệu này có hai lần trong một yêu cầu", "chỉ để một lần")
        if isinstance(steps, dict):
            faults.append(steps)
            continue
        kind = known[key].criteria.indicators[each.indicator].kind
        changes.append(
            Change(
                known[key].unit.key, each.period, each.indicator, kind, steps, each.if_match, each.evidence, each.note
            )
        )
    if faults:
        raise RefusedError("not_usable", f"{faults[0]['message']} — {faults[0]['cure']}.", faults=faults)
    return changes, {each.period: each.criteria for each in known.values()}


def _write(asked: Asked, set_id: str | None, given: Sequence[FigureOfMany], places: Sequence[str]) -> Recorded:
    """Judge every figure, then write all; refused with every fault, or with every newer value."""
    of_set = asked.set_id(set_id)
    changes, criteria = _judged(asked, of_set, given, places)
    try:
        return record(
            asked.office.database,
            asked.actor,
            of_set,
            changes,
            may=_may(asked, of_set, lambda each: criteria[each.period]),
        )
    except StaleError as error:
        newer = [
            figure(given[place].unit, row) if row else {"indicator": given[place].indicator, "value": None, "id": 0}
            for place, row in error.newer.items()
        ]
        raise RefusedError(
            "stale",
            "Người khác đã sửa số liệu này sau khi mình mở; xem «newer», rồi gửi lại với If-Match là «id» mới.",
            headers={"ETag": _tag(next(iter(error.newer.values())))},
            newer=newer,
        ) from error


def _steps(indicator: Indicator, given: FigureOfMany, place: str) -> int | Json | None:
    """Read a value as whole steps; None when there is none; the fault when it can't be one."""
    found = read_cell(indicator.kind, given.value, dot_is_decimal=True)
    if isinstance(found, BadCell):
        message, cure = (part.format_map(found.values) for part in WORDS[found.code])
        return _fault(given, f"{place}.value".lstrip("."), found.code, f"{indicator.label}: {message}", cure)
    return None if isnan(found) else int(found)


def _fault(given: FigureOfMany, place: str, code: str, message: str, cure: str = "sửa rồi gửi lại") -> Json:
    """Say what is wrong with one of the figures that were sent."""
    figure_of = {"unit": given.unit, "period": given.period, "indicator": given.indicator}
    return {"place": place, **figure_of, "code": code, "message": message, "cure": cure}


_OF_ONE = ("bad_request", "not_found", "not_usable")
"""Refusals that are the fault of one figure among others."""


def _figure_of(given: FigureOfMany) -> tuple[str, str, str]:
    return given.unit, given.period, given.indicator


def _may(asked: Asked, set_id: str, criteria_of: Callable[[Change], CriteriaSet]) -> Callable[[Write, Change], None]:
    """Make the check that is run under the lock: the course of the assessment allows it, the evidence is the unit's."""
    office = asked.office
    by_province = Role.PROVINCE in asked.who.roles(office.today)

    def may(write: Write, change: Change) -> None:
        number = number_of(write.session, change.unit)
        forbids = may_record(
            write.session,
            set_id,
            number,
            change.period,
            criteria_of(change),
            office.today,
            indicator=change.indicator,
            by_province=by_province,
        )
        if forbids is not None:
            raise RefusedError("state_forbids", forbids)
        cited = found(write.session, Evidence, change.evidence) if change.evidence is not None else None
        newest = newest_of(write.session, cited) if cited is not None and cited.unit_id == number else None
        if change.evidence is not None and (newest is None or newest.withdrawn):
            raise RefusedError(
                "not_usable", f"Đơn vị này không có minh chứng số {change.evidence}; xem /api/v1/evidence."
            )

    return may


def _noted(given: Sequence[FigureOfMany]) -> Json:
    found = [warning for each in given if each.note for warning in warnings_of(note=each.note)]
    return {"warnings": found} if found else {}


def _tag(row: Figure | None) -> str:
    return f'"{row.id if row else 0}"'


def read_if_match(header: str | None) -> int:
    """Read the number of a row out of If-Match; refused when it is missing or none of ours."""
    if header is None:
        raise RefusedError("precondition_missing", 'Gửi kèm If-Match: ETag đã thấy khi đọc, hoặc "0" nếu chưa có gì.')
    match = re.fullmatch(r'(?:W/)?"?([0-9]{1,18})"?', header.strip())
    if match is None:
        raise RefusedError("bad_request", "If-Match không đúng; gửi đúng ETag đã nhận khi đọc.")
    return int(match.group(1))
