"""The command that says what a new criteria file changes: who rises, who falls, which goals move."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click
from rich.table import Table

from api import console
from api.answers.impact import Comparison, compared, impacted
from api.commands.files import beside_figures, board_of, no_period, print_json, say_faults, usable
from api.commands.words import (
    DONE,
    FAULTY,
    FILE,
    Command,
    Day,
    data_option,
    json_option,
    recognitions_option,
    units_option,
)
from api.exchange.data import read_data
from api.exchange.recognitions import RecognitionsRead, read_recognitions
from api.workflow import Board
from engine.criteria import BELOW
from engine.impact import GoalImpact, Review, UnitImpact
from engine.rules import Verdict
from engine.wording.changes import because_words
from engine.wording.goals import STATES, goal_title
from engine.wording.numbers import day, figure_range, number


@click.command(name="impact", cls=Command)
@click.argument("old", type=FILE, metavar="BẢN_CŨ")
@click.argument("new", type=FILE, metavar="BẢN_MỚI")
@data_option
@recognitions_option
@units_option
@click.option("--period", metavar="KỲ", help="Kỳ lấy số liệu, ví dụ 2024; không ghi là kỳ mới nhất có số liệu.")
@click.option("--as-of", type=Day(), metavar="NGÀY", help="Ngày tính mục tiêu và công nhận; không ghi là ngày cuối kỳ.")
@json_option
def impact(
    old: Path,
    new: Path,
    period: str | None,
    as_of: date | None,
    as_json: bool,  # noqa: FBT001 -- click hands over flags by name
    **sources: Path | None,
) -> int:
    """Xem bộ tiêu chí mới thay bản cũ thì xã nào tăng, xã nào giảm."""
    boards = boards_of(old, new, **sources)
    known = boards[1].data.periods
    if known and period not in (None, *known):
        raise click.UsageError(no_period(period or "", ", ".join(known)))
    found = compared(*boards, period, as_of)
    say_faults(found.new, found.faults)
    if found.new.recognitions is None:
        console.say("Chưa có --recognitions: chưa đơn vị nào được tính là đã công nhận.")
    if found.period is None and sources["data"] is None:
        console.say("Cơ sở dữ liệu chưa có số liệu kỳ nào: nhập số liệu trước, hoặc so sánh trên một tệp bằng --data.")
    if as_json:
        print_json(impacted(found))
    else:
        show(found)
    return FAULTY if found.faults or found.period is None or any(board.faulty for board in boards) else DONE


def boards_of(
    old: Path, new: Path, data: Path | None, recognitions: Path | None, units: Path | None
) -> tuple[Board, Board]:
    """Read both sets, and the figures and decisions that both are applied to: of files, else of the database.

    click's exceptions when they can't be used.
    """
    if data is None:
        kept, now = board_of(old, None, recognitions, units), usable(new)
        assert now.criteria is not None  # noqa: S101 -- usable() said so
        board = Board(now.criteria, now.digest, kept.data, kept.register, kept.recognitions, faulty=now.has_errors)
        return kept, board
    try:
        was, register, _, _ = beside_figures(old, None, units)
    except click.exceptions.Exit:
        usable(new)  # so that its faults are said in the same run
        raise
    now = usable(new)
    assert was.criteria is not None and now.criteria is not None  # noqa: S101, PT018 -- usable() said so
    rec = RecognitionsRead((), ())
    if recognitions is not None:
        rec = read_recognitions(recognitions, now.criteria, also=(was.criteria,))
    decisions = None if recognitions is None else rec.recognitions
    figures = read_data(data, now.criteria, register, also=(was.criteria,)).with_faults(rec.faults)
    return (
        Board(was.criteria, was.digest, figures, register, decisions, faulty=was.has_errors),
        Board(now.criteria, now.digest, figures, register, decisions, faulty=now.has_errors),
    )


# ------------------------------------------------------------------------------------------------- tables

CODE, COUNT, NAME = 5, 20, 24
"""Places that a column may take before it folds."""
ELIGIBLE = {Verdict.MET: "đủ", Verdict.UNMET: "chưa đủ", Verdict.UNKNOWN: "chưa rõ"}


def show(found: Comparison) -> None:
    """Show the rules that change, then the units, goals and recognitions that do."""
    result, (old, new) = found.impact, (found.old.criteria, found.new.criteria)
    console.banners(old if old.wording == "reconstructed" else new, sample=found.new.data.sample)
    title = f"{new.title} — bản từ ngày {day(new.effective_from)} thay bản từ ngày {day(old.effective_from)}"
    console.results.print(title, style="bold")
    for each in result.changes:
        console.results.print(f"• {found.sentence(each)}")
    if not result.changes:
        console.results.print("Hai bản quy định như nhau.")
    if found.period is None:
        return
    _show_units(found, "Giảm", result.falls)
    _show_units(found, "Tăng", result.rises)
    _show_shifts(found, result.shifts)
    _show_goals(found, result.goals)
    for target, pair in result.populations.items():
        counted = " → ".join(map(number, pair))
        console.results.print(f"Lưu ý: mục tiêu {target} đếm trên {counted} đơn vị, vì bản đồ đơn vị được đếm khác đi.")
    _show_reviews(found, result.reviews)
    for words, units in (("Không còn được chấm", result.left), ("Được chấm thêm", result.joined)):
        if units:
            console.results.print(f"{words}: {', '.join(found.names[unit] for unit in units)}.")
    console.results.print(_summary(found))


def _table(title: str, *columns: tuple[str, int | None]) -> Table:
    """Make a table; with each heading goes how wide its column may be."""
    table = Table(title=title, title_justify="left", title_style="bold", header_style="bold")
    for heading, widest in columns:
        table.add_column(heading, overflow="fold", max_width=widest)
    return table


def _show_units(found: Comparison, way: str, units: Sequence[UnitImpact]) -> None:
    if not units:
        return
    title = f"{way}: {number(len(units))} đơn vị — kỳ {found.period}"
    table = _table(title, ("Mã", CODE), ("Đơn vị", NAME), ("Đạt", COUNT), ("Mức", NAME), ("Vì tiêu chí", None))
    for each in units:
        because = because_words(each, found.new.criteria)
        table.add_row(each.unit, found.names[each.unit], _counts(each), _bands(found, each), because)
    console.results.print(table)


def _counts(each: UnitImpact) -> str:
    was, now = (figure_range(each.met[side], each.possible[side]) for side in (0, 1))
    return f"{was} → {now}"


def _bands(found: Comparison, each: UnitImpact) -> str:
    """Write the bands of before and after, from the sure to the possible one; once where they stay."""
    said = []
    for side, board in enumerate((found.old, found.new)):
        bands = {band.id: band.title for band in board.criteria.bands} | {BELOW: "dưới các mức"}
        sure, possible = bands[each.band[side]], bands[each.possible_band[side]]
        said.append(sure if sure == possible else f"{sure} – {possible}")
    return " → ".join(dict.fromkeys(said))


def _show_shifts(found: Comparison, units: Sequence[UnitImpact]) -> None:
    if not units:
        return
    title = f"Số tiêu chí như cũ, mức hoặc điều kiện xét công nhận đổi: {number(len(units))} đơn vị"
    table = _table(title, ("Mã", CODE), ("Đơn vị", NAME), ("Đạt", COUNT), ("Mức", None), ("Đủ điều kiện xét", None))
    for each in units:
        eligible = "; ".join(
            f"{found.new.criteria.levels[level].title}: {ELIGIBLE[was]} → {ELIGIBLE[now]}"
            for level, (was, now) in each.eligible.items()
        )
        count = figure_range(each.met[1], each.possible[1])
        table.add_row(each.unit, found.names[each.unit], count, _bands(found, each), eligible or "như cũ")
    console.results.print(table)


def _show_goals(found: Comparison, goals: Sequence[GoalImpact]) -> None:
    if not goals or found.as_of is None:
        return
    columns = (("Mục tiêu", None), ("Bậc", None), ("Nội dung", None), ("Đạt", COUNT), ("Tình trạng", None))
    table = _table(f"Mục tiêu thay đổi, tính đến ngày {day(found.as_of)}", *columns)
    for each in goals:
        sides = (each.old, each.new)
        criteria, goal = (found.old, each.old) if each.new is None else (found.new, each.new)
        assert goal is not None  # noqa: S101 -- one of the sets has it
        reached = dict.fromkeys("không có" if side is None else number(side.reached) for side in sides)
        states = dict.fromkeys("không có" if side is None else STATES[side.state] for side in sides)
        title = goal_title(criteria.criteria, goal.goal)
        table.add_row(each.target, str(each.place), title, " → ".join(reached), " → ".join(states))
    console.results.print(table)


def _show_reviews(found: Comparison, reviews: Sequence[Review]) -> None:
    if not reviews or found.as_of is None:
        return
    columns = (("Mã", CODE), ("Đơn vị", NAME), ("Đã được công nhận", None), ("Xem xét lại", None))
    table = _table(f"Công nhận thêm vào diện xem xét lại, tính đến ngày {day(found.as_of)}", *columns)
    for each in reviews:
        levels = ", ".join(found.new.criteria.levels[level].title for level in each.levels)
        words = "có" if each.new is Verdict.MET else "có thể, còn thiếu số liệu"
        table.add_row(each.unit, found.names[each.unit], levels, words)
    console.results.print(table)


def _summary(found: Comparison) -> str:
    result = found.impact
    other = (("không còn được chấm", len(result.left)), ("được chấm thêm", len(result.joined)))
    counts = (
        ("tăng", len(result.rises)),
        ("giảm", len(result.falls)),
        ("giữ nguyên số tiêu chí", result.unchanged),
        *((words, count) for words, count in other if count),
    )
    told = ", ".join(f"{number(count)} {words}" for words, count in counts)
    return f"Kỳ {found.period}, {number(sum(count for _, count in counts))} đơn vị: {told}."
