"""Filled files as they really come: codes without zeros, text for numbers, merged cells, formulas, other alphabets."""

import io
import unicodedata
import zipfile
from datetime import UTC, date, datetime

import openpyxl
import pytest
import xlsxwriter

from tests.filled import (
    DA_BAC,
    LABELS,
    TAN_PHEO,
    codes,
    filled_in,
    opened,
    place,
    read,
    saved,
    table,
    template,
    values,
)

HEAD = ("Mã đơn vị", "Kỳ", "villages", "offences", "waste_collected", "resolution", "registered")


def row(*cells: object, unit: object = DA_BAC) -> tuple[object, ...]:
    """A row of a plain table of 2024."""
    return (unit, "2024", *cells)


@pytest.mark.parametrize("code", ["04831", "4831", 4831, 4831.0, " 04831 "])
def test_a_code_that_lost_its_zero_is_that_code(code: object) -> None:
    """Excel takes the zeros off; five digits are put back."""
    assert values(read(table(HEAD, row(20, unit=code)))) == {"villages": 20}


@pytest.mark.parametrize("given", [12, 12.0, "12", " 12 ", "\u200b12"])
def test_a_number_written_as_text_is_that_number(given: object) -> None:
    """Blanks and signs that nobody sees change nothing."""
    assert values(read(table(HEAD, row(given))))["villages"] == 12


def test_a_comma_is_the_decimal_point() -> None:
    """«98,5» in text, and 98.5 as a number, are the same figure."""
    found = read(table(HEAD, row(None, None, "98,5"), row(None, None, 98.5, unit=TAN_PHEO)))

    assert (values(found), values(found, TAN_PHEO)) == ({"waste_collected": 985_000}, {"waste_collected": 985_000})


@pytest.mark.parametrize(
    "given", ["05/03/2024", "2024-03-05", date(2024, 3, 5), datetime(2024, 3, 5, tzinfo=UTC).replace(tzinfo=None)]
)
def test_days_in_either_order(given: object) -> None:
    """Day first as in Vietnam, year first as machines write, or a real date of Excel."""
    assert values(read(table(HEAD, row(None, None, None, given))))["resolution"] == date(2024, 3, 5).toordinal()


@pytest.mark.parametrize(
    ("column", "given", "code"),
    [
        ("villages", "1.000", "TWO_READINGS"),
        ("villages", "1,000", "TWO_READINGS"),
        ("waste_collected", "1.213", "TWO_READINGS"),
        ("villages", "12 khu", "NOT_A_NUMBER"),
        ("villages", -1, "NEGATIVE"),
        ("villages", 12.5, "NOT_WHOLE"),
        ("resolution", "31/02/2024", "NO_SUCH_DAY"),
        ("resolution", "5/3/24", "SHORT_YEAR"),
        ("registered", "chưa", "NOT_A_FLAG"),
    ],
)
def test_a_cell_that_is_not_understood_says_nothing(column: str, given: object, code: str) -> None:
    """The fault has sheet, cell and value; the cells beside it are read."""
    cells: list[object] = [None] * 5
    cells[HEAD.index(column) - 2] = given
    cells[1 if column != "offences" else 0] = 3
    found = read(table(HEAD, row(*cells)))
    fault = found.faults[0]

    assert (fault.code, fault.sheet, fault.cell) == (code, "Số liệu", f"{'ABCDEFG'[HEAD.index(column)]}2")
    assert str(given) in fault.seen
    assert fault.cure
    assert values(found) == {"offences": 3}


def test_what_reads_two_ways_is_asked_about_with_both() -> None:
    """«1.000» is neither 1000 nor 1 until somebody says which."""
    fault = read(table(HEAD, row("1.000"))).faults[0]

    assert fault.message == "“1.000” đọc được hai cách: 1000 hoặc 1"


def test_a_merged_cell_counts_once_and_is_said() -> None:
    """Only the first cell of a merged range holds a value; the others are missing, not copies and not zero."""
    book = openpyxl.load_workbook(io.BytesIO(table(HEAD, row(20), row(None, unit=TAN_PHEO))))
    book.active.merge_cells("C2:C3")
    found = read(saved(book))

    assert (values(found), values(found, TAN_PHEO)) == ({"villages": 20}, {})
    assert [(each.code, each.cell, each.seen) for each in found.faults] == [("MERGED_CELL", "C3", "C2:C3")]


