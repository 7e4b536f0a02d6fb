"""What a new set changes: units, goals, recognitions and rules; the yardstick is scoring twice and comparing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from engine.conditions import AllOf, AnyOf, SomeOf
from engine.criteria import Band, CriteriaSet, Criterion, Goal, Level, Target, Veto
from engine.impact import Change, Impact, Shift, Side, Subject, UnitImpact, changes, impact
from engine.impact.rules import ASKED, KEYS
from engine.indicators import Indicator
from engine.rules import VERDICTS, Verdict
from engine.targets import Population, TargetProgress, progress
from tests.builders import Raw, Row, criteria_set, exact, raw_set, scores_of
from tests.oracle import Oracle
from tests.populations import CRITERIA, Unit, population, target
from tests.strategies import LEVELS, Case, cases, groups, sets
from tests.strategies import Unit as Figures

CODES = {verdict.value: code for code, verdict in enumerate(VERDICTS)}
FLAGS = {"a": "flag", "b": "flag", "c": "flag", "n": "count"}


def side(raw: Raw, units: Sequence[Figures]) -> Side:
    """Score units with one set."""
    known = {level: np.array([CODES[unit.recognised[level]] for unit in units], np.uint8) for level in LEVELS}
    rows = [unit.now for unit in units], [unit.before for unit in units], [unit.exempt for unit in units]
    return Side(scores_of(CriteriaSet.model_validate(exact(raw)), *rows, known))


def weigh(old: CriteriaSet, new: CriteriaSet, rows: Sequence[Row], exempt: Sequence[Sequence[str]] = ()) -> Impact:
    """Compare two sets over some units called u0, u1 and so on."""
    sides = [Side(scores_of(each, rows, not_applicable=exempt or None)) for each in (old, new)]
    return impact([f"u{place}" for place in range(len(rows))], sides[0], sides[1])


# ----------------------------------------------------------------------------------- scoring twice and comparing


def by_comparing(units: Sequence[Figures], old: Raw, new: Raw) -> dict[str, list[Raw]]:
    """Compare the oracle's answers under both sets, unit by unit."""
    found: dict[str, list[Raw]] = {"rises": [], "falls": [], "same": [], "shifts": []}
    for place, unit in enumerate(units):
        was, now = (Oracle(raw, unit.now, unit.before, unit.exempt, unit.recognised).answer() for raw in (old, new))
        verdicts = [{each["id"]: each["verdict"] for each in answer["criteria"]} for answer in (was, now)]
        ids = dict.fromkeys((*verdicts[0], *verdicts[1]))
        row: Raw = {key: (was[key], now[key]) for key in ("met", "possible", "band", "possible_band")} | {
            "unit": str(place),
            "because": [key for key in ids if verdicts[0].get(key) != verdicts[1].get(key)],
            "eligible": {
                level: (was["eligible"][level], now["eligible"][level])
                for level in was["eligible"]
                if level in now["eligible"] and was["eligible"][level] != now["eligible"][level]
            },
        }
        before, after = ((answer["met"], answer["possible"]) for answer in (was, now))
        found["rises" if after > before else "falls" if after < before else "same"].append(row)
        if before == after and (
            row["eligible"] or any(row[key][0] != row[key][1] for key in ("band", "possible_band"))
        ):
            found["shifts"].append(row)
    return found


def as_row(each: UnitImpact) -> Raw:
    """Write a unit as the comparison does."""
    eligible = {level: (str(pair[0]), str(pair[1])) for level, pair in each.eligible.items()}
    row = {key: getattr(each, key) for key in ("unit", "met", "possible", "band", "possible_band")}
    return row | {"because": [shift.criterion for shift in each.because], "eligible": eligible}


@given(cases(consistent=False), st.data())
def test_impact_is_scoring_twice_and_comparing(case: Case, data: st.DataObject) -> None:
    """For any two sets and figures: who rises, who falls, because of what, who only changes band or eligibility."""
    new = data.draw(sets())
    found = impact([str(place) for place in range(len(case.units))], side(case.raw, case.units), side(new, case.units))
    expected = by_comparing(case.units, case.raw, new)

    assert [as_row(each) for each in found.rises] == expected["rises"]
    assert [as_row(each) for each in found.falls] == expected["falls"]
    assert [as_row(each) for each in found.shifts] == expected["shifts"]
    assert found.unchanged == len(expected["same"])


