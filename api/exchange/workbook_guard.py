"""What is asked of a workbook before openpyxl opens it: a harmless package, sound XML, sheets of bounded size.

openpyxl trusts a file: it unpacks parts whole, keeps a row and all that stands outside of rows as objects, walks
over every row up to the number that one claims, and drops rows and cells that go backwards. So each part is
read through before, in pieces and keeping nothing, and counted. Nothing here knows what a cell means.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from xml.parsers import expat
from zlib import error as ZlibError  # noqa: N812 -- an exception by its kind of name

from openpyxl.utils.cell import coordinate_to_tuple

from api.exchange.faults import UnreadableError

MAX_ENTRIES = 200
MAX_UNPACKED = 200_000_000
MAX_RATIO = 100
SMALL = 10_000_000
"""Below this many bytes unpacked no ratio is suspicious: small sheets of like rows pack very well."""
MAX_CELLS = 5_000_000
"""Cells that are written, and rows up to the last, of all sheets together."""
MAX_OTHERS = 500_000
"""Elements besides rows, cells and what cells are made of: texts, styles, names, of the wanted parts together."""
IN_A_CELL = 3
"""Elements of a cell that are not counted as others: a formula and a value, or a text in its wrapping."""
WANTED = frozenset({"Types", "Relationships", "workbook", "styleSheet", "sst", "worksheet"})
"""Roots of the parts that cells are read from."""
LAST_ROW = 1_048_576
LAST_COLUMN = 16_384
_FORMS = {
    b"http://purl.oclc.org/ooxml/spreadsheetml/main": b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": b"http://schemas.openxmlformats.org/officeDocument/2006"
    b"/relationships",
}
"""Names in the strict form of the standard (ISO/IEC 29500-1) and in the usual one (29500-4)."""
_CHUNK = 1 << 20
_OLE = b"\xd0\xcf\x11\xe0"
_BROKEN = (zipfile.BadZipFile, ZlibError, EOFError, NotImplementedError, RuntimeError, OSError)


def checked(content: bytes) -> tuple[io.BytesIO, dict[str, int]]:
    """Return a package that is safe to open, and the number of the last row of each part that is a worksheet.

    It holds the parts that cells are read from and no other: no pictures, charts, links, pivot tables, nor the
    properties of the document. What was in the strict form of the standard, in which openpyxl finds no sheet,
    is in the usual form. UnreadableError when the content is no sound, harmless .xlsx.
    """
    if content.startswith(_OLE):
        raise UnreadableError("LOCKED_WORKBOOK")
    try:
        package = zipfile.ZipFile(io.BytesIO(content))
    except (*_BROKEN, ValueError):
        raise UnreadableError("NOT_A_WORKBOOK") from None
    _check_entries(package.infolist(), len(content))
    count = _Count()
    wanted = [part for part in package.namelist() if _scan(part, _chunks(package, part), count)]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        for part in wanted:
            with packed.open(part, "w") as copy:
                copy.writelines(_usual(_chunks(package, part)) if count.strict else _chunks(package, part))
    return buffer, count.last_rows


def _check_entries(entries: list[zipfile.ZipInfo], size: int) -> None:
    unpacked = sum(each.file_size for each in entries)
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED or unpacked > max(SMALL, MAX_RATIO * size):
        shown = f"{len(entries)} phần, {unpacked / 1e6:.0f} MB từ {size / 1e6:.1f} MB"
        raise UnreadableError("SWOLLEN_WORKBOOK", seen=shown)
    names = [each.filename.casefold() for each in entries]
    if any(name.endswith("vbaproject.bin") for name in names):
        raise UnreadableError("HAS_MACROS")
    if not {"[content_types].xml", "_rels/.rels"} <= set(names) or len(set(names)) < len(names):
        raise UnreadableError("NOT_A_WORKBOOK")


def _chunks(package: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """Yield a part piece by piece; more than it declares is not read, and is an error."""
    try:
        with package.open(part) as file:
            while chunk := file.read(_CHUNK):
                yield chunk
    except _BROKEN:
        raise UnreadableError("BROKEN_WORKBOOK", seen=part) from None


def _usual(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the text of a part with the usual names; they stand at its head, or in a part of one chunk."""
    for chunk in chunks:
        text = chunk
        for strict, usual in _FORMS.items():
            text = text.replace(strict, usual)
        yield text


def _scan(part: str, chunks: Iterator[bytes], count: _Count) -> bool:
    """Count the elements of a part and tell whether it is wanted; UnreadableError when it is unsound or too large.

    Pictures and the like are no XML, and not wanted.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = _refuse
    count.begin(part, parser)
    try:
        for chunk in chunks:
            parser.Parse(chunk)
            if count.unwanted:
                return False
        parser.Parse(b"", True)  # noqa: FBT003 -- expat takes no keywords
    except (expat.ExpatError, ValueError, LookupError, OverflowError):
        if not count.unwanted and part.casefold().endswith((".xml", ".rels")):
            raise UnreadableError("BROKEN_WORKBOOK", seen=part) from None
        return False
    return True


def _refuse(*_declaration: object) -> None:
    raise ValueError("a DTD, the way to entity bombs and foreign files")


class _Count:
    """Handlers of elements: of a part's root, then of its others, which differ in a worksheet."""

    def __init__(self) -> None:
        self.strict = False
        self.unwanted = False
        self.last_rows: dict[str, int] = {}
        self._part = ""
        self._parser: expat.XMLParserType
        self._cells = self._others = 0
        self._row = self._column = 0
        self._row_tag = self._cell_tag = ""

    def begin(self, part: str, parser: expat.XMLParserType) -> None:
        """Take up a part."""
        self._part, self._parser = part, parser
        self.unwanted = False
        parser.StartElementHandler = self.root

    def root(self, name: str, _attributes: dict[str, str]) -> None:
        """Choose by its root how a part is counted."""
        space, _, tag = name.rpartition(" ")
        self.unwanted = tag not in WANTED
        if self.unwanted:
            self._parser.StartElementHandler = None
            return
        self.strict = self.strict or space.encode() in _FORMS
        if tag == "worksheet":
            self.last_rows[self._part] = self._row = 0
            self._row_tag, self._cell_tag = f"{space} row", f"{space} c"
            self._parser.StartElementHandler = self.in_sheet
        else:
            self._parser.StartElementHandler = self.elsewhere

    def elsewhere(self, _name: str, _attributes: dict[str, str]) -> None:
        """Count an element."""
        self._others += 1
        if self._others > MAX_OTHERS:
            raise UnreadableError("SWOLLEN_WORKBOOK", seen=f"hơn {MAX_OTHERS} chi tiết ngoài các ô")

    def in_sheet(self, name: str, attributes: dict[str, str]) -> None:
        """Count a row, a cell or another element; ValueError when rows or cells don't follow in order."""
        if name == self._cell_tag:
            place = attributes.get("r")
            row, column = coordinate_to_tuple(place) if place else (self._row, self._column + 1)
            if row != self._row or not self._column < column <= LAST_COLUMN:
                raise ValueError(place)
            self._column = column
            self._others = max(0, self._others - IN_A_CELL)
            self._add(1)
        elif name == self._row_tag:
            number = int(attributes.get("r", self._row + 1))
            if not self._row < number <= LAST_ROW:
                raise ValueError(number)
            self._add(number - self._row)
            self.last_rows[self._part] = self._row = number
            self._column = 0
        else:
            self.elsewhere(name, attributes)

    def _add(self, cells: int) -> None:
        self._cells += cells
        if self._cells > MAX_CELLS:
            raise UnreadableError("TABLE_TOO_LARGE", limit=str(MAX_CELLS))
