"""The register made ready in the background: only while nobody is answered, by a server as soon as it answers."""

import socket
import threading

import pytest
import uvicorn

from api import serving
from api.app import create_app
from api.workflow.movement import readying
from engine.movement.following import LAZY
from tests.loops import run_apart
from tests.offices import Opened
from tests.workflow.movement.conftest import added, camera


def test_it_waits_for_quiet_and_then_all_is_there(shared: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    """While somebody is answered nothing is worked out; then everything is, a look of quiet before each piece."""
    office = shared.office
    added(office, camera())
    office.movements.forget()
    columns = office.movements.at(office.known_now(), office.today).movement.columns
    monkeypatch.setattr(readying, "LOOK_SECONDS", 0)
    looks: list[bool] = []

    def busy() -> bool:
        looks.append(any(each in columns.__dict__ for each in LAZY))
        return len(looks) < 20

    readying.make_ready(office, busy)
    assert not any(looks[: 20 + readying.QUIET_LOOKS])
    assert all(each in columns.__dict__ for each in LAZY)
    assert len(looks) == 19 + readying.QUIET_LOOKS * 5


def test_a_server_makes_it_ready_once_it_answers(shared: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each worker begins when its port is open; an application without an office has nothing to make ready."""
    begun: list[tuple[object, bool]] = []
    app = create_app(shared.office)
    config = uvicorn.Config(app, lifespan="off", log_config=None)
    server = serving.Draining(config)
    monkeypatch.setattr(readying, "in_background", lambda office, _busy: begun.append((office, server.started)))

    async def life() -> None:
        config.load()
        server.lifespan = config.lifespan_class(config)
        with socket.create_server(("127.0.0.1", 0)) as taken:
            await server.startup([taken])
            for each in server.servers:
                each.close()

    run_apart(life())
    assert begun == [(shared.office, True)]
    assert serving.office_of(object()) is None


def test_a_failure_is_left_to_who_asks_first(shared: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that is away when the service starts ends the thread quietly, and nothing else."""
    monkeypatch.setattr(readying, "LOOK_SECONDS", 0)
    monkeypatch.setattr(shared.office.movements, "at", lambda *_: (_ for _ in ()).throw(OSError))
    thread: threading.Thread = readying.in_background(shared.office, lambda: False)
    thread.join(10)
    assert not thread.is_alive()
