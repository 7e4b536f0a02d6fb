"""What files hold, put on an empty record: an act a period, what is off the map left out, the sample marked."""

from datetime import date
from functools import cache

import pytest
from sqlmodel import Session, select

from api.exchange.criteria_files import read_shipped
from api.exchange.data import Data, read_data
from api.sample import Table, sample_table
from api.store import recognitions as stored
from api.store.acts import Head, verify
from api.store.chains import standing
from api.store.database import Actor
from api.store.tables import Act, Figure, RecognitionRow, Unit, Waiver
from api.workflow.filing import BY_FILE, file_figures, file_recognitions
from engine.criteria import CriteriaSet
from engine.targets import Recognition
from engine.units import Register
from tests.offices import Opened

CLERK = Actor("canbo1", "file")
SET = "nq12-tu"
OLD = date(2020, 1, 1)


def shipped() -> CriteriaSet:
    """Return the shipped set."""
    criteria = read_shipped().criteria
    assert criteria is not None
    return criteria


def district(register: Register, code: str, rows: int | None = None) -> Data:
    """Return the sample of one district, read from a file, or its first rows."""
    heading, table = _sample()
    own = [row for row in table if any(each.district == code for each in register.history(row[0]))]
    return read_csv("\n".join(",".join(cells(row)) for row in (heading, *own[:rows])), register)


@cache
def _sample() -> Table:
    return sample_table()


def cells(row: tuple[str, ...]) -> list[str]:
    """Write the cells of a row for a CSV."""
    return [f'"{cell}"' for cell in row]


def read_csv(text: str, register: Register) -> Data:
    """Read figures from text."""
    return read_data(text.encode(), shipped(), register, name="bang.csv")


def acts(session: Session) -> list[tuple[str, str | None, str, int]]:
    """Return deed, period, content and number of rows of each act."""
    return [(act.action, act.period, act.content, act.row_count) for act in session.exec(select(Act))]


def test_an_act_a_period(opened_office: Opened) -> None:
    """Each period of a file is one act that names the file; every figure has its row and says that it is invented."""
    office = opened_office.office
    data = district(office.register, "150")
    count = file_figures(office.database, office.register, shipped(), data, CLERK)

    with office.database.reading() as session:
        found = acts(session)
        figures, units, waivers = (len(session.exec(select(kind)).all()) for kind in (Figure, Unit, Waiver))
        assert all(row.sample for row in session.exec(select(Figure)))
        places = {row.cell for row in session.exec(select(Figure).where(Figure.period == "2021"))}
    assert [(action, period) for action, period, _, _ in found] == [
        ("figures.import", period) for period in ("2021", "2022", "2023", "2024")
    ]
    assert {content for _, _, content, _ in found} == {'{"file":"bang.csv","sample":true}'}
    assert count == figures
    assert sum(rows for *_, rows in found) == figures + units + waivers
    assert units == 17
    assert places == {f"dòng {row}" for row in range(2, 19)}
    with office.database.engine.connect() as connection:
        assert [each for each in verify(connection) if not isinstance(each, Head)] == []


def test_what_is_kept_of_a_row(opened_office: Opened) -> None:
    """Values in whole steps, a reason as a waiver by the file; blanks, sums and faulty cells leave no row."""
    office = opened_office.office
    data = read_csv(
        "unit,period,villages,offices,bodies,waste_collected,registered,resolution,TC06,note\n"
        "04834,2024,10,x,11,98.5,có,2024-03-15,Đang thay camera,\n"
        "99999,2024,10,,,,,,,\n",
        office.register,
    )
    assert file_figures(office.database, office.register, shipped(), data, CLERK) == 4

    with office.database.reading() as session:
        rows = session.exec(select(Figure).order_by("indicator")).all()
        (waiver,) = standing(session, Waiver)
        units = session.exec(select(Unit)).all()
    assert [(row.indicator, row.kind, row.steps, row.cell, row.sample) for row in rows] == [
        ("registered", "flag", 1, "dòng 2", False),
        ("resolution", "document", date(2024, 3, 15).toordinal(), "dòng 2", False),
        ("villages", "count", 10, "dòng 2", False),
        ("waste_collected", "number", 985_000, "dòng 2", False),
    ]
    assert (waiver.criterion, waiver.reason, waiver.decision, waiver.last_day) == (
        "TC06",
        "Đang thay camera",
        BY_FILE,
        None,
    )
    assert [(row.code, row.first_day) for row in units] == [("04834", OLD)]


def test_the_unit_of_the_period(opened_office: Opened) -> None:
    """A code is the unit that bore it on the last day of the period: 04891 is two units in 2024 and 2025."""
    office = opened_office.office
    data = read_csv("unit,period,villages\n04891,2024,5\n04891,2025,9\n", office.register)
    file_figures(office.database, office.register, shipped(), data, CLERK)

    with office.database.reading() as session:
        units = {row.id: row.first_day for row in session.exec(select(Unit))}
        found = {row.period: units[row.unit_id] for row in session.exec(select(Figure))}
    assert found == {"2024": OLD, "2025": date(2025, 7, 1)}


@pytest.mark.parametrize("text", ["unit,period,villages\n", "unit,period,villages\n99999,2024,5\n04834,2024,\n"])
def test_a_file_without_figures(opened_office: Opened, text: str) -> None:
    """A file of nothing, or of units off the map and blanks, puts no figure on record."""
    office = opened_office.office
    assert file_figures(office.database, office.register, shipped(), read_csv(text, office.register), CLERK) == 0

    with office.database.reading() as session:
        assert session.exec(select(Figure)).all() == []


def test_recognitions(opened_office: Opened) -> None:
    """Decisions with their ends are one act; one on a unit that was not on the map of its day is left out."""
    office = opened_office.office
    decisions = (
        Recognition("04834", "commune", "1/QĐ", date(2023, 12, 15)),
        Recognition("04840", "commune", "2/QĐ", date(2023, 12, 15), date(2024, 11, 18)),
        Recognition("04834", "commune", "3/QĐ", date(2025, 7, 1)),
    )
    assert file_recognitions(office.database, office.register, shipped(), decisions, CLERK) > 0

    with office.database.reading() as session:
        found = stored.decisions(session, SET)
        (act,) = acts(session)
        assert len(session.exec(select(RecognitionRow)).all()) == 2
    assert act[:2] == ("recognitions.import", None)
    assert [(each.code, each.first_day, each.decision, each.revocation, each.revoked_on) for each in found] == [
        ("04834", OLD, "1/QĐ", None, None),
        ("04840", OLD, "2/QĐ", BY_FILE, date(2024, 11, 18)),
    ]


def test_no_recognitions(opened_office: Opened) -> None:
    """Without decisions there is no act."""
    office = opened_office.office
    assert file_recognitions(office.database, office.register, shipped(), (), CLERK) == 0

    with office.database.reading() as session:
        assert acts(session) == []
