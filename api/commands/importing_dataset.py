"""The command ``import`` over the bundle of a period: into an empty database, all of it or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import click

from api import console
from api.answers.score_lines import score_bytes
from api.commands.offices import OPERATOR, opened_office
from api.commands.words import DONE, FAULTY
from api.console import print_json
from api.workflow.exporting.restoring import DatasetError, import_dataset, is_dataset
from engine.wording.numbers import number


def dataset_among(files: Sequence[Path]) -> Path | None:
    """Return the bundle among some files, None when there is none; click's UsageError when it is not alone."""
    for file in files:
        with suppress(OSError):  # said by whoever reads the file
            if is_dataset(file):
                if len(files) > 1:
                    raise click.UsageError(f"«{file}» là bộ số liệu của một kỳ; nhập riêng từng bộ")
                return file
    return None


def take_in(file: Path, *, as_json: bool, write: bool) -> int:
    """Read a bundle into the database of the settings, which is made when it is not there; return the exit status.

    Without ``write`` it is examined whole, its score too, and nothing is kept.
    """
    with opened_office(new=True) as office, console.progress_bar("Nhập bộ số liệu") as bar:
        try:
            done = import_dataset(office, OPERATOR, file, score_bytes, bar, write=write)
        except DatasetError as error:
            for fault in error.faults:
                console.say(f"{file}: {fault}")
            console.say("Chưa nhập gì.")
            return FAULTY
    if as_json:
        found = {"set": done.set_id, "period": done.period, "criteria": done.criteria, "rows": dict(done.rows)}
        print_json({**found, "act": done.act if write else None})
    elif not write:
        rows = number(sum(done.rows.values()))
        click.echo(f"Chưa ghi gì. Bộ «{done.set_id}» kỳ {done.period} nhập được: {rows} dòng, điểm tính lại khớp.")
    else:
        click.echo(
            f"Đã nhập bộ «{done.set_id}» kỳ {done.period}: {number(sum(done.rows.values()))} dòng; "
            "điểm tính lại đúng từng byte như nơi xuất."
        )
    return DONE
