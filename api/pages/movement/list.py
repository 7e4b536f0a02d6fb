"""The list of models: what an address asks for, fifty at a time, with how many there are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from api.access.deciding import Action
from api.pages.choosing import Choice, Heading, heading
from api.pages.frame import Link
from api.pages.movement.asking import FILTERS, LIST, ORDERS, Asked
from api.pages.movement.ground import Ground, Groups
from api.pages.movement.lines import ModelLine, lines
from api.pages.movement.paging import paged
from api.pages.movement.words import missing, whole
from engine.movement.counting import Counted, counted, rated_year
from engine.movement.wanted import EVERYTHING
from engine.wording.numbers import day, number

HEADINGS = {
    "ten": "Mô hình, tổ tự quản",
    "loai": "Loại, lĩnh vực",
    "don-vi": "Đơn vị, thôn",
    "to-chuc": "Tổ chức phụ trách",
    "ngay-lap": "Ngày lập",
    "trang-thai": "Trạng thái",
    "xep-loai": "Xếp loại",
    "thanh-vien": "Thành viên",
    "ho": "Hộ",
}
LARGEST_FIRST = frozenset(("ngay-lap", "thanh-vien", "ho"))


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page of the list."""

    asked: Asked
    day: str
    day_words: str
    rooms: tuple[Link, ...]
    choices: dict[str, tuple[Choice, ...]]
    units: Groups
    headings: tuple[Heading, ...]
    rows: tuple[ModelLine, ...]
    said: str
    notes: tuple[str, ...]
    known: bool
    """Whether there is any model at all that may be seen."""
    all: str
    pages: str
    previous: str
    following: str
    may_add: bool
    title: str = "Sổ mô hình, tổ tự quản"
    styles: tuple[str, ...] = field(default=("movement.css",))


def list_page(here: Ground) -> ListPage:
    """Lay out the list."""
    asked = here.asked(LIST)
    wanted = asked.wanted(here.codes)
    rule = counted_by(here, asked)
    places = here.found(replace(wanted, standings=EVERYTHING.standings) if rule else wanted)
    if rule:
        places = places[np.isin(places, rule.places)]
    listed: list[int] = places.tolist()
    way = paged(asked, listed)
    total = here.snapshot.total(wanted)
    rows = lines(here, way.rows, lambda code: asked.link(xa=code))
    return ListPage(
        asked=asked,
        day=here.day.isoformat(),
        day_words=f"hết ngày {day(here.day)}",
        rooms=here.rooms(asked),
        choices=here.choices(asked),
        units=here.units() if len(here.seen) > 1 else (),
        headings=tuple(_headings(asked)),
        rows=rows,
        said=rule.said if rule else whole(total, here.day),
        notes=(*((rule.note,) if rule else missing(total)), *here.earlier()),
        known=bool(rows) or bool(len(here.found(replace(EVERYTHING, units=here.codes)))),
        all=asked.link(dem="", **{key.replace("-", "_"): "" for key in FILTERS}),
        pages=way.said,
        previous=way.previous,
        following=way.following,
        may_add=here.gate.may(here.request, Action.RECORD),
    )


def _headings(asked: Asked) -> Iterator[Heading]:
    for key, text in HEADINGS.items():
        if key in ORDERS:
            yield heading(asked, key, text, usual=next(iter(ORDERS)), falls_first=LARGEST_FIRST)
        else:
            yield Heading(key, text, text, "", "")


@dataclass(frozen=True, slots=True)
class CountedBy:
    """The models that a figure of a criteria set counts, or may count."""

    places: tuple[int, ...]
    said: str
    note: str


def counted_by(here: Ground, asked: Asked) -> CountedBy | None:
    """Return what the rule of the address counts of the units that may be seen; None without a rule."""
    rule = next((each for each in here.book.counts if each.id == asked.given.get("dem")), None)
    if rule is None:
        return None
    wanted, on = asked.wanted(here.codes), here.ends or here.day
    found = [
        each
        for unit, each in counted(here.held.movement.on(on), rule, rated_year(on)).items()
        if wanted.units is None or unit[0] in wanted.units
    ]
    sure, maybe = (len({key for each in found for key in keys(each)}) for keys in (_sure, _maybe))
    places = (here.snapshot.place_of(key) for each in found for key in (*each.models, *each.maybe))
    said = f"{number(sure)} mô hình được tính vào số liệu, tính đến hết ngày {day(here.day)}"
    return CountedBy(
        tuple(at for at in places if at is not None),
        said + (f"; {number(maybe)} mô hình chưa rõ có được tính hay không" if maybe else ""),
        f"Cách đếm: {rule.title[:1].lower()}{rule.title[1:]}.",
    )


def _sure(each: Counted) -> tuple[str, ...]:
    return each.models


def _maybe(each: Counted) -> tuple[str, ...]:
    return each.maybe
