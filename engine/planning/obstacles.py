"""Why a goal stays out of reach: for each unit that does not stand there, what keeps it below."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from engine.figures import Mask
from engine.planning.lifting import Ways
from engine.planning.plans import Limits, Obstacle, Why
from engine.planning.standing import Ground, Judged
from engine.rules import UNMET
from engine.scoring import Scores
from engine.shortfalls import cures_of_criterion
from engine.units import UnitKey

NO_WAYS = Ways()


@dataclass(frozen=True)
class Field:
    """What a plan knew of its units: ``homes`` are the places where they stand when it is done, by place.

    ``most`` is the cost that one unit may be asked, None without a limit.
    """

    ground: Ground
    now: Judged
    scored: Mapping[int, tuple[Scores, int]]
    ways: Mapping[int, Ways]
    homes: Mapping[int, int]
    limits: Limits
    most: int | None

    def obstacles(self, index: int) -> Iterator[Obstacle]:
        """Say what keeps units from the goal of an index, reason by reason."""
        below = [place for place, home in sorted(self.homes.items()) if home > index]
        whys = {place: self.why(index, place) for place in below}
        for why in Why:
            places = [place for place in below if whys[place] is why]
            if places:
                stuck = self._stuck(places) if why is Why.OUT_OF_REACH else ()
                yield Obstacle(index + 1, why, tuple(map(self._key, places)), stuck)

    def why(self, index: int, place: int) -> Why:
        """Say what keeps one unit from a goal."""
        asks = self.ground.asks(index, place)
        if asks is None:
            return Why.NOT_LISTED
        if self.now.biting[list(asks.vetoes), place].any():
            return Why.VETOED
        if place not in self.scored:
            return Why.NO_DATA
        if not self.limits.allows(self._key(place)[0]):
            return Why.LEFT_OUT
        ways = self.ways.get(place, NO_WAYS)
        lift = ways.table(asks.vetoes).get(asks.count - int(self.now.met[place]))
        if lift is not None:
            return Why.TOO_DEAR if self.most is not None and lift.cost > self.most else Why.NOT_CHOSEN
        return Why.NO_DATA if int(self.now.possible[place]) + ways.actions >= asks.count else Why.OUT_OF_REACH

    def _key(self, place: int) -> UnitKey:
        return self.ground.population.keys[place]

    def _stuck(self, places: list[int]) -> tuple[tuple[str, int], ...]:
        """Count the unmet criteria of units that nothing can be done about, most often first."""
        found: Counter[str] = Counter()
        for place in places:
            scores, row = self.scored[place]
            found.update(key for key, stuck in self._hopeless[id(scores)].items() if stuck[row])
        order = [each.id for each in self.ground.criteria.criteria]
        return tuple(sorted(found.items(), key=lambda pair: (-pair[1], order.index(pair[0]))))

    @cached_property
    def _hopeless(self) -> dict[int, dict[str, Mask]]:
        """By scores, then by criterion: the units that don't meet it and can't be brought to."""
        several = {id(scores): scores for scores, _ in self.scored.values()}
        return {key: dict(self._hopeless_in(scores)) for key, scores in several.items()}

    def _hopeless_in(self, scores: Scores) -> Iterator[tuple[str, Mask]]:
        for index, criterion in enumerate(scores.rules.criteria.criteria):
            stuck: Mask = scores.criteria[index] == UNMET
            usable = self.limits.criteria is None or criterion.id in self.limits.criteria
            if criterion.action is not None and usable:
                units, cures = cures_of_criterion(scores, index)
                stuck = stuck.copy()
                stuck[units[np.flatnonzero(cures.curable)]] = False
            yield criterion.id, stuck
