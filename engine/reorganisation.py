"""The file of one reorganisation of units: its shapes, and what it makes of a register.

One file is one day on which units are merged, split, renamed, re-coded or change their kind; docs/units-format.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Annotated, Literal

from pydantic import Field

from engine.scalars import Code, Day, Part, Text, Whole
from engine.units import KINDS, Lineage, Register, UnitKey, UnitVersion

DIGITS_3 = r"^[0-9]{3}$"
DIGITS_2 = r"^[0-9]{2}$"
ONE_DAY = timedelta(days=1)


class NewUnit(Part):
    """A unit as it is from the day on."""

    code: Code = Field(description="Mã 5 chữ số, trong dấu ngoặc kép.")
    name: Text = Field(description="Tên đầy đủ, có loại đứng đầu, ví dụ Xã Mi Hòa, Đặc khu Cát Hải.")
    alt_names: list[Text] = Field(default_factory=list, description="Cách viết khác trong văn bản chính thức.")
    district: Annotated[str, Field(pattern=DIGITS_3)] | None = Field(
        None, description="Mã huyện 3 chữ số; không ghi nếu không có cấp huyện."
    )

    @property
    def kind(self) -> str:
        """The kind that the name begins with; empty when it begins with none."""
        return next((kind for kind in KINDS if self.name.lower().startswith(f"{kind} ")), "")


class Change(Part):
    """One new unit, and what it is made of."""

    to: NewUnit = Field(description="Đơn vị từ ngày này.")
    of: list[Code] = Field(default_factory=list, alias="from", description="Mã các đơn vị cũ nhập toàn bộ vào đây.")
    parts: list[Code] = Field(default_factory=list, description="Mã các đơn vị cũ chỉ nhập một phần vào đây.")
    basis: Text | None = Field(None, description="Điều, khoản; không ghi thì lấy legal_basis.")


class Province(Part):
    """The province of the new units."""

    code: Annotated[str, Field(pattern=DIGITS_2)] = Field(description="Mã tỉnh 2 chữ số, trong dấu ngoặc kép.")
    name: Text = Field(description="Tên tỉnh, ví dụ Tỉnh Phú Thọ.")


class Reorganisation(Part):
    """One reorganisation: units that it does not name go on as they are."""

    reorganisation: Text = Field(description="Tên lần sắp xếp.")
    effective_from: Day = Field(description="Ngày đầu tiên của các đơn vị mới, trùng tên tệp.")
    status: Literal["draft", "published"] = Field(description="draft: chỉ để kiểm tra · published: được áp dụng.")
    legal_basis: Text = Field(description="Số, ký hiệu nghị quyết.")
    province: Province | None = Field(None, description="Tỉnh của các đơn vị mới; không ghi thì như đơn vị cũ.")
    units_before: Whole | None = Field(None, description="Số đơn vị ngay trước đó, để đối chiếu.")
    units_after: Whole | None = Field(None, description="Số đơn vị sau đó, để đối chiếu.")
    changes: list[Change] = Field(min_length=1, description="Các đơn vị mới và nguồn của chúng.")

    @property
    def eve(self) -> date:
        """The last day of the old units."""
        return self.effective_from - ONE_DAY

    def olds(self) -> Iterator[tuple[int, str, int, str]]:
        """Yield every old code with its place: the change, the key (from or parts), the place in its list."""
        for place, change in enumerate(self.changes):
            for key, codes in (("from", change.of), ("parts", change.parts)):
                for at, code in enumerate(codes):
                    yield place, key, at, code


SHAPES: tuple[tuple[tuple[str, ...], type[Part]], ...] = (
    ((), Reorganisation),
    (("province",), Province),
    (("changes", "*"), Change),
    (("changes", "*", "to"), NewUnit),
)
"""The parts of the file by their paths, ``*`` for a place in a list."""


def applied(register: Register, each: Reorganisation) -> Register:
    """Return the register with a reorganisation that was judged sound (``engine.reorganising``) carried out.

    Old versions end on the eve; nothing that was before that day is changed.
    """
    olds = {code: unit for _, _, _, code in each.olds() if (unit := register.version(code, each.eve)) is not None}
    ended = {unit.key for unit in olds.values()}
    versions = [replace(unit, last_day=each.eve) if unit.key in ended else unit for unit in register.versions]
    lineage = list(register.lineage)
    for change in each.changes:
        unit = _made(register, each, change, olds)
        versions.append(unit)
        basis = ", ".join(filter(None, (each.legal_basis, change.basis)))
        lineage += [Lineage(olds[code].key, unit.key, "whole", unit.first_day, basis) for code in change.of]
        lineage += [Lineage(olds[code].key, unit.key, "part", unit.first_day, basis) for code in change.parts]
    versions.sort(key=lambda unit: unit.key)
    return Register(tuple(versions), tuple(lineage), register.districts)


def _made(register: Register, each: Reorganisation, change: Change, olds: dict[str, UnitVersion]) -> UnitVersion:
    new, first = change.to, olds[(change.of + change.parts)[0]]
    district = register.districts_on(each.effective_from).get(new.district or "")
    return UnitVersion(
        code=new.code,
        name=new.name,
        short_name=new.name[len(new.kind) + 1 :],
        kind=new.kind,
        district=new.district,
        district_name=district.name if district else None,
        province=each.province.code if each.province else first.province,
        province_name=each.province.name if each.province else first.province_name,
        first_day=each.effective_from,
        last_day=None,
        alt_names=tuple(new.alt_names),
    )


@dataclass(frozen=True, slots=True)
class Deeds:
    """How many new units came about in which way, and how many old units were split."""

    merged: int = 0
    with_parts: int = 0
    split: int = 0
    renamed: int = 0
    recoded: int = 0
    other_kind: int = 0


def deeds(register: Register, each: Reorganisation) -> Deeds:
    """Count what a reorganisation does; a unit that is renamed and re-coded at once counts in both."""
    merged = with_parts = renamed = recoded = other_kind = 0
    for change in each.changes:
        if change.parts:
            with_parts += 1
        elif len(change.of) > 1:
            merged += 1
        elif (old := register.version(change.of[0], each.eve)) is not None:
            recoded += old.code != change.to.code
            other_kind += old.kind != change.to.kind
            renamed += old.name[len(old.kind) :] != change.to.name[len(change.to.kind) :]
    split: set[UnitKey] = set()
    for change in each.changes:
        split |= {old.key for code in change.parts if (old := register.version(code, each.eve)) is not None}
    return Deeds(merged, with_parts, len(split), renamed, recoded, other_kind)
