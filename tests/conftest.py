"""How hypothesis runs ("ci" where CI=true: nothing kept from run to run), and databases for whoever asks."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser

from tests.browsers import browser_of_this_computer
from tests.offices import Opened, new_database, opened, postgresql, sample_in_a_file, sample_on, tables_on

settings.register_profile(
    "fast", max_examples=40, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "ci",
    max_examples=40,
    derandomize=True,  # a run of CI must say the same of the same commit
    deadline=None,
    database=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("ci" if os.environ.get("CI") == "true" else "fast")

gc.set_threshold(10_000, 10, 10)
"""An application makes objects by the hundred thousand: Python's 700 would have a quarter of the run go into looking
for cycles among them."""


def pytest_collection_finish() -> None:
    """Let the collector look no more at what lives as long as the run: modules, tests, their parameters."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The address of a real PostgreSQL, one for the whole run of a worker.

    Its folder is no tmp_path: another run of pytest clears those away under it, and a socket needs a short path.
    """
    with TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as folder, postgresql(Path(folder)) as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database with nothing on record: every test that asks for it runs on both.

    Its tables are laid on PostgreSQL, and by ``opened`` in a SQLite; ``empty_address`` has none.
    """
    if request.param == "sqlite":
        yield f"sqlite+pysqlite:///{tmp_path / 'thu.sqlite3'}"
        return
    server = request.getfixturevalue("postgresql_server")
    with new_database(server, tables_on(server)) as found:
        yield found


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without a table, for tests of how they are laid."""
    if request.param == "sqlite":
        yield f"sqlite+pysqlite:///{tmp_path / 'trong.sqlite3'}"
        return
    with new_database(request.getfixturevalue("postgresql_server")) as found:
        yield found


@pytest.fixture(params=["sqlite", "postgresql"])
def sample_address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database with the sample on record: a copy, to be written in as one likes."""
    if request.param == "sqlite":
        path = tmp_path / "mau.sqlite3"
        path.write_bytes(sample_in_a_file())
        yield f"sqlite+pysqlite:///{path}"
        return
    server = request.getfixturevalue("postgresql_server")
    with new_database(server, sample_on(server)) as found:
        yield found


@pytest.fixture
def opened_sample(sample_address: str) -> Iterator[Opened]:
    """An office with the sample on record, at 09:00 on 10 November 2024."""
    with opened(sample_address) as found:
        yield found


@pytest.fixture
def opened_office(address: str) -> Iterator[Opened]:
    """An office over an empty database, at 09:00 on 10 November 2024."""
    with opened(address) as found:
        yield found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A browser without a window: one for the whole run, since Playwright starts only once in a thread."""
    with browser_of_this_computer() as opened_browser:
        yield opened_browser
