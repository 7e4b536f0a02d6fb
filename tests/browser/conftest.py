"""The demonstration in a real browser: Chromium where there is one, else a skip that can be seen.

With DIENHINH_REQUIRE_BROWSER=1, as in CI, a missing browser is a failure.
"""

import os
import shutil
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

from api.app import pages_of
from api.demo import demo_board

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
WINDOWS = ("Google/Chrome/Application/chrome.exe", "Microsoft/Edge/Application/msedge.exe")


@dataclass
class Visit:
    """A page of the browser, with what went wrong in it and where it asked."""

    page: Page
    base: str
    complaints: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def go(self, address: str) -> None:
        """Open an address of the site."""
        self.page.goto(self.base + address)


def installed() -> str | None:
    """Return the path of a browser of this computer."""
    named = (shutil.which(name) for name in NAMES)
    folders = (os.environ.get(key) for key in ("PROGRAMFILES", "PROGRAMFILES(X86)"))
    usual = (Path(folder) / path for folder in folders if folder for path in WINDOWS)
    return next((each for each in (*named, *(str(path) for path in usual if path.is_file())) if each), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A browser without a window."""
    path = installed()
    if path is None:
        message = "no Chromium, Chrome or Edge on this computer"
        if os.environ.get("DIENHINH_REQUIRE_BROWSER") == "1":
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        # Chromium refuses its sandbox to root, and CI is root; the pages shown are our own.
        opened = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def base() -> Iterator[str]:
    """The address of the demonstration, served by the server that users get."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen(16)
        app = pages_of(demo_board(), today=lambda: date(2025, 3, 1))
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [taken]})
        thread.start()
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"
        server.should_exit = True
        thread.join()


@pytest.fixture
def visit(browser: Browser, base: str) -> Iterator[Visit]:
    """A fresh page of 1280 × 900."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    visit = Visit(page, base)

    def said(message: ConsoleMessage) -> None:
        visit.complaints.append(message.text)

    def requested(request: Request) -> None:
        visit.asked.append(request.url)

    page.on("console", said)
    page.on("pageerror", lambda error: visit.complaints.append(str(error)))
    page.on("request", requested)
    yield visit
    page.close()
