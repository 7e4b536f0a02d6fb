"""`dienhinh progress`: the targets of the shipped set over the sample, day by day, to the figure."""

import csv
from collections import Counter
from typing import Any

import pytest

from tests.api.conftest import SAMPLE, SMALL, Folder, Run, Sample

Goal = tuple[int, int, int, int, int, str]
"""Standing, required, reached, possible, gap, state."""
OFF_BASE = "Các dòng của mục tiêu 2025 cộng lại là 134, văn bản ghi tổng 139; giữ nguyên như văn bản."
FIGURES_OF_2022: dict[str, list[Goal]] = {
    "2022": [(0, 3, 0, 7, 3, "possible")],
    "2025": [
        (0, 3, 0, 3, 3, "void"),
        (3, 23, 3, 7, 20, "open"),
        (23, 53, 26, 28, 27, "open"),
        (57, 103, 83, 87, 20, "open"),
        (19, 134, 102, 103, 32, "open"),
    ],
    "2030": [(0, 1, 0, 3, 1, "possible"), (0, 10, 0, 2, 10, "void")],
}
FIGURES_OF_2024: dict[str, list[Goal]] = {
    "2022": [(0, 3, 0, 9, 3, "possible")],
    "2025": [
        (2, 3, 2, 10, 1, "void"),
        (8, 23, 10, 14, 13, "open"),
        (41, 53, 51, 57, 2, "possible"),
        (51, 103, 102, 108, 1, "possible"),
        (11, 134, 113, 119, 21, "open"),
    ],
    "2030": [(0, 1, 0, 10, 1, "possible"), (2, 10, 2, 6, 8, "void")],
}


def progress(run: Run, sample: Sample, day: str, *options: object) -> Any:  # noqa: ANN401 -- JSON
    """Measure the targets over the sample with its recognitions."""
    files = ("--criteria", sample.criteria, "--data", sample.figures, "--recognitions", sample.recognitions)
    return run("progress", *files, "--as-of", day, "--json", *options).json


def figures_of(target: dict[str, Any]) -> list[Goal]:
    """Return the figures of the goals of a target."""
    keys = ("standing", "required", "reached", "possible", "gap", "state")
    return [tuple(goal[key] for key in keys) for goal in target["goals"]]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2022-12-31", FIGURES_OF_2022),
        ("2025-03-01", FIGURES_OF_2024),
        ("2025-06-30", FIGURES_OF_2024),
        ("2025-12-31", FIGURES_OF_2024),
        ("2031-01-01", FIGURES_OF_2024),
    ],
)
def test_the_targets_of_the_sample(run: Run, sample: Sample, day: str, expected: dict[str, list[Goal]]) -> None:
    """Each target has exactly these figures; its population are the 139 on every day, also after the merger of 2025."""
    answer = progress(run, sample, day)

    assert answer["as_of"] == day
    assert {target["id"]: figures_of(target) for target in answer["targets"]} == expected
    assert [target["population"] for target in answer["targets"]] == [139, 139, 139]
    assert [target["asked"] for target in answer["targets"]] == [3, 134, 2]
    assert [target["base"] for target in answer["targets"]] == [None, 139, None]
    assert [target["warnings"] for target in answer["targets"]] == [[], [OFF_BASE], []]


def test_the_figures_add_up_from_scores_and_decisions(run: Run, sample: Sample) -> None:
    """What is reached in 2025 is what counting the units of `score` and the decisions in force by hand gives."""
    files = ("--criteria", sample.criteria, "--data", sample.figures)
    bands = {unit["unit"]: unit["band"] for unit in run("score", *files, "--json").json["units"]}
    with sample.recognitions.open(encoding="utf-8-sig", newline="") as file:
        held = [(row["unit"], row["level"]) for row in csv.DictReader(file) if not row["revoked_on"]]
    above = {unit for unit, _ in held}
    first = len({unit for unit, level in held if level == "district"})
    counts = Counter("b13" if band == "full" else band for unit, band in bands.items() if unit not in above)
    standing = [first, len(above) - first, counts["b13"], counts["b10"], counts["b09"]]
    target = progress(run, sample, "2025-12-31", "--target", "2025")["targets"][0]

    assert [goal["standing"] for goal in target["goals"]] == standing
    assert [goal["reached"] for goal in target["goals"]] == [sum(standing[: place + 1]) for place in range(5)]


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("2022-12-31", {"2022": None, "2025": None, "2030": None}),
        ("2023-01-01", {"2022": [0], "2025": None, "2030": None}),
        ("2025-12-31", {"2022": [0], "2025": None, "2030": None}),
        ("2026-01-01", {"2022": [0], "2025": [2, 10, 51, 102, 113], "2030": None}),
        ("2031-01-01", {"2022": [0], "2025": [2, 10, 51, 102, 113], "2030": [0, 2]}),
    ],
)
def test_what_was_reached_by_the_due_day(run: Run, sample: Sample, day: str, told: dict[str, list[int] | None]) -> None:
    """`reached_on_due` is there from the day after the due day on, and not before."""
    found = {
        target["id"]: [goal["reached_on_due"] for goal in target["goals"] if "reached_on_due" in goal] or None
        for target in progress(run, sample, day)["targets"]
    }

    assert found == told


