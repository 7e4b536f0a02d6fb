"""`dienhinh impact`: what a draft changes, over the small set and over the sample, to the unit."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from api.answers.impact import compared
from api.demo import demo_board
from api.exchange.data import DataFault
from tests.api.conftest import FIGURES, RECONSTRUCTED, SAMPLE, SHIPPED, SMALL, Answer, Folder, Run, Sample
from tests.offices import opened, opened_with_sample

BOUND = "{share: [bodies_recognised, bodies], at_least: 70}"
TEXT = SHIPPED.read_text("utf-8")
KEYS = [
    *("criteria", "period", "as_of", "faults", "rises", "falls", "unchanged", "shifts", "joined", "left"),
    *("by_criterion", "goals", "populations", "reviews", "changes"),
]


def small(run: Run, office: Folder, draft: str, *options: object, figures: str = FIGURES) -> Answer:
    """Ask what a draft changes over the small set and its figures."""
    new = office.write("thu/du-thao.yaml", draft)
    data = office.write("bang.csv", figures)
    return run("impact", office.criteria, new, "--data", data, *options)


def over_sample(run: Run, sample: Sample, folder: Path, draft: str, *options: object) -> Answer:
    """Ask what a draft changes over the shipped set and the sample with its recognitions."""
    new = folder / "du-thao.yaml"
    new.write_text(draft, "utf-8")
    files = ("--data", sample.figures, "--recognitions", sample.recognitions)
    return run("impact", sample.criteria, new, *files, *options)


def raised(bound: int) -> str:
    """Write the shipped set with another bound in TC08."""
    assert TEXT.count(BOUND) == 1
    return TEXT.replace(BOUND, BOUND.replace("70", str(bound)))


# -------------------------------------------------------------------------------------------------- small set


def test_the_whole_answer(run: Run, office: Folder) -> None:
    """The answer as the contract lays it out, and the keys beside it."""
    draft = SMALL.replace("at_least: 70", "at_least: 60").replace("{flag: hotline}", "{number: fund, at_most: 20}")
    decisions = office.write("cn.csv", "unit,level,decision,decided_on,revoked_on\n04834,commune,1/QĐ,2024-05-01,\n")
    answer = small(run, office, draft, "--recognitions", decisions, "--json")
    found = answer.json

    assert answer.status == 1  # the example of TC01 fails under the draft, which is said
    assert ": EXAMPLE_FAILS " in answer.said[0]
    assert list(found) == KEYS
    assert [each["set"] for each in found["criteria"]] == ["thu", "thu"]
    assert found["criteria"][0]["digest"] != found["criteria"][1]["digest"]
    del found["criteria"]
    assert found == {
        "period": "2024",
        "as_of": "2024-12-31",
        "faults": [],
        "rises": [{"unit": "04831", "met": [0, 1], "possible": [0, 1], "band": ["below", "b01"], "because": ["TC01"]}],
        "falls": [{"unit": "04825", "met": [1, 0], "possible": [2, 1], "band": ["b01", "below"], "because": ["TC02"]}],
        "unchanged": 2,
        "shifts": [],
        "joined": [],
        "left": [],
        "by_criterion": [
            {"criterion": "TC01", "moves": [{"verdict": ["unmet", "met"], "units": 1}]},
            {"criterion": "TC02", "moves": [{"verdict": ["met", "unmet"], "units": 1}]},
        ],
        "goals": [],
        "populations": [],
        "reviews": [],
        "changes": [
            {"criterion": "TC01", "text": "TC01: ngưỡng 70 % → 60 % (tỷ lệ số đơn vị được công nhận trên số đơn vị)"},
            {"criterion": "TC02", "text": "TC02: bỏ điều kiện «có đường dây nóng: có»"},
            {"criterion": "TC02", "text": "TC02: thêm điều kiện «quỹ: không quá 20 triệu đồng»"},
        ],
    }


def test_a_draft_equal_to_the_set_in_force_changes_nothing(run: Run, office: Folder) -> None:
    """A copy for a later day, as a draft: nobody moves, no goal, no rule, and the status is 0."""
    copy = SMALL.replace("status: published", "status: draft").replace(
        "effective_from: 2022-01-01", "effective_from: 2022-02-01"
    )
    answer = small(run, office, copy, "--json")
    found = answer.json

    assert answer.status == 0
    assert answer.said == ["Chưa có --recognitions: chưa đơn vị nào được tính là đã công nhận."]
    lists = ("faults", "rises", "falls", "shifts", "joined", "left", "goals", "populations", "reviews", "changes")
    assert {key: found[key] for key in lists} == {key: [] for key in lists}
    assert found["unchanged"] == 4
    table = small(run, office, copy).out
    assert "Hai bản quy định như nhau." in table
    assert "Kỳ 2024, 4 đơn vị: 0 tăng, 0 giảm, 4 giữ nguyên số tiêu chí." in table
    assert "┃" not in table


def test_new_and_removed_criteria_and_their_indicators(run: Run, office: Folder) -> None:
    """The columns of both sets are read: those of the old set alone and of the new one alone are no fault."""
    start, end = SMALL.index("  - id: TC02"), SMALL.index("vetoes:")
    new = "  - id: TC03\n    title: Tổ an ninh\n    all: [{count: teams, at_least: 2}]\n"
    draft = SMALL[:start] + new + SMALL[end:]
    draft = draft.replace("  hotline: {label: Có đường dây nóng, kind: flag}\n", "").replace(
        "  fund: {label: Quỹ, kind: number, unit: triệu đồng}",
        "  teams: {label: Số tổ, kind: count, unit: tổ}",
    )
    heading = "unit,period,bodies,recognised,fund,hotline,serious,teams"
    figures = f"{heading}\n04831,2024,20,18,12,có,0,\n04834,2024,20,18,1,có,0,2\n"
    answer = small(run, office, draft, "--json", figures=figures)

    assert (answer.status, answer.json["faults"]) == (0, [])
    assert answer.json["falls"] == [
        {"unit": "04831", "met": [2, 1], "possible": [2, 2], "band": ["full", "b01"], "because": ["TC02", "TC03"]}
    ]
    assert [each["unit"] for each in answer.json["rises"]] == ["04834"]
    assert [each["text"] for each in answer.json["changes"]] == [
        "Bỏ chỉ tiêu «Quỹ»",
        "Bỏ chỉ tiêu «Có đường dây nóng»",
        "Thêm chỉ tiêu «Số tổ»",
        "Bỏ tiêu chí TC02 «Nguồn lực»",
        "Thêm tiêu chí TC03 «Tổ an ninh»",
    ]


def test_kinds_that_are_no_longer_scored(run: Run, office: Folder) -> None:
    """A township that the draft leaves out leaves, and is no fault; on the way back it joins."""
    draft = SMALL.replace("applies_to: [xã, thị trấn]", "applies_to: [xã]")
    answer = small(run, office, draft, "--json")

    assert (answer.json["left"], answer.json["joined"], answer.json["unchanged"]) == (["04831"], [], 3)
    assert (answer.status, answer.json["faults"]) == (0, [])
    back = run(
        "impact", office.path / "thu/du-thao.yaml", office.criteria, "--data", office.path / "bang.csv", "--json"
    )
    assert (back.json["left"], back.json["joined"], back.json["unchanged"]) == ([], ["04831"], 3)
    table = small(run, office, draft).out
    assert "Không còn được chấm: Thị trấn Đà Bắc." in table
    assert "0 tăng, 0 giảm, 3 giữ nguyên số tiêu chí, 1 không còn được chấm." in table


def test_a_kind_that_neither_set_covers_is_a_fault(run: Run, office: Folder) -> None:
    """A phường under sets for xã and thị trấn is said once, and compared all the same, as `score` scores it."""
    figures = FIGURES.replace("04825", "04789")
    answer = small(run, office, SMALL.replace("at_least: 10", "at_least: 40"), "--json", figures=figures)

    assert [fault["code"] for fault in answer.json["faults"]] == ["KIND_NOT_COVERED"]
    assert answer.status == 1
    assert [each["unit"] for each in answer.json["falls"]] == ["04834", "04813", "04789"]


def test_faults_that_one_set_alone_finds(run: Run, office: Folder) -> None:
    """A figure that breaks a rule which the draft drops, or brings, is a fault of the comparison, said once."""
    free = SMALL.replace(", at_most: bodies}", "}")
    figures = FIGURES.replace("20,18,12,có,1", "20,21,12,có,1")
    there = small(run, office, free, "--json", figures=figures)
    back = run(
        "impact", office.path / "thu/du-thao.yaml", office.criteria, "--data", office.path / "bang.csv", "--json"
    )

    for answer in (there, back):
        assert [(fault["code"], fault["unit"]) for fault in answer.json["faults"]] == [("INCONSISTENT", "04813")]
        assert answer.status == 1
    assert [each["unit"] for each in there.json["rises"]] == ["04813"]


def test_recognitions_come_up_for_review(run: Run, office: Folder) -> None:
    """With the rule in the draft alone, the recognised unit that breaks it is told, as of the day asked for."""
    rule = "revocation: {unmet_share_at_least: 50}\ntargets:"
    decisions = office.write("cn.csv", "unit,level,decision,decided_on,revoked_on\n04831,commune,1/QĐ,2025-03-01,\n")
    draft = SMALL.replace("targets:", rule)
    options = ("--recognitions", decisions)

    assert small(run, office, draft, *options, "--json").json["reviews"] == []
    later = small(run, office, draft, *options, "--as-of", "01/03/2025", "--json").json
    assert later["as_of"] == "2025-03-01"
    assert later["reviews"] == [{"unit": "04831", "levels": ["commune"], "review": ["unmet", "met"]}]
    table = small(run, office, draft, *options, "--as-of", "2025-03-01").out
    assert "Công nhận thêm vào diện xem xét lại, tính đến ngày 01/03/2025" in table
    assert "Bộ tiêu chí: xem xét lại công nhận không quy định → khi từ 50 % tiêu chí chưa đạt" in table


def test_goals_that_move(run: Run, office: Folder) -> None:
    """Goals are measured on the last day of the period under both sets; only those that move are told."""
    draft = SMALL.replace("at_least: 10", "at_least: 40").replace(
        "{band: b01, at_least: 3}", "{band: b01, at_least: 2}"
    )
    goals = small(run, office, draft, "--json").json["goals"]

    assert goals == [
        {"target": "2025", "place": 2, "reached": [3, 2], "state": ["reached", "reached"]},
        {"target": "2030", "place": 2, "reached": [2, 0], "state": ["reached", "possible"]},
    ]


def test_a_period_and_periods_that_are_not_there(run: Run, office: Folder) -> None:
    """An older period can be asked for; an unknown one is wrong use."""
    figures = FIGURES + "04834,2023,20,18,5,có,0\n"
    draft = SMALL.replace("at_least: 10", "at_least: 5")
    older = small(run, office, draft, "--period", "2023", "--json", figures=figures).json
    unknown = small(run, office, draft, "--period", "2022", figures=figures)

    assert (older["period"], older["as_of"]) == ("2023", "2023-12-31")
    assert [each["unit"] for each in older["rises"]] == ["04834"]
    assert (unknown.status, unknown.out) == (2, "")
    assert unknown.said[0] == "Dùng sai lệnh: số liệu không có kỳ «2022»; các kỳ có: 2023, 2024."


def test_sets_that_cut_their_periods_differently(run: Run, office: Folder) -> None:
    """The day is the later of the two last days, so that the period is over under both."""
    draft = SMALL.replace("not_applicable_counts_as", 'period: {starts_on: "11-16"}\nnot_applicable_counts_as')
    found = small(run, office, draft, "--json").json

    assert found["as_of"] == "2024-12-31"
    assert found["changes"] == [
        {"criterion": None, "text": "Bộ tiêu chí: kỳ đánh giá bắt đầu ngày 1/1 → bắt đầu ngày 16/11"}
    ]


def test_no_row_that_counts(run: Run, office: Folder) -> None:
    """Without figures the rules are compared all the same; the fault is told, and the status is 1."""
    draft = SMALL.replace("at_least: 10", "at_least: 5")
    answer = small(run, office, draft, "--json", figures=FIGURES.splitlines()[0] + "\n")

    assert answer.status == 1
    assert [fault["code"] for fault in answer.json["faults"]] == ["NO_ROWS"]
    assert (answer.json["period"], answer.json["as_of"], answer.json["unchanged"]) == (None, None, 0)
    assert len(answer.json["changes"]) == 1
    assert "TC02: ngưỡng 10 triệu đồng → 5 triệu đồng (quỹ)" in small(run, office, draft, figures=FIGURES[:50]).out


def test_a_database_without_figures(run: Run, office: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without `--data` the database is compared; while it is empty that is said, and the rules are told."""
    address = f"sqlite:///{office.path / 'thu.sqlite3'}"
    monkeypatch.setenv("DIENHINH_DATABASE", address)
    with opened(address):  # makes it
        pass
    new = office.write("thu/du-thao.yaml", SMALL.replace("at_least: 10", "at_least: 5"))
    answer = run("impact", office.criteria, new, "--json")

    assert answer.status == 1
    assert answer.said[-1].startswith("Cơ sở dữ liệu chưa có số liệu kỳ nào: ")
    assert (answer.json["period"], len(answer.json["changes"])) == (None, 1)


