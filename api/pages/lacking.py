"""What a unit lacks, short enough for a cell of the table; its own page says it in full."""

from __future__ import annotations

from dataclasses import dataclass

from api.workflow import Scored
from engine.rules import Verdict
from engine.wording.verdicts import shortfall_words


@dataclass(frozen=True, slots=True)
class Lack:
    """A criterion that is not met, and what it lacks; ``words`` is empty where nothing can cure it."""

    id: str
    words: str


@dataclass(frozen=True, slots=True)
class Lacking:
    """The criteria of a unit that are unmet, unknown and not applicable."""

    unmet: tuple[Lack, ...]
    unknown: tuple[str, ...]
    waived: tuple[str, ...]


def lacking(result: Scored, unit: int) -> Lacking:
    """Gather what the unit at that place lacks."""
    by_verdict: dict[Verdict, list[int]] = {verdict: [] for verdict in Verdict}
    for index, code in enumerate(result.scores.criteria[:, unit]):
        by_verdict[Verdict.of(int(code))].append(index)
    ids = [each.id for each in result.criteria.criteria]
    return Lacking(
        unmet=tuple(
            Lack(ids[index], shortfall_words(result.criteria, result.explanations.shortfall(unit, index)))
            for index in by_verdict[Verdict.UNMET]
        ),
        unknown=tuple(ids[index] for index in by_verdict[Verdict.UNKNOWN]),
        waived=tuple(ids[index] for index in by_verdict[Verdict.NOT_APPLICABLE]),
    )
