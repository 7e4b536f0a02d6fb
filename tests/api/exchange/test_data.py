"""Whole files of figures: what counts, what is a fault, where, and in which words."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from engine.indicators import Kind
from tests.api.exchange.files import (
    HEADINGS,
    REGISTER,
    SET,
    codes_of,
    expected,
    lines,
    named,
    read,
    write_csv,
    write_parquet,
    write_xlsx,
)

HEAD = ",".join(HEADINGS)
SOUND = "04831,2024,10,5,15,98.5,có,05/03/2024,3,"


def figure(path: Path, key: str, kind: Kind) -> list[float]:
    """Return a column of a file in whole steps."""
    return [None if np.isnan(step) else step for step in named(path).rows.columns[key, kind]]  # type: ignore[misc]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_csv_as_offices_save_it(tmp_path: Path, encoding: str, delimiter: str) -> None:
    """UTF-8 with or without BOM, commas or semicolons: the same figures, no fault."""
    rows = [line.replace(",", delimiter) for line in (HEAD, SOUND)]
    data = named(write_csv(tmp_path / "so.csv", *rows, encoding=encoding))
    assert lines(data) == []
    assert (data.units, data.periods, data.newest_period, data.sample) == (("04831",), ("2024",), "2024", False)
    steps = {key: column[0] for (key, _), column in data.rows.columns.items()}
    assert steps == {
        "villages": 10, "offices": 5, "bodies_registered": 15, "waste": 985_000, "signed": 1,
        "plan": date(2024, 3, 5).toordinal(), "offences": 3,
    }  # fmt: skip


def test_semicolons_leave_the_comma_to_decimals(tmp_path: Path) -> None:
    """In a file parted by semicolons «98,5» needs no quotes."""
    data = named(write_csv(tmp_path / "so.csv", "unit;period;waste", "04831;2024;98,5"))
    assert lines(data) == []
    assert data.rows.columns["waste", Kind.NUMBER].tolist() == [985_000]


def test_three_formats_one_answer(tmp_path: Path) -> None:
    """The same table as .csv, .xlsx and .parquet gives the same figures and, but for the places, the same faults."""
    csv = write_csv(tmp_path / "so.csv", HEAD, SOUND, "4840,2024,10,-5,15,1.00001,x,30/02/2024,,đang xây dựng")
    rows = [
        HEADINGS,
        ("04831", "2024", 10, 5, 15.0, 98.5, True, date(2024, 3, 5), 3, None),
        (4840, 2024, 10, -5, 15, 1.00001, "x", "30/02/2024", None, "đang xây dựng"),
    ]
    xlsx = write_xlsx(tmp_path / "so.xlsx", rows)
    parquet = write_parquet(
        tmp_path / "so.parquet",
        {
            "unit": ["04831", "4840"], "period": pa.array([2024, 2024], pa.int16()), "villages": [10, 10],
            "offices": pa.array([5, -5], pa.int8()), "bodies_registered": [15.0, 15.0],
            "waste": [Decimal("98.50000"), Decimal("1.00001")], "signed": ["có", "x"],
            "plan": pa.array(["2024-03-05", "30/02/2024"]).dictionary_encode(), "offences": [3, None],
            "TC03": [None, "đang xây dựng"],
        },
    )  # fmt: skip
    files = [named(csv), named(xlsx), read(parquet)]
    for data in files:
        assert codes_of(data) == ["NEGATIVE", "TOO_MANY_PLACES", "NOT_A_FLAG", "NO_SUCH_DAY"]
        codes, figures = data.figures(SET, REGISTER, "2024")
        assert codes == ("04831", "04840")
        assert figures.not_applicable["TC03"].tolist() == [False, True]
        assert data.reasons("2024") == {"04840": {"TC03": "đang xây dựng"}}
        for key, column in files[0].rows.columns.items():
            np.testing.assert_array_equal(data.rows.columns[key], column)


def test_the_words_of_cell_faults(tmp_path: Path) -> None:
    """Each faulty cell is named by file, row and column, with the value seen and the cure; the row still counts."""
    data = named(write_csv(tmp_path / "so.csv", HEAD, SOUND, '04840,2024,mười,"1,000",1.250,1.00001,x,30/02/24,-1,có'))
    assert lines(data) == expected("the_words_of_cell_faults")
    assert data.units == ("04831", "04840")
    assert all(np.isnan(column[1]) for column in data.rows.columns.values())
    assert data.faults[0].as_json() == {
        "file": "so.csv", "sheet": None, "row": 3, "column": "villages", "unit": "04840", "period": "2024",
        "code": "NOT_A_NUMBER", "severity": "error", "message": "“mười” không phải số",
        "cure": "chỉ ghi chữ số, ví dụ 12 hoặc 98,5; chưa có số liệu thì để trống",
    }  # fmt: skip


def test_the_traps_of_excel(tmp_path: Path) -> None:
    """A workbook: numbers kept as text, error cells, per cent formats, dates in counts, each at its letter."""
    rows = [
        ("BẢNG SỐ LIỆU",),
        (),
        HEADINGS,
        ("04831", 2024, "1.000", 2.5, "98,5", 0.985, True, datetime(2024, 3, 5), 3),  # noqa: DTZ001 -- cells have no zone
        ("04840", 2024, date(2024, 3, 4), 5, 15, "98,5", "Không", "không", 1e-7),
    ]
    data = named(write_xlsx(tmp_path / "so.xlsx", rows, {(3, 5): "0.0%"}))
    assert lines(data) == expected("the_traps_of_excel")
    assert data.rows.columns["waste", Kind.NUMBER][1] == 985_000
    assert data.faults[0].as_json()["sheet"] == "Số liệu"


def test_headings_in_vietnamese(tmp_path: Path) -> None:
    """An indicator's label is a heading too, whatever its case and Unicode form; so is «Mã đơn vị»."""
    labels = ("Mã đơn vị", "KỲ", unicodedata.normalize("NFD", "số khu dân cư"), "  Tỷ lệ rác được  thu gom")
    data = named(write_csv(tmp_path / "so.csv", ",".join(labels), "04831,2024,10,98.5"))
    assert lines(data) == []
    assert {key: column[0] for (key, _), column in data.rows.columns.items()} == {"villages": 10, "waste": 985_000}