def test_faults_of_both_files_in_one_run(run: Run, office: Folder) -> None:
    """When neither file can be used the faults of both are said, and nothing is printed."""
    draft = small(run, office, SMALL.replace("title: Bộ thử\n", ""))
    assert (draft.status, draft.out) == (1, "")
    old = office.write("thu/2022-01-01.yaml", SMALL.replace("kind: flag", "kind: cờ"))
    faulty = run("impact", old, office.path / "thu/du-thao.yaml", "--data", office.path / "so-lieu.csv", "--json")
    assert (faulty.status, faulty.out) == (1, "")
    assert any("2022-01-01.yaml:" in line for line in faulty.said)
    assert any("du-thao.yaml:" in line for line in faulty.said)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ((), "thiếu BẢN_CŨ"),
        (("x.yaml",), "thiếu BẢN_MỚI"),
        (("x.yaml", "y.yaml", "--units", "z"), "--recognitions và --units chỉ dùng cùng --data"),
        (("x.yaml", "y.yaml", "--data", "z.csv", "--as-of", "32/1/2024"), "--as-of: «32/1/2024» không phải ngày"),
    ],
)
def test_wrong_use(run: Run, arguments: tuple[str, ...], complaint: str) -> None:
    """What is missing or unreadable on the line of use is said in Vietnamese, with status 2."""
    answer = run("impact", *arguments)

    assert (answer.status, answer.out) == (2, "")
    assert answer.said[0].startswith(f"Dùng sai lệnh: {complaint}")


