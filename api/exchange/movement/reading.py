"""A table of models (.xlsx, .csv) -> rows of meant values; everything that is wrong is told by file, sheet and cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from itertools import chain
from pathlib import PurePath

from api.exchange.cells import is_blank, letters, text_of
from api.exchange.faults import FaultPile, UnreadableError
from api.exchange.filled.faults import Faults, FilledFault
from api.exchange.headings import find_columns, require
from api.exchange.movement.columns import (
    COLUMNS,
    KNOWN_BY,
    UNIT_NAME,
    columns_under,
    lists_of,
)
from api.exchange.movement.row_reading import NOTE, ModelRowRead, Rows
from api.exchange.movement.workbook import EDITION, LISTS, MEMORY, UNITS, Memory
from api.exchange.readers import open_sheet
from api.exchange.sheets import Block, Row, Sheet, blocks, find_heading, is_heading, padded
from api.exchange.workbooks import read_workbook
from engine.movement.book import Book

MOST_FAULTS = 2_000
_OLD = frozenset({".xls", ".xlsm", ".xlsb", ".ods"})
_WORDS: Mapping[str, tuple[str, str]] = {
    "UNKNOWN_COLUMN": (
        "sổ mô hình không có cột nào tên “{seen}”; cột này không được đọc",
        "xóa cột, hoặc đổi tiêu đề theo mẫu trống của sổ",
    ),
    "NOT_LISTED": ("không có “{seen}” trong danh mục; dòng này không được nhập", "{hint}"),
    "NO_TEXT": ("“{seen}” không phải chữ; dòng này không được nhập", "ghi lại bằng chữ"),
    "NOT_A_DAY": ("“{seen}” không phải ngày; dòng này không được nhập", "ghi ngày/tháng/năm, ví dụ 12/05/2019"),
    "YEAR_OUT_OF_RANGE": ("năm của ngày “{seen}” nằm ngoài 1900–2199", "kiểm tra lại năm"),
    "EMPTY_FILE": ("tệp không có bảng mô hình nào", "dùng tệp xuất từ sổ, hoặc tải mẫu trống rồi ghi vào đó"),
    "MISSING_COLUMN": ("thiếu cột “{seen}”; đang có: {headings}", "thêm cột ấy; nên dùng tệp xuất từ sổ"),
}
"""Where a table of models is told something else than one of figures."""


@dataclass(frozen=True, slots=True)
class ModelsRead:
    """What a file says; ``places`` name the cell of a column by its letter, or by its heading in a .csv."""

    file: str
    sha256: str
    sheet: str | None
    places: Mapping[str, str]
    rows: tuple[ModelRowRead, ...]
    faults: tuple[FilledFault, ...]
    memory: Memory | None
    sample: bool

    def fault(self, row: int, column: str, code: str, message: str, cure: str) -> FilledFault:
        """Make a fault of a cell."""
        return fault_at(self.file, self.sheet, self.places, (row, column), (code, message, cure))


def fault_at(
    file: str, sheet: str | None, places: Mapping[str, str], cell: tuple[int, str], said: tuple[str, str, str]
) -> FilledFault:
    """Make a fault of a row and column: its code, what is wrong, the cure."""
    number, column = cell
    at = places.get(column, "")
    where = f"{at or 'A'}{number}" if sheet is not None else f"dòng {number}" + (f", cột {at}" if at else "")
    return FilledFault(said[0], file, sheet, where, message=said[1], cure=said[2])


def read_models(content: bytes, name: str, book: Book) -> ModelsRead:
    """Read a file; a row with a fault is marked so, and stops no other."""
    pile, faults = FaultPile(name), Faults(name, MOST_FAULTS, _WORDS)
    digest = sha256(content).hexdigest()
    try:
        sheet, memory, found = _opened(content, pile, faults, book)
    except UnreadableError as error:
        faults.add(error.code, error.values)
        return ModelsRead(name, digest, None, {}, (), faults.done(), None, sample=False)
    rows, places, sample = found
    return ModelsRead(name, digest, sheet.name, places, rows, faults.done(), memory, sample)


Found = tuple[tuple[ModelRowRead, ...], Mapping[str, str], bool]
"""Rows, where columns stand, whether a banner says that it is a sample."""


def _opened(content: bytes, pile: FaultPile, faults: Faults, book: Book) -> tuple[Sheet, Memory | None, Found]:
    ending = PurePath(pile.file).suffix.casefold()
    if ending == ".xlsx":
        sheet, memory = _workbook(content, pile)
        return sheet, memory, _read(sheet, pile, faults, book)
    if ending == ".csv":
        with open_sheet(content, KNOWN_BY, pile) as sheet:
            return sheet, None, _read(sheet, pile, faults, book)
    raise UnreadableError("OLD_WORKBOOK" if ending in _OLD else "WRONG_FORMAT", seen=ending or pile.file)


def _workbook(content: bytes, pile: FaultPile) -> tuple[Sheet, Memory | None]:
    """Find the table of a workbook, and what its hidden sheet remembers."""
    keys = tuple(frozenset((column, *others)) for column, others in KNOWN_BY.items())
    table: Sheet | None = None
    memory: Memory | None = None
    for name, rows in read_workbook(content):
        if name == MEMORY:
            memory = _memory(rows)
        elif table is None and name not in (LISTS, UNITS):
            heading, rest, sample = find_heading(rows, keys)
            if heading is not None and is_heading(heading[1], keys):
                table = _sheet(name, heading, chain(rest, rows), pile, sample=sample)
    if table is None:
        raise UnreadableError("EMPTY_FILE")
    pile.sheet = table.name
    return table, memory


def _sheet(name: str, heading: Row, rows: Iterator[Row], pile: FaultPile, *, sample: bool) -> Sheet:
    headings = tuple("" if is_blank(cell) else text_of(str(cell)) for cell in heading[1])

    def read(positions: Sequence[int]) -> Iterator[Block]:
        return blocks(padded(rows, headings, pile), positions)

    return Sheet(name, headings, heading[0], dot_is_decimal=False, sample=sample, read=read)


def _memory(rows: Iterator[Row]) -> Memory | None:
    said = {str(cells[0]): str(cells[1]) for _, cells in rows if len(cells) > 1}
    try:
        if said.get("dienhinh-models") != EDITION:
            return None
        return Memory(int(said["known"]), date.fromisoformat(said["day"]), int(said["rows"]))
    except (KeyError, ValueError):
        return None


def _read(sheet: Sheet, pile: FaultPile, faults: Faults, book: Book) -> Found:
    columns = columns_under(sheet.headings)
    known = {name: each.id for name, each in columns.items()} | {NOTE: NOTE, "ghi chú": NOTE}
    found = find_columns(sheet.headings, known, sheet.columns, pile, sheet.head_row)
    require(KNOWN_BY, found, sheet.headings, pile, sheet.head_row)
    places = {each: letters(at) if sheet.name is not None else sheet.headings[at] for each, at in found.items()}
    by_id = {each.id: each for each in columns.values()}
    wanted = {each: at for each, at in found.items() if each != UNIT_NAME}
    reader = Rows(sheet, wanted, by_id, lists_of(book), places, faults)
    rows = tuple(reader) if KNOWN_BY.keys() <= found.keys() else ()
    titles = {each.id: each.title for each in COLUMNS}
    for each in pile.done():
        missing = each.code == "MISSING_COLUMN"
        faults.take(replace(each, values={**each.values, "seen": titles[each.values["seen"]]}) if missing else each)
    return rows, places, reader.sample
