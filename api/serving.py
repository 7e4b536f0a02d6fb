"""Serve the pages: the address is taken first and said, then answered, so that nobody opens a page too early."""

from __future__ import annotations

import errno
import gc
import os
import socket
import sys
from contextlib import suppress

import uvicorn
from fastapi import FastAPI
from uvicorn.config import LOGGING_CONFIG

from api.json.watching import log_config

FIRST_PORT = 8000
TRIES = 50
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

    The service of an office trusts the proxies of its settings, and logs lines of JSON unless somebody is looking on.
    """
    office = getattr(app.state, "office", None)
    config = uvicorn.Config(
        app,
        log_config=LOGGING_CONFIG if office is None or sys.stderr.isatty() else log_config(),
        log_level="warning",
        access_log=False,
        lifespan="off",
        server_header=False,
        forwarded_allow_ips=office.settings.trusted_proxies if office is not None else None,
    )
    gc.collect()
    gc.freeze()  # what is loaded by now stays: walking it again and again holds up every tenth large answer by 60 ms
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[taken])
