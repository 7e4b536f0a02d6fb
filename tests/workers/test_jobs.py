"""Jobs on both databases: looked at, asked, written once; gone on with by another process; stopped; of their owner."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.exc import DataError, OperationalError
from sqlmodel import select

from api.access.deciding import Who
from api.app import create_app
from api.store import imports
from api.store import jobs as stored
from api.store.acts import Broken, verify
from api.store.database import Actor
from api.store.jobs import Item, ItemState, State
from api.store.tables import Act
from api.workflow.jobs import files, finding, keeping, queue, running
from api.workflow.jobs.finding import Giver, NoJobError, Told
from api.workflow.jobs.kinds import Outcome, Work
from api.workflow.office import Office
from api.workflow.reporting.making import Kind
from api.workflow.sheets import ForbiddenError
from tests.assessments import PROVINCE, SET, TAN_PHEO, VIEWER, prepared
from tests.importing import CODE, HEAD, OTHER, held
from tests.offices import Opened, opened


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Opened]:
    """An office on SQLite, for what no database has a part in."""
    with opened(f"sqlite:///{tmp_path / 'thu.sqlite3'}") as found:
        yield found


def giver(office: Office, person: Who = PROVINCE) -> Giver:
    """Somebody who gives work."""
    return Giver(office, Actor(person.name, "form"), person, SET)


def sheet(*row: object) -> bytes:
    """A table of one row."""
    return "\n".join(",".join(map(str, each)) for each in (HEAD, row)).encode()


IMPORTS = [
    ("mot.csv", sheet(CODE, 2024, 20, 7, 0, "có")),
    ("hai.csv", sheet(OTHER, 2024, 9, 1, 0, "có")),
    ("ba.csv", sheet(OTHER, 2024, 8, 1, 0, "có")),
    ("hong.xlsx", b"not a workbook"),
]
"""Tables of two units, one that says otherwise of the second, and a file that is none."""


def ran(office: Office, key: str, of: Giver) -> Told:
    """Run a job as a worker does, and return how it stands."""
    assert running.run(office, key, of.who)
    return finding.found(of, key)


def written(office: Office) -> int:
    """Count the imports on record."""
    with office.database.reading() as session:
        assert not isinstance(verify(session.connection()), Broken)
        return len(session.exec(select(Act).where(Act.action == "figures.import")).all())


def test_many_files_are_looked_at_then_written_one_act_each(opened_office: Opened) -> None:
    """Nothing is written before somebody says so; of two files that contradict each other the second waits again."""
    office = prepared(opened_office)
    of, before = giver(office), written(office)
    key = keeping.begin_imports(of, "", IMPORTS)

    looked = ran(office, key, of)
    assert looked.state is State.ASKING
    assert [each.state for each in looked.items] == [ItemState.READY] * 3 + [ItemState.EMPTY]
    assert '"faults":[{' in looked.items[3].said
    assert (written(office), looked.done) == (before, (4, 4))

    keeping.confirm(of, key)
    keeping.confirm(of, key)
    done = ran(office, key, of)
    assert (done.state, done.done) == (State.DONE, (3, 3))
    assert [each.state for each in done.items[:3]] == [ItemState.DONE, ItemState.DONE, ItemState.FAILED]
    assert files.MOVED in done.items[2].said
    assert (written(office), held(office, "villages", TAN_PHEO)) == (before + 2, 9)

    keeping.retry(of, key)
    assert ran(office, key, of).state is State.ASKING
    keeping.confirm(of, key)
    assert ran(office, key, of).state is State.DONE
    assert (written(office), held(office, "villages", TAN_PHEO)) == (before + 3, 8)
    with pytest.raises(ForbiddenError):
        keeping.retry(of, key)


class _KilledError(BaseException):
    """The process is gone."""


def test_a_job_whose_process_was_killed_goes_on_and_doubles_nothing(
    opened_office: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed after a file was written and before the job knew it: another runner goes on, each file is one act."""
    office = prepared(opened_office)
    of, before = giver(office), written(office)
    key = keeping.begin_imports(of, "", IMPORTS[:2])
    ran(office, key, of)
    keeping.confirm(of, key)

    with monkeypatch.context() as patched:
        patched.setattr(running, "_settle", _dies)
        with pytest.raises(_KilledError):
            running.run(office, key, PROVINCE)
    assert (written(office), finding.found(of, key).state) == (before + 1, State.RUNNING)
    assert queue.waiting(office) == ()
    assert not running.run(office, key, PROVINCE)  # it may be alive yet

    opened_office.clock.move(seconds=20)
    assert queue.waiting(office) == (key,)
    assert ran(office, key, of).state is State.DONE
    assert written(office) == before + 2


def _dies(*_arguments: object) -> None:
    raise _KilledError


