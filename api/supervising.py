"""Several workers behind one address: kept alive, counted together, renewed one after the other without a gap.

uvicorn's own supervisor starts them, replaces one that died or hangs, and on SIGHUP brings each replacement up before
the old one leaves. A process of its own beside them does the jobs of the background, so that no page waits for them.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from logging.config import dictConfig
from multiprocessing import get_context
from multiprocessing.context import SpawnProcess
from pathlib import Path
from tempfile import TemporaryDirectory

import uvicorn
from fastapi import FastAPI
from prometheus_client.multiprocess import mark_process_dead
from uvicorn.supervisors import multiprocess

from api import serving
from api.access.deciding import NOBODY
from api.app import create_app
from api.commands.offices import now
from api.json.leaving import ENDING, SHARED
from api.json.watching import log_config
from api.settings import Settings
from api.workflow.jobs.queue import work
from api.workflow.office import open_office

STOP_SECONDS = serving.LONGEST_SECONDS + 30
"""How long the process of the jobs is waited for when everything stops."""
STARTING_SECONDS = 60
"""How long a worker may take to start, and a busy one to answer its supervisor."""


class Worker(multiprocess.Process):
    """One worker: uvicorn's, but for the way it stops."""

    def target(self, sockets: list[socket.socket] | None = None) -> None:
        """Run it; the server is there before the thread that tells of it, or each would make one of its own."""
        self._server = serving.Draining(self.config, Settings.of(os.environ).drain_seconds)
        super().target(sockets)


class Supervisor(multiprocess.Multiprocess):
    """Keeps the workers, and the process of the jobs; ``ready`` is called once the first worker answers."""

    def __init__(self, config: uvicorn.Config, sockets: list[socket.socket], ready: Callable[[], None]) -> None:
        super().__init__(config, sockets)
        self._jobs: SpawnProcess | None = None
        self._ready: Callable[[], None] | None = ready

    def init_processes(self) -> None:
        """Start everything."""
        super().init_processes()
        self._start_jobs()

    def keep_subprocess_alive(self) -> None:
        """Replace what died; what a dead worker measured of its present is forgotten."""
        before = {each.pid for each in self.processes}
        super().keep_subprocess_alive()
        self._forget(before)
        if self._ready is not None and any(each.is_ready(1) for each in self.processes):
            self._ready()
            self._ready = None
        if not self.should_exit.is_set() and (self._jobs is None or not self._jobs.is_alive()):
            self._start_jobs()

    def restart_all(self) -> None:
        """Renew every worker, then the process of the jobs."""
        before = {each.pid for each in self.processes}
        super().restart_all()
        self._forget(before)
        self._stop_jobs()
        self._start_jobs()

    def terminate_all(self) -> None:
        """Tell everything to stop, so that those who ask are sent to another host."""
        Path(os.environ[SHARED], ENDING).touch()
        super().terminate_all()
        for each in self.sockets:  # then connections are refused as soon as the last worker takes none
            each.close()
        self._stop_jobs(wait=False)

    def join_all(self) -> None:
        """Wait until everything has stopped."""
        super().join_all()
        self._stop_jobs()

    def _start_jobs(self) -> None:
        self._jobs = get_context("spawn").Process(target=do_jobs, name="jobs", daemon=True)
        self._jobs.start()

    def _stop_jobs(self, *, wait: bool = True) -> None:
        if self._jobs is None:
            return
        if self._jobs.is_alive():
            self._jobs.terminate()
        if wait:
            self._jobs.join(STOP_SECONDS)
            self._jobs.kill()

    def _forget(self, before: set[int | None]) -> None:
        for pid in before - {each.pid for each in self.processes}:
            mark_process_dead(pid)  # type: ignore[no-untyped-call]  # the library's own


def supervise(settings: Settings, taken: socket.socket, workers: int, ready: Callable[[], None]) -> None:
    """Serve the office of the environment by several workers until it is stopped; ``ready``: see Supervisor."""
    with TemporaryDirectory(prefix="dienhinh-", ignore_cleanup_errors=True) as measures:
        os.environ[SHARED] = measures  # before the workers are started: prometheus_client looks once, when imported
        multiprocess.Process = Worker  # type: ignore[misc]  # the supervisor makes its workers by this name
        config = uvicorn.Config(
            "api.supervising:application",
            factory=True,
            workers=workers,
            timeout_worker_healthcheck=STARTING_SECONDS,
            **serving.options(settings, logged=True),
        )
        Supervisor(config, [taken], ready).run()


def application() -> FastAPI:
    """Make the application of a worker, from the environment that it shares with its supervisor."""
    app = create_app(open_office(Settings.of(os.environ), now))
    serving.settle_memory()
    return app


def do_jobs() -> None:
    """Do the jobs of the background until told to stop: the whole life of their process."""
    leaving = threading.Event()
    signal.signal(signal.SIGTERM, lambda _number, _frame: leaving.set())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches all processes; the supervisor says when to stop
    if not sys.stderr.isatty():
        dictConfig(log_config())
    office = open_office(Settings.of(os.environ), now)
    try:
        thread = threading.Thread(target=work, args=(office, NOBODY, leaving), name="jobs", daemon=True)
        thread.start()
        thread.join()
    finally:
        office.database.close()
