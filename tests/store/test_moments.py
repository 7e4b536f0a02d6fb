"""Readings of one moment: begun once, of one state, ended by a write in between; on both databases."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError

from api.store.acts import head
from api.store.database import Actor, Database, one_moment
from api.store.tables import Unit
from tests.offices import Opened

CLERK = Actor("canbo1", "form")


def write(database: Database, code: str = "04831") -> None:
    """Put a unit on record: an act."""
    with database.writing(CLERK, "units.note") as under_way:
        under_way.add(Unit(code=code, first_day=date(2020, 1, 1)))


def last(database: Database) -> int:
    """Read the number of the last act, as somebody who knows nothing of a moment."""
    with database.reading() as session:
        return head(session).seq


def elsewhere(work: Callable[[], object]) -> None:
    """Do something in another thread, to its end."""
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


@contextmanager
def beginnings(database: Database) -> Iterator[list[object]]:
    """Collect the beginnings of transactions."""
    found: list[object] = []
    note = found.append
    event.listen(database.engine, "begin", note)
    try:
        yield found
    finally:
        event.remove(database.engine, "begin", note)


def test_readings_of_one_moment_are_one(opened_office: Opened) -> None:
    """Three readings begin three times, in a moment once, whoever else opens a moment in it; so does the next."""
    database = opened_office.office.database
    with beginnings(database) as found:
        assert [last(database) for _ in range(3)] == [0, 0, 0]
        assert len(found) == 3
        one_moment()(lambda: [last(database), one_moment()(last)(database), last(database)])()
        assert len(found) == 4
        last(database)
        assert len(found) == 5


def test_what_others_write_is_seen_in_the_next_moment(opened_office: Opened) -> None:
    """Somebody writes in the middle: the moment stays as it was, and the next one has it."""
    database = opened_office.office.database
    with one_moment():
        assert last(database) == 0
        elsewhere(lambda: write(database))
        assert last(database) == 0
    with one_moment():
        assert last(database) == 1


def test_a_write_of_ones_own_ends_the_moment(opened_office: Opened) -> None:
    """Whoever reads, writes and reads on sees what was written, also in a reading that was begun before."""
    database = opened_office.office.database
    with one_moment(), database.reading() as before:
        assert head(before).seq == 0
        write(database)
        assert last(database) == 1
        assert head(before).seq == 1


def test_what_is_read_during_a_write_is_not_kept_for_after(opened_office: Opened) -> None:
    """Whoever reads in the middle of their own write sees the state before it, and after it what was written."""
    database = opened_office.office.database
    with one_moment():
        with database.writing(CLERK, "units.note") as under_way:
            assert last(database) == 0
            under_way.add(Unit(code="04831", first_day=date(2020, 1, 1)))
        assert last(database) == 1


def test_a_reading_that_fails_spoils_no_other(opened_office: Opened) -> None:
    """After a statement that the database refused the rest of the moment is read as ever."""
    database = opened_office.office.database
    with one_moment():
        assert last(database) == 0
        with pytest.raises(DBAPIError), database.reading() as session:
            session.execute(text("SELECT 1 FROM khong_co"))
        assert last(database) == 0


def test_a_moment_is_of_one_thread_and_leaves_nothing_open(opened_office: Opened) -> None:
    """Another thread reads for itself; when the moment is over every connection is back."""
    database = opened_office.office.database
    found: list[int] = []
    with one_moment():
        assert last(database) == 0
        write(database)
        elsewhere(lambda: found.append(last(database)))
    assert found == [1]
    assert database.engine.pool.checkedout() == 0  # type: ignore[attr-defined]  # of the pools that are used here
