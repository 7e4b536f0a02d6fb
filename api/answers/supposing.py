"""What if: some figures or efforts other than they are, laid over a board; nothing of it is kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np

from api.exchange.data import DataFault
from api.workflow import Board
from api.workflow.board import Known
from api.workflow.trying import read_typed
from engine.criteria import CriteriaSet, Criterion
from engine.figures import Figures, as_entered
from engine.merging import Shares
from engine.units import Register
from engine.wording.numbers import number

MOST = 50
"""Suppositions of a plan: beyond it one edits a file."""
_FIGURE = re.compile(r"([0-9]{5}):([A-Za-z0-9][A-Za-z0-9_-]{0,63})=(.{1,60})", re.DOTALL)
_EFFORT = re.compile(r"([A-Za-z0-9][A-Za-z0-9_-]{0,63})=([0-9]{1,9}(?:[.,][0-9]{1,4})?)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a unit in a period as it is supposed; ``text`` as typed, ``was`` as entered (None: missing)."""

    unit: str
    indicator: str
    text: str
    period: str
    steps: float
    was: str | None

    def __str__(self) -> str:
        """Write it as it is asked for."""
        return f"{self.unit}:{self.indicator}={self.text}"


@dataclass(frozen=True, slots=True)
class Effort:
    """The effort of one step of a criterion as it is supposed."""

    criterion: str
    effort: Decimal
    was: Decimal

    def __str__(self) -> str:
        """Write it as it is asked for."""
        return f"{self.criterion}={number(self.effort).replace('.', '')}"


