"""What a criteria file says, as frozen values.

The shapes follow the file format, version 1 (docs/criteria-format.md). Everything here is validated input:
unknown keys are refused, numbers are exact decimals, days are real days. What needs more than one place of the
file to judge (a dangling id, two bounds that exclude each other) is judged in ``engine.meaning``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from engine.conditions import AllOf, AnyOf, Condition, Group, SomeOf
from engine.examples import Example, WholeExample
from engine.indicators import Indicator
from engine.scalars import (
    TAG,
    Code,
    Day,
    Exact,
    Id,
    Key,
    MonthDay,
    Part,
    Positive,
    ProvinceCode,
    Switch,
    Text,
    Whole,
    day_in_common_year,
)

BELOW = "below"
"""The band of a unit that reaches none of the bands of the file."""


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


class First(Rule):
    """Which units are to come first; several rules are asked one after the other."""

    title: Text = Field(description="Đơn vị nào làm trước.")
    when: Condition = Field(description="Đơn vị đạt điều kiện này thì xếp trước; chưa rõ xếp giữa.")


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
    note: Text | None = Field(None, description="Ghi chú ngắn, ví dụ ngày ban hành chưa rõ.")


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


class Base(Part):
    """The file that a province's file stands on, and under which ids it carries its criteria on.

    ``carried`` maps ids of the other file's criteria to ids of this one's; one of the same id needs no line.
    """

    set: Id = Field(description="Mã bộ tiêu chí làm nền, ví dụ tt124-xa.")
    effective_from: Day = Field(description="Ngày đầu của bản làm nền.")
    carried: dict[Id, list[Id]] = Field(
        default_factory=dict, alias="as", description="Tiêu chí của bộ nền: những tiêu chí nào ở đây mang nội dung ấy."
    )


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
    note: Text | None = Field(None, description="Ghi chú về cả bộ: điều gì là giả định, ngày nào chưa rõ.")
    legal_basis: list[LegalBasis] = Field(default_factory=list, description="Căn cứ pháp lý.")
    applies_to: list[UnitKind] = Field(min_length=1, description="Loại đơn vị hành chính được chấm.")
    province: ProvinceCode | None = Field(
        None, description="Mã tỉnh: chỉ chấm đơn vị của tỉnh ấy và đơn vị lập từ đó; không ghi là mọi đơn vị."
    )
    stands_on: Base | None = Field(None, description="Bộ toàn quốc mà bộ này cụ thể hóa và bổ sung.")
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
    first: list[First] = Field(default_factory=list, description="Đơn vị nào làm trước; quy tắc viết trước hỏi trước.")
    examples: list[WholeExample] = Field(
        default_factory=list, description="Ví dụ trên nhiều đơn vị cùng lúc, chạy mỗi lần nạp."
    )

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


for _model in (Criterion, Veto, First, CriteriaSet):
    _model.model_rebuild()
