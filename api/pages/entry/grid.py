"""One criterion over many units as a table: the figures that it reads, side by side, and how each unit stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.pages.entry.cells import CellView, Column, Sent, as_read
from api.pages.entry.sections import used_by
from api.pages.marks import Mark, of_verdict
from api.pages.movement.fed import note
from api.pages.reading import Line, read_aloud
from api.store.chains import standing
from api.store.tables import Figure
from api.store.units import numbers
from api.workflow.entering import Desk
from api.workflow.trying import ground, tried
from engine.rules import Verdict
from engine.units import UnitVersion
from engine.wording.verdicts import criterion_sentence


@dataclass(frozen=True, slots=True)
class GridRow:
    """A unit of the table of one criterion: its cells, its sums, how it stands."""

    code: str
    name: str
    district: str
    cells: tuple[CellView, ...]
    sums: tuple[tuple[str, str], ...]
    mark: Mark
    sentence: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of the table."""

    key: str
    label: str
    unit: str


@dataclass(frozen=True, slots=True)
class Grid:
    """One criterion over many units."""

    id: str
    title: str
    rule: Line
    headings: tuple[Heading, ...]
    sums: tuple[Heading, ...]
    rows: tuple[GridRow, ...]


def grid_of(desk: Desk, units: Sequence[UnitVersion], districts: Mapping[str, str], criterion: str, sent: Sent) -> Grid:
    """Lay out the figures of a criterion, a row a unit, in the order of the units."""
    criteria, period = desk.criteria, desk.period
    index = next(at for at, each in enumerate(criteria.criteria) if each.id == criterion)
    rule = criteria.criteria[index]
    used = used_by(criteria, rule.condition)
    keys = [key for key in used if criteria.indicators[key].sum is None]
    sums = [key for key in used if criteria.indicators[key].sum is not None]
    on = ground(desk.office, desk.version, period, units)
    given = [
        {key: cell[0].text for key in keys if (cell := sent.unsaved(unit.code, key)) is not None} for unit in units
    ]
    trial = tried(on, given, keys)
    with desk.office.database.reading() as session:
        known = numbers(session)
        of_set = (Figure.set_id == criteria.set, Figure.period == period, Figure.indicator.in_(keys))  # type: ignore[attr-defined]  # a column
        held: dict[int, dict[str, Figure]] = {}
        for row in standing(session, Figure, *of_set):
            held.setdefault(row.unit_id, {})[row.indicator] = row
        asked = [None] if desk.by_province else [known.get(unit.key) for unit in units]
        why = {number: {key: desk.forbidden(session, number, indicator=key) for key in keys} for number in asked}
    rows = []
    for place, unit in enumerate(units):
        number = known.get(unit.key)
        column = Column(
            on,
            place,
            held.get(number or 0, {}),
            trial.notices[place],
            sent=sent,
            prefixed=True,
            fed={each.rule.indicator: note(criteria, each) for each in on.fed if each.unit == unit.key},
        )
        locks = why[None if desk.by_province else number]
        explained = trial.scored.explanations.criterion(place, index)
        rows.append(
            GridRow(
                code=unit.code,
                name=unit.name,
                district=districts.get(unit.district or "", ""),
                cells=tuple(column.cell(key, locked=locks[key] is not None) for key in keys),
                sums=tuple((key, as_read(criteria.indicators[key], trial.ground.now(key, place))) for key in sums),
                mark=of_verdict(Verdict.of(int(trial.scored.scores.criteria[index, place]))),
                sentence=criterion_sentence(criteria, explained),
            )
        )
    return Grid(
        id=rule.id,
        title=rule.title,
        rule=read_aloud(criteria, rule.condition),
        headings=tuple(_heading(desk, key) for key in keys),
        sums=tuple(_heading(desk, key) for key in sums),
        rows=tuple(rows),
    )


def _heading(desk: Desk, key: str) -> Heading:
    indicator = desk.criteria.indicators[key]
    return Heading(key, indicator.label, indicator.unit or "")