def test_a_job_that_kills_its_process_again_and_again_is_left_alone(
    alone: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After five starts without an end nobody takes it up before somebody says so."""
    office = prepared(alone)
    of = giver(office)
    key = keeping.begin_imports(of, "", IMPORTS[:1])
    with monkeypatch.context() as patched:
        patched.setattr(running, "_settle", _dies)
        for _ in range(running.MOST_ATTEMPTS):
            with pytest.raises(_KilledError):
                running.run(office, key, PROVINCE)
            alone.clock.move(seconds=20)

    given_up = ran(office, key, of)
    assert (given_up.state, given_up.row.said) == (State.FAILED, running.BROKEN.format(5))
    keeping.retry(of, key)
    assert ran(office, key, of).state is State.ASKING


def test_the_documents_of_all_units_come_as_the_zip_that_the_log_names(opened_office: Opened) -> None:
    """Every unit with figures has its document, and the log holds the digest of the very bytes that are handed out."""
    office = prepared(opened_office)
    of = giver(office)
    key = keeping.begin_reports(of, Kind.SHEET, "2024", "docx")
    done = ran(office, key, of)
    name, body = keeping.file_of(of, key)

    assert (done.state, name) == (State.DONE, "phieu-danh-gia-2024-moi-xa.zip")
    assert ZipFile(io.BytesIO(body)).namelist() == [f"phieu-danh-gia-{each.about}-2024.docx" for each in done.items]
    with office.database.reading() as session:
        act = session.exec(select(Act).where(Act.action == "report.make")).one()
    assert f'"sha256":"{sha256(body).hexdigest()}"' in act.content
    assert f'"units":{len(done.items)}' in act.content


def test_a_job_is_stopped_between_two_items_and_taken_up_where_it_was(
    alone: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was done stays; a process that leaves lets another go on; one that was asked to stop says that it did."""
    office = prepared(alone)
    of = giver(office)
    key = keeping.begin_imports(of, "", IMPORTS[:2])
    turns: Iterator[bool] = iter([False, True, True])
    running.run(office, key, PROVINCE, lambda: next(turns))
    left = finding.found(of, key)
    assert (left.state, left.done) == (State.WAITING, (1, 2))

    settle = running._settle

    def cancelling(*arguments: Any) -> bool:  # noqa: ANN401 -- handed on as they are
        keeping.cancel(of, key)
        return settle(*arguments)

    with monkeypatch.context() as patched:
        patched.setattr(running, "_settle", cancelling)
        keeping.add_files(of, key, IMPORTS[2:3])
        stopped = ran(office, key, of)
    assert (stopped.state, stopped.done) == (State.CANCELLED, (2, 3))
    keeping.retry(of, key)
    assert ran(office, key, of).done == (3, 3)


def test_a_job_is_its_owners_alone(alone: Opened) -> None:
    """Another person finds no such job; who may not record gives none; over HTTP it is given, watched and confirmed."""
    office = prepared(alone)
    of = giver(office)
    key = keeping.begin_imports(of, "", IMPORTS[:1])
    with pytest.raises(NoJobError):
        finding.found(giver(office, VIEWER), key)

    with TestClient(create_app(office, guest=PROVINCE)) as client:
        sent = {"file": ("hai.csv", IMPORTS[1][1])}
        given = client.post("/api/v1/jobs/imports", files=sent)
        assert (given.status_code, given.json()["state"]) == (202, "waiting")
        mine = given.json()["id"]
        running.run(office, mine, PROVINCE)
        asking = client.get(f"/api/v1/jobs/{mine}").json()
        assert (asking["state"], asking["may"]["confirm"], asking["items"][0]["said"]["figures"]) == ("asking", True, 4)
        assert client.get(f"/viec-dang-chay/{mine}").status_code == 200
        client.post(f"/api/v1/jobs/{mine}/confirm")
        running.run(office, mine, PROVINCE)
        assert "đã ghi 4 số liệu" in client.get(f"/viec-dang-chay/{mine}").text
        assert {each["id"]: each["state"] for each in client.get("/api/v1/jobs").json()["items"]}[mine] == "done"
        assert client.get(f"/api/v1/jobs/{mine}/file").status_code == 404
    with TestClient(create_app(office, guest=VIEWER)) as client:
        assert client.post("/api/v1/jobs/imports", files=sent).status_code == 403


def test_jobs_are_forgotten_after_some_days(alone: Opened) -> None:
    """A job that was begun fifteen days ago is gone once another is begun."""
    office = prepared(alone)
    of = giver(office)
    key = keeping.begin_imports(of, "", IMPORTS[:1])
    alone.clock.move(days=15)
    keeping.begin_imports(of, "", IMPORTS[:1])
    with office.database.reading() as session:
        assert stored.job(session, key) is None


def test_a_job_stopped_at_its_last_step_is_stopped(alone: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked to stop after the last file was looked at, it doesn't ask to be written as if nobody had said so."""
    office = prepared(alone)
    of = giver(office)
    key = keeping.begin_imports(of, "", IMPORTS[:1])
    finished = running._finished

    def cancelling(*arguments: Any, **more: Any) -> None:  # noqa: ANN401 -- handed on as they are
        keeping.cancel(of, key)
        finished(*arguments, **more)

    with monkeypatch.context() as patched:
        patched.setattr(running, "_finished", cancelling)
        assert ran(office, key, of).state is State.CANCELLED
    keeping.retry(of, key)
    assert ran(office, key, of).state is State.ASKING


def test_an_item_that_the_database_can_not_take_stops_no_other(alone: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a database refuses of one file is that file's fault; only one that is away makes the job wait."""
    office = prepared(alone)
    of = giver(office)
    key = keeping.begin_imports(of, "", IMPORTS[:2])
    look = files.look

    def refused(work: Work, item: Item) -> Outcome:
        if item.number == 1:
            raise DataError("INSERT", {}, Exception("NUL"))
        return look(work, item)

    monkeypatch.setattr(files, "look", refused)
    done = ran(office, key, of)
    assert [each.state for each in done.items] == [ItemState.FAILED, ItemState.READY]

    def away(*_: object) -> Outcome:
        raise OperationalError("INSERT", {}, Exception("locked"))

    monkeypatch.setattr(files, "look", away)
    keeping.retry(of, key)
    with pytest.raises(OperationalError):
        running.run(office, key, of.who)
    assert finding.found(of, key).state is State.WAITING


def test_a_file_that_was_given_up_says_so(alone: Opened) -> None:
    """The import of a file was forgotten on its own page: it says what to do, be it to be written or looked at."""
    office = prepared(alone)
    of = giver(office)
    key = keeping.begin_imports(of, "", IMPORTS[:2])
    looked = ran(office, key, of)
    with office.database.changing() as session:
        imports.drop(session, looked.items[0].about)
    keeping.confirm(of, key)
    done = ran(office, key, of)
    assert [each.state for each in done.items] == [ItemState.FAILED, ItemState.DONE]
    assert "gửi lại tệp" in done.items[0].said
    keeping.retry(of, key)
    assert "gửi lại tệp" in ran(office, key, of).items[0].said


def test_nobody_retries_a_job_that_runs(alone: Opened) -> None:
    """Of two that take a job up again the second changes nothing of what the first has under way."""
    office = prepared(alone)
    of = giver(office)
    key = keeping.begin_imports(of, "", IMPORTS[:1])
    held = finding.found(of, key)
    keeping.cancel(of, key)
    keeping.retry(of, key)
    with office.database.changing() as session:
        stored.claim(session, key, "x", "2024-11-10T02:00:00.000000Z", "2000")
        stored.settle(session, key, 1, ItemState.NEW, state=ItemState.FAILED)
    stale = replace(held, row=held.row.model_copy(update={"state": State.FAILED}))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(keeping, "found", lambda _of, _key: stale)
        with pytest.raises(ForbiddenError, match="đang chạy"):
            keeping.retry(of, key)
    assert finding.found(of, key).items[0].state is ItemState.FAILED


def test_the_thread_of_the_jobs_outlives_any_failure(alone: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever goes wrong with a look for jobs, the next look comes."""
    office = prepared(alone)
    looks: list[int] = []
    leaving = threading.Event()

    def waiting(_office: Office) -> tuple[str, ...]:
        looks.append(1)
        if len(looks) > 1:
            leaving.set()
            return ()
        raise OSError

    monkeypatch.setattr(queue, "waiting", waiting)
    monkeypatch.setattr(queue, "LOOK_SECONDS", 0.01)
    queue.work(office, PROVINCE, leaving)
    assert len(looks) == 2


def test_too_few_and_too_many_files(alone: Opened) -> None:
    """No file and too many are refused in words that say what to do, on the page too."""
    office = prepared(alone)
    of = giver(office)
    with pytest.raises(ForbiddenError, match="Chưa chọn tệp nào"):
        keeping.begin_imports(of, "", [])
    with pytest.raises(ForbiddenError, match="chia các tệp"):
        keeping.begin_imports(of, "", IMPORTS[:1] * 401)
    with TestClient(create_app(office, guest=PROVINCE)) as client:
        many = [("tep", (f"{at}.csv", b"x")) for at in range(401)]
        answer = client.post("/viec-dang-chay", data={"viec": "nhap"}, files=many)
        assert (answer.status_code, "chia các tệp" in answer.text) == (409, True)
        answer = client.post("/viec-dang-chay", data={"viec": "nhap"}, files=[("tep", ("", b""))])
        assert (answer.status_code, "Chưa chọn tệp nào" in answer.text) == (409, True)
