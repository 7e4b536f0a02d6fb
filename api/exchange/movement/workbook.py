"""The register as a workbook to be worked in: closed lists to choose from, the units, and a memory of what it was."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from api.exchange.cells import letters
from api.exchange.handout import Cell, Handout, Kind
from api.exchange.movement.columns import FLAGS, KEY, UNIT, ModelColumn, Sort
from api.exchange.table_workbook import (
    MOST_ROWS,
    Book,
    Formats,
    TooManyRowsError,
    set_height,
    set_up_page,
    write_above,
    write_book,
    write_cell,
)
from engine.scalars import FIRST_YEAR, MAX_COUNT

SHEET, LISTS, UNITS, MEMORY = "Mô hình", "Danh mục", "Đơn vị", "dienhinh"
EDITION: Final = "1"
_A3 = 8
"""So many columns can't be read on A4."""
SPARE = 2_000
"""Rows below the last that offer their lists too."""
KINDS: Mapping[Sort, Kind] = {Sort.COUNT: Kind.WHOLE, Sort.DAY: Kind.DAY}
LIST_TITLES = {
    "kinds": "Loại",
    "fields": "Lĩnh vực",
    "bodies": "Tổ chức phụ trách",
    "standings": "Trạng thái",
    "ratings": "Xếp loại",
    "flags": "Có quy chế",
}
_REFUSED: Mapping[Sort, str] = {
    Sort.LISTED: "Chọn trong danh sách; danh sách đầy đủ ở trang Danh mục.",
    Sort.UNIT: "Ghi mã 5 chữ số có ở trang Đơn vị.",
    Sort.COUNT: "Ghi số nguyên từ 0; chưa rõ thì để trống.",
    Sort.DAY: "Ghi ngày/tháng/năm, không sau hôm nay; chưa rõ thì để trống.",
    Sort.FLAG: "Chỉ ghi: có, hoặc: không. Chưa rõ thì để trống.",
}
HOW = (
    "Sửa ngay trên dòng; thêm mô hình mới thì thêm dòng ở cuối và để trống cột Mã mô hình.",
    "Xóa một dòng khỏi tệp không rút mô hình khỏi sổ. Ô trống là chưa rõ.",
    "Không ghi tên, danh sách hay đặc điểm của người nào.",
)
"""What the first sheet says above the table."""


@dataclass(frozen=True, slots=True)
class Memory:
    """What a workbook was made from: the last act that it takes in, the day that it shows, how many models."""

    known: int
    day: date
    rows: int


@dataclass(frozen=True, slots=True)
class ModelTable:
    """A table of models: what is said above it, its columns, rows of cells, lists to choose from (titles), units."""

    handout: Handout
    columns: tuple[ModelColumn, ...]
    rows: Sequence[Sequence[Cell]]
    lists: Mapping[str, Sequence[str]]
    units: Sequence[tuple[str, str, str]]
    """Code, name, district."""
    memory: Memory


def write_models(table: ModelTable, path: Path, made: datetime | None = None) -> None:
    """Write the workbook. TooManyRowsError, OSError."""
    if len(table.rows) > MOST_ROWS:
        raise TooManyRowsError

    def fill(book: Book) -> None:
        formats = Formats(book)
        _write_table(book, table, formats)
        _write_lists(book, table, formats)
        _write_side(book, UNITS, (("Mã", 9), ("Đơn vị", 30), ("Huyện", 26)), table.units, table, formats)
        _write_memory(book, table.memory)

    write_book(path, table.handout.title, fill, made)


def _write_table(book: Book, table: ModelTable, formats: Formats) -> None:
    sheet, handout = book.add_worksheet(SHEET), table.handout
    for at, column in enumerate(table.columns):
        sheet.set_column(at, at, column.width, formats.of(num_format="@") if column.id in (KEY, UNIT) else None)
    head = write_above(sheet, formats, handout.title, handout.banners, (*handout.facts, *HOW))
    sheet.set_row(head, 45)
    for at, column in enumerate(table.columns):
        sheet.write_string(head, at, column.title, formats.heading())
    kinds = [KINDS.get(each.sort, Kind.TEXT) for each in table.columns]
    row = head
    widths = [each.width for each in table.columns]
    for row, cells in enumerate(table.rows, head + 1):
        set_height(sheet, row, cells, widths)
        for at, (cell, kind) in enumerate(zip(cells, kinds, strict=True)):
            write_cell(sheet, (row, at), cell, kind, formats)
    _offer(sheet, table, head + 1, row + SPARE)
    set_up_page(sheet, head, (row, len(table.columns) - 1), 2, handout.banners)
    sheet.set_paper(_A3)


