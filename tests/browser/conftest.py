"""The demonstration, served to a real browser."""

import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

import pytest
import uvicorn
from playwright.sync_api import Browser, ConsoleMessage, Page, Request

from api.app import pages_of
from api.demo import demo_board


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
