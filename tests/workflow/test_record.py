"""The record: what it gives to be scored is what a file gives; who writes over what nobody saw gets nothing in."""

import threading
from collections.abc import Callable, Sequence
from datetime import date
from typing import NoReturn

import numpy as np
import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from sqlmodel import select

from api.store.acts import Broken, verify
from api.store.database import Actor, Write
from api.store.figures import FEW, held
from api.store.tables import Act, CriteriaText, Figure, Unit
from api.store.units import number_of, numbered, numbers_of
from api.workflow.filing import file_figures
from api.workflow.locks import may_record
from api.workflow.record import Record
from api.workflow.recording import Change, Recorded, StaleError, record, undo
from engine.figures import Column, Figures
from engine.indicators import Kind
from engine.units import UnitKey
from tests.offices import START, Opened
from tests.workflow.test_filing import SET, district, shipped

CLERK = Actor("canbo1", "form")
OLD, MERGED = date(2020, 1, 1), date(2025, 7, 1)
NANH_NGHE = ("04834", OLD)


def put(opened: Opened, indicator: str, steps: int | None, seen: int = 0, **more: object) -> Recorded:
    """Put a count of Nánh Nghê in 2024 on record."""
    change = Change(NANH_NGHE, "2024", indicator, Kind.COUNT, steps, seen, **more)  # type: ignore[arg-type]
    return record(opened.office.database, CLERK, SET, [change])


def number(done: Recorded) -> int:
    """Return the number of the one row that was written."""
    (row,) = done.rows
    assert row is not None
    return row.id


def record_of(opened: Opened, upto: int | None = None, *codes: str) -> Record:
    """Return what is known after an act."""
    office = opened.office
    known = office.known_now() if upto is None else upto
    return Record(office.database, office.register, SET, known, codes or None)


def figures_of(found: Record, period: str = "2024") -> tuple[tuple[str, ...], Figures]:
    """Return the units of a period and their figures."""
    return found.figures(shipped(), found.register, period)


def column(found: Record, indicator: str, period: str = "2024") -> list[float | None]:
    """Return a column, None where nothing is known."""
    return [None if np.isnan(each) else float(each) for each in figures_of(found, period)[1].column(indicator)]


def same(one: Column, other: Column) -> bool:
    """Compare two columns."""
    return np.array_equal(one, other, equal_nan=True)


# ------------------------------------------------------------------------------------------------ what is scored


def test_the_record_gives_what_the_file_gives(opened_office: Opened) -> None:
    """Of every period the units, each column now and before, what does not apply and why are those of the file."""
    office, criteria = opened_office.office, shipped()
    data = district(office.register, "150")
    file_figures(office.database, office.register, criteria, data, CLERK)
    kept = record_of(opened_office)

    assert kept.periods == data.periods == ("2021", "2022", "2023", "2024")
    assert kept.newest_period == "2024"
    for period in data.periods:
        codes, figures = kept.figures(criteria, office.register, period)
        file_codes, file_figures_ = data.figures(criteria, office.register, period)
        assert codes == file_codes
        for key in criteria.indicators:
            assert same(figures.column(key), file_figures_.column(key)), (period, key)
            assert same(figures.column_before(key), file_figures_.column_before(key)), (period, key)
        assert {key: mask.tolist() for key, mask in figures.not_applicable.items() if mask.any()} == {
            key: mask.tolist() for key, mask in file_figures_.not_applicable.items() if mask.any()
        }
        assert kept.reasons(period) == data.reasons(period)
        codes_of_faults = [fault.code for fault in kept.faults_of(criteria, office.register, period)]
        assert codes_of_faults == [fault.code for fault in data.faults_of(criteria, office.register, period)]
    assert kept.sample


def test_one_unit_alone(opened_office: Opened) -> None:
    """Narrowed to some units, fewer or more than are asked for one by one, the record gives theirs and no others."""
    office, criteria = opened_office.office, shipped()
    file_figures(office.database, office.register, criteria, district(office.register, "150"), CLERK)
    codes, whole = figures_of(record_of(opened_office))
    assert len(codes) < FEW

    for some in (codes[3:4], codes[2:9:3]):
        found, figures = figures_of(record_of(opened_office, None, *some))
        assert found == some
        places = [codes.index(code) for code in some]
        for key in criteria.indicators:
            assert same(figures.column(key), whole.column(key)[places])
            assert same(figures.column_before(key), whole.column_before(key)[places])


