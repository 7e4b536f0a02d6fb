"""Registers of groups and models in an open period, and people who write to them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from api.access.deciding import Granted, Place, Role, Who
from api.store.database import Actor
from api.workflow.movement.adding import Added, add_models
from api.workflow.movement.judging import Given
from api.workflow.movement.writer import Writer
from api.workflow.office import Office
from api.workflow.schedule import plan_period, proposed
from tests.offices import Opened, opened

SET = "nq12-tu"
HERE, THERE = "04834", "05293"
"""Nánh Nghê of district 150, and a commune of another district."""
ANYBODY = Writer(Actor("canbo1", "form"))


def camera(**said: object) -> Given:
    """Make a model of Nánh Nghê."""
    whole: dict[str, object] = {
        "kind": "camera",
        "field": "security",
        "title": "Camera an ninh xóm Bưng",
        "body": "cong-an",
        "unit": HERE,
        "village": "Xóm Bưng",
        "founded_on": date(2019, 5, 12),
        **said,
    }
    return Given(**whole)  # type: ignore[arg-type]  # as a test names them


def added(office: Office, *given: Given) -> Added:
    """Put models on record."""
    return add_models(office, ANYBODY, given)


def commune(office: Office, code: str = HERE) -> Writer:
    """Let the officer of a commune write."""
    place = Place.read(f"unit:{code}:2020-01-01")
    who = Who("xa", 7, (Granted(Role.COMMUNE, place, date(2020, 1, 1)),))
    return Writer.of(office, who, Actor("xa", "form", 7))


@pytest.fixture
def of(opened_office: Opened) -> Opened:
    """An office with 2024 open, on both databases."""
    office = opened_office.office
    criteria = office.version_of_period(SET, "2024").criteria
    plan_period(office, Actor("tinh", "form"), criteria, "2024", proposed(criteria, "2024"), 0)
    return opened_office


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[Opened]:
    """An office where the kind of database makes no difference."""
    with opened(f"sqlite+pysqlite:///{tmp_path / 'thu.sqlite3'}") as found:
        yield found
