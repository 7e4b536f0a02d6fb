"""Which recognitions come up for review, by the share of unmet criteria or by a criterion that must not fail."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.criteria import CriteriaSet
from engine.reviewing import under_review
from engine.rules import VERDICTS
from tests.builders import Natural, Raw, criteria_set, exact, scores_of
from tests.oracle import Oracle
from tests.strategies import Case, cases

FLAGS = ("a", "b", "c", "d", "e", "f")
HALF: Raw = {"unmet_share_at_least": 50}


def flags(rule: Raw | None, count: int = 4, **more: object) -> CriteriaSet:
    """A set of so many criteria, a flag each, with a rule of revocation."""
    keys = FLAGS[:count]
    rules = {} if rule is None else {"revocation": rule}
    return criteria_set(dict.fromkeys(keys, "flag"), [{"all": [{"flag": key}]} for key in keys], **rules, **more)


def review(criteria: CriteriaSet, answers: str, exempt: tuple[str, ...] = ()) -> str:
    """Say whether a unit with these answers («+» yes, «-» no, «?» missing) is up for review."""
    told: dict[str, Natural] = {"+": True, "-": False, "?": None}
    row = {key: told[sign] for key, sign in zip(criteria.indicators, answers, strict=True)}
    codes = under_review(scores_of(criteria, [row], not_applicable=[exempt]))
    assert codes is not None
    return VERDICTS[codes[0]].value


def test_a_set_without_a_rule_reviews_nobody() -> None:
    """None, not «no»: the set does not say."""
    assert under_review(scores_of(flags(None), [{"a": False}])) is None


def test_a_rule_that_asks_nothing_reviews_nobody() -> None:
    """An empty rule is a rule: nobody is up, for sure, whatever is missing."""
    assert [review(flags({}), answers) for answers in ("----", "????")] == ["unmet", "unmet"]


@pytest.mark.parametrize(
    ("share", "answers", "verdict"),
    [
        (50, "-+++", "unmet"),
        (50, "--++", "met"),
        (50, "--+++", "unmet"),  # 40 %
        (50, "---++", "met"),
        (33.3333, "-++", "met"),  # 33,33… % is more than 33,3333 %
        (33.3334, "-++", "unmet"),
        (16.6667, "-+++++", "unmet"),  # 16,66… % is less than 16,6667 %
        (16.6666, "-+++++", "met"),
        (0, "++++", "met"),
        (-1, "++++", "met"),
        (100, "---+", "unmet"),
        (100, "----", "met"),
        (100.0001, "----", "unmet"),
        (10**20, "----", "unmet"),
    ],
)
def test_the_share_is_exact(share: float, answers: str, verdict: str) -> None:
    """The share of unmet criteria of all is compared as a fraction: at its bound, and one step beside it."""
    assert review(flags({"unmet_share_at_least": share}, len(answers)), answers) == verdict


@pytest.mark.parametrize(
    ("answers", "verdict"),
    [("?+++", "unmet"), ("??++", "unknown"), ("-?++", "unknown"), ("--??", "met"), ("-???", "unknown")],
)
def test_missing_figures_make_it_possible(answers: str, verdict: str) -> None:
    """Unknown only while the missing figures could bring the share about."""
    assert review(flags(HALF), answers) == verdict


@pytest.mark.parametrize(
    ("answers", "verdict"),
    [("+-++", "met"), ("-+++", "unmet"), ("+?++", "unknown"), ("++-+", "unmet"), ("+++-", "met"), ("?+++", "unmet")],
)
def test_one_of_the_listed_criteria_is_enough(answers: str, verdict: str) -> None:
    """The second or the fourth alone brings a unit up; the others only by the share."""
    assert review(flags({**HALF, "or_unmet": ["TC02", "TC04"]}), answers) == verdict


def test_a_listed_criterion_without_a_share() -> None:
    """Where the rule names criteria alone, any number of others may fail."""
    rule = flags({"or_unmet": ["TC01"]})
    assert [review(rule, answers) for answers in ("+---", "----", "?---")] == ["unmet", "met", "unknown"]


@pytest.mark.parametrize(("counts", "verdict"), [("met", "unmet"), ("unmet", "met")])
def test_what_does_not_apply_counts_as_the_set_says(counts: str, verdict: str) -> None:
    """A waived criterion is met or unmet for the share and for the list, whatever its figures."""
    half = flags(HALF, not_applicable_counts_as=counts)
    listed = flags({"or_unmet": ["TC01"]}, not_applicable_counts_as=counts)
    assert review(half, "?+?-", ("TC01",)) == ("unknown" if counts == "met" else "met")
    assert review(half, "-++-", ("TC01",)) == verdict
    assert review(listed, "++++", ("TC01",)) == verdict
    assert review(listed, "-+++", ("TC01",)) == verdict


def expected(raw: Raw, answer: Raw) -> str:
    """Read the rule aloud over the verdicts of one unit: sure when sure, no when even the unknown can't."""
    exempt = "unmet" if raw["not_applicable_counts_as"] == "unmet" else "met"
    verdicts = {each["id"]: each["verdict"].replace("not_applicable", exempt) for each in answer["criteria"]}

    def up(unmet: set[str]) -> bool:
        share = Fraction(100 * sum(verdict in unmet for verdict in verdicts.values()), len(verdicts))
        rule = raw["revocation"]
        asked = rule.get("unmet_share_at_least")
        return (asked is not None and share >= Fraction(str(asked))) or any(
            verdicts[key] in unmet for key in rule.get("or_unmet", [])
        )

    if up({"unmet"}):
        return "met"
    return "unknown" if up({"unmet", "unknown"}) else "unmet"


@given(cases(consistent=False), st.data())
def test_reviews_are_what_the_verdicts_say(case: Case, data: st.DataObject) -> None:
    """For any set and figures the codes are the rule read over the verdicts of the oracle."""
    ids = [each["id"] for each in case.raw["criteria"]]
    share = st.sampled_from([0, 20, 33.3333, 40, 50, 66.6667, 100])
    rules = st.fixed_dictionaries(
        {}, optional={"unmet_share_at_least": share, "or_unmet": st.lists(st.sampled_from(ids), max_size=2)}
    )
    raw: Raw = {**case.raw, "revocation": data.draw(rules)}
    criteria = CriteriaSet.model_validate(exact(raw))
    codes = under_review(
        scores_of(
            criteria,
            [unit.now for unit in case.units],
            [unit.before for unit in case.units],
            [unit.exempt for unit in case.units],
        )
    )
    assert codes is not None
    answers = [Oracle(raw, unit.now, unit.before, unit.exempt).answer() for unit in case.units]
    assert [VERDICTS[code].value for code in codes] == [expected(raw, answer) for answer in answers]
