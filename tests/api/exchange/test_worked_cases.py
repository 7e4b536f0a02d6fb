"""The worked cases and the sample through the real readers: DATA in, scores out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from api.exchange.criteria_files import read_for_use, read_shipped
from api.exchange.data import read_data
from api.exchange.recognitions import read_recognitions
from api.sample import write_sample, write_sample_recognitions
from engine.explaining import Explanations, written
from engine.rules import Verdict
from engine.scoring import Rules, score
from tests.api.exchange.files import REGISTER, codes_of

CASES = sorted((Path(__file__).parents[2] / "cases").glob("score-*"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_worked_case(case: Path) -> None:
    """Every unit, count, verdict and shortfall is that of the worked answer; the only faults are broken limits."""
    (file,) = case.glob("*/*.yaml")
    criteria = read_for_use(file).criteria
    assert criteria is not None
    data = read_data(case / "data.csv", criteria, REGISTER)
    codes, figures = data.figures(criteria, REGISTER, "2024")
    scores = score(Rules.of(criteria), figures)
    explained = Explanations(scores)
    answer = json.loads((case / "expected.json").read_text("utf-8"))
    assert answer["units"]
    assert set(codes_of(data)) == {"INCONSISTENT"}
    found = [
        {
            "unit": code,
            "met": int(scores.met[place]),
            "possible": int(scores.possible[place]),
            "criteria": [(each.id, str(each.verdict), written(each.shortfall)) for each in explained.of(place)],
        }
        for place, code in enumerate(codes)
    ]
    assert found == [
        {key: unit[key] for key in ("unit", "met", "possible")}
        | {"criteria": [(each["id"], each["verdict"], each["shortfall"]) for each in unit["criteria"]]}
        for unit in answer["units"]
    ]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_sample(tmp_path: Path, ending: str) -> None:
    """The 139 units of four years read without a fault but the two that are planted, marked as samples."""
    write_sample(tmp_path / f"so.{ending}")
    write_sample_recognitions(tmp_path / f"cn.{ending}")
    criteria = read_shipped().criteria
    assert criteria is not None
    data = read_data(tmp_path / f"so.{ending}", criteria, REGISTER)
    planted = "NOT_WHOLE" if ending == "csv" else "TWO_READINGS"
    assert sorted((fault.code, fault.period) for fault in data.faults) == [("INCONSISTENT", "2024"), (planted, "2024")]
    assert (len(data.units), data.periods, data.sample) == (139, ("2021", "2022", "2023", "2024"), True)
    found = read_recognitions(tmp_path / f"cn.{ending}", criteria)
    assert (len(found.recognitions), found.faults) == (13, ())
    codes, figures = data.figures(criteria, REGISTER)
    verdicts = score(Rules.of(criteria), figures).criteria
    assert len(codes) == 139
    assert {Verdict.of(int(code)) for code in verdicts.flat} == set(Verdict)
