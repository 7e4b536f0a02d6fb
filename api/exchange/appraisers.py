"""Who appraises communes from which day: data, because the law changed it and will again."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Literal

By = Literal["district", "province"]


@dataclass(frozen=True, slots=True)
class Appraiser:
    """The level that appraises communes from a first to a last day, both included; None is open."""

    first_day: date | None
    last_day: date | None
    by: By
    basis: str


@dataclass(frozen=True, slots=True)
class Appraisers:
    """Every spell of who appraises."""

    spells: tuple[Appraiser, ...]

    def on(self, day: date) -> Appraiser | None:
        """Return who appraises on a day; None where nothing is said."""
        return next(
            (
                each
                for each in self.spells
                if (each.first_day is None or each.first_day <= day) and (each.last_day is None or day <= each.last_day)
            ),
            None,
        )


def load_appraisers() -> Appraisers:
    """Read the shipped file; ValueError when a level is none."""
    text = (files("criteria") / "appraisers.csv").read_text(encoding="utf-8")
    return Appraisers(tuple(_spell(row) for row in csv.DictReader(text.splitlines())))


def _spell(row: dict[str, str]) -> Appraiser:
    by = row["appraised_by"]
    if by not in ("district", "province"):
        raise ValueError(f"appraisers.csv: appraised_by «{by}»")
    first, last = (date.fromisoformat(row[key]) if row[key] else None for key in ("first_day", "last_day"))
    return Appraiser(first, last, by, row["basis"])  # type: ignore[arg-type]  # checked above
