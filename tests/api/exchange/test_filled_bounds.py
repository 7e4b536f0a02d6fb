"""Files that mean harm are refused in bounded memory; each is read in a process of its own, which is measured."""

import io
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.filled import table

LIMIT = 150_000_000
"""Bytes that reading may take above what the process had before."""
READ = """
import resource, sys
from tests.filled import criteria, read, table
read(table(("Mã đơn vị", "Kỳ", "villages"), ("04831", "2024", 20)))  # everything is loaded
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
found = read(open(sys.argv[1], "rb").read(), "a.xlsx")
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print((after - before) * 1024, len(found.figures), *(each.code for each in found.faults))
"""
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_HEAD = '<c r="{0}1" t="inlineStr"><is><t>{1}</t></is></c>'
_TEXT = '<row r="{0}"><c r="A{0}" t="inlineStr"><is><t>' + "x" * 240 + "</t></is></c></row>"
_ROW = '<row r="{0}"><c r="A{0}"><v>4831</v></c><c r="B{0}"><v>2024</v></c></row>'


def with_part(name: str, pieces: Callable[[], Iterator[str]]) -> bytes:
    """A workbook with one part replaced, written piece by piece."""
    source, buffer = (
        zipfile.ZipFile(io.BytesIO(table(("Mã đơn vị", "Kỳ", "villages"), ("04831", "2024", 20)))),
        io.BytesIO(),
    )
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for each in source.namelist():
            if each != name:
                package.writestr(each, source.read(each))
        with package.open(name, "w", force_zip64=True) as part:
            for piece in pieces():
                part.write(piece.encode())
    return buffer.getvalue()


def sheet_of_300_mb() -> bytes:
    """Rows and rows."""

    def pieces() -> Iterator[str]:
        yield f"<worksheet {_MAIN}><sheetData>"
        for start in range(1, 1_000_000, 1000):
            yield "".join(_TEXT.format(row) for row in range(start, start + 1000))
        yield "</sheetData></worksheet>"

    return with_part("xl/worksheets/sheet1.xml", pieces)


def many_rows() -> bytes:
    """A sheet that stays below the bytes that are let in, but holds more cells than an import has."""

    def pieces() -> Iterator[str]:
        yield f"<worksheet {_MAIN}><sheetData>"
        yield f'<row r="1">{_HEAD.format("A", "unit")}{_HEAD.format("B", "period")}</row>'
        for start in range(2, 300_002, 1000):
            yield "".join(_ROW.format(row) for row in range(start, start + 1000))
        yield "</sheetData></worksheet>"

    return with_part("xl/worksheets/sheet1.xml", pieces)


def many_styles() -> bytes:
    """Styles by the hundred thousand, which openpyxl would hold one by one."""

    def pieces() -> Iterator[str]:
        yield f"<styleSheet {_MAIN}><cellXfs>"
        for _ in range(400):
            yield "<xf/>" * 1000
        yield "</cellXfs></styleSheet>"

    return with_part("xl/styles.xml", pieces)


def many_texts() -> bytes:
    """A table of texts without end."""

    def pieces() -> Iterator[str]:
        yield f"<sst {_MAIN}>"
        for _ in range(1000):
            yield "<si><t>x</t></si>" * 1000
        yield "</sst>"

    return with_part("xl/sharedStrings.xml", pieces)


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (sheet_of_300_mb, "TOO_LARGE_TO_IMPORT"),
        (many_rows, "TOO_LARGE_TO_IMPORT"),
        (many_styles, "SWOLLEN_WORKBOOK"),
        (many_texts, "SWOLLEN_WORKBOOK"),
    ],
)
def test_what_swells_is_refused_in_bounded_memory(make: Callable[[], bytes], code: str, tmp_path: Path) -> None:
    """A few MB that unpack to hundreds are refused within 150 MB, with a sentence that says what to do."""
    file = tmp_path / "a.xlsx"
    file.write_bytes(make())
    command, root = [sys.executable, "-c", READ, str(file)], Path(__file__).parents[3]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=root)
    grown, figures, *codes = done.stdout.split() or ["", "", done.stderr]

    assert (figures, codes) == ("0", [code])
    assert int(grown) < LIMIT
