"""The audit chain: each act carries the hash of the one before and a digest of the rows it wrote."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256

from sqlalchemy import Connection, RowMapping, Table, select
from sqlmodel import Session

from api.store.growing import Kept
from api.store.tables import GROWING, Act

FIRST = "0" * 64
"""What stands before the first act."""
ACTS: Table = Act.__table__  # type: ignore[attr-defined]  # SQLModel makes it
_HASHED = tuple(name for name in Act.model_fields if name != "hash")


def moment(at: datetime) -> str:
    """Write a moment the way the store keeps it; ValueError without a time zone."""
    if at.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def canonical(value: object) -> str:
    """Write a value as JSON in one way only: keys sorted, no spaces, days in ISO."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no canonical form")


def table_of(kind: type[Kept]) -> Table:
    """Return the table of a kind of row."""
    found: Table = kind.__table__  # type: ignore[attr-defined]  # SQLModel makes it
    return found


class RowDigest:
    """The digest of rows handed in by table, in the order of ``GROWING``, within a table by number."""

    def __init__(self) -> None:
        self._hash = sha256()
        self.count = 0

    def add(self, table: str, row: Mapping[str, object]) -> None:
        """Take in one row. Empty columns are left out, so that a column that comes later changes no digest."""
        said = {name: value for name, value in row.items() if value is not None}
        self._hash.update(f"{table}{canonical(said)}\n".encode())
        self.count += 1

    def done(self) -> str:
        """Return the digest; of no rows it is empty."""
        return self._hash.hexdigest() if self.count else ""


def digest_of(rows: Mapping[type[Kept], Iterable[Mapping[str, object]]]) -> RowDigest:
    """Return the digest of the rows of one act, which come in order."""
    found = RowDigest()
    for kind, values in rows.items():
        for row in values:
            found.add(table_of(kind).name, row)
    return found


def link(act: Act) -> str:
    """Return the hash of an act over everything that it says and the hash before it."""
    return sha256(canonical({name: getattr(act, name) for name in _HASHED}).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain: what an export or a backup carries to prove later that nothing was taken away."""

    seq: int
    at: str
    hash: str


def head(session: Session) -> Head:
    """Return the end of the chain; of an empty one the zeroth act."""
    of = ACTS.c
    found = session.execute(select(of.seq, of.at, of.hash).order_by(of.seq.desc()).limit(1)).first()
    return Head(*found) if found else Head(0, "", FIRST)


@dataclass(frozen=True, slots=True)
class Broken:
    """A place where the chain or the rows do not hold: the act and what is wrong with it."""

    seq: int
    fault: str
    """``missing`` · ``hash`` · ``previous`` · ``time`` · ``rows`` · ``stray``."""


def verify(connection: Connection) -> Iterator[Broken | Head]:
    """Walk the whole chain; yield every break, and at the end the head that was found.

    Rows are read table by table in the order of their acts, so the memory needed does not grow with the store.
    """
    readers = [_Rows(connection, table_of(kind)) for kind in GROWING]
    end = Head(0, "", FIRST)
    for row in connection.execution_options(yield_per=1000).execute(select(ACTS).order_by(ACTS.c.seq)).mappings():
        act = Act(**row)
        yield from (Broken(act.seq if fault != "missing" else end.seq + 1, fault) for fault in _faults(act, end))
        found = RowDigest()
        for reader in readers:
            yield from (Broken(stray, "stray") for stray in reader.before(act.seq))
            for each in reader.of(act.seq):
                found.add(reader.table.name, each)
        if (found.count, found.done()) != (act.row_count, act.row_digest):
            yield Broken(act.seq, "rows")
        end = Head(act.seq, act.at, act.hash)
    for reader in readers:
        yield from (Broken(stray, "stray") for stray in reader.before(None))
    yield end


def _faults(act: Act, before: Head) -> Iterator[str]:
    if act.seq != before.seq + 1:
        yield "missing"
    if act.previous != before.hash:
        yield "previous"
    if act.hash != link(act):
        yield "hash"
    if act.at < before.at:
        yield "time"


class _Rows:
    """The rows of one table, act by act."""

    def __init__(self, connection: Connection, table: Table) -> None:
        self.table = table
        wanted = select(table).order_by(table.c.act, table.c.id)
        self._rows: Iterator[RowMapping] = iter(connection.execution_options(yield_per=1000).execute(wanted).mappings())
        self._next = next(self._rows, None)

    def of(self, act: int) -> Iterator[Mapping[str, object]]:
        """Give the rows of an act."""
        while self._next is not None and self._next["act"] == act:
            yield dict(self._next)
            self._next = next(self._rows, None)

    def before(self, act: int | None) -> Iterator[int]:
        """Pass over rows whose act does not exist; give its number for each."""
        while self._next is not None and (act is None or self._next["act"] < act):
            yield int(self._next["act"])
            self._next = next(self._rows, None)
