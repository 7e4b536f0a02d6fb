"""The demonstration's office, with sheets at every step, in November 2026; tests only add to what is on record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from api.demo import demo_office
from api.workflow.office import Office, board_of_period
from api.workflow.reporting.case import Case, case_on_record

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
SEALED, RETURNED, QUIET = "05275", "05017", "05293"
"""Xã Mỹ Thành, whose sheet is sealed; one that was given back; Xã Thượng Cốc, which nobody has judged."""


@dataclass(frozen=True)
class Demo:
    """The office and the cases in it."""

    office: Office

    def case(self, code: str, *, texts: bool = True) -> Case:
        """Gather what is known of a unit in 2024."""
        return case_on_record(self.office, board_of_period(self.office, "nq12-tu"), code, "2024", texts=texts)


@pytest.fixture(scope="session")
def demo() -> Iterator[Demo]:
    """The office of the demonstration."""
    with demo_office(lambda: NOW) as office:
        yield Demo(office)
