"""The cheapest way to lift one unit by so many criteria.

Efforts of criteria add up, so a criterion counts as gained only when it was acted on, even where another's step happens
to serve it: the effort is never understated. Nothing is assumed about side effects: criteria that can disturb each
other, through an indicator, a sum, a consistency rule or a veto, are tried together in every combination, and the
scores tell what came of it. Criteria that can't are added up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np

from engine.conditions import leaves
from engine.planning.acting import Action, acted, actions_of, counted, together
from engine.planning.unknowns import lacking
from engine.rules import MET, UNKNOWN
from engine.scoring import Rules, Scores

MOST_TOGETHER = 12
"""Actions of one unit that are tried in every combination; of more that all disturb each other, the cheapest ones."""
AT_A_TIME = 65_536
"""Trials scored at a time."""


@dataclass(frozen=True, slots=True)
class Lift:
    """Actions on one unit and what they cost together."""

    actions: tuple[Action, ...] = ()
    cost: int = 0


NO_LIFT = Lift()


@dataclass(frozen=True, slots=True)
class Trial:
    """Actions tried together: the criteria gained (less those spoilt), and the vetoes that bite because of them."""

    lift: Lift
    gained: int
    bitten: frozenset[int]


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways to lift one unit: trials in groups that don't disturb each other.

    ``actions`` counts what it can act on; ``unsure`` has the criteria that stay unknown when acted on, with the
    indicators that are missing; ``whole`` is false where there were too many combinations to try them all.
    """

    groups: tuple[tuple[Trial, ...], ...] = ()
    actions: int = 0
    unsure: tuple[tuple[int, tuple[str, ...]], ...] = ()
    whole: bool = True

    def table(self, without: frozenset[int] = frozenset()) -> dict[int, Lift]:
        """Return the cheapest lift for every number of criteria that can be gained; the first on a tie."""
        best = {0: NO_LIFT}
        for group in self.groups:
            trials = [each for each in group if each.gained > 0 and not each.bitten & without]
            for gained, held in list(best.items()):
                for trial in trials:
                    cost = held.cost + trial.lift.cost
                    if (found := best.get(gained + trial.gained)) is None or cost < found.cost:
                        best[gained + trial.gained] = Lift((*held.actions, *trial.lift.actions), cost)
        most = max(best)
        for gained in range(most - 1, 0, -1):
            if gained not in best or best[gained + 1].cost < best[gained].cost:
                best[gained] = best[gained + 1]
        return best


def ways_of(scores: Scores, rows: Iterable[int], usable: frozenset[str] | None = None) -> dict[int, Ways]:
    """Return by row the ways to lift units, acting only on some criteria when told; a unit without any is left out."""
    ties = _Ties(scores.rules)
    grouped = {row: ties.groups(each) for row, each in actions_of(scores, set(rows), usable).items()}
    best: dict[tuple[int, int], dict[tuple[int, frozenset[int]], Trial]] = {}
    unsure: dict[int, list[tuple[int, tuple[str, ...]]]] = {row: [] for row in grouped}
    tried = list(_trials(grouped))
    for (row, group, actions), (gained, bitten, missing) in zip(tried, _gains(scores, tried), strict=True):
        trial = Trial(Lift(actions, sum(each.cost for each in actions)), gained, bitten)
        alike = best.setdefault((row, group), {})
        if (gained, bitten) not in alike or trial.lift.cost < alike[gained, bitten].lift.cost:
            alike[gained, bitten] = trial
        if missing:
            unsure[row].append((actions[0].criterion, missing))
    return {
        row: Ways(
            groups=tuple(tuple(best[row, place].values()) for place in range(len(groups))),
            actions=sum(map(len, groups)),
            unsure=tuple(unsure[row]),
            whole=max(map(len, groups)) <= MOST_TOGETHER,
        )
        for row, groups in grouped.items()
    }


