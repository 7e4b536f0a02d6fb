"""Requests of somebody, counted by several processes over one PostgreSQL: together, and each alone if it must."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine, delete, select, text
from starlette.types import Message, Receive, Scope, Send

from api.app import create_app
from api.json.limits import RateLimit
from api.json.shared_counts import SECONDS_KEPT, SLICE, WINDOW, SharedCounts
from api.store.backups import OF_THE_MOMENT
from api.store.request_counts import RequestCount
from api.store.tables import GROWING
from tests.loops import run_apart
from tests.offices import Opened, new_database, opened

LIMIT = 10


class Clock:
    """Seconds since 1970; begins with a slice."""

    def __init__(self) -> None:
        self.at = time.time() // SLICE * SLICE

    def __call__(self) -> float:
        """Return the moment."""
        return self.at


class Process:
    """One process of a service: it answers 200 to everybody."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self.shared = SharedCounts(engine, clock)
        self.limit = RateLimit(self.answer, LIMIT, self.shared, clock)

    async def answer(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """Answer."""
        await send({"type": "http.response.start", "status": 200, "headers": []})

    def ask(self, address: str = "10.0.0.5") -> tuple[int, str]:
        """Ask once; return the status, and after how many seconds to come back."""
        seen: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": b""}

        async def send(message: Message) -> None:
            seen.append(message)

        scope = {"type": "http", "method": "GET", "path": "/x", "headers": [], "client": (address, 1)}
        run_apart(self.limit(scope, receive, send))
        return seen[0]["status"], dict(seen[0]["headers"]).get(b"retry-after", b"").decode()

    def statuses(self, times: int, address: str = "10.0.0.5") -> list[int]:
        """Ask many times; return the statuses."""
        return [self.ask(address)[0] for _ in range(times)]


@pytest.fixture(scope="module")
def database(postgresql_server: str) -> Iterator[Opened]:
    """An office over a PostgreSQL that these tests have one after the other."""
    with new_database(postgresql_server) as address, opened(address) as found:
        yield found


@pytest.fixture
def engine(database: Opened) -> Engine:
    """The database, without counts."""
    engine = database.office.database.engine
    with engine.begin() as connection:
        connection.execute(delete(RequestCount))
    return engine


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still until it is moved."""
    return Clock()


def rows(engine: Engine) -> list[tuple[str, int]]:
    """Return who was counted how often."""
    with engine.begin() as connection:
        found = connection.execute(select(RequestCount.who, RequestCount.count)).all()  # type: ignore[call-overload]  # SQLModel's columns
    return sorted((str(who), int(count)) for who, count in found)


def test_processes_share_the_limit_exactly_once_they_have_exchanged(engine: Engine, clock: Clock) -> None:
    """Six here and three there leave one: the tenth passes wherever it comes, the eleventh nowhere; others go on."""
    here, there = Process(engine, clock), Process(engine, clock)
    assert here.statuses(6) + there.statuses(3) == [200] * 9
    here.shared.exchange()
    there.shared.exchange()

    assert there.statuses(2) == [200, 429]
    there.shared.exchange()
    here.shared.others("address 10.0.0.5")
    here.shared.exchange()
    assert here.ask()[0] == there.ask()[0] == 429
    assert here.ask("10.0.0.6")[0] == 200


def test_until_they_exchange_each_goes_by_its_own_count(engine: Engine, clock: Clock) -> None:
    """Within the second before an exchange both let through a limit's worth, and not one more."""
    here, there = Process(engine, clock), Process(engine, clock)

    assert here.statuses(LIMIT + 1) == there.statuses(LIMIT + 1) == [200] * LIMIT + [429]


def test_what_others_let_through_weighs_until_its_slice_is_a_minute_old(engine: Engine, clock: Clock) -> None:
    """A refused one is told when; a moment before it is refused still, then it passes."""
    here, there = Process(engine, clock), Process(engine, clock)
    here.statuses(LIMIT)
    here.shared.exchange()
    there.shared.others("address 10.0.0.5")
    there.shared.exchange()

    assert there.ask() == (429, str(WINDOW + SLICE))
    clock.at += WINDOW + SLICE - 0.5
    assert there.ask() == (429, "1")
    clock.at += 0.5
    assert there.ask()[0] == 200


def test_handing_over_twice_counts_once(engine: Engine, clock: Clock) -> None:
    """What comes on top within a slice takes the place of what was handed over; the table names nobody."""
    here, there = Process(engine, clock), Process(engine, clock)
    for _ in range(3):
        here.statuses(2)
        here.shared.exchange()
    there.statuses(1)
    there.shared.exchange()

    assert [count for _, count in rows(engine)] == [1, 6]
    assert len({who for who, _ in rows(engine)}) == 1
    assert all(len(who) == 32 and "10.0.0" not in who for who, _ in rows(engine))
    assert there.statuses(4) == [200, 200, 200, 429]


def test_a_database_that_is_away_refuses_nobody(engine: Engine, clock: Clock, database: Opened) -> None:
    """While it is away each goes by its own count and forgets the others'; what was counted is handed over later."""
    here = Process(engine, clock)
    gone = create_engine(database.address.replace("/t", "/khong_co_t"))
    there = Process(gone, clock)
    here.statuses(LIMIT)
    here.shared.exchange()
    try:
        there.shared._others = {who: {int(clock.at // SLICE): LIMIT} for who, _ in rows(engine)}
        assert there.ask()[0] == 429
        there.shared.exchange()
        assert there.statuses(LIMIT + 1) == [200] * LIMIT + [429]
        there.shared.exchange()
    finally:
        gone.dispose()
    there.shared._engine = engine
    there.shared.exchange()
    assert [count for _, count in rows(engine)] == [LIMIT, LIMIT]
    assert there.ask()[0] == 429


def test_rows_are_forgotten_after_some_minutes(engine: Engine, clock: Clock) -> None:
    """Whoever exchanges takes away, once a minute, what nobody looks back on any more."""
    here = Process(engine, clock)
    here.statuses(3)
    here.shared.exchange()
    clock.at += SECONDS_KEPT
    here.ask("10.0.0.6")
    here.shared.exchange()
    assert [count for _, count in rows(engine)] == [1, 3]
    clock.at += WINDOW
    here.shared.exchange()
    assert [count for _, count in rows(engine)] == [1]
    assert here.shared._own == {}


def test_counts_are_of_the_moment(engine: Engine) -> None:
    """They stand in no backup, among no rows that only grow, and nowhere on disk for long: the table is unlogged."""
    name = RequestCount.__tablename__
    assert name in OF_THE_MOMENT
    assert name not in {each.__tablename__ for each in GROWING}
    with engine.begin() as connection:
        asked = text("SELECT relpersistence FROM pg_class WHERE relname = :name")
        kind = connection.execute(asked, {"name": name}).scalar()
    assert kind == "u"


def test_counts_are_handed_over_a_second_later_without_another_request(engine: Engine, clock: Clock) -> None:
    """The last one who asks is known to the others as well: nothing has to come after."""
    here = Process(engine, clock)

    async def asked() -> None:
        for _ in range(2):
            here.shared.count("address 10.0.0.5")
            here.shared.plan()
        for _ in range(40):
            await asyncio.sleep(0.1)
            if rows(engine):
                return

    run_apart(asked())
    assert [count for _, count in rows(engine)] == [2]


def test_one_process_keeps_its_counts_to_itself(tmp_path_factory: pytest.TempPathFactory, database: Opened) -> None:
    """A service on SQLite shares nothing; one on PostgreSQL does."""

    def shares(office: Opened) -> bool:
        found = [each.kwargs for each in create_app(office.office).user_middleware if "per_minute" in each.kwargs]
        return found[0]["shared"] is not None

    with opened(f"sqlite:///{tmp_path_factory.mktemp('mot') / 'a.sqlite3'}") as alone:
        assert (shares(alone), shares(database)) == (False, True)
