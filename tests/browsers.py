"""A real browser: Chromium where there is one, else a skip that can be seen; and applications served to it.

With DIENHINH_REQUIRE_BROWSER=1, as in CI, a missing browser is a failure.
"""

import os
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, sync_playwright

INTRANET = "dienhinh.test"
"""What the browser calls this computer: over plain HTTP a name, unlike 127.0.0.1, is no secure context."""
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
WINDOWS = ("Google/Chrome/Application/chrome.exe", "Microsoft/Edge/Application/msedge.exe")


def installed() -> str | None:
    """Return the path of a browser of this computer."""
    named = (shutil.which(name) for name in NAMES)
    folders = (os.environ.get(key) for key in ("PROGRAMFILES", "PROGRAMFILES(X86)"))
    usual = (Path(folder) / path for folder in folders if folder for path in WINDOWS)
    return next((each for each in (*named, *(str(path) for path in usual if path.is_file())) if each), None)


@contextmanager
def browser_of_this_computer() -> Iterator[Browser]:
    """Open a browser without a window."""
    path = installed()
    if path is None:
        message = "no Chromium, Chrome or Edge on this computer"
        if os.environ.get("DIENHINH_REQUIRE_BROWSER") == "1":
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        # Chromium refuses its sandbox to root, and CI is root; the pages shown are our own.
        args = ["--no-sandbox", f"--host-resolver-rules=MAP {INTRANET} 127.0.0.1"]
        opened = playwright.chromium.launch(executable_path=path, args=args)
        yield opened
        opened.close()


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """Serve an application to the browser by the server that users get, under the name of an intranet."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen(16)
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [taken]})
        thread.start()
        try:
            yield f"http://{INTRANET}:{taken.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()
