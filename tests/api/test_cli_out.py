"""`dienhinh score --out`: the result as a file of each kind, whole or not at all; Parquet to Parquet by batches."""

import csv
import errno
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from python_calamine import CalamineWorkbook

from api.commands import scoring
from api.exchange import result_workbook
from tests.api.conftest import FIGURES, HEADING, SAMPLE, Folder, Run, Sample

COUNTS = [("04831", "0", "0"), ("04834", "2", "2"), ("04813", "2", "2"), ("04825", "1", "2")]


def parquet_of(text: str, file: Path) -> Path:
    """Write a table of text as Parquet, every column as text, blank as null."""
    rows = list(csv.DictReader(text.removeprefix("\ufeff").splitlines()))
    pq.write_table(pa.table({key: pa.array([row[key] or None for row in rows], pa.string()) for key in rows[0]}), file)
    return file


def cells_of(file: Path) -> list[dict[str, str]]:
    """Read a result of any kind as rows of text by column id."""
    if file.suffix == ".csv":
        return list(csv.DictReader(file.read_text("utf-8-sig").splitlines()))
    if file.suffix == ".parquet":
        records: list[dict[str, Any]] = pq.read_table(file).to_pylist()
        return [{key: "" if value is None else str(value) for key, value in row.items()} for row in records]
    heading, *rows = CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python(skip_empty_area=False)[1:]
    return [dict(zip(map(str, heading), map(str, row), strict=True)) for row in rows]


def score(run: Run, office: Folder, data: Path, out: Path, *options: object) -> Any:  # noqa: ANN401 -- an Answer
    """Score figures under the small set into a file."""
    return run("score", "--criteria", office.criteria, "--data", data, "--out", out, *options)


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".parquet", ".CSV"])
def test_a_result_of_each_kind(run: Run, office: Folder, ending: str) -> None:
    """The file holds every unit with its counts in the order of DATA; the command says so and prints no table."""
    out = office.path / f"kết quả{ending}"
    answer = score(run, office, office.path / "so-lieu.csv", out)

    assert (answer.status, answer.out) == (0, "")
    assert answer.said == [f"Đã ghi 4 đơn vị vào {out}."]
    keys = (
        ("Mã đơn vị", "Số tiêu chí đạt", "Số tiêu chí có thể đạt") if ending == ".xlsx" else ("unit", "met", "possible")
    )
    rows = cells_of(out if ending != ".CSV" else out.rename(out.with_suffix(".csv")))
    found = [tuple(row[key].removesuffix(".0") for key in keys) for row in rows]
    assert found == COUNTS


def test_values_of_a_result(run: Run, office: Folder) -> None:
    """A row holds name, period, bands, verdicts, vetoes, eligibility and shortfalls; blank where nothing is lacking."""
    out = office.path / "kq.csv"
    score(run, office, office.path / "so-lieu.csv", out)

    assert cells_of(out)[0] == {
        "unit": "04831",
        "name": "Thị trấn Đà Bắc",
        "period": "2024",
        "met": "0",
        "possible": "0",
        "of": "2",
        "band": "below",
        "possible_band": "below",
        "TC01": "unmet",
        "TC02": "unmet",
        "LT1": "unmet",
        "eligible.commune": "unmet",
        "eligible.province": "unknown",
        "shortfall.TC01.recognised": "2",
        "shortfall.TC01.bodies": "",
        "shortfall.TC02.fund": "0.25",
        "shortfall.TC02.hotline": "1",
        "note": "",
    }


def test_json_beside_a_file(run: Run, office: Folder) -> None:
    """`--json` and `--out` together give both, the JSON alone on the standard output."""
    answer = score(run, office, office.path / "so-lieu.csv", office.path / "kq.csv", "--json")

    assert [unit["unit"] for unit in answer.json["units"]] == [code for code, _, _ in COUNTS]
    assert len(cells_of(office.path / "kq.csv")) == 4


