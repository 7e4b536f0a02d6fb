"""Units in a list of a draft: shown by name, named by name or code, on the map of the day that the draft is from."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date

from api.pages.editor.made import missing
from engine.names import match_key, search_key
from engine.scalars import read_day
from engine.units import Register, UnitVersion
from engine.wording.numbers import day
from engine.yaml_tree import Value

MOST_NAMED = 4
"""Units that are named where a name fits several."""


class Units:
    """The map of a draft's first day in force."""

    def __init__(self, register: Register, whole: Value) -> None:
        """Take the map, and what a draft says of its day and of whom it is for."""
        said = whole if isinstance(whole, Mapping) else {}
        self._register, self._day = register, _day_of(said.get("effective_from"))
        kinds = said.get("applies_to")
        self._kinds = tuple(map(str, kinds)) if isinstance(kinds, list) else ()
        self._province = str(said.get("province") or "")

    def name(self, code: str) -> str:
        """Name a unit by its code, with the code."""
        found = self._register.version(code, self._day) if self._day else None
        if found is None:
            return f"{code}: không có trên bản đồ ngày {day(self._day)}" if self._day else code
        return f"{found.name} ({code}{f', {found.district_name}' if found.district_name else ''})"

    def codes(self, typed: str) -> list[str]:
        """Return the codes of units that were typed, a line or comma each; FaultyError names one that is not found."""
        return [self._code(each) for each in filter(None, map(str.strip, re.split(r"[\n,;]", typed)))]

    def _code(self, typed: str) -> str:
        if self._day is None:
            raise missing("Đơn vị", "bản nháp chưa có ngày hiệu lực", "ghi ngày đầu có hiệu lực trước")
        present = self._register.on(self._day).values()
        fitting = [each for each in present if _is(each, typed, match_key)]
        fitting = fitting or [each for each in present if _is(each, typed, search_key)]
        own = [each for each in fitting if self._is_own(each)] or fitting
        if len(own) == 1:
            return own[0].code
        if not own:
            cure = "ghi đúng tên xã như ở trang Đơn vị hành chính, hoặc mã năm chữ số"
            raise missing("Đơn vị", f"không có «{typed[:40]}» trên bản đồ ngày {day(self._day)}", cure)
        named = "; ".join(self.name(each.code) for each in own[:MOST_NAMED])
        raise missing("Đơn vị", f"«{typed[:40]}» có {len(own)} nơi: {named}", "ghi mã của nơi cần thêm")

    def _is_own(self, unit: UnitVersion) -> bool:
        """Tell whether the draft is for a unit."""
        at_home = not self._province or self._province in self._register.provinces_of(unit)
        return at_home and (not self._kinds or unit.kind in self._kinds)


def _is(unit: UnitVersion, typed: str, key: Callable[[str], str]) -> bool:
    if typed.isdecimal():
        return unit.code == typed
    return key(typed) in map(key, (unit.name, unit.short_name, *unit.alt_names))


def _day_of(said: Value) -> date | None:
    try:
        return read_day(said)
    except ValueError:
        return None
