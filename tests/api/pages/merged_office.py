"""An office with the sample of five years, the last on the map of 46, in November 2026."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from api.demo import fill
from api.sample_merged import whole_table
from tests.offices import Opened, opened

LATER = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


@contextmanager
def merged_office(folder: Path) -> Iterator[Opened]:
    """Open it."""
    with opened(f"sqlite+pysqlite:///{folder / 'sap-nhap.sqlite3'}", requests_per_minute=1_000_000) as found:
        found.clock.at = LATER
        fill(found.office, whole_table)
        yield found
