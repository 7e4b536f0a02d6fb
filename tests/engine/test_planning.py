"""The cheapest plan: what its effort is, what it may count on, what it leaves out, and what it does to the sample."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from api.answers.plan import plan_of
from api.demo import demo_board
from api.workflow import Board
from engine.criteria import CriteriaSet
from engine.planning import Known, Limits, Plan, lifting, plan, smallest_lift
from engine.targets import Population, State
from tests.builders import Natural, Raw, criteria_set, scores_of

FIRST = date(2020, 1, 1)
AS_OF = date(2024, 12, 31)
Row = Mapping[str, Natural]


def a_set(criteria: Sequence[Raw], goals: Sequence[Raw], bands: Iterable[int], **more: Any) -> CriteriaSet:  # noqa: ANN401 -- parts of a file
    """A set over counts x, y, z, w (y at most z), a flag f, a document p and the sum "all" of x and y."""
    indicators = dict.fromkeys("xzw", "count") | {"y": {"kind": "count", "at_most": "z"}, "all": ["x", "y"]}
    return criteria_set(
        {**indicators, "f": "flag", "p": "document"},
        [{"action": {"title": "Việc"}, **each} for each in criteria],
        bands=[{"id": f"b{count}", "title": "Mức", "criteria_met": count} for count in sorted(bands, reverse=True)],
        targets=[{"id": "2025", "due": "2025-12-31", "goals": list(goals)} | more.pop("target", {})],
        **more,
    )


def planned(
    criteria: CriteriaSet,
    rows: Sequence[Row],
    held: Mapping[int, str] | None = None,
    limits: Limits | None = None,
    **known: Any,  # noqa: ANN401 -- what scores_of takes, and the districts
) -> Plan:
    """Plan for the set's target; the units are 00001 and so on, ``held`` tells where each is recognised."""
    districts = known.pop("districts", [None] * len(rows))
    scores = scores_of(criteria, rows, **known)
    places = tuple((place, place) for place in range(len(rows)))
    keys = [(f"{number:05}", FIRST) for number in range(1, len(rows) + 1)]
    recognised = {
        level: np.array([(held or {}).get(place) == level for place, _ in places]) for level in criteria.levels
    }
    population = replace(
        Population.unknown(criteria, keys, districts).with_scores(scores, places), recognised=recognised
    )
    return plan(criteria, criteria.targets[0], population, [Known(scores, places)], AS_OF, limits or Limits())


def steps(found: Plan) -> list[tuple[str, str, str, str, str]]:
    """Return the steps as the JSON has them."""
    return [
        (code, each.criterion, each.indicator, str(each.add), f"{each.effort.normalize():f}")
        for (code, _), lift in found.lifts.items()
        for each in lift.steps
    ]


def count(key: str, least: int, effort: Any = 1) -> Raw:  # noqa: ANN401 -- whatever a file may say
    """A criterion that asks for a count."""
    return {"all": [{"count": key, "at_least": least}], "action": {"title": "Việc", "effort": effort}}


ONE_FULL: Raw = {"band": "b2", "at_least": 1}
LEVELS: list[Raw] = [
    {"level": "commune", "title": "Cấp xã", "requires": {"band": "b2"}},
    {"level": "province", "title": "Cấp tỉnh", "requires": {"recognised": "commune"}},
]


