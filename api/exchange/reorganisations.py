"""Files of reorganisations: those of a register's folder carried out on it, and one examined for the command."""

from __future__ import annotations

from importlib.resources.abc import Traversable
from pathlib import Path

from engine.faults import Fault
from engine.reorganisation import Deeds, applied, deeds
from engine.reorganising import Examined, examine
from engine.unit_rows import RegisterFault
from engine.units import Register
from engine.wording import faults as fault_words

FOLDER = "reorganisations"
"""Where they stand beside the three tables of a register."""


def with_reorganisations(
    register: Register, folder: Traversable, *, before: str = "9999"
) -> tuple[Register, tuple[RegisterFault, ...]]:
    """Carry out the published files of a folder, by the day in their names, up to one; a faulty one ends it."""
    place = folder / FOLDER
    if not place.is_dir():
        return register, ()
    for file in sorted(place.iterdir(), key=lambda each: each.name):
        if file.name[:1].isdigit() and file.name.endswith(".yaml") and file.name < before:
            found = examine(file.read_bytes(), register, stem=file.name.removesuffix(".yaml"))
            errors = [each for each in found.faults if each.severity == "error"]
            if errors or found.found is None:
                name = f"{FOLDER}/{file.name}"
                return register, tuple(_as_register_fault(name, each) for each in errors)
            if found.found.status == "published":
                register = applied(register, found.found)
    return register, ()


def _as_register_fault(file: str, fault: Fault) -> RegisterFault:
    return RegisterFault(file, fault.mark.line, "", fault_words.message(fault), "", fault_words.cure(fault))


def read_reorganisation(path: Path, data: bytes, register: Register) -> tuple[Examined, str]:
    """Examine a file against the register as it is before; also say in a sentence what it does, empty when faulty."""
    found = examine(data, register, stem=path.resolve().stem)
    if found.found is None:
        return found, ""
    before, after = (
        len(register.on(found.found.eve)),
        len(applied(register, found.found).on(found.found.effective_from)),
    )
    return found, f"{before} đơn vị thành {after}: {_said(deeds(register, found.found))}"


def _said(done: Deeds) -> str:
    parts = (
        (done.merged, "lập từ nhiều đơn vị toàn bộ"),
        (done.with_parts, "nhận một phần của đơn vị bị chia"),
        (done.split, "đơn vị cũ bị chia"),
        (done.renamed, "đổi tên"),
        (done.recoded, "đổi mã"),
        (done.other_kind, "đổi loại"),
    )
    return ", ".join(f"{number} {said}" for number, said in parts if number) or "không gộp, không chia"
