"""What those who run the service see: lines of JSON without secrets, measures, and whether it can work."""

import json
import logging
import re
import socket
import threading
import time
from collections.abc import Iterator
from logging.config import dictConfig

import pytest
from fastapi.testclient import TestClient
from prometheus_client import REGISTRY
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError
from uvicorn.config import Config

from api import serving
from api.app import create_app
from api.demo import OFFICER
from api.json.watching import JsonLines, log_config, scoring, watch_database
from api.store.database import Actor
from tests.offices import Opened, opened

CLERK = Actor("canbo1", "form")
FIELDS = {"at", "level", "logger", "message", "request_id", "method", "route", "status", "milliseconds", "account"}


@pytest.fixture
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """An office over an empty SQLite."""
    with opened(f"sqlite:///{tmp_path_factory.mktemp('watching') / 'a.sqlite3'}") as found:
        yield found


def measured(name: str, **labels: str) -> float:
    """Return a measure of the process."""
    return REGISTRY.get_sample_value(name, labels) or 0.0


def lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, object]]:
    """Return the lines of JSON of what was logged of requests."""
    return [json.loads(JsonLines().format(each)) for each in caplog.records if each.name == "dienhinh.requests"]


def test_a_line_of_a_request(office: Opened, caplog: pytest.LogCaptureFixture) -> None:
    """A line says number, route, status, time and account, and nothing of what was asked for or with what."""
    caplog.set_level(logging.INFO, "dienhinh.requests")
    client = TestClient(create_app(office.office, guest=OFFICER))
    headers = {"X-Request-Id": "ban-ghi-0001", "Authorization": "Basic bi-mat"}
    client.get("/api/v1/units?search=bi-mat", headers=headers)
    client.get("/api/v1/units/04831")
    client.get("/khong-co")
    found = lines(caplog)

    assert [each.keys() for each in found] == [FIELDS] * 3
    assert [(each["method"], each["route"], each["status"], each["account"]) for each in found] == [
        ("GET", "/api/v1/units", 200, None),
        ("GET", "/api/v1/units/{code}", 200, None),
        ("GET", "-", 404, None),
    ]
    assert (found[0]["request_id"], found[0]["level"]) == ("ban-ghi-0001", "info")
    assert "bi-mat" not in str(found)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4}", str(found[0]["at"]))


@pytest.mark.parametrize("given", ["", "ngắn", "a" * 65, 'a"},{"b', "a b c d e f"])
def test_a_number_that_is_none_of_ours_is_replaced(office: Opened, given: str) -> None:
    """Only a plain number of its length is taken over from the asker; else the request gets one of ours."""
    client = TestClient(create_app(office.office))
    number = client.get("/healthz", headers=[(b"X-Request-Id", given.encode())]).headers["X-Request-Id"]

    assert re.fullmatch(r"[0-9a-f]{32}", number)


def test_a_trace_holds_no_values(office: Opened) -> None:
    """What a failed write says of itself names the statement and not what was being written."""
    secret = "mật khẩu của ai đó"  # noqa: S105 -- what must not be seen
    with pytest.raises(DBAPIError) as failed, office.office.database.changing() as session:
        session.execute(text("INSERT INTO act (actor) VALUES (:value)"), {"value": secret})
    wrapped = RuntimeError("không ghi được")
    wrapped.__cause__ = failed.value
    record = logging.getLogger("thử").makeRecord(
        "thử", logging.ERROR, "", 1, "không ghi được", (), (RuntimeError, wrapped, None)
    )
    found = json.loads(JsonLines().format(record))

    assert secret not in str(found)
    assert "INSERT INTO act" in found["trace"]


def test_lines_go_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    """The logging of a service writes requests and warnings as JSON to stderr, one a line, Vietnamese as it is."""
    before = logging.root.handlers[:], logging.root.level
    try:
        dictConfig(log_config())
        logging.getLogger("dienhinh.requests").info("request")
        logging.getLogger("uvicorn.error").warning("dừng\nlại")
        logging.getLogger("uvicorn.error").info("không ghi")
    finally:
        logging.root.handlers[:], level = before
        logging.root.setLevel(level)
        logging.getLogger("dienhinh.requests").setLevel(logging.NOTSET)
    out, err = capsys.readouterr()

    assert out == ""
    assert [json.loads(line)["message"] for line in err.splitlines()] == ["request", "dừng\nlại"]


