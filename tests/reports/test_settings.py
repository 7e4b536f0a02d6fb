"""In whose name documents are drafted: kept as rows that grow, on both databases, and by whom."""

from __future__ import annotations

from dataclasses import replace

import pytest

from api.store import audit
from api.store.database import Actor
from api.workflow.reporting.issuing import Issuing, held, keep
from api.workflow.sheets import FaultyError, OvertakenError
from tests.offices import Opened

CLERK = Actor("canbo1", "form")
SAID = Issuing(issuer="Ban Chỉ đạo 09", symbol="BCĐ", place="Hòa Bình", post="Trưởng ban", recipients="Như trên\nLưu")


def test_what_is_kept_is_read_back(opened_office: Opened) -> None:
    """Nothing at first; then what was said, by an act that names its words; the same again is no act."""
    database = opened_office.office.database
    with database.reading() as session:
        assert held(session, "nq12-tu") == (None, 0)
    first = keep(database, CLERK, "nq12-tu", SAID, 0)
    again = keep(database, CLERK, "nq12-tu", SAID, 0)
    second = keep(database, CLERK, "nq12-tu", replace(SAID, place="Phú Thọ"), first)
    with database.reading() as session:
        assert held(session, "nq12-tu") == (replace(SAID, place="Phú Thọ"), second)
        acts = audit.acts(session, audit.Wanted(), 10)

    assert first == again
    assert [each.act.action for each in acts] == ["issuing.set", "issuing.set"]
    assert "Ban Chỉ đạo 09" in acts[0].act.content


def test_who_is_overtaken_is_told(opened_office: Opened) -> None:
    """A change made over words that somebody else has changed since is refused and changes nothing."""
    database = opened_office.office.database
    keep(database, CLERK, "nq12-tu", SAID, 0)
    with pytest.raises(OvertakenError):
        keep(database, CLERK, "nq12-tu", replace(SAID, place="Phú Thọ"), 0)
    with database.reading() as session:
        assert held(session, "nq12-tu")[0] == SAID


def test_every_fault_is_told_at_once(opened_office: Opened) -> None:
    """What is needed and missing, and what is too long, is named field by field; nothing is kept."""
    wrong = replace(SAID, issuer=" ", post="x" * 201, recipients="\n".join("abcdefghijk"), proposals="x" * 2001)
    with pytest.raises(FaultyError) as told:
        keep(opened_office.office.database, CLERK, "nq12-tu", wrong, 0)

    assert [each.place for each in told.value.faults] == ["issuer", "post", "recipients", "proposals"]
    with opened_office.office.database.reading() as session:
        assert held(session, "nq12-tu") == (None, 0)