@pytest.mark.parametrize("name", ["kq.txt", "kq", "kq.xls"])
def test_another_ending(run: Run, office: Folder, name: str) -> None:
    """A file of another kind is wrong use; nothing is read and nothing written."""
    answer = score(run, office, office.path / "khong-co.csv", office.path / name)

    assert answer.status == 2
    assert answer.said[0] == f"Dùng sai lệnh: --out phải có đuôi .csv, .xlsx, .parquet; đang là «{name}»."
    assert not (office.path / name).exists()


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".parquet"])
def test_a_folder_that_is_not_there(run: Run, office: Folder, ending: str) -> None:
    """A result in a folder that does not exist is wrong use, told before anything is scored; no folder is made."""
    folder = office.path / "không có"
    data = parquet_of(FIGURES, office.path / "so-lieu.parquet")
    answer = score(run, office, data, folder / f"kq{ending}")

    assert answer.status == 2
    assert answer.said[0] == (
        f"Dùng sai lệnh: --out: không có thư mục «{folder}»; tạo thư mục trước, hoặc ghi vào thư mục khác."
    )
    assert not folder.exists()


@pytest.mark.parametrize("name", ["so-lieu.csv", "so-lieu.parquet"])
def test_the_figures_are_never_overwritten(run: Run, office: Folder, name: str) -> None:
    """A result may not take the place of the figures that it is made of."""
    data = office.path / name
    if name.endswith("parquet"):
        parquet_of(FIGURES, data)
    before = data.read_bytes()
    answer = score(run, office, data, office.path / "thu" / ".." / name)

    assert answer.status == 2
    assert "là tệp đầu vào" in answer.said[0]
    assert data.read_bytes() == before


