"""Serve the pages: the address is taken first and said, then answered, so that nobody opens a page too early."""

from __future__ import annotations

import asyncio
import errno
import gc
import os
import socket
import sys
import time
from collections.abc import Callable
from contextlib import nullcontext, suppress
from typing import Any

import uvicorn
from fastapi import FastAPI
from uvicorn.config import LOGGING_CONFIG

from api.json.leaving import LEAVING, is_ending
from api.json.watching import log_config
from api.settings import Settings
from api.workflow.jobs.queue import working

FIRST_PORT = 8000
TRIES = 50
IDLE_SECONDS = 6
"""How long a connection on which nothing is asked is waited for: a second more than it would be kept anyway."""
LONGEST_SECONDS = 60
"""How long a request under way is waited for."""
MOMENT = 0.05
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 -- only asked for with --host
"""What means every address of this machine, and one of them that a browser here opens."""


class NoAddressError(OSError):
    """The service can't listen where it was asked to; its message is a sentence for the person who asked."""


def listen(host: str, port: int | None) -> socket.socket:
    """Take a port: the one asked for, else the first free one from 8000 on; NoAddressError when there is none."""
    for number in range(FIRST_PORT, FIRST_PORT + TRIES) if port is None else (port,):
        try:
            return _taken(host, number)
        except PermissionError as error:
            if port is not None:
                raise NoAddressError(f"Không được phép dùng cổng {port}; chọn cổng khác từ 1024 trở lên") from error
        except (OSError, TypeError) as error:  # the latter of what is no name of a machine
            if not isinstance(error, OSError) or error.errno != errno.EADDRINUSE:
                raise NoAddressError(
                    f"Máy này không có địa chỉ «{host}»; bỏ --host để mở trên máy này, "
                    "hoặc ghi --host 0.0.0.0 để mọi máy trong mạng xem được"
                ) from error
    wanted = f"Cổng {port} đang có chương trình khác dùng" if port is not None else "Không còn cổng nào trống"
    raise NoAddressError(f"{wanted}; chọn cổng khác, ví dụ --port 8123")


def _taken(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sends small answers at once only through a socket that says that it is TCP; others wait up to 40 ms
    taken = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":  # a port just left is free at once; on Windows this option would share it instead
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind((host, port))
        taken.listen(128)
    except (OSError, TypeError):
        taken.close()
        raise
    return taken


def address(taken: socket.socket) -> str:
    """Return the address to open in a browser on this machine."""
    host, port = taken.getsockname()[:2]
    host = EVERYWHERE.get(host, host)
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}/"


def address_for_others(taken: socket.socket) -> str | None:
    """Return the address for other machines of the network, None when only this one can come."""
    host, port = taken.getsockname()[:2]
    return f"http://{socket.gethostname()}:{port}/" if host in EVERYWHERE else None


def answer(app: FastAPI, taken: socket.socket) -> None:
    """Answer requests until the person stops it with Ctrl+C, which is its ordinary end.

    The service of an office trusts the proxies of its settings, does the jobs of the background beside, and logs lines
    of JSON unless somebody is looking on.
    """
    LEAVING.clear()
    office = getattr(app.state, "office", None)
    settings = office.settings if office is not None else Settings()
    server = Draining(uvicorn.Config(app, **options(settings, logged=office is not None)), settings.drain_seconds)
    settle_memory()
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


class Draining(uvicorn.Server):
    """Stops without breaking a request: no new connections, the last answer on each says so, then the end.

    uvicorn alone closes a connection on which the next request may be on its way already.
    """

    def __init__(self, config: uvicorn.Config, drain_seconds: float = 0) -> None:
        super().__init__(config)
        self._drain = drain_seconds

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let those who are connected finish, then stop as uvicorn does."""
        LEAVING.set()
        if not self.force_exit:
            if is_ending():
                await self._until(self._drain, lambda: self.force_exit)
            await self._accept_no_more(sockets or [])
            await self._until(IDLE_SECONDS, lambda: self.force_exit or not self.server_state.connections)
        await super().shutdown(sockets)

    async def _accept_no_more(self, sockets: list[socket.socket]) -> None:
        """Leave the next connections to whoever shares the sockets; those accepted a moment ago still get through."""
        loop = asyncio.get_running_loop()
        with suppress(NotImplementedError):  # Windows: the closing below is all there is
            for each in sockets:
                loop.remove_reader(each)
            await asyncio.sleep(MOMENT)
        for server in self.servers:
            server.close()

    @staticmethod
    async def _until(seconds: float, over: Callable[[], bool]) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end and not over():  # noqa: ASYNC110 -- connections end without telling
            await asyncio.sleep(MOMENT)
