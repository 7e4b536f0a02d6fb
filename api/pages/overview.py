"""The overview: targets, bands and the table of units, as the address asks for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from api.pages.choosing import Choice, Heading, heading, of_list, of_periods
from api.pages.faults import FaultLine, fault_lines
from api.pages.goals import WIDTH, TargetView, targets
from api.pages.kept import Kept
from api.pages.map import MapView, map_of, other_maps
from api.pages.marks import BandMark, bands
from api.pages.nearest import Near, nearest
from api.pages.query import ORDERS, Asked, days_allowed
from api.pages.trends import Trend, trend
from api.pages.units import Listing, UnitRow
from api.pages.watch_list import Section
from api.workflow import Board, Scored
from engine.wording.numbers import day, figure_range, number

HEADINGS = {"ten": "Đơn vị", "huyen": "Huyện", "dat": "Tiêu chí đạt", "muc": "Mức", "loai-tru": "Loại trừ"}
_FALL_FIRST = ("dat", "muc", "loai-tru")
"""Columns that people want the largest of first."""
SHOWN = 7
"""Lines of a list on the overview; the page of what to watch has them all."""


@dataclass(frozen=True, slots=True)
class BandLine:
    """How many units stand in a band; bars in units of the drawing."""

    band: BandMark
    sure: int
    possible: int
    at_or_above: str
    sure_bar: int
    possible_bar: int
    link: str


@dataclass(frozen=True, slots=True)
class Overview:
    """The whole page."""

    title: str
    asked: Asked
    periods: tuple[Choice, ...]
    notes: tuple[str, ...]
    faults: tuple[FaultLine, ...]
    targets: tuple[TargetView, ...]
    as_of: str
    kept: tuple[tuple[str, str], ...]
    """What the form of the day sends along."""
    first_day: str
    last_day: str
    bands: tuple[BandLine, ...]
    total: int
    of: int
    without_figures: tuple[str, ...]
    names: tuple[tuple[str, str], ...]
    districts: tuple[Choice, ...]
    band_choices: tuple[Choice, ...]
    headings: dict[str, Heading]
    rows: tuple[UnitRow, ...]
    count: str
    map: MapView | None
    other_maps: tuple[tuple[str, str], ...]
    trend: Trend | None
    nearest: tuple[Near, ...]
    watched: tuple[Section, ...]
    watch_link: str
    shown: int = SHOWN
    styles: tuple[str, ...] = ("charts.css", "overview.css")
    scripts: tuple[str, ...] = ("map.js",)


def overview(  # noqa: PLR0913, PLR0917 -- what is known, what is asked, and when
    board: Board, listing: Listing, asked: Asked, today: date, kept: Kept, watched: tuple[Section, ...]
) -> Overview:
    """Lay out the overview of a period; ``watched`` holds what may be seen of what is to be watched."""
    result, districts, chosen = listing.result, listing.districts, listing.select(asked)
    first, last = days_allowed(board, today)
    criteria = board.criteria
    return Overview(
        title=f"Tổng quan kỳ {asked.period}",
        asked=asked,
        periods=of_periods(sorted(board.data.periods), asked.period, lambda each: asked.link(ky=each, ngay="")),
        notes=tuple(_notes(board, result, today)),
        faults=fault_lines(board, result),
        targets=kept.of(board, ("targets", asked.as_of), lambda: targets(board, asked.as_of)),
        as_of=asked.as_of.isoformat(),
        kept=tuple((key, value) for key, value in asked.given.items() if key != "ngay"),
        first_day=first.isoformat(),
        last_day=last.isoformat(),
        bands=_bands(board, result, asked),
        total=len(listing.rows),
        of=len(criteria.criteria),
        without_figures=_without_figures(board, result),
        names=tuple((each.id, each.title) for each in criteria.criteria),
        districts=of_list(districts, asked.district),
        band_choices=of_list(((each.id, each.title) for each in bands(criteria)), asked.band),
        headings=headings(asked, districts),
        rows=tuple(chosen),
        count=_count(board, len(chosen), listing, asked),
        map=kept.of(board, ("map", asked.period, asked.as_of), lambda: map_of(board, listing, asked.as_of)),
        other_maps=other_maps(board, asked, (first, last)),
        trend=kept.of(board, "trend", lambda: trend(board)),
        nearest=kept.of(board, ("nearest", asked.period), lambda: nearest(listing, kept, SHOWN)),
        watched=watched,
        watch_link=f"/theo-doi?ky={asked.period}",
    )


def _count(board: Board, shown: int, listing: Listing, asked: Asked) -> str:
    """Say how many units are shown, and by which filter: paper has no form to read it from."""
    titles = {band.id: band.title for band in bands(board.criteria)}
    by = [
        f"tên có “{asked.search}”" if asked.search else "",
        listing.districts.get(asked.district, ""),
        f"mức “{titles[asked.band]}”" if asked.band else "",
    ]
    filters = ", ".join(filter(None, by))
    total = len(listing.rows)
    return f"Đang xem {number(shown)} trong {number(total)} đơn vị{': ' if filters else ''}{filters}."


def _notes(board: Board, result: Scored, today: date) -> list[str]:
    """Say what must be known about the period before its figures are read."""
    figures, notes = result.scores.figures, []
    if figures.last_day < board.criteria.effective_from:
        begins = day(board.criteria.effective_from)
        notes.append(f"Kỳ này kết thúc trước ngày bộ tiêu chí có hiệu lực ({begins}): chấm để so sánh, không để xét.")
    if today < figures.last_day:
        notes.append(f"Kỳ này đến {day(figures.last_day)} mới kết thúc: số liệu còn thay đổi.")
    return notes


def _bands(board: Board, result: Scored, asked: Asked) -> tuple[BandLine, ...]:
    shown, scores = bands(board.criteria), result.scores
    total = max(1, len(result.codes))
    lines = []
    for index, band in enumerate(shown):
        sure, possible = int((scores.band == index).sum()), int((scores.possible_band == index).sum())
        above, could = int((scores.band <= index).sum()), int((scores.possible_band <= index).sum())
        lines.append(
            BandLine(
                band=band,
                sure=sure,
                possible=possible,
                at_or_above=figure_range(above, could, len(result.codes)),
                sure_bar=round(WIDTH * sure / total),
                possible_bar=round(WIDTH * possible / total),
                link=asked.link(muc=band.id) + "#cac-don-vi",
            )
        )
    return tuple(lines)


def _without_figures(board: Board, result: Scored) -> tuple[str, ...]:
    """Name the units on the map of the period that have no figures at all."""
    scored = set(result.codes)
    on_map = board.register.covered(board.criteria, result.scores.figures.last_day)
    return tuple(unit.name for unit in on_map if unit.code not in scored)


def headings(asked: Asked, districts: Mapping[str, str]) -> dict[str, Heading]:
    """Return the headings of the table of units; where there are no districts it has no column of them."""
    return {key: _heading(asked, key) for key in ORDERS if key != "huyen" or districts}


def _heading(asked: Asked, key: str) -> Heading:
    found = heading(asked, key, HEADINGS[key], usual=ORDERS[0], falls_first=_FALL_FIRST)
    return replace(found, link=found.link + "#cac-don-vi")
