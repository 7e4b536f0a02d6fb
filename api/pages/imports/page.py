"""The contexts of the pages of imports: what a template finds, as people read it."""

from __future__ import annotations

from dataclasses import dataclass

from api.pages.choosing import Choice


@dataclass(frozen=True, slots=True)
class CellLine:
    """A figure or document of the file beside what is on record; texts are as people read them."""

    key: str
    unit: str
    period: str
    label: str
    state: str
    word: str
    given: str
    now: str
    made_from: str
    by: str
    """Who wrote what is on record, and when: of conflicts."""
    why: str
    place: str
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit and what becomes of it; ``row`` is its code and period."""

    row: str
    code: str
    name: str
    period: str
    cells: int
    before: str
    after: str
    moved: tuple[str, ...]
    """What changes, criterion by criterion."""
    changes: bool


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file of the import."""

    number: int
    name: str
    rows: int
    cells: int
    faults: int
    kind: str


@dataclass(frozen=True, slots=True)
class FaultLine:
    """Something wrong in a file."""

    place: str
    message: str
    cure: str
    word: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was written, when it was."""

    act: int
    undone_by: int | None
    figures: int
    documents: int
    waivers: int
    lines: tuple[tuple[str, str, str, str], ...]
    """Unit, what, before, after."""
    more: int


@dataclass(frozen=True)
class ImportPage:
    """One import."""

    title: str
    token: str
    key: str
    edition: str
    created: str
    files: tuple[FileLine, ...]
    counts: tuple[tuple[str, int], ...]
    same: int
    kept: int
    faults: tuple[FaultLine, ...]
    more_faults: int
    conflicts: tuple[CellLine, ...]
    locked: tuple[CellLine, ...]
    cells: tuple[CellLine, ...]
    """Those that are written unless their tick is taken away; empty where units are ticked."""
    units: tuple[UnitLine, ...]
    by_unit: bool
    looked_at: str = ""
    """The name of the one unit whose cells are listed."""
    outcome: Outcome | None = None
    done: str = ""
    problems: tuple[str, ...] = ()
    styles: tuple[str, ...] = ("import.css",)
    scripts: tuple[str, ...] = ("import.js",)

    @property
    def to_write(self) -> int:
        """How many cells are written unless somebody says otherwise."""
        return sum(each.cells for each in self.units)


@dataclass(frozen=True, slots=True)
class KeptLine:
    """An import of the list."""

    key: str
    created: str
    state: str


@dataclass(frozen=True)
class BeginPage:
    """Where an import begins: the template, the files, what was begun before."""

    token: str
    period: str
    periods: tuple[Choice, ...]
    districts: tuple[Choice, ...]
    units: tuple[Choice, ...]
    locked: str
    kept: tuple[KeptLine, ...]
    megabytes: int
    problems: tuple[str, ...] = ()
    title: str = "Nhập số liệu từ Excel"
    styles: tuple[str, ...] = ("entry.css", "import.css")
    scripts: tuple[str, ...] = ("import.js",)
