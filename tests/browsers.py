"""A real browser: Chromium where there is one, else a skip that can be seen.

With DIENHINH_REQUIRE_BROWSER=1, as in CI, a missing browser is a failure.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

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
        opened = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield opened
        opened.close()
