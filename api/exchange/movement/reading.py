"""A table of models (.xlsx, .csv) -> rows of meant values; everything that is wrong is told by file, sheet and cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from hashlib import sha256
from itertools import chain
from math import isnan
from pathlib import PurePath

from api.exchange.cells import BadCell, ErrorCell, is_blank, read_cell, read_code, read_day, seen, text_of
from api.exchange.faults import FaultPile, UnreadableError
from api.exchange.filled.faults import Faults, FilledFault
from api.exchange.handout import unguarded
from api.exchange.headings import find_columns, require, spelling
from api.exchange.movement.columns import (
    KEY,
    KNOWN_BY,
    UNIT_NAME,
    ModelColumn,
    Sort,
    Value,
    columns_under,
    lists_of,
)
from api.exchange.movement.workbook import EDITION, LISTS, MEMORY, UNITS, Memory
from api.exchange.readers import open_sheet
from api.exchange.sheets import Block, Row, Sheet, blocks, find_heading, is_heading, padded, says_sample
from api.exchange.workbooks import letters, read_workbook
from engine.indicators import Kind
from engine.movement.book import Book
from engine.source import nearest

NOTE = "note"
MOST_FAULTS = 2_000
_OLD = frozenset({".xls", ".xlsm", ".xlsb", ".ods"})
_WORDS: Mapping[str, tuple[str, str]] = {
    "UNKNOWN_COLUMN": (
        "sổ mô hình không có cột nào tên “{seen}”; cột này không được đọc",
        "xóa cột, hoặc đổi tiêu đề theo mẫu trống của sổ",
    ),
    "NOT_LISTED": ("không có “{seen}” trong danh mục; dòng này không được nhập", "{hint}"),
    "NO_TEXT": ("“{seen}” không phải chữ; dòng này không được nhập", "ghi lại bằng chữ"),
    "EMPTY_FILE": ("tệp không có bảng mô hình nào", "dùng tệp xuất từ sổ, hoặc tải mẫu trống rồi ghi vào đó"),
    "MISSING_COLUMN": ("thiếu cột “{seen}”; đang có: {headings}", "thêm cột ấy; nên dùng tệp xuất từ sổ"),
}
"""Where a table of models is told something else than one of figures."""


@dataclass(frozen=True, slots=True)
class ModelRowRead:
    """A row: its number, the key (empty: a new model), what its readable cells mean by column."""

    number: int
    key: str
    values: Mapping[str, Value]
    faulty: bool


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
    reader = _Rows(sheet, wanted, by_id, lists_of(book), places, faults)
    rows = tuple(reader) if KNOWN_BY.keys() <= found.keys() else ()
    for each in pile.done():
        faults.take(each)
    return rows, places, reader.sample


class _Rows:
    """Reads the rows of a table; each distinct cell of a column once."""

    def __init__(  # noqa: PLR0913, PLR0917 -- a table, what it is read by, where faults go
        self,
        sheet: Sheet,
        found: Mapping[str, int],
        columns: Mapping[str, ModelColumn],
        lists: Mapping[str, Mapping[str, str]],
        places: Mapping[str, str],
        faults: Faults,
    ) -> None:
        self._sheet, self._found, self._places, self._faults = sheet, found, places, faults
        self.sample = sheet.sample
        self._readers = {
            each: _reader(columns[each], lists, dot_is_decimal=sheet.dot_is_decimal) for each in found if each != NOTE
        }
        self._known: dict[str, dict[tuple[type, object], Value | BadCell]] = {each: {} for each in self._readers}

    def __iter__(self) -> Iterator[ModelRowRead]:
        for block in self._sheet.read(tuple(sorted(self._found.values()))):
            cells = {each: block.columns[at] for each, at in self._found.items()}
            for at, number in enumerate(block.numbers.tolist()):
                row = {each: column[at] for each, column in cells.items()}
                if self._says_something(row):
                    yield self._row(number, row)

    def _says_something(self, row: Mapping[str, object]) -> bool:
        self.sample = self.sample or says_sample(row.get(NOTE))
        return not all(is_blank(cell) for each, cell in row.items() if each != NOTE)

    def _row(self, number: int, row: Mapping[str, object]) -> ModelRowRead:
        values: dict[str, Value] = {}
        faulty = False
        for each, read in self._readers.items():
            cell, known = row[each], self._known[each]
            which = (type(cell), cell)
            if which not in known:
                known[which] = read(cell)
            value = known[which]
            if isinstance(value, BadCell):
                self._tell(number, each, value, cell)
                faulty = True
            else:
                values[each] = value
        key = values.pop(KEY, "") or ""
        return ModelRowRead(number, str(key).upper(), values, faulty)

    def _tell(self, number: int, column: str, bad: BadCell, cell: object) -> None:
        place = self._places[column]
        where = f"{place}{number}" if self._sheet.name is not None else f"dòng {number}, cột {place}"
        self._faults.add_cell(bad, cell, sheet=self._sheet.name, cell=where, unit=None, period=None)


def _reader(
    column: ModelColumn, lists: Mapping[str, Mapping[str, str]], *, dot_is_decimal: bool
) -> Callable[[object], Value | BadCell]:
    """Return what reads the cells of a column."""
    if column.sort is Sort.LISTED:
        entries = lists[column.listed]
        by_word = {spelling(word): key for key, title in entries.items() for word in (key, title)}
        return lambda cell: _listed(cell, by_word, tuple(entries.values()))
    if column.sort is Sort.UNIT:
        return lambda cell: "" if is_blank(cell) else read_code(cell)
    if column.sort is Sort.DAY:
        return lambda cell: None if is_blank(cell) else read_day(cell)
    if column.sort in (Sort.COUNT, Sort.FLAG):
        kind = Kind.COUNT if column.sort is Sort.COUNT else Kind.FLAG
        return lambda cell: _figure(kind, cell, dot_is_decimal=dot_is_decimal)
    return lambda cell: _text(cell, guarded_there=dot_is_decimal)


def _listed(cell: object, by_word: Mapping[str, str], titles: tuple[str, ...]) -> Value | BadCell:
    if is_blank(cell):
        return ""
    found = by_word.get(spelling(str(cell)))
    if found is not None:
        return found
    close = nearest(seen(cell), list(titles))
    hint = f"có phải “{close}”? Chọn trong danh sách của ô" if close else f"chọn một trong: {', '.join(titles)}"
    return BadCell("NOT_LISTED", {"seen": seen(cell), "hint": hint})


def _figure(kind: Kind, cell: object, *, dot_is_decimal: bool) -> Value | BadCell:
    steps = read_cell(kind, cell, dot_is_decimal=dot_is_decimal)
    if isinstance(steps, BadCell):
        return steps
    if isnan(steps):
        return None
    return bool(steps) if kind is Kind.FLAG else int(steps)


def _text(cell: object, *, guarded_there: bool) -> Value | BadCell:
    """Read a text; what a program wrote for a program is freed of its guard against formulas."""
    if is_blank(cell):
        return ""
    if isinstance(cell, bool | date | time) or not isinstance(cell, str | int | float):
        return BadCell("NO_TEXT", {"seen": seen(cell)})
    if isinstance(cell, ErrorCell):
        return BadCell("ERROR_CELL", {"seen": str(cell)})
    whole = not isinstance(cell, str) and float(cell).is_integer()
    text = " ".join(text_of(f"{cell:.0f}" if whole else str(cell)).split())
    return unguarded(text) if guarded_there else text
