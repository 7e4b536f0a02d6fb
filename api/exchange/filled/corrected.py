"""A copy of a file that was handed in, its faults marked in their cells: what is wrong in a note, and a list in front.

It can be corrected and handed in again: nothing else in it is changed, and the list is not read.
"""

from __future__ import annotations

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils.exceptions import IllegalCharacterError
from openpyxl.worksheet.worksheet import Worksheet

from api.exchange.faults import UnreadableError
from api.exchange.filled.faults import FilledFault
from api.exchange.filled.guard import guarded
from api.exchange.filled.marks import LAST_COLUMN
from api.exchange.templates.layout import FAULTS

Sheet: TypeAlias = Any
"""A worksheet of openpyxl, which has no types."""
MOST_HELD = 10_000_000
"""Bytes of a workbook, unpacked, that is held whole to be marked; of a larger one there is the list alone."""
MOST_CELLS = 200_000
"""Cells of a .csv that are written again to be marked; of a larger one there is the list alone."""
MOST_NOTED = 5_000
AUTHOR = "dienhinh"
_RED, _AMBER = PatternFill("solid", fgColor="FFD9C7"), PatternFill("solid", fgColor="FFF0B8")
_CELL = re.compile(r"[A-Z]{1,3}[1-9][0-9]{0,6}", re.ASCII)
_IN_CSV = re.compile(r"dòng ([0-9]+)(?:, cột (.*))?", re.ASCII | re.DOTALL)
_HEADINGS = ("Trang tính", "Ô", "Đơn vị", "Kỳ", "Giá trị đã ghi", "Lỗi", "Cách sửa", "Mức")


def corrected(content: bytes, name: str, faults: Sequence[FilledFault]) -> bytes:
    """Return an .xlsx: the file with its faults marked, or where it can't be opened the list of them alone."""
    if name.casefold().endswith(".csv"):
        book = _of_csv(content, faults)
    else:
        book = _opened(content, name)
        for fault in faults[:MOST_NOTED]:
            if fault.sheet in book.sheetnames and fault.cell and _CELL.fullmatch(fault.cell):
                _mark(book[fault.sheet], fault.cell, fault)
    _list(book, faults)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _opened(content: bytes, name: str) -> Workbook:
    try:
        package, _ = guarded(content, name)
        with zipfile.ZipFile(package) as parts:
            held = sum(each.file_size for each in parts.infolist())
        if held <= MOST_HELD:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of what it does not keep
                book = load_workbook(package, keep_links=False)
            if FAULTS in book.sheetnames:  # of the copy before
                del book[FAULTS]
            return book
    except UnreadableError:
        pass
    except Exception:  # noqa: BLE001, S110 -- it raises whatever its own code meets; the list is of use without it
        pass
    return _empty()


def _empty() -> Workbook:
    book = Workbook()
    del book[book.sheetnames[0]]
    return book


def _of_csv(content: bytes, faults: Sequence[FilledFault]) -> Workbook:
    book = _empty()
    try:
        text = content.decode("utf-8-sig")
        delimiter = ";" if text[:2000].count(";") > text[:2000].count(",") else ","
        if text.count(delimiter) + text.count("\n") > MOST_CELLS:
            return book
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except (UnicodeDecodeError, csv.Error):
        return book
    if sum(map(len, rows)) > MOST_CELLS or max(map(len, rows), default=0) > LAST_COLUMN:
        return book
    sheet = book.create_sheet("Số liệu")
    for number, cells in enumerate(rows, start=1):
        for at, value in enumerate(cells, start=1):
            _write_text(sheet.cell(number, at), value)
    headings = {each.strip(): at for cells in rows[:10] for at, each in enumerate(cells, start=1) if each.strip()}
    for fault in faults[:MOST_NOTED]:
        found = _IN_CSV.fullmatch(fault.cell or "")
        if found and int(found.group(1)) <= len(rows):
            at = headings.get(found.group(2) or "", 1)
            _mark(sheet, sheet.cell(int(found.group(1)), at).coordinate, fault)
    return book


def _mark(sheet: Sheet, place: str, fault: FilledFault) -> None:
    if not isinstance(sheet, Worksheet):  # a sheet of a chart
        return
    cell = sheet[place]
    if not isinstance(cell, Cell):  # within a merged range, whose first cell is the only one
        return
    said = f"{fault.message} — {fault.cure}"
    if cell.comment is not None and cell.comment.author == AUTHOR and cell.fill.fill_type:
        said = f"{cell.comment.text}\n{said}" if said not in cell.comment.text else cell.comment.text
    note = Comment(said, AUTHOR, height=120, width=320)
    cell.comment, cell.fill = note, _RED if fault.is_error else _AMBER


def _list(book: Workbook, faults: Sequence[FilledFault]) -> None:
    sheet = book.create_sheet(FAULTS, 0)
    book.active = 0
    for each in book.worksheets[1:]:
        each.sheet_view.tabSelected = False
    sheet.append(
        [f"{len(faults)} chỗ cần xem; ô có lỗi tô màu, cách sửa ở ghi chú của ô. Sửa xong gửi lại chính tệp này."]
    )
    sheet["A1"].font = Font(bold=True)
    _append(sheet, _HEADINGS)
    for cell in sheet[2]:
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="D7EAE0")
    for fault in faults:
        grave = "lỗi" if fault.is_error else "lưu ý"
        said = (fault.sheet, fault.cell, fault.unit, fault.period, fault.seen, fault.message, fault.cure, grave)
        _append(sheet, [each or "" for each in said])
    for letter, width in zip("ABCDEFGH", (22, 14, 10, 8, 18, 60, 60, 9), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A3"


def _append(sheet: Sheet, values: Iterable[str]) -> None:
    row = sheet.max_row + 1
    for at, value in enumerate(values, start=1):
        cell = sheet.cell(row, at)
        _write_text(cell, value)
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def _write_text(cell: Any, value: str) -> None:  # noqa: ANN401 -- a cell of openpyxl, which has no types
    """Write text as text, whatever it begins with."""
    try:
        cell.value = value
    except IllegalCharacterError:
        cell.value = "".join(sign for sign in value if sign.isprintable())
    if cell.data_type == "f":
        cell.data_type = "s"
