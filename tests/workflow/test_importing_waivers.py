"""Criteria that do not apply, from files: who may, what it does, written and undone as one act, on both databases."""

from __future__ import annotations

import json

import pytest
from sqlmodel import select

from api.access.deciding import Who
from api.exchange.templates.layout import WAIVER_FIELDS
from api.store.chains import standing
from api.store.tables import Act, Waiver
from api.workflow.importing.lines import State
from api.workflow.importing.writing import Preview, confirm, take_back
from api.workflow.office import Office
from api.workflow.sheets import ForbiddenError, OvertakenError
from api.workflow.waiving import Exemption, waive
from engine.rules import Verdict
from tests.assessments import CLERK, COMMUNE, DA_BAC, DISTRICT, PERIOD, PROVINCE, SET, fill_few, prepared
from tests.filled import table
from tests.importing import CODE, importer, looked_at
from tests.offices import Opened

HEADINGS = ("Mã đơn vị", "Kỳ", "Tiêu chí", *WAIVER_FIELDS.values())
REASON, DECISION = "Đang thay hệ thống camera", "112/QĐ-BCĐ"
ROW = (CODE, 2024, "TC06", REASON, DECISION, "31/12/2024")


def waivers(office: Office) -> list[tuple[str, str, str]]:
    """Return what stands."""
    with office.database.reading() as session:
        rows = standing(session, Waiver)
    return [(row.criterion, row.decision, str(row.last_day)) for row in rows if not row.withdrawn]


def of_file(office: Office, *rows: tuple[object, ...], person: Who = PROVINCE) -> Preview:
    """Look at a table of them."""
    return looked_at(importer(office, person), table(HEADINGS, *rows))


def test_written_as_one_act_and_undone_as_one(opened_office: Opened) -> None:
    """The look says what becomes of the verdict; the act names the count; the same again is nothing new; undone."""
    office, of = prepared(opened_office), importer(opened_office.office, PROVINCE)
    preview = of_file(office, ROW)
    (line,), (effect,) = preview.lines, preview.effects.units
    done = confirm(of, preview, preview.usual)
    assert done.act is not None
    with office.database.reading() as session:
        act = session.exec(select(Act).where(Act.seq == done.act)).one()
        said, kind = json.loads(act.content), act.action

    assert (line.key, line.state, line.now) == (f"{CODE}.2024.kad-TC06", State.NEW, None)
    assert line.given == f"{REASON}, theo {DECISION}, đến hết ngày 31/12/2024"
    assert [(key, new) for key, _, new in effect.criteria] == [("TC06", Verdict.NOT_APPLICABLE)]
    assert (kind, said["waivers"], said["figures"]) == ("figures.import", 1, 0)
    assert waivers(office) == [("TC06", DECISION, "2024-12-31")]
    assert [each.state for each in of_file(office, ROW).lines] == [State.SAME]
    take_back(of, done.act)
    assert waivers(office) == []


def test_a_correction_gives_the_first_one_back(opened_office: Opened) -> None:
    """Another decision replaces the one that stands, and its undo brings that back; nobody is written over unseen."""
    office, of = prepared(opened_office), importer(opened_office.office, PROVINCE)
    criteria = office.version_of_period(SET, PERIOD).criteria
    waive(office, CLERK, criteria, DA_BAC, PERIOD, Exemption("TC06", REASON, "1/QĐ"))
    preview = of_file(office, ROW)
    assert [each.state for each in preview.lines] == [State.DIFFERENT]
    done = confirm(of, preview, preview.usual)
    with pytest.raises(OvertakenError):
        confirm(of, preview, preview.usual)
    assert done.act is not None
    take_back(of, done.act)

    assert waivers(office) == [("TC06", "1/QĐ", "None")]


def test_only_who_may_waive(opened_office: Opened) -> None:
    """A commune's figures are taken and its waivers left out, said; an appraiser's waivers are taken, figures not."""
    office = prepared(opened_office)
    wide = table(
        ("Mã đơn vị", "Kỳ", "offences", "TC06", "TC06: Quyết định không áp dụng"), (CODE, 2024, 1, REASON, DECISION)
    )
    commune = looked_at(importer(office, COMMUNE), wide)
    assert ([each.what for each in commune.lines], [each.code for each in commune.faults]) == (
        ["offences"],
        ["NOT_YOURS_TO_WAIVE"],
    )
    appraiser = importer(office, DISTRICT)
    both = looked_at(appraiser, wide)
    assert ([each.what for each in both.lines], [each.code for each in both.faults]) == (["TC06"], ["NOT_YOUR_UNIT"])
    alone = of_file(office, ROW, person=DISTRICT)
    done = confirm(appraiser, alone, alone.usual)
    assert (alone.faults, waivers(office)) == ((), [("TC06", DECISION, "2024-12-31")])
    assert done.act is not None
    with pytest.raises(LookupError):
        take_back(importer(office, COMMUNE), done.act)
    take_back(appraiser, done.act)
    assert waivers(office) == []


def test_a_period_that_is_not_open_locks_it(opened_office: Opened) -> None:
    """Before the period is opened the line says so, and picking it writes nothing."""
    office, of = opened_office.office, importer(opened_office.office, PROVINCE)
    fill_few(office)
    preview = of_file(office, ROW)
    (line,) = preview.lines
    confirm(of, preview, [line.key])

    assert (line.state, "chưa được mở" in line.why, waivers(office)) == (State.LOCKED, True, [])


def test_a_right_that_ended_between_look_and_writing(opened_office: Opened) -> None:
    """What was looked at by who may is refused when who confirms may not."""
    office = prepared(opened_office)
    preview = of_file(office, ROW)
    with pytest.raises(ForbiddenError):
        confirm(importer(office, COMMUNE), preview, preview.usual)

    assert waivers(office) == []
