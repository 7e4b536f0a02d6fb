"""Models of a day as the cells of a table, for who writes a workbook and for who lays one over the register."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from api.exchange.handout import Cell, Column, Handout, Kind, Table
from api.exchange.movement.columns import (
    FACTS,
    KEY,
    SINCE,
    STANDING,
    TURN_DECISION,
    UNIT,
    UNIT_NAME,
    ModelColumn,
    Sort,
    Value,
    columns_of,
    lists_of,
    written,
)
from api.exchange.movement.workbook import KINDS, Memory, ModelTable
from api.workflow.movement.kept import Held
from api.workflow.office import Office
from engine.movement.entries import Standing
from engine.movement.register import Row, Snapshot
from engine.names import sort_key
from engine.units import UnitKey, UnitVersion
from engine.wording.banners import RECONSTRUCTED_BANNER, SAMPLE_BANNER
from engine.wording.numbers import day, number

YEARS = 3
"""As many years have columns of their own: the one under way, and those before it."""


def years_on(on: date) -> tuple[int, ...]:
    """Return the years whose ratings a table of a day has columns for, the newest first."""
    return tuple(range(on.year, on.year - YEARS, -1))


def values_of(held: Held, row: Row, years: Iterable[int]) -> dict[str, Value]:
    """Return what the cells of a model mean, by column; a standing has no day where it is that of the beginning."""
    model, known = row.model, held.known
    values: dict[str, Value] = {each: getattr(model, each) for each in FACTS}
    begun = row.standing is Standing.ACTIVE and row.since == model.founded_on
    turn = None if begun else known.turns.get(model.key, {}).get(row.since)
    values |= {
        UNIT: row.unit[0] if row.unit else "",
        STANDING: str(row.standing),
        SINCE: None if begun else row.since,
        TURN_DECISION: turn.decision if turn else "",
    }
    reviews = known.reviews.get(model.key, {})
    for year in years:
        said = reviews.get(year)
        values[f"rating_{year:04}"] = (said.rating or "") if said else ""
        values[f"members_{year:04}"] = said.members if said else None
        values[f"households_{year:04}"] = said.households if said else None
    return values


def table_of(  # noqa: PLR0913, PLR0917 -- what of the register, of which day, for whom
    office: Office,
    held: Held,
    snapshot: Snapshot,
    places: Sequence[int],
    known: int,
    units: Iterable[UnitKey],
    facts: Sequence[str] = (),
) -> ModelTable:
    """Lay out models as a table to be worked in; ``units`` are those that its list offers."""
    columns, lists = columns_of(years_on(snapshot.day)), lists_of(snapshot.book)
    found = [snapshot.row(int(place)) for place in places]
    title = f"Sổ mô hình, tổ tự quản, tính đến hết ngày {day(snapshot.day)}"
    said = (*facts, f"{number(len(found))} mô hình. Đã biết đến lần ghi số {number(known)}.")
    models, invented = held.known.models, held.known.sample
    sample = any(each.model.key in invented for each in found) or (not found and 0 < len(models) <= len(invented))
    banners = (
        *((SAMPLE_BANNER,) if sample else ()),
        *((RECONSTRUCTED_BANNER,) if snapshot.book.wording == "reconstructed" else ()),
    )
    rows = list(_rows(office, held, found, columns, lists))
    offered = sorted((office.register.version(*key) for key in units), key=_place_of)
    return ModelTable(
        handout=Handout(title, banners, said, (Table("models", "Mô hình", plain(columns), rows, 2),)),
        columns=columns,
        rows=rows,
        lists={key: list(each.values()) for key, each in lists.items()} | {"flags": ["có", "không"]},
        units=[(each.code, each.name, each.district_name or "") for each in offered if each is not None],
        memory=Memory(known, snapshot.day, len(found)),
    )


def _place_of(unit: UnitVersion | None) -> tuple[object, ...]:
    return (sort_key(unit.district_name or ""), sort_key(unit.short_name), unit.code) if unit else ()


def plain(columns: Sequence[ModelColumn]) -> tuple[Column, ...]:
    """Return the columns for who writes any table."""
    return tuple(Column(each.id, each.title, KINDS.get(each.sort, Kind.TEXT), each.width) for each in columns)


def _rows(
    office: Office,
    held: Held,
    found: Iterable[Row],
    columns: Sequence[ModelColumn],
    lists: Mapping[str, Mapping[str, str]],
) -> Iterator[list[Cell]]:
    years = {int(each.id[-4:]) for each in columns if each.id.startswith("rating_")}
    names: dict[tuple[UnitKey, ...], str] = {}
    for row in found:
        keys = (row.unit,) if row.unit else row.candidates
        if keys not in names:
            units = [office.register.version(*key) for key in keys]
            names[keys] = " hoặc ".join(each.name for each in units if each is not None)
        values = values_of(held, row, years)
        values |= {KEY: row.model.key, UNIT_NAME: names[keys]}
        yield [
            values[each.id] if each.sort is Sort.COUNT else written(each, values[each.id], lists) for each in columns
        ]
