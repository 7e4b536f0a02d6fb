"""A reorganisation file examined whole against a register: every fault in one go, with place and cure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from engine.faults import Fault, in_order
from engine.reorganisation import SHAPES, Reorganisation
from engine.source import fitted
from engine.units import KINDS, Register
from engine.yaml_tree import Path, Tree, read_tree

MARKER = "reorganisation"
"""The key by which such a file is known from a criteria file."""


@dataclass(frozen=True, slots=True)
class Examined:
    """A file examined: what it says when it can be carried out, and its faults in order."""

    found: Reorganisation | None
    faults: tuple[Fault, ...]


def is_reorganisation(data: bytes) -> bool:
    """Tell whether a file means to be one, however faulty it is."""
    value = read_tree(data).value
    return isinstance(value, Mapping) and MARKER in value


def examine(data: bytes, register: Register, *, stem: str | None = None) -> Examined:
    """Examine a file against the register as it is before; ``stem``, its name without ending, is to agree with it."""
    tree = read_tree(data)
    faults = list(tree.faults)
    if not tree.places:
        return Examined(None, in_order(faults))
    found, structural = fitted(tree, Reorganisation, SHAPES)
    faults += structural
    if found is not None:
        faults += _judge(tree, found, register)
        if stem is not None and stem != found.effective_from.isoformat():
            values = {"seen": found.effective_from.isoformat(), "name": stem}
            faults.append(Fault("FILE_NAME", tree.place(("effective_from",)), values=values, path=("effective_from",)))
    unsound = any(fault.severity == "error" and fault.code != "FILE_NAME" for fault in faults)
    return Examined(None if unsound else found, in_order(faults))


def _judge(tree: Tree, found: Reorganisation, register: Register) -> Iterator[Fault]:
    last = max((each.first_day for each in register.versions), default=date.min)
    if found.effective_from <= last:
        yield _at(tree, "NOT_AFTER_LAST", ("effective_from",), seen=found.effective_from, last=f"{last:%d/%m/%Y}")
        return
    faults = [*_olds(tree, found, register), *_news(tree, found, register)]
    yield from faults or _counts(tree, found, register)  # with a wrong code the counts would only say it again


def _at(tree: Tree, code: str, path: Path, **values: Any) -> Fault:  # noqa: ANN401 -- words for a sentence
    return Fault(code, tree.place(path), values={key: str(each) for key, each in values.items()}, path=path)


def _olds(tree: Tree, found: Reorganisation, register: Register) -> Iterator[Fault]:
    """Judge the old units: known on the eve, whole into one new unit or in part into several."""
    wholes: dict[str, int] = {}
    parts: dict[str, list[Path]] = {}
    for place, key, at, code in found.olds():
        path: Path = ("changes", place, key, at)
        line = tree.place(path).line
        unit = register.version(code, found.eve)
        if unit is None:
            once = [each.name for each in register.history(code)]
            yield _at(tree, "NO_PREDECESSOR", path, seen=code, day=f"{found.eve:%d/%m/%Y}", once=", ".join(once))
        elif code in wholes or (key == "from" and code in parts):
            first = wholes[code] if code in wholes else tree.place(parts[code][0]).line
            yield _at(tree, "TAKEN_TWICE", path, seen=code, name=unit.name, first=first)
            wholes.setdefault(code, first)
        elif key == "from":
            wholes[code] = line
        elif any(before[1] == place for before in parts.get(code, [])):
            yield _at(tree, "TAKEN_TWICE", path, seen=code, name=unit.name, first=line)
        else:
            parts.setdefault(code, []).append(path)
    for code, paths in parts.items():
        if len(paths) == 1 and code not in wholes:
            unit = register.version(code, found.eve)
            yield _at(tree, "LONE_PART", paths[0], seen=code, name=unit.name if unit else code)


def _news(tree: Tree, found: Reorganisation, register: Register) -> Iterator[Fault]:
    """Judge the new units: made of something, named by their kind, under a code that nobody else goes on bearing."""
    ended = {code for _, _, _, code in found.olds()}
    bearers: dict[str, int] = {}
    for place, change in enumerate(found.changes):
        path: Path = ("changes", place, "to")
        new = change.to
        if not change.of and not change.parts:
            yield _at(tree, "FROM_NOTHING", ("changes", place), seen=new.name)
        if not new.kind:
            yield _at(tree, "NO_KIND", (*path, "name"), seen=new.name, kinds=", ".join(KINDS))
        if new.code in bearers:
            yield _at(tree, "CODE_TWICE", (*path, "code"), seen=new.code, first=bearers[new.code])
        bearers.setdefault(new.code, tree.place(path).line)
        bearer = register.version(new.code, found.eve)
        if bearer is not None and new.code not in ended:
            yield _at(tree, "CODE_TAKEN", (*path, "code"), seen=new.code, name=bearer.name)
        if new.district and new.district not in register.districts_on(found.effective_from):
            yield _at(
                tree, "NO_DISTRICT", (*path, "district"), seen=new.district, day=f"{found.effective_from:%d/%m/%Y}"
            )
        only = register.version(change.of[0], found.eve) if len(change.of) == 1 and not change.parts else None
        if only is not None and (only.code, only.name, only.district) == (new.code, new.name, new.district):
            same = found.province is None or found.province.code == only.province
            if same:
                yield _at(tree, "NOTHING_CHANGES", ("changes", place), seen=only.name)


def _counts(tree: Tree, found: Reorganisation, register: Register) -> Iterator[Fault]:
    """Hold the numbers of the document against what the file comes to: a unit that was forgotten shows here."""
    before = register.on(found.eve)
    gone = {code for _, _, _, code in found.olds() if code in before}
    for key, said, counted in (
        ("units_before", found.units_before, len(before)),
        ("units_after", found.units_after, len(before) - len(gone) + len(found.changes)),
    ):
        if said is not None and said != counted:
            left = [each.name for code, each in sorted(before.items()) if code not in gone]
            shown = ", ".join(left[:5]) + (f" và {len(left) - 5} đơn vị nữa" if len(left) > 5 else "")  # noqa: PLR2004 -- a line's worth
            yield _at(tree, "UNIT_COUNT", (key,), seen=said, counted=counted, left=shown)
