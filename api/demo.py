"""The board of the demonstration: shipped units and criteria, and invented figures read as files of staff are."""

from __future__ import annotations

import csv
import io

from api.exchange.criteria_files import read_shipped
from api.exchange.data import read_data
from api.exchange.recognitions import read_recognitions
from api.exchange.register import load_register
from api.sample import Table, sample_recognitions, sample_table
from api.workflow import Board


def demo_board() -> Board:
    """Make the board; its faults are the two that are planted in the sample."""
    checked = read_shipped()
    register, _ = load_register()
    if checked.criteria is None:  # a broken package: the tests of the shipped sets say where
        raise ValueError("the shipped criteria set can't be used")
    data = read_data(
        _as_csv(sample_table(checked.criteria, register)), checked.criteria, register, name="so-lieu-mau.csv"
    )
    decisions, faults = read_recognitions(
        _as_csv(sample_recognitions(register)), checked.criteria, name="cong-nhan-mau.csv"
    )
    return Board(checked.criteria, checked.digest, data.with_faults(faults), register, decisions)


def _as_csv(table: Table) -> bytes:
    heading, rows = table
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows((heading, *rows))
    return text.getvalue().encode()
