"""One row of a table of models -> what is to be put on record: a new model, or changes of one that is there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, cast

from api.exchange.movement.columns import FACTS, NEEDED, SINCE, STANDING, TURN_DECISION, UNIT, Value, yearly
from api.workflow.movement.judging import Given, GivenReview, GivenTurn
from api.workflow.movement.kept import Held
from api.workflow.office import Office
from engine.movement.entries import Standing
from engine.movement.register import Row
from engine.wording.numbers import day

_NAMES = {
    "title": "tên mô hình",
    "kind": "loại",
    "field": "lĩnh vực",
    "body": "tổ chức phụ trách",
    UNIT: "mã đơn vị",
    "founded_on": "ngày thành lập",
}
_ON_ITS_PAGE = "sửa ở trang của mô hình, phần Diễn biến"


class RowError(ValueError):
    """Why a row can't be used: the column that it is about, a code, what is wrong, the cure."""

    def __init__(self, column: str, code: str, message: str, cure: str) -> None:
        super().__init__(message)
        self.column, self.said = column, (code, message, cure)


def new_of(values: Mapping[str, Value], on: date, *, sample: bool) -> Given:
    """Make a model that is not on record yet; codes are those of a day. RowError."""
    _complete(values)
    standing, since = values.get(STANDING) or str(Standing.ACTIVE), cast("date | None", values.get(SINCE))
    turns: tuple[GivenTurn, ...] = ()
    if since is not None:
        turns = (GivenTurn(since, str(standing), decision=str(values.get(TURN_DECISION) or ""), sample=sample),)
    elif standing != Standing.ACTIVE:
        message = "mô hình không còn hoạt động mà chưa ghi từ ngày nào"
        raise RowError(SINCE, "NO_SINCE", message, "ghi ngày bắt đầu trạng thái này")
    years = {found[1] for each, value in values.items() if value not in ("", None) and (found := yearly(each))}
    reviews = tuple(_review(values, year, "", sample=sample) for year in sorted(years))
    return Given(**_facts(values), unit=str(values[UNIT]), on=on, sample=sample, turns=turns, reviews=reviews)


def changed_of(  # noqa: PLR0913, PLR0917 -- a model as it stands, and what of it is to change
    office: Office, held: Held, row: Row, values: Mapping[str, Value], changed: Collection[str], on: date
) -> Given:
    """Make the changes of a model: ``values`` as they are to be, ``changed`` the columns that move. RowError."""
    _complete(values, changed)
    model, known = row.model, held.known
    sample, turns = model.key in known.sample, list[GivenTurn]()
    unit: dict[str, Any] = {"unit": model.unit[0]}
    if UNIT in changed:
        turns += _placed(office, held, row, str(values[UNIT]), on)
        unit = unit if turns else {"unit": str(values[UNIT]), "on": on}
    if not {STANDING, SINCE, TURN_DECISION}.isdisjoint(changed):
        turns.append(_turned(held, row, values, changed))
    reviews = known.reviews.get(model.key, {})
    years = sorted({of[1] for each in changed if (of := yearly(each))})
    found = (_review(values, year, reviews[year].decision if year in reviews else "", sample=sample) for year in years)
    return Given(
        **_facts(values),
        **unit,
        key=model.key,
        seen=known.rows[model.key],
        sample=sample,
        turns=tuple(turns),
        reviews=tuple(found),
    )


def _complete(values: Mapping[str, Value], columns: Iterable[str] = NEEDED) -> None:
    """Refuse a row that lacks what no model can be without, of some columns."""
    for each in NEEDED:
        if each in columns and values.get(each) in ("", None):
            raise RowError(each, "MISSING_CELL", f"thiếu {_NAMES[each]}", "ghi vào ô này, hoặc xóa cả dòng")


def _facts(values: Mapping[str, Value]) -> dict[str, Any]:
    blank = {"village": "", "decision": ""}
    return {each: values.get(each, blank.get(each)) for each in FACTS}


def _review(values: Mapping[str, Value], year: int, decision: str, *, sample: bool) -> GivenReview:
    rating, members, households = (values.get(f"{each}_{year:04}") for each in ("rating", "members", "households"))
    counts = cast("int | None", members), cast("int | None", households)
    return GivenReview(year, str(rating or ""), *counts, decision, sample=sample)


def _turned(held: Held, row: Row, values: Mapping[str, Value], changed: Collection[str]) -> GivenTurn:
    """Make the turn that the three columns of a standing ask for."""
    key, since = row.model.key, cast("date | None", values[SINCE])
    turns = held.known.turns.get(key, {})
    standing, decision = str(values[STANDING] or ""), str(values[TURN_DECISION] or "")
    if not standing:
        raise RowError(STANDING, "MISSING_CELL", "thiếu trạng thái", "chọn trong danh sách của ô")
    if STANDING in changed:
        if since is None or SINCE not in changed:
            message = "đổi trạng thái mà chưa đổi ngày bắt đầu trạng thái ấy"
            cure = f"ghi ngày bắt đầu trạng thái mới; trạng thái cũ ghi nhầm thì {_ON_ITS_PAGE}"
            raise RowError(SINCE, "NO_SINCE", message, cure)
        if since < row.since:
            message = f"trạng thái mới từ {day(since)}, trước trạng thái đang ghi ({day(row.since)})"
            raise RowError(SINCE, "TURN_BEFORE", message, f"sửa lại ngày; ghi bù diễn biến cũ thì {_ON_ITS_PAGE}")
    elif SINCE in changed:
        message = "đổi ngày mà không đổi trạng thái"
        raise RowError(SINCE, "ONLY_DAY", message, f"trả lại ngày cũ; ngày ghi nhầm thì {_ON_ITS_PAGE}")
    elif since is None:
        message = "mô hình hoạt động từ ngày lập nên không có văn bản về trạng thái"
        raise RowError(TURN_DECISION, "NO_TURN", message, "xóa ô này; văn bản thành lập ghi ở cột Số quyết định")
    moved = turns[since].unit if since in turns else None
    return GivenTurn(since, standing, moved[0] if moved else "", decision, sample=key in held.known.sample)


def _placed(office: Office, held: Held, row: Row, code: str, on: date) -> Iterable[GivenTurn]:
    """Make the turn that says in which part of a split unit a model lies; none where its unit is only corrected."""
    key = row.model.key
    turns = held.known.turns.get(key, {})
    if row.unit is not None:
        if any(each.unit is not None for each in turns.values()):
            message = "mô hình đã được ghi chuyển đơn vị"
            raise RowError(UNIT, "MOVED", message, f"trả lại mã cũ; {_ON_ITS_PAGE}")
        return ()
    unit = office.register.version(code, on)
    if unit is None or unit.key not in row.candidates:
        offered = ", ".join(each[0] for each in row.candidates)
        raise RowError(UNIT, "NOT_A_PART", f"mã {code[:20]} không nhận phần nào của xã cũ", f"ghi một trong: {offered}")
    if unit.first_day in turns:
        message = f"ngày {day(unit.first_day)} đã có một diễn biến"
        raise RowError(UNIT, "MOVED", message, _ON_ITS_PAGE)
    snapshot = held.movement.on(unit.first_day)
    place = snapshot.place_of(key)
    standing = row.standing if place is None else snapshot.row(place).standing
    return (GivenTurn(unit.first_day, str(standing), code, sample=key in held.known.sample),)
