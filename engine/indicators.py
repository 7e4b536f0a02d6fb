"""Indicators: the data dictionary of a criteria set, what staff enter and what is added up from it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from engine.scalars import STEPS, Id, Part, Switch, Text


class Kind(StrEnum):
    """Kinds of indicator: what may be entered."""

    COUNT = "count"
    NUMBER = "number"
    FLAG = "flag"
    DOCUMENT = "document"


class Indicator(Part):
    """One entry of the data dictionary: what staff enter, or the sum of what they enter."""

    label: Text = Field(description="Tên chỉ tiêu như cán bộ đọc.")
    kind: Kind = Field(
        description="count số đếm · number số thập phân · flag có/không · document văn bản; không ghi khi có sum."
    )
    unit: Text | None = Field(None, description="Đơn vị tính; bắt buộc với count và number.")
    sum: Annotated[list[Id], Field(min_length=1)] | None = Field(
        None, description="Chỉ tiêu tính ra: tổng các chỉ tiêu này, không nhập."
    )
    at_most: Id | None = Field(None, description="Không được lớn hơn chỉ tiêu này; sai thì số liệu coi là chưa rõ.")
    lower_is_better: Switch = Field(default=False, description="true: càng thấp càng tốt (ví dụ số vụ việc).")
    on_merger: Literal["sum", "any", "all", "reissue", "unknown"] | None = Field(
        None, description="Khi đơn vị sáp nhập, số kỳ trước chuyển thế nào: sum, any, all, reissue, unknown."
    )

    @model_validator(mode="before")
    @classmethod
    def _a_sum_is_a_count(cls, raw: Any) -> Any:  # noqa: ANN401 -- what a file holds, before validation
        if isinstance(raw, Mapping) and "kind" not in raw and "sum" in raw:
            return {**raw, "kind": "count"}
        return raw

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        measured = self.kind in (Kind.COUNT, Kind.NUMBER)
        if measured and self.unit is None:
            raise PydanticCustomError("unit_missing", "unit is required")
        if self.sum is not None and self.kind is not Kind.COUNT:
            raise PydanticCustomError("sum_is_a_count", "a sum is a count")
        if not measured and (self.at_most is not None or self.lower_is_better):
            raise PydanticCustomError("not_for_this_kind", "only for a count or a number")
        if self.on_merger is not None and self.on_merger not in MERGERS[self.kind]:
            raise PydanticCustomError("merger_unfit", "not for this kind")
        return self

    @property
    def merger(self) -> str:
        """How a figure is carried onto a merged unit, with the default of its kind filled in."""
        return self.on_merger or MERGERS[self.kind][0]

    @property
    def scale(self) -> int:
        """Whole steps in one unit of measure: 10⁴ for a number, 1 for the rest."""
        return SCALES[self.kind]


SCALES: dict[Kind, int] = {Kind.COUNT: 1, Kind.NUMBER: STEPS, Kind.FLAG: 1, Kind.DOCUMENT: 1}
"""Whole steps in one unit of measure of each kind."""
MERGERS: dict[Kind, tuple[str, ...]] = {
    Kind.COUNT: ("sum", "unknown"),
    Kind.NUMBER: ("unknown", "sum"),
    Kind.FLAG: ("unknown", "any", "all"),
    Kind.DOCUMENT: ("reissue", "unknown"),
}
"""What ``on_merger`` may say for each kind; the first is the default."""
