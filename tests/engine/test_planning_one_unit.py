"""A commune by itself: the cheapest way to its next band, and the figures that would settle its band."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from random import Random

import pytest

from engine.criteria import CriteriaSet
from engine.planning import settling_figures, smallest_lift
from engine.scoring import Scores
from tests.builders import Natural, Raw, criteria_set, scores_of

Row = Mapping[str, Natural]


def a_set(criteria: Sequence[Raw], bands: Iterable[int]) -> CriteriaSet:
    """A set over counts x, y, z, w (y at most z), a flag f, a document p and the sum "all" of x and y."""
    indicators: Raw = dict.fromkeys("xzw", "count") | {"y": {"kind": "count", "at_most": "z"}, "all": ["x", "y"]}
    return criteria_set(
        indicators | {"f": "flag", "p": "document"},
        [{"action": {"title": "Việc"}, **each} for each in criteria],
        bands=[{"id": f"b{count}", "title": "Mức", "criteria_met": count} for count in sorted(bands, reverse=True)],
    )


def count(key: str, least: int, effort: int = 1) -> Raw:
    """A criterion that asks for a count."""
    return {"all": [{"count": key, "at_least": least}], "action": {"title": "Việc", "effort": effort}}


def test_the_smallest_lift() -> None:
    """The next band above the sure count, by the cheapest criteria; none at the top, none where none will do."""
    criteria = a_set([count("x", 5, 3), count("w", 5), count("z", 5)], [3, 2, 1])
    rows: list[Row] = [{"x": 4, "w": 3, "z": 5}, {"x": 5, "w": 5, "z": 5}, {"x": 5}]
    scores = scores_of(criteria, rows)
    lift = smallest_lift(scores, 0)

    assert lift is not None
    assert (lift.met, lift.then, int(lift.effort)) == (1, 2, 2)
    assert [(each.criterion, int(each.add)) for each in lift.steps] == [("TC02", 2)]
    assert smallest_lift(scores, 1) is None
    assert smallest_lift(scores, 2) is None
    other = smallest_lift(scores, 0, frozenset({"TC01"}))
    assert other is not None
    assert other.effort == 3


def test_settling_figures() -> None:
    """A figure settles the band when every value that it can have leaves one band; met or unmet alike."""
    rules = [count("x", 5), {"all": [{"flag": "f"}]}, count("w", 5)]
    two, three = a_set(rules, [2]), a_set(rules, [3])

    assert settling_figures(scores_of(two, [{"x": 5, "f": None, "w": 0}]), 0) == ("f",)
    assert settling_figures(scores_of(two, [{"x": 5, "f": None, "w": None}]), 0) == ()
    assert settling_figures(scores_of(three, [{"x": 5, "f": True, "w": None}]), 0) == ("w",)
    assert settling_figures(scores_of(three, [{"x": 0, "f": None, "w": None}]), 0) == ()


@pytest.mark.parametrize("seed", range(150))
def test_settling_figures_are_those_of_the_brute_force(seed: int) -> None:
    """Trying every figure from 0 to 60, and every day, that keeps the consistency rules finds the same indicators."""
    rng = Random(seed)  # noqa: S311 -- no secret, the same cases each time
    k, share = rng.randint(1, 8), rng.choice([25, 50, 66.6667, 100])
    kinds: list[Raw] = [
        {"count": rng.choice(["x", "y", "w", "all"]), rng.choice(["at_least", "at_most"]): k},
        {"share": rng.sample(["x", "y", "z", "all"], 2), rng.choice(["at_least", "less_than"]): share},
        {"change": rng.choice(["x", "w"]), rng.choice(["at_most", "more_than"]): rng.choice([-50, 0, 50])},
        rng.choice([{"flag": "f"}, {"document": "p"}, {"document": "p", "issued_by": "03-31", "any_time": True}]),
    ]
    rules = [{rng.choice(["all", "any"]): rng.choices(kinds, k=2)} for _ in range(3)]
    criteria = a_set(rules, rng.sample([1, 2, 3], 2) if rng.random() < 0.7 else [1])
    z = rng.randint(0, 9)
    row: dict[str, Natural] = {"x": rng.randint(0, 9), "z": z, "w": rng.randint(0, 9), "y": rng.randint(0, z)}
    issued: Natural = rng.choice(["2024-02-01", "2024-05-01"])
    row |= {"f": rng.random() < 0.5, "p": issued}
    for key in rng.sample(list(row), rng.randint(1, 2)):
        row[key] = None
    before = {"x": rng.randint(0, 9), "w": rng.randint(0, 9)}
    scores = scores_of(criteria, [row], [before])

    assert settling_figures(scores, 0) == tuple(key for key in "xzwyfp" if _settles(criteria, row, before, key, scores))


def _settles(criteria: CriteriaSet, row: Row, before: Row, key: str, scores: Scores) -> bool:
    if row[key] is not None or scores.band[0] == scores.possible_band[0]:
        return False
    values: list[Natural] = [True, False] if key == "f" else list(range(61))
    if key == "p":
        values = [False, *(date(2023, 12, 1) + timedelta(day) for day in range(430))]
    rows = [dict(row) | {key: value} for value in values]
    kept = [each for each in rows if None in (each["y"], each["z"]) or int(str(each["y"])) <= int(str(each["z"]))]
    then = scores_of(criteria, kept, [before] * len(kept))
    return bool((then.band == then.possible_band).all())
