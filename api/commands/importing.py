"""The command ``import``: files of figures looked at and put on record; and the template to be filled in."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import click
from rich.table import Table

from api import console
from api.answers.imports import import_json
from api.commands.files import writing
from api.commands.importing_dataset import dataset_among, take_in
from api.commands.importing_models import MODELS, of_models
from api.commands.offices import OPERATOR, opened_office
from api.commands.words import DONE, ENVIRONMENT, FAULTY, FILE, WRONG_USE, Command, json_option, unreadable
from api.console import print_json
from api.exchange.filled.files import Filled, refused
from api.exchange.filled.guard import MOST_BYTES
from api.workflow.importing.importer import Importer, read_file
from api.workflow.importing.lines import PICKABLE, WRITTEN, State, label_of_key, prefix
from api.workflow.importing.templates import NoTemplateError, make_template
from api.workflow.importing.writing import Preview, confirm, previewed, take_back
from api.workflow.recording import StaleError
from api.workflow.sheets import ForbiddenError, OvertakenError
from engine.wording.numbers import number

STATE_WORDS = {
    State.NEW: "mới",
    State.DIFFERENT: "khác",
    State.CLEARED: "rút lại",
    State.CONFLICT: "xung đột",
    State.LOCKED: "đang khóa",
    State.SAME: "như cũ",
    State.KEPT: "giữ số trong hệ thống",
}
MOST_TOLD = 40
"""Units and conflicts that are listed on a terminal."""


@click.command("import", cls=Command)
@click.argument("files", nargs=-1, type=FILE, metavar="TỆP...")
@click.option("--what", type=click.Choice([MODELS]), help="Nhập sổ mô hình (models) thay cho số liệu.")
@click.option("--period", metavar="KỲ", help="Chỉ nhập kỳ này, ví dụ 2024; không ghi là các kỳ có trong tệp.")
@click.option("--dry-run", is_flag=True, help="Chỉ xem trước, không ghi.")
@click.option("--yes", is_flag=True, help="Ghi luôn mọi thay đổi không xung đột, không hỏi lại.")
@click.option(
    "--template", type=FILE, metavar="TỆP", help="Làm mẫu để điền (.xlsx) thay vì nhập; số liệu cần --period."
)
@click.option("--unit", metavar="MÃ", help="Mẫu của một đơn vị, theo mã 5 chữ số.")
@click.option("--district", metavar="MÃ", help="Mẫu của một huyện, theo mã 3 chữ số.")
@click.option("--undo", type=int, metavar="SỐ", help="Hoàn tác một lần nhập, theo số lần ghi.")
@json_option
def import_files(  # noqa: PLR0913 -- the options of the command
    *,
    files: tuple[Path, ...],
    what: str | None,
    period: str | None,
    dry_run: bool,
    yes: bool,
    template: Path | None,
    unit: str | None,
    district: str | None,
    undo: int | None,
    as_json: bool,
) -> int:
    """Nhập số liệu, hoặc sổ mô hình (--what models), từ mẫu, bảng .xlsx, .csv, .parquet: xem trước rồi ghi một lần."""
    if (bool(files), template is not None, undo is not None).count(True) != 1:
        raise click.UsageError("nêu tệp cần nhập, hoặc --template TỆP để làm mẫu, hoặc --undo SỐ để hoàn tác")
    if (unit or district) and template is None:
        raise click.UsageError("--unit và --district chỉ dùng cùng --template")
    if what == MODELS:
        if period:
            raise click.UsageError("--period không dùng với --what models: sổ mô hình không theo kỳ")
        making = (template, unit or "", district or "")
        return of_models(files, making, undo, write=not dry_run, yes=yes, as_json=as_json)
    dataset = dataset_among(files)
    if dataset is not None:
        return take_in(dataset, as_json=as_json, write=not dry_run)
    with opened_office() as office:
        importer = Importer(office, OPERATOR, office.settings.main_set, None, period or "")
        if period and importer.rules(period) is None:
            raise click.UsageError(f"không có bộ tiêu chí nào cho kỳ «{period}»; viết năm bốn chữ số, ví dụ 2024")
        if template is not None:
            return _make(importer, template, period, unit or "", district or "")
        if undo is not None:
            return _undo(importer, undo, as_json=as_json)
        read, status = _read(importer, files)
        return max(status, _import(importer, previewed(importer, read), write=not dry_run, yes=yes, as_json=as_json))


def _import(importer: Importer, preview: Preview, *, write: bool, yes: bool, as_json: bool) -> int:
    """Show what files would change, write it when that is wanted, and say how it ended."""
    act = None
    if not as_json:
        _show(preview)
    for fault in preview.faults:
        console.say(str(fault))
    if preview.usual and write and (yes or _agreed(preview, as_json=as_json)):
        act = _write(importer, preview)
    if as_json:
        print_json(import_json(preview, act=act))
    doubtful = preview.counts[State.CONFLICT] + preview.counts[State.LOCKED]
    return FAULTY if doubtful or any(each.is_error for each in preview.faults) else DONE


def _read(importer: Importer, files: Sequence[Path]) -> tuple[list[Filled], int]:
    """Read every file; one that can't be opened is said, and stops no other."""
    read, status = [], DONE
    with console.progress_bar("Đọc tệp") as bar:
        for at, file in enumerate(files):
            bar(at, len(files))
            try:
                size = file.stat().st_size
                if size > MOST_BYTES:
                    limits = {"seen": f"{size / 1e6:.0f} MB", "limit": f"{MOST_BYTES / 1e6:.0f} MB"}
                    read.append(refused(str(file), "TOO_LARGE_TO_IMPORT", **limits))
                    continue
                read.append(read_file(importer, file.read_bytes(), str(file)))
            except OSError as error:
                console.say(unreadable(file, error))
                wrong = isinstance(error, FileNotFoundError | IsADirectoryError)
                status = max(status, WRONG_USE if wrong else ENVIRONMENT)
        bar(len(files), len(files))
    return read, status


