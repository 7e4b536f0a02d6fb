"""What ``export`` hands out comes back by ``import`` unchanged: of all 139 units, in every format, on both."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import pytest

from api.commands.exporting import EVERYTHING
from api.commands.taking import Takings
from api.demo import fill
from api.pages.exports.room import Exporter
from api.pages.routes import Pages
from api.store.database import Actor
from api.store.imports import figures_held, waivers_held
from api.store.units import numbers
from api.workflow.citing import Document, cite
from api.workflow.importing.importer import Importer, read_file
from api.workflow.importing.lines import State
from api.workflow.importing.writing import Preview, confirm, previewed, take_back
from api.workflow.office import Office, board_of_period
from api.workflow.recording import Change, record
from engine.indicators import Kind
from tests.assessments import CLERK, DA_BAC, PERIOD, SET, open_period
from tests.offices import Opened, opened

FORMATS, TABLES = ("csv", "xlsx", "parquet"), ("figures", "waivers")
BY_ITSELF = frozenset({"entered_at"})
"""What a second office says of itself: when it wrote the figure."""


def hand_out(office: Office, folder: Path, formats: tuple[str, ...] = FORMATS) -> None:
    """Export figures and criteria that do not apply, as the command does."""
    with ExitStack() as shown:
        going = Takings(office, PERIOD, None, None, None, shown).figures()
        for each in formats:
            going.write(folder / f"figures.{each}", "")
    exporter = Exporter(Pages(lambda: board_of_period(office, SET), lambda: office.today), office)
    for each in formats:
        actor = Actor("người vận hành máy chủ", "command")
        exporter.write_out("waivers", EVERYTHING, actor, folder / f"waivers.{each}", {"ky": PERIOD})


def looked_at(of: Importer, files: Iterable[Path]) -> Preview:
    """Lay files beside the record."""
    return previewed(of, [read_file(of, each.read_bytes(), each.name) for each in files])


def rows(file: Path) -> list[Mapping[str, str]]:
    """Read what a .csv says."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        found = list(csv.DictReader(lines))
    return [{key: value for key, value in row.items() if key not in BY_ITSELF} for row in found]


@pytest.fixture(scope="module")
def handed_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sample of 139 units as files, one figure with a remark and a document, one like a formula."""
    folder = tmp_path_factory.mktemp("xuat")
    with opened(f"sqlite+pysqlite:///{folder / 'thu.sqlite3'}") as found:
        office = found.office
        fill(office)
        open_period(office)
        criteria = office.version_of_period(SET, PERIOD).criteria
        document = Document("TC08", "=15-NQ/ĐU", date(2024, 3, 5), "Đảng ủy", "trang 2", date(2026, 1, 1))
        proof = cite(office, CLERK, criteria, DA_BAC, PERIOD, document, by_province=True)
        with office.database.reading() as session:
            held = figures_held(session, SET, PERIOD, {numbers(session)[DA_BAC]})
        row = next(each for (_, key), each in held.items() if key == "bodies_recognised")
        said = (Kind.COUNT, row.steps, row.id, proof.id, "-đếm lại tháng 6")
        change = Change(DA_BAC, PERIOD, "bodies_recognised", *said, sample=True)
        record(office.database, CLERK, SET, [change])
        hand_out(office, folder)
    return folder


def test_what_is_exported_comes_back_unchanged(opened_office: Opened, handed_out: Path, tmp_path: Path) -> None:
    """Imported into an empty database and exported again the tables say the same; the other formats add nothing."""
    office = opened_office.office
    open_period(office)
    of = Importer(office, CLERK, SET)
    first, others = (("csv",), ("xlsx",)) if office.database.is_sqlite else (("parquet",), ())
    preview = looked_at(of, [handed_out / f"{table}.{first[0]}" for table in TABLES])
    done = confirm(of, preview, preview.usual)
    hand_out(office, tmp_path, ("csv",))

    assert preview.faults == ()
    assert len(preview.lines) == sum(len(rows(handed_out / f"{table}.csv")) for table in TABLES)
    for table in TABLES:
        assert rows(tmp_path / f"{table}.csv") == rows(handed_out / f"{table}.csv")
    files = [handed_out / f"figures.{each}" for each in others]
    again = looked_at(of, [*files, *(handed_out / f"waivers.{each}" for each in FORMATS)])
    assert (set(again.counts), again.faults) == ({State.SAME}, ())

    assert done.act is not None
    take_back(of, done.act)
    with office.database.reading() as session:
        units = set(numbers(session).values())
        assert {each.steps for each in figures_held(session, SET, PERIOD, units).values()} == {None}
        assert waivers_held(session, SET, PERIOD, units) == {}
