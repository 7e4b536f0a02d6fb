"""Drafts: copied, saved over what was seen, published by somebody else, never for the past."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import select

from api.exchange.criteria_writing import CannotWriteError, put_bytes
from api.store.database import Actor
from api.store.tables import CriteriaText
from api.workflow.drafting import drafts as drafting
from api.workflow.drafting import publishing
from api.workflow.drafting.files import draft_of, drafts
from api.workflow.sheets import FaultyError, ForbiddenError
from engine.editing import Put
from tests.drafts import ALONE, BASE, NEW, OTHER, SET, acts, created, path_of, raised, ready
from tests.offices import Opened


def test_from_copy_to_force(held: Opened) -> None:
    """A copy is changed, published by another, in force from its day and no day before; each step is in the log."""
    office = held.office
    before = path_of(held, BASE).read_bytes()
    draft = ready(held)

    assert draft.checked.has_errors is False
    assert publishing.changes_of(draft) == (
        "TC08: ngưỡng 70 % → 85 % từ 01/01/2025 (tỷ lệ số đơn vị được công nhận trên số đơn vị thuộc diện đăng ký).",
    )
    version = publishing.publish(office, OTHER, draft, draft.digest)

    books = office.folder.books()
    assert version.text == draft.text.replace("status: draft", "status: published")
    assert path_of(held).read_text(encoding="utf-8") == version.text
    assert path_of(held, BASE).read_bytes() == before
    assert books.in_force(SET, date(2024, 12, 31)) is books.by_name(BASE)
    assert books.in_force(SET, NEW) is version
    assert office.version_of_period(SET, "2024").name == BASE
    assert office.version_of_period(SET, "2025").digest == version.digest
    assert [(action, actor) for action, actor, _ in acts(held)] == [
        ("create_draft", "soạn A"),
        ("save_draft", "soạn A"),
        ("publish", "soạn B"),
    ]
    said = acts(held, "publish")[0][2]
    assert (said["authors"], said["changes"]) == (["soạn A"], list(publishing.changes_of(draft)))
    with office.database.reading() as session:
        assert session.exec(select(CriteriaText.text).where(CriteriaText.digest == version.digest)).all() == [
            version.text
        ]


def test_who_wrote_it_does_not_publish_it(held: Opened) -> None:
    """Nobody who ever saved a draft publishes it, whoever saved it last and whatever its file is called by then."""
    draft = ready(held)
    third = Actor("soạn C", "api", 3)
    touched = drafting.edit(held.office, OTHER, draft, [Put(("criteria", "TC08", "note"), "xem lại")], draft.digest)
    moved = drafting.edit(held.office, OTHER, touched, [Put(("effective_from",), "2025-07-01")], touched.digest)

    for actor in (ALONE, OTHER, Actor("tên khác", "api", 1)):
        with pytest.raises(ForbiddenError, match="người khác"):
            publishing.publish(held.office, actor, moved, moved.digest)
    assert moved.name == f"{SET}/2025-07-01.yaml"
    assert not path_of(held).exists()
    assert publishing.publish(held.office, third, moved, moved.digest).criteria.status == "published"


def test_two_who_have_no_account_are_told_apart_by_name(desk: Opened) -> None:
    """At a demonstration, where nobody has an account, the same guest does not publish either."""
    guest = Actor("khách", "form")
    draft = drafting.create(desk.office, guest, SET, "2022-06-27", NEW)

    with pytest.raises(ForbiddenError):
        publishing.publish(desk.office, guest, draft, draft.digest)


def test_a_faulty_draft_is_kept_but_not_published(desk: Opened) -> None:
    """A draft whose examples fail, or that can't be read at all, is saved as it is and stands in the way of nothing."""
    draft = created(desk)
    for text in (draft.text.replace(": 70}", ": 85}"), "criteria: [\n", ""):
        draft = drafting.save(desk.office, ALONE, draft, text, draft.digest)
        assert draft.text == text
        assert [each.name for each in drafts(desk.office)] == [draft.name]
        with pytest.raises(ForbiddenError, match="lỗi"):
            publishing.publish(desk.office, OTHER, draft, draft.digest)
    assert desk.office.version_of_period(SET, "2025").name == BASE


@pytest.mark.parametrize("line", ["status: published", 'status: "published"', "status:   published # nháp"])
def test_a_draft_does_not_publish_itself(desk: Opened, line: str) -> None:
    """A text that says of itself that it is published is not saved."""
    draft = created(desk)

    with pytest.raises(FaultyError, match="ban hành"):
        drafting.save(desk.office, ALONE, draft, draft.text.replace("status: draft", line), draft.digest)
    assert path_of(desk).read_text(encoding="utf-8") == draft.text


def test_what_is_published_is_not_written_over(desk: Opened) -> None:
    """A published file is no draft to anybody: it is not saved, dropped, published again or copied over."""
    draft = ready(desk)
    publishing.publish(desk.office, OTHER, draft, draft.digest)
    text = path_of(desk).read_bytes()

    for deed in (
        lambda: drafting.save(desk.office, ALONE, draft, "x: 1\n", draft.digest),
        lambda: drafting.drop(desk.office, ALONE, draft, draft.digest),
        lambda: publishing.publish(desk.office, Actor("C", "api", 3), draft, draft.digest),
        lambda: draft_of(desk.office, SET, "2022-06-27"),
    ):
        with pytest.raises(LookupError):
            deed()
    with pytest.raises(ForbiddenError, match="đã có một tệp"):
        created(desk)
    other = created(desk, date(2026, 1, 1))
    with pytest.raises(ForbiddenError, match="đã có một tệp"):
        drafting.edit(desk.office, ALONE, other, [Put(("effective_from",), "2025-01-01")], other.digest)
    assert path_of(desk).read_bytes() == text


