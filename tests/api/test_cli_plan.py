"""`dienhinh plan`: the cheapest steps on files, in JSON and in words, and what it refuses."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.api.conftest import FIGURES, RECONSTRUCTED, SAMPLE, SMALL, Folder, Run, Sample

TWO_ACTIONS = SMALL.replace(
    "equals: 0}\n    examples:", "equals: 0}\n    action: {title: Xây dựng đơn vị, effort: 3}\n    examples:"
).replace("hotline}\n    examples:", "hotline}\n    action: {title: Mở đường dây nóng, effort: 2}\n    examples:")
"""The small set, both criteria with an action."""


def files(office: Folder, criteria: str = TWO_ACTIONS, figures: str = FIGURES) -> tuple[object, ...]:
    """Write the set and the figures of an office and return the options that name them."""
    file = office.write("thu/2022-01-01.yaml", criteria)
    return "--criteria", file, "--data", office.write("so-lieu.csv", figures)


def sampled(sample: Sample) -> tuple[object, ...]:
    """Return the options that name the sample."""
    return "--criteria", sample.criteria, "--data", sample.figures, "--recognitions", sample.recognitions


def test_the_json_word_by_word(run: Run, office: Folder) -> None:
    """Nánh Nghê meets both, Yên Mông too but for its veto, so Đà Bắc is lifted to be the second."""
    answer = run("plan", *files(office), "--target", "2025", "--json")

    assert answer.json == {
        "target": "2025",
        "effort": "8.5",
        "optimal": True,
        "steps": [
            {"unit": "04831", "criterion": "TC01", "indicator": "recognised", "add": "2", "effort": "6"},
            {"unit": "04831", "criterion": "TC02", "indicator": "fund", "add": "0.25", "effort": "0.5"},
            {"unit": "04831", "criterion": "TC02", "indicator": "hotline", "add": "1", "effort": "2"},
        ],
        "cannot": [],
        "not_lifted": [],
        "needs_data": [{"unit": "04825", "criterion": "TC01", "indicators": ["recognised", "bodies"]}],
    }
    assert answer.status == 0
    assert answer.said == ["Chưa có --recognitions: chưa đơn vị nào được tính là đã công nhận."]


def test_a_target_out_of_reach(run: Run, office: Folder) -> None:
    """Without an action on TC01 Đà Bắc can't be lifted: the goal is named with what is reached, which is no fault."""
    answer = run("plan", *files(office, SMALL), "--target", "2025", "--json")

    assert (answer.json["effort"], answer.json["optimal"], answer.json["steps"]) == ("0", False, [])
    (goal,) = answer.json["cannot"]
    because = {each["why"]: (each["units"], each["criteria"]) for each in goal.pop("because")}
    assert goal == {"place": 1, "level": "commune", "asked": 2, "required": 2, "reached": 1, "gap": 1}
    assert because["vetoed"] == (["04813"], [])
    assert because["out_of_reach"] == (["04831"], [{"criterion": key, "units": 1} for key in ("TC01", "TC02")])
    assert "04825" in because["no_data"][0]
    assert answer.status == 0
    words = run("plan", *files(office, SMALL), "--target", "2025").out
    assert "Bậc 1: 1 đơn vị vướng điều kiện loại trừ." in words
    assert (
        "1 đơn vị không còn đủ tiêu chí có thể làm trong kỳ; nhiều nhất vì TC01 (1 đơn vị), TC02 (1 đơn vị)." in words
    )


def test_suppositions_move_the_plan(run: Run, office: Folder) -> None:
    """With the hot line supposed Đà Bắc needs 2 less effort, and half as much for a unit recognised."""
    supposed = ("--suppose", "04831:hotline=có", "--effort", "TC01=1,5")
    answer = run("plan", *files(office), "--target", "2025", *supposed, "--json")

    assert (answer.status, answer.json["effort"]) == (0, "3.5")
    assert [(each["indicator"], each["effort"]) for each in answer.json["steps"]] == [
        ("recognised", "3"),
        ("fund", "0.5"),
    ]
    words = run("plan", *files(office), "--target", "2025", *supposed).out
    assert "Giả sử: Thị trấn Đà Bắc: có đường dây nóng không → có." in words
    assert "Giả sử: TC01: công sức của một bước 3 → 1,5." in words


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--suppose", "04831"), "Giả sử «04831»: viết mã đơn vị, chỉ tiêu và giá trị"),
        (("--suppose", "04831:x=1"), "Giả sử: không có chỉ tiêu nhập «x» trong bộ tiêu chí."),
        (("--suppose", "99999:fund=1"), "Giả sử: mục tiêu này không đếm đơn vị mã 99999, hoặc đơn vị chưa có số liệu."),
        (("--suppose", "04831:bodies=1,5"), "Giả sử 04831, Số đơn vị: "),
        (("--effort", "TC01=0"), "Công sức «TC01=0»: viết tiêu chí và một số lớn hơn 0"),
        (("--effort", "TC09=1"), "Công sức: TC09 không có việc nào để làm"),
        (("--most-in-all", "x"), "«x» không phải công sức"),
        (("--include", "99999"), "--include: mục tiêu 2025 không đếm đơn vị có mã 99999"),
    ],
)
def test_what_can_not_be_supposed(run: Run, office: Folder, options: tuple[str, ...], said: str) -> None:
    """A supposition that can't be used ends the call, with the place and the cure."""
    answer = run("plan", *files(office), "--target", "2025", *options)

    assert answer.status == 2
    assert said in " ".join(answer.said)


