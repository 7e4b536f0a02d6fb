"""The demonstration, served to a real browser."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request

from api.app import pages_of
from api.demo import demo_board
from tests.browsers import served

SCREEN, TABLET, PHONE, SMALL_PHONE = 1280, 768, 390, 360
"""Widths of windows."""


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
    with served(pages_of(demo_board(), today=lambda: date(2025, 3, 1))) as address:
        yield address


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


def too_wide(page: Page) -> list[int]:
    """Return the widths at which the page itself scrolls sideways; wide tables scroll in their own boxes."""
    found = []
    for width in (SCREEN, TABLET, PHONE, SMALL_PHONE):
        page.set_viewport_size({"width": width, "height": 800})
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(width)
    return found