def test_periods_that_have_ended_stay_as_they_are(desk: Opened) -> None:
    """On 10 November 2024 no version may judge 2023 anew; one in force within 2024, or later, may come."""
    draft = ready(desk, date(2023, 12, 31))
    with pytest.raises(ForbiddenError, match="kỳ 2023"):
        publishing.publish(desk.office, OTHER, draft, draft.digest)
    moved = drafting.edit(desk.office, ALONE, draft, [Put(("effective_from",), "2024-01-01")], draft.digest)

    publishing.publish(desk.office, OTHER, moved, moved.digest)
    assert desk.office.version_of_period(SET, "2023").name == BASE
    assert desk.office.version_of_period(SET, "2024").name == f"{SET}/2024-01-01.yaml"


def test_two_who_write_at_once(held: Opened) -> None:
    """Who saves second is told, with the newer text, and nothing is written."""
    draft = created(held)
    newer = drafting.save(held.office, OTHER, draft, raised(draft.text), draft.digest)

    for deed in (
        lambda: drafting.save(held.office, ALONE, draft, draft.text + "# của tôi\n", draft.digest),
        lambda: drafting.drop(held.office, ALONE, draft, draft.digest),
        lambda: publishing.publish(held.office, Actor("C", "api", 3), draft, draft.digest),
    ):
        with pytest.raises(drafting.StaleDraftError) as overtaken:
            deed()
        assert overtaken.value.newer.text == newer.text
    assert path_of(held).read_text(encoding="utf-8") == newer.text


def test_the_same_again_is_no_act(desk: Opened) -> None:
    """Saving what was saved last writes nothing into the log."""
    draft = created(desk)
    again = drafting.save(desk.office, OTHER, draft, draft.text, draft.digest)

    assert again.digest == draft.digest
    assert [action for action, _, _ in acts(desk)] == ["create_draft"]
    assert again.trail is not None
    assert [each.name for each in again.trail.authors] == ["soạn A"]


def test_a_draft_that_is_dropped_is_gone(desk: Opened) -> None:
    """A draft that is dropped leaves the folder at once, and one made anew has its own authors."""
    draft = created(desk)
    drafting.drop(desk.office, ALONE, draft, draft.digest)

    assert not path_of(desk).exists()
    assert desk.office.folder.books().by_name(draft.name) is None
    again = drafting.create(desk.office, OTHER, SET, "2022-06-27", NEW)
    assert again.trail is not None
    assert [each.name for each in again.trail.authors] == ["soạn B"]


def test_the_day_that_is_offered(desk: Opened) -> None:
    """A new version is offered the day after today, or after the last file of the set."""
    assert created(desk, None).day == date(2024, 11, 11)
    created(desk, date(2027, 1, 1))
    assert drafting.next_day(desk.office, SET) == date(2027, 1, 2)


def test_a_base_that_changed_is_told(desk: Opened) -> None:
    """When another version comes between the base of a draft and its day, the draft says so."""
    late = created(desk, date(2026, 1, 1))
    assert publishing.stale_base(desk.office, late) == ""
    between = ready(desk)
    publishing.publish(desk.office, OTHER, between, between.digest)

    late = draft_of(desk.office, SET, "2026-01-01")
    assert "nay có bản nq12-tu/2025-01-01.yaml" in publishing.stale_base(desk.office, late)
    assert publishing.changes_of(late) == (
        "TC08: ngưỡng 85 % → 70 % từ 01/01/2026 (tỷ lệ số đơn vị được công nhận trên số đơn vị thuộc diện đăng ký).",
    )


def test_a_link_is_neither_read_nor_written_through(desk: Opened, tmp_path: Path) -> None:
    """A link in the folder is no draft, and what it leads to is never written."""
    target = tmp_path / "khac.yaml"
    shutil.copy(path_of(desk, BASE), target)
    draft = created(desk)
    path_of(desk).unlink()
    path_of(desk).symlink_to(target)
    text = target.read_bytes()

    with pytest.raises((LookupError, ForbiddenError)):
        drafting.save(desk.office, ALONE, draft, raised(draft.text), draft.digest)
    with pytest.raises(CannotWriteError):
        put_bytes(path_of(desk), b"x")
    assert target.read_bytes() == text


def test_of_many_changes_the_log_says_the_first(desk: Opened) -> None:
    """A log entry of a large change has sixty sentences and the number of the others."""
    draft = created(desk)
    text = re.sub(r'^( +(?:title|basis|group): ")', r"\1Mới ", draft.text, flags=re.MULTILINE)
    text = text.replace('{label: "', '{label: "Mới ')
    drafting.save(desk.office, ALONE, draft, text, draft.digest)

    changes = acts(desk, "save_draft")[0][2]["changes"]
    assert isinstance(changes, list)
    assert len(changes) == 61
    assert str(changes[-1]).startswith("Và ")
