"""Tables of one figure, or one criterion that does not apply, a row: what is handed out so, and read back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.exchange.cells import text_of
from api.exchange.faults import FaultPile
from api.exchange.handout import Column, Kind
from api.exchange.headings import KEY_COLUMNS, NOTE, SIDE_COLUMNS, find_columns, require, reserved, spelling

FIGURES = (
    Column("period", "Kỳ", width=6),
    Column("unit", "Mã đơn vị", width=9),
    Column("name", "Đơn vị", width=22),
    Column("district", "Huyện", width=20),
    Column("label", "Chỉ tiêu", width=52),
    Column("value", "Giá trị", Kind.MIXED, 13),
    Column("unit_of_measure", "Đơn vị tính", width=12),
    Column("document", "Minh chứng", width=20),
    Column("issued_on", "Ngày ban hành", Kind.DAY, 13),
    Column("issuer", "Nơi ban hành", width=26),
    Column("pages", "Trang", width=10),
    Column("remark", "Ghi chú của người nhập", width=30),
    Column("indicator", "Mã chỉ tiêu", width=28),
    Column("entered_at", "Ghi lúc", Kind.MOMENT, 17),
    Column("sample", "Số liệu mẫu", width=9),
    Column("proves", "Minh chứng của tiêu chí", width=12),
    Column("expires_on", "Minh chứng hết hạn", Kind.DAY, 13),
)
PRINTED = 10
"""Columns that paper has room for. ``value`` is a number, a day or a word, as the kind of the indicator has it."""
WAIVERS = (
    Column("period", "Kỳ", width=6),
    Column("unit", "Mã đơn vị", width=9),
    Column("name", "Đơn vị", width=22),
    Column("district", "Huyện", width=20),
    Column("criterion", "Tiêu chí", width=9),
    Column("title", "Tên tiêu chí", width=44),
    Column("reason", "Lý do không áp dụng", width=44),
    Column("decision", "Quyết định không áp dụng", width=26),
    Column("last_day", "Không áp dụng đến hết ngày", Kind.DAY, 16),
)
_OF_FIGURES, _OF_WAIVERS = ("indicator", "value"), ("criterion", "reason")
"""The headings by which each table is known, beside unit and period."""
_PASSED = frozenset({"name", "district", "label", "unit_of_measure", "entered_at", "title"})
"""Columns for people: what they say stands in others."""


@dataclass(frozen=True, slots=True)
class LongLayout:
    """Where the columns of such a table stand, by id; ``of_figures``, or else of criteria that do not apply."""

    of_figures: bool
    at: Mapping[str, int]


def long_columns(headings: Sequence[str]) -> tuple[Column, ...] | None:
    """Return the columns of the table that some headings are of; None when it is another kind of table."""
    spelled = {spelling(each) for each in headings}
    for columns, known_by in ((FIGURES, _OF_FIGURES), (WAIVERS, _OF_WAIVERS)):
        wanted = [each for each in columns if each.id in known_by]
        if all(spelled & {each.id, spelling(each.title)} for each in wanted):
            return columns
    return None


def lay_out(headings: Sequence[str], columns: Sequence[str], pile: FaultPile, row: int | None) -> LongLayout | None:
    """Lay such a table out; None when it is another. Columns that it does not have are faults."""
    of = long_columns(headings)
    if of is None:
        return None
    known = {name: "" if each.id in _PASSED else each.id for each in of for name in (each.id, spelling(each.title))}
    known |= reserved({NOTE: SIDE_COLUMNS[NOTE]}) | reserved(KEY_COLUMNS)
    found = find_columns([text_of(each) for each in headings], known, columns, pile, row)
    require(KEY_COLUMNS, found, headings, pile, row)
    return LongLayout(of is FIGURES, found)
