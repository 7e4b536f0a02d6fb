"""Outlines of SVG in few bytes: rounded paths from point to point, and one outline for a letter of two sizes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from statistics import median

PER_POINT = 12
"""Steps of a letter's outline in a point of its first size; anything else is rounded to a tenth of a point."""
NEAR = 0.035
"""Points by which the outlines of a letter in two sizes may differ: those given are rounded to 1/64."""
NAMES = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_PART = re.compile(r"([MLCZ])([^MLCZ]*)")
_STYLE = re.compile(r"([a-z-]+):([^;]+);")
_SHADE = re.compile(r"rgb\(([\d.]+)%,([\d.]+)%,([\d.]+)%\)")
Bounds = tuple[float, float, float, float]
"""Least x and y, largest x and y."""
Matrix = tuple[float, float, float, float, float, float]
SAME: Matrix = (1, 0, 0, 1, 0, 0)


@dataclass
class Alphabet:
    """The letters of a picture: each outline once, by its name, whatever sizes it is used in."""

    outlines: list[tuple[str, list[float]]] = field(default_factory=list)
    """Kinds of the parts, and all numbers, of each outline."""
    known: dict[str, tuple[str, float]] = field(default_factory=dict)
    fonts: list[str] = field(default_factory=list)
    """Of which font, which is one size of a face, each outline was taken."""
    ratios: dict[tuple[str, str], list[float]] = field(default_factory=dict)
    """The size of a font over that of another, as each letter that both have shows it."""

    def letter(self, symbol: str, given: str) -> tuple[str, float]:
        """Return the name of a letter's outline, and by what it is to be made larger."""
        if symbol not in self.known:
            self.known[symbol] = self._found(symbol.partition("-")[0], given)
        name, ratio = self.known[symbol]
        return name, ratio / PER_POINT

    def _found(self, font: str, given: str) -> tuple[str, float]:
        kinds = "".join(letter for letter, _ in _parts(given))
        numbers = [float(each) for _, said in _parts(given) for each in said.split()]
        for at, (other, theirs) in enumerate(self.outlines):
            if other == kinds and len(theirs) == len(numbers):
                ratio = sum(map(abs, numbers)) / (sum(map(abs, theirs)) or 1)
                if all(abs(a - b * ratio) < NEAR for a, b in zip(numbers, theirs, strict=True)):
                    shown = self.ratios.setdefault((font, self.fonts[at]), [])
                    shown.append(ratio)
                    return _name(at), round(median(shown), 2)
        self.outlines.append((kinds, numbers))
        self.fonts.append(font)
        return _name(len(self.outlines) - 1), 1

    def defined(self) -> str:
        """Return the outlines as paths with names."""
        return "\n".join(
            f'<path id="{_name(at)}" d="{_written(_points(kinds, numbers), PER_POINT, 1)}"/>'
            for at, (kinds, numbers) in enumerate(self.outlines)
        )


def _name(at: int) -> str:
    return NAMES[at % 52] + (str(at // 52) if at >= 52 else "")  # noqa: PLR2004 -- letters


def _parts(given: str) -> list[tuple[str, str]]:
    """Return the parts of a path, without the idle moves at its end."""
    parts = _PART.findall(given.strip())
    while parts and parts[-1][0] == "M":
        parts.pop()
    return parts


def _points(kinds: str, numbers: list[float]) -> Iterator[tuple[str, list[tuple[float, float]]]]:
    left = iter(numbers)
    for kind in kinds:
        many = {"M": 1, "L": 1, "C": 3, "Z": 0}[kind]
        yield kind, [(next(left), next(left)) for _ in range(many)]


def short_path(given: str, matrix: Matrix) -> str:
    """Write a path of absolute lines and curves with steps from point to point, rounded to tenths."""
    numbers = ((kind, [float(each) for each in said.split()]) for kind, said in _parts(given))
    points = ((kind, [moved(matrix, *flat[at : at + 2]) for at in range(0, len(flat), 2)]) for kind, flat in numbers)
    return _written(points, 10, 10)


def _written(parts: Iterable[tuple[str, list[tuple[float, float]]]], scale: int, per: int) -> str:
    at = start = (0, 0)
    out: list[str] = []
    for kind, points in parts:
        steps = [(round(x * scale), round(y * scale)) for x, y in points]
        if kind == "Z":
            at = start
            out.append("z")
            continue
        text = ""
        for x, y in steps:
            for step in (x - at[0], y - at[1]):
                said = _plain(step / per)
                text += said if not text or said.startswith("-") else f" {said}"
        out.append(kind.lower() + text)
        at = steps[-1]
        start = at if kind == "M" else start
    return "".join(out)


def _plain(value: float) -> str:
    said = f"{value:.2f}".rstrip("0").rstrip(".")
    if said in ("", "-0"):
        return "0"
    return said.replace("0.", ".", 1) if said.startswith(("0.", "-0.")) else said


def bounds(given: str, matrix: Matrix) -> Bounds:
    """Return the least and largest x and y of a path."""
    flat = [float(each) for _, said in _parts(given) for each in said.split()]
    points = [moved(matrix, *flat[at : at + 2]) for at in range(0, len(flat), 2)]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def common(one: Bounds, other: Bounds) -> Bounds:
    """Return what two rectangles have in common."""
    return max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])


def short(value: float) -> str:
    """Write a number with at most one decimal."""
    return _plain(round(value, 1))


def style_of(given: str) -> dict[str, str]:
    """Return the parts of a style."""
    return dict(_STYLE.findall(given))


def look_of(style: dict[str, str], scale: float) -> str:
    """Return what of a style is not usual, as attributes."""
    said = ""
    if "fill" in style:
        said = f' fill="{_shade(style["fill"])}"'
        said += "" if float(style.get("fill-opacity", 1)) == 1 else f' fill-opacity="{style["fill-opacity"]}"'
    if style.get("stroke", "none") != "none":
        width = _plain(float(style.get("stroke-width", 1)) * scale)
        said += f' stroke="{_shade(style["stroke"])}" stroke-width="{width}"'
        if "stroke-dasharray" in style:
            dashes = (short(float(each) * scale) for each in style["stroke-dasharray"].split(","))
            said += f' stroke-dasharray="{" ".join(dashes)}"'
    return said


def _shade(given: str) -> str:
    found = _SHADE.fullmatch(given)
    return "#" + "".join(f"{round(float(each) * 2.55):02x}" for each in found.groups()) if found else given


def matrix_of(given: str) -> Matrix:
    """Read a transform of pdftocairo."""
    numbers = [float(each) for each in re.findall(r"-?[\d.]+(?:e-?\d+)?", given)]
    return (numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]) if len(numbers) == 6 else SAME  # noqa: PLR2004 -- a matrix


def product(left: Matrix, right: Matrix) -> Matrix:
    """Return the matrix that does the right one, then the left one."""
    a, b, c, d, e, f = left
    k, m, n, o, p, q = right
    return (a * k + c * m, b * k + d * m, a * n + c * o, b * n + d * o, a * p + c * q + e, b * p + d * q + f)


def moved(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """Return a point after a matrix."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f
