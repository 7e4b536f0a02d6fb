"""The commands that open, close and open again the periods of assessment: period."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import click
from rich.table import Table

from api import console
from api.answers.assessments import late_ones
from api.answers.assessments import period as period_json
from api.answers.json import Json
from api.commands.offices import OPERATOR, opened_office
from api.commands.words import DONE, FAULTY, Command, Day, Group, json_option
from api.console import print_json
from api.store import assessments as stored
from api.store.tables import PeriodPlan
from api.workflow.office import NoVersionError, Office
from api.workflow.schedule import DAY_WORDS, Days, late, plan_period, proposed, units_of
from api.workflow.sheets import FaultyError, OvertakenError
from engine.criteria import CriteriaSet
from engine.wording.numbers import day, number

_STEPS = {"self_assessed": "tự chấm", "submitted": "nộp", "appraised": "thẩm định", "not_registered": "đăng ký"}


@click.group(cls=Group)
def period() -> None:
    """Xem, mở, đóng, mở lại kỳ đánh giá; đặt các hạn."""


def _days(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command an option a day of the plan."""
    for name, word in reversed(DAY_WORDS.items()):
        option = f"--{name.replace('_', '-')}"
        command = click.option(option, name, type=Day(), metavar="NGÀY", help=f"{word[:1].upper()}{word[1:]}.")(command)
    return command


_period = click.argument("of", metavar="KỲ")


@period.command("list", cls=Command)
@json_option
def list_periods(*, as_json: bool) -> int:
    """Liệt kê các kỳ đã mở, và kỳ hiện tại nếu chưa mở."""
    with opened_office() as office:
        set_id = office.settings.main_set
        now = office.version_on(set_id, office.today).criteria.period.containing(office.today)
        with office.database.reading() as session:
            plans = stored.plans(session, set_id)
        shown = [_shown(office, each, _criteria(office, each), plans.get(each)) for each in sorted({*plans, now})]
    if as_json:
        print_json({"items": shown, "next": None})
        return DONE
    table = Table()
    for heading in ("Kỳ", "Tình trạng", "Mở", "Đóng sau", "Hạn tự chấm", "Hạn nộp", "Hạn thẩm định"):
        table.add_column(heading, overflow="fold")
    for each in shown:
        days = (each[name] for name in ("opens", "closes", "self_assessed_by", "submitted_by", "appraised_by"))
        table.add_row(each["period"], _standing(each, office.today), *(day(date.fromisoformat(one)) for one in days))
    console.results.print(table)
    return DONE


@period.command(cls=Command)
@_period
@json_option
def show(of: str, *, as_json: bool) -> int:
    """Xem một kỳ: các ngày, bao nhiêu đơn vị chậm từng bước."""
    with opened_office() as office:
        criteria = _criteria(office, of)
        found = _one(office, of, criteria, _plan(office, criteria, of))
        _say(found, office.today, as_json=as_json)
    return DONE


@period.command("open", cls=Command)
@_period
@_days
@json_option
def open_period(of: str, *, as_json: bool, **given: date | None) -> int:
    """Mở kỳ, hoặc sửa các ngày của kỳ đã mở; ngày không ghi là ngày đề xuất, hoặc giữ như cũ."""
    with opened_office() as office:
        criteria = _criteria(office, of)
        plan = _plan(office, criteria, of)
        days = Days.of(plan) if plan else proposed(criteria, of)
        wanted = replace(days, **{name: each for name, each in given.items() if each is not None})
        return _put(office, criteria, of, wanted, plan, as_json=as_json)


@period.command(cls=Command)
@_period
@click.option("--on", type=Day(), metavar="NGÀY", help="Ngày cuối xã còn được ghi; không ghi là hôm nay.")
@json_option
def close(of: str, *, on: date | None, as_json: bool) -> int:
    """Đóng kỳ sau một ngày: từ ngày kế tiếp xã không ghi được nữa; cấp tỉnh vẫn ghi được."""
    with opened_office() as office:
        criteria = _criteria(office, of)
        plan = _opened(office, criteria, of)
        wanted = replace(Days.of(plan), closes=on or office.today)
        return _put(office, criteria, of, wanted, plan, as_json=as_json)


