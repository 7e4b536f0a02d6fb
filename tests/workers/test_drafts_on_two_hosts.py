"""Drafts of two hosts over one PostgreSQL, each with a folder of its own: what the record says last decides."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import create_engine, delete, inspect, text
from sqlmodel import select

from api.access.deciding import Granted, Place, Role, Who
from api.app import create_app
from api.exchange.one_look import one_look
from api.settings import Settings
from api.store.acts import Broken, verify
from api.store.database import Actor
from api.store.draft_tables import DraftText
from api.store.tables import Act, CriteriaText
from api.workflow.arriving import Arrivals
from api.workflow.drafting import drafts as drafting
from api.workflow.drafting import publishing
from api.workflow.drafting.by_hand import notice
from api.workflow.drafting.files import draft_of, drafts
from api.workflow.office import Office, open_office
from api.workflow.sheets import ForbiddenError
from engine.editing import Put
from tests.drafts import ALONE, BASE, NEW, OTHER, SET, SHIPPED, acts, created, office_with_folder, path_of, raised
from tests.offices import Clock, Opened, new_database

NAME = f"{SET}/{NEW.isoformat()}.yaml"
EDITOR = Who("soạn A", 1, (Granted(Role.EDITOR, Place("all"), date(2020, 1, 1)),))
THIRD = Actor("soạn C", "form", 3)
OF_THE_PROGRAM = {f"{path.parent.name}/{path.name}" for path in SHIPPED.glob("*/[0-9]*.yaml")}
NOTE = Put(("criteria", "TC08", "note"), "xem lại")


@dataclass
class Hosts:
    """Two hosts with a folder each, and one with the program's own."""

    here: Opened
    there: Opened
    shipped: Opened

    def later(self, *hosts: Opened) -> None:
        """Let the time pass after which hosts look at the database and at their folders again."""
        self.here.clock.move(seconds=6)
        for each in hosts or (self.here, self.there, self.shipped):
            Arrivals(each.office.database, each.office.folder).look()
            each.office.folder.books()
            notice(each.office)


@pytest.fixture(scope="module")
def database(postgresql_server: str) -> Iterator[str]:
    """A database that these tests have one after the other."""
    with new_database(postgresql_server) as found:
        yield found


@pytest.fixture
def emptied(database: str) -> str:
    """The database without what the test before left in it: only the triggers stand in the way of that."""
    engine = create_engine(database)
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        for table in (CriteriaText, DraftText, Act) if inspect(connection).has_table("act") else ():
            connection.execute(delete(table))
    engine.dispose()
    return database


@pytest.fixture
def hosts(emptied: str, tmp_path: Path) -> Iterator[Hosts]:
    """Hosts that have been up for a while, and know the files that each of them came with."""
    address = emptied
    with office_with_folder(address, tmp_path) as here:
        own = tmp_path / "there" / SET
        own.mkdir(parents=True)
        shutil.copy(SHIPPED / BASE, own)
        others = [
            open_office(Settings(database=address, criteria=folder, requests_per_minute=1_000_000), here.clock)
            for folder in (own.parent, None)
        ]
        try:
            found = Hosts(here, *(Opened(each, here.clock, address, each.settings) for each in others))
            for each in (*path_of(here, "").glob("*/*.yaml"), *own.glob("*.yaml")):
                touch(each, here.clock)
            found.later()
            yield found
        finally:
            for office in others:
                office.database.close()


def touch(path: Path, clock: Clock) -> None:
    """Let a file have been changed at this moment."""
    os.utime(path, (clock().timestamp(),) * 2)


def by_hand(host: Opened, text: str, name: str = NAME) -> None:
    """Change a file as somebody does with an editor."""
    path = path_of(host, name)
    path.write_text(text, encoding="utf-8")
    touch(path, host.clock)


def names(host: Opened) -> list[str]:
    """Return the drafts that a host shows, without those that come with the program."""
    return [each.name for each in drafts(host.office) if each.name not in OF_THE_PROGRAM]


def seen(office: Office) -> str:
    """Return the text of the draft on a host."""
    return draft_of(office, SET, NEW.isoformat()).text


def hand_made(hosts: Hosts) -> list[tuple[object, object]]:
    """Return what was logged as changed by hand since the hosts came up: the file and what changed."""
    return [
        (said["file"], said["changes"])
        for _, _, said in acts(hosts.here, "by_hand")
        if said["changes"] != ["thấy tệp này lần đầu"]
    ]


