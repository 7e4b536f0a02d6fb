"""Imports on both databases: all or nothing, never over what nobody saw, found again, undone as one."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import select

from api.store.acts import Broken, head, verify
from api.store.tables import Act, Evidence
from api.workflow.citing import Document, cite
from api.workflow.importing import importer as importing
from api.workflow.importing.importer import NoImportError
from api.workflow.importing.lines import State
from api.workflow.importing.templates import make_template
from api.workflow.importing.writing import confirm, previewed, take_back
from api.workflow.office import open_office
from api.workflow.sheets import OvertakenError
from tests.assessments import COMMUNE, DA_BAC, SET, TAN_PHEO, enter, prepared
from tests.filled import LABELS, filled_in, table
from tests.importing import CODE, HEAD, OTHER, held, importer, looked_at, seen, states
from tests.offices import Opened


def test_confirmed_as_one_act_and_undone_as_one(opened_office: Opened) -> None:
    """Figures and documents of a file are one act of the chain, and one undo puts all of them back."""
    office = prepared(opened_office)
    of = importer(office)
    sent = filled_in(
        make_template(of, "2024").body,
        {
            (CODE, LABELS["offences"]): 1,
            (OTHER, LABELS["villages"]): 9,
            (CODE, "TC01: Số, ký hiệu văn bản"): "15-NQ/ĐU",
            (CODE, "TC01: Ngày ban hành"): "05/03/2024",
            (CODE, "TC01: Cơ quan ban hành"): "Đảng ủy",
        },
    )
    before = held(office, "offences")
    preview = looked_at(of, sent)
    done = confirm(of, preview, preview.usual)
    assert done.act is not None
    with office.database.reading() as session:
        act = session.get_one(Act, done.act)
        end, said, kind = head(session).seq, act.content, act.action
        documents = session.exec(select(Evidence)).all()

    assert (end, kind, len(documents)) == (done.act, "figures.import", 1)
    assert '"documents":1' in said
    assert '"tep-1.xlsx"' in said
    assert states(looked_at(of, sent)) == {}

    undone = take_back(of, done.act)
    assert undone.act == done.act + 1
    assert (held(office, "offences"), held(office, "villages", TAN_PHEO)) == (before, None)
    with office.database.reading() as session:
        newest = session.exec(select(Evidence).order_by(Evidence.id.desc())).first()  # type: ignore[attr-defined]  # a column
    assert newest is not None
    assert newest.withdrawn
    with office.database.engine.connect() as connection:
        assert not [each for each in verify(connection) if isinstance(each, Broken)]


def test_a_document_that_replaced_another_gives_it_back(opened_office: Opened) -> None:
    """The undo of an import puts back the number that stood before."""
    office = prepared(opened_office)
    of, criteria = importer(office), office.version_of_period(SET, "2024").criteria
    first = Document("TC01", "1-NQ/ĐU", date(2024, 1, 5), "Đảng ủy", "1", date(2026, 1, 1))
    cite(office, of.actor, criteria, DA_BAC, "2024", first, by_province=True)
    made = make_template(of, "2024", CODE).body
    preview = looked_at(of, filled_in(made, {(CODE, "TC01: Số, ký hiệu văn bản"): "2-NQ/ĐU"}))
    assert states(preview) == {"TC01": State.DIFFERENT}
    done = confirm(of, preview, preview.usual)
    assert done.act is not None
    take_back(of, done.act)
    again = looked_at(of, made)

    assert states(again) == {}
    (line,) = [each for each in again.lines if each.told]
    assert isinstance(line.held, Evidence)
    assert (line.held.document, line.held.expires_on) == ("1-NQ/ĐU", date(2026, 1, 1))


def test_nothing_is_written_over_what_nobody_saw(opened_office: Opened) -> None:
    """Somebody writes between looking and confirming: nothing at all is written."""
    office = prepared(opened_office)
    of = importer(office)
    preview = looked_at(of, table(HEAD, (CODE, 2024, 20, 3, None, None), (OTHER, 2024, 8, None, None, None)))
    enter(office, "offences", 77, seen(office, "offences"))
    with pytest.raises(OvertakenError):
        confirm(of, preview, preview.usual)

    assert (held(office, "offences"), held(office, "villages", TAN_PHEO)) == (77, None)
    newer = looked_at(of, table(HEAD, (CODE, 2024, 20, 3, None, None), (OTHER, 2024, 8, None, None, None)))
    with pytest.raises(OvertakenError):
        confirm(of, newer, newer.usual, sure=preview.edition)


def test_an_import_is_found_again_after_a_restart(opened_office: Opened) -> None:
    """What was sent is kept in the database, for its owner alone; confirmed a second time it writes nothing."""
    office = prepared(opened_office)
    of = importer(office)
    key = importing.begin(of)
    content = table(HEAD, (CODE, 2024, 21, 3, None, None))
    for _ in range(2):  # the second time after an answer that was lost
        importing.add_file(of, key, content, "a.xlsx")
    other = open_office(opened_office.settings, opened_office.clock)
    try:
        again = importer(other)
        waiting = importing.waiting(again, key)
        preview = previewed(again, waiting.files)
        assert [each.file for each in waiting.files] == ["a.xlsx"]
        assert states(preview) == {"villages": State.DIFFERENT, "offences": State.DIFFERENT}
        done = confirm(again, preview, preview.usual, key=key)
        assert confirm(again, preview, preview.usual, key=key).act is None
    finally:
        other.database.close()

    settled = importing.waiting(of, key)
    assert (settled.row.act, settled.undone_by) == (done.act, None)
    with pytest.raises(NoImportError):
        importing.add_file(of, key, b"", "b.xlsx")
    with pytest.raises(NoImportError):
        importing.waiting(importer(office, COMMUNE), key)
    assert done.act is not None
    undone = take_back(of, done.act)
    assert importing.waiting(of, key).undone_by == undone.act


def test_old_imports_are_forgotten(opened_office: Opened) -> None:
    """After two weeks the next import clears them away; what they wrote stays."""
    office = prepared(opened_office)
    of = importer(office)
    old = importing.begin(of)
    importing.add_file(of, old, table(HEAD, (CODE, 2024, 21, 3, None, None)), "a.xlsx")
    opened_office.clock.move(days=15)
    new = importing.begin(of)

    assert [each.key for each in importing.mine(of)] == [new]
    with pytest.raises(NoImportError):
        importing.content_of(of, old, 1)
