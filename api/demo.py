"""The demonstration: a throw-away database and criteria folder with the shipped units and sets, invented figures."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

from api.access.deciding import Granted, Place, Role, Who
from api.demo_sheets import Rewound, fill_sheets
from api.exchange.criteria_files import read_shipped
from api.exchange.data import read_data
from api.exchange.recognitions import read_recognitions
from api.exchange.register import load_register
from api.sample import Table, sample_recognitions, sample_table
from api.sample_merged import whole_table
from api.sample_models import fill_models
from api.sample_rows import YEARS
from api.settings import Settings
from api.store.database import Actor
from api.workflow.board import Board
from api.workflow.filing import file_figures, file_recognitions
from api.workflow.office import Office, open_office
from api.workflow.schedule import YEARS_AFTER, plan_period, proposed
from engine.criteria import CriteriaSet
from engine.units import Register

OFFICER = Who("cán bộ tỉnh (dùng thử)", None, (Granted(Role.PROVINCE, Place("all"), date(2020, 1, 1)),))
"""Who sits at the demonstration: a provincial officer, signed in already."""
VISITOR = replace(OFFICER, granted=(*OFFICER.granted, Granted(Role.EDITOR, Place("all"), date(2020, 1, 1))))
"""The same officer as the command lets in, who may try the editor too."""
BY_SAMPLE = Actor("số liệu mẫu", "file")


def demo_board(table: Callable[[CriteriaSet, Register], Table] = sample_table) -> Board:
    """Make the board of the sample as files; its faults are the two that are planted there."""
    checked = read_shipped()
    register, _ = load_register()
    if checked.criteria is None:  # a broken package: the tests of the shipped sets say where
        raise ValueError("the shipped criteria set can't be used")
    data = read_data(_as_csv(table(checked.criteria, register)), checked.criteria, register, name="so-lieu-mau.csv")
    decisions, faults = read_recognitions(
        _as_csv(sample_recognitions(register)), checked.criteria, name="cong-nhan-mau.csv"
    )
    return Board(checked.criteria, checked.digest, data.with_faults(faults), register, decisions)


@contextmanager
def demo_office(now: Callable[[], datetime], *, after_merger: bool = False) -> Iterator[Office]:
    """Open an office over a database and a copy of the criteria in a folder that goes when the demonstration ends.

    ``after_merger``: with the period 2025 on the map of 46 besides.
    """
    with TemporaryDirectory(prefix="dienhinh-", ignore_cleanup_errors=True) as folder:
        clock, own = Rewound(now), copied_criteria(Path(folder) / "criteria")
        settings = Settings(database=f"sqlite:///{Path(folder) / 'mau.sqlite3'}", criteria=own)
        office = open_office(settings, clock)
        try:
            office.folder.told(office.folder.news())  # what is shipped is no news for the log
            fill(office, whole_table if after_merger else sample_table)
            open_newest(office)
            fill_sheets(office, BY_SAMPLE, f"{YEARS[-1]}", clock)
            clock.let_go()
            fill_models(office, BY_SAMPLE)
            yield office
        finally:
            office.database.close()


def copied_criteria(folder: Path) -> Path:
    """Copy the shipped sets and books of the register, so that the editor has a folder to write in; return it."""
    for path in Path(str(files("criteria"))).glob("*/[0-9]*.yaml"):
        (folder / path.parent.name).mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, folder / path.parent.name / path.name)
    return folder


def fill(office: Office, table: Callable[[CriteriaSet, Register], Table] = sample_table) -> None:
    """Put the sample on the record of an office."""
    board = demo_board(table)
    file_figures(office.database, office.register, board.criteria, board.data, BY_SAMPLE)  # type: ignore[arg-type]  # made from a file above
    file_recognitions(office.database, office.register, board.criteria, board.recognitions or (), BY_SAMPLE)


def open_newest(office: Office) -> None:
    """Open the newest period of the sample for figures, for as long as a plan may last."""
    criteria, newest = office.version_on(office.settings.main_set, office.today).criteria, f"{YEARS[-1]}"
    days = replace(proposed(criteria, newest), closes=date(YEARS[-1] + YEARS_AFTER, 12, 31))
    plan_period(office, BY_SAMPLE, criteria, newest, days, 0)


def _as_csv(table: Table) -> bytes:
    heading, rows = table
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows((heading, *rows))
    return text.getvalue().encode()
