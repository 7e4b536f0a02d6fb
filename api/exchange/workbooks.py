""".xlsx -> rows of cells, read as a stream: nothing is laid out by what a file claims about its own size.

Own reader, because a file of 1 KB with a cell in XFD1048576 ends the process in python-calamine 0.9 (it lays
out the whole rectangle), error cells come back as blanks there, and that a number is shown as per cent can't
be seen. Read are cell values alone: no formulas, links, macros or pictures.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.parsers import expat
from zlib import error as ZlibError  # noqa: N812 -- an exception by its kind of name

from api.exchange.faults import UnreadableError
from api.exchange.sheet_cells import CellReader, Strings, Styles

MAX_ENTRIES = 200
MAX_UNPACKED = 200_000_000
MAX_RATIO = 100
SMALL = 10_000_000
"""Below this many bytes unpacked no ratio is suspicious: small sheets of like rows pack very well."""
MAX_CELLS = 5_000_000
_CHUNK = 1 << 16
_OLE = b"\xd0\xcf\x11\xe0"
_BROKEN = (zipfile.BadZipFile, ZlibError, EOFError, NotImplementedError, RuntimeError, expat.ExpatError)


def read_workbook(content: bytes) -> Iterator[tuple[str, Iterator[tuple[int, list[object]]]]]:
    """Yield each worksheet's name and its rows: number from 1, cells from column A; empty rows are left out.

    UnreadableError when it is no sound, harmless .xlsx, at once or when a part turns out broken.
    """
    package = _Package(content)
    main = next((part for kind, part in package.targets("").values() if kind.endswith("/officeDocument")), "")
    book = package.elements(main, {"sheet", "workbookPr"})
    targets = package.targets(main)
    sheets = [each for name, each in book if name == "sheet"]
    epoch_1904 = any(name == "workbookPr" and each.get("date1904") in ("1", "true") for name, each in book)
    styles = package.styles(targets, epoch_1904=epoch_1904)
    strings = package.strings(targets)
    for sheet in sheets:
        kind, part = next(
            (targets[link] for key, link in sheet.items() if key.endswith(" id") and link in targets),
            ("", ""),
        )
        if kind.endswith("/worksheet"):
            yield sheet.get("name", ""), package.rows(part, CellReader(strings, styles))


def letters(position: int) -> str:
    """Name a column by its position from 0: A, B, … Z, AA and so on."""
    name = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


class _Package:
    """The parts of the file, each read once and as a stream."""

    def __init__(self, content: bytes) -> None:
        if content.startswith(_OLE):
            raise UnreadableError("LOCKED_WORKBOOK")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except (*_BROKEN, ValueError):
            raise UnreadableError("NOT_A_WORKBOOK") from None
        self._check(len(content))

    def _check(self, size: int) -> None:
        entries = self._zip.infolist()
        unpacked = sum(each.file_size for each in entries)
        if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED or unpacked > max(SMALL, MAX_RATIO * size):
            shown = f"{len(entries)} phần, {unpacked / 1e6:.0f} MB từ {size / 1e6:.1f} MB"
            raise UnreadableError("SWOLLEN_WORKBOOK", seen=shown)
        names = [each.filename.casefold() for each in entries]
        if any(name.endswith("vbaproject.bin") for name in names):
            raise UnreadableError("HAS_MACROS")
        if "_rels/.rels" not in names or len(set(names)) < len(names):
            raise UnreadableError("NOT_A_WORKBOOK")

    def chunks(self, part: str) -> Iterator[bytes]:
        """Yield a part piece by piece; more than it declares is not read, and is an error."""
        try:
            with self._zip.open(part) as file:
                while chunk := file.read(_CHUNK):
                    yield chunk
        except (*_BROKEN, KeyError, OSError):
            raise UnreadableError("BROKEN_WORKBOOK", seen=part) from None

    def parse(self, part: str, handler: Any) -> Iterator[None]:  # noqa: ANN401 -- any reader of parts
        """Feed a part to a handler's ``start``, ``end`` and ``text``, pausing after each piece."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = handler.start
        parser.EndElementHandler = handler.end
        parser.CharacterDataHandler = handler.text
        parser.StartDoctypeDeclHandler = _refuse
        try:
            for chunk in self.chunks(part):
                parser.Parse(chunk)
                yield
            parser.Parse(b"", True)  # noqa: FBT003 -- expat takes no keywords
        except (expat.ExpatError, ValueError, LookupError, OverflowError):
            raise UnreadableError("BROKEN_WORKBOOK", seen=part) from None
        yield

    def elements(self, part: str, names: set[str]) -> list[tuple[str, dict[str, str]]]:
        """Return the attributes of the elements of these names, in order."""
        found = _Elements(names)
        for _ in self.parse(part, found):
            pass
        return found.all

    def targets(self, part: str) -> dict[str, tuple[str, str]]:
        """Return what a part refers to: (kind, part) by relationship id."""
        folder, name = posixpath.split(part)
        links = self.elements(posixpath.join(folder, f"_rels/{name}.rels"), {"Relationship"})
        return {
            each.get("Id", ""): (
                each.get("Type", ""),
                posixpath.normpath(posixpath.join("/", folder, each.get("Target", "")))[1:],
            )
            for _, each in links
            if each.get("TargetMode") != "External"
        }

    def styles(self, targets: dict[str, tuple[str, str]], *, epoch_1904: bool) -> Styles:
        """Return how the cells' numbers are shown."""
        styles = Styles(epoch_1904=epoch_1904)
        for kind, part in targets.values():
            if kind.endswith("/styles"):
                for _ in self.parse(part, styles):
                    pass
        return styles

    def strings(self, targets: dict[str, tuple[str, str]]) -> list[str]:
        """Return the texts that cells refer to by number."""
        strings = Strings()
        for kind, part in targets.values():
            if kind.endswith("/sharedStrings"):
                for _ in self.parse(part, strings):
                    pass
        return strings.all

    def rows(self, part: str, reader: CellReader) -> Iterator[tuple[int, list[object]]]:
        """Yield the rows of a worksheet that hold anything."""
        cells = 0
        for _ in self.parse(part, reader):
            for number, row in reader.take():
                cells += len(row)
                if cells > MAX_CELLS:
                    raise UnreadableError("TABLE_TOO_LARGE", limit=str(MAX_CELLS))
                yield number, row


def _refuse(*_declaration: object) -> None:
    raise ValueError("a DTD")


class _Elements:
    def __init__(self, names: set[str]) -> None:
        self.all: list[tuple[str, dict[str, str]]] = []
        self._names = names

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        if local in self._names:
            self.all.append((local, attributes))

    def end(self, name: str) -> None:
        """Nothing to do: attributes are all that is wanted."""

    def text(self, text: str) -> None:
        """Nothing to do, as at the end."""