Tried = tuple[int, int, tuple[Action, ...]]
"""A row, the group of its actions, and the actions tried together."""
Gain = tuple[int, frozenset[int], tuple[str, ...]]
"""Criteria gained, vetoes that bite because of it, and the missing indicators that keep a lone action from its end."""


def _trials(grouped: Mapping[int, Sequence[Sequence[Action]]]) -> Iterator[Tried]:
    for row, groups in grouped.items():
        for place, group in enumerate(groups):
            tried = sorted(group, key=lambda each: each.cost)[:MOST_TOGETHER] if len(group) > MOST_TOGETHER else group
            for size in range(1, len(tried) + 1):
                for several in combinations(tried, size):
                    yield row, place, several


def _gains(scores: Scores, tried: Sequence[Tried]) -> Iterator[Gain]:
    before, biting = counted(scores), scores.vetoes == MET
    for start in range(0, len(tried), AT_A_TIME):
        some = tried[start : start + AT_A_TIME]
        rows = [row for row, _, _ in some]
        after = acted(scores, rows, [together(actions) for _, _, actions in some])
        paid = before[:, rows]
        for column, (_, _, actions) in enumerate(some):
            paid[[each.criterion for each in actions], column] = True
        gained = (paid & counted(after)).sum(axis=0) - before[:, rows].sum(axis=0)
        bitten = (after.vetoes == MET) & ~biting[:, rows]
        any_bitten = bitten.any(axis=0)
        for column, (_, _, actions) in enumerate(some):
            vetoes = frozenset(np.flatnonzero(bitten[:, column]).tolist()) if any_bitten[column] else frozenset()
            yield int(gained[column]), vetoes, _still_missing(after, column, actions)


def _still_missing(after: Scores, column: int, actions: Sequence[Action]) -> tuple[str, ...]:
    if len(actions) > 1 or after.criteria[actions[0].criterion, column] != UNKNOWN:
        return ()
    return lacking(after, column, actions[0].criterion)


@dataclass
class _Ties:
    """Which criteria and vetoes read what an action may move, and so which actions can disturb each other."""

    rules: Rules

    def __post_init__(self) -> None:
        self._groups: dict[tuple[tuple[int, frozenset[str]], ...], list[list[int]]] = {}

    @cached_property
    def readers(self) -> dict[str, frozenset[int]]:
        """By indicator, the places of the criteria, then of the vetoes, whose verdict a change of it may move."""
        criteria = self.rules.criteria
        conditions = [*(each.condition for each in criteria.criteria), *(each.when for each in criteria.vetoes)]
        reads = [{key for _, leaf in leaves(each) for key in leaf.indicators} for each in conditions]
        found = {}
        for key in criteria.indicators:
            sums = {each for each, parts in criteria.parts.items() if key in parts}
            ruled = {each: {each, meta.at_most} for each, meta in criteria.indicators.items() if meta.at_most}
            doubted = {each for each, keys in ruled.items() if keys & sums}
            moved = sums | {each for each, parts in criteria.parts.items() if doubted & set(parts)}
            found[key] = frozenset(place for place, keys in enumerate(reads) if keys & moved)
        return found

    def groups(self, actions: Sequence[Action]) -> list[list[Action]]:
        """Part the actions of a unit into groups that have no reader in common."""
        pattern = tuple((each.criterion, frozenset(each.changes)) for each in actions)
        if pattern not in self._groups:
            self._groups[pattern] = self._parted(pattern)
        return [[actions[place] for place in group] for group in self._groups[pattern]]

    def _parted(self, pattern: Sequence[tuple[int, frozenset[str]]]) -> list[list[int]]:
        groups: list[tuple[set[int], list[int]]] = []
        for place, (criterion, keys) in enumerate(pattern):
            readers, members = {criterion}.union(*(self.readers[key] for key in keys)), [place]
            apart = []
            for group in groups:
                if group[0] & readers:
                    readers, members = readers | group[0], group[1] + members
                else:
                    apart.append(group)
            groups = [*apart, (readers, members)]
        return [sorted(members) for _, members in sorted(groups, key=lambda each: min(each[1]))]
