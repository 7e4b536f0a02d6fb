"""Files that are not what their name says, and the cures that people are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.exchange import readers
from api.exchange.data import read_data
from engine.indicators import Kind
from tests.api.exchange.files import REGISTER, SET, codes_of, expected, lines, named, read, write_csv, write_parquet

ROW = "unit,period,villages\n04831,2024,3\n"
EXCEL_CURE = "mở tệp bằng Excel, chọn Lưu thành, loại “CSV UTF-8 (Comma delimited)”; hoặc gửi .xlsx"

FORMAT_CURE = "lưu lại thành .xlsx, .csv (CSV UTF-8) hoặc .parquet rồi gửi tệp đó"


def content(data: bytes, name: str = "so.csv") -> list[str]:
    """Return the faults of some content under a name."""
    return lines(read_data(data, SET, REGISTER, name=name))


@pytest.mark.parametrize("name", ["so.xls", "so.xlsm", "so.ods", "so.txt", "so"])
def test_kinds_of_file_that_are_not_read(name: str) -> None:
    """Old workbooks, workbooks with macros and other files are refused by name, with what to send instead."""
    ending = Path(name).suffix or name
    assert content(ROW.encode(), name) == [f"{name}: WRONG_FORMAT lỗi: không đọc loại tệp “{ending}” — {FORMAT_CURE}"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16(encoding: str) -> None:
    """Excel's «Unicode Text» is named, with or without its mark."""
    assert content(ROW.encode(encoding)) == [
        f"so.csv: UTF16 lỗi: tệp ghi theo mã UTF-16 (“Unicode Text”), không phải UTF-8 — {EXCEL_CURE}"
    ]


def test_windows_1258() -> None:
    """An old Vietnamese code page is not guessed at: the line of the first foreign byte is named."""
    assert content("unit,period,note\n04831,2024,\n04840,2024,Ðà B\u1eafc".encode("cp1258", "replace")) == [
        f"so.csv: NOT_UTF8 lỗi: dòng 3 có chữ không phải mã UTF-8 — {EXCEL_CURE}"
    ]


def test_nul() -> None:
    """A file with a NUL is no text."""
    assert codes_of(read_data(ROW.encode() + b"0484\x000,2024,3\n", SET, REGISTER, name="so.csv")) == ["NUL_CHARACTER"]


def test_tabs() -> None:
    """Cells parted by tabs are told apart from a missing column."""
    assert content(ROW.replace(",", "\t").encode())[0].startswith(
        "so.csv: WRONG_DELIMITER lỗi: các ô ngăn nhau bằng phím Tab"
    )


def test_quotes_that_do_not_close(tmp_path: Path) -> None:
    """A quote in the wrong place spoils its own row; one that never closes spoils what it swallowed. All is said."""
    data = named(write_csv(tmp_path / "a.csv", "unit,period,villages", '04831,2024,"3"x', "04840,2024,4"))
    assert (codes_of(data), data.faults[0].row, data.units) == (["BROKEN_ROW"], 2, ("04840",))
    data = named(write_csv(tmp_path / "b.csv", "unit,period,villages", "04831,2024,3", '04840,2024,"4', "04846,2024,5"))
    assert (codes_of(data), data.faults[0].row, data.units) == (["BROKEN_ROW"], 3, ("04831",))


def test_a_cell_that_is_too_long(tmp_path: Path) -> None:
    """A cell of 200,000 signs spoils its row alone."""
    data = named(write_csv(tmp_path / "a.csv", "unit,period,villages", f"04831,2024,{'9' * 200_000}", "04840,2024,4"))
    assert lines(data) == expected("a_cell_that_is_too_long")
    assert data.units == ("04840",)


def test_cells_of_several_lines_keep_the_rows_of_excel(tmp_path: Path) -> None:
    """A cell with a line break is one row, as Excel shows it: the fault below stands in row 3."""
    rows = ('"unit",period,villages,"note', 'dài"', '04831,2024,3,"a', 'b"', "04840,2024,x,")
    data = named(write_csv(tmp_path / "a.csv", *rows))
    assert [(fault.code, fault.row) for fault in data.faults] == [("UNKNOWN_COLUMN", 1), ("NOT_A_NUMBER", 3)]


def test_old_line_ends(tmp_path: Path) -> None:
    """Line ends of Windows and of old Macs are line ends."""
    for end in ("\r\n", "\r"):
        path = tmp_path / "a.csv"
        path.write_bytes(ROW.replace("\n", end).encode())
        assert named(path).rows.columns["villages", Kind.COUNT].tolist() == [3]


def test_a_decimal_comma_without_quotes(tmp_path: Path) -> None:
    """An unquoted 98,5 pushes a blank last cell out of the row: the row is refused, not read one column off."""
    data = named(write_csv(tmp_path / "a.csv", "unit,period,waste,villages,note", "04831,2024,98,5,3,"))
    assert (codes_of(data), data.units) == (["NO_ROWS", "RAGGED_ROW"], ())


def test_size_limit(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A file beyond the limit is not even read."""
    monkeypatch.setattr(readers, "MAX_BYTES", 20)
    path = write_csv(tmp_path / "a.csv", *ROW.splitlines())
    assert codes_of(named(path)) == codes_of(read_data(path, SET, REGISTER)) == ["FILE_TOO_LARGE"]


def test_broken_parquet(tmp_path: Path) -> None:
    """Damage at the end or in the middle of a Parquet file is one fault, and no row of it counts."""
    path = write_parquet(tmp_path / "a.parquet", {"unit": [f"{n:05}" for n in range(5000)], "period": ["2024"] * 5000})
    whole = path.read_bytes()
    path.write_bytes(whole[:-20])
    assert codes_of(read(path)) == ["BROKEN_PARQUET"]
    path.write_bytes(whole[:4] + bytes(2000) + whole[2004:])
    data = read(path)
    assert codes_of(data) == ["BROKEN_PARQUET"]
    assert data.units == ()
    path.write_bytes(b"")
    assert codes_of(read(path)) == ["BROKEN_PARQUET"]


def test_parquet_from_content(tmp_path: Path) -> None:
    """The content of a Parquet file reads as the file does; two columns of one name are a fault."""
    path = write_parquet(tmp_path / "a.parquet", {"unit": ["04831"], "period": ["2024"], "villages": [3]})
    assert named(path).rows.columns["villages", Kind.COUNT].tolist() == [3]
