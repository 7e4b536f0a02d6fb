"""Tables as a workbook for the office: real numbers and days, headings that stay, ready to filter and to print.

Rows go to disk as they come, so the memory that a sheet takes does not grow with it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException

from api.exchange.cells import letters
from api.exchange.handout import Cell, Handout, Kind, Table, like_a_formula, sound

Book: TypeAlias = Any
"""A workbook, sheet or format of XlsxWriter, which has no types."""
MOST_ROWS = 1_000_000
MOST_SIGNS = 32_000
"""Of a cell: Excel holds 32,767, some of which count twice."""
GREEN, BROWN, PALE = "#0b5d3b", "#b5470c", "#eef3f0"
_A4 = 9
_LINE = 15.0
"""Points of a line of text; a row has as many as its longest cell needs, since not every program finds that out."""
MOST_LINES = 25
SIGNS_A_WIDTH = 1.1
"""A width is that of a digit; Vietnamese text is a little narrower."""
_FIRST_DAY = date(1900, 3, 1)
"""Before it the calendars of spreadsheets differ; such days are text."""
_NUMBERS = {Kind.WHOLE: ("#,##0", "#,##0"), Kind.SIGNED: ("+#,##0;-#,##0;0", "+#,##0.0###;-#,##0.0###;0")}
_ANY_NUMBER = ("#,##0", "#,##0.0###")
"""The format of a whole number and of another one."""


class TooManyRowsError(ValueError):
    """A worksheet can't hold so many rows; the message holds the cure."""

    def __init__(self) -> None:
        super().__init__("trang tính không chứa hết các dòng; ghi ra .csv hoặc .parquet")


def write_book(path: Path, title: str, fill: Callable[[Book], None], made: datetime | None = None) -> None:
    """Write a workbook that ``fill`` puts sheets into. OSError when the file can't be written."""
    with path.open("wb") as file, TemporaryDirectory(ignore_cleanup_errors=True) as rows_on_disk:
        options = {
            "constant_memory": True,
            "tmpdir": rows_on_disk,
            "strings_to_formulas": False,
            "strings_to_urls": False,
        }
        book = xlsxwriter.Workbook(file, options)
        book.set_properties({"title": title, **({"created": made} if made else {})})
        try:
            fill(book)
        finally:
            _close(book)


def _close(book: Book) -> None:
    try:
        book.close()
    except XlsxWriterException as error:
        raise OSError(f"không ghi được sổ tính: {error}") from error


def write_workbook(
    handout: Handout, path: Path, made: datetime | None = None, told: Callable[[int], None] = lambda _rows: None
) -> None:
    """Write every table as a sheet; ``told`` is called with the rows written. TooManyRowsError, OSError."""

    def fill(book: Book) -> None:
        formats = Formats(book)
        for table in handout.tables:
            _write_table(book, handout, table, formats, told)

    write_book(path, handout.title, fill, made)