@period.command(cls=Command)
@_period
@click.option("--until", type=Day(), required=True, metavar="NGÀY", help="Ngày cuối xã lại được ghi.")
@json_option
def reopen(of: str, *, until: date, as_json: bool) -> int:
    """Mở lại kỳ đã đóng đến hết một ngày."""
    with opened_office() as office:
        criteria = _criteria(office, of)
        plan = _opened(office, criteria, of)
        if until < office.today:
            raise click.UsageError(f"--until: {day(until)} đã qua; ghi từ hôm nay ({day(office.today)}) trở đi")
        return _put(office, criteria, of, replace(Days.of(plan), closes=until), plan, as_json=as_json)


# ---------------------------------------------------------------------------------------------------------- inside


def _criteria(office: Office, of: str) -> CriteriaSet:
    """Return the set of a period; click's UsageError when it is none, or no set is in force."""
    try:
        return office.version_of_period(office.settings.main_set, of).criteria
    except ValueError as error:
        raise click.UsageError(f"«{of[:20]}» không phải kỳ; viết năm bốn chữ số, ví dụ 2024") from error
    except NoVersionError as error:
        raise click.UsageError(f"không có bộ tiêu chí nào cho kỳ «{of}»") from error


def _plan(office: Office, criteria: CriteriaSet, of: str) -> PeriodPlan | None:
    with office.database.reading() as session:
        return stored.plans(session, criteria.set, of).get(of)


def _opened(office: Office, criteria: CriteriaSet, of: str) -> PeriodPlan:
    """Return the plan of a period; click's UsageError when it was never opened."""
    plan = _plan(office, criteria, of)
    if plan is None:
        raise click.UsageError(f"kỳ {of} chưa được mở; mở bằng: dienhinh period open {of}")
    return plan


def _put(  # noqa: PLR0913 -- what is planned, over what
    office: Office, criteria: CriteriaSet, of: str, days: Days, plan: PeriodPlan | None, *, as_json: bool
) -> int:
    try:
        row = plan_period(office, OPERATOR, criteria, of, days, plan.id if plan else 0)
    except FaultyError as error:
        for each in error.faults:
            console.say(f"{each.message} — {each.cure}.")
        console.say(f"Chưa ghi gì về kỳ {of}.")
        return FAULTY
    except OvertakenError:
        console.say(f"Chưa ghi gì: có người vừa sửa kỳ {of}. Chạy lại lệnh.")
        return FAULTY
    _say(_one(office, of, criteria, row), office.today, as_json=as_json)
    console.say(f"Kỳ {of} đã như vậy từ trước; không có gì để ghi." if plan and row.id == plan.id else "Đã ghi.")
    return DONE


def _shown(office: Office, of: str, criteria: CriteriaSet, plan: PeriodPlan | None) -> Json:
    return period_json(criteria, of, plan, Days.of(plan) if plan else proposed(criteria, of), office.today)


def _one(office: Office, of: str, criteria: CriteriaSet, plan: PeriodPlan | None) -> Json:
    everybody = frozenset(each.key for each in units_of(office, criteria, of))
    found = late_ones(late(office, criteria.set, of, office.today), everybody, office.today)
    return _shown(office, of, criteria, plan) | {"late": found}


def _standing(found: Json, today: date) -> str:
    if not found["planned"]:
        return "chưa mở"
    if found["open"]:
        return "đang mở"
    return "chưa đến ngày mở" if today < date.fromisoformat(found["opens"]) else "đã đóng"


def _say(found: Json, today: date, *, as_json: bool) -> None:
    """Print a period with its days, and how many are late."""
    if as_json:
        print_json(found)
        return
    offered = "" if found["planned"] else "; các ngày dưới đây là đề xuất"
    click.echo(f"Kỳ {found['period']}: {_standing(found, today)}{offered}.")
    for name, word in DAY_WORDS.items():
        click.echo(f"  {word}: {day(date.fromisoformat(found[name]))}")
    if found["planned"]:
        late_now = ", ".join(f"{word} {number(len(found['late'][key]))}" for key, word in _STEPS.items())
        click.echo(f"  chưa xong khi đã quá hạn, số đơn vị: {late_now}")
