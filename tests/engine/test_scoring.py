from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pytest

from engine import scoring
from engine.criteria import CriteriaSet
from engine.rules import MET, NOT_APPLICABLE, UNKNOWN, UNMET, Codes, Verdict
from engine.scoring import Rules, Scores, reaches, score
from tests.builders import Raw, Row, criteria_set, figures_of, scores_of

FLAG: Raw = {"all": [{"flag": "f"}]}
SECOND: Raw = {"all": [{"flag": "g"}]}
FLAGS: Raw = {"f": "flag", "g": "flag", "h": "flag", "a": "count"}
LEVELS = [
    {"level": "commune", "title": "Cấp xã", "requires": {"band": "full"}},
    {"level": "district", "title": "Cấp huyện", "requires": {"recognised": "commune"}},
    {"level": "province", "title": "Cấp tỉnh", "requires": {"band": "full", "recognised": "district"}},
]
FULL = [
    {"id": "full", "title": "Đạt cả", "criteria_met": 2},
    {"id": "half", "title": "Đạt một", "criteria_met": 1},
]


def many(size: int, bands: Sequence[int]) -> CriteriaSet:
    """A set of ``size`` criteria: the k-th (from 0) is met by a figure above k."""
    return criteria_set(
        {"a": "count"},
        [{"all": [{"count": "a", "more_than": number}]} for number in range(size)],
        bands=[{"id": f"b{count}", "title": "Mức", "criteria_met": count} for count in bands],
    )


def band_ids(scores: Scores) -> list[str]:
    """Return the band of each unit by its sure count."""
    return [scores.band_id(int(index)) for index in scores.band]


def names(codes: Codes) -> list[str]:
    """Return verdict codes as words."""
    return [Verdict.of(int(code)).value for code in codes]


def eligible(
    rows: Sequence[Row],
    recognised: Mapping[str, Sequence[int]] | None = None,
    *,
    vetoes: Sequence[Raw] = (),
    period: str = "2024",
    levels: Sequence[Raw] = LEVELS,
) -> dict[str, list[str]]:
    """Judge the levels of a set of two flags and some vetoes."""
    criteria = criteria_set(FLAGS, [FLAG, SECOND], bands=FULL, vetoes=list(vetoes), recognition=list(levels))
    known = None if recognised is None else {key: np.array(each, np.uint8) for key, each in recognised.items()}
    scores = scores_of(criteria, rows, recognised=known, period=period)
    return {level: names(codes) for level, codes in scores.eligible.items()}


# --------------------------------------------------------------------------------------- counts and bands


@pytest.mark.parametrize("size", [1, 4, 16, 34])
def test_a_set_may_have_any_number_of_criteria(size: int) -> None:
    """Of 1, 4, 16 or 34 criteria every count from none to all comes out, and the full band asks for all."""
    scores = scores_of(many(size, [size]), [{"a": count} for count in range(size + 1)])
    assert scores.met.tolist() == scores.possible.tolist() == list(range(size + 1))
    assert band_ids(scores) == ["below"] * size + [f"b{size}"]


def test_a_band_begins_at_its_count() -> None:
    """A count at a band's bound is in it, one below is in the next band down, below the last is «below»."""
    scores = scores_of(many(16, [16, 13, 10, 9]), [{"a": count} for count in range(17)])
    expected = ["below"] * 9 + ["b9"] + ["b10"] * 3 + ["b13"] * 3 + ["b16"]
    assert band_ids(scores) == expected
    assert [scores.band_id(int(index)) for index in scores.possible_band] == expected


def test_a_set_without_bands_has_every_unit_below() -> None:
    """Without bands every unit stands below."""
    assert band_ids(scores_of(many(2, []), [{"a": 0}, {"a": 2}])) == ["below", "below"]


def test_a_set_may_have_hundreds_of_bands() -> None:
    """With 300 criteria and 300 bands each count has its own band, and none at all is below."""
    scores = scores_of(many(300, range(300, 0, -1)), [{"a": count} for count in (0, 1, 44, 45, 255, 256, 300)])
    assert band_ids(scores) == ["below", "b1", "b44", "b45", "b255", "b256", "b300"]


def test_the_count_is_a_range() -> None:
    """Sure are the met ones, possible the met and the unknown; the bands follow each."""
    criteria = criteria_set(FLAGS, [FLAG, SECOND, {"all": [{"flag": "h"}]}], bands=FULL)
    scores = scores_of(criteria, [{"f": True, "g": False}, {"f": True}, {}, {"f": True, "g": True, "h": False}])
    assert scores.met.tolist() == [1, 1, 0, 2]
    assert scores.possible.tolist() == [2, 3, 3, 2]
    assert band_ids(scores) == ["half", "half", "below", "full"]
    assert [scores.band_id(int(index)) for index in scores.possible_band] == ["full"] * 4


