"""Conditions: a subject with its bound, or a group of conditions. Groups nest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Annotated, ClassVar, Self

from pydantic import Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from engine.scalars import TAG, Exact, Id, MonthDay, Part, Positive, Switch


class Bounded(Part):
    """A subject compared with one or two bounds, or with a single ``equals``."""

    at_least: Exact | None = Field(None, description="Từ mức này trở lên (≥).")
    more_than: Exact | None = Field(None, description="Lớn hơn mức này (>), bằng thì chưa đạt.")
    at_most: Exact | None = Field(None, description="Không quá mức này (≤).")
    less_than: Exact | None = Field(None, description="Nhỏ hơn mức này (<), bằng thì chưa đạt.")
    equals: Exact | None = Field(None, description="Đúng bằng mức này; đứng một mình.")

    @property
    def bounds(self) -> dict[str, Decimal]:
        """The bounds that are written, by key, in the order of the format."""
        named = {key: getattr(self, key) for key in BOUNDS}
        return {key: bound for key, bound in named.items() if bound is not None}

    @model_validator(mode="after")
    def _bounds_fit(self) -> Self:
        count = len(self.bounds)
        if count == 0:
            raise PydanticCustomError("no_bound", "a bound is missing")
        if count > 2 or (count == 2 and self.equals is not None):  # noqa: PLR2004 -- the format allows two
            raise PydanticCustomError("too_many_bounds", "one or two bounds, or a single equals")
        return self


BOUNDS = ("at_least", "more_than", "at_most", "less_than", "equals")


class CountCondition(Bounded):
    """``{count: i, BOUND}``: a whole number against its bound."""

    count: Id = Field(description="Mã chỉ tiêu loại count (số đếm).")

    @property
    def indicators(self) -> tuple[str, ...]:
        """The indicators read, the one that a shortfall changes first."""
        return (self.count,)


class NumberCondition(Bounded):
    """``{number: i, BOUND}``: a decimal against its bound."""

    number: Id = Field(description="Mã chỉ tiêu loại number (số thập phân).")

    @property
    def indicators(self) -> tuple[str, ...]:
        """The indicators read, the one that a shortfall changes first."""
        return (self.number,)


class ShareCondition(Bounded):
    """``{share: [a, b], BOUND}``: 100·a/b per cent against its bound, compared exactly."""

    share: Annotated[list[Id], Field(min_length=2, max_length=2)] = Field(
        description="Hai mã chỉ tiêu [a, b]: tỷ lệ 100·a/b (%), so chính xác, không làm tròn."
    )

    @property
    def indicators(self) -> tuple[str, ...]:
        """The indicators read, the one that a shortfall changes first."""
        return (self.share[0], self.share[1])


class ChangeCondition(Bounded):
    """``{change: i, BOUND}``: per cent against the period before, compared exactly."""

    change: Id = Field(description="Mã chỉ tiêu: thay đổi (%) so với kỳ trước, ví dụ -5 là giảm 5 %.")

    @property
    def indicators(self) -> tuple[str, ...]:
        """The indicators read, the one that a shortfall changes first."""
        return (self.change,)


class FlagCondition(Part):
    """``{flag: i}``: yes, or with ``is: false`` no."""

    flag: Id = Field(description="Mã chỉ tiêu loại flag (có/không).")
    wanted: Switch = Field(default=True, alias="is", description="true: phải là có (mặc định); false: phải là không.")

    @property
    def indicators(self) -> tuple[str, ...]:
        """The indicators read, the one that a shortfall changes first."""
        return (self.flag,)


class DocumentCondition(Part):
    """``{document: i}``: issued within the period, by a day of it, or at any time before its end."""

    document: Id = Field(description="Mã chỉ tiêu loại document (văn bản, nhập ngày ban hành).")
    issued_by: MonthDay | None = Field(None, description='Hạn ban hành trong kỳ, "tháng-ngày", ví dụ "03-31".')
    any_time: Switch = Field(default=False, description="true: văn bản ban hành trước kỳ cũng được tính.")

    @property
    def indicators(self) -> tuple[str, ...]:
        """The indicators read, the one that a shortfall changes first."""
        return (self.document,)


Leaf = CountCondition | NumberCondition | ShareCondition | ChangeCondition | FlagCondition | DocumentCondition


class AllOf(Part):
    """``{all: [...]}``: every part is met."""

    all: list[Condition] = Field(min_length=1, description="Đạt khi mọi điều kiện dưới đây đều đạt.")

    @property
    def parts(self) -> list[Condition]:
        """The parts, in the order of the file."""
        return self.all

    @property
    def needed(self) -> int:
        """How many parts must be met."""
        return len(self.all)

    key: ClassVar[str] = "all"


class AnyOf(Part):
    """``{any: [...]}``: one part is met."""

    any: list[Condition] = Field(min_length=1, description="Đạt khi có ít nhất một điều kiện dưới đây đạt.")

    @property
    def parts(self) -> list[Condition]:
        """The parts, in the order of the file."""
        return self.any

    @property
    def needed(self) -> int:
        """How many parts must be met."""
        return 1

    key: ClassVar[str] = "any"


class SomeOf(Part):
    """``{at_least: n, of: [...]}``: at least n parts are met."""

    at_least: Positive = Field(description="Số điều kiện ít nhất phải đạt trong danh sách of.")
    of: list[Condition] = Field(min_length=1, description="Danh sách điều kiện để chọn.")

    @property
    def parts(self) -> list[Condition]:
        """The parts, in the order of the file."""
        return self.of

    @property
    def needed(self) -> int:
        """How many parts must be met."""
        return self.at_least

    key: ClassVar[str] = "of"


Group = AllOf | AnyOf | SomeOf
SUBJECTS = ("count", "number", "share", "change", "flag", "document")


def condition_form(raw: object) -> str | None:
    """Tell which form a condition is written in, by its subject or group key; None when it has neither."""
    keys = raw if isinstance(raw, Mapping) else type(raw).model_fields if isinstance(raw, Part) else ()
    return next((f"{TAG}{key}" for key in ("of", "all", "any", *SUBJECTS) if key in keys), None)


Condition = Annotated[
    Annotated[CountCondition, Tag(f"{TAG}count")]
    | Annotated[NumberCondition, Tag(f"{TAG}number")]
    | Annotated[ShareCondition, Tag(f"{TAG}share")]
    | Annotated[ChangeCondition, Tag(f"{TAG}change")]
    | Annotated[FlagCondition, Tag(f"{TAG}flag")]
    | Annotated[DocumentCondition, Tag(f"{TAG}document")]
    | Annotated[AllOf, Tag(f"{TAG}all")]
    | Annotated[AnyOf, Tag(f"{TAG}any")]
    | Annotated[SomeOf, Tag(f"{TAG}of")],
    Discriminator(
        condition_form,
        custom_error_type="not_a_condition",
        custom_error_message="a condition needs a subject or a group",
    ),
]


def leaves(condition: Condition, path: str = "") -> Iterator[tuple[str, Leaf]]:
    """Yield the leaves of a condition depth first, each with the way to it (``all.0.any.1``)."""
    if isinstance(condition, AllOf | AnyOf | SomeOf):
        for index, part in enumerate(condition.parts):
            step = f"{condition.key}.{index}"
            yield from leaves(part, f"{path}.{step}" if path else step)
    else:
        yield path, condition


for _model in (AllOf, AnyOf, SomeOf):
    _model.model_rebuild()
