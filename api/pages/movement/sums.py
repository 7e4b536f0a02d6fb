"""The register added up: by field, kind, district, unit or body on a day, as a map, and over the years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import partial

from api.pages.choosing import Choice
from api.pages.frame import Link
from api.pages.map import MapView
from api.pages.movement.asking import FILTERS, LIST, REVIEW, SUMS, WAYS, Asked
from api.pages.movement.drawings import Year, Years, map_of, years_of
from api.pages.movement.ground import Ground
from api.pages.movement.words import itemised, missing, only_counted, whole
from engine.movement.rollups import By, Total
from engine.movement.state import NO_DISTRICT, UNPLACED
from engine.movement.trend import ends_of_years, trend
from engine.movement.wanted import EVERYTHING, Wanted
from engine.wording.numbers import day, figure_range, number, percent

BYS: dict[str, tuple[By, str]] = {
    "linh-vuc": ("field", "Lĩnh vực"),
    "loai": ("kind", "Loại"),
    "huyen": ("district", "Huyện, thành phố"),
    "don-vi": ("unit", "Xã, phường, thị trấn"),
    "to-chuc": ("body", "Tổ chức phụ trách"),
}
"""What each way adds up by, and what its first column holds."""
KEYS = {"linh-vuc": "linh_vuc", "loai": "loai", "huyen": "huyen", "don-vi": "xa", "to-chuc": "to_chuc"}
OPEN = {UNPLACED: "Chưa rõ thuộc đơn vị nào", NO_DISTRICT: "Không còn cấp huyện"}
BAR = 200
YEARS_SHOWN = 7


@dataclass(frozen=True, slots=True)
class SumRow:
    """One line; the bar is as long as its share of the longest."""

    title: str
    link: str
    models: str
    bar: float
    could: float
    share: str
    villages: str
    units: str
    members: str
    households: str
    missing: str


@dataclass(frozen=True, slots=True)
class SumsPage:
    """The whole page."""

    asked: Asked
    day: str
    day_words: str
    rooms: tuple[Link, ...]
    ways: tuple[Choice, ...]
    by: str
    with_units: bool
    choices: dict[str, tuple[Choice, ...]]
    first: str
    said: str
    notes: tuple[str, ...]
    rows: tuple[SumRow, ...]
    foot: SumRow | None
    known: bool
    all: str
    map: MapView | None
    by_unit: str
    trend: Years | None
    title: str = "Tổng hợp mô hình, tổ tự quản"
    styles: tuple[str, ...] = field(default=("movement.css", "charts.css"))
    scripts: tuple[str, ...] = ("map.js",)


def sums_page(here: Ground) -> SumsPage:
    """Lay out the sums."""
    asked = here.asked(SUMS)
    wanted = asked.wanted(here.codes)
    way = asked.given.get("theo", next(iter(WAYS)))
    by, first = BYS[way]
    totals, total = here.snapshot.totals(by, wanted), here.snapshot.total(wanted)
    longest = max((each.possible for each in totals), default=0) or 1
    shown = [each for each in totals if each.possible]
    rows = tuple(_row(each, total, longest, _link(asked, way, each.key)) for each in shown)
    units = totals if by == "unit" else here.snapshot.totals("unit", wanted)
    links = {code: asked.link(LIST, xa=code, theo="") for code, _ in here.seen}
    return SumsPage(
        asked=asked,
        day=here.day.isoformat(),
        day_words=f"hết ngày {day(here.day)}",
        rooms=here.rooms(asked),
        ways=tuple(
            Choice(key, text, key == way, asked.link(theo="" if key == next(iter(WAYS)) else key))
            for key, text in WAYS.items()
            if key != "huyen" or here.districts
        ),
        by=asked.given.get("theo", ""),
        with_units=by != "unit",
        choices=here.choices(asked),
        first=first,
        said=whole(total, here.day),
        notes=(*missing(total), *_kinds(here, asked, totals, total), *here.earlier()),
        rows=rows,
        foot=replace(_row(total, total, longest, ""), title="Tất cả") if rows else None,
        known=bool(rows) or bool(len(here.found(replace(EVERYTHING, units=here.codes)))),
        all=asked.link(**{key.replace("-", "_"): "" for key in FILTERS}),
        map=map_of(here, {each.key: each for each in units}, links) if len(here.seen) > 1 and rows else None,
        by_unit=asked.link(theo="don-vi"),
        trend=_trend(here, wanted, asked) if rows else None,
    )


def _kinds(here: Ground, asked: Asked, totals: Sequence[Total], total: Total) -> tuple[str, ...]:
    """Say how much of the whole the kinds come to that have a name, where the whole is shown by kind."""
    if asked.given.get("theo") != "loai" or asked.filtered:
        return ()
    sees = partial(here.gate.seen, here.request)
    return itemised(here.book, totals, total, only_counted(here.gate.office, here.book, here.day, sees))


def _row(each: Total, whole_of: Total, longest: int, link: str) -> SumRow:
    share = Decimal(100 * each.models) / Decimal(whole_of.models) if whole_of.models else None
    sure, could = (round(BAR * value / longest, 1) for value in (each.models, each.possible))
    return SumRow(
        title=OPEN.get(each.key) or each.title,
        link=link,
        models=figure_range(each.models, each.possible),
        bar=min(sure, BAR),
        could=min(could, BAR),
        share="–" if share is None else percent(share.quantize(Decimal("0.1"))),
        villages=figure_range(each.villages, each.villages_possible),
        units=number(each.units),
        members=number(each.members) if each.members_missing < each.models else "–",
        households=number(each.households) if each.households_missing < each.models else "–",
        missing=number(each.members_missing),
    )


def _link(asked: Asked, way: str, key: str) -> str:
    if key == UNPLACED:
        return asked.link(REVIEW, xem="chua-ro", theo="")
    if key == NO_DISTRICT:
        return ""
    return asked.link(LIST, theo="", **{KEYS[way]: key})


def _trend(here: Ground, wanted: Wanted, asked: Asked) -> Years | None:
    """Count by field at the end of each of the last years, on the map of the day, from the first one with a model."""
    days = ends_of_years(here.day.year - YEARS_SHOWN, here.day.year, here.day)
    found = trend(here.held.movement, days, "field", wanted)
    years: list[Year] = []
    for at, on in enumerate(days):
        totals = [each.totals[at] for each in found]
        possible = sum(each.possible for each in totals if each)
        if possible or years:
            label = f"{on.year}" if (on.month, on.day) == (12, 31) else day(on)
            link = asked.link(ngay="" if on == here.gate.office.today else on.isoformat())
            years.append(Year(label, link, tuple(each.models if each else 0 for each in totals), possible))
    return years_of(years, [each.title for each in found])
