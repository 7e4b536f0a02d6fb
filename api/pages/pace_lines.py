"""The way of a goal as a drawing: steps of what was reached, the unknown as a band, and the line that is needed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from engine.pace import Point
from engine.wording.numbers import day, figure_range, number

WIDTH, HEIGHT = 760, 220
LEFT, RIGHT, TOP, BOTTOM = 16, 640, 30, 184
FIGURE_ROOM, DAY_ROOM = 60, 100
"""Between two figures along the line, and between two days below it."""
Corner = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Label:
    """A figure or a day on the drawing; ``side`` says which end of the text stands at x."""

    text: str
    x: float
    y: float
    side: str = "middle"


@dataclass(frozen=True, slots=True)
class PaceView:
    """The drawing: paths in its own units, empty where there is none; ``unknown`` lies between sure and possible."""

    sure: str
    unknown: str
    needed: str
    now_x: float
    now_low: float
    now_high: float
    required_y: float
    required: str
    figures: tuple[Label, ...]
    days: tuple[Label, ...]
    label: str
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = RIGHT
    top: int = TOP
    bottom: int = BOTTOM


@dataclass(frozen=True, slots=True)
class _Scale:
    """Days from left to right, counts from the bottom up."""

    first: date
    last: date
    most: int

    def x(self, on: date) -> float:
        span = max(1, (self.last - self.first).days)
        return round(LEFT + (RIGHT - LEFT) * (on - self.first).days / span, 1)

    def y(self, count: int) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * count / self.most, 1)


def drawn(points: Sequence[Point], required: int, due: date) -> PaceView:
    """Draw what was reached, in the order of days: a figure holds until the next day that was measured."""
    first, now = points[0], points[-1]
    scale = _Scale(first.on, max(due, now.on), max(required, *(each.possible for each in points), 1))
    sure = _steps([(scale.x(each.on), scale.y(each.reached)) for each in points])
    could = _steps([(scale.x(each.on), scale.y(each.possible)) for each in points])
    open_ones = any(each.possible > each.reached for each in points)
    end = (scale.x(due), scale.y(required))
    still = now.on < due and now.reached < required
    return PaceView(
        sure=_path(sure),
        unknown=f"{_path([*could, *reversed(sure)])}z" if open_ones else "",
        needed=_path([(scale.x(now.on), scale.y(now.reached)), end]) if still else "",
        now_x=scale.x(now.on),
        now_low=scale.y(now.reached),
        now_high=scale.y(now.possible),
        required_y=end[1],
        required=f"cần {number(required)}",
        figures=tuple(_figures(points, scale)),
        days=tuple(_days(points, due, scale)),
        label=(
            f"Từ {figure_range(first.reached, first.possible)} ngày {day(first.on)} đến "
            f"{figure_range(now.reached, now.possible)} ngày {day(now.on)}; cần {number(required)} vào {day(due)}."
        ),
    )


def _steps(corners: Sequence[Corner]) -> list[Corner]:
    found = [corners[0]]
    for x, y in corners[1:]:
        if y != found[-1][1]:
            found.append((x, found[-1][1]))
        found.append((x, y))
    return found


def _path(corners: Sequence[Corner]) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in corners)


def _figures(points: Sequence[Point], scale: _Scale) -> Iterator[Label]:
    """Write the figures where they change and at the end, those with room beside the next, the last in any case."""
    changed = [
        each
        for before, each in zip((None, *points), points, strict=False)
        if before is None or (before.reached, before.possible) != (each.reached, each.possible)
    ]
    shown, free = [points[-1]], scale.x(points[-1].on)
    for each in reversed(changed):
        if scale.x(each.on) + FIGURE_ROOM <= free:
            shown.append(each)
            free = scale.x(each.on)
    for each in reversed(shown):
        x = scale.x(each.on)
        side = "start" if x < LEFT + FIGURE_ROOM / 2 else "middle"
        yield Label(figure_range(each.reached, each.possible), x, round(scale.y(each.possible) - 8, 1), side)


def _days(points: Sequence[Point], due: date, scale: _Scale) -> Iterator[Label]:
    now, y = points[-1].on, BOTTOM + 22
    yield Label(day(points[0].on), LEFT, y, "start")
    if scale.x(now) - LEFT > DAY_ROOM and RIGHT - scale.x(now) > DAY_ROOM:
        yield Label(day(now), scale.x(now), y)
    if scale.x(due) - LEFT > DAY_ROOM:
        yield Label(f"hạn {day(due)}", scale.x(due), y)
