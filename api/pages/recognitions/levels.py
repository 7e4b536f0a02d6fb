"""Where a commune stands on the way to recognition: eligible, decided, and through the years."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from api.exchange.recognitions import version_of
from api.pages.marks import BandMark, Mark, bands, of_eligibility
from api.workflow import Board, Scored
from engine.criteria import CriteriaSet, Level
from engine.rules import Verdict
from engine.targets import Recognition
from engine.wording.numbers import day, figure_range


@dataclass(frozen=True, slots=True)
class LevelView:
    """Whether the unit may be considered for a level, and what the level asks."""

    title: str
    asks: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class PeriodCell:
    """The count of one period; ``figures`` is empty where the unit has none."""

    period: str
    figures: str
    band: BandMark | None
    link: str
    chosen: bool


def levels(result: Scored, place: int) -> Iterator[LevelView]:
    """Judge the unit at that place for every level in force."""
    criteria = result.criteria
    for key, codes in result.scores.eligible.items():
        level = criteria.levels[key]
        yield LevelView(level.title, _asks(criteria, level), of_eligibility(Verdict.of(int(codes[place]))))


def _asks(criteria: CriteriaSet, level: Level) -> str:
    asked = [band.title for band in criteria.bands if band.id == level.requires.band]
    if level.requires.recognised:
        asked.append(f"đã được công nhận {criteria.levels[level.requires.recognised].title}")
    if any(veto.blocks is None or level.level in veto.blocks for veto in criteria.vetoes):
        asked.append("không vướng điều kiện loại trừ")
    return "; ".join(asked)


def trend(board: Board, result: Scored, code: str) -> Iterator[PeriodCell]:
    """Give the count of every period of the same unit: a code can be another unit's in another period."""
    shown, of = bands(board.criteria), len(board.criteria.criteria)
    here = board.register.version(code, result.scores.figures.last_day)
    for period in sorted(board.data.periods):
        other = board.scored(period)
        scores, figures, band = other.scores, "", None
        if code in other.codes and here == board.register.version(code, scores.figures.last_day):
            place = other.codes.index(code)
            figures = figure_range(int(scores.met[place]), int(scores.possible[place]), of)
            band = shown[int(scores.band[place])] if shown else None
        chosen = period == result.scores.figures.period
        yield PeriodCell(period, figures, band, f"/xa/{code}?ky={period}", chosen)


def decisions(board: Board, result: Scored, code: str) -> tuple[str, ...] | None:
    """Say the decisions about the unit, oldest first; None where nothing is known of any unit."""
    if board.recognitions is None:
        return None
    unit = board.register.version(code, result.scores.figures.last_day)
    if unit is None:
        return ()
    mine = [each for each in board.recognitions if version_of(board.register, each) == unit.key]
    return tuple(_decision(board.criteria, each) for each in sorted(mine, key=lambda each: each.decided_on))


def _decision(criteria: CriteriaSet, each: Recognition) -> str:
    level = criteria.levels[each.level].title if each.level in criteria.levels else each.level
    ended = f", thu hồi từ ngày {day(each.revoked_on)}" if each.revoked_on else ""
    return f"{level}: quyết định {each.decision} ngày {day(each.decided_on)}{ended}."