def test_a_unit_to_be_included(run: Run, office: Folder) -> None:
    """Yên Mông has a veto that bites, so it can't be lifted, and the plan says so; the rest stands."""
    answer = run("plan", *files(office), "--target", "2025", "--include", "04813", "--json")

    assert (answer.json["not_lifted"], answer.json["effort"]) == (["04813"], "8.5")
    assert (
        "Không có cách nâng 1 đơn vị bắt buộc đưa vào"
        in run("plan", *files(office), "--target", "2025", "--include", "04813").out
    )


def test_in_words(run: Run, office: Folder) -> None:
    """The table says who does what at what effort, what the goals come to, and what is still unknown."""
    answer = run("plan", *files(office), "--target", "2025")

    for words in (
        "Kế hoạch đạt mục tiêu 2025, hạn 31/12/2025 — tính đến 31/12/2024",
        "Đạt mục tiêu 2025 với 3 việc ở 1 đơn vị, tổng công sức 8,5 (ít nhất có thể).",
        "TC01: thêm 2 đơn vị (số đơn vị được công nhận)",
        "TC02: thêm 0,25 triệu đồng (quỹ)",
        "TC02: thực hiện: có đường dây nóng",
        "0 → 2",
        "Ở bậc công nhận, đơn vị đủ điểm và không bị loại trừ được tính vào, kể cả khi chưa có quyết định.",
        "Đủ điểm điển hình cấp xã mà chưa có quyết định công nhận: 2 đơn vị (Thị trấn Đà Bắc, Xã Nánh Nghê).",
        "TC01: số đơn vị được công nhận, số đơn vị",
    ):
        assert words in answer.out


def test_a_flag_that_must_end(run: Run, office: Folder) -> None:
    """A flag that is wanted to be «không» is ended, not done."""
    criteria = TWO_ACTIONS.replace("{flag: hotline}\n", "{flag: hotline, is: false}\n").replace(
        "hotline: có}, verdict: met", "hotline: không}, verdict: met"
    )
    answer = run("plan", *files(office, criteria), "--target", "2025")

    assert "TC02: chấm dứt: có đường dây nóng" in answer.out


def test_limits(run: Run, office: Folder) -> None:
    """A unit left out, others alone, too little effort for each: the target can't be reached, and why is said."""
    for limit in (("--leave-out", "04831"), ("--only", "04834,04813"), ("--most-per-unit", "8,4")):
        answer = run("plan", *files(office), "--target", "2025", *limit)

        assert "Với số liệu đã biết và các giới hạn đã đặt, không thể đạt đủ mục tiêu 2025." in answer.out
    for limit in (("--leave-out", "04834"), ("--only", "04831"), ("--most-per-unit", "8.5")):
        assert run("plan", *files(office), "--target", "2025", *limit, "--json").json["effort"] == "8.5"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--target", "2026"], "không có mục tiêu «2026»; chọn một trong: 2025, 2030"),
        ([], "thiếu --target"),
        (
            ["--target", "2025", "--only", "4831"],
            "--only: «4831» không phải mã đơn vị; ghi mã năm chữ số, cách nhau dấu phẩy",
        ),
        (["--target", "2025", "--leave-out", "99999"], "--leave-out: mục tiêu 2025 không đếm đơn vị có mã 99999"),
        (
            ["--target", "2025", "--most-per-unit", "nhiều"],
            "--most-per-unit: «nhiều» không phải công sức; ghi một số từ 0 trở lên, ví dụ 12 hoặc 12,5",
        ),
        (
            ["--target", "2025", "--period", "2024", "--as-of", "2024-12-31"],
            "chỉ ghi một trong hai: --as-of hoặc --period",
        ),
        (["--target", "2025", "--period", "2023"], "số liệu không có kỳ «2023»; các kỳ có: 2024"),
    ],
)
def test_wrong_use(run: Run, office: Folder, options: list[str], said: str) -> None:
    """What can't be understood is wrong use, said with its cure; nothing goes to stdout."""
    answer = run("plan", *files(office), *options)

    assert (answer.status, answer.out) == (2, "")
    assert answer.said[0] == f"Dùng sai lệnh: {said}."


