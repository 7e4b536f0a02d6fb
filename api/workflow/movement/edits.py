"""What somebody changed in a table of models: the cells that no longer say what the register said when it was made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from api.exchange.filled.faults import FilledFault
from api.exchange.movement.columns import SINCE, Value, yearly
from api.exchange.movement.reading import ModelsRead, fault_at, read_models
from api.exchange.movement.row_reading import ModelRowRead
from api.workflow.movement.cells import values_of
from api.workflow.office import Office

_DAYS = frozenset({"founded_on", "decided_on", SINCE})


@dataclass(frozen=True, slots=True)
class Edit:
    """A row that says something new: the changed cells of a model on record (all of a new one), and what they said."""

    number: int
    key: str
    values: Mapping[str, Value]
    base: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Edits:
    """What a file asks for. ``day`` is the one that it shows; ``gone`` rows of it were taken out since."""

    file: str
    sha256: str
    sheet: str | None
    places: Mapping[str, str]
    day: date
    sample: bool
    rows: int
    unchanged: int
    gone: int
    edits: tuple[Edit, ...]
    faults: tuple[FilledFault, ...]

    def fault(self, edit: Edit, column: str, *said: str) -> FilledFault:
        """Make a fault of a cell: its code, what is wrong, the cure."""
        code, message, cure = said
        return fault_at(self.file, self.sheet, self.places, (edit.number, column), (code, message, cure))


def read_edits(office: Office, content: bytes, name: str) -> Edits:
    """Read a file and leave out what it does not change; rows with a fault are left out and told."""
    read = read_models(content, name, office.movements.books.in_force(office.today))
    known, faults = office.known_now(), list(read.faults)
    memory = read.memory
    if memory is not None and not (memory.known <= known and memory.day <= office.today):
        faults.append(_whole(read, "OTHER_RECORD", "tệp không làm ra từ cơ sở dữ liệu này", "xem kỹ từng chỗ khác"))
        memory = None
    day = memory.day if memory else office.today
    held = office.movements.at(memory.known if memory else known, office.today)
    snapshot = held.movement.on(day)
    found: list[Edit] = []
    seen: dict[str, int] = {}
    unchanged = 0
    for row in read.rows:
        if row.key in seen:
            faults.append(_doubled(read, row, seen[row.key]))
            continue
        if row.key:
            seen[row.key] = row.number
        if row.faulty:
            continue
        place = snapshot.place_of(row.key) if row.key else None
        if place is None:
            found.append(Edit(row.number, row.key, row.values, {}))
            continue
        base = values_of(held, snapshot.row(place), _years(row.values))
        changed = {each: value for each, value in row.values.items() if base[each] != value}
        if changed:
            found.append(Edit(row.number, row.key, changed, {each: base[each] for each in changed}))
        else:
            unchanged += 1
    gone = max(0, memory.rows - len(seen)) if memory else 0
    places = dict(read.places)
    return Edits(
        read.file, read.sha256, read.sheet, places, day, read.sample, len(read.rows), unchanged, gone, tuple(found),
        tuple(faults),
    )  # fmt: skip


def _years(columns: Iterable[str]) -> set[int]:
    return {found[1] for each in columns if (found := yearly(each))}


def _doubled(read: ModelsRead, row: ModelRowRead, first: int) -> FilledFault:
    message = f"mã {row.key[:20]} đã có ở dòng {first}; dòng này không được nhập"
    return read.fault(row.number, "key", "DOUBLED_KEY", message, "giữ một dòng; mô hình mới thì để trống mã")


def _whole(read: ModelsRead, code: str, message: str, cure: str) -> FilledFault:
    return FilledFault(code, read.file, read.sheet, message=message, cure=cure, severity="warning")


def as_kept(edits: Edits) -> dict[str, Any]:
    """Write edits as JSON."""
    said = asdict(replace(edits, edits=(), faults=()))
    return said | {
        "day": edits.day.isoformat(),
        "edits": [[each.number, each.key, _plain(each.values), _plain(each.base)] for each in edits.edits],
        "faults": [each.as_json() for each in edits.faults],
    }


def from_kept(said: Mapping[str, Any]) -> Edits:
    """Read them back."""
    edits = tuple(Edit(number, key, _meant(values), _meant(base)) for number, key, values, base in said["edits"])
    faults = tuple(FilledFault(**each) for each in said["faults"])
    return Edits(**{**said, "day": date.fromisoformat(said["day"]), "edits": edits, "faults": faults})


def _plain(values: Mapping[str, Value]) -> dict[str, str | int | None]:
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in values.items()}


def _meant(values: Mapping[str, Any]) -> dict[str, Value]:
    return {key: date.fromisoformat(value) if key in _DAYS and value else value for key, value in values.items()}
