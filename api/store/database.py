"""The database: opened, brought up to date, read in one moment, written by one at a time.

SQLite keeps what was acknowledged through a kill or a power cut (WAL, synchronous=FULL); a writer takes the lock at
its start (BEGIN IMMEDIATE), because a reader that turns writer would be refused at once. PostgreSQL serialises
writers by an advisory lock: the audit chain has one end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from operator import itemgetter
from typing import Any, TypeVar

from pydantic_core import PydanticUndefined
from sqlalchemy import Engine, func, insert, select, text
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlmodel import Session, col

from api.store.acts import ACTS, canonical, digest_of, head, link, moment, table_of
from api.store.growing import Kept
from api.store.opening import BUSY_SECONDS, LOCK, bring_up_to_date, connect
from api.store.tables import GROWING, STILL, Act
from api.store.turns import Turns

_Row = TypeVar("_Row", bound=Kept)
_MOMENT: ContextVar[dict[Database, Session] | None] = ContextVar("moment", default=None)
"""The sessions that the readings of one moment share; None where each reading is of its own."""


@contextmanager
def one_moment() -> Iterator[None]:
    """Let all readings in it, whoever asks, be of one moment: one connection, begun and ended once. Also a decorator.

    It is of one thread. A write in between ends the moment: what is read after it is of the next.
    """
    if _MOMENT.get() is not None:
        yield
        return
    sessions: dict[Database, Session] = {}
    before = _MOMENT.set(sessions)
    try:
        yield
    finally:
        _MOMENT.reset(before)
        for each in sessions.values():
            each.close()


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, through which channel: form, file, api, command or service."""

    name: str
    channel: str
    account_id: int | None = None
    request_id: str | None = None


@dataclass(slots=True)
class Write:
    """A write under way: rows are held until the end, numbered at once; reads in it see what was there before."""

    session: Session
    seq: int
    at: str
    unit_id: int | None = None
    """The unit that the act is about; may be set until the end."""
    rows: list[Kept] = field(default_factory=list)
    many: dict[type[Kept], list[dict[str, Any]]] = field(default_factory=dict)
    _next: dict[type[Kept], int] = field(default_factory=dict)

    def add(self, row: _Row) -> _Row:
        """Take a row to be written; its number and act are set."""
        row.id, row.act = self._number(type(row)), self.seq
        self.rows.append(row)
        return row

    def add_many(self, kind: type[Kept], rows: Iterable[Mapping[str, Any]]) -> int:
        """Take many rows of one kind, as values by column; what a row leaves out has its default. Return how many."""
        defaults = {
            name: each.default for name, each in kind.model_fields.items() if each.default is not PydanticUndefined
        }
        found = [{**defaults, **row, "id": self._number(kind), "act": self.seq} for row in rows]
        self.many.setdefault(kind, []).extend(found)
        return len(found)

    def _number(self, kind: type[Kept]) -> int:
        if kind not in self._next:
            last = self.session.execute(select(func.max(table_of(kind).c.id))).scalar()
            self._next[kind] = (last or 0) + 1
        self._next[kind] += 1
        return self._next[kind] - 1

    def by_kind(self) -> dict[type[Kept], list[dict[str, Any]]]:
        """Return what is to be written, in the order of tables and numbers."""
        found: dict[type[Kept], list[dict[str, Any]]] = {}
        for kind in GROWING:
            rows = [each.model_dump() for each in self.rows if type(each) is kind] + self.many.get(kind, [])
            if rows:
                found[kind] = sorted(rows, key=itemgetter("id"))
        return found


