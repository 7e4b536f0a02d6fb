"""Templates and filled files for tests: made of the shipped set for a few units, changed as people change them."""

from __future__ import annotations

import io
from collections.abc import Mapping
from functools import cache
from typing import Any

import openpyxl

from api.exchange.criteria_files import read_shipped
from api.exchange.filled.files import Filled, read_filled
from api.exchange.templates.content import Template, UnitRow
from api.exchange.templates.layout import UNIT_HEADING
from api.exchange.templates.workbook import write_template
from engine.criteria import CriteriaSet

PERIOD = "2024"
DA_BAC, TAN_PHEO = "04831", "04849"
LABELS = {
    "villages": "Số khu dân cư (xóm, thôn, bản, tổ dân phố)",
    "offences": "Số vụ phạm pháp hình sự",
    "waste_collected": "Tỷ lệ rác thải sinh hoạt được thu gom",
    "registered": "Đã đăng ký phấn đấu từ đầu năm",
    "resolution": "Nghị quyết năm của Đảng ủy về an ninh, trật tự",
    "fires": "Số vụ cháy, nổ",
}


@cache
def criteria() -> CriteriaSet:
    """The shipped set."""
    found = read_shipped().criteria
    assert found is not None
    return found


def template(*units: UnitRow, sample: bool = False) -> bytes:
    """A template of the shipped set for 2024."""
    rows = units or (UnitRow(DA_BAC, "Thị trấn Đà Bắc", {"villages": 20, "registered": 1}, {"villages": 19}),)
    shown = Template(criteria(), "sha256:" + "0" * 64, PERIOD, "Huyện Đà Bắc", rows, sample, "10/11/2024 09:00")
    return write_template(shown)


def read(content: bytes, name: str = "a.xlsx", period: str | None = None) -> Filled:
    """Read a file by the shipped set."""
    return read_filled(content, name, [criteria()], lambda _period: criteria(), period)


def values(filled: Filled, unit: str = DA_BAC) -> dict[str, int | None]:
    """Return what a file says of a unit, in whole steps."""
    return {each.indicator: each.steps for each in filled.figures if each.unit == unit}


def codes(filled: Filled) -> list[str]:
    """Return the codes of the faults."""
    return [each.code for each in filled.faults]


def opened(content: bytes) -> Any:  # noqa: ANN401 -- openpyxl has no types
    """Open a workbook as a person would."""
    return openpyxl.load_workbook(io.BytesIO(content))


def saved(book: Any) -> bytes:  # noqa: ANN401 -- as above
    """Save a workbook."""
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def place(book: Any, heading: str) -> tuple[Any, int, int]:  # noqa: ANN401 -- as above
    """Find a column of a template by its heading: the sheet, the row of headings, the column."""
    for sheet in book.worksheets:
        for row in sheet.iter_rows(min_row=1, max_row=10):
            for cell in row:
                if cell.value == heading and any(each.value == UNIT_HEADING for each in row):
                    return sheet, cell.row, cell.column
    raise LookupError(heading)


def filled_in(content: bytes, cells: Mapping[tuple[str, str], object]) -> bytes:
    """Write values into a template by unit and heading, and save it."""
    book = opened(content)
    for (unit, heading), value in cells.items():
        sheet, head, column = place(book, heading)
        row = next(each[0].row for each in sheet.iter_rows(min_row=head + 1) if each[0].value == unit)
        sheet.cell(row, column).value = value
    return saved(book)


def table(*rows: tuple[object, ...], sheet: str = "Số liệu") -> bytes:
    """A plain table as a workbook; the first row is the heading."""
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(row)
    return saved(book)
