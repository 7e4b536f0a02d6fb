"""What the pages of the register say of counts: the whole, what is missing from it, and what is not itemised."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from engine.movement.book import Book
from engine.movement.rollups import Total
from engine.wording import movement as wording
from engine.wording.numbers import day, figure_range, number


def whole(total: Total, on: date) -> str:
    """Say how many models there are on a day; where some may lie elsewhere, as a range."""
    said = f"{figure_range(total.models, total.possible)} mô hình, tính đến hết ngày {day(on)}"
    doubt = total.possible - total.models
    return said + (f" ({number(doubt)} chưa rõ thuộc đơn vị nào)" if doubt else "")


def missing(total: Total) -> Iterator[str]:
    """Say what the models hold together, and of how many it is not known."""
    if not total.models:
        return
    stated = total.models - total.no_village
    span = figure_range(total.villages, total.villages_possible)
    villages = f"ở {span} thôn, xóm, tổ dân phố" if stated else "không mô hình nào ghi thôn"
    if total.no_village and stated:
        villages += f", {number(total.no_village)} mô hình không ghi thôn"
    parts = [f"Mô hình {villages}"]
    for word, value, lacking in (
        ("thành viên", total.members, total.members_missing),
        ("hộ tham gia", total.households, total.households_missing),
    ):
        counted = total.models - lacking
        if not counted:
            parts.append(f"chưa mô hình nào có số {word}")
        elif lacking:
            parts.append(f"{number(value)} {word} ở {number(counted)} mô hình có số, {number(lacking)} chưa có")
        else:
            parts.append(f"{number(value)} {word}")
    yield "; ".join(parts) + "."


def itemised(book: Book, totals: Iterable[Total], total: Total) -> tuple[str, ...]:
    """Say what the kinds that a source names come to together, and how many are of kinds that none does."""
    named = {each.id for each in book.kinds if each.basis}
    counts = [each.models for each in totals if each.key in named and each.models]
    return (wording.itemised(total.models, counts),) if counts else ()