@pytest.mark.parametrize(
    ("counts_as", "met", "possible"),
    [("met", [1, 2, 1, 2], [1, 2, 2, 2]), ("unmet", [0, 1, 0, 0], [0, 1, 1, 0])],
)
def test_a_criterion_that_does_not_apply_counts_as_the_file_says(
    counts_as: str, met: list[int], possible: list[int]
) -> None:
    """A criterion that does not apply is in both counts or in neither, whatever its figures."""
    criteria = criteria_set(FLAGS, [FLAG, SECOND], not_applicable_counts_as=counts_as, bands=FULL)
    rows: list[Row] = [{"f": True, "g": False}, {"f": False, "g": True}, {"f": True}, {}]
    exempt = [["TC01"], ["TC01"], ["TC01"], ["TC01", "TC02"]]
    scores = scores_of(criteria, rows, not_applicable=exempt)
    assert scores.criteria.tolist() == [[NOT_APPLICABLE] * 4, [UNMET, MET, UNKNOWN, NOT_APPLICABLE]]
    assert scores.met.tolist() == met
    assert scores.possible.tolist() == possible


# ------------------------------------------------------------------------------------------ vetoes, levels


def test_a_veto_is_raised_only_by_what_is_known() -> None:
    """A veto is met, unmet or unknown as its condition is; the counts do not change."""
    veto = {"id": "LT1", "title": "Loại trừ", "when": {"count": "a", "more_than": 0}}
    criteria = criteria_set(FLAGS, [FLAG], vetoes=[veto])
    scores = scores_of(criteria, [{"f": True, "a": 1}, {"f": True, "a": 0}, {"f": True}])
    assert names(scores.vetoes[0]) == ["met", "unmet", "unknown"]
    assert scores.met.tolist() == [1, 1, 1]


@pytest.mark.parametrize("when", [{"count": "a", "more_than": 0}, {"all": [{"count": "a", "more_than": 0}]}])
def test_a_veto_blocks_whatever_the_count(when: Raw) -> None:
    """A veto that bites makes every level unmet, an unknown one unknown, an unmet one changes nothing."""
    rows: list[Row] = [{"f": True, "g": True, "a": offences} for offences in (1, 0, None)]
    everywhere = {"commune": [MET] * 3, "district": [MET] * 3}
    veto = {"id": "LT1", "title": "Loại trừ", "when": when}
    expected = ["unmet", "met", "unknown"]
    assert eligible(rows, everywhere, vetoes=[veto]) == dict.fromkeys(("commune", "district", "province"), expected)


def test_a_veto_blocks_the_levels_it_names() -> None:
    """A veto that names levels leaves the others alone."""
    veto = {"id": "LT1", "title": "Loại trừ", "when": {"flag": "h"}, "blocks": ["district", "province"]}
    known = {"commune": [MET], "district": [MET]}
    assert eligible([{"f": True, "g": True, "h": True}], known, vetoes=[veto]) == {
        "commune": ["met"],
        "district": ["unmet"],
        "province": ["unmet"],
    }


def test_an_unknown_veto_never_saves_a_unit_that_fails() -> None:
    """What is unmet stays unmet beside an unknown veto, and two vetoes each count."""
    vetoes = [
        {"id": "LT1", "title": "Loại trừ", "when": {"count": "a", "more_than": 0}},
        {"id": "LT2", "title": "Loại trừ", "when": {"flag": "h"}},
    ]
    rows: list[Row] = [
        {"f": True, "g": False},
        {"f": True, "g": True, "h": True},
        {"f": True, "g": True, "h": False},
    ]
    assert eligible(rows, vetoes=vetoes)["commune"] == ["unmet", "unmet", "unknown"]


def test_a_level_asks_for_a_band() -> None:
    """A level is met when the sure count reaches its band, unmet when not even the possible one does."""
    rows: list[Row] = [{"f": True, "g": True}, {"f": True}, {"f": True, "g": False}, {"g": False}, {}]
    assert eligible(rows)["commune"] == ["met", "unknown", "unmet", "unmet", "unknown"]


def test_a_level_asks_for_a_recognition() -> None:
    """A recognition is required as it is known; without any list of recognitions it is unknown."""
    rows: list[Row] = [{"f": True, "g": True}] * 3
    codes = {"commune": [MET, UNMET, UNKNOWN], "district": [UNMET, MET, MET]}
    assert eligible(rows, codes)["district"] == ["met", "unmet", "unknown"]
    assert eligible(rows)["district"] == ["unknown"] * 3


