"""JSON of what a merger leaves behind: carried figures with what they were made of, shares, recognitions to decide."""

from __future__ import annotations

from collections.abc import Mapping

from api.answers.json import Json
from api.exchange.before import wanted_before
from api.store.shares import Entered
from api.workflow.board import Board
from api.workflow.inheriting import Heir
from engine.criteria import CriteriaSet
from engine.figures import as_written
from engine.indicators import Indicator
from engine.merging import Carried, Part
from engine.units import Register, UnitKey
from engine.wording.merging import carried_words, share_words


def name_of(register: Register, key: UnitKey) -> str:
    """Name a unit version."""
    unit = register.version(*key)
    return unit.name if unit else f"Đơn vị {key[0]}"


def carried(register: Register, criteria: CriteriaSet, found: Mapping[str, Carried]) -> list[Json]:
    """Give carried figures, an item an indicator."""
    return [_figure(register, key, criteria.indicators[key], each) for key, each in found.items()]


def compared(board: Board, unit: UnitKey, period: str) -> Json:
    """Give what the figures of the period before were made of that changes are measured from; nothing where own."""
    before = f"{int(period) - 1:04}"
    if before not in board.data.periods:
        return {}
    wanted = wanted_before(board.criteria)
    found = {key: each for key, each in board.carried(before, unit).items() if key in wanted and each.is_merged}
    figures = carried(board.register, board.criteria, found)
    return {"carried": {"period": before, "figures": figures}} if figures else {}


def _figure(register: Register, key: str, indicator: Indicator, found: Carried) -> Json:
    return {
        "indicator": key,
        "label": indicator.label,
        "on_merger": indicator.merger,
        "value": None if found.steps is None else as_written(indicator.kind, found.steps),
        "unknown": str(found.unknown) if found.unknown else None,
        "sentence": carried_words(indicator, found, lambda unit: name_of(register, unit)),
        "made_of": [_part(register, indicator, part) for part in found.parts],
    }


def _part(register: Register, indicator: Indicator, part: Part) -> Json:
    code, first_day = part.line.old
    had, gave = (None if steps is None else as_written(indicator.kind, steps) for steps in (part.of.steps, part.gave))
    return {
        "unit": code,
        "first_day": first_day.isoformat(),
        "name": name_of(register, part.line.old),
        "extent": part.line.extent,
        "share": None if part.share is None else f"{part.share.numerator}/{part.share.denominator}",
        "had": had,
        "gives": gave,
        "made_of": [_part(register, indicator, each) for each in part.of.parts],
    }


def share(register: Register, each: Entered) -> Json:
    """Give a share of a split unit."""
    return {
        "id": each.row,
        "unit": each.old[0],
        "first_day": each.old[1].isoformat(),
        "name": name_of(register, each.old),
        "into": each.new[0],
        "into_first_day": each.new[1].isoformat(),
        "into_name": name_of(register, each.new),
        "indicator": each.indicator,
        "share": f"{each.share.numerator}/{each.share.denominator}",
        "words": share_words(each.share),
        "reason": each.reason,
    }


def heir(register: Register, each: Heir) -> Json:
    """Give a unit whose predecessors were recognised: who held what, and what was decided."""
    rule = each.rule
    return {
        "unit": each.unit.code,
        "first_day": each.unit.first_day.isoformat(),
        "name": each.unit.name,
        "state": "undecided" if rule is None else rule.rule,
        "decision": rule.decision if rule else None,
        "decided_on": rule.decided_on.isoformat() if rule else None,
        "indicator": rule.indicator or None if rule else None,
        "period": rule.period or None if rule else None,
        "predecessors": [
            {
                "unit": line.old[0],
                "first_day": line.old[1].isoformat(),
                "name": name_of(register, line.old),
                "extent": line.extent,
                "recognised": [level for level, units in each.held.items() if line.old in units],
            }
            for line in each.lines
        ],
    }