def test_columns_that_are_not_read(tmp_path: Path) -> None:
    """Unknown, derived, doubled and personal columns are faults and never read; name and note are the format's."""
    heads = (
        "unit",
        "period",
        "name",
        "note",
        "vilages",
        "bodies",
        "offices",
        "offices",
        "Họ và tên",
        "so_dien_thoai",
        "",
    )
    cells = ("04831", "2024", "Đà Bắc", "", "10", "15", "5", "6", "Bí Mật", "0912345678", "7")
    data = named(write_csv(tmp_path / "so.csv", ",".join(heads), ",".join(cells)))
    assert lines(data) == expected("columns_that_are_not_read")
    assert data.rows.columns == {}
    assert "Bí Mật" not in repr(data)
    assert "0912345678" not in repr(data)


def test_missing_key_columns(tmp_path: Path) -> None:
    """Without unit and period no row can count: said once each, with the headings that are there."""
    data = named(write_csv(tmp_path / "so.csv", "ma,villages", "04831,3"))
    assert codes_of(data) == ["UNKNOWN_COLUMN", "MISSING_COLUMN", "MISSING_COLUMN"]
    assert data.faults[1].message == "không có cột “unit”"
    assert data.faults[1].cure == "thêm cột có tiêu đề “unit”; các tiêu đề đang có: ma, villages"
    assert (data.units, data.periods, data.newest_period) == ((), (), "")


def test_rows_that_do_not_count(tmp_path: Path) -> None:
    """Rows without unit or period, with bad ones, doubled or ragged; blank rows are passed over in silence."""
    path = write_csv(
        tmp_path / "so.csv",
        "unit,period,villages,note",
        ",,,",
        "",
        ",2024,3,",
        "04831,,3,",
        "Đà Bắc,2024,3,",
        "04831,24,3,",
        "04840,2024,3,",
        "4840,2024,4,",
        "04846,2024,98,5,",
        "04846,2024",
        "04849,2024,7,",
        ",,,ghi chú cuối bảng",
    )
    data = named(path)
    assert lines(data) == expected("rows_that_do_not_count")
    assert data.units == ("04849",)


def test_units_off_the_map_are_scored(tmp_path: Path) -> None:
    """A code that is not on the map, is no code of five digits, or is a phường: scored, with a warning."""
    rows = ("99999,2024,1", "0012345,2024,2", "04789,2024,3", "04831,2024,4", "04831,2025,5")
    data = named(write_csv(tmp_path / "so.csv", "unit,period,villages", *rows))
    assert lines(data) == expected("units_off_the_map_are_scored")
    assert data.figures(SET, REGISTER, "2024")[0] == ("99999", "0012345", "04789", "04831")
    assert all(str(fault.severity) == "warning" for fault in data.faults)


def test_figures_that_break_their_own_rule(tmp_path: Path) -> None:
    """A figure above its limit stands at its cell with both labels and values, in any period."""
    rows = [HEADINGS, ("04831", 2023, 10, 5, 16), ("04831", 2024, 10, 5, 15)]
    data = named(write_xlsx(tmp_path / "so.xlsx", rows))
    assert lines(data) == expected("figures_that_break_their_own_rule")
    assert (data.faults[0].unit, data.faults[0].period) == ("04831", "2023")
    assert data.faults_of(SET, REGISTER, "2024") == data.faults == data.faults_of(SET, REGISTER)
    assert data.faults_of(SET, REGISTER, "2025") == ()


@pytest.mark.parametrize(
    "note", ["SỐ LIỆU MẪU", "số liệu mẫu, không thật", unicodedata.normalize("NFD", "SỐ LIỆU MẪU")]
)
def test_sample_figures_are_marked(tmp_path: Path, note: str) -> None:
    """A note, or a banner above the table, says that the figures are samples."""
    noted = write_csv(tmp_path / "a.csv", "unit,period,note", "04831,2023,", f"04831,2024,{note}".replace(", k", " k"))
    assert named(noted).sample
    assert named(write_csv(tmp_path / "b.csv", note.replace(",", ""), "unit,period,villages", "04831,2024,3")).sample
    assert read(write_parquet(tmp_path / "c.parquet", {"unit": ["04831"], "period": ["2024"], "note": [note]})).sample
    assert not named(write_csv(tmp_path / "d.csv", "unit,period,villages", "04831,2024,3")).sample


def test_reasons_are_watched(tmp_path: Path) -> None:
    """A reason with an id in it is a warning and kept without the id; a long one is cut."""
    rows = ("04831,2024,bà B 001 099 012 345 đi vắng", f"04840,2024,{'a' * 201}")
    data = named(write_csv(tmp_path / "so.csv", "unit,period,TC03", *rows))
    assert lines(data) == expected("reasons_are_watched")
    assert data.reasons("2024") == {"04831": {"TC03": "bà B ••• đi vắng"}, "04840": {"TC03": "a" * 200}}
