"""`dienhinh impact --sweep` and `--out`: a bound from step to step, and the tables to be attached."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.api.conftest import FIGURES, SMALL, Answer, Folder, Run

BOUND = "TC01:any.0.at_least"


def swept(run: Run, office: Folder, asked: str, *options: object) -> Answer:
    """Sweep a bound of the small set over its figures."""
    return run("impact", office.criteria, "--data", office.write("bang.csv", FIGURES), "--sweep", asked, *options)


def test_the_whole_answer(run: Run, office: Folder) -> None:
    """One of 64 %, two of 90 %, one unknown: each step with its counts and bands, the bound of the set marked."""
    answer = swept(run, office, f"{BOUND}=60..100/20", "--json")

    found = answer.json

    assert answer.status == 0
    assert found["criteria"].pop("digest").startswith("sha256:")
    assert found == {
        "criteria": {"set": "thu", "effective_from": "2022-01-01", "wording": "official"},
        "period": "2024",
        "district": None,
        "bound": BOUND,
        "now": "70",
        "units": 4,
        "steps": [
            step("60", 3, 4, (2, 3), (4, 4)),
            step("70", 2, 3, (2, 3), (3, 3), in_force=True),
            step("80", 2, 3, (2, 3), (3, 3)),
            step("100", 0, 1, (0, 1), (3, 3)),
        ],
    }


def step(
    value: str, met: int, possible: int, full: tuple[int, int], one: tuple[int, int], *, in_force: bool = False
) -> object:
    """Write a step as the answer does."""
    bands = [{"band": key, "reached": sure, "possible": could} for key, (sure, could) in (("full", full), ("b01", one))]
    return {
        "value": value, "in_force": in_force, "met": met, "possible": possible, "not_applicable": 0, "bands": bands,
    }  # fmt: skip


def test_the_table(run: Run, office: Folder) -> None:
    """A row a step, the bound of the set pointed at; without a range the usual one."""
    answer = swept(run, office, BOUND)

    assert answer.status == 0
    assert "Dò ngưỡng TC01: tỷ lệ số đơn vị được công nhận trên số đơn vị (từ 70 % trở lên) — kỳ 2024" in answer.out
    assert "70 % ◄" in answer.out
    assert "100 %" in answer.out
    assert "(ngưỡng của bản từ 01/01/2022)." in answer.out


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("x", "«x» không phải ngưỡng cần dò; viết như TC08:all.1.at_least=60..100/5"),
        (f"{BOUND}=1..a", "không phải ngưỡng cần dò"),
        ("TC01:all.9.at_least", f"không có ngưỡng «TC01:all.9.at_least»; các ngưỡng: {BOUND}"),
        ("TC77:at_least", "không có ngưỡng «TC77:at_least»"),
        (f"{BOUND}=9..1", "--sweep: khoảng dò phải tăng dần, bước lớn hơn 0, nhiều nhất 201 bước"),
        (f"{BOUND}=0..100/0", "--sweep: khoảng dò phải tăng dần"),
    ],
)
def test_what_can_not_be_swept(run: Run, office: Folder, asked: str, said: str) -> None:
    """A bound or a range that is none is refused with the right way to write it."""
    answer = swept(run, office, asked)

    assert answer.status == 2
    assert said in " ".join(answer.said)


def test_one_thing_at_a_time(run: Run, office: Folder) -> None:
    """A sweep is of one file; without it there must be two."""
    data = ("--data", office.write("bang.csv", FIGURES))

    assert "bỏ BẢN_MỚI, --out và --as-of" in " ".join(
        run("impact", office.criteria, office.criteria, *data, "--sweep", BOUND).said
    )
    assert "thiếu BẢN_MỚI" in " ".join(run("impact", office.criteria, *data).said)


def test_the_tables_as_a_workbook(run: Run, office: Folder, tmp_path: Path) -> None:
    """`--out` writes the tables of an impact; a file that would take the place of a source is refused."""
    new = office.write("thu/moi.yaml", SMALL.replace("at_least: 70", "at_least: 95"))
    data, out = office.write("bang.csv", FIGURES), tmp_path / "tac-dong.xlsx"
    answer = run("impact", office.criteria, new, "--data", data, "--out", out)

    assert answer.out == ""
    assert f"Đã ghi các bảng tác động vào {out}." in answer.said
    assert openpyxl.load_workbook(out).sheetnames[:2] == ["Quy định thay đổi", "Theo tiêu chí"]
    assert run("impact", office.criteria, new, "--data", data, "--out", tmp_path / "a.docx").status == 2