def test_a_decision_after_the_due_day(run: Run, office: Folder) -> None:
    """A recognition after the due day counts today and not for the due day; a revoked one the other way round."""
    decisions = office.write(
        "cong-nhan.csv",
        "unit,level,decision,decided_on,revoked_on\n"
        "04831,commune,1/QĐ,2025-03-01,2026-02-01\n"
        "04834,commune,2/QĐ,2025-03-01,\n"
        "04813,commune,3/QĐ,2025-05-01,\n",
    )
    late = SMALL.replace("due: 2025-12-31", "due: 2025-04-01")
    file = office.write("thu/2022-01-01.yaml", late)
    files = ("--criteria", file, "--data", office.path / "so-lieu.csv", "--recognitions", decisions)
    answer = run("progress", *files, "--as-of", "2026-02-01", "--target", "2025", "--json")

    goal = answer.json["targets"][0]["goals"][0]
    assert (goal["reached"], goal["reached_on_due"]) == (2, 2)
    before = run("progress", *files, "--as-of", "2025-05-01", "--target", "2025", "--json")
    goal = before.json["targets"][0]["goals"][0]
    assert (goal["reached"], goal["reached_on_due"]) == (3, 2)


def test_a_void_goal_has_its_reason(run: Run, sample: Sample) -> None:
    """The table says of the district goal why it no longer applies; it is not called failed."""
    files = ("--criteria", sample.criteria, "--data", sample.figures, "--recognitions", sample.recognitions)
    answer = run("progress", *files, "--as-of", "2025-03-01", "--target", "2030")

    (row,) = [line for line in answer.out.splitlines() if "mỗi huyện ít nhất 1 đơn vị" in line]
    assert "Không còn áp dụng: " in row
    assert "30/06/2025" in answer.out
    assert "chưa đạt" not in answer.out


def test_one_target(run: Run, sample: Sample) -> None:
    """`--target` leaves one."""
    assert [target["id"] for target in progress(run, sample, "2025-03-01", "--target", "2030")["targets"]] == ["2030"]


def test_a_target_that_is_not_there(run: Run, office: Folder) -> None:
    """An unknown target is wrong use, and the known ones are named."""
    files = ("--criteria", office.criteria, "--data", office.path / "so-lieu.csv")
    answer = run("progress", *files, "--as-of", "2025-12-31", "--target", "2026")

    assert (answer.status, answer.out) == (2, "")
    assert answer.said[0] == "Dùng sai lệnh: không có mục tiêu «2026»; chọn một trong: 2025, 2030."


def test_a_set_without_targets(run: Run, office: Folder) -> None:
    """A set without targets has no progress to tell, which is no fault; a target of it is wrong use."""
    file = office.write("thu/2022-01-01.yaml", SMALL.partition("targets:")[0])
    files = ("--criteria", file, "--data", office.path / "so-lieu.csv", "--as-of", "2025-12-31")

    assert run("progress", *files, "--json").json == {"as_of": "2025-12-31", "targets": []}
    answer = run("progress", *files, "--target", "2025")
    assert answer.said[0] == "Dùng sai lệnh: không có mục tiêu «2025»; bộ tiêu chí này không có mục tiêu."


def test_days_of_either_habit(run: Run, sample: Sample) -> None:
    """A day may be written 31/12/2025 or 2025-12-31."""
    assert progress(run, sample, "31/12/2025") == progress(run, sample, "2025-12-31")


@pytest.mark.parametrize("day", ["2025-13-01", "31-12-2025", "30/02/2025", "12/31/2025", "1/2/3/4", "hôm nay", ""])
def test_what_is_no_day(run: Run, office: Folder, day: str) -> None:
    """What is no day of the calendar is wrong use, with both ways to write one."""
    files = ("--criteria", office.criteria, "--data", office.path / "so-lieu.csv")
    answer = run("progress", *files, "--as-of", day)

    assert (answer.status, answer.out) == (2, "")
    assert answer.said[0] == (f"Dùng sai lệnh: --as-of: «{day}» không phải ngày; viết 2025-12-31 hoặc 31/12/2025.")


def test_without_recognitions(run: Run, sample: Sample) -> None:
    """Without REC nobody is recognised, which is said; the bands are counted all the same."""
    files = ("--criteria", sample.criteria, "--data", sample.figures)
    answer = run("progress", *files, "--as-of", "2025-12-31", "--target", "2025", "--json")

    assert answer.said[-1] == "Chưa có --recognitions: chưa đơn vị nào được tính là đã công nhận."
    assert [(goal["reached"], goal["standing"]) for goal in answer.json["targets"][0]["goals"]] == [
        (0, 0),
        (0, 0),
        (51, 51),
        (102, 51),
        (113, 11),
    ]


def test_faults_and_the_sample_are_said(run: Run, sample: Sample) -> None:
    """The two planted faults make the status 1; with the sample's name they stand on the standard error."""
    files = ("--criteria", sample.criteria, "--data", sample.figures, "--recognitions", sample.recognitions)
    answer = run("progress", *files, "--as-of", "2025-12-31", "--json")

    assert answer.status == 1
    assert answer.said[0] == SAMPLE
    assert [line.split(" ")[1] for line in answer.said[1:]] == ["INCONSISTENT", "NOT_WHOLE"]
