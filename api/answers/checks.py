"""JSON of a criteria file that was examined."""

from __future__ import annotations

from collections.abc import Sequence

from api.answers.json import Json
from engine.faults import Fault
from engine.wording import faults as fault_words


def checked(file: str, faults: Sequence[Fault]) -> list[Json]:
    """Give the faults of a criteria file."""
    return [
        {
            "file": file,
            "line": fault.mark.line,
            "column": fault.mark.column,
            "code": fault.code,
            "severity": str(fault.severity),
            "message": fault_words.message(fault),
            "cure": fault_words.cure(fault),
        }
        for fault in faults
    ]