def test_many_units_are_read_with_their_period(opened_office: Opened) -> None:
    """More units than are asked for by number give the same columns, in the order in which they were asked for."""
    office = opened_office.office
    units = [each.key for each in office.register.of_kinds(OLD, ("xã",))][: FEW + 5]
    changes = [Change(unit, "2024", "villages", Kind.COUNT, at, 0) for at, unit in enumerate(units)]
    record(office.database, CLERK, SET, changes)

    with office.database.reading() as session:
        numbers = [row.id for row in session.exec(select(Unit))]
        many, few = (held(session, SET, "2024", each) for each in (numbers[::-1], numbers[::-1][:FEW]))
    assert (many.units, few.units) == (tuple(numbers[::-1]), tuple(numbers[::-1][:FEW]))
    key = ("villages", Kind.COUNT)
    assert many.columns[key].tolist() == [float(at) for at in range(FEW + 4, -1, -1)]
    assert many.columns[key][:FEW].tolist() == few.columns[key].tolist()


def test_known_after_each_act(opened_office: Opened) -> None:
    """Entered, corrected, taken back: after each act the record says what was known then; the unit stays in it."""
    first = put(opened_office, "villages", 10)
    second = put(opened_office, "villages", 11, number(first))
    third = put(opened_office, "villages", None, number(second))
    acts = [each.act for each in (first, second, third)]

    assert acts == [1, 2, 3]
    assert [column(record_of(opened_office, act), "villages") for act in (1, 2, 3)] == [[10], [11], [None]]
    assert record_of(opened_office, 0).periods == ()
    assert figures_of(record_of(opened_office, 3))[0] == ("04834",)


def test_nothing_known(opened_office: Opened) -> None:
    """Without a figure there is no newest period: a ValueError that says so; a period asked for by name is empty."""
    empty = record_of(opened_office)

    assert (empty.periods, empty.newest_period, empty.recognitions(), empty.sample) == ((), "", (), False)
    with pytest.raises(ValueError, match="no newest period"):
        empty.figures(shipped(), empty.register)
    assert figures_of(empty)[0] == ()


def test_an_indicator_whose_kind_changed(opened_office: Opened) -> None:
    """Kept as a number and later as a count, an indicator has the later figure; the earlier steps are not mixed in."""
    office = opened_office.office

    def enter(kind: Kind, steps: int, seen: int) -> int:
        return number(record(office.database, CLERK, SET, [Change(NANH_NGHE, "2024", "villages", kind, steps, seen)]))

    first = enter(Kind.NUMBER, 105_000, 0)
    assert column(record_of(opened_office), "villages") == [None]
    enter(Kind.COUNT, 10, first)
    assert column(record_of(opened_office), "villages") == [10]
    with office.database.reading() as session:
        found = held(session, SET, "2024", [1]).columns
    assert np.isnan(found["villages", Kind.NUMBER][0])


def test_a_merged_unit_alone(opened_office: Opened) -> None:
    """Asked for alone, a unit made of four is compared with the four; the old bearer of its code alone is not it."""
    office = opened_office.office
    parts = [(code, OLD) for code in ("04831", "04867", "04879", "04885")]
    changes = [Change(part, "2024", "offences", Kind.COUNT, 5, 0) for part in parts]
    changes.append(Change(("04831", MERGED), "2025", "offences", Kind.COUNT, 19, 0))
    record(office.database, CLERK, SET, changes)

    for codes in ((), ("04831",), ("04831", "04834")):
        found, figures = figures_of(record_of(opened_office, None, *codes), "2025")
        assert (found, figures.column_before("offences").tolist()) == (("04831",), [20])


def test_figures_of_another_set(opened_office: Opened) -> None:
    """What was entered for one programme is unknown in another."""
    put(opened_office, "villages", 10)
    other = Record(opened_office.office.database, opened_office.office.register, "tt124-xa", 99)

    assert other.periods == ()


# ------------------------------------------------------------------------------------------------------- written


