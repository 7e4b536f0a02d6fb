"""What files would change, cell by cell and verdict by verdict, beside what others changed meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.access.deciding import Role
from api.demo import OFFICER
from api.store import assessments
from api.store import figures as stored
from api.store.database import Actor
from api.store.units import number_of
from api.workflow.assessing import self_assess, submit
from api.workflow.importing.lines import State
from api.workflow.importing.templates import NoTemplateError, make_template
from api.workflow.importing.writing import confirm, picked
from api.workflow.sheets import ForbiddenError
from engine.rules import Verdict
from tests.assessments import COMMUNE, DA_BAC, DISTRICT, SET, TAN_PHEO, enter, open_period, prepared, sheet, who
from tests.filled import LABELS, filled_in, table
from tests.importing import CODE, HEAD, OTHER, held, importer, looked_at, seen, states
from tests.offices import Opened, opened


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Opened]:
    """An office over an empty SQLite: what is compared does not depend on the database."""
    with opened(f"sqlite+pysqlite:///{tmp_path / 'thu.sqlite3'}") as found:
        yield found


def test_a_template_sent_back_untouched_changes_nothing(kept: Opened) -> None:
    """Every cell says what is on record."""
    office = prepared(kept)
    preview = looked_at(importer(office), make_template(importer(office), "2024", CODE).body)

    assert (states(preview), preview.faults, preview.usual) == ({}, (), frozenset())
    assert preview.counts[State.SAME] == len(preview.lines) > 40


def test_every_way_in_which_a_cell_can_stand(kept: Opened) -> None:
    """New, different, cleared, in conflict, kept; only the first three are written unless somebody says otherwise."""
    office = prepared(kept)
    of, was = importer(office), held(office, "fires")
    made = make_template(of, "2024").body
    assert was is not None
    enter(office, "fires", was + 5, seen(office, "fires"))
    enter(office, "social_evils", 50, seen(office, "social_evils"))
    sent = filled_in(
        made,
        {
            (OTHER, LABELS["villages"]): 9,
            (CODE, LABELS["offences"]): 3,
            (CODE, LABELS["registered"]): None,
            (CODE, LABELS["fires"]): was + 1,
        },
    )
    preview = looked_at(of, sent)

    assert states(preview) == {
        "villages": State.NEW, "offences": State.DIFFERENT, "registered": State.CLEARED, "fires": State.CONFLICT,
    }  # fmt: skip
    assert preview.counts[State.KEPT] == 1  # social_evils: changed by somebody else, untouched here
    (conflict,) = [line for line in preview.lines if line.state is State.CONFLICT]
    assert (conflict.made_from, conflict.now, conflict.given) == (str(was), str(was + 5), str(was + 1))

    done = confirm(of, preview, preview.usual)
    assert done.act is not None
    assert [held(office, key) for key in ("offences", "registered", "fires")] == [3, None, was + 5]
    assert held(office, "villages", TAN_PHEO) == 9


def test_a_conflict_is_written_when_it_is_picked(kept: Opened) -> None:
    """Rows bring what is usual, single cells what is named; nothing else is written."""
    office = prepared(kept)
    of, was = importer(office), held(office, "fires")
    made = make_template(of, "2024", CODE).body
    enter(office, "fires", 90, seen(office, "fires"))
    preview = looked_at(of, filled_in(made, {(CODE, LABELS["fires"]): 91, (CODE, LABELS["offences"]): 4}))
    row = f"{CODE}.2024"

    assert picked(preview, [row], []) == {f"{row}.offences"}
    assert picked(preview, [], [f"{row}.fires", "không.có.gì"]) == {f"{row}.fires"}
    confirm(of, preview, picked(preview, [], [f"{row}.fires"]))
    assert (held(office, "fires"), held(office, "offences") != 4, was != 91) == (91, True, True)


def test_the_effect_on_verdicts_is_that_of_writing(kept: Opened) -> None:
    """What is foreseen for a unit is what the board says after it was written."""
    office = prepared(kept)
    of = importer(office)
    preview = looked_at(of, table((*HEAD[:2], "serious_cases"), (CODE, 2024, 1)))
    (effect,) = preview.effects.units
    confirm(of, preview, preview.usual)
    scored = office.board(office.version_of_period(SET, "2024"), office.known_now()).scored("2024")
    place = scored.codes.index(CODE)

    assert (effect.met[1], effect.possible[1]) == (int(scored.scores.met[place]), int(scored.scores.possible[place]))
    assert effect.criteria == (("TC09", Verdict.MET, Verdict.UNMET),)
    assert effect.met[1] == effect.met[0] - 1


def test_figures_that_would_break_their_own_rule_are_pointed_out(kept: Opened) -> None:
    """More recognised than registered: it can be written, and is said before."""
    office = prepared(kept)
    preview = looked_at(
        importer(office), table((*HEAD[:2], "bodies_registered", "bodies_recognised"), (CODE, 2024, 5, 6))
    )
    notices = preview.effects.notices or {}

    assert "lớn hơn" in notices[f"{CODE}.2024.bodies_recognised"][0]


def test_other_peoples_units_are_refused_row_by_row(kept: Opened) -> None:
    """A commune's file with a neighbour's row: the row is a fault with its place, the own rows are imported."""
    office = prepared(kept)
    own = who(Role.COMMUNE, "unit:04831:2020-01-01")
    preview = looked_at(
        importer(office, own), table(HEAD, (CODE, 2024, 21, None, None, None), (OTHER, 2024, 8, None, None, None))
    )

    assert states(preview) == {"villages": State.DIFFERENT}
    assert [(each.code, each.cell, each.unit) for each in preview.faults] == [("NOT_YOUR_UNIT", "A3", OTHER)]
    assert [line.unit.code for line in preview.lines] == [CODE]


def test_units_and_periods_that_there_are_not(kept: Opened) -> None:
    """An unknown code names the unit that may be meant; a row of another period than the one wanted is left out."""
    office = prepared(kept)
    rows = (("Mã đơn vị", "Tên đơn vị", "Kỳ", "villages"), ("99999", "xã tân pheo", 2024, 8), (CODE, "", 2023, 8))
    preview = looked_at(importer(office, wanted="2024"), table(*rows))

    assert [each.code for each in preview.faults] == ["NO_SUCH_UNIT", "OTHER_PERIOD"]
    assert preview.faults[0].cure == "Xã Tân Pheo mang mã 04849; sửa mã nếu đúng là đơn vị này"
    assert preview.lines == ()


def test_two_files_that_contradict_each_other(kept: Opened) -> None:
    """The cell is in neither; where only one of them was touched, that one counts."""
    office = prepared(kept)
    of = importer(office)
    made = make_template(of, "2024", CODE).body
    one, two = (filled_in(made, {(CODE, LABELS["offences"]): value}) for value in (1, 2))

    preview = looked_at(of, one, two)
    assert states(preview) == {}
    assert [each.code for each in preview.faults] == ["TOLD_TWICE"]
    assert states(looked_at(of, one, made)) == {"offences": State.DIFFERENT}


def test_a_sheet_that_was_handed_in_is_locked_to_the_commune(kept: Opened) -> None:
    """It is shown why; nothing of it is written even when it is asked for, and the province may."""
    office = prepared(kept)
    made = table(HEAD, (CODE, 2024, 21, None, None, None))
    before = looked_at(importer(office, COMMUNE), made)
    course = sheet(office)
    self_assess(office, Actor("canbo1", "api"), course, 0, {})
    with office.database.reading() as session:
        last = assessments.course(session, SET, number_of(session, DA_BAC), "2024").number
    submit(office, Actor("canbo1", "api"), course, last)
    after = looked_at(importer(office, COMMUNE), made)

    assert states(after) == {"villages": State.LOCKED}
    assert "đã nộp" in after.lines[0].why
    with pytest.raises(ForbiddenError):
        confirm(importer(office, COMMUNE), before, before.usual)
    assert states(looked_at(importer(office), made)) == {"villages": State.DIFFERENT}


def test_invented_figures_stay_marked_as_such(kept: Opened) -> None:
    """A file that says SỐ LIỆU MẪU does not become real by being imported."""
    office = kept.office
    open_period(office)
    of = importer(office)
    preview = looked_at(of, table(("SỐ LIỆU MẪU",), HEAD, (CODE, 2024, 21, None, None, None)))
    confirm(of, preview, preview.usual)
    with office.database.reading() as session:
        assert stored.any_invented(session, SET)


def test_templates_are_of_what_one_may_record(kept: Opened) -> None:
    """A district, a unit, everything of one's own; nothing for somebody who records nowhere."""
    office = prepared(kept)

    assert make_template(importer(office, COMMUNE), "2024").units == 2
    assert make_template(importer(office), "2024", district="150").units > 2
    for unit, person in (("99999", OFFICER), (OTHER, who(Role.COMMUNE, "unit:04831:2020-01-01")), ("", DISTRICT)):
        with pytest.raises(NoTemplateError):
            make_template(importer(office, person), "2024", unit)
