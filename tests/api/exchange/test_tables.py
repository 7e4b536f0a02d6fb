"""Results as files: the same content in three formats, safe to open, whole or not there at all."""

from __future__ import annotations

import csv
import os
import zipfile
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from python_calamine import load_workbook

from api.exchange import result_workbook, tables
from api.exchange.result_columns import result_batch
from api.exchange.tables import write_scores
from engine.scoring import Rules, Scores, score
from tests.api.exchange.files import HEADINGS, REGISTER, SET, named, write_csv

ROWS = (
    "04831,2024,10,5,13,98.5,có,05/03/2024,3,",
    "04840,2024,10,5,16,70.25,không,không,60,đang củng cố",
    "04831,2023,,,,,,,20,",
)
COLUMNS = (
    "unit", "name", "period", "met", "possible", "of", "band", "possible_band", "TC01", "TC02", "TC03", "TC04", "LT1",
    "eligible.commune", "eligible.district", "shortfall.TC01.bodies_registered", "shortfall.TC02.waste",
    "shortfall.TC02.signed", "shortfall.TC03.offences", "shortfall.TC04.plan", "note",
)  # fmt: skip
FIRST = (
    "04831",
    "Thị trấn Đà Bắc",
    "2024",
    3,
    3,
    4,
    "most",
    "most",
    "unmet",
    "met",
    "met",
    "met",
    "unmet",
    "met",
    "unknown",
)
SECOND = ("04840", "Xã Giáp Đắt", "2024", 1, 2, 4, "below", "below", "unknown", "unmet", "not_applicable", "unmet",
          "met", "unmet", "unmet")  # fmt: skip


@dataclass(frozen=True)
class Result:
    """Scores with codes and names, as the workflow hands them over."""

    codes: tuple[str, ...]
    names: tuple[str, ...]
    scores: Scores
    sample: bool = False


@pytest.fixture
def result(tmp_path: Path) -> Result:
    """Score two units of the map, one with a year before."""
    data = named(write_csv(tmp_path / "so.csv", ",".join(HEADINGS), *ROWS))
    codes, figures = data.figures(SET, REGISTER)
    return Result(codes, ("Thị trấn Đà Bắc", "Xã Giáp Đắt"), score(Rules.of(SET), figures))


def test_parquet(result: Result, tmp_path: Path) -> None:
    """Ids, whole numbers and exact decimals in Arrow's own types; a shortfall that is none is null."""
    write_scores(result, tmp_path / "ra.parquet")
    table = pq.read_table(tmp_path / "ra.parquet")
    assert tuple(table.schema.names) == COLUMNS
    first, second = (tuple(row.values()) for row in table.to_pylist())
    assert first == (*FIRST, 2, None, None, None, None, None)
    assert second == (*SECOND, None, Decimal("10.2500"), 1, None, 1, None)
    assert table.schema.field("shortfall.TC02.waste").type == pa.decimal128(19, 4)
    assert table.schema.field("shortfall.TC03.offences").type == pa.int64()
    assert table.schema.field("TC01").type == pa.dictionary(pa.uint16(), pa.string())


def test_csv(result: Result, tmp_path: Path) -> None:
    """UTF-8 with BOM, commas, plain decimals; what is missing is blank."""
    write_scores(result, tmp_path / "ra.csv")
    content = (tmp_path / "ra.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfunit,name,period,")
    heads, first, second = csv.reader(content.decode("utf-8-sig").splitlines())
    assert tuple(heads) == COLUMNS
    assert first == [*map(str, FIRST), "2", "", "", "", "", ""]
    assert second == [*map(str, SECOND), "", "10.25", "1", "", "1", ""]


def test_shortfalls_keep_their_sign(tmp_path: Path) -> None:
    """20 cases more than last year's 20 allow at most 19: −41 of 60."""
    data = named(write_csv(tmp_path / "b.csv", "unit,period,offences", "04840,2023,20", "04840,2024,60"))
    scores = score(Rules.of(SET), data.figures(SET, REGISTER)[1])
    write_scores(Result(("04840",), ("Xã Giáp Đắt",), scores), tmp_path / "ra.csv")
    row = next(csv.DictReader((tmp_path / "ra.csv").read_text("utf-8-sig").splitlines()))
    assert row["shortfall.TC03.offences"] == "-41"


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_formulas_are_text(result: Result, tmp_path: Path, sign: str) -> None:
    """Text that a spreadsheet would run gets an apostrophe in .csv and is a text cell in .xlsx."""
    evil = Result(result.codes, (f"{sign}cmd|' /C calc'!A0", "Xã Giáp Đắt"), result.scores)
    write_scores(evil, tmp_path / "ra.csv")
    with (tmp_path / "ra.csv").open(encoding="utf-8-sig", newline="") as file:
        assert next(csv.DictReader(file))["name"].startswith(f"'{sign}cmd")
    write_scores(evil, tmp_path / "ra.xlsx")
    with zipfile.ZipFile(tmp_path / "ra.xlsx") as package:
        assert "<f>" not in package.read("xl/worksheets/sheet1.xml").decode()


