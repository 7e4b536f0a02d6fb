"""Targets counted by Spark are those counted here."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from api.exchange.criteria_files import read_shipped
from api.exchange.data import read_data
from api.exchange.recognitions import read_recognitions
from api.exchange.register import load_register
from api.exchange.streaming import Standard
from api.sample import sample_table, write_sample_recognitions
from api.workflow import Board
from api.workflow.spark.standing import progress_on
from engine.targets import TargetProgress

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def without_units(target: TargetProgress) -> TargetProgress:
    """Spark counts units and does not name them."""
    return replace(target, goals=tuple(replace(goal, units=()) for goal in target.goals), below=())


@pytest.mark.parametrize("as_of", [date(2024, 12, 31), date(2026, 1, 15)])
def test_as_counted_here(spark: SparkSession, tmp_path: Path, as_of: date) -> None:
    """Every figure of every goal, on the way and after the due day, with units of two maps and a part that lacks."""
    checked = read_shipped()
    assert checked.criteria is not None
    register = load_register()[0]
    headings, rows = sample_table()
    few = [row for at, row in enumerate(rows) if at % 9]
    source = tmp_path / "mau.parquet"
    columns = {
        heading: pa.array([None if cell is None else str(cell) for cell in cells], pa.string())
        for heading, *cells in zip(headings, *few, strict=True)
    }
    pq.write_table(pa.table(columns), source, row_group_size=100)
    write_sample_recognitions(tmp_path / "cn.csv")
    decisions = read_recognitions(tmp_path / "cn.csv", checked.criteria).recognitions
    data = read_data(source, checked.criteria, register)
    board = Board(checked.criteria, checked.digest, data, register, decisions)
    found = progress_on(spark, source, Standard(checked.criteria, register, decisions), as_of)
    assert found.targets == [without_units(each) for each in board.progress(as_of)]
    assert found.faults == data.faults
    assert found.sample
    assert any(goal.reached_on_due is not None for each in found.targets for goal in each.goals)


def test_a_file_without_figures(spark: SparkSession, tmp_path: Path) -> None:
    """Everything is unknown, as it is here, and the fault says why."""
    checked = read_shipped()
    assert checked.criteria is not None
    register = load_register()[0]
    source = tmp_path / "so.parquet"
    for content in (pa.table({"period": ["2024"]}), pa.table({"unit": pa.nulls(0, pa.string()), "period": [""][:0]})):
        pq.write_table(content, source)
        data = read_data(source, checked.criteria, register)
        board = Board(checked.criteria, checked.digest, data, register)
        found = progress_on(spark, source, Standard(checked.criteria, register, None), date(2025, 1, 1), only="2025")
        here = board.progress(date(2025, 1, 1), "2025")
        assert [without_units(each) for each in found.targets] == [without_units(each) for each in here]
        assert found.faults == data.faults
