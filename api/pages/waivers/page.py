"""What the page of criteria that do not apply shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from api.pages.choosing import Choice
from api.workflow.exporting.waivers import Exempt
from engine.wording.numbers import day


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table; ``number`` is that of its record where it may be changed, else 0."""

    code: str
    name: str
    district: str
    criterion: str
    title: str
    reason: str
    decision: str
    until: str
    number: int


@dataclass(frozen=True, slots=True)
class Form:
    """What can be put on record; ``changes`` names what is corrected, ``typed`` is what stands in the fields."""

    token: str
    units: tuple[str, ...]
    typed: Mapping[str, str] = field(default_factory=dict)
    changes: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class WaiversPage:
    """The whole page; ``form`` is None for who may only read."""

    period: str
    periods: tuple[Choice, ...]
    search: str
    criteria: tuple[Choice, ...]
    every: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    total: int
    counted: str
    """What a criterion that does not apply counts as, by the file of the period."""
    form: Form | None
    done: str
    again: str
    """Where what was just withdrawn is put on record again; empty when nothing was."""
    problems: tuple[str, ...]
    title: str = "Tiêu chí không áp dụng"


def line(each: Exempt, *, may: bool) -> Line:
    """Lay out what does not apply to a unit."""
    row = each.row
    until = f"đến hết {day(row.last_day)}" if row.last_day else "không thời hạn"
    number = int(row.id or 0) if may else 0
    about = (each.unit[0], each.name, each.district, row.criterion, each.title)
    return Line(*about, row.reason, row.decision, until, number)
