"""A page of a PDF as an SVG of few bytes: pdftocairo draws it, and what its drawing says twice is left out.

Letters stay outlines, so that the picture looks the same where the fonts are not; a letter in two sizes is one outline.
pdftocairo makes a raster of the two patterns of ours: the hatching of what is possible is drawn anew, the dots under
the mark of "unknown" are left out. So no picture holds anything but outlines.
"""

from __future__ import annotations

import re
import subprocess
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field, replace
from pathlib import Path

from tools.outlines import (
    SAME,
    Alphabet,
    Bounds,
    Matrix,
    bounds,
    common,
    look_of,
    matrix_of,
    moved,
    product,
    short,
    short_path,
    style_of,
)

SVG, LINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}href"
_FIRST = re.compile(r"m(-?[\d.]+) ?(-?[\d.]+)(.*)")
CLOSE = 0.8
"""Points by which a ground may fall short of the frame that it fills."""
HATCH = "gach"
HATCHING = (
    f'<pattern id="{HATCH}" width="4.5" height="4.5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<path d="M1.5 0V4.5" stroke="#0b5d3b" stroke-width="1.6"/></pattern>\n'
)
MARGIN = 20
"""Points below the picture in which a letter may still reach into it."""


def drawn(pdf: Path) -> str:
    """Return the first page of a PDF as SVG; CalledProcessError where pdftocairo (poppler) fails."""
    asked = ["pdftocairo", "-svg", "-f", "1", "-l", "1", str(pdf), "-"]
    made = subprocess.run(asked, check=True, capture_output=True)
    root = ET.fromstring(made.stdout)  # noqa: S314 -- drawn a moment ago from a page of ours
    width, height = (float(each) for each in root.attrib["viewBox"].split()[2:])
    picture = _Picture(height, {each.attrib["id"]: each for each in root.iter() if "id" in each.attrib})
    for each in root:
        if each.tag != f"{SVG}defs":
            picture.add(each, SAME)
    forms = "\n".join(f'<path id="{name}" d="m0 0{rest}"/>' for rest, name in picture.forms.items())
    body = "".join(f"<g{look}>{''.join(drawings)}</g>\n" for look, drawings in picture.runs)
    size = f'viewBox="0 0 {width:g} {height:g}"'
    defined = f"<defs>{HATCHING}{picture.alphabet.defined()}\n{forms}</defs>"
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>\n{defined}\n{body}</svg>\n'


@dataclass(frozen=True)
class Shape:
    """A frame with round corners, or a ring, that something is drawn through; its path is empty for anything else.

    ``frame`` is the part of the page that may be seen at all.
    """

    path: str
    rule: str
    bounds: Bounds
    frame: Bounds

    def filled_by(self, ground: Bounds) -> bool:
        """Tell whether a ground reaches to every side: then what shows of it is the shape."""
        left, top, right, bottom = (ours - theirs for ours, theirs in zip(self.bounds, ground, strict=True))
        return left > -CLOSE and top > -CLOSE and right < CLOSE and bottom < CLOSE


ALL = Shape("", "", (0, 0, 0, 0), (0, 0, 1e6, 1e6))


@dataclass
class _Picture:
    """What is drawn, in order: runs of one look, each with its paths and letters."""

    height: float
    named: dict[str, ET.Element]
    runs: list[tuple[str, list[str]]] = field(default_factory=list)
    alphabet: Alphabet = field(default_factory=Alphabet)
    forms: dict[str, str] = field(default_factory=dict)
    """Names of what is drawn besides letters, by its outline from its first point on: cells are many, and alike."""
    column: str = ""
    """Where the last letter stands: letters of an upright line stand in one column."""

    def add(self, node: ET.Element, around: Matrix, look: str = "", shape: Shape = ALL) -> None:
        """Take a node in, with all within it, drawn through a shape."""
        matrix = product(around, matrix_of(node.attrib.get("transform", "")))
        style = style_of(node.attrib.get("style", ""))
        if node.tag == f"{SVG}g":
            through = self._clip(node, matrix, shape)
            for each in node:
                self.add(each, matrix, look_of(style, 1) or look, through)
        elif node.tag == f"{SVG}use" and "x" in node.attrib:
            self._letter(node, matrix, look)
        elif node.tag == f"{SVG}use":
            inner = self.named[node.attrib[LINK].removeprefix("#")]
            if inner.tag == f"{SVG}g":
                self.add(inner, matrix, look, shape)
            elif "mask" not in node.attrib:
                self._hatching(inner, matrix, shape.frame)
        elif node.tag == f"{SVG}path":
            given = node.attrib["d"]
            if shape.path and "stroke-width" not in style and shape.filled_by(bounds(given, matrix)):
                self._put(look_of(style, 1) + shape.rule, self._form(shape.path))
            else:
                self._put(look_of(style, abs(matrix[0])), self._form(short_path(given, matrix)))

    def _hatching(self, image: ET.Element, matrix: Matrix, frame: Bounds) -> None:
        """Put the hatching where pdftocairo has a raster of it, larger than what is seen."""
        right, foot = moved(matrix, float(image.attrib["width"]), float(image.attrib["height"]))
        left, top, right, foot = common((*moved(matrix, 0, 0), right, foot), frame)
        ground = f"M {left} {top} L {right} {top} L {right} {foot} L {left} {foot} Z"
        self._put(f' fill="url(#{HATCH})"', self._form(short_path(ground, SAME)))

    def _form(self, path: str) -> str:
        found = _FIRST.fullmatch(path)
        start, first, rest = found.groups() if found else ("0", "0", "")
        name = self.forms.setdefault(rest, f"_{len(self.forms)}")
        return f'<use href="#{name}" x="{start}" y="{first}"/>'

    def _clip(self, node: ET.Element, matrix: Matrix, around: Shape) -> Shape:
        """Return what a group is drawn through."""
        clip = self.named.get(node.attrib.get("clip-path", "")[5:-1])
        path = clip.find(f"{SVG}path") if clip is not None else None
        if path is None:
            return around
        given = path.attrib["d"]
        reach = bounds(given, matrix)
        frame = common(reach, around.frame)
        if "C" not in given:
            return replace(around, frame=frame)
        rule = ' fill-rule="evenodd"' if node.attrib.get("clip-rule") == "evenodd" else ""
        return Shape(short_path(given, matrix), rule, reach, frame)

    def _letter(self, node: ET.Element, matrix: Matrix, look: str) -> None:
        x, y = moved(matrix, float(node.attrib["x"]), float(node.attrib["y"]))
        symbol = self.named[node.attrib[LINK].removeprefix("#")]
        path = symbol.find(f"{SVG}path")
        if y > self.height + MARGIN or path is None or not path.attrib["d"]:
            return
        name, scale = self.alphabet.letter(symbol.attrib["id"], path.attrib["d"])
        upright, self.column = short(x) == self.column, short(x)
        fixed, along, at = (f"{short(x)} 0", "y", y) if upright else (f"0 {short(y)}", "x", x)
        place = f' transform="translate({fixed})scale({scale:.5g})"'
        self._put(look + place, f'<use href="#{name}" {along}="{round(at / scale)}"/>')

    def _put(self, look: str, drawing: str) -> None:
        if not self.runs or self.runs[-1][0] != look:
            self.runs.append((look, []))
        self.runs[-1][1].append(drawing)
