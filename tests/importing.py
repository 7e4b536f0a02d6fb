"""Imports for tests: somebody who imports, what files would change, what is on record."""

from __future__ import annotations

from api.access.deciding import Who
from api.demo import OFFICER
from api.store import figures as stored
from api.store.database import Actor
from api.store.units import number_of
from api.workflow.importing.importer import Importer, read_file
from api.workflow.importing.lines import State
from api.workflow.importing.writing import Preview, previewed
from api.workflow.office import Office
from engine.units import UnitKey
from tests.assessments import DA_BAC, SET, TAN_PHEO

CODE, OTHER = DA_BAC[0], TAN_PHEO[0]
HEAD = ("Mã đơn vị", "Kỳ", "villages", "offences", "fires", "registered")


def importer(office: Office, person: Who = OFFICER, wanted: str = "") -> Importer:
    """Somebody who imports."""
    return Importer(office, Actor(person.name, "form"), SET, person, wanted)


def looked_at(of: Importer, *contents: bytes) -> Preview:
    """Read files and lay them beside the record."""
    return previewed(of, [read_file(of, each, f"tep-{at}.xlsx") for at, each in enumerate(contents, 1)])


def states(preview: Preview) -> dict[str, State]:
    """Return how each line stands, without the unit where there is one."""
    return {line.what: line.state for line in preview.lines if line.state not in (State.SAME, State.KEPT)}


def held(office: Office, indicator: str, unit: UnitKey = DA_BAC) -> int | None:
    """Return what is on record."""
    with office.database.reading() as session:
        number = number_of(session, unit)
        rows = stored.rows_holding(session, SET, [number], "2024", [indicator]) if number else ()
    return rows[0].steps if rows else None


def seen(office: Office, indicator: str) -> int:
    """Return the number of the row that holds."""
    with office.database.reading() as session:
        number = number_of(session, DA_BAC)
        assert number is not None
        return stored.rows_holding(session, SET, [number], "2024", [indicator])[0].id