def test_a_disk_that_is_full(run: Run, office: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """A failure to write is 3, names the file that was asked for, and leaves what stood there before."""

    def fail(_result: object, out: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(out.with_name(".kq.1234abcd.csv")))

    monkeypatch.setattr(scoring, "write_scores", fail)
    out = office.write("kq.csv", "kết quả cũ")
    answer = score(run, office, office.path / "so-lieu.csv", out)

    assert answer.status == 3
    assert answer.said == [f"{out}: ổ đĩa đã đầy — xóa bớt tệp, hoặc ghi sang ổ khác."]
    assert out.read_text("utf-8") == "kết quả cũ"


def test_more_units_than_a_worksheet_holds(run: Run, office: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Too many units for a worksheet are wrong use, with the endings that do; no file is left."""
    monkeypatch.setattr(result_workbook, "MAX_UNITS", 3)
    answer = score(run, office, office.path / "so-lieu.csv", office.path / "kq.xlsx")

    assert answer.status == 2
    assert answer.said[0].endswith("trang tính không chứa hết 4 đơn vị; ghi ra .csv hoặc .parquet.")
    assert sorted(each.name for each in office.path.iterdir()) == ["so-lieu.csv", "thu"]


def test_by_batches_as_the_plain_way(run: Run, sample: Sample, tmp_path: Path) -> None:
    """Parquet to Parquet gives the file, the faults and the status that scoring all at once gives."""
    data = parquet_of(sample.figures.read_text("utf-8"), tmp_path / "mau.parquet")
    arguments = ("score", "--criteria", sample.criteria, "--data", data, "--recognitions", sample.recognitions)
    plain = run(*arguments, "--out", tmp_path / "a.parquet", "--json")
    batches = run(*arguments, "--out", tmp_path / "b.parquet")

    assert pq.read_table(tmp_path / "b.parquet").equals(pq.read_table(tmp_path / "a.parquet"))
    assert pq.read_metadata(tmp_path / "b.parquet").num_rows == 139
    assert (batches.status, batches.out) == (plain.status, "") == (1, "")
    assert batches.said[0] == SAMPLE
    assert batches.said[:-1] == plain.said[:-1]
    assert batches.said[-1] == f"Đã ghi 139 đơn vị vào {tmp_path / 'b.parquet'}."


def test_batches_with_faulty_decisions(run: Run, office: Folder) -> None:
    """By batches too the faults of REC are said and make the status 1; the sound decisions count."""
    decisions = office.write(
        "cong-nhan.csv", "unit,level,decision,decided_on\n04834,commune,1/QĐ,2024-06-01\n04813,xóm,2/QĐ,2024-06-01\n"
    )
    data, out = parquet_of(FIGURES, office.path / "a.parquet"), office.path / "kq.parquet"
    answer = score(run, office, data, out, "--recognitions", decisions)

    assert answer.status == 1
    assert [line.partition(" lỗi: ")[0] for line in answer.said[:-1]] == [f"{decisions}:3:level: UNKNOWN_LEVEL"]
    assert [row["eligible.province"] for row in cells_of(out)] == ["unmet", "met", "unmet", "unmet"]


def test_batches_of_an_earlier_period(run: Run, office: Folder) -> None:
    """By batches too the period that is named is scored, and no other."""
    text = f"{HEADING}\n04831,2023,20,18,12,có,0\n04831,2024,20,1,12,có,0\n04834,2024,20,1,12,có,0\n"
    out = office.path / "kq.parquet"
    answer = score(run, office, parquet_of(text, office.path / "a.parquet"), out, "--period", "2023")

    assert answer.status == 0
    assert [(row["unit"], row["period"], row["met"]) for row in cells_of(out)] == [("04831", "2023", "2")]


@pytest.mark.parametrize("period", ["2030", "abc", "+203"])
def test_batches_of_a_period_that_is_not_there(run: Run, office: Folder, period: str) -> None:
    """A period that DATA does not have is wrong use by batches too; the result before stays."""
    out = office.write("kq.parquet", "kết quả cũ")
    answer = score(run, office, parquet_of(FIGURES, office.path / "a.parquet"), out, "--period", period)

    assert (answer.status, answer.out) == (2, "")
    assert answer.said[0] == f"Dùng sai lệnh: số liệu không có kỳ «{period}»; các kỳ có: 2024."
    assert out.read_text("utf-8") == "kết quả cũ"


def test_batches_and_strict(run: Run, office: Folder) -> None:
    """With `--strict` a fault leaves the result before as it was, and nothing unfinished beside it; else it is new."""
    out = office.write("kq.parquet", "kết quả cũ")
    broken = parquet_of(FIGURES.replace("20,18,12", "20,21,12", 1), office.path / "a.parquet")
    refused = score(run, office, broken, out, "--strict")

    assert refused.status == 1
    assert refused.said[-1] == "Chưa chấm vì có lỗi (--strict): sửa các lỗi trên rồi chạy lại."
    assert out.read_text("utf-8") == "kết quả cũ"
    assert sorted(each.name for each in office.path.iterdir()) == ["a.parquet", "kq.parquet", "so-lieu.csv", "thu"]

    sound = parquet_of(FIGURES, office.path / "a.parquet")
    assert score(run, office, sound, out, "--strict").status == 0
    assert [(row["unit"], row["met"], row["possible"]) for row in cells_of(out)] == COUNTS
    assert sorted(each.name for each in office.path.iterdir()) == ["a.parquet", "kq.parquet", "so-lieu.csv", "thu"]


@pytest.mark.parametrize(("content", "code"), [(b"PAR1", "BROKEN_PARQUET"), (None, None)])
def test_batches_of_a_file_that_cannot_be_read(
    run: Run, office: Folder, content: bytes | None, code: str | None
) -> None:
    """A broken file is a fault (1), one that is not there wrong use (2); both are named, and no result appears."""
    data = office.path / "a.parquet"
    if content is not None:
        data.write_bytes(content)
    answer = score(run, office, data, office.path / "kq.parquet")

    assert answer.status == (1 if code else 2)
    assert answer.said[0].startswith(f"{data}: {code} lỗi: " if code else f"{data}: không có tệp này — ")
    assert not (office.path / "kq.parquet").exists()
