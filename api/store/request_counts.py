"""How often somebody asked lately, by process: handed over in batches, for all processes and hosts together.

No part of the record, and no backup holds it. On PostgreSQL the table is unlogged: it is empty after a crash of the
database, and writing into it waits for no disk.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import Engine, delete, text
from sqlmodel import Field, SQLModel, col

TABLE = "request_count"
"""Its name: no backup holds it."""


class RequestCount(SQLModel, table=True):
    """Requests of somebody in a slice of time, as one process counted them; older rows go after some minutes."""

    __tablename__ = TABLE

    who: str = Field(primary_key=True)
    """A digest: neither a login nor an address stands here."""
    slice: int = Field(primary_key=True, index=True)
    """Its number since 1970."""
    process: str = Field(primary_key=True)
    """A number made at each start."""
    count: int


_HAND_OVER = text(
    "INSERT INTO request_count (who, slice, process, count) "
    "SELECT who, slice, :process, count FROM unnest(:who ::text[], :slice ::int[], :count ::int[]) "
    "AS given (who, slice, count) "
    "ON CONFLICT (who, slice, process) DO UPDATE SET count = excluded.count"
)
_READ = text(
    "SELECT who, slice, sum(count) FROM request_count "
    "WHERE who = ANY(:asked ::text[]) AND slice >= :since AND process <> :process GROUP BY who, slice"
)
"""Lists go as one value each: a statement with a value a row would take ten times as long to put together."""


def exchange(
    engine: Engine, process: str, counted: Mapping[tuple[str, int], int], asked: Collection[str], since: int
) -> list[tuple[str, int, int]]:
    """Hand over the counts of a process by who and slice; return what all others counted since a slice, of some.

    PostgreSQL only. Counts are whole, not what came on top: handing over twice changes nothing. Takes no lock that
    another process waits for. Errors as of SQLAlchemy.
    """
    with engine.begin() as connection:
        if counted:
            given = {"who": [who for who, _ in counted], "slice": [number for _, number in counted]}
            connection.execute(_HAND_OVER, {**given, "count": list(counted.values()), "process": process})
        found = connection.execute(_READ, {"asked": list(asked), "since": since, "process": process}).all()
    return [(str(who), int(number), int(count)) for who, number, count in found]


def forget_before(engine: Engine, number: int) -> None:
    """Take away what was counted before a slice."""
    with engine.begin() as connection:
        connection.execute(delete(RequestCount).where(col(RequestCount.slice) < number))
