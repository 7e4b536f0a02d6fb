"""The rows about units that merged or were split: shares of what a split unit had, and whose recognition goes on."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, CheckConstraint
from sqlmodel import Field

from api.store.growing import Kept, once, replaces, unit_column


class Share(Kept, table=True):
    """What part of a split unit's counts went into one of its heirs: ``numerator`` of ``denominator``.

    Of one indicator, or ("") of all that have no share of their own; withdrawn by a row that says so.
    """

    set_id: str
    unit_id: int = unit_column()
    into_id: int = Field(sa_type=BigInteger, foreign_key="unit.id")
    indicator: str = ""
    numerator: int = Field(sa_type=BigInteger)
    denominator: int = Field(sa_type=BigInteger)
    reason: str
    withdrawn: bool = False
    replaces: int | None = replaces("share")

    __table_args__ = (
        once("uq_share_first", "set_id", "unit_id", "into_id", "indicator"),
        CheckConstraint("denominator > 0 AND numerator BETWEEN 0 AND denominator", name="ck_share_part"),
        CheckConstraint("length(reason) BETWEEN 1 AND 300", name="ck_share_reason"),
    )


class MergerRule(Kept, table=True):
    """Whether the recognitions of the units that a unit was made of go on in it, by decision.

    ``rule`` is all, majority (by ``indicator`` in ``period``) or none; no row: nobody has decided.
    """

    set_id: str
    unit_id: int = unit_column()
    rule: str
    indicator: str = ""
    period: str = ""
    decision: str
    decided_on: date
    replaces: int | None = replaces("mergerrule")

    __table_args__ = (
        once("uq_mergerrule_first", "set_id", "unit_id"),
        CheckConstraint("rule IN ('all', 'majority', 'none')", name="ck_mergerrule_rule"),
    )
