"""The map on a day: a tile or an outline a unit, shaded by the criteria met in the period, districts outlined."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from api.pages.marks import STEPS, bands
from api.pages.outlines import Drawing, Shape, drawing
from api.pages.query import Asked
from api.pages.units import Listing, UnitRow
from api.workflow import Board
from engine.names import sort_key
from engine.units import Lineage, UnitKey, UnitVersion
from engine.wording.numbers import day, number

LATER, OUTSIDE, MISSING = "later", "outside", "missing"
"""How a unit is drawn that the period scores none of: it came later, is of another kind, or has no figures."""
BEFORE_NAMES = 3
"""Former communes that are named in the label of a unit; more are counted."""


@dataclass(frozen=True, slots=True)
class UnitShape:
    """A unit as it is drawn: ``step`` 1 to 5 of the hue, or why it has none; ``link`` is empty where no page is."""

    shape: Shape
    step: str
    text: str
    label: str
    link: str

    @property
    def style(self) -> str:
        """How the text is written: a figure, a range, a name where there is no figure; light on the darkest step."""
        if self.step == LATER:
            return "unit-name"
        return f"figure{' range' if '–' in self.text else ''}{' on-dark' if self.step == str(STEPS) else ''}"


@dataclass(frozen=True, slots=True)
class Former:
    """A unit of the map that the period knows only by what it was made of."""

    code: str
    name: str
    parts: tuple[tuple[str, str, str], ...]
    """Name, figures and link of each former commune; without figures both are empty."""


@dataclass(frozen=True, slots=True)
class LegendStep:
    """One shade, what it means, and how many units of the map have it."""

    step: str
    title: str
    count: int


@dataclass(frozen=True, slots=True)
class MapView:
    """The map of a day."""

    title: str
    day: str
    drawing: Drawing
    shapes: tuple[UnitShape, ...]
    legend: tuple[LegendStep, ...]
    former: tuple[Former, ...]
    sentence: str


def map_of(board: Board, listing: Listing, on: date) -> MapView | None:
    """Draw the map of a day with the counts of the period; None where no unit is known on that day."""
    here = (each for each in board.register.on(on).values() if board.register.in_province(board.criteria, each))
    units = sorted(here, key=lambda each: each.key)
    districts = board.register.districts_on(on)
    drawn = drawing(
        tuple((each.key, each.district) for each in units), {key: each.name for key, each in districts.items()}
    )
    if drawn is None:
        return None
    rows = _rows(board, listing)
    former = {each.key: _former(board, listing, each, rows) for each in units if each.key not in rows}
    shapes = tuple(
        _unit(board, listing, each, drawn.shapes[each.key], rows, former) for each in units if each.key in drawn.shapes
    )
    return MapView(
        title=f"Bản đồ ngày {day(on)}",
        day=day(on),
        drawing=drawn,
        shapes=shapes,
        legend=tuple(_legend(board, shapes)),
        former=tuple(each for each in sorted(former.values(), key=lambda each: sort_key(each.name)) if each.parts),
        sentence=_sentence(board, listing, shapes),
    )


def _rows(board: Board, listing: Listing) -> dict[UnitKey, UnitRow]:
    """Return the rows of the table by unit version: a code of the period can be another unit's on the day."""
    on = listing.result.scores.figures.last_day
    found = ((board.register.version(row.code, on), row) for row in listing.rows)
    return {unit.key: row for unit, row in found if unit is not None}


def _unit(  # noqa: PLR0913, PLR0917 -- a unit, where it is drawn, and what is known of it
    board: Board,
    listing: Listing,
    unit: UnitVersion,
    shape: Shape,
    rows: Mapping[UnitKey, UnitRow],
    former: Mapping[UnitKey, Former],
) -> UnitShape:
    where = f", {unit.district_name}" if unit.district_name else ""
    row = rows.get(unit.key)
    if row is not None:
        said = f"{unit.name}{where}: {row.figures} tiêu chí đạt"
        text = str(row.met) if row.met == row.possible else f"{row.met}–{row.possible}"
        return UnitShape(shape, str(_step(board, row)), text, said, f"/xa/{row.code}?ky={listing.period}")
    parts = former[unit.key].parts
    if parts:
        named = "; ".join(f"{name} {figures}".strip() for name, figures, _ in parts[:BEFORE_NAMES])
        more = f" và {len(parts) - BEFORE_NAMES} đơn vị nữa" if len(parts) > BEFORE_NAMES else ""
        said = f"{unit.name}: chưa có số liệu kỳ {listing.period}; lập từ {named}{more}"
        return UnitShape(shape, LATER, unit.short_name, said, f"#dv-{unit.code}")
    if not board.register.covers(board.criteria, unit):
        return UnitShape(shape, OUTSIDE, "", f"{unit.name}{where}: không thuộc diện chấm", "")
    said = f"{unit.name}{where}: chưa có số liệu kỳ {listing.period}"
    return UnitShape(shape, MISSING, "?", said, "")


