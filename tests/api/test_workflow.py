"""A board: figures, units and decisions put together, across the merger of 2025 and over several days."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from api.exchange.data import read_data
from api.exchange.register import load_register
from api.workflow.board import MOST_KEPT, Board
from engine.checking import check
from engine.criteria import CriteriaSet, Target
from engine.rules import MET, UNMET
from engine.targets import Population, Recognition
from engine.units import Register
from tests.api.conftest import HEADING, SMALL

REGISTER = load_register()[0]
GOOD, BAD = "20,18,12,có,0", "20,1,0,không,0"
OLD, NEW = ("04831", date(2020, 1, 1)), ("04831", date(2025, 7, 1))
"""Thị trấn Đà Bắc, and Xã Đà Bắc that bears its code since the merger."""


def board_of(
    *rows: str,
    recognitions: tuple[Recognition, ...] | None = None,
    text: str = SMALL,
    register: Register = REGISTER,
) -> Board:
    """Make a board of rows of figures under the small set."""
    checked = check(text)
    assert checked.criteria is not None
    data = read_data("\n".join((HEADING, *rows)).encode(), checked.criteria, register, name="so-lieu.csv")
    return Board(checked.criteria, checked.digest, data, register, recognitions)


def target_of(criteria: CriteriaSet, key: str) -> Target:
    """Return a target: of the small set 2025 counts the units of the document, 2030 those of the period."""
    return next(each for each in criteria.targets if each.id == key)


def counted(board: Board, key: str, day: date) -> Population:
    """Return the population of a target on a day."""
    return board.population(target_of(board.criteria, key), day)


def met(population: Population, unit: tuple[str, date]) -> tuple[int, int]:
    """Return the sure and the possible count of a unit."""
    place = population.keys.index(unit)
    return int(population.met[place]), int(population.possible[place])


def recognised(population: Population) -> list[tuple[str, date]]:
    """Return the units that are recognised at the commune level."""
    return [population.keys[place] for place in np.flatnonzero(population.recognised["commune"])]


BOTH_PERIODS = (f"04831,2024,{GOOD}", f"04831,2025,{BAD}", f"04834,2024,{GOOD}")


def test_the_units_of_the_document_keep_their_last_period() -> None:
    """In 2026 the 139 of the document are counted, each with 2024, the newest period that ended while it existed."""
    population = counted(board_of(*BOTH_PERIODS), "2025", date(2026, 6, 1))

    assert len(population.keys) == 139
    assert met(population, OLD) == (2, 2)
    assert NEW not in population.keys
    assert met(population, ("04834", date(2020, 1, 1))) == (2, 2)


def test_the_units_of_the_newest_period() -> None:
    """In 2026 the 42 xã of the map of 2025 are counted with 2025; who bears the old code has its own figures."""
    population = counted(board_of(*BOTH_PERIODS), "2030", date(2026, 6, 1))

    assert len(population.keys) == 42
    assert met(population, NEW) == (0, 0)
    assert OLD not in population.keys
    assert int((population.possible == 2).sum()) == 41


@pytest.mark.parametrize("day", [date(2025, 7, 1), date(2025, 12, 30)])
def test_a_period_counts_once_it_has_ended(day: date) -> None:
    """Until the last day of 2025 the newest period that ended is 2024, and its map is the one that is counted."""
    population = counted(board_of(*BOTH_PERIODS), "2030", day)

    assert len(population.keys) == 139
    assert met(population, OLD) == (2, 2)


def test_before_any_period_has_ended() -> None:
    """On a day before the first period of the figures has ended, every unit of that day is wholly unknown."""
    board = board_of(*BOTH_PERIODS)

    assert board.newest_ended(date(2024, 12, 30)) is None
    assert board.newest_ended(date(2024, 12, 31)) == "2024"
    population = counted(board, "2030", date(2024, 6, 1))
    assert (len(population.keys), met(population, OLD)) == (139, (0, 2))


def test_figures_under_an_old_code_are_not_those_of_its_new_bearer() -> None:
    """A row of 2025 under 04831 is of Xã Đà Bắc: the document's Thị trấn Đà Bắc stays unknown by it."""
    population = counted(board_of(f"04831,2025,{GOOD}"), "2025", date(2026, 6, 1))

    assert met(population, OLD) == (0, 2)


def test_figures_from_before_a_unit_are_not_its_own() -> None:
    """Of two units that bore a code one after the other, the later has no part in the figures of the earlier."""
    known = REGISTER.history("04831")[-1]
    first = replace(known, name="Xã Cũ", first_day=date(2020, 1, 1), last_day=date(2021, 6, 30))
    second = replace(known, name="Xã Mới", first_day=date(2021, 7, 1), last_day=None)
    board = board_of(f"04831,2020,{GOOD}", register=Register((first, second)))

    assert met(counted(board, "2025", date(2022, 6, 1)), second.key) == (0, 2)
    assert board.scored("2020").names == ("Xã Cũ",)


