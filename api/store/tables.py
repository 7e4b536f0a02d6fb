"""The rows of the database. They hold what was validated before; a row refuses nothing (decision 7).

Tables that derive from ``Kept`` only grow: triggers of the database refuse to change or delete their rows, every row
names the act that wrote it, and a row that corrects another names that one in ``replaces``, which can be named once.
Moments are text in UTC, ``2024-11-20T08:15:00.000000Z``: they sort as they follow, on both databases.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from api.store.draft_tables import DraftText
from api.store.growing import Identity, Kept, once, replaces, unit_column
from api.store.issuing_tables import IssuingRow
from api.store.merger_tables import MergerRule, Share
from api.store.movement_tables import ModelReview, ModelRow, ModelTurn, RegisterClosed


class Act(SQLModel, table=True):
    """One deed: what was written, by whom, through which channel; a link of the audit chain."""

    seq: int = Field(primary_key=True, sa_type=Identity, sa_column_kwargs={"autoincrement": False})
    at: str = Field(index=True)
    account_id: int | None
    actor: str
    channel: str
    action: str = Field(index=True)
    set_id: str | None
    unit_id: int | None = Field(index=True)
    period: str | None
    content: str = Field(sa_type=Text)
    row_count: int
    row_digest: str
    moves_data: bool
    request_id: str | None
    previous: str
    hash: str

    __table_args__ = (
        Index("ix_act_moves_data", "seq", sqlite_where=text("moves_data"), postgresql_where=text("moves_data")),
    )


class Unit(Kept, table=True):
    """A unit version that something is known of; the register says the rest."""

    code: str
    first_day: date

    __table_args__ = (
        UniqueConstraint("code", "first_day", name="uq_unit"),
        CheckConstraint("length(code) = 5", name="ck_unit_code"),
    )


class CriteriaText(Kept, table=True):
    """The text of a criteria file that was ever in use, by its digest."""

    digest: str = Field(unique=True)
    set_id: str
    effective_from: date
    text: str = Field(sa_type=Text)


class Evidence(Kept, table=True):
    """A reference to a document that proves a criterion of a unit in a period; withdrawn by a row that says so."""

    set_id: str
    unit_id: int = unit_column()
    period: str
    criterion: str
    document: str
    issued_on: date
    issuer: str
    pages: str = ""
    expires_on: date | None = None
    withdrawn: bool = False
    replaces: int | None = replaces("evidence")

    __table_args__ = (Index("ix_evidence_period", "set_id", "period"),)


class Figure(Kept, table=True):
    """A value in whole steps of its kind (``engine.figures``); no steps: the figure was taken back."""

    set_id: str
    unit_id: int = Field(sa_type=BigInteger, foreign_key="unit.id")
    period: str
    indicator: str
    kind: str
    steps: int | None = Field(sa_type=BigInteger)
    evidence_id: int | None = Field(default=None, sa_type=BigInteger, foreign_key="evidence.id")
    cell: str = ""
    note: str = ""
    sample: bool = False
    replaces: int | None = replaces("figure")

    __table_args__ = (
        Index("ix_figure_period", "set_id", "period", "act"),
        Index("ix_figure_unit", "set_id", "unit_id", "period", "act"),
        Index("ix_figure_sample", "set_id", sqlite_where=text("sample"), postgresql_where=text("sample")),
        once("uq_figure_first", "set_id", "unit_id", "period", "indicator"),
        CheckConstraint("kind IN ('count', 'number', 'flag', 'document')", name="ck_figure_kind"),
        CheckConstraint("steps BETWEEN 0 AND 1000000000000", name="ck_figure_steps"),
        CheckConstraint("length(period) = 4", name="ck_figure_period"),
        CheckConstraint("length(note) <= 500", name="ck_figure_note"),
    )


class Waiver(Kept, table=True):
    """A criterion that does not apply to a unit in a period, by decision, to a last day (included) or without end."""

    set_id: str
    unit_id: int = unit_column()
    period: str
    criterion: str
    reason: str
    decision: str
    last_day: date | None = None
    withdrawn: bool = False
    replaces: int | None = replaces("waiver")

    __table_args__ = (
        Index("ix_waiver_period", "set_id", "period"),
        once("uq_waiver_first", "set_id", "unit_id", "period", "criterion"),
    )


class PeriodPlan(Kept, table=True):
    """When a period opens and closes, and the day by which each step is due."""

    set_id: str
    period: str
    opens: date
    closes: date
    self_assessed_by: date
    submitted_by: date
    appraised_by: date
    review_6: date
    review_9: date
    replaces: int | None = replaces("periodplan")

    __table_args__ = (once("uq_periodplan_first", "set_id", "period"),)


class Registration(Kept, table=True):
    """A unit that strives for a level in a period; withdrawn by a row that says so."""

    set_id: str
    unit_id: int = unit_column()
    period: str
    level: str
    registered_on: date
    withdrawn: bool = False
    replaces: int | None = replaces("registration")

    __table_args__ = (once("uq_registration_first", "set_id", "unit_id", "period", "level"),)


class Step(Kept, table=True):
    """One step of an assessment; ``items`` is canonical JSON by criterion, ``edition`` grows when it is reopened."""

    set_id: str
    unit_id: int = unit_column()
    period: str
    edition: int
    kind: str
    items: str = Field(sa_type=Text)
    decision: str = ""
    reason: str = ""
    replaces: int | None = replaces("step")
    """The step before."""

    __table_args__ = (
        Index("ix_step_period", "set_id", "period"),
        once("uq_step_first", "set_id", "unit_id", "period"),
    )


class Sealed(Kept, table=True):
    """A decided assessment: all that is needed to show it and to compute it again to the same bytes."""

    set_id: str
    unit_id: int = unit_column()
    period: str
    edition: int
    digest: str
    inputs: str = Field(sa_type=Text)
    score: str = Field(sa_type=Text)
    items: str = Field(sa_type=Text)

    __table_args__ = (UniqueConstraint("set_id", "unit_id", "period", "edition", name="uq_sealed"),)


class RecognitionRow(Kept, table=True):
    """A decision that recognises a unit at a level."""

    __tablename__ = "recognition"

    set_id: str
    unit_id: int = unit_column()
    level: str
    decision: str
    decided_on: date

    __table_args__ = (UniqueConstraint("set_id", "unit_id", "level", "decided_on", name="uq_recognition"),)


class Revocation(Kept, table=True):
    """A decision that ends a recognition."""

    recognition_id: int = Field(sa_type=BigInteger, unique=True, foreign_key="recognition.id")
    decision: str
    revoked_on: date


GROWING: tuple[type[Kept], ...] = (
    Unit,
    CriteriaText,
    Evidence,
    Figure,
    Waiver,
    PeriodPlan,
    Registration,
    Step,
    Sealed,
    RecognitionRow,
    Revocation,
    Share,
    MergerRule,
    IssuingRow,
    ModelRow,
    ModelTurn,
    ModelReview,
    RegisterClosed,
    DraftText,
)
"""The tables that only grow, in the order in which the digest of an act goes through them; new ones go last."""
STILL: frozenset[type[Kept]] = frozenset({DraftText})
"""Those whose rows change no answer about units: an act of them alone moves no data."""
