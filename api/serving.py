"""Serve the pages: the address is taken first and said, then answered, so that nobody opens a page too early."""

from __future__ import annotations

import socket

import uvicorn
from fastapi import FastAPI

FIRST_PORT = 8000
TRIES = 50


class PortTakenError(OSError):
    """The port that was asked for is in use."""


def listen(host: str, port: int | None) -> socket.socket:
    """Take a port: the one asked for, else the first free one from 8000 on; PortTakenError when it is in use."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for number in range(FIRST_PORT, FIRST_PORT + TRIES) if port is None else (port,):
        taken = socket.socket(family, socket.SOCK_STREAM)
        try:
            taken.bind((host, number))
            taken.listen(128)
        except OSError:
            taken.close()
        else:
            return taken
    wanted = f"Cổng {port} đang có chương trình khác dùng" if port is not None else "Không còn cổng nào trống"
    raise PortTakenError(f"{wanted}; chọn cổng khác, ví dụ --port 8123")


def address(taken: socket.socket) -> str:
    """Return the address to open in a browser."""
    host, port = taken.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}/"


def answer(app: FastAPI, taken: socket.socket) -> None:
    """Answer requests until the person stops it."""
    config = uvicorn.Config(app, log_level="warning", access_log=False, lifespan="off", server_header=False)
    uvicorn.Server(config).run(sockets=[taken])
