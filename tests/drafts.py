"""An office that keeps its own criteria folder, and people who write in it, for tests of drafts."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from sqlmodel import col, select

from api.store.database import Actor
from api.store.tables import Act
from api.workflow.drafting import drafts as drafting
from api.workflow.drafting.files import Draft
from tests.offices import Opened, opened

SHIPPED = Path(__file__).parents[1] / "criteria"
BASE = "nq12-tu/2022-06-27.yaml"
SET, NEW = "nq12-tu", date(2025, 1, 1)
ALONE, OTHER = Actor("soạn A", "form", 1), Actor("soạn B", "form", 2)
BOUND = "bodies_recognised, bodies], at_least: "
GREEN = (
    (BOUND + "70", BOUND + "85"),
    ("bodies_registered: 20, bodies_recognised: 14}", "bodies_registered: 20, bodies_recognised: 17}"),
    ("bodies_registered: 20, bodies_recognised: 13}", "bodies_registered: 20, bodies_recognised: 16}"),
    ("shortfall: {bodies_recognised: 2}", "shortfall: {bodies_recognised: 6}"),
    (
        "shortfall: {bodies_registered: 1, bodies_recognised: 2}",
        "shortfall: {bodies_registered: 1, bodies_recognised: 6}",
    ),
)
"""What raising TC08 to 85 % changes in the file, its examples with it."""


def raised(text: str) -> str:
    """Raise TC08 to 85 %, with its examples."""
    for old, new in GREEN:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


@contextmanager
def office_with_folder(address: str, root: Path) -> Iterator[Opened]:
    """Open an office over a copy of the sets that are in force."""
    for name in (BASE, "tt124-xa/2022-02-10.yaml"):
        (root / "criteria" / name).parent.mkdir(parents=True)
        shutil.copy(SHIPPED / name, root / "criteria" / name)
    with opened(address, criteria=root / "criteria", requests_per_minute=1_000_000) as found:
        yield found


def created(held: Opened, day: date | None = NEW) -> Draft:
    """Copy the version in force."""
    return drafting.create(held.office, ALONE, SET, "2022-06-27", day)


def ready(held: Opened, day: date = NEW) -> Draft:
    """Make a draft that could be published."""
    draft = created(held, day)
    return drafting.save(held.office, ALONE, draft, raised(draft.text), draft.digest)


def acts(held: Opened, *actions: str) -> list[tuple[str, str, dict[str, object]]]:
    """Return what the log says of criteria: action, actor, content."""
    with held.office.database.reading() as session:
        rows = session.exec(select(Act).where(col(Act.action).startswith("criteria.")).order_by(col(Act.seq))).all()
        found = [(row.action.removeprefix("criteria."), row.actor, json.loads(row.content)) for row in rows]
    return [each for each in found if each[0] != "first_used" and (not actions or each[0] in actions)]


def path_of(held: Opened, name: str = f"{SET}/2025-01-01.yaml") -> Path:
    """Return where a file is."""
    return held.office.folder.root / name
