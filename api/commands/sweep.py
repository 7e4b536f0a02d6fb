"""A bound from one figure to another, on a terminal: how it is asked for, and the table of its steps."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import click
from rich.table import Table

from api import console
from api.answers.sweep import Swept, sweeping, swept, values_of
from api.commands.files import say_faults
from api.commands.words import DONE, FAULTY
from api.console import print_json
from api.workflow import Board
from engine.impact import BoundPlace, bounds_of
from engine.impact.bounds import MOST_STEPS
from engine.wording import sweeps
from engine.wording.numbers import figure_range

_FIGURE = r"-?[0-9]{1,20}(?:[.,][0-9]{1,4})?"
_RANGE = re.compile(rf"(?P<place>[^=]+)(?:=(?P<first>{_FIGURE})\.\.(?P<last>{_FIGURE})(?:/(?P<step>{_FIGURE}))?)?")
EXAMPLE = "TC08:all.1.at_least=60..100/5"


@dataclass(frozen=True, slots=True)
class Asked:
    """A bound and the first and last figure and the step to take it by, None where the usual ones are meant."""

    place: BoundPlace
    figures: tuple[Decimal | None, Decimal | None, Decimal | None]


class Sweeping(click.ParamType[Asked]):
    """What to sweep: ``TC08:all.1.at_least``, ``…=60..100`` or ``…=60..100/5``."""

    name = "ngưỡng"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Asked:  # noqa: ANN401 -- click's own signature
        """Read it; click's BadParameter when it is none."""
        found = _RANGE.fullmatch(str(value))
        try:
            place = BoundPlace.read(found["place"] if found else "")
        except ValueError:
            self.fail(f"«{value}» không phải ngưỡng cần dò; viết như {EXAMPLE}", param, ctx)
        assert found is not None  # noqa: S101 -- an empty name is no place
        figures = (found[key] and Decimal(found[key].replace(",", ".")) for key in ("first", "last", "step"))
        first, last, step = (each or None if each != 0 else Decimal(0) for each in figures)
        return Asked(place, (first, last, step))


def swept_on(board: Board, asked: Asked, period: str | None, *, as_json: bool) -> int:
    """Sweep a bound of a board and show it; click's UsageError when it can't be."""
    known = {each.place: each for each in bounds_of(board.criteria)}
    if asked.place not in known:
        near = [place for place in known if place.rule == asked.place.rule] or list(known)
        raise click.UsageError(f"không có ngưỡng «{asked.place}»; các ngưỡng: {', '.join(map(str, near))}")
    try:
        values = values_of(board, asked.place, asked.figures)
    except ValueError as error:
        raise click.UsageError(
            f"--sweep: khoảng dò phải tăng dần, bước lớn hơn 0, nhiều nhất {MOST_STEPS} bước"
        ) from error
    if not board.data.periods:
        raise click.UsageError("chưa có số liệu kỳ nào: nhập số liệu trước, hoặc dò trên một tệp bằng --data")
    found = swept(board, asked.place, values, period)
    say_faults(board, board.data.faults)
    if as_json:
        print_json(sweeping(found))
    else:
        _show(found)
    return FAULTY if board.data.faults or board.faulty else DONE


def _show(found: Swept) -> None:
    criteria, bound = found.board.criteria, found.sweep.bound
    console.banners(criteria, sample=found.board.data.sample)
    console.results.print(f"Dò ngưỡng {sweeps.bound_title(criteria, bound)} — kỳ {found.period}", style="bold")
    table = Table(header_style="bold")
    table.add_column("Ngưỡng", justify="right")
    table.add_column(f"Số đơn vị {sweeps.meeting(criteria, bound)}", justify="right")
    for band in criteria.bands if found.sweep.now.bands else ():
        table.add_column(band.title, justify="right", overflow="fold", max_width=16)
    for step in found.sweep.steps:
        mark = " ◄" if step.value == bound.value else ""
        reaching = (figure_range(*pair) for pair in step.bands)
        figure = f"{sweeps.figure(criteria, bound, step.value)}{mark}"
        table.add_row(figure, figure_range(step.met, step.possible), *reaching)
    console.results.print(table)
    console.results.print(sweeps.now_sentence(criteria, found.sweep), soft_wrap=True)
