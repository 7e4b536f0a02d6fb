"""A file too long to hold: the same answer as a file that is held, batch by batch."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from api.exchange import readers
from api.exchange.recognitions import in_force
from api.exchange.result_columns import result_batch
from api.exchange.streaming import Streamed, score_parquet
from engine.scoring import Rules, score
from engine.targets import Recognition
from tests.api.exchange.files import REGISTER, SET, codes_of, read, write_parquet

CODES = ("04831", "04867", "04840", "04891", "99999", "0012345")
RECOGNISED = [Recognition("04840", "commune", "1/QĐ", SET.effective_from)]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Write 300 rows: known, merged and unknown units, two years, waivers, faults, a row given twice."""
    rng = np.random.default_rng(7)
    units = [code for code in CODES for _ in (2024, 2025)] + [f"1{n:05}" for n in range(144) for _ in (2024, 2025)]
    years = ["2024", "2025"] * 150
    units[-1], years[-1] = units[-3], years[-3]
    size = len(units)

    def some(values: list[object]) -> list[object]:
        return [values[at] for at in rng.integers(0, len(values), size)]

    return write_parquet(
        tmp_path / "so.parquet",
        {
            "unit": units, "period": years, "villages": pa.array(some([5, 10, None, -1]), pa.int64()),
            "offices": pa.array(some([5.0, 2.5, None])), "bodies_registered": pa.array(some([10, 15, 20])),
            "waste": some([80.5, 70.25, None]), "signed": some(["có", "không", "x", None]),
            "plan": some(["2025-03-05", "05/03/2024", "không", "31/02/2024"]),
            "offences": pa.array(some([18, 19, 20, 60])),
            "TC03": some([None, None, "đang củng cố", "001099012345"]), "note": some([None, "SỐ LIỆU MẪU"]),
            "ho_ten": ["Bí Mật"] * size,
        },
    )  # fmt: skip


def held(source: Path, period: str) -> pa.RecordBatch:
    """Score the file the other way: held whole."""
    data = read(source)
    codes, figures = data.figures(SET, REGISTER, period)
    recognised = in_force(RECOGNISED, SET, REGISTER, codes, figures.last_day, figures.last_day)
    units = REGISTER.on(figures.last_day)
    names = [units[code].name if code in units else f"Đơn vị {code}" for code in codes]
    return result_batch(score(Rules.of(SET), figures, recognised), codes, names, sample=data.sample)


def stream(source: Path, out: Path, period: str | None = None) -> Streamed:
    """Score it as a stream."""
    return score_parquet(source, out, SET, REGISTER, period=period, recognitions=RECOGNISED)


@pytest.mark.parametrize("at_a_time", [7, 64, 1000])
@pytest.mark.parametrize("period", [None, "2024"])
def test_the_same_as_held(
    source: Path, tmp_path: Path, at_a_time: int, period: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the size of the batches: the same result to the cell, the same faults, the newest period by itself."""
    monkeypatch.setattr(readers, "RECORDS_AT_A_TIME", at_a_time)
    streamed = stream(source, tmp_path / "ra.parquet", period)
    expected = held(source, period or "2025")
    found = pq.read_table(tmp_path / "ra.parquet")
    assert found.to_pylist() == pa.Table.from_batches([expected]).to_pylist()
    assert found.schema.names == expected.schema.names
    assert (streamed.period, streamed.units, streamed.sample) == (period or "2025", expected.num_rows, True)
    few = [fault for fault in streamed.faults if fault.code not in ("MORE_OF_THIS", "CODE_NOT_FIVE_DIGITS")]
    whole = [fault for fault in read(source).faults if fault.code != "CODE_NOT_FIVE_DIGITS"]
    assert sorted(map(str, few)) == sorted(map(str, whole))
    rest = codes_of(read(source)).count("CODE_NOT_FIVE_DIGITS") - 100
    assert streamed.faults[-1].message == f"còn {rest} lỗi CODE_NOT_FIVE_DIGITS nữa"
    assert streamed.faults[-1].cure == "sửa các lỗi cùng loại đã nêu ở trên rồi chạy lại"


def test_doubles_and_strange_columns(source: Path, tmp_path: Path) -> None:
    """Of a row given twice neither counts; columns that mean nothing leave no trace in the result."""
    stream(source, tmp_path / "ra.parquet")
    found = pq.read_table(tmp_path / "ra.parquet").column("unit").to_pylist()
    assert found[:6] == ["04831", "04867", "04840", "04891", "99999", "0012345"]
    assert "100142" not in found
    assert "100143" not in found
    assert "Bí Mật" not in (tmp_path / "ra.parquet").read_bytes().decode("utf-8", "replace")


def test_progress(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Progress rises to its end, and every row counts in both passes."""
    monkeypatch.setattr(readers, "RECORDS_AT_A_TIME", 50)
    told: list[tuple[int, int]] = []
    score_parquet(
        source, tmp_path / "ra.parquet", SET, REGISTER, progress=lambda done, total: told.append((done, total))
    )
    assert {total for _, total in told} == {600}
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1] == (600, 600)
    assert len(told) == 13


def test_nothing_to_score(tmp_path: Path) -> None:
    """No row, no such period, no unit column, no Parquet: a fault each, and no file."""
    out = tmp_path / "ra.parquet"
    empty = write_parquet(
        tmp_path / "a.parquet", {"unit": pa.array([], pa.string()), "period": pa.array([], pa.string())}
    )
    assert codes_of_streamed(stream(empty, out)) == ["NO_ROWS"]
    one = write_parquet(tmp_path / "b.parquet", {"unit": ["04840"], "period": ["2024"]})
    for period in ("2023", "abc"):
        assert str(stream(one, out, period).faults[0]).endswith(
            f"NO_SUCH_PERIOD lỗi: số liệu không có kỳ “{period}” — chọn một trong các kỳ có: 2024"
        )
    assert codes_of_streamed(stream(write_parquet(tmp_path / "c.parquet", {"period": ["2024"]}), out)) == [
        "MISSING_COLUMN"
    ]
    (tmp_path / "d.parquet").write_bytes(b"PAR1")
    assert codes_of_streamed(stream(tmp_path / "d.parquet", out)) == ["BROKEN_PARQUET"]
    with pytest.raises(FileNotFoundError):
        stream(tmp_path / "e.parquet", out)
    assert not out.exists()
    assert stream(one, out) == Streamed("2024", 1, (), sample=False)


def codes_of_streamed(streamed: Streamed) -> list[str]:
    """Return the codes of what is wrong."""
    return [fault.code for fault in streamed.faults]


def test_damage_found_on_the_way(source: Path, tmp_path: Path) -> None:
    """Damage in a column of figures, met in the last pass, leaves no half-written result."""
    metadata = pq.read_metadata(source).row_group(0)
    at = metadata.column(2).data_page_offset
    whole = source.read_bytes()
    source.write_bytes(whole[:at] + bytes(30) + whole[at + 30 :])
    streamed = stream(source, tmp_path / "ra.parquet")
    assert "BROKEN_PARQUET" in codes_of_streamed(streamed)
    assert streamed.units == 0
    assert [each.name for each in tmp_path.iterdir()] == ["so.parquet"]
