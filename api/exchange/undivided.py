"""What a file of figures can't say: what part of a unit that was split went where. Whom that leaves unknown."""

from __future__ import annotations

from dataclasses import dataclass

from api.exchange.before import wanted_before
from api.exchange.data import Data
from engine.criteria import CriteriaSet
from engine.merging import Way
from engine.units import Register, UnitVersion


@dataclass(frozen=True, slots=True)
class Undivided:
    """Units that were split between two periods of a file, and those that took parts of them and are in it."""

    before: str
    period: str
    split: tuple[UnitVersion, ...]
    heirs: tuple[UnitVersion, ...]


def undivided(criteria: CriteriaSet, register: Register, data: Data, period: str) -> Undivided | None:
    """Return whose figures of the period before can't be divided for want of shares; None where there is nobody.

    Only where a rule compares with the period before, a figure that adds up, and the file has that period.
    """
    compared = any(criteria.indicators[key].merger == "sum" for key in wanted_before(criteria))
    if not (compared and period in data.periods and (before := f"{int(period) - 1:04}") in data.periods):
        return None
    years = data.rows.years.tolist()
    codes, there = ([c for c, y in zip(data.codes, years, strict=True) if y == int(of)] for of in (period, before))
    last_before, last = (criteria.period.bounds(each)[1] for each in (before, period))
    way = Way(register, last_before, data.shares)
    split: dict[UnitVersion, None] = {}
    heirs: dict[UnitVersion, None] = {}
    for code in codes:
        heir = register.version(code, last)
        if heir is None or heir.exists_on(last_before):
            continue
        for line in register.predecessors(heir.key):
            old = register.version(*line.old)
            if line.extent == "part" and old is not None and old.code in there and way.share_of(line, "") is None:
                split[old] = heirs[heir] = None
    return Undivided(before, period, tuple(split), tuple(heirs)) if split else None
