"""Units as shapes: squares on a grid, or outlines in a projection; drawn in whole units of the picture."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from math import cos, radians

from api.exchange.register import Boundary, Point, Tile, load_boundaries, tile_maps
from engine.units import UnitKey

TILE_WIDTH, TILE_HEIGHT, GAP = 44, 40, 1
HEAD = 28
"""Room above the map for the name of the unit that is pointed at."""
OUTLINES_WIDTH = 836
"""As wide as 19 tiles."""
APART = "Mỗi tỉnh một khối, đặt trên dưới, không theo vị trí giữa các tỉnh."
Unit = tuple[UnitKey, str | None]
"""A unit with the code of its district."""
Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Shape:
    """A closed path, and where the figure of the unit is written."""

    path: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class DistrictName:
    """The name of a district and where it begins."""

    text: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """A map without what is told about its units; ``districts`` is one path along their borders."""

    kind: str
    width: int
    height: int
    shapes: Mapping[UnitKey, Shape]
    districts: str
    names: tuple[DistrictName, ...]
    source: str


def drawing(units: tuple[Unit, ...], names: Mapping[str, str]) -> Drawing | None:
    """Draw the units of a day: by their outlines where they are known, else as tiles; None where neither is."""
    return _drawing(units, tuple(sorted(names.items())))


@lru_cache(maxsize=8)
def _drawing(units: tuple[Unit, ...], names: tuple[tuple[str, str], ...]) -> Drawing | None:
    keys = [key for key, _ in units]
    outlines = {key: _boundaries()[key] for key in keys if key in _boundaries()}
    if keys and len(outlines) == len(keys):
        return _outlined(outlines)
    blocks = [found for each in _tiles() if (found := {key: each[key] for key in keys if key in each})]
    if not blocks:
        return None
    drawn = _tiled(_stacked(blocks), dict(units), dict(names))
    return drawn if len(blocks) == 1 else replace(drawn, source=f"{drawn.source} {APART}")


@cache
def _tiles() -> tuple[Mapping[UnitKey, Tile], ...]:
    return tile_maps()


@cache
def _boundaries() -> Mapping[UnitKey, Boundary]:
    return load_boundaries()


# ---------------------------------------------------------------------------------------------------------- tiles


def _stacked(blocks: Sequence[Mapping[UnitKey, Tile]]) -> Mapping[UnitKey, Tile]:
    """Set the maps of provinces one below the other, a row apart: how provinces lie to each other they do not tell."""
    found: dict[UnitKey, Tile] = {}
    below = 0
    for block in blocks:
        top, left = min(each.row for each in block.values()), min(each.col for each in block.values())
        found |= {key: Tile(each.col - left, each.row - top + below) for key, each in block.items()}
        below = max(found[key].row for key in block) + 2
    return found


def _tiled(tiles: Mapping[UnitKey, Tile], districts: Mapping[UnitKey, str | None], names: Mapping[str, str]) -> Drawing:
    held = {(tile.col, tile.row): districts[key] for key, tile in tiles.items()}
    inner_width, inner_height = TILE_WIDTH - 2 * GAP, TILE_HEIGHT - 2 * GAP
    shapes = {}
    for key, tile in tiles.items():
        left, top = tile.col * TILE_WIDTH, HEAD + tile.row * TILE_HEIGHT
        path = f"M{left + GAP} {top + GAP}h{inner_width}v{inner_height}h-{inner_width}z"
        shapes[key] = Shape(path, left + TILE_WIDTH // 2, top + 31)
    return Drawing(
        kind="tiles",
        width=(max(col for col, _ in held) + 1) * TILE_WIDTH + 2,
        height=HEAD + (max(row for _, row in held) + 1) * TILE_HEIGHT + 2,
        shapes=shapes,
        districts="".join(_borders(held)),
        names=tuple(_names(held, names)),
        source="Bản đồ ô vuông: mỗi đơn vị một ô, đặt gần đúng vị trí thật; chưa có ranh giới theo giấy phép mở.",
    )


def _borders(held: Mapping[Cell, str | None]) -> Iterator[str]:
    """Draw the sides on which a tile has no neighbour of its district; each once."""
    for (col, row), district in sorted(held.items()):
        left, top = col * TILE_WIDTH, HEAD + row * TILE_HEIGHT
        for other, side in (
            ((col, row - 1), f"M{left} {top}h{TILE_WIDTH}"),
            ((col - 1, row), f"M{left} {top}v{TILE_HEIGHT}"),
        ):
            if other not in held or held[other] != district:
                yield side
        if (col, row + 1) not in held:
            yield f"M{left} {top + TILE_HEIGHT}h{TILE_WIDTH}"
        if (col + 1, row) not in held:
            yield f"M{left + TILE_WIDTH} {top}v{TILE_HEIGHT}"


def _names(held: Mapping[Cell, str | None], names: Mapping[str, str]) -> Iterator[DistrictName]:
    """Write each name along the first of the longest rows of its district."""
    for code, name in names.items():
        cells = sorted((row, col) for (col, row), district in held.items() if district == code)
        runs: list[list[Cell]] = []
        for row, col in cells:
            if runs and runs[-1][-1] == (row, col - 1):
                runs[-1].append((row, col))
            else:
                runs.append([(row, col)])
        if runs:
            row, col = max(runs, key=len)[0]
            short = name.removeprefix("Huyện ").removeprefix("Thành phố ").removeprefix("Thị xã ")
            yield DistrictName(short, col * TILE_WIDTH + 4, HEAD + row * TILE_HEIGHT + 13)


# ------------------------------------------------------------------------------------------------------- outlines


def _outlined(outlines: Mapping[UnitKey, Boundary]) -> Drawing:
    points = [point for each in outlines.values() for ring in each.rings for point in ring]
    west, east = (pick(x for x, _ in points) for pick in (min, max))
    south, north = (pick(y for _, y in points) for pick in (min, max))
    # Equirectangular about the middle latitude: a degree of longitude is shorter than one of latitude.
    across = cos(radians((south + north) / 2))
    scale = (OUTLINES_WIDTH - 4) / ((east - west) * across)

    def place(point: Point) -> Cell:
        return round(2 + (point[0] - west) * across * scale), round(HEAD + 2 + (north - point[1]) * scale)

    shapes = {}
    for key, each in outlines.items():
        rings = [_simple([place(point) for point in ring]) for ring in each.rings]
        shapes[key] = Shape("".join(map(_closed, rings)), *_inside(max(rings, key=len)))
    sources = dict.fromkeys(each.attribution for each in outlines.values())
    return Drawing(
        kind="outlines",
        width=OUTLINES_WIDTH,
        height=HEAD + 4 + round((north - south) * scale),
        shapes=shapes,
        districts="",
        names=(),
        source=f"{'; '.join(sources)}. Không còn cấp huyện.",
    )


def _simple(ring: Sequence[Cell]) -> list[Cell]:
    """Leave out the points that fall together in the picture, and those on a straight line."""
    found: list[Cell] = []
    for point in ring:
        if found and found[-1] == point:
            continue
        if len(found) > 1 and _straight(found[-2], found[-1], point):
            found[-1] = point
        else:
            found.append(point)
    return found[:-1] if len(found) > 1 and found[0] == found[-1] else found


def _straight(first: Cell, second: Cell, third: Cell) -> bool:
    return (second[0] - first[0]) * (third[1] - second[1]) == (second[1] - first[1]) * (third[0] - second[0])


def _closed(ring: Sequence[Cell]) -> str:
    """Write a ring as a path of steps from point to point."""
    first, *rest = ring
    found, (x, y) = [f"M{first[0]} {first[1]}l"], first
    for point in rest:
        found.append(f"{point[0] - x} {point[1] - y} ")
        x, y = point
    return "".join(found).replace(" -", "-").rstrip() + "z"


def _inside(ring: Sequence[Cell]) -> Cell:
    """Return the middle of the widest stretch inside, of lines across the middle half of the height."""
    low, high = min(y for _, y in ring), max(y for _, y in ring)
    best = (-1.0, ring[0])
    for part in range(25, 80, 5):
        level = low + (high - low) * part / 100 + 0.5
        crossings = sorted(
            x1 + (level - y1) * (x2 - x1) / (y2 - y1)
            for (x1, y1), (x2, y2) in zip(ring, (*ring[1:], ring[0]), strict=True)
            if (y1 < level) is not (y2 < level)
        )
        for left, right in zip(crossings[::2], crossings[1::2], strict=True):
            if right - left > best[0]:
                best = right - left, (round((left + right) / 2), round(level) + 5)
    return best[1]