@given(cases(consistent=False), st.data())
def test_changes_of_verdicts_are_counted_by_criterion(case: Case, data: st.DataObject) -> None:
    """For any two sets: how many units go from which verdict to which, of each criterion that moves, in some units."""
    new, told = data.draw(sets()), [data.draw(st.booleans()) for _ in case.units]
    names = [str(place) for place in range(len(case.units))]
    found = impact(names, side(case.raw, case.units), side(new, case.units), only=np.array(told, np.bool_))
    counted: Counter[tuple[str, str | None, str | None]] = Counter()
    for unit, is_told in zip(case.units, told, strict=True):
        answers = (Oracle(raw, unit.now, unit.before, unit.exempt, unit.recognised).answer() for raw in (case.raw, new))
        was, now = ({each["id"]: each["verdict"] for each in answer["criteria"]} for answer in answers)
        moved = [key for key in dict.fromkeys((*was, *now)) if was.get(key) != now.get(key)]
        counted.update((key, was.get(key), now.get(key)) for key in moved if is_told)

    shown = {
        (each.criterion, *(None if verdict is None else str(verdict) for verdict in pair)): count
        for each in found.by_criterion
        for pair, count in each.moves.items()
    }
    assert shown == counted
    assert {each.unit for each in (*found.rises, *found.falls, *found.shifts)} <= {
        name for name, is_told in zip(names, told, strict=True) if is_told
    }
    assert len(found.rises) + len(found.falls) + found.unchanged == sum(told)


@given(cases(consistent=False), st.data())
def test_the_way_back_is_the_way_there_turned_round(case: Case, data: st.DataObject) -> None:
    """What rises from one set to another falls the way back, with every pair turned round."""
    new = data.draw(sets())
    names = [str(place) for place in range(len(case.units))]
    old_side, new_side = side(case.raw, case.units), side(new, case.units)
    there, back = impact(names, old_side, new_side), impact(names, new_side, old_side)

    assert [turned(as_row(each)) for each in there.rises] == [sorted_row(as_row(each)) for each in back.falls]
    assert [turned(as_row(each)) for each in there.falls] == [sorted_row(as_row(each)) for each in back.rises]
    assert there.unchanged == back.unchanged
    assert len(there.changes) == len(back.changes)


def sorted_row(row: Raw) -> Raw:
    """Forget the order of the criteria, which is that of the set on the left."""
    return row | {"because": sorted(row["because"])}


def turned(row: Raw) -> Raw:
    """Turn every pair of a row round."""
    pairs = {key: value[::-1] for key, value in row.items() if isinstance(value, tuple)}
    return sorted_row(row) | pairs | {"eligible": {key: pair[::-1] for key, pair in row["eligible"].items()}}


@given(cases(consistent=False))
def test_a_draft_equal_to_the_set_in_force_changes_nothing(case: Case) -> None:
    """Nobody moves, and no rule is different."""
    names = tuple(str(place) for place in range(len(case.units)))
    same = side(case.raw, case.units)

    assert impact(names, same, side(case.raw, case.units)) == Impact(unchanged=len(names))


# ------------------------------------------------------------------------------------------------------ units


def flags(*criteria: str, **more: object) -> CriteriaSet:
    """A set of flags, one a criterion, with the ids as given («TC01:a»)."""
    parts = [each.split(":") for each in criteria]
    return criteria_set(FLAGS, [{"id": id_, "all": [{"flag": key}]} for id_, key in parts], **more)


def test_added_and_removed_criteria_count_as_changed() -> None:
    """A criterion of one set alone is among the reasons whatever it comes to, with nothing on its other side."""
    found = weigh(flags("TC01:a", "TC02:b"), flags("TC01:a", "TC03:c"), [{"a": True, "b": True, "c": False}])

    (each,) = found.falls
    assert (each.met, each.possible) == ((2, 1), (2, 1))
    assert each.because == (Shift("TC02", Verdict.MET, None), Shift("TC03", None, Verdict.UNMET))