def _step(board: Board, row: UnitRow) -> int:
    """Return the step of the hue: that of the band, or a fifth of the criteria where the set has no bands."""
    if row.band is not None:
        return row.band.step
    return min(STEPS, 1 + row.met * STEPS // max(1, len(board.criteria.criteria)))


def _former(board: Board, listing: Listing, unit: UnitVersion, rows: Mapping[UnitKey, UnitRow]) -> Former:
    """Find the communes of the period that a later unit was made of, however many mergers ago."""
    found: dict[UnitKey, Lineage] = {}
    left = list(board.register.predecessors(unit.key))
    while left:
        each = left.pop()
        if each.old not in found and each.old != unit.key:
            found[each.old] = each
            left += board.register.predecessors(each.old)
    on = listing.result.scores.figures.last_day
    parts = []
    for key, line in found.items():
        old = board.register.version(*key)
        if old is None or not old.exists_on(on):
            continue
        row = rows.get(key)
        part = " (một phần)" if line.extent == "part" else ""
        link = f"/xa/{row.code}?ky={listing.period}" if row else ""
        parts.append((f"{old.name}{part}", row.figures if row else "", link))
    return Former(unit.code, unit.name, tuple(sorted(parts, key=lambda each: sort_key(each[0]))))


def _legend(board: Board, shapes: Sequence[UnitShape]) -> list[LegendStep]:
    counts: dict[str, int] = {}
    for each in shapes:
        counts[each.step] = counts.get(each.step, 0) + 1
    titles = {str(each.step): each.title for each in bands(board.criteria)}
    of = len(board.criteria.criteria)
    for step in range(1, STEPS + 1) if not titles else ():
        low, high = -(-(step - 1) * of // STEPS), -(-step * of // STEPS) - 1
        titles[str(step)] = f"{low} – {of if step == STEPS else high} tiêu chí"
    titles |= {
        LATER: "lập sau kỳ này, chưa có số liệu",
        OUTSIDE: "không thuộc diện chấm",
        MISSING: "chưa có số liệu",
    }
    shown = [step for step in titles if step in counts or step.isdigit()]
    scored = any(step in counts for step in shown if step.isdigit())
    return [LegendStep(step, titles[step], counts.get(step, 0)) for step in shown if scored or not step.isdigit()]


def _sentence(board: Board, listing: Listing, shapes: Sequence[UnitShape]) -> str:
    scored = sum(each.step.isdigit() for each in shapes)
    said = f"{number(len(shapes))} đơn vị trên bản đồ; số trong ô là số tiêu chí đạt kỳ {listing.period}"
    if any("–" in each.text for each in shapes):
        said += " (chắc chắn–có thể)"
    if scored:
        return f"{said}, có số của {number(scored)} đơn vị."
    if not any(each.step == LATER for each in shapes):
        return f"{number(len(shapes))} đơn vị trên bản đồ, chưa đơn vị nào có số liệu kỳ {listing.period}."
    last = day(board.criteria.period.bounds(listing.period)[1])
    return (
        f"{number(len(shapes))} đơn vị trên bản đồ. Kỳ {listing.period} kết thúc ngày {last}, trước khi có các đơn vị "
        "này, nên chưa đơn vị nào có điểm; xem điểm của các xã cũ trong bảng ngay dưới bản đồ."
    )


def other_maps(board: Board, asked: Asked, allowed: tuple[date, date]) -> tuple[tuple[str, str], ...]:
    """Lead to the map before and the map after, where a day of it may be asked for: text and address."""
    turns = sorted({each.first_day for each in board.register.versions})
    found = []
    earlier = [each for each in turns[1:] if each <= asked.as_of]
    if earlier and earlier[-1] > allowed[0]:
        last = date.fromordinal(earlier[-1].toordinal() - 1)
        found.append((f"Bản đồ đến hết {day(last)}", asked.link(ngay=last.isoformat()) + "#ban-do"))
    later = [each for each in turns if each > asked.as_of]
    if later and later[0] <= allowed[1]:
        found.append((f"Bản đồ từ {day(later[0])}", asked.link(ngay=later[0].isoformat()) + "#ban-do"))
    return tuple(found)