def test_a_merged_cell_of_a_template_takes_nothing_back() -> None:
    """A cell that is blank because it was merged is no cell that somebody cleared."""
    book = opened(template())
    sheet, head, column = place(book, LABELS["villages"])
    sheet.merge_cells(start_row=head + 1, end_row=head + 1, start_column=column - 1, end_column=column)
    found = read(saved(book))

    assert "villages" not in values(found)
    assert codes(found) == ["MERGED_CELL"]


def test_a_hidden_row_is_read_and_said() -> None:
    """What nobody sees is pointed out, as a warning."""
    book = openpyxl.load_workbook(io.BytesIO(table(HEAD, row(20), row(7, unit=TAN_PHEO))))
    book.active.row_dimensions[3].hidden = True
    found = read(saved(book))

    assert values(found, TAN_PHEO) == {"villages": 7}
    assert [(each.code, each.cell, each.is_error) for each in found.faults] == [("HIDDEN_ROW", "A3", False)]


def test_a_formula_that_was_never_computed_is_missing() -> None:
    """Openpyxl writes formulas without results: missing, never 0, and said; a computed one is its result."""
    book = openpyxl.load_workbook(io.BytesIO(table(HEAD, row("=10+2", 3))))
    never = read(saved(book))
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as computed:
        sheet = computed.add_worksheet()
        sheet.write_row(0, 0, HEAD)
        sheet.write_row(1, 0, (DA_BAC, "2024"))
        sheet.write_formula(1, 2, "=10+2", None, 12)

    assert values(never) == {"offences": 3}
    assert [(each.code, each.cell) for each in never.faults] == [("NO_VALUE_OF_FORMULA", "C2")]
    assert values(read(buffer.getvalue())) == {"villages": 12}


def test_other_forms_of_unicode_mean_the_same() -> None:
    """Headings and words typed with combining signs (NFD) are the headings and words."""
    nfd = [unicodedata.normalize("NFD", each) for each in ("Mã đơn vị", "Kỳ", LABELS["registered"], "không")]
    found = read(table((nfd[0], nfd[1], nfd[2]), (DA_BAC, "2024", nfd[3])))

    assert values(found) == {"registered": 0}
    assert found.faults == ()


def test_columns_are_found_by_their_headings() -> None:
    """The order of columns, and columns of the period before, don't matter."""
    found = read(table(("Kỳ 2023", LABELS["fires"], "Kỳ", "Mã đơn vị", "Tên đơn vị"), (99, 2, 2024, 4831, "Đà Bắc")))

    assert values(found) == {"fires": 2}
    assert found.faults == ()


def test_a_heading_that_is_nearly_right_is_named() -> None:
    """An unknown heading says which was meant; its column is not read, the others are."""
    found = read(table(("Mã đơn vị", "Kỳ", "Số vụ chay, nổ", "offences"), (DA_BAC, "2024", 2, 3)))

    assert values(found) == {"offences": 3}
    assert (found.faults[0].code, found.faults[0].cell) == ("UNKNOWN_COLUMN", "C1")
    assert "“fires”" in found.faults[0].cure


def test_a_sheet_of_a_template_whose_column_of_codes_was_renamed_is_not_lost_in_silence() -> None:
    """The other sheets are read; of this one it is said what is missing."""
    book = opened(filled_in(template(), {(DA_BAC, LABELS["fires"]): 2, (DA_BAC, LABELS["resolution"]): "không"}))
    sheet, head, _ = place(book, LABELS["fires"])
    sheet.cell(head, 1).value = "Mã xã"
    found = read(saved(book))

    assert ("fires" in values(found), values(found)["resolution"]) == (False, 0)
    assert "MISSING_COLUMN" in codes(found)
    assert {each.sheet for each in found.faults} == {sheet.title}


def test_of_a_unit_given_twice_neither_counts() -> None:
    """Two rows of one unit and period; the other units are read."""
    found = read(table(HEAD, row(20), row(21), row(7, unit=TAN_PHEO)))

    assert (values(found), values(found, TAN_PHEO)) == ({}, {"villages": 7})
    assert [(each.code, each.cell) for each in found.faults] == [("DOUBLED_ROW", "A3")]


