"""A fault as data: where, what, the value seen, and what its sentence needs. Words are made in ``engine.wording``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    """How grave a fault is: an error keeps the file from being used."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a text, both counted from 1."""

    line: int
    column: int


START = Mark(1, 1)


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a criteria file.

    ``code`` is stable and names the sentence in ``engine.wording``; ``values`` are its blanks (the value seen,
    the nearest key, the line of the first of two). ``path`` is the way to the part in the file.
    """

    code: str
    mark: Mark
    severity: Severity = Severity.ERROR
    values: Mapping[str, str] = field(default_factory=dict)
    path: tuple[str | int, ...] = ()


MOST_OF_A_CODE = 100


def in_order(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Sort by place; after 100 faults of one code, one line says how many more there are."""
    seen: Counter[str] = Counter()
    kept: list[Fault] = []
    last: dict[str, Fault] = {}
    for fault in sorted(faults, key=lambda each: (each.mark.line, each.mark.column, each.code)):
        seen[fault.code] += 1
        last[fault.code] = fault
        if seen[fault.code] <= MOST_OF_A_CODE:
            kept.append(fault)
    kept.extend(
        Fault(
            code="MORE_OF_THIS",
            mark=last[code].mark,
            severity=last[code].severity,
            values={"more": str(count - MOST_OF_A_CODE), "code": code},
        )
        for code, count in seen.items()
        if count > MOST_OF_A_CODE
    )
    return tuple(kept)
