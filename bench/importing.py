"""A province's filled template previewed: read, laid beside the record, judged; against reading the same file bare.

    python bench/importing.py [--rounds 5]

Every unit of the sample in 2024, every count in the file raised by one, so that all that can differ does. The database
holds the sample of four years. What is timed: the file read for its owner, the look at what it would change with the
verdicts of all units before and after, and both; beside it openpyxl and python-calamine reading every cell and no more.
By the clock, and CPU seconds: all of it is one thread, so on a quiet machine the two are the same.
"""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # a checkout that is not installed runs too

import openpyxl
from python_calamine import CalamineWorkbook

from api.demo import OFFICER, fill, open_newest
from api.settings import Settings
from api.store.database import Actor
from api.workflow.importing.importer import Importer, read_file
from api.workflow.importing.lines import WRITTEN
from api.workflow.importing.templates import make_template
from api.workflow.importing.writing import previewed
from api.workflow.office import open_office

PERIOD = "2024"
GOAL = 2.0
"""Seconds for the whole look."""


def raised(content: bytes) -> bytes:
    """Fill a template in: every number one higher."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for sheet in book.worksheets[1:-1]:
        for row in sheet.iter_rows(min_row=6, min_col=4):
            for cell in row:
                if not cell.protection.locked and isinstance(cell.value, int | float):
                    cell.value += 1
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def by_openpyxl(content: bytes) -> int:
    """Read every cell, streaming."""
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    return sum(
        cell is not None for sheet in book.worksheets for row in sheet.iter_rows(values_only=True) for cell in row
    )


def by_calamine(content: bytes) -> int:
    """Read every cell."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return sum(
        cell != "" for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row
    )


def main() -> None:
    """Measure, and print a line each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        office = open_office(Settings(database=f"sqlite:///{folder}/do.sqlite3"), lambda: datetime.now(UTC))
        fill(office)
        open_newest(office)
        importer = Importer(office, Actor("đo tốc độ", "command"), office.settings.main_set, OFFICER)
        made = make_template(importer, PERIOD)
        content = raised(made.body)
        read = read_file(importer, content, "a.xlsx")
        looked = previewed(importer, [read])
        changed = sum(looked.counts[state] for state in WRITTEN)
        print(
            f"{made.units} units, {len(content) / 1e3:.0f} kB, {len(read.figures)} figures, {changed} of them changed"
        )
        jobs: dict[str, Callable[[], object]] = {
            "template made": lambda: make_template(importer, PERIOD),
            "openpyxl, bare": lambda: by_openpyxl(content),
            "calamine, bare": lambda: by_calamine(content),
            "file read": lambda: read_file(importer, content, "a.xlsx"),
            "look": lambda: previewed(importer, [read]),
            "file read and look": lambda: previewed(importer, [read_file(importer, content, "a.xlsx")]),
        }
        took: dict[str, float] = {}
        for name, job in jobs.items():
            times, works = [], []
            for _ in range(rounds):
                start, began = perf_counter(), process_time()
                job()
                times.append(perf_counter() - start)
                works.append(process_time() - began)
            took[name] = median(works)
            print(f"{name:20} {median(times):7.3f} s, CPU {took[name]:7.3f} s")
        office.database.close()
    whole = took["file read and look"]
    print(f"ratio to openpyxl {whole / took['openpyxl, bare']:.1f}, to calamine {whole / took['calamine, bare']:.1f}")
    print(f"goal {GOAL} s of CPU: {'met' if whole <= GOAL else 'MISSED'}")


if __name__ == "__main__":
    main()
