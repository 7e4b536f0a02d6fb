"""The record only grows: acts form a chain that shows every break, on both databases."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from api.store.acts import Broken, Head, head, verify
from api.store.database import Actor, Database, Write, open_database
from api.store.tables import Figure, Unit
from api.store.units import numbered
from tests.offices import Opened

CLERK = Actor("canbo1", "form")
DA_BAC = ("04831", date(2020, 1, 1))


def enter(database: Database, steps: int | None, replaces: int | None = None) -> Figure:
    """Put one figure on record."""
    with database.writing(CLERK, "figures.record", set_id="nq12-tu", period="2024") as write:
        return add(write, steps, replaces)


def add(write: Write, steps: int | None, replaces: int | None = None) -> Figure:
    """Add a figure to a write."""
    return write.add(
        Figure(
            set_id="nq12-tu",
            unit_id=numbered(write, DA_BAC),
            period="2024",
            indicator="villages",
            kind="count",
            steps=steps,
            replaces=replaces,
        )
    )


def found(database: Database) -> list[Broken | Head]:
    """Walk the chain."""
    with database.engine.connect() as connection:
        return list(verify(connection))


def test_a_chain_of_two_acts_holds(opened_office: Opened) -> None:
    """A figure and its correction are two acts; the walk finds no break and ends at the head."""
    database = opened_office.office.database
    first = enter(database, 20)
    enter(database, 21, first.id)
    with database.reading() as session:
        end = head(session)

    assert end.seq == 2
    assert found(database) == [end]


@pytest.mark.parametrize("table", ["act", "figure", "unit"])
@pytest.mark.parametrize("deed", ["UPDATE {} SET period = '2023'", "DELETE FROM {}"])
def test_the_database_refuses_to_change_or_delete(opened_office: Opened, table: str, deed: str) -> None:
    """What is on record can be changed by no statement, whoever writes it."""
    database = opened_office.office.database
    enter(database, 20)
    statement = deed.format(table).replace("period = '2023'", "id = 7" if table != "act" else "seq = 7")
    with pytest.raises(DBAPIError, match="only grows"), database.changing() as session:
        session.execute(text(statement))

    assert found(database)[-1:] == [end_of(database)]


def end_of(database: Database) -> Head:
    """Return the head."""
    with database.reading() as session:
        return head(session)


def test_two_corrections_of_one_figure_exclude_each_other(opened_office: Opened) -> None:
    """A row can be replaced once: of two writers who saw the same figure the second gets nothing in."""
    database = opened_office.office.database
    first = enter(database, 20)
    enter(database, 21, first.id)
    with pytest.raises(IntegrityError):
        enter(database, 22, first.id)

    assert end_of(database).seq == 2


def test_a_figure_begins_once(opened_office: Opened) -> None:
    """A second first row of the same figure is refused."""
    database = opened_office.office.database
    enter(database, 20)
    with pytest.raises(IntegrityError):
        enter(database, 20)


def test_nothing_of_a_failed_write_stays(opened_office: Opened) -> None:
    """An act is all or nothing: a fault after the first row leaves neither rows nor act."""
    database = opened_office.office.database

    def fail() -> None:
        with database.writing(CLERK, "figures.record") as write:
            add(write, 20)
            raise RuntimeError("mất điện")

    with pytest.raises(RuntimeError):
        fail()

    assert end_of(database).seq == 0
    with database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM figure")).scalar() == 0


def test_an_act_without_rows_is_left_out(opened_office: Opened) -> None:
    """A repeated identical write writes nothing; a login is an act all the same and moves no data."""
    database = opened_office.office.database
    with database.writing(CLERK, "figures.record"):
        pass
    with database.writing(CLERK, "login", bare=True):
        pass
    with database.reading() as session:
        assert (head(session).seq, database.stamp(session)) == (1, 0)


def test_a_clock_that_goes_back_is_held(opened_office: Opened) -> None:
    """An act is never earlier than the one before it."""
    database, clock = opened_office.office.database, opened_office.clock
    first = enter(database, 20)
    before = end_of(database).at
    clock.move(days=-2)
    enter(database, 21, first.id)

    assert end_of(database).at == before
    assert found(database) == [end_of(database)]


@pytest.mark.parametrize(
    ("forgery", "faults"),
    [
        ("UPDATE figure SET steps = 99 WHERE id = 1", {(1, "rows")}),
        ("DELETE FROM figure WHERE id = 2", {(2, "rows")}),
        ("UPDATE act SET actor = 'ai đó' WHERE seq = 1", {(1, "hash")}),
        ("UPDATE act SET at = '2020-01-01T00:00:00.000000Z' WHERE seq = 2", {(2, "hash"), (2, "time")}),
        (
            (
                "INSERT INTO figure (id, act, set_id, unit_id, period, indicator, kind, steps, cell, note, sample) "
                "SELECT 9, 2, set_id, unit_id, '2023', indicator, kind, 5, '', '', sample FROM figure WHERE id = 1"
            ),
            {(2, "rows")},
        ),
    ],
)
def test_a_forgery_shows(opened_office: Opened, forgery: str, faults: set[tuple[int, str]]) -> None:
    """Whoever gets round the triggers and changes, deletes or slips in a row breaks the chain where they did it."""
    database = opened_office.office.database
    first = enter(database, 20)
    enter(database, 21, first.id)
    with database.changing() as session:
        if database.is_sqlite:
            for name in session.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all():
                session.execute(text(f"DROP TRIGGER {name}"))
        else:
            session.execute(text("ALTER TABLE figure DISABLE TRIGGER USER"))
            session.execute(text("ALTER TABLE act DISABLE TRIGGER USER"))
        session.execute(text(forgery))

    assert {(each.seq, each.fault) for each in found(database) if isinstance(each, Broken)} == faults


def test_opening_again_changes_nothing(opened_office: Opened) -> None:
    """A database that is up to date is opened as it is."""
    enter(opened_office.office.database, 20)
    again = open_database(opened_office.address, opened_office.clock)
    try:
        assert end_of(again) == end_of(opened_office.office.database)
    finally:
        again.close()


def test_the_tables_are_those_that_the_migrations_make(opened_office: Opened) -> None:
    """No column, index or key differs between the rows of the program and the migrated database."""
    from alembic.autogenerate import compare_metadata  # noqa: PLC0415 -- only here
    from alembic.runtime.migration import MigrationContext  # noqa: PLC0415 -- only here
    from sqlmodel import SQLModel  # noqa: PLC0415 -- only here

    with opened_office.office.database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), SQLModel.metadata) == []


def test_units_are_numbered_once(opened_office: Opened) -> None:
    """The same unit version has the same number in every act."""
    database = opened_office.office.database
    first = enter(database, 20)
    second = enter(database, 21, first.id)
    with database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM unit")).scalar() == 1

    assert first.unit_id == second.unit_id == 1
    assert Unit.__tablename__ == "unit"