def test_what_an_act_says(opened_office: Opened) -> None:
    """An act names its set, and its unit and period where there is one of each, and how many figures it wrote."""
    office = opened_office.office
    put(opened_office, "villages", 10)
    changes = [
        Change((code, OLD), period, "offices", Kind.COUNT, 1, 0)
        for code, period in (("04834", "2023"), ("04840", "2024"))
    ]
    record(office.database, CLERK, SET, changes)

    with office.database.reading() as session:
        found = [(act.set_id, act.unit_id, act.period, act.content) for act in session.exec(select(Act))]
    assert found == [(SET, 1, "2024", '{"figures":1}'), (SET, None, None, '{"figures":2}')]


def test_nothing_new_is_no_act(opened_office: Opened) -> None:
    """What is known already, and taking back what is not there, give their rows and no act; so does no change."""
    first = put(opened_office, "villages", 10)
    again = put(opened_office, "villages", 10, 99)

    assert again.act is None
    assert number(again) == number(first)
    assert put(opened_office, "offices", None) == Recorded(None, (None,))
    assert record(opened_office.office.database, CLERK, SET, []) == Recorded(None, ())


def test_rows_can_be_read_when_the_write_is_over(opened_office: Opened) -> None:
    """Rows that stood before, those that are newer than what was seen too, are whole when the write has ended."""
    first = put(opened_office, "villages", 10, note="a")
    (row,) = put(opened_office, "villages", 10, note="a").rows
    assert row is not None
    assert (row.id, row.steps, row.note) == (number(first), 10, "a")

    with pytest.raises(StaleError) as stale:
        put(opened_office, "villages", 11)
    newer = stale.value.newer[0]
    assert newer is not None
    assert (newer.id, newer.steps) == (number(first), 10)


def test_one_stale_keeps_all_out(opened_office: Opened) -> None:
    """Of several changes one over something older: none is written, and the newer row stands by its place."""
    first = put(opened_office, "villages", 10)
    changes = [Change(NANH_NGHE, "2024", key, Kind.COUNT, 5, 0) for key in ("offices", "villages", "households")]
    with pytest.raises(StaleError) as stale:
        record(opened_office.office.database, CLERK, SET, changes)

    assert {place: row.id if row else None for place, row in stale.value.newer.items()} == {1: number(first)}
    assert column(record_of(opened_office), "offices") == [None]


def test_what_may_refuses(opened_office: Opened) -> None:
    """The check under the lock is asked for what is new alone; what it raises keeps everything out, the unit too."""
    database = opened_office.office.database
    asked: list[str] = []

    def may(_write: Write, change: Change) -> None:
        asked.append(change.indicator)
        if change.indicator == "offices":
            raise PermissionError

    changes = [Change(NANH_NGHE, "2024", key, Kind.COUNT, 5, 0) for key in ("villages", "offices")]
    with pytest.raises(PermissionError):
        record(database, CLERK, SET, changes, may=may)
    with database.reading() as session:
        assert session.exec(select(Unit)).all() == []
    record(database, CLERK, SET, changes[:1], may=may)
    record(database, CLERK, SET, changes[:1], may=may)
    assert asked == ["villages", "offices", "villages"]


def test_undoing_an_act_of_none(opened_office: Opened) -> None:
    """An act without figures of the set can't be undone: LookupError."""
    with pytest.raises(LookupError):
        undo(opened_office.office.database, CLERK, SET, 1, units={})
    act = put(opened_office, "villages", 10).act
    assert act is not None
    with pytest.raises(LookupError):
        undo(opened_office.office.database, CLERK, "tt124-xa", act, units={1: NANH_NGHE})


# ------------------------------------------------------------------------------------------------------ at once


def together(*deeds: Callable[[], None]) -> None:
    """Let several writers start at the same moment and wait for all."""
    start = threading.Barrier(len(deeds))

    def run(deed: Callable[[], None]) -> None:
        start.wait()
        deed()

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for each in threads:
        each.start()
    for each in threads:
        each.join()


def test_two_writers_on_one_figure(opened_office: Opened) -> None:
    """Of six who correct the same row at once one gets it in; the others are told what stands now."""
    first = number(put(opened_office, "villages", 10))
    won: list[int] = []
    lost: list[int | None] = []

    def correct(value: int) -> Callable[[], None]:
        def deed() -> None:
            try:
                put(opened_office, "villages", value, first)
                won.append(value)
            except StaleError as error:
                lost.extend(row.steps if row else None for row in error.newer.values())

        return deed

    together(*(correct(value) for value in range(11, 17)))
    assert len(won) == 1
    assert lost == won * 5
    assert column(record_of(opened_office), "villages") == won


