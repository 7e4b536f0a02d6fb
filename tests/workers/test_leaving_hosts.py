"""A host that starts and one that stops: connections are answered or refused, and never taken and then lost."""

from __future__ import annotations

import signal
import socket
import sys
import threading
from collections import Counter
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Self

import pytest

from api import listening
from tests.workers.conftest import PATIENCE, serving, until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="done with what only Linux has")


def connected(port: int, seconds: float = 0.3) -> str:
    """Try to connect; return what came of it."""
    with closing(socket.socket()) as found:
        found.settimeout(seconds)
        try:
            found.connect(("127.0.0.1", port))
        except OSError as error:
            return type(error).__name__
        return "connected"


def test_a_port_that_is_taken_and_refuses() -> None:
    """Not at once: the port is nobody else's, connections are refused until somebody listens."""
    with closing(listening.listen("127.0.0.1", None, at_once=False)) as taken:
        port = taken.getsockname()[1]
        before = connected(port)
        with pytest.raises(listening.NoAddressError):
            listening.listen("127.0.0.1", port)
        listening.begin_again(taken)
        taken.listen()

        assert (before, connected(port)) == ("ConnectionRefusedError", "connected")


def test_nobody_is_let_in_who_would_be_lost() -> None:
    """What was completed before is still there to be taken; nothing is completed after, and closed it is refused."""
    with closing(listening.listen("127.0.0.1", None)) as taken, closing(socket.socket()) as early:
        port = taken.getsockname()[1]
        early.connect(("127.0.0.1", port))
        if not listening.begin_no_more(taken):
            pytest.skip("this machine lets no program choose which packets reach its sockets")
        after = connected(port)
        early.sendall(b"x")
        came, _ = taken.accept()
        with closing(came):
            assert (after, came.recv(1)) == ("TimeoutError", b"x")
    assert connected(port) == "ConnectionRefusedError"


class Knocking:
    """People who ask over a connection of their own each time, as a balancer does that passes over who refuses."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._over = threading.Event()
        self.came: Counter[str] = Counter()
        self._people = [threading.Thread(target=self._ask) for _ in range(2)]

    def __enter__(self) -> Self:
        for each in self._people:
            each.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for each in self._people:
            each.join()

    def _ask(self) -> None:
        while not self._over.wait(0.03):
            with closing(HTTPConnection("127.0.0.1", self._port, timeout=30)) as connection:
                try:
                    connection.request("GET", "/healthz")
                    self.came[str(connection.getresponse().status)] += 1
                except (OSError, HTTPException) as error:
                    self.came[type(error).__name__] += 1


def test_a_host_comes_and_goes_under_load(database: str, tmp_path: Path) -> None:
    """From before it listens until after it has stopped, who comes to a host with workers is answered or refused."""
    with closing(listening.listen("127.0.0.1", None)) as found:
        port = found.getsockname()[1]
    with (
        Knocking(port) as knocking,
        serving(database, tmp_path / "log", "--workers", "2", "--port", str(port)) as service,
    ):
        until(lambda: knocking.came["200"] > 20)
        service.process.send_signal(signal.SIGTERM)
        assert service.process.wait(PATIENCE) == 0
        refused = knocking.came["ConnectionRefusedError"]
        until(lambda: knocking.came["ConnectionRefusedError"] > refused)

    assert set(knocking.came) == {"200", "ConnectionRefusedError"}


def test_one_process_that_is_hung_up_on_ends_in_order(tmp_path: Path) -> None:
    """SIGHUP, by which systemd reloads, answers who is being answered and ends by that signal: then it is restarted."""
    with serving(f"sqlite:///{tmp_path / 'a.sqlite3'}", tmp_path / "log", drain_seconds=1) as service:
        service.process.send_signal(signal.SIGHUP)
        with service.client() as client:
            until(lambda: client.get("/readyz").json().get("status") == "leaving", 5)
        assert service.process.wait(PATIENCE) == -signal.SIGHUP