def test_a_file_that_is_not_there(run: Run, office: Folder) -> None:
    """A missing file is wrong use, whichever it is."""
    gone, data = office.path / "khong-co.yaml", office.path / "so-lieu.csv"
    old = new = office.criteria
    for files in ((gone, new, data), (old, gone, data), (old, new, gone.with_suffix(".csv"))):
        answer = run("impact", *files[:2], "--data", files[2])
        assert (answer.status, answer.out) == (2, "")
        assert "không có tệp này" in answer.err


# ----------------------------------------------------------------------------------------------------- sample


def judged(row: dict[str, str], bound: int) -> str:
    """Judge TC08 by hand: all registered, so many per cent recognised, at least one body."""
    villages, offices, registered, recognised = (
        int(row[key]) if row[key].isdecimal() else None
        for key in ("villages", "offices", "bodies_registered", "bodies_recognised")
    )
    bodies = None if villages is None or offices is None else villages + offices
    if recognised is not None and registered is not None and recognised > registered:
        recognised = None  # breaks its own rule
    if registered is not None and bodies is not None and registered > bodies:
        registered = None
    if not bodies:
        return "unknown" if bodies is None else "unmet"
    asked = ((registered, 100), (recognised, bound))
    parts = [None if figure is None else Fraction(100 * figure, bodies) >= least for figure, least in asked]
    return "unmet" if False in parts else "unknown" if None in parts else "met"


