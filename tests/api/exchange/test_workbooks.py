"""Workbooks as Excel, other programs and enemies make them."""

from __future__ import annotations

import zipfile
from collections import deque
from datetime import date, datetime, time
from itertools import chain
from pathlib import Path

import pytest
import xlsxwriter

from api.exchange import workbooks
from api.exchange.cells import ErrorCell, PercentCell
from api.exchange.data import read_data
from api.exchange.faults import UnreadableError
from api.exchange.workbooks import letters, read_workbook
from tests.api.exchange.files import REGISTER, SET, codes_of, expected, lines, named, workbook_parts, write_xlsx, zipped

CELLS = '<row r="1"><c r="A1"><v>1</v></c></row>'


def rows(cells: str, **parts: str) -> list[tuple[int, list[object]]]:
    """Read the rows of a workbook made of the XML of its cells."""
    return [row for _, each in read_workbook(zipped(workbook_parts(cells) | parts)) for row in each]


def refused(content: bytes) -> str:
    """Return the code by which content is refused."""
    with pytest.raises(UnreadableError) as refusal:
        deque(chain.from_iterable(each for _, each in read_workbook(content)))
    return refusal.value.code


def test_kinds_of_cell() -> None:
    """Texts, numbers, truth values, errors and formulas: a formula without a stored value is missing."""
    cells = (
        '<row r="2"><c r="A2" t="inlineStr"><is><r><t>a</t></r><r><t xml:space="preserve"> b</t></r><rPh><t>x</t></rPh>'
        '</is></c><c r="B2"><v>9.8500000000000005E1</v></c><c r="D2" t="b"><v>1</v></c><c r="E2" t="e"><v>#N/A</v></c>'
        '<c r="F2" t="str"><f>A1</f><v>x_x000A_y</v></c><c r="G2"><f>1+1</f></c><c r="H2"><f>1+1</f><v>2</v></c>'
        '<c r="I2" t="d"><v>2024-03-05T00:00:00</v></c></row>'
    )
    assert rows(cells) == [(2, ["a b", 98.5, None, True, ErrorCell("#N/A"), "x\ny", None, 2.0, datetime(2024, 3, 5)])]  # noqa: DTZ001 -- cells have no zone
    assert isinstance(rows(cells)[0][1][4], ErrorCell)


def test_error_cells_are_faults() -> None:
    """#REF! in a figure is a fault, not a blank."""
    heads = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in ("unit", "period", "villages"))
    cells = f'<row>{heads}</row><row><c><v>4831</v></c><c><v>2024</v></c><c t="e"><v>#REF!</v></c></row>'
    data = read_data(zipped(workbook_parts(cells)), SET, REGISTER, name="so.xlsx")
    assert lines(data) == expected("error_cells_are_faults")


def test_cells_without_places() -> None:
    """Rows and cells may leave their places out: each follows the one before."""
    assert rows("<row><c><v>1</v></c><c><v>2</v></c></row><row/><row><c><v>3</v></c></row>") == [
        (1, [1.0, 2.0]),
        (3, [3.0]),
    ]
    assert rows('<row r="3"><c r="C3"><v>1</v></c><c r="A3"><v>2</v></c></row>') == [(3, [2.0, None, 1.0])]


def test_strict_workbooks() -> None:
    """The strict form of the standard, with its other namespaces, is read too."""
    link = "http://purl.oclc.org/ooxml/officeDocument/relationships"
    parts = workbook_parts(CELLS, main="http://purl.oclc.org/ooxml/spreadsheetml/main", link=link)
    assert [list(each) for _, each in read_workbook(zipped(parts))] == [[(1, [1.0])]]


@pytest.mark.parametrize(
    ("shown", "value", "read"),
    [("dd/mm/yyyy", 45356, date(2024, 3, 5)), ("[$-42A]d mmmm yyyy;@", 45356.25, datetime(2024, 3, 5, 6)),  # noqa: DTZ001 -- as above
     ("h:mm", 0.5, time(12)), ("0.0%", 0.985, PercentCell(0.985)), ('0" ngày"', 5, 5.0), ("#,##0\\ \\d", 5, 5.0),
     ("[Red]0.00", 5, 5.0), ("yyyy", 1, date(1900, 1, 1)), ("yyyy", 59, date(1900, 2, 28)),
     ("yyyy", 61, date(1900, 3, 1)), ("yyyy", -1, -1.0), ("yyyy", 3e6, 3e6), ("General", 0.1, 0.1),
     ("_-* #,##0_d_-", 7, 7.0)],
)  # fmt: skip
def test_number_formats(tmp_path: Path, shown: str, value: float, read: object) -> None:
    """A number is a day where its format shows one, with Excel's own calendar before March 1900."""
    path = write_xlsx(tmp_path / "a.xlsx", [(value,)], {(0, 0): shown})
    (found,) = [row for _, each in read_workbook(path.read_bytes()) for row in each]
    assert found == (1, [read])
    assert type(found[1][0]) is type(read)


def test_days_since_1904(tmp_path: Path) -> None:
    """A workbook that counts days from 1904, as old Macs do, gives the days that its owner sees."""
    with xlsxwriter.Workbook(tmp_path / "a.xlsx", {"date_1904": True}) as book:
        book.add_worksheet().write_datetime(0, 0, date(2024, 3, 5), book.add_format({"num_format": 14}))
    assert [list(each) for _, each in read_workbook((tmp_path / "a.xlsx").read_bytes())] == [[(1, [date(2024, 3, 5)])]]


