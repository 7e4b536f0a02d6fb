"""``dienhinh import``: looked at, written, undone, from the shell; and the template to fill in."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from api.cli import main
from api.settings import Settings
from api.workflow.office import open_office
from tests.filled import LABELS, TAN_PHEO, filled_in, table
from tests.importing import CODE, HEAD, held


@pytest.fixture
def address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a database with 2024 open and no figures."""
    from tests.assessments import open_period  # noqa: PLC0415 -- the application is slow to load

    found = f"sqlite:///{tmp_path / 'thu.sqlite3'}"
    monkeypatch.setenv("DIENHINH_DATABASE", found)
    office = open_office(Settings(database=found), lambda: datetime(2024, 11, 10, tzinfo=UTC))
    open_period(office)
    office.database.close()
    return found


def on_record(address: str) -> int | None:
    """Return the villages of Thị trấn Đà Bắc."""
    office = open_office(Settings(database=address), lambda: datetime.now(UTC))
    try:
        return held(office, "villages")
    finally:
        office.database.close()


def test_a_look_writes_nothing(address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--dry-run says what would change in JSON, the same as the API, and leaves the record as it was."""
    file = tmp_path / "a.xlsx"
    file.write_bytes(table(HEAD, (CODE, 2024, 20, None, None, None)))
    status = main(["import", "--dry-run", "--json", str(file)])
    said = json.loads(capsys.readouterr().out)

    assert (status, said["id"], said["state"], said["counts"]["new"]) == (0, None, "waiting", 1)
    assert said["changes"][0]["place"] == "Số liệu!C2"
    assert on_record(address) is None


def test_writing_and_undoing(address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--yes writes what is not in doubt; a fault is said on stderr, stops nothing else, and makes the status 1."""
    good, bad = tmp_path / "a.xlsx", tmp_path / "b.csv"
    good.write_bytes(table(HEAD, (CODE, 2024, 20, None, None, None)))
    bad.write_text(f"unit;period;villages\n{TAN_PHEO};2024;x\n", encoding="utf-8")
    status = main(["import", "--yes", "--json", str(good), str(bad)])
    out, err = capsys.readouterr()
    act = json.loads(out)["act"]

    assert (status, on_record(address)) == (1, 20)
    assert f"{bad}[dòng 2, cột villages]: NOT_A_NUMBER" in err
    assert main(["import", "--undo", str(act), "--json"]) == 0
    undone = json.loads(capsys.readouterr().out)
    assert (undone["undone"], undone["act"] > act) == (act, True)
    assert on_record(address) is None
    assert main(["import", "--undo", str(act)]) == 0
    assert "đã được hoàn tác từ trước" in capsys.readouterr().out
    assert main(["import", "--undo", "999"]) == 1


def test_the_template_of_a_unit(address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--template makes the file that --yes takes back, filled in."""
    out = tmp_path / "mau.xlsx"
    assert main(["import", "--template", str(out), "--period", "2024", "--unit", CODE]) == 0
    out.write_bytes(filled_in(out.read_bytes(), {(CODE, LABELS["villages"]): 20}))
    assert main(["import", "--yes", str(out)]) == 0

    assert on_record(address) == 20
    assert "Thị trấn Đà Bắc" in capsys.readouterr().out
    filled = out.read_bytes()
    assert main(["import", "--template", str(out), "--period", "2024", "--unit", CODE]) == 2
    assert out.read_bytes() == filled
    assert "đã có tệp" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["import"], 2, "nêu tệp cần nhập"),
        (["import", "--template", "a.xlsx"], 2, "cần --period"),
        (["import", "--template", "a.csv", "--period", "2024"], 2, "đuôi .xlsx"),
        (["import", "--template", "a.xlsx", "--period", "2024", "--unit", "99999"], 2, "không chấm đơn vị mã"),
        (["import", "không-có.xlsx"], 2, "không có tệp này"),
        (["import", "--period", "năm nay", "a.xlsx"], 2, "không có bộ tiêu chí nào cho kỳ"),
        (["import", "--unit", "04831", "a.xlsx"], 2, "chỉ dùng cùng --template"),
    ],
)
def test_wrong_use(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    arguments: list[str], status: int, said: str,
) -> None:  # fmt: skip
    """Each is said with its cure, and writes nothing."""
    monkeypatch.chdir(tmp_path)

    assert main(arguments) == status
    assert said in capsys.readouterr().err
    assert on_record(address) is None


def test_where_nobody_can_answer_the_question_is_an_error(
    address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a terminal nothing is written by itself."""
    file = tmp_path / "a.xlsx"
    file.write_bytes(table(HEAD, (CODE, 2024, 21, None, None, None)))

    assert main(["import", str(file)]) == 2
    assert "--yes" in capsys.readouterr().err
    assert on_record(address) is None