def test_a_draft_is_seen_edited_and_published_wherever_one_is(hosts: Hosts) -> None:
    """Made here, edited there and on a host without a folder of its own, published here: each sees the others' work."""
    draft = created(hosts.here)
    hosts.later()
    for host in (hosts.there, hosts.shipped):
        assert names(host) == [NAME]
        assert seen(host.office) == draft.text
        found = host.office.folder.books().by_name(NAME)
        assert found is not None
        assert found.criteria.status == "draft"
        assert draft_of(host.office, SET, "2025-01-01").checked.faults == draft.checked.faults
    assert not path_of(hosts.there).exists()

    draft = draft_of(hosts.there.office, SET, "2025-01-01")
    draft = drafting.save(hosts.there.office, OTHER, draft, raised(draft.text), draft.digest)
    assert path_of(hosts.there).read_text(encoding="utf-8") == draft.text
    shown = draft_of(hosts.shipped.office, SET, "2025-01-01")
    draft = drafting.edit(hosts.shipped.office, THIRD, shown, [NOTE], shown.digest)
    assert not (SHIPPED / NAME).exists()

    last = Actor("người thứ tư", "form", 4)
    for author in (ALONE, OTHER, THIRD):
        with pytest.raises(ForbiddenError, match="nhờ một người khác"):
            publishing.publish(hosts.here.office, author, draft, draft.digest)
    version = publishing.publish(hosts.here.office, last, draft, draft.digest)
    hosts.later()
    for host in (hosts.here, hosts.there, hosts.shipped):
        assert host.office.version_on(SET, NEW).digest == version.digest
        assert names(host) == []
        assert host.office.folder.books().by_name(NAME) == version
    assert hand_made(hosts) == []


def test_a_draft_that_was_saved_there_is_published_by_a_host_without_a_folder(hosts: Hosts) -> None:
    """The host that publishes keeps no file; the law is in force on it at once and on the others when they look."""
    draft = created(hosts.there)
    draft = drafting.save(hosts.there.office, ALONE, draft, raised(draft.text), draft.digest)
    version = publishing.publish(hosts.shipped.office, OTHER, draft, draft.digest)

    assert hosts.shipped.office.version_on(SET, NEW) is version
    hosts.later()
    assert hosts.here.office.version_on(SET, NEW).digest == version.digest
    assert hosts.there.office.version_on(SET, NEW).digest == version.digest
    assert path_of(hosts.there).read_text(encoding="utf-8") == draft.text
    assert hand_made(hosts) == []


def test_an_edition_that_was_overtaken_elsewhere_is_refused_with_the_newer_one(hosts: Hosts) -> None:
    """Whoever saves, drops or publishes what was seen before another host saved is told, at once and not in seconds."""
    draft = created(hosts.here)
    there = draft_of(hosts.there.office, SET, "2025-01-01")
    newer = drafting.save(hosts.there.office, OTHER, there, raised(there.text), there.digest)

    for deed in (
        lambda: drafting.save(hosts.here.office, ALONE, draft, draft.text + "# của tôi\n", draft.digest),
        lambda: drafting.drop(hosts.here.office, ALONE, draft, draft.digest),
        lambda: publishing.publish(hosts.here.office, THIRD, draft, draft.digest),
        lambda: drafting.save(hosts.shipped.office, ALONE, draft, draft.text + "# của tôi\n", draft.digest),
    ):
        with pytest.raises(drafting.StaleDraftError) as overtaken:
            deed()
        assert overtaken.value.newer.text == newer.text
    client = TestClient(create_app(hosts.here.office, guest=EDITOR))
    stale = {"If-Match": f'"{draft.digest}"'}
    answer = client.put("/api/v1/drafts/nq12-tu/2025-01-01", json={"text": draft.text}, headers=stale)
    assert (answer.status_code, answer.json()["newer"]["text"]) == (412, newer.text)


def test_a_file_that_was_passed_over_elsewhere_is_neither_shown_nor_logged(hosts: Hosts) -> None:
    """The old state in a folder stays on disk, also over a restart, and nobody takes it for a change by hand."""
    draft = created(hosts.here)
    newer = drafting.save(hosts.there.office, OTHER, draft, raised(draft.text), draft.digest)
    hosts.later()
    again = open_office(hosts.here.settings, hosts.here.clock)  # here, started anew: every file is news
    try:
        assert notice(again) == 0
        assert seen(again) == newer.text
        assert draft_of(again, SET, "2025-01-01").is_as_saved
    finally:
        again.database.close()

    assert path_of(hosts.here).read_text(encoding="utf-8") == draft.text
    assert seen(hosts.here.office) == newer.text
    path_of(hosts.here).unlink()  # tidied up: it was no more than the old state
    hosts.later()
    hosts.later()
    assert seen(hosts.here.office) == seen(hosts.there.office) == newer.text
    assert hand_made(hosts) == []


