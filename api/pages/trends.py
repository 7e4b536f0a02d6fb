"""How many units stood in each band, period after period, as bars of a drawing with their figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from api.pages.marks import BandMark, bands
from api.workflow import Board
from engine.wording.numbers import number

BARS_LEFT, BARS_WIDTH, WIDTH = 168, 780, 1000
PERIOD_HEIGHT, SURE_HEIGHT, POSSIBLE_HEIGHT, LEGEND = 84, 26, 18, 8
DIGIT, ROOM = 9, 8
"""Width of a digit and the room around a figure, in units of the drawing."""


@dataclass(frozen=True, slots=True)
class Segment:
    """The units of a band in a bar; ``inside`` tells whether the figure has room in it, else it stands above."""

    step: int
    x: float
    width: float
    count: int
    text_x: float
    inside: bool


@dataclass(frozen=True, slots=True)
class TrendBar:
    """All units of a period in one bar, sure or possible."""

    word: str
    y: int
    height: int
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class TrendPeriod:
    """A period: its units, its bars, and the counts by band as the table beside has them."""

    period: str
    y: int
    total: int
    bars: tuple[TrendBar, ...]
    sure: tuple[int, ...]
    possible: tuple[int, ...]
    link: str


@dataclass(frozen=True, slots=True)
class Trend:
    """The whole drawing."""

    width: int
    height: int
    bands: tuple[BandMark, ...]
    periods: tuple[TrendPeriod, ...]
    label: str
    breaks: tuple[str, ...] = ()
    """Where the units of a period are others than those of the one before: their numbers don't compare."""


def trend(board: Board) -> Trend | None:
    """Draw the bands of every period with figures; None where the set has no bands."""
    shown = bands(board.criteria)
    if not shown:
        return None
    counts = [_counts(board, period, len(shown)) for period in board.data.periods]
    longest = max((sum(sure) for _, sure, _ in counts), default=0) or 1
    periods = tuple(_period(place, each, shown, longest) for place, each in enumerate(counts))
    first, last = (each.period for each in (periods[0], periods[-1]))
    return Trend(
        width=WIDTH,
        height=LEGEND + PERIOD_HEIGHT * len(periods),
        bands=shown,
        periods=periods,
        label=f"Số đơn vị ở từng mức, kỳ {first} đến kỳ {last}; các số có trong bảng ngay dưới hình.",
        breaks=tuple(_breaks(board)),
    )


def _breaks(board: Board) -> Iterator[str]:
    """Say from which period on other units are counted; a unit that goes on under its code is the same."""
    maps = [(period, board.criteria.period.bounds(period)[1]) for period in sorted(board.data.periods)]
    for (_, earlier), (period, later) in pairwise(maps):
        before, now = (len(board.register.on(on)) for on in (earlier, later))
        if before and now and before != now:
            yield (
                f"Kỳ {period} đếm trên bản đồ khác: {number(before)} đơn vị thành {number(now)} trên địa bàn, nên số "
                "đơn vị ở từng mức không so thẳng với kỳ trước."
            )


Counted = tuple[str, tuple[int, ...], tuple[int, ...]]


def _counts(board: Board, period: str, size: int) -> Counted:
    scores = board.scored(period).scores
    sure, possible = (
        tuple(np.bincount(column, minlength=size).tolist()) for column in (scores.band, scores.possible_band)
    )
    return period, sure, possible


def _period(place: int, counted: Counted, shown: Sequence[BandMark], longest: int) -> TrendPeriod:
    period, sure, possible = counted
    top = LEGEND + place * PERIOD_HEIGHT
    settled = sure == possible
    bars = [_bar("chắc chắn" if not settled else "", top + 16, SURE_HEIGHT, sure, shown, longest)]
    if not settled:
        bars.append(_bar("có thể", top + 58, POSSIBLE_HEIGHT, possible, shown, longest))
    return TrendPeriod(period, top, sum(sure), tuple(bars), sure, possible, f"/?ky={period}")


def _bar(  # noqa: PLR0913, PLR0917 -- the parts of a bar
    word: str, y: int, height: int, counts: Sequence[int], shown: Sequence[BandMark], longest: int
) -> TrendBar:
    return TrendBar(word, y, height, tuple(_segments(counts, shown, longest)))


def _segments(counts: Sequence[int], shown: Sequence[BandMark], longest: int) -> Iterator[Segment]:
    """Lay the bands side by side; a figure above its bar gives way to the one before it."""
    x, free = float(BARS_LEFT), 0.0
    for band, count in zip(shown, counts, strict=True):
        if not count:
            continue
        width = round(BARS_WIDTH * count / longest, 1)
        need = len(str(count)) * DIGIT
        inside = width >= need + ROOM
        middle = x + width / 2
        if not inside:
            middle = max(middle, free + need / 2)
            free = middle + need / 2 + ROOM / 2
        yield Segment(band.step, round(x, 1), width, count, round(middle, 1), inside)
        x += width
