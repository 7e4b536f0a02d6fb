"""What is asked of a workbook before it is imported: smaller than what a bench reads, nothing foreign in it.

An import is of a province at the most. So less is let through than by ``workbook_guard``, which stands behind this:
by what the package says of itself, which can't be exceeded later, and by the elements of the parts that openpyxl holds
whole. Refusing takes little more memory than the file itself.
"""

from __future__ import annotations

import io
import zipfile
from xml.parsers import expat
from zlib import error as ZlibError  # noqa: N812 -- an exception by its kind of name

from api.exchange.faults import UnreadableError
from api.exchange.workbook_guard import checked

MOST_BYTES = 20_000_000
"""Of a file as it was sent."""
MOST_UNPACKED = 40_000_000
MOST_ROUND_THE_CELLS = 40_000
"""Elements of styles, names and the like, which are held as objects, of all such parts together."""
MOST_TEXTS = 300_000
"""Elements of the table of texts."""
_SHEET, _TEXTS = "worksheet", "sst"
_CHUNK = 1 << 18
_OLE = b"\xd0\xcf\x11\xe0"
_BROKEN = (expat.ExpatError, zipfile.BadZipFile, ZlibError, OSError, RuntimeError, ValueError, EOFError)


def guarded(content: bytes, name: str) -> tuple[io.BytesIO, dict[str, int]]:
    """Return what ``workbook_guard.checked`` does; UnreadableError for what is not to be imported."""
    if len(content) > MOST_BYTES:
        raise too_large(len(content))
    if name.casefold().endswith((".xlsm", ".xls", ".xlsb", ".xltm", ".xlam")):
        raise UnreadableError("OLD_WORKBOOK", seen=name)
    if not content.startswith(_OLE):
        _look_into(content)
    return checked(content)


def too_large(size: int, most: int = MOST_BYTES) -> UnreadableError:
    """Make the refusal of a file that is too large."""
    return UnreadableError("TOO_LARGE_TO_IMPORT", seen=f"{size / 1e6:.0f} MB", limit=f"{most / 1e6:.0f} MB")


def _look_into(content: bytes) -> None:
    try:
        package = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return  # the guard behind says what it is
    entries = package.infolist()
    names = [each.filename.casefold() for each in entries]
    if any("vbaproject" in each or each.startswith("xl/macrosheets/") for each in names):
        raise UnreadableError("HAS_MACROS")
    if any(each.startswith("xl/externallinks/") for each in names):
        raise UnreadableError("EXTERNAL_LINKS")
    unpacked = sum(each.file_size for each in entries)
    if unpacked > MOST_UNPACKED:
        raise too_large(unpacked, MOST_UNPACKED)
    _count(package, [each.filename for each in entries])


def _count(package: zipfile.ZipFile, parts: list[str]) -> None:
    around = texts = 0
    for part in parts:
        root, found = _elements(package, part)
        if root == _TEXTS:
            texts += found
        else:
            around += found
        if around > MOST_ROUND_THE_CELLS or texts > MOST_TEXTS:
            raise UnreadableError("SWOLLEN_WORKBOOK", seen=f"{around + texts} chi tiết ngoài các ô")


def _elements(package: zipfile.ZipFile, part: str) -> tuple[str, int]:
    """Return the root of a part and how many elements it has, up to what is too many; of a worksheet none."""
    parser, root, found = expat.ParserCreate(namespace_separator=" "), "", 0

    def started(name: str, _attributes: dict[str, str]) -> None:
        nonlocal root, found
        root = root or name.rpartition(" ")[2]
        found += 1
        if root == _SHEET or found > MOST_TEXTS:
            raise StopIteration

    def refused(*_declaration: object) -> None:
        raise StopIteration

    parser.StartElementHandler = started
    parser.StartDoctypeDeclHandler = refused
    try:
        with package.open(part) as file:
            while chunk := file.read(_CHUNK):
                parser.Parse(chunk)
    except StopIteration:
        return root, 0 if root == _SHEET else found
    except _BROKEN:
        return root, found  # no XML, or broken: the guard behind says which
    return root, found