def rows_of(sample: Sample, period: str) -> Iterator[dict[str, str]]:
    """Read the rows of a period as they stand in the file."""
    with sample.figures.open(encoding="utf-8-sig", newline="") as file:
        yield from (row for row in csv.DictReader(file) if row["period"] == period)


@pytest.mark.parametrize(
    ("period", "bound", "count"),
    [("2021", 80, 16), ("2022", 80, 5), ("2023", 80, 1), ("2024", 80, 0), ("2024", 90, 28)],
)
def test_who_falls_when_the_bound_of_tc08_is_raised(
    run: Run, sample: Sample, tmp_path: Path, period: str, bound: int, count: int
) -> None:
    """Exactly the units whose share of recognised bodies lies between the bounds, worked out from the figures."""
    found = over_sample(run, sample, tmp_path, raised(bound), "--period", period, "--json").json
    expected = [
        row["unit"] for row in rows_of(sample, period) if judged(row, 70) != judged(row, bound) and not row.get("TC08")
    ]

    assert [each["unit"] for each in found["falls"]] == expected
    assert len(expected) == count
    assert {tuple(each["because"]) for each in found["falls"]} <= {("TC08",)}
    assert {each["met"][0] - each["met"][1] for each in found["falls"]} <= {1}
    assert (found["rises"], found["unchanged"]) == ([], 139 - count)
    assert found["sample"] is True


