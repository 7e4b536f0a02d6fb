"""What a worksheet says beside the values of its cells: which are merged, hidden, or formulas without a result."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import BinaryIO
from xml.parsers import expat

from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries

MOST_MARKS = 20_000
"""Of each kind, in a worksheet; more are of no use to anybody."""
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
"""The last row and column of a worksheet."""
MOST_COVERED = 200_000
"""Cells of merged ranges that are remembered one by one."""
_CHUNK = 1 << 18

Cell = tuple[int, int]
"""Row and column, from 1."""


@dataclass(slots=True)
class Marks:
    """The marks of one worksheet."""

    hidden_rows: set[int] = field(default_factory=set)
    unanswered: set[Cell] = field(default_factory=set)
    """Cells with a formula whose result the file does not hold."""
    merged: list[str] = field(default_factory=list)

    def covered(self) -> dict[Cell, str]:
        """Return every cell of a merged range, the first one too, with the range as Excel writes it."""
        found: dict[Cell, str] = {}
        for each in self.merged:
            try:
                left, top, right, bottom = map(int, range_boundaries(each))
            except (ValueError, TypeError):  # no range at all, or whole columns
                continue
            if not (left <= right <= LAST_COLUMN and top <= bottom <= LAST_ROW):  # of no worksheet there is
                continue
            bottom = min(bottom, top + (MOST_COVERED - len(found)) // (right - left + 1))
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    if len(found) >= MOST_COVERED:
                        return found
                    found[row, column] = each
        return found


def marks_of(package: BinaryIO, parts: Iterable[str]) -> dict[str, Marks]:
    """Read the marks of worksheets of a package that was checked: sound XML of bounded size."""
    with zipfile.ZipFile(package) as opened:
        return {part: _marks(opened, part) for part in parts}


def _marks(package: zipfile.ZipFile, part: str) -> Marks:
    parser = expat.ParserCreate(namespace_separator=" ")
    reader = _Reader(parser)
    with package.open(part) as file:
        while chunk := file.read(_CHUNK):
            parser.Parse(chunk)
    return reader.marks


class _Reader:
    """Handlers of elements; where no numbers are written, rows and cells count on."""

    def __init__(self, parser: expat.XMLParserType) -> None:
        self.marks = Marks()
        self._parser = parser
        self._row = self._column = 0
        self._formula = self._value = False
        parser.StartElementHandler, parser.EndElementHandler = self.start, self.end

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take up an element."""
        tag = name.rpartition(" ")[2]
        if tag == "c":
            place = attributes.get("r")
            self._row, self._column = coordinate_to_tuple(place) if place else (self._row, self._column + 1)
            self._formula, self._value = False, attributes.get("t") == "str"  # the result of a formula may be no text
        elif tag == "row":
            self._row, self._column = int(attributes.get("r", self._row + 1)), 0
            if attributes.get("hidden") in ("1", "true") and len(self.marks.hidden_rows) < MOST_MARKS:
                self.marks.hidden_rows.add(self._row)
        elif tag == "f":
            self._formula = True
        elif tag == "v" and self._formula:
            self._parser.CharacterDataHandler = self.text
        elif tag == "mergeCell" and len(self.marks.merged) < MOST_MARKS:
            self.marks.merged.append(attributes.get("ref", ""))

    def text(self, _text: str) -> None:
        """Find the result of a formula; an element that is there and empty is none."""
        self._value = True

    def end(self, name: str) -> None:
        """Leave an element."""
        if self._parser.CharacterDataHandler is not None:
            self._parser.CharacterDataHandler = None
        if self._formula and not self._value and name.rpartition(" ")[2] == "c":
            if len(self.marks.unanswered) < MOST_MARKS:
                self.marks.unanswered.add((self._row, self._column))
            self._formula = False
