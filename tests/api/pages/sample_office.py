"""An office with the whole sample, met through its pages by whoever is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

from api.store import assessments
from api.store.tables import Evidence
from api.store.units import number_of, numbered
from api.workflow.assessing import self_assess, submit
from api.workflow.recognising import recognise
from api.workflow.schedule import plan_period, proposed
from engine.units import UnitKey
from tests.api.pages.heats import CLERK, SET, sheet
from tests.offices import Opened, opened_with_sample

FIRST = date(2020, 1, 1)
DA_BAC: UnitKey = ("04831", FIRST)
BELOW: UnitKey = ("05428", FIRST)
"""Xã An Bình, 7 of 16 criteria in 2024, so 9 of 16 are unmet: its recognition is one to review."""


@contextmanager
def sample_office(folder: Path) -> Iterator[Opened]:
    """Open the office of the demonstration on 1 March 2025."""
    with opened_with_sample(f"sqlite+pysqlite:///{folder / 'mau.sqlite3'}", requests_per_minute=1_000_000) as found:
        found.clock.move(days=111)
        plan(found)
        yield found


def plan(found: Opened, **days: date) -> None:
    """Open the period 2024 with the days that are offered but for some, whatever its days are now."""
    office = found.office
    criteria = office.version_of_period(SET, "2024").criteria
    with office.database.reading() as session:
        held = assessments.plans(session, SET, "2024").get("2024")
    wanted = replace(proposed(criteria, "2024"), **days)
    plan_period(office, CLERK, criteria, "2024", wanted, held.id if held else 0)


def hand_in(found: Opened, code: str) -> None:
    """Judge and hand in the sheet of a commune that nobody has begun."""
    office = found.office
    self_assess(office, CLERK, sheet(office, code), 0, {})
    with office.database.reading() as session:
        unit = number_of(session, sheet(office, code).unit.key)
        steps = assessments.courses(session, SET, "2024")[unit or 0].steps
    submit(office, CLERK, sheet(office, code), steps[-1].number)


def watched(found: Opened) -> None:
    """Put on record what is to be watched: a recognition to review, and documents that end around the 60 days."""
    office = found.office
    recognise(office.database, CLERK, SET, BELOW, "commune", "77/QĐ-BCĐ", date(2024, 12, 30))
    with office.database.writing(CLERK, "evidence.record", set_id=SET, period="2024") as write:
        for document, last in (
            ("1/BC", date(2025, 2, 28)),
            ("2/BC", date(2025, 3, 1)),
            ("3/BC", date(2025, 4, 30)),
            ("4/BC", date(2025, 5, 1)),
            ("5/BC", None),
        ):
            write.add(_evidence(numbered(write, DA_BAC), document, last))
        write.add(_evidence(numbered(write, DA_BAC), "6/BC", date(2025, 4, 1)))
    with office.database.writing(CLERK, "evidence.withdraw", set_id=SET, period="2024") as write:
        row = _evidence(numbered(write, DA_BAC), "6/BC", date(2025, 4, 1))
        row.withdrawn, row.replaces = True, 6
        write.add(row)


def _evidence(unit: int, document: str, last: date | None) -> Evidence:
    return Evidence(
        set_id=SET,
        unit_id=unit,
        period="2024",
        criterion="TC08",
        document=document,
        issued_on=date(2024, 5, 2),
        issuer="Đảng ủy",
        expires_on=last,
    )
