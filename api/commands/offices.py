"""The database that the commands work on when no file is named."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

import click
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from api import console
from api.commands.words import ENVIRONMENT
from api.settings import SettingError, Settings
from api.store.database import Actor
from api.store.opening import OutOfDateError
from api.workflow.office import NoVersionError, Office, open_office

OPERATOR = Actor("người vận hành máy chủ", "command")
"""Whoever may run commands on the server: its accounts are the machine's, none of the service."""


def now() -> datetime:
    """Return the moment."""
    return datetime.now(UTC)


@contextmanager
def opened_office(*, new: bool = False) -> Iterator[Office]:
    """Open the office of the environment's settings; what stands in the way is said, and ends the call with 3.

    ``new`` lets a database file that is not there be made; a command that only reads makes none.
    """
    try:
        settings = Settings.of(os.environ)
        file = make_url(settings.database).database
        if not new and settings.database.startswith("sqlite") and file and not Path(file).exists():
            give_up(
                f"Chưa có cơ sở dữ liệu {file} — tạo bằng: dienhinh user create …, hoặc đặt DIENHINH_DATABASE; "
                "muốn làm trên tệp thì thêm --criteria và --data."
            )
        office = open_office(settings, now)
    except SettingError as error:
        raise click.UsageError(str(error)) from error
    except ValueError as error:  # what open_office says of a register that can't be used
        give_up(f"Danh mục đơn vị không dùng được — sửa các lỗi sau, hoặc bỏ DIENHINH_UNITS:\n{error}", error)
    except ModuleNotFoundError as error:
        give_up(
            f'Thiếu thư viện {error.name} để dùng PostgreSQL — cài bằng: pip install "dienhinh[postgresql]", '
            "hoặc bỏ DIENHINH_DATABASE để dùng tệp SQLite.",
            error,
        )
    except OutOfDateError as error:
        give_up(f"Cơ sở dữ liệu do bản dienhinh mới hơn tạo ra ({error}) — cài bản mới hơn rồi chạy lại.", error)
    except (SQLAlchemyError, OSError) as error:
        give_up(
            f"Không mở được cơ sở dữ liệu ({short(error)}) — kiểm tra DIENHINH_DATABASE, máy chủ và quyền ghi.", error
        )
    try:
        yield office
    except NoVersionError as error:
        give_up(f"{error}.", error)
    except SQLAlchemyError as error:
        give_up(f"Cơ sở dữ liệu không trả lời ({short(error)}) — chưa ghi gì; thử lại sau.", error)
    finally:
        office.database.close()


def give_up(message: str, error: Exception | None = None) -> NoReturn:
    """Say what stands in the way, and end the call: the environment failed."""
    console.say(message)
    raise click.exceptions.Exit(ENVIRONMENT) from error


def short(error: Exception) -> str:
    """Say an error of a library in one line."""
    said = str(getattr(error, "orig", None) or error)
    return said.splitlines()[0][:200] if said else type(error).__name__