def test_impact_of_the_sample_is_scoring_twice(run: Run, sample: Sample, tmp_path: Path) -> None:
    """Every unit that moves has the counts and bands that `score` gives it under each file; the others equal ones."""
    draft = raised(90).replace("criteria_met: 13", "criteria_met: 12")
    found = over_sample(run, sample, tmp_path, draft, "--json").json
    sides = [
        {
            unit["unit"]: unit
            for unit in run("score", "--criteria", file, "--data", sample.figures, "--json").json["units"]
        }
        for file in (sample.criteria, tmp_path / "du-thao.yaml")
    ]
    moved = {each["unit"]: each for each in (*found["rises"], *found["falls"])}

    for unit, was in sides[0].items():
        now = sides[1][unit]
        if unit in moved:
            assert {key: moved[unit][key] for key in ("met", "possible", "band")} == {
                key: [was[key], now[key]] for key in ("met", "possible", "band")
            }
        else:
            assert (was["met"], was["possible"]) == (now["met"], now["possible"])
    assert len(moved) + found["unchanged"] == len(sides[0])
    assert [each["unit"] for each in found["shifts"]] == [
        unit
        for unit, was in sides[0].items()
        if unit not in moved and any(was[key] != sides[1][unit][key] for key in ("band", "possible_band", "eligible"))
    ]


def test_goals_of_the_sample_are_those_of_progress(run: Run, sample: Sample, tmp_path: Path) -> None:
    """A goal's pairs are what `progress` says under each file on the last day of the period."""
    found = over_sample(run, sample, tmp_path, raised(90), "--json").json
    files = ("--data", sample.figures, "--recognitions", sample.recognitions, "--as-of", "2024-12-31", "--json")
    sides: list[dict[tuple[str, int], Any]] = [
        {
            (target["id"], goal["place"]): goal
            for target in run("progress", "--criteria", file, *files).json["targets"]
            for goal in target["goals"]
        }
        for file in (sample.criteria, tmp_path / "du-thao.yaml")
    ]
    expected = [
        {"target": at[0], "place": at[1], **{key: [was[key], sides[1][at][key]] for key in ("reached", "state")}}
        for at, was in sides[0].items()
        if (was["reached"], was["state"]) != (sides[1][at]["reached"], sides[1][at]["state"])
    ]

    assert expected
    assert found["goals"] == expected


def test_the_way_back_over_the_sample(run: Run, sample: Sample, tmp_path: Path) -> None:
    """What falls when the bound is raised rises when it is lowered again."""
    there = over_sample(run, sample, tmp_path, raised(90), "--json").json
    back = run("impact", tmp_path / "du-thao.yaml", sample.criteria, "--data", sample.figures, "--json").json

    assert [each["unit"] for each in back["rises"]] == [each["unit"] for each in there["falls"]]
    assert [each["band"] for each in back["rises"]] == [each["band"][::-1] for each in there["falls"]]


