"""The small register of the tests as a table: taken out, edited as one would in a spreadsheet, brought back."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from api.access.deciding import Granted, Place, Role, Who
from api.exchange.handout_files import write_handout
from api.exchange.movement.workbook import write_models
from api.store.database import Actor
from api.workflow.movement.cells import table_of
from api.workflow.movement.edits import Edits, as_kept, from_kept, read_edits
from api.workflow.movement.from_workbook import plan_of
from api.workflow.movement.plans import Plan
from api.workflow.movement.writer import Writer
from api.workflow.office import Office
from engine.movement.wanted import EVERYTHING

CLERK = Actor("canbo2", "file")
HEADINGS = 10
"""Rows within which the headings stand."""
Edit = Callable[["Book"], object]


class Book:
    """The table of a workbook, by headings."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet = sheet
        self.head = next(row for row in range(1, HEADINGS) if sheet.cell(row, 1).value == "Mã mô hình")
        cells = {sheet.cell(self.head, at).value: at for at in range(1, sheet.max_column + 1)}
        self.columns: Mapping[object, int] = cells

    def row(self, key: str) -> int:
        """Return the row of a model; of an empty key the first below the last."""
        rows = range(self.head + 1, self.sheet.max_row + 2)
        return next(row for row in rows if (self.sheet.cell(row, 1).value or "") == key)

    def put(self, key: str, **cells: object) -> int:
        """Write into the row of a model; underscores of headings are blanks."""
        row = self.row(key)
        for heading, value in cells.items():
            self.sheet.cell(row, self.columns[heading.replace("_", " ")]).value = value
        return row


def taken_out(office: Office, folder: Path, name: str = "so.xlsx") -> bytes:
    """Write the whole register of today."""
    known = office.known_now()
    held = office.movements.at(known, office.today)
    snapshot = held.movement.on(office.today)
    places = snapshot.chosen(EVERYTHING).tolist()
    units = [each.key for each in office.register.on(office.today).values()]
    table = table_of(office, held, snapshot, places, known, units)
    path = folder / name
    if path.suffix == ".xlsx":
        write_models(table, path)
    else:
        write_handout(table.handout, path)
    return path.read_bytes()


def edited(content: bytes, edit: Edit) -> bytes:
    """Open a workbook, change its table, save it."""
    book = load_workbook(io.BytesIO(content))
    edit(Book(book.worksheets[0]))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def rows_of(content: bytes) -> list[dict[str, str]]:
    """Read a .csv."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def edits_of(office: Office, content: bytes, name: str = "so.xlsx") -> Edits:
    """Read a file, and what is kept of it: the same."""
    edits = read_edits(office, content, name)
    assert from_kept(as_kept(edits)) == edits
    return edits


def planned(office: Office, content: bytes, name: str = "so.xlsx", place: str | None = None) -> Plan:
    """Lay a file over the register, for whoever may write in a place (None: everywhere)."""
    edits = edits_of(office, content, name)
    if place is None:
        return plan_of(office, Writer(CLERK), lambda _unit: True, edits)
    who = Who("xã", None, (Granted(Role.COMMUNE, Place.read(place), office.today),))
    return plan_of(office, Writer.of(office, who, CLERK), lambda _unit: True, edits)


def told(plan: Plan) -> list[tuple[str, str]]:
    """Return place and code of everything that is wrong."""
    return [(each.place, each.code) for each in plan.faults]
