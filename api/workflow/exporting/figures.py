"""Figures of a period or of all, one a row with what proves it: read as they are written, however many there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from sqlmodel import Session

from api.exchange.handout import Cell, Table
from api.exchange.long_tables import FIGURES, PRINTED
from api.store.database import Database
from api.store.figure_rows import HeldFigure, Taking, held_figures
from api.workflow.office import VIETNAM
from engine.criteria import CriteriaSet
from engine.figures import as_written
from engine.indicators import SCALES, Kind
from engine.units import Register, UnitKey


@dataclass(frozen=True)
class FigureRows:
    """The figures of some units, gone through anew each time; ``told`` is called with the units that are done."""

    database: Database
    register: Register
    criteria: CriteriaSet
    taking: Taking
    units: Mapping[UnitKey, int]
    told: Callable[[int], None] = lambda _units: None

    def __iter__(self) -> Iterator[Sequence[Cell]]:
        """Give rows as cells."""
        with self.database.reading() as session:
            yield from self._rows(session)

    def _rows(self, session: Session) -> Iterator[Sequence[Cell]]:
        of_criteria = {key: (each.label, each.unit or "") for key, each in self.criteria.indicators.items()}
        done, unit, shown = 0, None, ("", "", "")
        for each in held_figures(session, self.taking, self.units, list(self.criteria.indicators)):
            if each.unit != unit:
                unit, shown = each.unit, self._shown(each.unit)
                self.told(done)
                done += 1
            if each.steps is not None:
                yield self._cells(each, shown, of_criteria.get(each.indicator, ("", "")))
        self.told(len(self.units))

    def _shown(self, key: UnitKey) -> tuple[str, str, str]:
        unit = self.register.version(*key)
        return (key[0], unit.name, unit.district_name or "") if unit else (key[0], f"Đơn vị {key[0]}", "")

    @staticmethod
    def _cells(each: HeldFigure, unit: tuple[str, str, str], about: tuple[str, str]) -> Sequence[Cell]:
        row = each.evidence
        cited = (row.document, row.issued_on, row.issuer, row.pages) if row else ("", None, "", "")
        proves = (row.criterion, row.expires_on) if row else ("", None)
        label, measure = about
        sample = "có" if each.sample else ""
        value = value_of(Kind(each.kind), each.steps or 0)
        about_it = (each.note, each.indicator, _local(each.at), sample)
        return (each.period, *unit, label, value, measure, *cited, *about_it, *proves)


@lru_cache(maxsize=256)
def _local(at: str) -> datetime:
    """Return a moment of the store as a worksheet has it; many figures are of one moment."""
    return datetime.fromisoformat(at).astimezone(VIETNAM).replace(tzinfo=None)


def value_of(kind: Kind, steps: int) -> str | int | Decimal | date:
    """Return whole steps of a kind as the cell that says them."""
    if kind is Kind.COUNT:
        return steps
    if kind is Kind.NUMBER:
        return Decimal(steps) / SCALES[kind]
    return date.fromordinal(steps) if kind is Kind.DOCUMENT and steps else as_written(kind, steps)


def figures_table(rows: FigureRows) -> Table:
    """Return the rows as a table."""
    return Table("figures", "Số liệu", FIGURES, rows, frozen=3, printed=PRINTED)
