"""What is on record of a unit: the history of its figures, its documents, what it was made of and what became of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from api.pages.sheet_words import CHANNELS, when
from api.store import figures as stored
from api.store.figures import Entry
from api.workflow import Board, Scored
from engine.conditions import leaves
from engine.criteria import CriteriaSet, Criterion
from engine.figures import as_written
from engine.indicators import Kind
from engine.units import Lineage, UnitVersion
from engine.wording.numbers import day
from engine.wording.rules import amount

MOST_CHANGES = 10
"""Changes of one figure that are told, the newest first; the rest is on record."""
TAKEN_BACK = "rút lại, chưa có số liệu"


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of a figure: when, by whom, through what, from what to what."""

    when: str
    who: str
    through: str
    said: str


@dataclass(frozen=True, slots=True)
class Story:
    """One figure: its name, what it is now, and its changes, the newest first; ``more`` counts older ones."""

    label: str
    now: str
    changes: tuple[Change, ...]
    more: int
    sample: bool


def stories(  # noqa: PLR0913 -- whose figures of what, as known when
    session: Session,
    criteria: CriteriaSet,
    unit: int | None,
    period: str,
    *,
    only: Collection[str] | None = None,
    upto: int | None = None,
) -> Mapping[str, Story]:
    """Tell the figures that were ever entered of a unit in a period, by indicator; ``only`` those, None for all."""
    if unit is None:
        return {}
    wanted = criteria.indicators if only is None else only
    found = {}
    for last in stored.current(session, criteria.set, unit, period, upto):
        key = last.row.indicator
        if key not in wanted:
            continue
        entries = (
            (last,) if last.row.replaces is None else stored.history(session, criteria.set, unit, period, key)
        )  # few figures were ever changed, and only these are worth another question
        found[key] = _story(criteria, [each for each in entries if upto is None or each.row.act <= upto])
    return found


def of_criterion(criteria: CriteriaSet, criterion: Criterion, told: Mapping[str, Story]) -> tuple[Story, ...]:
    """Return the stories of the figures that a criterion uses; of each that was ever entered."""
    return tuple(told[key] for key in entered_for(criteria, criterion) if key in told)


def entered_for(criteria: CriteriaSet, criterion: Criterion) -> tuple[str, ...]:
    """Return the indicators that are entered for a criterion, also as parts of sums."""
    used = dict.fromkeys(
        part for _, leaf in leaves(criterion.condition) for key in leaf.indicators for part in criteria.parts[key]
    )
    return tuple(key for key in used if criteria.indicators[key].sum is None)


def not_entered(criteria: CriteriaSet, indicator: str) -> Story:
    """Tell a figure that nobody has entered."""
    return Story(criteria.indicators[indicator].label, "chưa nhập", (), 0, sample=False)


def _story(criteria: CriteriaSet, entries: list[Entry]) -> Story:
    values = [value_words(criteria, each) for each in entries]
    changes = [
        Change(
            when(each.at),
            each.actor,
            _through(each),
            f"từ {old} thành {new}" if old else f"ghi lần đầu: {new}",
        )
        for each, old, new in zip(entries, ["", *values], values, strict=False)
    ]
    changes.reverse()
    last = entries[-1].row
    return Story(
        label=criteria.indicators[last.indicator].label,
        now=values[-1],
        changes=tuple(changes[:MOST_CHANGES]),
        more=max(0, len(changes) - MOST_CHANGES),
        sample=last.sample,
    )


def _through(entry: Entry) -> str:
    cell = f" ({entry.row.cell})" if entry.row.cell else ""
    return f"{CHANNELS.get(entry.channel, entry.channel)}{cell}"


def value_words(criteria: CriteriaSet, entry: Entry) -> str:
    """Say the figure of a row."""
    row = entry.row
    return TAKEN_BACK if row.steps is None else figure_words(criteria, row.indicator, Kind(row.kind), row.steps)


def figure_words(criteria: CriteriaSet, indicator: str, kind: Kind, steps: int) -> str:
    """Say a figure of so many steps of a kind."""
    text = as_written(kind, steps)
    if kind in (Kind.COUNT, Kind.NUMBER):
        return amount(criteria.indicators[indicator], text)
    if kind is Kind.DOCUMENT and steps:
        return f"văn bản ngày {day(date.fromisoformat(text))}"
    return text


# -------------------------------------------------------------------------------------------------------- lineage


@dataclass(frozen=True, slots=True)
class Relative:
    """A unit that this one was made of or became; ``link`` is empty where it has no figures to be shown."""

    name: str
    code: str
    part: bool
    link: str
    """Its page, in the period that stands nearest to the change."""


@dataclass(frozen=True, slots=True)
class Family:
    """What happened to a unit on one day."""

    said: str
    basis: str
    relatives: tuple[Relative, ...]


def lineage(board: Board, result: Scored, code: str) -> tuple[Family, ...]:
    """Tell what a unit was made of and what became of it, across codes."""
    register = board.register
    unit = register.version(code, result.scores.figures.last_day)
    if unit is None:
        return ()
    told = [
        *_families(board, register.predecessors(unit.key), made_of=True),
        *_families(board, register.successors(unit.key), made_of=False),
    ]
    return tuple(told)


def _families(board: Board, rows: tuple[Lineage, ...], *, made_of: bool) -> Iterator[Family]:
    for on in dict.fromkeys(row.effective for row in rows):
        those = [row for row in rows if row.effective == on]
        relatives = (_relative(board, row, made_of=made_of) for row in those)
        verb = "thành lập từ" if made_of else "trở thành"
        bases = "; ".join(dict.fromkeys(row.legal_basis for row in those))
        yield Family(f"Ngày {day(on)} {verb}", bases, tuple(filter(None, relatives)))


def _relative(board: Board, row: Lineage, *, made_of: bool) -> Relative | None:
    key = row.old if made_of else row.new
    unit = next((each for each in board.register.history(key[0]) if each.key == key), None)
    if unit is None:
        return None
    return Relative(unit.name, unit.code, row.extent == "part", _link(board, unit, last=made_of))


def _link(board: Board, unit: UnitVersion, *, last: bool) -> str:
    """Return the page of a unit in the last (or first) period in which it bears its code and has figures."""
    periods = [each for each in sorted(board.data.periods) if unit.exists_on(board.criteria.period.bounds(each)[1])]
    for period in reversed(periods) if last else periods:
        if unit.code in board.scored(period).codes:
            return f"/xa/{unit.code}?ky={period}"
    return ""
