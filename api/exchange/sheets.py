"""A table that is open for reading: its heading row, then its rows as blocks of raw cells."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from api.exchange.cells import is_blank, letters
from api.exchange.faults import FaultPile
from api.exchange.headings import spelling
from engine.wording.banners import SAMPLE

Cells: TypeAlias = list[Any] | Any
"""One column of a block: a list of cells as they were read, or an Arrow array (pyarrow has no types)."""
ROWS_AT_A_TIME = 5_000
HEADING_WITHIN = 10
"""The heading stands in one of the first ten rows that hold anything."""


@dataclass(frozen=True, slots=True)
class Block:
    """Some rows of a table: their numbers as the person sees them, and the columns asked for, by position."""

    numbers: NDArray[np.int64]
    columns: Mapping[int, Cells]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table that is open for reading, past its heading.

    ``read`` yields once the rows that are not blank, with the columns of these positions; rows that can't be
    taken apart go onto the pile. UnreadableError when the file breaks off.
    """

    name: str | None
    headings: tuple[str, ...]
    head_row: int | None
    dot_is_decimal: bool
    sample: bool
    read: Callable[[Sequence[int]], Iterator[Block]]

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns as people name them: the heading, in a workbook behind its letter."""
        if self.name is None:
            return self.headings
        return tuple(
            f"{letters(at)} ({heading})" if heading else letters(at) for at, heading in enumerate(self.headings)
        )


Row = tuple[int, list[object]]
Keys = Sequence[frozenset[str]]


def find_heading(rows: Iterator[Row], keys: Keys) -> tuple[Row | None, list[Row], bool]:
    """Return the heading row, the rows read past it, and whether a banner above says SỐ LIỆU MẪU."""
    first = list(islice((row for row in rows if not all(map(is_blank, row[1]))), HEADING_WITHIN))
    at = next((at for at, (_, cells) in enumerate(first) if is_heading(cells, keys)), 0)
    banner = any(says_sample(cell) for _, cells in first[:at] for cell in cells)
    return (first[at] if first else None), first[at + 1 :], banner


def is_heading(cells: Sequence[object], keys: Keys) -> bool:
    """Tell whether a row holds all the headings by which the table is known."""
    spelled = {spelling(cell) for cell in cells if isinstance(cell, str)}
    return all(spelled & each for each in keys)


def says_sample(cell: object) -> bool:
    """Tell whether a cell says that the figures are samples."""
    return isinstance(cell, str) and SAMPLE.casefold() in unicodedata.normalize("NFC", cell).casefold()


def blocks(rows: Iterable[Row], positions: Sequence[int]) -> Iterator[Block]:
    """Cut rows that are as long as the heading into blocks."""
    several = iter(rows)
    while some := list(islice(several, ROWS_AT_A_TIME)):
        numbers = np.array([number for number, _ in some], np.int64)
        yield Block(numbers, {at: [cells[at] for _, cells in some] for at in positions})


def _report_headless(cells: list[object], sheet: _Told, number: int, pile: FaultPile) -> None:
    """Report, once a column, cells that stand under no heading."""
    for at, cell in enumerate(cells):
        if at not in sheet.told and (at >= len(sheet.headings) or not sheet.headings[at]) and not is_blank(cell):
            sheet.told.add(at)
            pile.add("NO_HEADING", row=number, column=letters(at))


@dataclass(frozen=True, slots=True)
class _Told:
    headings: Sequence[str]
    told: set[int]


def even(rows: Iterable[Row], headings: Sequence[str], pile: FaultPile) -> Iterator[Row]:
    """Yield the rows that have a cell a heading; blank ones are skipped, the rest reported."""
    sheet, width = _Told(headings, set()), len(headings)
    for number, cells in rows:
        if all(map(is_blank, cells)):
            continue
        if len(cells) != width:  # also where the last is blank: an unquoted 98,5 has pushed it out
            pile.add("RAGGED_ROW", {"seen": str(len(cells)), "wanted": str(width)}, row=number)
            continue
        _report_headless(cells, sheet, number, pile)
        yield number, cells


def padded(rows: Iterable[Row], headings: Sequence[str], pile: FaultPile) -> Iterator[Row]:
    """Yield the rows that are not blank, as long as the heading; cells under no heading are reported."""
    sheet, width = _Told(headings, set()), len(headings)
    for number, cells in rows:
        if all(map(is_blank, cells)):
            continue
        _report_headless(cells, sheet, number, pile)
        yield number, cells + [None] * (width - len(cells))
