"""The figures on record as what a command works on, when no file of figures is named."""

from __future__ import annotations

from datetime import date

import click

from api.commands.offices import opened_office
from api.workflow import Board
from api.workflow.office import board_of_period
from api.workflow.record import Record
from engine.checking import Checked


def board_on_record(checked: Checked | None, period: str | None, on: date | None) -> Board:
    """Read the database by a criteria file, without one by that in force on a day or for a period.

    It stays open until the command ends. click's exceptions when it can't be used.
    """
    office = click.get_current_context().with_resource(opened_office())
    set_id = office.settings.main_set
    try:
        if checked is None or checked.criteria is None:
            if on is None:
                return board_of_period(office, set_id, period)
            return office.board(office.version_on(set_id, on), office.known_now())
    except ValueError as error:
        raise click.UsageError(f"«{period}» không phải kỳ; viết năm bốn chữ số, ví dụ 2024") from error
    known, movements = office.known_now(), office.movements
    record = Record(office.database, office.register, checked.criteria.set, known, movements=movements)
    return Board(
        checked.criteria, checked.digest, record, office.register, record.recognitions(), faulty=checked.has_errors
    )
