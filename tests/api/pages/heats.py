"""The heat table of an office: the sample with a few things done on record, and rows read back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response

from api.access.deciding import Granted, Place, Role, Who
from api.app import create_app
from api.demo import BY_SAMPLE, OFFICER, demo_board
from api.exchange.data import Data
from api.store import figures as stored
from api.store.acts import head
from api.store.database import Actor
from api.store.tables import Act, Evidence
from api.store.units import number_of
from api.workflow.assessing import self_assess, submit
from api.workflow.filing import file_figures
from api.workflow.office import Office
from api.workflow.recording import Change, record
from api.workflow.schedule import plan_period, proposed
from api.workflow.sheets import Assessment
from engine.indicators import Kind
from engine.units import UnitKey
from tests.api.pages.html import Node, read
from tests.offices import Opened, opened

SET = "nq12-tu"
CLERK = Actor("canbo1", "form")
DA_BAC: UnitKey = ("04831", date(2020, 1, 1))
"""Thị trấn Đà Bắc of district 150; its sheet of 2024 is handed in here."""
CAO_SON = "04834"
"""Its sheet is begun."""


def somebody(role: Role, place: str) -> Who:
    """Make somebody with one grant."""
    return Who(f"{role} {place}", None, (Granted(role, Place.read(place), date(2020, 1, 1)),))


@dataclass
class Room:
    """The pages as one person meets them."""

    opened: Opened
    who: Who = OFFICER
    client: TestClient = field(init=False)

    def __post_init__(self) -> None:
        """Let them in."""
        self.client = TestClient(create_app(self.opened.office, guest=self.who))

    def get(self, address: str, query: Mapping[str, str] | None = None) -> Response:
        """Ask for an address."""
        return self.client.get(address, params=query, follow_redirects=False)

    def page(self, address: str, status: int = 200) -> Node:
        """Ask for a page of that status and read it."""
        answer = self.get(address)
        assert answer.status_code == status, answer.text[:500]
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        return read(answer.text)

    def scores(self, period: str) -> dict[str, dict[str, Any]]:
        """Return what the service for programs says of every unit, by code."""
        found = self.client.get("/api/v1/scores", params={"period": period}).json()["units"]
        return {each["unit"]: each for each in found}

    def acts(self, after: int = 0) -> list[Act]:
        """Return the acts after one, oldest first."""
        with self.opened.office.database.reading() as session:
            return [session.get_one(Act, seq) for seq in range(after + 1, head(session).seq + 1)]


def table_rows(page: Node) -> list[Node]:
    """Return the rows of units."""
    return [row for row in page.one("table", "heat-table").all("tr") if "data-ma" in row.attributes]


def codes(page: Node) -> list[str]:
    """Return the units, in the order of the rows."""
    return [row.attributes["data-ma"] for row in table_rows(page)]


def cells(row: Node) -> list[Node]:
    """Return the cells of criteria of a row."""
    kinds = {"met", "unmet", "unknown", "not_applicable"}
    return [cell for cell in row.all("td") if cell.attributes.get("class") in kinds]


def sheet(office: Office, code: str) -> Assessment:
    """Return a unit's assessment of 2024."""
    unit = office.register.version(code, date(2024, 12, 31))
    assert unit is not None
    return Assessment(office.version_of_period(SET, "2024"), "2024", unit)


def change(opened: Opened, indicator: str, steps: int | None, key: UnitKey = DA_BAC) -> None:
    """Correct a figure of 2024 a minute later."""
    opened.clock.move(minutes=1)
    database = opened.office.database
    with database.reading() as session:
        number = number_of(session, key)
        assert number is not None
        rows = stored.history(session, SET, number, "2024", indicator)
    seen = rows[-1].row.id if rows else 0
    record(database, CLERK, SET, [Change(key, "2024", indicator, Kind.COUNT, steps, seen)])


@contextmanager
def heat_office(folder: Path) -> Iterator[Opened]:
    """Open an office with the sample; 2024 is open, one figure corrected, one document given, two sheets under way.

    Thị trấn Đà Bắc has 26 units to be recognised, here 18 of them: one short of 70 %. A document proves it until 2025.
    """
    with opened(f"sqlite+pysqlite:///{folder / 'mau.sqlite3'}", requests_per_minute=1_000_000) as found:
        office = found.office
        sample = demo_board()
        assert isinstance(sample.data, Data)
        file_figures(office.database, office.register, sample.criteria, sample.data, BY_SAMPLE)
        criteria = office.version_of_period(SET, "2024").criteria
        plan_period(office, CLERK, criteria, "2024", proposed(criteria, "2024"), 0)
        change(found, "bodies_recognised", 18)
        with office.database.writing(CLERK, "evidence.record", set_id=SET, period="2024") as write:
            unit = number_of(write.session, DA_BAC)
            assert unit is not None
            write.add(
                Evidence(
                    set_id=SET,
                    unit_id=unit,
                    period="2024",
                    criterion="TC08",
                    document="15/QĐ-UBND",
                    issued_on=date(2024, 3, 5),
                    issuer="UBND huyện Đà Bắc",
                    pages="2",
                    expires_on=date(2025, 3, 5),
                )
            )
        for code in (DA_BAC[0], CAO_SON):
            self_assess(office, CLERK, sheet(office, code), 0, {})
        with office.database.reading() as session:
            step = session.connection().exec_driver_sql("SELECT min(id) FROM step").scalar_one()
        submit(office, CLERK, sheet(office, DA_BAC[0]), step)
        yield found
