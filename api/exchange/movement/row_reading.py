"""The rows of a table of models: each cell read as its column means it, each distinct one of a column once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from math import isnan

from api.exchange.cells import BadCell, ErrorCell, is_blank, read_cell, read_day, seen, text_of
from api.exchange.filled.faults import Faults
from api.exchange.handout import unguarded
from api.exchange.headings import spelling
from api.exchange.movement.columns import KEY, ModelColumn, Sort, Value
from api.exchange.row_cells import read_code
from api.exchange.sheets import Sheet, says_sample
from engine.indicators import Kind
from engine.source import nearest

NOTE = "note"
_TYPED = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")


@dataclass(frozen=True, slots=True)
class ModelRowRead:
    """A row: its number, the key (empty: a new model), what its readable cells mean by column."""

    number: int
    key: str
    values: Mapping[str, Value]
    faulty: bool


class Rows:
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
        return lambda cell: None if is_blank(cell) else read_day(_two_digits(cell))
    if column.sort in (Sort.COUNT, Sort.FLAG):
        kind = Kind.COUNT if column.sort is Sort.COUNT else Kind.FLAG
        return lambda cell: _figure(kind, cell, dot_is_decimal=dot_is_decimal)
    return lambda cell: _text(cell, guarded_there=dot_is_decimal)


def _two_digits(cell: object) -> object:
    """Write a day as people type it, «1/5/2019», the way it is read."""
    found = _TYPED.fullmatch(cell.strip()) if isinstance(cell, str) and not isinstance(cell, ErrorCell) else None
    return f"{found[1]:>02}/{found[2]:>02}/{found[3]}" if found else cell


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
