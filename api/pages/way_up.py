"""What would help a unit most: the fewest steps to the next band, and the one figure that would settle its band."""

from __future__ import annotations

from dataclasses import dataclass

from api.workflow import Scored
from engine.planning import settling_figures, smallest_lift
from engine.wording.numbers import number
from engine.wording.plans import step_words


@dataclass(frozen=True, slots=True)
class WayUp:
    """Sentences about the next band; ``steps`` are the works that together suffice."""

    said: str
    steps: tuple[str, ...]
    settling: tuple[str, ...]
    """Labels of the missing figures each of which settles the band."""


def way_up(result: Scored, place: int) -> WayUp | None:
    """Work out how the unit at that place rises one band; None where the set has no bands."""
    criteria, scores = result.criteria, result.scores
    if not criteria.bands:
        return None
    settling = tuple(criteria.indicators[key].label for key in settling_figures(scores, place))
    band = int(scores.band[place])
    if band == 0:
        return WayUp(f"Đang ở mức cao nhất: {criteria.bands[0].title}.", (), settling)
    wanted = criteria.bands[band - 1]
    head = f"Mức tiếp theo: “{wanted.title}”"
    lift = smallest_lift(scores, place)
    if lift is None:
        return WayUp(f"{head}. Với số liệu trong kỳ chưa có cách nào đủ để lên mức này.", (), settling)
    said = (
        f"{head}. Ít công sức nhất: {number(len(lift.steps))} việc, từ {number(lift.met)} lên {number(lift.then)} "
        f"tiêu chí (công sức {number(lift.effort)})."
    )
    return WayUp(said, tuple(step_words(criteria, each) for each in lift.steps), settling)
