"""Files of published statements in the criteria folder, ``statements/*.yaml``; the shipped ones where it has none."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from engine.faults import Fault
from engine.statements import Finding, findings, read_statements

FOLDER = "statements"


@dataclass(frozen=True, slots=True)
class StatementFile:
    """A file as examined; one with faults has no findings."""

    name: str
    findings: tuple[Finding, ...]
    faults: tuple[Fault, ...]


def statement_files(root: Path) -> tuple[StatementFile, ...]:
    """Examine the files of a criteria folder in the order of their names."""
    own = root / FOLDER
    folder = own if own.is_dir() else Path(str(files("criteria"))) / FOLDER
    return tuple(_examined(path) for path in sorted(folder.glob("*.yaml")))


def _examined(path: Path) -> StatementFile:
    found, faults = read_statements(path.read_bytes())
    return StatementFile(f"{FOLDER}/{path.name}", tuple(findings(found)), faults)