def _show(preview: Preview) -> None:
    counts = ", ".join(f"{number(preview.counts[state])} {word}" for state, word in STATE_WORDS.items())
    click.echo(
        f"{number(len(preview.files))} tệp; từng ô: {counts}. {number(len(preview.faults))} chỗ cần xem trong tệp."
    )
    effects = preview.effects.units
    if effects:
        table = Table(title="Tiêu chí đạt (chắc chắn – có thể), trước và sau khi ghi", title_justify="left")
        for heading in ("Mã", "Đơn vị", "Kỳ", "Ô sẽ ghi", "Trước", "Sau", "Đổi kết quả"):
            table.add_column(heading, overflow="fold")
        for each in effects[:MOST_TOLD]:
            cells = sum(line.row == each.row and line.state in WRITTEN for line in preview.shown)
            before, after = (f"{each.met[at]} – {each.possible[at]}" for at in (0, 1))
            moved = ", ".join(key for key, *_ in (*each.criteria, *each.vetoes)) or "không"
            table.add_row(each.unit.code, each.unit.name, each.period, number(cells), before, after, moved)
        console.results.print(table)
        if len(effects) > MOST_TOLD:
            click.echo(f"… và {number(len(effects) - MOST_TOLD)} đơn vị nữa; xem hết bằng --json.")
    doubtful = [line for line in preview.shown if line.state not in WRITTEN]
    for line in doubtful[:MOST_TOLD]:
        there = f"hệ thống {line.now or 'trống'}, lúc tải mẫu {line.made_from or 'trống'}"
        why = line.why or f"trong tệp {line.given or 'trống'}, trong {there}"
        what = f"{label_of_key(f'{prefix(line.told)}{line.what}') or line.what} của {line.unit.name}"
        console.say(f"{line.file}[{line.place}]: {STATE_WORDS[line.state]}, không ghi: {what}: {why}")


def _agreed(preview: Preview, *, as_json: bool) -> bool:
    """Ask whether to write; where nobody can answer, the option says it."""
    if as_json or not sys.stdin.isatty():
        raise click.UsageError("chưa ghi gì: thêm --yes để ghi, hoặc --dry-run để chỉ xem trước")
    count = number(sum(preview.counts[state] for state in PICKABLE if state in WRITTEN))
    answer = click.prompt(f"Ghi {count} ô trên vào hệ thống? (c = có, k = không)", default="k", err=True)
    return str(answer).strip().casefold() in ("c", "có", "co")


def _write(importer: Importer, preview: Preview) -> int | None:
    try:
        done = confirm(importer, preview, preview.usual, sure=preview.edition)
    except OvertakenError:
        console.say("Chưa ghi gì: có người vừa sửa cùng số liệu. Chạy lại lệnh để xem bản mới.")
        raise click.exceptions.Exit(FAULTY) from None
    except ForbiddenError as error:
        console.say(f"Chưa ghi gì: {error}")
        raise click.exceptions.Exit(FAULTY) from None
    console.say(
        f"Đã ghi {number(len(preview.usual))} ô, lần ghi số {done.act}. Hoàn tác: dienhinh import --undo {done.act}"
    )
    return done.act


def _undo(importer: Importer, act: int, *, as_json: bool) -> int:
    said = ""
    try:
        with suppress(StaleError):
            done = take_back(importer, act)
            if as_json:
                print_json({"undone": act, "act": done.act})
            elif done.act is None:
                click.echo(f"Lần ghi số {act} đã được hoàn tác từ trước; không có gì để ghi.")
            else:
                click.echo(f"Đã hoàn tác lần ghi số {act}, bằng lần ghi số {done.act}.")
            return DONE
        said = "có số liệu đã được sửa tiếp; sửa tay từng số"
    except LookupError:
        said = "lần đó không nhập số liệu nào; xem: dienhinh audit list"
    except ForbiddenError as error:
        said = str(error)
    console.say(f"Chưa hoàn tác lần ghi số {act}: {said}.")
    return FAULTY


def _make(importer: Importer, out: Path, period: str | None, unit: str, district: str) -> int:
    if period is None:
        raise click.UsageError("--template cần --period, ví dụ --period 2024")
    if out.suffix.casefold() != ".xlsx":
        raise click.UsageError(f"--template phải có đuôi .xlsx; đang là «{out.name}»")
    if out.exists():  # it may be filled in already
        raise click.UsageError(f"--template: đã có tệp «{out}»; đặt tên khác, hoặc xóa tệp ấy trước")
    try:
        made = make_template(importer, period, unit, district)
    except NoTemplateError as error:
        raise click.UsageError(str(error)) from error
    with writing(out):
        out.write_bytes(made.body)
    console.say(f"Đã ghi mẫu của {number(made.units)} đơn vị vào {out}.")
    return DONE