def test_eligibility_reads_the_decisions_of_the_day() -> None:
    """Between two periods a recognition makes its unit eligible for the next level from the day of the decision."""
    board = board_of(*BOTH_PERIODS, recognitions=(Recognition("04831", "commune", "1/QĐ", date(2025, 3, 1)),))

    def judged(day: date) -> int:
        population = counted(board, "2025", day)
        return int(population.eligible["province"][population.keys.index(OLD)])

    assert [judged(date(2025, 2, 28)), judged(date(2025, 3, 1))] == [UNMET, MET]


def test_a_recognition_does_not_pass_to_the_new_bearer_of_a_code() -> None:
    """What was recognised before the merger is the old unit's, what after it the new one's."""
    before = Recognition("04831", "commune", "1/QĐ", date(2024, 12, 20))
    after = Recognition("04831", "commune", "2/QĐ", date(2025, 10, 1))
    day = date(2026, 6, 1)

    old, new = (board_of(*BOTH_PERIODS, recognitions=(each,)) for each in (before, after))
    assert (recognised(counted(old, "2025", day)), recognised(counted(old, "2030", day))) == ([OLD], [])
    assert (recognised(counted(new, "2025", day)), recognised(counted(new, "2030", day))) == ([], [NEW])
    eligible = [int(board.scored("2025", day).scores.eligible["province"][0]) for board in (old, new)]
    assert eligible[0] < eligible[1]


def test_a_recognition_is_in_force_on_its_days() -> None:
    """From the day of the decision until the day before the revocation."""
    each = Recognition("04831", "commune", "1/QĐ", date(2025, 3, 1), date(2025, 5, 1))
    board = board_of(*BOTH_PERIODS, recognitions=(each,))
    days = [date(2025, 2, 28), date(2025, 3, 1), date(2025, 4, 30), date(2025, 5, 1)]

    assert [recognised(counted(board, "2025", day)) for day in days] == [[], [OLD], [OLD], []]


def test_units_of_other_kinds_are_not_counted() -> None:
    """A phường with figures is scored but is in no population of a set for xã and thị trấn."""
    board = board_of(f"04789,2024,{GOOD}")

    assert board.scored().codes == ("04789",)
    assert "04789" not in {code for code, _ in counted(board, "2030", date(2025, 1, 1)).keys}


def test_scores_are_kept() -> None:
    """A period and day is scored once, however often it is asked for; the oldest goes when there are too many."""
    board = board_of(*BOTH_PERIODS)
    first = board.scored("2024")

    assert board.scored("2024") is first
    assert board.scored() is board.scored("2025")
    for number in range(MOST_KEPT):
        board.scored("2024", date.fromordinal(date(2025, 1, 1).toordinal() + number))
    assert board.scored("2024") is not first


def test_names_are_those_of_the_period() -> None:
    """A unit bears the name of the map on the last day of the period that is scored."""
    board = board_of(*BOTH_PERIODS, f"00000,2024,{GOOD}")

    assert board.scored("2024").names == ("Thị trấn Đà Bắc", "Xã Nánh Nghê", "Đơn vị 00000")
    assert board.scored("2025").names == ("Xã Đà Bắc",)


def test_a_merged_unit_is_measured_against_its_parts() -> None:
    """A change in the year of the merger compares with the sum over the four units that became Xã Đà Bắc."""
    text = SMALL.replace("{number: fund, at_least: 10}", "{change: serious, at_most: -50}")
    parts = [f"{code},2024,20,18,12,có,3" for code in ("04831", "04867", "04879", "04885")]
    whole, some = (board_of(*rows, "04831,2025,20,18,12,có,6", text=text) for rows in (parts, parts[:3]))

    change = whole.scored("2025").explanations.of(0)[1].conditions[0]
    assert (change.actual, str(change.verdict)) == ("-50", "met")
    unknown = some.scored("2025").explanations.of(0)[1].conditions[0]
    assert (unknown.actual, str(unknown.verdict)) == (None, "unknown")


def test_progress_of_one_target() -> None:
    """One target alone, or all of them; an unknown one is a KeyError that names it."""
    board = board_of(*BOTH_PERIODS)

    assert [each.target.id for each in board.progress(date(2026, 6, 1))] == ["2025", "2030"]
    assert [each.target.id for each in board.progress(date(2026, 6, 1), "2030")] == ["2030"]
    with pytest.raises(KeyError, match="2026"):
        board.progress(date(2026, 6, 1), "2026")


def test_the_due_day_is_measured_with_what_held_then() -> None:
    """The day after the due day the goals tell what was reached on it, with the periods and decisions of that day."""
    late = Recognition("04834", "commune", "1/QĐ", date(2025, 5, 1))
    rows = (f"04831,2024,{BAD}", f"04834,2024,{GOOD}", f"04813,2024,{GOOD}")
    board = board_of(*rows, recognitions=(late,), text=SMALL.replace("due: 2025-12-31", "due: 2025-04-30"))
    (due,), (after,) = (board.progress(day, "2025") for day in (date(2025, 4, 30), date(2025, 5, 1)))

    assert [(goal.reached, goal.reached_on_due) for goal in due.goals] == [(0, None), (2, None)]
    assert [(goal.reached, goal.reached_on_due) for goal in after.goals] == [(1, 0), (2, 2)]