class TestEffort:
    """What a plan costs."""

    def test_is_effort_times_size(self) -> None:
        """The effort of a criterion is its action's, 1 when unsaid, times the sum of the sizes of its shortfall."""
        both: Raw = {"all": [{"count": "x", "at_least": 5}, {"count": "z", "at_most": 1}]}
        found = planned(
            a_set([both | {"action": {"title": "Việc", "effort": 2.5}}, {"all": [{"flag": "f"}]}], [ONE_FULL], [2]),
            [{"x": 3, "z": 4, "f": False}],
        )

        assert steps(found) == [
            ("00001", "TC01", "x", "2", "5"),
            ("00001", "TC01", "z", "-3", "7.5"),
            ("00001", "TC02", "f", "1", "1"),
        ]
        assert (found.effort, found.optimal) == (Decimal("13.5"), True)

    def test_adds_up_where_two_ask_for_one_indicator(self) -> None:
        """Two criteria that ask for one count cost both efforts, though the larger step serves both."""
        found = planned(a_set([count("x", 5, 2), count("x", 8)], [ONE_FULL], [2]), [{"x": 3}])

        assert steps(found) == [("00001", "TC01", "x", "2", "4"), ("00001", "TC02", "x", "5", "5")]
        assert (found.effort, found.optimal) == (Decimal(9), True)
        assert [(lift.met, lift.then) for lift in found.lifts.values()] == [(0, 2)]

    def test_is_exact_in_small_parts(self) -> None:
        """A ten-thousandth of effort decides who is lifted."""
        rows: list[Row] = [{"x": 0, "w": 5}, {"x": 5, "w": 0}]
        found = planned(a_set([count("x", 5, 1.0001), count("w", 5, 1)], [ONE_FULL], [2]), rows)

        assert steps(found) == [("00002", "TC02", "w", "5", "5")]

    def test_nothing_to_do_costs_nothing(self) -> None:
        """A target that is reached asks for no step and no data."""
        found = planned(a_set([count("x", 5), count("w", 5)], [ONE_FULL], [2]), [{"x": 5, "w": 5}, {"x": 5}])

        assert (found.effort, found.optimal, found.lifts, found.needs_data) == (Decimal(0), True, {}, ())

    def test_a_document_is_issued_in_time(self) -> None:
        """A late document is one step, and counts as issued in time for every condition on it."""
        rule: Raw = {"all": [{"document": "p", "issued_by": "03-31"}]}
        found = planned(a_set([rule, {"all": [{"document": "p"}]}], [ONE_FULL], [2]), [{"p": "2024-05-05"}])

        assert steps(found) == [("00001", "TC01", "p", "1", "1")]
        assert found.optimal


