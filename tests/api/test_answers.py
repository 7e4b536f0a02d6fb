"""The JSON answers field by field: exact keys, counts as whole numbers, figures as text."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.api.conftest import FIGURES, HEADING, SMALL, Folder, Run, Sample

FAULT = {"file", "sheet", "row", "column", "unit", "period", "code", "severity", "message", "cure"}
GOAL = {"place", "asked", "standing", "required", "reached", "possible", "gap", "state"}


def parts(answer: Any) -> Iterator[Any]:  # noqa: ANN401 -- JSON
    """Walk over every value inside an answer."""
    yield answer
    for part in answer.values() if isinstance(answer, dict) else answer if isinstance(answer, list) else ():
        yield from parts(part)


def scored(run: Run, office: Folder, text: str = FIGURES, *options: object) -> Any:  # noqa: ANN401 -- JSON
    """Score figures under the small set."""
    data = office.write("bang.csv", text)
    return run("score", "--criteria", office.criteria, "--data", data, "--json", *options).json


def test_the_head_of_an_answer(run: Run, office: Folder) -> None:
    """An answer names its set, the day, the digest of the file's bytes and the wording; `sample` only of a sample."""
    answer = scored(run, office)

    assert list(answer) == ["criteria", "period", "faults", "units"]
    assert list(answer["criteria"]) == ["set", "effective_from", "digest", "wording"]
    assert answer["criteria"]["digest"].startswith("sha256:")
    assert len(answer["criteria"]["digest"]) == len("sha256:") + 64
    del answer["criteria"]["digest"]
    assert answer["criteria"] == {"set": "thu", "effective_from": "2022-01-01", "wording": "official"}
    assert (answer["period"], answer["faults"]) == ("2024", [])


def test_the_digest_is_of_the_bytes(run: Run, office: Folder) -> None:
    """The digest changes with any byte of the criteria file, and with nothing else."""
    first = scored(run, office)["criteria"]["digest"]
    assert scored(run, office, FIGURES.replace("04834", "04840"))["criteria"]["digest"] == first
    office.write("thu/2022-01-01.yaml", f"{SMALL}# một dòng ghi chú\n")
    assert scored(run, office)["criteria"]["digest"] != first


def test_a_unit(run: Run, office: Folder) -> None:
    """The whole answer for one unit, as the contract lays it out."""
    assert scored(run, office)["units"][0] == {
        "unit": "04831",
        "name": "Thị trấn Đà Bắc",
        "met": 0,
        "possible": 0,
        "of": 2,
        "band": "below",
        "possible_band": "below",
        "vetoes": [{"id": "LT1", "verdict": "unmet"}],
        "eligible": {"commune": "unmet", "province": "unknown"},
        "criteria": [
            {
                "id": "TC01",
                "verdict": "unmet",
                "shortfall": {"recognised": "2"},
                "conditions": [
                    {"path": "any.0", "verdict": "unmet", "actual": "64", "shortfall": {"recognised": "2"}},
                    {"path": "any.1", "verdict": "unmet", "actual": "25", "shortfall": {"bodies": "-25"}},
                ],
            },
            {
                "id": "TC02",
                "verdict": "unmet",
                "shortfall": {"fund": "0.25", "hotline": "1"},
                "conditions": [
                    {"path": "all.0", "verdict": "unmet", "actual": "9.75", "shortfall": {"fund": "0.25"}},
                    {"path": "all.1", "verdict": "unmet", "actual": "không", "shortfall": {"hotline": "1"}},
                ],
            },
        ],
    }


def test_the_unknown_and_a_veto(run: Run, office: Folder) -> None:
    """What is unknown has no actual and no shortfall; a veto that bites is met, and may itself be unknown."""
    _, _, vetoed, half = scored(run, office)["units"]

    assert vetoed["vetoes"] == [{"id": "LT1", "verdict": "met"}]
    assert vetoed["eligible"] == {"commune": "unmet", "province": "unmet"}
    assert half["vetoes"] == [{"id": "LT1", "verdict": "unknown"}]
    assert half["criteria"][0]["conditions"][0] == {
        "path": "any.0",
        "verdict": "unknown",
        "actual": None,
        "shortfall": {},
    }


def test_figures_shown(run: Run, office: Folder) -> None:
    """An actual is exact where it ends within four decimals, else rounded half up to four; entered words stay words."""
    rows = ["04831,2024,3,2,0.5,có,0", "04834,2024,3,1,10.0625,không,0", "04813,2024,32,1,7,có,0"]
    units = scored(run, office, "\n".join([HEADING, *rows]))["units"]
    actuals = [[leaf["actual"] for criterion in unit["criteria"] for leaf in criterion["conditions"]] for unit in units]

    assert actuals == [
        ["66.6667", "3", "0.5", "có"],
        ["33.3333", "3", "10.0625", "không"],
        ["3.125", "32", "7", "có"],
    ]