def test_figures_without_a_row(run: Run, office: Folder) -> None:
    """Without a figure nothing is known: no step, every goal named, and the empty file is a fault."""
    answer = run("plan", *files(office, figures="unit,period,bodies\n"), "--target", "2025", "--json")

    assert (answer.json["steps"], answer.json["optimal"]) == ([], False)
    assert [goal["place"] for goal in answer.json["cannot"]] == [1, 2]
    assert answer.status == 1


def test_the_day_and_the_period(run: Run, sample: Sample) -> None:
    """A day takes the newest period that had ended; a period its last day; without either it is the newest period."""

    def effort(*options: object) -> Any:  # noqa: ANN401 -- JSON
        return run("plan", *sampled(sample), "--target", "2025", *options, "--json").json["effort"]

    assert effort() == effort("--period", "2024") == effort("--as-of", "31/12/2024") == "106"
    assert effort("--period", "2023") == effort("--as-of", "2024-06-30") != "106"


def test_units_that_have_merged_are_said(run: Run, sample: Sample) -> None:
    """On a day after the merger the document's communes are planned as it counts them, and said to be gone."""
    answer = run("plan", *sampled(sample), "--target", "2025", "--as-of", "2025-12-31", "--only", "05392")

    assert "1 đơn vị trong kế hoạch không còn tồn tại ngày 31/12/2025 (Thị trấn Chi Nê)" in answer.out


def test_the_sample_says_that_it_is_one(run: Run, sample: Sample) -> None:
    """Words and JSON both carry the mark; void goals, lists without names and documents that don't add up are said."""
    answer = run("plan", *sampled(sample), "--target", "2025")

    assert answer.out.splitlines()[:2] == [SAMPLE, RECONSTRUCTED]
    assert "Bậc 1 không đưa vào kế hoạch. Không còn áp dụng" in answer.out
    assert "Bậc 2 không đạt (Điển hình cấp xã: ít nhất 20 đơn vị): được 20/23, còn thiếu 3." in answer.out
    assert "Lưu ý: Các dòng của mục tiêu 2025 cộng lại là 134" in answer.out
    assert answer.status == 1
    assert run("plan", *sampled(sample), "--target", "2025", "--json").json["sample"] is True
    pilot = run("plan", *sampled(sample), "--target", "2022")
    assert "ghi mã từng đơn vị vào tệp bộ tiêu chí thì lập được kế hoạch." in pilot.out
    reached = run("plan", *sampled(sample), "--target", "2030")
    assert "Không cần thêm việc nào: mục tiêu 2030 đã đủ điều kiện đạt." in reached.out


def after(value: str, kind: str, add: Decimal) -> str:
    """Return the cell of a figure once a step is done."""
    if kind == "flag":
        return "không" if value == "có" else "có"
    return "2024-01-01" if kind == "document" else str(Decimal(value) + add)


def test_the_steps_written_into_the_file_reach_what_was_planned(run: Run, sample: Sample, tmp_path: Path) -> None:
    """The figures of the sample with every step done score what the plan said, and ask for no further step."""
    plan = run("plan", *sampled(sample), "--target", "2025", "--json").json
    schema = {key: each.get("kind", "count") for key, each in indicators(sample).items()}
    with sample.figures.open(encoding="utf-8-sig", newline="") as file:
        heading, *rows = csv.reader(file)
    larger: dict[tuple[str, str], Decimal] = {}
    for step in plan["steps"]:
        at, add = (step["unit"], step["indicator"]), Decimal(step["add"])
        larger[at] = max(larger.get(at, Decimal(0)), add, key=abs)
    for row in rows:
        for (unit, indicator), add in larger.items():
            if row[:2] == [unit, "2024"]:
                place = heading.index(indicator)
                row[place] = after(row[place], schema[indicator], add)
    done = tmp_path / "da-lam.csv"
    with done.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([heading, *rows])
    options = ("--criteria", sample.criteria, "--data", done, "--recognitions", sample.recognitions)
    again = run("plan", *options, "--target", "2025", "--json").json
    (target,) = run("progress", *options, "--as-of", "2024-12-31", "--target", "2025", "--json").json["targets"]

    assert (again["effort"], again["steps"]) == ("0", [])
    assert [goal["gap"] for goal in again["cannot"]] == [goal["gap"] for goal in plan["cannot"]] == [3, 1]
    assert [goal["reached"] for goal in target["goals"][2:]] == [53, 103, 133]


def indicators(sample: Sample) -> dict[str, dict[str, Any]]:
    """Return the data dictionary of the shipped set."""
    import yaml  # noqa: PLC0415 -- for this one look into the file

    found: dict[str, dict[str, Any]] = yaml.safe_load(sample.criteria.read_text("utf-8"))["indicators"]
    return found
