"""The period before: of the same unit version, added up over a merger, never the figures of another unit."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from api.exchange.before import origins, wanted_before
from api.exchange.data import Data
from engine.criteria import CriteriaSet
from engine.merging import Way
from engine.rules import Verdict
from engine.scoring import Rules, score
from tests.api.exchange.files import REGISTER, SET, named, write_csv
from tests.builders import criteria_set

FALLS = criteria_set(
    {
        "offences": {"kind": "count", "at_most": "cases", "label": "Số vụ"},
        "cases": {"sum": ["solved", "open"], "label": "Tổng số vụ"},
        "solved": "count",
        "open": {"kind": "count", "on_merger": "unknown"},
        "money": {"kind": "number", "on_merger": "sum"},
        "rate": "number",
    },
    [
        {"all": [{"change": "offences", "at_most": -5}]},
        {"all": [{"change": "money", "at_least": 0}]},
        {"all": [{"change": "rate", "at_least": 0}]},
        {"all": [{"count": "solved", "at_least": 0}]},
    ],
    period={"kind": "year"},
)


def before(tmp_path: Path, *rows: str, period: str, criteria: CriteriaSet = FALLS) -> dict[str, list[float | None]]:
    """Return the earlier figures of the units of a period, in whole steps."""
    heads = "unit,period,offences,solved,open,money,rate"
    figures = read(tmp_path, heads, *rows).figures(criteria, REGISTER, period)[1]
    return {
        key: [None if np.isnan(step) else float(step) for step in figures.column_before(key)]
        for key in ("offences", "money", "rate")
    }


def read(tmp_path: Path, *rows: str) -> Data:
    """Read rows of text."""
    return named(write_csv(tmp_path / "so.csv", *rows), FALLS)


def test_the_same_unit(tmp_path: Path) -> None:
    """A unit that stayed as it was is compared with its own row, wherever that stands; without one it is unknown."""
    rows = ("04831,2024,19,,,1.5,2", "04840,2024,5,,,,", "04831,2023,20,,,1.25,3", "04831,2022,99,,,,")
    assert before(tmp_path, *rows, period="2024") == {
        "offences": [20, None],
        "money": [12_500, None],
        "rate": [30_000, None],
    }
    assert before(tmp_path, *rows, period="2022") == {"offences": [None], "money": [None], "rate": [None]}


def test_a_fall_decides_without_any_faulty_figure(tmp_path: Path) -> None:
    """20 cases down to 19 is 5 per cent less: met, in a file where every figure obeys its rule."""
    data = read(tmp_path, "unit,period,offences", "04840,2023,20", "04840,2024,19")
    assert data.faults == ()
    scores = score(Rules.of(FALLS), data.figures(FALLS, REGISTER)[1])
    assert Verdict.of(int(scores.criteria[0, 0])) is Verdict.MET


def test_a_code_that_another_unit_bears_now(tmp_path: Path) -> None:
    """04891 was Xã Vầy Nưa and is Xã Tiền Phong, made of parts: the old figures are not its own, so unknown."""
    rows = ("04891,2024,20,,,1,1", "04891,2025,19,,,1,1")
    assert before(tmp_path, *rows, period="2025") == {"offences": [None], "money": [None], "rate": [None]}


def test_merged_whole_units_add_up(tmp_path: Path) -> None:
    """Xã Đà Bắc of 1/7/2025 is four whole units: counts add up, a number only where it says sum."""
    old = [f"{code},2024,{count},,,1.5,2" for code, count in (("04831", 5), ("04867", 7), ("04879", 1), ("04885", 0))]
    assert before(tmp_path, *old, "04831,2025,9,,,,", period="2025") == {
        "offences": [13],
        "money": [60_000],
        "rate": [None],
    }
    assert before(tmp_path, *old[:3], "04831,2025,9,,,,", period="2025")["offences"] == [None]


def test_an_earlier_figure_that_breaks_its_rule(tmp_path: Path) -> None:
    """More offences than cases in all is no figure to compare with, alone or within a merger."""
    assert before(tmp_path, "04831,2024,1,,,,", "04831,2023,20,10,5,,", period="2024")["offences"] == [None]
    assert before(tmp_path, "04831,2024,1,,,,", "04831,2023,15,10,5,,", period="2024")["offences"] == [15]
    old = [f"{code},2024,{cells}" for code, cells in
           (("04831", "20,10,5,,"), ("04867", "1,10,5,,"), ("04879", "1,10,5,,"), ("04885", "1,10,5,,"))]  # fmt: skip
    assert before(tmp_path, *old, "04831,2025,9,,,,", period="2025")["offences"] == [None]


def test_codes_off_the_register(tmp_path: Path) -> None:
    """A code that the register never knew is one unit through time."""
    assert before(tmp_path, "99999,2024,19,,,,", "99999,2023,20,,,,", period="2024")["offences"] == [20]


@pytest.mark.parametrize(
    ("code", "year", "expected"),
    [("04831", 2024, ("04831",)), ("04831", 2025, ("04831", "04867", "04879", "04885")), ("04816", 2021, ("04816",)),
     ("04867", 2025, ()), ("04891", 2025, ("04888", "04891")), ("99999", 2025, ("99999",))],
)  # fmt: skip
def test_origins(code: str, year: int, expected: tuple[str, ...]) -> None:
    """What a unit was a year before: itself, what became it, wholly or in part, or nothing (gone since)."""
    last, before_last = (SET.period.bounds(str(each))[1] for each in (year, year - 1))
    assert tuple(sorted(origins(Way(REGISTER, before_last), code, last))) == expected


def test_what_is_wanted_of_the_period_before() -> None:
    """Only what a change reads, and what those figures are checked against, is kept of the period before."""
    assert wanted_before(FALLS) == ("offences", "solved", "open", "money", "rate")
    assert wanted_before(SET) == ("offences",)


def test_doubles_of_the_period_before_count_neither(tmp_path: Path) -> None:
    """An earlier row that is given twice is no figure to compare with."""
    rows = ("04831,2024,1,,,,", "04831,2023,20,,,,", "04831,2023,21,,,,")
    assert before(tmp_path, *rows, period="2024")["offences"] == [None]
