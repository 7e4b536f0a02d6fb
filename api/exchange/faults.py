"""Faults of files that people hand in: place, value seen, what is wrong and the cure, in Vietnamese."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from api.exchange.fault_words import WARNINGS, WORDS
from engine.faults import MOST_OF_A_CODE, Severity

_SEVERITY_WORDS = {Severity.ERROR: "lỗi", Severity.WARNING: "cảnh báo"}


@dataclass(frozen=True, slots=True)
class DataFault:
    """One fault of a file of figures or recognitions.

    ``row`` is the row as the person sees it (in Parquet the record, from 1); it is None where a column or the
    whole file is meant. ``column`` is the heading, in a workbook behind its letter. ``values`` fill the
    blanks of the sentence that ``code`` names.
    """

    code: str
    file: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    unit: str | None = None
    period: str | None = None
    severity: Severity = Severity.ERROR
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """What is wrong, with the value seen."""
        return WORDS[self.code][0].format_map(self.values)

    @property
    def cure(self) -> str:
        """What to do about it."""
        return WORDS[self.code][1].format_map(self.values)

    def as_json(self) -> dict[str, str | int | None]:
        """Give the shape that the command and the API print."""
        return {
            "file": self.file,
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "unit": self.unit,
            "period": self.period,
            "code": self.code,
            "severity": str(self.severity),
            "message": self.message,
            "cure": self.cure,
        }

    def __str__(self) -> str:
        """Give ``file[sheet]:row:column: CODE lỗi: message — cure`` on one line."""
        file = self.file if self.sheet is None else f"{self.file}[{self.sheet}]"
        # What stands in no row stands in a database: there the unit and the period are its place.
        held = () if self.row is not None or self.unit is None else (self.unit, self.period)
        place = ":".join(str(part) for part in (file, *held, self.row, self.column) if part is not None)
        return f"{place}: {self.code} {_SEVERITY_WORDS[self.severity]}: {self.message} — {self.cure}"


class UnreadableError(Exception):
    """A file that can't be read at all; carries the one fault to report."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


class FaultPile:
    """Where the faults of one file are gathered while it is read.

    With ``most`` set, that many of one code are kept and the rest only counted, so that a file of a million
    faulty cells stays within memory.
    """

    def __init__(self, file: str, most: int | None = None) -> None:
        self.file = file
        self.sheet: str | None = None
        self._most = most
        self._faults: list[DataFault] = []
        self._seen: Counter[str] = Counter()

    def add(  # noqa: PLR0913 -- the parts of a place, each by its name
        self,
        code: str,
        values: Mapping[str, str] | None = None,
        *,
        row: int | None = None,
        column: str | None = None,
        unit: str | None = None,
        period: str | None = None,
    ) -> None:
        """Add one fault."""
        if self.room(code):
            severity = severity_of(code)
            self.put(DataFault(code, self.file, self.sheet, row, column, unit, period, severity, values or {}))
        else:
            self.count(code, 1)

    def put(self, fault: DataFault) -> None:
        """Add one that is made already."""
        if self.room(fault.code):
            self._faults.append(fault)
        self.count(fault.code, 1)

    @property
    def kept(self) -> tuple[DataFault, ...]:
        """The faults that are kept, in the order in which they were found."""
        return tuple(self._faults)

    @property
    def seen(self) -> int:
        """How many were found, kept or not."""
        return self._seen.total()

    def room(self, code: str) -> bool:
        """Tell whether another fault of the code would be kept."""
        return self._most is None or self._seen[code] < self._most

    def count(self, code: str, more: int) -> None:
        """Count faults that nobody will read, once there is no room for them."""
        self._seen[code] += more

    def take(self, part: FaultPile) -> None:
        """Take in the pile of the next part of the same file, as if the parts had been read one after the other."""
        kept = Counter(fault.code for fault in part._faults)
        for fault in part._faults:
            self.put(fault)
        self._seen.update(part._seen - kept)

    def done(self) -> tuple[DataFault, ...]:
        """Give the faults by row, of the whole file first; what was only counted becomes one line a code."""
        rest = [
            DataFault(
                "MORE_OF_THIS",
                self.file,
                self.sheet,
                severity=severity_of(code),
                values={"more": str(seen - self._most), "code": code},
            )
            for code, seen in self._seen.items()
            if self._most is not None and seen > self._most
        ]
        return (*sorted(self._faults, key=lambda fault: fault.row or 0), *rest)


def severity_of(code: str) -> Severity:
    """Return how grave a fault of the code is."""
    return Severity.WARNING if code in WARNINGS else Severity.ERROR


MOST_WHEN_STREAMING = MOST_OF_A_CODE
"""Faults of one code that are kept of a file too large to hold."""
MOST_WHEN_HELD = 100_000
"""Faults of one code that are kept of any other file: in practice every one."""
