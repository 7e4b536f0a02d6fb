"""Verdicts, bands and states as they are shown everywhere: a mark with its word, never a colour alone."""

from __future__ import annotations

from dataclasses import dataclass

from engine.criteria import CriteriaSet
from engine.rules import Verdict
from engine.targets import State
from engine.wording.goals import STATES
from engine.wording.verdicts import MARKS, WORDS

STEPS = 5
"""Steps of the one hue that bands are drawn in, 1 the palest."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A sign, its word, and the class that draws it (met, unmet, unknown, not_applicable)."""

    sign: str
    word: str
    kind: str


@dataclass(frozen=True, slots=True)
class BandMark:
    """A band of the file, or what is below the last one: its id, its title and its step of the hue."""

    id: str
    title: str
    step: int


def of_verdict(verdict: Verdict) -> Mark:
    """Show a verdict."""
    return Mark(MARKS[verdict], WORDS[verdict], str(verdict))


def of_veto(verdict: Verdict) -> Mark:
    """Show a veto, which is met when it bites."""
    words = {Verdict.MET: ("vướng", Verdict.UNMET), Verdict.UNMET: ("không vướng", Verdict.MET)}
    word, kind = words.get(verdict, (WORDS[verdict], verdict))
    return Mark(MARKS[kind], word, str(kind))


def of_eligibility(verdict: Verdict) -> Mark:
    """Show whether a unit may be considered for a level."""
    words = {Verdict.MET: "đủ điều kiện xét", Verdict.UNMET: "chưa đủ điều kiện xét"}
    return Mark(MARKS[verdict], words.get(verdict, WORDS[verdict]), str(verdict))


def of_state(state: State) -> Mark:
    """Show how a goal stands."""
    kind = {State.REACHED: Verdict.MET, State.POSSIBLE: Verdict.UNKNOWN, State.OPEN: Verdict.UNMET}.get(
        state, Verdict.NOT_APPLICABLE
    )
    return Mark(MARKS[kind], STATES[state], str(kind))


def bands(criteria: CriteriaSet) -> tuple[BandMark, ...]:
    """Show the bands as ``Scores.band`` counts them: highest first, then below the last, if there are any."""
    if not criteria.bands:
        return ()
    last = len(criteria.bands)
    shown = [
        BandMark(band.id, band.title, STEPS - round(index * (STEPS - 1) / last))
        for index, band in enumerate(criteria.bands)
    ]
    return (*shown, BandMark("below", f"Dưới {criteria.bands[-1].criteria_met} tiêu chí", 1))