def test_the_sure_count_decides_and_the_possible_one_breaks_ties() -> None:
    """3 – 3 to 2 – 4 would be a fall; with the same sure count more possible ones are a rise."""
    old, new = flags("TC01:a", "TC02:b"), flags("TC01:a", "TC02:c")
    rows: list[Row] = [
        {"a": True, "b": False, "c": None},  # 1 – 1 to 1 – 2
        {"a": True, "b": None, "c": False},  # 1 – 2 to 1 – 1
        {"a": None, "b": True, "c": None},  # 1 – 2 to 0 – 2
        {"a": False, "b": None, "c": True},  # 0 – 1 to 1 – 1
        {"a": True, "b": None, "c": None},
    ]
    found = weigh(old, new, rows)

    assert [each.unit for each in found.rises] == ["u0", "u3"]
    assert [each.unit for each in found.falls] == ["u1", "u2"]
    assert found.unchanged == 1


def test_many_criteria_do_not_outweigh_one_sure_one() -> None:
    """A unit that trades 300 possible criteria for one sure one rises."""
    wide = {f"f{number}": "flag" for number in range(301)}
    old = criteria_set({**wide, "a": "flag"}, [{"all": [{"flag": key}]} for key in wide])
    new = criteria_set({**wide, "a": "flag"}, [{"all": [{"flag": "a"}]}])
    found = weigh(old, new, [{"a": True}])

    assert [(each.met, each.possible) for each in found.rises] == [((0, 1), (301, 1))]


def test_a_band_that_asks_more_moves_units_whose_count_stays() -> None:
    """Such a unit is unchanged by count, and listed with its bands; the others are not."""
    bands = [[{"id": "b", "title": "Mức", "criteria_met": count}] for count in (1, 2)]
    old, new = (flags("TC01:a", "TC02:b", bands=each) for each in bands)
    rows: list[Row] = [{"a": True, "b": False}, {"a": True, "b": None}, {"a": True, "b": True}]
    found = weigh(old, new, rows)

    assert found.unchanged == 3
    assert [(each.unit, each.band, each.possible_band) for each in found.shifts] == [
        ("u0", ("b", "below"), ("b", "below")),
        ("u1", ("b", "below"), ("b", "b")),
    ]
    assert (found.rises, found.falls) == ((), ())


def test_a_new_veto_takes_eligibility_and_no_count() -> None:
    """A veto that bites under the new set alone shows as a change of eligibility."""
    level = {
        "bands": [{"id": "full", "title": "Đủ", "criteria_met": 1}],
        "recognition": [{"level": "one", "title": "Cấp", "requires": {"band": "full"}}],
    }
    veto = {"id": "LT1", "title": "Loại", "when": {"count": "n", "more_than": 0}}
    old, new = flags("TC01:a", **level), flags("TC01:a", **level, vetoes=[veto])
    rows: list[Row] = [{"a": True, "n": 0}, {"a": True, "n": 1}, {"a": True, "n": None}, {"a": False, "n": 1}]
    found = weigh(old, new, rows)

    assert [(each.unit, each.eligible) for each in found.shifts] == [
        ("u1", {"one": (Verdict.MET, Verdict.UNMET)}),
        ("u2", {"one": (Verdict.MET, Verdict.UNKNOWN)}),
    ]


def test_a_waived_criterion_counted_otherwise() -> None:
    """No verdict changes, so there is no reason among the criteria; which one is counted otherwise is told."""
    sets_ = [flags("TC01:a", "TC02:b", not_applicable_counts_as=counts) for counts in ("met", "unmet")]
    rows: list[Row] = [{"a": True, "b": True}, {"a": True, "b": True}]
    found = weigh(sets_[0], sets_[1], rows, [("TC02",), ()])

    (each,) = found.falls
    assert (each.met, each.because, each.recounted) == ((2, 1), (), ("TC02",))
    assert found.unchanged == 1


