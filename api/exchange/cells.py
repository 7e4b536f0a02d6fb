"""One cell -> one figure in whole steps (``engine.figures``), or what is wrong with it.

A cell is what a reader of files hands over: text, a number, a truth value, a day, None. Blank is missing
(NaN), never zero. Numbers of binary origin are taken as the decimal that they show at 15 significant digits,
as Excel shows them; every figure that the format allows has fewer.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from math import isfinite, isnan, nan

from engine.indicators import Kind
from engine.privacy import looks_like_an_id
from engine.scalars import FIRST_YEAR, LAST_YEAR, MAX_COUNT, MAX_NUMBER, STEPS

SLACK = 1e-15
"""Relative distance within which a binary number is the decimal that it shows."""
MOST_SEEN = 40

_NUMBER = re.compile(r"([+-]?)([0-9]{1,30})(?:([.,])([0-9]{1,30}))?")
_TWO_WAYS = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
_GROUPED = re.compile(r"[0-9]{1,3}(?:(?:[.,][0-9]{3}){2,}|(?:\s[0-9]{3})+)")
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_DAY = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4})")
_SHORT_YEAR = re.compile(r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2}")
_LONG_NUMBER = re.compile(r"\+?[0-9](?:[ .-]?[0-9]){8,}")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"))
FLAGS = {"có": 1.0, "không": 0.0, "1": 1.0, "0": 0.0, "true": 1.0, "false": 0.0}
_MEASURES = {Kind.COUNT: (1, MAX_COUNT), Kind.NUMBER: (STEPS, MAX_NUMBER)}


class ErrorCell(str):
    """An error value of a workbook, such as ``#REF!``."""

    __slots__ = ()


class PercentCell(float):
    """A number of a workbook shown as per cent: what is seen is a hundred times what is there."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class BadCell:
    """What is wrong with a cell: the code of its fault and the values for its sentence."""

    code: str
    values: Mapping[str, str] = field(default_factory=dict)


def text_of(value: str) -> str:
    """Return text in NFC without blanks around it and without characters that nobody sees."""
    return unicodedata.normalize("NFC", value.translate(_INVISIBLE)).strip()


def is_blank(value: object) -> bool:
    """Tell whether a cell holds nothing."""
    if isinstance(value, str):
        return not text_of(value)
    return value is None or (isinstance(value, float) and isnan(value))


def seen(value: object) -> str:
    """Show a cell in a message: on one line, cut short, long numbers inside other text masked."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime | date | time):
        return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
    if isinstance(value, float):
        return format(value, ".15g")
    words = "".join(char if char.isprintable() else " " for char in text_of(str(value)))
    shown = " ".join(words.split())
    if not _NUMBER.fullmatch(shown):
        shown = masked(shown)
    return shown if len(shown) <= MOST_SEEN else f"{shown[: MOST_SEEN - 1]}…"


def masked(text: str) -> str:
    """Replace long runs of digits where one may be somebody's id or telephone number."""
    return _LONG_NUMBER.sub("•••", text) if looks_like_an_id(text) else text


def read_cell(kind: Kind, value: object, *, dot_is_decimal: bool) -> float | BadCell:
    """Read a cell of an indicator of that kind: whole steps, NaN when blank, or what is wrong.

    ``dot_is_decimal`` says that a dot in text is always the decimal point, as it is in .csv.
    """
    if isinstance(value, ErrorCell):
        return BadCell("ERROR_CELL", {"seen": str(value)})
    if is_blank(value):
        return nan
    return _READERS[kind](kind, value, dot_is_decimal)


def _measure(kind: Kind, value: object, dot_is_decimal: bool) -> float | BadCell:  # noqa: FBT001 -- as asked
    if isinstance(value, bool):
        return BadCell("NOT_A_NUMBER", {"seen": seen(value)})
    if isinstance(value, date | time):
        return BadCell("DATE_CELL", {"seen": seen(value)})
    if isinstance(value, PercentCell):
        return BadCell("PERCENT_CELL", {"seen": seen(float(value))})
    if isinstance(value, str):
        text = text_of(value)
        number = _number_in_text(text, one_reading=dot_is_decimal, counted=kind is Kind.COUNT)
    elif isinstance(value, int | float | Decimal):
        number = _decimal(value)
    else:
        number = BadCell("NOT_A_NUMBER", {"seen": seen(value)})
    return number if isinstance(number, BadCell) else _steps(kind, number, seen(value))


