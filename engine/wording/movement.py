"""What is said of the register of groups and models: standings, counts that are not settled, what is not itemised."""

from __future__ import annotations

from collections.abc import Sequence

from engine.movement.entries import Standing
from engine.movement.overlaps import Overlap
from engine.wording.numbers import figure_range, number

STANDINGS = {
    Standing.ACTIVE: "đang hoạt động",
    Standing.PAUSED: "tạm dừng",
    Standing.ENDED: "kết thúc",
}


def amount(sure: int, possible: int | None) -> str:
    """Write a count that may be open: «12», «12 – 15», or «từ 12 trở lên» where nobody knows how much more."""
    return f"từ {number(sure)} trở lên" if possible is None else figure_range(sure, possible)


def itemised(total: int, named: Sequence[int], elsewhere: Sequence[int] = ()) -> str:
    """Say how much of a total its named kinds come to; ``elsewhere`` are kinds that only a criteria set counts."""
    parts = [*named, *elsewhere]
    come_to = sum(parts)
    said = f"Các loại được kể tên cộng lại {' + '.join(number(each) for each in parts)} = {number(come_to)}"
    if elsewhere:
        said += f" (trong đó {number(sum(elsewhere))} chỉ giữ số đếm, không ghi vào sổ theo loại)"
    if come_to == total:
        return f"{said}, đúng bằng tổng {number(total)}."
    if come_to > total:
        return f"{said}, nhiều hơn tổng {number(total)} là {number(come_to - total)}."
    return f"{said} trên tổng {number(total)}: còn {number(total - come_to)} không được kể tên."


def overlap_words(overlap: Overlap) -> str:
    """Say how one kind stands more than once in one place."""
    bodies, models = len(overlap.bodies), number(len(overlap.models))
    by = f"do {number(bodies)} tổ chức phụ trách" if bodies > 1 else "do cùng một tổ chức phụ trách"
    if overlap.sure:
        return f"{models} mô hình cùng loại {by}"
    why = "trùng tên khu dân cư trước và sau khi sáp nhập" if overlap.village else "không ghi khu dân cư"
    return f"có thể chồng chéo: {models} mô hình cùng loại {by}, {why}"
