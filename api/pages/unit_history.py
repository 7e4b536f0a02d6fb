"""What is on record of a unit: the history of its figures and its documents."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from api.pages.sheets.words import CHANNELS, when
from api.store import figures as stored
from api.store.figures import Entry
from engine.conditions import leaves
from engine.criteria import CriteriaSet, Criterion
from engine.figures import as_written
from engine.indicators import Kind
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
