"""Sample figures for 2025 on the 46 xã and phường that the 151 became: SỐ LIỆU MẪU, invented as all of the sample.

Counts are those that the old units would have had in 2025, added up, so that what a change is measured from and the
figure itself fit each other; a split unit is counted with its first heir, which is as invented as the rest. Flags,
papers and what does not add up are drawn for the new unit.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

from api.exchange.register import load_register
from api.sample import LABEL, Table, sample_table, shipped_criteria, units_of_sample, write_table
from api.sample_recipes import RECIPES
from api.sample_rows import Row, Unit, drawn
from engine.criteria import CriteriaSet
from engine.scalars import plain
from engine.units import Register, UnitVersion

YEAR = 2025
MAP_DAY = date(2025, 12, 31)
KINDS = ("xã", "phường")
RANKS = 139
FORGOTTEN = 0.004
"""Share of the cells that nobody has entered."""
BEHIND = "05200"
"""A unit whose clerk stopped half way."""


def merged_table(criteria: CriteriaSet | None = None, register: Register | None = None) -> Table:
    """Return the sample of 2025 as a DATA file has it, a row a unit; KeyError as of ``sample_table``."""
    criteria, register = criteria or shipped_criteria(), register or load_register()[0]
    ranks = {each.code: each for each in units_of_sample(register)}
    entered = [key for key, each in criteria.indicators.items() if each.sum is None]
    rows = []
    for unit in register.of_kinds(MAP_DAY, KINDS):
        made = [
            _old(row.old[0], ranks)
            for row in register.predecessors(unit.key)
            if register.successors(row.old)[0].new == unit.key
        ]
        cells = tuple(_cells(criteria, unit, made, entered))
        rows.append((unit.code, str(YEAR), *cells, LABEL))
    return ("unit", "period", *entered, "note"), tuple(rows)


def whole_table(criteria: CriteriaSet | None = None, register: Register | None = None) -> Table:
    """Return the sample of the years on the 139 and of 2025 on the 46 as one table."""
    heading, rows = sample_table(criteria, register)
    newer_heading, newer = merged_table(criteria, register)
    place = {name: at for at, name in enumerate(newer_heading)}
    padded = (tuple(row[place[name]] if name in place else "" for name in heading) for row in newer)
    return heading, (*rows, *padded)


def write_whole_sample(path: Path) -> None:
    """Write both as .csv or .xlsx, by the ending of the path; ValueError for another ending."""
    write_table(path, *whole_table())


def _old(code: str, ranks: dict[str, Unit]) -> Unit:
    """Return an old unit with its diligence; phường, which the sample of the years before leaves out, get one drawn."""
    return ranks.get(code) or Unit(code, township=True, rank=int(RANKS * drawn(code)))


def _cells(criteria: CriteriaSet, unit: UnitVersion, made: list[Unit], entered: list[str]) -> Iterator[str]:
    rank = sum(each.rank for each in made) // len(made)
    own = Row(criteria, RECIPES, Unit(f"{unit.code}/{YEAR}", unit.kind != "xã", rank), YEAR)
    olds = [Row(criteria, RECIPES, each, YEAR) for each in made]
    for place, key in enumerate(entered):
        behind = unit.code == BEHIND and place > len(entered) // 2
        if behind or own.draw(key, "slip") < FORGOTTEN:
            yield ""
        elif criteria.indicators[key].merger == "sum":
            yield plain(sum((Decimal(row[key]) for row in olds), Decimal(0)))
        else:
            yield own[key]