def test_units_that_only_one_set_applies_to() -> None:
    """They join or leave and are in no other list; where neither applies, as off the map, both scores are compared."""
    old = flags("TC01:a", applies_to=["xã", "thị trấn"])
    new = flags("TC01:b", applies_to=["xã", "đặc khu"])
    rows: list[Row] = [{"a": False, "b": True}] * 5
    names = ["xa", "tt", "dk", "ph", "off"]
    kinds = ("xã", "thị trấn", "đặc khu", "phường", None)
    sides = [Side(scores_of(each, rows), kinds=kinds) for each in (old, new)]
    found = impact(names, sides[0], sides[1])

    assert (found.joined, found.left) == (("dk",), ("tt",))
    assert [each.unit for each in found.rises] == ["xa", "ph", "off"]
    assert (found.falls, found.unchanged) == ((), 0)


def test_scores_of_other_units_are_refused() -> None:
    """Sides that are not of the same number of units can't be compared."""
    one, two = (Side(scores_of(flags("TC01:a"), [{"a": True}] * size)) for size in (1, 2))
    for sides in ((one, two), (two, one), (one, one)):
        with pytest.raises(ValueError, match="these units"):
            impact(["x", "y"], *sides)


def test_no_units_at_all() -> None:
    """Nothing to compare is nothing changed, and the rules are still told."""
    found = weigh(flags("TC01:a"), flags("TC01:b"), [])

    assert (found.rises, found.falls, found.unchanged) == ((), (), 0)
    assert len(found.changes) == 2


# ------------------------------------------------------------------------------------------ goals and reviews


def measured(*told: tuple[TargetProgress, ...]) -> Impact:
    """Compare two lists of progress over one set and no units."""
    sides = [Side(scores_of(CRITERIA, []), targets) for targets in told]
    return impact([], sides[0], sides[1])


def at(goals: Sequence[Raw], units: Population, id_: str = "2025") -> TargetProgress:
    """Measure a target with these goals."""
    return progress(CRITERIA, target(*goals, id=id_), units, date(2024, 12, 31))


def test_goals_that_move() -> None:
    """A goal is told when what is reached or its state changes; one that one set alone has is always told."""
    bands = [{"band": f"b{count:02}", "at_least": 1} for count in (16, 13, 10)]
    before = population([Unit(13, 13), Unit(9, 9)])
    after = population([Unit(13, 16), Unit(10, 10)])
    other = [{"band": "b09", "at_least": 1}]
    old = (at(bands, before), at(other, before, "2022"))
    new = (at([*bands, {"band": "b09", "at_least": 9}], after), at(other, before, "2030"))
    found = measured(old, new)

    assert [
        (each.target, each.place, *((goal and (goal.reached, str(goal.state))) for goal in (each.old, each.new)))
        for each in found.goals
    ] == [
        ("2025", 1, (0, "open"), (0, "possible")),
        ("2025", 3, (1, "open"), (2, "open")),
        ("2025", 4, None, (2, "open")),
        ("2022", 1, (2, "reached"), None),
        ("2030", 1, None, (2, "reached")),
    ]
    assert found.populations == {}


def test_a_target_that_counts_other_units() -> None:
    """When the number of units counted changes, that is told beside the goals."""
    goals = [{"band": "b09", "at_least": 3}]
    found = measured((at(goals, population([Unit(9)] * 3)),), (at(goals, population([Unit(9)] * 2)),))

    assert found.populations == {"2025": (3, 2)}
    assert [(each.old and each.old.reached, each.new and each.new.reached) for each in found.goals] == [(3, 2)]


