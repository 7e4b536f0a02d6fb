"""A session of Spark on two cores of this machine, one for the whole run; and files to score."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from api.workflow.spark.session import SparkError, check_installed, spark_session
from tests.api.exchange.files import REGISTER

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


@pytest.fixture(scope="session")
def spark() -> Iterator[SparkSession]:
    """Open a session; skipped where there is no Spark, but never where it is required."""
    try:
        check_installed()
    except SparkError as error:
        if os.environ.get("DIENHINH_REQUIRE_SPARK"):
            raise
        pytest.skip(f"no Spark here: {error}")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of libraries that Spark brings
        with spark_session("local[2]") as session:
            yield session


def write_figures(path: Path, units: int, row_group_size: int = 30_000) -> Path:
    """Write rows of 2024 and 2025, in no order, for the set of ``tests.api.exchange.files``.

    Units of both maps with a merger between them, and so many others; waivers, faulty cells, rows given twice.
    """
    rng = np.random.default_rng(7)
    before, after = (sorted(REGISTER.on(date(year, 12, 31))) for year in (2024, 2025))
    others = [f"1{number:06}" for number in range(units)]
    codes = np.array([*before, *after, *others, *others, *others[:3]])
    years = np.array([2024] * len(before) + [2025] * len(after) + [2024] * units + [2025] * units + [2025] * 3)
    order = rng.permutation(len(codes))
    size = len(order)

    def some(values: list[object]) -> list[object]:
        return [values[at] for at in rng.integers(0, len(values), size)]

    columns = {
        "unit": codes[order].tolist(), "period": [str(year) for year in years[order]],
        "villages": pa.array(some([5, 10, 12, None, -1]), pa.int64()),
        "offices": pa.array(some([5.0, 7.0, 2.5, None])),
        "bodies_registered": pa.array(some([5, 10, 15, 20])), "waste": some([80.5, 70.25, 99.9, None]),
        "signed": some(["có", "không", "có", "x", None]),
        "plan": some(["2025-03-05", "05/03/2024", "không", "31/02/2024"]),
        "offences": pa.array(some([18, 19, 20, 60, 0])), "TC03": some([None] * 9 + ["đang củng cố"]),
        "note": some([None, "SỐ LIỆU MẪU"]), "ho_ten": ["Bí Mật"] * size,
    }  # fmt: skip
    pq.write_table(pa.table(columns), path, row_group_size=row_group_size)
    return path
