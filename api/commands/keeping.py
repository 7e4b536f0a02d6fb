"""Commands that keep the record: backup, restore, audit."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn

import click
from rich.table import Table
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from api import console
from api.answers.acts import CHANNELS, deed
from api.commands.offices import OPERATOR, now, opened_office
from api.commands.words import DONE, ENVIRONMENT, FAULTY, FILE, WRONG_USE, Command, Group, json_option, unreadable
from api.console import print_json
from api.json.audit import proved, read_head
from api.settings import SettingError, Settings
from api.store import audit as stored
from api.store.acts import Head
from api.store.backups import BackupError, Progress
from api.store.restores import NotEmptyError
from api.workflow.keeping import back_up, prove, put_proof_on_record
from api.workflow.keeping import restore as restored
from api.workflow.office import VIETNAM
from engine.wording.numbers import number

MOST_LISTED = 10_000


class HeadType(click.ParamType[tuple[int, str]]):
    """The end of a chain as it was printed: number and hash, ``12:3f…``."""

    name = "đầu chuỗi"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, str]:  # noqa: ANN401 -- click's own signature
        """Read it; click's BadParameter when it is none."""
        if not re.fullmatch(r"[0-9]{1,15}:[0-9a-f]{64}", str(value)):
            self.fail(f"«{value}» không phải đầu chuỗi; chép đúng dòng SỐ:MÃ_BĂM mà lệnh backup đã in", param, ctx)
        return read_head(str(value))


class HowMany(click.ParamType[int]):
    """A number of lines from 1 to 10,000."""

    name = "số"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:  # noqa: ANN401 -- as above
        """Read it; click's BadParameter when it is none."""
        if not (str(value).isdecimal() and 1 <= int(value) <= MOST_LISTED):
            self.fail(f"«{value}» không dùng được; ghi một số từ 1 đến {MOST_LISTED}", param, ctx)
        return int(value)


@click.command(cls=Command)
@click.argument("out", type=FILE, metavar="TỆP")
def backup(out: Path) -> int:
    """Sao lưu cơ sở dữ liệu ra một tệp mới, không cần dừng dịch vụ."""
    with opened_office() as office, _bars() as progress:
        try:
            done = back_up(office.database, out, OPERATOR, progress)
        except FileExistsError:
            _end(WRONG_USE, f"{out}: đã có tệp này, không ghi đè — chọn tên khác.")
        except OSError as error:
            _fail(out, error)
        except BackupError as error:
            _end(FAULTY, f"Không sao lưu được: {error} — chạy dienhinh audit verify để biết chỗ hỏng.")
    size = f"{number(-(-done.size // 1000))} kB"
    click.echo(f"Đã sao lưu vào {out}: {number(done.rows)} dòng, {size}; đã khôi phục thử từ tệp và kiểm tra.")
    click.echo(f"Đầu chuỗi nhật ký: {_written(done.head)}")
    console.say("Ghi lại đầu chuỗi ở nơi khác: sau này dùng nó để chứng minh nhật ký không bị cắt hay viết lại.")
    console.say("Giữ kín tệp này: trong đó có các tài khoản, mật khẩu đã băm và khóa xác thực hai lớp.")
    return DONE


@click.command(cls=Command)
@click.argument("file", type=FILE, metavar="TỆP")
def restore(file: Path) -> int:
    """Khôi phục một bản sao lưu vào cơ sở dữ liệu còn trống."""
    try:
        address = Settings.of(os.environ).database
    except SettingError as error:
        raise click.UsageError(str(error)) from error
    with _bars() as progress:
        try:
            end = restored(file, address, now, OPERATOR, progress)
        except NotEmptyError as error:
            url = make_url(address)
            where = url.database if address.startswith("sqlite") else url.render_as_string(hide_password=True)
            cure = "đặt DIENHINH_DATABASE tới một cơ sở dữ liệu mới, còn trống"
            _end(WRONG_USE, f"{where}: {error}, không ghi đè — {cure}.")
        except BackupError as error:
            _end(FAULTY, f"{file}: {error}. Chưa khôi phục gì; lấy bản sao lưu khác.")
        except OSError as error:
            _fail(file, error)
        except SQLAlchemyError as error:
            said = str(error.orig if isinstance(error, DBAPIError) else error).splitlines()[0][:200]
            _end(ENVIRONMENT, f"Cơ sở dữ liệu không nhận ({said}). Chưa khôi phục gì; kiểm tra DIENHINH_DATABASE.")
    click.echo(f"Đã khôi phục từ {file}; chuỗi nhật ký nguyên vẹn.")
    click.echo(f"Đầu chuỗi nhật ký: {_written(end)}")
    console.say("Mọi phiên đăng nhập và mã truy cập cũ đã hết hiệu lực: đăng nhập lại, cấp lại mã cho phần mềm khác.")
    return DONE