def test_recognitions_that_newly_come_up_for_review() -> None:
    """Only recognised units, only those that the new rule brings up more surely than the old one; left ones never."""
    level = {"recognition": [{"level": "one", "title": "Cấp"}, {"level": "two", "title": "Cấp"}]}
    rows: list[Row] = [
        {"a": False, "b": True},  # up under both
        {"a": True, "b": False},  # newly
        {"a": True, "b": None},  # newly possible
        {"a": None, "b": False},  # possible before, now sure
        {"a": True, "b": False},  # not recognised
        {"a": True, "b": True},
        {"a": True, "b": False},  # newly, of a kind that joins
        {"a": True, "b": False},  # of a kind that leaves
        {"a": False, "b": True},  # of a kind that joins: the old rule was not for it
    ]
    kinds = ("xã",) * 6 + ("phường", "thị trấn", "phường")
    sides = [
        Side(scores_of(flags("TC01:a", "TC02:b", applies_to=applies, revocation=rule, **level), rows), kinds=kinds)
        for rule, applies in (
            ({"or_unmet": ["TC01"]}, ["xã", "thị trấn"]),
            ({"or_unmet": ["TC01", "TC02"]}, ["xã", "phường"]),
        )
    ]
    held = np.array([2, 2, 2, 2, 0, 2, 2, 2, 2], np.uint8)
    recognised = {"one": held, "two": np.array([0, 2, 0, 0, 0, 0, 0, 0, 0], np.uint8), "gone": held}
    found = impact([f"u{place}" for place in range(9)], sides[0], sides[1], recognised)

    assert [(each.unit, each.levels, str(each.old), str(each.new)) for each in found.reviews] == [
        ("u1", ("one", "two"), "unmet", "met"),
        ("u2", ("one",), "unmet", "unknown"),
        ("u3", ("one",), "unknown", "met"),
        ("u6", ("one",), "unmet", "met"),
        ("u8", ("one",), "unmet", "met"),
    ]


def test_a_set_without_a_rule_of_review() -> None:
    """A rule that is new brings units up; one that goes brings none."""
    level = {"recognition": [{"level": "one", "title": "Cấp"}]}
    without, with_rule = flags("TC01:a", **level), flags("TC01:a", revocation={"or_unmet": ["TC01"]}, **level)
    sides = [Side(scores_of(each, [{"a": False}])) for each in (without, with_rule)]
    held = {"one": np.array([2], np.uint8)}

    assert [each.unit for each in impact(["x"], sides[0], sides[1], held).reviews] == ["x"]
    assert impact(["x"], sides[1], sides[0], held).reviews == ()
    assert impact(["x"], sides[0], sides[1]).reviews == ()


# -------------------------------------------------------------------------------------------------- the rules

NOT_RULES = {
    CriteriaSet: {"effective_from", "status", "note", "examples", "stands_on"},
    Indicator: set(),
    Criterion: {"note", "examples"},
    Veto: {"note"},
    Band: {"note"},
    Level: {"note"},
    Target: {"note"},
    Goal: {"note"},
}
"""What is left out on purpose."""
INSIDE = {
    CriteriaSet: {"indicators", "criteria", "vetoes", "bands", "recognition", "targets", "lists"},
    Indicator: {"on_merger"},  # compared as ``merger``, its default filled in
    Criterion: {"id", "all", "any", "at_least", "of"},
    Veto: {"id", "when"},
    Band: {"id"},
    Level: {"level"},
    Target: {"id", "goals"},
    Goal: set(ASKED),
}
"""What parts are matched by, or compared part by part."""


@pytest.mark.parametrize(
    ("model", "subject"),
    [
        (CriteriaSet, Subject.SET),
        (Indicator, Subject.INDICATOR),
        (Criterion, Subject.CRITERION),
        (Veto, Subject.VETO),
        (Band, Subject.BAND),
        (Level, Subject.LEVEL),
        (Target, Subject.TARGET),
        (Goal, Subject.GOAL),
    ],
)
def test_no_key_of_a_file_is_overlooked(model: type[BaseModel], subject: Subject) -> None:
    """Every key that a file may hold is compared, or left out by name."""
    compared = {"on_merger" if key == "merger" else key for key in KEYS[subject]}
    known = compared | NOT_RULES[model] | INSIDE[model]

    assert known == set(model.model_fields)


def told(old: Raw, new: Raw) -> list[tuple[str, object, object]]:
    """List the changes of one criterion's group: the key, what was and what will be."""
    sets_ = [criteria_set({**FLAGS, "m": "count"}, [each]) for each in (old, new)]
    found = changes(sets_[0], sets_[1])
    assert {(each.subject, each.id, each.criterion) for each in found} <= {(Subject.CRITERION, "TC01", "TC01")}
    return [(each.key, each.old, each.new) for each in found]


