"""The lines of a bundle that are of the register of groups and models: there where it feeds figures of the period."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from api.exchange.dataset.said import AboutUnit, Id, Period, Said, Text
from engine.scalars import CODE_PATTERN, ID_PATTERN, MAX_COUNT

Key = Annotated[str, Field(pattern=r"^MH[0-9]{6,12}$")]
Count = Annotated[int | None, Field(ge=0, le=MAX_COUNT)]


class ModelLine(AboutUnit):
    """A group or model of the register; a bundle has them where one fed a figure of its period."""

    model_key: Key
    kind: Id
    field: Id
    title: Annotated[Text, Field(min_length=1, max_length=200)]
    body: Id
    village: Text
    founded_on: date
    decision: Text
    decided_on: date | None
    regulations: bool | None
    members: Count
    households: Count
    sample: bool


class TurnLine(Said):
    """From a day on a model has another standing, or another unit."""

    model_key: Key
    since: date
    standing: Literal["active", "paused", "ended"]
    unit: Annotated[str, Field(pattern=CODE_PATTERN)] | None
    first_day: date | None
    decision: Text
    sample: bool


class ReviewLine(Said):
    """What a model was rated for a year."""

    model_key: Key
    year: int = Field(ge=1900, le=2199)
    rating: Annotated[str, Field(pattern=f"^$|{ID_PATTERN}", max_length=64)]
    members: Count
    households: Count
    decision: Text
    sample: bool


class RegisterLine(AboutUnit):
    """A unit whose register is complete for a period, so that its counts are figures."""

    period: Period
