"""Commands that examine files: check, schema."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from api import console
from api.answers.checks import checked
from api.commands.words import (
    DONE,
    ENVIRONMENT,
    FAULTY,
    FILE,
    WRONG_USE,
    Command,
    json_option,
    unreadable,
)
from api.console import print_json
from api.exchange.criteria_files import read_for_check
from api.exchange.register import register_before
from api.exchange.reorganisations import read_reorganisation
from engine.faults import Fault, Severity
from engine.movement.book import is_book, read_book
from engine.reorganising import is_reorganisation
from engine.schema import json_schema
from engine.wording import faults as fault_words
from engine.wording.standing_on import standing_words


@click.command(cls=Command)
@click.argument("files", nargs=-1, required=True, type=FILE, metavar="TỆP...")
@json_option
def check(files: tuple[Path, ...], as_json: bool) -> int:  # noqa: FBT001 -- click hands over flags by name
    """Kiểm tra bộ tiêu chí, sổ mô hình hoặc tệp sắp xếp đơn vị: mọi lỗi trong một lần, mỗi lỗi một dòng."""
    status, found = DONE, []
    for file in files:
        try:
            faults, said = _examined(file)
        except OSError as error:
            console.say(unreadable(file, error))
            status = max(status, WRONG_USE if isinstance(error, FileNotFoundError | IsADirectoryError) else ENVIRONMENT)
            continue
        found += checked(str(file), faults)
        if not as_json:
            for fault in faults:
                click.echo(fault_words.line(fault, str(file)))
            console.say(summary(file, faults, said))
        if any(fault.severity == "error" for fault in faults):
            status = max(status, FAULTY)
    if as_json:
        print_json(found)
    return status


def _examined(file: Path) -> tuple[Sequence[Fault], str]:
    """Examine a criteria file, a book of the register, or a file of a reorganisation: what that does is said too."""
    checked = read_for_check(file)
    if checked.criteria is not None:
        lines = standing_words(checked.criteria, checked.standing) if checked.standing is not None else ()
        return checked.faults, ".\n    ".join(lines)
    data = file.read_bytes()
    if is_book(data):
        return read_book(data, stem=file.resolve().stem)[1], ""
    if not is_reorganisation(data):
        return checked.faults, ""
    register, faults = register_before(file)
    if faults:
        raise click.ClickException("\n".join(map(str, faults)))
    found, said = read_reorganisation(file, data, register)
    return found.faults, said


def summary(file: Path, faults: Sequence[Fault], said: str = "") -> str:
    """Say how a file came out of the check, and what it does."""
    found = dict.fromkeys(Severity, 0)
    for fault in faults:
        found[fault.severity] += int(fault.values["more"]) if fault.code == "MORE_OF_THIS" else 1
    errors, others = found[Severity.ERROR], found[Severity.WARNING]
    if errors:
        return f"{file}: {errors} lỗi, {others} cảnh báo. Sửa từ trên xuống rồi kiểm tra lại."
    return f"{file}: dùng được{f', {others} cảnh báo' if others else ''}{f'; {said}' if said else ''}."


@click.command(cls=Command)
def schema() -> int:
    """In JSON Schema của tệp bộ tiêu chí, cho trình soạn thảo."""
    print_json(json_schema())
    return DONE