def test_the_server_of_an_office(office: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    """It believes the proxies of the settings alone, and logs JSON unless somebody looks on."""
    made: list[Config] = []

    def run(server: serving.Draining, sockets: list[socket.socket]) -> None:
        del sockets
        made.append(server.config)

    monkeypatch.setattr(serving.Draining, "run", run)
    monkeypatch.setattr("uvicorn.config.Config.configure_logging", lambda _self: None)
    with socket.socket() as taken:
        serving.answer(create_app(office.office), taken)
        monkeypatch.setattr("sys.stderr.isatty", lambda: True)
        serving.answer(create_app(office.office), taken)

    assert [config.forwarded_allow_ips for config in made] == ["127.0.0.1"] * 2
    assert [config.log_config == log_config() for config in made] == [True, False]
    assert [(config.access_log, config.server_header, config.log_level) for config in made] == [
        (False, False, "warning")
    ] * 2


# ----------------------------------------------------------------------------------------------------- measures


def test_a_made_up_method_is_one_measure(office: Opened) -> None:
    """Methods that strangers make up are counted as one, so that they can't fill the memory."""
    client = TestClient(create_app(office.office))
    before = measured("dienhinh_requests_total", route="-", method="-", status="405")
    for name in ("XOA", "THEM"):
        client.request(name, "/khong-co")

    assert measured("dienhinh_requests_total", route="-", method="XOA", status="405") == 0
    assert (
        sum(measured("dienhinh_requests_total", route="-", method="-", status=str(status)) for status in (404, 405))
        == before + 2
    )


def test_writers_that_wait_are_counted(office: Opened) -> None:
    """While one writes, another is seen waiting; afterwards its wait is in the measures, and nobody waits."""
    database = office.office.database
    watch_database(database)
    watch_database(database)
    entered, done = threading.Event(), threading.Event()
    before = measured("dienhinh_lock_wait_seconds_count", where="process")
    locks = measured("dienhinh_lock_wait_seconds_count", where="database")

    def write() -> None:
        with database.writing(CLERK, "session.start", bare=True):
            pass

    def hold() -> None:
        with database.writing(CLERK, "session.start", bare=True):
            entered.set()
            done.wait(20)

    threads = [threading.Thread(target=hold), threading.Thread(target=write)]
    threads[0].start()
    entered.wait(20)
    threads[1].start()
    while measured("dienhinh_writes_waiting") != 1:
        time.sleep(0.001)
    done.set()
    for thread in threads:
        thread.join()

    assert measured("dienhinh_writes_waiting") == 0
    assert measured("dienhinh_lock_wait_seconds_count", where="process") == before + 2
    assert measured("dienhinh_lock_wait_seconds_count", where="database") == locks + 2


def test_errors_of_the_database_are_counted(opened_office: Opened) -> None:
    """A write that a rule of the database refuses is counted as refused, on both databases."""
    database = opened_office.office.database
    watch_database(database)
    before = measured("dienhinh_database_errors_total", kind="refused")
    for _ in range(2):
        with pytest.raises(IntegrityError), database.changing() as session:
            session.execute(text("INSERT INTO account_grant (account_id, role, place) VALUES (99, 'viewer', 'all')"))

    assert measured("dienhinh_database_errors_total", kind="refused") == before + 2


def test_what_the_record_counts(opened_office: Opened) -> None:
    """Refused sign-ins and acts are read off the record: right after a restart, and for every process the same."""
    database = opened_office.office.database
    for action in ("session.fail", "session.start", "session.fail"):
        with database.writing(CLERK, action, bare=True):
            pass
    client = TestClient(create_app(opened_office.office))
    found = client.get("/metrics").text

    assert "dienhinh_failed_sign_ins_total 2.0" in found
    assert "dienhinh_acts_total 3.0" in found
    assert ("dienhinh_disk_free_bytes" in found) == database.is_sqlite
    for name in ("requests_total", "request_seconds", "scoring_seconds", "writes_waiting", "database_errors_total"):
        assert f"dienhinh_{name}" in found


def test_scoring_is_measured() -> None:
    """What is done inside is measured once."""
    before = measured("dienhinh_scoring_seconds_count")
    with scoring():
        pass

    assert measured("dienhinh_scoring_seconds_count") == before + 1


@pytest.mark.parametrize(
    ("host", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("127.0.0.1", {"X-Forwarded-For": "10.0.0.7"}, 401),
        ("10.0.0.7", {}, 401),
        ("10.0.0.7", {"Authorization": "Bearer sai"}, 401),
        ("10.0.0.7", {"Authorization": "Bearer ma-cua-prometheus"}, 200),
    ],
)
def test_who_reads_the_measures(
    tmp_path_factory: pytest.TempPathFactory, host: str, headers: dict[str, str], status: int
) -> None:
    """Only this machine, directly, or whoever has the token; who comes through a proxy of this machine is another."""
    place = f"sqlite:///{tmp_path_factory.mktemp('measures') / 'a.sqlite3'}"
    with opened(place, metrics_token="ma-cua-prometheus") as found:  # noqa: S106 -- of this test
        client = TestClient(create_app(found.office), client=(host, 5000))
        assert client.get("/metrics", headers=headers).status_code == status


# -------------------------------------------------------------------------------------------------- can it work?


def test_ready(opened_office: Opened) -> None:
    """Ready means: the database answers, its tables are up to date, criteria are there."""
    answer = TestClient(create_app(opened_office.office)).get("/readyz")

    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ok",
        "database": {"revision": "0003", "newest": "0003"},
        "criteria": {"sets": len(opened_office.office.folder.books().versions), "faulty_files": []},
        "acts": 0,
        "record_ahead_seconds": 0,
    }


def test_not_ready_without_its_tables(office: Opened) -> None:
    """A database whose tables are of another time is not ready; the process is alive all the same."""
    with office.office.database.changing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    client = TestClient(create_app(office.office))

    assert (client.get("/readyz").status_code, client.get("/readyz").json()["status"]) == (503, "not_ready")
    assert client.get("/healthz").status_code == 200
