"""`dienhinh score`: what is scored, what is said beside it, and the exit status."""

from pathlib import Path

import pytest

from tests.api.conftest import FIGURES, HEADING, SAMPLE, SMALL, Folder, Run, Sample


def scored(run: Run, office: Folder, text: str, *options: object) -> dict[str, dict[str, object]]:
    """Score figures under the small set; return the units of the answer by code."""
    data = office.write("bang.csv", text)
    answer = run("score", "--criteria", office.criteria, "--data", data, "--json", *options)
    return {unit["unit"]: unit for unit in answer.json["units"]}


def test_units_with_their_ranges(run: Run, office: Folder) -> None:
    """Each unit has its sure and possible count, its bands, its vetoes and its shortfalls, in the order of the file."""
    answer = run("score", "--criteria", office.criteria, "--data", office.path / "so-lieu.csv", "--json")

    assert (answer.status, answer.err) == (0, "")
    assert [
        (unit["unit"], unit["met"], unit["possible"], unit["band"], unit["possible_band"], unit["eligible"]["commune"])
        for unit in answer.json["units"]
    ] == [
        ("04831", 0, 0, "below", "below", "unmet"),
        ("04834", 2, 2, "full", "full", "met"),
        ("04813", 2, 2, "full", "full", "unmet"),
        ("04825", 1, 2, "b01", "full", "unknown"),
    ]
    shortfalls = [criterion["shortfall"] for criterion in answer.json["units"][0]["criteria"]]
    assert shortfalls == [{"recognised": "2"}, {"fund": "0.25", "hotline": "1"}]


def test_the_newest_period_unless_told(run: Run, office: Folder) -> None:
    """Without `--period` the newest period of DATA is scored; with it the one named; names are those of its map."""
    text = f"{HEADING}\n04831,2024,20,18,12,có,0\n04831,2025,20,1,12,có,0\n"
    newest, told = scored(run, office, text), scored(run, office, text, "--period", "2024")

    assert (newest["04831"]["name"], newest["04831"]["met"]) == ("Xã Đà Bắc", 1)
    assert (told["04831"]["name"], told["04831"]["met"]) == ("Thị trấn Đà Bắc", 2)


def test_faulty_cells(run: Run, office: Folder) -> None:
    """Faulty cells are said with place, value and cure, count as missing, and make the status 1."""
    data = office.write("bang.csv", f"{HEADING}\n04834,2024,1.213,18,-1,có,0\n")
    answer = run("score", "--criteria", office.criteria, "--data", data, "--json")

    assert answer.status == 1
    assert [(fault["row"], fault["column"], fault["code"]) for fault in answer.json["faults"]] == [
        (2, "bodies", "NOT_WHOLE"),
        (2, "fund", "NEGATIVE"),
    ]
    assert answer.said[1] == f"{data}:2:fund: NEGATIVE lỗi: “-1” là số âm — ghi số từ 0 trở lên"
    (unit,) = answer.json["units"]
    assert [criterion["verdict"] for criterion in unit["criteria"]] == ["unknown", "unknown"]


def test_strict(run: Run, office: Folder) -> None:
    """With `--strict` a fault keeps all from being scored: status 1, no table, in JSON the faults and no unit."""
    data = office.write("bang.csv", f"{HEADING}\n04834,2024,20,21,12,có,0\n")
    plain = run("score", "--criteria", office.criteria, "--data", data, "--strict")
    as_json = run("score", "--criteria", office.criteria, "--data", data, "--strict", "--json")

    assert (plain.status, plain.out) == (1, "")
    assert plain.said[-1] == "Chưa chấm vì có lỗi (--strict): sửa các lỗi trên rồi chạy lại."
    assert as_json.status == 1
    assert (as_json.json["period"], as_json.json["units"]) == ("2024", [])
    assert [fault["code"] for fault in as_json.json["faults"]] == ["INCONSISTENT"]


def test_strict_on_sound_figures(run: Run, office: Folder) -> None:
    """With `--strict` sound figures are scored as ever."""
    arguments = ("score", "--criteria", office.criteria, "--data", office.path / "so-lieu.csv", "--json")

    assert run(*arguments, "--strict") == run(*arguments)


def test_a_unit_off_the_map(run: Run, office: Folder) -> None:
    """A code that is not on the map of the period is scored and stands in the faults."""
    data = office.write("bang.csv", f"{HEADING}\n99999,2024,20,18,12,có,0\n")
    answer = run("score", "--criteria", office.criteria, "--data", data, "--json")

    assert answer.status == 1
    assert [(unit["unit"], unit["name"], unit["met"]) for unit in answer.json["units"]] == [
        ("99999", "Đơn vị 99999", 2)
    ]
    assert [(fault["code"], fault["unit"], fault["severity"]) for fault in answer.json["faults"]] == [
        ("UNIT_NOT_ON_MAP", "99999", "warning")
    ]