def test_a_level_may_ask_for_both() -> None:
    """A level that asks for a band and a recognition needs both; what is unmet outweighs what is unknown."""
    rows: list[Row] = [{"f": True, "g": True}, {"f": True, "g": True}, {"f": True}, {"f": True, "g": False}]
    codes = {"commune": [UNMET] * 4, "district": [MET, UNMET, MET, MET]}
    assert eligible(rows, codes)["province"] == ["met", "unmet", "unknown", "unmet"]
    assert eligible(rows)["province"] == ["unknown", "unknown", "unknown", "unmet"]


def test_a_level_that_asks_for_nothing_is_open_to_all() -> None:
    """A level without requirements is met but for a veto."""
    levels = [{"level": "open", "title": "Mở"}]
    assert eligible([{}], levels=levels) == {"open": ["met"]}


@pytest.mark.parametrize(
    ("dates", "period", "in_force"),
    [
        ({"effective_to": "2025-06-30"}, "2024", True),
        ({"effective_to": "2025-06-30"}, "2025", False),
        ({"effective_to": "2024-12-31"}, "2024", True),
        ({"effective_to": "2024-12-30"}, "2024", False),
        ({"effective_from": "2024-12-31"}, "2024", True),
        ({"effective_from": "2025-01-01"}, "2024", False),
        ({"effective_from": "2024-01-01", "effective_to": "2024-06-30"}, "2024", False),
    ],
)
def test_a_level_is_judged_where_it_is_in_force(dates: Raw, period: str, in_force: bool) -> None:  # noqa: FBT001 -- a row of the table
    """A level is judged when it is in force on the period's last day, else left out."""
    level = {"level": "commune", "title": "Cấp xã", "requires": {"band": "full"}} | dates
    assert ("commune" in eligible([{}], levels=[level], period=period)) is in_force


def test_reaches_reads_the_range() -> None:
    """A band is reached for sure, out of reach even with all that is possible, or unknown."""
    criteria = many(3, [2])
    met, possible = np.array([2, 1, 1, 0], np.uint16), np.array([2, 2, 1, 3], np.uint16)
    assert names(reaches(criteria, "b2", met, possible)) == ["met", "unknown", "unmet", "unknown"]


# --------------------------------------------------------------------------------------------------- large


def test_a_large_job_is_done_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seven units in blocks of two, on two threads, score exactly as in one block."""
    veto = {"id": "LT1", "title": "Loại trừ", "when": {"count": "a", "more_than": 3}, "blocks": ["commune"]}
    criteria = criteria_set(
        FLAGS,
        [FLAG, SECOND, {"any": [{"change": "a", "at_most": 0}]}],
        vetoes=[veto],
        bands=FULL,
        recognition=LEVELS,
    )
    rows: list[Row] = [{"f": unit % 2 == 0, "g": None if unit % 3 else True, "a": unit} for unit in range(7)]
    figures = figures_of(criteria, rows, [{"a": 3}] * 7, [["TC02"] if unit == 5 else [] for unit in range(7)])
    known = {"commune": np.array([0, 1, 2, 0, 1, 2, 2], np.uint8), "district": np.full(7, MET, np.uint8)}
    whole = score(Rules.of(criteria), figures, known)
    monkeypatch.setattr(scoring, "BLOCK", 2)
    blocks = score(Rules.of(criteria), figures, known)
    for name in ("leaves", "criteria", "vetoes", "met", "possible", "band", "possible_band"):
        assert getattr(blocks, name).tolist() == getattr(whole, name).tolist(), name
    assert {key: codes.tolist() for key, codes in blocks.eligible.items()} == {
        key: codes.tolist() for key, codes in whole.eligible.items()
    }
    assert len({tuple(column) for column in whole.criteria.T.tolist()}) > 3


def test_no_units_score_to_nothing() -> None:
    """A job without units gives empty arrays, no error."""
    scores = scores_of(many(3, [3]), [])
    assert scores.met.tolist() == []
    assert scores.criteria.shape == (3, 0)


def test_rules_find_the_tests_of_criteria_and_vetoes() -> None:
    """The tests of a criterion are its leaves, depth first; the vetoes come after the last criterion."""
    veto = {"id": "LT1", "title": "Loại trừ", "when": {"flag": "h"}}
    made = Rules.of(
        criteria_set(FLAGS, [{"any": [{"all": [{"flag": "f"}, {"flag": "g"}]}, {"flag": "h"}]}, SECOND], vetoes=[veto])
    )
    assert [[test.path for test in made.tests_of(index)] for index in range(3)] == [
        ["any.0.all.0", "any.0.all.1", "any.1"],
        ["all.0"],
        [""],
    ]