def read(raw: Raw | None) -> object:
    """Read a condition as a file has it."""
    return raw and AllOf.model_validate({"all": [raw]}).all[0]


A, B, C = {"flag": "a"}, {"flag": "b"}, {"flag": "c"}
N3, N4, M3 = {"count": "n", "at_least": 3}, {"count": "n", "at_least": 4}, {"count": "m", "at_least": 3}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"all": [A, N3]}, {"all": [A, N3]}, []),
        ({"all": [A, N3]}, {"all": [N3, A]}, []),  # the order says nothing
        ({"all": [A]}, {"any": [A]}, []),  # of one condition all is any
        ({"all": [A, B]}, {"at_least": 2, "of": [A, B]}, []),
        ({"any": [A, B]}, {"at_least": 1, "of": [A, B]}, []),
        ({"all": [{"all": [A]}, B]}, {"all": [A, B]}, []),
        ({"all": [A, N3]}, {"all": [A, N4]}, [("bound", N3, N4)]),
        ({"all": [N3, N3]}, {"all": [N4, N3]}, [("bound", N3, N4)]),
        (
            {"all": [N3, N4]},
            {"all": [N4, {"count": "n", "at_least": 5}]},
            [("bound", N3, {"count": "n", "at_least": 5})],
        ),
        ({"all": [A]}, {"all": [{"flag": "a", "is": False}]}, [("condition", A, {"flag": "a", "is": False})]),
        ({"all": [A]}, {"all": [A, B]}, [("condition", None, B)]),
        ({"any": [A]}, {"any": [A, B]}, [("needed", {"all": [A]}, {"any": [A, B]}), ("condition", None, B)]),
        ({"all": [{"all": [A, B]}]}, {"all": [A, B]}, []),
        ({"any": [{"all": [A, B]}, {"all": [A, C]}]}, {"any": [{"all": [C, A]}, {"all": [B, A]}]}, []),
        ({"all": [A, {"flag": "a"}]}, {"all": [A]}, [("condition", A, None)]),
        ({"all": [{"share": ["n", "m"], "at_least": 70}]}, {"all": [{"share": ["n", "m"], "at_least": 70.0}]}, []),
        ({"all": [A, B]}, {"all": [B]}, [("condition", A, None)]),
        ({"all": [N3]}, {"all": [M3]}, [("condition", N3, None), ("condition", None, M3)]),
        ({"all": [A, B]}, {"any": [A, B]}, [("needed", {"all": [A, B]}, {"any": [A, B]})]),
        (
            {"all": [A, N3]},
            {"all": [A, {"any": [N3, B]}]},
            [("needed", {"all": [N3]}, {"any": [N3, B]}), ("condition", None, B)],
        ),
        (
            {"at_least": 2, "of": [A, B, C]},
            {"at_least": 1, "of": [A, B]},
            [
                ("needed", {"at_least": 2, "of": [A, B, C]}, {"at_least": 1, "of": [A, B]}),
                ("condition", C, None),
            ],
        ),
        ({"all": [{"any": [A, N3]}, B]}, {"all": [B, {"any": [N4, A]}]}, [("bound", N3, N4)]),
        ({"all": [A, {"any": [B, C]}]}, {"all": [A]}, [("condition", {"any": [B, C]}, None)]),
    ],
)
def test_conditions_are_matched_by_place_form_and_subject(old: Raw, new: Raw, expected: list[Any]) -> None:
    """What was only written another way is no change; what changes is told once, at the smallest part."""
    assert told(old, new) == [(key, read(was), read(now)) for key, was, now in expected]


small = groups(st.sampled_from([A, B, {"flag": "b", "is": False}, N3, N4]), 1)


@given(small, small)
def test_there_is_a_change_exactly_where_the_conditions_ask_something_else(old: Raw, new: Raw) -> None:
    """Over a few conditions, often equal: no change is overlooked, and none is made up."""
    was, now = (criteria_set({**FLAGS, "m": "count"}, [each]).criteria[0].condition for each in (old, new))

    assert (told(old, new) == []) == (simple(was) == simple(now))


