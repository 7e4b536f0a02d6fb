"""A file scored on Spark: the same bytes, the same faults, whatever happens on the way."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from api.exchange import readers
from api.exchange.streaming import Streamed, score_parquet
from api.workflow.spark import run
from api.workflow.spark.scoring import Done, score_parquet_on
from engine.targets import Recognition
from engine.units import Register, UnitVersion
from tests.api.exchange.files import REGISTER, SET, write_parquet
from tests.spark.conftest import write_figures

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

RECOGNISED = [Recognition("04840", "commune", "1/QĐ", SET.effective_from)]


def here(source: Path, out: Path, period: str | None = None) -> Streamed:
    """Score on this machine alone."""
    return score_parquet(source, out, SET, REGISTER, period=period, recognitions=RECOGNISED)


def there(
    spark: SparkSession, source: Path, out: Path, period: str | None = None, register: Register = REGISTER
) -> Done:
    """Score on Spark."""
    return score_parquet_on(spark, source, out, SET, register, period=period, recognitions=RECOGNISED)


def test_a_hundred_thousand_units(spark: SparkSession, tmp_path: Path) -> None:
    """Of 100,000 units and 46 merged ones both files are equal to the byte, and so is what is said of the faults."""
    source = write_figures(tmp_path / "so.parquet", 100_000)
    told: list[tuple[int, int]] = []
    streamed = here(source, tmp_path / "here.parquet")
    done = score_parquet_on(
        spark, source, tmp_path / "there.parquet", SET, REGISTER, recognitions=RECOGNISED,
        progress=lambda *of: told.append(of),
    )  # fmt: skip
    assert (tmp_path / "there.parquet").read_bytes() == (tmp_path / "here.parquet").read_bytes()
    assert done == Done(streamed, again=0)
    assert streamed.units == 100_000 + len(REGISTER.on(date(2025, 12, 31))) - 3
    assert {fault.code for fault in streamed.faults} >= {"DOUBLED_ROW", "INCONSISTENT", "MORE_OF_THIS", "NEGATIVE"}
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1] > 0
    table = pq.read_table(tmp_path / "there.parquet", columns=["unit", "TC03"])
    merged = table.filter(pa.compute.is_in(table["unit"], pa.array(sorted(REGISTER.on(date(2025, 12, 31))))))
    assert set(merged["TC03"].to_pylist()) > {"met", "unmet"}


@pytest.mark.parametrize("period", [None, "2024"])
def test_whatever_the_cut(
    spark: SparkSession, tmp_path: Path, period: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Blocks that begin within row groups, and results of one block a part, come out the same."""
    monkeypatch.setattr(readers, "RECORDS_AT_A_TIME", 50)
    monkeypatch.setattr(run, "BLOCKS_A_PART", 3)
    source = write_figures(tmp_path / "so.parquet", 120, row_group_size=70)
    streamed = here(source, tmp_path / "here.parquet", period)
    assert there(spark, source, tmp_path / "there.parquet", period).streamed == streamed
    assert (tmp_path / "there.parquet").read_bytes() == (tmp_path / "here.parquet").read_bytes()


def test_a_lost_worker(spark: SparkSession, tmp_path: Path) -> None:
    """A process that is killed in the middle of scoring a partition costs a second try, and changes nothing."""

    class Deadly(Register):
        """A register that kills who looks at it on Spark for the first time in the second partition."""

        def on(self, day: date) -> dict[str, UnitVersion]:
            from pyspark import TaskContext  # noqa: PLC0415 -- only where Spark is

            context = TaskContext.get()
            if context is not None and context.partitionId() == 1 and context.attemptNumber() == 0:
                os.kill(os.getpid(), 9)
            return Register.on(self, day)

    source = write_figures(tmp_path / "so.parquet", 500)
    streamed = here(source, tmp_path / "here.parquet")
    deadly = Deadly(REGISTER.versions, REGISTER.lineage, REGISTER.districts)
    done = there(spark, source, tmp_path / "there.parquet", register=deadly)
    assert done.streamed == streamed
    assert done.again >= 1
    assert (tmp_path / "there.parquet").read_bytes() == (tmp_path / "here.parquet").read_bytes()


def test_nothing_to_score(spark: SparkSession, tmp_path: Path) -> None:
    """No row, no such period, no unit column, no Parquet: the same fault as here, and no file."""
    out = tmp_path / "ra.parquet"
    empty = write_parquet(
        tmp_path / "a.parquet", {"unit": pa.array([], pa.string()), "period": pa.array([], pa.string())}
    )
    one = write_parquet(tmp_path / "b.parquet", {"unit": ["04840"], "period": ["2024"]})
    unnamed = write_parquet(tmp_path / "c.parquet", {"period": ["2024"]})
    (tmp_path / "d.parquet").write_bytes(b"PAR1")
    for source, period in ((empty, None), (one, "2023"), (unnamed, None), (tmp_path / "d.parquet", None)):
        streamed = here(source, out, period)
        assert len(streamed.faults) == 1
        assert there(spark, source, out, period).streamed == streamed
    assert not out.exists()


def test_damage_found_on_the_way(spark: SparkSession, tmp_path: Path) -> None:
    """Damage in a column of figures leaves no half-written result, and the faults up to there."""
    source = write_figures(tmp_path / "so.parquet", 500, row_group_size=200)
    at = pq.read_metadata(source).row_group(2).column(2).data_page_offset
    whole = source.read_bytes()
    source.write_bytes(whole[:at] + bytes(30) + whole[at + 30 :])
    streamed = here(source, tmp_path / "ra.parquet")
    assert "BROKEN_PARQUET" in {fault.code for fault in streamed.faults}
    assert there(spark, source, tmp_path / "ra.parquet").streamed == streamed
    assert [each.name for each in tmp_path.iterdir()] == ["so.parquet"]
