"""What the parts of a workbook say, element by element: texts, number formats, cells (ECMA-376, 18.3)."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from api.exchange.cells import ErrorCell, PercentCell

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384
_LAST_SERIAL = 2_958_465
"""The serial number of 31/12/9999."""
_LEAP_1900 = 60
"""The 29/02/1900 that Excel believes in; days after it count from one day earlier."""
_PLACE = re.compile(r"([A-Z]{1,3})[0-9]{1,7}", re.IGNORECASE)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_DATE_SIGNS = re.compile(r"[dmyhs]", re.IGNORECASE)
_BUILT_IN_DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_BUILT_IN_PERCENT = frozenset((9, 10))


def local(name: str) -> str:
    """Return an element's name without its namespace, which differs between strict and usual files."""
    return name.rpartition(" ")[2]


def unescaped(text: str) -> str:
    """Put back the signs that Excel writes as ``_x000D_``."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


class Strings:
    """Handler of the shared texts: runs of rich text joined, readings of Asian text left out."""

    def __init__(self) -> None:
        self.all: list[str] = []
        self._parts: list[str] = []
        self._wanted = False
        self._reading = False

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        """Open an element."""
        name = local(name)
        self._wanted = name == "t" and not self._reading
        self._reading = self._reading or name == "rPh"

    def end(self, name: str) -> None:
        """Close an element."""
        self._wanted = False
        name = local(name)
        if name == "rPh":
            self._reading = False
        elif name == "si":
            self.all.append(unescaped("".join(self._parts)))
            self._parts.clear()

    def text(self, text: str) -> None:
        """Take characters."""
        if self._wanted:
            self._parts.append(text)


class Styles:
    """Handler of the styles: which of them show a number as a day or as per cent."""

    def __init__(self, *, epoch_1904: bool) -> None:
        self.epoch_1904 = epoch_1904
        self._codes: dict[int, str] = {}
        self._formats: list[int] = []
        self._inside = False
        self._shown: dict[int, str] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Open an element."""
        name = local(name)
        if name == "cellXfs":
            self._inside = True
        elif name == "xf" and self._inside:
            self._formats.append(int(attributes.get("numFmtId", "0")))
        elif name == "numFmt":
            self._codes[int(attributes["numFmtId"])] = attributes.get("formatCode", "")

    def end(self, name: str) -> None:
        """Close an element."""
        if local(name) == "cellXfs":
            self._inside = False

    def text(self, text: str) -> None:
        """Do nothing: styles hold no text."""

    def value(self, number: float, style: int) -> object:
        """Return a number as what it is shown as: a day, a time, a percentage or the number."""
        shown = self._shown.get(style)
        if shown is None:
            shown = self._shown[style] = self._kind(style)
        if shown == "date":
            return self._moment(number)
        return PercentCell(number) if shown == "percent" else number

    def _kind(self, style: int) -> str:
        number = self._formats[style] if style < len(self._formats) else 0
        code = _LITERAL.sub("", self._codes.get(number, ""))
        if "%" in code or (number in _BUILT_IN_PERCENT and not code):
            return "percent"
        if _DATE_SIGNS.search(code) or (number in _BUILT_IN_DATES and not code):
            return "date"
        return "number"

    def _moment(self, number: float) -> object:
        if not 0 <= number <= _LAST_SERIAL:
            return number
        days, rest = divmod(number, 1)
        seconds = round(rest * 86_400)
        if not days and not self.epoch_1904:
            minutes, second = divmod(min(seconds, 86_399), 60)
            return time(*divmod(minutes, 60), second)
        first = date(1904, 1, 1) if self.epoch_1904 else date(1899, 12, 30 if days >= _LEAP_1900 else 31)
        day = first + timedelta(days=days)
        return datetime.combine(day, time()) + timedelta(seconds=seconds) if seconds else day


class CellReader:
    """Handler of a worksheet: the values of its cells, row by row, gaps as None."""

    def __init__(self, strings: list[str], styles: Styles) -> None:
        self._strings = strings
        self._styles = styles
        self._done: list[tuple[int, list[object]]] = []
        self._number = 0
        self._row: list[object] = []
        self._column = -1
        self._kind = "n"
        self._style = 0
        self._parts: list[str] = []
        self._wanted = False
        self._reading = False

    def take(self) -> list[tuple[int, list[object]]]:
        """Hand over the rows that are complete."""
        done, self._done = self._done, []
        return done

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Open an element; ValueError when it can't be part of a worksheet."""
        name = local(name)
        if name == "c":
            place = attributes.get("r")
            self._column = self._column + 1 if place is None else column_of(place)
            if self._column >= LAST_COLUMN:
                raise ValueError(place)
            self._kind = attributes.get("t", "n")
            self._style = int(attributes.get("s", "0"))
            self._parts.clear()
        elif name == "v" or (name == "t" and not self._reading):
            self._wanted = True
        elif name == "rPh":
            self._reading = True
        elif name == "row":
            self._number = int(attributes.get("r", self._number + 1))
            self._row, self._column = [], -1
            if not 0 < self._number <= LAST_ROW:
                raise ValueError(self._number)

    def end(self, name: str) -> None:
        """Close an element."""
        name = local(name)
        if name == "c":
            if self._parts:
                gap = self._column + 1 - len(self._row)
                self._row.extend([None] * gap)
                self._row[self._column] = self._value("".join(self._parts))
        elif name == "row":
            if self._row:
                self._done.append((self._number, self._row))
        elif name == "rPh":
            self._reading = False
        self._wanted = False

    def text(self, text: str) -> None:
        """Take characters."""
        if self._wanted:
            self._parts.append(text)

    def _value(self, text: str) -> object:
        """Return the value of a cell; ValueError or IndexError when it is none of its kind."""
        if self._kind == "s":
            return self._strings[int(text)]
        if self._kind in ("str", "inlineStr"):
            return unescaped(text)
        if self._kind == "b":
            return text.strip() in ("1", "true")
        if self._kind == "e":
            return ErrorCell(text)
        if self._kind == "d":
            return datetime.fromisoformat(text)
        return self._styles.value(float(text), self._style)


def column_of(place: str) -> int:
    """Return the position of a column, from 0, in a place such as ``C7``; ValueError when it is none."""
    match = _PLACE.fullmatch(place)
    if match is None:
        raise ValueError(place)
    position = 0
    for letter in match[1].upper():
        position = position * 26 + ord(letter) - ord("A") + 1
    return position - 1
