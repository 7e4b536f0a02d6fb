"""Answer requests at an address that was taken, and stop without breaking one."""

from __future__ import annotations

import asyncio
import gc
import signal
import sys
import time
from collections.abc import Callable
from contextlib import nullcontext, suppress
from socket import socket
from typing import Any

import uvicorn
from fastapi import FastAPI
from uvicorn.config import LOGGING_CONFIG

from api.json.leaving import LEAVING, is_ending
from api.json.watching import log_config
from api.listening import begin_again, begin_no_more
from api.settings import Settings
from api.workflow.jobs.queue import working
from api.workflow.movement import readying
from api.workflow.office import Office

IDLE_SECONDS = 6
"""How long a connection on which nothing is asked is waited for: a second more than it would be kept anyway."""
LONGEST_SECONDS = 60
"""How long a request under way is waited for."""
MOMENT = 0.05


def answer(app: FastAPI, taken: socket) -> None:
    """Answer requests until the person stops it with Ctrl+C, which is its ordinary end.

    The service of an office trusts the proxies of its settings, does the jobs of the background beside, and logs lines
    of JSON unless somebody is looking on.
    """
    LEAVING.clear()
    office = getattr(app.state, "office", None)
    settings = office.settings if office is not None else Settings()
    server = Draining(uvicorn.Config(app, **options(settings, logged=office is not None)), settings.drain_seconds)
    settle_memory()
    heed_hangup()
    jobs = working(office, app.state.door.guest) if office is not None else nullcontext()
    with jobs, suppress(KeyboardInterrupt):
        server.run(sockets=[taken])


def options(settings: Settings, *, logged: bool) -> dict[str, Any]:
    """Return how uvicorn serves an office; ``logged``: by lines of JSON, unless somebody is looking on."""
    return {
        "log_config": log_config() if logged and not sys.stderr.isatty() else LOGGING_CONFIG,
        "log_level": "warning",
        "access_log": False,
        "lifespan": "off",
        "server_header": False,
        "forwarded_allow_ips": settings.trusted_proxies,
        "timeout_graceful_shutdown": LONGEST_SECONDS,
    }


def settle_memory() -> None:
    """Let what is loaded by now stay: walking it again and again holds up every tenth large answer by 60 ms."""
    gc.collect()
    gc.freeze()


def heed_hangup() -> None:
    """Let SIGHUP end the service as SIGTERM does, after those who are being answered; not where it is ignored (nohup).

    One process can't renew itself without a gap: systemd's reload of it is a restart (RestartForceExitStatus).
    """
    hangup = getattr(signal, "SIGHUP", None)  # not on Windows
    handled = uvicorn.server.HANDLED_SIGNALS
    if hangup is not None and hangup not in handled and signal.getsignal(hangup) is signal.SIG_DFL:
        uvicorn.server.HANDLED_SIGNALS = (*handled, hangup)  # type: ignore[assignment]  # its own tuple is of two


def office_of(app: Any) -> Office | None:  # noqa: ANN401 -- layers of middleware, each around the next
    """Return the office that an application answers for, through what the server put around it."""
    while not isinstance(app, FastAPI) and hasattr(app, "app"):
        app = app.app
    return getattr(app.state, "office", None) if isinstance(app, FastAPI) else None


class Draining(uvicorn.Server):
    """Stops without breaking a request: no new connections, the last answer on each says so, then the end.

    uvicorn alone closes a connection on which the next request may be on its way already.
    """

    def __init__(self, config: uvicorn.Config, drain_seconds: float = 0) -> None:
        super().__init__(config)
        self._drain = drain_seconds

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """Begin to listen, and to answer; only then the register is made ready, by every worker for itself."""
        for each in sockets or []:
            begin_again(each)
        await super().startup(sockets)
        office = office_of(self.config.loaded_app)
        if self.started and office is not None:
            readying.in_background(office, lambda: bool(self.server_state.tasks))

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        """Let those who are connected finish, then stop as uvicorn does."""
        LEAVING.set()
        if not self.force_exit:
            if is_ending():
                await self._until(self._drain, lambda: self.force_exit)
            await self._accept_no_more(sockets or [])
            await self._until(IDLE_SECONDS, lambda: self.force_exit or not self.server_state.connections)
        await super().shutdown(sockets)

    async def _accept_no_more(self, sockets: list[socket]) -> None:
        """Take no further connection; those that the kernel has completed still get through.

        A worker that leaves alone leaves the next ones to whoever shares the sockets. Where all stop nobody is there
        for them, so none may be completed any more.
        """
        loop = asyncio.get_running_loop()
        with suppress(NotImplementedError):  # Windows: the closing below is all there is
            for each in sockets:
                if is_ending():
                    begin_no_more(each)
                else:
                    loop.remove_reader(each)
            await asyncio.sleep(MOMENT)
        for server in self.servers:
            server.close()

    @staticmethod
    async def _until(seconds: float, over: Callable[[], bool]) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end and not over():  # noqa: ASYNC110 -- connections end without telling
            await asyncio.sleep(MOMENT)