def test_clocks_that_differ_make_no_old_state_a_change_by_hand(hosts: Hosts) -> None:
    """A host whose clock is behind saves right after another: the act has the same moment, the file is older still."""
    draft = created(hosts.here)
    hosts.here.clock.move(seconds=-3)
    newer = drafting.save(hosts.there.office, OTHER, draft, raised(draft.text), draft.digest)

    assert seen(hosts.here.office) == newer.text
    hosts.later()
    assert hand_made(hosts) == []


def test_a_draft_that_was_dropped_is_gone_everywhere(hosts: Hosts) -> None:
    """Dropped there, or moved to another day: no host shows it, whatever its folder holds; the day is free again."""
    draft = created(hosts.here)
    hosts.later()
    drafting.drop(hosts.there.office, OTHER, draft, draft.digest)
    hosts.later()
    for host in (hosts.here, hosts.there, hosts.shipped):
        assert names(host) == []
        assert host.office.folder.books().by_name(NAME) is None
    assert path_of(hosts.here).exists()
    assert hand_made(hosts) == []

    again = created(hosts.here)
    assert again.trail is not None
    moved = drafting.edit(hosts.there.office, OTHER, again, [Put(("effective_from",), "2025-03-01")], again.digest)
    hosts.later()
    assert names(hosts.here) == names(hosts.there) == names(hosts.shipped) == [moved.name]
    assert hand_made(hosts) == []


def test_a_day_that_is_taken_on_another_host_is_taken(hosts: Hosts) -> None:
    """Two hosts make no two drafts of one day, nor a draft of a day whose file stands on another host alone."""
    created(hosts.here)
    by_hand(hosts.there, path_of(hosts.there, BASE).read_text("utf-8"), f"{SET}/2026-01-01.yaml")
    hosts.later()

    for host, day in ((hosts.there, NEW), (hosts.shipped, NEW), (hosts.here, date(2026, 1, 1))):
        with pytest.raises(ForbiddenError, match="đã có một tệp"):
            created(host, day)


def test_a_draft_that_is_changed_by_hand_afterwards_is_noticed_and_shown_everywhere(hosts: Hosts) -> None:
    """Somebody changes the draft in a folder: logged once, shown on all, published only once it was taken over."""
    draft = created(hosts.here)
    text = raised(draft.text)
    hosts.later()
    by_hand(hosts.here, text)
    hosts.later()

    assert [file for file, _ in hand_made(hosts)] == [NAME]
    for host in (hosts.here, hosts.there, hosts.shipped):
        assert seen(host.office) == text
        found = draft_of(host.office, SET, "2025-01-01")
        assert found.is_as_saved is False
        with pytest.raises(ForbiddenError, match="ngoài trang soạn"):
            publishing.publish(host.office, OTHER, found, found.digest)
    taken = drafting.save(hosts.there.office, OTHER, found, text, found.digest)
    assert taken.is_as_saved
    path_of(hosts.there).unlink()  # the current state, where it was saved last: somebody takes the draft away
    hosts.later()
    hosts.later()
    assert names(hosts.here) == names(hosts.there) == []
    assert hand_made(hosts)[1:] == [(NAME, ["tệp không còn trong thư mục"])]


def test_a_published_file_that_is_changed_by_hand_stays_the_business_of_its_host(hosts: Hosts) -> None:
    """Elsewhere what was published goes on; a draft laid in its place by hand takes it from nobody else."""
    draft = created(hosts.here)
    draft = drafting.save(hosts.here.office, ALONE, draft, raised(draft.text), draft.digest)
    version = publishing.publish(hosts.here.office, OTHER, draft, draft.digest)
    hosts.later()
    for other in (version.text.replace("title:", "title: ", 1), draft.text):
        by_hand(hosts.here, other)
        hosts.later()
        assert path_of(hosts.here).read_text("utf-8") == other
        for host in (hosts.there, hosts.shipped):
            assert host.office.version_on(SET, NEW).digest == version.digest
    assert [file for file, _ in hand_made(hosts)] == [NAME, NAME]


def test_a_draft_never_takes_the_place_of_a_file_in_force(hosts: Hosts) -> None:
    """Where a host alone has a published file of the day, a draft of that day made elsewhere changes nothing there."""
    law = path_of(hosts.there, BASE).read_text("utf-8").replace("2022-06-27", "2025-01-01")
    by_hand(hosts.there, law)
    hosts.there.office.folder.look_at(NAME)  # in force, not yet logged
    hosts.here.clock.move(seconds=60)
    created(hosts.here)
    hosts.later()

    assert hosts.there.office.version_on(SET, NEW).name == NAME
    assert names(hosts.there) == []
    assert hosts.here.office.version_on(SET, NEW).name == BASE