class TestSideEffects:
    """Changes that touch other criteria."""

    def test_a_criterion_that_is_spoilt_is_paid_for_or_avoided(self) -> None:
        """Raising x for TC01 spoils TC03, so the dearer TC02 is acted on."""
        cap: Raw = {"all": [{"count": "x", "at_most": 4}]}
        found = planned(a_set([count("x", 5), count("w", 9), cap], [ONE_FULL], [2]), [{"x": 3, "w": 0}])

        assert steps(found) == [("00001", "TC02", "w", "9", "9")]

    def test_what_cannot_be_had_together_is_not_promised(self) -> None:
        """At least 5 and at most 4 of x are never both met: the goal is named, and nothing is done for nothing."""
        cap: Raw = {"all": [{"count": "x", "at_most": 4}]}
        found = planned(a_set([count("x", 5), cap], [ONE_FULL], [2]), [{"x": 3}])

        assert (found.optimal, found.lifts) == (False, {})
        assert [goal.place for goal in found.cannot] == [1]

    def test_a_figure_above_its_limit_counts_for_nothing(self) -> None:
        """Limited by z, y can't rise alone: raising it above would make it unknown, so both rise or neither."""
        alone = a_set([count("y", 5), count("x", 9)], [{"band": "b1", "at_least": 1}], [1])
        row: Row = {"y": 2, "z": 3, "x": 0}

        assert steps(planned(alone, [row])) == [("00001", "TC02", "x", "9", "9")]
        with_limit = a_set([count("y", 5), count("x", 9), count("z", 6)], [ONE_FULL], [2])
        assert steps(planned(with_limit, [row])) == [("00001", "TC01", "y", "3", "3"), ("00001", "TC03", "z", "3", "3")]

    def test_a_derived_sum_moves_by_itself(self) -> None:
        """A step on a sum moves the sum and, with it, the sums over it; its parts stay open."""
        found = planned(a_set([count("all", 9)], [{"band": "b1", "at_least": 1}], [1]), [{"x": 3, "y": 1, "z": 5}])

        assert steps(found) == [("00001", "TC01", "all", "5", "5")]
        assert found.optimal

    def test_a_sum_counts_a_part_as_often_as_it_holds_it(self) -> None:
        """A step of one on x moves a sum that holds x twice by two, past what TC02 allows."""
        kinds: Raw = {"x": "count", "all": ["x"], "twice": ["all", "x"], "w": "count"}
        rules = [count("x", 5), {"all": [{"count": "twice", "at_most": 9}]}, count("w", 9)]
        band: Raw = {"id": "b2", "title": "Mức", "criteria_met": 2}
        target: Raw = {"id": "2025", "due": "2025-12-31", "goals": [ONE_FULL]}
        found = planned(criteria_set(kinds, rules, bands=[band], targets=[target]), [{"x": 4, "w": 0}])

        assert steps(found) == [("00001", "TC03", "w", "9", "9")]

    @pytest.mark.parametrize("key", ["n", "c"])
    def test_a_limit_of_another_kind_holds(self, key: str) -> None:
        """A number may rise to the count that limits it, a count to a number, and nothing above."""
        kinds: Raw = {"z": "count", "n": {"kind": "number", "at_most": "z"}, "c": {"kind": "count", "at_most": "n"}}
        band: Raw = {"id": "b1", "title": "Mức", "criteria_met": 1}
        target: Raw = {"id": "2025", "due": "2025-12-31", "goals": [{"band": "b1", "at_least": 1}]}
        subject: Raw = {"number": "n"} if key == "n" else {"count": "c"}
        row: Row = {"z": 3, "n": 2, "c": 1} if key == "n" else {"z": 9, "n": 3.5, "c": 1}
        for bound, lifted in ((3, True), (3.0001, False)):
            rule: Raw = {"all": [subject | {"at_least": bound}], "action": {"title": "Việc"}}
            found = planned(criteria_set(kinds, [rule], bands=[band], targets=[target]), [row])

            assert found.optimal is lifted

    def test_what_another_step_serves_is_not_gained(self) -> None:
        """Another's step happens to serve a criterion without an action: the goal is reached, but nothing is proven."""
        idle = {"all": [{"count": "x", "at_least": 4}], "action": None}
        found = planned(
            a_set([count("x", 5), idle], [{"band": "b2", "at_least": 1}, {"band": "b1", "at_least": 1}], [1, 2]),
            [{"x": 3}],
        )

        assert steps(found) == [("00001", "TC01", "x", "2", "2")]
        assert ([*found.cannot], found.optimal) == ([], False)

    def test_too_many_that_disturb_each_other_are_not_called_optimal(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Where not every combination was tried, the plan is sound but not called the least."""
        criteria = a_set([count("x", 5, 2), count("x", 8)], [{"band": "b1", "at_least": 1}], [1])
        monkeypatch.setattr(lifting, "MOST_TOGETHER", 1)
        found = planned(criteria, [{"x": 3}])

        assert (found.effort, found.optimal, found.cannot) == (Decimal(4), False, ())


class TestLevels:
    """Goals of recognition."""

    def test_are_planned_as_the_score_that_the_chain_asks(self) -> None:
        """The province asks for the commune's recognition, and that for two criteria; the decision is still needed."""
        criteria = a_set(
            [count("x", 5), count("w", 5)], [{"level": "province", "at_least": 1}], [2], recognition=LEVELS
        )
        found = planned(criteria, [{"x": 4, "w": 5}])

        assert steps(found) == [("00001", "TC01", "x", "1", "1")]
        assert (found.optimal, found.to_recognise) == (True, ((("00001", FIRST), "province"),))

    def test_a_recognised_unit_stands_there_whatever_its_score(self) -> None:
        """Recognised at the level, it counts without a step; recognised below, its score must hold the whole chain."""
        criteria = a_set(
            [count("x", 5), count("w", 5)], [{"level": "province", "at_least": 1}], [2], recognition=LEVELS
        )

        assert planned(criteria, [{"x": 0, "w": 0}], {0: "province"}).lifts == {}
        assert planned(criteria, [{"x": 0, "w": 5}], {0: "commune"}).effort == 5

    @pytest.mark.parametrize(
        ("blocks", "held", "expected"),
        [
            (None, "", "00002"),
            (["commune"], "", "00002"),
            (["province"], "", "00002"),
            (["commune"], "commune", "00001"),  # it holds what the veto blocks
            (["province"], "commune", "00002"),
        ],
    )
    def test_a_veto_keeps_a_unit_out(self, blocks: list[str] | None, held: str, expected: str) -> None:
        """A veto that blocks a level of the chain not yet held leaves the work to the dearer unit."""
        veto: Raw = {"id": "LT1", "title": "Loại", "when": {"count": "z", "more_than": 0}}
        criteria = a_set(
            [count("x", 5), count("w", 5)],
            [{"level": "province", "at_least": 1}],
            [2],
            recognition=LEVELS,
            vetoes=[veto | ({} if blocks is None else {"blocks": blocks})],
        )
        found = planned(criteria, [{"x": 4, "w": 5, "z": 1}, {"x": 0, "w": 5, "z": 0}], {0: held})

        assert [code for code, _ in found.lifts] == [expected]
        assert (found.optimal, found.cannot) == (True, ())

    def test_a_veto_that_bites_is_not_planned_away(self) -> None:
        """A step for a band lifts the veto too, in figures; the unit still doesn't count for the level."""
        veto: Raw = {"id": "LT1", "title": "Loại", "when": {"count": "x", "less_than": 5}}
        goals: list[Raw] = [{"level": "commune", "at_least": 1}, {"band": "b2", "at_least": 1}]
        criteria = a_set([count("x", 5), count("w", 5)], goals, [2], vetoes=[veto], recognition=LEVELS)
        found = planned(criteria, [{"x": 4, "w": 5}])

        assert (found.effort, [goal.place for goal in found.cannot]) == (Decimal(1), [1])

    def test_a_veto_does_not_matter_to_a_band(self) -> None:
        """Bands count criteria alone."""
        veto: Raw = {"id": "LT1", "title": "Loại", "when": {"count": "z", "more_than": 0}}
        criteria = a_set([count("x", 5), count("w", 5)], [ONE_FULL], [2], vetoes=[veto], recognition=LEVELS)

        assert planned(criteria, [{"x": 4, "w": 5, "z": 1}]).effort == 1

    def test_a_step_that_would_raise_a_veto_is_not_taken(self) -> None:
        """More than 9 of x bites: for the level the criterion that asks for 10 is left, for the band it is not."""
        veto: Raw = {"id": "LT1", "title": "Loại", "when": {"count": "x", "more_than": 9}}
        rules = [count("x", 10), count("w", 9), count("z", 9)]
        row: Row = {"x": 9, "w": 0, "z": 9}
        more: Raw = {"vetoes": [veto], "recognition": LEVELS}

        assert planned(a_set(rules, [{"level": "commune", "at_least": 1}], [2], **more), [row]).effort == 9
        assert planned(a_set(rules, [ONE_FULL], [2], **more), [row]).effort == 1

    def test_an_unknown_veto_is_asked_for(self) -> None:
        """What would show whether a veto bites is listed for the unit that the plan counts on."""
        veto: Raw = {"id": "LT1", "title": "Loại", "when": {"count": "z", "more_than": 0}}
        criteria = a_set(
            [count("x", 5), count("w", 5)],
            [{"level": "commune", "at_least": 1}],
            [2],
            vetoes=[veto],
            recognition=LEVELS,
        )
        found = planned(criteria, [{"x": 4, "w": 5}])

        assert [(each.unit[0], each.criterion, each.indicators) for each in found.needs_data] == [
            ("00001", "LT1", ("z",))
        ]

    def test_a_void_goal_is_left_out(self) -> None:
        """A level that has ended asks for nothing; its number stays in the sums of the disjoint reading."""
        ended = [LEVELS[0] | {"effective_to": "2025-06-30"}]
        goals: list[Raw] = [{"level": "commune", "at_least": 1}, {"band": "b1", "at_least": 1}]
        rules = [count("x", 5), count("w", 5)]
        rows: list[Row] = [{"x": 4, "w": 0}, {"x": 3, "w": 0}]
        nested = planned(a_set(rules, goals, [2, 1], recognition=ended), rows)
        disjoint = planned(a_set(rules, goals, [2, 1], recognition=ended, target={"reading": "disjoint"}), rows)

        assert [goal.state for goal in nested.after.goals] == [State.VOID, State.REACHED]
        assert (nested.effort, nested.optimal) == (Decimal(1), True)
        assert (disjoint.effort, disjoint.optimal) == (Decimal(3), True)


class TestGoals:
    """How goals are counted."""

    def test_each_unit_counts_once_in_the_disjoint_reading(self) -> None:
        """One at b2 and one at b1 are two units there, one unit in the nested reading."""
        goals: list[Raw] = [{"band": "b2", "at_least": 1}, {"band": "b1", "at_least": 1}]
        rules, rows = [count("x", 5), count("w", 5)], [{"x": 4, "w": 4}, {"x": 2, "w": 2}]

        assert planned(a_set(rules, goals, [2, 1], target={"reading": "disjoint"}), rows).effort == 2 + 3
        assert planned(a_set(rules, goals, [2, 1]), rows).effort == 2

    def test_in_each_district(self) -> None:
        """The cheapest of each district is lifted; a unit without a district counts in none."""
        rows: list[Row] = [{"x": 4}, {"x": 1}, {"x": 3}, {"x": 4}]
        criteria = a_set([count("x", 5)], [{"band": "b1", "at_least": 1, "per": "district"}], [1])
        found = planned(criteria, rows, districts=["A", "B", "B", None])

        assert [code for code, _ in found.lifts] == ["00001", "00003"]
        assert (found.effort, found.optimal) == (Decimal(3), True)

    def test_among_a_list(self) -> None:
        """Only the units named in the list are lifted for its goal."""
        goals = [{"band": "b1", "at_least": 1, "among": "named"}]
        found = planned(a_set([count("x", 5)], goals, [1], lists={"named": ["00002"]}), [{"x": 4}, {"x": 0}])

        assert [code for code, _ in found.lifts] == ["00002"]

    def test_a_list_without_names_cannot_be_planned(self) -> None:
        """Of a list of which only the size is known nobody is lifted: the goal is named."""
        goals = [{"band": "b1", "at_least": 1, "among": "pilot"}]
        found = planned(a_set([count("x", 5)], goals, [1], lists={"pilot": {"size": 1}}), [{"x": 4}])

        assert ([goal.gap for goal in found.cannot], found.lifts, found.optimal) == ([1], {}, False)

    def test_what_cannot_be_reached_is_named_and_neared(self) -> None:
        """Of three asked, two can be: they are lifted at the least effort, and the goal is named with its gap."""
        rows: list[Row] = [{"x": 4}, {"x": 3}, {}]
        found = planned(a_set([count("x", 5)], [{"band": "b1", "at_least": 3}], [1]), rows)

        assert (found.effort, found.optimal) == (Decimal(3), False)
        assert [(goal.place, goal.reached, goal.gap) for goal in found.cannot] == [(1, 2, 1)]


class TestUnknown:
    """What is not known."""

    def test_is_not_acted_on_and_is_asked_for(self) -> None:
        """An unknown criterion is listed with what is missing, a sum by its parts; what can't matter is not."""
        rules = [count("all", 5), {"any": [{"flag": "f"}, {"count": "w", "at_least": 3}]}, count("z", 1)]
        found = planned(a_set(rules, [{"band": "b3", "at_least": 1}], [3]), [{"x": 1, "w": 0, "z": 0}])

        assert found.lifts == {}
        assert [(each.criterion, each.indicators) for each in found.needs_data] == [("TC01", ("y",)), ("TC02", ("f",))]

    def test_an_action_that_leaves_a_criterion_unknown_is_not_taken(self) -> None:
        """Half of TC01 is lacking, half unknown: doing the half won't make it met, so the other is asked for."""
        rules: list[Raw] = [{"all": [{"count": "x", "at_least": 5}, {"flag": "f"}]}, count("w", 9)]
        found = planned(a_set(rules, [{"band": "b1", "at_least": 1}], [1]), [{"x": 4, "w": 0}])

        assert steps(found) == [("00001", "TC02", "w", "9", "9")]
        assert [(each.criterion, each.indicators) for each in found.needs_data] == [("TC01", ("f",))]

    def test_the_period_before_and_a_total_of_zero_are_named(self) -> None:
        """A change without its earlier figure names its indicator, a share of nothing its total."""
        rules: list[Raw] = [{"all": [{"change": "w", "at_most": 0}]}, {"all": [{"share": ["x", "z"], "at_least": 50}]}]
        found = planned(a_set(rules, [ONE_FULL], [2]), [{"w": 3, "x": 0, "z": 0}], before=[{}])

        assert [(each.criterion, each.indicators) for each in found.needs_data] == [("TC01", ("w",)), ("TC02", ("z",))]

    def test_a_unit_that_could_not_rise_is_not_asked(self) -> None:
        """Even with its unknown criterion met the second unit would reach no goal."""
        rows: list[Row] = [{"x": 4, "w": 5}, {"x": None, "w": 0}]
        rules = [count("x", 5), {"all": [{"count": "w", "at_least": 5}], "action": None}]

        assert planned(a_set(rules, [ONE_FULL], [2]), rows).needs_data == ()


class TestLimits:
    """What an officer allows."""

    ROWS: tuple[Row, ...] = ({"x": 4, "w": 0}, {"x": 3, "w": 0}, {"x": 2, "w": 4})

    @pytest.mark.parametrize(
        ("limits", "effort", "units", "gap"),
        [
            (Limits(), 2, ["00001", "00003"], 0),
            (Limits(leave_out=frozenset({"00001"})), 3, ["00002", "00003"], 0),
            (Limits(only=frozenset({"00001", "00002"})), 3, ["00001", "00002"], 0),
            (Limits(criteria=frozenset({"TC01"})), 3, ["00001", "00002"], 0),
            (Limits(per_unit=Decimal("0.9")), 0, [], 2),
            (Limits(per_unit=Decimal(1)), 2, ["00001", "00003"], 0),
            (Limits(in_all=Decimal("1.5"), leave_out=frozenset({"00003"})), 1, ["00001"], 1),
            (Limits(per_district=Decimal(1), only=frozenset({"00001", "00002"})), 1, ["00001"], 1),
            (Limits(leave_out=frozenset({"00001"}), in_all=Decimal(2)), 1, ["00003"], 1),
        ],
    )
    def test_hold(self, limits: Limits, effort: int, units: list[str], gap: int) -> None:
        """Units and criteria that may not be acted on are not, and nothing is spent beyond what is allowed."""
        criteria = a_set([count("x", 5), count("w", 5)], [{"band": "b1", "at_least": 2}], [1])
        found = planned(criteria, self.ROWS, limits=limits, districts=["A", "A", "A"])

        assert found.effort == effort
        assert [code for code, _ in found.lifts] == units
        assert sum(goal.gap for goal in found.cannot) == gap

    def test_a_unit_left_out_still_counts(self) -> None:
        """Left out of the work, it stands where it stands."""
        found = planned(
            a_set([count("x", 5)], [{"band": "b1", "at_least": 1}], [1]), [{"x": 5}], limits=Limits(only=frozenset())
        )

        assert (found.effort, found.optimal) == (Decimal(0), True)


@pytest.fixture(scope="module")
def board() -> Board:
    """The demonstration's board."""
    return demo_board()


class TestSample:
    """The shipped set over the sample figures (SỐ LIỆU MẪU)."""

    @pytest.mark.parametrize(
        ("target", "effort", "before", "gaps"),
        [
            ("2022", 0, [0], [3]),
            ("2025", 106, [2, 13, 51, 102, 113], [1, 3, 0, 0, 1]),
            ("2030", 0, [13, 6], [0, 4]),
        ],
    )
    def test_targets(self, board: Board, target: str, effort: int, before: list[int], gaps: list[int]) -> None:
        """Each plan has exactly these figures; the first goal of 2025 and the second of 2030 are void."""
        chosen = next(each for each in board.criteria.targets if each.id == target)
        found = plan_of(board, chosen, AS_OF, Limits())

        assert found.effort == effort
        assert [goal.reached for goal in found.before.goals] == before
        assert [goal.gap for goal in found.after.goals] == gaps
        assert [goal.place for goal in found.cannot] == {"2022": [1], "2025": [2, 5], "2030": []}[target]
        assert found.optimal is (target == "2030")

    def test_the_scores_are_those_of_the_population(self, board: Board) -> None:
        """What the plan starts from is what `progress` counts, on every day."""
        for target in board.criteria.targets:
            for day in (date(2022, 12, 31), AS_OF, date(2025, 12, 31)):
                found = plan_of(board, target, day, Limits(only=frozenset()))
                bands = [goal.reached for goal in found.before.goals if goal.goal.band]
                (progress,) = board.progress(day, target.id)

                assert bands[1:] == [goal.reached for goal in progress.goals if goal.goal.band][1:]
                assert found.before.population == progress.population == 139

    def test_one_commune(self, board: Board) -> None:
        """Thị trấn Cao Phong meets 14 of 16 and lacks 16 of effort for the rest."""
        scored = board.scored("2024")
        lift = smallest_lift(scored.scores, scored.codes.index("05089"))

        assert lift is not None
        assert (lift.met, lift.then, str(lift.effort)) == (14, 16, "16")
