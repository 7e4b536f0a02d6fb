"""Whatever is in a file, reading it gives figures or faults: it never raises."""

from __future__ import annotations

import io
from functools import cache

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from api.exchange.data import read_data
from api.exchange.recognitions import read_recognitions
from tests.api.exchange.files import HEADINGS, REGISTER, SET

CELLS = st.sampled_from(
    [
        "",
        "04831",
        "2024",
        "1.000",
        "98,5",
        '"',
        "có",
        "không",
        "31/02/2024",
        "=1",
        "\x00",
        "ệ",
        "-1",
        "9" * 400,
        ",",
        ";",
        "\n",
    ]
)


@cache
def sound(ending: str) -> bytes:
    """Return a sound file of each kind."""
    row = ("04831", "2024", 10, 5, 15, 98.5, "có", "2024-03-05", 3, "")
    buffer = io.BytesIO()
    if ending == "xlsx":
        with xlsxwriter.Workbook(buffer) as book:
            sheet = book.add_worksheet()
            sheet.write_row(0, 0, HEADINGS)
            sheet.write_row(1, 0, row)
    elif ending == "parquet":
        pq.write_table(pa.table({key: [cell] for key, cell in zip(HEADINGS, row, strict=True)}), buffer)
    else:
        buffer.write((",".join(HEADINGS) + "\n" + ",".join(map(str, row)) + "\n").encode())
    return buffer.getvalue()


@given(st.lists(st.lists(CELLS, max_size=12), max_size=6), st.sampled_from([",", ";"]))
def test_any_cells(rows: list[list[str]], delimiter: str) -> None:
    """Any cells under a sound heading, quotes and breaks among them: each row counts or is told of."""
    text = "\n".join([delimiter.join(HEADINGS), *(delimiter.join(row) for row in rows)])
    data = read_data(text.encode(), SET, REGISTER, name="a.csv")
    assert data.units or data.faults
    assert all(str(fault) for fault in data.faults)


@given(st.sampled_from(["csv", "xlsx", "parquet"]), st.data())
def test_any_damage(ending: str, data: st.DataObject) -> None:
    """Some bytes of a sound file changed, or its end cut off: figures or faults, of DATA and of REC."""
    content = bytearray(sound(ending))
    for _ in range(data.draw(st.integers(0, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    content = content[: data.draw(st.integers(0, len(content)))] if data.draw(st.booleans()) else content
    found = read_data(bytes(content), SET, REGISTER, name=f"a.{ending}")
    assert found.units or found.faults
    assert read_recognitions(bytes(content), SET, name=f"a.{ending}").faults
