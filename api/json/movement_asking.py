"""What the routes of the register share: the day and moment asked about, filters, refusals of the sequences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Path, Query

from api.answers.movement import written
from api.json.answering import NO_CURSOR, read_cursor, write_cursor
from api.json.asking import Asked
from api.json.problems import RefusedError
from api.json.scores import Known
from api.workflow.movement.kept import Held
from api.workflow.movement.reading import seen_by
from api.workflow.movement.writer import MovementError, Writer
from engine.movement.entries import Standing
from engine.movement.register import Snapshot
from engine.movement.wanted import SORTS, Wanted

On = Annotated[date | None, Query(description="Sổ như vào ngày này; không ghi là hôm nay.", examples=["2024-12-31"])]
Key = Annotated[str, Path(pattern=r"^MH[0-9]{6,12}$", description="Mã mô hình.", examples=["MH000001"])]
Some = Annotated[list[str] | None, Query(max_length=50)]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of a list begins: after so many, as known after an act (None: now)."""

    first: int = 0
    upto: int | None = None

    @classmethod
    def of(cls, cursor: str | None) -> Place:
        """Read a cursor; refused when it is of another list."""
        if cursor is None:
            return cls()
        read = read_cursor(cursor)
        if not isinstance(read, list) or [type(each) for each in read] != [int, int] or min(read) < 0:
            raise RefusedError("bad_request", NO_CURSOR)
        return cls(*read)

    def after(self, limit: int, count: int, upto: int) -> str | None:
        """Write the cursor of the next page; None at the end of a list of so many."""
        return write_cursor([self.first + limit, upto]) if self.first + limit < count else None


@dataclass(frozen=True)
class Register:
    """The register as it is asked about: as known after an act, on a day, as far as the asker may see it."""

    held: Held
    snapshot: Snapshot
    day: date
    upto: int
    seen: frozenset[str] | None

    @classmethod
    def of(cls, asked: Asked, on: date | None, known: Known = None, place: Place | None = None) -> Register:
        """Find it; a list is read on as it was when its first page was read."""
        day = on or asked.office.today
        upto = asked.known(known) if place is None or place.upto is None else min(place.upto, asked.known(None))
        held = asked.office.movements.at(upto, day)
        snapshot = held.movement.on(day)
        return cls(held, snapshot, day, upto, seen_by(asked.office, asked.who, snapshot))

    @property
    def depends_on(self) -> tuple[object, ...]:
        """What an answer made of it depends on, beside the question."""
        return self.held.tag, self.day, None if self.seen is None else sorted(self.seen)

    @property
    def sample(self) -> Mapping[str, bool]:
        """Say that there are invented models, where there are."""
        return {"sample": True} if self.held.known.sample else {}


@dataclass(frozen=True)
class Filters:
    """What narrows a list or a sum: as query parameters, each may be given more than once."""

    wanted: Wanted


def filters(  # noqa: PLR0913, PLR0917 -- what can be asked
    unit: Annotated[Some, Query(description="Mã đơn vị trên bản đồ của ngày xem.", examples=[["04831"]])] = None,
    district: Annotated[Some, Query(description="Mã huyện.")] = None,
    kind: Annotated[Some, Query(description="Loại; xem /models/book.")] = None,
    field: Annotated[Some, Query(description="Lĩnh vực.")] = None,
    body: Annotated[Some, Query(description="Tổ chức chủ trì.")] = None,
    standing: Annotated[Some, Query(description="active, paused, ended; không ghi là active và paused.")] = None,
    rating: Annotated[Some, Query(description="Xếp loại năm gần nhất; «» là chưa xếp loại.")] = None,
    unrated: Annotated[int | None, Query(ge=1900, le=2199, description="Hoạt động cả năm mà chưa xếp loại.")] = None,
    search: Annotated[
        str, Query(max_length=100, description="Tìm trong tên, thôn, quyết định, mã; không cần dấu.")
    ] = "",
    sort: Annotated[str, Query(max_length=20, description=f"Thứ tự: {', '.join(SORTS)}.")] = "key",
    down: Annotated[bool, Query(description="true: ngược lại.")] = False,  # noqa: FBT002 -- a query has names
) -> Filters:
    """Read the filters of a question; refused when a standing or an order is none of ours."""
    if sort not in SORTS:
        raise RefusedError("bad_request", f"Không sắp xếp được theo «{sort}»; chọn một trong: {', '.join(SORTS)}.")
    unknown = [each for each in standing or () if each not in set(Standing)]
    if unknown:
        raise RefusedError("bad_request", f"Không có trạng thái «{unknown[0][:20]}»; có: {', '.join(Standing)}.")
    told = {} if standing is None else {"standings": frozenset(map(Standing, standing))}
    return Filters(
        Wanted(
            units=_codes(unit),
            districts=_codes(district),
            kinds=_codes(kind),
            fields=_codes(field),
            bodies=_codes(body),
            ratings=_codes(rating),
            unrated_year=unrated,
            search=search,
            sort=sort,
            down=down,
            **told,
        )
    )


def _codes(given: list[str] | None) -> frozenset[str] | None:
    return None if given is None else frozenset(given)


def within(wanted: frozenset[str] | None, seen: frozenset[str] | None) -> frozenset[str] | None:
    """Return the units asked for as far as they may be seen."""
    if wanted is None or seen is None:
        return seen if wanted is None else wanted
    return wanted & seen


def writer_of(asked: Asked) -> Writer:
    """Return the asker as somebody who writes."""
    return Writer.of(asked.office, asked.who, asked.actor)


@contextmanager
def refusing() -> Iterator[None]:
    """Turn what a sequence refuses into an answer."""
    try:
        yield
    except MovementError as error:
        more: dict[str, object] = {}
        if error.faults:
            more["faults"] = [each._asdict() for each in error.faults]
        if error.code == "stale":
            more["newer"] = None if error.newer is None else written(error.newer)
        headers = {"ETag": f'"{error.newer.id if error.newer else 0}"'} if error.code == "stale" else None
        raise RefusedError(error.code, error.said, headers=headers, **more) from error
