"""What a bundle of a period says of itself, and what every line of it has in common (docs/dataset.md)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from engine.scalars import CODE_PATTERN, ID_PATTERN

FORMAT: Literal["dienhinh-dataset"] = "dienhinh-dataset"
EDITION: Literal[1] = 1
_DIGEST = r"^[0-9a-f]{64}$"


Id = Annotated[str, Field(pattern=ID_PATTERN, max_length=64)]
Period = Annotated[str, Field(pattern=r"^[0-9]{4}$")]
Text = Annotated[str, Field(max_length=4000, pattern=r"^[^\x00]*$")]
"""Word for word as it was entered; PostgreSQL holds no NUL."""


class Said(BaseModel):
    """A line of a bundle; nothing that it does not name may stand in it."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Piece(Said):
    """What the manifest says of one file."""

    file: str = Field(pattern=r"^[a-z0-9][a-z0-9_./-]{0,120}$")
    rows: int | None = Field(ge=0, description="Rows; null where a file is no list of rows.")
    bytes: int = Field(ge=0)
    sha256: str = Field(pattern=_DIGEST)


class Manifest(Said):
    """What a bundle says of itself."""

    format: Literal["dienhinh-dataset"] = FORMAT
    edition: Literal[1] = EDITION
    set: Id
    period: Period
    criteria: str = Field(pattern=r"^sha256:[0-9a-f]{64}$")
    sample: bool
    score_sha256: str = Field(pattern=_DIGEST)
    files: Annotated[tuple[Piece, ...], Field(max_length=50)]


class AboutUnit(Said):
    """A row about a unit version."""

    unit: str = Field(pattern=CODE_PATTERN)
    first_day: date
