"""What tasks hand to each other through Spark: parcels of Arrow data, each for one partition of the next stage.

A parcel holds many rows as one cell. Rows of their own would be taken apart and put together again cell by cell on both
sides of every exchange, and come back in the types of Spark.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from api.exchange.rows import Rows
from engine.indicators import Kind
from engine.units import Register

COLUMNS = "part int, kind string, at bigint, content binary"
"""The columns of parcels as Spark names them."""
_SCHEMA = pa.schema([("part", pa.int32()), ("kind", pa.string()), ("at", pa.int64()), ("content", pa.binary())])
_PACKED = pa.ipc.IpcWriteOptions(compression="lz4")
_SAMPLE = b"sample"
Families = Mapping[str, str]
"""Codes whose units became one another: for each the code that stands for all of them."""


class Content(StrEnum):
    """What a parcel holds."""

    NOW = "now"
    BEFORE = "before"
    RESULT = "result"
    FAULTS = "faults"
    SURVEY = "survey"
    BROKEN = "broken"
    TALLY = "tally"


class Parcel(NamedTuple):
    """Content for a partition; ``at`` is its place among those of its kind."""

    part: int
    kind: str
    at: int
    content: bytes


def sent(parcels: Iterable[Parcel]) -> Iterator[pa.RecordBatch]:
    """Hand parcels over to Spark, a batch each."""
    for parcel in parcels:
        yield pa.RecordBatch.from_arrays(
            [pa.array([cell], kind) for cell, kind in zip(parcel, _SCHEMA.types, strict=True)], schema=_SCHEMA
        )


def received(batches: Iterable[pa.RecordBatch]) -> Iterator[Parcel]:
    """Take parcels from Spark."""
    for batch in batches:
        for cells in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            yield Parcel(*cells)


def packed(batch: pa.RecordBatch) -> bytes:
    """Pack a batch for the way."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema, options=_PACKED) as writer:
        writer.write_batch(batch)
    return bytes(sink.getvalue())


def unpacked(content: bytes) -> pa.RecordBatch:
    """Unpack a batch."""
    return pa.ipc.open_stream(content).read_next_batch()


def packed_object(held: object) -> bytes:
    """Pack what is no table; only this program's own tasks write and read it."""
    return pickle.dumps(held)


def unpacked_object(content: bytes) -> Any:  # noqa: ANN401 -- whatever was packed
    """Unpack what is no table."""
    return pickle.loads(content)  # noqa: S301 -- see packed_object; Spark itself ships tasks and answers in this way


def packed_rows(rows: Rows) -> bytes:
    """Pack rows of figures."""
    columns = {"number": pa.array(rows.numbers), "unit": rows.codes, "year": pa.array(rows.years)}
    columns |= {f"{kind}:{key}": pa.array(column) for (key, kind), column in rows.columns.items()}
    for criterion, reasons in rows.reasons.items():
        columns[f"reason:{criterion}"] = pa.array([reasons.get(at) for at in range(len(rows))], pa.string())
    batch = pa.RecordBatch.from_arrays(list(columns.values()), names=list(columns))
    return packed(batch.replace_schema_metadata({_SAMPLE: b"1" if rows.sample else b"0"}))


def unpacked_rows(content: bytes) -> Rows:
    """Unpack rows of figures, exactly as they were."""
    batch = unpacked(content)
    columns, reasons = {}, {}
    for name in batch.schema.names[3:]:
        kind, _, key = name.partition(":")
        cells = batch.column(name)
        if kind == "reason":
            places = np.flatnonzero(cells.is_valid())
            reasons[key] = {int(at): cells[int(at)].as_py() for at in places}
        else:
            columns[key, Kind(kind)] = cells.to_numpy()
    return Rows(
        numbers=batch.column("number").to_numpy(),
        codes=batch.column("unit"),
        years=batch.column("year").to_numpy(),
        columns=columns,
        reasons=reasons,
        sample=batch.schema.metadata[_SAMPLE] == b"1",
    )


# ------------------------------------------------------------------------------------------ what goes together


def families_of(register: Register) -> Families:
    """Find which codes must be in one place for figures to be carried over mergers: all that any lineage links."""
    heads: dict[str, str] = {}

    def head(code: str) -> str:
        while heads.get(code, code) != code:
            code = heads[code]
        return code

    for line in register.lineage:
        first, second = sorted((head(line.old[0]), head(line.new[0])))
        heads[second] = first
    return {code: head(code) for code in heads}


def partitions(codes: pa.Array, families: Families, count: int) -> NDArray[np.int32]:
    """Tell the partition of each code, the same on every machine: one family, one partition."""
    encoded = codes.dictionary_encode()
    found = [crc32(families.get(code, code).encode()) % count for code in encoded.dictionary.to_pylist()]
    places: NDArray[np.int32] = encoded.indices.to_numpy()
    return np.array(found, np.int32)[places]
