import pytest

from api.pages.marks import bands, of_state, of_verdict
from engine.rules import Verdict
from engine.targets import State
from tests.builders import criteria_set


@pytest.mark.parametrize(
    ("counts", "steps"),
    [
        ([], []),
        ([2], [5, 1]),
        ([3, 2], [5, 3, 1]),
        ([4, 3, 2, 1], [5, 4, 3, 2, 1]),
        ([6, 5, 4, 3, 2, 1], [5, 4, 4, 3, 2, 2, 1]),
    ],
)
def test_bands_share_five_steps(counts: list[int], steps: list[int]) -> None:
    """The highest band is darkest, what is below the last is palest, and no band is darker than one above it."""
    law = criteria_set(
        {"a": "count"},
        [{"all": [{"count": "a", "at_least": 1}]}] * 6,
        bands=[{"id": f"b{count}", "title": f"Đạt từ {count}", "criteria_met": count} for count in counts],
    )

    assert [mark.step for mark in bands(law)] == steps
    assert [mark.id for mark in bands(law)] == [f"b{count}" for count in counts] + ["below"] * bool(counts)


def test_every_mark_has_a_word_and_a_sign_of_its_own() -> None:
    """Verdicts and states are told apart by sign and by word, without any colour."""
    for marks in ([of_verdict(each) for each in Verdict], [of_state(each) for each in State]):
        assert len({mark.sign for mark in marks}) == len({mark.word for mark in marks}) == 4
        assert {mark.kind for mark in marks} == {"met", "unmet", "unknown", "not_applicable"}
