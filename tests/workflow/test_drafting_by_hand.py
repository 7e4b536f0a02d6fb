"""Files changed by hand: taken in, logged in words, taken over by a person before another may publish them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from api.workflow.drafting import drafts as drafting
from api.workflow.drafting import publishing
from api.workflow.drafting.by_hand import notice
from api.workflow.drafting.files import draft_of
from api.workflow.sheets import ForbiddenError
from tests.drafts import ALONE, BASE, OTHER, SET, acts, created, path_of, raised, ready
from tests.offices import Opened, opened


def test_what_is_changed_by_hand_is_logged_in_words(held: Opened) -> None:
    """A file changed outside the service is taken in and logged once; who changed it is for a person to take over."""
    draft = ready(held)
    notice(held.office)
    text = draft.text.replace("at_least: 85}", "at_least: 90}")
    path_of(held).write_text(text, encoding="utf-8")
    os.utime(path_of(held), (held.clock().timestamp(),) * 2)
    held.clock.move(seconds=3)
    held.office.folder.books()
    assert (notice(held.office), notice(held.office)) == (1, 0)

    found = acts(held, "by_hand")[-1]
    assert (found[1], found[2]["file"]) == ("thư mục bộ tiêu chí", draft.name)
    changed = draft_of(held.office, SET, "2025-01-01")
    assert changed.is_as_saved is False
    with pytest.raises(ForbiddenError, match="ngoài trang soạn"):
        publishing.publish(held.office, OTHER, changed, changed.digest)
    taken = drafting.save(held.office, OTHER, changed, draft.text, changed.digest)
    assert taken.trail is not None
    assert [each.name for each in taken.trail.authors] == ["soạn A", "soạn B"]


def test_a_published_file_changed_by_hand_is_logged_with_the_difference(desk: Opened) -> None:
    """Even while the service was down: what differs from the text that was in use is said in sentences."""
    desk.office.version_of_period(SET, "2024")
    desk.office.folder.books()
    notice(desk.office)
    path = path_of(desk, BASE)
    path.write_text(raised(path.read_text(encoding="utf-8")), encoding="utf-8")
    desk.office.folder.look_at(BASE)
    notice(desk.office)

    assert acts(desk, "by_hand")[-1][2]["changes"] == [
        "TC08: ngưỡng 70 % → 85 % (tỷ lệ số đơn vị được công nhận trên số đơn vị thuộc diện đăng ký)."
    ]


def test_a_file_taken_away_by_hand_is_logged(desk: Opened) -> None:
    """A file that went is told once its five seconds are over."""
    notice(desk.office)
    path_of(desk, BASE).unlink()
    for _ in range(4):
        desk.clock.move(seconds=3)
        desk.office.folder.books()
        notice(desk.office)

    assert [each[2]["changes"] for each in acts(desk, "by_hand") if each[2]["file"] == BASE] == [
        ["thấy tệp này lần đầu"],
        ["tệp không còn trong thư mục"],
    ]


def test_a_draft_put_into_the_folder_by_hand_is_taken_over(desk: Opened) -> None:
    """A copy made by hand is listed as a draft; who saves it is its author, and another publishes it."""
    text = created(desk).text.replace("2025-01-01", "2025-03-01")
    path_of(desk, f"{SET}/2025-03-01.yaml").write_text(text, encoding="utf-8")
    desk.office.folder.look_at(f"{SET}/2025-03-01.yaml")
    draft = draft_of(desk.office, SET, "2025-03-01")

    assert publishing.obstacles(desk.office, draft, OTHER) != ()
    taken = drafting.save(desk.office, ALONE, draft, draft.text, draft.digest)
    assert publishing.obstacles(desk.office, taken, OTHER) == ()
    assert publishing.obstacles(desk.office, taken, ALONE) != ()


def test_the_shipped_folder_is_never_written(tmp_path: Path) -> None:
    """Where the service reads the folder of the program itself, no draft is made and nothing is logged."""
    with opened(f"sqlite:///{tmp_path / 'thu.sqlite3'}") as found:
        with pytest.raises(ForbiddenError, match="DIENHINH_CRITERIA"):
            drafting.create(found.office, ALONE, SET, "2022-06-27")
        assert notice(found.office) == 0


@pytest.mark.parametrize("day", ["../x", "2025-13-01", "2025-01-01.yaml", ""])
def test_a_name_leads_nowhere_else(desk: Opened, day: str) -> None:
    """What is no set and no day is no draft."""
    for set_id in (SET, "..", "../..", ""):
        with pytest.raises(LookupError):
            draft_of(desk.office, set_id, day)
