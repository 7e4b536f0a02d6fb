"""Documents that came with the figures of a file: put on record in the same act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from sqlmodel import col

from api.exchange.filled.told import Cited, ToldDocument
from api.store.chains import standing
from api.store.database import Write
from api.store.tables import Evidence
from api.store.units import numbered
from api.workflow.replacing import found, replaced
from engine.units import UnitKey


@dataclass(frozen=True, slots=True)
class Proof:
    """A document of a file for a unit, over the row that was seen (0: there was none)."""

    unit: UnitKey
    told: ToldDocument
    seen: int = 0


def put_down(write: Write, set_id: str, proofs: Sequence[Proof]) -> int:
    """Put documents on record; return how many were new. ReplacedError when one was changed since it was seen."""
    before = len(write.rows)
    for each in proofs:
        said: dict[str, Any] = {
            "document": each.told.document,
            "issued_on": date.fromisoformat(each.told.issued_on),
            "issuer": each.told.issuer,
            "pages": each.told.pages,
        }
        seen = found(write.session, Evidence, each.seen) if each.seen else None
        if seen is not None:
            replaced(write, seen, **said)
            continue
        unit, told = numbered(write, each.unit), each.told
        write.add(Evidence(set_id=set_id, unit_id=unit, period=told.period, criterion=told.criterion, **said))
    return sum(isinstance(row, Evidence) for row in write.rows[before:])


@dataclass
class Citing:
    """Finds the documents that figures of a file cite, or puts them down: each once, however many cite it."""

    write: Write
    set_id: str
    _known: dict[tuple[int, str], dict[Cited, int]] = field(default_factory=dict)

    def number(self, unit: UnitKey, period: str, cites: Cited) -> int:
        """Return the number of a document of a unit in a period."""
        place = (numbered(self.write, unit), period)
        if place not in self._known:
            of = (col(Evidence.set_id) == self.set_id, col(Evidence.unit_id) == place[0])
            rows = standing(self.write.session, Evidence, *of, col(Evidence.period) == period)
            self._known[place] = {cited(row): row.id for row in reversed(rows) if not row.withdrawn}
        if cites not in self._known[place]:
            said = {**asdict(cites), "issued_on": date.fromisoformat(cites.issued_on)}
            said["expires_on"] = date.fromisoformat(cites.expires_on) if cites.expires_on else None
            row = self.write.add(Evidence(set_id=self.set_id, unit_id=place[0], period=period, **said))
            self._known[place][cites] = row.id
        return self._known[place][cites]


def cited(row: Evidence) -> Cited:
    """Say a document on record as a file says one."""
    until = row.expires_on.isoformat() if row.expires_on else ""
    return Cited(row.criterion, row.document, row.issued_on.isoformat(), row.issuer, row.pages, until)
