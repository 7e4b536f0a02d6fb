"""The rows of the register of groups and models: what each is, where it stood since when, its yearly rating.

A model is a body without people: no row has a place for a name, a member or an origin.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, Index
from sqlmodel import Field

from api.store.growing import Kept, once, replaces, unit_column


class ModelRow(Kept, table=True):
    """A group or model as it is recorded, by its key for ever; counts are those at founding. Withdrawn: never was."""

    __tablename__ = "model"

    model_key: str
    unit_id: int = unit_column()
    kind: str
    field: str
    title: str
    body: str
    village: str = ""
    founded_on: date
    decision: str = ""
    decided_on: date | None = None
    regulations: bool | None = None
    members: int | None = Field(default=None, sa_type=BigInteger)
    households: int | None = Field(default=None, sa_type=BigInteger)
    sample: bool = False
    withdrawn: bool = False
    replaces: int | None = replaces("model")

    __table_args__ = (
        Index("ix_model_key", "model_key"),
        once("uq_model_first", "model_key"),
        CheckConstraint("members BETWEEN 0 AND 1000000000", name="ck_model_members"),
        CheckConstraint("households BETWEEN 0 AND 1000000000", name="ck_model_households"),
        CheckConstraint("length(title) BETWEEN 1 AND 200", name="ck_model_title"),
    )


class ModelTurn(Kept, table=True):
    """From a day on a model has another standing, and, where ``unit_id`` names one, lies in another unit."""

    model_key: str
    since: date
    standing: str
    unit_id: int | None = Field(default=None, sa_type=BigInteger, foreign_key="unit.id")
    decision: str = ""
    sample: bool = False
    withdrawn: bool = False
    replaces: int | None = replaces("modelturn")

    __table_args__ = (
        Index("ix_modelturn_key", "model_key"),
        once("uq_modelturn_first", "model_key", "since"),
        CheckConstraint("standing IN ('active', 'paused', 'ended')", name="ck_modelturn_standing"),
    )


class ModelReview(Kept, table=True):
    """What a model was rated for a year (empty: not rated), with its counts at the end of the year."""

    model_key: str
    year: int
    rating: str = ""
    members: int | None = Field(default=None, sa_type=BigInteger)
    households: int | None = Field(default=None, sa_type=BigInteger)
    decision: str = ""
    sample: bool = False
    withdrawn: bool = False
    replaces: int | None = replaces("modelreview")

    __table_args__ = (
        Index("ix_modelreview_key", "model_key"),
        once("uq_modelreview_first", "model_key", "year"),
        CheckConstraint("members BETWEEN 0 AND 1000000000", name="ck_modelreview_members"),
        CheckConstraint("households BETWEEN 0 AND 1000000000", name="ck_modelreview_households"),
    )


class RegisterClosed(Kept, table=True):
    """A unit says that its register is complete for a period; open again by a row that is withdrawn."""

    unit_id: int = unit_column()
    period: str
    withdrawn: bool = False
    replaces: int | None = replaces("registerclosed")

    __table_args__ = (
        Index("ix_registerclosed_period", "period"),
        once("uq_registerclosed_first", "unit_id", "period"),
        CheckConstraint("length(period) = 4", name="ck_registerclosed_period"),
    )
