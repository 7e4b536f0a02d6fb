"""Targets across a change of the map, in words: both figures, the units that mix, former districts."""

from __future__ import annotations

from engine.criteria import Target
from engine.crossing import Crossing
from engine.units import UnitVersion
from engine.wording.numbers import day, number


def across_words(target: Target, counted: int, population: int, found: Crossing) -> list[str]:
    """Say why a target has two figures after a merger, and why neither is the whole truth."""
    due = day(target.due)
    base = "Văn bản tính trên" if target.base is not None else "Bản đồ khi ban hành có"
    both = (
        f"{base} {number(counted)} đơn vị thuộc diện chấm; đến hạn {due} trên địa bàn có "
        f"{number(found.size)} đơn vị, bộ tiêu chí này chấm {number(population)}. Vì vậy nêu cả hai số; số của văn bản "
        "giữ nguyên."
    )
    said = [both, f"{number(len(found.only))} đơn vị mới lập hết từ đơn vị được tính."]
    if found.mixed:
        said.append(
            f"{_names(found.mixed)} gộp cả đơn vị được tính ({number(len(found.counted_in_mixed))} đơn vị cũ, có khi "
            "chỉ một phần) và đơn vị không được tính: bỏ ra thì mất phần được tính, đếm vào thì thêm phần chưa bao giờ "
            "được tính."
        )
    if found.none:
        said.append(f"{_names(found.none)} lập hết từ đơn vị không được tính.")
    return said


def former_words(reached: int, of: int, last_day: str, at_least: int) -> str:
    """Say how a goal of every district reads by former district, and that it is only a reading."""
    return (
        f"Cách đọc gần nhất, không phải chỉ tiêu của văn bản: tính theo huyện, thành phố cũ đến hết ngày {last_day}, "
        f"{number(reached)}/{number(of)} huyện, thành phố có ít nhất {number(at_least)} đơn vị được công nhận và còn "
        "hiệu lực. Cấp này đã hết nên con số không tăng được nữa."
    )


def _names(units: tuple[UnitVersion, ...]) -> str:
    names = [each.name for each in units]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} và {names[-1]}"
