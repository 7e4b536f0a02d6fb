""".xlsx -> rows of cells: openpyxl reads, behind a guard, row by row.

Read are cell values alone: no formulas, links, macros or pictures. Decision 5 has what was measured.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta
from functools import lru_cache
from itertools import islice
from typing import BinaryIO

from openpyxl import load_workbook
from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.utils.escape import unescape
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from api.exchange.cells import ErrorCell, PercentCell
from api.exchange.faults import UnreadableError
from api.exchange.workbook_guard import checked

_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_DAY = timedelta(days=1)


def read_workbook(content: bytes) -> Iterator[tuple[str, Iterator[tuple[int, list[object]]]]]:
    """Yield each worksheet's name and its rows: number from 1, cells from column A; empty rows are left out.

    UnreadableError when it is no sound, harmless .xlsx, at once or when a part turns out broken.
    """
    for name, _, rows in read_package(*checked(content)):
        yield name, rows


def read_package(
    package: BinaryIO, last_rows: Mapping[str, int]
) -> Iterator[tuple[str, str, Iterator[tuple[int, list[object]]]]]:
    """Yield each worksheet of a package that was checked: its name, the part it stands in, its rows."""
    # It warns of what it would drop on saving, and of days out of range, which come back as error cells.
    warnings.filterwarnings("ignore", module=r"openpyxl\.")
    try:
        book = load_workbook(package, read_only=True, data_only=True, keep_links=False)
    except OSError:  # a package of another kind: a text document, a workbook in binary form
        raise UnreadableError("NOT_A_WORKBOOK") from None
    except Exception:  # noqa: BLE001 -- it raises whatever its own code meets: KeyError, TypeError, AttributeError
        raise UnreadableError("BROKEN_WORKBOOK", seen="xl/workbook.xml") from None
    if not book.worksheets:
        raise UnreadableError("BROKEN_WORKBOOK", seen="xl/worksheets")
    for sheet in book.worksheets:
        part = sheet._worksheet_path  # noqa: SLF001 -- nothing public leads from a sheet to its part
        yield sheet.title, part, _rows(sheet, part, last_rows.get(part, 0))


def _rows(sheet: ReadOnlyWorksheet, part: str, last: int) -> Iterator[tuple[int, list[object]]]:
    """Yield the rows that hold anything, and stop at the last.

    What stands behind the rows (filters, validations, prints) is not wanted, and openpyxl refuses a workbook
    for a value there that it doesn't know.
    """
    sheet.reset_dimensions()  # a sheet may claim any size
    try:
        for number, cells in enumerate(islice(sheet.iter_rows(), last), start=1):
            row = [None if cell.value is None else _value(cell) for cell in cells]
            while row and row[-1] is None:
                row.pop()
            if row:
                yield number, row
    except Exception:  # noqa: BLE001 -- as in read_workbook
        raise UnreadableError("BROKEN_WORKBOOK", seen=part) from None


def _value(cell: ReadOnlyCell) -> object:
    value = cell.value
    if isinstance(value, str):
        return ErrorCell(value) if cell.data_type == "e" else unescape(value) or None
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return PercentCell(value) if _is_percent(cell.number_format) else float(value)
    if isinstance(value, timedelta):  # a duration, [h]:mm: shown in messages as the time of day that it looks like
        return (datetime.min + value % _DAY).time()  # noqa: DTZ901 -- cells have no zone
    return value.date() if isinstance(value, datetime) and value.time() == time() else value


@lru_cache(maxsize=256)
def _is_percent(code: str) -> bool:
    """Tell whether a number format shows a hundred times the number; a % in quotes is only a sign."""
    return "%" in _LITERAL.sub("", code)
