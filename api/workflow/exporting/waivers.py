"""Criteria that do not apply, one a row: as they are shown, handed out, and read back from a file."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sqlmodel import col

from api.exchange.handout import Cell, Table
from api.exchange.long_tables import WAIVERS
from api.store.chains import standing
from api.store.tables import Waiver
from api.store.units import numbers
from api.workflow.office import Office
from engine.units import UnitKey


@dataclass(frozen=True, slots=True)
class Exempt:
    """A criterion that does not apply to a unit: its title in the set of the period, empty when it has none such."""

    unit: UnitKey
    name: str
    district: str
    title: str
    row: Waiver


def exempt(office: Office, set_id: str, period: str | None, known: int | None = None) -> list[Exempt]:
    """Return what stands for a period, or for all, as known after an act; by period, unit and criterion."""
    where = [col(Waiver.set_id) == set_id, *([col(Waiver.period) == period] if period else [])]
    with office.database.reading() as session:
        keys = {number: key for key, number in numbers(session).items()}
        rows = [row for row in standing(session, Waiver, *where, upto=known) if not row.withdrawn]
    titles = {
        each: {one.id: one.title for one in office.version_of_period(set_id, each).criteria.criteria}
        for each in {row.period for row in rows}
    }
    found = []
    for row in sorted(rows, key=lambda row: (row.period, keys[row.unit_id], row.criterion)):
        key = keys[row.unit_id]
        unit = office.register.version(*key)
        name, district = (unit.name, unit.district_name or "") if unit else (f"Đơn vị {key[0]}", "")
        found.append(Exempt(key, name, district, titles[row.period].get(row.criterion, ""), row))
    return found


def waivers_table(found: Collection[Exempt]) -> Table:
    """Return them as a table."""
    return Table("waivers", "Không áp dụng", WAIVERS, list(_rows(found)), frozen=3)


def _rows(found: Collection[Exempt]) -> Iterator[Sequence[Cell]]:
    for each in found:
        row = each.row
        about = (each.unit[0], each.name, each.district, row.criterion, each.title)
        yield (row.period, *about, row.reason, row.decision, row.last_day)
