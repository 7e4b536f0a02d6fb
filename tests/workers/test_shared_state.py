"""What several processes share: the count of sign-ins, one look at the criteria files, publication by the database."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from api.exchange.one_look import one_look
from api.settings import Settings
from api.store.sign_in_minutes import count_sign_in
from api.workflow.arriving import Arrivals
from api.workflow.drafting import drafts as drafting
from api.workflow.drafting import publishing
from api.workflow.drafting.files import Draft, drafts
from api.workflow.office import open_office
from api.workflow.presence import DeniedError
from api.workflow.signing_in import MOST_A_MINUTE, count_attempt
from tests.drafts import ALONE, NEW, OTHER, SET, created, office_with_folder, raised
from tests.offices import Opened, new_database

NAME = f"{SET}/{NEW.isoformat()}.yaml"


def test_sign_ins_of_an_address_are_counted_by_all_processes_together(opened_office: Opened) -> None:
    """Two offices over one database share sixty sign-ins a minute of an address, whoever they are for."""
    other = open_office(opened_office.settings, opened_office.clock)
    try:
        for number in range(MOST_A_MINUTE):
            count_attempt((opened_office.office, other)[number % 2], f"nguoi{number}", "10.0.0.9")
        with pytest.raises(DeniedError, match="chờ sang phút sau"):
            count_attempt(other, "nguoi-khac", "10.0.0.9")
        count_attempt(other, "nguoi-khac", "10.0.0.10")
        opened_office.clock.move(minutes=1)
        count_attempt(other, "nguoi-khac", "10.0.0.9")
        with other.database.changing() as session:
            assert count_sign_in(session, "10.0.0.9", "2024-11-10T02:01") == 2
    finally:
        other.database.close()


def test_a_request_sees_the_files_of_its_start(tmp_path: Path) -> None:
    """What is published in the middle of a request is in force for the next one, and for whoever published it."""
    with office_with_folder(f"sqlite:///{tmp_path / 'a.sqlite3'}", tmp_path) as held:
        draft = created(held)
        draft = drafting.save(held.office, ALONE, draft, raised(draft.text), draft.digest)
        folder = held.office.folder
        with one_look():
            before = folder.books()
            path = folder.root / NAME
            published = draft.text.replace("status: draft", "status: published")
            path.write_text(published, "utf-8")
            held.clock.move(seconds=30)
            assert folder.books() is before
        assert folder.books().in_force(SET, NEW) is not before.in_force(SET, NEW)

        path.write_text(draft.text, "utf-8")
        folder.look_at(NAME)
        with one_look():
            folder.books()
            found = publishing.publish(held.office, OTHER, _draft(held), draft.digest)
            assert folder.books().in_force(SET, NEW) == found


def _draft(held: Opened) -> Draft:
    return next(each for each in drafts(held.office) if each.name == NAME)


def test_what_another_host_published_counts_unless_it_was_changed_here_by_hand(
    postgresql_server: str, tmp_path: Path
) -> None:
    """A missing or older file gives way to the text of the database; a file that was changed later stays."""
    with new_database(postgresql_server) as address, office_with_folder(address, tmp_path) as held:
        own = tmp_path / "other" / SET
        own.mkdir(parents=True)
        (own / "2022-06-27.yaml").write_bytes((held.office.folder.root / SET / "2022-06-27.yaml").read_bytes())
        there = open_office(Settings(database=address, criteria=own.parent), held.clock)
        try:
            draft = created(held, date(2025, 1, 1))
            draft = drafting.save(held.office, ALONE, draft, raised(draft.text), draft.digest)
            published = publishing.publish(held.office, OTHER, draft, draft.digest)
            assert there.folder.books().by_name(NAME) is None

            Arrivals(there.database, there.folder).look()
            assert there.version_on(SET, NEW).digest == published.digest
            assert not (own / f"{NEW.isoformat()}.yaml").exists()

            (own / f"{NEW.isoformat()}.yaml").write_text(published.text.replace("title:", "title: ", 1), "utf-8")
            there.folder.look_at(NAME)
            assert there.version_on(SET, NEW).digest != published.digest
        finally:
            there.database.close()
