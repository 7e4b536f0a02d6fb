"""The register as pictures: the map of units shaded by their models, and the bars of the years."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from api.pages.map import OUTSIDE, LegendStep, MapView, UnitShape
from api.pages.marks import STEPS
from api.pages.movement.ground import Ground
from api.pages.outlines import Shape, drawing
from engine.movement.rollups import Total
from engine.units import UnitVersion
from engine.wording.numbers import day, figure_range, number

LEFT, TOP, BOTTOM, BAR, GAP = 8, 28, 228, 52, 24
SHADES = (5, 3, 1, 4, 2)
"""Steps of the hue for the parts of a bar, told apart best."""


@dataclass(frozen=True, slots=True)
class _Scale:
    """What the shades mean: the first begins above ``low``, each spans ``width`` counts."""

    low: int
    width: int

    def step(self, count: int) -> int:
        """Return the shade of a count above ``low``."""
        return -(-(count - self.low) // self.width)


def map_of(here: Ground, totals: Mapping[str, Total], link: Mapping[str, str]) -> MapView | None:
    """Draw the units of the day with their models, by code; ``link`` is where each that may be seen leads.

    None where no unit of the day can be drawn.
    """
    units = sorted(here.map.values(), key=lambda each: each.key)
    held = here.gate.office.register.districts_on(here.day)
    drawn = drawing(tuple((each.key, each.district) for each in units), {key: each.name for key, each in held.items()})
    if drawn is None:
        return None
    scale = _scale([totals[code].models for code in link if code in totals])
    shapes = tuple(
        _shape(each, drawn.shapes[each.key], totals.get(each.code), link.get(each.code, ""), scale)
        for each in units
        if each.key in drawn.shapes
    )
    return MapView(
        title=f"Bản đồ ngày {day(here.day)}",
        day=day(here.day),
        drawing=drawn,
        shapes=shapes,
        legend=tuple(_legend(shapes, scale, len(link) < len(units))),
        former=(),
        sentence="Số trong ô là số mô hình của đơn vị (chắc chắn–có thể nếu chưa rõ); bấm một ô để mở danh sách.",
    )


def _shape(unit: UnitVersion, shape: Shape, total: Total | None, link: str, scale: _Scale) -> UnitShape:
    where = f", {unit.district_name}" if unit.district_name else ""
    if not link:
        return UnitShape(shape, OUTSIDE, "", f"{unit.name}{where}: ngoài phạm vi được xem", "")
    sure, possible = (total.models, total.possible) if total else (0, 0)
    text = number(sure) if sure == possible else f"{number(sure)}–{number(possible)}"
    step = str(scale.step(sure)) if sure else OUTSIDE
    return UnitShape(shape, step, text, f"{unit.name}{where}: {figure_range(sure, possible)} mô hình", link)


def _scale(counts: Sequence[int]) -> _Scale:
    """Return the narrowest shades, 1, 2 or 5 times a power of ten wide, of which five reach from least to most."""
    found = [each for each in counts if each] or [1]
    ten = 1
    while True:
        for each in (1, 2, 5):
            width = each * ten
            low = (min(found) - 1) // width * width
            if low + STEPS * width >= max(found):
                return _Scale(low, width)
        ten *= 10


def _legend(shapes: Sequence[UnitShape], scale: _Scale, some_hidden: bool) -> Iterator[LegendStep]:  # noqa: FBT001 -- a fact
    counts = {str(step): 0 for step in range(1, STEPS + 1)} | {OUTSIDE: 0}
    for each in shapes:
        counts[each.step] += 1
    for step in range(1, STEPS + 1):
        low, high = scale.low + (step - 1) * scale.width + 1, scale.low + step * scale.width
        span = number(low) if low == high else f"{number(low)} – {number(high)}"
        yield LegendStep(str(step), f"{span} mô hình", counts[str(step)])
    if counts[OUTSIDE]:
        said = "chưa có mô hình nào, hoặc ngoài phạm vi được xem" if some_hidden else "chưa có mô hình nào"
        yield LegendStep(OUTSIDE, said, counts[OUTSIDE])


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a bar."""

    step: int
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Bar:
    """The models at the end of a year; ``could_height`` is 0 where all is sure."""

    label: str
    x: int
    width: int
    middle: float
    parts: tuple[Part, ...]
    could_y: float
    could_height: float
    text: str
    text_y: float


@dataclass(frozen=True, slots=True)
class Years:
    """The bars, and the same as a table."""

    width: int
    height: int
    left: int
    bottom: int
    bars: tuple[Bar, ...]
    label: str
    said: str
    legend: tuple[tuple[str, str], ...]
    heads: tuple[str, ...]
    rows: tuple[tuple[str, str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Year:
    """What is drawn of a day: its label, the sure counts part by part, and the possible whole."""

    label: str
    link: str
    parts: tuple[int, ...]
    possible: int

    @property
    def sure(self) -> int:
        """The sure whole."""
        return sum(self.parts)


def years_of(years: Sequence[Year], titles: Sequence[str]) -> Years | None:
    """Draw the years, oldest first; None where there are fewer than two, or no model in any."""
    most = max((each.possible for each in years), default=0)
    if len(years) < 2 or not most:  # noqa: PLR2004 -- a trend needs two
        return None
    first, last = years[0], years[-1]
    heads = (*titles, "Tất cả") if len(titles) > 1 else ("Mô hình",)
    return Years(
        width=LEFT + len(years) * (BAR + GAP),
        height=BOTTOM + 32,
        left=LEFT,
        bottom=BOTTOM,
        bars=tuple(_bar(place, each, most) for place, each in enumerate(years)),
        label=f"Số mô hình từ {first.label} đến {last.label}; các số có trong bảng ngay dưới hình.",
        said=_change(first, last),
        legend=tuple((str(SHADES[at % len(SHADES)]), title) for at, title in enumerate(titles)),
        heads=heads,
        rows=tuple((each.label, each.link, _cells(each)) for each in years),
    )


def _cells(year: Year) -> tuple[str, ...]:
    whole = figure_range(year.sure, year.possible)
    return (*map(number, year.parts), whole) if len(year.parts) > 1 else (whole,)


def _change(first: Year, last: Year) -> str:
    said = f"Từ {figure_range(first.sure, first.possible)} mô hình ({first.label}) đến "
    said += f"{figure_range(last.sure, last.possible)} ({last.label})"
    if (first.sure, last.sure) != (first.possible, last.possible):
        return f"{said}."
    more = last.sure - first.sure
    return f"{said}: {'tăng' if more > 0 else 'giảm'} {number(abs(more))}." if more else f"{said}: không đổi."


def _bar(place: int, year: Year, most: int) -> Bar:
    x, scale = LEFT + GAP // 2 + place * (BAR + GAP), (BOTTOM - TOP) / most
    parts, y = [], float(BOTTOM)
    for at, count in enumerate(year.parts):
        height = round(count * scale, 1)
        y -= height
        if height:
            parts.append(Part(SHADES[at % len(SHADES)], round(y, 1), height))
    could = round((year.possible - year.sure) * scale, 1)
    return Bar(
        label=year.label,
        x=x,
        width=BAR,
        middle=x + BAR / 2,
        parts=tuple(parts),
        could_y=round(y - could, 1),
        could_height=could,
        text=figure_range(year.sure, year.possible),
        text_y=round(y - could - 6, 1),
    )