def test_two_sheets_that_contradict_each_other() -> None:
    """The same figure told in two ways is told in none."""
    book = openpyxl.load_workbook(io.BytesIO(table(HEAD, row(20, 3))))
    other = book.create_sheet("Khác")
    other.append(HEAD)
    other.append(row(21, 3))
    found = read(saved(book))

    assert values(found) == {"offences": 3}
    assert "20 ở Số liệu!C2; 21 ở Khác!C2" in found.faults[0].message


def test_a_row_without_code_or_period() -> None:
    """Figures of nobody are a fault; a period may be given beside the file."""
    found = read(table(HEAD, (None, "2024", 20), (DA_BAC, None, 7)))

    assert (codes(found), values(found)) == (["NO_UNIT", "NO_PERIOD"], {})
    assert values(read(table(("Mã đơn vị", "villages"), (DA_BAC, 7)), period="2024")) == {"villages": 7}


def test_a_document_needs_number_day_and_issuer() -> None:
    """Half a document is a fault that names what is missing; a person's number is none of a document."""
    half = read(filled_in(template(), {(DA_BAC, "TC01: Số, ký hiệu văn bản"): "15-NQ/ĐU"}))
    person = {
        (DA_BAC, "TC01: Số, ký hiệu văn bản"): "CCCD 017090001234",
        (DA_BAC, "TC01: Ngày ban hành"): "05/03/2024",
        (DA_BAC, "TC01: Cơ quan ban hành"): "Đảng ủy",
    }

    assert half.faults[0].message.startswith("minh chứng TC01 còn thiếu ngày ban hành, cơ quan ban hành")
    assert codes(read(filled_in(template(), person))) == ["PERSONAL_TEXT"]
    assert half.documents == ()


def test_columns_about_residents_are_never_read() -> None:
    """A heading that hints at personal data is said and passed over."""
    found = read(table(("Mã đơn vị", "Kỳ", "Họ và tên", "villages"), (DA_BAC, "2024", "…", 20)))

    assert (codes(found), values(found)) == (["PERSONAL_COLUMN"], {"villages": 20})


def test_a_csv_is_a_table_too() -> None:
    """Semicolons, a BOM, comma decimals; the place of a fault is its line and column."""
    found = read("\ufeffunit;period;villages;waste_collected\r\n4831;2024;x;98,5\r\n".encode(), "a.csv")

    assert values(found) == {"waste_collected": 985_000}
    assert [(each.code, each.sheet, each.cell) for each in found.faults] == [
        ("NOT_A_NUMBER", None, "dòng 2, cột villages")
    ]


# ------------------------------------------------------------------------------------------------------- refused


def packed(**parts: bytes) -> bytes:
    """A workbook with more parts than it should have."""
    buffer = io.BytesIO(table(HEAD, row(20)))
    with zipfile.ZipFile(buffer, "a") as package:
        for name, content in parts.items():
            package.writestr(name.replace("__", "/").replace("_DOT_", "."), content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.xls", b"\xd0\xcf\x11\xe0" + bytes(600), "OLD_WORKBOOK"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0" + bytes(600), "LOCKED_WORKBOOK"),
        ("a.xlsm", table(HEAD, row(20)), "OLD_WORKBOOK"),
        ("a.xlsx", packed(xl__vbaProject_DOT_bin=b"x"), "HAS_MACROS"),
        ("a.xlsx", packed(xl__externalLinks__externalLink1_DOT_xml=b"<x/>"), "EXTERNAL_LINKS"),
        ("a.xlsx", b"PK\x03\x04 cut short", "NOT_A_WORKBOOK"),
        ("a.pdf", b"%PDF", "WRONG_FORMAT"),
        ("a.xlsx", table(("Tên", "Số"), ("Đà Bắc", 1)), "NO_TABLE"),
    ],
)
def test_files_that_are_not_read_at_all(name: str, content: bytes, code: str) -> None:
    """Each is refused with one fault that says the cure, and nothing is said by it."""
    found = read(content, name)

    assert (codes(found), found.figures) == ([code], ())
    assert found.faults[0].cure


def test_a_hidden_sheet_that_was_tampered_with_is_said() -> None:
    """Then nothing is known of what the cells held, and blanks say nothing."""
    book = opened(template())
    book["dienhinh"]["B6"] = "không phải số"
    found = read(saved(book))

    assert (found.origin, codes(found)) == (None, ["MEMORY_LOST"])
    assert "offences" not in values(found)
