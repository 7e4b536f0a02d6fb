"""Workbooks as enemies, accidents and careless programs make them."""

from __future__ import annotations

import zipfile
from collections import deque
from itertools import chain

import pytest

from api.exchange import workbook_guard
from api.exchange.faults import UnreadableError
from api.exchange.workbooks import read_workbook
from tests.api.exchange.files import workbook_parts, zipped

CELLS = '<row r="1"><c r="A1"><v>1</v></c></row>'
SHEET = "xl/worksheets/sheet1.xml"


def rows(cells: str) -> list[tuple[int, list[object]]]:
    """Read the rows of a workbook made of the XML of its cells."""
    return [row for _, each in read_workbook(zipped(workbook_parts(cells))) for row in each]


def refused(content: bytes) -> str:
    """Return the code by which content is refused."""
    with pytest.raises(UnreadableError) as refusal:
        deque(chain.from_iterable(each for _, each in read_workbook(content)))
    return refusal.value.code


def test_far_cells_cost_nothing() -> None:
    """A cell in the last corner (a file of 1 KB that ends other readers' process) is one cell in one row."""
    found = rows(CELLS + '<row r="1048576"><c r="XFD1048576"><v>2</v></c></row>')
    assert [(number, len(cells)) for number, cells in found] == [(1, 1), (1_048_576, 16_384)]


def test_too_many_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows up to the last and cells that are written count up to the limit; what is beyond is refused."""
    monkeypatch.setattr(workbook_guard, "MAX_CELLS", 6)
    assert len(rows("<row><c><v>1</v></c></row>" * 3)) == 3
    assert refused(zipped(workbook_parts("<row><c><v>1</v></c></row>" * 3 + "<row/>"))) == "TABLE_TOO_LARGE"
    assert refused(zipped(workbook_parts('<row r="6"><c><v>1</v></c></row>'))) == "TABLE_TOO_LARGE"


def test_too_much_besides_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a library would hold in memory is bounded: elements besides cells count, what cells are made of does not."""
    plain = workbook_parts(CELLS)
    monkeypatch.setattr(workbook_guard, "MAX_OTHERS", 20)
    assert len(rows("<row><c><f>1</f><v>1</v></c><c><is><r><t>a</t></r></is></c></row>" * 50)) == 50
    junk = "<x/>" * 21
    for parts in (
        workbook_parts(f"<row>{junk}</row>"),
        plain | {SHEET: plain[SHEET].replace("<sheetData>", f"{junk}<sheetData>")},
        plain | {"xl/styles.xml": f"<styleSheet>{junk}</styleSheet>"},
        plain | {"xl/sharedStrings.xml": f"<sst>{junk}</sst>"},
    ):
        assert refused(zipped(parts)) == "SWOLLEN_WORKBOOK"
    assert refused(zipped(plain | {"xl/styles.xml": "<styleSheet>"})) == "BROKEN_WORKBOOK"
    drawing: dict[str, str | bytes] = {
        "xl/drawings/drawing1.xml": f"<wsDr>{junk}",
        "xl/media/image1.png": b"\x89PNG",
    }
    assert list(next(read_workbook(zipped({**plain, **drawing})))[1]) == [(1, [1.0])]


def test_bombs() -> None:
    """What unpacks to a hundred times its size, has too many parts or lies about its size is refused."""
    assert refused(zipped(workbook_parts(CELLS) | {"x": bytes(11_000_000)})) == "SWOLLEN_WORKBOOK"
    assert refused(zipped(workbook_parts(CELLS) | {f"{n}": "" for n in range(200)})) == "SWOLLEN_WORKBOOK"
    content = bytearray(zipped(workbook_parts(CELLS + "<row/>" * 1000), zipfile.ZIP_STORED))
    size = len(workbook_parts(CELLS + "<row/>" * 1000)["xl/worksheets/sheet1.xml"]).to_bytes(4, "little")
    assert content.count(size) == 4
    assert refused(bytes(content.replace(size, (100).to_bytes(4, "little")))) == "BROKEN_WORKBOOK"


def test_entities() -> None:
    """A document type, the way to entity bombs and foreign files, is refused wherever it stands."""
    parts = workbook_parts(CELLS)
    parts[SHEET] = '<!DOCTYPE x [<!ENTITY a "aaaa">]>' + parts[SHEET].replace("<v>1", "<v>&a;")
    assert refused(zipped(parts)) == "BROKEN_WORKBOOK"
    for part in workbook_parts(CELLS):
        parts = workbook_parts(CELLS)
        parts[part] = "<!DOCTYPE x>" + parts[part]
        assert refused(zipped(parts)) == "BROKEN_WORKBOOK"


@pytest.mark.parametrize(
    "cells",
    ['<row r="0"><c/></row>', '<row r="1048577"/>', '<row r="x"/>', '<row><c r="XFE1"/></row>', '<row><c r="1"/></row>',
     '<row><c t="s"><v>7</v></c></row>', "<row><c><v>x</v></c></row>", '<row><c t="d"><v>x</v></c></row>', "<row>",
     '<row><c s="x"/></row>', '<row><c s="9"><v>1</v></c></row>', '<row r="99999999999"/>',
     '<row r="3"><c r="C3"><v>1</v></c><c r="A3"><v>2</v></c></row>', '<row><c r="A1"/><c r="A1"/></row>',
     '<row r="3"/><row r="2"/>', '<row r="2"/><row r="2"/>', '<row r="2"><c r="A3"/></row>'],
)  # fmt: skip
def test_cells_that_no_workbook_has(cells: str) -> None:
    """XML that can't be a worksheet is one fault that names the part; no row or cell is dropped in silence."""
    with pytest.raises(UnreadableError) as refusal:
        rows(cells)
    assert (refusal.value.code, refusal.value.values) == ("BROKEN_WORKBOOK", {"seen": SHEET})


def test_not_a_workbook() -> None:
    """Other zip files, no zip file, old or locked workbooks, and macros under a harmless name are told apart."""
    assert refused(b"unit,period") == "NOT_A_WORKBOOK"
    assert refused(zipped({"a.txt": "x"})) == "NOT_A_WORKBOOK"
    assert refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)) == "LOCKED_WORKBOOK"
    assert refused(zipped(workbook_parts(CELLS) | {"xl/vbaProject.bin": "x"})) == "HAS_MACROS"
    for part, code in ((SHEET, "BROKEN_WORKBOOK"), ("xl/workbook.xml", "BROKEN_WORKBOOK"),
                       ("[Content_Types].xml", "NOT_A_WORKBOOK"), ("_rels/.rels", "NOT_A_WORKBOOK")):  # fmt: skip
        parts = workbook_parts(CELLS)
        del parts[part]
        assert refused(zipped(parts)) == code
    parts = workbook_parts(CELLS)
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace("spreadsheetml", "wordprocessingml")
    assert refused(zipped(parts)) == "NOT_A_WORKBOOK"


def test_a_part_with_a_password() -> None:
    """A part that is encrypted inside the zip can't be read, and is named."""
    content = bytearray(zipped(workbook_parts(CELLS)))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + at] |= 1
    assert refused(bytes(content)) == "BROKEN_WORKBOOK"