def _offer(sheet: Book, table: ModelTable, first: int, last: int) -> None:
    """Let cells take only what the register takes, where a spreadsheet can tell."""
    at_list = {key: at for at, key in enumerate(LIST_TITLES)}
    for at, column in enumerate(table.columns):
        rule = _rule(column, table, at_list)
        if rule:
            said = {"error_title": "Không nhận giá trị này", "error_message": _REFUSED[column.sort]}
            sheet.data_validation(first, at, last, at, {**rule, **said, "ignore_blank": True})


def _rule(column: ModelColumn, table: ModelTable, at_list: Mapping[str, int]) -> dict[str, object]:
    if column.sort is Sort.FLAG:
        return {"validate": "list", "source": list(FLAGS)}
    if column.sort is Sort.LISTED:
        count = len(table.lists[column.listed])
        return {"validate": "list", "source": _range(LISTS, at_list[column.listed], _lists_head(table), count)}
    if column.sort is Sort.UNIT and table.units:
        return {"validate": "list", "source": _range(UNITS, 0, _lists_head(table), len(table.units))}
    if column.sort is Sort.COUNT:
        return {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": MAX_COUNT}
    if column.sort is Sort.DAY:
        return {
            "validate": "date",
            "criteria": "between",
            "minimum": date(FIRST_YEAR, 3, 1),
            "maximum": table.memory.day,
        }
    return {}


def _lists_head(table: ModelTable) -> int:
    """Return the row of the headings of the sheets of lists: below their title and the banners."""
    return 1 + len(table.handout.banners)


def _range(sheet: str, column: int, head: int, count: int) -> str:
    letter = letters(column)
    return f"='{sheet}'!${letter}${head + 2}:${letter}${head + 1 + max(1, count)}"


def _write_lists(book: Book, table: ModelTable, formats: Formats) -> None:
    columns = [list(table.lists[key]) for key in LIST_TITLES]
    longest = max(map(len, columns))
    rows = [[each[at] if at < len(each) else "" for each in columns] for at in range(longest)]
    _write_side(book, LISTS, tuple((title, 38) for title in LIST_TITLES.values()), rows, table, formats)


def _write_side(  # noqa: PLR0913, PLR0917 -- a sheet of a workbook
    book: Book,
    name: str,
    columns: Sequence[tuple[str, int]],
    rows: Iterable[Sequence[str]],
    table: ModelTable,
    formats: Formats,
) -> None:
    sheet = book.add_worksheet(name)
    for at, (_, width) in enumerate(columns):
        sheet.set_column(at, at, width)
    title = "Danh mục để chọn" if name == LISTS else f"Đơn vị ngày {table.memory.day:%d/%m/%Y}"
    head = write_above(sheet, formats, title, table.handout.banners)
    for at, (text, _) in enumerate(columns):
        sheet.write_string(head, at, text, formats.heading())
    row = head
    for row, cells in enumerate(rows, head + 1):
        for at, cell in enumerate(cells):
            write_cell(sheet, (row, at), cell, Kind.TEXT, formats)
    set_up_page(sheet, head, (row, len(columns) - 1), 1, table.handout.banners)
    sheet.protect()


def _write_memory(book: Book, memory: Memory) -> None:
    """Write, hidden, what the workbook was made from: so that what others changed meanwhile is not changed back."""
    sheet = book.add_worksheet(MEMORY)
    said = (
        ("dienhinh-models", EDITION),
        ("known", f"{memory.known}"),
        ("day", memory.day.isoformat()),
        ("rows", f"{memory.rows}"),
    )
    for row, (name, value) in enumerate(said):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, value)
    sheet.protect()
    sheet.very_hidden()
