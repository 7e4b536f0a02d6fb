"""What is handed out as a file: an act of the audit chain, with the end of the chain that the file belongs to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import file_digest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from api.exchange.handout_files import appearing
from api.store.acts import head
from api.store.database import Actor, Database

XLSX, CSV, PARQUET, ZIP = (
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "text/csv; charset=utf-8",
    "application/vnd.apache.parquet",
    "application/zip",
)
MEDIA = {".xlsx": XLSX, ".csv": CSV, ".parquet": PARQUET, ".zip": ZIP}


class NotExportedError(Exception):
    """There is nothing to hand out, or not to this asker: ``code`` as of refusals, the faults in Vietnamese."""

    def __init__(self, code: str, *faults: str) -> None:
        super().__init__(code)
        self.code, self.faults = code, faults


@dataclass(frozen=True, slots=True)
class Going:
    """Something about to leave: its name without an ending, what writes it, and what the log is to say of it.

    ``write`` takes the path, whose ending says the kind of file, and the id of one table (empty: the first).
    """

    table: str
    name: str
    write: Callable[[Path, str], None]
    known: int
    """The last act that it takes in."""
    set_id: str | None = None
    period: str | None = None
    criteria: str | None = None
    """The digest of the criteria file that it was made with."""
    chosen: Mapping[str, str] = field(default_factory=dict)
    """The filters by which its rows were found; words that were typed are nobody's business."""
    more: Mapping[str, Any] = field(default_factory=dict)
    action: str = "table.export"


def hand_out(database: Database, actor: Actor, going: Going, ending: str, which: str = "") -> tuple[str, bytes]:
    """Write a file to be sent: return its name and its bytes, with the deed on record."""
    name = f"{going.name}{f'-{which}' if which else ''}{ending}"
    with TemporaryDirectory(prefix="dienhinh-", ignore_cleanup_errors=True) as folder:
        path = Path(folder) / name
        going.write(path, which)
        put_on_record(database, actor, going, path)
        return name, path.read_bytes()


def write_out(database: Database, actor: Actor, going: Going, out: Path, which: str = "") -> None:
    """Write a file to keep, whole or not at all, with the deed on record."""
    with appearing(out) as unfinished:
        going.write(unfinished, which)
        put_on_record(database, actor, going, unfinished, out.name)


def put_on_record(database: Database, actor: Actor, going: Going, path: Path, name: str = "") -> None:
    """Put on record that a file is handed out, by its digest and under its name."""
    with path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    said: dict[str, Any] = {"table": going.table, "file": name or path.name, "sha256": digest, "known": going.known}
    said |= {"criteria": going.criteria} if going.criteria else {}
    said |= dict(going.more) | ({"chosen": dict(going.chosen)} if going.chosen else {})
    with database.writing(
        actor, going.action, set_id=going.set_id, period=going.period, content=said, bare=True
    ) as write:
        end = head(write.session)
        said |= {"head": end.seq, "head_hash": end.hash}