def test_a_faulty_draft_is_the_same_on_every_host(hosts: Hosts) -> None:
    """Its text is shown and its faults are told wherever one is; no version of it is there to be compared."""
    draft = created(hosts.here)
    draft = drafting.save(hosts.here.office, ALONE, draft, "criteria: [\n", draft.digest)
    hosts.later()

    for host in (hosts.there, hosts.shipped):
        found = draft_of(host.office, SET, "2025-01-01")
        assert (found.text, found.checked.faults) == (draft.text, draft.checked.faults)
        assert host.office.folder.books().by_name(NAME) is None
        assert host.office.faulty_files()[NAME] == draft.checked.faults


def test_a_request_goes_on_with_the_files_of_its_start(hosts: Hosts) -> None:
    """A draft that arrives in the middle of a request is there for the next; whoever writes sees it at once."""
    with one_look():
        before = hosts.there.office.folder.books()
        draft = created(hosts.here)
        found = draft_of(hosts.there.office, SET, "2025-01-01")
        assert hosts.there.office.folder.books() is before
        drafting.save(hosts.there.office, OTHER, found, raised(draft.text), draft.digest)
        held = hosts.there.office.folder.books().by_name(NAME)
        assert held is not None
        assert held.text == raised(draft.text)


def test_who_publishes_decides_on_what_was_published_until_that_moment(hosts: Hosts) -> None:
    """Published elsewhere since the request began: the next version is compared with that, not with what was seen."""
    first = created(hosts.here)
    first = drafting.save(hosts.here.office, ALONE, first, raised(first.text), first.digest)
    second = created(hosts.there, date(2026, 1, 1))
    second = drafting.save(hosts.there.office, ALONE, second, raised(second.text), second.digest)
    with one_look():
        hosts.there.office.folder.books()
        publishing.publish(hosts.here.office, OTHER, first, first.digest)
        publishing.publish(hosts.there.office, OTHER, second, second.digest)

    said = [each[2]["changes"] for each in acts(hosts.here, "publish")]
    assert [str(each)[:13] for each in said] == ["['TC08: ngưỡn", "[]"]


def test_texts_are_rows_of_their_acts_and_move_no_data(hosts: Hosts) -> None:
    """Each text is kept once, in the chain; what was answered about units before a draft was saved stays as it is."""
    before = hosts.here.office.known_now()
    draft = created(hosts.here)
    newer = drafting.save(hosts.there.office, OTHER, draft, raised(draft.text), draft.digest)
    drafting.save(hosts.here.office, ALONE, newer, draft.text, newer.digest)

    assert hosts.here.office.known_now() == before
    with hosts.here.office.database.reading() as session:
        rows = session.exec(select(DraftText).order_by(DraftText.id)).all()  # type: ignore[arg-type]  # a column
        written = session.exec(select(Act.row_count).where(Act.action == "criteria.save_draft")).all()
        assert not any(isinstance(each, Broken) for each in verify(session.connection()))
    assert [row.text for row in rows] == [draft.text, newer.text]
    assert list(written) == [1, 0]


def test_a_draft_of_before_reaches_the_others_when_it_is_saved_again(hosts: Hosts) -> None:
    """Where the record has no text, as of a draft made before there were texts, the host with the file shows it."""
    draft = created(hosts.here)
    text = draft.text + "# thêm\n"
    said = {"file": NAME, "digest": f"sha256:{'0' * 64}"}
    by_hand(hosts.here, text)
    said["digest"] = hosts.here.office.folder.look_at(NAME).by_name(NAME).digest  # type: ignore[union-attr]  # it is sound
    with hosts.here.office.database.writing(ALONE, "criteria.save_draft", set_id=SET, content=said, bare=True):
        pass
    hosts.later()
    assert (names(hosts.here), names(hosts.there)) == ([NAME], [])

    found = draft_of(hosts.here.office, SET, "2025-01-01")
    drafting.save(hosts.here.office, ALONE, found, text, found.digest)
    assert seen(hosts.there.office) == text


def test_on_one_host_nothing_is_kept_but_the_file(tmp_path: Path) -> None:
    """On SQLite the draft is its file, and the act has no row."""
    with office_with_folder(f"sqlite:///{tmp_path / 'a.sqlite3'}", tmp_path) as held:
        created(held)
        with held.office.database.reading() as session:
            assert session.exec(select(DraftText)).all() == []
        written = datetime.fromtimestamp(path_of(held).stat().st_mtime, UTC)
        assert written.year > held.clock().year
