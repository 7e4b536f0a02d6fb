"""The examples of a criteria file: figures with what must come of them, for one unit or for several together."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from engine.scalars import Exact, Id, Part, Text

MOST_UNITS = 100_000
"""Units that one row of an example may stand for; no country has as many."""


def _cell(value: object) -> object:
    if not isinstance(value, bool | int | Decimal | date | str):
        raise PydanticCustomError("not_a_cell", "not a single value")
    return value


CellValue = Annotated[Any, BeforeValidator(_cell), WithJsonSchema({"type": ["boolean", "number", "string"]})]
Cells = Mapping[str, object]
"""Figures as an example has them, by indicator."""


class Example(Part):
    """Figures with the verdict that they must give; run at every load."""

    given: dict[str, CellValue] = Field(description="Số liệu của kỳ: mã chỉ tiêu và giá trị; thiếu là chưa rõ.")
    before: dict[str, CellValue] = Field(default_factory=dict, description="Số liệu của kỳ trước.")
    verdict: Literal["met", "unmet", "unknown"] = Field(description="Kết quả phải ra.")
    shortfall: dict[str, Exact] | None = Field(None, description="Phần còn thiếu phải ra (nếu muốn kiểm).")
    derived: dict[str, Exact] = Field(default_factory=dict, description="Tổng do máy cộng phải ra (nếu muốn kiểm).")
    actual: dict[str, Text] = Field(
        default_factory=dict,
        description='Trị số phải ra của từng điều kiện, theo đường dẫn như JSON kết quả, ví dụ {all.0: "64.6565"}.',
    )


class ExampleUnits(Part):
    """So many units with the same figures each, in one district if that is said."""

    units: Annotated[int, Field(strict=True, ge=1, le=MOST_UNITS)] = Field(
        1, description="Số đơn vị có số liệu này; không ghi là 1."
    )
    district: Text | None = Field(None, description="Tên hoặc mã huyện của các đơn vị này, để đếm số huyện.")
    given: dict[str, CellValue] = Field(description="Số liệu kỳ này của mỗi đơn vị.")
    before: dict[str, CellValue] = Field(default_factory=dict, description="Số liệu kỳ trước của mỗi đơn vị.")


class Result(Part):
    """One figure that must come of several units together, and by how much it is more than before."""

    sum: Id | None = Field(None, description="Mã chỉ tiêu: cộng trên mọi đơn vị.")
    share: Annotated[list[Id], Field(min_length=2, max_length=2)] | None = Field(
        None, description="[phần, tổng]: tỷ lệ (%) của hai tổng cộng, làm tròn bốn chữ số như JSON kết quả."
    )
    met: Id | None = Field(None, description="Mã tiêu chí: số đơn vị đạt.")
    districts: Id | None = Field(None, description="Mã tiêu chí: số huyện có ít nhất một đơn vị đạt.")
    value: Exact = Field(alias="is", description="Số phải ra.")
    more: Exact | None = Field(None, description="Nhiều hơn kỳ trước bao nhiêu.")

    @model_validator(mode="after")
    def _one_subject(self) -> Self:
        if sum(each is not None for each in (self.sum, self.share, self.met, self.districts)) != 1:
            raise PydanticCustomError("not_one_result", "exactly one subject")
        return self


class WholeExample(Part):
    """Several units with what must come of them together: a province's published figures, say."""

    title: Text = Field(description="Ví dụ nói về điều gì.")
    basis: Text | None = Field(None, description="Nguồn của các con số.")
    note: Text | None = Field(None, description="Ghi chú ngắn: phần nào là giả định.")
    rows: list[ExampleUnits] = Field(min_length=1, max_length=1000, description="Các đơn vị và số liệu.")
    gives: list[Result] = Field(min_length=1, description="Các con số phải ra.")
