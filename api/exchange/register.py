"""The register of administrative units from its files, with the two kinds of map that go with it.

The files shipped with the program stand in the package ``criteria``, folder ``units``; the README there says
what they hold, where they come from and under which licence.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import accumulate
from pathlib import Path
from typing import Any

from api.exchange.reorganisations import FOLDER, with_reorganisations
from engine.unit_rows import RegisterFault
from engine.unit_source import DISTRICTS, LINEAGE, UNITS, read_register
from engine.units import Register, UnitKey, UnitVersion

TILES = "tiles.csv"
Point = tuple[float, float]
"""Longitude and latitude, degrees (WGS 84)."""


@dataclass(frozen=True, slots=True)
class Tile:
    """The place of a unit on the tile map: column and row, counted from 0 at the top left."""

    col: int
    row: int


@dataclass(frozen=True, slots=True)
class Boundary:
    """The outline of a unit as closed rings (fill by the even-odd rule), and the line to show by it."""

    rings: tuple[tuple[Point, ...], ...]
    attribution: str


def load_register(
    directory: Path | None = None, beside: Sequence[str] = ()
) -> tuple[Register, tuple[RegisterFault, ...]]:
    """Read the shipped register, or the one in a directory; a file that cannot be read is a fault as well.

    ``beside`` are codes of provinces whose registers, folders of that name inside it, are read with it. The
    reorganisations in a folder ``reorganisations`` are carried out on the register beside them, oldest first.
    """
    folder: Traversable = directory if directory is not None else _shipped()
    read = [_read(folder), *(_read(folder / code) for code in dict.fromkeys(beside))]
    faults = tuple(fault for _, found in read for fault in found)
    return (Register(), faults) if faults and beside else joined([each for each, _ in read], faults)


def joined(
    registers: Sequence[Register], faults: tuple[RegisterFault, ...] = ()
) -> tuple[Register, tuple[RegisterFault, ...]]:
    """Put registers of several provinces together; a code that two of them bear on the same day is a fault."""
    if len(registers) == 1:
        return registers[0], faults
    found: dict[str, list[UnitVersion]] = {}
    twice: list[RegisterFault] = []
    for version in (each for register in registers for each in register.versions):
        same = found.setdefault(version.code, [])
        if any(_share_a_day(version, each) for each in same):
            cure = "một mã chỉ để ở danh mục của một tỉnh"
            twice.append(RegisterFault(UNITS, 1, "code", "mã có ở hai danh mục cùng một ngày", version.code, cure))
        same.append(version)
    register = Register(
        tuple(each for code in sorted(found) for each in sorted(found[code], key=lambda one: one.first_day)),
        tuple(each for register in registers for each in register.lineage),
        tuple(sorted((each for register in registers for each in register.districts), key=lambda one: one.code)),
    )
    return (Register(), tuple(twice)) if twice else (register, faults)


def _share_a_day(one: UnitVersion, other: UnitVersion) -> bool:
    later = max(one.first_day, other.first_day)
    return one.exists_on(later) and other.exists_on(later)


def _read(folder: Traversable) -> tuple[Register, tuple[RegisterFault, ...]]:
    texts: list[str] = []
    unread: list[RegisterFault] = []
    for name in (UNITS, LINEAGE, DISTRICTS):
        try:
            texts.append((folder / name).read_bytes().decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            cure = "lưu lại tệp dạng CSV UTF-8"
            unread.append(RegisterFault(name, line, "", "chữ không phải mã UTF-8", "", cure))
        except OSError:
            cure = f"đặt đủ {UNITS}, {LINEAGE}, {DISTRICTS} vào đó"
            unread.append(RegisterFault(name, 1, "", f"không mở được tệp trong {folder}", "", cure))
    if unread:
        return Register(), tuple(unread)
    register, faults = read_register(*texts)
    return (register, faults) if faults else with_reorganisations(register, folder)


def register_before(file: Path) -> tuple[Register, tuple[RegisterFault, ...]]:
    """Read the register that a file of a reorganisation stands beside, as it is before that; else the shipped one."""
    whole = file.resolve()
    beside = whole.parent.parent
    if whole.parent.name != FOLDER or not (beside / UNITS).is_file():
        return load_register()
    texts = [(beside / name).read_bytes().decode("utf-8-sig") for name in (UNITS, LINEAGE, DISTRICTS)]
    register, faults = read_register(*texts)
    return (register, faults) if faults else with_reorganisations(register, beside, before=whole.name)


def tile_maps() -> tuple[Mapping[UnitKey, Tile], ...]:
    """Read the tile maps that are shipped: that of the register, then those of the further provinces by code."""
    further = sorted(each.name for each in _shipped().iterdir() if each.is_dir() and (each / TILES).is_file())
    return tuple(load_tiles(each) for each in ("", *further))


def load_tiles(province: str = "") -> Mapping[UnitKey, Tile]:
    """Read the tile maps of the shipped register, or of a further province: one place a unit version."""
    text = ((_shipped() / province if province else _shipped()) / TILES).read_text(encoding="utf-8")
    return {
        (row["code"], date.fromisoformat(row["first_day"])): Tile(int(row["col"]), int(row["row"]))
        for row in csv.DictReader(text.splitlines())
    }


def load_boundaries() -> Mapping[UnitKey, Boundary]:
    """Read the outlines of the shipped register; units of the maps before 1/7/2025 have none."""
    found: dict[UnitKey, Boundary] = {}
    for file in _shipped().iterdir():
        if file.name.startswith("boundaries-"):
            found.update(_outlines(json.loads(file.read_text(encoding="utf-8"))))
    return found


def _shipped() -> Traversable:
    return files("criteria") / "units"


def _outlines(topology: Mapping[str, Any]) -> Iterator[tuple[UnitKey, Boundary]]:
    """Unfold a quantised TopoJSON topology, whose neighbours share their arcs, into an outline a unit."""
    (east, north), (west, south) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs: list[list[Point]] = []
    for steps in topology["arcs"]:
        across, up = (accumulate(axis) for axis in zip(*steps, strict=True))
        arcs.append([(west + east * x, south + north * y) for x, y in zip(across, up, strict=True)])
    for shape in topology["objects"]["units"]["geometries"]:
        polygons = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
        rings = tuple(_ring(arcs, ring) for polygon in polygons for ring in polygon)
        unit = shape["properties"]
        yield (unit["code"], date.fromisoformat(unit["first_day"])), Boundary(rings, topology["attribution"])


def _ring(arcs: Sequence[list[Point]], indices: Sequence[int]) -> tuple[Point, ...]:
    """Join arcs end to end; ``~i`` means arc i backwards, and each arc begins where the one before ends."""
    points: list[Point] = []
    for index in indices:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        points.extend(arc[1:] if points else arc)
    return tuple(points)