def test_a_fault(run: Run, office: Folder) -> None:
    """A fault names file, row, column, unit and period, its code, and says message and cure apart."""
    (fault,) = scored(run, office, f"{HEADING}\n04831,2024,25,26,12,có,0\n")["faults"]

    assert fault == {
        "file": str(office.path / "bang.csv"),
        "sheet": None,
        "row": 2,
        "column": "recognised",
        "unit": "04831",
        "period": "2024",
        "code": "INCONSISTENT",
        "severity": "error",
        "message": "“Số đơn vị được công nhận” là 26, lớn hơn “Số đơn vị” là 25; coi là chưa có số liệu",
        "cure": "sửa một trong hai số",
    }


def test_a_fault_of_a_workbook(run: Run, sample: Sample) -> None:
    """In a workbook the sheet is named, and the column by its letter and heading."""
    faults = run("score", "--criteria", sample.criteria, "--data", sample.workbook, "--json").json["faults"]

    assert [(fault["sheet"], fault["row"], fault["code"]) for fault in faults] == [
        ("SỐ LIỆU MẪU", 493, "INCONSISTENT"),
        ("SỐ LIỆU MẪU", 543, "TWO_READINGS"),
    ]
    assert all(set(fault) == FAULT for fault in faults)
    assert "1213 hoặc 1,213" in faults[1]["message"]


def test_types_over_the_whole_sample(run: Run, sample: Sample) -> None:
    """Over 139 units nothing is a float: counts are whole numbers, figures text; every object has its exact keys."""
    files = ("--criteria", sample.criteria, "--data", sample.figures, "--recognitions", sample.recognitions)
    answer = run("score", *files, "--json").json

    assert not [part for part in parts(answer) if isinstance(part, float)]
    keys = {"unit", "name", "met", "possible", "of", "band", "possible_band", "vetoes", "eligible", "criteria"}
    assert {frozenset(unit) for unit in answer["units"]} == {frozenset(keys)}
    assert {type(unit[key]) for unit in answer["units"] for key in ("met", "possible", "of")} == {int}
    criteria = [criterion for unit in answer["units"] for criterion in unit["criteria"]]
    assert {tuple(each) for each in criteria} == {("id", "verdict", "shortfall", "conditions")}
    conditions = [leaf for criterion in criteria for leaf in criterion["conditions"]]
    assert {tuple(leaf) for leaf in conditions} == {("path", "verdict", "actual", "shortfall")}
    assert {type(leaf["actual"]) for leaf in conditions} == {str, type(None)}
    changes = [change for each in [*criteria, *conditions] for change in each["shortfall"].values()]
    assert {type(change) for change in changes} == {str}
    assert {leaf["verdict"] for leaf in conditions} == {"met", "unmet", "unknown"}
    assert all(criterion["conditions"] == [] for criterion in criteria if criterion["verdict"] == "not_applicable")
    assert {frozenset(unit["eligible"]) for unit in answer["units"]} == {frozenset({"commune", "district", "province"})}


@pytest.mark.parametrize(("day", "more"), [("2025-12-31", set()), ("2026-01-01", {"reached_on_due"})])
def test_progress(run: Run, sample: Sample, day: str, more: set[str]) -> None:
    """Targets and goals have exactly the keys of the contract, a goal its level or its band; all figures are whole."""
    answer = run("progress", "--criteria", sample.criteria, "--data", sample.figures, "--as-of", day, "--json").json

    assert list(answer) == ["as_of", "targets"]
    for target in answer["targets"]:
        assert list(target) == ["id", "due", "base", "asked", "reading", "warnings", "population", "goals"]
    target = answer["targets"][1]
    assert [set(goal) - GOAL - more for goal in target["goals"]] == [{"level"}] * 2 + [{"band"}] * 3
    assert all(GOAL | more <= set(goal) for goal in target["goals"])
    assert (target["id"], target["due"], target["reading"]) == ("2025", "2025-12-31", "disjoint")
    assert [goal["asked"] for goal in target["goals"]] == [3, 20, 30, 50, 31]
    assert [goal["place"] for goal in target["goals"]] == [1, 2, 3, 4, 5]
    assert not [part for part in parts(answer) if isinstance(part, float)]


def test_schema(run: Run) -> None:
    """`schema` prints the JSON Schema of a criteria file, which asks for every key that must be said."""
    answer = run("schema")

    assert (answer.status, answer.err) == (0, "")
    assert answer.json["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert {"set", "title", "effective_from", "status", "wording", "indicators", "criteria"} <= set(
        answer.json["required"]
    )
