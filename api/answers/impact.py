"""JSON of what a new criteria file changes, and how two boards are compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from api.answers.json import Json
from api.exchange.data import DataFault
from api.exchange.recognitions import in_force
from api.workflow import Board, Scored
from engine.figures import Mask
from engine.impact import Change, CriterionImpact, GoalImpact, Impact, Review, Side, UnitImpact, changes, impact
from engine.wording.changes import change_sentence

KIND = "KIND_NOT_COVERED"


@dataclass(frozen=True)
class Comparison:
    """Two boards over the same data, compared for a period; targets are measured on ``as_of``."""

    old: Board
    new: Board
    impact: Impact
    faults: tuple[DataFault, ...]
    period: str | None = None
    as_of: date | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    district: str = ""
    """The code of the one district that units are told of; empty: of all."""

    def sentence(self, change: Change) -> str:
        """Say a change of the rules."""
        return change_sentence(change, self.old.criteria, self.new.criteria)


def compared(
    old: Board, new: Board, period: str | None = None, as_of: date | None = None, district: str | None = None
) -> Comparison:
    """Compare two sets over the same figures and decisions: the newest period, and its last day, where not said.

    Where the sets cut their periods differently it is the later last day: the period is over under both. Without a
    row that counts only the rules are compared. The units told of may be those of one ``district`` (a code); goals are
    of all in any case.
    """
    period = period or old.data.newest_period
    if not period:
        rules = Impact(changes=changes(old.criteria, new.criteria))
        return Comparison(old, new, rules, new.data.faults)
    day = as_of or max(board.criteria.period.bounds(period)[1] for board in (old, new))
    was, now = (board.scored(period, day) for board in (old, new))
    recognised = None
    if new.recognitions is not None:
        map_day = now.scores.figures.last_day
        recognised = in_force(new.recognitions, new.criteria, new.register, now.codes, map_day, day)
    only = None if district is None else within(new, now, district)
    return Comparison(
        old=old,
        new=new,
        impact=impact(now.codes, _side(old, was, day), _side(new, now, day), recognised, only),
        faults=_faults(was, now),
        period=period,
        as_of=day,
        names=dict(zip(now.codes, now.names, strict=True)),
        district=district or "",
    )


def within(board: Board, result: Scored, district: str) -> Mask:
    """Tell which of the scored units lie in a district (a code) on the map of their period."""
    units = board.register.on(result.scores.figures.last_day)
    return np.array([code in units and units[code].district == district for code in result.codes], np.bool_)


def _side(board: Board, result: Scored, day: date) -> Side:
    units = board.register.on(result.scores.figures.last_day)
    kinds = tuple(units[code].kind if code in units else None for code in result.codes)
    outside = tuple(
        code in units and not board.register.in_province(board.criteria, units[code]) for code in result.codes
    )
    return Side(result.scores, tuple(board.progress(day)), kinds, outside)


def _faults(old: Scored, new: Scored) -> tuple[DataFault, ...]:
    """Join the faults that either set finds, each once; a kind that only one set covers is an effect, no fault."""
    was, now = ({_place(fault): fault for fault in result.faults} for result in (old, new))
    both = {**now, **was}
    return tuple(fault for place, fault in both.items() if fault.code != KIND or (place in was and place in now))


def _place(fault: DataFault) -> tuple[str | int | None, ...]:
    """Tell faults apart: by place and words, but for a kind, of which each set says other words."""
    words = "" if fault.code == KIND else fault.message
    return fault.code, fault.file, fault.row, fault.column, fault.unit, fault.period, words


def impacted(found: Comparison) -> Json:
    """Give everything that changes; what one of the sets does not have is null in its pair."""
    result = found.impact
    answer: Json = {
        "criteria": [set_of(found.old), set_of(found.new)],
        "period": found.period,
        "as_of": None if found.as_of is None else found.as_of.isoformat(),
        "faults": [fault.as_json() for fault in found.faults],
        "rises": [_moved(each) for each in result.rises],
        "falls": [_moved(each) for each in result.falls],
        "unchanged": result.unchanged,
        "shifts": [_regraded(each) for each in result.shifts],
        "joined": list(result.joined),
        "left": list(result.left),
        "by_criterion": [_criterion(each) for each in result.by_criterion],
        "goals": [_goal(each) for each in result.goals],
        "populations": [{"target": key, "population": list(pair)} for key, pair in result.populations.items()],
        "reviews": [_review(each) for each in result.reviews],
        "changes": [{"criterion": each.criterion, "text": found.sentence(each)} for each in result.changes],
    }
    return answer | ({"sample": True} if found.new.data.sample else {})


def set_of(board: Board) -> Json:
    """Name the file of a board."""
    return {
        "set": board.criteria.set,
        "effective_from": board.criteria.effective_from.isoformat(),
        "digest": board.digest,
        "wording": board.criteria.wording,
    }


def _moved(each: UnitImpact) -> Json:
    return {
        "unit": each.unit,
        "met": list(each.met),
        "possible": list(each.possible),
        "band": list(each.band),
        "because": [shift.criterion for shift in each.because],
    }


def _regraded(each: UnitImpact) -> Json:
    eligible = {level: [str(verdict) for verdict in pair] for level, pair in each.eligible.items()}
    return _moved(each) | {"possible_band": list(each.possible_band), "eligible": eligible}


def _criterion(each: CriterionImpact) -> Json:
    moves = [
        {"verdict": [None if side is None else str(side) for side in pair], "units": count}
        for pair, count in each.moves.items()
    ]
    return {"criterion": each.criterion, "moves": moves}


def _goal(each: GoalImpact) -> Json:
    sides = (each.old, each.new)
    return {
        "target": each.target,
        "place": each.place,
        "reached": [None if side is None else side.reached for side in sides],
        "state": [None if side is None else str(side.state) for side in sides],
    }


def _review(each: Review) -> Json:
    return {"unit": each.unit, "levels": list(each.levels), "review": [str(each.old), str(each.new)]}
