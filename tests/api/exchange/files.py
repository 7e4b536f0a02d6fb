"""Small files of figures, really written, for the tests of reading and writing them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from api.exchange.data import Data, read_data
from api.exchange.register import load_register
from engine.criteria import CriteriaSet
from tests.builders import criteria_set

REGISTER = load_register()[0]
LEVELS = [
    {"level": "commune", "title": "Điển hình cấp xã", "requires": {"band": "most"}},
    {"level": "district", "title": "Điển hình cấp huyện", "requires": {"recognised": "commune"},
     "effective_to": date(2025, 6, 30)},
]  # fmt: skip
SET = criteria_set(
    {
        "villages": {"kind": "count", "label": "Số khu dân cư", "unit": "khu dân cư"},
        "offices": {"kind": "count", "label": "Số cơ quan", "unit": "đơn vị"},
        "bodies": {"sum": ["villages", "offices"], "label": "Số đơn vị thuộc diện đăng ký"},
        "bodies_registered": {"kind": "count", "label": "Số đơn vị đã đăng ký", "at_most": "bodies"},
        "waste": {"kind": "number", "label": "Tỷ lệ rác được thu gom", "unit": "%"},
        "signed": {"kind": "flag", "label": "Đã đăng ký phấn đấu"},
        "plan": {"kind": "document", "label": "Kế hoạch năm"},
        "offences": {"kind": "count", "label": "Số vụ phạm pháp hình sự", "unit": "vụ"},
    },
    [
        {"all": [{"share": ["bodies_registered", "bodies"], "at_least": 100}], "title": "Đăng ký"},
        {"all": [{"number": "waste", "at_least": 80.5}, {"flag": "signed"}], "title": "Môi trường"},
        {"any": [{"change": "offences", "at_most": -5}, {"count": "offences", "equals": 0}]},
        {"all": [{"document": "plan", "issued_by": "03-31"}], "basis": "124/2021/TT-BCA, Điều 5"},
    ],
    vetoes=[{"id": "LT1", "title": "Quá nhiều vụ", "when": {"count": "offences", "more_than": 50}}],
    bands=[{"id": "all", "title": "Đạt đủ", "criteria_met": 4}, {"id": "most", "title": "Đạt từ 3", "criteria_met": 3}],
    recognition=LEVELS,
    applies_to=["xã", "thị trấn"],
)
"""A set with every kind of indicator."""
HEADINGS = ("unit", "period", "villages", "offices", "bodies_registered", "waste", "signed", "plan", "offences", "TC03")


def read(path: Path, criteria: CriteriaSet = SET) -> Data:
    """Read a file with the shipped register, known by its bare name."""
    return read_data(path, criteria, REGISTER) if path.suffix == ".parquet" else named(path, criteria)


def named(path: Path, criteria: CriteriaSet = SET) -> Data:
    """Read the content of a file under its bare name, so that messages are the same on every machine."""
    return read_data(path.read_bytes(), criteria, REGISTER, name=path.name)


def lines(data: Data) -> list[str]:
    """Return the faults as the lines that a person reads."""
    return [str(fault) for fault in data.faults]


def codes_of(data: Data) -> list[str]:
    """Return the codes of the faults."""
    return [fault.code for fault in data.faults]


def write_csv(path: Path, *rows: str, encoding: str = "utf-8") -> Path:
    """Write lines of text."""
    path.write_bytes("\n".join((*rows, "")).encode(encoding))
    return path


def write_xlsx(path: Path, rows: Sequence[Sequence[Any]], formats: Mapping[tuple[int, int], str] | None = None) -> Path:
    """Write rows of values; days become date cells, ``formats`` give cells another number format."""
    book = xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_numbers": False})
    sheet = book.add_worksheet("Số liệu")
    days = book.add_format({"num_format": "dd/mm/yyyy"})
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            if (row, column) in (formats or {}):
                sheet.write(row, column, value, book.add_format({"num_format": (formats or {})[row, column]}))
            elif isinstance(value, date):
                sheet.write_datetime(row, column, value, days)
            elif value is not None:
                sheet.write(row, column, value)
    book.close()
    return path


def write_parquet(path: Path, columns: Mapping[str, Any]) -> Path:
    """Write columns of values or Arrow arrays."""
    pq.write_table(pa.table(dict(columns)), path)
    return path


_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def workbook_parts(cells: str, *, main: str = _MAIN, link: str = _LINK) -> dict[str, str]:
    """Return the least parts of a workbook with one sheet, its cells given as XML."""
    return {
        "[Content_Types].xml": f'<Types xmlns="{_TYPES}"><Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml"'
        f' ContentType="{_KIND}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml"'
        f' ContentType="{_KIND}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r1" Type="{link}/officeDocument"'
        ' Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{link}"><sheets><sheet name="A" sheetId="1" r:id="r1"/>'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r1" Type="{link}/worksheet"'
        ' Target="/xl/worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>',
    }


def zipped(parts: Mapping[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Pack parts into a zip file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return buffer.getvalue()


def expected(name: str) -> list[str]:
    """Return the lines that a person must read: ``expected/NAME.txt``, a line a fault."""
    return (Path(__file__).parent / "expected" / f"{name}.txt").read_text("utf-8").splitlines()
