"""Workbooks as Excel and other programs make them."""

from __future__ import annotations

import zipfile
from datetime import date, datetime, time
from pathlib import Path

import pytest
import xlsxwriter

from api.exchange.cells import ErrorCell, PercentCell, letters
from api.exchange.data import read_data
from api.exchange.workbooks import read_workbook
from tests.api.exchange.files import REGISTER, SET, codes_of, expected, lines, named, workbook_parts, write_xlsx, zipped

CELLS = '<row r="1"><c r="A1"><v>1</v></c></row>'


def rows(cells: str, **parts: str) -> list[tuple[int, list[object]]]:
    """Read the rows of a workbook made of the XML of its cells."""
    return [row for _, each in read_workbook(zipped(workbook_parts(cells) | parts)) for row in each]


def test_kinds_of_cell() -> None:
    """Texts, numbers, truth values, errors and formulas: a formula without a stored value is missing."""
    cells = (
        '<row r="2"><c r="A2" t="inlineStr"><is><r><t>a</t></r><r><t xml:space="preserve"> b</t></r>'
        '<rPh sb="0" eb="1"><t>x</t></rPh></is></c><c r="B2"><v>9.8500000000000005E1</v></c>'
        '<c r="D2" t="b"><v>1</v></c><c r="E2" t="e"><v>#N/A</v></c>'
        '<c r="F2" t="str"><f>A1</f><v>x_x000A_y</v></c><c r="G2"><f>1+1</f></c><c r="H2"><f>1+1</f><v>2</v></c>'
        '<c r="I2" t="d"><v>2024-03-05T00:00:00</v></c><c r="J2" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
        '<row r="4"><c r="A4" t="str"><f>B1</f><v></v></c><c r="B4" t="inlineStr"><is><t></t></is></c></row>'
    )
    found = rows(cells)
    assert found == [(2, ["a b", 98.5, None, True, "#N/A", "x\ny", None, 2.0, date(2024, 3, 5), "#DIV/0!"])]
    assert [at for at, cell in enumerate(found[0][1]) if isinstance(cell, ErrorCell)] == [4, 9]


def test_shared_texts(tmp_path: Path) -> None:
    """Texts that cells share come with all their runs, without their formats, and as they were typed."""
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_rich_string(0, 0, "Xã ", book.add_format({"bold": True}), "Đông", " Lai")
        sheet.write_row(1, 0, ("Số hộ\r\nnăm 2024", " 5,5 ", "04831", "#REF!"))
    found = [row for _, each in read_workbook((tmp_path / "a.xlsx").read_bytes()) for row in each]
    assert found == [(1, ["Xã Đông Lai"]), (2, ["Số hộ\r\nnăm 2024", " 5,5 ", "04831", "#REF!"])]
    assert not isinstance(found[1][1][3], ErrorCell)


def test_what_stands_around_cells(tmp_path: Path) -> None:
    """Hidden rows and sheets are read, merged cells hold their value once; all else in a workbook is passed by.

    openpyxl alone fails at properties, filters and prints that it doesn't know.
    """
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet("Số liệu")
        sheet.merge_range(0, 0, 1, 2, "SỐ LIỆU")
        sheet.write_row(3, 0, ("Xã A", 1))
        sheet.set_row(3, None, None, {"hidden": True})
        sheet.autofilter(2, 0, 3, 1)
        sheet.filter_column_list("A", ["Xã B"])
        sheet.filter_column("B", "x != Xã")
        sheet.data_validation("B4", {"validate": "list", "source": "=Khác!$A$1"})
        sheet.conditional_format("B4", {"type": "data_bar", "bar_solid": True})
        sheet.write_comment("B4", "hỏi lại")
        sheet.repeat_rows(0, 2)
        other = book.add_worksheet("Khác")
        other.hide()
        other.write_url(0, 0, "https://example.org/", string="xem")
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "='Số liệu'!$B$4"})
        book.add_chartsheet("Biểu đồ").set_chart(chart)
    parts = parts_of(tmp_path / "a.xlsx") | {"docProps/core.xml": b'<html a="1"/>', "xl/1.svg": b"<!DOCTYPE svg><svg/>"}
    sheet_1 = "xl/worksheets/sheet1.xml"
    parts[sheet_1] = parts[sheet_1].replace(b"<pageMargins", b'<pageSetup orientation="upright"/><pageMargins')
    assert [(name, list(each)) for name, each in read_workbook(zipped(parts))] == [
        ("Số liệu", [(1, ["SỐ LIỆU"]), (4, ["Xã A", 1.0])]),
        ("Khác", [(1, ["xem"])]),
    ]


def test_a_sheet_is_not_taken_at_its_word() -> None:
    """The size that a sheet claims for itself adds no cell and hides none."""
    part = "xl/worksheets/sheet1.xml"
    for claim in ("A1:XFD1048576", "A1", "B2:A1"):
        text = workbook_parts('<row r="2"><c r="B2"><v>1</v></c></row>')[part]
        claimed = text.replace("<sheetData>", f'<dimension ref="{claim}"/><sheetData>')
        assert rows(CELLS, **{part: claimed}) == [(2, [None, 1.0])]


def parts_of(path: Path) -> dict[str, bytes]:
    """Return the parts of a file."""
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}


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
     ("yyyy", 61, date(1900, 3, 1)), ("yyyy", -1, date(1899, 12, 29)),
     ("yyyy", 3e6, ErrorCell("#VALUE!")), ("[h]:mm", 1.5, time(12)), ('0" %"', 5, 5.0), ("0\\%", 5, 5.0),
     ("#,##0.0\\ %;[Red]-0%", 0.5, PercentCell(0.5)), ("[$₫-42A] 0.00", 5, 5.0), ("General", 0.1, 0.1),
     ("_-* #,##0_d_-", 7, 7.0)],
)  # fmt: skip
def test_number_formats(tmp_path: Path, shown: str, value: float, read: object) -> None:
    """A number is a day where its format shows one, with Excel's own calendar before March 1900.

    What Excel shows as ###### for being no day is a fault, not a figure.
    """
    path = write_xlsx(tmp_path / "a.xlsx", [(value,)], {(0, 0): shown})
    (found,) = [row for _, each in read_workbook(path.read_bytes()) for row in each]
    assert found == (1, [read])
    assert type(found[1][0]) is type(read)


def test_days_since_1904(tmp_path: Path) -> None:
    """A workbook that counts days from 1904, as old Macs do, gives the days that its owner sees."""
    with xlsxwriter.Workbook(tmp_path / "a.xlsx", {"date_1904": True}) as book:
        book.add_worksheet().write_datetime(0, 0, date(2024, 3, 5), book.add_format({"num_format": 14}))
    assert [list(each) for _, each in read_workbook((tmp_path / "a.xlsx").read_bytes())] == [[(1, [date(2024, 3, 5)])]]


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
