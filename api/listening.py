"""The address of the service: taken first and said, so that nobody opens a page too early."""

from __future__ import annotations

import ctypes
import errno
import os
import socket
import struct
import sys
from contextlib import suppress

FIRST_PORT = 8000
TRIES = 50
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 -- only asked for with --host
"""What means every address of this machine, and one of them that a browser here opens."""
_ATTACH_FILTER, _DETACH_FILTER = 26, 27
"""SO_ATTACH_FILTER and SO_DETACH_FILTER of Linux, which Python does not name."""
_NO_BEGINNING = ((0x30, 0, 0, 13), (0x45, 0, 1, 0x02), (0x06, 0, 0, 0), (0x06, 0, 0, 0xFFFF))
"""What is read off each packet: the flags of TCP; one that begins a connection is dropped, all others are let in."""


class NoAddressError(OSError):
    """The service can't listen where it was asked to; its message is a sentence for the person who asked."""


def listen(host: str, port: int | None, *, at_once: bool = True) -> socket.socket:
    """Take a port: the one asked for, else the first free one from 8000 on; NoAddressError when there is none.

    Connections that come before they are answered wait; not ``at_once``: are refused on Linux, so that a balancer sends
    them to another host.
    """
    for number in range(FIRST_PORT, FIRST_PORT + TRIES) if port is None else (port,):
        try:
            return _taken(host, number, at_once=at_once)
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


def _taken(host: str, port: int, *, at_once: bool) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sends small answers at once only through a socket that says that it is TCP; others wait up to 40 ms
    taken = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        free_at_once(taken)
        taken.bind((host, port))
        if not at_once:
            begin_no_more(taken)
        taken.listen(128)
        if not at_once:
            _refuse(taken)
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


def _refuse(taken: socket.socket) -> None:
    """Refuse connections from now on; the port stays taken, also for another start that looks for a free one."""
    if sys.platform == "linux":
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 0)
        taken.shutdown(socket.SHUT_RDWR)


def free_at_once(taken: socket.socket) -> None:
    """Let the port be taken again as soon as it is left; connections have that from the socket that they came by."""
    if os.name == "posix":  # on Windows this option would share the port instead
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)


def begin_no_more(taken: socket.socket) -> bool:
    """Let the kernel complete no further connection, so that none is there that nobody takes when the socket is closed.

    Return whether it will.

    That one would be reset, with the request that may already be in it. Who begins meanwhile tries again after a
    second, as TCP does, and is refused then: a refusal is safe to try elsewhere. Where the system can't do it (it is
    Linux's, and a sandbox may forbid it), the moment in which a connection can be lost stays, however short.
    """
    if sys.platform == "linux":
        program = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *each) for each in _NO_BEGINNING))
        whole = struct.pack("HP", len(_NO_BEGINNING), ctypes.addressof(program))
        with suppress(OSError):
            taken.setsockopt(socket.SOL_SOCKET, _ATTACH_FILTER, whole)
            return True
    return False


def begin_again(taken: socket.socket) -> None:
    """Undo what was done to a socket that refuses, for who is about to listen on it."""
    free_at_once(taken)
    if sys.platform == "linux":
        with suppress(OSError):  # there was nothing to undo
            taken.setsockopt(socket.SOL_SOCKET, _DETACH_FILTER, 0)
