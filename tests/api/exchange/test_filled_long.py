"""Tables of a figure a row and of what does not apply, and Parquet: what is read, what is said of each faulty row."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from api.exchange.filled import parquet as parquet_reader
from api.exchange.filled.keeping import as_kept, from_kept
from api.exchange.filled.told import Cited
from api.exchange.templates.layout import WAIVER_FIELDS
from api.store.acts import canonical
from tests.filled import DA_BAC, LABELS, TAN_PHEO, codes, read, table, values

LONG = ("period,unit,indicator,value,remark,document,issued_on,issuer,proves,sample\n"
        "2024,04831,villages,20,'=đếm lại,15-NQ/ĐU,2024-03-05,Đảng ủy,TC08,có\n"
        "2024,4831,waste_collected,1.213,,,,,,\n"
        "2024,04831,registered,có,,,,,,\n"
        "2024,04831,resolution,2024-03-05,,,,,,\n"
        "2024,04831,bodies,9,,,,,,\n"
        "2024,04831,fires,nhiều,,,,,,\n"
        "2024,04831,offences,3,,7-QĐ,,Đảng ủy,,\n")  # fmt: skip


def parquet(columns: Mapping[str, object], **how: object) -> bytes:
    """Write columns as Parquet."""
    buffer = io.BytesIO()
    pq.write_table(pa.table(columns), buffer, **how)
    return buffer.getvalue()


def test_a_figure_a_row() -> None:
    """Each value in the way of its kind, the dot a point, text without its guard; faults by row and column."""
    found = read(LONG.encode(), "a.csv")
    first = found.figures[0]

    assert values(found) == {
        "villages": 20,
        "waste_collected": 12130,
        "registered": 1,
        "resolution": date(2024, 3, 5).toordinal(),
        "offences": 3,
    }
    assert (first.note, first.sample, first.place) == ("=đếm lại", True, "dòng 2, cột value")
    assert first.cites == Cited("TC08", "15-NQ/ĐU", "2024-03-05", "Đảng ủy")
    assert [(each.cell, each.code) for each in found.faults] == [
        ("dòng 6, cột indicator", "NO_SUCH_INDICATOR"),
        ("dòng 7, cột value", "NOT_A_NUMBER"),
        ("dòng 8, cột document", "DOCUMENT_INCOMPLETE"),
    ]


def test_what_is_kept_is_read_back() -> None:
    """A file that waits to be confirmed says after a night what it said before: remarks, documents, waivers too."""
    waived = read(table(("unit", "period", "criterion", "reason", "decision"), (DA_BAC, 2024, "TC06", "Thay", "1/QĐ")))
    for found in (read(LONG.encode(), "a.csv"), waived):
        assert from_kept(found.file, canonical(as_kept(found))) == found


def test_what_does_not_apply_row_by_row() -> None:
    """A row without a decision, of another criterion, twice, with somebody's number: each is said, the rest is read."""
    head = ("Mã đơn vị", "Kỳ", "Tiêu chí", *WAIVER_FIELDS.values())
    found = read(
        table(
            head,
            (DA_BAC, 2024, "TC06", "Đang thay camera", "112/QĐ-BCĐ", "31/12/2024"),
            (DA_BAC, 2024, "TC07", "Không có", None, None),
            (DA_BAC, 2024, "TC99", "Không có", "1/QĐ", None),
            (DA_BAC, 2024, "TC13", "Theo CCCD 017203001234", "1/QĐ", None),
            (DA_BAC, 2024, "TC14", "Không có", "1/QĐ", "31/02/2024"),
            (TAN_PHEO, 2024, "TC06", "Một", "1/QĐ", None),
            (TAN_PHEO, 2024, "TC06", "Hai", "1/QĐ", None),
        )
    )

    assert [(each.unit, each.criterion, each.said) for each in found.waivers] == [
        (DA_BAC, "TC06", ("Đang thay camera", "112/QĐ-BCĐ", "2024-12-31"))
    ]
    assert [(each.cell, each.code) for each in found.faults] == [
        ("E3", "WAIVER_INCOMPLETE"),
        ("C4", "NO_SUCH_CRITERION"),
        ("D5", "PERSONAL_REASON"),
        ("F6", "NO_SUCH_DAY"),
        ("D8", "TOLD_TWICE"),
    ]


def test_beside_figures_in_a_table_of_units() -> None:
    """A table of units says them in columns of a criterion; the reason alone, as in DATA, is a fault of its cell."""
    head = ("unit", "period", LABELS["villages"], "TC06", "TC06: Quyết định không áp dụng", "TC13")
    rows = (DA_BAC, 2024, 20, "Đang thay camera", "112/QĐ", None), (TAN_PHEO, 2024, 9, None, None, "Mới")
    found = read(table(head, *rows))

    assert [(each.criterion, each.decision, each.last_day) for each in found.waivers] == [("TC06", "112/QĐ", "")]
    assert [(each.cell, each.code, each.is_error) for each in found.faults] == [("F3", "WAIVER_INCOMPLETE", True)]
    assert values(found) == {"villages": 20}


def test_a_table_of_units_as_parquet() -> None:
    """What ``score --data`` reads: numbers, texts, days, truth; a column that holds no cells is a fault, and blank."""
    found = read(
        parquet(
            {
                "unit": ["04831", "04849"],
                "period": pa.array([2024, 2024], pa.int16()),
                "villages": pa.array([20, None], pa.int64()),
                "waste_collected": pa.array(["98,5", "1.000"]).dictionary_encode(),
                "registered": [True, False],
                "resolution": [date(2024, 3, 5), None],
                "offences": [[1], [2]],
                "note": ["SỐ LIỆU MẪU", None],
            }
        ),
        "a.parquet",
    )

    assert values(found) == {
        "villages": 20, "waste_collected": 985_000, "registered": 1, "resolution": date(2024, 3, 5).toordinal()
    }  # fmt: skip
    assert {each.sample for each in found.figures if each.unit == DA_BAC} == {True}
    assert sorted(codes(found)) == ["BAD_COLUMN_TYPE", "TWO_READINGS"]


def test_parquet_that_means_harm(monkeypatch: pytest.MonkeyPatch) -> None:
    """What claims too many rows, unpacks to too much, repeats text without saying how long, or is broken is refused."""
    rows: dict[str, list[Any]] = {"unit": ["04831"], "period": [2024], "villages": [1]}
    note = ["x" * 5000 + str(at) for at in range(2000)]
    bomb = parquet({**{key: each * 2000 for key, each in rows.items()}, "note": note})
    many = parquet({key: each * 70_000 for key, each in rows.items()})
    growing = parquet(rows, use_dictionary=False, column_encoding={"unit": "DELTA_BYTE_ARRAY"}, version="2.6")
    sound = parquet(rows)
    monkeypatch.setattr(parquet_reader, "MOST_UNPACKED", 1_000_000)

    assert [codes(read(each, "a.parquet")) for each in (sound, bomb, many, growing)] == [
        [],
        ["TOO_LARGE_TO_IMPORT"],
        ["TOO_LARGE_TO_IMPORT"],
        ["BROKEN_PARQUET"],
    ]
    for at in range(4, len(sound) - 8, 3):  # whatever byte is changed, nothing is raised
        hurt = bytearray(sound)
        hurt[at] ^= 0xFF
        read(bytes(hurt), "a.parquet")