def test_a_later_first_day_moves_the_map_of_the_document(run: Run, sample: Sample, tmp_path: Path) -> None:
    """A target counted on the map of the document counts other units when the day changes; that is told."""
    draft = TEXT.replace("\neffective_from: 2022-06-27", "\neffective_from: 2025-07-01")
    answer = over_sample(run, sample, tmp_path, draft, "--json")
    table = over_sample(run, sample, tmp_path, draft)

    (counted,) = answer.json["populations"]
    assert (counted["target"], counted["population"][0]) == ("2025", 139)
    assert counted["population"][1] < 139
    assert f"mục tiêu 2025 đếm trên 139 → {counted['population'][1]} đơn vị" in table.out
    assert answer.json["changes"] == []


def test_the_tables_of_the_sample(run: Run, sample: Sample, tmp_path: Path) -> None:
    """Banners first, then the rule in words, the units that fall with names, bands and reasons, and the summary."""
    answer = over_sample(run, sample, tmp_path, raised(90))
    lines = answer.out.splitlines()

    assert lines[:2] == [SAMPLE, RECONSTRUCTED]
    assert lines[3] == ("• TC08: ngưỡng 70 % → 90 % (tỷ lệ số đơn vị được công nhận trên số đơn vị thuộc diện đăng ký)")
    assert "Giảm: 28 đơn vị — kỳ 2024" in answer.out
    (row,) = [line for line in lines if "04834" in line]
    assert [cell.strip() for cell in row.split("│")[1:-1]] == [
        "04834",
        "Xã Nánh Nghê",
        "8 → 7",
        "dưới các mức",
        "TC08 đạt → chưa đạt",
    ]
    assert "Mục tiêu thay đổi, tính đến ngày 31/12/2024" in answer.out
    assert lines[-1] == "Kỳ 2024, 139 đơn vị: 0 tăng, 28 giảm, 111 giữ nguyên số tiêu chí."
    assert "…" not in answer.out
    assert max(map(len, lines)) <= 160


def test_the_database_answers_as_the_file_does(
    run: Run, sample: Sample, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sample on record gives what the sample as files gives; only where a fault stands is said otherwise."""
    draft = raised(90).replace("criteria_met: 13", "criteria_met: 12")
    of_files = over_sample(run, sample, tmp_path, draft, "--json").json
    address = f"sqlite:///{tmp_path / 'mau.sqlite3'}"
    with opened_with_sample(address):
        monkeypatch.setenv("DIENHINH_DATABASE", address)
    of_record = run("impact", sample.criteria, tmp_path / "du-thao.yaml", "--json").json

    assert {**of_record, "faults": []} == {**of_files, "faults": []}
    assert [fault["code"] for fault in of_record["faults"]] == ["INCONSISTENT"]


def test_faults_on_record_are_told_apart_by_what_they_say() -> None:
    """Figures on record have neither row nor column: two faults of one unit are two, the same fault of two sets one."""
    board = demo_board()
    scored = board.scored()
    one, two = (
        DataFault("UNKNOWN_COLUMN", "cơ sở dữ liệu", row=0, unit="04831", values={"seen": seen, "hint": "sửa"})
        for seen in "ab"
    )
    board._kept.update({("2024", on): replace(scored, faults=(one, two)) for on in (None, date(2024, 12, 31))})

    assert compared(board, board).faults == (one, two)


def test_the_board_of_the_demonstration_against_itself() -> None:
    """Comparing two boards is a sequence of its own, for the pages and the API: a board against itself moves nobody."""
    board = demo_board()
    found = compared(board, board)

    assert (found.period, found.impact.unchanged, found.impact.changes) == ("2024", 139, ())
    assert (found.impact.rises, found.impact.falls, found.impact.goals, found.impact.reviews) == ((), (), (), ())
    assert [fault.code for fault in found.faults] == ["INCONSISTENT", "NOT_WHOLE"]
