"""A sweep as a drawing: how many units meet the bound at each step, the unknown as a band, today's bound marked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from engine.criteria import CriteriaSet
from engine.impact import Step, Sweep
from engine.wording.numbers import figure_range, number
from engine.wording.sweeps import figure

WIDTH, HEIGHT = 860, 300
LEFT, RIGHT, TOP, BOTTOM = 48, 800, 40, 250
FIGURE_ROOM = 64
"""Between two figures along the line."""
MOST_DOTS = 60
"""Steps that are marked one by one; more of them make one line."""
EDGE = 90


@dataclass(frozen=True, slots=True)
class Label:
    """A text on the drawing; ``side`` says which end of it stands at x."""

    text: str
    x: float
    y: float
    side: str = "middle"


@dataclass(frozen=True, slots=True)
class SweepView:
    """The drawing in its own units; ``unknown`` lies between sure and possible, empty where nothing does."""

    sure: str
    unknown: str
    dots: tuple[tuple[float, float], ...]
    now_x: float
    now: Label
    figures: tuple[Label, ...]
    values: tuple[Label, ...]
    heights: tuple[Label, ...]
    label: str
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = RIGHT
    top: int = TOP
    bottom: int = BOTTOM


@dataclass(frozen=True, slots=True)
class _Scale:
    first: Decimal
    last: Decimal
    most: int

    def x(self, value: Decimal) -> float:
        span = self.last - self.first or Decimal(1)
        return round(LEFT + (RIGHT - LEFT) * float((value - self.first) / span), 1)

    def y(self, count: int) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * count / self.most, 1)


def drawn(criteria: CriteriaSet, found: Sweep) -> SweepView:
    """Draw a sweep; between two steps the line is straight, the figures are those of the steps."""
    steps, now = found.steps, found.now
    scale = _Scale(steps[0].value, steps[-1].value, max(found.units, 1))
    sure = [(scale.x(each.value), scale.y(each.met)) for each in steps]
    could = [(scale.x(each.value), scale.y(each.possible)) for each in steps]
    open_ones = any(each.possible > each.met for each in steps)
    at = scale.x(now.value)
    side = "start" if at < LEFT + EDGE else "end" if at > RIGHT - EDGE else "middle"
    ends = [figure(criteria, found.bound, each.value) for each in (steps[0], steps[-1])]
    return SweepView(
        sure=_path(sure),
        unknown=f"{_path([*could, *reversed(sure)])}z" if open_ones else "",
        dots=tuple(sure) if len(steps) <= MOST_DOTS else (),
        now_x=at,
        now=Label(f"đang áp dụng: {figure(criteria, found.bound, now.value)}", at, TOP - 22, side),
        figures=tuple(_figures(steps, now, scale)),
        values=(
            Label(ends[0], LEFT, BOTTOM + 22, "start"),
            Label(ends[1], RIGHT, BOTTOM + 22, "end"),
            *([Label(figure(criteria, found.bound, now.value), at, BOTTOM + 22)] if side == "middle" else []),
        ),
        heights=(Label(number(found.units), LEFT - 8, TOP + 5, "end"), Label("0", LEFT - 8, BOTTOM + 5, "end")),
        label=(
            f"Số đơn vị từ ngưỡng {ends[0]} đến {ends[1]}: "
            f"{', '.join(figure_range(each.met, each.possible) for each in (steps[0], now, steps[-1]))} "
            "ở mức đầu, mức đang áp dụng và mức cuối; các số có trong bảng ngay dưới hình."
        ),
    )


def _path(corners: list[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in corners)


def _figures(steps: tuple[Step, ...], now: Step, scale: _Scale) -> Iterator[Label]:
    """Write the figure of today in any case, and others that change where there is room beside it."""
    taken = [scale.x(now.value)]
    shown = [now]
    before: tuple[int, int] | None = None
    for each in steps:
        x, counts = scale.x(each.value), (each.met, each.possible)
        if each is not now and counts != before and all(abs(x - other) >= FIGURE_ROOM for other in taken):
            taken.append(x)
            shown.append(each)
        before = counts
    for each in sorted(shown, key=lambda step: step.value):
        x = scale.x(each.value)
        side = "start" if x < LEFT + FIGURE_ROOM / 2 else "end" if x > RIGHT - FIGURE_ROOM / 2 else "middle"
        yield Label(figure_range(each.met, each.possible), x, round(scale.y(each.possible) - 8, 1), side)