class Database:
    """A database that is up to date; made by :func:`open_database`."""

    def __init__(self, engine: Engine, now: Callable[[], datetime]) -> None:
        self.engine = engine
        self.now = now
        self._writers = engine.execution_options(writing=True)
        self._readers = engine if self.is_sqlite else engine.execution_options(isolation_level="REPEATABLE READ")
        self._turn = Turns()

    @property
    def is_sqlite(self) -> bool:
        """Whether this is SQLite."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Read: everything in it is of one moment; in :func:`one_moment` of the same as what was read before."""
        shared = _MOMENT.get()
        if shared is None:
            with Session(self._readers) as session:
                yield session
            return
        session = shared.setdefault(self, Session(self._readers, autoflush=False))
        try:
            yield session
        except SQLAlchemyError:
            _renew(session)  # what failed is over; PostgreSQL would answer nothing more in it
            raise

    @contextmanager
    def changing(self) -> Iterator[Session]:
        """Change accounts, sessions and counters, which are no part of the record; committed at the end."""
        with self._turn_of_writer(), Session(self._writers) as session, session.begin():
            yield session

    @contextmanager
    def writing(  # noqa: PLR0913 -- the parts of an act, each by its name
        self,
        actor: Actor,
        action: str,
        *,
        set_id: str | None = None,
        unit_id: int | None = None,
        period: str | None = None,
        content: dict[str, Any] | None = None,
        bare: bool = False,
    ) -> Iterator[Write]:
        """Write rows as one act of the audit chain, all or none.

        An act without rows is left out unless it is ``bare`` (a login, an export). ``content`` may be filled in
        until the end. A clock that went back is held at the last act's moment.
        """
        said = {} if content is None else content
        with self._turn_of_writer(), Session(self._writers, autoflush=False) as session, session.begin():
            if not self.is_sqlite:
                session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
            last = head(session)
            write = Write(session, last.seq + 1, max(moment(self.now()), last.at), unit_id)
            yield write
            rows = write.by_kind()
            if not rows and not bare:
                return
            digest = digest_of(rows)
            act = Act(
                seq=write.seq,
                at=write.at,
                account_id=actor.account_id,
                actor=actor.name,
                channel=actor.channel,
                action=action,
                set_id=set_id,
                unit_id=write.unit_id,
                period=period,
                content=canonical(said),
                row_count=digest.count,
                row_digest=digest.done(),
                moves_data=bool(rows.keys() - STILL),
                request_id=actor.request_id,
                previous=last.hash,
                hash="",
            )
            act.hash = link(act)
            session.execute(insert(ACTS), act.model_dump())
            for kind, values in rows.items():
                session.execute(insert(table_of(kind)), values)

    @contextmanager
    def _turn_of_writer(self) -> Iterator[None]:
        """Let the writers of this process queue here, where waiting costs nothing and nobody is passed over."""
        self._end_moment()
        if not self._turn.acquire(timeout=BUSY_SECONDS):
            raise OperationalError("", {}, Exception("database is locked"))
        try:
            yield
        finally:
            self._turn.release()
            self._end_moment()  # something may have been read meanwhile

    def _end_moment(self) -> None:
        """Let what is read next be of a new moment."""
        session = (_MOMENT.get() or {}).get(self)
        if session is not None:
            _renew(session)

    def stamp(self, session: Session) -> int:
        """Return the newest act that moved data: while it stays the same, so does every answer."""
        return int(session.execute(text("SELECT max(seq) FROM act WHERE moves_data")).scalar() or 0)

    def act_on(self, session: Session, at: str) -> int:
        """Return the last act up to a moment."""
        return int(session.execute(select(func.max(col(Act.seq))).where(col(Act.at) <= at)).scalar() or 0)

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()


def _renew(session: Session) -> None:
    """End what a session reads; it may be read on, of a new moment."""
    session.close()
    session.info.clear()


def open_database(address: str, now: Callable[[], datetime]) -> Database:
    """Open a database and bring it up to date; OutOfDateError when it is newer than this program.

    OSError or sqlalchemy's OperationalError when it can't be reached.
    """
    engine = connect(address)
    try:
        bring_up_to_date(engine)
    except BaseException:
        engine.dispose()
        raise
    return Database(engine, now)


def is_passing(error: DBAPIError) -> bool:
    """Tell whether a database error is of the moment: locked, gone, full; not of what was asked."""
    return isinstance(error, OperationalError) or error.connection_invalidated