def sheets(path: Path) -> dict[str, list[list[Any]]]:
    """Read a workbook back, with another reader than our own: blanks are ""."""
    book = load_workbook(path)
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def test_xlsx(result: Result, tmp_path: Path) -> None:
    """Banners, Vietnamese headings and words, codes as text, counts and shortfalls as numbers."""
    write_scores(Result(result.codes, result.names, result.scores, sample=True), tmp_path / "ra.xlsx")
    table = sheets(tmp_path / "ra.xlsx")["Kết quả"]
    assert [row[0] for row in table[:3]] == [
        "Kết quả chấm điểm kỳ 2024 — Bộ thử",
        "SỐ LIỆU MẪU — không phải số liệu thật",
        "Bộ tiêu chí dựng lại từ nguồn công khai, chưa phải văn bản chính thức",
    ]
    assert table[3] == [
        "Mã đơn vị", "Tên đơn vị", "Kỳ", "Số tiêu chí đạt", "Số tiêu chí có thể đạt", "Tổng số tiêu chí", "Mức",
        "Mức có thể đạt", "TC01\nĐăng ký", "TC02\nMôi trường", "TC03\nTiêu chí", "TC04\nTiêu chí", "LT1\nQuá nhiều vụ",
        "Đủ điều kiện xét\nĐiển hình cấp xã", "Đủ điều kiện xét\nĐiển hình cấp huyện",
        "TC01 còn thiếu\nSố đơn vị đã đăng ký (cái)", "TC02 còn thiếu\nTỷ lệ rác được thu gom (%)",
        "TC02 còn thiếu\nĐã đăng ký phấn đấu", "TC03 còn thiếu\nSố vụ phạm pháp hình sự (vụ)",
        "TC04 còn thiếu\nKế hoạch năm", "Ghi chú",
    ]  # fmt: skip
    assert table[4] == [
        "04831", "Thị trấn Đà Bắc", "2024", 3.0, 3.0, 4.0, "Đạt từ 3", "Đạt từ 3", "chưa đạt", "đạt", "đạt", "đạt",
        "chưa đạt", "đạt", "chưa rõ", 2.0, "", "", "", "", "SỐ LIỆU MẪU",
    ]  # fmt: skip
    assert table[5][6:12] == ["dưới các mức", "dưới các mức", "chưa rõ", "chưa đạt", "không áp dụng", "chưa đạt"]
    assert table[5][16] == 10.25
    assert len(table) == 6


def test_xlsx_is_ready_to_use(result: Result, tmp_path: Path) -> None:
    """Heading and two columns stay in view and on every page; filters are on, paper is landscape, two pages wide."""
    write_scores(result, tmp_path / "ra.xlsx")
    with zipfile.ZipFile(tmp_path / "ra.xlsx") as file:
        sheet, book = (file.read(f"xl/{part}.xml").decode() for part in ("worksheets/sheet1", "workbook"))
    assert '<pane xSplit="2" ySplit="3" topLeftCell="C4"' in sheet
    assert '<autoFilter ref="A3:U5"/>' in sheet
    assert '<pageSetup paperSize="9" fitToWidth="2" fitToHeight="0" orientation="landscape"/>' in sheet
    assert "$3:$3</definedName>" in book
    assert "'Kết quả'!$A$1:$O$5</definedName>" in book


def test_the_second_sheet_explains_every_column(result: Result, tmp_path: Path) -> None:
    """Each column by letter, heading, id, meaning and basis, under the same banners."""
    write_scores(result, tmp_path / "ra.xlsx")
    rows = sheets(tmp_path / "ra.xlsx")["Giải thích các cột"]
    assert rows[0][0] == "Bộ tiêu chí dựng lại từ nguồn công khai, chưa phải văn bản chính thức"
    assert rows[1] == ["Cột", "Tiêu đề", "Mã trong .csv, .parquet", "Ý nghĩa", "Căn cứ"]
    assert [row[2] for row in rows[2:]] == list(COLUMNS)
    assert rows[13][:5] == ["L", "TC04: Tiêu chí", "TC04", "Tiêu chí", "124/2021/TT-BCA, Điều 5"]
    assert rows[18][3] == "Phần phải thêm (+) hoặc bớt (−) của “Tỷ lệ rác được thu gom” (%) để đạt TC02."


def test_official_figures_carry_no_banner(result: Result, tmp_path: Path) -> None:
    """Official wording and real figures: only the title stands above the table."""
    official = SET.model_copy(update={"wording": "official"})
    write_scores(
        Result(result.codes, result.names, score(Rules.of(official), result.scores.figures)), tmp_path / "ra.xlsx"
    )
    assert sheets(tmp_path / "ra.xlsx")["Kết quả"][1][0] == "Mã đơn vị"


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".parquet"])
def test_whole_or_not_at_all(result: Result, tmp_path: Path, ending: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """When writing fails half-way the old file is still there, and nothing else."""
    path = tmp_path / "ra" / f"ra{ending}"
    path.parent.mkdir()
    path.write_text("cũ", "utf-8")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space"):
        write_scores(result, path)
    assert [each.name for each in path.parent.iterdir()] == [path.name]
    assert path.read_text("utf-8") == "cũ"
    monkeypatch.undo()
    write_scores(result, path)
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_what_can_not_be_written(result: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another ending, more units than a sheet holds, a folder that is not there."""
    with pytest.raises(ValueError, match=r"“ra\.pdf”: chỉ ghi được \.csv, \.xlsx, \.parquet"):
        write_scores(result, tmp_path / "ra.pdf")
    monkeypatch.setattr(result_workbook, "MAX_UNITS", 1)
    with pytest.raises(ValueError, match="không chứa hết 2 đơn vị"):
        write_scores(result, tmp_path / "ra.xlsx")
    monkeypatch.undo()
    for ending in tables.ENDINGS:
        with pytest.raises(OSError):  # noqa: PT011 -- the message is the system's
            write_scores(result, tmp_path / "không có" / f"ra{ending}")
    assert not (tmp_path / "ra.xlsx").exists()


def test_wide_shortfalls(result: Result) -> None:
    """The largest count that may be entered falls to what is allowed, to the last unit."""
    scores = result.scores
    scores.figures.now["offences"][:] = 10**9
    batch = result_batch(score(scores.rules, scores.figures), result.codes, result.names, sample=False)
    assert batch.column("shortfall.TC03.offences").to_pylist() == [-999_999_981, None]
