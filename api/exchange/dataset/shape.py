"""What a bundle of a period holds (docs/dataset.md): a row of each of its files.

Rows name units by code and first day, documents by their number in the bundle, and nobody at all: who entered or
decided anything is no part of it.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from api.exchange.dataset.register_lines import ModelLine, RegisterLine, ReviewLine, TurnLine
from api.exchange.dataset.said import AboutUnit, Id, Period, Said, Text
from engine.figures import MAX_STEPS, as_written
from engine.indicators import SCALES, Kind
from engine.scalars import CODE_PATTERN, ID_PATTERN

_ENTERED = {"có": 1, "không": 0}


class FigureLine(AboutUnit):
    """A figure as it was entered; ``value`` is null where it was taken back."""

    period: Period
    indicator: Id
    kind: Kind
    value: str | None = Field(max_length=40)
    evidence: int | None = Field(default=None, ge=1)
    note: Annotated[Text, Field(max_length=500)] = ""
    sample: bool = False

    @model_validator(mode="after")
    def _possible(self) -> FigureLine:
        if self.value is not None and as_written(self.kind, steps_of(self.kind, self.value)) != self.value:
            raise ValueError(f"giá trị «{self.value}» không viết đúng cách của loại {self.kind}")
        return self

    @property
    def steps(self) -> int | None:
        """The figure in whole steps of its kind."""
        return None if self.value is None else steps_of(self.kind, self.value)


def steps_of(kind: Kind, text: str) -> int:
    """Read a figure as ``engine.figures.as_written`` writes it; ValueError when it is none."""
    if kind is Kind.DOCUMENT and text != "không":
        steps: int | Decimal = date.fromisoformat(text).toordinal()
    elif kind in (Kind.FLAG, Kind.DOCUMENT):
        steps = _ENTERED.get(text, -1)
    else:
        try:
            found = Decimal(text)
        except InvalidOperation as error:
            raise ValueError(f"«{text}» không phải số") from error
        steps = found * SCALES[kind] if found.is_finite() else -1
    if not 0 <= steps <= MAX_STEPS[kind] or steps != int(steps):
        raise ValueError(f"«{text}» ngoài khoảng của loại {kind}")
    return int(steps)


class EvidenceLine(AboutUnit):
    """A document that proves a criterion; ``number`` is its own in the bundle."""

    number: int = Field(ge=1)
    criterion: Id
    document: Text
    issued_on: date
    issuer: Text
    pages: Text = ""
    expires_on: date | None = None


class WaiverLine(AboutUnit):
    """A criterion that does not apply."""

    criterion: Id
    reason: Text
    decision: Text
    last_day: date | None = None


class RegistrationLine(AboutUnit):
    """A unit that strives for a level in the period."""

    level: Id
    registered_on: date


class PlanLine(Said):
    """The days of the period."""

    opens: date
    closes: date
    self_assessed_by: date
    submitted_by: date
    appraised_by: date
    review_6: date
    review_9: date


class RecognitionLine(AboutUnit):
    """A recognition, with what ended it."""

    level: Id
    decision: Text
    decided_on: date
    revocation: Text | None = None
    revoked_on: date | None = None


class StepLine(AboutUnit):
    """A step of an assessment, in the order in which they were taken."""

    edition: int = Field(ge=1)
    kind: Literal["self_assessed", "submitted", "returned", "appraised", "sealed", "reopened"]
    items: dict[str, dict[str, Any]]
    decision: Text = ""
    reason: Text = ""


class SealedLine(AboutUnit):
    """A decided assessment, word for word: its numbers of rows are those of the database that it was decided in."""

    edition: int = Field(ge=1)
    digest: str = Field(pattern=r"^sha256:[0-9a-f]{64}$")
    inputs: str
    score: str
    items: str


class ShareLine(AboutUnit):
    """What part of a split unit went into one of its heirs."""

    into: str = Field(pattern=CODE_PATTERN)
    into_first_day: date
    indicator: Annotated[str, Field(pattern=f"^$|{ID_PATTERN}", max_length=64)] = ""
    numerator: int = Field(ge=0, le=10**15)
    denominator: int = Field(ge=1, le=10**15)
    reason: Text


class InheritanceLine(AboutUnit):
    """Whether the recognitions of the units that a unit was made of go on in it."""

    rule: Literal["all", "majority", "none"]
    indicator: str = Field(max_length=64)
    period: str = Field(max_length=4)
    decision: Text
    decided_on: date


LINES: dict[str, type[Said]] = {
    "period.jsonl": PlanLine,
    "evidence.jsonl": EvidenceLine,
    "figures.jsonl": FigureLine,
    "waivers.jsonl": WaiverLine,
    "registrations.jsonl": RegistrationLine,
    "steps.jsonl": StepLine,
    "sealed.jsonl": SealedLine,
    "recognitions.jsonl": RecognitionLine,
    "shares.jsonl": ShareLine,
    "inheritances.jsonl": InheritanceLine,
    "models.jsonl": ModelLine,
    "turns.jsonl": TurnLine,
    "reviews.jsonl": ReviewLine,
    "registers.jsonl": RegisterLine,
}
"""The files of rows, in the order in which they are written and read."""
