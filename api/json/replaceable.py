"""What ``/evidence`` and ``/waivers`` share: rows that are versions, found, seen, refused when stale."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, TypeVar

from fastapi import Path, Query
from pydantic import Field
from sqlalchemy import ColumnElement

from api.answers.json import Json
from api.json.answering import MOST_LISTED
from api.json.asking import Asked, period_bounds
from api.json.problems import RefusedError
from api.json.texts import MOST_NUMBER, Body, warnings_of
from api.store.chains import standing
from api.store.tables import Evidence, Waiver
from api.store.units import numbers
from api.workflow.replacing import ReplacedError, located
from api.workflow.sheets import ForbiddenError
from engine.criteria import CriteriaSet
from engine.units import UnitKey

_Row = TypeVar("_Row", Evidence, Waiver)
Code = Annotated[str, Field(pattern=r"^[0-9]{5}$", examples=["04831"])]
Year = Annotated[str, Field(pattern=r"^[0-9]{4}$", examples=["2024"])]
YearAsked = Annotated[str | None, Query(pattern=r"^[0-9]{4}$", description="Kỳ; không ghi là mọi kỳ.")]
RowNumber = Annotated[int, Path(ge=1, le=MOST_NUMBER)]
Limit = Annotated[int, Query(ge=1, le=MOST_LISTED)]
Cursor = Annotated[str | None, Query(max_length=500)]


class About(Body):
    """What every such row is about."""

    unit: Code
    period: Year
    criterion: Annotated[str, Field(max_length=64, examples=["TC01"])]


@dataclass(frozen=True, slots=True)
class Place:
    """The unit version and file that a row is about."""

    key: UnitKey
    criteria: CriteriaSet
    last_day: date

    @classmethod
    def of(cls, asked: Asked, set_id: str, unit: str, period: str, criterion: str) -> Place:
        """Find it; refused when there is no such unit, period or criterion, or the asker may not do that there."""
        last = period_bounds(asked, set_id, period)[1]
        criteria = asked.office.version_of_period(set_id, period).criteria
        if criterion not in {each.id for each in criteria.criteria}:
            choice = ", ".join(each.id for each in criteria.criteria)
            raise RefusedError("not_usable", f"Kỳ {period} không có tiêu chí «{criterion}»; các tiêu chí: {choice}.")
        return cls(asked.scored_unit(unit, last, criteria).key, criteria, last)


def rows_seen(  # noqa: PLR0913, PLR0917 -- what can be asked
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


def row_seen(asked: Asked, kind: type[_Row], number: int) -> tuple[_Row, UnitKey]:
    """Return a row and the unit version that it is about; refused when there is none or it is not theirs to change."""
    held = located(asked.office.database, kind, number)
    unknown = f"Không có bản số {number}; xem danh sách."
    if held is None:
        raise RefusedError("not_found", unknown)
    row, key = held
    asked.must_find(unknown, key)
    return row, key


def same_place(row: _Row, key: UnitKey, place: Place, set_id: str, body: About) -> _Row:
    """Return a row that is to be changed where it stands; refused where the change would move it elsewhere."""
    if (row.set_id, key, row.period, row.criterion) != (set_id, place.key, body.period, body.criterion):
        raise RefusedError(
            "not_usable",
            f"Bản số {row.id} là của đơn vị {key[0]}, kỳ {row.period}, tiêu chí {row.criterion}, không chuyển được; "
            "rút bản đó rồi ghi bản mới.",
        )
    return row


@contextmanager
def said_of(answer: Callable[[Any], Json]) -> Iterator[None]:
    """Turn what a sequence refuses into an answer; ``answer`` gives a newer row as JSON."""
    try:
        yield
    except ForbiddenError as error:
        raise RefusedError("state_forbids", str(error)) from error
    except ReplacedError as error:
        raise RefusedError(
            "stale", "Người khác đã sửa trước; xem «newer», rồi sửa trên bản mới.", newer=answer(error.newer)
        ) from error


def noted_in(**texts: str) -> Json:
    """Return the warnings of texts as a member of an answer; nothing when there are none."""
    found = warnings_of(**texts)
    return {"warnings": found} if found else {}
