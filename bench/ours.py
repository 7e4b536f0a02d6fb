"""The job as this project does it, and its explanations as text."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from bench.job import PERIOD, Answers, Contender, Job
from engine.explaining import ConditionResult, Explanations, written
from engine.figures import Figures
from engine.scoring import Rules, Scores, score

TEXT_LARGEST = 10_600
"""Units that are ever explained as text at once: every commune of the country before 2025."""


def ready(job: Job) -> Callable[[], Scores]:
    """Make the rules once; the run starts from bare columns."""
    rules = Rules.of(job.criteria)

    def run() -> Scores:
        figures = Figures.of(job.criteria, PERIOD, job.now, job.before)
        return score(rules, figures, job.recognised)

    return run


def answers(scores: Scores) -> Answers:
    """Return what was computed, as it is."""
    return Answers(
        leaves=scores.leaves,
        criteria=scores.criteria,
        vetoes=scores.vetoes,
        met=scores.met,
        possible=scores.possible,
        band=scores.band,
        possible_band=scores.possible_band,
        eligible=np.array(list(scores.eligible.values())),
    )


def ready_to_explain(job: Job) -> Callable[[], int]:
    """Score once; the run writes each criterion and condition of each unit with its figure and shortfall."""
    scores = ready(job)()

    def run() -> int:
        explanations = Explanations(scores)
        return sum(len(_text(explanations, unit)) for unit in range(job.size))

    return run


def _text(explanations: Explanations, unit: int) -> str:
    lines = []
    for criterion in explanations.of(unit):
        lines.append(f"{criterion.id} {criterion.verdict} {written(criterion.shortfall)}")
        lines.extend(_line(condition) for condition in criterion.conditions)
    return "\n".join(lines)


def _line(condition: ConditionResult) -> str:
    return f"{condition.path} {condition.verdict} {condition.actual} {written(condition.shortfall)}"


CONTENDER = Contender("dienhinh", ready, answers)