def test_nobody_is_lost(opened_office: Opened) -> None:
    """Four who each write five values of their own, anew whenever they come too late, have written twenty rows."""
    database = opened_office.office.database
    put(opened_office, "villages", 0)

    def five(first: int) -> Callable[[], None]:
        def deed() -> None:
            for value in range(first, first + 5):
                seen = 1
                while True:
                    try:
                        put(opened_office, "villages", value, seen)
                        break
                    except StaleError as error:
                        (row,) = error.newer.values()
                        seen = row.id if row else 0

        return deed

    together(*(five(first) for first in (10, 20, 30, 40)))
    with database.reading() as session:
        rows = session.exec(select(Figure).order_by("id")).all()
    assert {row.steps for row in rows} == {0, *(first + more for first in (10, 20, 30, 40) for more in range(5))}
    assert [row.replaces for row in rows] == [None, *(row.id for row in rows[:-1])]
    with database.engine.connect() as connection:
        assert [each for each in verify(connection) if isinstance(each, Broken)] == []


def test_two_first_figures_of_one_unit(opened_office: Opened) -> None:
    """Two who write of a unit for the first time, at once, give it one number."""

    def first(key: str) -> Callable[[], None]:
        def deed() -> None:
            put(opened_office, key, 1)

        return deed

    together(*map(first, ("villages", "offices", "households")))
    with opened_office.office.database.writing(CLERK, "x") as write:
        assert numbered(write, NANH_NGHE) == 1
    with opened_office.office.database.reading() as session:
        assert len(session.exec(select(Unit)).all()) == 1


def test_a_file_whose_first_use_could_not_be_written_is_remembered_with_the_next(
    opened_office: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database was locked when a criteria file was first used: that use fails, and the next one keeps the text."""
    office, database = opened_office.office, opened_office.office.database
    texts = select(CriteriaText.set_id).where(CriteriaText.set_id == SET)

    def locked(*_: object, **__: object) -> NoReturn:
        raise OperationalError("", {}, Exception("database is locked"))

    with monkeypatch.context() as patched:
        patched.setattr(type(database), "writing", locked)
        with pytest.raises(OperationalError):
            office.version_of_period(SET, "2024")
    with database.reading() as session:
        assert session.exec(texts).all() == []

    digest = office.version_of_period(SET, "2024").digest
    assert office.version_of_period(SET, "2024").digest == digest

    with database.reading() as session:
        assert session.exec(texts).all() == [SET]


# ------------------------------------------------------------------------------------------------ under the lock


def asked_for(opened: Opened, indicators: Sequence[str], units: Sequence[UnitKey], steps: int) -> list[str]:
    """Return what the database is asked while figures of units are written whose course is looked at."""

    def may(write: Write, change: Change) -> None:
        unit = number_of(write.session, change.unit)
        assert may_record(write.session, SET, unit, "2024", shipped(), START.date(), by_province=False) is not None

    def ask(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        found.append(statement)

    found: list[str] = []
    with opened.office.database.reading() as session:
        rows = {(row.unit_id, row.indicator): row.id for row in session.exec(select(Figure))}
        numbers = numbers_of(session, units)
    changes = [
        Change(unit, "2024", each, Kind.COUNT, steps, rows.get((numbers.get(unit, 0), each), 0))
        for unit in units
        for each in indicators
    ]
    event.listen(opened.office.database.engine, "before_cursor_execute", ask)
    try:
        record(opened.office.database, CLERK, SET, changes, may=may)
    finally:
        event.remove(opened.office.database.engine, "before_cursor_execute", ask)
    return found


def test_many_figures_ask_as_often_as_one(opened_office: Opened) -> None:
    """Corrected under the lock, sixty figures of twenty communes ask as often as one figure of one commune."""
    units = [unit.key for unit in opened_office.office.register.covered(shipped(), date(2024, 12, 31))][:20]
    names = ("offices", "villages", "households")
    asked_for(opened_office, names, units, 1)
    one = asked_for(opened_office, names[:1], units[:1], 2)
    many = asked_for(opened_office, names, units, 3)

    assert len(many) == len(one) < 12