def test_far_cells_cost_nothing() -> None:
    """A cell in the last corner (a file of 1 KB that ends other readers' process) is one cell in one row."""
    found = rows(CELLS + '<row r="1048576"><c r="XFD1048576"><v>2</v></c></row>')
    assert [(number, len(cells)) for number, cells in found] == [(1, 1), (1_048_576, 16_384)]


def test_too_many_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the limit of cells reading stops."""
    monkeypatch.setattr(workbooks, "MAX_CELLS", 2)
    assert refused(zipped(workbook_parts("<row><c><v>1</v></c></row>" * 3))) == "TABLE_TOO_LARGE"


def test_bombs() -> None:
    """What unpacks to a hundred times its size, has too many parts or lies about its size is refused."""
    assert refused(zipped(workbook_parts(CELLS) | {"x": bytes(11_000_000)})) == "SWOLLEN_WORKBOOK"
    assert refused(zipped(workbook_parts(CELLS) | {f"{n}": "" for n in range(200)})) == "SWOLLEN_WORKBOOK"
    content = bytearray(zipped(workbook_parts(CELLS + "<row/>" * 1000), zipfile.ZIP_STORED))
    size = len(workbook_parts(CELLS + "<row/>" * 1000)["xl/worksheets/sheet1.xml"]).to_bytes(4, "little")
    assert content.count(size) == 4
    assert refused(bytes(content.replace(size, (100).to_bytes(4, "little")))) == "BROKEN_WORKBOOK"


def test_entities() -> None:
    """A document type, the way to entity bombs and foreign files, is refused wherever it stands."""
    parts = workbook_parts(CELLS)
    part = "xl/worksheets/sheet1.xml"
    parts[part] = '<!DOCTYPE x [<!ENTITY a "aaaa">]>' + parts[part].replace("<v>1", "<v>&a;")
    assert refused(zipped(parts)) == "BROKEN_WORKBOOK"


@pytest.mark.parametrize(
    "cells",
    ['<row r="0"><c/></row>', '<row r="1048577"/>', '<row r="x"/>', '<row><c r="XFE1"/></row>', '<row><c r="1"/></row>',
     '<row><c t="s"><v>7</v></c></row>', "<row><c><v>x</v></c></row>", '<row><c t="d"><v>x</v></c></row>', "<row>",
     '<row><c s="x"/></row>'],
)  # fmt: skip
def test_cells_that_no_workbook_has(cells: str) -> None:
    """XML that can't be a worksheet is one fault that names the part."""
    assert refused(zipped(workbook_parts(cells))) == "BROKEN_WORKBOOK"


def test_not_a_workbook() -> None:
    """Other zip files, no zip file, old or locked workbooks, and macros under a harmless name are told apart."""
    assert refused(b"unit,period") == "NOT_A_WORKBOOK"
    assert refused(zipped({"a.txt": "x"})) == "NOT_A_WORKBOOK"
    assert refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)) == "LOCKED_WORKBOOK"
    assert refused(zipped(workbook_parts(CELLS) | {"xl/vbaProject.bin": "x"})) == "HAS_MACROS"
    parts = workbook_parts(CELLS)
    del parts["xl/worksheets/sheet1.xml"]
    assert refused(zipped(parts)) == "BROKEN_WORKBOOK"


def test_truncated_workbook(tmp_path: Path) -> None:
    """A workbook cut short is no workbook; one with a damaged part gives no row at all."""
    path = write_xlsx(tmp_path / "a.xlsx", [("unit", "period", "villages"), *([("04831", 2024, 3)] * 3000)])
    whole = path.read_bytes()
    assert codes_of(read_data(whole[:-100], SET, REGISTER, name="a.xlsx")) == ["NOT_A_WORKBOOK"]
    with zipfile.ZipFile(path) as file:
        info = file.getinfo("xl/worksheets/sheet1.xml")
    middle = info.header_offset + info.compress_size // 2
    data = read_data(whole[:middle] + bytes(64) + whole[middle + 64 :], SET, REGISTER, name="a.xlsx")
    assert (codes_of(data), data.units) == (["BROKEN_WORKBOOK"], ())


def test_the_sheet_with_the_table_is_read(tmp_path: Path) -> None:
    """Of several sheets the first with unit and period is read; another table is pointed out."""
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        book.add_worksheet("Hướng dẫn").write(0, 0, "Nhập số liệu ở trang sau")
        book.add_worksheet("Trống")
        for name, code in (("Năm 2024", "04831"), ("Năm 2023", "04840")):
            sheet = book.add_worksheet(name)
            sheet.write_row(4, 0, ("unit", "period", "villages"))
            sheet.write_row(5, 0, (code, "2024", 3))
    data = named(tmp_path / "a.xlsx")
    assert data.units == ("04831",)
    assert lines(data) == expected("the_sheet_with_the_table_is_read")


def test_stray_cells_beside_the_table(tmp_path: Path) -> None:
    """Remarks beside the table are pointed out once a column; the rows count."""
    rows = [
        ("unit", "period", None, "villages"),
        ("04831", 2024, "?", 3, None, "xem lại"),
        ("04840", 2024, "!", 4, None, "ok"),
    ]
    data = named(write_xlsx(tmp_path / "a.xlsx", rows))
    assert [(fault.code, fault.row, fault.column) for fault in data.faults] == [
        ("NO_HEADING", 2, "C"),
        ("NO_HEADING", 2, "F"),
    ]
    assert data.units == ("04831", "04840")


def test_letters_of_columns() -> None:
    """Columns are named as in Excel."""
    assert [letters(at) for at in (0, 25, 26, 701, 702, 16_383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]
