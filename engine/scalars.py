"""The single values of a criteria file: text, ids, exact numbers, days; how each is read and refused."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MONTH_DAY = re.compile(r"[0-9]{2}-[0-9]{2}")
FIRST_YEAR, LAST_YEAR = 1900, 2199
"""The years that days of a file and of figures lie in: outside them a digit was mistyped."""
PLACES = 4
"""Decimal places allowed in a number and in a bound."""
STEPS: int = 10**PLACES
"""Steps of a ``number`` in one whole; also the scale of a bound in whole steps."""
MAX_COUNT = 10**9
MAX_NUMBER = 10**8
MAX_BOUND = 10**20
"""Beyond it no figure, share or change comes; within it a bound times its scale is exact in 28 digits."""


def _exact(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise PydanticCustomError("not_a_number", "not a number")
    number = Decimal(value)
    if len(format(number, "f").partition(".")[2].rstrip("0")) > PLACES:
        raise PydanticCustomError("too_many_places", "more than four decimal places")
    if abs(number) > MAX_BOUND:
        raise PydanticCustomError("less_than_equal", "too large", {"le": plain(Decimal(MAX_BOUND))})
    return number


def read_day(value: object) -> date | None:
    """Read a day, or text in ISO form; None when it is neither. ValueError for a day that does not exist."""
    if isinstance(value, date):
        return value
    return date.fromisoformat(value) if isinstance(value, str) and ISO_DAY.fullmatch(value) else None


def _day(value: object) -> object:
    try:
        day = read_day(value)
    except ValueError:
        raise PydanticCustomError("impossible_date", "no such day") from None
    if day is None:
        raise PydanticCustomError("not_a_day", "not an ISO day")
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise PydanticCustomError("far_day", "a year too far away")
    return day


def _month_day(value: object) -> object:
    if isinstance(value, str) and MONTH_DAY.fullmatch(value):
        try:
            day_in_common_year(value, 2023)
        except ValueError:
            raise PydanticCustomError("impossible_date", "no such day in every year") from None
        return value
    raise PydanticCustomError("not_a_month_day", "not MM-DD")


def _id_text(value: object) -> object:
    """An id that is a plain number (``id: 2025``, a unit's code) is meant as text."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def day_in_common_year(month_day: str, year: int) -> date:
    """Return the day ``MM-DD`` of ``year``; ValueError when that year has none."""
    return date(year, int(month_day[:2]), int(month_day[3:]))


def plain(number: Decimal) -> str:
    """Write an exact decimal as people and JSON do: no exponent, no trailing zeros, no minus zero."""
    if number == 0:
        return "0"
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


TAG = "\0"
"""Marks the name of a form in the path of a complaint: no key of a file can begin so."""
ID_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$"
Text = Annotated[str, Field(strict=True, min_length=1, max_length=2000)]
Id = Annotated[
    str,
    BeforeValidator(_id_text),
    Field(strict=True, pattern=ID_PATTERN),
    WithJsonSchema({"type": ["string", "integer"], "pattern": ID_PATTERN}),
]
Key = Annotated[str, Field(strict=True, pattern=ID_PATTERN), WithJsonSchema({"type": "string"})]
CODE_PATTERN = r"^[0-9]{5}$"
PROVINCE_PATTERN = r"^[0-9]{2}$"
Code = Annotated[
    str,
    BeforeValidator(_id_text),
    Field(strict=True, pattern=CODE_PATTERN),
    WithJsonSchema({"type": ["string", "integer"], "pattern": CODE_PATTERN}),
]
ProvinceCode = Annotated[
    str,
    BeforeValidator(_id_text),
    Field(strict=True, pattern=PROVINCE_PATTERN),
    WithJsonSchema({"type": ["string", "integer"], "pattern": PROVINCE_PATTERN}),
]
Exact = Annotated[
    Decimal,
    BeforeValidator(_exact),
    PlainSerializer(plain, return_type=str),
    WithJsonSchema({"type": "number"}),
]
Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
MonthDay = Annotated[
    str, BeforeValidator(_month_day), WithJsonSchema({"type": "string", "pattern": "^[0-1][0-9]-[0-3][0-9]$"})
]
Whole = Annotated[int, Field(strict=True, ge=0, le=MAX_COUNT)]
Positive = Annotated[int, Field(strict=True, ge=1, le=MAX_COUNT)]
Switch = Annotated[bool, Field(strict=True)]


class Part(BaseModel):
    """Base of every part of a file: frozen, and unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=False)