@dataclass(frozen=True, slots=True)
class Formats:
    """The formats of a workbook, each made once."""

    book: Book
    _made: dict[tuple[tuple[str, object], ...], Book] = field(default_factory=dict)

    def of(self, **properties: object) -> Book:
        """Return the format of some properties."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self.book.add_format(properties)
        return self._made[key]

    def heading(self) -> Book:
        """Return the format of headings."""
        return self.of(bold=True, text_wrap=True, valign="top", bottom=1, bg_color=PALE)


def write_above(sheet: Book, formats: Formats, title: str, banners: Sequence[str], facts: Sequence[str] = ()) -> int:
    """Write what stands above a table, the title if there is one; return the row of its heading."""
    lines = [*([(title, GREEN)] if title else []), *((each, BROWN) for each in banners)]
    for row, (line, colour) in enumerate(lines):
        sheet.write_string(row, 0, line, formats.of(bold=True, font_color=colour))
    for row, line in enumerate(facts, len(lines)):
        sheet.write_string(row, 0, line[:MOST_SIGNS])
    return len(lines) + len(facts)


def set_up_page(sheet: Book, head: int, last: tuple[int, int], frozen: int, banners: Sequence[str]) -> None:
    """Let a table below a heading be filtered, scrolled and printed: A4 on its side, one page wide, heads repeated."""
    row, column = last
    if row > head:
        sheet.autofilter(head, 0, *last)
    sheet.freeze_panes(head + 1, frozen)
    sheet.ignore_errors({"number_stored_as_text": f"A{head + 2}:{letters(column)}{max(row, head + 1) + 1}"})
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.repeat_rows(head)
    sheet.print_area(0, 0, row, column)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L" + " · ".join(banners) + "&RTrang &P/&N")


def _write_table(book: Book, handout: Handout, table: Table, formats: Formats, told: Callable[[int], None]) -> None:
    sheet = book.add_worksheet(table.title)
    for at, column in enumerate(table.columns):
        sheet.set_column(at, at, column.width)
    head = write_above(sheet, formats, handout.title, handout.banners, handout.facts)
    set_height(sheet, head, [each.title for each in table.columns], [each.width - 3 for each in table.columns])
    for at, column in enumerate(table.columns):
        sheet.write_string(head, at, column.title, formats.heading())
    kinds, widths, row = [each.kind for each in table.columns], [each.width for each in table.columns], head
    for row, cells in enumerate(table.rows, head + 1):
        if row - head > MOST_ROWS:
            raise TooManyRowsError
        set_height(sheet, row, cells, widths)
        for at, (cell, kind) in enumerate(zip(cells, kinds, strict=True)):
            write_cell(sheet, (row, at), cell, kind, formats)
        told(row - head)
    set_up_page(sheet, head, (row, len(table.columns) - 1), table.frozen, handout.banners)
    if table.printed:
        sheet.print_area(0, 0, row, table.printed - 1)


def set_height(sheet: Book, row: int, cells: Sequence[Cell], widths: Sequence[float]) -> None:
    """Make a row as high as its texts need in columns of those widths."""
    lines = 1
    for cell, width in zip(cells, widths, strict=True):
        if isinstance(cell, str) and (len(cell) > width or "\n" in cell):
            signs = max(1, int(width * SIGNS_A_WIDTH))
            lines = max(lines, sum(-(-len(part) // signs) or 1 for part in cell.split("\n")))
    if lines > 1:
        sheet.set_row(row, _LINE * min(lines, MOST_LINES))


def write_cell(sheet: Book, place: tuple[int, int], cell: Cell, kind: Kind, formats: Formats) -> None:
    """Write a cell as what it is; a text is never a formula, neither now nor when somebody edits the cell."""
    if cell is None or cell == "":
        return
    if isinstance(cell, str):
        text = sound(cell)
        text = text if len(text) <= MOST_SIGNS else f"{text[: MOST_SIGNS - 1]}…"
        sheet.write_string(*place, text, formats.of(text_wrap=True, valign="top", quote_prefix=like_a_formula(text)))
    elif isinstance(cell, date):
        _write_day(sheet, place, cell, formats)
    else:
        whole, other = _NUMBERS.get(kind, _ANY_NUMBER)
        exact = isinstance(cell, Decimal) and cell != cell.to_integral_value()
        shown = formats.of(num_format=other if exact else whole, valign="top", align="right", indent=1)
        sheet.write_number(*place, float(cell), shown)


def _write_day(sheet: Book, place: tuple[int, int], at: date, formats: Formats) -> None:
    is_moment = isinstance(at, datetime)
    if (at.date() if isinstance(at, datetime) else at) < _FIRST_DAY:
        sheet.write_string(*place, at.strftime("%d/%m/%Y"), formats.of(valign="top"))
        return
    shown = "dd/mm/yyyy hh:mm" if is_moment else "dd/mm/yyyy"
    sheet.write_datetime(*place, at, formats.of(num_format=shown, valign="top", align="left"))
