"""The command that takes tables out of the database: export."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import click

from api import console
from api.access.deciding import Granted, Place, Role, Who
from api.commands.files import check_out, write_with
from api.commands.offices import OPERATOR, opened_office
from api.commands.taking import Takings
from api.commands.words import DONE, FAULTY, FILE, Command, Day
from api.pages.exports.records import EVERY_PERIOD
from api.pages.exports.room import BY_ID, Exporter
from api.pages.movement.asking import ALL_STANDINGS
from api.pages.routes import Pages
from api.workflow.exporting.going import NotExportedError, write_out
from api.workflow.office import Office, board_of_period

EVERYTHING = Who(
    OPERATOR.name,
    None,
    tuple(Granted(role, Place("all"), date.min) for role in (Role.PROVINCE, Role.ADMINISTRATOR)),
)
"""Whoever may run commands on the server sees all that is in its database."""
DATASET, MODELS, WAIVERS = "dataset", "models", "waivers"
OF_UNITS = ("figures", "scores", WAIVERS)
"""What can be narrowed to a unit or a district."""
KNOWN_THEN = ("figures", "scores", DATASET)
"""What can be taken as it was known on an earlier day."""
OF_A_PERIOD = (*KNOWN_THEN, WAIVERS, "overview", "sheets", "appraisals", "recognitions", "watched")


@click.command(cls=Command)
@click.option("--what", metavar="BẢNG", help=f"Bảng nào: {', '.join(BY_ID)}. Không ghi khi xuất .zip.")
@click.option("--period", metavar="KỲ", help="Kỳ, ví dụ 2024; không ghi: kỳ mới nhất; figures, waivers: mọi kỳ.")
@click.option("--unit", metavar="MÃ", help="Chỉ một đơn vị (figures, scores, waivers, models).")
@click.option("--district", metavar="MÃ", help="Chỉ một huyện (figures, scores, waivers, models).")
@click.option("--target", metavar="MÃ", help="Kế hoạch của mục tiêu nào (plan), ví dụ 2025.")
@click.option("--on", type=Day(), metavar="NGÀY", help="Sổ mô hình (models) như của ngày này; không ghi là hôm nay.")
@click.option("--as-known-on", type=Day(), metavar="NGÀY", help="Theo những gì đã biết đến hết ngày này.")
@click.option("--out", type=FILE, required=True, metavar="TỆP", help="Tệp .csv, .xlsx, .parquet; bộ số liệu: .zip.")
def export(  # noqa: PLR0913, PLR0917 -- click hands over every option by name
    what: str | None,
    period: str | None,
    unit: str | None,
    district: str | None,
    target: str | None,
    on: date | None,
    as_known_on: date | None,
    out: Path,
) -> int:
    """Xuất một bảng, hoặc bộ số liệu của một kỳ, ra tệp."""
    table = _table(what, out)
    if table == "plan" and target is None:
        raise click.UsageError("bảng plan cần --target: kế hoạch của mục tiêu nào, ví dụ --target 2025")
    for name, value, tables in (
        ("--unit", unit, (*OF_UNITS, MODELS)),
        ("--district", district, (*OF_UNITS, MODELS)),
        ("--on", on, (MODELS,)),
        ("--target", target, ("plan",)),
        ("--as-known-on", as_known_on, KNOWN_THEN),
        ("--period", period, OF_A_PERIOD),
    ):
        if value is not None and table not in tables:
            raise click.UsageError(f"{name} chỉ dùng với {', '.join(tables)}")
    with opened_office() as office, ExitStack() as shown:
        try:
            if table in KNOWN_THEN:
                takings = Takings(office, period, unit, district, as_known_on, shown)
                going = {"figures": takings.figures, "scores": takings.scores, DATASET: takings.dataset}[table]()
                write_with(lambda path: write_out(office.database, OPERATOR, going, path), out)
            else:
                asked = {"ky": period or "", "muc-tieu": target or ""}
                if table == MODELS:
                    day = on.isoformat() if on else ""
                    asked = {"xa": unit or "", "huyen": district or "", "ngay": day, "trang-thai": ALL_STANDINGS}
                if table == WAIVERS:
                    asked = {"ky": period or EVERY_PERIOD, "don-vi": unit or "", "huyen": district or ""}
                write_with(lambda path: _page(office, table, asked, path), out)
        except NotExportedError as error:
            shown.close()
            console.say(" ".join(error.faults))
            return FAULTY
    console.say(f"Đã xuất ra {out}; lần xuất có trong nhật ký.")
    return DONE


def _table(what: str | None, out: Path) -> str:
    """Return which table is to be taken; click's UsageError when there is none such, or no such file of it."""
    found, is_bundle = what or DATASET, out.suffix.casefold() == ".zip"
    choices = ", ".join(BY_ID)
    if what is None and not is_bundle:
        raise click.UsageError(f"thiếu --what; các bảng: {choices}; bộ số liệu của một kỳ thì --out có đuôi .zip")
    if found != DATASET and found not in BY_ID:
        raise click.UsageError(f"--what: không có bảng «{what}»; các bảng: {choices}")
    if (found == DATASET) != is_bundle:
        raise click.UsageError("chỉ bộ số liệu của một kỳ là tệp .zip; bỏ --what, hoặc đổi đuôi của --out")
    if not is_bundle:
        check_out(out)
    elif not out.parent.is_dir():
        raise click.UsageError(f"--out: không có thư mục «{out.parent}»; tạo thư mục trước")
    return found


def _page(office: Office, table: str, query: Mapping[str, str], out: Path) -> None:
    """Write a table as its page shows it."""
    pages = Pages(lambda: board_of_period(office, office.settings.main_set), lambda: office.today)
    Exporter(pages, office).write_out(table, EVERYTHING, OPERATOR, out, query)
