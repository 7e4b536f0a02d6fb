"""`dienhinh score` where it can't score: what it says, what the standard output holds, the exit status."""

import pytest

from tests.api.conftest import SMALL, Folder, Run


@pytest.mark.parametrize("period", ["2030", "abc", "24", "2024 "])
def test_a_period_that_is_not_there(run: Run, office: Folder, period: str) -> None:
    """A period that DATA does not have is wrong use, and the known ones are named; nothing is scored."""
    answer = run(
        "score", "--criteria", office.criteria, "--data", office.path / "so-lieu.csv", "--period", period, "--json"
    )

    assert (answer.status, answer.out) == (2, "")
    assert answer.said == [
        f"Dùng sai lệnh: số liệu không có kỳ «{period}»; các kỳ có: 2024.",
        "Xem cách dùng: dienhinh score --help",
    ]


def test_units_that_are_not_there(run: Run, office: Folder) -> None:
    """A folder without the files of units is refused, each file said; nothing is scored."""
    answer = run("score", "--criteria", office.criteria, "--data", office.path / "so-lieu.csv", "--units", office.path)

    assert (answer.status, answer.out) == (1, "")
    assert [line.split(":")[0] for line in answer.said] == ["units.csv", "lineage.csv", "districts.csv"]


def test_a_criteria_file_with_errors(run: Run, office: Folder) -> None:
    """Errors of the criteria file are said and end the call with 1; the standard output stays empty."""
    file = office.write("hong.yaml", SMALL.replace("at_least: 70", "at_least: bảy mươi"))
    answer = run("score", "--criteria", file, "--data", office.path / "so-lieu.csv", "--json")

    assert (answer.status, answer.out) == (1, "")
    assert answer.said[0].startswith(f"{file}:19:49: NOT_A_NUMBER lỗi: ")
    assert "«bảy mươi»" in answer.said[0]
    assert answer.said[-1] == f"{file}: chưa dùng được — sửa các lỗi trên, rồi chạy: dienhinh check {file}"


def test_a_failing_example(run: Run, office: Folder) -> None:
    """A failing example is said and the status is 1, yet the units are scored: it blocks publication, not a trial."""
    file = office.write("thu/2022-01-01.yaml", SMALL.replace("{recognised: 2}", "{recognised: 3}"))
    answer = run("score", "--criteria", file, "--data", office.path / "so-lieu.csv", "--json")

    assert answer.status == 1
    assert len(answer.json["units"]) == 4
    assert [line.split(" ")[1] for line in answer.said] == ["EXAMPLE_SHORTFALL"]


def test_no_figures_named(run: Run, office: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without `--data` the database is meant; where there is none, that is said and none is made."""
    missing = office.path / "khong-co.sqlite3"
    monkeypatch.setenv("DIENHINH_DATABASE", f"sqlite:///{missing}")
    answer = run("score", "--criteria", office.criteria)

    assert (answer.status, answer.out) == (3, "")
    assert answer.said[0].startswith(f"Chưa có cơ sở dữ liệu {missing} — ")
    assert not missing.exists()


@pytest.mark.parametrize("option", ["--criteria", "--data", "--recognitions"])
def test_a_file_that_is_not_there(run: Run, office: Folder, option: str) -> None:
    """A named file that does not exist is wrong use, and is the one that is named."""
    files = {"--criteria": office.criteria, "--data": office.path / "so-lieu.csv"}
    missing = office.path / "khong-co.csv"
    answer = run("score", *(part for pair in (files | {option: missing}).items() for part in pair), "--json")

    assert (answer.status, answer.out) == (2, "")
    assert answer.said == [f"{missing}: không có tệp này — kiểm tra lại đường dẫn và tên tệp."]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("bang.csv", b"unit,period\xff\n", "NOT_UTF8"),
        ("bang.csv", b"unit,period,bodies\n", "NO_ROWS"),
        ("bang.csv", b"", "EMPTY_FILE"),
        ("bang.xlsx", b"PK", "NOT_A_WORKBOOK"),
        ("bang.parquet", b"PAR1", "BROKEN_PARQUET"),
        ("bang.doc", b"x", "WRONG_FORMAT"),
    ],
)
@pytest.mark.parametrize("options", [(), ("--period", "2024")])
def test_figures_that_cannot_be_read(
    run: Run, office: Folder, name: str, content: bytes, code: str, options: tuple[str, ...]
) -> None:
    """An unreadable DATA is a fault of the file, also where a period was asked for; the JSON holds it and no unit."""
    data = office.path / name
    data.write_bytes(content)
    answer = run("score", "--criteria", office.criteria, "--data", data, "--json", *options)

    assert answer.status == 1
    assert [fault["code"] for fault in answer.json["faults"]] == [code]
    assert answer.json["units"] == []
    assert [line[: len(f"{data}: {code} lỗi: ")] for line in answer.said] == [f"{data}: {code} lỗi: "]
