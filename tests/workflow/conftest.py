"""Offices that keep their own criteria folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.drafts import office_with_folder
from tests.offices import Opened


@pytest.fixture
def held(tmp_path: Path, address: str) -> Iterator[Opened]:
    """An office with its own folder, on both databases."""
    with office_with_folder(address, tmp_path) as found:
        yield found


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Opened]:
    """The same, on one database."""
    with office_with_folder(f"sqlite:///{tmp_path / 'thu.sqlite3'}", tmp_path) as found:
        yield found
