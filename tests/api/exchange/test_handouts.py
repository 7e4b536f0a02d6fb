"""Tables as files: exact cells and formats, read back with openpyxl; text that is never a formula, whatever it is."""

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

import openpyxl
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from api.exchange import table_workbook
from api.exchange.handout import Cell, Column, Handout, Kind, Table, guarded, like_a_formula, unguarded, written
from api.exchange.handout_files import write_handout
from engine.wording.banners import RECONSTRUCTED_BANNER, SAMPLE_BANNER

COLUMNS = (
    Column("unit", "Mã", width=8),
    Column("many", "Số khu", Kind.WHOLE, 9),
    Column("share", "Tỷ lệ", Kind.NUMBER, 9),
    Column("add", "Thêm, bớt", Kind.SIGNED, 9),
    Column("on", "Ngày", Kind.DAY, 12),
    Column("at", "Lúc", Kind.MOMENT, 16),
    Column("value", "Giá trị", Kind.MIXED, 12),
)
ROWS: tuple[Sequence[Cell], ...] = (
    ("04831", 1234, Decimal("98.5"), Decimal(-3), date(2024, 2, 5), datetime(2024, 11, 20, 15, 4), date(2024, 3, 1)),  # noqa: DTZ001 -- a worksheet has no time zones
    ("00007", 0, Decimal(98), Decimal("2.25"), date(1899, 12, 31), None, "không"),
    ("", None, None, None, None, None, Decimal("0.0001")),
)
SHEET = Table("figures", "Số liệu", COLUMNS, ROWS, frozen=1, printed=5)
HANDOUT = Handout("Số liệu kỳ 2024", (SAMPLE_BANNER, RECONSTRUCTED_BANNER), ("Tính đến 05/02/2026.",), (SHEET,))
HOSTILE = (
    "=1+1", "=cmd|' /C calc'!A0", "+84 912", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "'=1", "''=1",  # noqa: RUF001 -- the wide sign is meant
    "https://vi.du", "internal:A1", "{=1}", '";=1', "a;b,c", "“", "Ẵ ễ ự",
    "\ufeff=1", "=" * 40_000, "x\ufffe\ud800y", "\x01",
)  # fmt: skip


def text_of(cell: object) -> str:
    """Return the text of a cell as a spreadsheet shows it."""
    return str(unescape(str(cell or "")))


def test_cells_of_a_workbook(tmp_path: Path) -> None:
    """Numbers are numbers with the formats of offices, days are days, what no calendar of theirs has is text."""
    write_handout(HANDOUT, tmp_path / "ra.xlsx", made=datetime(2025, 1, 1, tzinfo=UTC).replace(tzinfo=None))
    sheet = openpyxl.load_workbook(tmp_path / "ra.xlsx")["Số liệu"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]

    assert [row[0] for row in rows[:4]] == [HANDOUT.title, *HANDOUT.banners, *HANDOUT.facts]
    assert rows[4] == ["Mã", "Số khu", "Tỷ lệ", "Thêm, bớt", "Ngày", "Lúc", "Giá trị"]
    assert rows[5] == [
        "04831", 1234, 98.5, -3, datetime(2024, 2, 5), datetime(2024, 11, 20, 15, 4), datetime(2024, 3, 1),  # noqa: DTZ001 -- as openpyxl reads them
    ]  # fmt: skip
    assert rows[6] == ["00007", 0, 98, 2.25, "31/12/1899", None, "không"]
    assert rows[7] == [None, None, None, None, None, None, 0.0001]
    assert [cell.number_format for cell in sheet[6]] == [
        "General", "#,##0", "#,##0.0###", "+#,##0;-#,##0;0", "dd/mm/yyyy", "dd/mm/yyyy hh:mm", "dd/mm/yyyy",
    ]  # fmt: skip
    assert (sheet["C7"].number_format, sheet["D7"].number_format) == ("#,##0", "+#,##0.0###;-#,##0.0###;0")


