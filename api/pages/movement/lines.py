"""Models as lines of a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from api.pages.movement.asking import LIST
from api.pages.movement.ground import Ground
from engine.movement.entries import Standing
from engine.movement.register import Row
from engine.units import UnitKey
from engine.wording.movement import STANDINGS
from engine.wording.numbers import day, number


@dataclass(frozen=True, slots=True)
class ModelLine:
    """A model as it stands on the day; figures that are not known are empty."""

    key: str
    title: str
    link: str
    kind: str
    field: str
    unit: str
    unit_link: str
    unplaced: bool
    village: str
    body: str
    founded: str
    standing: str
    standing_id: str
    since: str
    """From when it stands so, where it did not from the beginning."""
    rating: str
    rated_year: int | None
    members: str
    households: str


def lines(here: Ground, places: Iterable[int], unit_link: Callable[[str], str]) -> tuple[ModelLine, ...]:
    """Show some models of the day; ``unit_link`` is where a code leads."""
    return tuple(line(here, here.snapshot.row(int(place)), unit_link) for place in places)


def line(here: Ground, row: Row, unit_link: Callable[[str], str]) -> ModelLine:
    """Show one model."""
    model, title = row.model, here.snapshot.title
    return ModelLine(
        key=model.key,
        title=model.title,
        link=address(here, model.key),
        kind=title("kinds", model.kind),
        field=title("fields", model.field),
        unit=where(here, row),
        unit_link=unit_link(row.unit[0]) if row.unit else "",
        unplaced=row.unit is None,
        village=model.village,
        body=title("bodies", model.body),
        founded=day(model.founded_on),
        standing=STANDINGS[row.standing],
        standing_id=str(row.standing),
        since=day(row.since) if row.standing is not Standing.ACTIVE else "",
        rating=title("ratings", row.rating) if row.rating else "",
        rated_year=row.rated_year,
        members=known(row.members),
        households=known(row.households),
    )


def where(here: Ground, row: Row) -> str:
    """Name the unit that a model lies in on the day, or those that it may lie in."""
    if row.unit is not None:
        return name_of(here, row.unit)
    return " hoặc ".join(name_of(here, each) for each in row.candidates) or name_of(here, row.model.unit)


def name_of(here: Ground, key: UnitKey) -> str:
    """Name a unit version."""
    unit = here.gate.office.register.version(*key)
    return unit.name if unit else f"Đơn vị {key[0]}"


def address(here: Ground, key: str) -> str:
    """Return where a model is shown, on the same day."""
    today = here.gate.office.today
    return f"{LIST}/{key}" + (f"?ngay={here.day.isoformat()}" if here.day != today else "")


def known(value: int | None) -> str:
    """Write a figure; one that is not known is empty."""
    return "" if value is None else number(value)
