"""A file of figures -> its tables: every sheet of a workbook that has a heading row, or the one of a .csv, .parquet."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path

from api.exchange.cells import is_blank, letters, text_of
from api.exchange.faults import FaultPile, UnreadableError
from api.exchange.filled.guard import MOST_BYTES, guarded, too_large
from api.exchange.filled.marks import Marks, marks_of
from api.exchange.filled.parquet import read_parquet
from api.exchange.headings import KEY_COLUMNS, UNIT, spelling
from api.exchange.readers import open_sheet
from api.exchange.sheets import HEADING_WITHIN, Row, says_sample
from api.exchange.templates.layout import FAULTS, GUIDE, MEMORY
from api.exchange.workbooks import read_package

MOST_CELLS = 1_000_000
"""Cells that are read of one file: a province over several years, a figure a row, has half of it."""
MOST_ROWS = 60_000
"""Rows of a file, blank ones too: a figure a row of a province over ten years."""
_UNIT = frozenset((UNIT, *KEY_COLUMNS[UNIT]))
_ENOUGH = 2
"""Known headings by which a row is taken for a heading though the column of codes is not among them."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table past its heading; ``rows`` can be gone through once, numbers and cells as the person sees them."""

    sheet: str | None
    headings: tuple[str, ...]
    head_row: int | None
    rows: Iterator[Row]
    sample: bool
    marks: Marks = field(default_factory=Marks)
    guarded: bool = False
    """Whether text that looks like a formula may stand behind an apostrophe: in a .csv."""

    @property
    def dot_is_decimal(self) -> bool:
        """Whether a dot in text is always the decimal point: in a .csv, by the contract."""
        return self.guarded

    @property
    def of_programs(self) -> bool:
        """Whether programs write such files, a dot before decimals: all but workbooks."""
        return self.sheet is None

    def columns(self) -> tuple[str, ...]:
        """Name the columns for people: in a workbook by letter and heading."""
        if self.sheet is None:
            return self.headings
        return tuple(f"{letters(at)} ({each})" if each else letters(at) for at, each in enumerate(self.headings))

    def cell(self, row: int, at: int) -> str:
        """Name a cell."""
        return f"dòng {row}, cột {self.headings[at]}" if self.sheet is None else f"{letters(at)}{row}"


@dataclass(slots=True)
class Memory:
    """The rows of the hidden sheet, as they were found; none in a file that is no template."""

    rows: list[list[object]] = field(default_factory=list)


def read_tables(content: bytes, name: str, known: Collection[str], memory: Memory, pile: FaultPile) -> Iterator[Table]:
    """Yield the tables of a file, by the ending of its name; each is to be gone through before the next.

    ``known`` are the spellings of headings; what the hidden sheet holds goes into ``memory``, which is complete after
    the last table. UnreadableError when there is nothing to be read.
    """
    ending = Path(name).suffix.casefold()
    if ending == ".csv":
        if len(content) > MOST_BYTES:
            raise too_large(len(content))
        yield from _of_csv(content, pile)
        return
    if ending == ".parquet":
        headings, lines = read_parquet(content, MOST_ROWS, MOST_CELLS, pile)
        yield Table(None, headings, None, lines, sample=False)
        return
    if ending not in (".xlsx", ".xlsm", ".xls", ".xlsb"):
        raise UnreadableError("WRONG_FORMAT", seen=ending or name)
    yield from _of_workbook(content, name, known, memory)


def _of_workbook(content: bytes, name: str, known: Collection[str], memory: Memory) -> Iterator[Table]:
    package, last_rows = guarded(content, name)
    rows_claimed = sum(last_rows.values())
    if rows_claimed > MOST_ROWS:
        raise UnreadableError("TOO_LARGE_TO_IMPORT", seen=f"{rows_claimed} dòng", limit=f"{MOST_ROWS} dòng")
    marks = marks_of(package, last_rows)
    limit, found = _Limit(), False
    for title, part, rows in read_package(package, last_rows):
        if title == MEMORY:
            memory.rows = [cells for _, cells in limit.counted(rows)]
        if title in (MEMORY, GUIDE, FAULTS):
            continue
        heading, rest, sample = _heading(rows, known)
        if heading is not None:
            found = True
            headings = tuple("" if is_blank(each) else text_of(str(each)) for each in heading[1])
            yield Table(title, headings, heading[0], limit.counted(chain(rest, rows)), sample, marks.get(part, Marks()))
    if not found:
        raise UnreadableError("NO_TABLE")


def _of_csv(content: bytes, pile: FaultPile) -> Iterator[Table]:
    with open_sheet(content, {UNIT: KEY_COLUMNS[UNIT]}, pile) as sheet:
        places = range(len(sheet.headings))

        def rows() -> Iterator[Row]:
            for block in sheet.read(tuple(places)):
                for at, number in enumerate(block.numbers.tolist()):
                    yield number, [block.columns[place][at] for place in places]

        yield Table(None, sheet.headings, sheet.head_row or 1, _Limit().counted(rows()), sheet.sample, guarded=True)


def _heading(rows: Iterator[Row], known: Collection[str]) -> tuple[Row | None, list[Row], bool]:
    """Return the heading row (None when there is none), the rows read past it, whether a banner says SỐ LIỆU MẪU."""
    first = list(islice((row for row in rows if not all(map(is_blank, row[1]))), HEADING_WITHIN))
    spelled = [{spelling(each) for each in cells if isinstance(each, str)} for _, cells in first]
    at = next((at for at, texts in enumerate(spelled) if texts & _UNIT), None)
    if at is None and first:
        counts = [len(texts & set(known)) for texts in spelled]
        at = counts.index(max(counts)) if max(counts) >= _ENOUGH else None
    if at is None:
        return None, [], False
    banner = any(says_sample(cell) for _, cells in first[:at] for cell in cells)
    return first[at], first[at + 1 :], banner


class _Limit:
    """Counts cells over all tables of a file."""

    def __init__(self) -> None:
        self._left = MOST_CELLS

    def counted(self, rows: Iterator[Row]) -> Iterator[Row]:
        """Pass rows on; UnreadableError when there are too many cells."""
        for number, cells in rows:
            self._left -= len(cells)
            if self._left < 0:
                raise UnreadableError("TABLE_TOO_LARGE", limit=str(MOST_CELLS))
            yield number, cells