def test_a_workbook_is_ready_to_filter_and_print(tmp_path: Path) -> None:
    """Filter, headings that stay and repeat, A4 on its side, one page wide, only what paper has room for."""
    write_handout(HANDOUT, tmp_path / "ra.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "ra.xlsx")["Số liệu"]

    assert sheet.auto_filter.ref == "A5:G8"
    assert sheet.freeze_panes == "B6"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (
        "landscape", 9, 0,
    )  # fmt: skip
    assert sheet.print_title_rows == "$5:$5"
    assert sheet.print_area == "'Số liệu'!$A$1:$E$8"
    assert SAMPLE_BANNER in sheet.oddFooter.left.text
    assert sheet.column_dimensions["A"].width == pytest.approx(8.7, abs=0.1)


def test_a_row_is_as_high_as_its_text(tmp_path: Path) -> None:
    """A text of three lines makes room for three: not every program finds that out by itself."""
    table = replace(SHEET, columns=COLUMNS[:1], rows=[("a" * 20,), ("a",)], printed=0)
    write_handout(replace(HANDOUT, tables=(table,)), tmp_path / "ra.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "ra.xlsx")["Số liệu"]

    assert (sheet.row_dimensions[6].height, sheet.row_dimensions[7].height) == (45, None)


def test_cells_of_a_csv(tmp_path: Path) -> None:
    """UTF-8 with its mark, ids for headings, ISO days, points before decimals; the note says what banners say."""
    write_handout(HANDOUT, tmp_path / "ra.csv")
    body = (tmp_path / "ra.csv").read_bytes()
    note = f"{SAMPLE_BANNER} · {RECONSTRUCTED_BANNER}"

    assert body.startswith(b"\xef\xbb\xbfunit,many,")
    assert list(csv.reader(io.StringIO(body.decode("utf-8-sig")))) == [
        ["unit", "many", "share", "add", "on", "at", "value", "note"],
        ["04831", "1234", "98.5", "-3", "2024-02-05", "2024-11-20 15:04", "2024-03-01", note],
        ["00007", "0", "98", "2.25", "1899-12-31", "", "không", note],
        ["", "", "", "", "", "", "0.0001", note],
    ]


def test_cells_of_a_parquet(tmp_path: Path) -> None:
    """Exact decimals and real days; mixed values as they are entered; without banners there is no note."""
    write_handout(replace(HANDOUT, banners=()), tmp_path / "ra.parquet")
    found = pq.read_table(tmp_path / "ra.parquet").to_pylist()

    assert found[0] == {
        "unit": "04831",
        "many": 1234,
        "share": Decimal("98.5000"),
        "add": Decimal("-3.0000"),
        "on": date(2024, 2, 5),
        "at": datetime(2024, 11, 20, 15, 4),  # noqa: DTZ001 -- of Vietnam, as in the worksheet
        "value": "2024-03-01",
    }
    assert [each["value"] for each in found] == ["2024-03-01", "không", "0.0001"]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_stays_text(tmp_path: Path, text: str) -> None:
    """In a workbook no formula, no link, and quoted where it looks like a formula; in a .csv behind an apostrophe."""
    handout = replace(HANDOUT, tables=(replace(SHEET, columns=COLUMNS[:1], rows=[(text,)], printed=0),))
    write_handout(handout, tmp_path / "ra.xlsx")
    write_handout(handout, tmp_path / "ra.csv")
    cell = openpyxl.load_workbook(tmp_path / "ra.xlsx")["Số liệu"]["A6"]
    (row,) = list(csv.reader(io.StringIO((tmp_path / "ra.csv").read_bytes().decode("utf-8-sig"), newline="")))[1:]

    with ZipFile(tmp_path / "ra.xlsx") as archive:
        body = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in body
    assert "<hyperlink" not in body
    assert cell.data_type != "f"
    assert bool(cell.quotePrefix) is like_a_formula(text)
    kept = text.replace("\ufffe", "\ufffd").replace("\ud800", "\ufffd")
    shown = f"{kept[:31_999]}…" if len(kept) > 32_000 else kept
    assert text_of(cell.value).replace("\r", "\n") == shown.replace("\r", "\n")
    assert row[0] == (f"'{kept}" if like_a_formula(kept) else kept)
    assert row[0][:1] not in tuple("=+-@\t\r\n")


@given(st.text())
def test_the_guard_can_be_taken_off(text: str) -> None:
    """What is guarded never begins as a formula does, and gives the text back, also one that began with apostrophes."""
    safe = guarded(text)

    assert unguarded(safe) == text
    assert safe[:1] not in tuple("=+-@\t\r\n＝＋－＠")  # noqa: RUF001 -- the wide signs are meant


@settings(max_examples=25)
@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=30), min_size=1, max_size=5))
def test_text_comes_back(texts: list[str]) -> None:
    """Whatever is written is read again from both kinds of file, but for control signs and what no file can hold."""
    table = replace(SHEET, columns=COLUMNS[:1], rows=[(each,) for each in texts], printed=0)
    with TemporaryDirectory() as folder:
        book, lines = Path(folder, "ra.xlsx"), Path(folder, "ra.csv")
        for path in (book, lines):
            write_handout(replace(HANDOUT, banners=(), tables=(table,)), path)
        cells = [row[0] for row in openpyxl.load_workbook(book)["Số liệu"].iter_rows(min_row=4, values_only=True)]
        read = list(csv.reader(io.StringIO(lines.read_bytes().decode("utf-8-sig"), newline="")))[1:]

    kept = [each.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd") for each in texts]
    assert [unguarded(row[0]) if row else "" for row in read] == kept
    plain = [each for each in zip(cells, kept, strict=False) if each[1].isprintable()]
    assert [text_of(cell) for cell, _ in plain] == [each for _, each in plain]


def test_several_tables(tmp_path: Path) -> None:
    """A workbook holds them all; another file the one that is asked for, the first unless said."""
    other = Table("goals", "Các bậc", (Column("place", "Bậc", Kind.WHOLE),), [(1,)])
    both = replace(HANDOUT, tables=(SHEET, other))
    write_handout(both, tmp_path / "ra.xlsx")
    write_handout(both, tmp_path / "ra.csv", "goals")

    assert openpyxl.load_workbook(tmp_path / "ra.xlsx").sheetnames == ["Số liệu", "Các bậc"]
    assert (tmp_path / "ra.csv").read_text("utf-8-sig").splitlines()[0] == "place,note"
    with pytest.raises(KeyError):
        write_handout(both, tmp_path / "ra.csv", "khong-co")


def test_rows_that_come_one_by_one(tmp_path: Path) -> None:
    """Rows may be made as they are written; who waits is told how many there are."""
    told: list[int] = []
    table = replace(SHEET, columns=COLUMNS[:1], rows=(("x",) for _ in range(45_000)), printed=0)
    write_handout(replace(HANDOUT, tables=(table,)), tmp_path / "ra.parquet", told=told.append)

    assert told == [20_000, 40_000, 45_000]
    assert pq.ParquetFile(tmp_path / "ra.parquet").num_row_groups == 3


def test_more_rows_than_a_worksheet_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are refused with the cure, and no file appears; nor does one for another ending."""
    monkeypatch.setattr(table_workbook, "MOST_ROWS", 2)
    with pytest.raises(ValueError, match=r"không chứa hết các dòng; ghi ra \.csv hoặc \.parquet"):
        write_handout(HANDOUT, tmp_path / "ra.xlsx")
    with pytest.raises(ValueError, match=r"“ra\.ods”: chỉ ghi được"):
        write_handout(HANDOUT, tmp_path / "ra.ods")

    assert list(tmp_path.iterdir()) == []


def test_cells_as_text() -> None:
    """Nothing is nothing, and nought is a number."""
    assert [written(each) for each in (None, "", 0, Decimal(0), Decimal("1.50"), "=x")] == ["", "", 0, 0, "1.5", "'=x"]
