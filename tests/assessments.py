"""Assessments for tests: a few units with sample figures, people who work on them, and the calls of the API."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from fastapi.testclient import TestClient

from api.access.deciding import Granted, Place, Role, Who
from api.app import create_app
from api.demo import _as_csv
from api.exchange.criteria_files import read_shipped
from api.exchange.data import read_data
from api.exchange.register import load_register
from api.sample import sample_table
from api.store import assessments as stored
from api.store.assessments import Course
from api.store.database import Actor
from api.store.units import number_of
from api.workflow.assessing import Said
from api.workflow.filing import file_figures
from api.workflow.office import Office
from api.workflow.recording import Change, record
from api.workflow.schedule import plan_period, proposed
from api.workflow.sheets import Assessment
from engine.indicators import Kind
from engine.rules import Verdict
from engine.units import UnitKey
from tests.offices import Opened

SET, PERIOD = "nq12-tu", "2024"
DA_BAC: UnitKey = ("04831", date(2020, 1, 1))
"""Thị trấn Đà Bắc, huyện 150; of its 16 criteria the sample has some met, some unmet and none unknown in 2024."""
TAN_PHEO: UnitKey = ("04849", date(2020, 1, 1))
"""Xã Tân Pheo, also of huyện 150; no figure of it is on record here."""
WARD: UnitKey = ("04789", date(2020, 1, 1))
CLERK = Actor("canbo1", "api")
BEGIN = date(2020, 1, 1)


def who(role: Role, *places: str, name: str = "") -> Who:
    """Make somebody with a role in some places."""
    granted = tuple(Granted(role, Place.read(place), BEGIN) for place in places)
    return Who(name or role.value, None, granted)


COMMUNE = who(Role.COMMUNE, "unit:04831:2020-01-01", "unit:04849:2020-01-01")
DISTRICT = who(Role.APPRAISER, "district:150")
PROVINCE = who(Role.PROVINCE, "province:17")
VIEWER = who(Role.VIEWER, "all")


@cache
def few_rows() -> bytes:
    """The sample of Thị trấn Đà Bắc in every year, as a file."""
    criteria = read_shipped().criteria
    assert criteria is not None
    heading, rows = sample_table(criteria, load_register()[0])
    at = heading.index("unit")
    return _as_csv((heading, tuple(row for row in rows if row[at] == DA_BAC[0])))


def fill_few(office: Office) -> None:
    """Put the sample of one unit on record."""
    criteria = office.version_of_period(SET, PERIOD).criteria
    data = read_data(few_rows(), criteria, office.register, name="mau.csv")
    file_figures(office.database, office.register, criteria, data, CLERK)


def open_period(office: Office, period: str = PERIOD) -> None:
    """Open a period with the days that are offered."""
    criteria = office.version_of_period(SET, period).criteria
    plan_period(office, CLERK, criteria, period, proposed(criteria, period), 0)


def prepared(opened: Opened) -> Office:
    """Fill and open an office for 2024."""
    fill_few(opened.office)
    open_period(opened.office)
    return opened.office


def sheet(office: Office, key: UnitKey = DA_BAC, period: str = PERIOD) -> Assessment:
    """Return a unit's assessment."""
    version = office.version_of_period(SET, period)
    unit = office.register.version(key[0], version.criteria.period.bounds(period)[1])
    assert unit is not None
    return Assessment(version, period, unit)


def enter(office: Office, indicator: str, steps: int | None, seen: int, kind: Kind = Kind.COUNT) -> None:
    """Write a figure of Thị trấn Đà Bắc over the row that was seen."""
    record(office.database, CLERK, SET, [Change(DA_BAC, PERIOD, indicator, kind, steps, seen)])


def course_of(office: Office, of: Assessment) -> Course:
    """Read the course of an assessment."""
    with office.database.reading() as session:
        return stored.course(session, of.criteria.set, number_of(session, of.unit.key), of.period)


def agreed(office: Office, of: Assessment, keys: Iterable[str] | None = None) -> dict[str, Said]:
    """Appraise as the commune said, with a reason for what is unknown."""
    said = course_of(office, of).self_assessed
    theirs = {key: Verdict(said[key]["verdict"]) if said else Verdict.MET for key in (of.ids if keys is None else keys)}
    return {key: Said(each, "chưa đủ số liệu" if each is Verdict.UNKNOWN else "") for key, each in theirs.items()}


@dataclass
class Desk:
    """Somebody at the API; ``step`` goes with every write as If-Match."""

    client: TestClient

    @classmethod
    def of(cls, office: Office, guest: Who) -> Desk:
        """Seat somebody."""
        return cls(TestClient(create_app(office, guest=guest), raise_server_exceptions=False))

    def get(self, path: str, status: int = 200, **query: Any) -> Any:  # noqa: ANN401 -- JSON
        """Ask, and expect a status."""
        answer = self.client.get(f"/api/v1{path}", params=query)
        assert answer.status_code == status, answer.text
        return answer.json()

    def post(
        self, path: str, body: object = None, step: int | None = None, status: int = 200, method: str = "POST"
    ) -> Any:  # noqa: ANN401 -- JSON
        """Send, and expect a status."""
        headers = {} if step is None else {"If-Match": f'"{step}"'}
        answer = self.client.request(method, f"/api/v1{path}", json=body, headers=headers)
        assert answer.status_code == status, answer.text
        return answer.json()


def items_of(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the items of an assessment by criterion."""
    return {each["id"]: each for each in body["items"]}
