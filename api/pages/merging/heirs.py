"""Recognitions after a merger as a part of the page: who held what, what was decided, and the form that decides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from api.pages.unit_family import place_of
from api.store.database import Actor
from api.workflow.board import Board
from api.workflow.inheriting import Heir, Wish, decide
from api.workflow.office import Office, board_of_period
from api.workflow.recognising import After, RecognitionError
from engine.units import UnitKey
from engine.wording.numbers import day

RULES = {
    "all": "mang sang khi mọi đơn vị cũ đều được công nhận",
    "majority": "mang sang khi các đơn vị cũ được công nhận chiếm quá nửa theo một chỉ tiêu",
    "none": "không mang sang",
}


@dataclass(frozen=True, slots=True)
class OldUnit:
    """A unit that went into the new one, and the levels at which it was recognised on its last day."""

    name: str
    part: bool
    levels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HeirView:
    """One unit whose predecessors were recognised; ``asks``: nobody has decided."""

    code: str
    name: str
    link: str
    since: str
    olds: tuple[OldUnit, ...]
    said: str
    asks: bool
    may: bool


def heir_views(board: Board, found: Iterable[Heir], may: frozenset[UnitKey]) -> tuple[HeirView, ...]:
    """Lay out heirs, those that ask first."""
    views = [_view(board, each, each.unit.key in may) for each in found]
    return tuple(sorted(views, key=lambda each: not each.asks))


def _view(board: Board, heir: Heir, may: bool) -> HeirView:  # noqa: FBT001 -- said by its one caller
    titles = {key: each.title for key, each in board.criteria.levels.items()}
    olds = []
    for line in heir.lines:
        old = board.register.version(*line.old)
        levels = tuple(titles.get(level, level) for level, units in heir.held.items() if line.old in units)
        olds.append(OldUnit(old.name if old else line.old[0], line.extent == "part", levels))
    return HeirView(
        code=heir.unit.code,
        name=heir.unit.name,
        link=place_of(heir.unit),
        since=day(heir.effective),
        olds=tuple(olds),
        said=_said(board, heir),
        asks=heir.rule is None,
        may=may and (heir.rule is None or heir.rule.rule == "none"),
    )


def _said(board: Board, heir: Heir) -> str:
    rule = heir.rule
    if rule is None:
        return "chưa quyết định"
    indicator = board.criteria.indicators.get(rule.indicator)
    by = f" ({indicator.label}, kỳ {rule.period})" if indicator else ""
    return f"{RULES[rule.rule]}{by}, quyết định {rule.decision} ngày {day(rule.decided_on)}"


def after_words(after: After) -> str:
    """Say what became of a recognition in one of the units that its unit became."""
    decided = "chưa quyết định" if after.rule is None else f"{RULES[after.rule]}, quyết định {after.decision}"
    return f"Từ {day(after.unit.first_day)} là {after.unit.name}: {decided}."


def decided(office: Office, actor: Actor, set_id: str, heir: Heir, wish: Wish) -> tuple[str, ...]:
    """Put a decision of the form on record; return the levels that go on. RecognitionError with what is wrong."""
    try:
        board = board_of_period(office, set_id, wish.period or None)
    except ValueError as error:
        raise RecognitionError(f"«{wish.period[:10]}» không phải kỳ; chọn kỳ trong danh sách") from error
    return decide(office, actor, board, heir, wish, office.version_on(set_id, wish.decided_on).criteria)


def wish_of(rule: str, indicator: str, period: str, decision: str, on: date) -> Wish:
    """Make a wish of a form, whose two fields for a majority count only where that is chosen."""
    of_majority = rule == "majority"
    return Wish(rule, decision, on, indicator if of_majority else "", period if of_majority else "")
