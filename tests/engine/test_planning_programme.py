"""The choice of who is lifted where, by HiGHS, beside trying every choice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import product
from random import Random

import pytest

from engine.planning.programme import LARGEST, Asked, Choice, choose


@pytest.mark.parametrize("seed", range(150))
def test_falls_short_by_the_least_then_costs_the_least(seed: int) -> None:
    """As trying every choice of every unit finds, with goals by district and limits of cost."""
    rng = Random(seed)  # noqa: S311 -- no secret, the same cases each time
    choices = [
        Choice(unit, place, home, rng.randint(1, 9) * rng.choice([1, 50]), district)
        for unit in range(rng.randint(0, 5))
        for home, district in [(rng.randint(1, 3), rng.choice(["A", "B", None]))]
        for place in range(home)
        if rng.random() < 0.8
    ]
    asked = [
        Asked(goal, 2, {"A": rng.randint(1, 2), "B": 1}) if rng.random() < 0.3 else Asked(goal, rng.randint(0, 4))
        for goal in range(rng.randint(0, 3))
    ]
    in_all, by_district = rng.choice([None, None, 10, 100]), rng.choice([None, None, 10, 60])
    found = choose(choices, asked, in_all, by_district)

    made = sum(found.short), sum(each.cost for each in found.choices)
    assert made == _least(choices, asked, in_all, by_district)
    assert found.proven


def test_claims_no_proof_beyond_exact_arithmetic() -> None:
    """Costs that float64 might confuse are chosen among, but nothing is said to be proven."""
    choices = [Choice(0, 0, 1, LARGEST + 1), Choice(1, 0, 1, LARGEST)]

    assert not choose(choices, [Asked(0, 1)]).proven


def _least(
    choices: Sequence[Choice], asked: Sequence[Asked], in_all: int | None, by_district: int | None
) -> tuple[int, int]:
    options: dict[int, list[Choice | None]] = {}
    for each in choices:
        options.setdefault(each.unit, [None]).append(each)
    best = []
    for pick in product(*options.values()):
        made = [each for each in pick if each is not None]
        spent = Counter[str | None]()
        for each in made:
            spent[each.district] += each.cost
        most = max((cost for district, cost in spent.items() if district is not None), default=0)
        if sum(spent.values()) <= (in_all or 10**9) and most <= (by_district or 10**9):
            best.append((sum(_short(made, each) for each in asked), sum(spent.values())))
    return min(best)


def _short(made: Sequence[Choice], asked: Asked) -> int:
    serving = [each for each in made if each.serves(asked.goal)]
    if asked.districts is None:
        return max(0, asked.lacking - len(serving))
    there = Counter(each.district for each in serving)
    return asked.lacking - sum(there[district] >= lacking for district, lacking in asked.districts.items())