def simple(condition: Any) -> Any:  # noqa: ANN401 -- a condition, or what it comes to
    """Write a condition so that two are equal when they differ in order or manner of writing alone."""
    if not isinstance(condition, AllOf | AnyOf | SomeOf):
        return condition.model_dump_json()
    if len(condition.parts) == 1:
        return simple(condition.parts[0])
    return condition.needed, sorted(map(repr, map(simple, condition.parts)))


def test_each_part_is_told_with_its_keys() -> None:
    """Indicators, vetoes, bands, levels, targets, goals, lists and the set itself: added, removed and changed."""
    old = raw_set(
        {"a": "flag", "n": {"kind": "count", "label": "Số"}, "x": "count"},
        [{"all": [{"flag": "a"}], "action": {"title": "Làm", "effort": 2}}],
        vetoes=[{"id": "LT1", "title": "Loại", "when": {"flag": "a"}}],
        bands=[{"id": "full", "title": "Đủ", "criteria_met": 1}],
        recognition=[{"level": "one", "title": "Cấp"}],
        targets=[{"id": "t", "due": "2025-12-31", "goals": [{"level": "one", "at_least": 2}]}],
        lists={"pilot": {"size": 9}, "named": ["00001", "00002"]},
    )
    new = raw_set(
        {"a": "flag", "n": {"kind": "count", "label": "Số mới", "on_merger": "sum"}, "y": "flag"},
        [{"all": [{"flag": "a"}], "action": {"title": "Làm", "effort": 3}}],
        title="Bộ mới",
        vetoes=[{"id": "LT1", "title": "Loại", "when": {"flag": "a", "is": False}, "blocks": ["one"]}],
        bands=[{"id": "full", "title": "Đủ", "criteria_met": 0}],
        recognition=[{"level": "one", "title": "Cấp", "effective_to": "2025-06-30"}],
        revocation={"unmet_share_at_least": 50},
        targets=[
            {
                "id": "t",
                "due": "2026-12-31",
                "goals": [{"level": "one", "at_least": 3, "basis": "Điều 1"}, {"band": "full", "at_least": 1}],
            }
        ],
        lists={"named": ["00002", "00001"], "more": ["00003"]},
    )
    found = changes(*(CriteriaSet.model_validate(each) for each in (old, new)))

    assert [
        (str(each.subject), each.id, each.key, each.place, each.old is None, each.new is None) for each in found
    ] == [
        ("set", "", "title", 0, False, False),
        ("set", "", "revocation", 0, True, False),
        ("indicator", "n", "label", 0, False, False),
        ("indicator", "x", "", 0, False, True),
        ("indicator", "y", "", 0, True, False),
        ("criterion", "TC01", "action", 0, False, False),
        ("veto", "LT1", "blocks", 0, True, False),
        ("veto", "LT1", "condition", 0, False, False),
        ("band", "full", "criteria_met", 0, False, False),
        ("level", "one", "effective_to", 0, True, False),
        ("target", "t", "due", 0, False, False),
        ("goal", "t", "goal", 1, False, False),
        ("goal", "t", "basis", 1, True, False),
        ("goal", "t", "", 2, True, False),
        ("list", "pilot", "", 0, False, True),
        ("list", "more", "", 0, True, False),
    ]
    assert [each.criterion for each in found if each.criterion] == ["TC01"]


def test_notes_examples_and_the_first_day_are_no_change() -> None:
    """A file copied for a new day, a draft with new notes and examples, changes no rule."""
    one: list[Raw] = [{"all": [{"flag": "a"}]}]
    two = [one[0] | {"note": "Ghi chú", "examples": [{"given": {"a": True}, "verdict": "met"}]}]
    old = criteria_set(FLAGS, one, status="published")
    new = criteria_set(FLAGS, two, status="draft", effective_from="2025-07-01")

    assert changes(old, new) == ()


def test_a_change_is_a_value() -> None:
    """Changes can be compared and kept: equal when all they say is equal."""
    assert Change(Subject.BAND, "b", "title", "A", "B") == Change(Subject.BAND, "b", "title", "A", "B")
    assert Change(Subject.BAND, "b", "title", "A", "B").criterion is None