def _decimal(value: float | Decimal) -> Decimal | BadCell:
    if not isfinite(value):
        return BadCell("NOT_A_NUMBER", {"seen": str(value)})
    return Decimal(format(value, ".15g")) if isinstance(value, float) else Decimal(value)


def _number_in_text(text: str, *, one_reading: bool, counted: bool) -> Decimal | BadCell:
    match = _NUMBER.fullmatch(text)
    if match is None:
        if _GROUPED.fullmatch(text):
            return BadCell("THOUSANDS", {"seen": seen(text), "plain": re.sub(r"\D", "", text)})
        return BadCell("NOT_A_NUMBER", {"seen": seen(text)})
    sign, whole, mark, places = match.groups()
    number = Decimal(f"{sign}{whole}.{places or 0}")
    if counted and _TWO_WAYS.fullmatch(text) and not (mark == "." and one_reading):
        decimal = str(int(whole)) if not number % 1 else f"{whole},{places}"
        return BadCell("TWO_READINGS", {"seen": text, "thousands": f"{whole}{places}", "decimal": decimal})
    return number


def _steps(kind: Kind, number: Decimal, shown: str) -> float | BadCell:
    scale, most = _MEASURES[kind]
    if number < 0:
        return BadCell("NEGATIVE", {"seen": shown})
    if number > most:
        return BadCell("TOO_LARGE", {"seen": shown, "limit": str(most)})
    steps = number * scale
    if steps % 1 and kind is Kind.COUNT:
        plain = re.sub(r"\D", "", shown) if _TWO_WAYS.fullmatch(shown) else "12"
        return BadCell("NOT_WHOLE", {"seen": shown, "plain": plain})
    if steps % 1:
        return BadCell("TOO_MANY_PLACES", {"seen": shown})
    return float(steps)


def _flag(_kind: Kind, value: object, _dot: bool) -> float | BadCell:  # noqa: FBT001 -- as _measure
    if isinstance(value, bool):
        return float(value)
    if isinstance(value, int | float | Decimal) and value in (0, 1):
        return float(value)
    answer = FLAGS.get(text_of(value).casefold()) if isinstance(value, str) else None
    return BadCell("NOT_A_FLAG", {"seen": seen(value)}) if answer is None else answer


def _document(_kind: Kind, value: object, _dot: bool) -> float | BadCell:  # noqa: FBT001 -- as _measure
    if isinstance(value, str) and text_of(value).casefold() == "không":
        return 0.0
    day = read_day(value)
    return day if isinstance(day, BadCell) else float(day.toordinal())


_READERS: dict[Kind, Callable[[Kind, object, bool], float | BadCell]] = {
    Kind.COUNT: _measure,
    Kind.NUMBER: _measure,
    Kind.FLAG: _flag,
    Kind.DOCUMENT: _document,
}


def read_day(value: object) -> date | BadCell:
    """Read a day: a date cell, ISO or DD/MM/YYYY; anything else is bad, a blank cell too."""
    if isinstance(value, datetime):
        if value.time() != time(0):
            return BadCell("NOT_A_DAY", {"seen": seen(value)})
        value = value.date()
    if isinstance(value, date):
        return _within_years(value, seen(value))
    if isinstance(value, ErrorCell):
        return BadCell("ERROR_CELL", {"seen": str(value)})
    text = text_of(value) if isinstance(value, str) else ""
    iso, written = _ISO_DAY.fullmatch(text), _DAY.fullmatch(text)
    if iso is None and written is None:
        code = "SHORT_YEAR" if _SHORT_YEAR.fullmatch(text) else "NOT_A_DAY"
        return BadCell(code, {"seen": seen(value)})
    parts = iso.groups() if iso else written.groups()[::-1] if written else ()
    year, month, day = map(int, parts)
    try:
        return _within_years(date(year, month, day), text)
    except ValueError:
        return BadCell("NO_SUCH_DAY" if year else "YEAR_OUT_OF_RANGE", {"seen": text})


def _within_years(day: date, shown: str) -> date | BadCell:
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else BadCell("YEAR_OUT_OF_RANGE", {"seen": shown})


def letters(position: int) -> str:
    """Name a column of a sheet by its position from 0: A, B, … Z, AA and so on."""
    name, rest = "", position + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        name = chr(ord("A") + letter) + name
    return name
