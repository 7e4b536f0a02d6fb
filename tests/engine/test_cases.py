"""The worked cases of the format's author, to the letter; their CSV is read here, apart from ``api``."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from engine.criteria import CriteriaSet
from engine.indicators import Kind
from engine.yaml_tree import read_tree
from tests.builders import Natural, Raw, Row, answers_of, exact, scores_of
from tests.oracle import Oracle

CASES = sorted((Path(__file__).parent.parent / "cases").glob("score-*"))
PERIOD, PERIOD_BEFORE = "2024", "2023"


def raw_of(case: Path) -> Raw:
    """Read the criteria file of a case as plain values."""
    (file,) = case.glob("*/*.yaml")
    tree = read_tree(file.read_bytes())
    assert tree.faults == []
    return exact(tree.value)  # type: ignore[no-any-return]  # the file holds a mapping


def rows_of(case: Path) -> dict[tuple[str, str], dict[str, str]]:
    """Read data.csv: the cells of each unit and period."""
    with (case / "data.csv").open(encoding="utf-8-sig", newline="") as file:
        return {(row["unit"], row["period"]): row for row in csv.DictReader(file)}


def values_of(raw: Raw, cells: Mapping[str, str]) -> Row:
    """Read the cells of the indicators as natural values."""

    def value(kind: str, cell: str) -> Natural:
        if cell == "":
            return None
        if kind == Kind.FLAG:
            return {"có": True, "không": False}[cell]
        return False if cell == "không" else cell

    return {key: value(meta["kind"], cells.get(key, "")) for key, meta in raw["indicators"].items()}


def worked(case: Path) -> dict[str, Any]:
    """Read the worked answer."""
    answer: dict[str, Any] = json.loads((case / "expected.json").read_text("utf-8"))
    assert answer["period"] == PERIOD
    return answer


def exempt(raw: Raw, cells: Mapping[str, str]) -> set[str]:
    """Name the criteria that do not apply: their column holds a reason."""
    return {each["id"] for each in raw["criteria"] if cells.get(each["id"])}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_engine_gives_the_worked_answer(case: Path) -> None:
    """Every unit of a worked case gets exactly the worked counts, bands, verdicts, figures and shortfalls."""
    raw, rows, answer = raw_of(case), rows_of(case), worked(case)
    codes = [unit["unit"] for unit in answer["units"]]
    now = [rows[code, PERIOD] for code in codes]
    scores = scores_of(
        CriteriaSet.model_validate(raw),
        [values_of(raw, cells) for cells in now],
        [values_of(raw, rows.get((code, PERIOD_BEFORE), {})) for code in codes],
        [exempt(raw, cells) for cells in now],
        period=PERIOD,
    )
    for worked_unit, given in zip(answer["units"], answers_of(scores), strict=True):
        expected = {key: value for key, value in worked_unit.items() if key not in ("unit", "name")}
        assert {key: value for key, value in given.items() if key != "eligible"} == expected, worked_unit["unit"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_oracle_gives_the_worked_answer(case: Path) -> None:
    """The oracle, which the engine is measured against elsewhere, gets the worked answer too."""
    raw, rows = raw_of(case), rows_of(case)
    for unit in worked(case)["units"]:
        now, before = (values_of(raw, rows.get((unit["unit"], period), {})) for period in (PERIOD, PERIOD_BEFORE))
        given = Oracle(raw, now, before, exempt(raw, rows[unit["unit"], PERIOD])).answer()
        expected = {key: value for key, value in unit.items() if key not in ("unit", "name")}
        assert {key: value for key, value in given.items() if key != "eligible"} == expected, unit["unit"]


def test_the_worked_cases_are_all_there() -> None:
    """Four worked cases of twelve units each, of 5 to 34 criteria, are in the tests."""
    assert [case.name for case in CASES] == ["score-11", "score-12", "score-13", "score-14"]
    assert [len(worked(case)["units"]) for case in CASES] == [12, 12, 12, 12]
    assert [len(raw_of(case)["criteria"]) for case in CASES] == [5, 12, 16, 34]