@dataclass(frozen=True, slots=True)
class Supposed:
    """Everything that is supposed."""

    figures: tuple[Figure, ...] = ()
    efforts: tuple[Effort, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether anything is."""
        return bool(self.figures or self.efforts)


def judged(
    board: Board, periods: Mapping[str, str], figures: Iterable[str], efforts: Iterable[str], faults: list[str]
) -> Supposed:
    """Read what is to be supposed; what can't be used is said among the faults. The last of two of one thing counts.

    ``periods`` tells by code which period counts of each unit that may be spoken of.
    """
    found: dict[tuple[str, str], Figure] = {}
    for text in figures:
        figure = _figure(board, periods, text, faults)
        if figure is not None:
            found[figure.unit, figure.indicator] = figure
    changed: dict[str, Effort] = {}
    for text in efforts:
        effort = _effort(board.criteria, text, faults)
        if effort is not None:
            changed[effort.criterion] = effort
    if len(found) + len(changed) > MOST:
        faults.append(f"Nhiều nhất {MOST} điều giả sử; đang dùng {MOST} điều đầu.")
    kept = tuple(found.values())[:MOST]
    return Supposed(kept, tuple(changed.values())[: MOST - len(kept)])


def _figure(board: Board, periods: Mapping[str, str], text: str, faults: list[str]) -> Figure | None:
    parts = _FIGURE.fullmatch(text.strip())
    if parts is None:
        faults.append(f"Giả sử «{text[:60]}»: viết mã đơn vị, chỉ tiêu và giá trị, ví dụ 04831:bodies_recognised=18.")
        return None
    unit, key, value = parts[1], parts[2], parts[3].strip()
    indicator = board.criteria.indicators.get(key)
    if indicator is None or indicator.sum is not None:
        faults.append(f"Giả sử: không có chỉ tiêu nhập «{key}» trong bộ tiêu chí.")
        return None
    if unit not in periods:
        faults.append(f"Giả sử: mục tiêu này không đếm đơn vị mã {unit}, hoặc đơn vị chưa có số liệu.")
        return None
    typed = read_typed(indicator, value)
    if typed.steps is None:
        reason = f"{typed.message}; {typed.cure}" if typed.code else "để trống; hãy ghi một giá trị"
        faults.append(f"Giả sử {unit}, {indicator.label}: {reason}.")
        return None
    codes, figures = board.data.figures(board.criteria, board.register, periods[unit])
    entered = (figures.entered or figures.now).get(key, figures.missing)
    was = as_entered(indicator, float(entered[codes.index(unit)]))
    return Figure(unit, key, value, periods[unit], float(typed.steps), was)


def _effort(criteria: CriteriaSet, text: str, faults: list[str]) -> Effort | None:
    parts = _EFFORT.fullmatch(text.strip())
    if parts is None or Decimal(parts[2].replace(",", ".")) <= 0:
        faults.append(f"Công sức «{text[:60]}»: viết tiêu chí và một số lớn hơn 0, ví dụ TC08=5 hoặc TC08=2,5.")
        return None
    criterion = next((each for each in criteria.criteria if each.id == parts[1]), None)
    if criterion is None or criterion.action is None:
        faults.append(f"Công sức: {parts[1]} không có việc nào để làm, nên không có công sức để đổi.")
        return None
    return Effort(parts[1], Decimal(parts[2].replace(",", ".")), criterion.action.effort)


def supposing(board: Board, supposed: Supposed) -> Board:
    """Return the board as it would be; scores of it are kept with it alone."""
    if not supposed:
        return board
    efforts = {each.criterion: each.effort for each in supposed.efforts}
    criteria = board.criteria.model_copy(
        update={"criteria": [_with_effort(each, efforts.get(each.id)) for each in board.criteria.criteria]}
    )
    return replace(board, criteria=criteria, data=_Laid(board.data, supposed.figures), _kept={})


def _with_effort(criterion: Criterion, effort: Decimal | None) -> Criterion:
    if effort is None or criterion.action is None:
        return criterion
    return criterion.model_copy(update={"action": criterion.action.model_copy(update={"effort": effort})})


@dataclass(frozen=True)
class _Laid:
    """Figures with some of them other than they are."""

    data: Known
    changed: Sequence[Figure]

    @property
    def faults(self) -> tuple[DataFault, ...]:
        """Everything wrong with the figures as they are."""
        return self.data.faults

    @property
    def periods(self) -> tuple[str, ...]:
        """The periods, oldest first."""
        return self.data.periods

    @property
    def newest_period(self) -> str:
        """The newest period; empty when there is none."""
        return self.data.newest_period

    @property
    def sample(self) -> bool:
        """Whether they are invented."""
        return self.data.sample

    @property
    def shares(self) -> Shares:
        """What went where of units that were split."""
        return self.data.shares

    def figures(
        self, criteria: CriteriaSet, register: Register, period: str | None = None
    ) -> tuple[tuple[str, ...], Figures]:
        """Return the units of a period and their figures, those that are supposed among them."""
        codes, figures = self.data.figures(criteria, register, period)
        here = [each for each in self.changed if each.period == figures.period and each.unit in codes]
        if not here:
            return codes, figures
        now = dict(figures.entered or figures.now)
        for each in here:
            column = np.array(now.get(each.indicator, figures.missing))
            column[codes.index(each.unit)] = each.steps
            now[each.indicator] = column
        entered = {key: column for key, column in now.items() if criteria.indicators[key].sum is None}
        again = Figures.of(criteria, figures.period, entered, figures.before, figures.not_applicable)
        return codes, again

    def faults_of(self, criteria: CriteriaSet, register: Register, period: str | None = None) -> tuple[DataFault, ...]:
        """Return the faults that a set finds in a period as it is."""
        return self.data.faults_of(criteria, register, period)

    def reasons(self, period: str) -> dict[str, dict[str, str]]:
        """Return why criteria do not apply in a period."""
        return self.data.reasons(period)


def words(board: Board, supposed: Supposed, names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Say each supposition, with how it is asked for."""
    for figure in supposed.figures:
        label = board.criteria.indicators[figure.indicator].label
        was = "chưa có số liệu" if figure.was is None else figure.was
        said = f"{names.get(figure.unit, figure.unit)}: {label[0].lower()}{label[1:]} {was} → {figure.text}"
        yield said, str(figure)
    for effort in supposed.efforts:
        yield f"{effort.criterion}: công sức của một bước {number(effort.was)} → {number(effort.effort)}", str(effort)
