"""Two people stand behind every published rule, whatever way a draft took; and no ended period is judged anew."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from api.workflow.drafting import by_hand as drafting_by_hand
from api.workflow.drafting import drafts as drafting
from api.workflow.drafting import publishing
from api.workflow.drafting.files import draft_of
from api.workflow.sheets import ForbiddenError
from tests.drafts import ALONE, NEW, OTHER, SET, created, office_with_folder, raised
from tests.offices import Opened


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Opened]:
    """An office with its own folder."""
    with office_with_folder(f"sqlite:///{tmp_path / 'a.sqlite3'}", tmp_path) as found:
        yield found


def test_a_draft_is_no_base(held: Opened) -> None:
    """A copy of somebody's draft would hide who wrote it, so it is not made."""
    draft = created(held)
    drafting.save(held.office, ALONE, draft, raised(draft.text), draft.digest)

    with pytest.raises(ForbiddenError, match="đã ban hành"):
        drafting.create(held.office, OTHER, SET, NEW.isoformat(), date(2025, 2, 1))


def test_a_file_that_was_away_keeps_its_authors(held: Opened) -> None:
    """A draft that was moved out of the folder and back is still not published by who wrote it."""
    draft = created(held)
    draft = drafting.save(held.office, ALONE, draft, raised(draft.text), draft.digest)
    path = held.office.folder.root / draft.name
    for away in (True, False):
        path.unlink() if away else path.write_text(draft.text, "utf-8")
        held.clock.move(seconds=30)
        held.office.folder.books()
        held.clock.move(seconds=30)
        drafting_by_hand.notice(held.office)
    again = draft_of(held.office, SET, NEW.isoformat())
    saved = drafting.save(held.office, OTHER, again, again.text, again.digest)

    assert any("Người đã soạn" in each for each in publishing.obstacles(held.office, saved, ALONE))


def test_another_beginning_of_periods_moves_no_ended_one(held: Opened) -> None:
    """A period that has ended by the file in force is not judged by a draft whose periods begin on other days."""
    held.clock.move(days=12)  # 22/11/2024: the period 2024 of tt124-xa ended on 15/11
    draft = drafting.create(held.office, ALONE, "tt124-xa", "2022-02-10", date(2024, 12, 1))
    (line,) = (each for each in draft.text.split("\n") if each.startswith("period:"))
    text = draft.text.replace(line, "period: {kind: year}")
    draft = drafting.save(held.office, ALONE, draft, text, draft.digest)

    assert any(
        "kỳ 2024 đã kết thúc ngày 15/11/2024" in each for each in publishing.obstacles(held.office, draft, OTHER)
    )
