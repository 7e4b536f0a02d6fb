"""What a criteria file says, as frozen values.

The shapes follow the file format, version 1 (docs/criteria-format.md). Everything here is validated input:
unknown keys are refused, numbers are exact decimals, days are real days. What needs more than one place of the
file to judge (a dangling id, two bounds that exclude each other) is judged in ``engine.meaning``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    PlainSerializer,
    Tag,
    WithJsonSchema,
    model_validator,
)
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
BELOW = "below"
"""The band of a unit that reaches none of the bands of the file."""


class Kind(StrEnum):
    """Kinds of indicator: what may be entered."""

    COUNT = "count"
    NUMBER = "number"
    FLAG = "flag"
    DOCUMENT = "document"


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
Code = Annotated[
    str,
    BeforeValidator(_id_text),
    Field(strict=True, pattern=CODE_PATTERN),
    WithJsonSchema({"type": ["string", "integer"], "pattern": CODE_PATTERN}),
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


# --------------------------------------------------------------------------------------------- conditions


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
    if isinstance(raw, Mapping):
        for key in ("of", "all", "any", *SUBJECTS):
            if key in raw:
                return f"{TAG}{key}"
    return None


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


# --------------------------------------------------------------------------------------------- indicators


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
        return STEPS if self.kind is Kind.NUMBER else 1


MERGERS: dict[Kind, tuple[str, ...]] = {
    Kind.COUNT: ("sum", "unknown"),
    Kind.NUMBER: ("unknown", "sum"),
    Kind.FLAG: ("unknown", "any", "all"),
    Kind.DOCUMENT: ("reissue", "unknown"),
}
"""What ``on_merger`` may say for each kind; the first is the default."""


# ---------------------------------------------------------------------------------- criteria, vetoes, bands


def _cell(value: object) -> object:
    if not isinstance(value, bool | int | Decimal | date | str):
        raise PydanticCustomError("not_a_cell", "not a single value")
    return value


CellValue = Annotated[Any, BeforeValidator(_cell), WithJsonSchema({"type": ["boolean", "number", "string"]})]


class Rule(Part):
    """The three keys that may stand on any rule: its basis, how its wording is known, a note."""

    basis: Text | None = Field(None, description="Căn cứ: văn bản, điều, khoản.")
    wording: Literal["official", "reconstructed"] | None = Field(
        None, description="official: đúng văn bản · reconstructed: dựng lại."
    )
    note: Text | None = Field(None, description="Ghi chú ngắn.")


class Action(Part):
    """What a commune can still do about a criterion, and the effort of one whole step."""

    title: Text = Field(description="Việc cần làm.")
    effort: Exact = Field(Decimal(1), gt=0, description="Công sức cho một bước tròn; không ghi là 1.")


class Example(Part):
    """Figures with the verdict that they must give; run at every load."""

    given: dict[str, CellValue] = Field(description="Số liệu của kỳ: mã chỉ tiêu và giá trị; thiếu là chưa rõ.")
    before: dict[str, CellValue] = Field(default_factory=dict, description="Số liệu của kỳ trước.")
    verdict: Literal["met", "unmet", "unknown"] = Field(description="Kết quả phải ra.")
    shortfall: dict[str, Exact] | None = Field(None, description="Phần còn thiếu phải ra (nếu muốn kiểm).")


class Criterion(Rule):
    """One criterion: a group of conditions with its basis, examples and what can be done about it."""

    id: Id = Field(description="Mã tiêu chí, ví dụ TC01.")
    title: Text = Field(description="Tên tiêu chí.")
    group: Text | None = Field(None, description="Nhóm tiêu chí.")
    evidence: Literal["required", "optional"] = Field("optional", description="Có bắt buộc minh chứng không.")
    all: list[Condition] | None = Field(None, min_length=1, description="Đạt khi mọi điều kiện đều đạt.")
    any: list[Condition] | None = Field(None, min_length=1, description="Đạt khi có ít nhất một điều kiện đạt.")
    at_least: Positive | None = Field(None, description="Số điều kiện ít nhất phải đạt trong of.")
    of: list[Condition] | None = Field(None, min_length=1, description="Danh sách điều kiện của at_least.")
    action: Action | None = Field(None, description="Việc có thể làm; không ghi là không lập kế hoạch được.")
    examples: list[Example] = Field(default_factory=list, description="Ví dụ, chạy mỗi lần nạp.")

    @model_validator(mode="after")
    def _one_group(self) -> Self:
        if (self.at_least is None) != (self.of is None):
            raise PydanticCustomError("half_a_group", "at_least and of belong together")
        if sum(group is not None for group in (self.all, self.any, self.of)) != 1:
            raise PydanticCustomError("not_one_group", "exactly one group")
        return self

    @cached_property
    def condition(self) -> Group:
        """The one group of the criterion."""
        if self.all is not None:
            return AllOf.model_construct(all=self.all)
        if self.any is not None:
            return AnyOf.model_construct(any=self.any)
        return SomeOf.model_construct(at_least=self.at_least or 1, of=self.of or [])


class Veto(Rule):
    """What blocks recognition whatever the count."""

    id: Id = Field(description="Mã điều kiện loại trừ, ví dụ LT1.")
    title: Text = Field(description="Nội dung điều kiện loại trừ.")
    when: Condition = Field(description="Loại trừ khi điều kiện này đạt (xảy ra).")
    blocks: list[Id] | None = Field(None, min_length=1, description="Các cấp bị loại; không ghi là mọi cấp.")


class Band(Rule):
    """A band by the count of criteria met."""

    id: Id = Field(description="Mã mức.")
    title: Text = Field(description="Tên mức.")
    criteria_met: Whole = Field(description="Số tiêu chí đạt ít nhất.")


class Requirement(Part):
    """What a level asks: a band, a recognition at a lower level, or both."""

    band: Id | None = Field(None, description="Mức phải đạt.")
    recognised: Id | None = Field(None, description="Cấp phải được công nhận trước.")


class Level(Rule):
    """A level of recognition, with the days on which it exists."""

    level: Id = Field(description="Mã cấp, ví dụ commune, district, province.")
    title: Text = Field(description="Tên cấp.")
    requires: Requirement = Field(default_factory=Requirement, description="Điều kiện để được xét.")
    effective_from: Day | None = Field(None, description="Ngày đầu cấp này tồn tại.")
    effective_to: Day | None = Field(None, description="Ngày cuối cấp này tồn tại (tính cả ngày đó).")

    def in_force(self, on: date) -> bool:
        """Tell whether the level exists on the day; the first and the last day are included."""
        return (self.effective_from is None or self.effective_from <= on) and (
            self.effective_to is None or on <= self.effective_to
        )


class Revocation(Part):
    """When a recognition comes up for review."""

    unmet_share_at_least: Exact | None = Field(None, description="Tỷ lệ (%) tiêu chí chưa đạt từ mức này.")
    or_unmet: list[Id] = Field(default_factory=list, description="Hoặc một trong các tiêu chí này chưa đạt.")


# --------------------------------------------------------------------------------------------------- targets


class Goal(Rule):
    """One line of a target: so many units at a level or in a band."""

    level: Id | None = Field(None, description="Cấp công nhận.")
    band: Id | None = Field(None, description="Hoặc mức tiêu chí.")
    at_least: Whole = Field(description="Số đơn vị cần có.")
    among: Id | None = Field(None, description="Chỉ đếm trong danh sách này (khai ở lists).")
    per: Literal["district"] | None = Field(None, description="district: mỗi huyện cần chừng ấy; đếm số huyện.")
    rest: Switch = Field(default=False, description="true: văn bản viết là «còn lại».")

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if (self.level is None) == (self.band is None):
            raise PydanticCustomError("not_one_place", "a level or a band")
        return self


class Target(Rule):
    """What a document asks by a day."""

    id: Id = Field(description="Mã mục tiêu, ví dụ 2025.")
    due: Day = Field(description="Hạn, ngày cuối được tính.")
    base: Whole | None = Field(None, description="Tổng số đơn vị mà văn bản tính trên đó.")
    population: Literal["units_of_document", "units_of_period"] = Field(
        "units_of_period", description="Đếm trên bản đồ đơn vị của văn bản hay của kỳ."
    )
    reading: Literal["nested", "disjoint"] = Field(
        "nested",
        description="disjoint: mỗi đơn vị tính một lần ở bậc cao nhất · nested: bậc cao tính cả vào bậc thấp.",
    )
    goals: list[Goal] = Field(min_length=1, description="Các chỉ tiêu, bậc cao nhất trước.")

    @property
    def asked(self) -> int:
        """The sum of what the goals ask, as published."""
        return sum(goal.at_least for goal in self.goals)


class SizedList(Part):
    """A list whose members are not known, only how many."""

    size: Whole = Field(description="Số thành viên, khi chưa biết tên đơn vị.")


def _list_form(raw: object) -> str:
    return f"{TAG}size" if isinstance(raw, Mapping | SizedList) else f"{TAG}codes"


UnitList = Annotated[
    Annotated[SizedList, Tag(f"{TAG}size")] | Annotated[list[Code], Tag(f"{TAG}codes")], Discriminator(_list_form)
]


# ------------------------------------------------------------------------------------------------------- set


class LegalBasis(Part):
    """A document that the set stands on."""

    document: Text = Field(description="Số, ký hiệu văn bản.")
    issued_on: Day | None = Field(None, description="Ngày ban hành.")
    issuer: Text | None = Field(None, description="Cơ quan ban hành.")


class Period(Part):
    """How assessment periods are cut. Year 2024 from 16 November is 2023-11-16 .. 2024-11-15."""

    kind: Literal["year"] = Field("year", description="Kỳ theo năm.")
    starts_on: MonthDay = Field(
        "01-01", description='Ngày đầu kỳ, "tháng-ngày"; "11-16": kỳ 2024 là 16/11/2023–15/11/2024.'
    )

    def bounds(self, period: str) -> tuple[date, date]:
        """Return the first and the last day of the period ``"YYYY"``; ValueError when it is not a year."""
        if len(period) != 4 or not period.isascii() or not period.isdigit():  # noqa: PLR2004 -- YYYY
            raise ValueError(period)
        year = int(period)
        if self.starts_on == "01-01":
            return date(year, 1, 1), date(year, 12, 31)
        next_start = day_in_common_year(self.starts_on, year)
        return day_in_common_year(self.starts_on, year - 1), next_start - timedelta(days=1)

    def containing(self, day: date) -> str:
        """Return the period that the day lies in."""
        return f"{day.year if day <= self.bounds(f'{day.year:04}')[1] else day.year + 1:04}"


UnitKind = Literal["xã", "phường", "thị trấn", "đặc khu"]


class CriteriaSet(Part):
    """One regulation in force from one day: one file."""

    model_config = ConfigDict(title="Bộ tiêu chí")

    set: Id = Field(description="Mã bộ tiêu chí, trùng tên thư mục.")
    title: Text = Field(description="Tên bộ tiêu chí.")
    effective_from: Day = Field(description="Ngày đầu có hiệu lực, trùng tên tệp.")
    effective_to: Day | None = Field(None, description="Ngày cuối có hiệu lực; không ghi là đến bản kế tiếp.")
    status: Literal["draft", "published"] = Field(description="draft dự thảo · published đã ban hành.")
    wording: Literal["official", "reconstructed"] = Field(
        description="official đúng văn bản · reconstructed dựng lại (hiện thành dòng cảnh báo)."
    )
    legal_basis: list[LegalBasis] = Field(default_factory=list, description="Căn cứ pháp lý.")
    applies_to: list[UnitKind] = Field(min_length=1, description="Loại đơn vị hành chính được chấm.")
    period: Period = Field(default_factory=Period, description="Kỳ đánh giá; không ghi là năm dương lịch.")
    not_applicable_counts_as: Literal["met", "unmet"] = Field(
        description="«Không áp dụng» tính là met (đạt) hay unmet (chưa đạt); bắt buộc ghi."
    )
    indicators: dict[Key, Indicator] = Field(min_length=1, description="Các chỉ tiêu cán bộ nhập.")
    criteria: list[Criterion] = Field(min_length=1, description="Các tiêu chí.")
    vetoes: list[Veto] = Field(default_factory=list, description="Điều kiện loại trừ.")
    bands: list[Band] = Field(default_factory=list, description="Các mức theo số tiêu chí đạt, giảm dần.")
    recognition: list[Level] = Field(default_factory=list, description="Các cấp công nhận, thấp nhất trước.")
    revocation: Revocation | None = Field(None, description="Khi nào xem xét lại công nhận.")
    targets: list[Target] = Field(default_factory=list, description="Các mục tiêu.")
    lists: dict[Key, UnitList] = Field(default_factory=dict, description="Danh sách đơn vị theo mã.")

    @cached_property
    def levels(self) -> dict[str, Level]:
        """The levels of recognition by id, lowest first."""
        return {level.level: level for level in self.recognition}

    @cached_property
    def parts(self) -> dict[str, Counter[str]]:
        """For each indicator, how many times each one goes into it: itself once, and whatever its sum is made of."""
        found: dict[str, Counter[str]] = {}

        def parts(key: str) -> Counter[str]:
            if key not in found:
                found[key] = Counter({key: 1})
                for part in self.indicators[key].sum or ():
                    found[key].update(parts(part))
            return found[key]

        return {key: parts(key) for key in self.indicators}

    def band_of(self, count: int) -> str:
        """Return the id of the band that a count of criteria reaches, ``below`` when none."""
        return next((band.id for band in self.bands if count >= band.criteria_met), BELOW)


for _model in (AllOf, AnyOf, SomeOf, Criterion, Veto, CriteriaSet):
    _model.model_rebuild()
