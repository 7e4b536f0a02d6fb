"""Figures by the type that a file gives them, for one set and for two, and files with nothing in them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from api.exchange.data import read_data
from engine.indicators import Kind
from engine.rules import Verdict
from engine.scoring import Rules, score
from tests.api.exchange.files import (
    HEADINGS,
    REGISTER,
    SET,
    codes_of,
    lines,
    named,
    read,
    write_csv,
    write_parquet,
    write_xlsx,
)
from tests.builders import criteria_set

HEAD = ",".join(HEADINGS)


def test_types_of_parquet(tmp_path: Path) -> None:
    """Arrow's types are read whole: numbers, decimals, truth values, days; a list is a fault of its column."""
    codes = ["04831", "04840", "04846", "04849"]
    path = write_parquet(
        tmp_path / "so.parquet",
        {
            "unit": pa.array([4831, 4840, 4846, 4849], pa.int32()),
            "period": pa.array(["2024"] * 4).dictionary_encode(),
            "villages": pa.array([1, None, 2**53, -1], pa.int64()),
            "offices": pa.array([1.0, float("nan"), float("inf"), 2.5]),
            "waste": pa.array([Decimal("98.5000"), None, Decimal("0.0001"), Decimal("-1.0000")]),
            "signed": pa.array([True, False, None, True]),
            "plan": pa.array([datetime(2024, 3, 5), None, datetime(2024, 3, 5, 1), datetime(1800, 1, 1)]),  # noqa: DTZ001 -- stored without a zone
            "offences": pa.array([[1], [2], None, []]),
        },
    )
    data = read(path)
    assert data.units == tuple(codes)
    assert [(fault.code, fault.row, fault.column, fault.unit) for fault in data.faults] == [
        ("BAD_COLUMN_TYPE", None, "offences", None),
        ("TOO_LARGE", 3, "villages", "04846"),
        ("NOT_A_NUMBER", 3, "offices", "04846"),
        ("NOT_A_DAY", 3, "plan", "04846"),
        ("NEGATIVE", 4, "villages", "04849"),
        ("NOT_WHOLE", 4, "offices", "04849"),
        ("NEGATIVE", 4, "waste", "04849"),
        ("YEAR_OUT_OF_RANGE", 4, "plan", "04849"),
    ]
    steps = {
        key: [None if np.isnan(each) else each for each in column] for (key, _), column in data.rows.columns.items()
    }
    assert steps["villages"] == [1, None, None, None]
    assert steps["offices"] == [1, None, None, None]
    assert steps["waste"] == [985_000, None, 1, None]
    assert steps["signed"] == [1, 0, None, 1]
    assert steps["plan"] == [date(2024, 3, 5).toordinal(), None, None, None]
    assert steps["offences"] == [None] * 4


@pytest.mark.parametrize("kind", [Kind.COUNT, Kind.NUMBER, Kind.FLAG, Kind.DOCUMENT])
def test_every_type_of_column_for_every_kind(tmp_path: Path, kind: Kind) -> None:
    """A column of the wrong type is a fault a cell, never a crash; the list reader and the Arrow reader agree."""
    values: list[object] = [True, 1, 1.5, "1", date(2024, 3, 5), Decimal("0.5"), datetime(2024, 3, 5)]  # noqa: DTZ001 -- as above
    one = criteria_set(
        {"x": kind.value}, [{"all": [{kind.value: "x"} | ({} if kind in ("flag", "document") else {"at_least": 1})]}]
    )
    for number, value in enumerate(values):
        arrow = write_parquet(tmp_path / f"{number}.parquet", {"unit": ["04831"], "period": ["2024"], "x": [value]})
        from_arrow = read_data(arrow, one, REGISTER)
        sheet = write_xlsx(tmp_path / f"{number}.xlsx", [("unit", "period", "x"), ("04831", 2024, value)])
        from_sheet = named(sheet, one)
        np.testing.assert_array_equal(from_arrow.rows.columns["x", kind], from_sheet.rows.columns["x", kind])
        assert codes_of(from_arrow) == codes_of(from_sheet)


def test_two_sets_one_file(tmp_path: Path) -> None:
    """For a comparison of two sets a column that only the other knows is no fault, and each reads its own kind."""
    other = criteria_set(
        {"waste": "flag", "schools": "count"}, [{"all": [{"flag": "waste"}, {"count": "schools", "at_least": 1}]}]
    )
    path = write_csv(tmp_path / "so.csv", "unit,period,waste,schools,villages", "04831,2024,1,2,3")
    old = read_data(path, SET, REGISTER, also=[other])
    assert lines(old) == []
    assert old.figures(SET, REGISTER)[1].now["waste"].tolist() == [10_000]
    assert old.figures(other, REGISTER)[1].now["waste"].tolist() == [1]
    assert codes_of(read_data(path, SET, REGISTER)) == ["UNKNOWN_COLUMN"]


def test_files_without_rows(tmp_path: Path) -> None:
    """An empty file and one with a heading alone say so; asking for figures then is an error of the caller."""
    assert codes_of(named(write_csv(tmp_path / "a.csv"))) == ["EMPTY_FILE"]
    data = named(write_csv(tmp_path / "b.csv", HEAD))
    assert codes_of(data) == ["NO_ROWS"]
    with pytest.raises(ValueError, match="no newest period"):
        data.figures(SET, REGISTER)
    assert data.figures(SET, REGISTER, "2024")[0] == ()


def test_unit_and_period_alone(tmp_path: Path) -> None:
    """A row without any figure is a unit of which nothing is known: all unknown, not left out."""
    data = named(write_csv(tmp_path / "so.csv", "unit,period", "04831,2024"))
    codes, figures = data.figures(SET, REGISTER)
    assert codes == ("04831",)
    assert (
        score(Rules.of(SET), figures).criteria[:, 0].tolist() == [1] * 4 == [list(Verdict).index(Verdict.UNKNOWN)] * 4
    )


def test_content_needs_a_name() -> None:
    """Content without a name has no ending to read it by."""
    with pytest.raises(ValueError, match="name"):
        read_data(b"unit,period", SET, REGISTER)
    with pytest.raises(FileNotFoundError):
        read_data(Path("không có.csv"), SET, REGISTER)