def test_a_unit_given_twice(run: Run, office: Folder) -> None:
    """Of a unit and period given twice neither row counts; the others are scored."""
    data = office.write("bang.csv", FIGURES + "04834,2024,20,18,12,có,0\n")
    answer = run("score", "--criteria", office.criteria, "--data", data, "--json")

    assert answer.status == 1
    assert [unit["unit"] for unit in answer.json["units"]] == ["04831", "04813", "04825"]
    assert [fault["code"] for fault in answer.json["faults"]] == ["DOUBLED_ROW"]


def test_a_criterion_that_does_not_apply(run: Run, office: Folder) -> None:
    """A reason in the column of a criterion exempts the unit: no conditions are listed; it counts as the set says."""
    units = scored(run, office, f"{HEADING},TC02\n04834,2024,20,18,0,không,0,Mới chia tách\n")

    assert units["04834"]["met"] == 2
    assert units["04834"]["criteria"][1] == {  # type: ignore[index]  # a list of criteria
        "id": "TC02",
        "verdict": "not_applicable",
        "shortfall": {},
        "conditions": [],
    }


def test_recognitions(run: Run, office: Folder) -> None:
    """What asks for a recognition reads REC on the last day of the period, and is unknown without REC."""
    decisions = office.write(
        "cong-nhan.csv",
        "unit,level,decision,decided_on,revoked_on\n04834,commune,1/QĐ,2024-12-31,\n04825,commune,2/QĐ,2025-01-01,\n",
    )
    without = scored(run, office, FIGURES)
    given = scored(run, office, FIGURES, "--recognitions", decisions)

    assert [unit["eligible"]["province"] for unit in without.values()] == ["unknown", "unknown", "unmet", "unknown"]  # type: ignore[index]  # by level
    assert [unit["eligible"]["province"] for unit in given.values()] == ["unmet", "met", "unmet", "unmet"]  # type: ignore[index]  # by level


def test_other_units(run: Run, office: Folder) -> None:
    """`--units` takes the map from a folder: names are its own, and the shipped units are not on it."""
    office.write(
        "ban-do/units.csv",
        "code,name,kind,district,province,province_name,first_day,first_day_exact,last_day,alt_names\n"
        "04831,Xã Thử Nghiệm,xã,150,17,Tỉnh Hòa Bình,2020-01-01,có,,\n",
    )
    office.write("ban-do/lineage.csv", "old_code,new_code,extent,effective,legal_basis\n")
    office.write(
        "ban-do/districts.csv",
        "code,name,kind,province,first_day,first_day_exact,last_day\n150,Huyện Thử,huyện,17,2020-01-01,có,\n",
    )
    units = scored(run, office, FIGURES, "--units", office.path / "ban-do")

    assert [unit["name"] for unit in units.values()] == [
        "Xã Thử Nghiệm",
        "Đơn vị 04834",
        "Đơn vị 04813",
        "Đơn vị 04825",
    ]


def test_a_file_is_used_as_given(run: Run, office: Folder) -> None:
    """A draft under any name, not in force in the period, is used as given and without a word."""
    text = SMALL.replace("status: published", "status: draft").replace("2022-01-01", "2029-01-01")
    file = office.write("nhap.yaml", text)
    answer = run("score", "--criteria", file, "--data", office.path / "so-lieu.csv", "--json")

    assert (answer.status, answer.err) == (0, "")
    assert answer.json["criteria"]["effective_from"] == "2029-01-01"


def test_the_sample_says_so(run: Run, sample: Sample) -> None:
    """The sample is announced on the standard error, and `sample` is true in its JSON."""
    answer = run("score", "--criteria", sample.criteria, "--data", sample.figures, "--json")

    assert answer.status == 1
    assert answer.said[0] == SAMPLE
    assert answer.json["sample"] is True
    assert [(fault["unit"], fault["period"], fault["column"]) for fault in answer.json["faults"]] == [
        ("05173", "2024", "bodies_recognised"),
        ("05371", "2024", "households"),
    ]


@pytest.mark.parametrize(
    ("period", "bands"),
    [
        ("2021", {"full": 0, "b13": 7, "b10": 49, "b09": 18, "below": 65}),
        ("2022", {"full": 7, "b13": 19, "b10": 57, "b09": 19, "below": 37}),
        ("2024", {"full": 13, "b13": 38, "b10": 51, "b09": 11, "below": 26}),
    ],
)
def test_the_sample_by_band(run: Run, sample: Sample, period: str, bands: dict[str, int]) -> None:
    """All 139 communes and townships of the sample are scored, so many in each band; the workbook says the same."""
    files = (sample.figures, sample.workbook)
    csv, workbook = (
        run("score", "--criteria", sample.criteria, "--data", file, "--period", period, "--json").json["units"]
        for file in files
    )

    assert {band: sum(unit["band"] == band for unit in csv) for band in bands} == bands
    assert sum(bands.values()) == len(csv) == 139
    assert workbook == csv


def test_relative_paths(run: Run, office: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are named in faults as they were named on the command."""
    monkeypatch.chdir(office.path)
    office.write("bang.csv", f"{HEADING}\n04834,2024,20,18,-1,có,0\n")
    answer = run("score", "--criteria", Path("thu/2022-01-01.yaml"), "--data", "bang.csv", "--json")

    assert [fault["file"] for fault in answer.json["faults"]] == ["bang.csv"]
