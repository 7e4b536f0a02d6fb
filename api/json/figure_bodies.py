"""What is sent to ``/figures``."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path
from pydantic import BeforeValidator, Field, StrictBool, StrictInt, StrictStr

from api.json.texts import MOST_NUMBER, Body, Note, Number

MOST_AT_ONCE = 10_000


def _exact(value: object) -> object:
    """Refuse what no figure can be sent as, above all binary numbers, which are not what they show."""
    if value is None or isinstance(value, str | bool) or (isinstance(value, int) and abs(value) <= MOST_NUMBER):
        return value
    raise ValueError('không phải giá trị dùng được — viết số thành chữ trong dấu nháy kép, ví dụ "98.5"')


Value = Annotated[
    StrictStr | StrictInt | StrictBool | None,
    BeforeValidator(_exact),
    Field(
        description="Số viết thành chữ («64», «5.25»), có/không, ngày ban hành 2024-03-15 hoặc «không»; null: rút lại.",
        examples=["64"],
    ),
]
Seen = Annotated[int, Field(ge=0, description="«id» của số liệu đã thấy khi sửa; 0 nếu chưa có.")]


Code = Annotated[str, Path(pattern=r"^[0-9]{5}$")]
Year = Annotated[str, Path(pattern=r"^[0-9]{4}$")]
IndicatorKey = Annotated[str, Path(max_length=64)]


class FigureBody(Body):
    """One figure to be written."""

    value: Value
    evidence: Annotated[Number | None, Field(description="«id» của minh chứng.")] = None
    note: Note = ""


class FigureOfMany(FigureBody):
    """One of several figures to be written."""

    unit: Annotated[str, Field(pattern=r"^[0-9]{5}$", examples=["04831"])]
    period: Annotated[str, Field(pattern=r"^[0-9]{4}$", examples=["2024"])]
    indicator: Annotated[str, Field(max_length=64, examples=["bodies_recognised"])]
    if_match: Seen


class Figures(Body):
    """Several figures, written all or none."""

    figures: Annotated[list[FigureOfMany], Field(min_length=1, max_length=MOST_AT_ONCE)]


class Undo(Body):
    """The act whose figures are put back."""

    act: Number
