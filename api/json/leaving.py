"""A process that is to stop: it says so to whoever asks whether it is ready, and asks browsers to connect anew."""

from __future__ import annotations

import os
import threading
from pathlib import Path

from starlette.types import ASGIApp, Message, Receive, Scope, Send

LEAVING = threading.Event()
"""Set once this process has been told to stop."""
SHARED = "PROMETHEUS_MULTIPROC_DIR"
"""Names the folder in which the workers of one machine count together; their supervisor makes it."""
ENDING = "ending"
"""The file in it that says that all of them are to stop."""


def is_ending() -> bool:
    """Tell whether this machine stops serving; not while one worker leaves and another has taken its place."""
    shared = os.environ.get(SHARED)
    return LEAVING.is_set() and (shared is None or Path(shared, ENDING).exists())


class Leave:
    """Lets the last answer on each connection say that it is the last, so that the next request goes elsewhere."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""

        async def last(message: Message) -> None:
            if message["type"] == "http.response.start" and LEAVING.is_set():
                message["headers"] = [*message.get("headers", ()), (b"connection", b"close")]
            await send(message)

        await self.app(scope, receive, last if scope["type"] == "http" else send)