@click.group(cls=Group)
def audit() -> None:
    """Xem và kiểm tra nhật ký: ai đã làm gì, lúc nào."""


@audit.command(cls=Command)
@json_option
@click.option(
    "--expect", type=HeadType(), metavar="SỐ:MÃ_BĂM", help="Đầu chuỗi đã giữ từ trước; phải vẫn nằm trong chuỗi."
)
@click.option("--record", is_flag=True, help="Chuỗi nguyên vẹn thì ghi vào nhật ký là vừa kiểm tra, cho việc giám sát.")
def verify(*, as_json: bool, expect: tuple[int, str] | None, record: bool) -> int:
    """Đi hết chuỗi nhật ký, so từng lần ghi và dữ liệu của nó với mã băm."""
    with opened_office() as office, _bars() as progress:
        progress("Kiểm tra nhật ký")
        proof = prove(office.database, expect)
        if record and proof.holds:
            put_proof_on_record(office.database, OPERATOR, proof)
    if as_json:
        print_json(proved(proof))
    elif proof.holds:
        click.echo(f"Chuỗi nhật ký nguyên vẹn: {number(proof.head.seq)} lần ghi.")
        click.echo(f"Đầu chuỗi nhật ký: {_written(proof.head)}")
    for sentence in proof.sentences:
        console.say(sentence)
    if proof.more:
        console.say(f"Còn {number(proof.more)} chỗ đứt nữa.")
    if not proof.holds:
        console.say("Chuỗi nhật ký ĐỨT: giữ nguyên cơ sở dữ liệu, báo người phụ trách, đối chiếu với bản sao lưu.")
    return DONE if proof.holds else FAULTY


@audit.command("list", cls=Command)
@click.option("--last", type=HowMany(), default=20, metavar="SỐ", help="Bao nhiêu việc mới nhất; không ghi là 20.")
def list_acts(last: int) -> int:
    """Liệt kê những việc mới nhất trong nhật ký, mới nhất trước."""
    with opened_office() as office, office.database.reading() as session:
        found = stored.acts(session, stored.Wanted(), last)
    if not found:
        click.echo("Nhật ký còn trống: việc đầu tiên được ghi khi có người đăng nhập hoặc nhập số liệu.")
        return DONE
    table = Table()
    for heading in ("Số", "Lúc", "Ai", "Qua", "Việc", "Đơn vị", "Kỳ"):
        table.add_column(heading, justify="right" if heading == "Số" else "left", overflow="fold")
    for each in found:
        act = each.act
        table.add_row(
            str(act.seq),
            _local(act.at),
            act.actor,
            CHANNELS.get(act.channel, act.channel),
            deed(act.action),
            each.unit[0] if each.unit else "",
            act.period or "",
        )
    console.results.print(table)
    return DONE


def _local(at: str) -> str:
    return f"{datetime.fromisoformat(at).astimezone(VIETNAM):%d/%m/%Y %H:%M:%S}"


def _written(end: Head) -> str:
    """Write the end of a chain as ``--expect`` takes it."""
    return f"{end.seq}:{end.hash}"


@contextmanager
def _bars() -> Iterator[Callable[[str], Progress]]:
    """Give what makes a progress bar by its title; each takes the place of the one before."""
    with ExitStack() as shown:

        def bar(title: str) -> Progress:
            shown.close()
            return shown.enter_context(console.progress_bar(title))

        yield bar


def _fail(file: Path, error: OSError) -> NoReturn:
    wrong = isinstance(error, FileNotFoundError | IsADirectoryError)
    _end(WRONG_USE if wrong else ENVIRONMENT, unreadable(Path(str(error.filename or file)), error))


def _end(status: int, message: str) -> NoReturn:
    console.say(message)
    raise click.exceptions.Exit(status)
