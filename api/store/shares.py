"""What went where of units that were split, as it stands."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from sqlmodel import Session

from api.store.chains import standing
from api.store.merger_tables import Share
from api.store.units import numbers
from engine.merging import Shares
from engine.units import UnitKey


@dataclass(frozen=True, slots=True)
class Entered:
    """One share: of which unit, into which, of which indicator ("" for all others), why."""

    row: int
    old: UnitKey
    new: UnitKey
    indicator: str
    share: Fraction
    reason: str


def entered(session: Session, set_id: str, *, upto: int | None = None) -> tuple[Entered, ...]:
    """Return the shares that stand, as known after an act, oldest first; withdrawn ones are left out."""
    rows = standing(session, Share, Share.set_id == set_id, upto=upto)
    if not rows:
        return ()
    keys = {number: key for key, number in numbers(session).items()}
    return tuple(
        Entered(
            row.id,
            keys[row.unit_id],
            keys[row.into_id],
            row.indicator,
            Fraction(row.numerator, row.denominator),
            row.reason,
        )
        for row in rows
        if not row.withdrawn
    )


def shares(session: Session, set_id: str, *, upto: int | None = None) -> Shares:
    """Return them as figures are carried by."""
    return {(each.old, each.new, each.indicator): each.share for each in entered(session, set_id, upto=upto)}
