"""``/periods`` and ``/registrations``: when a period opens and what is due when, and who strives for what."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Query, Response
from pydantic import Field

from api.access.deciding import Role
from api.answers.assessments import late_ones, registration
from api.answers.assessments import period as period_of
from api.answers.json import Json
from api.json.answering import MOST_LISTED, USUALLY_LISTED, listed, page_of, plain
from api.json.asking import Asked, ToPlanPeriod, ToRead, ToRegister, period_bounds
from api.json.figure_writes import read_if_match
from api.json.problems import RefusedError
from api.json.scores import Known, Set
from api.json.texts import Body
from api.store import assessments as stored
from api.store.tables import PeriodPlan, Registration
from api.store.units import numbers
from api.workflow.office import NoVersionError
from api.workflow.registering import register, withdraw
from api.workflow.schedule import Days, late, plan_period, proposed, units_of
from api.workflow.sheets import Fault, FaultyError, ForbiddenError, OvertakenError
from engine.criteria import CriteriaSet
from engine.units import UnitKey
from engine.wording.scope import scope

router = APIRouter(tags=["Kỳ đánh giá và đăng ký"])
Number = Annotated[int, Path(ge=1, le=2**53)]


class PlanBody(Body):
    """The days of a period; one that is left out stays, or is the one that is offered."""

    opens: Annotated[date | None, Field(description="Ngày mở kỳ.", examples=["2024-01-01"])] = None
    closes: Annotated[
        date | None, Field(description="Ngày cuối xã còn được ghi, tính cả ngày đó.", examples=["2024-12-31"])
    ] = None
    self_assessed_by: Annotated[date | None, Field(description="Hạn tự chấm.", examples=["2024-11-20"])] = None
    submitted_by: Annotated[date | None, Field(description="Hạn nộp.", examples=["2024-11-30"])] = None
    appraised_by: Annotated[date | None, Field(description="Hạn thẩm định.", examples=["2024-12-15"])] = None
    review_6: Annotated[date | None, Field(description="Ngày rà soát 6 tháng.", examples=["2024-07-01"])] = None
    review_9: Annotated[date | None, Field(description="Ngày rà soát 9 tháng.", examples=["2024-10-01"])] = None


class RegistrationBody(Body):
    """A unit that strives for a level in a period."""

    unit: Annotated[str, Field(pattern=r"^[0-9]{5}$", description="Mã đơn vị.", examples=["04831"])]
    period: Annotated[str, Field(pattern=r"^[0-9]{4}$", description="Kỳ.", examples=["2024"])]
    level: Annotated[str, Field(max_length=64, description="Cấp phấn đấu.", examples=["commune"])]
    day: Annotated[date | None, Field(description="Ngày đăng ký; không ghi là hôm nay.", examples=["2024-02-15"])] = (
        None
    )


@contextmanager
def said(newer: Callable[[], Json]) -> Iterator[None]:
    """Turn what a sequence refuses into an answer; ``newer`` gives the state that overtook the asker."""
    try:
        yield
    except FaultyError as error:
        raise RefusedError("not_usable", str(error), faults=_faults(error.faults)) from error
    except ForbiddenError as error:
        more: dict[str, Any] = {"faults": _faults(error.faults)} if error.faults else {}
        raise RefusedError("state_forbids", str(error), **more) from error
    except OvertakenError as error:
        raise RefusedError(
            "stale", "Người khác đã làm trước; xem «newer», rồi gửi lại với If-Match mới.", newer=newer()
        ) from error


def _faults(faults: Sequence[Fault]) -> list[Json]:
    return [each._asdict() for each in faults]


@router.get("/periods", summary="Các kỳ đánh giá")
def periods(
    asked: ToRead,
    set_id: Set = None,
    known: Known = None,
    limit: Annotated[int, Query(ge=1, le=MOST_LISTED)] = USUALLY_LISTED,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
) -> Response:
    """Trả về các kỳ đã mở, và kỳ hiện tại nếu chưa mở, với các ngày đề xuất."""
    of_set, upto = asked.set_id(set_id), asked.known(known)
    with asked.office.database.reading() as session:
        plans = stored.plans(session, of_set, upto=upto)
    shown, following = page_of(sorted({*plans, current_period(asked, of_set)}), lambda each: each, limit, cursor)
    return listed(asked.request, [_shown(asked, of_set, each, plans.get(each)) for each in shown], following)


def current_period(asked: Asked, set_id: str) -> str:
    """Return the period of today; refused when no file of the set is in force."""
    try:
        version = asked.office.version_on(set_id, asked.office.today)
    except NoVersionError as error:
        raise RefusedError("not_found", f"{error}.") from error
    return version.criteria.period.containing(asked.office.today)


def _criteria(asked: Asked, set_id: str, period: str) -> CriteriaSet:
    period_bounds(asked, set_id, period)
    return asked.office.version_of_period(set_id, period).criteria


def _shown(asked: Asked, set_id: str, period: str, plan: PeriodPlan | None) -> Json:
    criteria = _criteria(asked, set_id, period)
    days = Days.of(plan) if plan else proposed(criteria, period)
    return period_of(criteria, period, plan, days, asked.office.today)


@router.get("/periods/{period}", summary="Một kỳ đánh giá: các hạn, ai đang chậm")
def one_period(
    asked: ToRead,
    period: str,
    on: Annotated[date | None, Query(description="Chậm tính vào ngày này; không ghi là hôm nay.")] = None,
    set_id: Set = None,
) -> Response:
    """Trả về các ngày của kỳ (chưa mở: các ngày đề xuất, «number» là 0), đơn vị chậm từng bước và chưa đăng ký."""
    of_set, day = asked.set_id(set_id), on or asked.office.today
    return plain(asked.request, _one_period(asked, of_set, period, day))


def _one_period(asked: Asked, set_id: str, period: str, on: date) -> Json:
    criteria = _criteria(asked, set_id, period)
    with asked.office.database.reading() as session:
        plan = stored.plans(session, set_id, period).get(period)
    visible = asked.visible(each.key for each in units_of(asked.office, criteria, period))
    found = late_ones(late(asked.office, set_id, period, on), visible, on)
    return _shown(asked, set_id, period, plan) | {"late": found}


@router.put("/periods/{period}", summary="Mở kỳ, đặt các hạn")
def put_period(
    asked: ToPlanPeriod,
    period: str,
    body: PlanBody,
    set_id: Set = None,
    if_match: Annotated[str | None, Header(description='«number» đã thấy; "0" nếu kỳ chưa mở.', examples=["0"])] = None,
) -> Response:
    """Mở kỳ hoặc sửa các ngày; ngày không ghi thì giữ như cũ, hoặc lấy ngày đề xuất. Mọi chỗ sai được nêu cùng lúc."""
    seen, of_set, office = read_if_match(if_match), asked.set_id(set_id), asked.office
    criteria = _criteria(asked, of_set, period)
    with office.database.reading() as session:
        plan = stored.plans(session, of_set, period).get(period)
    days = Days.of(plan) if plan else proposed(criteria, period)
    given = {name: day for name, day in body.model_dump().items() if day is not None}
    with said(lambda: _one_period(asked, of_set, period, office.today)):
        plan_period(office, asked.actor, criteria, period, Days(**(asdict(days) | given)), seen)
    return plain(asked.request, _one_period(asked, of_set, period, office.today))


# -------------------------------------------------------------------------------------------------- registrations


@router.get("/registrations", summary="Đăng ký phấn đấu")
def registrations(  # noqa: PLR0913, PLR0917 -- what can be asked
    asked: ToRead,
    period: Annotated[str | None, Query(pattern=r"^[0-9]{4}$", description="Kỳ; không ghi là mọi kỳ.")] = None,
    unit: Annotated[str | None, Query(pattern=r"^[0-9]{5}$", description="Mã đơn vị.")] = None,
    withdrawn: Annotated[bool, Query(description="true: kể cả đăng ký đã rút.")] = False,  # noqa: FBT002 -- a query has names
    set_id: Set = None,
    known: Known = None,
    limit: Annotated[int, Query(ge=1, le=MOST_LISTED)] = USUALLY_LISTED,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
) -> Response:
    """Trả về đăng ký của những đơn vị được xem, theo thứ tự ghi."""
    upto = asked.known(known)
    with asked.office.database.reading() as session:
        rows = stored.registrations(session, asked.set_id(set_id), period, upto)
        keys = {number: key for key, number in numbers(session).items()}
    visible = asked.visible(key for key in keys.values() if unit in (None, key[0]))
    found = [row for row in rows if keys[row.unit_id] in visible and (withdrawn or not row.withdrawn)]
    shown, following = page_of(found, lambda row: row.id, limit, cursor)
    return listed(asked.request, [_registration(asked, row, keys[row.unit_id]) for row in shown], following)


@router.post("/registrations", summary="Đăng ký phấn đấu một cấp")
def add_registration(asked: ToRegister, body: RegistrationBody, set_id: Set = None) -> Response:
    """Ghi đơn vị nào đăng ký cấp nào, kỳ nào, ngày nào; ghi lại y như cũ thì không thêm gì."""
    office, of_set = asked.office, asked.set_id(set_id)
    criteria = _criteria(asked, of_set, body.period)
    unit = asked.unit(body.unit, criteria.period.bounds(body.period)[1])
    if not office.register.covers(criteria, unit):
        whom = scope(criteria, office.register)
        raise RefusedError("not_usable", f"Bộ tiêu chí chỉ áp dụng cho {whom}; chọn đơn vị khác.")
    with said(dict):
        row = register(
            office,
            asked.actor,
            criteria,
            unit,
            period=body.period,
            level=body.level,
            day=body.day or office.today,
            by_province=office.access.holds(asked.who, Role.PROVINCE, unit.key, office.today),
        )
    return plain(asked.request, _registration(asked, row, unit.key))


@router.post("/registrations/{number}/withdraw", summary="Rút một đăng ký")
def withdraw_registration(asked: ToRegister, number: Number) -> Response:
    """Rút đăng ký; dòng cũ vẫn còn. Rút lần nữa không đổi gì."""
    office = asked.office
    with office.database.reading() as session:
        row = session.get(Registration, number)
        key = next((key for key, each in numbers(session).items() if row and each == row.unit_id), None)
    unknown = f"Không có đăng ký số {number}; xem /api/v1/registrations."
    if row is None or key is None:
        raise RefusedError("not_found", unknown)
    asked.must_find(unknown, key)
    with said(lambda: _registration(asked, row, key)):
        by_province = office.access.holds(asked.who, Role.PROVINCE, key, office.today)
        done = withdraw(office, asked.actor, number, by_province=by_province)
    return plain(asked.request, _registration(asked, done, key))


def _registration(asked: Asked, row: Registration, unit: UnitKey) -> Json:
    level = _criteria(asked, row.set_id, row.period).levels.get(row.level)
    return registration(row, unit, level.title if level else None)
