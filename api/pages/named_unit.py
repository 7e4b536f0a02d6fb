"""A unit as somebody names it in a field: by its code, by its name, or by both as the suggestions have it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

from engine.names import search_key, sort_key
from engine.units import UnitVersion
from engine.wording.numbers import day

_BOTH = re.compile(r"(.*\S)\s*\(([0-9]{5})\)")


class NoUnitError(Exception):
    """What was typed means no unit, or more than one; the message says which, and the cure."""


def unit_named(text: str, units: Mapping[str, UnitVersion], on: date) -> UnitVersion:
    """Return the unit that is meant, among those of the map of a day by their codes; NoUnitError."""
    both = _BOTH.fullmatch(text)
    code, key = (both[2], search_key(both[1])) if both else (text, "")
    found = [units[code]] if code in units and key in ("", search_key(units[code].name)) else []
    if not both and not found:
        found = [each for each in units.values() if search_key(each.name) == search_key(text)]
    if len(found) != 1:
        why = "không có trên bản đồ" if not found else "có nhiều hơn một trên bản đồ"
        raise NoUnitError(f"Đơn vị «{text}» {why} ngày {day(on)}. Hãy chọn trong gợi ý hoặc ghi mã 5 chữ số.")
    return found[0]


def suggested(units: Iterable[UnitVersion]) -> tuple[str, ...]:
    """Return units as a field suggests them, by name."""
    return tuple(f"{each.name} ({each.code})" for each in sorted(units, key=lambda each: sort_key(each.name)))
