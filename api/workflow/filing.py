"""What files hold, put on record: figures, criteria that do not apply, recognitions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from api.exchange.data import Data
from api.store.database import Actor, Database, Write
from api.store.tables import Figure, RecognitionRow, Revocation, Waiver
from api.store.units import numbered
from engine.criteria import CriteriaSet
from engine.targets import Recognition
from engine.units import Register

BY_FILE = "(theo tệp)"
"""What stands for the decision of a waiver that a file gives without one."""


def file_figures(database: Database, register: Register, criteria: CriteriaSet, data: Data, actor: Actor) -> int:
    """Put every row of a file on an empty record, an act a period; return how many figures there were.

    Rows of units off the map are left out: they are faults of the file already.
    """
    count = 0
    for period in data.periods:
        said = {"file": data.file, "sample": data.sample}
        with database.writing(actor, "figures.import", set_id=criteria.set, period=period, content=said) as write:
            units = _units(write, register, criteria, data, period)
            count += write.add_many(Figure, _figures(criteria, data, period, units))
            for place, code in enumerate(data.codes):
                reasons = data.reasons(period).get(code, {}) if place in units else {}
                for criterion, reason in reasons.items():
                    write.add(
                        Waiver(
                            set_id=criteria.set,
                            unit_id=units[place],
                            period=period,
                            criterion=criterion,
                            reason=reason,
                            decision=BY_FILE,
                        )
                    )
    return count


def _units(write: Write, register: Register, criteria: CriteriaSet, data: Data, period: str) -> dict[int, int]:
    """Return the number of the unit of each row of the period."""
    day = criteria.period.bounds(period)[1]
    found = {}
    for place, (code, year) in enumerate(zip(data.codes, data.rows.years.tolist(), strict=True)):
        unit = register.version(code, day) if year == int(period) else None
        if unit is not None:
            found[place] = numbered(write, unit.key)
    return found


def _figures(criteria: CriteriaSet, data: Data, period: str, units: dict[int, int]) -> Iterator[dict[str, Any]]:
    for (indicator, kind), column in data.rows.columns.items():
        if indicator not in criteria.indicators or criteria.indicators[indicator].kind is not kind:
            continue
        for place, unit in units.items():
            if not np.isnan(column[place]):
                yield {
                    "set_id": criteria.set,
                    "unit_id": unit,
                    "period": period,
                    "indicator": indicator,
                    "kind": str(kind),
                    "steps": int(column[place]),
                    "cell": f"dòng {data.rows.numbers[place]}",
                    "sample": data.sample,
                }


def file_recognitions(
    database: Database, register: Register, criteria: CriteriaSet, decisions: tuple[Recognition, ...], actor: Actor
) -> int:
    """Put decisions on an empty record; return how many there were. Those of units off the map are left out."""
    with database.writing(actor, "recognitions.import", set_id=criteria.set) as write:
        for each in decisions:
            unit = register.version(each.unit, each.decided_on)
            if unit is None:
                continue
            row = write.add(
                RecognitionRow(
                    set_id=criteria.set,
                    unit_id=numbered(write, unit.key),
                    level=each.level,
                    decision=each.decision,
                    decided_on=each.decided_on,
                )
            )
            if each.revoked_on is not None:
                write.add(Revocation(recognition_id=row.id, decision=BY_FILE, revoked_on=each.revoked_on))
        return len(write.rows)
